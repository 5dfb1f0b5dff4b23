import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from time import process_time
from timeit import timeit
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from babel.core import get_global

from app.rules.area_codes import AREA_CODES
from app.rules.country import COUNTRIES
from app.rules.phone import e164
from app.rules.whereabouts import EVERYWHERE, Whereabouts, whereabouts

WINTER, SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)
EAST, MIDDLE = "America/New_York", "America/Chicago"

# The library's geocoder and time zones, printed by a process of its own, for they stay in memory for good.
TELL = """
import json, phonenumbers
from collections import defaultdict
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA
places, clocks, told = defaultdict(set), defaultdict(set), {}
for prefix, names in GEOCODE_DATA.items():
    places[prefix[:4]].add(names.get("en", "") if len(prefix) >= 4 else "")
for prefix, zones in TIMEZONE_DATA.items():
    clocks[prefix[:4]].update(zones if len(prefix) >= 4 else ())
for area in map(str, range(200, 1000)):
    here = "1" + area
    country = phonenumbers.region_code_for_number(phonenumbers.parse("+" + here + "2345678"))
    if country and clocks[here]:
        told[area] = [country, GEOCODE_DATA.get(here, {}).get("en", ""), sorted(places[here]), sorted(clocks[here])]
print(json.dumps(told))
"""
STALE = {  # where the library's zones are not those that are kept
    "474": "Saskatchewan does not change its clocks",
    "867": "Yukon left Pacific time in 2020",
    "879": "Newfoundland changes its clocks everywhere",
    "907": "the Aleutians change their clocks, Hawaii does not",
}
NAMES = {
    "British Colombia": {"BC"},
    "Washington D.C.": {"DC"},
    "Northwest Territories/Nunavut/Yukon": {"NT", "NU", "YT"},
    "Nova Scotia/Prince Edward Island": {"NS", "PE"},
}


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[str, str, list[str], list[str]]]:
    """What the library knows of each area code: country, its name for it, names of places in it, zones."""
    printed = subprocess.run([sys.executable, "-c", TELL], check=True, capture_output=True, text=True).stdout
    ours = {"AS", "CA", "GU", "MP", "PR", "US", "VI"}
    return {area: entry for area, entry in json.loads(printed).items() if entry[0] in ours}


def clock(zone: str) -> tuple:
    """How far from UTC the zone is in January and in July."""
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in (WINTER, SUMMER))


def clocks(zones) -> set[tuple]:
    """The clocks of all these zones."""
    return {clock(zone) for zone in zones}


# Eastern and Atlantic time without saving, kept by two villages each: in summer they are the neighbours' clocks.
FORGIVEN = {"CA": clocks(["America/Panama", "America/Puerto_Rico"])}


@pytest.mark.rule("US-TCPA-QH-3")
@pytest.mark.parametrize(
    ("number", "country", "places", "zones"),
    [
        ("+13055550142", "US", {"US-FL"}, {EAST, MIDDLE}),
        ("+12125550142", "US", {"US-NY"}, {EAST}),
        ("+12025550142", "US", {"US-DC"}, {EAST}),
        ("+19155550142", "US", {"US-TX"}, {MIDDLE, "America/Denver"}),
        ("+18085550142", "US", {"US-HI"}, {"Pacific/Honolulu"}),
        ("+17872345678", "PR", {"US-PR"}, {"America/Puerto_Rico"}),
        ("+15145550142", "CA", {"CA-QC"}, {"America/Toronto", "America/Halifax"}),
        ("+17825550142", "CA", {"CA-NS", "CA-PE"}, {"America/Halifax"}),
        ("+393331234342", "IT", {"IT"}, {"Europe/Rome"}),
        ("+64211234567", "NZ", {"NZ"}, {"Pacific/Auckland", "Pacific/Chatham"}),
        ("+34612345678", "ES", {"ES"}, {"Europe/Madrid", "Atlantic/Canary"}),
        ("+18765550101", "JM", {"JM"}, {"America/Jamaica"}),
    ],
)
def test_a_number_tells_its_state_or_its_country_and_all_clocks_kept_there(number, country, places, zones):
    assert whereabouts(e164(number), country) == Whereabouts(frozenset(places), frozenset(zones))


@pytest.mark.rule("US-TCPA-QH-3")
@pytest.mark.parametrize("number", ["+15002345678", "+15212345678", "+18002345678", "+18332345678", "+19762345678"])
def test_a_code_of_no_state_may_be_anywhere_in_the_country(number):
    found = whereabouts(e164(number), "US")
    assert found.places == {"US"}
    assert found.zones >= {zone for places, zones in AREA_CODES.values() if "US-AK" in places for zone in zones}
    assert {EAST, MIDDLE, "America/Denver", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu"} < found.zones
    assert not found.zones & {"Pacific/Guam", "America/Puerto_Rico", "America/Toronto"}


@pytest.mark.rule("US-TCPA-QH-3")
def test_a_number_may_have_moved_so_what_was_told_is_added_and_nothing_taken_away():
    told = Whereabouts(frozenset({"US-CA"}), frozenset({"America/Los_Angeles"}))
    found = whereabouts(e164("+12125550142"), "US", told)
    assert found.places == {"US-NY", "US-CA"}
    assert found.zones == {EAST, "America/Los_Angeles"}


@pytest.mark.rule("US-TCPA-QH-3")
def test_a_number_of_no_country_may_be_anywhere_and_no_hour_is_decent_everywhere():
    found = whereabouts(e164("+881612345678"), "")
    assert (found.places, found.zones) == (frozenset(), EVERYWHERE)
    hours = [{moment.astimezone(ZoneInfo(zone)).hour for zone in found.zones} for moment in (WINTER, SUMMER)]
    assert all(hour & {22, 23, 0, 1, 2, 3, 4, 5} for hour in hours)


@pytest.mark.rule("US-TCPA-QH-3")
def test_every_area_code_has_the_state_that_the_library_knows(told):
    learned = dict(NAMES)
    for country, name, names, _ in told.values():
        short = {match[1] for each in names if (match := re.search(r", ([A-Z]{2})$", each))}
        if country in {"CA", "US"} and name and len(short) == 1 and "," not in name:
            learned.setdefault(name, short)
    for area, (country, name, names, _) in told.items():
        places = {place.partition("-")[2] for place in AREA_CODES[area][0]}
        wanted = learned.get(name) or {each[-2:] for each in names if re.search(r", [A-Z]{2}$", each)} or {country}
        assert wanted >= places, (area, name)
        assert {place[:2] for place in AREA_CODES[area][0]} == {"CA" if country == "CA" else "US"}


@pytest.mark.rule("US-TCPA-QH-3")
def test_every_area_code_has_the_clocks_that_the_library_knows(told):
    missing = {area for area, (_, _, _, zones) in told.items() if not clocks(zones) <= clocks(AREA_CODES[area][1])}
    assert missing == set(STALE)


def test_every_area_code_is_there_and_no_other(told):
    assert len(AREA_CODES) > 400
    assert set(AREA_CODES) == set(told)


@pytest.mark.rule("US-TCPA-QH-3")
@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_no_clock_that_is_kept_in_a_country_is_forgotten(country):
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    if country in {"CA", "US"}:
        number = phonenumbers.parse("+15002345678")
    found = whereabouts(e164(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)), country)
    listed = get_global("territory_zones")
    known = listed.get(country) or listed["IT"]
    assert clocks(found.zones) >= clocks(known) - FORGIVEN.get(country, set())


def test_a_second_look_costs_under_three_microseconds():
    number = e164("+13055550142")
    whereabouts(number, "US")
    assert min(timeit(lambda: whereabouts(number, "US"), timer=process_time, number=1000) for _ in range(30)) < 3e-3
