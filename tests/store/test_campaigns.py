"""Campaign files on the shelf: watched, released when good, and never taken down by a fault."""

import os
from pathlib import Path

import pytest

from app.rules.campaign import parse
from app.settings import Settings
from app.store import Sessions, StoreUnavailable, words
from app.store.campaigns import Campaigns
from tests import make

FILE = f"{make.CAMPAIGN_ID}.toml"
MOVED = [{"id": "n4t8x", "name": "Shop window Via Roma", "distance": "1.5 m"}]


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


def test_a_bug_in_one_file_stays_with_that_file(shelf: Campaigns, settings: Settings, monkeypatch):
    def stumble(source, id, *around):
        if "Winter" in source:
            raise RecursionError("too deep")
        return parse(source, id, *around)

    monkeypatch.setattr("app.store.campaigns.parsed", stumble)
    save(settings.campaigns, make.source(name="Winter", placements=MOVED), "winter.toml")
    save(settings.campaigns, make.source(name="Estate 26"))
    found = shelf.refresh()
    assert [(each.kind, each.campaign, type(each.bug)) for each in found] == [
        ("good", make.CAMPAIGN_ID, type(None)),
        ("error", "winter", RecursionError),
    ]
    assert "No page until it is mended." in found[1].says
    assert shelf.refresh() == []
    save(settings.campaigns, make.source(name="Winter 26"))
    (again,) = shelf.refresh()
    assert again.bug is not None
    assert "The last good version stays." in again.says
    kept = shelf.get(make.CAMPAIGN_ID)
    assert kept is not None
    assert kept.name == "Estate 26"


@pytest.mark.parametrize("broken", [AttributeError("a bug"), None])
def test_a_release_that_cannot_be_read_any_more_takes_nothing_else_down(
    shelf: Campaigns, sessions: Sessions, settings: Settings, monkeypatch, broken: Exception | None
):
    save(settings.campaigns, make.source(name="Autumn", placements=MOVED), "autumn.toml")
    (settings.campaigns / FILE).unlink()
    monkeypatch.setattr("app.store.campaigns.parsed", lambda *given: _read_all_but_estate(broken, *given))
    restarted = Campaigns(sessions, settings.campaigns, words.load())
    (lost,) = restarted.refresh()
    assert (lost.kind, lost.campaign, lost.bug) == ("error", make.CAMPAIGN_ID, broken)
    assert restarted.get("autumn") is not None
    assert restarted.get(make.CAMPAIGN_ID) is None


def _read_all_but_estate(broken: Exception | None, source: str, id: str, *around):
    if id != make.CAMPAIGN_ID:
        return parse(source, id, *around)
    if broken:
        raise broken
    return parse("", id)


def test_what_cannot_be_read_is_a_fault_of_that_file_alone(shelf: Campaigns, settings: Settings):
    (settings.campaigns / "folder.toml").mkdir()
    (settings.campaigns / "nowhere.toml").symlink_to("not-there")
    os.mkfifo(settings.campaigns / "pipe.toml")
    save(settings.campaigns, make.source(name="Autumn", placements=MOVED), "autumn.toml")
    shelf.refresh()
    assert sorted(shelf.shelf.faults) == ["folder", "pipe"]
    assert shelf.shelf.fault("folder").message == "this cannot be read: it is no file"
    assert sorted(shelf.shelf.campaigns) == ["autumn", make.CAMPAIGN_ID]


def test_a_file_that_nobody_may_read_is_a_fault(shelf: Campaigns, settings: Settings, monkeypatch):
    real = Path.open

    def refuse(path: Path, *mode):
        if path.name == FILE:
            raise PermissionError(13, "Permission denied")
        return real(path, *mode)

    save(settings.campaigns, make.source(name="Estate 26"))
    monkeypatch.setattr(Path, "open", refuse)
    (told,) = shelf.refresh()
    assert told.says == "line 1, column 1: This cannot be read: permission denied. The last good version stays."
    monkeypatch.undo()
    (settings.campaigns / FILE).chmod(0o600)
    (told,) = shelf.refresh()
    assert told.says == "is good again, and in force"


def test_a_file_that_vanishes_while_it_is_read_is_not_there(shelf: Campaigns, settings: Settings, monkeypatch):
    real = Path.open

    def vanish(path: Path, *mode):
        path.unlink()
        return real(path, *mode)

    save(settings.campaigns, make.source(name="Estate 26"))
    monkeypatch.setattr(Path, "open", vanish)
    (told,) = shelf.refresh()
    assert told.says == "the file is gone, so the page says that the offer is paused."


def test_each_edit_is_told_once(shelf: Campaigns, settings: Settings):
    save(settings.campaigns, make.source(name="Estate 26"))
    assert [(each.kind, each.says) for each in shelf.refresh()] == [("good", "is updated")]
    save(settings.campaigns, "broken = [")
    (told,) = shelf.refresh()
    assert (told.kind, told.says[:17]) == ("error", "line 1, column 1:")
    (settings.campaigns / FILE).touch()
    assert shelf.refresh() == []
    save(settings.campaigns, make.source())
    assert [(each.kind, each.says) for each in shelf.refresh()] == [("good", "is good again, and in force")]
    save(settings.campaigns, make.source(name="Thief"), "thief.toml")
    assert [each.says for each in shelf.refresh()] == [
        "is new, and in force",
        "placement k7q2m is printed for estate-25, and leads there.",
    ]
    (settings.campaigns / FILE).unlink()
    shelf.refresh()
    save(settings.campaigns, make.source())
    assert "is back, and in force" in [each.says for each in shelf.refresh()]


def test_a_first_look_tells_what_is_wrong_and_no_more(sessions: Sessions, settings: Settings):
    save(settings.campaigns, "name = 3", "winter.toml")
    (told,) = Campaigns(sessions, settings.campaigns, words.load()).refresh()
    assert (told.campaign, told.kind) == ("winter", "error")


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


@pytest.mark.rule("COUP-TERM-3")
def test_a_closing_date_moves_on_and_never_back(shelf: Campaigns, settings: Settings):
    """People have read it. Who has to close early says so by a pause."""
    announced = shelf.shelf.campaigns[make.CAMPAIGN_ID].ends
    save(settings.campaigns, make.source(runs={"until": "2036-08-30"}))
    shelf.refresh()
    assert shelf.shelf.fault(make.CAMPAIGN_ID).rule == "runs-shortened"
    assert shelf.shelf.campaigns[make.CAMPAIGN_ID].ends == announced
    save(settings.campaigns, make.source(runs={"until": "2036-09-30"}))
    shelf.refresh()
    assert shelf.shelf.campaigns[make.CAMPAIGN_ID].ends > announced
    save(settings.campaigns, make.source(runs={"until": "2036-09-30", "paused": True}))
    shelf.refresh()
    assert make.CAMPAIGN_ID not in shelf.shelf.faults
