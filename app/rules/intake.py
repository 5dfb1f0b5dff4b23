"""What one row of an import has to show: a "yes" is taken with proof or not at all, a "no" is always welcome.

A consent that cannot be proven is none (EU-GDPR-7-1), and one opt-in covers one programme: it cannot be bought or
passed on (US-CTIA-OPT-1). So the words must name this brand and texts, and the source must be a place where people are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.rules.campaign import Campaign
from app.rules.country import COUNTRIES
from app.rules.moment import BadMoment, read_moment
from app.rules.phone import BadNumber, Number, problem, read_number
from app.rules.retention import is_too_old, terms
from app.rules.words import Say

NEEDED = ("number", "event")
COLUMNS = (*NEEDED, "consent_at", "consent_text", "source", "evidence", "language", "country")
PROVING = ("consent_at", "consent_text", "source", "evidence")
LONGEST = 5000  # letters of a cell

TEXTING = re.compile(
    r"\b(sms|mms|texts?|texting|смс|смски)\b|textnachricht|text messag|ショートメッセージ|短信", re.IGNORECASE
)
BOUGHT = re.compile(
    r"\b(lists?|liste[n]?|lista|lead|leads|broker\w*|bought|buy|purchas\w*|rent\w*|third.part\w*|co-?reg\w*|scrap\w*|"
    r"databases?|acquist\w*|gekauft\w*|achet\w*|compra\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Row:
    """A row that may be taken in. Of a "no" only the number and where it comes from are needed."""

    line: int
    number: Number
    yes: bool
    at: datetime
    words: str
    source: str
    document: str
    language: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words, in hex."""
        return sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True)
class Refused:
    """A row that is not taken in, and why, as a sentence."""

    line: int
    why: str


def read_row(line: int, cells: Mapping[str, str], campaign: Campaign, say: Say, now: datetime) -> Row | Refused:
    """The row as it may be taken in for the campaign's programme, or the first thing that stands against it."""
    event = cells.get("event", "").strip().lower()
    if event not in {"yes", "no"}:
        return Refused(line, 'The event is "yes" or "no".')
    if any(len(cell) > LONGEST for cell in cells.values()):
        return Refused(line, f"A cell has more than {LONGEST} letters.")
    number = _number(cells, campaign, say, yes=event == "yes")
    if isinstance(number, str):
        return Refused(line, number)
    at = _moment(cells.get("consent_at", ""), campaign)
    why = _unproven(cells, campaign, number, at, now) if event == "yes" else ""
    if why:
        return Refused(line, why)
    return Row(
        line=line,
        number=number,
        yes=event == "yes",
        at=at or now,
        words=cells.get("consent_text", ""),
        source=cells.get("source", "").strip(),
        document=cells.get("evidence", "").strip(),
        language=campaign.language([cells.get("language", "").strip().lower()]),
    )


def _number(cells: Mapping[str, str], campaign: Campaign, say: Say, *, yes: bool) -> Number | str:
    """The number, or why there is none; a "no" is taken from every country."""
    if not cells.get("number", "").strip():
        return "There is no number in this row."
    chosen = cells.get("country", "").strip().upper() or None
    served = list(campaign.countries)
    if chosen and yes and chosen not in served:
        return f"The campaign is not for numbers of {chosen}."
    try:
        return read_number(cells.get("number", ""), served if yes else [*served, *COUNTRIES], chosen)
    except BadNumber as bad:
        return problem(say, bad)


def _unproven(cells: Mapping[str, str], campaign: Campaign, number: Number, at: datetime | None, now: datetime) -> str:
    """Why this "yes" proves nothing; empty if it does."""
    missing = next((name for name in PROVING if not cells.get(name, "").strip()), "")
    if missing:
        return f"A yes needs {missing}: without it nothing is proven."
    if at is None:
        return "consent_at is no moment; write 2026-05-31 or 2026-05-31T14:05:00+02:00."
    if at > now:
        return "consent_at is in the future."
    if is_too_old(at, number.country, now):
        return f"The consent is older than {terms(number.country).quiet} months, and has expired."
    words, brand = cells["consent_text"].casefold(), campaign.brand
    if brand.name.casefold() not in words and brand.legal_name.split(",")[0].strip().casefold() not in words:
        return f"The words do not name {brand.name}, so they agree to somebody else's texts."
    if not TEXTING.search(words):
        return "The words do not say that texts (SMS) will come; a consent to another channel is none to this one."
    if BOUGHT.search(cells["source"]):
        return "The source sounds bought or passed on; one consent covers one programme. Name the page, form or shop."
    return ""


def _moment(typed: str, campaign: Campaign) -> datetime | None:
    """The moment in UTC; one without a zone is in the campaign's, a day is its beginning."""
    try:
        return read_moment(typed.strip(), campaign.zone)
    except BadMoment:
        return None
