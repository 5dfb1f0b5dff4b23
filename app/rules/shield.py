"""The shield against SMS pumping: how many texts a range of numbers may get while nobody answers them.

Whoever pumps texts asks for thousands to numbers of their own, in ranges that they are paid for, and answers none. So
a range (all numbers that differ in their last four digits alone) is judged by two sums, in which each text and each
answer counts half after HALF_LIFE, about a sliding day:

    sent       texts that pages caused, to numbers whose holder was never heard of
    answered   numbers whose holder was heard of for the first time: by a pin, by a text, by the coupon's open page

    ratio      (answered + prior × mean) / (sent + prior): a new range counts as if it had had `prior` texts and had
               answered them as its country does, at most half
    allowance  texts an hour: base × min(1, ratio / ½) + GROWTH × answered, never above MOST × base

Below CLOSES the range closes: for PAUSE, twice as long each time, at most LONGEST. Then PROBES texts may leave; if they
are not answered it closes again. It opens as soon as the ratio is OPENS again. Receipts do not count: the pumper's
network writes them. A whole country is judged alike, with a larger prior; where it closes, a range that answers passes,
but not where staff closed it.
"""

import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LAST_DIGITS = 4
HALF_LIFE = timedelta(hours=12)
HOUR = timedelta(hours=1)
CLOSES, OPENS, USUAL = 0.15, 0.2, 0.5
GROWTH, MOST = 2.0, 10.0
PAUSE, LONGEST = timedelta(minutes=15), timedelta(hours=24)
STRAINED = 0.7  # so much of an allowance used, and a visitor's browser is asked for a sum first
LEAST_PRIOR, PRIOR_SHARE = 100.0, 0.05  # texts; of the texts an hour that a country may get
PROVEN = 2.5  # answers of a range that passes where its country closed: three, of which half a one may have faded
LEAST_FILL = timedelta(seconds=2)  # to read a page, type a number and tick a box
COUNTRY = ""  # what stands for a range that is a whole country


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a range: texts an hour to begin with, the prior's weight in texts and its mean, and probes."""

    base: float
    prior: float
    probes: int
    mean: float = USUAL


def of_country(ceiling: float) -> Terms:
    """The terms of a country that may get so many texts an hour, which a ceiling counts."""
    return Terms(float("inf"), prior=max(LEAST_PRIOR, ceiling * PRIOR_SHARE), probes=25)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of numbers as it stood at `at`; `tokens` are the texts it may get at once.

    prefix         E.164 without the last four digits; COUNTRY for all numbers of the country
    closed_until   set while it is closed, and after that while it is tried with `probes`
    closed_by      who of the staff closed it; then it stays closed until one of them opens it
    """

    country: str
    prefix: str
    at: datetime
    tokens: float
    sent: float = 0.0
    answered: float = 0.0
    closings: int = 0
    closed_until: datetime | None = None
    probes: int = 0
    closed_by: str = ""

    @property
    def answers(self) -> bool:
        """Whether its numbers answer so well that it passes where its country closed by itself."""
        return self.answered >= PROVEN and self.answered >= USUAL * self.sent


@dataclass(frozen=True, slots=True)
class Held:
    """Until when no text may leave for a range; `closed` where its ratio or staff closed it, else it had its share.

    Where staff did (`by_hand`) nobody knows until when: then it is when to look again.
    """

    until: datetime
    closed: bool
    by_hand: bool = False


def prefix_of(number: str) -> str:
    """The range of a number (E.164)."""
    return number[:-LAST_DIGITS]


def network(address: str) -> str:
    """Whose address it is, as far as one can tell: an IPv4 address, or the /64 that one line of IPv6 has."""
    try:
        read = ipaddress.IPv6Address(address) if ":" in address else None
    except ValueError:
        return address
    if read is None:
        return address
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, 64), strict=False))


def of_range(base: float, whole: Range, country: Terms) -> Terms:
    """The terms of a range that may get `base` texts an hour before anybody answers, in a country that stands so."""
    return Terms(base, prior=6, probes=3, mean=max(CLOSES, min(USUAL, ratio(whole.sent, whole.answered, country))))


def fresh(country: str, prefix: str, terms: Terms, now: datetime) -> Range:
    """A range nobody was texted in."""
    return Range(country, prefix, now, allowance(0, 0, terms))


def ratio(sent: float, answered: float, terms: Terms) -> float:
    """How much of what is sent is answered, above 0 and at most 1."""
    return min(1.0, (answered + terms.prior * terms.mean) / (sent + terms.prior))


def allowance(sent: float, answered: float, terms: Terms) -> float:
    """Texts an hour, from 0 to MOST × base: fewer the more was sent, more the more was answered."""
    found = ratio(sent, answered, terms)
    if found < CLOSES:
        return 0.0
    return min(MOST * terms.base, terms.base * min(1.0, found / USUAL) + GROWTH * answered)


def as_of(range: Range, terms: Terms, now: datetime) -> Range:
    """The range at this moment, which may be a little before it was last looked at: then nothing has faded."""
    past = max(now - range.at, timedelta(0))
    fades = 0.5 ** (past / HALF_LIFE)
    sent, answered = range.sent * fades, range.answered * fades
    most = allowance(sent, answered, terms)
    grown = min(most, range.tokens + most * (past / HOUR)) if most < float("inf") else most
    found = replace(range, at=max(range.at, now), sent=sent, answered=answered, tokens=grown)
    recovers = found.closed_until and not found.closed_by and ratio(sent, answered, terms) >= OPENS
    return _opened(found, terms) if recovers else found


def held(range: Range, terms: Terms, now: datetime) -> Held | None:
    """What keeps a text to a number that nobody ever heard of from leaving; the range is as of now."""
    if range.closed_until:
        if range.closed_by:
            return Held(now + PAUSE, closed=True, by_hand=True)
        if now < range.closed_until:
            return Held(range.closed_until, closed=True)
        return None if range.probes > 0 else Held(now + PAUSE, closed=True)
    if range.tokens >= 1:
        return None
    most = allowance(range.sent, range.answered, terms)
    return Held(now + (HOUR * ((1 - range.tokens) / most) if most else PAUSE), closed=False)


def kept_back(own: tuple[Range, Terms], whole: tuple[Range, Terms], now: datetime) -> Held | None:
    """What keeps a text to a range from leaving: the range itself, or its country where the range does not do well.

    A country that staff closed holds every range.
    """
    passes = own[0].answers and not whole[0].closed_by
    return held(*own, now) or (None if passes else held(*whole, now))


def used(range: Range, terms: Terms) -> float:
    """How much of what it may get at once is used, from 0 to 1."""
    if range.closed_until:
        return 1.0
    most = allowance(range.sent, range.answered, terms)
    if most == float("inf"):
        return max(0.0, 1 - (ratio(range.sent, range.answered, terms) - CLOSES) / (USUAL - CLOSES))
    return min(1.0, max(0.0, 1 - range.tokens / most)) if most else 1.0


def texted(range: Range, terms: Terms, now: datetime) -> Range:
    """The range after one more text to somebody who was never heard of; it may have closed by it."""
    found = replace(range, sent=range.sent + 1, tokens=max(0.0, range.tokens - 1))
    if range.closed_until is None:
        return _closed(found, terms, now) if ratio(found.sent, found.answered, terms) < CLOSES else found
    if range.closed_by or now < range.closed_until:
        return found  # what had left before it closed is counted late
    found = replace(found, probes=range.probes - 1)
    return _closed(found, terms, now) if found.probes <= 0 else found


def heard(range: Range, terms: Terms, count: int = 1) -> Range:
    """The range after so many of its numbers were heard of for the first time: each gives its text back, and more."""
    found = replace(range, answered=range.answered + count)
    most = allowance(found.sent, found.answered, terms)
    found = replace(found, tokens=min(most, found.tokens + (1 + GROWTH) * count))
    if found.closed_until and not found.closed_by and ratio(found.sent, found.answered, terms) >= OPENS:
        return _opened(found, terms)
    return found


def shut(range: Range, by: str, now: datetime) -> Range:
    """The range closed by hand, until somebody opens it."""
    return replace(range, closed_until=now, closed_by=by, probes=0)


def opened(range: Range, terms: Terms, now: datetime) -> Range:
    """The range opened by hand: judged anew, as if it had never got a text."""
    return fresh(range.country, range.prefix, terms, now)


def _closed(range: Range, terms: Terms, now: datetime) -> Range:
    pause = min(LONGEST, PAUSE * 2 ** min(range.closings, 20))
    return replace(range, closed_until=now + pause, closings=range.closings + 1, probes=terms.probes)


def _opened(range: Range, terms: Terms) -> Range:
    closings, tokens = max(0, range.closings - 1), allowance(range.sent, range.answered, terms)
    return replace(range, closed_until=None, probes=0, closings=closings, tokens=tokens)
