"""A database of either kind with texts in its outbox, for benchmarks that let them leave."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from app.rules.message import Kind
from app.rules.phone import e164
from app.store import Session, Sessions, make_engine, messages, subscribers
from app.store.migrate import migrate
from benchmarks.web import postgresql

KEYS = ("a key for the benchmarks only",)
AT_ONCE = 2_000


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of an empty, migrated database, sqlite or postgresql."""
    if kind == "postgresql":
        with postgresql() as url:
            yield _migrated(url)
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield _migrated(f"sqlite:///{folder}/handbill.db")


def _migrated(url: str) -> str:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    return url


def fill(sessions: Sessions, texts: int, *, start: int = 0) -> None:
    """Queues one coupon's text for each of so many people."""
    for first in range(start, start + texts, AT_ONCE):
        with sessions.begin() as session:
            for n in range(first, min(first + AT_ONCE, start + texts)):
                _queue(session, n)


def _queue(session: Session, n: int) -> None:
    now = datetime.now(UTC)
    sealed = subscribers.seal_number(session.vault, e164(f"+39333{n:07d}"))
    person, _ = subscribers.keep_subscriber(session, sealed, country="IT", language="it", now=now)
    draft = messages.draft(
        session.vault,
        reference=f"{n:032x}",
        brand="Aurora",
        campaign="bench",
        kind=Kind.SERVICE,
        sender="Aurora",
        text=f"Aurora: your code is 2VPY-7FYV-{n:04d}",
        now=now,
    )
    messages.queue(session, draft, person)
