"""The single values a campaign file is made of: each form says what it accepts and what is wrong otherwise."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo, available_timezones

from app.rules.finding import did_you_mean, near, short
from app.rules.network import NETWORKS
from app.rules.section import Value, Wrong
from app.rules.texts import Texts, spread

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
LENGTH = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*(mm|cm|m)", re.ASCII)
MILLIMETRES = {"mm": 1, "cm": 10, "m": 1000}
LONGEST = 200
# Control characters but for the ends of lines, and signs that turn the direction of what follows (Unicode TR 36, 2.5).
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
LARGEST = 10**12
YEARS = range(2000, 2200)
LONGEST_DISTANCE_MM = 200_000  # a code for 200 m is 20 m wide
UNITS = {"mil": "mm", "mm": "mm", "c": "cm", "z": "cm", "m": "m"}  # by how people begin to write them
PICTURE = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.(?i:png|jpe?g|webp)"


@dataclass(frozen=True)
class Money:
    """A sum in the currency's major unit; the currency as ISO 4217 writes it."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Span:
    """Hours of a day, from the first moment to the one at which it is too late; past midnight where that is earlier."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether the time of day lies within."""
        return self.start <= at < self.end if self.start < self.end else at >= self.start or at < self.end


def _refusal(rule: str, message: str, hint: str) -> Wrong:
    return Wrong(rule, message=message, hint=hint)


def _value(check: Callable[[object], Any], **schema: Any) -> Value:
    """A form that does not depend on the file's languages."""
    return Value(lambda value, _languages: check(value), schema or {"type": "string"})


def _pattern(
    form: str, rule: str, message: str, hint: str, *, forgive: Callable[[str], str] = str, shown: str = ""
) -> Value:
    """A text that matches `form` whole, once forgiven. No form needs more than LONGEST letters.

    `shown` is the pattern that editors check, which know nothing of forgiving.
    """

    def check(value: object) -> str:
        if isinstance(value, str) and len(value) <= LONGEST and re.fullmatch(form, forgive(value)):
            return forgive(value)
        quotes = " Put it in quotes." if not isinstance(value, str) else ""
        raise _refusal(rule, message, hint + quotes)

    return _value(check, type="string", **({"pattern": shown} if shown else {}))


def choice(named: Any) -> Value:
    """One of the texts of a Literal."""
    choices = get_args(named)

    def check(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise Wrong("choice", choices=choices)

    return _value(check, type="string", enum=list(choices))


def number(least: int, most: int | None = None) -> Value:
    """A whole number from `least` to `most`."""

    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong("number")
        if value < least or (most is not None and value > most):
            raise Wrong("range", bound=f"at least {least}" if value < least else f"at most {most}")
        return value

    return _value(check, type="integer", minimum=least, **({"maximum": most} if most is not None else {}))


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise Wrong("yes-or-no")


def _some_text(value: object) -> str:
    if not isinstance(value, str):
        raise _refusal("text-expected", "this must be a text", "Put it in quotes.")
    if not value.strip():
        raise _refusal("text-empty", "there is no text in it", "Write one, or take the line out.")
    hidden = HIDDEN.search(value)
    if hidden:
        sign = f"U+{ord(hidden[0]):04X}"
        raise _refusal(
            "text-hidden", f"it holds {sign}, which nobody sees and phones show as they like", "Take it out."
        )
    return value


def _country(value: object) -> str:
    if isinstance(value, str) and value in COUNTRY_CODES:
        return value
    written = str(value).strip().upper()
    right = USUAL_SLIPS.get(written) or (written if written in COUNTRY_CODES else "")
    hint = f'Did you mean "{right}"?' if right else 'Two capital letters, such as "IT", "DE" or "US".'
    raise _refusal("country-unknown", f"no country has the code “{short(value)}”", hint)


def _language(value: object) -> str:
    if isinstance(value, str) and LANGUAGE.fullmatch(value):
        return value
    close = str(value).strip().lower()[:2]
    raise _refusal(
        "language-form",
        f"“{short(value)}” is not a language code",
        f'Two small letters, such as "{close or "it"}".',
    )


def _timezone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (KeyError, ValueError, OSError):
        close = did_you_mean(str(value).replace(" ", "_"), available_timezones()) or 'Such as "Europe/Rome".'
        raise _refusal("timezone-unknown", f"no time zone is called “{short(value)}”", close) from None


def _platform(value: object) -> str:
    if isinstance(value, str) and value in NETWORKS:
        return value
    close = near(value, NETWORKS)
    hint = f'Did you mean "{close}"?' if close else f"One of {', '.join(NETWORKS)}."
    if close and not NETWORKS[close].tie_allowed:
        hint += " Its rules forbid trading a coupon for a follow, so it can only be invited."
    raise _refusal("platform-unknown", f"no network called “{short(value)}”", hint)


def millimetres(written: object) -> Decimal | None:
    """The length that “1.5 m” or “25 cm” means, in mm; None if it is written otherwise, or cannot be meant."""
    found = LENGTH.fullmatch(written.strip()) if isinstance(written, str) else None
    length = Decimal(found[1].replace(",", ".")) * MILLIMETRES[found[2]] if found else Decimal(0)
    return length if 1 <= length <= LONGEST_DISTANCE_MM else None


def _distance(value: object) -> int:
    length = millimetres(value)
    if length is None:
        raise _refusal("distance-form", "a distance lies between 1 mm and 200 m", _distance_meant(value))
    return round(length)


def _distance_meant(value: object) -> str:
    """What to write instead: the very number, where there is one that could be meant."""
    found = re.match(r"\s*(\d{1,6}(?:[.,]\d{1,3})?)\s*([a-z]*)", str(value)[:LONGEST].lower(), re.ASCII)
    number, word = found.groups() if found else ("", "")
    units = [unit for begin, unit in UNITS.items() if word.startswith(begin)][:1] if word else ["m", "cm"]
    meant = [f'"{number} {unit}"' for unit in units if millimetres(f"{number} {unit}")]
    return f"Write {' or '.join(meant)}." if meant else 'Write it as "1.5 m" or "25 cm".'


def _money(value: object) -> Money:
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,2})?) ([A-Z]{3})", value) if isinstance(value, str) else None
    if found is None:
        raise _refusal("money-form", "a sum has a number and a currency", 'Write it as "20000 EUR".')
    return Money(Decimal(found[1]), found[2])


def _hours(value: object) -> Span:
    found = re.fullmatch(r"(\d{1,2}):(\d\d) ?[-–] ?(\d{1,2}):(\d\d)", value) if isinstance(value, str) else None
    if found:
        hour, minute, end_hour, end_minute = map(int, found.groups())
        if hour < 24 and end_hour <= 24 and max(minute, end_minute) < 60 and (end_hour, end_minute) <= (24, 0):
            span = Span(time(hour, minute), time(end_hour % 24, end_minute))
            if span.start != span.end or end_hour == 24:
                return span
    raise _refusal("hours-form", "hours have a beginning and an end", 'Write them as "11:00-15:00".')


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
        raise _refusal("date-form", "this must be a date", "Year, month, day: 2026-06-01.")
    if meant.year not in YEARS:
        raise _refusal("date-form", f"the year {meant.year} cannot be meant", "Year, month, day: 2026-06-01.")
    return meant


def sane(value: object) -> int | Decimal | None:
    """The number that a value is; None if it is none, or not below LARGEST: TOML also writes inf, nan and 1e999999."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        return None
    return value if -LARGEST < value < LARGEST else None


def _offer_value(value: object, languages: tuple[str, ...]) -> int | Decimal | Texts:
    meant = sane(value)
    if meant is not None:
        return meant
    if isinstance(value, str | Mapping):
        return spread(value, languages)
    raise _refusal("offer-value", "a value is a number, or a text for an item", "Write 25, or 5.00.")


TEXT = _value(_some_text)
YES_OR_NO = _value(_yes_or_no, type="boolean")
COLOUR = _pattern(
    "#[0-9a-f]{6}",
    "colour-form",
    "a colour is # and six digits",
    'Such as "#b3124b".',
    forgive=str.lower,
    shown="^#[0-9A-Fa-f]{6}$",
)
FILE_NAME = _pattern(
    PICTURE,
    "file-name",
    "this must be the name of a picture",
    "A .png, .jpg or .webp that lies beside this file, without folders.",
    shown=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.(png|jpg|jpeg|webp)$",
)
EMAIL = _pattern(
    r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "email-form", "this is not an e-mail address", 'As "ciao@aurora.example".'
)
SUPPORT_PHONE = _pattern(r"\+?[\d ()./-]{5,25}", "phone-form", "this is not a phone number", 'As "+39 055 0000000".')
SENDER = _pattern(
    r"\+[1-9]\d{6,14}|\d{3,8}",
    "sender-form",
    "texts arrive at a number",
    'With its country code, "+393399900000", or a short number, "48123".',
    forgive=lambda text: re.sub(r"[ ()./-]", "", text),
)
SENDER_FROM = _pattern(
    r"\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9 &._-]{0,9}[A-Za-z0-9])?",
    "sender-form",
    "texts come from a number, or from a name of 11 letters at most",
    'As "+12025550123", "48123" or "AURORA", without accents.',
    forgive=lambda text: text.strip() if re.search("[A-Za-z]", text) else re.sub(r"[ ()./-]", "", text),
)
WEBSITE = _pattern(
    r"https://[\w-]+(\.[\w-]+)+(:\d{1,5})?(/\S*)?",
    "website-form",
    "an address begins with https://",
    'Write it in full: "https://aurora.example".',
)
WORD = _pattern(r"[^\W_]{2,20}", "keyword-form", "a keyword is one word of 2 to 20 letters", 'Such as "GELATO".')
CURRENCY = _pattern("[A-Z]{3}", "currency-form", "a currency has three capital letters", 'Such as "EUR" or "USD".')
TOPIC = _pattern("[a-z0-9][a-z0-9-]{0,29}", "topic-form", "a topic is one word in small letters", 'Such as "offers".')
STORE = _pattern(
    "[a-z0-9][a-z0-9-]{0,39}", "store-form", "a shop's name here is small letters and hyphens", 'Such as "via-roma".'
)
TIER = _pattern("[a-z0-9][a-z0-9-]{0,29}", "tier-form", "a tier is one word in small letters", 'Such as "gold".')
PLACEMENT_ID = _pattern(
    f"[{PLACEMENT_ALPHABET}]{{4,8}}",
    "placement-id",
    "an id has 4 to 8 letters and digits that nobody mixes up",
    f"Of {PLACEMENT_ALPHABET}. Leave the line out, and handbill check --fix writes one.",
    forgive=str.lower,
    shown=f"^[{PLACEMENT_ALPHABET}]{{4,8}}$",
)
LANGUAGE_CODE = _value(_language)
COUNTRY = _value(_country, type="string", pattern="^[A-Z]{2}$")
TIMEZONE = _value(_timezone)
PLATFORM = _value(_platform, enum=list(NETWORKS))
DISTANCE = _value(_distance, type="string", pattern="^[0-9]{1,6}([.,][0-9]{1,3})? ?(mm|cm|m)$", default="25 cm")
SUM = _value(_money, type="string", pattern="^[0-9]{1,12}(\\.[0-9]{1,2})? [A-Z]{3}$")
HOURS = _value(_hours, type="string", pattern="^[0-9]{1,2}:[0-9]{2} ?[-–] ?[0-9]{1,2}:[0-9]{2}$")
MOMENT = _value(_moment)
OFFER_VALUE = Value(_offer_value, {"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "object"}]})
