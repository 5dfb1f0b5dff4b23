"""What a yes says to a cashier: what to take off, what is left to pay, what stays excluded, and what remains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from app.rules.campaign import Campaign
from app.rules.campaign_forms import Money
from app.rules.campaign_sections import Offer
from app.rules.money import major
from app.rules.texts import Texts
from app.rules.words import Say

NOTHING: Mapping[str, Any] = MappingProxyType({})
SHORT_TERMS = 120  # letters that a cashier reads at a glance


def told(
    known: Mapping[str, Any], campaign: Campaign | None, offer: Offer | None, say: Say
) -> tuple[str, tuple[str, ...], str]:
    """(what to do, what else to know, small print) of a coupon that was just spent, from the facts of a verdict."""
    if campaign is None or offer is None:
        return say("Take off what the coupon says"), (_left(known, None, say),), ""
    what, more, small = unseen(campaign, offer, say, known)
    return what, (*more, _left(known, offer, say)), small


def unseen(
    campaign: Campaign, offer: Offer, say: Say, known: Mapping[str, Any] = NOTHING
) -> tuple[str, tuple[str, ...], str]:
    """The same of a coupon that a till without a line judges by its seal: what is left on it is not known."""
    language = campaign.language([say.language])
    terms = offer.terms.in_(language).strip()
    is_short = len(terms) <= SHORT_TERMS
    more = (*_more(known, offer, language, say), *([terms] if is_short else []))
    return (
        _take_off(known, offer, language, say),
        more,
        " ".join(_small(offer, language, "" if is_short else terms, say)),
    )


def short(campaign: Campaign, offer: Offer, say: Say) -> str:
    """The offer in a few letters, for a list."""
    language = campaign.language([say.language])
    if offer.kind == "percent":
        return say("{percent} off", percent=say.percent(offer.value))
    if offer.kind == "amount":
        return say("{amount} off", amount=say.money(offer.value, offer.currency or ""))
    if isinstance(offer.value, Texts):
        return offer.value.in_(language)
    return offer.title.in_(language)


def money(units: int, currency: str, say: Say) -> str:
    """A sum in minor units, as the language writes it."""
    return say.money(major(units, currency), currency)


def written(sum: Money, say: Say) -> str:
    """A sum of a campaign file, as the language writes it."""
    return say.money(sum.amount, sum.currency)


def condition(offer: Offer, say: Say) -> str:
    """What a percentage gives and on what condition, in one line: "25% off, from €20 on, €10 at most"."""
    words = [say("{percent} off", percent=say.percent(offer.value))]
    words += [say("from {least} on", least=written(offer.least, say))] if offer.least else []
    words += [say("{most} at most", most=written(offer.most, say))] if offer.most else []
    return ", ".join(words)


def grouped(code: str) -> str:
    """The code as it is read aloud."""
    return code.replace("-", " ")


def _take_off(known: Mapping[str, Any], offer: Offer, language: str, say: Say) -> str:
    """What to do: as money where the purchase is known, else in the campaign's words or in ours."""
    if "purchase" in known and "discount" in known:
        return say("Take {amount} off", amount=money(known["discount"], known["currency"], say))
    if offer.till:
        return offer.till.in_(language)
    if offer.kind == "percent":
        percent, most = say.percent(offer.value), offer.most
        if most:
            return say("Take {percent} off, {most} at most", percent=percent, most=written(most, say))
        return say("Take {percent} off", percent=percent)
    if offer.kind == "amount":
        return say("Take {amount} off", amount=say.money(offer.value, offer.currency or ""))
    if offer.kind == "points":
        return say.many("Add {n} point", "Add {n} points", offer.value)
    return offer.title.in_(language)


def _more(known: Mapping[str, Any], offer: Offer, language: str, say: Say) -> Iterator[str]:
    """What is left to pay, or what the cashier has to look at where nobody typed the sum."""
    if "purchase" in known and "discount" in known:
        if offer.till:
            yield offer.till.in_(language)
        to_pay = known["purchase"] - known["discount"]
        yield (
            say("{amount} is left to pay.", amount=money(to_pay, known["currency"], say))
            if to_pay
            else say("Nothing is left to pay.")
        )
    elif "purchase" not in known and offer.least:
        yield say("Only from {least} on.", least=written(offer.least, say))
    elif offer.minimum and not offer.till and len(offer.terms.in_(language)) > SHORT_TERMS:
        yield offer.minimum.in_(language)


def _left(known: Mapping[str, Any], offer: Offer | None, say: Say) -> str:
    """What is left on the code: nothing, uses, or a balance."""
    code, remains = grouped(known["code"]), known.get("remains", 0)
    if not remains:
        return say("Code {code} is spent now.", code=code)
    if offer and offer.kind == "card" and "currency" in known:
        return say("{amount} is left on card {code}.", amount=money(remains, known["currency"], say), code=code)
    return say.many("Code {code} works once more.", "Code {code} works {n} more times.", remains, code=code)


def _small(offer: Offer, language: str, terms: str, say: Say) -> Iterator[str]:
    if offer.excluded:
        yield say("Not for: {what}.", what=offer.excluded.in_(language).rstrip(". "))
    if offer.stackable is False:
        yield say("With no other coupon in this purchase.")
    if terms:
        yield terms
