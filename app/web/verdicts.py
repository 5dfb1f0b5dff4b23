"""What a cashier reads: what to take off, or why not and what to say about it.

A verdict is made from facts of JSON's own types, because a till that sends its
request again reads the first verdict once more, in the words of its language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.actions.sale import Redeemed, Refused
from app.actions.undo import UNDO_WITHIN
from app.rules.redemption import Purchase, Refusal
from app.rules.words import Say
from app.store import moment, stamp
from app.store.redemptions import Answered, Redemption
from app.web import refusals, takings, undoing
from app.web.parts import now, parts
from app.web.refusals import zone_of


@dataclass(frozen=True)
class Verdict:
    """A screen for the cashier; with a redemption it is a yes, and can be undone for so many seconds."""

    what: str
    more: tuple[str, ...]
    terms: str = ""  # in small print, where they are too long to be read out
    redemption: str | None = None
    undo_s: int = 0

    @property
    def view(self) -> str:
        """The screen's name: yes or no."""
        return "yes" if self.redemption else "no"


# For the screens that a page makes by itself.
BLANK_YES = Verdict("", ("",), " ", "-", int(UNDO_WITHIN.total_seconds()))
BLANK_NO = Verdict("", ("",), " ")


@dataclass(frozen=True)
class Line:
    """One of the last redemptions; `off` is what was taken off, where that is known, `reason` why it was undone."""

    id: str
    time: str
    offer: str
    code: str
    undo_s: int
    undone: bool
    off: str = ""
    reason: str = ""


def facts(done: Redeemed | Refused, bought: Purchase | None = None) -> dict[str, Any]:
    """What a verdict is made from; moments and sums are as the store keeps them."""
    known: dict[str, Any] = {"purchase": bought.amount, "currency": bought.currency} if bought else {}
    if isinstance(done, Redeemed):
        known |= {"id": done.id, "code": done.code, "campaign": done.campaign, "at": stamp(done.at)}
        return known | {"placement": done.placement} | _sums(done)
    known |= {"refusal": done.refusal.value}
    if done.again_from:
        known["again_from"] = stamp(done.again_from)
    coupon = done.coupon
    if coupon:
        known |= {"campaign": coupon.campaign, "placement": coupon.placement, "till": coupon.till}
        known |= {"from": stamp(coupon.valid_from), "until": stamp(coupon.valid_until)}
        known |= {"at": stamp(coupon.redeemed_at)} if coupon.redeemed_at else {}
    return known


def facts_again(made: Answered, code: str) -> dict[str, Any]:
    """The same for a redemption that was made before."""
    spent = made.redemption
    known = {"id": spent.id, "code": code, "campaign": made.campaign, "at": stamp(spent.at)}
    bought = {} if spent.purchase is None else {"purchase": spent.purchase}
    return known | {"placement": spent.placement} | bought | _sums(spent)


def verdict(known: Mapping[str, Any], say: Say) -> Verdict:
    """The screen for these facts."""
    campaign = parts().campaigns.get(known.get("campaign", ""))
    offer = campaign.offer_at(known.get("placement")) if campaign else None
    if "refusal" in known:
        what, said = refusals.told(Refusal(known["refusal"]), known, campaign, offer, say)
        return Verdict(what, (say("Say: “{words}”", words=said),))
    what, more, terms = takings.told(known, campaign, offer, say)
    return Verdict(what, more, terms, known["id"], _undo_s(moment(known["at"])))


def line(redemption: Redemption, campaign_id: str, code: str, say: Say) -> Line:
    """A redemption for the list of the last ones."""
    campaign = parts().campaigns.get(campaign_id)
    return Line(
        id=redemption.id,
        time=say.time(redemption.at.astimezone(zone_of(campaign))),
        offer=takings.short(campaign, campaign.offer_at(redemption.placement), say) if campaign else campaign_id,
        code=code[:4],
        undo_s=0 if redemption.reversed_at else _undo_s(redemption.at),
        undone=redemption.reversed_at is not None,
        off=takings.money(redemption.discount, redemption.currency, say)
        if redemption.discount is not None and redemption.currency
        else "",
        reason=undoing.reason(redemption.reason, say),
    )


def undo_words(say: Say) -> dict[str, list[str]]:
    """What the two buttons read, by minutes left: the last minute counts as one, none is over."""
    minutes = range(1, UNDO_WITHIN.seconds // 60 + 1)
    left = [say.many("Undo, {n} min left", "Undo, {n} min left", n) for n in minutes]
    short = [say.many("Undo, {n} min", "Undo, {n} min", n) for n in minutes]
    return {"left": [say("Done"), *left], "short": [say("Done"), *short]}


def _sums(of: Redeemed | Redemption) -> dict[str, Any]:
    """What came off and what is left, as far as it is known."""
    sums = {"discount": of.discount, "currency": of.currency, "remains": of.remains}
    return {name: value for name, value in sums.items() if value is not None}


def _undo_s(at: datetime) -> int:
    return max(0, int((at + UNDO_WITHIN - now()).total_seconds()))
