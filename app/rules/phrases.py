"""Phrases found in a list of words, in one pass however many phrases there are.

A table names them as a translator writes them: one or several a line, commas between them. A slash offers words for
one place, so "stop/quit texting me/us" is four phrases.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product

from app.rules.spelling import APOSTROPHES, WORD, fold


class Phrases:
    """A vocabulary, laid out when it is first asked: most commands of handbill start and never read a text.

    Until then the tables are not even iterated.
    """

    def __init__(self, tables: Iterable[str]) -> None:
        self._tables = tables

    @cached_property
    def joined(self) -> frozenset[str]:
        """The phrases written as one word, for whoever spells them with dots or hyphens."""
        return frozenset("".join(phrase) for starting in self._starting.values() for phrase in starting)

    @cached_property
    def _starting(self) -> dict[str, list[list[str]]]:
        starting: dict[str, list[list[str]]] = {}
        for phrase in sorted(set(expanded("\n".join(self._tables))), key=len, reverse=True):
            starting.setdefault(phrase[0], []).append(list(phrase))
        return starting

    def found(self, text: list[str]) -> bool:
        """Whether one of the phrases stands in the text."""
        starting = self._starting
        if starting.keys().isdisjoint(text):  # nearly always, and quick
            return False
        return any(word in starting and self._length(text, at) for at, word in enumerate(text))

    def without(self, text: list[str]) -> list[str]:
        """The words of the text that stand in none of these phrases, the longest taken first."""
        rest: list[str] = []
        at = 0
        while at < len(text):
            length = self._length(text, at)
            if not length:
                rest.append(text[at])
            at += length or 1
        return rest

    def _length(self, text: list[str], at: int) -> int:
        for phrase in self._starting.get(text[at], ()):
            length = len(phrase)
            if length == 1 or text[at : at + length] == phrase:
                return length
        return 0


def phrases(tables: Mapping[str, str]) -> Phrases:
    """The phrases of all languages."""
    return Phrases(tables.values())


def vocabulary(*tables: Mapping[str, str]) -> frozenset[str]:
    """The single words of all languages."""
    every = "\n".join(text for table in tables for text in table.values())
    return frozenset(WORD.findall(fold(every.translate(APOSTROPHES))))


def expanded(table: str) -> Iterator[tuple[str, ...]]:
    """Every phrase of a table as folded words."""
    for phrase in fold(table.translate(APOSTROPHES)).replace("\n", ",").split(","):
        places = phrase.split()
        if "/" in phrase:
            yield from product(*(place.split("/") for place in places))
        elif places:
            yield tuple(places)
