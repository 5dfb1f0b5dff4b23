"""The texts we send, in the language of the person and with all that the country of the number asks for.

A campaign may word its coupon and its confirmation itself; what the law needs and its wording lacks is added. Rules in
brackets are those of docs/compliance.md. Our own wording keeps to GSM-7, so that a text takes one part or two: signs
such as curly quotes are written plainly, and translations use words without the accents that GSM-7 has no place for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from app.rules.consent import rates
from app.rules.country import can_answer
from app.rules.country import country as rules_of
from app.rules.message import GSM7
from app.rules.redemption import Status
from app.rules.words import Say, mark

if TYPE_CHECKING:
    from app.rules.campaign import Campaign
    from app.rules.campaign_sections import CampaignFile

SIGNS = {
    "'": "‘’‚‛′´`",
    '"': "“”„‟″«»",
    "-": "‐‑‒–—―−•",
    " ": "\u00a0\u2002\u2003\u2007\u2009\u202f\t",
    "...": "…",
    "": "\u200b\u200c\u200d\u2060\ufeff\u00ad",
}
PLAIN = {sign: plain for plain, signs in SIGNS.items() for sign in signs}
SIGN = re.compile(f"[{''.join(PLAIN)}]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")

# How elements are recognised in any wording, in the languages we have catalogues for.
FREQUENCY = re.compile(
    r"(\d|\b(one|un|uno|una|eine)) ?(msgs?|messages?|texts?|sms|messagg[io]+|nachricht(en)?|mensajes?)\b"
    r"|recurring|frequency varies|ricorrent|regelmäßig|wiederkehrend|recurrente|periódic",
    re.IGNORECASE,
)
RATES = re.compile(r"(msg|message)s? (&|and) data rates may apply|tariff[ae]|gebühren|tarifas?", re.IGNORECASE)
STANDARD_RATES = re.compile(r"(standard|normal|habitual|estándar|üblich).*", re.IGNORECASE)
HELP = re.compile(r"\b(HELP|INFO)\b")
STOP = re.compile(r"\bSTOP\b")
LINK = re.compile(r"https?://\S")

INSTEAD_OF_CODE = {
    Status.REVOKED: mark("{brand} took your coupon back. Write to us and we tell you why: {contact}"),
    Status.REDEEMED: mark("{brand}: your coupon is used, so its code works no more."),
    Status.EXPIRED: mark("{brand}: your coupon was for an earlier day, so its code works no more."),
}


def coupon_text(
    campaign: Campaign, say: Say, *, code: str, link: str, last_day: date, country: str, placement: str = ""
) -> str:
    """The text that carries the coupon: brand, code, offer, its last day, the link, and how texts end.

    The campaign's own wording may hold {brand}, {code}, {title}, {day} and {link}. The offer is that of the placement.
    """
    facts = {
        "brand": campaign.brand.name,
        "code": code,
        "title": campaign.offer_at(placement).title.in_(say.language),
        "day": in_gsm7(say.short_day(last_day)),
        "link": link,
    }
    own = campaign.messages.coupon.in_(say.language) if campaign.messages.coupon else ""
    if own:
        text = _own(campaign, own, facts)
        text = _joined(text, *(fact for fact in (code, link) if fact not in text))
    else:
        text = say("{brand}: your code is {code}. {title}, through {day}: {link}", **facts)
    rule, answers = rules_of(country), can_answer(campaign, country)
    ending = say("Reply STOP to end.") if answers else say("Replies do not reach us; end texts there.")
    costs = say(rule.rates) if rule.rates and not RATES.search(own) else ""
    return plain(_labelled(text, country), costs, "" if answers and STOP.search(own) else ending)


def confirmation_text(campaign: Campaign, say: Say, *, country: str, preferences_link: str | None = None) -> str:
    """The text that confirms the programme [US-CTIA-CONF-2, CA-CASL-2, CZ-1, AT-1].

    Where texts cannot be answered the link ends them, or the brand's contact if there is no link. The campaign's own
    wording may hold {brand} and {programme}; only what it lacks is added.
    """
    brand, programme = campaign.brand.name, campaign.programme_name(say.language)
    own = campaign.messages.confirmation
    if own:
        text = _own(campaign, own.in_(say.language), {"brand": brand, "programme": programme})
        lacking: Collection[str] = elements_missing(text, campaign, country)
    else:
        text = _titled(campaign, say, say("{brand}: you're in."), say("{brand}: you're in {programme}."))
        lacking = {"frequency", "help", *_required(country)}
    return plain(_labelled(text, country), *_elements(campaign, say, country, lacking, preferences_link or ""))


def proof_text(campaign: Campaign, say: Say, *, pin: str, link: str, country: str, marketing: bool = False) -> str:
    """The text that asks for proof: brand, pin and what to do if it is a mistake, and no advertising [EU-DOI-2].

    With `marketing`, the second box of its page, it names the programme that a YES joins, too: whoever reads it may
    never have seen that page [EU-DOI-1]. The link ends it all where somebody else typed the number. Where texts cannot
    be answered, or may not ask for consent [SK-1], the pin is for the page alone, which has named the programme, and
    the link is the way out that each text needs [US-TCPA-REV-3].
    """
    answers = can_answer(campaign, country)
    if answers and marketing and campaign.programme:
        asked = say.many(
            "{brand}: code {pin}. Or reply YES and join {programme} too, up to one text a month. Not you? {link}",
            "{brand}: code {pin}. Or reply YES and join {programme} too, up to {n} texts a month. Not you? {link}",
            campaign.programme.frequency,
            brand=campaign.brand.name,
            pin=pin,
            programme=campaign.programme_name(say.language),
            link=link,
        )
        return plain(_labelled(asked, country))
    if answers:
        asked = say("{brand}: {pin} is your code. Type it on the page or reply YES. Not you? {link}")
    else:
        asked = say("{brand}: {pin} is your code. Type it on the page. Not you? {link}")
    return plain(_labelled(asked.format(brand=campaign.brand.name, pin=pin, link=link), country))


def question_text(campaign: Campaign, say: Say, *, link: str, country: str) -> str:
    """The text that asks whether the programme is wanted, and sells nothing [EU-DOI-2]; YES answers it."""
    brand, programme = campaign.brand.name, campaign.programme_name(say.language)
    frequency = campaign.programme.frequency if campaign.programme else 1
    asked = say.many(
        "{brand}: reply YES to join {programme}, up to one text a month. Not you? {link}",
        "{brand}: reply YES to join {programme}, up to {n} texts a month. Not you? {link}",
        frequency,
        brand=brand,
        programme=programme,
        link=link,
    )
    return plain(_labelled(asked, country))


def preferences_text(campaign: Campaign, say: Say, *, link: str, country: str) -> str:
    """The text that leads whoever asked for it to their choices and their data; it is no advertising either."""
    said = say("{brand}: see, change or end your texts: {link}", brand=campaign.brand.name, link=link)
    return plain(_labelled(said, country))


def call_text(campaign: Campaign, say: Say, *, link: str, until: datetime, country: str) -> str:
    """The one text to whoever waits for a coupon, until when it is kept, in the campaign's zone.

    It sells nothing: in some countries the number is not proven yet [EU-DOI-2].
    """
    day = in_gsm7(say.short_day(until.date()))
    called = say(
        "{brand}: a coupon has come free and is kept for you until {day}, {time}: {link}",
        brand=campaign.brand.name,
        day=day,
        time=say.time(until),
        link=link,
    )
    rates, answers = rules_of(country).rates, can_answer(campaign, country)
    ending = say("Reply STOP to end.") if answers else say("Replies do not reach us; end texts there.")
    return plain(_labelled(called, country), say(rates) if rates else "", ending)


def over_text(campaign: Campaign, say: Say, worth: Status, *, preferences_link: str, country: str) -> str:
    """What comes instead of a code that can be used no more: that it is so, and why; `worth` is one of OVER.

    Only the number's owner reads it: a page would tell whoever typed the number that it has a coupon. Where texts
    cannot be answered the link ends them [US-TCPA-REV-3].
    """
    said = say(INSTEAD_OF_CODE[worth], brand=campaign.brand.name, contact=contacts(campaign, say))
    rates, answers = rules_of(country).rates, can_answer(campaign, country)
    way_out = [say("Replies do not reach us."), say("Your preferences: {link}", link=preferences_link)]
    ending = [say("Reply STOP to end.")] if answers else way_out
    return plain(_labelled(said, country), say(rates) if rates else "", *ending)


def stop_reply(campaign: Campaign, say: Say) -> str:
    """The one answer to a STOP: it names the programme, confirms, says that no more follows [US-CTIA-STOP-1]."""
    named = say("{brand}: you are unsubscribed from {programme}. No more texts will follow.")
    return plain(_titled(campaign, say, say("{brand}: you are unsubscribed. No more texts will follow."), named))


def help_reply(campaign: Campaign, say: Say) -> str:
    """The answer to a HELP: the brand and how to reach a person there [US-CTIA-HELP-1]."""
    contact = say("{brand}: reach us at {contact}.", brand=campaign.brand.name, contact=contacts(campaign, say))
    return plain(contact, say("Reply STOP to end."))


def start_reply(campaign: Campaign, say: Say, *, is_in: bool, word: str = "") -> str:
    """The answer to a START: a confirmation again, as strict as any of the campaign's countries asks.

    Whoever is not in the programme is promised none of its texts, and told the word that brings a coupon instead.
    """
    offer = say("Text {word} for {title}.", word=word, title=campaign.offer.title.in_(say.language)) if word else ""
    return plain(
        say("{brand}: texts are on again.", brand=campaign.brand.name),
        _frequency(campaign, say) if is_in else offer,
        rates(campaign.countries, say),
        say("HELP for help, STOP to end."),
    )


def elements_missing(text: str, campaign: CampaignFile, country: str) -> tuple[str, ...]:
    """What a confirmation must say for numbers of the country and this text does not, by name, in this order.

    brand, frequency, rates, contact, label, help, stop.
    """
    rule, support = rules_of(country), campaign.brand.support
    names = {campaign.brand.name, (campaign.programme and campaign.programme.name) or campaign.brand.name}
    contacts = [contact for contact in (support.email, support.phone) if contact and contact in text]
    words = _without(text, names)  # a brand may be called Stop & Shop
    found = {
        "brand": words != text,
        "frequency": FREQUENCY.search(words),
        "rates": RATES.search(words) and ("Standard" not in rule.rates or STANDARD_RATES.search(words)),
        "contact": LINK.search(words) or (contacts and campaign.brand.legal_name in text),
        "label": rule.label in text,
        "help": HELP.search(words) or contacts,
        "stop": STOP.search(words) if can_answer(campaign, country) else (LINK.search(words) or contacts),
    }
    required = _required(country)
    return tuple(element for element, there in found.items() if element in required and not there)


def contacts(campaign: Campaign, say: Say) -> str:
    """How to reach a person there: "ciao@aurora.example or +39 055 123 4567"."""
    support = campaign.brand.support
    return say.list(filter(None, (support.email, support.phone)), "or")


def plain(*sentences: str) -> str:
    """The sentences as one text, with signs that networks carry at half the price."""
    return SIGN.sub(lambda sign: PLAIN[sign[0]], _joined(*sentences))  # four times as fast as str.translate


def _without(text: str, names: Collection[str]) -> str:
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.sub("|".join(longest_first), "", text, flags=re.IGNORECASE)


def _required(country: str) -> frozenset[str]:
    rule = rules_of(country)
    carriers = {"frequency", "rates", "help"} if rule.rates else set()
    contact = {"contact"} if country == "CA" else set()
    return frozenset({"brand", "stop"} | carriers | contact | ({"label"} if rule.label else set()))


def _elements(
    campaign: Campaign, say: Say, country: str, lacking: Collection[str], preferences_link: str
) -> Iterator[str]:
    """The sentences that say what a text lacks."""
    answers = can_answer(campaign, country)
    if "frequency" in lacking:
        yield _frequency(campaign, say)
    if "rates" in lacking:
        yield say(rules_of(country).rates)
    if "contact" in lacking and not preferences_link:
        yield f"{campaign.brand.legal_name}, {contacts(campaign, say)}."
    if not answers:
        yield say("Replies do not reach us.")
    if answers and {"help", "stop"} <= set(lacking):
        yield say("HELP for help, STOP to end.")
    elif answers:
        yield say("HELP for help.") if "help" in lacking else say("Reply STOP to end.") if "stop" in lacking else ""
    elif "stop" in lacking and not preferences_link:
        yield say("To end texts: {contact}", contact=contacts(campaign, say))
    if preferences_link:
        yield say("Your preferences: {link}", link=preferences_link)


def _frequency(campaign: Campaign, say: Say) -> str:
    if campaign.programme is None:
        return ""
    return say.many("Up to one text a month.", "Up to {n} texts a month.", campaign.programme.frequency)


def _titled(campaign: Campaign, say: Say, plain: str, named: str) -> str:
    """The sentence that names the programme, if it has a name besides the brand's."""
    brand, programme = campaign.brand.name, campaign.programme_name(say.language)
    return (plain if programme == brand else named).format(brand=brand, programme=programme)


def _own(campaign: Campaign, wording: str, facts: Mapping[str, str]) -> str:
    """A campaign's own wording with its {names} filled, led by the brand if it does not name it."""
    text = PLACEHOLDER.sub(lambda name: facts.get(name[1], name[0]), wording).strip()
    return text if campaign.brand.name.casefold() in text.casefold() else f"{campaign.brand.name}: {text}"


@lru_cache(1024)
def in_gsm7(day: str) -> str:
    """A day without the letters that would cost half of the room: "sab, 11 jul", "1 lug"."""
    letters = (
        letter if letter in GSM7 else unicodedata.normalize("NFKD", letter)[0] for letter in day.replace("º", "")
    )
    return "".join(letters)


def _labelled(text: str, country: str) -> str:
    label = rules_of(country).label
    return text if label in text else f"{label}. {text}"


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
