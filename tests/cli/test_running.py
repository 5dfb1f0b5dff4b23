"""Links that other commands print open the handbill that runs, on whatever port or network."""

import json
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from app.cli import running
from tests.serving import call

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # which one makes no difference here
DEFAULT = "http://127.0.0.1:8000"


class Alive(BaseHTTPRequestHandler):
    """Answers as a handbill does that is asked whether it is there."""

    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_given):
        pass


@pytest.fixture
def listens():
    """The address of something that answers."""
    with HTTPServer(("127.0.0.1", 0), Alive) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def unset(settings):
    """Settings whose base URL is only the default."""
    return replace(settings, base_url=DEFAULT, base_url_chosen=False)


@on_sqlite
def test_a_handbill_that_runs_is_found_and_one_that_ended_is_not(unset, listens):
    lan = replace(unset, base_url="http://192.168.1.20:9000")
    with running.at(lan, listens):
        assert running.found(unset).base_url == "http://192.168.1.20:9000"
        assert not running.found(unset).loopback
    assert running.found(unset).base_url == DEFAULT
    assert list(unset.data.iterdir()) == []


@on_sqlite
def test_a_base_url_that_was_set_wins(settings, listens):
    with running.at(replace(settings, base_url=listens), listens):
        assert running.found(settings) == settings


@on_sqlite
@pytest.mark.parametrize("left", ["http://127.0.0.1:1\nhttp://127.0.0.1:1\n", "", "x", "x y", "a b c", "\0"])
def test_what_a_killed_one_left_lying_is_not_believed(unset, left):
    (unset.data / running.FILE).write_text(left)
    assert running.found(unset).base_url == DEFAULT


@on_sqlite
def test_one_that_ends_leaves_the_address_of_a_later_one(unset, listens):
    with running.at(replace(unset, base_url=listens), listens):
        (unset.data / running.FILE).write_text("http://192.168.1.20:9000\nhttp://192.168.1.20:9000\n")
    assert (unset.data / running.FILE).exists()


@on_sqlite
def test_links_lead_to_the_port_that_run_listens_on(server, tmp_path):
    settings = server.settings
    told = json.loads(call(settings, "staff", "add", "g@aurora.example", "--json", HANDBILL_BASE_URL="").stdout)
    assert told["link"].startswith(f"{server.base_url}/staff/in/")
    assert f"{server.base_url}/till/in/" in call(settings, "till", "add", "Till 9", HANDBILL_BASE_URL="").stdout
    made = call(settings, "qr", "estate-25", "--json", "--out", str(tmp_path / "print"), HANDBILL_BASE_URL="")
    assert json.loads(made.stdout)["files"][0]["text"] == f"{server.base_url}/k7q2m"
    assert json.loads(made.stdout)["printable"] is False
    assert "Set HANDBILL_BASE_URL before you print." in made.stderr
