"""Rows and values by keyword: what a test does not name has a plausible default."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from app.actions import Means, deliver
from app.actions.route import route
from app.actions.tell import Offers
from app.gateways import Gateway
from app.routing import Routing
from app.rules.campaign import Campaign, parse
from app.rules.consent import coupon_box, marketing_box
from app.rules.coupon import write_token
from app.rules.message import COUPON, Kind, State
from app.rules.route import chain
from app.rules.stock import ALL, Scope
from app.rules.words import Say
from app.store import (
    Session,
    Sessions,
    Sql,
    access,
    coupons,
    ledger,
    messages,
    outbox,
    redemptions,
    stamp,
    stock,
    subscribers,
)
from app.store.tables import metadata

CAMPAIGN_ID = "estate-25"
PLACEMENT = "k7q2m"
KEYS = ("spring-key-of-the-tests", "summer-key-of-the-tests")
NUMBER = "+393331234342"
BRAND = "Gelateria Aurora"
SENDER = "+393399900000"
SENDERS: Mapping[str, Mapping[str, Any]] = {  # where that number alone would not do
    "BR": {"from": "4812", "records": {"operator_approval_id": "BR-1"}},
    "GB": {"from": "+447700900123"},
    "NZ": {"from": "4812"},
    "RU": {"from": "AURORA"},
    "US": {
        "from": SENDER,
        "records": {"tcr_brand_id": "B1", "tcr_campaign_id": "C1", "tx_exemption_reason": "a shop since 2011"},
    },
}
NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)

_count = itertools.count(1)

CAMPAIGN: Mapping[str, Any] = {
    "name": "Estate 25",
    "languages": ["it", "en"],
    "countries": ["IT", "SM", "DE"],
    "brand": {
        "name": BRAND,
        "legal_name": "Aurora S.r.l., Via Roma 1, 50123 Firenze",
        "support": {"email": "ciao@aurora.example"},
    },
    "runs": {"from": "2026-06-01", "until": "2036-08-31", "timezone": "Europe/Rome"},
    "page": {"headline": {"it": "Un quarto in meno, sul serio", "en": "A quarter off, honestly"}},
    "follow": {
        "need": "any",
        "steps": [
            {"platform": "telegram", "account": "gelateria_aurora"},
            {"platform": "tiktok", "account": "gelateria.aurora"},
        ],
    },
    "offer": {
        "title": {"it": "25 % di sconto", "en": "25% off"},
        "kind": "percent",
        "value": 25,
        "terms": {"it": "Un buono a testa, non cumulabile.", "en": "One per person, not with other offers."},
        "valid": {"days": 30},
    },
    "programme": {
        "name": "Aurora Club",
        "purpose": {"it": "offerte e novità", "en": "offers and news"},
        "frequency": 4,
    },
    "placements": [{"id": PLACEMENT, "name": "Shop window Via Roma", "distance": "1.5 m"}],
}


def source(**changes: Any) -> str:
    """A campaign file: CAMPAIGN with changes laid over it, table by table; None takes a key away.

    Its texts come from a number that its countries let through, unless the changes speak of senders or a keyword.
    """
    laid = _laid_over(CAMPAIGN, changes)
    if not {"senders", "keyword"} & changes.keys():
        first = next(iter(laid.get("countries") or [""]), "")
        laid["senders"] = [SENDERS.get(first, {"from": SENDER})]
    return "\n".join(f"{key} = {_toml(value)}" for key, value in laid.items()) + "\n"


def campaign(id: str = CAMPAIGN_ID, **changes: Any) -> Campaign:
    """The campaign of such a file: make.campaign(offer={"value": 50}, programme=None)."""
    return parse(source(**changes), id)[0]


def subscriber(
    session: Session, *, number: str = NUMBER, country: str = "IT", language: str = "it", now: datetime = NOW
) -> int:
    """The id of a number that we know."""
    sealed = subscribers.seal_number(session.vault, number)
    return subscribers.keep_subscriber(session, sealed, country=country, language=language, now=now)[0]


def consent(
    session: Session,
    subscriber: int,
    *,
    event: str = "grant",
    purpose: str = "marketing",
    brand: str = BRAND,
    campaign: str = CAMPAIGN_ID,
    words: str | None = None,
    now: datetime = NOW,
) -> None:
    """One entry of the ledger; event is request, grant, confirm, withdraw, object, expire or import."""
    act = ledger.Act(
        event=event,
        purpose=purpose,
        brand=brand,
        campaign=campaign,
        release="0" * 64,
        words=words,
        language="it",
        placement=PLACEMENT,
        visit=None,
        facts={"country": "IT"},
        evidence=ledger.seal_evidence(session.vault, {"address": "127.0.0.1"}),
        at=now,
    )
    ledger.add(session, subscriber, act)


def coupon(
    session: Session,
    *,
    subscriber: int | None = None,
    campaign: str = CAMPAIGN_ID,
    serial: int | None = None,
    language: str = "it",
    issued_at: datetime = NOW,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    held_until: datetime | None = None,
    spent_at: datetime | None = None,
    till: int | None = None,
    worth: coupons.Worth = coupons.ONCE,
    nth: int = 1,
) -> coupons.Coupon:
    """A coupon, valid for 30 days unless told otherwise; spent_at spends it, at `till` or at a new one."""
    number = next(_count)
    serial = 1_000_000 + number if serial is None else serial
    person = subscriber or _subscriber_number(session, number, issued_at)
    stock.take(session, campaign, [Scope(ALL, None)], issued_at)
    coupons.add_coupon(
        session,
        coupons.draft(session.vault, serial),
        campaign=campaign,
        subscriber=person,
        placement=PLACEMENT,
        language=language,
        valid_from=valid_from or issued_at,
        valid_until=valid_until or issued_at + timedelta(days=30),
        held_until=held_until,
        now=issued_at,
        worth=worth,
        nth=nth,
    )
    if spent_at:
        redemption(session, serial, at=spent_at, till=till)
    made = coupons.coupon_by_serial(session, serial)
    assert made is not None
    return made


def redemption(session: Session, serial: int, *, at: datetime = NOW, till: int | None = None) -> str:
    """The id of the redemption by which a valid coupon was spent."""
    id = f"r{stamp(at) // 1000:012x}{next(_count):08x}"
    offered = redemptions.offered(session, serial)
    assert offered is not None, f"there is no coupon {serial}"
    spent = redemptions.spend(session, serial, id, at, till=till or make_till(session, now=at), offered=offered)
    assert spent is not None, "only a valid coupon can be spent"
    return id


def offers(session: Session, *campaigns: Campaign) -> Offers:
    """What tills are told of these campaigns' offers, kept in the session of a test."""
    return Offers(lambda: nullcontext(session), {each.id: each for each in campaigns}.get)


def till(session: Session, *, name: str | None = None, token: str | None = None, now: datetime = NOW) -> int:
    """The id of a new till; its token is its name with "-token" behind, unless given."""
    name = name or f"Till {next(_count)}"
    id = access.add_till(session, name, token or f"{name}-token", now)
    assert id is not None, f"there is a till {name} already"
    return id


def message(
    session: Session,
    *,
    subscriber: int | None = None,
    reference: str | None = None,
    campaign: str = CAMPAIGN_ID,
    brand: str = BRAND,
    kind: Kind = Kind.SERVICE,
    sender: str = SENDER,
    text: str = "Il tuo codice: 2VPY-7FYV-3784",
    visit: int | None = None,
    queued_at: datetime = NOW,
    state: State = State.QUEUED,
    topic: str | None = None,
    coupon: coupons.Coupon | None = None,
) -> messages.Message:
    """A message in the outbox, in any state; one that carries the code of a coupon is about that."""
    number = next(_count)
    reference = reference or f"message-{number}"
    draft = messages.draft(
        session.vault,
        reference=reference,
        brand=brand,
        campaign=campaign,
        kind=kind,
        sender=sender,
        text=text,
        now=queued_at,
        topic=COUPON if coupon else topic,
        coupon=coupons.index_of_serial(session.vault, coupon.serial) if coupon else None,
    )
    messages.queue(session, draft, subscriber or _subscriber_number(session, number, queued_at), visit=visit)
    queued = messages.by_reference(session, reference)
    assert queued is not None
    if state is not State.QUEUED:
        messages.advance(session, queued[0], State.QUEUED, state, reason=None, now=queued_at)
    made = messages.message_of(session, reference)
    assert made is not None
    return made


def texts(session: Session, campaign: str, number: str = NUMBER, *, visit: int | None = None) -> list[Kind]:
    """The campaign's texts to the number, oldest first: all of them, or those that one visit caused."""
    person = subscribers.subscriber_of(session, number)
    sent = messages.messages_in(session, person.id, campaign) if person else []
    return [each.kind for each in sent if visit in {None, each.visit}]


def page_of(coupon: coupons.Coupon) -> str:
    """The path of the coupon's page, under the tests' keys."""
    return f"/k/{write_token(coupon.serial, KEYS)}"


make_till = till  # `till` is also the name of a keyword above


def _subscriber_number(session: Session, number: int, now: datetime) -> int:
    """Somebody whom we have heard of, so that no text to them is held for the range that their number is in."""
    id = subscriber(session, number=f"+39333{number:07d}", now=now)
    subscribers.answer(session, id, now)
    return id


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    laid = {**below, **above}
    for key, value in above.items():
        if isinstance(value, Mapping) and isinstance(below.get(key), Mapping):
            laid[key] = _laid_over(below[key], value)
    return {key: value for key, value in laid.items() if value is not None}


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)  # TOML writes texts, numbers and truth as JSON does


def dump(sessions: Sessions) -> str:
    """Everything in the database as text, blobs as the letters they hold: what a thief would read."""
    with sessions.engine.connect() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(table.select())]
    cells = (cell for row in rows for cell in row)
    return "\n".join(
        bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell) for cell in cells
    )


def means(says: Mapping[str, Say], **changes: Any) -> Means:
    """What actions need, with dice that are the same in every run."""
    chance = random.Random(7)
    return Means(KEYS, "https://aurora.example", says, chance.randrange, **changes)


def deliveries(
    sessions: Sessions, gateways: Mapping[str, Gateway], clock: Callable[[], datetime], most: int = 1
) -> int:
    """How many due messages were handed to a gateway, one after the other; a worker does the same with many hands."""
    ways = Routing(chain(gateways), lambda: 0.0)
    with sessions.begin() as session:
        held = outbox.lease(session, now=clock(), until=clock() + deliver.LEASE, most=most)
        held = route(session, ways, {}, held, several=len(gateways) > 1, now=clock())
    ended = [deliver.attempt(gateways, each, clock, lambda: 0.0) for each in held]
    with sessions.begin() as session:
        deliver.record(session, {}, ended)
    return len(ended)


def release(session: Session, campaign: Campaign, says: Mapping[str, Say]) -> None:
    """Keeps the words of the campaign's consent boxes, as reading its file does."""
    for language in campaign.languages:
        marketing = [marketing_box(campaign, says[language])] if campaign.programme else []
        for box in [coupon_box(campaign, says[language]), *marketing]:
            ledger.add_words(session, box.digest, language, box.words)


def pin(session: Session, number: str) -> str:
    """The six digits of the last text that asked this number to prove itself."""
    statement = Sql("SELECT text_sealed FROM messages WHERE subscriber_id = :id AND class = 'proof' ORDER BY id DESC")
    person = subscribers.subscriber_of(session, number)
    assert person is not None
    text = session.vault.open(session.run(statement, id=person.id).fetchone()[0])
    found = re.search(r"\d{3} ?\d{3}", text)
    assert found is not None, text
    return found.group().replace(" ", "")
