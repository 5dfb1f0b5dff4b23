"""A campaign file, parsed and checked: the values that everything else reads.

`parse` is the way in; it gives a Campaign, or says everything that is wrong with the file at once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from app.rules import campaign_schema
from app.rules.age import least_age
from app.rules.campaign_advice import Around
from app.rules.campaign_forms import Money
from app.rules.campaign_judge import judge
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
    Share,
    Step,
    Support,
    Valid,
)
from app.rules.campaign_sender import Sender
from app.rules.finding import Finding
from app.rules.texts import Texts

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
    "Sender",
    "Share",
    "State",
    "Step",
    "Support",
    "Texts",
    "Valid",
    "parse",
    "schema",
]

State = Literal["early", "live", "paused", "ended"]
MIDNIGHT = time()
ALONE = Around()


@dataclass(frozen=True, kw_only=True)
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

    @property
    def age_gate(self) -> int | None:
        """How old people must be, by a date of birth typed on the page; None where nobody is asked.

        A text cannot ask for it, so that such a campaign is joined on its page only [US-AGE-2].
        """
        return self.age or least_age(self.category, self.countries)

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

    def offer_at(self, placement_id: str | None) -> Offer:
        """The offer that people get who came by this placement: of its tier, if it names one."""
        found = self.placement(placement_id) if placement_id else None
        return self.offer.tier(found.tier) if found else self.offer

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
        return (valid_until - timedelta(microseconds=1)).astimezone(self.zone).date()


class BadCampaign(ValueError):
    """The file cannot be used. `findings` say all that is wrong with it, in the order of its lines."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = next(finding for finding in findings if finding.severity == "error")
        super().__init__(f"line {first.line}: {first.message}")
        self.findings = findings


def parse(source: str, campaign_id: str, around: Around = ALONE) -> tuple[Campaign, tuple[Finding, ...]]:
    """The campaign of a file, with the warnings about it; `around` adds what the file alone cannot tell.

    Raises BadCampaign, and nothing else whatever the text, with all that is wrong.
    """
    file, findings = judge(source, campaign_id, around)
    if file is None or any(finding.severity == "error" for finding in findings):
        raise BadCampaign(findings)
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    return Campaign(id=campaign_id, digest=digest, **vars(file)), findings


def schema() -> dict[str, Any]:
    """The JSON Schema of a campaign file, for editors."""
    return campaign_schema.of(CampaignFile)


def _instant(moment: date | datetime, zone: ZoneInfo) -> datetime:
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, MIDNIGHT)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _after(moment: date | datetime, zone: ZoneInfo) -> datetime:
    whole_day = not isinstance(moment, datetime)
    return _instant(moment + timedelta(days=1) if whole_day else moment, zone)
