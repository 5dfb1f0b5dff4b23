"""A number as people type it → E.164, or why not, in words.

The campaign's countries decide first: a number is read as a national one of each of them, the chosen one leading, and
served if it is one of theirs. The kind of line decides second: what is surely no mobile is refused by its reason, and
what could be one passes as "unknown". Numbering plans grow faster than any copy of them, and it is the text that
proves a number, not its pattern.

phonenumbers.geocoder and phonenumbers.timezone stay out: they take a hundred mebibytes of memory.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NewType

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from app.rules.area_codes import AREA_CODES
from app.rules.country import country as rules_of
from app.rules.digits import digits_of
from app.rules.words import Say, mark

E164 = NewType("E164", str)  # made by the readers below: one number is always the same letters, whoever wrote it
SHAPE = re.compile(r"\+[1-9][0-9]{7,14}")
MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
LANDLINE = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP, PhoneNumberType.UAN})
COSTLY = ("premium_rate", "shared_cost", "toll_free", "personal_number", "pager", "voicemail", "uan")
ENDINGS = ("0123456789", "2345678901", *(digit * 10 for digit in "0123456789"))
OLD_MEXICAN = re.compile(r"(?:\+521|01|04[45])(?=[0-9]{10}$)")  # before a mobile until 2019, and on cards ever since
EXAMPLES = {"US": "(503) 555-0142", "CA": "(604) 555-0142", "GB": "07700 900123"}  # from ranges kept for fiction
DOTS = "•••"

Reason = Literal["empty", "short", "long", "landline", "premium", "not_served", "not_a_number"]
# Of several readings that failed, the one to tell: the surest first, and of two lengths the nearest.
URGENCY = {"premium": 0, "landline": 0, "short": 1, "long": 1, "not_served": 2, "not_a_number": 3}

SENTENCES = {
    "empty": mark("Enter your mobile number."),
    "landline": mark("That looks like a landline; we can only text mobiles."),
    "premium": mark("That looks like a service number; we can only text mobiles."),
    "not_a_number": mark("That doesn't look like a mobile number. {number} looks like {example}."),
}


@dataclass(frozen=True)
class Number:
    """A number that may be texted: E.164, its ISO 3166 country, and whether it is known for a mobile."""

    e164: E164
    country: str
    kind: Literal["mobile", "unknown"]


class BadNumber(ValueError):
    """Why a text cannot be sent there; never the number itself, so it may be logged.

    reason     premium: any number that costs or serves (shared cost, toll-free, personal, pager, voicemail);
               not_served: any number outside of the campaign's countries, satellite phones included
    country    the one that the number was held against; countries, all that would do
    example    a right one, as people of that country write it
    lengths    the fewest and the most digits of such a number, with its leading 0 where people write one
    off_by     digits missing (below zero) or too many, else 0
    """

    def __init__(self, reason: Reason, country: str, countries: Sequence[str], off_by: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.country, self.countries, self.off_by = reason, country, tuple(countries), off_by
        plan = _plan(country)
        self.example, self.lengths = plan.example, (plan.fewest + plan.trunk, plan.most + plan.trunk)


def read_number(typed: str, countries: Sequence[str], chosen: str | None = None) -> Number:
    """The number that was typed, whatever stands between its digits, as one of the countries (ISO 3166, not empty).

    chosen, if it is one of them, is tried before the others. Raises BadNumber.
    """
    served = list(dict.fromkeys([chosen, *countries])) if chosen and chosen in countries else countries
    digits = _digits(typed, served)
    answer = _best(_readings(digits, served), served)
    if isinstance(answer, BadNumber) and answer.reason == "long" and (shorter := _without_zero(digits, served)):
        again = _best(_readings(shorter, served), served)
        answer = again if isinstance(again, Number) and again.kind == "mobile" else answer
    if isinstance(answer, BadNumber):
        raise answer
    return answer


def is_served(number: E164, countries: Sequence[str]) -> bool:
    """Whether a page of a campaign for these countries would take the number: no premium and no satellite one."""
    try:
        read_number(number, countries)
    except BadNumber:
        return False
    return True


def _best(readings: Iterator[PhoneNumber | BadNumber], served: Sequence[str]) -> Number | BadNumber:
    """The first reading that is a mobile, else the first that could be one, else the likeliest reason against all."""
    refusals: list[BadNumber] = []
    possible = None
    for reading in readings:
        verdict = reading if isinstance(reading, BadNumber) else _verdict(reading, served)
        if isinstance(verdict, BadNumber):
            refusals.append(verdict)
        elif verdict.kind == "mobile":
            return verdict
        else:
            possible = possible or verdict
    if possible:
        return possible
    return min(refusals, key=lambda bad: (URGENCY[bad.reason], bad.country != served[0], abs(bad.off_by)))


def _without_zero(digits: str, served: Sequence[str]) -> str:
    """The digits without a 0 before the number, which Italy and Poland no longer have; empty if there is none."""
    for code in map(prefix, served):
        if digits.startswith(code + "0"):
            return code + digits[len(code) + 1 :]
    return digits[1:] if digits.startswith("0") else ""


def e164(text: str) -> E164:
    """The text, which is a number in E.164 as it stands: + and 8 to 15 digits, no 0 first. Raises ValueError."""
    if not SHAPE.fullmatch(text):
        raise ValueError("this is no number in E.164")  # and may be one in another form, so it is not repeated
    return E164(text)


def inbound_number(text: str, country: str | None = None) -> E164 | None:
    """The number that a text came from, as its gateway writes it: "+39 333…", "0039333…", "39333…".

    country (ISO 3166) is for gateways that write their own country's numbers without its code. None for short numbers,
    names and whatever else is nobody's number: such a sender is no subscriber.
    """
    digits = digits_of(text) if not any(map(str.isalpha, text)) else None
    if not digits:
        return None
    if digits.startswith("+"):
        return _in_full(digits, _is_whole)
    national = _in_full(digits, phonenumbers.is_valid_number, country) if country else None
    return national or (_in_full("+" + digits, _is_whole) if len(digits) > 9 else None)


def _is_whole(number: PhoneNumber) -> bool:
    """Whether it has the length of a number of its country, area code included."""
    return bool(phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE)


def _in_full(digits: str, test: Callable[[PhoneNumber], bool], country: str | None = None) -> E164 | None:
    if country == "MX" or digits.startswith("+521"):
        digits = OLD_MEXICAN.sub("+52", digits)
    try:
        number = phonenumbers.parse(digits, country)
    except NumberParseException:
        return None
    written = _written(number)
    return written if test(number) and SHAPE.fullmatch(written) else None


def country_of(e164: str) -> str:
    """The ISO 3166 country of a number in E.164, of several with one code the one it looks like or the largest.

    Empty where it has none, as with short numbers, names and satellites.
    """
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return ""
    largest = phonenumbers.region_code_for_country_code(number.country_code or 0)
    country = phonenumbers.region_code_for_number(number) or largest
    return "" if country in {"001", "ZZ"} else country  # its signs for the whole world and for nowhere


def problem(say: Say, bad: BadNumber) -> str:
    """The sentence beside the field: what is wrong, and a right number where that helps."""
    rule = rules_of(bad.country)
    number = say(rule.number) if rule.number else say("A number from {country}", country=say.country(bad.country))
    facts = {"number": number, "length": _length(say, bad), "example": bad.example}
    if bad.reason == "short":
        return say.many(
            "That's one digit short. {number} has {length}, like {example}.",
            "That's {n} digits short. {number} has {length}, like {example}.",
            -bad.off_by,
            **facts,
        )
    if bad.reason == "long":
        return say.many(
            "That's one digit too many. {number} has {length}, like {example}.",
            "That's {n} digits too many. {number} has {length}, like {example}.",
            bad.off_by,
            **facts,
        )
    if bad.reason == "not_served":
        return _not_served(say, bad.countries)
    return say(SENTENCES[bad.reason], **facts)


def spaced(e164: str) -> str:
    """The whole number as people read it, "+39 333 123 4342": for simulated phones, which belong to nobody."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return e164


def prefix(country: str) -> str:
    """What stands before a national number of the country when it is dialled from abroad: "+39"."""
    return f"+{phonenumbers.country_code_for_region(country)}"


def mask(e164: str) -> str:
    """The number with its country code and last three digits, for pages: "+39 ••• ••• 342"."""
    code, end = _ends(e164)
    return f"{code} {DOTS} {DOTS} {end}".strip()


def _ends(e164: str) -> tuple[str, str]:
    digits = e164.removeprefix("+")
    if not re.fullmatch("[0-9]{8,15}", digits):
        return "", ""
    code = next((digits[:n] for n in (1, 2, 3) if int(digits[:n]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE), "")
    return f"+{code}" if code else "", digits[-3:]


def _digits(typed: str, served: Sequence[str]) -> str:
    digits = digits_of(typed)
    if not digits:
        raise BadNumber("empty" if digits == "" else "not_a_number", served[0], served)
    return digits


def _readings(digits: str, served: Sequence[str]) -> Iterator[PhoneNumber | BadNumber]:
    """All that the digits could be, the likeliest first: as each country dials them, then with a + forgotten."""
    for country in served[:1] if digits.startswith("+") else served:
        yield _parse(digits, country, served)
    if not digits.startswith(("+", "0")) and len(digits) > 9:  # no shorter number carries a country code
        yield _parse("+" + digits, served[0], served)
    if digits.startswith("011") and len(digits) > 12:  # as one dials from North America; no national number is as long
        yield _parse("+" + digits[3:], served[0], served)
    if digits.startswith("+89") and "RU" in served:  # a + before the 8 of a long call; no country has the code 89
        yield _parse(digits[1:], "RU", served)


def _parse(digits: str, country: str, served: Sequence[str]) -> PhoneNumber | BadNumber:
    if country == "MX" or digits.startswith("+521"):
        digits = OLD_MEXICAN.sub("+52", digits)
    try:
        return phonenumbers.parse(digits, country)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            return BadNumber("not_a_number", country, served)
        plan, typed = _plan(country), len(digits.lstrip("+"))
        if typed > plan.most:
            return BadNumber("long", country, served, typed - plan.most)
        return BadNumber("short", country, served, min(-1, typed - plan.fewest))


def _verdict(number: PhoneNumber, served: Sequence[str]) -> Number | BadNumber:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(number.country_code or 0, ())
    ours = [country for country in served if country in regions]
    if not ours:
        return BadNumber("not_served", served[0], served)
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        verdicts = [_possible(number, country, served) for country in ours if _may_be_of(country, number, regions)]
        known = (verdict for verdict in verdicts if isinstance(verdict, Number))
        return next(known, verdicts[0] if verdicts else BadNumber("not_served", served[0], served))
    if kind not in MOBILE | LANDLINE:
        return BadNumber("premium", ours[0], served)
    country = phonenumbers.region_code_for_number(number) if len(regions) > 1 else ours[0]
    if country not in ours:
        return BadNumber("not_served", served[0], served)
    if kind in LANDLINE:
        return BadNumber("landline", country, served)
    return Number(_written(number), country, "mobile")


def _may_be_of(country: str, number: PhoneNumber, regions: Sequence[str]) -> bool:
    """Whether its beginning belongs to no other country of the same code: texts to some islands cost dear."""
    national = phonenumbers.national_significant_number(number)
    if country in {"CA", "US"} and national[:3] in AREA_CODES:
        return all(place.startswith(country) for place in AREA_CODES[national[:3]][0])
    others: list[Any] = [PhoneMetadata.metadata_for_region(region) for region in regions if region != country]
    return not any(other.leading_digits and re.match(other.leading_digits, national) for other in others)


def _possible(number: PhoneNumber, country: str, served: Sequence[str]) -> Number | BadNumber:
    """What no kind of line claims: a mobile of a range yet to be opened, if it has a mobile's length and beginning."""
    plan, national = _plan(country), phonenumbers.national_significant_number(number)
    if _is_costly(country, national[:3]):
        return BadNumber("premium", country, served)
    with_prefix = plan.prefix and national.startswith(plan.prefix)
    begins_well = plan.pattern.fullmatch(national) and not with_prefix
    digits = len(national if begins_well or not plan.prefix else national.removeprefix(plan.prefix))
    if off_by := min(0, digits - plan.fewest) or max(0, digits - plan.most):
        return BadNumber("short" if off_by < 0 else "long", country, served, off_by)
    if not begins_well:
        return BadNumber("not_a_number", country, served)
    return Number(_written(number), country, "unknown")


def _written(number: PhoneNumber) -> E164:
    return E164(f"+{number.country_code}{phonenumbers.national_significant_number(number)}")


@lru_cache(2000)
def _is_costly(country: str, beginning: str) -> bool:
    """Whether what begins so costs or serves and is never a mobile: the gaps of such a range are no new mobiles."""
    metadata: Any = PhoneMetadata.metadata_for_region(country)

    def is_open(kind: str) -> bool:
        range_ = getattr(metadata, kind)
        lengths = range_.possible_length if range_ and range_.national_number_pattern else ()
        tried = (beginning + ending[: n - len(beginning)] for n in lengths for ending in ENDINGS if n > len(beginning))
        return any(re.fullmatch(range_.national_number_pattern, national) for national in tried)

    return len(beginning) == 3 and any(map(is_open, COSTLY)) and not is_open("mobile")


@dataclass(frozen=True)
class _Plan:
    """Mobile numbers of one country: their fewest and most digits, the prefix dialled before them, the digits of it
    that the example shows, and the pattern of all numbers of the country."""

    example: str
    fewest: int
    most: int
    prefix: str
    trunk: int
    pattern: re.Pattern[str]


@lru_cache(None)
def _plan(country: str) -> _Plan:
    metadata: Any = PhoneMetadata.metadata_for_region(country)
    sample = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    if metadata is None or sample is None:
        raise ValueError(f"there is no numbering plan for {country!r}")
    example = EXAMPLES.get(country) or phonenumbers.format_number(sample, PhoneNumberFormat.NATIONAL)
    usual = len(phonenumbers.national_significant_number(sample))
    lengths = set(metadata.mobile.possible_length) - {-1} or {usual}
    fewest = next(n for n in range(usual, 0, -1) if n - 1 not in lengths)
    most = next(n for n in range(usual, 99) if n + 1 not in lengths)  # the Dutch 11 beside 9 are for machines
    trunk = sum(map(str.isdigit, example)) - usual
    pattern = re.compile(metadata.general_desc.national_number_pattern)
    return _Plan(example, fewest, most, metadata.national_prefix or "", max(0, trunk), pattern)


def _length(say: Say, bad: BadNumber) -> str:
    fewest, most = bad.lengths
    if most - fewest > 1:
        return say("{fewest} to {most}", fewest=fewest, most=most)
    return say.list(map(str, dict.fromkeys(bad.lengths)), "or")


def _not_served(say: Say, countries: Sequence[str]) -> str:
    if len(countries) > 4:
        return say("This offer isn't open to numbers from there.")
    adjectives = [rules_of(country).adjective for country in countries]
    if all(adjectives):
        return say("This offer is for {countries} numbers.", countries=say.list(map(say, adjectives)))
    return say("This offer is for numbers from {countries}.", countries=say.list(map(say.country, countries)))
