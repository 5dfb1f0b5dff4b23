"""The shield's second layer: what pages caused is counted as it leaves, and what is over a ceiling does not leave.

It counts in the transaction that takes texts out of the queue, in turns, so that a ceiling holds however many workers
there are. What is held waits and expires as it would have; its row says why. Answers to a number's own texts leave in
any case, and so do broadcasts to people who proved their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from app.actions import Means
from app.rules import alarm, ceiling, shield
from app.rules.alarm import Cause
from app.rules.ceiling import Place, Sums
from app.rules.decision import Reason, Verdict
from app.rules.message import Kind
from app.rules.shield import COUNTRY, Held, Range, Terms, prefix_of
from app.store import Session, alarms, incoming, limits, ranges, traffic
from app.store.outbox import Leased

CAUSED = frozenset({Kind.PROOF, Kind.SERVICE, Kind.CONFIRMATION})  # by pages, as a rule
SOON = timedelta(minutes=1)
WROTE = timedelta(days=1)  # whoever texted us by then is answered, whatever else is closed
KEPT = timedelta(days=7)

Key = tuple[str, str]


def ration(session: Session, means: Means, held: Sequence[Leased], now: datetime) -> dict[int, Verdict]:
    """Of the texts that are to leave, those that may not, by their ids: held until a moment, each with its reason."""
    counted = _counted(session, means, held, now)
    if not counted:
        return {}
    book = _Book(session, means, counted, now)
    return {each.id: verdict for each in counted if (verdict := book.verdict(each))}


def count(session: Session, means: Means, leaving: Sequence[Leased], now: datetime) -> None:
    """Counts what leaves, in the transaction in which it was rationed."""
    counted = _counted(session, means, leaving, now)
    if not counted:
        return
    book = _Book(session, means, counted, now)
    for each in counted:
        book.count(each)
    book.keep()


def hear(session: Session, means: Means, now: datetime) -> int:
    """How many were heard of for the first time since it was last added up; closed ranges may open by it."""
    if not ranges.is_noted(session):
        return 0
    ranges.hold(session)
    answered = ranges.gather(session)
    book = _Ranges(session, means, set(answered), now)
    for key, count in answered.items():
        book.heard(key, count)
    book.keep()
    return sum(answered.values())


def change(session: Session, means: Means, key: Key, *, close: bool, by: str, now: datetime) -> None:
    """Closes a range (country, prefix) until staff open it, or opens it to be judged anew; notes who did."""
    ranges.hold(session)
    book = _Ranges(session, means, {key}, now)
    book.change(key, lambda each, terms: shield.shut(each, by, now) if close else shield.opened(each, terms, now))
    book.keep()
    ranges.sign(session, *key, by, now)


def bring_near(session: Session, now: datetime) -> None:
    """Mends what a clock wrote that was ahead and has been put back; what was counted counts on.

    Else nothing would fade or fill until it is so late.
    """
    ranges.hold(session)
    ranges.bring_near(session, now)
    traffic.bring_near(session, now)
    limits.bring_near(session, now)


def forget(session: Session, now: datetime) -> None:
    """Forgets ranges and sums that are over."""
    ranges.hold(session)
    ranges.forget(session, now - KEPT)
    traffic.forget(session, now - 2 * traffic.DAY)


def _counted(session: Session, means: Means, held: Sequence[Leased], now: datetime) -> list[Leased]:
    """Those that pages caused and that were not counted before: a text that is tried again was."""
    if not (means.limits and means.shielded):
        return []
    found = [each for each in held if each.kind in CAUSED and each.attempt == 1]
    if not found:
        return []
    ranges.hold(session)
    wrote = incoming.wrote_since(session, {each.subscriber for each in found if each.answered}, now - WROTE)
    return [each for each in found if each.subscriber not in wrote]


class _Ranges:
    """Ranges and their countries as they stand, for whoever has the turn."""

    def __init__(self, session: Session, means: Means, keys: Collection[Key], now: datetime) -> None:
        self._session, self._means, self._now = session, means, now
        keys = {*keys, *((country, COUNTRY) for country, _ in keys)}
        known, self._all = ranges.found(session, keys), dict[Key, Range]()
        for key in sorted(keys):  # a country, whose prefix is empty, comes before its ranges
            terms = self.terms(key)
            found = known.get(key) or shield.fresh(*key, terms, now)
            self._all[key] = shield.as_of(found, terms, now)

    def terms(self, key: Key) -> Terms:
        """What holds for a range as its country stands by now."""
        country, prefix = key
        whole = shield.of_country(self._means.ceilings.of_country(country))
        if prefix == COUNTRY:
            return whole
        return shield.of_range(self._means.ceilings.prefix, self._all[country, COUNTRY], whole)

    def kept_back(self, key: Key) -> Held | None:
        """What keeps a text from leaving for this range."""
        own, whole = ((self._all[each], self.terms(each)) for each in (key, (key[0], COUNTRY)))
        return shield.kept_back(own, whole, self._now)

    def change(self, key: Key, by: Callable[[Range, Terms], Range]) -> None:
        """Changes one."""
        self._all[key] = by(self._all[key], self.terms(key))

    def heard(self, key: Key, count: int) -> None:
        """So many numbers of this range, and so of its country, were heard of for the first time."""
        for each in (key, (key[0], COUNTRY)):
            self.change(each, lambda range, terms: shield.heard(range, terms, count))

    def texted(self, key: Key) -> None:
        """One more text leaves for this range, and so for its country."""
        for each in (key, (key[0], COUNTRY)):
            self.change(each, lambda range, terms: shield.texted(range, terms, self._now))

    def keep(self) -> None:
        """Writes them down, and tells staff of those that are closed."""
        ranges.keep(self._session, [(each, shield.used(each, self.terms(key))) for key, each in self._all.items()])
        for each in self._all.values():
            if each.closed_until and each.closed_until > self._now and not each.closed_by:
                alarms.add_alarm(self._session, _cause(each), self._now)


class _Book:
    """Ranges and sums as one worker has them in its turn, and what it adds."""

    def __init__(self, session: Session, means: Means, texts: Sequence[Leased], now: datetime) -> None:
        self._session, self._means, self._now = session, means, now
        self._ranges = _Ranges(session, means, {_key(each) for each in texts if not each.answered}, now)
        self._texts = {
            each.id: ceiling.text_of(each.country, each.campaign, each.parts, means.prices) for each in texts
        }
        places = {place for text in self._texts.values() for place, _ in text.counts}
        self._sums: dict[Place, Sums] = traffic.sums(session, now, places)
        self._added: Counter[Place] = Counter()

    def verdict(self, each: Leased) -> Verdict | None:
        """What keeps this text from leaving; None if it leaves, and then it counts for those behind it."""
        now = self._now
        over = ceiling.reached(self._means.ceilings, self._sums, self._texts[each.id])
        if over:
            cause = Cause(alarm.Kind.CEILING, str(over), {"ceiling": str(over)})
            alarms.add_alarm(self._session, cause, now)
            return _held(Reason.CEILING, traffic.next_slot(now), each)  # before then no sum is less
        found = None if each.answered else self._ranges.kept_back(_key(each))
        if found:
            return _held(Reason.RANGE_CLOSED, now + SOON, each)  # an answer opens it at any moment
        self.count(each)
        return None

    def count(self, each: Leased) -> None:
        """One more leaves."""
        for place, amount in self._texts[each.id].counts:
            self._sums[place] = self._sums.get(place, ceiling.NOTHING).plus(amount)
            self._added[place] += amount
        if not each.answered:
            self._ranges.texted(_key(each))

    def keep(self) -> None:
        """Writes it down."""
        traffic.add(self._session, self._added, self._now)
        self._ranges.keep()


def _cause(closed: Range) -> Cause:
    facts = {"country": closed.country, "prefix": closed.prefix, "sent": round(closed.sent)}
    return Cause(alarm.Kind.RANGE_CLOSED, closed.country, {**facts, "answered": round(closed.answered)})


def _key(text: Leased) -> Key:
    """Its range."""
    return text.country, prefix_of(text.number)


def _held(reason: Reason, until: datetime, each: Leased) -> Verdict:
    """It waits until then, or until it expires if that is sooner."""
    return Verdict(reason, min(until, each.expires_at))
