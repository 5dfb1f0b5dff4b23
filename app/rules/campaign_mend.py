"""A campaign file mended where that is safe: placements without an id get one, and nothing else is touched."""

from collections.abc import Iterator

from app.rules.campaign_checks import EVERY, reach
from app.rules.finding import Path
from app.rules.toml import plain
from app.rules.toml_slips import Reading, read


def placement_ids(source: str) -> tuple[str, ...]:
    """The ids that a file gives to its placements, in small letters, whatever else is wrong with it."""
    known = reach(read(plain(source)).values or {}, ("placements", EVERY, "id"))
    return tuple(placement.lower() for _, placement in known if isinstance(placement, str))


def with_ids(source: str, fresh: Iterator[str]) -> str:
    """The file with one of the fresh ids for each placement that has none; comments and all else stay.

    A file that is not TOML comes back as it is.
    """
    text = plain(source)
    reading = read(text)
    if reading.slips or reading.values is None:
        return source
    without = [
        path
        for path, placement in reach(reading.values, ("placements", EVERY))
        if isinstance(placement, dict) and "id" not in placement
    ]
    for path, made in reversed(list(zip(without, fresh, strict=False))):
        text = _insert(text, reading, path, made)
    return text.replace("\n", "\r\n") if "\r\n" in source else text


def _insert(text: str, reading: Reading, path: Path, made: str) -> str:
    start, end = reading.layout.places[path].value
    if text[start] == "{":
        rest = text[start + 1 :].lstrip(" ")
        return f'{text[: start + 1]} id = "{made}"{" " if rest.startswith("}") else ", "}{rest}'
    line_end = text.find("\n", end)
    at = line_end if line_end >= 0 else len(text)
    return f'{text[:at]}\nid = "{made}"{text[at:]}'
