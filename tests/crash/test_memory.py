"""A text that was sent leaves nothing in the memory of its worker; soak.py sends many more and looks from outside."""

from __future__ import annotations

import gc
import secrets
import statistics
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from app.actions import Means
from app.gateways import Outgoing
from app.gateways.recording import Gateway as Recording
from app.settings import Settings
from app.store import Sessions, words
from app.store.campaigns import Campaigns
from app.worker import Worker
from tests import make
from tests.crash.test_kills import rest

TEXTS, LOOKS = 150, 6  # texts before each look
MOST = 250  # octets that a text may leave; one that is kept has several hundred


class Forgetful(Recording):
    """Does not remember what it was given."""

    def send(self, message: Outgoing) -> str:
        return f"recorded-{message.reference}"


@contextmanager
def at_work(settings: Settings, sessions: Sessions, gateway: Recording) -> Iterator[None]:
    """While a worker of this process is."""
    says, stop = words.load(), threading.Event()
    means = Means(settings.secret_keys, settings.base_url, says, secrets.randbelow, limits=False)
    campaigns = Campaigns(sessions, settings.campaigns, says)
    worker = Worker(sessions, {"recording": gateway}, means, campaigns, quiet=True)
    thread = threading.Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def send(sessions: Sessions, texts: int) -> None:
    """Queues so many texts, and comes back once all have left."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        for _ in range(texts):
            make.message(session, queued_at=now)
    rest(sessions)


def kept_of_each(settings: Settings, sessions: Sessions, gateway: Recording) -> float:
    """Octets of Python's memory that a text leaves behind, most of the time: now and then a module or a cache comes."""
    with at_work(settings, sessions, gateway):
        send(sessions, TEXTS)
        tracemalloc.start()
        try:
            looks = [_sent_and_looked(sessions) for _ in range(LOOKS)]
        finally:
            tracemalloc.stop()
    return statistics.median(after - before for before, after in pairwise(looks)) / TEXTS


def _sent_and_looked(sessions: Sessions) -> int:
    send(sessions, TEXTS)
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_a_text_that_was_sent_leaves_nothing_in_memory(settings: Settings, sessions: Sessions) -> None:
    assert kept_of_each(settings, sessions, Forgetful()) < MOST


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_text_that_stays_in_memory_is_noticed(settings: Settings, sessions: Sessions) -> None:
    assert kept_of_each(settings, sessions, Recording()) > MOST
