"""Keys that change while everything runs: what any of them sealed stays good, wherever it is read."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from app import keys as files
from app.actions.apply import Application
from app.actions.join import submit
from app.keys import KeyFile
from app.means import means_of
from app.rules import offline_seal
from app.rules.coupon import write_code, write_token
from app.rules.law import BOOK
from app.rules.phone import Number
from app.settings import Settings
from app.store import Session, Sessions, coupons, reseal, words
from app.store.subscribers import subscriber_of
from app.store.visits import Visit
from tests import make
from tests.serving import call

TOKEN = "token-of-till-1"
CAMPAIGN = {"follow": None, "programme": {"opt_in": "single"}}
LONGEST_S = 60.0
UNLIMITED = 1_000_000  # a till of these tests is faster than a cashier


@pytest.fixture
def kept(settings: Settings) -> Settings:
    """Settings whose keys are in a file, with a campaign that asks no pin."""
    path = settings.data / "secret-keys"
    path.write_text("spring-key-of-the-tests\n")
    path.chmod(0o600)
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(**CAMPAIGN))
    return replace(settings, secret_keys=KeyFile(path))


def file_of(settings: Settings) -> Path:
    assert isinstance(settings.secret_keys, KeyFile)
    return settings.secret_keys.path


def test_a_new_key_reads_at_once_and_signs_when_its_time_has_come() -> None:
    lines = [("one", 0.0), ("two", 100.0), ("three", 200.0)]
    assert files.ordered(lines, 50) == ("one", "two", "three", "one")
    assert files.ordered(lines, 100) == ("one", "three", "two")
    assert files.ordered(lines, 200) == ("one", "two", "three")
    assert {files.ordered(lines, at)[0] for at in (50, 100, 200)} == {"one"}, "of which indexes are made"


def test_a_file_is_looked_at_and_keeps_its_mode(kept: Settings) -> None:
    known, path = kept.secret_keys, file_of(kept)
    before = tuple(known)
    files.rotate(path, 0)
    deadline = time.monotonic() + LONGEST_S
    while known[-1] == before[-1] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert (known[0], len(known), path.stat().st_mode & 0o777) == (before[0], 2, 0o600)
    path.rename(path.with_name("away"))
    time.sleep(2 * files.LOOK_S)
    assert len(known) == 2, "a file that is away for a moment changes nothing"


def test_rotate_says_from_when_on_the_new_key_signs(settings: Settings, kept: Settings) -> None:
    told = call(settings, "keys", "rotate")
    assert told.exit_code == 1
    assert "HANDBILL_SECRET_KEYS=@" in told.stderr


def test_three_generations_of_coupons_are_good_at_the_till_on_the_page_and_by_their_seal(
    kept: Settings, sessions: Sessions, build: Any
) -> None:
    now, campaign = datetime.now(UTC), make.campaign(**CAMPAIGN)
    generations = [("one-key-of-the-tests",), ("one-key-of-the-tests", "two-key-of-the-tests")]
    generations.append((*generations[1], "three-key-of-the-tests"))
    file_of(kept).write_text("\n".join(generations[2]) + "\n")
    app = build(replace(kept, secret_keys=KeyFile(file_of(kept))))
    client, ours = app.test_client(), app.extensions["handbill"].sessions
    with ours.begin() as session:
        make.till(session, name="Till 1", token=TOKEN, now=now)
        issued = [[make.coupon(session, issued_at=now - timedelta(hours=1)) for _ in range(2)] for _ in generations]
    for keys, (typed, scanned) in zip(generations, issued, strict=True):
        facts = offline_seal.seal(
            write_code(scanned.serial, keys), _facts(scanned, campaign), offline_seal.private_key(keys[-1])
        )
        assert client.get(f"/k/{write_token(typed.serial, keys)}").status_code == 200
        for code in (write_code(typed.serial, keys), facts):
            headers = {"Authorization": f"Bearer {TOKEN}"}
            assert client.post("/api/v1/redemptions", json={"code": code}, headers=headers).status_code == 201


def _facts(coupon: coupons.Coupon, campaign: Any) -> Any:
    return offline_seal.seal_facts.Facts(
        campaign=offline_seal.seal_facts.mark(campaign.id),
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        worth=offline_seal.seal_facts.worth_of(campaign.offer, "it"),
    )


def test_keys_change_twice_while_people_join_and_tills_redeem(kept: Settings, sessions: Sessions) -> None:
    """One process joins, another redeems what the first one sealed; the keys change beside them."""
    with sessions.begin() as session:
        make.till(session, name="Till 1", token=TOKEN, now=datetime.now(UTC))
        make.release(session, make.campaign(**CAMPAIGN), words.load())
    context = multiprocessing.get_context("spawn")
    codes, ended = context.Queue(20), context.Queue()
    over, ready = context.Event(), context.Barrier(3, timeout=LONGEST_S)
    crew = [
        context.Process(target=act, args=(kept.data, kept.database_url, kept.campaigns, codes, ended, over, ready))
        for act in (join_on_and_on, redeem_on_and_on)
    ]
    for each in crew:
        each.start()
    try:
        ready.wait()
        generations = [KeyFile(file_of(kept))[-1]]
        for _ in range(2):
            time.sleep(1.5)
            files.rotate(file_of(kept), 0)
            time.sleep(files.SOONEST_S + 1.5)
            generations.append(KeyFile(file_of(kept))[-1])
        over.set()
        told = dict(ended.get(timeout=LONGEST_S) for _ in crew)
    finally:
        over.set()
        for each in crew:
            each.join(LONGEST_S)
            each.kill()
    assert len(set(generations)) == 3
    assert set(told["signed with"]) == set(generations), "each of the three has sealed some"
    assert set(told["answers"]) == {"redeemed 201", "page 200"}, told
    assert told["answers"]["redeemed 201"] == sum(told["signed with"].values())


def _settings(data: Path, url: str, campaigns: Path) -> Settings:
    keys = KeyFile(data / "secret-keys")
    return Settings(
        data=data,
        database_url=url,
        campaigns=campaigns,
        base_url="http://localhost",
        secret_keys=keys,
        api_a_minute=UNLIMITED,
    )


def join_on_and_on(data: Path, url: str, folder: Path, codes: Any, ended: Any, over: Any, ready: Any) -> None:
    """Puts (code or seal, token) of each new coupon into the queue, and at the end how many each key has sealed."""
    settings = _settings(data, url, folder)
    sessions, campaign = Sessions(url, settings.secret_keys), make.campaign(**CAMPAIGN)
    means = replace(means_of(settings, words.load(), BOOK), limits=False)
    signed: dict[str, int] = {}
    number = 0
    ready.wait()
    while not over.is_set():
        number += 1
        e164 = f"+39333{number:07d}"
        visit = Visit(number, campaign.id, make.PLACEMENT, "it", False, None, {})
        left = Application(Number(e164, "IT", "mobile"), False, "it", "127.0.0.1", {})
        submit(sessions, means, campaign, lambda _, visit=visit: visit, left, datetime.now(UTC))
        with sessions.read() as session:
            coupon = _coupon(session, campaign.id, e164)
        keys = tuple(means.keys)
        sealed = offline_seal.seal(
            write_code(coupon.serial, keys), _facts(coupon, campaign), offline_seal.private_key(keys[-1])
        )
        signed[keys[-1]] = signed.get(keys[-1], 0) + 1
        codes.put((write_code(coupon.serial, keys) if number % 2 else sealed, write_token(coupon.serial, keys)))
    codes.put(None)
    ended.put(("signed with", signed))


def _coupon(session: Session, campaign: str, number: str) -> coupons.Coupon:
    person = subscriber_of(session, number)
    assert person is not None
    coupon = coupons.coupon_of(session, campaign, person.id)
    assert coupon is not None
    return coupon


def redeem_on_and_on(data: Path, url: str, folder: Path, codes: Any, ended: Any, over: Any, ready: Any) -> None:
    """Opens the page of each coupon and redeems it, as soon as it is there."""
    app = create_app(_settings(data, url, folder))
    client, answers = app.test_client(), dict[str, int]()
    ready.wait()
    while (each := codes.get(timeout=LONGEST_S)) is not None:
        code, token = each
        page = client.get(f"/k/{token}").status_code
        headers = {"Authorization": f"Bearer {TOKEN}"}
        done = client.post("/api/v1/redemptions", json={"code": code}, headers=headers).status_code
        for what in (f"page {page}", f"redeemed {done}"):
            answers[what] = answers.get(what, 0) + 1
    ended.put(("answers", answers))
    app.extensions["handbill"].stop.set()


def test_sealing_anew_that_was_killed_goes_on_where_it_was(settings: Settings, sessions: Sessions) -> None:
    old, both = Sessions(settings.database_url, settings.secret_keys[:1]), sessions
    with old.begin() as session:
        issued = [make.coupon(session) for _ in range(60)]
        make.message(session, subscriber=issued[0].subscriber, text="Il tuo codice")
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=seal_slowly, args=(settings.database_url, tuple(settings.secret_keys)))
    worker.start()
    deadline = time.monotonic() + LONGEST_S
    while _newest(both) < 10 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join(LONGEST_S)
    done = _newest(both)
    assert 10 <= done < 121, "it was in the middle"
    again = sum(rows for _, rows, lost in reseal.reseal(both) if not lost)
    assert again == 121 - done, "sixty numbers, sixty serials and a text, each once"
    assert list(reseal.reseal(both)) == [], "nothing is left, and nothing was lost"
    with both.read() as session:
        assert [coupons.coupon_by_serial(session, each.serial) for each in issued] == issued
    old.close()


def seal_slowly(url: str, keys: tuple[str, ...]) -> None:
    for _ in reseal.reseal(Sessions(url, keys), most=3):
        time.sleep(0.05)


def _newest(sessions: Sessions) -> int:
    """How many rows the newest key has sealed."""
    with sessions.read() as session:
        found = 0
        for each in reseal.COLUMNS:
            rows = session.run(each.find, after=each.first, newest=b"none", most=1000).fetchall()
            found += sum(bytes(row[1])[:4] == session.vault.newest for row in rows)
        return found


def test_the_command_seals_anew_and_counts(settings: Settings, sessions: Sessions) -> None:
    old = Sessions(settings.database_url, settings.secret_keys[:1])
    with old.begin() as session:
        make.coupon(session)
    old.close()
    told = json.loads(call(settings, "keys", "reseal", "--json").stdout)
    assert told == {"resealed": {"subscribers": 1, "coupons": 1}, "lost": {}}
