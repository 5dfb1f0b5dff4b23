"""The first version of a campaign file: a few questions, or none, and a comment for each key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import click

from app.rules.campaign_forms import COLOUR, COUNTRY, EMAIL, LANGUAGE_CODE, TEXT, TIMEZONE
from app.rules.section import Value, Wrong

RUN_DAYS = 90
ZONES = {
    "AT": "Europe/Vienna", "AU": "Australia/Sydney", "BE": "Europe/Brussels", "CA": "America/Toronto",
    "CH": "Europe/Zurich", "DE": "Europe/Berlin", "ES": "Europe/Madrid", "FR": "Europe/Paris",
    "GB": "Europe/London", "IE": "Europe/Dublin", "IT": "Europe/Rome", "NL": "Europe/Amsterdam",
    "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "SM": "Europe/San_Marino", "US": "America/New_York",
}  # fmt: skip
LANGUAGES = {"AT": "de", "CH": "de", "DE": "de", "ES": "es", "IT": "it", "MX": "es", "SM": "it"}


@dataclass(frozen=True)
class Wording:
    """The sentences a new file begins with, in one language. {percent} is a number."""

    headline: str
    title: str
    line: str
    till: str
    terms: str
    purpose: str


WORDINGS = {
    "en": Wording(
        "A little something off",
        "{percent}% off",
        "off your next visit",
        "Take {percent}% off the whole bill",
        "Once per person, in our shop, on everything. Not with other offers, no minimum spend.",
        "offers and news",
    ),
    "it": Wording(
        "Un pensiero per te",
        "{percent} % di sconto",
        "di sconto sulla prossima visita",
        "Togli il {percent} % da tutto lo scontrino",
        "Una volta a persona, nel nostro negozio, su tutto. Non cumulabile, senza spesa minima.",
        "offerte e novità",
    ),
    "de": Wording(
        "Etwas für dich",
        "{percent} % Rabatt",
        "Rabatt beim nächsten Besuch",
        "{percent} % vom ganzen Bon abziehen",
        "Einmal pro Person, in unserem Laden, auf alles. Nicht kombinierbar, ohne Mindestbetrag.",
        "Angebote und Neuigkeiten",
    ),
    "es": Wording(
        "Un detalle para ti",
        "{percent} % menos",
        "de descuento en tu próxima visita",
        "Descuenta el {percent} % de toda la compra",
        "Una vez por persona, en nuestra tienda, en todo. No acumulable, sin compra mínima.",
        "ofertas y novedades",
    ),
}


@dataclass(frozen=True)
class Answers:
    """What the questions ask for."""

    brand: str = "Your brand"
    legal_name: str = "Your Company Ltd, 1 High Street, Anytown"
    email: str = "hello@example.com"
    country: str = "US"
    language: str = "en"
    timezone: str = "America/New_York"
    percent: int = 20
    colour: str = "#b3124b"


USUAL = Answers()


def is_id(campaign_id: str) -> bool:
    """Whether a campaign can be called so."""
    return re.fullmatch("[a-z0-9-]{1,40}", campaign_id) is not None


def ask() -> Answers:
    """The answers of whoever sits at the terminal; a wrong one is asked again, with what is wrong about it."""
    brand = _question("What do people call you?", USUAL.brand, TEXT)
    legal_name = _question("Company and address, for the small print", USUAL.legal_name, TEXT)
    email = _question("An e-mail address that somebody reads", USUAL.email, EMAIL)
    country = _question("Country of your customers' numbers", USUAL.country, COUNTRY)
    language = _question("Language of the page", LANGUAGES.get(country, "en"), LANGUAGE_CODE)
    timezone = _question("Time zone of your shop", ZONES.get(country, USUAL.timezone), TIMEZONE)
    percent = click.prompt("Percent off", default=USUAL.percent, type=click.IntRange(1, 100))
    colour = _question("Your colour", USUAL.colour, COLOUR)
    return Answers(brand, legal_name, email, country, language, timezone, percent, colour)


def draft(answers: Answers, *, placement_id: str, today: date) -> str:
    """A campaign file that passes its check, running from today."""
    wording = WORDINGS.get(answers.language, WORDINGS["en"])
    said = {key: _text(text.format(percent=answers.percent)) for key, text in vars(wording).items()}
    given = {key: _text(value) for key, value in vars(answers).items()}
    return _FILE.format(
        **said,
        **{key: value for key, value in given.items() if key != "percent"},
        percent=answers.percent,
        name=_text(f"{answers.brand}, {today:%B %Y}"),
        today=today.isoformat(),
        until=(today + timedelta(days=RUN_DAYS)).isoformat(),
        placement_id=placement_id,
    )


def _question(question: str, usual: str, form: Value) -> str:
    answer: str = click.prompt(question, default=usual, value_proc=_checked(form))
    return answer


def _checked(form: Value) -> Callable[[str], str]:
    def check(answer: str) -> str:
        try:
            return str(form.check(re.sub(r"[\x00-\x1f\x7f]", "", answer).strip(), ()))
        except Wrong as error:
            message = f"{error.context['message']}. {error.context['hint']}".strip()
            raise click.UsageError(message[:1].upper() + message[1:]) from error

    return check


def _text(value: object) -> str:
    """A text as TOML writes it, which for these letters is as JSON does."""
    return json.dumps(str(value), ensure_ascii=False)


_FILE = """\
#:schema ../static/campaign.schema.json
# One campaign: one offer, from the printed code to the till. Lines that begin with # are comments.
# handbill check says what is wrong with it, line by line.

name = {name}
languages = [{language}]   # the first is the fallback; with several, write texts as {{ it = "…", en = "…" }}
countries = [{country}]   # whose numbers are accepted
# category = "alcohol"   # or tobacco, firearms: people are asked for their date of birth; name gambling and loans too
# age = 18   # asks for it whatever is sold

[brand]
name = {brand}
legal_name = {legal_name}   # the law wants it printed
support = {{ email = {email} }}   # or phone = "+1 503 555 0100", or both
# terms = "https://…"   # of your own, and privacy likewise; handbill's pages link to them and still say it all
look = {{ colour = {colour} }}   # a picture beside this file: image = "cone.webp"

[runs]
from = {today}   # whole days in this zone
until = {until}
timezone = {timezone}
# paused = true   # closes the page for a while; coupons already out stay good

[page]
headline = {headline}   # under 30 letters is printed largest

# [follow]   # networks to look at before the number; handbill knows what each one's rules allow
# need = "none"   # none: an invitation; any or all: look first, and say so
# [[follow.steps]]
# platform = "instagram"
# account = "yourbrand"

[offer]
title = {title}   # 18 letters fit the tag
line = {line}   # beside the numeral on the ticket
till = {till}   # what the cashier is told
kind = "percent"   # percent, amount, item or points
value = {percent}
terms = {terms}
valid = {{ days = 30 }}   # or {{ until = {until} }}
limits = {{ per_person = 1 }}   # also total = 5000, budget = "20000 EUR"

[programme]   # texts that people may join with a second box; without this section they are not asked
purpose = {purpose}
frequency = 4   # texts a month at most
opt_in = "auto"   # what the number's country asks for

# [[senders]]   # the number or name texts come from; people can answer a number, not a name
# from = "+12025550123"
# handbill check says what must be on record for it before texts really leave

[[placements]]   # one for each spot where a code hangs
id = "{placement_id}"   # printed, so it never changes; leave it out and handbill check --fix writes one
name = "Shop window"
distance = "1 m"   # from where people scan; the code becomes large enough for it
piece = "A4 poster"
"""
