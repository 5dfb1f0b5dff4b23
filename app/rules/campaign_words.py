"""What pydantic finds wrong in a campaign file, in the words of the person who wrote it."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, RootModel, ValidationError

from app.rules.finding import Path, Problem, near, short
from app.rules.toml import Place

MOST = 100  # errors: looking for what was meant takes time
FOLLOWING = ("missing", "default_factory_not_called")  # told already, by the error that they follow from
Sections = Mapping[Path, Mapping[str, str]]


def sections(model: type[BaseModel], path: Path = ()) -> dict[Path, dict[str, str]]:
    """The keys of a model and of all models in it, each with its description, by the section they stand in."""
    found: dict[Path, dict[str, str]] = {path: {}}
    for name, field in model.model_fields.items():
        key = field.alias or name
        found[path][key] = field.description or ""
        for inner in _models(field.annotation):
            found |= sections(inner, (*path, key))
    return found


def problems(error: ValidationError, known: Sections, placed: Mapping[Path, Place]) -> Iterator[Problem]:
    """One problem for each of the first MOST errors. `placed` says where the file has its keys."""
    errors = error.errors(include_url=False)[:MOST]
    meant = {_meant(tuple(one["loc"]), known) for one in errors if one["type"] == "extra_forbidden"}
    for one in errors:
        path, kind, given = tuple(one["loc"]), one["type"], one["input"]
        context = one.get("ctx") or {}
        if "hint" in context:
            yield Problem(path, kind, context["message"], context["hint"])
        elif kind == "missing" and path not in meant:
            yield _missing(path, known)
        elif kind == "extra_forbidden":
            yield _unknown(path, known, placed)
        elif kind == "literal_error":
            yield _choice(path, context["expected"], given)
        elif kind not in FOLLOWING and not (kind == "too_short" and given):
            yield _form(path, kind, context, given)


def section(path: Path) -> tuple[str, ...]:
    """A path without the numbers in lists: the section that a key belongs to."""
    return tuple(part for part in path if isinstance(part, str))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not issubclass(annotation, RootModel):
            yield annotation
        return
    for inner in get_args(annotation):
        yield from _models(inner)


def _header(path: Path) -> str:
    """How a section is written in the file."""
    name = ".".join(section(path))
    return f"[[{name}]]" if name in ("placements", "follow.steps") else f"[{name}]"


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


def _choice(path: Path, expected: str, given: Any) -> Problem:
    choices = expected.replace(" or ", ", ").replace("'", "").split(", ")
    close = near(given, choices)
    hint = f'Did you mean "{close}"?' if close else "One of " + ", ".join(f'"{choice}"' for choice in choices) + "."
    return Problem(path, "choice-unknown", f"{path[-1]} cannot be “{short(given)}”", hint)


def _form(path: Path, kind: str, context: Mapping[str, Any], given: Any) -> Problem:
    quoted = "Take the quotes away." if isinstance(given, str) else "Write it without quotes."
    if kind == "bool_type":
        return Problem(path, "yes-or-no", "this is either true or false", "In small letters, without quotes.")
    if kind in ("int_type", "int_from_float", "int_parsing_size"):
        return Problem(path, "number-form", "this must be a whole number", quoted)
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return Problem(path, "number-range", f"this must be {bound}", "")
    if kind == "too_short":
        return Problem(path, "list-length", "this list is empty", f"Write at least {context['min_length']}.")
    if kind == "too_long":
        return Problem(path, "list-length", f"this list has more than {context['max_length']}", "Take some out.")
    if kind == "tuple_type" and isinstance(given, Mapping):
        return Problem(path, "list-form", "there can be several of these", f"Write {_header(path)}, with two brackets.")
    if kind == "tuple_type":
        return Problem(path, "list-form", "this must be a list", 'In brackets, such as ["it", "en"].')
    if kind in ("model_type", "model_attributes_type"):
        return Problem(path, "section-form", f"{path[-1]} is a section", f"Write its keys below {_header(path)}.")
    return Problem(path, "value-form", f"this does not fit: {kind.replace('_', ' ')}", "")
