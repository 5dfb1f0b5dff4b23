"""A campaign file, parsed and checked: the values that everything else reads.

`parse` is the way in; it gives a Campaign, or says everything that is wrong with the file at once.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from app.rules import campaign_advice, campaign_checks, campaign_words
from app.rules.campaign_advice import Around
from app.rules.campaign_forms import Money
from app.rules.campaign_sections import (
    Brand,
    CampaignFile,
    Follow,
    Keyword,
    Limits,
    Look,
    Messages,
    Offer,
    Page,
    Placement,
    Programme,
    Runs,
    Step,
    Support,
    Valid,
)
from app.rules.finding import Finding, Path, Problem, spoken
from app.rules.texts import Texts
from app.rules.toml import Place, Span, plain
from app.rules.toml_slips import Reading, read

__all__ = [
    "Around",
    "BadCampaign",
    "Brand",
    "Campaign",
    "CampaignFile",
    "Finding",
    "Follow",
    "Keyword",
    "Limits",
    "Look",
    "Messages",
    "Money",
    "Offer",
    "Page",
    "Placement",
    "Programme",
    "Runs",
    "State",
    "Step",
    "Support",
    "Texts",
    "Valid",
    "parse",
    "schema",
]

MOST_FINDINGS = 100
NEEDS_WHOLE_FILE = frozenset(
    {"key-missing", "language-missing", "support-missing", "need-impossible", "frequency-missing"}
)
State = Literal["early", "live", "paused", "ended"]
MIDNIGHT = time()
ALONE = Around()


class Campaign(CampaignFile):
    """A campaign file that has passed its checks. `digest` is the SHA-256 of its source, in hex."""

    id: str
    digest: str

    @property
    def zone(self) -> ZoneInfo:
        """Whose days are meant by every date."""
        return ZoneInfo(self.runs.timezone)

    @property
    def starts(self) -> datetime:
        """The first instant of the run, in UTC."""
        return _instant(self.runs.from_, self.zone)

    @property
    def ends(self) -> datetime:
        """The first instant after the run, in UTC: midnight after the last day."""
        return _after(self.runs.until, self.zone)

    def state(self, now: datetime) -> State:
        """Whether people can join."""
        if now >= self.ends:
            return "ended"
        if now < self.starts:
            return "early"
        return "paused" if self.runs.paused else "live"

    def placement(self, placement_id: str) -> Placement | None:
        """The placement of this id, in any case."""
        wanted = placement_id.lower()
        return next((placement for placement in self.placements if placement.id == wanted), None)

    def language(self, wanted: Sequence[str]) -> str:
        """The campaign's language that suits best, for tags in the order of preference; else its first."""
        folded = {language.lower(): language for language in self.languages}
        for tag in wanted:
            found = folded.get(tag.lower()) or folded.get(tag.lower().partition("-")[0])
            if found:
                return found
        return self.languages[0]

    def programme_name(self, language: str) -> str:
        """What the text programme is called."""
        return (self.programme and self.programme.name) or self.brand.name

    def valid_until(self, issued: datetime) -> datetime:
        """The end of a coupon's last whole day in the campaign's zone, exclusive, in UTC.

        With `days` the day of issue is the first of them, so that a coupon never lives longer than promised.
        """
        valid = self.offer.valid
        if valid.days is not None:
            last = issued.astimezone(self.zone).date() + timedelta(days=valid.days - 1)
            return _after(last, self.zone)
        end = _after(valid.until, self.zone) if valid.until is not None else self.ends
        return _instant(end.astimezone(self.zone).date(), self.zone)

    def last_day(self, valid_until: datetime) -> date:
        """The day as promised: the last one on which a coupon with this end can be spent."""
        return (valid_until.astimezone(self.zone) - timedelta(microseconds=1)).date()


SECTIONS = campaign_words.sections(CampaignFile)


class BadCampaign(ValueError):
    """The file cannot be used. `findings` say all that is wrong with it, in the order of its lines."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = next(finding for finding in findings if finding.severity == "error")
        super().__init__(f"line {first.line}: {first.message}")
        self.findings = findings


def parse(source: str, campaign_id: str, around: Around = ALONE) -> tuple[Campaign, tuple[Finding, ...]]:
    """The campaign of a file, with the warnings about it; `around` adds what the file alone cannot tell.

    Raises BadCampaign, and nothing else whatever the text, with every finding up to MOST_FINDINGS.
    """
    reading = read(plain(source))
    problems, file = _judge(reading, campaign_id, around)
    findings = _findings(problems, reading)
    if file is None or any(finding.severity == "error" for finding in findings):
        raise BadCampaign(findings)
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    return Campaign.model_construct(id=campaign_id, digest=digest, **dict(file)), findings


def schema() -> dict[str, Any]:
    """The JSON Schema of a campaign file, for editors."""
    made = CampaignFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _judge(reading: Reading, campaign_id: str, around: Around) -> tuple[list[Problem], CampaignFile | None]:
    problems, file = [], None
    if not re.fullmatch("[a-z0-9-]{1,40}", campaign_id):
        hint = "Small letters, digits and -, 40 at most: the name is part of the address."
        problems.append(Problem((), "file-name", f"a campaign cannot be called “{campaign_id[:60]}”", hint))
    if reading.values is None:
        return problems, None
    context = {"languages": campaign_checks.languages(reading.values)}
    try:
        file = CampaignFile.model_validate(reading.values, context=context, by_alias=True, by_name=False)
    except ValidationError as error:
        problems += islice(campaign_words.problems(error, SECTIONS, reading.layout.places), MOST_FINDINGS)
    problems += islice(campaign_checks.problems(reading.values), MOST_FINDINGS)
    problems += islice(campaign_advice.problems(reading.values), MOST_FINDINGS)
    problems += campaign_advice.around(reading.values, around, campaign_id)
    if reading.slips:  # what seems to be missing may stand in a line that could not be read
        problems = [problem for problem in problems if problem.rule not in NEEDS_WHOLE_FILE]
    return problems, file


def _findings(problems: Sequence[Problem], reading: Reading) -> tuple[Finding, ...]:
    found = [_finding(Problem((), slip.rule, slip.message, slip.hint), slip.span, reading) for slip in reading.slips]
    found += [_finding(problem, _span(problem, reading), reading) for problem in problems]
    found = sorted(dict.fromkeys(found), key=lambda finding: (finding.line, finding.column))
    errors = [finding for finding in found if finding.severity == "error"]
    return tuple((errors or found)[:MOST_FINDINGS] if len(found) > MOST_FINDINGS else found)


def _span(problem: Problem, reading: Reading) -> Span:
    path: Path = problem.path
    while path and path not in reading.layout.places:
        path = path[:-1]
    first = reading.layout.statements[0] if reading.layout.statements else Span(0, 0)
    place = reading.layout.places.get(path, Place(first, first))
    return place.key if problem.at_key else place.value


def _finding(problem: Problem, span: Span, reading: Reading) -> Finding:
    line, column = reading.lines.at(span.start)
    shown = reading.lines.text(line)
    length = max(1, min(span.end - span.start, len(shown) - column + 1))
    where = (line, column, length, shown)
    return Finding(problem.severity, problem.rule, spoken(problem.path), *where, problem.message, problem.hint)


def _instant(moment: date | datetime, zone: ZoneInfo) -> datetime:
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, MIDNIGHT)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _after(moment: date | datetime, zone: ZoneInfo) -> datetime:
    whole_day = not isinstance(moment, datetime)
    return _instant(moment + timedelta(days=1) if whole_day else moment, zone)
