"""A campaign file judged whole: slips, values, what they mean together, what is worth a thought; each at its place."""

import re
from collections.abc import Sequence
from itertools import chain, islice

from app.rules import (
    campaign_advice,
    campaign_checks,
    campaign_law,
    campaign_offer,
    campaign_reach,
    campaign_texts,
    campaign_words,
)
from app.rules.campaign_advice import Around
from app.rules.campaign_sections import CampaignFile
from app.rules.finding import Finding, Path, Problem, spoken
from app.rules.section import Found, Table
from app.rules.toml import Place, Span, plain
from app.rules.toml_slips import Reading, Slip, read

MOST = 100  # findings: nobody reads more, and a hostile file has thousands
SECTIONS = campaign_words.sections(CampaignFile)
# What seems to be missing may stand in a line that could not be read.
NEEDS_WHOLE_FILE = (
    "key-missing",
    "language-missing",
    "support-missing",
    "need-impossible",
    "frequency-missing",
    "joins-programme",
    "amount-stored",
    "placement-gone",
    "reward-idle",
)


def judge(source: str, campaign_id: str, around: Around) -> tuple[CampaignFile | None, tuple[Finding, ...]]:
    """The file's values, None if they are not all right, and every finding in the order of the lines."""
    reading = read(plain(source))
    file, problems = _values(reading, around)
    problems += _named(campaign_id)
    if reading.values is not None:
        problems += islice(campaign_checks.problems(reading.values), MOST)
        problems += islice(campaign_offer.problems(reading.values), MOST)
        problems += islice(campaign_law.problems(reading.values), MOST)
        problems += islice(campaign_advice.problems(reading.values), MOST)
        problems += campaign_advice.around(reading.values, around, campaign_id)
    if reading.slips:
        problems = [problem for problem in problems if problem.rule not in NEEDS_WHOLE_FILE]
    found = [_of_slip(slip, reading) for slip in reading.slips] + [
        _of_problem(problem, reading) for problem in problems
    ]
    return file, _in_order(found)


def _values(reading: Reading, around: Around) -> tuple[CampaignFile | None, list[Problem]]:
    if reading.values is None:
        return None, []
    found = Found(campaign_checks.languages(reading.values), [])
    file = Table(CampaignFile).read(reading.values, (), found)
    if file is None:
        return None, list(campaign_words.problems(found.faults, SECTIONS, reading.layout.places))
    told = chain(campaign_reach.problems(file, around.now), campaign_texts.problems(file))
    return file, list(islice(told, MOST))


def _named(campaign_id: str) -> list[Problem]:
    if re.fullmatch("[a-z0-9-]{1,40}", campaign_id):
        return []
    hint = "Small letters, digits and -, 40 at most: the name is part of the address."
    return [Problem((), "file-name", f"a campaign cannot be called “{campaign_id[:60]}”", hint)]


def _in_order(found: Sequence[Finding]) -> tuple[Finding, ...]:
    once = {(finding.line, finding.column, finding.rule, finding.message): finding for finding in found}
    ordered = sorted(once.values(), key=lambda finding: (finding.line, finding.column))
    errors = [finding for finding in ordered if finding.severity == "error"]
    return tuple((errors or ordered)[:MOST] if len(ordered) > MOST else ordered)


def _of_slip(slip: Slip, reading: Reading) -> Finding:
    return _finding(Problem((), slip.rule, slip.message, slip.hint), slip.span, reading)


def _of_problem(problem: Problem, reading: Reading) -> Finding:
    """At the longest part of its path that the file has; a file that has none of it is marked at its beginning."""
    path: Path = problem.path
    while path and path not in reading.layout.places:
        path = path[:-1]
    first = reading.layout.statements[0] if reading.layout.statements else Span(0, 0)
    place = reading.layout.places.get(path, Place(first, first))
    named = problem if problem.at_key else problem._replace(path=path)
    return _finding(named, place.key if problem.at_key else place.value, reading)


def _finding(problem: Problem, span: Span, reading: Reading) -> Finding:
    line, column = reading.lines.at(span.start)
    shown = reading.lines.text(line)
    length = max(1, min(span.end - span.start, len(shown) - column + 1))
    where = (line, column, length, shown)
    return Finding(problem.severity, problem.rule, spoken(problem.path), *where, problem.message, problem.hint)
