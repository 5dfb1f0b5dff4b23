"""When advertising may arrive: to the minute, in nights when clocks are set, and where several places are possible."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.holiday import is_holiday
from app.rules.hours import FARTHEST, opens
from app.rules.law import BOOK
from app.rules.law.form import week

NEW_YORK = ZoneInfo("America/New_York")
CHICAGO = ZoneInfo("America/Chicago")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
PARIS = ZoneInfo("Europe/Paris")
ROME = ZoneInfo("Europe/Rome")
KOLKATA = ZoneInfo("Asia/Kolkata")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
FEDERAL = ((week({"Mon-Sun": "08:00-21:00"}), None),)


def at(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def opening(now, zone, *others, hours=FEDERAL):
    """When it opens for a local moment, in the first zone's own time, to the minute."""
    moment = opens(hours, (zone, *others), is_holiday, at(now, zone).astimezone(UTC))
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def of(place, day=date(2026, 11, 26)):
    return BOOK.needs((place,), day).hours


@pytest.mark.rule("US-TCPA-QH-1")
@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-07-06 07:59", "2026-07-06 08:00"),
        ("2026-07-06 07:59:59.999999", "2026-07-06 08:00"),
        ("2026-07-06 08:00", "2026-07-06 08:00"),
        ("2026-07-06 20:59", "2026-07-06 20:59"),
        ("2026-07-06 21:00", "2026-07-07 08:00"),
        ("2026-07-06 03:00", "2026-07-06 08:00"),
    ],
)
def test_the_window_opens_and_closes_to_the_minute(now, when):
    assert opening(now, NEW_YORK) == when


def test_inside_the_window_it_is_now_to_the_microsecond():
    now = at("2026-07-06 20:59:59.999999", NEW_YORK).astimezone(UTC)
    assert opens(FEDERAL, (NEW_YORK,), is_holiday, now) == now


@pytest.mark.rule("US-TCPA-QH-1")
@pytest.mark.parametrize(
    ("now", "utc"),
    [
        ("2026-03-07 21:00", "2026-03-08 12:00"),  # the night is an hour short: 08:00 is 12:00 UTC from then on
        ("2026-03-06 21:00", "2026-03-07 13:00"),
        ("2026-10-31 21:00", "2026-11-01 13:00"),  # and an hour long in autumn
        ("2026-10-30 21:00", "2026-10-31 12:00"),
    ],
)
def test_nights_when_clocks_are_set_open_at_eight_all_the_same(now, utc):
    opened = opens(FEDERAL, (NEW_YORK,), is_holiday, at(now, NEW_YORK).astimezone(UTC))
    assert opened == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_window_across_the_hour_that_is_skipped_or_repeated_is_never_the_looser_reading():
    early = ((week({"Mon-Sun": "01:30-02:30"}), None),)
    skipped = at("2026-03-08 01:00", NEW_YORK).astimezone(UTC)  # 02:00 becomes 03:00
    assert opens(early, (NEW_YORK,), is_holiday, skipped) == datetime(2026, 3, 9, 5, 30, tzinfo=UTC)
    repeated = at("2026-11-01 00:00", NEW_YORK).astimezone(UTC)  # 02:00 becomes 01:00
    assert opens(early, (NEW_YORK,), is_holiday, repeated) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # the second


@pytest.mark.rule("US-TCPA-QH-3")
@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-07-06 08:00", "2026-07-06 11:00"),  # eight in Los Angeles
        ("2026-07-06 10:59", "2026-07-06 11:00"),
        ("2026-07-06 20:59", "2026-07-06 20:59"),
        ("2026-07-06 21:00", "2026-07-07 11:00"),
    ],
)
def test_all_zones_that_may_be_must_be_open(now, when):
    assert opening(now, NEW_YORK, CHICAGO, LOS_ANGELES) == when


@pytest.mark.rule("FR-2")
@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-07-13 19:59", "2026-07-13 19:59"),
        ("2026-07-13 20:00", "2026-07-15 08:00"),  # the 14th is a holiday
        ("2026-07-14 12:00", "2026-07-15 08:00"),
        ("2026-07-18 12:00", "2026-07-18 12:00"),  # a Saturday
        ("2026-07-19 12:00", "2026-07-20 08:00"),  # a Sunday
        ("2026-05-07 21:00", "2026-05-09 08:00"),  # the 8th is a holiday
    ],
)
def test_france_closes_on_sundays_and_holidays(now, when):
    assert opening(now, PARIS, hours=of("FR")) == when


@pytest.mark.rule("IT-4")
@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-07-18 21:59", "2026-07-18 21:59"),
        ("2026-07-18 22:00", "2026-07-20 08:00"),
        ("2026-07-20 07:59", "2026-07-20 08:00"),
        ("2026-06-02 12:00", "2026-06-02 12:00"),  # a holiday, which no source closes
    ],
)
def test_italy_closes_at_night_and_on_sundays(now, when):
    assert opening(now, ROME, hours=of("IT")) == when


@pytest.mark.rule("IN-1")
@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-07-06 09:59", "2026-07-06 10:00"),
        ("2026-07-06 10:00", "2026-07-06 10:00"),
        ("2026-07-06 21:00", "2026-07-07 10:00"),
    ],
)
def test_india_is_open_from_ten_to_nine(now, when):
    assert opening(now, KOLKATA, hours=of("IN")) == when


def test_zones_off_by_quarters_of_an_hour_are_exact():
    assert opening("2026-07-06 07:59", KATHMANDU) == "2026-07-06 08:00"


def test_christmas_and_the_sunday_after_it_are_waited_out():
    assert opening("2026-12-24 20:00", PARIS, hours=of("FR")) == "2026-12-26 08:00"
    assert opening("2026-12-26 20:00", PARIS, hours=of("FR")) == "2026-12-28 08:00"


@pytest.mark.parametrize(
    "hours",
    [
        ((week({}), None),),
        ((week({"Mon": "08:00-12:00"}), None), (week({"Tue": "08:00-12:00"}), None)),
        ((week({"Mon-Sun": "08:00-10:00"}), None), (week({"Mon-Sun": "10:00-12:00"}), None)),
    ],
)
def test_what_never_opens_is_given_up(hours):
    assert opens(hours, (ROME,), is_holiday, datetime(2026, 7, 6, 10, tzinfo=UTC)) is None


def test_without_a_zone_nobody_knows_the_time():
    with pytest.raises(ValueError, match="zone"):
        opens(FEDERAL, (), is_holiday, datetime(2026, 7, 6, 10, tzinfo=UTC))


ZONES = st.sampled_from(
    ["America/New_York", "America/Los_Angeles", "Pacific/Auckland", "Europe/Rome", "Asia/Kathmandu", "Africa/Cairo"]
)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
PLACES = st.sampled_from(["US", "US-TX", "US-PA", "FR", "IT", "GB", "DK", "BR", "CH", "AU"])


@settings(deadline=None)  # the first question imports the holidays
@given(PLACES, st.lists(ZONES, min_size=1, max_size=3, unique=True), MOMENTS)
def test_whenever_it_opens_every_clock_is_inside_and_no_quarter_before_was(place, names, now):
    hours, zones = of(place), tuple(map(ZoneInfo, names))
    opened = opens(hours, zones, is_holiday, now)
    tries = [now, *(quarter(now) + timedelta(minutes=15 * n) for n in range(1, FARTHEST // timedelta(minutes=15)))]
    assert opened == next((moment for moment in tries if inside(hours, zones, moment)), None)


def quarter(moment):
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def inside(hours, zones, moment):
    """The same question, asked of the clock on the wall."""
    for zone in zones:
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        for window, country in hours:
            if country and is_holiday(country, local.date()):
                return False
            if not any(start <= minute < end for start, end in window.week[local.weekday()]):
                return False
    return True
