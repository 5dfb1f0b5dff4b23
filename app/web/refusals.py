"""What a no says to a cashier: the reason in a few words, and a sentence for the customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from app.rules.campaign import Campaign
from app.rules.campaign_sections import Offer
from app.rules.money import minor
from app.rules.redemption import DAYS, Refusal
from app.rules.shop import shop_name
from app.rules.words import Say
from app.store import moment
from app.web.parts import now, parts
from app.web.takings import money, written

UTC = ZoneInfo("UTC")
FEW_SHOPS = 3  # can be said aloud
Told = tuple[str, str]  # the reason, and what to say


def told(refusal: Refusal, known: Mapping[str, Any], campaign: Campaign | None, offer: Offer | None, say: Say) -> Told:
    """(reason, what to say to the customer), from the facts of a verdict."""
    zone = zone_of(campaign)
    if refusal is Refusal.ALREADY_REDEEMED:
        return _used(known, zone, say)
    if refusal is Refusal.EXPIRED and campaign:
        return ended(say.weekday(campaign.last_day(moment(known["until"]))), say)
    if refusal is Refusal.NOT_YET_VALID:
        return starts(say.weekday(moment(known["from"]).astimezone(zone).date()), say)
    if refusal is Refusal.REVOKED:
        return say("Withdrawn"), _withdrawn(campaign, say)
    if refusal is Refusal.TOO_MANY_ATTEMPTS:
        first_campaign = next(iter(parts().campaigns.shelf.campaigns.values()), None)
        again = moment(known["again_from"]).astimezone(zone_of(first_campaign))
        what = say("Too many wrong codes. Again from {time}", time=say.time(again))
        return what, say("I can check codes again in a few minutes.")
    return (_of_terms(refusal, known, offer, say) if offer else None) or _other(refusal, say)


def starts(day: str, say: Say) -> Told:
    """What is said before its first day."""
    return say("Starts {day}", day=day), say("It is good from {day} on.", day=day)


def ended(day: str, say: Say) -> Told:
    """What is said after its last day."""
    said = say("It was good through {day}. There may be a new offer on our page.", day=day)
    return say("Ended {day}", day=day), said


def zone_of(campaign: Campaign | None) -> ZoneInfo:
    """The zone in which the campaign's moments are told."""
    return campaign.zone if campaign else UTC


def _of_terms(refusal: Refusal, known: Mapping[str, Any], offer: Offer, say: Say) -> Told | None:
    """What in the offer's terms was against it."""
    if refusal is Refusal.NOT_HERE and 0 < len(offer.stores) <= FEW_SHOPS:
        shops = say.list([shop_name(shop) for shop in offer.stores], "or")
        return say("Not for this shop"), say("It is good here: {shops}.", shops=shops)
    if refusal is Refusal.NOT_NOW and (offer.days or offer.hours):
        when = _when(offer, say)
        return say("Good only {when}", when=when), say("This one is good {when}.", when=when)
    if refusal is Refusal.BELOW_LEAST and offer.least and "purchase" in known:
        short = minor(offer.least.amount, offer.least.currency) - known["purchase"]
        missing, least = money(short, offer.least.currency, say), written(offer.least, say)
        said = say("It works from {least} on. With {missing} more I can take it.", least=least, missing=missing)
        return say("{missing} below the least spend", missing=missing), said
    if refusal is Refusal.OTHER_CURRENCY and offer.money:
        currency = offer.money
        return (
            say("Good only in {currency}", currency=currency),
            say("This one works for a purchase in {currency}.", currency=currency),
        )
    return None


def _when(offer: Offer, say: Say) -> str:
    """The days and hours when the offer is good."""
    days = say.list([say.day_name(DAYS.index(day)) for day in sorted(offer.days, key=DAYS.index)])
    if offer.hours is None:
        return say("on {days}", days=days)
    start, end = say.time(offer.hours.start), say.time(offer.hours.end)
    if not offer.days:
        return say("from {start} to {end}", start=start, end=end)
    return say("on {days}, from {start} to {end}", days=days, start=start, end=end)


def _other(refusal: Refusal, say: Say) -> Told:
    """The ones that need no facts."""
    if refusal is Refusal.NOT_HERE:
        return say("Not for this shop"), say("This one is for another of our shops. The terms say which.")
    if refusal is Refusal.NOT_NOW:
        return say("Not at this time"), say("This one is good on other days or hours. The terms say when.")
    if refusal is Refusal.NOT_TOGETHER:
        said = say("Another coupon was used for this purchase. This one works alone, on another one.")
        return say("Not with another coupon"), said
    if refusal is Refusal.BELOW_LEAST:
        return say("Below the least spend"), say("The purchase is too small for this one. The terms say how much.")
    if refusal is Refusal.OTHER_CURRENCY:
        return say("Another currency"), say("This one works for a purchase in another currency.")
    if refusal is Refusal.AMOUNT_NEEDED:
        return say("Type the sum of the purchase"), say("I need to know how much it is in all.")
    if refusal is Refusal.OVER_LIMIT:
        said = say("All that was set aside for this offer has been given. There may be a new offer on our page.")
        return say("The offer’s budget is spent"), said
    if refusal is Refusal.EXPIRED:
        return say("Out of date"), say("Its last day is over. There may be a new offer on our page.")
    if refusal is Refusal.ALREADY_REDEEMED:
        return say("Already used"), say("It works once. There may be a new offer on our page.")
    what = say("Not one of ours. Check the letters once more.")
    return what, say("I can’t find this code. Could I see the text it came in?")


def _used(known: Mapping[str, Any], zone: ZoneInfo, say: Say) -> Told:
    if "at" not in known:  # another till undid its redemption while we asked
        return _other(Refusal.ALREADY_REDEEMED, say)
    at, till = moment(known["at"]).astimezone(zone), known["till"] or ""
    time, day = say.time(at), say.weekday(at.date())
    if at.date() == now().astimezone(zone).date():
        what = say("Already used today at {time}, {till}", time=time, till=till)
        return what, say(
            "This one was used at {time} today. It works once. There may be a new offer on our page.", time=time
        )
    what = say("Already used {day} at {time}, {till}", day=day, time=time, till=till)
    return what, say("This one was used on {day}. It works once. There may be a new offer on our page.", day=day)


def _withdrawn(campaign: Campaign | None, say: Say) -> str:
    support = campaign.brand.support if campaign else None
    contact = support and (support.email or support.phone)
    if contact:
        return say("This one was withdrawn. {contact} can say why.", contact=contact)
    return say("This one was withdrawn. There may be a new offer on our page.")
