import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.campaigns import check, new
from app.rules.campaign import parse
from app.store import Sessions, make_engine, placements
from app.store.migrate import migrate
from tests import make

BAD = make.source(offer={"value": 250})
LAZY = """
import sys
from app.cli import campaigns
heavy = {"flask", "sqlalchemy", "babel", "phonenumbers", "PIL"} & sys.modules.keys()
assert not heavy, heavy
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder with a good campaign and a bad one; the folder."""
    folder = tmp_path / "campaigns"
    folder.mkdir()
    (folder / "estate-25.toml").write_text(make.source(), "utf-8")
    placements = [{"id": "n4t8x", "name": "x", "distance": "3 m"}]
    (folder / "bad.toml").write_text(make.source(offer={"value": 250}, placements=placements), "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("HANDBILL_")]:
        monkeypatch.delenv(name)
    return folder


def run(command, *arguments, **options):
    return CliRunner().invoke(command, arguments, **options)


def test_a_good_file_ends_with_nought(desk):
    result = run(check, "estate-25")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "✓ campaigns/estate-25.toml" in result.stdout
    assert "Next: handbill qr estate-25" in result.stdout


def test_all_files_are_checked_if_none_is_named(desk):
    result = run(check)
    assert result.exit_code == 1
    assert "campaigns/bad.toml has 1 error and 1 warning" in result.stdout
    assert "✓ campaigns/estate-25.toml" in result.stdout
    assert "Next: mend the error, then handbill check bad again." in result.stdout


def test_a_file_may_be_named_by_its_path(desk):
    elsewhere = desk.parent / "draft.toml"
    elsewhere.write_text(BAD, "utf-8")
    result = run(check, "draft.toml")
    assert result.exit_code == 1
    assert "then handbill check draft.toml again." in result.stdout
    assert run(check, "campaigns/estate-25.toml").exit_code == 0


@pytest.mark.parametrize("target", ["nothing", "../estate-25", "campaigns", "nothing.toml", ""])
def test_what_is_not_there_is_wrong_use(desk, target):
    result = run(check, target)
    assert result.exit_code == 2
    assert "The campaigns are bad, estate-25." in result.stderr


def test_an_empty_folder_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(check)
    assert result.exit_code == 2
    assert "Next: handbill new ID" in result.stderr


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_programs_read_json(desk, option):
    result = run(check, "bad", *option)
    (file,) = json.loads(result.stdout)
    assert (result.exit_code, file["file"], file["errors"], file["warnings"]) == (1, "campaigns/bad.toml", 1, 1)
    error = file["findings"][0]
    assert (error["rule"], error["severity"], error["path"]) == ("offer-value", "error", "offer › value")
    assert error["source_line"][error["column"] - 1 :].startswith("250")


def test_github_marks_the_lines(desk):
    result = run(check, "--format", "github")
    error, warning = result.stdout.splitlines()
    assert error.startswith("::error file=campaigns/bad.toml,line=8,col=")
    assert error.endswith("title=offer-value::A percentage goes from 1 to 100. Did you mean 25?")
    assert warning.startswith("::warning file=campaigns/bad.toml,line=10,")
    assert "\x1b" not in result.stdout


def test_a_file_that_is_not_utf_8_is_told_where(desk):
    (desk / "bad.toml").write_bytes('name = "è"\nmore = "'.encode() + b'caff\xe8"\n')
    (file,) = json.loads(run(check, "bad", "--json").stdout)
    (finding,) = file["findings"]
    assert (finding["rule"], finding["line"], finding["column"]) == ("encoding", 2, 13)


def test_what_cannot_be_read_keeps_no_other_from_its_check(desk):
    (desk / "folder.toml").mkdir()
    result = run(check)
    assert result.exit_code == 1
    assert "this cannot be read: is a directory" in result.stdout
    assert "✓ campaigns/estate-25.toml" in result.stdout


def test_a_file_too_large_is_not_read_to_its_end(desk):
    (desk / "bad.toml").write_text('name = "' + "è" * 500_000, "utf-8")
    result = run(check, "bad")
    assert result.exit_code == 1
    assert "at most 64 kB" in result.stdout


def test_a_terminal_is_never_moved_by_a_file(desk):
    (desk / "bad.toml").write_text('name = "\x1b[2J\u202e"\n', "utf-8")
    quoted = run(check, "bad").stdout.partition("│")[2].partition("\n")[0]
    assert quoted == ' name = " [2J "'


def test_an_id_printed_for_another_campaign_is_taken(desk):
    (desk / "bad.toml").write_text(make.source(), "utf-8")
    result = run(check)
    assert "It is printed for bad." in result.stdout
    assert result.exit_code == 1


def released(desk):
    """Released once, with an id that the file has no more."""
    url = f"sqlite:///{desk.parent / 'instance' / 'handbill.db'}"
    (desk.parent / "instance").mkdir(exist_ok=True)
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    sessions = Sessions(url, make.KEYS)
    spots = [{"id": "k7q2m", "name": "Door"}, {"id": "r2h6v", "name": "Shop window Via Roma"}]
    with sessions.begin() as session:
        placements.keep(session, make.campaign(placements=spots), make.NOW)
    sessions.close()


def test_an_id_that_may_be_printed_and_is_gone_is_told_where_it_was_changed(desk):
    assert "Nothing to mend." in run(check, "estate-25").stdout
    assert not (desk.parent / "instance" / "handbill.db").exists()
    released(desk)
    (file,) = json.loads(run(check, "estate-25", "--json").stdout)
    (finding,) = file["findings"]
    assert (finding["severity"], finding["rule"]) == ("warning", "placement-gone")
    assert finding["source_line"][finding["column"] - 1 :].startswith('"k7q2m"')
    assert 'Write id = "r2h6v" again, while it hangs.' in finding["hint"]


def test_an_id_belongs_to_whoever_released_it_first(desk):
    released(desk)
    (desk / "a-thief.toml").write_text(make.source(), "utf-8")
    assert "It is printed for estate-25." in run(check, "a-thief").stdout
    assert run(check, "estate-25").exit_code == 0


def test_a_picture_that_is_not_there_is_told(desk):
    (desk / "estate-25.toml").write_text(make.source(brand={"look": {"image": "cono.webp"}}), "utf-8")
    assert "there is no file cono.webp" in run(check, "estate-25").stdout
    (desk / "cono.webp").touch()
    assert run(check, "estate-25").exit_code == 0


def test_fix_writes_missing_ids_and_keeps_all_else(desk):
    path = desk / "estate-25.toml"
    source = make.source().replace('id = "k7q2m", ', "") + "# a comment\n"
    path.write_text(source, "utf-8")
    path.chmod(0o640)
    assert run(check, "estate-25").exit_code == 1
    assert run(check, "estate-25", "--fix").exit_code == 0
    mended = path.read_text("utf-8")
    campaign, _ = parse(mended, "estate-25")
    assert mended.replace(f'id = "{campaign.placements[0].id}", ', "") == source
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(file.name for file in desk.iterdir()) == ["bad.toml", "estate-25.toml"]
    assert run(check, "estate-25", "--fix").exit_code == 0
    assert path.read_text("utf-8") == mended


def test_the_schema_is_printed(desk):
    printed = run(check, "--schema").stdout
    assert printed == Path(__file__).parents[2].joinpath("static/campaign.schema.json").read_text("utf-8")


def test_colour_is_for_terminals_alone(desk):
    assert "\x1b" not in run(check).stdout
    in_terminal = _in_terminal(["check", "bad"], "", TERM="xterm", NO_COLOR="")
    assert "\x1b[31m\x1b[1merror\x1b[0m" in in_terminal
    assert "\x1b[" not in _in_terminal(["check", "bad"], "", TERM="xterm", NO_COLOR="1")


def test_a_new_campaign_lacks_nothing_but_the_number_its_texts_come_from(desk):
    result = run(new, "spring", "--yes")
    assert result.exit_code == 0
    assert "Edit it, then handbill check spring." in result.stdout
    checked = run(check, "spring")
    assert checked.exit_code == 0
    assert "spring.toml has 1 warning" in checked.stdout
    assert "Write it below [[senders]]." in checked.stdout


def test_a_campaign_that_is_there_stays_as_it_is(desk):
    before = (desk / "estate-25.toml").read_text("utf-8")
    result = run(new, "estate-25", "--yes")
    assert result.exit_code == 2
    assert (desk / "estate-25.toml").read_text("utf-8") == before


@pytest.mark.parametrize("name", ["Spring", "a b", "../x", "a" * 41, "à"])
def test_a_name_that_fits_no_address_is_wrong_use(desk, name):
    assert run(new, name, "--yes").exit_code == 2
    assert len(list(desk.iterdir())) == 2


def test_the_folder_is_made_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(new, "spring").exit_code == 0
    assert (tmp_path / "campaigns" / "spring.toml").is_file()


def test_on_a_terminal_it_asks_and_asks_again_after_a_wrong_answer(desk):
    answers = ['Backhaus "Lindner"', "Backhaus Lindner GmbH, Leipzig", "hallo", "hallo@lindner.example", "de", "DE"]
    screen = _in_terminal(["new", "brezel"], "\n".join([*answers, "", "", "30", "", ""]))
    assert "This is not an e-mail address" in screen
    assert 'Did you mean "DE"?' in screen
    campaign, findings = parse((desk / "brezel.toml").read_text("utf-8"), "brezel")
    assert findings == ()
    assert (campaign.brand.name, campaign.countries, campaign.languages) == ('Backhaus "Lindner"', ("DE",), ("de",))
    assert (campaign.runs.timezone, campaign.offer.value) == ("Europe/Berlin", 30)
    assert campaign.offer.title.in_("de") == "30 % Rabatt"


def test_checking_starts_without_what_it_does_not_need():
    subprocess.run([sys.executable, "-c", LAZY], check=True)


def _in_terminal(arguments: list[str], typed: str, **environ: str) -> str:
    """What a person sees who types this into a terminal."""
    screen, keyboard = pty.openpty()
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        env={**os.environ, "PYTHONPATH": root, **environ},
    )
    os.close(keyboard)
    os.write(screen, typed.encode())
    seen = b""
    try:
        while chunk := os.read(screen, 4096):
            seen += chunk
    except OSError:  # the other end is closed: all is read
        pass
    os.close(screen)
    process.wait(10)
    return seen.decode()
