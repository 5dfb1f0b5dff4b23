"""What a cashier reads: what to take off, or why not and what to say about it.

A verdict is made from facts of JSON's own types, because a till that sends its
request again reads the first verdict once more, in the words of its language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.actions.redeem import UNDO_WITHIN, Redeemed, Refused
from app.rules.campaign import Campaign
from app.rules.redemption import Refusal
from app.rules.texts import Texts
from app.rules.words import Say
from app.store import moment, stamp
from app.store.redemptions import Answered, Redemption
from app.web.parts import now, parts

UTC = ZoneInfo("UTC")
SHORT_TERMS = 120  # letters that a cashier reads at a glance


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


@dataclass(frozen=True)
class Line:
    """One of the last redemptions."""

    id: str
    time: str
    offer: str
    code: str
    undo_s: int
    undone: bool


def facts(done: Redeemed | Refused) -> dict[str, Any]:
    """What a verdict is made from; moments are as the store keeps them."""
    if isinstance(done, Redeemed):
        return {"id": done.id, "code": done.code, "campaign": done.campaign, "at": stamp(done.at)}
    known: dict[str, Any] = {"refusal": done.refusal.value}
    if done.again_from:
        known["again_from"] = stamp(done.again_from)
    coupon = done.coupon
    if coupon:
        known |= {"campaign": coupon.campaign, "till": coupon.till}
        known |= {"from": stamp(coupon.valid_from), "until": stamp(coupon.valid_until)}
        known |= {"at": stamp(coupon.redeemed_at)} if coupon.redeemed_at else {}
    return known


def facts_again(made: Answered, code: str) -> dict[str, Any]:
    """The same for a redemption that was made before."""
    spent = made.redemption
    return {"id": spent.id, "code": code, "campaign": made.campaign, "at": stamp(spent.at)}


def verdict(known: Mapping[str, Any], say: Say) -> Verdict:
    """The screen for these facts."""
    campaign = parts().campaigns.get(known.get("campaign", ""))
    if "refusal" in known:
        return _no(Refusal(known["refusal"]), known, campaign, say)
    return _yes(known, campaign, say)


def line(redemption: Redemption, campaign_id: str, code: str, say: Say) -> Line:
    """A redemption for the list of the last ones."""
    campaign = parts().campaigns.get(campaign_id)
    return Line(
        id=redemption.id,
        time=say.time(redemption.at.astimezone(_zone(campaign))),
        offer=_offer(campaign, say) if campaign else campaign_id,
        code=code[:4],
        undo_s=0 if redemption.reversed_at else _undo_s(redemption.at),
        undone=redemption.reversed_at is not None,
    )


def undo_words(say: Say) -> dict[str, list[str]]:
    """What the two buttons read, by minutes left: the last minute counts as one, none is over."""
    minutes = range(1, UNDO_WITHIN.seconds // 60 + 1)
    left = [say.many("Undo, {n} min left", "Undo, {n} min left", n) for n in minutes]
    short = [say.many("Undo, {n} min", "Undo, {n} min", n) for n in minutes]
    return {"left": [say("Done"), *left], "short": [say("Done"), *short]}


def grouped(code: str) -> str:
    """The code as it is read aloud."""
    return code.replace("-", " ")


def _yes(known: Mapping[str, Any], campaign: Campaign | None, say: Say) -> Verdict:
    spent, left = say("Code {code} is spent now.", code=grouped(known["code"])), _undo_s(moment(known["at"]))
    if campaign is None:
        return Verdict(say("Take off what the coupon says"), (spent,), redemption=known["id"], undo_s=left)
    offer, language = campaign.offer, campaign.language([say.language])
    terms = offer.terms.in_(language).strip()
    least = offer.minimum.in_(language) if offer.minimum and not offer.till else ""
    short = terms if len(terms) <= SHORT_TERMS else least
    return Verdict(
        _take_off(campaign, say),
        (short, spent) if short else (spent,),
        terms="" if short == terms else terms,
        redemption=known["id"],
        undo_s=left,
    )


def _no(refusal: Refusal, known: Mapping[str, Any], campaign: Campaign | None, say: Say) -> Verdict:
    zone = _zone(campaign)
    if refusal is Refusal.ALREADY_REDEEMED:
        return _used(known, zone, say)
    if refusal is Refusal.EXPIRED and campaign:
        last = say.weekday(campaign.last_day(moment(known["until"])))
        said = say("It was good through {day}. There may be a new offer on our page.", day=last)
        return Verdict(say("Ended {day}", day=last), (_aloud(said, say),))
    if refusal is Refusal.NOT_YET_VALID:
        first = say.weekday(moment(known["from"]).astimezone(zone).date())
        return Verdict(say("Starts {day}", day=first), (_aloud(say("It is good from {day} on.", day=first), say),))
    if refusal is Refusal.REVOKED:
        return Verdict(say("Withdrawn"), (_withdrawn(campaign, say),))
    if refusal is Refusal.TOO_MANY_ATTEMPTS:
        again = moment(known["again_from"]).astimezone(_zone(_any_campaign()))
        what = say("Too many wrong codes. Again from {time}", time=say.time(again))
        return Verdict(what, (_aloud(say("I can check codes again in a few minutes."), say),))
    return _other(refusal, say)


def _other(refusal: Refusal, say: Say) -> Verdict:
    """The ones that need no facts."""
    if refusal is Refusal.NOT_HERE:
        what, said = say("Not for this shop"), say("This one is for another of our shops. The terms say which.")
    elif refusal is Refusal.OVER_LIMIT:
        what, said = say("All given out"), say("The last of these is spent. There may be a new offer on our page.")
    elif refusal is Refusal.EXPIRED:
        what, said = say("Out of date"), say("Its last day is over. There may be a new offer on our page.")
    elif refusal is Refusal.ALREADY_REDEEMED:
        what, said = say("Already used"), say("It works once. There may be a new offer on our page.")
    else:
        what = say("Not one of ours. Check the letters once more.")
        said = say("I can’t find this code. Could I see the text it came in?")
    return Verdict(what, (_aloud(said, say),))


def _used(known: Mapping[str, Any], zone: ZoneInfo, say: Say) -> Verdict:
    if "at" not in known:  # another till undid its redemption while we asked
        return _other(Refusal.ALREADY_REDEEMED, say)
    at, till = moment(known["at"]).astimezone(zone), known["till"] or ""
    time, day = say.time(at), say.weekday(at.date())
    if at.date() == now().astimezone(zone).date():
        what = say("Already used today at {time}, {till}", time=time, till=till)
        said = say("This one was used at {time} today. It works once. There may be a new offer on our page.", time=time)
    else:
        what = say("Already used {day} at {time}, {till}", day=day, time=time, till=till)
        said = say("This one was used on {day}. It works once. There may be a new offer on our page.", day=day)
    return Verdict(what, (_aloud(said, say),))


def _withdrawn(campaign: Campaign | None, say: Say) -> str:
    support = campaign.brand.support if campaign else None
    contact = support and (support.email or support.phone)
    if contact:
        return _aloud(say("This one was withdrawn. {contact} can say why.", contact=contact), say)
    return _aloud(say("This one was withdrawn. There may be a new offer on our page."), say)


def _take_off(campaign: Campaign, say: Say) -> str:
    """What to do, in the campaign's words or in ours."""
    offer, language = campaign.offer, campaign.language([say.language])
    if offer.till:
        return offer.till.in_(language)
    if offer.kind == "percent":
        return say("Take {percent} off", percent=say.percent(offer.value))
    if offer.kind == "amount":
        return say("Take {amount} off", amount=say.money(offer.value, offer.currency or ""))
    if offer.kind == "points":
        return say.many("Add {n} point", "Add {n} points", offer.value)
    return offer.title.in_(language)


def _offer(campaign: Campaign, say: Say) -> str:
    """The offer in a few letters."""
    offer, language = campaign.offer, campaign.language([say.language])
    if offer.kind == "percent":
        return say("{percent} off", percent=say.percent(offer.value))
    if offer.kind == "amount":
        return say("{amount} off", amount=say.money(offer.value, offer.currency or ""))
    if isinstance(offer.value, Texts):
        return offer.value.in_(language)
    return offer.title.in_(language)


def _aloud(sentence: str, say: Say) -> str:
    return say("Say: “{words}”", words=sentence)


def _undo_s(at: datetime) -> int:
    return max(0, int((at + UNDO_WITHIN - now()).total_seconds()))


def _any_campaign() -> Campaign | None:
    return next(iter(parts().campaigns.shelf.campaigns.values()), None)


def _zone(campaign: Campaign | None) -> ZoneInfo:
    return campaign.zone if campaign else UTC
