"""The pieces of docs/api.md, run as they stand there, against a handbill whose line breaks once in each."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server

from app.rules import webhook
from app.rules.coupon import write_code
from app.settings import Settings
from app.store import Sessions
from tests import make
from tests.conftest import KEYS

API = (Path(__file__).parents[1] / "docs" / "api.md").read_text()
TOKEN = "token-of-till-1"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def piece(language: str, nth: int = 0) -> str:
    """The nth piece of the page in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", API, re.MULTILINE | re.DOTALL)[nth]


class Mute(WSGIRequestHandler):
    """Says nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@dataclass
class Line:
    """A handbill at the other end of a line that breaks after the first redemption has happened."""

    url: str
    code: str
    statuses: list[int] = field(default_factory=list)


@pytest.fixture
def line(settings: Settings, sessions: Sessions, build: Callable[[Settings], Flask]) -> Iterator[Line]:
    at = datetime.now(UTC)
    with sessions.begin() as session:
        till = make.till(session, name="Till 1", token=TOKEN, now=at)
        one = make.coupon(session, issued_at=at - timedelta(hours=1))
        for _ in range(100):  # with the one that a piece spends there are two pages
            make.coupon(session, issued_at=at - timedelta(hours=1), spent_at=at - timedelta(minutes=9), till=till)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    base_url = f"http://127.0.0.1:{port}"
    app = build(replace(settings, base_url=base_url))
    found = Line(base_url, write_code(one.serial, KEYS))
    inner = app.wsgi_app

    def breaking(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: Any, *failed: Any) -> Any:
            found.statuses.append(int(status[:3]))
            return start_response(status, headers, *failed)

        answer = inner(environ, start)
        if environ["REQUEST_METHOD"] == "POST" and len(found.statuses) == 1:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer

    server = make_server("127.0.0.1", port, breaking, threaded=True, request_handler=Mute)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def test_curl(line: Line) -> None:
    environ = {**os.environ, "HANDBILL": line.url, "TOKEN": TOKEN, "CODE": line.code}
    done = subprocess.run(["sh", "-eu", "-c", piece("sh")], env=environ, capture_output=True, text=True, check=True)
    assert re.findall(r'"status":"(\w+)"', done.stdout) == ["redeemed", "reversed"]
    assert done.stdout.count('"code":') == 1 + 101
    assert line.statuses == [201, 201, 201, 200, 200]


def test_python(line: Line) -> None:
    names: dict[str, Any] = {"HANDBILL": line.url, "TOKEN": TOKEN}
    exec(piece("python"), names)
    spent = names["redeem"](line.code, "slip-4711")
    assert (spent["status"], line.statuses) == ("redeemed", [201, 201])
    assert names["redeem"](line.code, "slip-4712")["error"]["code"] == "already_redeemed"
    assert names["undo"](spent["id"], "wrong customer")["status"] == "reversed"
    assert len(list(names["redemptions"]())) == 101


def test_javascript(line: Line, page: Page) -> None:
    page.route("**/blank", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(f"{line.url}/blank")
    page.set_default_timeout(30_000)
    script = f"const HANDBILL = {line.url!r}, TOKEN = {TOKEN!r};\n{piece('js')}"
    told = page.evaluate(
        f"""async (code) => {{
        {script}
        const spent = await redeem(code, "slip-4711"), no = await redeem(code, "slip-4712");
        const undone = await undo(spent.id, "wrong customer"), all = [];
        for await (const each of redemptions()) all.push(each.id);
        return [spent.status, no.error.code, undone.status, all.length];
        }}""",
        line.code,
    )
    assert told == ["redeemed", "already_redeemed", "reversed", 101]
    assert line.statuses[:2] == [201, 201]


BODY = '{"id":"e1","kind":"coupon.redeemed","data":{"title":"25 % di sconto, ☃"}}'
OTHERS = ["whsec_" + "A" * 44]


def signed(at: datetime, *secrets: str) -> dict[str, str]:
    return webhook.headers("e1", at, BODY, secrets)


CASES = [
    (0, [SECRET], BODY, True),
    (0, [*OTHERS, SECRET], BODY, True),
    (0, OTHERS, BODY, False),
    (0, [SECRET], BODY.replace("25", "52"), False),
    (-900, [SECRET], BODY, False),
]


@pytest.mark.parametrize(("late_s", "secrets", "body", "is_ours"), CASES)
def test_a_webhook_is_verified_in_python(late_s: int, secrets: list[str], body: str, is_ours: bool) -> None:
    names: dict[str, Any] = {}
    exec(piece("python", 1), names)
    headers = signed(datetime.now(UTC) + timedelta(seconds=late_s), *secrets)
    assert names["verify"](headers, body.encode(), SECRET) is is_ours


def test_a_webhook_is_verified_in_javascript(page: Page) -> None:
    page.route("**/blank", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto("http://127.0.0.1/blank")  # a secure context, so that there is WebCrypto
    for late_s, secrets, body, is_ours in CASES:
        headers = signed(datetime.now(UTC) + timedelta(seconds=late_s), *secrets)
        told = page.evaluate(
            f"async ([headers, body, secret]) => {{ {piece('js', 1)} return await verify(headers, body, secret); }}",
            [headers, body, SECRET],
        )
        assert told is is_ours
