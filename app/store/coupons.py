"""Coupons, the stock they come from, and their spending: once each, in one statement each.

A code is never stored: a coupon is found by the blind index of its serial, and
the serial itself is sealed, for the text and the page that show it again.

    held      reserved until the number is proven, or until held_until
    valid     issued, in date, unspent
    redeemed · revoked · expired
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.rules.phone import E164
from app.store import Act, Key, Moment, Session, Sql, limits, metadata, moment, moment_or_none, stamp
from app.store.vault import Vault

MOST = 2**31 - 1  # coupons of a campaign that sets no limit

stock = sa.Table(
    "stock",
    metadata,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.Column("last_at", Moment, nullable=False),
)

coupons = sa.Table(
    "coupons",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False),
    sa.Column("serial_index", sa.LargeBinary(16), nullable=False, unique=True),
    sa.Column("serial_sealed", sa.LargeBinary, nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("issued_at", Moment, nullable=False),
    sa.Column("valid_from", Moment, nullable=False),
    sa.Column("valid_until", Moment, nullable=False, comment="first moment at which it is too late"),
    sa.Column("held_until", Moment, comment="set while the number is not proven"),
    sa.Column("redeemed_at", Moment),
    sa.Column("redemption_id", sa.Text),
    sa.Column("revoked_at", Moment),
    sa.Column("left_by", sa.LargeBinary(16), comment="keyed hash of campaign and number, once its owner is erased"),
    sa.UniqueConstraint("campaign", "subscriber_id"),
    sa.Index(
        "ix_coupons_left_by",
        "left_by",
        sqlite_where=sa.text("left_by IS NOT NULL"),
        postgresql_where=sa.text("left_by IS NOT NULL"),
    ),
    sa.Index(
        "ix_coupons_held",
        "held_until",
        sqlite_where=sa.text("held_until IS NOT NULL"),
        postgresql_where=sa.text("held_until IS NOT NULL"),
    ),
    # A coupon is spent in its place: no index knows of it, and each page has room for what changes.
    postgresql_with={"fillfactor": 80},
)

redemptions = sa.Table(
    "redemptions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("coupon_id", Key, sa.ForeignKey("coupons.id"), nullable=False, index=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("till_id", Key, sa.ForeignKey("tills.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("amount", sa.Text, comment="as the till sent it, decimal"),
    sa.Column("currency", sa.Text),
    sa.Column("reference", sa.Text),
    sa.Column("reversed_at", Moment),
    sa.Column("reversed_reason", sa.Text),
    sa.Index(None, "till_id", "at", "id"),
    sa.Index(
        "ix_redemptions_standing",
        "campaign",
        "placement",
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    ),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("till_id", Key, sa.ForeignKey("tills.id"), primary_key=True),
    sa.Column("key_hash", sa.LargeBinary(32), primary_key=True, comment="of the Idempotency-Key"),
    sa.Column("body_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("answer_sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)


@dataclass(frozen=True)
class Coupon:
    """A coupon as the page and the till see it."""

    id: int
    campaign: str
    subscriber: int
    serial: int
    placement: str
    language: str
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime
    held_until: datetime | None
    redeemed_at: datetime | None
    revoked_at: datetime | None
    till: str | None = None


@dataclass(frozen=True)
class Draft:
    """A coupon that is still to be added: its serial, and as what the store finds and keeps it."""

    serial: int
    index: bytes
    sealed: bytes


@dataclass(frozen=True)
class Redemption:
    """One spending of a coupon at a till."""

    id: str
    coupon: int
    till: int
    at: datetime
    reversed_at: datetime | None
    amount: str | None = None
    currency: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Kept:
    """The answer to a till's request, by the hashes of its id and of what it asked."""

    key_hash: bytes
    body_hash: bytes
    status: int
    answer: str


TAKE = Sql("""
    INSERT INTO stock (campaign, taken, last_at) VALUES (:campaign, 1, :now)
    ON CONFLICT (campaign) DO UPDATE SET taken = stock.taken + 1, last_at = excluded.last_at
    WHERE stock.taken < :total""")
GIVE_BACK = Sql("UPDATE stock SET taken = taken - :count WHERE campaign = :campaign")
STOCK = Sql("SELECT taken, last_at FROM stock WHERE campaign = :campaign")

ADD = Sql("""
    INSERT INTO coupons (campaign, subscriber_id, serial_index, serial_sealed, placement, language,
                         issued_at, valid_from, valid_until, held_until)
    VALUES (:campaign, :subscriber, :index, :sealed, :placement, :language,
            :now, :valid_from, :valid_until, :held_until)
    ON CONFLICT DO NOTHING RETURNING id""")
_COUPON = """coupons.id, coupons.campaign, subscriber_id, serial_sealed, coupons.placement, language, issued_at,
    valid_from, valid_until, held_until, redeemed_at, coupons.revoked_at, tills.name
    FROM coupons LEFT JOIN redemptions ON redemptions.id = redemption_id LEFT JOIN tills ON tills.id = till_id"""
OF_PERSON = Sql(f"SELECT {_COUPON} WHERE coupons.campaign = :campaign AND subscriber_id = :subscriber")
ALL_OF_PERSON = Sql(f"SELECT {_COUPON} WHERE subscriber_id = :subscriber ORDER BY coupons.id")
BY_SERIAL = Sql(f"SELECT {_COUPON} WHERE serial_index = :index")
REMOVE = Sql("DELETE FROM coupons WHERE id = :id")
LEAVE = Sql("UPDATE coupons SET left_by = :index WHERE id = :id")
IS_LEFT = Sql("SELECT 1 FROM coupons WHERE left_by = :index LIMIT 1")
TAKE_UP = Sql("""
    UPDATE coupons SET subscriber_id = :subscriber, left_by = NULL
    WHERE id = (SELECT MIN(id) FROM coupons WHERE left_by = :index) AND left_by = :index
      AND NOT EXISTS (SELECT 1 FROM coupons WHERE campaign = :campaign AND subscriber_id = :subscriber)""")
SETTLE = Sql("""
    UPDATE coupons SET held_until = NULL, issued_at = :now, valid_from = :valid_from, valid_until = :valid_until
    WHERE id = :id AND held_until IS NOT NULL""")
LAPSE = Sql("""
    DELETE FROM coupons WHERE id IN (SELECT id FROM coupons WHERE held_until <= :now LIMIT :most) AND held_until <= :now
    RETURNING campaign""")

_SPEND = f"""
    UPDATE coupons SET redeemed_at = :now, redemption_id = :redemption
    WHERE serial_index = :index AND redeemed_at IS NULL AND revoked_at IS NULL AND held_until IS NULL
      AND valid_from <= :now AND valid_until > :now AND NOT EXISTS ({limits.EMPTY})"""
_NOTE = """
    INSERT INTO redemptions (id, coupon_id, campaign, placement, till_id, at, amount, currency, reference)
    SELECT :redemption, coupons.id, coupons.campaign, coupons.placement, :till, :now, :amount, :currency, :reference
    FROM changed JOIN coupons ON coupons.id = changed.id"""
_KEEP = """
    INSERT INTO answers (till_id, key_hash, body_hash, status, answer_sealed, at)
    SELECT :till, :key, :body, :status, :answer, :now FROM changed"""
SPEND = Act(_SPEND, _NOTE, returning="id, campaign, language")
SPEND_AND_KEEP = Act(_SPEND, _NOTE, _KEEP, returning="id, campaign, language")
OFFERED = Sql("SELECT campaign, language FROM coupons WHERE serial_index = :index")
_REDEMPTION = "redemptions.id, coupon_id, till_id, redemptions.at, reversed_at, amount, currency, reference"
REDEMPTION = Sql(f"SELECT {_REDEMPTION} FROM redemptions WHERE id = :id")
REVERSE = Sql("""
    UPDATE redemptions SET reversed_at = :now, reversed_reason = :reason
    WHERE id = :id AND till_id = :till AND reversed_at IS NULL AND at >= :earliest RETURNING coupon_id""")
UNSPEND = Sql(
    "UPDATE coupons SET redeemed_at = NULL, redemption_id = NULL WHERE id = :id AND redemption_id = :redemption"
)

GIVEN = Sql("""
    SELECT COUNT(*), COALESCE(SUM(CAST(amount AS NUMERIC)), 0) FROM redemptions
    WHERE campaign = :campaign AND reversed_at IS NULL""")

RECENT = Sql(f"""
    SELECT {_REDEMPTION}, coupons.campaign, serial_sealed, language
    FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE till_id = :till AND (redemptions.at, redemptions.id) > (:since, :after)
    ORDER BY redemptions.at, redemptions.id LIMIT :most""")
LATEST = Sql(f"""
    SELECT {_REDEMPTION}, coupons.campaign, serial_sealed, language
    FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE till_id = :till ORDER BY redemptions.at DESC LIMIT :most""")

CLAIM_KEY = Sql("""
    INSERT INTO answers (till_id, key_hash, body_hash, status, answer_sealed, at)
    VALUES (:till, :key, :body, :status, :answer, :now) ON CONFLICT DO NOTHING""")
ANSWER_OF_KEY = Sql("SELECT body_hash, status, answer_sealed FROM answers WHERE till_id = :till AND key_hash = :key")
FORGET_ANSWERS = Sql("DELETE FROM answers WHERE at < :before")


def take_stock(session: Session, campaign: str, total: int | None, now: datetime) -> bool:
    """Whether one more coupon could be taken from a stock of `total`."""
    most = MOST if total is None else total
    return bool(session.run(TAKE, campaign=campaign, total=most, now=stamp(now)).rowcount) if most > 0 else False


def give_back(session: Session, campaign: str, count: int = 1) -> None:
    """Puts coupons that nobody got back into the stock."""
    session.run(GIVE_BACK, campaign=campaign, count=count)


def taken(session: Session, campaign: str) -> tuple[int, datetime | None]:
    """How many coupons were taken from the stock, and when the last one was."""
    row = session.run(STOCK, campaign=campaign).fetchone()
    return (row[0], moment(row[1])) if row else (0, None)


def given(session: Session, campaign: str) -> tuple[int, Decimal]:
    """(how many redemptions stand, what tills said was bought with them) of a campaign."""
    row = session.run(GIVEN, campaign=campaign).fetchone()
    return row[0], Decimal(str(row[1]))


def draft(vault: Vault, serial: int) -> Draft:
    """A coupon with this serial, to be added."""
    return Draft(serial, vault.index("serial", str(serial)), vault.seal(str(serial)))


def add_coupon(
    session: Session,
    draft: Draft,
    *,
    campaign: str,
    subscriber: int,
    placement: str,
    language: str,
    valid_from: datetime,
    valid_until: datetime,
    held_until: datetime | None,
    now: datetime,
) -> Coupon | None:
    """The new coupon; None if this person has one of the campaign, or the serial is taken."""
    row = session.run(
        ADD,
        campaign=campaign,
        subscriber=subscriber,
        index=draft.index,
        sealed=draft.sealed,
        placement=placement,
        language=language,
        now=stamp(now),
        valid_from=stamp(valid_from),
        valid_until=stamp(valid_until),
        held_until=None if held_until is None else stamp(held_until),
    ).fetchone()
    if row is None:
        return None
    kept = campaign, subscriber, draft.serial, placement, language, now, valid_from, valid_until, held_until
    return Coupon(row[0], *kept, redeemed_at=None, revoked_at=None)


def remove_coupon(session: Session, id: int) -> None:
    """Takes back a coupon that was just added and that nobody has heard of."""
    session.run(REMOVE, id=id)


def coupon_of(session: Session, campaign: str, subscriber: int) -> Coupon | None:
    """This person's coupon of the campaign."""
    return _coupon(session, session.run(OF_PERSON, campaign=campaign, subscriber=subscriber).fetchone())


def coupons_of(session: Session, subscriber: int) -> list[Coupon]:
    """All coupons of one person, oldest first."""
    rows = session.run(ALL_OF_PERSON, subscriber=subscriber).fetchall()
    return [found for row in rows if (found := _coupon(session, row))]


def leave(session: Session, subscriber: int, number: E164) -> int:
    """How many coupons somebody leaves behind who is erased: the number itself finds them again, and no second one."""
    left = coupons_of(session, subscriber)
    for each in left:
        session.run(LEAVE, id=each.id, index=_left_by(session, each.campaign, number))
    return len(left)


def is_left(session: Session, campaign: str, number: E164) -> bool:
    """Whether whoever had this number and was erased left a coupon of the campaign."""
    return session.run(IS_LEFT, index=_left_by(session, campaign, number)).fetchone() is not None


def take_up(session: Session, campaign: str, subscriber: int, number: E164) -> None:
    """Gives this person the coupon that the number left, if it did and they have none."""
    session.run(TAKE_UP, campaign=campaign, subscriber=subscriber, index=_left_by(session, campaign, number))


def coupon_by_serial(session: Session, serial: int) -> Coupon | None:
    """The coupon whose code and token hold this serial."""
    index = session.vault.index("serial", str(serial))
    return _coupon(session, session.run(BY_SERIAL, index=index).fetchone())


def settle(session: Session, coupon: int, *, valid_from: datetime, valid_until: datetime, now: datetime) -> bool:
    """Whether a held coupon became a valid one."""
    values = {"valid_from": stamp(valid_from), "valid_until": stamp(valid_until), "now": stamp(now)}
    return bool(session.run(SETTLE, id=coupon, **values).rowcount)


def release_lapsed(session: Session, now: datetime, most: int = 500) -> int:
    """How many coupons were held for numbers that never answered; they are back in stock."""
    lapsed = [row[0] for row in session.run(LAPSE, now=stamp(now), most=most).fetchall()]
    for campaign in sorted(set(lapsed)):
        give_back(session, campaign, lapsed.count(campaign))
    return len(lapsed)


def offered(session: Session, serial: int) -> tuple[str, str] | None:
    """(campaign, language) of the coupon whose code holds this serial."""
    row = session.run(OFFERED, index=session.vault.index("serial", str(serial))).fetchone()
    return (row[0], row[1]) if row else None


def spend(
    session: Session,
    serial: int,
    redemption: str,
    now: datetime,
    *,
    till: int,
    unless: tuple[bytes, float] | None = None,
    amount: str | None = None,
    currency: str | None = None,
    reference: str | None = None,
    kept: Kept | None = None,
) -> tuple[int, str, str] | None:
    """(id, campaign, language) of the coupon just spent at the till; None if it could not be.

    `unless` is a bucket (limits.bucket) that must not be empty. With `kept` the answer to the till's request
    is kept in the same breath; raises Taken, with nothing spent, if that request was answered before.
    """
    bucket, rate = unless or (b"", 0.0)
    values: dict[str, Any] = {"amount": amount, "currency": currency, "reference": reference}
    values |= {"bucket": bucket, "rate": rate}
    values |= {"index": session.vault.index("serial", str(serial)), "redemption": redemption, "till": till}
    if kept:
        values |= {"key": kept.key_hash, "body": kept.body_hash, "status": kept.status}
        values |= {"answer": session.vault.seal(kept.answer)}
    row = session.act(SPEND_AND_KEEP if kept else SPEND, now=stamp(now), **values)
    return (row[0], row[1], row[2]) if row else None


def redemption(session: Session, id: str) -> Redemption | None:
    """The redemption with this id."""
    row = session.run(REDEMPTION, id=id).fetchone()
    return _redemption(row) if row else None


def reverse(session: Session, id: str, *, till: int, reason: str, earliest: datetime, now: datetime) -> bool:
    """Whether the redemption was undone by its own till, no older than `earliest`; the coupon is unspent again."""
    values = {"till": till, "reason": reason, "earliest": stamp(earliest), "now": stamp(now)}
    row = session.run(REVERSE, id=id, **values).fetchone()
    return bool(row) and bool(session.run(UNSPEND, id=row[0], redemption=id).rowcount)


def redemptions_since(
    session: Session, till: int, since: datetime, after: str, most: int
) -> list[tuple[Redemption, str, int, str]]:
    """(redemption, campaign, serial, language) at this till from `since` and id `after` on, oldest first."""
    return _listed(session, session.run(RECENT, till=till, since=stamp(since), after=after, most=most).fetchall())


def latest_redemptions(session: Session, till: int, most: int) -> list[tuple[Redemption, str, int, str]]:
    """(redemption, campaign, serial, language) at this till, newest first."""
    return _listed(session, session.run(LATEST, till=till, most=most).fetchall())


def keep_answer(session: Session, till: int, kept: Kept, now: datetime) -> bool:
    """Whether this was the first answer to the till's request id; the first one stays."""
    values = {"body": kept.body_hash, "status": kept.status, "answer": session.vault.seal(kept.answer)}
    return bool(session.run(CLAIM_KEY, till=till, key=kept.key_hash, now=stamp(now), **values).rowcount)


def answer_of(session: Session, till: int, key_hash: bytes) -> tuple[bytes, int, str] | None:
    """(hash of the body, HTTP status, JSON text) of the first answer to this request id."""
    row = session.run(ANSWER_OF_KEY, till=till, key=key_hash).fetchone()
    return (bytes(row[0]), row[1], session.vault.open(row[2])) if row else None


def forget_answers(session: Session, before: datetime) -> int:
    """How many kept answers were too old to be asked for again."""
    return int(session.run(FORGET_ANSWERS, before=stamp(before)).rowcount)


def _coupon(session: Session, row: tuple | None) -> Coupon | None:  # type: ignore[type-arg]
    if row is None:
        return None
    return Coupon(
        id=row[0],
        campaign=row[1],
        subscriber=row[2],
        serial=int(session.vault.open(row[3])),
        placement=row[4],
        language=row[5],
        issued_at=moment(row[6]),
        valid_from=moment(row[7]),
        valid_until=moment(row[8]),
        held_until=moment_or_none(row[9]),
        redeemed_at=moment_or_none(row[10]),
        revoked_at=moment_or_none(row[11]),
        till=row[12],
    )


def _redemption(row: tuple) -> Redemption:  # type: ignore[type-arg]
    return Redemption(row[0], row[1], row[2], moment(row[3]), moment_or_none(row[4]), row[5], row[6], row[7])


def _listed(session: Session, rows: list[tuple]) -> list[tuple[Redemption, str, int, str]]:  # type: ignore[type-arg]
    return [(_redemption(row), row[8], int(session.vault.open(row[9])), row[10]) for row in rows]


def _left_by(session: Session, campaign: str, number: E164) -> bytes:
    return session.vault.index(f"coupon of {campaign}", number)
