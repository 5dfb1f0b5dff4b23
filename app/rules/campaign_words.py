"""What is wrong with the keys of a campaign file, in the words of the person who wrote it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.rules.finding import Path, Problem, near, short
from app.rules.section import Fault, keys
from app.rules.toml import Place

MOST = 100  # faults: looking for what was meant takes time
Sections = Mapping[Path, Mapping[str, str]]


def sections(of: type, path: Path = ()) -> dict[Path, dict[str, str]]:
    """The keys of a section and of all sections in it, each with what it is about, by the path they stand at."""
    known = keys(of).values()
    found = {path: {key.name: key.about for key in known}}
    for key in known:
        if key.form.section:
            found |= sections(key.form.section, (*path, key.name))
    return found


def problems(faults: Sequence[Fault], known: Sections, placed: Mapping[Path, Place]) -> Iterator[Problem]:
    """One problem for each of the first MOST faults. `placed` says where the file has its keys."""
    first = faults[:MOST]
    meant = {_meant(fault.path, known) for fault in first if fault.kind == "unknown"}
    for fault in first:
        path, kind, given, context = fault
        if "hint" in context:
            yield Problem(path, kind, context["message"], context["hint"])
        elif kind == "missing" and path not in meant:
            yield _missing(path, known)
        elif kind == "unknown":
            yield _unknown(path, known, placed)
        elif kind == "choice":
            yield _choice(path, context["choices"], given)
        elif kind != "missing":
            yield _form(path, kind, context, given)


def section(path: Path) -> tuple[str, ...]:
    """A path without the numbers in lists: the section that a key belongs to."""
    return tuple(part for part in path if isinstance(part, str))


def _header(path: Path) -> str:
    """How a section is written in the file."""
    name = ".".join(section(path))
    return f"[[{name}]]" if name in ("placements", "follow.steps", "senders") else f"[{name}]"


def _missing(path: Path, known: Sections) -> Problem:
    key, about = str(path[-1]), known.get(section(path)[:-1], {}).get(str(path[-1]), "")
    if section(path) == ("placements", "id"):
        return Problem(path, "placement-id", "id is missing", "Run handbill check --fix, it writes one.", at_key=True)
    name = _header(path) if len(path) == 1 and path in known else key
    return Problem(path, "key-missing", f"{name} is missing", about, at_key=True)


def _unknown(path: Path, known: Sections, placed: Mapping[Path, Place]) -> Problem:
    here, key = section(path)[:-1], str(path[-1])
    homes = [home for home, keys in known.items() if key in keys and home != here]
    where = _header(here) if here else "the top of the file"
    if homes:
        message = f"{short(key)} does not belong to {where}"
        return Problem(path, "key-misplaced", message, _move(path, homes[0], placed), at_key=True)
    close = _meant(path, known)[-1]
    hint = f"Did you mean {close}?" if close else f"Its keys are {', '.join(known.get(here, ()))}."
    return Problem(path, "key-unknown", f"{short(key)} is not a key of {where}", hint, at_key=True)


def _meant(path: Path, known: Sections) -> Path:
    """The path of the key that an unknown one was probably meant to be."""
    keys = known.get(section(path)[:-1], ())
    return (*path[:-1], near(path[-1], keys))


def _move(path: Path, home: Path, placed: Mapping[Path, Place]) -> str:
    if not home:
        return "Move it above the first [section]."
    if home not in placed:
        return f"It belongs into {_header(home)}."
    up = path in placed and placed[home].key.start < placed[path].key.start
    return f"Move it {'up' if up else 'down'} into {_header(home)}."


def _choice(path: Path, choices: Sequence[str], given: Any) -> Problem:
    close = near(given, choices)
    hint = f'Did you mean "{close}"?' if close else "One of " + ", ".join(f'"{choice}"' for choice in choices) + "."
    return Problem(path, "choice-unknown", f"{path[-1]} cannot be “{short(given)}”", hint)


def _form(path: Path, kind: str, context: Mapping[str, Any], given: Any) -> Problem:
    quoted = "Take the quotes away." if isinstance(given, str) else "Write it without quotes."
    if kind == "yes-or-no":
        return Problem(path, kind, "this is either true or false", "In small letters, without quotes.")
    if kind == "number":
        return Problem(path, "number-form", "this must be a whole number", quoted)
    if kind == "range":
        return Problem(path, "number-range", f"this must be {context['bound']}", "")
    if kind == "short":
        return Problem(path, "list-length", "this list is empty", f"Write at least {context['least']}.")
    if kind == "long":
        return Problem(path, "list-length", f"this list has more than {context['most']}", "Take some out.")
    if kind == "list" and isinstance(given, Mapping):
        return Problem(path, "list-form", "there can be several of these", f"Write {_header(path)}, with two brackets.")
    if kind == "list":
        return Problem(path, "list-form", "this must be a list", 'In brackets, such as ["it", "en"].')
    return Problem(path, "section-form", f"{path[-1]} is a section", f"Write its keys below {_header(path)}.")
