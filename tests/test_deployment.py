"""The files of docs/deployment/ name what there is: settings, commands, files, and each other."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.cli.commands import COMMANDS, handbill
from app.settings import NAMES
from tests.test_docs import ROOT

HERE = ROOT / "docs" / "deployment"
UNITS = sorted((HERE / "systemd").glob("*.service"))
FILES = [path for path in HERE.rglob("*") if path.is_file() and path.suffix != ".lock"]
COMPOSE: dict[str, Any] = yaml.safe_load((HERE / "compose.yaml").read_text())


def words(line: str) -> list[str]:
    """What follows `handbill` in a line that starts it."""
    found = shlex.split(line)
    return found[next(n for n, word in enumerate(found) if Path(word).name == "handbill") + 1 :]


def is_command(given: list[str]) -> bool:
    """Whether handbill has this command with these options."""
    command = handbill.get_command(None, given[0])  # type: ignore[arg-type]
    options = {name for each in command.params for name in each.opts} if command else set()
    return given[0] in COMMANDS and {word for word in given if word.startswith("--")} <= options


def unit(path: Path) -> ConfigParser:
    read = ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(path)
    return read


@pytest.mark.parametrize("path", [*FILES, HERE.with_suffix(".md")], ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"HANDBILL_[A-Z_]+", path.read_text()))
    assert {name for name in named if not name.startswith("HANDBILL_GATEWAY_TWILIO_")} <= set(NAMES)


def test_the_procfile_starts_what_there_is() -> None:
    processes = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert set(processes) == {"web", "worker", "release"}
    assert all(is_command(words(line)) for line in processes.values())


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_and_is_started_again_whatever_happens(path: Path) -> None:
    service = unit(path)["Service"]
    assert is_command(words(service["ExecStart"]))
    assert unit(path)["Unit"]["StartLimitIntervalSec"] == "0"
    if service.get("Type") != "oneshot":
        assert service["Restart"] == "always"
        assert int(service["TimeoutStopSec"]) > 10


@pytest.mark.parametrize("path", [path for path in UNITS if "migrate" not in path.name], ids=lambda path: path.name)
def test_a_unit_waits_for_the_migration_and_restarts_with_it_but_does_not_end_with_one_that_failed(path: Path) -> None:
    section, migrate = unit(path)["Unit"], "handbill-migrate.service"
    assert all(migrate in section[name].split() for name in ("After", "Wants", "PartOf"))
    assert "Requires" not in section


def test_the_units_are_those_that_the_page_enables() -> None:
    page = HERE.with_suffix(".md").read_text()
    assert {path.name for path in UNITS} == {
        "handbill-web.service",
        "handbill-worker@.service",
        "handbill-migrate.service",
    }
    assert all(path.name.split(".")[0] in page for path in UNITS)


def test_what_the_compose_file_sets_and_units_need_stands_in_the_example() -> None:
    example = (HERE / "handbill.env.example").read_text()
    for name in ("HANDBILL_DATABASE_URL", "HANDBILL_PROXIES"):
        assert name in COMPOSE["services"]["web"]["environment"]
        assert f"# {name}=" in example


def test_the_compose_file_has_a_proxy_two_webs_two_workers_and_a_database() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"proxy", "web", "worker", "release", "database"}
    assert services["web"]["deploy"]["replicas"] == services["worker"]["deploy"]["replicas"] == 2
    assert all(is_command(services[name]["command"]) for name in ("web", "worker", "release"))
    assert all(services[name]["restart"] == "always" for name in ("proxy", "web", "worker", "database"))
    assert set(services["web"]["environment"]) <= set(NAMES)
    assert services["proxy"]["depends_on"]["web"]["restart"] is True
    for volume in services["proxy"]["volumes"]:
        assert (HERE / volume.split(":")[0]).exists() or volume.startswith("./tls:")


def test_the_container_copies_what_there_is_and_starts_a_command() -> None:
    file = (HERE / "Containerfile").read_text()
    for line in re.findall(r"^COPY (.+) \S+$", file, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())
    (command,) = re.findall(r"^CMD (\[.+\])$", file, re.MULTILINE)
    assert is_command(yaml.safe_load(command))
    assert "\nUSER handbill\n" in file


def test_the_container_has_the_packages_of_the_release_and_the_engine_that_is_tested() -> None:
    def locked(path: Path) -> set[str]:
        return set(re.findall(r"^[a-z][^ ;\\]*==[^ ;\\]*", path.read_text(), re.MULTILINE))

    container = locked(HERE / "requirements.lock")
    assert locked(ROOT / "requirements.lock") < container
    assert {each for each in container if each.startswith("procrastinate==")} & locked(ROOT / "requirements-dev.lock")


def test_the_log_of_the_proxy_holds_no_whole_address() -> None:
    conf = (HERE / "nginx.conf").read_text()
    assert re.findall(r"^\s*error_log (.+?);", conf, re.MULTILINE) == ["/dev/stderr crit"]
    (form,) = re.findall(r"log_format short '(.+)';", conf)
    assert not {"$request", "$request_uri", "$uri", "$args", "$remote_addr"} & set(form.split())


@pytest.mark.parametrize("name", ["handbill.env", ".env", "tls/privkey.pem"])
def test_what_is_secret_beside_these_files_is_never_committed(name: str) -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert any(f"/docs/deployment/{name}".startswith(each) for each in ignored if each.startswith("/docs/"))


def test_the_proxy_buffers_both_ways_and_names_the_host_that_handbill_answers_to() -> None:
    conf = (HERE / "nginx.conf").read_text()
    for line in ("proxy_request_buffering on;", "proxy_buffering on;", "client_body_timeout 10s;"):
        assert line in conf
    (host,) = set(re.findall(r"proxy_set_header Host (\S+);", conf))
    assert f"HANDBILL_BASE_URL=https://{host}\n" in (HERE / "handbill.env.example").read_text()
    assert conf.count("{") == conf.count("}")


def test_the_proxy_lets_no_header_with_an_underscore_through():
    """To a program in Python X_Forwarded_For is X-Forwarded-For, and its sender would choose their address."""
    written = (HERE / "nginx.conf").read_text()
    assert re.search(r"^ +underscores_in_headers off;$", written, re.MULTILINE)
    assert re.search(r"^ +ignore_invalid_headers on;$", written, re.MULTILINE)
