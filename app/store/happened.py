"""What was spent at tills that had no line: written down as it happened, whatever the coupon is worth by now.

A coupon that was good is spent by it. One that was not (spent elsewhere meanwhile, out of date, withdrawn) was given
all the same: it stands beside what had spent it, by the refusal that a till with a line would have heard.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.redemption import Refusal
from app.store import Act, Session, Sql, Taken, moment, moment_or_none, stamp
from app.store.redemptions import REMAINS, USED_AS_IT_HAPPENED, USED_NOW, Asked, Spent, Terms
from app.store.unseen import IS_UNSENT

_SPEND = f"""
    UPDATE coupons SET {USED_AS_IT_HAPPENED}
    WHERE id = :coupon AND redeemed_at IS NULL AND (revoked_at IS NULL OR revoked_at > :happened)
      AND held_until IS NULL AND valid_from <= :happened AND valid_until > :happened
      AND (balance IS NULL OR balance >= COALESCE(:discount, 0))"""
_NOTE = f"""
    INSERT INTO redemptions (id, coupon_id, campaign, placement, till_id, at, happened_at, purchase, currency, discount,
                             cost, at_most, remains, reference, alone, offer_id, key_hash, asked_hash, irregular)
    SELECT :redemption, coupons.id, coupons.campaign, coupons.placement, :till, :now, :happened, :purchase, :currency,
           :discount, :cost, :at_most, {REMAINS}, :reference, :alone, :offer, :key, :asked, :irregular
    FROM changed JOIN coupons ON coupons.id = changed.id"""
SPEND = Act(_SPEND, _NOTE, returning="id, promised, used, uses, balance")
NOTE_DOWN = Sql("""
    INSERT INTO redemptions (id, coupon_id, campaign, placement, till_id, at, happened_at, purchase, currency, discount,
                             cost, at_most, reference, alone, offer_id, key_hash, asked_hash, irregular, double_of)
    SELECT :redemption, id, campaign, placement, :till, :now, :happened, :purchase, :currency, :discount, :cost,
           :at_most, :reference, :alone, :offer, :key, :asked, :irregular,
           CASE WHEN CAST(:double AS BOOLEAN) THEN redemption_id END
    FROM coupons WHERE id = :coupon ON CONFLICT DO NOTHING""")
DOUBLES = Sql("""
    SELECT id, COALESCE(discount, 0), COALESCE(cost, at_most, 0) FROM redemptions
    WHERE coupon_id = :coupon AND irregular = :double AND reversed_at IS NULL
    ORDER BY happened_at, id {for_update}""")
PROMOTE = Act(
    f"""UPDATE coupons SET {USED_NOW}
    WHERE id = (SELECT coupon_id FROM redemptions WHERE id = :redemption) AND redeemed_at IS NULL
      AND (balance IS NULL OR balance >= :discount)""",
    returning="id",
)
STANDS = Sql("UPDATE redemptions SET irregular = NULL, double_of = NULL WHERE id = :redemption")
POINT = Sql("UPDATE redemptions SET double_of = :redemption WHERE double_of = :of")
_IRREGULAR = """
    SELECT mine.id, mine.campaign, mine.irregular, mine.happened_at, mine.at, till.name, serial_sealed,
           mine.double_of, COALESCE(other.happened_at, other.at), elsewhere.name, mine.cost, mine.currency,
           CASE WHEN erased_at IS NULL THEN subscriber_id END
    FROM redemptions AS mine JOIN tills AS till ON till.id = mine.till_id JOIN coupons ON coupons.id = mine.coupon_id
    JOIN subscribers ON subscribers.id = subscriber_id
    LEFT JOIN redemptions AS other ON other.id = mine.double_of
    LEFT JOIN tills AS elsewhere ON elsewhere.id = other.till_id
    WHERE mine.irregular IS NOT NULL AND mine.reversed_at IS NULL"""
IRREGULAR = Sql(f"{_IRREGULAR} AND mine.at >= :since ORDER BY mine.at DESC, mine.id DESC LIMIT :most")
IRREGULAR_ONE = Sql(f"{_IRREGULAR} AND mine.id = :id")
DOUBLES_BY_TILLS = Sql("""
    SELECT mine.till_id, other.till_id, COUNT(*)
    FROM redemptions AS mine JOIN redemptions AS other ON other.id = mine.double_of
    WHERE mine.irregular IS NOT NULL AND mine.reversed_at IS NULL AND mine.at >= :since
    GROUP BY mine.till_id, other.till_id ORDER BY mine.till_id, other.till_id""")
UNFIT_BY_TILL = Sql("""
    SELECT till_id, COUNT(*) FROM redemptions
    WHERE irregular IS NOT NULL AND double_of IS NULL AND reversed_at IS NULL AND at >= :since
    GROUP BY till_id ORDER BY till_id""")
OLDEST = Sql("SELECT MIN(issued_at) FROM coupons WHERE valid_until > :now")
# A redemption's id begins with its moment, so that the newest are the end of the table.
SPENT_AFTER = Sql("""
    SELECT redemptions.id, serial_sealed FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE redemptions.id > :after AND redeemed_at IS NOT NULL AND valid_until > :now
    ORDER BY redemptions.id LIMIT :most""")
BACK_AFTER = Sql("""
    SELECT serial_sealed, reversed_at, redemptions.id FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE reversed_at >= :since AND (reversed_at, redemptions.id) > (:since, :after)
      AND redeemed_at IS NULL AND revoked_at IS NULL
    ORDER BY reversed_at, redemptions.id LIMIT :most""")
# Of one that was never sent nobody has the code, and pumpers cause many.
REVOKED_AFTER = Sql(f"""
    SELECT serial_sealed, revoked_at, id FROM coupons
    WHERE revoked_at >= :since AND (revoked_at, id) > (:since, CAST(:after AS BIGINT)) AND valid_until > :now
      AND NOT {IS_UNSENT}
    ORDER BY revoked_at, id LIMIT :most""")

# Many may have one moment: a place names the row as well, an undo's redemption or the coupon that was withdrawn.
Back = tuple[datetime, str]
Withdrawn = tuple[datetime, int]


@dataclass(frozen=True)
class Given:
    """What a till gave without a line: as which redemption, where, when, on what terms, and the till's own id of it."""

    id: str
    till: int
    at: datetime
    told_at: datetime
    terms: Terms
    asked: Asked

    @property
    def values(self) -> dict[str, Any]:
        """As statements name them."""
        moments = {"happened": stamp(self.at), "now": stamp(self.told_at)}
        ids = {"redemption": self.id, "till": self.till, "key": self.asked.key_hash, "asked": self.asked.asked_hash}
        return {**ids, **moments, **vars(self.terms)}


@dataclass(frozen=True)
class Irregular:
    """What a till without a line gave although it should not have: at which till and when, and why not.

    For a double, where and when the coupon had been spent before. `cost` is minor units of the currency; `subscriber`
    owns the coupon, unless they are erased.
    """

    id: str
    campaign: str
    why: str
    happened_at: datetime
    told_at: datetime
    till: str
    serial: int
    double_of: str | None
    before_at: datetime | None
    before_till: str | None
    cost: int | None
    currency: str | None
    subscriber: int | None


@dataclass(frozen=True)
class Promoted:
    """A double that spends its coupon now, and what its budget counts as its cost, in minor units."""

    id: str
    cost: int


def spend(session: Session, coupon: int, given: Given, *, why: str | None = None) -> Spent | None:
    """The coupon as it stands after what happened; None if it was not good then. Raises Taken for what is known.

    `why` is the refusal that a till with a line would have heard although the coupon was good.
    """
    row = session.act(SPEND, coupon=coupon, irregular=why, **given.values)
    return Spent(*row) if row else None


def note_down(session: Session, coupon: int, given: Given, *, why: str, is_double: bool) -> None:
    """Keeps what was given although the coupon was not good. In a transaction that may write. Raises Taken."""
    if not session.run(NOTE_DOWN, coupon=coupon, irregular=why, double=is_double, **given.values).rowcount:
        raise Taken


def promote(session: Session, coupon: int, undone: str, now: datetime) -> Promoted | None:
    """The redemption that spends the coupon instead of one that was undone: its first double; None if it has none.

    Any of the coupon's: where it has several uses, a double came after the last of them, whichever is undone. Of a
    card's doubles it is the first for which its balance suffices. One that is being undone beside us is waited for.
    """
    doubles = session.run(DOUBLES, coupon=coupon, double=Refusal.ALREADY_REDEEMED).fetchall()
    for id, discount, cost in doubles:
        if session.act(PROMOTE, redemption=id, discount=discount, now=stamp(now)):
            session.run(STANDS, redemption=id)
            session.run(POINT, redemption=id, of=undone)
            return Promoted(id, int(cost))
    return None


def irregular(session: Session, since: datetime, most: int) -> list[Irregular]:
    """What tills without a line gave although they should not have, as it became known, newest first."""
    rows = session.run(IRREGULAR, since=stamp(since), most=most).fetchall()
    return [_irregular(session, row) for row in rows]


def irregular_one(session: Session, redemption: str) -> Irregular | None:
    """The same of one redemption."""
    row = session.run(IRREGULAR_ONE, id=redemption).fetchone()
    return _irregular(session, row) if row else None


def doubles_by_tills(session: Session, since: datetime) -> dict[tuple[int, int], int]:
    """How many coupons were given twice by the same two tills, as it became known since then; the lower id first."""
    found: Counter[tuple[int, int]] = Counter()
    for till, other, count in session.run(DOUBLES_BY_TILLS, since=stamp(since)).fetchall():
        found[min(till, other), max(till, other)] += count
    return dict(found)


def unfit_by_till(session: Session, since: datetime) -> dict[int, int]:
    """How many coupons a till gave against their terms or out of date, as it became known since then."""
    return dict(session.run(UNFIT_BY_TILL, since=stamp(since)).fetchall())


def oldest_in_date(session: Session, now: datetime) -> datetime | None:
    """When the oldest coupon was issued that is still in date: before that nothing became of any of them."""
    return moment_or_none(session.run(OLDEST, now=stamp(now)).fetchone()[0])


def spent_after(session: Session, after: str, now: datetime, most: int) -> list[tuple[str, int]]:
    """(redemption, serial) of spent coupons that would be in date, in the order of redemptions after that one."""
    rows = session.run(SPENT_AFTER, after=after, now=stamp(now), most=most).fetchall()
    return [(row[0], int(session.vault.open(row[1]))) for row in rows]


def back_after(session: Session, place: Back, most: int) -> list[tuple[Back, int]]:
    """(place, serial) of coupons that an undo after that place made good again, oldest first."""
    rows = session.run(BACK_AFTER, since=stamp(place[0]), after=place[1], most=most).fetchall()
    return [((moment(row[1]), row[2]), int(session.vault.open(row[0]))) for row in rows]


def revoked_after(session: Session, place: Withdrawn, now: datetime, most: int) -> list[tuple[Withdrawn, int]]:
    """(place, serial) of coupons that were withdrawn after that place and would be in date, oldest first."""
    values = {"since": stamp(place[0]), "after": place[1]}
    rows = session.run(REVOKED_AFTER, **values, now=stamp(now), most=most).fetchall()
    return [((moment(row[1]), row[2]), int(session.vault.open(row[0]))) for row in rows]


def _irregular(session: Session, row: tuple) -> Irregular:  # type: ignore[type-arg]
    return Irregular(
        id=row[0],
        campaign=row[1],
        why=row[2],
        happened_at=moment(row[3]),
        told_at=moment(row[4]),
        till=row[5],
        serial=int(session.vault.open(row[6])),
        double_of=row[7],
        before_at=moment_or_none(row[8]),
        before_till=row[9],
        cost=row[10],
        currency=row[11],
        subscriber=row[12],
    )
