"""The whole database as text, after a full story: whoever steals it reads no number, and finds no coupon to spend."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.actions.apply import Application
from app.actions.join import submit
from app.actions.watch import watch
from app.gateways.recording import Gateway
from app.means import means_of
from app.rules.coupon import write_code, write_token
from app.rules.law import BOOK
from app.rules.phone import Number
from app.settings import Settings
from app.store import Session, Sessions, Sql, access, coupons, words
from app.store.coupons import Coupon, Worth
from app.store.subscribers import subscriber_of
from app.store.visits import Visit
from tests import make
from tests.conftest import KEYS

NUMBERS = ("+393331234342", "+393337654321", "+393339876543")
TOKEN, COOKIE, LINK, REQUEST = (
    f"{word}-{secrets.token_urlsafe(16)}" for word in ("token", "cookie", "link", "request")
)
OURS = {"Origin": "http://localhost"}
CAMPAIGN: dict[str, Any] = {"follow": None, "programme": {"opt_in": "single"}}
WAIT = Sql("""
    INSERT INTO waiting (campaign, brand, subscriber_id, placement, since)
    SELECT campaign, 'Gelateria Aurora', subscriber_id, placement, issued_at FROM coupons WHERE id = :id""")
WITHOUT_A_LINE = Sql("UPDATE redemptions SET happened_at = at, double_of = id WHERE coupon_id = :id")


@pytest.fixture
def shop(settings: Settings) -> Settings:
    """A shop whose campaign asks no pin."""
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(**CAMPAIGN))
    return settings


@pytest.fixture
def story(shop: Settings, sessions: Sessions, build: Any) -> list[Coupon]:
    """Three people join and are texted; a coupon is redeemed, undone, redeemed; a card pays; codes are guessed."""
    now, campaign = datetime.now(UTC), make.campaign(**CAMPAIGN)
    means = replace(means_of(shop, words.load(), BOOK), limits=False)
    client = build(shop).test_client()
    with sessions.begin() as session:
        make.release(session, campaign, words.load())
        till = make.till(session, name="Till 1", token=TOKEN, now=now)
        staff = access.add_staff(session, "giulia@aurora.example", now)
        for token, kind in ((COOKIE, "cookie"), (LINK, "link")):
            expires = now + timedelta(hours=1)
            access.add_pass(session, token, kind=kind, till=till, staff=staff, expires_at=expires, now=now)
    for number, e164 in enumerate(NUMBERS):
        visit = Visit(secrets.randbelow(2**62), campaign.id, make.PLACEMENT, "it", False, None, {})
        left = Application(Number(e164, "IT", "mobile"), number == 0, "it", "127.0.0.1", {})
        submit(sessions, means, campaign, lambda _, visit=visit: visit, left, now)
    make.deliveries(sessions, {"recording": Gateway()}, lambda: datetime.now(UTC), most=10)
    with sessions.begin() as session:
        issued = [_coupon_of(session, e164) for e164 in NUMBERS]
        card = make.coupon(session, serial=3_123_456_789, issued_at=now, worth=Worth(uses=None, balance=5000))
        held = make.coupon(session, serial=3_234_567_890, issued_at=now, held_until=now + timedelta(hours=1))
    _at_the_till(client, issued, card)
    with sessions.begin() as session:
        session.run(WAIT, id=issued[2].id)
        session.run(WITHOUT_A_LINE, id=issued[0].id)
        watch(session, {campaign.id: campaign}, now)
    return [*issued, card, held]


def _at_the_till(client: FlaskClient, issued: list[Coupon], card: Coupon) -> None:
    first, second = (write_code(each.serial, KEYS) for each in issued[:2])
    done = _redeem(client, first, key=REQUEST, reference="slip 7")
    undone = client.post(
        f"/api/v1/redemptions/{done['id']}/reversal", json={"reason": "wrong customer"}, headers=_till()
    )
    assert undone.status_code == 201
    _redeem(client, first)
    _redeem(client, f"https://aurora.example/k/{write_token(issued[1].serial, KEYS)}")
    _redeem(client, write_code(card.serial, KEYS), amount={"value": "7.00", "currency": "EUR"})
    wrong = second[:-1] + ("2" if second[-1] != "2" else "3")
    for code, key in ((second, "again"), (first, "once more"), (wrong, "guess")):
        client.post("/api/v1/redemptions", json={"code": code}, headers={**_till(), "Idempotency-Key": key})
        assert client.get(f"/api/v1/coupons/{code}", headers=_till()).status_code in {200, 404}
    client.get(f"/k/{write_token(issued[2].serial, KEYS)}")
    client.get("/k/222222222222")
    client.application.extensions["handbill"].later.flush()


def _redeem(client: FlaskClient, code: str, *, key: str = "", **more: Any) -> Any:
    headers = {**_till(), **({"Idempotency-Key": key} if key else {})}
    answer = client.post("/api/v1/redemptions", json={"code": code, **more}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json


def _till() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}


def _coupon_of(session: Session, number: str) -> Coupon:
    person = subscriber_of(session, number)
    assert person
    found = coupons.coupon_of(session, make.CAMPAIGN_ID, person.id)
    assert found
    return found


def secrets_of(coupon: Coupon) -> Iterator[str]:
    """What would spend the coupon or show it, under each of our keys, as people and programs write it."""
    yield str(coupon.serial)
    yield f"{coupon.serial:x}"
    yield coupon.serial.to_bytes(4).decode("latin-1")
    for keys in (KEYS, KEYS[:1]):
        code = write_code(coupon.serial, keys)
        yield from (code, code.replace("-", ""), code.replace("-", " "), code.lower(), code[5:])
        yield write_token(coupon.serial, keys)


def test_a_dump_holds_no_code_no_serial_no_token_and_no_number(story: list[Coupon], sessions: Sessions) -> None:
    dump = make.dump(sessions)
    assert "Gelateria Aurora" in dump, "it is a dump"
    assert "slip 7" in dump
    found = [(coupon.id, secret) for coupon in story for secret in secrets_of(coupon) if secret in dump]
    assert found == []
    numbers = [form for number in NUMBERS for form in (number, number[1:], number[3:])]
    assert [form for form in numbers if form in dump] == []
    assert [secret for secret in (TOKEN, COOKIE, LINK, REQUEST, *KEYS) if secret in dump] == []


def test_the_same_search_finds_what_is_kept_in_the_open(story: list[Coupon], sessions: Sessions) -> None:
    """So that nothing is not-found because nobody could have found it."""
    kept = Sql("UPDATE redemptions SET reference = :text WHERE coupon_id = :id")
    code = write_code(story[0].serial, KEYS)
    with sessions.begin() as session:
        session.run(kept, text=f"{code} {NUMBERS[0]}", id=story[0].id)
    dump = make.dump(sessions)
    assert [secret for secret in secrets_of(story[0]) if secret in dump] == [code, code[5:]]
    assert NUMBERS[0] in dump


def test_a_code_is_found_by_what_only_the_key_makes(story: list[Coupon], sessions: Sessions) -> None:
    """Codes are hashed at rest, under a key: with all serials there are and no key nobody finds one."""
    with sessions.read() as session:
        rows = session.run(Sql("SELECT serial_index FROM coupons")).fetchall()
        ours = {session.vault.index("serial", str(each.serial)) for each in story}
    assert {bytes(row[0]) for row in rows} == ours
    strangers = Sessions(sessions.engine.url.render_as_string(hide_password=False), ("another-key-of-the-tests",))
    with strangers.read() as session:
        assert [each for each in story if coupons.coupon_by_serial(session, each.serial)] == []
    strangers.close()
