"""Findings as people read them in a terminal, as GitHub marks them in a pull request, and as JSON."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from app.cli import terminal
from app.rules.finding import Finding

WIDTH = 69  # columns of the widest line
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Checked:
    """One campaign file, what to type to check it again, and what the check has to say."""

    file: str
    campaign_id: str
    typed: str
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> int:
        """How many findings forbid its use."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are only worth a thought."""
        return len(self.findings) - self.errors


def human(files: Sequence[Checked]) -> str:
    """All findings, with the line, a caret under the exact letters, and the way out; the next command last."""
    blocks = ["\n".join(_block(checked)) for checked in files]
    gap = "\n\n" if any(checked.findings for checked in files) else "\n"
    return "\n" + gap.join(blocks) + "\n\n" + "\n".join(_next(files))


def machine(files: Sequence[Checked]) -> str:
    """A JSON list, one object a file."""
    listed = [
        {
            "file": checked.file,
            "campaign": checked.campaign_id,
            "errors": checked.errors,
            "warnings": checked.warnings,
            "findings": [asdict(finding) for finding in checked.findings],
        }
        for checked in files
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def github(files: Sequence[Checked]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    return "\n".join(_annotation(checked.file, finding) for checked in files for finding in checked.findings)


def _annotation(file: str, finding: Finding) -> str:
    place = {
        "file": file,
        "line": finding.line,
        "col": finding.column,
        "endColumn": finding.column + finding.length,
        "title": finding.rule,
    }
    written = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in place.items())
    return f"::{finding.severity} {written}::{_escaped(f'{finding.sentence} {finding.hint}'.strip())}"


def _escaped(text: str, also: str = "") -> str:
    return "".join(f"%{ord(letter):02X}" if letter in "%\r\n" + also else letter for letter in text)


def _block(checked: Checked) -> Iterator[str]:
    if not checked.findings:
        yield f"{terminal.good()} {terminal.bold(checked.file)}"
        return
    yield f"{terminal.bold(checked.file)} has {_count(checked)}"
    places = [f"line {finding.line}, column {finding.column}" for finding in checked.findings]
    heads = [f"{finding.severity}  {place}" for finding, place in zip(checked.findings, places, strict=True)]
    head, path = max(map(len, heads)), max(len(finding.path) for finding in checked.findings)
    for finding, written in zip(checked.findings, heads, strict=True):
        colour = terminal.error if finding.severity == "error" else terminal.warning
        severity = colour(finding.severity) + written[len(finding.severity) :].ljust(head - len(finding.severity))
        yield ""
        yield f"  {severity}  {finding.path:{path}}  {terminal.dim(finding.rule)}"
        yield from _quoted(finding, colour(_carets(finding)))


def _quoted(finding: Finding, carets: str) -> Iterator[str]:
    """The line of the file, what is wrong under its letters, and the way out."""
    bar = "│" if terminal.drawn() else "|"
    start = max(0, finding.column - 1 + min(finding.length, 12) - (WIDTH - 12))  # long lines begin further right
    shown = _printable(finding.source_line[start : start + WIDTH - 10])
    yield f"{finding.line:7} {bar} {shown}"
    said = finding.message
    if finding.marked and said.startswith(f"{finding.marked} "):  # the carets name it already
        said = said[len(finding.marked) + 1 :]
    first, *rest = _wrapped(f"{' ' * (finding.column - 1 - start)}{'^' * len(_carets(finding))}", said)
    yield f"{'':7} {bar} {first.replace('^' * len(_carets(finding)), carets, 1)}"
    for line in [*rest, *textwrap.wrap(_printable(finding.hint), WIDTH - 10)]:
        yield f"{'':7} {bar} {line}"


def _wrapped(carets: str, said: str) -> list[str]:
    """Carets and what they mean: beside them if there is room, else below."""
    one = f"{carets}  {_printable(said)}"
    return [one] if len(one) <= WIDTH + 10 else [carets, *textwrap.wrap(_printable(said), WIDTH - 10)]


def _carets(finding: Finding) -> str:
    return "^" * min(finding.length, WIDTH - 12)


def _printable(text: str) -> str:
    """The text without letters that would move a terminal's cursor, one for one."""
    return CONTROL.sub(" ", text)


def _count(checked: Checked) -> str:
    counts = ((checked.errors, "error"), (checked.warnings, "warning"))
    return " and ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)


def _next(files: Sequence[Checked]) -> Iterator[str]:
    wrong = [checked for checked in files if checked.errors]
    errors = sum(checked.errors for checked in files)
    what = terminal.bold(f"handbill check {wrong[0].typed}" if len(wrong) == 1 else "handbill check")
    if errors:
        number = NUMBERS[errors] if errors < len(NUMBERS) else str(errors)
        yield "What is running stays as it was last released."
        yield f"Next: mend the {'error' if errors == 1 else f'{number} errors'}, then {what} again."
    elif any(checked.warnings for checked in files):
        yield "Nothing that must be mended."
    else:
        yield "Nothing to mend."
    if not errors:
        yield f"Next: {terminal.bold(f'handbill qr {files[0].campaign_id}' if len(files) == 1 else 'handbill run')}"
