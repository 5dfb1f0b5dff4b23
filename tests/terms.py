"""What the terms of a campaign must hold, recognised in the words of a page.

Eight things carriers ask for of a programme [US-CTIA-TERMS-1], and the conditions that an offer shows before anybody
takes part [COUP-TERM-2, COUP-US-1]. The patterns know the languages that handbill has catalogues for; they look for the
thing, not for our sentence, so that another wording passes and a page that lost one does not.
"""

from __future__ import annotations

import re

from app.rules.campaign import Campaign
from app.rules.consent import rates
from app.rules.country import can_answer
from app.rules.wording import FREQUENCY, HELP, RATES, STOP
from app.rules.words import Say

CARRIERS = re.compile(
    r"carriers? (are|is) not liable|(operatori|gestori)[^.]* non rispond|anbieter[^.]* haften nicht"
    r"|operador(es|as)?[^.]* no (responden|son responsables)",
    re.IGNORECASE,
)
WAY_OUT = re.compile(r"\blink\b|\benlace\b", re.IGNORECASE)


def missing_elements(text: str, campaign: Campaign, say: Say, *, privacy: str) -> tuple[str, ...]:
    """What carriers ask for and this text of the terms lacks, by name, in this order.

    programme, description, frequency, rates, contact, stop, privacy, carriers. `privacy` is the whole address of the
    policy. Without a programme its name is the brand's and its description the offer's, and nothing recurs.
    """
    programme, support = campaign.programme, campaign.brand.support
    answers = [can_answer(campaign, code) for code in campaign.countries]
    found = {
        "programme": campaign.programme_name(say.language) in text,
        "description": (programme.purpose if programme else campaign.offer.title).in_(say.language) in text,
        "frequency": programme is None or _says_how_often(text, programme.frequency, say),
        "rates": not rates(campaign.countries, say) or RATES.search(text),
        "contact": any(each in text for each in (support.email, support.phone) if each),
        "stop": (not any(answers) or (STOP.search(text) and HELP.search(text)))
        and (all(answers) or WAY_OUT.search(text)),
        "privacy": privacy in text,
        "carriers": CARRIERS.search(text),
    }
    return tuple(element for element, there in found.items() if not there)


def missing_conditions(text: str, campaign: Campaign, say: Say) -> tuple[str, ...]:
    """Which conditions of the offer this text lacks, by name, in this order.

    benefit, minimum, terms, start, end, zone, per_person, quantity, promoter. What is excluded, in which stores
    the offer holds and whether it goes with others, offer.terms says in the campaign's own words.
    """
    offer, limits = campaign.offer, campaign.offer.limits
    first, last = campaign.starts.astimezone(campaign.zone).date(), campaign.last_day(campaign.ends)
    said = _squeezed(text)
    found = {
        "benefit": offer.title.in_(say.language) in text,
        "minimum": offer.minimum is None or offer.minimum.in_(say.language) in text,
        "terms": _squeezed(offer.terms.in_(say.language)) in said,
        "start": say.long_day(first) in text,
        "end": say.long_day(last) in text,
        "zone": campaign.runs.timezone in text,
        "per_person": limits.per_person == 1 or _has_number(text, limits.per_person, say),
        "quantity": limits.total in (None, 1) or _has_number(text, limits.total or 0, say),
        "promoter": campaign.brand.legal_name in text,
    }
    return tuple(condition for condition, there in found.items() if not there)


def _says_how_often(text: str, frequency: int, say: Say) -> bool:
    return FREQUENCY.search(text) is not None and (frequency == 1 or _has_number(text, frequency, say))


def _has_number(text: str, number: int, say: Say) -> bool:
    """Whether the number stands in the text by itself, not as a piece of another."""
    return re.search(rf"(?<![\d.,]){re.escape(say.number(number))}(?!\d)", text) is not None


def _squeezed(text: str) -> str:
    """The text on one line, as a browser shows it."""
    return " ".join(text.split())
