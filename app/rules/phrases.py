"""Phrases found in a list of words, in one pass however many phrases there are.

A table names them as a translator writes them: one or several a line, commas between them. A slash offers words for
one place, so "stop/quit texting me/us" is four phrases.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from app.rules.spelling import APOSTROPHES, fold, words


class Phrases:
    """A vocabulary; `joined` has its phrases written as one word, for whoever spells them with dots or hyphens."""

    def __init__(self, tables: Iterable[str]) -> None:
        self._starting: dict[str, list[list[str]]] = {}
        every = {phrase for table in tables for phrase in expanded(table)}
        for phrase in sorted(every, key=len, reverse=True):
            self._starting.setdefault(phrase[0], []).append(list(phrase))
        self.joined = frozenset("".join(phrase) for phrase in every)

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
    return frozenset(word for table in tables for text in table.values() for word in words(text))


def expanded(table: str) -> Iterator[tuple[str, ...]]:
    """Every phrase of a table as folded words."""
    for phrase in fold(table.translate(APOSTROPHES)).replace("\n", ",").split(","):
        if places := phrase.split():
            yield from product(*(place.split("/") for place in places))
