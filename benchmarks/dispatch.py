"""Texts a second from the outbox through a gateway that takes 50 ms, beside a client that does nothing but send.

ours      workers, each a process: leases, 128 texts in flight over HTTP, states and attempts written
aiohttp   the same texts to the same stub, 128 in flight, nothing written

With --memory, what one worker holds is looked at each tenth of the way.

python -m benchmarks.dispatch [--texts 6000] [--rounds 3] [--database postgresql] [--workers 2] [--memory]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

from app.actions import Means
from app.gateways import Can, Outgoing, Pushing
from app.http_pool import Pool
from app.store import Sessions, Sql, words
from app.store.campaigns import Campaigns
from app.worker import IN_FLIGHT, Worker
from benchmarks import measure
from benchmarks.queued import KEYS, database, fill
from benchmarks.stub_gateway import DELAY_S

SENT = Sql("SELECT COUNT(*) FROM messages WHERE state = 'sent'")
SPAWN = multiprocessing.get_context("spawn")
LOOK_S = 0.02


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


def work(url: str, port: int, ready: Barrier, over: Event) -> None:
    """One worker, from when all are ready until it is over."""
    sessions, says, stop = Sessions(url, KEYS), words.load(), threading.Event()
    means = Means(KEYS, "http://127.0.0.1:8000", says, secrets.randbelow, False)
    campaigns = Campaigns(sessions, Path(__file__).parent / "no-campaigns", says)
    worker = Worker(sessions, {"stub": Gateway(port)}, means, campaigns)
    ready.wait()
    thread = threading.Thread(target=worker.work, args=(stop,))
    thread.start()
    over.wait()
    stop.set()
    thread.join()
    sessions.close()


@contextmanager
def working(url: str, port: int, workers: int) -> Iterator[list[SpawnProcess]]:
    """So many workers, all of them ready; until the end of the block."""
    ready, over = SPAWN.Barrier(workers + 1), SPAWN.Event()
    processes = [SPAWN.Process(target=work, args=(url, port, ready, over)) for _ in range(workers)]
    for each in processes:
        each.start()
    ready.wait()
    try:
        yield processes
    finally:
        over.set()
        for each in processes:
            each.join()


def ours(kind: str, port: int, texts: int, workers: int = 1, *, watch: bool = False) -> float:
    """Texts a second through outbox, workers and gateway; `watch` prints what the first worker holds on the way."""
    with database(kind) as url:
        sessions = Sessions(url, KEYS)
        fill(sessions, texts)
        with working(url, port, workers) as processes:
            began, tenth, sent = time.perf_counter(), 1, 0
            while sent < texts:
                time.sleep(LOOK_S)
                sent = _sent(sessions)
                if watch and sent >= tenth * texts / 10:
                    print(f"{sent:,} texts: {measure.memory_mib(processes[0].pid or 0):.1f} MiB", flush=True)
                    tenth = 10 * sent // texts + 1
            took = time.perf_counter() - began
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
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", type=int, default=6000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--memory", action="store_true")
    chosen = arguments.parse_args()
    port, kind = measure.free_port(), chosen.database
    with measure.serving([sys.executable, "-m", "benchmarks.stub_gateway", str(port)], port, {}):
        if chosen.memory:
            print(f"{ours(kind, port, chosen.texts, watch=True):,.0f} texts/s")
            return
        counts = sorted({1, chosen.workers})
        rounds = [
            (bare(port, chosen.texts), *(ours(kind, port, chosen.texts, count) for count in counts))
            for _ in range(chosen.rounds)
        ]
    its, *our = zip(*rounds, strict=True)
    rows = [["aiohttp alone", f"{measure.median(its):,.0f}", ""]]
    for count, figures in zip(counts, our, strict=True):
        name = f"outbox, {count} worker{'s' * (count > 1)}, states, {kind}"
        rows.append([name, f"{measure.median(figures):,.0f}", f"{measure.ratios(figures, its):.2f}"])
    if len(our) > 1:
        rows.append([f"{counts[-1]} workers ÷ 1", "", f"{measure.ratios(our[1], our[0]):.2f}"])
    rows.append(["bound: in flight ÷ delay", f"{IN_FLIGHT / DELAY_S:,.0f}", ""])
    print(measure.table(rows, ["dispatch", "texts/s", "ratio"]))


if __name__ == "__main__":
    main()
