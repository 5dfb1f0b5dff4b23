"""The two boxes people tick, in the exact words they see, and a digest that pins those words to a consent.

Box one asks for the coupon, box two, optional, for the programme: two acts, and the coupon is the same without the
second (COUP-CONS-1; GDPR art. 7(4); 47 CFR 64.1200(f)(9)). What the second says follows US-CTIA-CTA-1 to -5,
US-TCPA-PEWC-1 and -2, EU-GDPR-7-3 and NO-1 of docs/compliance.md for all at once, since on a page nobody knows yet
whose number will be typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from app.rules.age import consent_age
from app.rules.country import can_answer, notice_of_costs, opt_in
from app.rules.words import Say

if TYPE_CHECKING:
    from app.rules.campaign import Campaign
    from app.rules.campaign_sections import CampaignFile, Programme


@dataclass(frozen=True)
class Box:
    """One box: its label, the note beside the label, if any, and the text below, as plain text."""

    label: str
    text: str
    note: str = ""

    @property
    def words(self) -> str:
        """Everything the box says, as it is read from top to bottom; what a consent is a consent to."""
        return f"{' '.join(filter(None, (self.label, self.note)))}\n{self.text}"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of words, in hex."""
        return sha256(self.words.encode()).hexdigest()


def coupon_box(campaign: Campaign, say: Say) -> Box:
    """The box without which there is no coupon: the texts that it takes and what they may cost."""
    if all(opt_in(campaign, code) == "single" for code in campaign.countries):
        texts = say("One text with your code.")
    else:
        texts = say("One text to check the number, then one with your code.")
    return Box(say("Text me this coupon"), _joined(texts, rates(campaign.countries, say)))


def taking_box(campaign: Campaign, say: Say) -> Box:
    """What whoever was called agrees to by taking their coupon: their number is proven by then."""
    return Box(say("Text me this coupon"), _joined(say("One text with your code."), rates(campaign.countries, say)))


def waiting_box(campaign: Campaign, say: Say) -> Box:
    """The box of whoever waits for a coupon while there is none: one text, and for nothing else."""
    last = say.long_day(campaign.last_day(campaign.ends))
    text = say("One text to the number above if a coupon comes free by {day}, and no other.", day=last)
    return Box(say("Text me when one is free"), _joined(text, rates(campaign.countries, say)))


def reward_box(campaign: Campaign, say: Say) -> Box:
    """The box of whoever wants one more coupon for a friend who came by their link; campaigns with a reward only."""
    most = campaign.share.most if campaign.share else 0
    text = say.many(
        "One text with one more coupon when a friend has used theirs, once.",
        "One text with one more coupon when a friend has used theirs, {n} times at most.",
        most,
    )
    return Box(say("Text me one more"), _joined(text, rates(campaign.countries, say), _ending(campaign, say)))


def marketing_box(campaign: Campaign, say: Say) -> Box:
    """The box that may stay empty: who will text what, how often, where to, and how that ends.

    For campaigns with a programme only.
    """
    if campaign.programme is None:
        raise ValueError(f"campaign {campaign.id} has no programme to join")
    purpose = campaign.programme.purpose.in_(say.language)
    text = _joined(
        say.many(
            "{brand} may send me recurring automated marketing texts, up to one a month, to the number above.",
            "{brand} may send me recurring automated marketing texts, up to {n} a month, to the number above.",
            campaign.programme.frequency,
            brand=seller(campaign),
        ),
        _of_age(campaign, say),
        say("Consent is not a condition of purchase, and the coupon is the same without it."),
        rates(campaign.countries, say),
        _ending(campaign, say),
    )
    return Box(say("Also text me {purpose}", purpose=purpose), text, say("(optional)"))


def keyword_words(campaign: CampaignFile, say: Say, *, terms: str, privacy: str, number: str = "") -> str:
    """What stands in print beside the campaign's word: all that whoever texts it agrees to [US-CTIA-CTA-1 to -7].

    `terms` and `privacy` are whole addresses, because paper has no links; `number` is the one to text as people read
    it (phone.spaced), else as the file has it. For campaigns with a keyword only: it joins the programme, or brings one
    coupon and no more texts.
    """
    keyword, programme = campaign.keyword, campaign.programme
    if keyword is None:
        raise ValueError(f"{campaign.name} has no keyword to text")
    to = {"word": keyword.word, "number": number or keyword.sender}
    if keyword.joins == "programme" and programme:
        asked = _asked_to_join(campaign, programme, to, say)
    else:
        title, brand = campaign.offer.title.in_(say.language), campaign.brand.name
        asked = say(
            "Text {word} to {number} for one text with your code: {title}, from {brand}.",
            title=title,
            brand=brand,
            **to,
        )
    addresses = say("Terms: {terms} Privacy: {privacy}", terms=terms, privacy=privacy)
    return _joined(asked, rates(campaign.countries, say), _ending(campaign, say), addresses)


def _asked_to_join(campaign: CampaignFile, programme: Programme, to: Mapping[str, str], say: Say) -> str:
    name, purpose = programme.name or campaign.brand.name, programme.purpose.in_(say.language)
    return _joined(
        say("Text {word} to {number} to join {programme}: {purpose}.", programme=name, purpose=purpose, **to),
        say.many(
            "{brand} may then send you recurring automated marketing texts, up to one a month, to your number.",
            "{brand} may then send you recurring automated marketing texts, up to {n} a month, to your number.",
            programme.frequency,
            brand=seller(campaign),
        ),
        say("Consent is not a condition of purchase."),
    )


def rates(countries: tuple[str, ...], say: Say) -> str:
    """The notice of costs that the strictest of the countries asks for, or nothing."""
    notice = notice_of_costs(countries)
    return say(notice) if notice else ""


def facts(campaign: Campaign, country: str, *, page: str = "") -> Mapping[str, str]:
    """What the ledger keeps of the moment of an act besides who and what: names nobody, and outlives an erasure."""
    kept = {
        "country": country,
        "zone": campaign.runs.timezone,
        "company": campaign.brand.legal_name,
        "programme": campaign.programme_name(campaign.languages[0]) if campaign.programme else "",
        "page": page,
        "box": "empty until ticked" if page else "",
    }
    return {name: fact for name, fact in kept.items() if fact}


def seller(campaign: CampaignFile) -> str:
    """The brand as texts name it, with the company behind it: "Gelateria Aurora (Aurora S.r.l.)" (US-TCPA-PEWC-1)."""
    company = campaign.brand.legal_name.split(",")[0].strip()
    return company if campaign.brand.name in company else f"{campaign.brand.name} ({company})"


def _ending(campaign: CampaignFile, say: Say) -> str:
    """How texts end, where people can answer them, where they cannot, or both."""
    answers = {can_answer(campaign, code) for code in campaign.countries}
    return _joined(
        say("Reply HELP for help, STOP to end.") if True in answers else "",
        say("Where texts cannot be answered, each has a link that ends them.") if False in answers else "",
    )


def _of_age(campaign: Campaign, say: Say) -> str:
    """What a child may not say for itself, where no date of birth has said more already [EU-AGE-1]."""
    least = consent_age(campaign.countries)
    if least is None or (campaign.age_gate or 0) >= least:
        return ""
    return say("I am at least {n}.", n=least)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
