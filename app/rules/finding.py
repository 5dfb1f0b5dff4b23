"""What a check has to say about one place in a campaign file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing to mend, or to think about.

    `line`, `column` and `length` mark the exact letters: counted in characters, the first is 1. `message` says
    what is wrong, as a fragment without a full stop; `hint` says in sentences what to do. `rule` is a stable id.
    """

    severity: Severity
    rule: str
    path: str
    line: int
    column: int
    length: int
    source_line: str
    message: str
    hint: str

    @property
    def marked(self) -> str:
        """The letters that the caret stands under."""
        return self.source_line[self.column - 1 : self.column - 1 + self.length]

    @property
    def sentence(self) -> str:
        """The message as a sentence of its own. A key, or a word quoted from the file, keeps its case."""
        named = self.rule.startswith("key-") or (self.marked and self.message.startswith(self.marked))
        return (self.message if named else self.message[:1].upper() + self.message[1:]) + "."


def of_whole_file(rule: str, message: str, hint: str) -> Finding:
    """An error that no line is to blame for, told at the file's beginning."""
    return Finding("error", rule, "", 1, 1, 1, "", message, hint)


def unreadable(why: str) -> Finding:
    """The error of a file that nothing can be said about; `why` is the system's reason."""
    hint = "Let the account that handbill runs under read it."
    return of_whole_file("unreadable", f"this cannot be read: {why.lower()}", hint)


SHOWN = 40  # letters of a value in a message


class Problem(NamedTuple):
    """A finding before its place in the file is known: a path into the values instead of a line."""

    path: Path
    rule: str
    message: str
    hint: str = ""
    at_key: bool = False  # the key itself is wrong, not its value
    severity: Severity = "error"


def spoken(path: Path) -> str:
    """A path as people read it: `follow › platform` for follow.steps[0].platform."""
    return " › ".join(part for part in path if isinstance(part, str) and part != "steps")


def short(value: object) -> str:
    """A value as a message quotes it: not more of it than a line holds."""
    written = str(value)
    return written if len(written) <= SHOWN else written[: SHOWN - 1] + "…"


def near(wrong: object, right: Iterable[str]) -> str:
    """The one of the right names that was probably meant, whatever its case; empty if none is close."""
    from difflib import get_close_matches  # a file without mistakes never asks

    folded = {name.lower(): name for name in right}
    close = get_close_matches(str(wrong)[:SHOWN].lower(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def did_you_mean(wrong: object, right: Iterable[str]) -> str:
    """The question “Did you mean "x"?”, or an empty text."""
    close = near(wrong, right)
    return f'Did you mean "{close}"?' if close else ""
