"""What would work, and is worth a second thought: the warnings about a campaign file.

Sizes of type are those of the page's design: a headline of 30 letters is printed largest, one of more than 55
smallest; a tag holds 18 letters, a row of the gate 32.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.rules.campaign_checks import EVERY, Values, languages, one, reach
from app.rules.campaign_forms import PICTURE, millimetres, moment
from app.rules.finding import Path, Problem, short

SPOKEN = frozenset({"en", "it", "de", "es"})  # languages that handbill has words of its own in
ROOM: tuple[tuple[Path, int, str, str], ...] = (
    (("page", "headline"), 55, "headline-long", "At more than 55 letters the headline is set in the smallest size."),
    (("offer", "title"), 18, "title-long", "The tag holds 18 letters. A longer title becomes a plain line."),
    (("follow", "steps", EVERY, "text"), 32, "step-long", "A row of the gate holds 32 letters."),
    (("offer", "minimum"), 40, "minimum-long", "A few words do: the terms say the rest."),
)
# What the page says in words. A tagline may well be the name of a town, and is left out.
SAID: tuple[Path, ...] = (
    ("page", "headline"),
    ("page", "text"),
    ("offer", "title"),
    ("offer", "line"),
    ("offer", "terms"),
    ("offer", "minimum"),
    ("programme", "purpose"),
    ("share", "text"),
)
WORD = re.compile(r"[^\W\d_]{2,}")
LONGEST_WORD = 13  # letters that fit a line of the headline on a narrow phone
# Edge of the largest code that a piece holds beside its words, in mm.
SHEETS = {"a6": 65, "a5": 108, "a4": 170, "a3": 257, "a2": 380, "a1": 554, "a0": 801}
HOLDS = {**SHEETS, "tent": 60, "card": 30, "sticker": 28}
USUAL_PIECE = "a4"


@dataclass(frozen=True)
class Around:
    """What a file alone cannot tell; None or empty where it is not known.

    `files` are the names beside the file, `placements` the campaigns that printed ids already lead to, `released` the
    ids that this campaign ever released, each with the name of its spot, `promised` the last day of its last release.
    """

    now: datetime | None = None
    files: Collection[str] | None = None
    placements: Mapping[str, str] = field(default_factory=dict)
    released: Mapping[str, str] = field(default_factory=dict)
    promised: date | None = None


def problems(values: Values) -> Iterator[Problem]:
    """All warnings that the file alone gives rise to."""
    for advise in (_room, _own_words, _one_language, _frequency, _distances, _alike):
        yield from advise(values)


def around(values: Values, known: Around, campaign_id: str) -> Iterator[Problem]:
    """What only shows beside other things: the day, the folder, the other campaigns."""
    if known.now:
        yield from _ended(values, known.now)
    if known.files is not None:
        yield from _pictures(values, known.files)
    for path, placement in reach(values, ("placements", EVERY, "id")):
        owner = known.placements.get(placement.lower(), campaign_id) if isinstance(placement, str) else campaign_id
        if owner != campaign_id:
            hint = f"It is printed for {owner}. Take the line out and run handbill check --fix."
            yield Problem(path, "placement-taken", f"this id leads to {owner}", hint)
    yield from _gone(values, known, campaign_id)
    if known.promised:
        yield from _shortened(values, known.promised)


def promised(released: str) -> date | None:
    """The last day that the file of a release announced; None where it cannot be read any more."""
    try:
        return _day(one(tomllib.loads(released), "runs", "until"))
    except tomllib.TOMLDecodeError:
        return None


def _shortened(values: Values, announced: date) -> Iterator[Problem]:
    """A closing date may move on and never back: people have read it, and some are on their way [COUP-TERM-3]."""
    until = _day(one(values, "runs", "until"))
    if until and until < announced:
        hint = f"Write until = {announced} again, or later. paused = true closes the page for a while."
        yield Problem(("runs", "until"), "runs-shortened", f"the last day was announced as {announced}", hint)


def _day(written: object) -> date | None:
    meant = moment(written)
    return meant.date() if isinstance(meant, datetime) else meant


def _ended(values: Values, now: datetime) -> Iterator[Problem]:
    """To the day, which is what the writer of a file thinks in."""
    day = _day(one(values, "runs", "until"))
    if day and day < now.date():
        yield _warning(("runs", "until"), "runs-ended", "this day has passed", "The page says that the offer is over.")


def _gone(values: Values, known: Around, campaign_id: str) -> Iterator[Problem]:
    """Ids on paper that the file has no more: told at the placement that took the spot, or where placements begin."""
    here = [(path, spot) for path, spot in reach(values, ("placements", EVERY)) if isinstance(spot, Mapping)]
    present = {str(spot.get("id")).lower() for _, spot in here}
    for id, name in known.released.items():
        if id in present or known.placements.get(id, campaign_id) != campaign_id:
            continue
        heir = next((path for path, spot in here if spot.get("name") == name), None)
        way = f'Write id = "{id}" again' if heir else f"Put “{short(name)}” back"
        hint = f"Its code still opens the page and counts under its old id. {way}, while it hangs."
        path: Path = (*heir, "id") if heir else ("placements",)
        yield _warning(path, "placement-gone", f"placement {id} is gone, but it may be printed", hint)


def _pictures(values: Values, files: Collection[str]) -> Iterator[Problem]:
    for key in ("logo", "image"):
        name = one(values, "brand", "look", key)
        if isinstance(name, str) and re.fullmatch(PICTURE, name) and name not in files:
            hint = "Put it beside the campaign file, or take the key out."
            yield Problem(("brand", "look", key), "picture-missing", f"there is no file {short(name)}", hint)


def _warning(path: Path, rule: str, message: str, hint: str, *, at_key: bool = False) -> Problem:
    return Problem(path, rule, message, hint, at_key, "warning")


def _room(values: Values) -> Iterator[Problem]:
    for form, most, rule, why in ROOM:
        for path, text in _texts(values, form):
            if len(text) > most:
                yield _warning(path, rule, f"this has {len(text)} letters", why)
    for path, text in _texts(values, ("page", "headline")):
        longest = max(re.findall(r"\w+", text), key=len, default="")
        if len(longest) > LONGEST_WORD and len(text) <= ROOM[0][1]:
            message = f"“{longest[:40]}” fills more than a line"
            yield _warning(path, "headline-long", message, f"Words of {LONGEST_WORD} letters or fewer are set larger.")


def _texts(values: Values, form: Path) -> Iterator[tuple[Path, str]]:
    for path, text in reach(values, form):
        if isinstance(text, str):
            yield path, text
        elif isinstance(text, Mapping):
            yield from (((*path, language), said) for language, said in text.items() if isinstance(said, str))


def _own_words(values: Values) -> Iterator[Problem]:
    for n, language in enumerate(languages(values)):
        if language.partition("-")[0] not in SPOKEN and re.fullmatch("[a-z]{2,3}(-.*)?", language):
            hint = "Your texts appear in it; buttons, forms and answers in English."
            yield _warning(("languages", n), "language-words", f"handbill has no words of its own in {language}", hint)


def _one_language(values: Values) -> Iterator[Problem]:
    """Told once, at the first: whoever forgot one text forgot them all."""
    named = languages(values)
    if len({language.partition("-")[0] for language in named}) < 2:
        return
    texts = ((path, text) for form in SAID for path, text in reach(values, form) if isinstance(text, str))
    alike = [path for path, text in texts if WORD.search(text)]
    if alike:
        others = f", and so {'is' if len(alike) == 2 else 'are'} {_listed(alike[1:])}" if alike[1:] else ""
        example = ", ".join(f'{language} = "…"' for language in named[:2])
        hint = f"Everybody reads it as it is. Write {alike[0][-1]} = {{ {example} }}."
        message = f"{alike[0][-1]} is the same in {' and '.join(named[:3])}{others}"
        yield _warning(alike[0], "language-one", message, hint)


def _listed(paths: Sequence[Path]) -> str:
    *others, last = [str(path[-1]) for path in paths]
    return f"{', '.join(others)} and {last}" if others else last


def _frequency(values: Values) -> Iterator[Problem]:
    programme = values.get("programme")
    if isinstance(programme, Mapping) and "frequency" not in programme:
        hint = "People are told at most 4 a month. Say how many you mean: frequency = 4."
        yield _warning(("programme", "frequency"), "frequency-missing", "frequency is missing", hint, at_key=True)


def _distances(values: Values) -> Iterator[Problem]:
    for path, placement in reach(values, ("placements", EVERY)):
        written = placement.get("distance") if isinstance(placement, Mapping) else None
        needed = (millimetres(written) or Decimal(0)) / 10
        piece, held = _piece(placement.get("piece")) if needed else ("", Decimal(0))
        if needed > held:
            message = f"at {written} the code must be {_cm(needed)} cm wide"
            larger = next((name.upper() for name, edge in SHEETS.items() if edge >= needed), None)
            good_for = f"{_cm(held / 10)} m"
            wider = f'piece = "{larger} poster", or a closer distance'
            way = wider if larger else f'distance = "{good_for}" and hang it closer'
            hint = f"{piece} holds {_cm(held)} cm, good for {good_for}. Write {way}."
            yield _warning((*path, "distance"), "qr-too-small", message, hint)


def _piece(piece: Any) -> tuple[str, Decimal]:
    """What a piece of print is called, and the widest code it holds, in mm."""
    said = piece.lower() if isinstance(piece, str) else ""
    name = next((name for name in HOLDS if re.search(rf"\b{name}s?\b", said)), USUAL_PIECE)
    shown = f"An {name.upper()} poster" if name in SHEETS else f"A {name}"
    return shown, Decimal(HOLDS[name])


def _cm(millimetres: Decimal) -> str:
    """A length in centimetres (or a tenth of it in metres), without a needless .0."""
    return f"{(millimetres / 10).quantize(Decimal('0.1')).normalize():f}"


def _alike(values: Values) -> Iterator[Problem]:
    """Ids that one slip of a finger turns into each other: whoever types the address would meet another poster."""
    seen: dict[str, str] = {}
    for path, written in reach(values, ("placements", EVERY, "id")):
        if not isinstance(written, str) or not 4 <= len(written) <= 8:
            continue
        known = written.lower()
        near = next((seen[blurred] for blurred in _blurred(known) if seen.get(blurred, known) != known), None)
        if near:
            hint = "Whoever mistypes it reaches the other. Choose another one before it is printed."
            yield _warning(path, "placement-alike", f"{known} is one letter away from {near}", hint)
        seen |= dict.fromkeys(_blurred(known), known)


def _blurred(known: str) -> list[str]:
    return [f"{known[:n]}?{known[n + 1 :]}" for n in range(len(known))]
