"""What an operator knows better: a table that changes rules which nobody has confirmed, and says why.

    [IT.hours]
    open = { "Mon-Fri" = "09:00-20:00", "Sat" = "09:00-13:00" }
    holidays = false
    reason = "our lawyer, 3 November 2026"

A place is a code of the book, "ALL" for everywhere. Rules of grade U and V may change, all others stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from operator import and_
from typing import Any, get_args

from app.rules.law.book import Book, Change
from app.rules.law.form import (
    KINDS,
    PROOFS,
    BadHours,
    Hours,
    Jurisdiction,
    Keep,
    Kept,
    OptIn,
    Rule,
    Sender,
    Terms,
    strictest,
    week,
)


class BadChange(ValueError):
    """A change that the book does not take; the message says which, and why."""


def changes(book: Book, values: Mapping[str, object]) -> Book:
    """The book with an operator's table, as TOML has it, written into it. Raises BadChange."""
    made = list[Change]()
    for code in sorted(values, key=lambda code: (code != "ALL", code != "EU", len(code))):  # from large to small
        if code not in book.places:
            raise BadChange(f"{code} is no place of the book; those are {', '.join(sorted(book.places))}")
        for topic, table in _table(code, values[code]).items():
            after, reason = _read(f"{code}.{topic}", topic, table)
            place, before, after = _changed(book, book.places[code], topic, after)
            book = Book({**book.places, code: place}.values(), book.cautious, book.changed)
            made.append(Change(code, topic, before, after, reason))
    return Book(book.places.values(), book.cautious, (*book.changed, *made))


def _changed(book: Book, place: Jurisdiction, topic: str, after: Any) -> tuple[Jurisdiction, object, object]:
    """The place with the topic changed in all its unconfirmed rules, or in a new one; what it said before, and now."""
    around = list(book.rules(place.code))
    theirs = [rule for rule in place.rules if topic in rule.terms.topics and rule.unconfirmed]
    before = getattr(book.terms(theirs or around), topic)
    if topic in WHOLE:
        after = WHOLE[topic](theirs, after)
    _refuse_looser(f"{place.code}.{topic}", topic, after, [rule for rule in around if rule not in theirs])
    rules = tuple(_with(rule, topic, after) if rule in theirs else rule for rule in place.rules)
    if not theirs:
        asks = "What the operator of this installation decided."
        rules += (Rule(f"{place.code}-{topic.upper()}", asks, "U", "", Terms(**{topic: after})),)
    return replace(place, rules=rules), before, after


def _refuse_looser(name: str, topic: str, after: Any, standing: list[Rule]) -> None:
    """Refuses what rules that stand would take back in part or whole, by their names."""
    wish = Terms(**{topic: after})
    against = [rule for rule in standing if not _has(getattr(strictest((wish, rule.terms)), topic), after)]
    if against:
        said = ", ".join(f"{rule.id} (grade {rule.grade})" for rule in against)
        raise BadChange(f"{name} cannot be so: {said} asks for more")


def _has(whole: Any, wish: Any) -> bool:
    """Whether the wish is all there in what came of it; words of others may stand beside its own."""
    if isinstance(wish, Sender):
        return (whole.kinds, whole.generic, whole.foreign) == (wish.kinds, wish.generic, wish.foreign)
    return set(wish) <= set(whole) if isinstance(wish, tuple) else bool(whole == wish)


def _with(rule: Rule, topic: str, after: Any) -> Rule:
    return replace(rule, terms=replace(rule.terms, **{topic: after}))


def _kept(rules: list[Rule], after: tuple[Keep, ...]) -> tuple[Keep, ...]:
    """The new terms, and those of things that are not named."""
    known = [keep for rule in rules for keep in rule.terms.keep or ()]
    return tuple({keep.what: keep for keep in (*known, *after)}.values())


def _sender(rules: list[Rule], after: Sender) -> Sender:
    """The new sender, with what the rules say of it besides."""
    known = reduce(and_, [rule.terms.sender for rule in rules if rule.terms.sender], Sender())
    return replace(known, kinds=after.kinds, generic=after.generic, foreign=after.foreign)


def _read(name: str, topic: str, value: object) -> tuple[Any, str]:
    """What a table says of a topic, and the reason for it."""
    if topic not in READERS:
        raise BadChange(f"{name} cannot be changed; what can is {', '.join(READERS)}")
    table = _table(name, value)
    reason = table.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise BadChange(f"{name} needs a reason: who says so, and since when")
    keys, read = READERS[topic]
    if unknown := sorted(set(table) - {*keys, "reason"}):
        raise BadChange(f"{name}.{unknown[0]} is not known; it takes {', '.join((*keys, 'reason'))}")
    if keys[0] not in table:
        raise BadChange(f"{name} has no {keys[0]}")
    try:
        return read(table), reason.strip()
    except ValueError as bad:
        raise BadChange(f"{name}: {bad}") from bad


def _table(name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadChange(f"{name} is a table, such as [IT.hours]")
    return value


def _hours(table: Mapping[str, object]) -> Hours:
    days = table["open"]
    if not isinstance(days, Mapping) or not all(isinstance(clock, str) for clock in days.values()):
        raise BadHours('open is a table such as { "Mon-Fri" = "09:00-20:00" }')
    return week(days, holidays=_flag("holidays")(table) if "holidays" in table else False)


def _flag(key: str) -> Callable[[Mapping[str, object]], bool]:
    def read(table: Mapping[str, object]) -> bool:
        value = table[key]
        if not isinstance(value, bool):
            raise ValueError(f"{key} is true or false")
        return value

    return read


def _number(key: str, most: int) -> Callable[[Mapping[str, object]], int]:
    def read(table: Mapping[str, object]) -> int:
        return _whole(key, table[key], most)

    return read


def _words(table: Mapping[str, object]) -> tuple[str, ...]:
    words = table["words"]
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise ValueError('words is a list such as ["BASTA"]')
    return tuple(word.strip().upper() for word in words)


def _label(table: Mapping[str, object]) -> tuple[str, ...]:
    text = table["text"]
    if not isinstance(text, str):
        raise ValueError("text is what stands before advertising")
    return (text.strip(),) if text.strip() else ()


def _proof(table: Mapping[str, object]) -> OptIn:
    for proof in PROOFS:
        if table["ask"] == proof:
            return proof
    raise ValueError(f"ask is one of {', '.join(PROOFS)}")


def _months(table: Mapping[str, object]) -> tuple[Keep, ...]:
    months = table["months"]
    if not isinstance(months, Mapping) or not set(months) <= set(get_args(Kept)):
        raise ValueError(f"months is a table with {', '.join(get_args(Kept))}")
    return tuple(Keep(what, _whole(what, value, 1200)) for what, value in months.items())


def _kinds(table: Mapping[str, object]) -> Sender:
    kinds = table["kinds"]
    if not isinstance(kinds, list) or not kinds or any(kind not in KINDS for kind in map(str, kinds)):
        raise ValueError(f"kinds is a list of {', '.join(sorted(KINDS))}")
    flags: dict[str, Any] = {key: _flag(key)(table) for key in ("generic", "foreign") if key in table}
    return Sender(frozenset(kinds), **flags)


def _whole(key: str, value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= most:
        raise ValueError(f"{key} is a whole number from 1 to {most}")
    return value


WHOLE: Mapping[str, Callable[[list[Rule], Any], Any]] = {"keep": _kept, "sender": _sender}  # a part leaves the rest
Reader = Callable[[Mapping[str, object]], Any]
READERS: Mapping[str, tuple[tuple[str, ...], Reader]] = {  # topic: its keys, the first of them required
    "hours": (("open", "holidays"), _hours),
    "opt_in": (("ask",), _proof),
    "two_way": (("answers",), _flag("answers")),
    "sender": (("kinds", "generic", "foreign"), _kinds),
    "a_day": (("most",), _number("most", 24)),
    "age": (("least",), _number("least", 21)),
    "keep": (("months",), _months),
    "label": (("text",), _label),
    "stop": (("words",), _words),
    "help": (("words",), _words),
    "soft_opt_in": (("allowed",), _flag("allowed")),
    "keyword_joins": (("allowed",), _flag("allowed")),
}
