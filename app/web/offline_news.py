"""Which coupons a till without a line must turn away: those that are spent, those no longer, and withdrawn ones.

With its seal alone nobody can know that a coupon is spent. A serial is what a code holds before its check digits.
"""

from __future__ import annotations

import re
import struct
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app.rules.event import written
from app.store import EPOCH, Session, happened, moment, stamp
from app.store.happened import Back, Withdrawn
from app.store.redemptions import first_id
from app.web.parts import now, parts

PAGE = 10_000  # coupons of each kind told at once
# What is written at the same moment may be seen out of turn, so the last minute is told again: a serial that is known
# already changes nothing.
OVERLAP = timedelta(minutes=1)
FRESH = timedelta(hours=1)  # since a place, in which little can have happened
REDEMPTION = r"r[0-9a-f]{12}(?:[0-9a-f]{8})?"
AFTER = re.compile(rf"(?:{REDEMPTION})?", re.ASCII)
BACK = re.compile(rf"(\d{{1,17}})(?:\.({REDEMPTION})?)?", re.ASCII)
WITHDRAWN = re.compile(r"(\d{1,17})(?:\.(\d{1,18})?)?", re.ASCII)
Where = TypeVar("Where")


@dataclass(frozen=True)
class Place:
    """How far a till was told: after which redemption, which undo and which withdrawal; at first, nothing."""

    after: str = ""
    back: Back = (EPOCH, "")
    withdrawn: Withdrawn = (EPOCH, 0)

    @property
    def fields(self) -> dict[str, str]:
        """The place as texts, by the names that the till's page knows them by."""
        (since, undo), (withdrawn_since, coupon) = self.back, self.withdrawn
        back, withdrawn = f"{stamp(since)}.{undo}", f"{stamp(withdrawn_since)}.{coupon}"
        return {"after": self.after, "since": back, "withdrawn_since": withdrawn}

    @property
    def cursor(self) -> str:
        """The place as one text."""
        return urlsafe_b64encode(" ".join(self.fields.values()).encode()).decode()


@dataclass(frozen=True)
class News:
    """What is told, and the place to go on from."""

    body: dict[str, Any]
    place: Place


def place_of(after: str, since: str, withdrawn_since: str) -> Place | None:
    """The place that these texts name; None if one of them is none of ours."""
    back, withdrawn = BACK.fullmatch(since or "0"), WITHDRAWN.fullmatch(withdrawn_since or "0")
    if not (AFTER.fullmatch(after) and back and withdrawn):
        return None
    return Place(after, (moment(int(back[1])), back[2] or ""), (moment(int(withdrawn[1])), int(withdrawn[2] or 0)))


def place_at(cursor: str) -> Place | None:
    """The place of a cursor; None if it is none of ours."""
    try:
        texts = urlsafe_b64decode(cursor).decode("ascii").split(" ")
    except ValueError:
        return None
    return place_of(*texts) if len(texts) == len(Place().fields) else None


def news(place: Place) -> News:
    """What became of coupons since that place, PAGE of each kind at most."""
    at = now()
    with parts().sessions.read() as session:
        place = _begun(session, place, at)
        spent = happened.spent_after(session, place.after, at, PAGE)
        back = happened.back_after(session, place.back, PAGE)
        withdrawn = happened.revoked_after(session, place.withdrawn, at, PAGE)
    more = PAGE in (len(spent), len(back), len(withdrawn))
    packed = {"spent": _packed(spent), "back": _packed(back), "withdrawn": _packed(withdrawn)}
    body = packed | {"now": written(at), "more": more}
    if not more:
        return News(body, _up_to(at - OVERLAP))
    return News(body, Place(_last(spent, place.after), _last(back, place.back), _last(withdrawn, place.withdrawn)))


def _begun(session: Session, place: Place, at: datetime) -> Place:
    """The place, or the first of any use: what became of coupons that are over by now is not walked through again."""
    if place.after >= first_id(at - FRESH) and min(place.back[0], place.withdrawn[0]) >= at - FRESH:
        return place
    oldest = happened.oldest_in_date(session, at)
    first = _up_to((oldest or at) - OVERLAP)
    return Place(max(place.after, first.after), max(place.back, first.back), max(place.withdrawn, first.withdrawn))


def _last(rows: Sequence[tuple[Where, int]], before: Where) -> Where:
    return rows[-1][0] if rows else before


def _up_to(at: datetime) -> Place:
    return Place(first_id(at), (at, ""), (at, 0))


def _packed(rows: Iterable[tuple[object, int]]) -> str:
    """Serials as a run of 4-byte numbers, the larger byte first, in base64."""
    known = sorted(serial for _, serial in rows)
    return b64encode(struct.pack(f">{len(known)}I", *known)).decode()
