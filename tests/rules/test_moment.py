from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.rules.moment import BadMoment, read_moment

NOON = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2026-07-04T10:00:00Z", "2026-07-04T12:00:00+02:00", "2026-07-04 10:00Z"])
def test_a_moment_with_its_offset_is_told_in_utc(written):
    assert read_moment(written) == NOON
    assert read_moment(written, ZoneInfo("Asia/Tokyo")) == NOON


def test_a_moment_without_an_offset_is_one_of_the_zone_or_none():
    assert read_moment("2026-07-04T12:00", ZoneInfo("Europe/Rome")) == NOON
    with pytest.raises(BadMoment):
        read_moment("2026-07-04T12:00")


@pytest.mark.parametrize(
    "written", ["", "yesterday", "2026-13-01Z", "0001-01-01T00:00+02:00", "9999-12-31T23:59-01:00"]
)
def test_what_utc_has_no_moment_for_is_refused(written):
    with pytest.raises(BadMoment):
        read_moment(written, UTC)
