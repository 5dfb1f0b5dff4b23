"""The conditions of an offer in plain sentences: what tills are held to, people read before they leave a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from app.rules.campaign_forms import Money
from app.rules.campaign_sections import Offer
from app.rules.redemption import DAYS
from app.rules.words import Say

A_DAY = date(2026, 6, 1)  # any: only the time of it is said
RUN = 3  # days in a row that are said as "Monday to Friday"


def conditions(offer: Offer, say: Say) -> list[str]:
    """One sentence for each; a campaign that words its least spend itself says that one in its own words."""
    return [*_sums(offer, say), *_where_and_when(offer, say), *_how_often(offer, say)]


def _sums(offer: Offer, say: Say) -> Iterator[str]:
    if offer.least and offer.minimum is None:
        yield say("On {sum} or more.", sum=_sum(offer.least, say))
    if offer.most:
        yield say("{sum} off at most.", sum=_sum(offer.most, say))


def _where_and_when(offer: Offer, say: Say) -> Iterator[str]:
    if offer.stores:
        yield say.many("In one of our shops only.", "In {n} of our shops.", len(offer.stores))
    if offer.days and len(set(offer.days)) < len(DAYS):
        yield say("Good on {days}.", days=_days(offer, say))
    if offer.hours:
        start, end = _time(offer.hours.start, say), _time(offer.hours.end, say)
        yield say("From {start} to {end}.", start=start, end=end)


def _how_often(offer: Offer, say: Say) -> Iterator[str]:
    if offer.kind == "card":
        yield say("A card with a balance: it pays until it is empty.")
    elif offer.uses > 1:
        yield say("It can be used {n} times.", n=say.number(offer.uses))
    if offer.stackable is False:
        yield say("Not together with other coupons.")


def _days(offer: Offer, say: Say) -> str:
    """The days of the week, those in a row as a span; a row may go on over Sunday."""
    chosen = [day in offer.days for day in DAYS]
    start = next(n for n in range(len(DAYS)) if chosen[n] and not chosen[n - 1])
    rows: list[list[int]] = []
    for n in (each % len(DAYS) for each in range(start, start + len(DAYS))):
        if chosen[n]:
            rows[-1].append(n) if rows and rows[-1][-1] == (n - 1) % len(DAYS) else rows.append([n])
    return say.list(said for row in rows for said in _row(row, say))


def _row(row: Sequence[int], say: Say) -> list[str]:
    names = [say.day_name(n) for n in row]
    return [say("{first} to {last}", first=names[0], last=names[-1])] if len(row) >= RUN else names


def _time(at: time, say: Say) -> str:
    return say.time(datetime.combine(A_DAY, at))


def _sum(sum: Money, say: Say) -> str:
    return say.money(sum.amount, sum.currency)
