"""The roles that words play in an order to stop, one letter each: "quit sending me those adverts" is CSMJT.

A clause is read in the languages that call most of its words their own. Long words are read with one slip, unless it is
in the ending: that may be another person or time. The tables of roles_words.py are laid out when the first text of two
words comes, for most commands of handbill never read one.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from app.rules.phrases import expanded
from app.rules.replies_words import NO_SLIPS
from app.rules.roles_words import ANY, WORDS
from app.rules.spelling import one_slip, words

LETTERS = dict(
    line.split()
    for line in """
    cease C, contact Z, send S, texts T, text X, things J, not N, cannot n, more E, want W, get G, reached P, remove R
    lift L, off A, exit Y, me M, number H, list D, you q, drop K, deal O, tired F, complaint B, unsub U, peace Q, join j
    told v, measure #, other V, filler .
    not_send NS, not_contact NZ, not_want NW, remove_me RM, lift_me_off LMA
    """.replace("\n", ",").split(",")
    if line.strip()
)
KNOWN, STRANGE, OTHER, MEASURE, COMPLAINT, STAR = ".", "?", "V", "#", "B", "*"
TWO_ROLES = frozenset("CNRLKUFSGMQWDYXZ"), frozenset("XZTHDOEMAPWNSUKQJBC")  # every order has one of each
LEANING = {"fr": "mndl"}  # letters that lean on the next word, with an apostrophe or without
MAY_LEAN = frozenset("".join(LEANING.values()))
SHORTEST_MENDED, LONGEST_STEM, MOST_MENDED = 6, 16, 18
NONE: frozenset[str] = frozenset()
UNSPACED, FLEXION = re.compile("[\u3040-\u30ff\u4e00-\u9fff]"), re.compile("[\u3040-\u309f]+")


class Reading(NamedTuple):
    """Words of a language by their letters, stems by their beginning, phrases by their first word or stem."""

    words: dict[str, str]
    stems: dict[str, str]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    near: dict[str, list[str]]  # the long words by their first or last three letters


def written_down(said: list[str], known: frozenset[str]) -> dict[str, str]:
    """The folded words as letters, by language, in each that calls most of them its own and may have an order here.

    Strange is what neither plays a role nor is among the known words. Denials that only stress each other are one.
    """
    said = [piece for word in said for piece in _pieces(word)]
    lines = {language: _line(said, known, language) for language in sorted(_spoken(said))}
    most = max((own for _, own in lines.values()), default=0)
    return {language: re.sub("N+", "N", line) for language, (line, own) in lines.items() if own == most}


def is_unspaced(word: str) -> bool:
    """Whether the word may be a sentence, of a script without spaces."""
    return bool(UNSPACED.search(word))


def _line(said: list[str], known: frozenset[str], language: str) -> tuple[str, int]:
    """The words as letters, and how many of them are the language's own."""
    reading, leaning = _readings()[language], LEANING.get(language, "")
    letters: list[str] = []
    strange: list[tuple[int, str]] = []
    at = own = 0
    while at < len(said):
        word = said[at]
        length, letter = _role(reading, said, at)
        if not letter and word[0] in leaning:
            letter = _role(reading, [word[1:]], 0)[1] if len(word) > 3 else KNOWN
        if not letter and not (word in known or len(word) == 1 or word.isdigit()):
            strange.append((len(letters), word))
        letters.append(letter or KNOWN)
        own += length if letter else 0
        at += length
    for place, word in strange:  # mending is dear, and not worth it where too much is strange
        letters[place] = _mended(reading, word) if len(strange) <= MOST_MENDED else STRANGE
    return "".join(letters), own


def _role(reading: Reading, said: list[str], at: int) -> tuple[int, str]:
    """How many words from here play one role, and its letter; none if it is none of ours."""
    word = said[at]
    for first in (word, word[:3] + STAR):
        for phrase, letter in reading.phrases.get(first, ()):
            if length := _length(reading, phrase, said, at):
                return length, letter
    if word in reading.words:
        return 1, reading.words[word]
    ends = (end for end in range(min(len(word), LONGEST_STEM), 2, -1) if word[:end] in reading.stems)
    return 1, next((reading.stems[word[:end]] for end in ends), "")


def _length(reading: Reading, phrase: tuple[str, ...], said: list[str], at: int) -> int:
    """How many words the phrase takes up here; a phrase of three words may have some between that say nothing."""
    start, spare = at, 2 if len(phrase) > 2 else 0
    for wanted in phrase:
        while spare and at < len(said) and said[at] != wanted and reading.words.get(said[at], STRANGE) in "j.":
            at, spare = at + 1, spare - 1
        if at == len(said) or not (said[at] == wanted or (wanted[-1] == STAR and said[at].startswith(wanted[:-1]))):
            return 0
        at += 1
    return at - start


def _mended(reading: Reading, word: str) -> str:
    """The letter of the long word that this is one slip away from, if both end alike."""
    if len(word) < SHORTEST_MENDED - 1 or word in _no_slips():
        return STRANGE
    near = [*reading.near.get(word[:3], ()), *reading.near.get(word[-3:], ())]
    return next((reading.words[right] for right in near if right[-2:] == word[-2:] and one_slip(word, right)), STRANGE)


def _pieces(word: str) -> list[str]:
    """The word, or of Japanese the pieces of it that play a role and what else stands between them."""
    if not is_unspaced(word):
        return [word]
    known = _readings()["ja"].words
    return [piece for piece in _japanese().split(word) if piece and (piece in known or not FLEXION.fullmatch(piece))]


def languages(said: list[str]) -> set[str]:
    """The languages that have two roles of an order among the words."""
    return _spoken([piece for word in said for piece in _pieces(word)])


def _spoken(said: list[str]) -> set[str]:
    spoken: tuple[set[str], set[str]] = set(), set()
    for word in said:
        for form in (word, word[1:]) if word[0] in MAY_LEAN else (word,):
            stems = [form[:end] + STAR for end in range(3, min(len(form), LONGEST_STEM) + 1)]
            for hints, found in zip(_hints(), spoken, strict=True):
                for each in (form, *stems):
                    found |= hints.get(each, NONE)
    return spoken[0] & spoken[1]


@cache
def _hints() -> tuple[dict[str, frozenset[str]], ...]:
    """Which languages a word, a stem with its star or the first word of a phrase may be from, for either role."""
    both: tuple[dict[str, frozenset[str]], ...] = ({}, {})
    for language, (whole, stems, phrases, _) in _readings().items():
        forms = [*whole.items(), *((stem + STAR, letter) for stem, letter in stems.items())]
        forms += [(first, letter) for first, rest in phrases.items() for _, letter in rest]
        for hints, letters in zip(both, TWO_ROLES, strict=True):
            for form, letter in forms:
                if not letters.isdisjoint(letter):
                    hints[form] = hints.get(form, NONE) | {language}
    return both


@cache
def _readings() -> dict[str, Reading]:
    return {language: _reading(ANY, table) for language, table in WORDS.items()}


def _reading(*tables: Mapping[str, str]) -> Reading:
    """The tables of a language laid out; a word that is named twice keeps its first role."""
    reading = Reading({}, {}, {}, {})
    for role, table in ((role, table) for tables_ in tables for role, table in tables_.items()):
        for phrase in expanded(table):
            _lay_out(reading, phrase, LETTERS[role])
    for each in reading.phrases.values():
        each.sort(key=lambda phrase: -len(phrase[0]))
    return reading


def _lay_out(reading: Reading, phrase: tuple[str, ...], letter: str) -> None:
    first = phrase[0]
    if len(phrase) > 1:
        reading.phrases.setdefault(first[:3] + STAR if first.endswith(STAR) else first, []).append((phrase, letter))
    elif first.endswith(STAR):
        reading.stems.setdefault(first[:-1], letter)
    elif first not in reading.words:
        reading.words[first] = letter
        for end in {first[:3], first[-3:]} if len(first) >= SHORTEST_MENDED else ():
            reading.near.setdefault(end, []).append(first)


@cache
def _no_slips() -> frozenset[str]:
    return frozenset(words(NO_SLIPS))


@cache
def _japanese() -> re.Pattern[str]:
    """What splits Japanese at the words of its table."""
    longest_first = sorted(_readings()["ja"].words, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})")
