"""Looks for what staff should know of tills, budgets and stocks, and raises an alarm for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from app.actions.reserve import in_minor, is_over, worth
from app.rules import alarm
from app.rules.alarm import Cause, Kind
from app.rules.campaign import Campaign
from app.rules.stock import ALL
from app.rules.traffic import by_way
from app.store import Session, access, alarms, budgets, guesses, happened, networks, stock, strays, tallies, undos

EVERY = timedelta(minutes=1)
KEPT = timedelta(days=400)  # of alarms that were seen
TALLIES_KEPT = timedelta(hours=3)
WEEK, HOUR, DAY = timedelta(days=7), timedelta(hours=1), timedelta(days=1)


def watch(session: Session, campaigns: Mapping[str, Campaign], now: datetime) -> int:
    """How many alarms are new. In a transaction that may write."""
    names = access.till_names(session)
    causes = [
        *_wrong_codes(session, names, now),
        *_guessing(session, now),
        *_undos(session, names, now),
        *_without_a_line(session, names, now),
        *_failing(session, now),
        *(cause for each in campaigns.values() if each.state(now) == "live" for cause in _campaign(session, each)),
    ]
    if any(cause.kind is Kind.GUESSING for cause in causes):
        guesses.slow_down(session, now)
    guesses.forget(session, now)
    alarms.forget(session, now - KEPT)
    tallies.forget(session, now - TALLIES_KEPT)
    networks.forget(session, now - TALLIES_KEPT)
    return sum(alarms.add_alarm(session, cause, now) for cause in causes)


def _wrong_codes(session: Session, names: Mapping[int, str], now: datetime) -> Iterator[Cause]:
    begins = guesses.slot(now) - HOUR + guesses.SLOT
    counted = guesses.counted(session, begins, now)
    for till, name in names.items():
        wrong = counted.get(guesses.place(till), 0)
        if wrong >= alarm.WRONG_AN_HOUR:
            yield Cause(Kind.WRONG_CODES, guesses.place(till), {"till": name, "wrong": wrong})


def _guessing(session: Session, now: datetime) -> Iterator[Cause]:
    """The slot that goes on is compared with all those of a week before it."""
    begins, slots = guesses.slot(now), WEEK // guesses.SLOT
    recent, before = guesses.counted(session, begins, now), guesses.counted(session, begins - WEEK, begins)
    pages, pages_before = recent.get(guesses.PAGES, 0), before.get(guesses.PAGES, 0)
    if alarm.is_guessing(pages, pages_before, slots):
        yield Cause(Kind.GUESSED_PAGES, guesses.PAGES, {"wrong": pages})
    wrong = sum(recent.values()) - pages
    if alarm.is_guessing(wrong, sum(before.values()) - pages_before, slots):
        yield Cause(Kind.GUESSING, "tills", {"wrong": wrong})


def _undos(session: Session, names: Mapping[int, str], now: datetime) -> Iterator[Cause]:
    for till, redeemed, undone, elsewhere in undos.undone_by_till(session, now - DAY, now):
        if alarm.is_undoing(redeemed, undone, elsewhere):
            facts = {"till": names.get(till, ""), "redeemed": redeemed, "undone": undone, "elsewhere": elsewhere}
            yield Cause(Kind.UNDOS, guesses.place(till), facts)


def _without_a_line(session: Session, names: Mapping[int, str], now: datetime) -> Iterator[Cause]:
    """What tills gave without a line and should not have: told when it becomes known, whenever it happened."""
    for (till, other), count in happened.doubles_by_tills(session, now - DAY).items():
        facts = {"till": names.get(till, ""), "other": names.get(other, ""), "coupons": count}
        yield Cause(Kind.DOUBLES, f"{guesses.place(till)}, {guesses.place(other)}", facts)
    unfit = Counter(happened.unfit_by_till(session, now - DAY)) + Counter(strays.by_till(session, now - DAY))
    for till in sorted(unfit):
        yield Cause(Kind.UNFIT, guesses.place(till), {"till": names.get(till, ""), "coupons": unfit[till]})


def _failing(session: Session, now: datetime) -> Iterator[Cause]:
    for (gateway, country), of_way in by_way(tallies.since(session, now - HOUR)).items():
        if of_way.is_failing:
            facts = {"gateway": gateway, "country": country, "sent": of_way.sent, "failed": of_way.failed}
            yield Cause(Kind.FAILING, f"{gateway} {country}", facts)
    for (gateway, network), of_network in networks.since(session, now - HOUR).items():
        if of_network.is_failing:
            facts = {"gateway": gateway, "network": network, "sent": of_network.sent, "failed": of_network.failed}
            yield Cause(Kind.FAILING, f"{gateway} {network}", facts)


def _campaign(session: Session, campaign: Campaign) -> Iterator[Cause]:
    limits = campaign.offer.limits
    stands = budgets.stands(session, campaign.id) if limits.budget else None
    if limits.budget and stands:
        budget, gone = in_minor(limits.budget), stands.given + stands.promised
        facts = {"campaign": campaign.name, "percent": 100 * gone // (budget or 1)}
        each = max(worth(campaign.offer_at(spot.id)).kept_back for spot in campaign.placements)
        if is_over(session, campaign):
            yield Cause(Kind.BUDGET_GONE, campaign.id, facts)
        elif alarm.is_nearly_gone(budget, gone, percent=limits.budget_alarm, each=each):
            yield Cause(Kind.BUDGET, campaign.id, facts)
    if limits.total is not None:
        left = limits.total - stock.taken(session, campaign.id, ALL)[0]
        if left <= alarm.STOCK_WARNS * limits.total:
            yield Cause(Kind.STOCK, campaign.id, {"campaign": campaign.name, "left": max(left, 0)})
