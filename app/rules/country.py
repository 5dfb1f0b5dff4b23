"""What each country asks of those who text there, as the pages and texts of a campaign need it: a narrow door.

The facts stand in law/, with their sources; here is nothing of its own. What a number needs beyond this, on which day
and in which of several places, is for BOOK.needs to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from app.rules.law import BOOK, OptIn, Rule
from app.rules.law import COUNTRIES as PLACES
from app.rules.sender import sender_for, takes_replies

if TYPE_CHECKING:
    from app.rules.campaign import Campaign
    from app.rules.campaign_sections import CampaignFile


@dataclass(frozen=True)
class Keywords:
    """Words that end texts or ask for help in one country, besides those of keyword.py, with their grade and source."""

    stop: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    grade: str = "U"
    source: str = ""


@dataclass(frozen=True)
class Country:
    """One country's rules.

    opt_in      what proves a number before its coupon goes out: nothing, a pin or a YES, or a pin typed on the page
    forced      a campaign may not choose less than opt_in
    two_way     people there can answer a text; where not, every text carries a link that ends it
    rates       the notice of costs that carriers ask for, an English sentence of the catalogues; else empty
    label       what must stand before advertising there, in letters of GSM-7; else empty
    number, adjective   how a sentence names its numbers: "A US number has 10", "This offer is for US numbers."
    grade, source       of opt_in
    """

    code: str
    opt_in: OptIn
    grade: str
    source: str
    number: str = ""
    adjective: str = ""
    words: Keywords = field(default_factory=Keywords)
    forced: bool = False
    two_way: bool = True
    rates: str = ""
    label: str = ""

    @property
    def stop_words(self) -> tuple[str, ...]:
        """Local words that end texts, in capitals."""
        return self.words.stop

    @property
    def help_words(self) -> tuple[str, ...]:
        """Local words that ask for help, in capitals."""
        return self.words.help


@cache
def _country(code: str) -> Country:
    """The country as law/ has it, whatever the day: none of these topics has a date."""
    place, needs = BOOK[code], BOOK.needs((code,), date.max)
    asked, words = _first(needs.rules, "opt_in"), _first(needs.rules, "stop")
    return Country(
        code,
        needs.opt_in,
        asked.grade if asked else "U",
        asked.source if asked else "",
        place.number,
        place.adjective,
        Keywords(needs.stop, needs.help, words.grade, words.source) if words else Keywords(),
        needs.forced,
        needs.two_way,
        needs.rates,
        " ".join(needs.label),
    )


def _first(rules: tuple[Rule, ...], topic: str) -> Rule | None:
    return next((rule for rule in rules if topic in rule.terms.topics), None)


COUNTRIES = {place.code: _country(place.code) for place in PLACES}
# Where the General Data Protection Regulation or a law after its model holds, with an authority to complain to.
PROTECTED = frozenset(code for code, place in BOOK.places.items() if "EU" in place.within) | {"SM"}


def country(code: str) -> Country:
    """The rules of an ISO 3166 country; one that is not in the table gets the cautious ones."""
    return COUNTRIES.get(code) or _country(code)


def notice_of_costs(codes: Iterable[str]) -> str:
    """What carriers of these countries want said of costs, an English sentence of the catalogues; else empty."""
    return BOOK.needs(codes, date.max).rates


def is_protected(codes: Iterable[str]) -> bool:
    """Whether people of one of these countries can complain to a data protection authority of European law."""
    return not PROTECTED.isdisjoint(codes)


def can_answer(campaign: CampaignFile, code: str) -> bool:
    """Whether people with a number of this country can answer the campaign's texts: networks and the sender let them.

    Where they cannot, no text says “reply”: another way ends the texts [US-TCPA-REV-3, RU-2].
    """
    return country(code).two_way and takes_replies(sender_for(campaign, code))


def opt_in(campaign: Campaign, code: str) -> OptIn:
    """How a number of this country joins this campaign: its own choice, and the country's where that is "auto".

    A campaign may ask for more proof than a country does, and for less only where the country does not force it. Where
    texts cannot be answered, or may not ask, a double opt-in is a pin typed on the page: no YES would arrive. Billed
    texts ask everywhere for proof [US-CTIA-DOI-2].
    """
    rule, programme = country(code), campaign.programme
    wish = "auto" if programme is None else "double" if programme.premium else programme.opt_in
    if wish == "single" and not rule.forced:
        return "single"
    asked: OptIn = "double" if wish == "double" and rule.opt_in == "single" else rule.opt_in
    return "double_on_page" if asked == "double" and not can_answer(campaign, code) else asked
