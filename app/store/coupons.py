"""Coupons: what one is, how it is added, and by what it is found. redemptions.py spends them.

A code is never stored: a coupon is found by the blind index of its serial, and
the serial itself is sealed, for the text and the page that show it again.

    held      reserved until the number is proven, or until held_until: reservations.py
    valid     issued, in date, unspent
    redeemed · expired
    revoked   withdrawn: revocations.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.redemption import Status, status
from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp
from app.store.unseen import IS_UNSENT, UNSENT
from app.store.vault import Vault

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
    sa.Column("nth", sa.Integer, nullable=False, server_default="1", comment="this number's first, second, …"),
    sa.Column("uses", sa.Integer, server_default="1", comment="how often it can be spent; null: while it lasts"),
    sa.Column("used", sa.Integer, nullable=False, server_default="0"),
    sa.Column("balance", sa.BigInteger, comment="what is left on a value card, in minor units"),
    sa.Column("promised", sa.BigInteger, nullable=False, server_default="0", comment="kept back for it in the budget"),
    sa.Column("friend_of", Key, comment="the coupon of whoever shared the way here"),
    sa.Column("device", sa.LargeBinary(16), comment="keyed hash of address and browser at the joining"),
    sa.Column("thanked_at", Moment, comment="when whoever shared the way here was thanked, or was not to be"),
    sa.Column("thanks_for", Key, comment="the friend's coupon that this one thanks for"),
    sa.Column("revoked_by", sa.Text, comment="the member of staff who withdrew it"),
    sa.Column("revoked_reason", sa.Text),
    sa.Column("left_by", sa.LargeBinary(16), comment="keyed hash of campaign and number, once its owner is erased"),
    sa.UniqueConstraint("campaign", "subscriber_id", "nth"),
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
    sa.Index(
        "ix_coupons_friend_of",
        "friend_of",
        sqlite_where=sa.text("friend_of IS NOT NULL"),
        postgresql_where=sa.text("friend_of IS NOT NULL"),
    ),
    sa.Index(
        "ix_coupons_thanks_for",
        "thanks_for",
        unique=True,
        sqlite_where=sa.text("thanks_for IS NOT NULL"),
        postgresql_where=sa.text("thanks_for IS NOT NULL"),
    ),
    sa.Index(
        "ix_coupons_promised",
        "valid_until",
        sqlite_where=sa.text("promised > 0"),
        postgresql_where=sa.text("promised > 0"),
    ),
    sa.Index("ix_coupons_in_date", "valid_until", "issued_at"),
    sa.Index(
        "ix_coupons_revoked",
        "revoked_at",
        sqlite_where=sa.text("revoked_at IS NOT NULL"),
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    ),
    # A coupon is spent in its place: no index knows of it, and each page has room for what changes.
    postgresql_with={"fillfactor": 80},
)


@dataclass(frozen=True)
class Coupon:
    """A coupon as the page and the till see it; `till` and `used_at` are of its last use."""

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
    nth: int = 1
    uses: int | None = 1
    used: int = 0
    balance: int | None = None
    used_at: datetime | None = None
    revoked_by: str | None = None
    revoked_reason: str | None = None

    @property
    def is_unsent(self) -> bool:
        """Whether it was withdrawn because no text with its code ever left: then its owner never had it."""
        return self.revoked_by is None and self.revoked_reason == UNSENT

    def status(self, now: datetime) -> Status:
        """What it is worth now."""
        return status(
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            redeemed_at=self.redeemed_at,
            revoked_at=self.revoked_at,
            held_until=self.held_until,
            now=now,
        )


@dataclass(frozen=True)
class Worth:
    """How far a new coupon reaches: `uses` times, or while a `balance` lasts; `promised` is kept back for each use.

    Sums are minor units. For a card the whole balance is kept back, and `promised` says how much that was.
    """

    uses: int | None = 1
    balance: int | None = None
    promised: int = 0

    @property
    def kept_back(self) -> int:
        """What the budget keeps back for all of it."""
        return self.promised if self.balance is not None else self.promised * (self.uses or 0)


ONCE = Worth()


@dataclass(frozen=True)
class Draft:
    """A coupon that is still to be added: its serial, and as what the store finds and keeps it."""

    serial: int
    index: bytes
    sealed: bytes


_UNSENT_BEFORE = f"""SELECT {{}} FROM coupons AS unsent WHERE unsent.campaign = coupons.campaign
    AND unsent.subscriber_id = coupons.subscriber_id AND unsent.nth = coupons.nth - 1 AND {IS_UNSENT}"""
INHERIT = Sql(f"""
    UPDATE coupons SET friend_of = ({_UNSENT_BEFORE.format("friend_of")}), device = ({_UNSENT_BEFORE.format("device")})
    WHERE id = :id AND friend_of IS NULL AND device IS NULL AND EXISTS ({_UNSENT_BEFORE.format("1")})""")
ADD = Sql("""
    INSERT INTO coupons (campaign, subscriber_id, serial_index, serial_sealed, placement, language,
                         issued_at, valid_from, valid_until, held_until, nth, uses, balance, promised, friend_of,
                         device, thanks_for)
    VALUES (:campaign, :subscriber, :index, :sealed, :placement, :language,
            :now, :valid_from, :valid_until, :held_until, :nth, :uses, :balance, :promised, :friend_of,
            :device, :thanks_for)
    ON CONFLICT DO NOTHING RETURNING id""")
_COUPON = """coupons.id, coupons.campaign, subscriber_id, serial_sealed, coupons.placement, language, issued_at,
    valid_from, valid_until, held_until, redeemed_at, coupons.revoked_at, tills.name, nth, uses, used, balance,
    redemptions.at, revoked_by, revoked_reason
    FROM coupons LEFT JOIN redemptions ON redemptions.id = redemption_id LEFT JOIN tills ON tills.id = till_id"""
OF_PERSON = Sql(f"""
    SELECT {_COUPON} WHERE coupons.campaign = :campaign AND subscriber_id = :subscriber
    ORDER BY (thanks_for IS NOT NULL), nth DESC LIMIT 1""")
COUNTED = Sql(f"""
    SELECT COUNT(CASE WHEN thanks_for IS NULL AND NOT {IS_UNSENT} THEN 1 END), COALESCE(MAX(nth), 0) FROM coupons
    WHERE campaign = :campaign AND subscriber_id = :subscriber""")
ALL_OF_PERSON = Sql(f"SELECT {_COUPON} WHERE subscriber_id = :subscriber ORDER BY coupons.id")
BY_SERIAL = Sql(f"SELECT {_COUPON} WHERE serial_index = :index")
ISSUED = Sql(f"SELECT {_COUPON} WHERE serial_index = :index AND held_until IS NULL")
BY_ID = Sql(f"SELECT {_COUPON} WHERE coupons.id = :id")
HOLD = Sql("SELECT 1 FROM coupons WHERE id = :id {for_update}")
INDEX_OF = Sql("SELECT serial_index FROM coupons WHERE id = :id")
REMOVE = Sql("DELETE FROM coupons WHERE id = :id")


def draft(vault: Vault, serial: int) -> Draft:
    """A coupon with this serial, to be added."""
    return Draft(serial, index_of_serial(vault, serial), vault.seal(str(serial)))


def index_of_serial(vault: Vault, serial: int) -> bytes:
    """By what the coupon with this serial is found."""
    return vault.index("serial", str(serial))


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
    worth: Worth = ONCE,
    nth: int = 1,
    friend_of: int | None = None,
    device: bytes | None = None,
    thanks_for: int | None = None,
) -> Coupon | None:
    """The new coupon; None if this person has an `nth` one of the campaign, or the serial is taken."""
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
        nth=nth,
        uses=worth.uses,
        balance=worth.balance,
        promised=worth.promised,
        friend_of=friend_of,
        device=device,
        thanks_for=thanks_for,
    ).fetchone()
    if row is None:
        return None
    kept = campaign, subscriber, draft.serial, placement, language, now, valid_from, valid_until, held_until
    return Coupon(row[0], *kept, redeemed_at=None, revoked_at=None, nth=nth, uses=worth.uses, balance=worth.balance)


def inherit(session: Session, id: int) -> None:
    """By whose link its owner came is known of the coupon before, where that one never left and this replaces it."""
    session.run(INHERIT, id=id)


def remove_coupon(session: Session, id: int) -> None:
    """Takes back a coupon that was just added and that nobody has heard of."""
    session.run(REMOVE, id=id)


def coupon_of(session: Session, campaign: str, subscriber: int) -> Coupon | None:
    """This person's coupon of the campaign, the last one where there are several; a reward only where it is all."""
    return _coupon(session, session.run(OF_PERSON, campaign=campaign, subscriber=subscriber).fetchone())


def counted(session: Session, campaign: str, subscriber: int) -> tuple[int, int]:
    """(how many this person got besides rewards, the number of the last of all)."""
    row = session.run(COUNTED, campaign=campaign, subscriber=subscriber).fetchone()
    return int(row[0]), int(row[1])


def coupons_of(session: Session, subscriber: int) -> list[Coupon]:
    """All coupons of one person, oldest first."""
    rows = session.run(ALL_OF_PERSON, subscriber=subscriber).fetchall()
    return [found for row in rows if (found := _coupon(session, row))]


def coupon_by_serial(session: Session, serial: int) -> Coupon | None:
    """The coupon whose code and token hold this serial."""
    index = session.vault.index("serial", str(serial))
    return _coupon(session, session.run(BY_SERIAL, index=index).fetchone())


def issued(session: Session, serial: int) -> Coupon | None:
    """The same, unless it is only held."""
    index = session.vault.index("serial", str(serial))
    return _coupon(session, session.run(ISSUED, index=index).fetchone())


def coupon_by_id(session: Session, id: int) -> Coupon | None:
    """The coupon of this row."""
    return _coupon(session, session.run(BY_ID, id=id).fetchone())


def hold(session: Session, coupon: int) -> None:
    """Lets nobody else change the coupon until the transaction ends; what follows sees all that was done to it."""
    session.run(HOLD, id=coupon)


def index_of(session: Session, coupon: int) -> bytes:
    """What the store finds the coupon with this id by."""
    return bytes(session.run(INDEX_OF, id=coupon).fetchone()[0])


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
        nth=row[13],
        uses=row[14],
        used=row[15],
        balance=row[16],
        used_at=moment_or_none(row[17]),
        revoked_by=row[18],
        revoked_reason=row[19],
    )
