"""Receipts come twice, in reverse, before the answer, of texts that nobody knows: each has one effect."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from app.settings import Settings
from app.store import Sessions, Sql
from tests.crash.provider import TELLS, TOKEN, nobody
from tests.crash.test_kills import (
    HANDS,
    KILLS,
    TEXTS,
    Hands,
    environ,
    judge,
    kill_now_and_then,
    provider,
    queued,
    read,
    rest,
    until,
)

MODES = [*(f"{mode}=4" for mode in TELLS), "reset=1", "wait=1", "drop=1"]
KEPT = Sql("SELECT message_id IS NULL, vendor_reference, status FROM receipts")


@contextmanager
def listening(settings: Settings, build: Callable[[Settings], Flask]) -> Iterator[Settings]:
    """The settings of a web application that a provider can reach."""
    apps: list[Flask] = []
    server = make_server("127.0.0.1", 0, lambda *given: apps[0](*given), threaded=True)
    own = {"HANDBILL_GATEWAY_TWILIO_ACCOUNT": "AC1", "HANDBILL_GATEWAY_TWILIO_TOKEN": TOKEN}
    here = replace(settings, base_url=f"http://127.0.0.1:{server.server_port}", gateway="twilio", of_gateways=own)
    apps.append(build(here))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def test_receipts_move_a_text_forward_once_in_whatever_order_they_come(
    settings: Settings, sessions: Sessions, build: Callable[[Settings], Flask], tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    queued.clear()
    with listening(settings, build) as here, provider(journal, *MODES) as url:
        hands = Hands(environ(here, "twilio", url))
        try:
            kill_now_and_then(sessions, hands, random.Random(here.database_url[:6]), KILLS // 3, TEXTS // 3)
            rest(sessions)
            until(lambda: kept(sessions) >= told_of(read(journal)))
            assert hands.stop() == [0] * HANDS
        finally:
            hands.end()
    assert len(queued) == TEXTS // 3
    judge(sessions, journal, lambda entry: "delivered" if entry["mode"] in TELLS else "sent")
    asked = {(False, entry["sid"], "sent") for entry in read(journal) if entry["mode"] not in TELLS}
    assert kept(sessions) == told_of(read(journal)) | asked


def told_of(journal: Sequence[dict[str, str]]) -> set[tuple[bool, str, str]]:
    """(whether nobody knows the text, what the provider calls it, status) of each receipt that it told."""
    known = {(False, each["sid"]) for each in journal if each["mode"] in TELLS}
    unknown = {(True, nobody(each["sid"])) for each in journal if each["mode"] == "of_nobody"}
    return {(*text, status) for text in known | unknown for status in ("sent", "delivered")}


def kept(sessions: Sessions) -> set[tuple[bool, str, str]]:
    """The same of each receipt that we keep."""
    with sessions.read() as session:
        return {(bool(row[0]), row[1], row[2]) for row in session.run(KEPT).fetchall()}
