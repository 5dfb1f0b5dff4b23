"""A visitor's steps, as a browser without script takes them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.store import Session, Sessions, Sql
from app.web.parts import Parts
from tests import make

ID = make.CAMPAIGN_ID
HERE = f"/{make.PLACEMENT}"
ITALIAN, MASKED = "333 123 4342", "+39 ••• ••• 342"
OPEN = {"follow": {"need": "none"}}
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1"
SINGLE = {**OPEN, "programme": {"opt_in": "single"}}


def parts_of(client: FlaskClient) -> Parts:
    """The joined parts of the client's application."""
    joined: Parts = client.application.extensions["handbill"]
    return joined


def release(client: FlaskClient, id: str = ID, **changes: Any) -> None:
    """Writes a campaign file with these changes, and has it read."""
    joined = parts_of(client)
    path: Path = joined.settings.campaigns / f"{id}.toml"
    path.write_text(make.source(**changes))
    joined.campaigns.refresh()
    joined.stock.refresh()
    assert id not in joined.campaigns.shelf.faults, joined.campaigns.shelf.faults[id]


def token(page: TestResponse) -> str:
    """The token in the forms of a page."""
    found = set(re.findall(r'name="csrf_token" value="([^"]+)"', page.text))
    assert len(found) == 1, found
    return str(found.pop())


def scan(client: FlaskClient, address: str = HERE, language: str = "en") -> str:
    """The token of a fresh visit."""
    return token(client.get(address, headers={"Accept-Language": language}))


def send(client: FlaskClient, where: str, token: str, **fields: str) -> TestResponse:
    """A form of the sample campaign, sent."""
    return client.post(f"/c/{ID}/{where}", data={"csrf_token": token, **fields})


def join(client: FlaskClient, token: str, number: str = ITALIAN, **fields: str) -> TestResponse:
    """The number and the first box, sent."""
    return send(
        client, "join", token, **{"number": number, "country": "IT", "language": "en", "coupon": "yes", **fields}
    )


def words(page: TestResponse) -> str:
    """What stands on a page, to read: without markup, on one line."""
    body = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(body)).strip()


def texts(session: Session) -> list[str]:
    """Every text that was queued, oldest first."""
    rows = session.run(Sql("SELECT text_sealed FROM messages ORDER BY id")).fetchall()
    return [session.vault.open(row[0]) for row in rows]


def count(sessions: Sessions, table: str) -> int:
    """How many rows a table has."""
    with sessions.read() as session:
        return int(session.run(Sql(f"SELECT COUNT(*) FROM {table}")).fetchone()[0])


def led(client: FlaskClient, text: str, nth: int = 0) -> str:
    """Where the short link of a text leads, the nth of them."""
    path = re.findall(r"https?://[^/\s]+(/l/\w+)", text)[nth]
    answer = client.get(path, headers={"User-Agent": PHONE})
    assert answer.status_code == 302
    return str(answer.location)
