"""The single values a campaign file is made of: each type says what it accepts and what is wrong otherwise."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from app.rules.finding import did_you_mean, near, short
from app.rules.network import NETWORKS
from app.rules.texts import Texts, refusal

# ISO 3166-1 alpha-2, the places that have telephone numbers of their own.
COUNTRY_CODES = frozenset(
    re.findall(
        "[A-Z]{2}",
        """
        AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC
        CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
        GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE
        KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
        MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS
        RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW
        TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
        """,
    )
)
USUAL_SLIPS = {"UK": "GB", "EL": "GR", "EN": "GB", "USA": "US", "ITA": "IT", "DEU": "DE", "GER": "DE"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?")
PLACEMENT_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
DISTANCE = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*(mm|cm|m)", re.ASCII)
MILLIMETRES = {"mm": 1, "cm": 10, "m": 1000}
LONGEST = 200
YEARS = range(2000, 2200)
LONGEST_DISTANCE_MM = 200_000  # a code for 200 m is 20 m wide
UNITS = {"mil": "mm", "mm": "mm", "c": "cm", "z": "cm", "m": "m"}  # by how people begin to write them
PICTURE = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.(?i:png|jpe?g|webp)"


@dataclass(frozen=True)
class Money:
    """A sum in the currency's major unit; the currency as ISO 4217 writes it."""

    amount: Decimal
    currency: str


def _pattern(form: str, rule: str, message: str, hint: str, *, forgive: Callable[[str], str] = str) -> BeforeValidator:
    """A text that matches `form` whole, once forgiven. No form needs more than LONGEST letters."""

    def check(value: object) -> str:
        if isinstance(value, str) and len(value) <= LONGEST and re.fullmatch(form, forgive(value)):
            return forgive(value)
        quotes = " Put it in quotes." if not isinstance(value, str) else ""
        raise refusal(rule, message, hint + quotes)

    return BeforeValidator(check)


def _some_text(value: object) -> str:
    if not isinstance(value, str):
        raise refusal("text-expected", "this must be a text", "Put it in quotes.")
    if not value.strip():
        raise refusal("text-empty", "there is no text in it", "Write one, or take the line out.")
    return value


def _country(value: object) -> str:
    if isinstance(value, str) and value in COUNTRY_CODES:
        return value
    written = str(value).strip().upper()
    right = USUAL_SLIPS.get(written) or (written if written in COUNTRY_CODES else "")
    hint = f'Did you mean "{right}"?' if right else 'Two capital letters, such as "IT", "DE" or "US".'
    raise refusal("country-unknown", f"no country has the code “{short(value)}”", hint)


def _language(value: object) -> str:
    if isinstance(value, str) and LANGUAGE.fullmatch(value):
        return value
    close = str(value).strip().lower()[:2]
    raise refusal(
        "language-form",
        f"“{short(value)}” is not a language code",
        f'Two small letters, such as "{close or "it"}".',
    )


def _timezone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (KeyError, ValueError, OSError):
        close = did_you_mean(str(value).replace(" ", "_"), available_timezones()) or 'Such as "Europe/Rome".'
        raise refusal("timezone-unknown", f"no time zone is called “{short(value)}”", close) from None


def _platform(value: object) -> str:
    if isinstance(value, str) and value in NETWORKS:
        return value
    close = near(value, NETWORKS)
    hint = f'Did you mean "{close}"?' if close else f"One of {', '.join(NETWORKS)}."
    if close and not NETWORKS[close].tie_allowed:
        hint += " Its rules forbid trading a coupon for a follow, so it can only be invited."
    raise refusal("platform-unknown", f"no network called “{short(value)}”", hint)


def millimetres(written: object) -> Decimal | None:
    """The length that “1.5 m” or “25 cm” means, in mm; None if it is written otherwise, or cannot be meant."""
    found = DISTANCE.fullmatch(written.strip()) if isinstance(written, str) else None
    length = Decimal(found[1].replace(",", ".")) * MILLIMETRES[found[2]] if found else Decimal(0)
    return length if 1 <= length <= LONGEST_DISTANCE_MM else None


def _distance(value: object) -> int:
    length = millimetres(value)
    if length is None:
        raise refusal("distance-form", "a distance lies between 1 mm and 200 m", _distance_meant(value))
    return round(length)


def _distance_meant(value: object) -> str:
    """What to write instead: the very number, where there is one that could be meant."""
    found = re.match(r"\s*(\d{1,6}(?:[.,]\d{1,3})?)\s*([a-z]*)", str(value)[:LONGEST].lower(), re.ASCII)
    number, word = found.groups() if found else ("", "")
    units = [unit for begin, unit in UNITS.items() if word.startswith(begin)][:1] if word else ["m", "cm"]
    meant = [f'"{number} {unit}"' for unit in units if millimetres(f"{number} {unit}")]
    return f"Write {' or '.join(meant)}." if meant else 'Write it as "1.5 m" or "25 cm".'


def _money(value: object) -> Money:
    if isinstance(value, Money):
        return value
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,2})?) ([A-Z]{3})", value) if isinstance(value, str) else None
    if found is None:
        raise refusal("money-form", "a sum has a number and a currency", 'Write it as "20000 EUR".')
    return Money(Decimal(found[1]), found[2])


def moment(value: object) -> date | datetime | None:
    """The day, or the moment, that a value means; quotes around a date do no harm. None if it means none."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == len("2026-06-01") else datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _moment(value: object) -> date | datetime:
    meant = moment(value)
    if meant is None:
        raise refusal("date-form", "this must be a date", "Year, month, day: 2026-06-01.")
    if meant.year not in YEARS:
        raise refusal("date-form", f"the year {meant.year} cannot be meant", "Year, month, day: 2026-06-01.")
    return meant


def _offer_value(value: object, info: ValidationInfo) -> int | Decimal | Texts:
    if isinstance(value, Texts | Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str | Mapping):
        return Texts.model_validate(value, context=info.context)
    raise refusal("offer-value", "a value is a number, or a text for an item", "Write 25, or 5.00.")


Text = Annotated[str, BeforeValidator(_some_text)]
Colour = Annotated[
    str,
    _pattern("#[0-9a-f]{6}", "colour-form", "a colour is # and six digits", 'Such as "#b3124b".', forgive=str.lower),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"}),
]
FileName = Annotated[
    str,
    _pattern(
        PICTURE,
        "file-name",
        "this must be the name of a picture",
        "A .png, .jpg or .webp that lies beside this file, without folders.",
    ),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\\.(png|jpg|jpeg|webp)$"}),
]
Email = Annotated[
    str,
    _pattern(
        r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "email-form", "this is not an e-mail address", 'As "ciao@aurora.example".'
    ),
]
SupportPhone = Annotated[
    str, _pattern(r"\+?[\d ()./-]{5,25}", "phone-form", "this is not a phone number", 'As "+39 055 0000000".')
]
Sender = Annotated[
    str,
    _pattern(
        r"\+[1-9]\d{6,14}|\d{3,8}",
        "sender-form",
        "texts arrive at a number",
        'With its country code, "+393399900000", or a short number, "48123".',
        forgive=lambda text: re.sub(r"[ ()./-]", "", text),
    ),
]
Website = Annotated[
    str,
    _pattern(
        r"https://[\w-]+(\.[\w-]+)+(:\d{1,5})?(/\S*)?",
        "website-form",
        "an address begins with https://",
        'Write it in full: "https://aurora.example".',
    ),
]
Word = Annotated[
    str,
    _pattern(r"[^\W_]{2,20}", "keyword-form", "a keyword is one word of 2 to 20 letters", 'Such as "GELATO".'),
]
Currency = Annotated[
    str, _pattern("[A-Z]{3}", "currency-form", "a currency has three capital letters", 'Such as "EUR" or "USD".')
]
Topic = Annotated[
    str, _pattern("[a-z0-9][a-z0-9-]{0,29}", "topic-form", "a topic is one word in small letters", 'Such as "offers".')
]
PlacementId = Annotated[
    str,
    _pattern(
        f"[{PLACEMENT_ALPHABET}]{{4,8}}",
        "placement-id",
        "an id has 4 to 8 letters and digits that nobody mixes up",
        f"Of {PLACEMENT_ALPHABET}. Leave the line out, and handbill check --fix writes one.",
        forgive=str.lower,
    ),
    WithJsonSchema({"type": "string", "pattern": f"^[{PLACEMENT_ALPHABET}]{{4,8}}$"}),
]
Language = Annotated[str, BeforeValidator(_language)]
Country = Annotated[str, BeforeValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})]
Timezone = Annotated[str, BeforeValidator(_timezone)]
Platform = Annotated[str, BeforeValidator(_platform), WithJsonSchema({"enum": list(NETWORKS)})]
Distance = Annotated[
    int,
    BeforeValidator(_distance),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,6}([.,][0-9]{1,3})? ?(mm|cm|m)$"}),
]
Sum = Annotated[
    Money,
    BeforeValidator(_money),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,2})? [A-Z]{3}$"}),
]
Moment = Annotated[date | datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string"})]
OfferValue = Annotated[
    Any,
    BeforeValidator(_offer_value),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "object"}]}),
]
