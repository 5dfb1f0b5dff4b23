"""The book of law as a page that people read, docs/jurisdictions.md: countries in tables, then every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce

from app.rules.law.book import Book
from app.rules.law.changes import READERS
from app.rules.law.form import KINDS, Hours, Jurisdiction, Keep, Record, Rule, Sender, Terms, strictest, written

HEAD = """# What each country asks, rule by rule

Written from the data of `rules/law/` by `python -m tests.jurisdictions --write`; a test keeps the two alike. Grades and
keys of sources are those of [compliance.md](compliance.md). A rule marked *configurable* is not confirmed by any law
that we know of: it is the cautious choice, and an operator who knows better may [change it](settings.md#law), giving a
reason. Where a number may belong to several places, the strictest of each topic holds.

Days are local, hours are when advertising may arrive. A dash means that the place has no rule of its own, *cautious*
that the rules under [Where nothing is known](#where-nothing-is-known) stand in."""

COUNTRIES = """## Countries

*Single*: the coupon is sent at once. *Double*: the number first proves itself, by a pin or a YES. *Double on page*: by
a pin typed on the page only. A campaign may choose more proof, and less unless the row says forced. Where replies is
no, a text cannot be answered. Age is that from which a child's own consent counts."""

STATES = """## States of the United States

Where the state of a number is unknown, the hours of US-SOMEWHERE hold and everything else that any state asks. States
that are not here have federal hours."""

CAUTIOUS = """## Where nothing is known

Topic by topic, for a country that says nothing of it, and for every country that is not here; members of EU and EEA
that are not here have the rules of EU besides."""

KEPT = {
    "customer": "a customer's number after the sale",
    "prospect": "who never bought",
    "profile": "what serves profiling",
    "proof": "proof after the consent ended",
    "purchases": "what was bought",
    "refusal": "a refusal",
    "silent": "a consent without a sign of life",
    "suppression": "a stop",
}


def page(book: Book) -> str:
    """The page, in Markdown, with a line's end at its end."""
    countries = [place for code, place in book.places.items() if len(code) == 2 and place.rules and code != "EU"]
    regions = [place for code, place in book.places.items() if "-" in code and place.rules]
    blocks = [
        HEAD,
        COUNTRIES,
        _table(("country", "opt-in", "replies", "hours", "age", "grade, source of hours"), map(_joining, countries)),
        _table(("country", "ends texts", "asks for help", "senders", "on record", "notice"), map(_texting, countries)),
        _table(("country", "texts a day", "kept", "other"), map(_keeping, countries)),
        STATES,
        _table(("state", "hours", "texts a day", "grade, source of hours"), map(_region, regions)),
        CAUTIOUS,
        _rules(book.cautious),
        *_chapters([book.places["ALL"], book.places["EU"], *countries, *regions]),
    ]
    return "\n\n".join(blocks) + "\n"


def _chapters(places: Iterable[Jurisdiction]) -> Iterator[str]:
    for place in places:
        around = f"Within {', '.join(place.within)}." if place.within else "Part of every place."
        yield f"## {place.code} {place.name}\n\n{around}"
        yield _rules((*place.rules, *place.unplaced))


def _joining(place: Jurisdiction) -> tuple[str, ...]:
    terms = _terms(place.rules)
    opt_in = terms.opt_in.replace("_", " ") + (", forced" if terms.forced else "") if terms.opt_in else "cautious"
    replies = "no" if terms.two_way is False else "yes"
    hours = _hours(place.rules)
    return (
        f"{place.code} {place.name}",
        opt_in,
        replies,
        hours,
        str(terms.age or "cautious"),
        _worth(place.rules, "hours"),
    )


def _texting(place: Jurisdiction) -> tuple[str, ...]:
    terms = _terms(place.rules)
    sender = terms.sender or Sender()
    notice = terms.rates or ", ".join(terms.label or ()) or "–"
    words = [", ".join(each or ()) or "–" for each in (terms.stop, terms.help)]
    return (place.code, *words, _senders(sender), ", ".join(map(_record, sender.records)) or "–", notice)


def _keeping(place: Jurisdiction) -> tuple[str, ...]:
    terms = _terms(place.rules)
    return place.code, str(terms.a_day or "–"), "; ".join(map(_kept, terms.keep or ())) or "–", _other(terms)


def _region(place: Jurisdiction) -> tuple[str, ...]:
    a_day = _terms(place.rules).a_day
    return f"{place.code} {place.name}", _hours(place.rules), str(a_day or "–"), _worth(place.rules, "hours")


def _rules(rules: Iterable[Rule]) -> str:
    return _table(("id", "asks", "sets", "in force", "grade, source", ""), map(_rule, rules))


def _rule(rule: Rule) -> tuple[str, ...]:
    marks = ["unconfirmed"] if rule.unconfirmed else []
    marks += ["configurable"] if rule.unconfirmed and not READERS.keys().isdisjoint(rule.terms.topics) else []
    marks += ["warns"] if rule.warns else []
    return rule.id, rule.asks, ", ".join(rule.terms.topics), _dates(rule), _grade(rule), ", ".join(marks)


def _terms(rules: Iterable[Rule]) -> Terms:
    return strictest(rule.terms for rule in rules)


def _hours(rules: tuple[Rule, ...]) -> str:
    """The hours of all days; those that begin or end on some day are told after it."""
    spoken = [rule for rule in rules if rule.terms.hours]
    if not spoken:
        return "cautious"
    hours: Hours = reduce(lambda ours, theirs: ours & theirs, [rule.terms.hours for rule in spoken if rule.terms.hours])
    dates = ", ".join(filter(None, map(_dates, spoken)))
    return written(hours) + (f" ({dates})" if dates else "")


def _worth(rules: tuple[Rule, ...], topic: str) -> str:
    return ", ".join(_grade(rule) for rule in rules if topic in rule.terms.topics) or "U"


def _grade(rule: Rule) -> str:
    return " · ".join(filter(None, (rule.grade, rule.source)))


def _dates(rule: Rule) -> str:
    return " ".join(_day(word, day) for word, day in (("since", rule.since), ("until", rule.until)) if day)


def _day(word: str, day: date) -> str:
    return f"{word} {day.isoformat()}"


def _senders(sender: Sender) -> str:
    said = [", ".join(sorted(sender.kinds)).replace("_", " ")] if sender.kinds != KINDS else []
    said += [f"names of {sender.shortest} to {sender.longest} letters"] if sender.shortest > 1 else []
    said += ["no names that name nobody"] if not sender.generic else []
    said += ["no foreign numbers"] if not sender.foreign else []
    said += ["none of " + ", ".join(sorted(sender.forbidden))] if sender.forbidden else []
    said += ["takes replies"] if sender.answers else []
    said += ["replies cost the usual rate"] if sender.usual_cost else []
    return "; ".join(said) or "any"


def _record(record: Record) -> str:
    said = f"`{record.id}`" + (f" or `{record.or_else}`" if record.or_else else "")
    said += f" ({', '.join(sorted(record.kinds)).replace('_', ' ')})" if record.kinds != KINDS else ""
    said += f", {record.months} months at most" if record.months else ""
    said += f", such as {record.example}" if record.example else ""
    return said + ("" if record.blocks else ", only told")


def _kept(keep: Keep) -> str:
    return f"{KEPT[keep.what]}: {'at least' if keep.at_least else 'at most'} {keep.months} months"


def _other(terms: Terms) -> str:
    said = [f"each text has {', '.join(sorted(terms.identity))}"] if terms.identity else []
    said += ["no text asks for consent"] if terms.may_ask_by_text is False else []
    said += ["no exception for customers"] if terms.soft_opt_in is False else []
    said += ["a texted keyword is consent"] if terms.keyword_joins else []
    return "; ".join(said) or "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["".join(f"| {cell} " if cell else "| " for cell in cells) + "|" for cells in (head, *rows)]
    return "\n".join([lines[0], "|---" * len(head) + "|", *lines[1:]])
