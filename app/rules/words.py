"""What people read, in their language: sentences from a catalogue, dates and money as said aloud.

The English sentence stands in the source and is its own key, so a sentence without a translation comes out in
English instead of breaking a page. Nothing here is bound to a request: the worker renders texts with the same Say.
Babel is imported when the first date is written, because commands that write none should start without it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

SOURCE = "en"  # the language of the sentences in the source
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})  # CLDR 44, layout


def mark(sentence: str) -> str:
    """The sentence itself: for one that stands in a table and is translated later, so that catalogues hold it."""
    return sentence


ELIDED = re.compile(r"\b([Aa]|[Dd][ae])l (?=(?:8|11)\b)")  # "all'8 luglio": otto and undici begin with a vowel
MOMENT = mark("{day}, {time}")


@dataclass(frozen=True)
class Say:
    """One language: called with an English sentence it gives that sentence in the language.

    Values fill `{names}` in the sentence. A value of markup makes the result markup, with all the rest escaped.
    """

    language: str
    catalogue: NullTranslations

    def __call__(self, sentence: str, **values: object) -> str:
        return self._fill(self.catalogue.gettext(sentence), values)

    def many(self, one: str, other: str, n: int, **values: object) -> str:
        """The form of the sentence that belongs to the number n, which fills `{n}`."""
        return self._fill(self.catalogue.ngettext(one, other, n), {"n": self.number(n), **values})

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language in RIGHT_TO_LEFT

    @property
    def date_order(self) -> tuple[str, ...]:
        """How a date in figures is written: day, month and year in the language's order."""
        return _date_order(self.language)

    def day(self, day: date) -> str:
        """The day in full: "Sunday, July 12, 2026", "domenica 12 luglio 2026"."""
        return _day(day, self.language, "full")

    def weekday(self, day: date) -> str:
        """The day without its year: "Sunday, July 12", "domenica 12 luglio"."""
        return _day(day, self.language, "weekday")

    def long_day(self, day: date) -> str:
        """The day without its name: "July 12, 2026", "12 luglio 2026"."""
        return _day(day, self.language, "long")

    def short_day(self, day: date) -> str:
        """The day as a text has room for: "Sun, Jul 12", "dom 12 lug"."""
        return _day(day, self.language, "short")

    def day_name(self, weekday: int) -> str:
        """A day of the week, Monday is 0, as it stands within a sentence: "Monday", "lunedì"."""
        return _day_name(weekday, self.language)

    def time(self, moment: datetime) -> str:
        """The time of a moment that is already in the zone it is told in: "2:02 p.m.", "14:02"."""
        if self.language == SOURCE:
            return f"{moment.hour % 12 or 12}:{moment:%M} {'a.m.' if moment.hour < 12 else 'p.m.'}"
        return f"{moment:%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Date and time of a moment already in its zone: "July 12, 2026, 2:02 p.m.", "12 luglio 2026, alle 14:02"."""
        return self(MOMENT, day=self.long_day(moment.date()), time=self.time(moment))

    def money(self, amount: Decimal | int, currency: str) -> str:
        """An amount in major units of an ISO 4217 currency; whole amounts lose their zeros: "$5", "39,90 €"."""
        return _money(Decimal(amount), currency, self.language)

    def percent(self, value: Decimal | float) -> str:
        """25 as "25%", "25 %"."""
        return _percent(Decimal(str(value)), self.language)

    def number(self, value: Decimal | float) -> str:
        """12345 as "12,345", "12.345"."""
        return _number(value, self.language)

    def list(self, items: Iterable[str], style: str = "standard") -> str:
        """The items joined by commas and "and" ("or" with style "or"), as the language does it."""
        return _list(tuple(items), style, self.language)

    def country(self, code: str) -> str:
        """The name of an ISO 3166 country, or the code itself where it has none."""
        return _country(code, self.language)

    def tongue(self, code: str) -> str:
        """The name of a language as it stands within a sentence, or the code itself where it has none."""
        return _tongue(code, self.language)

    def _fill(self, sentence: str, values: Mapping[str, object]) -> str:
        if not values:
            return sentence
        markup: Any = next((type(value) for value in values.values() if hasattr(value, "__html__")), None)
        said = str.format(sentence, **values) if markup is None else markup.escape(sentence).format(**values)
        if sentence.endswith("}.") and said.endswith(".."):
            said = said[:-1]  # "from 2:02 p.m." ends the sentence too
        return type(said)(ELIDED.sub(r"\1ll'", said)) if self.language == "it" else said


class Languages(Mapping[str, Say]):
    """Every language there is a catalogue for. Any other is answered in English; "de-AT" is answered as "de"."""

    def __init__(self, catalogues: Mapping[str, NullTranslations]) -> None:
        self._says = {language: Say(language, catalogue) for language, catalogue in catalogues.items()}
        self._says.setdefault(SOURCE, Say(SOURCE, NullTranslations()))

    def __getitem__(self, language: str) -> Say:
        return self._says.get(language) or self._says.get(re.split("[-_]", language)[0].lower()) or self._says[SOURCE]

    def __contains__(self, language: object) -> bool:
        return language in self._says

    def __iter__(self) -> Iterator[str]:
        return iter(self._says)

    def __len__(self) -> int:
        return len(self._says)


@lru_cache(4096)
def _day(day: date, language: str, style: str) -> str:
    from babel.dates import format_date, format_skeleton, get_date_format

    if style == "short":
        said = format_skeleton("MMMEd", day, locale=language)
    elif style == "weekday":
        said = format_date(day, re.sub(r",?( 'de')? y$", "", get_date_format("full", language).pattern), language)
    else:
        said = format_date(day, style, language)
    return re.sub(r"\b1\b", "1º", said, count=1) if language == "it" and day.day == 1 else said  # "il primo"


@lru_cache(256)
def _day_name(weekday: int, language: str) -> str:
    from babel import Locale

    return str(Locale.parse(language).days["format"]["wide"][weekday])


@lru_cache(64)
def _date_order(language: str) -> tuple[str, ...]:
    from babel.dates import get_date_format

    pattern = get_date_format("short", language).pattern
    return tuple(
        sorted(("day", "month", "year"), key=lambda part: pattern.find({"day": "d", "month": "M"}.get(part, "y")))
    )


@lru_cache(1024)
def _money(amount: Decimal, currency: str, language: str) -> str:
    from babel import Locale
    from babel.numbers import format_currency

    if amount != amount.to_integral_value():
        return format_currency(amount, currency, locale=language, decimal_quantization=False)
    whole = Locale.parse(language).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, currency, whole, language, currency_digits=False)


@lru_cache(1024)
def _percent(value: Decimal, language: str) -> str:
    from babel.numbers import format_percent

    return format_percent(value / 100, locale=language, decimal_quantization=False)


@lru_cache(4096)
def _number(value: Decimal | float, language: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, locale=language)


@lru_cache(256)
def _list(items: tuple[str, ...], style: Any, language: str) -> str:
    from babel.lists import format_list

    return format_list(items, style, language)


@lru_cache(1024)
def _country(code: str, language: str) -> str:
    from babel import Locale

    return str(Locale.parse(language).territories.get(code, code))


@lru_cache(1024)
def _tongue(code: str, language: str) -> str:
    from babel import Locale

    return str(Locale.parse(language).languages.get(code.replace("-", "_"), code))
