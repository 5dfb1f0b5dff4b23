"""Campaign files on the shelf: watched, released when good, and never taken down by a fault."""

from pathlib import Path

import pytest

from app.settings import Settings
from app.store import Sessions, StoreUnavailable, words
from app.store.campaigns import Campaigns
from tests import make

FILE = f"{make.CAMPAIGN_ID}.toml"


@pytest.fixture
def shelf(sessions: Sessions, settings: Settings) -> Campaigns:
    """The campaigns of the settings' folder, read once."""
    campaigns = Campaigns(sessions, settings.campaigns, words.load())
    campaigns.refresh()
    return campaigns


def save(folder: Path, source: str, name: str = FILE) -> None:
    """Saves the file so that its change can be seen, however quick the test."""
    (folder / name).write_text(source + "\n" * (1 + len(list(folder.iterdir()))))


def test_a_good_file_is_in_force(shelf: Campaigns):
    assert shelf.get(make.CAMPAIGN_ID) is not None
    found = shelf.at(make.PLACEMENT.upper())
    assert found is not None
    assert found[0].id == make.CAMPAIGN_ID


def test_nothing_is_read_again_while_nothing_changed(shelf: Campaigns):
    assert not shelf.refresh()


def test_an_edit_is_in_force_at_the_next_look(shelf: Campaigns, settings: Settings):
    save(settings.campaigns, make.source(name="Estate 26"))
    assert shelf.refresh()
    changed = shelf.get(make.CAMPAIGN_ID)
    assert changed is not None
    assert changed.name == "Estate 26"


@pytest.mark.parametrize("fault", ["", "name = ", "languages = [", 'name = "x"\n[offer]\nvalue = 250\n'])
def test_a_fault_is_reported_and_the_last_good_version_stays(shelf: Campaigns, settings: Settings, fault: str):
    save(settings.campaigns, fault)
    assert shelf.refresh()
    assert shelf.get(make.CAMPAIGN_ID) is not None
    assert shelf.shelf.faults[make.CAMPAIGN_ID][0].line >= 1


def test_the_last_good_version_outlives_a_restart(shelf: Campaigns, sessions: Sessions, settings: Settings):
    save(settings.campaigns, "broken = [")
    restarted = Campaigns(sessions, settings.campaigns, words.load())
    restarted.refresh()
    assert restarted.get(make.CAMPAIGN_ID) is not None
    assert restarted.at(make.PLACEMENT) is not None


def test_going_back_to_an_older_text_releases_it_again(shelf: Campaigns, sessions: Sessions, settings: Settings):
    first = (settings.campaigns / FILE).read_text()
    save(settings.campaigns, make.source(name="Estate 26"))
    shelf.refresh()
    (settings.campaigns / FILE).write_text(first)
    shelf.refresh()
    save(settings.campaigns, "broken = [")
    restarted = Campaigns(sessions, settings.campaigns, words.load())
    restarted.refresh()
    back = restarted.get(make.CAMPAIGN_ID)
    assert back is not None
    assert back.name == "Estate 25"


def test_a_file_taken_away_is_paused_not_forgotten(shelf: Campaigns, settings: Settings, now):
    (settings.campaigns / FILE).unlink()
    shelf.refresh()
    gone = shelf.get(make.CAMPAIGN_ID)
    assert gone is not None
    assert gone.state(now) == "paused"


def test_a_printed_id_stays_with_the_campaign_that_had_it_first(shelf: Campaigns, settings: Settings):
    save(settings.campaigns, make.source(name="Thief"), "thief.toml")
    shelf.refresh()
    found = shelf.at(make.PLACEMENT)
    assert found is not None
    assert found[0].id == make.CAMPAIGN_ID


MOVED = [{"id": "n4t8x", "name": "Shop window Via Roma", "distance": "1.5 m"}]


def test_an_edit_kills_no_printed_code(shelf: Campaigns, settings: Settings):
    save(settings.campaigns, make.source(placements=MOVED))
    shelf.refresh()
    for id in (make.PLACEMENT, "n4t8x"):
        found = shelf.at(id)
        assert found is not None
        assert (found[0].id, found[1].id, found[1].name) == (make.CAMPAIGN_ID, id, "Shop window Via Roma")
    (warning,) = shelf.shelf.warnings[make.CAMPAIGN_ID]
    assert (warning.rule, warning.marked) == ("placement-gone", '"n4t8x"')
    assert warning.sentence == "Placement k7q2m is gone, but it may be printed."


def test_a_printed_id_outlives_a_restart_and_a_fault(shelf: Campaigns, sessions: Sessions, settings: Settings):
    save(settings.campaigns, make.source(placements=MOVED))
    shelf.refresh()
    save(settings.campaigns, "broken = [")
    restarted = Campaigns(sessions, settings.campaigns, words.load())
    restarted.refresh()
    assert restarted.at(make.PLACEMENT) is not None


def test_an_id_put_back_is_no_former_one(shelf: Campaigns, settings: Settings):
    save(settings.campaigns, make.source(placements=MOVED))
    shelf.refresh()
    both = [{"id": make.PLACEMENT, "name": "Door", "distance": "1 m"}, *MOVED]
    save(settings.campaigns, make.source(placements=both))
    shelf.refresh()
    assert (shelf.shelf.former, shelf.shelf.warnings[make.CAMPAIGN_ID]) == ({}, ())


def test_a_poster_can_move_to_another_campaign(shelf: Campaigns, settings: Settings):
    save(settings.campaigns, make.source(placements=MOVED))
    save(settings.campaigns, make.source(name="Autumn"), "autumn.toml")
    shelf.refresh()
    found = shelf.at(make.PLACEMENT)
    assert found is not None
    assert found[0].id == "autumn"
    assert shelf.shelf.warnings[make.CAMPAIGN_ID] == ()


def test_the_first_owner_keeps_an_id_through_its_own_edits(shelf: Campaigns, settings: Settings):
    save(settings.campaigns, make.source(name="Thief"), "a-thief.toml")
    shelf.refresh()
    save(settings.campaigns, make.source(name="Estate 26"))
    shelf.refresh()
    found = shelf.at(make.PLACEMENT)
    assert found is not None
    assert found[0].id == make.CAMPAIGN_ID


def test_a_renamed_file_takes_its_posters_along(shelf: Campaigns, settings: Settings):
    (settings.campaigns / FILE).rename(settings.campaigns / "summer.toml")
    shelf.refresh()
    found = shelf.at(make.PLACEMENT)
    assert found is not None
    assert found[0].id == "summer"


def test_what_was_never_read_is_unavailable_not_unknown(sessions: Sessions, settings: Settings):
    with pytest.raises(StoreUnavailable):
        Campaigns(sessions, settings.campaigns, words.load()).at(make.PLACEMENT)
