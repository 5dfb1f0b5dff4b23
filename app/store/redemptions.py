"""The spending of coupons at tills, once each: in one statement, with the id of the request that asked for it.

A till that asks again with the same id hears its first answer, so a lost answer spends nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.rules.redemption import NO_LONGER_GOOD
from app.store import Act, Key, Many, Moment, Session, Sql, limits, metadata, moment, moment_or_none, stamp

HASH_BYTES = 16


def _where(name: str, *columns_and_condition: str) -> sa.Index:
    """An index of the rows of which the last of the arguments holds."""
    *columns, condition = columns_and_condition
    return sa.Index(name, *columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


# Of tills and offers no row ever goes, and a foreign key to them is dear: on PostgreSQL every redemption would lock its
# till's row and its offer's against that, and they are always the same two.
redemptions = sa.Table(
    "redemptions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("coupon_id", Key, sa.ForeignKey("coupons.id"), nullable=False, index=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("till_id", Key, nullable=False),
    sa.Column("at", Moment, nullable=False, comment="when the server knew of it"),
    sa.Column("purchase", sa.BigInteger, comment="what was bought, in minor units"),
    sa.Column("currency", sa.Text),
    sa.Column("discount", sa.BigInteger, comment="what was taken off, in minor units"),
    sa.Column("cost", sa.BigInteger, comment="what it cost the brand, in minor units"),
    sa.Column("at_most", sa.BigInteger, comment="what it may have cost, where nobody knows what it did"),
    sa.Column("remains", sa.BigInteger, comment="uses left, or the balance of a card in minor units, after it"),
    sa.Column("reference", sa.Text),
    sa.Column("alone", sa.Boolean, nullable=False, server_default=sa.false(), comment="with no other in a sale"),
    sa.Column("offer_id", Key),
    sa.Column("key_hash", sa.LargeBinary(HASH_BYTES), comment="of the request's id"),
    sa.Column("asked_hash", sa.LargeBinary(HASH_BYTES), comment="of what the request asked for"),
    sa.Column("happened_at", Moment, comment="when the till says it was, if it had no line"),
    sa.Column("irregular", sa.Text, comment="the refusal that a till with a line would have heard"),
    sa.Column("double_of", sa.Text, comment="the redemption that had spent the coupon before"),
    sa.Column("reversed_at", Moment, comment="when the server knew that it was undone"),
    sa.Column("undone_at", Moment, comment="when the till says that it undid it, if it had no line"),
    sa.Column("reversed_reason", sa.Text),
    sa.UniqueConstraint("till_id", "key_hash"),
    sa.Index(None, "till_id", "at", "id"),
    _where("ix_redemptions_standing", "campaign", "placement", "double_of", "reversed_at IS NULL"),
    _where("ix_redemptions_reference", "till_id", "reference", "reference IS NOT NULL"),
    _where("ix_redemptions_irregular", "at", "irregular IS NOT NULL"),
    _where("ix_redemptions_double_of", "double_of", "double_of IS NOT NULL"),
    _where("ix_redemptions_reversed", "reversed_at", "reversed_at IS NOT NULL"),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True)
class Redemption:
    """One spending of a coupon at a till. Sums are minor units of the currency; `reason` is why it was undone.

    It was undone at `reversed_at`, for a till without a line by what that says.

    What a till without a line gave has the moment when it happened, if it was `irregular` the refusal that the till
    would have heard with one, and for a double the redemption that had spent the coupon.
    """

    id: str
    coupon: int
    till: int
    at: datetime
    reversed_at: datetime | None
    purchase: int | None = None
    currency: str | None = None
    discount: int | None = None
    remains: int | None = None
    reference: str | None = None
    placement: str = ""
    reason: str | None = None
    happened_at: datetime | None = None
    irregular: str | None = None
    double_of: str | None = None


@dataclass(frozen=True)
class Asked:
    """A till's request: the hash of its id, and the hash of what it asks for."""

    key_hash: bytes
    asked_hash: bytes


@dataclass(frozen=True)
class Terms:
    """On what terms a coupon is spent: sums in minor units of the currency, as far as the till said any.

    `at_most` is said where `cost` is not known. `alone` lets no other coupon into the same sale, which is the till's
    `reference`. `offer` is what the till is told.
    """

    purchase: int | None = None
    currency: str | None = None
    discount: int | None = None
    cost: int | None = None
    at_most: int | None = None
    reference: str | None = None
    alone: bool = False
    offer: int | None = None

    @property
    def counted(self) -> int | None:
        """What a budget counts: what may have been given is given, or it could give more than it has."""
        return self.at_most if self.cost is None else self.cost


@dataclass(frozen=True)
class Offered:
    """What a coupon is for, before it is spent; a value card has a balance, in minor units."""

    campaign: str
    placement: str
    language: str
    balance: int | None


@dataclass(frozen=True)
class Spent:
    """The coupon that was just spent, as it stands now; `promised` was kept back for this use."""

    coupon: int
    promised: int
    used: int
    uses: int | None
    balance: int | None

    def released(self, cost: int) -> int:
        """What the budget keeps back no more, now that this much was given.

        For a card all of its balance was kept back: as much as it pays is let go.
        """
        return min(cost, self.promised) if self.balance is not None else self.promised

    @property
    def remains(self) -> int | None:
        """The uses that are left, or the balance of a card; None for what is spent once."""
        if self.balance is not None:
            return self.balance
        return self.uses - self.used if self.uses and self.uses > 1 else None


@dataclass(frozen=True)
class Undone:
    """A redemption that was just taken back: of which campaign's coupon, what its budget had counted as its cost,
    and what had been kept back for it.

    One that had spent nothing of its coupon kept nothing back, and leaves it as it is; else the coupon `is_free`.
    """

    coupon: int
    campaign: str
    cost: int | None
    promised: int
    is_card: bool
    is_free: bool = True

    @property
    def kept_again(self) -> int:
        """What the budget keeps back again for the coupon."""
        return min(self.cost or 0, self.promised) if self.is_card else self.promised


@dataclass(frozen=True)
class Answered:
    """The redemption that a request has made before; a till without a line said when it happened."""

    redemption: Redemption
    asked_hash: bytes
    campaign: str
    offer: int | None
    happened_at: datetime


PLAIN = Terms()

# What a use changes of a coupon. A card that was given without a sum in its currency keeps its balance: nobody knows
# what it paid.
_USE = """used = used + 1, redemption_id = :redemption, balance = balance - COALESCE(:discount, 0),
    redeemed_at = CASE WHEN used + 1 >= uses OR balance <= :discount THEN {at} END"""
USED_NOW, USED_AS_IT_HAPPENED = _USE.format(at=":now"), _USE.format(at=":happened")
REMAINS = "COALESCE(changed.balance, CASE WHEN changed.uses > 1 THEN changed.uses - changed.used END)"
_SPEND = f"""
    UPDATE coupons SET {USED_NOW}
    WHERE serial_index = :index AND redeemed_at IS NULL AND revoked_at IS NULL AND held_until IS NULL
      AND valid_from <= :now AND valid_until > :now AND (balance IS NULL OR balance >= :discount)
      AND campaign = :campaign AND placement = :placement AND language = :language
      AND (balance IS NOT NULL) = CAST(:is_card AS BOOLEAN)
      AND NOT EXISTS ({limits.EMPTY})
      AND NOT EXISTS (SELECT 1 FROM answers WHERE till_id = :till AND key_hash = :key)
      AND (CAST(:reference AS TEXT) IS NULL OR NOT EXISTS (
        SELECT 1 FROM redemptions WHERE till_id = :till AND reference = :reference AND reversed_at IS NULL
          AND (alone OR :alone)))"""
_NOTE = f"""
    INSERT INTO redemptions (id, coupon_id, campaign, placement, till_id, at, purchase, currency, discount, cost,
                             at_most, remains, reference, alone, offer_id, key_hash, asked_hash)
    SELECT :redemption, coupons.id, coupons.campaign, coupons.placement, :till, :now, :purchase, :currency, :discount,
           :cost, :at_most, {REMAINS}, :reference, :alone, :offer, :key, :asked
    FROM changed JOIN coupons ON coupons.id = changed.id"""
_VALUES = {
    **dict.fromkeys(["redemption", "campaign", "placement", "language", "currency", "reference"], "TEXT"),
    **dict.fromkeys(["till", "now", "purchase", "discount", "cost", "at_most", "offer"], "BIGINT"),
    **dict.fromkeys(["index", "bucket", "key", "asked"], "BYTEA"),
    **dict.fromkeys(["is_card", "alone"], "BOOLEAN"),
    "rate": "DOUBLE PRECISION",
}
SPEND = Act(
    _SPEND,
    _NOTE,
    returning="id, promised, used, uses, balance",
    many=Many("coupons", "serial_index = :index", _VALUES),
)
COLUMNS = """redemptions.id, coupon_id, till_id, redemptions.at, COALESCE(undone_at, reversed_at), purchase,
    currency, discount, remains, reference, redemptions.placement, reversed_reason, happened_at, irregular, double_of"""
REDEMPTION = Sql(f"SELECT {COLUMNS} FROM redemptions WHERE id = :id")
BY_KEY = Sql(f"""
    SELECT {COLUMNS}, asked_hash, campaign, offer_id, COALESCE(happened_at, at) FROM redemptions
    WHERE till_id = :till AND key_hash = :key""")
OFFERED = Sql("""
    SELECT campaign, placement, language, balance FROM coupons WHERE serial_index = :index
      AND held_until IS NULL""")
IN_SALE = Sql("""
    SELECT 1 FROM redemptions WHERE till_id = :till AND reference = :reference AND reversed_at IS NULL
    AND (alone OR :alone) LIMIT 1""")
REVERSE = Sql("""
    UPDATE redemptions SET reversed_at = :now, undone_at = :undone, reversed_reason = :reason
    WHERE id = :id AND till_id = :till AND reversed_at IS NULL AND at >= :earliest
    RETURNING coupon_id, campaign, discount, COALESCE(cost, at_most), irregular""")
UNSPEND = Sql("""
    UPDATE coupons SET used = used - 1, balance = balance + :discount, redeemed_at = NULL,
        redemption_id = NULLIF(redemption_id, :redemption)
    WHERE id = :id AND used > 0 RETURNING promised, balance""")

FORGET_KEYS = Sql("""
    UPDATE redemptions SET key_hash = NULL, asked_hash = NULL
    WHERE id >= :since AND id < :before AND key_hash IS NOT NULL""")


def offered(session: Session, serial: int) -> Offered | None:
    """What the coupon with this serial is for; one that is only held does not exist yet."""
    row = session.run(OFFERED, index=session.vault.index("serial", str(serial))).fetchone()
    return Offered(*row) if row else None


def spend(
    session: Session,
    serial: int,
    redemption: str,
    now: datetime,
    *,
    till: int,
    offered: Offered,
    unless: tuple[bytes, float] | None = None,
    terms: Terms = PLAIN,
    asked: Asked | None = None,
    likely: bool = False,
) -> Spent | None:
    """The coupon just spent at the till; None if it could not be, or is offered otherwise.

    Where it is `likely` offered so, None says nothing: it may be that another held the coupon.

    `unless` is a bucket (limits.bucket) that must not be empty. Raises Taken, with nothing spent, if this request has
    spent a coupon before.
    """
    bucket, rate = unless or (b"", 0.0)
    row = (session.attempt if likely else session.act)(
        SPEND,
        index=session.vault.index("serial", str(serial)),
        redemption=redemption,
        till=till,
        now=stamp(now),
        bucket=bucket,
        rate=rate,
        key=asked.key_hash if asked else None,
        asked=asked.asked_hash if asked else None,
        campaign=offered.campaign,
        placement=offered.placement,
        language=offered.language,
        is_card=offered.balance is not None,
        **vars(terms),
    )
    return Spent(*row) if row else None


def hold_sale(session: Session, till: int, reference: str) -> None:
    """Lets nobody else spend in this sale until the transaction ends: what they spend cannot be seen before.

    It comes before every other lock.
    """
    session.take_turns(f"sale {till} {reference}")


def is_in_sale(session: Session, till: int, reference: str, *, alone: bool) -> bool:
    """Whether a coupon was spent in this sale that the new one may not stand beside."""
    return session.run(IN_SALE, till=till, reference=reference, alone=alone).fetchone() is not None


def redemption(session: Session, id: str) -> Redemption | None:
    """The redemption with this id."""
    row = session.run(REDEMPTION, id=id).fetchone()
    return read(row) if row else None


def reverse(
    session: Session,
    id: str,
    *,
    till: int,
    reason: str,
    earliest: datetime,
    now: datetime,
    undone_at: datetime | None = None,
) -> Undone | None:
    """The redemption just undone, by its own till and no older than `earliest`; its coupon can be spent again.

    `undone_at` is when a till without a line undid it. A double, or another of a coupon that was good no more, had
    spent nothing of it: the coupon stays as it is.
    """
    undone = stamp(undone_at) if undone_at else None
    values = {"till": till, "reason": reason, "earliest": stamp(earliest), "now": stamp(now), "undone": undone}
    row = session.run(REVERSE, id=id, **values).fetchone()
    if row is None:
        return None
    coupon, campaign, discount, cost, irregular = row
    if irregular in NO_LONGER_GOOD:
        return Undone(coupon, campaign, cost, 0, is_card=False, is_free=False)
    back = session.run(UNSPEND, id=coupon, discount=discount or 0, redemption=id).fetchone()
    promised, balance = back or (0, None)
    return Undone(coupon, campaign, cost, int(promised), is_card=balance is not None)


def answered(session: Session, till: int, asked: Asked) -> Answered | None:
    """The redemption that the till's request has made before."""
    row = session.run(BY_KEY, till=till, key=asked.key_hash).fetchone()
    return Answered(read(row), bytes(row[15]), row[16], row[17], moment(row[18])) if row else None


def forget_keys(session: Session, since: datetime, before: datetime) -> int:
    """How many redemptions of these days are no longer the answer to a request; their ids are in order of time."""
    return int(session.run(FORGET_KEYS, since=first_id(since), before=first_id(before)).rowcount)


def first_id(at: datetime) -> str:
    """What the ids of all redemptions from that moment on come after."""
    return f"r{stamp(at) // 1000:012x}"


def read(row: Sequence[Any]) -> Redemption:
    """The redemption of a row that begins with COLUMNS."""
    at, reversed_at, happened_at = moment(row[3]), moment_or_none(row[4]), moment_or_none(row[12])
    offline = {"happened_at": happened_at, "irregular": row[13], "double_of": row[14]}
    return Redemption(row[0], row[1], row[2], at, reversed_at, *row[5:12], **offline)
