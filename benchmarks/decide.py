"""What the decision about a text costs, and how quickly a morning lets out what a night held.

decision   rules/decision.py with law, hours and whereabouts, for numbers of four countries, on one core; goal 50,000/s
release    100,000 advertising texts that became due at once: lease, facts, decision and state, on SQLite

python -m benchmarks.decide [--decisions 200000] [--texts 100000]
"""

from __future__ import annotations

import argparse
import secrets
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from app.actions import Means
from app.actions.release import release
from app.rules.campaign import Campaign, parse
from app.rules.decision import Recipient, Sent, Terms, Text, decide
from app.rules.law import BOOK
from app.rules.ledger import Event
from app.rules.locality import locality
from app.rules.message import Kind
from app.rules.phone import e164
from app.rules.standing import Standing
from app.store import Session, Sessions, ledger, make_engine, messages, subscribers, words
from app.store.migrate import migrate
from benchmarks import measure

KEYS = ("a key for the benchmarks only",)
NOON = datetime(2026, 7, 6, 12, 0, tzinfo=UTC)
NUMBERS = (("+393331234342", "IT"), ("+15035550142", "US"), ("+4915155500342", "DE"), ("+919812345678", "IN"))
GOAL, AT_ONCE, SEALED_AT_ONCE = 50_000, 500, 5_000
SAMPLE = Path(__file__).resolve().parents[1] / "campaigns" / "estate-25.toml"


def decisions(count: int) -> float:
    """Decisions a second, a quarter of them by night and half of them about people who had texts lately."""
    had = [Sent(NOON - timedelta(days=day), "sms", day % 2 == 0) for day in (20, 9, 4)]
    people = [Recipient(Standing.GRANTED), Recipient(Standing.GRANTED, sent=had)]
    moments = [NOON + timedelta(minutes=7 * n) for n in range(200)]
    text, terms = Text(Kind.MARKETING, NOON, NOON + timedelta(days=4)), Terms(4)
    numbers = [(e164(number), country) for number, country in NUMBERS]
    cases = list(islice(zip(cycle(numbers), cycle(people), cycle(moments), strict=False), count))
    began = time.perf_counter()
    for (number, country), person, now in cases:
        decide(text, person, terms, locality(BOOK, number, country, now.date()), now)
    return count / (time.perf_counter() - began)


def released(count: int) -> float:
    """Texts a second out of a queue that a night has filled."""
    campaign = parse(SAMPLE.read_text("utf-8"), "estate-25")[0]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/handbill.db"
        engine = make_engine(url)
        migrate(engine)
        engine.dispose()
        sessions = Sessions(url, KEYS)
        for start in range(0, count, SEALED_AT_ONCE):
            with sessions.begin() as session:
                for n in range(start, min(start + SEALED_AT_ONCE, count)):
                    _held(session, campaign, n)
        took = _take_all(sessions, campaign, count)
        sessions.close()
        return count / took


def _held(session: Session, campaign: Campaign, n: int) -> None:
    number = e164(f"+39333{n:07d}")
    sealed = subscribers.seal_number(session.vault, number)
    person, _ = subscribers.keep_subscriber(session, sealed, country="IT", language="it", now=NOON)
    ledger.add(session, person, _grant(session, campaign))
    draft = messages.draft(
        session.vault,
        reference=f"{n:032x}",
        brand=campaign.brand.name,
        campaign=campaign.id,
        kind=Kind.MARKETING,
        sender="Aurora",
        text=f"Aurora: new flavours today, and one of them is yours. {n}. Reply STOP to end.",
        now=NOON - timedelta(hours=12),
    )
    messages.queue(session, draft, person)


def _grant(session: Session, campaign: Campaign) -> ledger.Act:
    evidence = ledger.seal_evidence(session.vault, {"address": "127.0.0.1"})
    return ledger.Act(
        event=Event.GRANT,
        purpose="marketing",
        brand=campaign.brand.name,
        campaign=campaign.id,
        release=campaign.digest,
        words=None,
        language="it",
        placement="k7q2m",
        visit=None,
        facts={},
        evidence=evidence,
        at=NOON,
    )


def _take_all(sessions: Sessions, campaign: Campaign, count: int) -> float:
    """Seconds until every text was in a worker's hand."""
    means = Means(KEYS, "http://127.0.0.1:8000", words.load(), secrets.randbelow, False)
    began, taken = time.perf_counter(), 0
    while taken < count:
        with sessions.begin() as session:
            held, looked_at = release(
                session, means, {campaign.id: campaign}, now=NOON, until=NOON + timedelta(hours=1), most=AT_ONCE
            )
        if not held or len(held) < looked_at:
            raise SystemExit(f"{taken} of {count} texts were let out, then no more")
        taken += len(held)
    return time.perf_counter() - began


def main() -> None:
    """Runs both and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--decisions", type=int, default=200_000)
    arguments.add_argument("--texts", type=int, default=100_000)
    chosen = arguments.parse_args()
    rounds: Sequence[float] = [decisions(chosen.decisions) for _ in range(3)]
    rate = released(chosen.texts)
    rows = [
        ["decision, one core", f"{measure.median(rounds):,.0f}", f"{measure.median(rounds) / GOAL:.2f}"],
        [f"release of {chosen.texts:,} held texts", f"{rate:,.0f}", f"{chosen.texts / rate:.0f} s"],
    ]
    print(measure.table(rows, ["decide", "a second", "of 50,000"]))


if __name__ == "__main__":
    main()
