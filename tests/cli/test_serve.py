import os
import re
import signal
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection

import pytest
from PIL import Image
from zxingcpp import read_barcode

from app.cli.serve import environment, lan_address
from app.store import access, figures, heartbeats
from tests import make
from tests.serving import call, running

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # which one makes no difference here


def opened(server, path):
    with closing(HTTPConnection(server.base_url.removeprefix("http://"), timeout=5)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def children(pid):
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True)
    return {int(line.split()[0]): line for line in told.stdout.splitlines()}


def eventually(true, within_s=15.0):
    until = time.monotonic() + within_s
    while not (found := true()):
        assert time.monotonic() < until, f"not within {within_s} s"
        time.sleep(0.05)
    return found


def decoded(text):
    """What the code in the terminal says: letters of two make a module, # is dark."""
    lines = [line[2:] for line in text.split("\n")]
    rows = [line for line in lines if line and set(line) <= {"#", " "}]
    wide = max(map(len, rows))
    image = Image.new("L", (wide // 2 + 8, len(rows) + 8), 255)
    for y, row in enumerate(rows):
        for x in range(0, len(row), 2):
            image.putpixel((x // 2 + 4, y + 4), 0 if row[x] == "#" else 255)
    return read_barcode(image.resize((image.width * 6, image.height * 6), Image.Resampling.NEAREST)).text


def test_run_says_where_to_look_and_everything_is_there(server, sessions):
    poster, staff = server.address("Poster"), server.address("Staff")
    assert poster == decoded(server.text) == f"{server.base_url}/{make.PLACEMENT}"
    for address in (poster, server.address("Phone"), server.address("Till"), staff):
        assert opened(server, address.removeprefix(server.base_url))[0] == 200
    for line in ("nobody is contacted", "✓ database   ", "✓ campaigns  1 good, watching "):
        assert line in server.text
    with sessions.read() as session:
        assert access.link_is_good(session, staff.rpartition("/")[2], datetime.now(UTC))
    assert eventually(lambda: _worker_beats(sessions))


@on_sqlite
def test_a_part_that_is_killed_starts_again(server):
    before = children(server.process.pid)
    worker = next(pid for pid, words in before.items() if "worker" in words)
    os.kill(worker, signal.SIGKILL)
    eventually(
        lambda: any("worker" in words and pid not in before for pid, words in children(server.process.pid).items())
    )
    web = next(pid for pid, words in before.items() if "web" in words)
    os.kill(web, signal.SIGKILL)
    eventually(lambda: web not in children(server.process.pid))
    eventually(lambda: _answers(server))


@on_sqlite
def test_an_edit_is_told_once_for_all_parts(server):
    path = server.settings.campaigns / f"{make.CAMPAIGN_ID}.toml"
    path.write_text(make.source(offer={"value": 250}))
    fault = "✗ estate-25  line 8, column "
    eventually(lambda: fault in server.text)
    path.write_text(make.source(placements=[{"id": "n4t8x", "name": "Table tents"}]))
    eventually(lambda: "! estate-25  line 10: Placement k7q2m is gone, but it may be printed." in server.text)
    assert "✓ estate-25  is good again, and in force" in server.text
    path.write_text(make.source(name="Estate 26"))
    eventually(lambda: "✓ estate-25  is updated" in server.text)
    assert server.text.count(fault) == 1
    assert "INFO" not in server.text


def test_a_wish_to_end_ends_every_process_within_ten_seconds_and_loses_no_scan(server, sessions):
    group = os.getpgid(server.process.pid)
    for _ in range(5):
        opened(server, f"/{make.PLACEMENT}")
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=10) == 0
    assert time.monotonic() - started < 10
    assert subprocess.run(["ps", "-o", "args=", "-g", str(group)], capture_output=True, text=True).stdout == ""
    with sessions.read() as session:
        counted = figures.funnel(session, make.CAMPAIGN_ID)
    assert counted.scans + counted.robots == 5


@on_sqlite
def test_a_second_start_finds_the_same_till_and_member(settings, sessions):
    for _ in range(2):
        with running(settings) as server:
            assert server.address("Till") == f"{server.base_url}/till"
    with sessions.read() as session:
        assert access.till_named(session, "Till 1")


@on_sqlite
def test_on_the_local_network_it_says_so_and_asks_everybody_to_sign_in(settings, socket_enabled):
    with running(settings, "--lan") as server:
        assert re.search(rf"Poster +http://{re.escape(lan_address())}:\d+/{make.PLACEMENT}", server.text)
        assert "Scan this with a phone" in server.text
        assert "/till/in/" in server.address("Till")


@on_sqlite
def test_a_wallet_that_is_half_set_is_told_at_the_start_and_keeps_nothing_from_working(settings):
    with running(settings, environ={"HANDBILL_GOOGLE_ISSUER": "33"}) as server:
        told = [line for line in server.text.splitlines() if "Google Wallet" in line]
        assert len(told) == 1
        assert "no button on coupons: HANDBILL_GOOGLE_ACCOUNT: not set" in told[0]


@on_sqlite
def test_a_port_in_use_is_told_before_anything_starts(server):
    port = server.base_url.rpartition(":")[2]
    told = call(server.settings, "run", "--port", port)
    assert told.exit_code == 2
    assert told.stderr.startswith(f"Error: 127.0.0.1:{port} cannot be listened on. Something else listens there")


def test_links_follow_the_address_unless_the_operator_chose_one(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HANDBILL_BASE_URL", raising=False)
    assert environment("127.0.0.1", 8080, lan=False)["HANDBILL_BASE_URL"] == "http://127.0.0.1:8080"
    assert environment("::1", 8080, lan=False)["HANDBILL_BASE_URL"] == "http://[::1]:8080"
    monkeypatch.setenv("HANDBILL_BASE_URL", "http://127.0.0.1:8000")
    assert environment("127.0.0.1", 9000, lan=False)["HANDBILL_BASE_URL"] == "http://127.0.0.1:8000"
    monkeypatch.setenv("HANDBILL_BASE_URL", "http://localhost:9000")
    assert environment("127.0.0.1", 8080, lan=False)["HANDBILL_BASE_URL"] == "http://localhost:9000"
    assert environment("192.168.1.20", 8080, lan=True)["HANDBILL_BASE_URL"] == "http://192.168.1.20:8080"


def test_migrate_brings_a_database_to_this_release(settings, empty_database):
    told = call(settings, "migrate", HANDBILL_DATABASE_URL=empty_database)
    assert told.exit_code == 0
    assert re.fullmatch(r"  ✓ database at \d{4}\n", told.stdout)


def _worker_beats(sessions):
    with sessions.read() as session:
        return heartbeats.last_beat(session, "worker")


def _answers(server):
    try:
        return opened(server, "/healthz")[0] == 200
    except OSError:
        return False


@on_sqlite
@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_a_setting_that_no_gateway_has_is_told_before_anything_starts(settings, command):
    told = call(settings, command, HANDBILL_GATEWAY_FALBACK="android")
    assert told.exit_code == 2
    assert "HANDBILL_GATEWAY_FALBACK is no setting" in told.stderr
    assert "Did you mean HANDBILL_GATEWAY_FALLBACK?" in told.stderr


@on_sqlite
@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_a_gateway_that_is_badly_described_is_told_before_anything_starts(settings, tmp_path, command):
    (tmp_path / "acme.toml").write_text('[send]\nurl = "https://api.acme.example"\nto = "{number}"\n')
    described = {"HANDBILL_GATEWAY": "http", "HANDBILL_GATEWAY_HTTP_FILE": str(tmp_path / "acme.toml")}
    told = call(settings, command, **described)
    assert told.exit_code == 2
    assert "HANDBILL_GATEWAY_HTTP_FILE: acme.toml: [send] says nowhere {text}" in told.stderr
