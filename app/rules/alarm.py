"""What staff are told without asking: when, in plain sentences, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.rules import failure
from app.rules.failure import Failure
from app.rules.traffic import network_name
from app.rules.words import Say

WRONG_AN_HOUR = 30  # at one till; whoever mistypes now and then is far below
USUAL_TIMES = 10  # wrong codes over all, compared with a usual ten minutes of the last week
LEAST_GUESSES = 100  # over all in ten minutes; fewer are no alarm, however quiet it was before
UNDOS_A_DAY, UNDO_SHARE, LEAST_UNDOS = 10, 0.2, 5  # at one till
ELSEWHERE_A_DAY = 2  # undone at one till, then spent at another
TILLS_OF_SPENT = 3  # other tills at which a spent coupon is tried in a day before it is told
STOCK_WARNS = 0.1


class Kind(StrEnum):
    """What an alarm is about, by its stable name."""

    WRONG_CODES = "wrong_codes"
    GUESSING = "guessing"
    GUESSED_PAGES = "guessed_pages"
    UNDOS = "undos"
    SPENT_AGAIN = "spent_again"
    DOUBLES = "doubles"
    UNFIT = "unfit"
    BUDGET = "budget"
    BUDGET_GONE = "budget_gone"
    STOCK = "stock"
    WEBHOOK_ENDED = "webhook_ended"
    GATEWAY = "gateway"
    FAILING = "failing"
    RANGE_CLOSED = "range_closed"
    CEILING = "ceiling"


DAY, WEEK = timedelta(days=1), timedelta(days=7)
# How long the same is not told again, although somebody has seen it and it lasts.
QUIET = {
    Kind.BUDGET: WEEK,
    Kind.BUDGET_GONE: WEEK,
    Kind.STOCK: WEEK,
    Kind.GUESSING: timedelta(hours=1),
    Kind.GATEWAY: timedelta(hours=1),
    Kind.RANGE_CLOSED: timedelta(hours=1),
    Kind.CEILING: timedelta(hours=1),
}


@dataclass(frozen=True)
class Cause:
    """What an alarm is raised for: about which till, campaign or redemption, with facts that name nobody."""

    kind: Kind
    subject: str
    facts: Mapping[str, Any]

    @property
    def quiet(self) -> timedelta:
        """How long it is not told again."""
        return QUIET.get(self.kind, DAY)


def is_guessing(now: int, week: int, slots: int) -> bool:
    """Whether so many wrong codes in ten minutes are out of the usual; `week` were typed in `slots` of ten minutes."""
    return now >= max(LEAST_GUESSES, USUAL_TIMES * week / slots)


def is_undoing(redeemed: int, undone: int, elsewhere: int) -> bool:
    """Whether a till undid too much in a day of what it redeemed in it."""
    too_many = undone > UNDOS_A_DAY or (undone >= LEAST_UNDOS and undone > UNDO_SHARE * redeemed)
    return too_many or elsewhere >= ELSEWHERE_A_DAY


def is_nearly_gone(budget: int, gone: int, *, percent: int, each: int) -> bool:
    """Whether so much of a budget is gone, or no more than one coupon of `each` is left; sums in minor units."""
    return 100 * gone >= percent * budget or budget - gone < 2 * each


def told(say: Say, cause: Cause) -> tuple[str, str]:
    """(what happened, what to do)."""
    facts = cause.facts
    if cause.kind is Kind.WRONG_CODES:
        return _wrong_codes(say, facts)
    if cause.kind is Kind.GUESSING:
        what = say("{n} wrong codes were typed at the tills within ten minutes.", n=say.number(facts["wrong"]))
        return what, say(
            "For a while wrong codes count more at every till, right ones go on. See below who types most."
        )
    if cause.kind is Kind.GUESSED_PAGES:
        what = say("{n} wrong addresses of coupons were tried within ten minutes.", n=say.number(facts["wrong"]))
        return what, say("No coupon can be found this way. If it goes on, block the sender at your proxy.")
    if cause.kind is Kind.UNDOS:
        return _undos(say, facts)
    if cause.kind in (Kind.DOUBLES, Kind.UNFIT):
        return _without_a_line(say, cause.kind, facts)
    if cause.kind is Kind.SPENT_AGAIN:
        what = say("A spent coupon was tried at {n} other tills within a day.", n=say.number(facts["tills"]))
        return what, say("It stays spent. A picture of it may go round: tell the tills to trust the answer alone.")
    if cause.kind is Kind.GATEWAY:
        return _gateway(say, facts)
    if cause.kind is Kind.FAILING:
        return _failing(say, facts)
    if cause.kind in (Kind.RANGE_CLOSED, Kind.CEILING):
        return _shield(say, cause.kind, facts)
    if cause.kind is Kind.WEBHOOK_ENDED:
        what = say("The webhook to {host} has ended.", host=facts["host"])
        return what, say("See under Webhooks why. Fix the receiver, then run handbill webhook resume.")
    return _campaign(say, cause.kind, facts)


def _gateway(say: Say, facts: Mapping[str, Any]) -> tuple[str, str]:
    why = failure.told(say, Failure(facts["why"]))
    if facts["country"]:
        country = say.country(facts["country"])
        what = say("{gateway} takes no texts to {country}.", gateway=facts["gateway"], country=country)
    elif facts["sender"]:
        what = say("{gateway} takes no texts by {sender}.", gateway=facts["gateway"], sender=facts["sender"])
    else:
        what = say("{gateway} takes no texts.", gateway=facts["gateway"])
    return f"{what} {why}", say("Texts leave by another gateway, or wait. Check this one with handbill doctor --send.")


def _failing(say: Say, facts: Mapping[str, Any]) -> tuple[str, str]:
    counts = {"failed": say.number(facts["failed"]), "n": say.number(facts["sent"]), "gateway": facts["gateway"]}
    if facts.get("network"):
        what = say(
            "{failed} of {n} texts to the network {network} by {gateway} failed within an hour.",
            network=network_name(facts["network"]),
            **counts,
        )
    else:
        country = say.country(facts["country"])
        what = say("{failed} of {n} texts to {country} by {gateway} failed within an hour.", country=country, **counts)
    return what, say("Look under Messages why. If others get through, give the country another route.")


def _shield(say: Say, kind: Kind, facts: Mapping[str, Any]) -> tuple[str, str]:
    if kind is Kind.CEILING:
        what = say("The ceiling “{ceiling}” is reached: texts that pages ask for wait.", ceiling=facts["ceiling"])
        return what, say("See under Number ranges who is texted. If they are people, raise HANDBILL_CEILINGS.")
    figures = {"n": say.number(facts["sent"]), "answered": say.number(facts["answered"])}
    country = say.country(facts["country"])
    if facts["prefix"]:
        what = say(
            "Numbers in {country} beginning with {prefix} get no texts for now: of {n} texts {answered} were answered.",
            country=country,
            prefix=facts["prefix"],
            **figures,
        )
    else:
        what = say(
            "New numbers in {country} get no texts for now: of {n} texts {answered} were answered.",
            country=country,
            **figures,
        )
    do = say(
        "Visitors are offered the keyword where the campaign has one. See under Number ranges, and open it if they are"
        " people."
    )
    return what, do


def _wrong_codes(say: Say, facts: Mapping[str, Any]) -> tuple[str, str]:
    what = say("{till} typed {n} wrong codes within an hour.", till=facts["till"], n=say.number(facts["wrong"]))
    return what, say("Ask the people who work there. If nobody can say why, give the till a new token.")


def _undos(say: Say, facts: Mapping[str, Any]) -> tuple[str, str]:
    undone, redeemed = say.number(facts["undone"]), say.number(facts["redeemed"])
    what = say("{till} undid {n} of {of} redemptions within a day.", till=facts["till"], n=undone, of=redeemed)
    elsewhere = facts["elsewhere"]
    if elsewhere:
        spent = say.many(
            "One of these coupons was spent elsewhere.", "{n} of these coupons were spent elsewhere.", elsewhere
        )
        what = f"{what} {spent}"
    return what, say("Read the reasons in the list of redemptions, and ask there.")


def _without_a_line(say: Say, kind: Kind, facts: Mapping[str, Any]) -> tuple[str, str]:
    till, other, count = facts["till"], facts.get("other", ""), facts["coupons"]
    if kind is Kind.UNFIT:
        what = say.many(
            "{till} took a coupon offline that it should have refused.",
            "{till} took {n} coupons offline that it should have refused.",
            count,
            till=till,
        )
        return what, say("Read why in the list of redemptions, and ask there.")
    if till == other:
        what = say.many(
            "{till} took the same coupon twice, at least once offline.",
            "{till} took {n} coupons twice, each at least once offline.",
            count,
            till=till,
        )
    else:
        what = say.many(
            "{till} and {second} both took the same coupon, one of them offline.",
            "{till} and {second} both took the same {n} coupons, one of them offline.",
            count,
            till=till,
            second=other,
        )
    return what, say("See when in the list of redemptions. A till that is online for a moment learns what is spent.")


def _campaign(say: Say, kind: Kind, facts: Mapping[str, Any]) -> tuple[str, str]:
    name = facts["campaign"]
    if kind is Kind.BUDGET:
        share = say.percent(facts["percent"])
        what = say("{campaign} has {percent} of its budget promised or given.", campaign=name, percent=share)
        return what, say("Once it is used up, no more coupons are issued. Raise offer.limits.budget, or let it end.")
    if kind is Kind.BUDGET_GONE:
        what = say("The budget of {campaign} is used up, so no more coupons are issued.", campaign=name)
        return what, say("Coupons that are out stay good. To go on, raise offer.limits.budget in its file.")
    left = facts["left"]
    what = say.many("{campaign} has one coupon left.", "{campaign} has {n} coupons left.", left, campaign=name)
    return what, say("Raise its limit in the file, or take the sheets down in time.")
