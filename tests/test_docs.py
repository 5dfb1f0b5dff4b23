"""What is promised in docs/ is there, and what is there is in docs/."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app.cli.commands import handbill
from app.rules.campaign import parse
from app.rules.failure import Failure
from app.rules.phone import read_number
from app.settings import NAMES
from app.web.metrics import FAMILIES

ROOT = Path(__file__).parents[1]
CAMPAIGNS = sorted((ROOT / "campaigns").glob("*.toml"))


def commands(group: click.Group, path: str = "handbill") -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name, groups left out."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command, f"{path} {name} is in the table and cannot be had"
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_every_setting_is_documented_and_every_documented_setting_exists():
    page = (ROOT / "docs" / "settings.md").read_text()
    assert set(re.findall(r"^\| `(HANDBILL_[A-Z_]+)` \|", page, re.MULTILINE)) == set(NAMES)


def test_every_metric_is_documented_as_it_is_and_alerts_ask_for_no_other():
    page = (ROOT / "docs" / "metrics.md").read_text()
    rows = re.findall(r"^\| `(handbill_\w+)` \| (\w+) \| (.*?) \|", page, re.MULTILINE)
    told = [(name, kind, tuple(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows]
    assert told == [(each.name, each.kind, each.labels) for each in FAMILIES.values()]
    asked = {name.removesuffix("_bucket") for name in re.findall(r"handbill_\w+", page)}
    assert asked == set(FAMILIES)
    failures = {
        word for words in re.findall(r'(?:failure|outcome)[=!]~"([a-z_|]+)"', page) for word in words.split("|")
    }
    assert failures <= set(Failure)


def test_every_command_is_documented_and_every_documented_command_exists():
    page = (ROOT / "docs" / "commands.md").read_text()
    assert re.findall(r"^## `(handbill(?: [a-z]+)+)", page, re.MULTILINE) == [name for name, _ in commands(handbill)]


def test_every_command_shows_an_example_and_explains_its_options():
    for name, command in commands(handbill):
        assert name in (command.help or "").partition("Example:")[2], f"{name} shows no example of itself"
        options = [option for option in command.params if isinstance(option, click.Option)]
        assert [option.name for option in options if not option.help] == [], f"{name} leaves options unexplained"


@pytest.mark.parametrize("path", CAMPAIGNS, ids=lambda path: path.stem)
def test_every_campaign_parses_without_findings(path):
    assert parse(path.read_text(), path.stem)[1] == ()


def test_the_number_of_the_readme_is_taken_by_the_poster_that_run_shows():
    shown = re.search(r"a number such as `([^`]+)`", (ROOT / "README.md").read_text())
    first = parse(CAMPAIGNS[0].read_text(), CAMPAIGNS[0].stem)[0]
    assert shown
    assert first
    assert read_number(shown[1], first.countries).country in first.countries


def test_there_are_campaigns_to_look_at():
    assert CAMPAIGNS
