import json
from datetime import UTC, datetime, timedelta

import pytest

from app.store import visits, waiting
from app.store.visits import Scan, Visit
from tests import make
from tests.serving import call


@pytest.fixture
def busy(sessions):
    """A campaign with eight scans three days ago, a robot among them, two coupons, and one of them spent."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        seen = [
            Scan(make.CAMPAIGN_ID, make.PLACEMENT, now - timedelta(days=3), robot=number == 0) for number in range(9)
        ]
        visits.add_scans(session, seen)
        for number in (1, 2):
            visit = Visit(number, make.CAMPAIGN_ID, make.PLACEMENT, "it", False, None, {})
            person = make.subscriber(session, number=f"+3933310000{number:02}")
            visits.join(session, visit, person, first=True, now=now)
        make.coupon(session, issued_at=now - timedelta(hours=2))
        make.coupon(session, issued_at=now - timedelta(hours=2), spent_at=now - timedelta(hours=1))


def test_the_way_from_scan_to_till_is_drawn(settings, busy):
    told = call(settings, "stats", make.CAMPAIGN_ID).stdout
    assert "Estate 25   June 1, 2026 to August 31, 2036, figures to " in told
    assert "  Scans                 8  " + "█" * 32 in told
    assert "  Numbers               2  " + "█" * 8 + " " * 27 + "25%" in told
    assert "by choice" in told


def test_each_placement_tells_what_it_brought_and_since_when_it_is_silent(settings, busy):
    told = call(settings, "stats", make.CAMPAIGN_ID).stdout
    line = next(line for line in told.split("\n") if make.PLACEMENT in line)
    assert line.split()[:9] == [
        make.PLACEMENT,
        "Shop",
        "window",
        "Via",
        "Roma",
        "8",
        "2",
        "1",
        "▁" * 10 + "█" + "▁" * 3,
    ]
    assert line.endswith("silent 3 days")


def test_an_id_that_the_file_has_no_more_is_counted_under_its_name(settings, busy):
    call(settings, "stats", make.CAMPAIGN_ID)
    spots = [{"id": "n4t8x", "name": "Table tents"}]
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(placements=spots))
    told = call(settings, "stats", make.CAMPAIGN_ID).stdout
    (line,) = (line for line in told.split("\n") if make.PLACEMENT in line)
    assert line.startswith("  k7q2m  Shop window Via Roma, no longer in the file        8        2         1  ")
    assert "silent" not in line


def test_figures_are_there_for_programs(settings, busy):
    told = json.loads(call(settings, "stats", make.CAMPAIGN_ID, "--json").stdout)
    assert (told["funnel"]["scans"], told["funnel"]["robots"], told["funnel"]["redeemed"]) == (8, 1, 1)
    assert [row["placement"] for row in told["placements"]] == [make.PLACEMENT]
    assert told["waiting"] == 0


def test_how_many_wait_is_said(settings, sessions):
    with sessions.begin() as session:
        for n in range(3):
            who = make.subscriber(session, number=f"+39333123000{n}")
            where = {"campaign": make.CAMPAIGN_ID, "brand": make.BRAND, "placement": make.PLACEMENT}
            waiting.add(session, who, **where, now=make.NOW)
    assert "3 waiting for a coupon to come free" in call(settings, "stats", make.CAMPAIGN_ID).stdout


def test_a_campaign_that_nobody_saw_yet_is_drawn_too(settings):
    told = call(settings, "stats", make.CAMPAIGN_ID)
    assert told.exit_code == 0
    assert "Redeemed" in told.stdout


def test_an_unknown_campaign_is_wrong_use(settings):
    told = call(settings, "stats", "winter")
    assert told.exit_code == 2
    assert told.stderr == "Error: There is no campaign 'winter'. There is estate-25.\n"
