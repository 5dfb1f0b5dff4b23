"""What tills gave while they had no line although they should not have, as staff read it: which coupon, where, why."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.actions.happened import ENDING
from app.rules.coupon import write_code
from app.rules.money import major
from app.rules.redemption import Refusal
from app.rules.words import Say, mark
from app.store import Session, happened, strays
from app.store.happened import Irregular
from app.store.strays import Stray
from app.web import looked_up
from app.web.board import safe
from app.web.parts import parts
from app.web.room import local_zone

MOST = 200
REASONS = {
    Refusal.ALREADY_REDEEMED: mark("Taken twice"),
    Refusal.EXPIRED: mark("Out of date"),
    Refusal.NOT_YET_VALID: mark("Before its first day"),
    Refusal.REVOKED: mark("Withdrawn before"),
    Refusal.NOT_HERE: mark("Not good in this shop"),
    Refusal.NOT_NOW: mark("Not good at that hour"),
    Refusal.NOT_TOGETHER: mark("Together with another coupon"),
    Refusal.BELOW_LEAST: mark("Below the least spend"),
    Refusal.AMOUNT_NEEDED: mark("Without the sum of the purchase"),
    Refusal.OTHER_CURRENCY: mark("In another currency"),
    Refusal.OVER_LIMIT: mark("More than was left on it"),
    Refusal.UNKNOWN: mark("No coupon of ours"),
}
NAMELESS = "–"


@dataclass(frozen=True)
class Line:
    """One of them; `ending` is the last letters of its code, `who` stands for its owner in addresses.

    The rest is of a double: where and when its coupon had been spent before.
    """

    reason: str
    is_double: bool
    campaign: str
    ending: str
    who: str
    till: str
    at: datetime
    told_at: datetime
    cost: Decimal | None
    currency: str
    redemption: str
    before_till: str
    before_at: datetime | None


def lines(session: Session, say: Say, since: datetime) -> list[Line]:
    """What became known since then, newest first."""
    found = [_line(say, each) for each in happened.irregular(session, since, MOST)]
    found += [_stray(say, each) for each in strays.listed(session, since, MOST)]
    return sorted(found, key=lambda line: line.told_at, reverse=True)[:MOST]


def as_csv(say: Say, found: Sequence[Line]) -> bytes:
    """The lines as a spreadsheet reads them: UTF-8 with its mark, commas; moments in the zone of the page."""
    text = io.StringIO()
    writer = csv.writer(text)
    head = [say("Reason"), say("Campaign"), say("Coupon"), say("Till"), say("Taken at")]
    head += [say("Spent before at"), say("When"), say("Reported"), say("Cost"), say("Currency"), say("Redemption")]
    writer.writerow([safe(cell) for cell in head])
    for line in found:
        named = [safe(cell) for cell in (line.reason, line.campaign, line.ending, line.till)]
        before = [safe(line.before_till), _iso(line.before_at), _iso(line.told_at)]
        sums = ["" if line.cost is None else line.cost, line.currency, line.redemption]
        writer.writerow([*named, _iso(line.at), *before, *sums])
    return text.getvalue().encode("utf-8-sig")


def _line(say: Say, each: Irregular) -> Line:
    zone, campaign, refusal = local_zone(), parts().campaigns.get(each.campaign), Refusal(each.why)
    is_known = each.cost is not None and each.currency is not None
    return Line(
        reason=say(REASONS[refusal]),
        is_double=refusal is Refusal.ALREADY_REDEEMED,
        campaign=campaign.name if campaign else each.campaign,
        ending=write_code(each.serial, parts().means.keys)[-ENDING:],
        who=looked_up.token(each.subscriber) if each.subscriber is not None else "",
        till=each.till,
        at=each.happened_at.astimezone(zone),
        told_at=each.told_at.astimezone(zone),
        cost=major(each.cost or 0, each.currency or "") if is_known else None,
        currency=(each.currency or "") if is_known else "",
        redemption=each.id,
        before_till=each.before_till or "",
        before_at=each.before_at.astimezone(zone) if each.before_at else None,
    )


def _stray(say: Say, each: Stray) -> Line:
    zone = local_zone()
    return Line(
        reason=say(REASONS[Refusal.UNKNOWN]),
        is_double=False,
        campaign=NAMELESS,
        ending=each.ending,
        who="",
        till=each.till,
        at=each.happened_at.astimezone(zone),
        told_at=each.told_at.astimezone(zone),
        cost=None,
        currency="",
        redemption="",
        before_till="",
        before_at=None,
    )


def _iso(at: datetime | None) -> str:
    return at.isoformat(" ", "seconds") if at else ""
