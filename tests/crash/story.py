"""A coupon's whole way in one process, which kills itself at a point that a test names.

A point is a statement, a commit or a step of the request to the provider: what has to do with it is found by the words
of the statement, so that the product needs no hook for it.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask

import app.http_pool
from app import create_app, means
from app.actions import deliver, reconcile
from app.settings import Settings
from app.store import Sql, engine
from app.web import check
from app.worker import Worker
from tests.crash.provider import signature
from tests.web import visiting

NUMBER = "+393331234342"
JOINED = r"http answer to .*/join"
TILL, NONCE = "till-token-of-the-tests", "7f3c2a90-0000-4000-8000-000000000001"
PATIENCE_S = 20.0
LEFT = Sql("""
    SELECT COUNT(*) FROM messages
    WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND ask_at < expires_at)""")


@dataclass(frozen=True)
class Point:
    """Where to die: before or after what these words are found in, or before or after it is committed."""

    name: str
    words: str
    moment: str  # before, after, before_commit, after_commit


class Trap:
    """Kills the process once it comes to the point."""

    def __init__(self, point: Point) -> None:
        self._point, self._words, self._armed = point, re.compile(point.words), False

    def around(self, text: str, act: Callable[[], Any]) -> Any:
        """Does what the text stands for."""
        is_it = bool(self._words.search(text))
        self._die_if(is_it, "before")
        result = act()
        self._die_if(is_it, "after")
        self._armed = self._armed or is_it
        return result

    def around_commit(self, act: Callable[[], Any]) -> Any:
        """Commits."""
        armed = self._armed
        self._die_if(armed, "before_commit")
        result = act()
        self._die_if(armed, "after_commit")
        return result

    def _die_if(self, is_it: bool, moment: str) -> None:
        if is_it and self._point.moment == moment:
            os.kill(os.getpid(), signal.SIGKILL)


def set_trap(trap: Trap) -> None:
    """Lays the trap under both databases and the connections to the provider, in this process for good."""

    class Trapped(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> Any:
            if sql == "COMMIT":
                return trap.around_commit(lambda: sqlite3.Connection.execute(self, sql, *values))
            return trap.around(sql, lambda: sqlite3.Connection.execute(self, sql, *values))

        def executemany(self, sql: str, *values: Any) -> Any:
            return trap.around(sql, lambda: sqlite3.Connection.executemany(self, sql, *values))

        def commit(self) -> None:
            trap.around_commit(lambda: sqlite3.Connection.commit(self))

    create = sa.create_engine

    def create_trapped(url: Any, **how: Any) -> Any:
        if str(url).startswith("sqlite"):
            how["connect_args"] = {**how["connect_args"], "factory": Trapped}
        return create(url, **how)

    engine.sa.create_engine = create_trapped  # type: ignore[attr-defined]
    _wrap(psycopg.Connection, "execute", trap)
    _wrap(psycopg.Cursor, "execute", trap)
    _wrap(psycopg.Cursor, "executemany", trap)
    commit = psycopg.Connection.commit
    psycopg.Connection.commit = lambda self: trap.around_commit(lambda: commit(self))  # type: ignore[method-assign]
    for step in ("request", "getresponse"):
        _wrap_step(step, trap)
    _wrap_answers(trap)


def _wrap(owner: Any, name: str, trap: Trap) -> None:
    inner = getattr(owner, name)

    def outer(self: Any, query: Any, *values: Any, **how: Any) -> Any:
        if query == "COMMIT":
            return trap.around_commit(lambda: inner(self, query, *values, **how))
        return trap.around(str(query), lambda: inner(self, query, *values, **how))

    setattr(owner, name, outer)


def _wrap_step(name: str, trap: Trap) -> None:
    inner = getattr(app.http_pool._Kept, name)

    def outer(self: Any, *values: Any) -> Any:
        return trap.around(f"http {name}", lambda: inner(self, *values))

    setattr(app.http_pool._Kept, name, outer)


def _wrap_answers(trap: Trap) -> None:
    """An answer of the pages: before it no byte of it has been sent, after it all have."""
    inner = Flask.__call__

    def outer(self: Flask, environ: Any, start_response: Any) -> Any:
        body = inner(self, environ, start_response)
        return trap.around(f"http answer to {environ['PATH_INFO']}", lambda: list(body))

    Flask.__call__ = outer  # type: ignore[method-assign]


def hurry() -> None:
    """Makes leases and waits short, in this process for good."""
    asked = tuple(timedelta(seconds=each) for each in (0.1, 0.2, 0.4))
    deliver.LEASE, deliver.ASKED_AFTER = timedelta(seconds=1), asked  # type: ignore[assignment,attr-defined]
    reconcile.ASKED_AFTER, reconcile.LEASE = asked, timedelta(seconds=1)  # type: ignore[assignment]
    check.LEAST_FILL = timedelta(0)  # the one who fills in the form is no person


def die(settings: Settings, point: Point) -> None:
    """Begins the story and does not come to its end."""
    hurry()
    set_trap(Trap(point))
    tell(settings)


def go_on(settings: Settings, point: Point) -> None:
    """Tells what is left of the story; a person whose answer is what got lost joins again."""
    hurry()
    tell(settings, joins_again=point.words == JOINED)


def tell(settings: Settings, *, joins_again: bool = False) -> None:
    """Joins, sends the text, takes its receipt and spends the coupon; begins where an earlier teller has died."""
    web = create_app(settings)
    joined = web.extensions["handbill"]
    client = web.test_client()
    try:
        if joins_again or not visiting.count(joined.sessions, "coupons"):
            assert visiting.join(client, visiting.scan(client)).status_code == 303
        _send(settings, joined)
        text = _receipt(client, joined)
        code = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text)[0]
        answer = client.post(
            "/api/v1/redemptions",
            json={"code": code},
            headers={"Authorization": f"Bearer {TILL}", "Idempotency-Key": NONCE},
        )
        assert answer.status_code == 201, answer.text
    finally:
        joined.stop.set()
        joined.sessions.close()


def _send(settings: Settings, joined: Any) -> None:
    worker = Worker(joined.sessions, means.gateways_of(settings), joined.means, joined.campaigns, quiet=True)
    stop, end = threading.Event(), time.monotonic() + PATIENCE_S
    at_work = threading.Thread(target=worker.work, args=(stop,))
    at_work.start()
    try:
        while _left(joined):
            assert time.monotonic() < end, "the text is still under way"
            time.sleep(0.02)
    finally:
        stop.set()
        at_work.join()


def _left(joined: Any) -> int:
    with joined.sessions.read() as session:
        return int(session.run(LEFT).fetchone()[0])


def _receipt(client: Any, joined: Any) -> str:
    """The text, once the provider has told twice that it was delivered."""
    with joined.sessions.read() as session:
        row = session.run(Sql("SELECT reference, text_sealed FROM messages")).fetchone()
        reference, text = row[0], session.vault.open(bytes(row[1]))
    fields = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "delivered", "To": NUMBER, "From": "AURORA"}
    for _ in range(2):
        path = f"/hooks/twilio/receipt?m={reference}"
        signed = signature("http://localhost" + path, fields)
        answer = client.post(path, data=fields, headers={"X-Twilio-Signature": signed})
        assert answer.status_code == 204, answer.text
    return str(text)
