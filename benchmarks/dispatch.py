"""Texts a second from the outbox through a gateway that takes 50 ms, beside a client that does nothing but send.

ours      leases, 128 texts in flight over HTTP, states and attempts written, on SQLite
aiohttp   the same texts to the same stub, 128 in flight, nothing written

python -m benchmarks.dispatch [--texts 6000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from app.actions import Means
from app.gateways import Can, Outgoing, Pushing
from app.http_pool import Pool
from app.rules.message import Kind
from app.store import Sessions, Sql, make_engine, messages, subscribers, words
from app.store.campaigns import Campaigns
from app.store.migrate import migrate
from app.worker import IN_FLIGHT, Worker
from benchmarks import measure
from benchmarks.stub_gateway import DELAY_S

KEYS = ("a key for the benchmarks only",)
SENT = Sql("SELECT COUNT(*) FROM messages WHERE state = 'sent'")


class Gateway(Pushing):
    """The stub as a gateway, with the connections that all of ours have."""

    can = Can()

    def __init__(self, port: int) -> None:
        self._pool = Pool(f"http://127.0.0.1:{port}")

    def send(self, message: Outgoing) -> str:
        """The stub's reference."""
        answer = self._pool.call("POST", "/", body(message.reference, message.number, message.text))
        return str(answer.json["id"])

    read_receipts = read_inbound = lambda self, _: ()


def body(reference: str, number: str, text: str) -> bytes:
    """What goes over the wire for one text."""
    return json.dumps({"reference": reference, "to": number, "text": text}).encode()


def ours(port: int, texts: int) -> float:
    """Texts a second through outbox, worker and gateway."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/handbill.db"
        engine = make_engine(url)
        migrate(engine)
        engine.dispose()
        sessions, says, now = Sessions(url, KEYS), words.load(), datetime.now(UTC)
        with sessions.begin() as session:
            for n in range(texts):
                number = f"+39333{n:07d}"
                sealed = subscribers.seal_number(session.vault, number)
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
        means = Means(KEYS, "http://127.0.0.1:8000", says, secrets.randbelow, False)
        campaigns = Campaigns(sessions, Path(folder), says)
        stop = threading.Event()
        worker = Worker(sessions, {"stub": Gateway(port)}, means, campaigns)
        thread = threading.Thread(target=worker.work, args=(stop,))
        began = time.perf_counter()
        thread.start()
        while _sent(sessions) < texts:
            time.sleep(0.02)
        took = time.perf_counter() - began
        stop.set()
        thread.join()
        sessions.close()
        return texts / took


def bare(port: int, texts: int) -> float:
    """Texts a second from aiohttp alone."""
    import aiohttp

    async def send_all() -> None:
        numbers = iter(range(texts))
        connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
        async with aiohttp.ClientSession(connector=connector) as client:

            async def send() -> None:
                for n in numbers:
                    data = body(f"{n:032x}", f"+39333{n:07d}", f"Aurora: your code is 2VPY-7FYV-{n:04d}")
                    async with client.post(f"http://127.0.0.1:{port}/", data=data) as response:
                        await response.json()

            await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))

    began = time.perf_counter()
    asyncio.run(send_all())
    return texts / (time.perf_counter() - began)


def _sent(sessions: Sessions) -> int:
    with sessions.read() as session:
        return int(session.run(SENT).fetchone()[0])


def main() -> None:
    """Runs the rounds and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=int, default=6000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    port = measure.free_port()
    with measure.serving([sys.executable, "-m", "benchmarks.stub_gateway", str(port)], port, {}):
        rounds = [(bare(port, chosen.texts), ours(port, chosen.texts)) for _ in range(chosen.rounds)]
    its, our = [each[0] for each in rounds], [each[1] for each in rounds]
    rows = [
        ["aiohttp alone", f"{measure.median(its):,.0f}", ""],
        ["outbox, worker, states", f"{measure.median(our):,.0f}", f"{measure.ratios(our, its):.2f}"],
        ["bound: in flight ÷ delay", f"{IN_FLIGHT / DELAY_S:,.0f}", ""],
    ]
    print(measure.table(rows, ["dispatch", "texts/s", "ratio"]))


if __name__ == "__main__":
    main()
