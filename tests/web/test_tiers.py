"""What a coupon is good for hangs on where it was asked for: page, gate, text, ticket, terms and seal agree."""

from datetime import UTC, datetime, timedelta

from app.actions.reserve import reserve
from app.rules import offline_seal
from app.store import coupons
from app.store.subscribers import Subscriber, subscriber_of
from app.web.coupon import content
from tests import make
from tests.web.visiting import ITALIAN, SINGLE, join, parts_of, release, scan, texts, words

GOLD = {"name": "gold", "value": 40, "title": {"it": "40 % di sconto", "en": "40% off"}}
SPOTS = [{"id": make.PLACEMENT, "name": "Window"}, {"id": "n4t8x", "name": "Table tents", "tier": "gold"}]
TIERED = {**SINGLE, "offer": {"tiers": [GOLD]}, "placements": SPOTS}
EN = {"Accept-Language": "en"}


def test_a_page_shows_what_its_placement_gives(client):
    release(client, **TIERED)
    plain, gold = (words(client.get(f"/{spot}", headers=EN)) for spot in (make.PLACEMENT, "n4t8x"))
    assert "25% off" in plain
    assert "40% off" not in plain
    assert "40% off" in gold
    assert "25% off" not in gold


def _only_coupon(session):
    person = subscriber_of(session, "+393331234342")
    return coupons.coupons_of(session, person.id)[0]


def test_text_ticket_and_seal_keep_to_the_placement(client, sessions):
    release(client, **TIERED)
    page = client.get(join(client, scan(client, "/n4t8x")).location)
    assert "40% off" in words(page)
    with sessions.read() as session:
        assert "40% off" in texts(session)[-1]
        coupon = _only_coupon(session)
    assert coupon.placement == "n4t8x"
    ticket = words(client.get(make.page_of(coupon), headers=EN))
    assert "40 %" in ticket
    assert "25 %" not in ticket
    with client.application.test_request_context():
        sealed = content(coupon, parts_of(client).campaigns.get(coupon.campaign))
    keys = offline_seal.public_keys(make.KEYS)
    assert offline_seal.read(sealed, keys).worth.number == 40


def test_terms_are_those_of_the_page_they_are_opened_from(client):
    release(client, **TIERED)
    page = client.get("/n4t8x", headers=EN)
    assert f"/t/{make.CAMPAIGN_ID}?language=en&tier=gold" in page.text.replace("&amp;", "&")
    assert "40% off" in words(client.get(f"/t/{make.CAMPAIGN_ID}?language=en&tier=gold"))
    both = words(client.get(f"/t/{make.CAMPAIGN_ID}?language=en"))
    assert "25% off" in both
    assert "Where the page of a place says so: 40% off" in both


def test_the_page_says_the_conditions_of_the_file(client):
    release(client, **SINGLE, offer={"least": "20 EUR", "stackable": False, "excluded": {"it": "torte", "en": "cakes"}})
    for address in (f"/{make.PLACEMENT}", f"/t/{make.CAMPAIGN_ID}?language=en"):
        said = words(client.get(address, headers=EN))
        assert "On €20 or more." in said
        assert "Not together with other coupons." in said


def take(client, sessions, *, placement=make.PLACEMENT, number=make.NUMBER):
    """One coupon out of the stock, without a page."""
    joined, at = parts_of(client), datetime.now(UTC)
    campaign = joined.campaigns.get(make.CAMPAIGN_ID)
    with sessions.begin() as session:
        who = Subscriber(make.subscriber(session, number=number), number, "IT", "it")
        draft = coupons.draft(session.vault, joined.means.dice(1 << 31))
        assert reserve(session, joined.means, campaign, who, draft, placement=placement, hold=None, now=at)
    joined.stock.refresh()
    return at


def test_a_placement_that_has_none_left_says_so_and_the_others_go_on(client, sessions):
    release(client, **SINGLE, placements=[{**SPOTS[0], "total": 1}, {"id": "n4t8x", "name": "Table"}])
    take(client, sessions)
    here, there = client.get(f"/{make.PLACEMENT}", headers=EN), client.get("/n4t8x", headers=EN)
    assert "All from here are gone" in words(here)
    assert "Other spots may still have some." in words(here)
    assert "Text me the code" in words(there)


def test_a_day_that_is_gone_names_midnight(client, sessions):
    release(client, **SINGLE, offer={"limits": {"per_day": 1}})
    take(client, sessions)
    said = words(client.get(f"/{make.PLACEMENT}", headers=EN))
    assert "Today's are gone" in said
    assert "More tomorrow at 12:00 a.m." in said


def test_a_budget_too_small_for_one_more_is_spent(client, sessions):
    offer = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "8 EUR"}}
    release(client, **SINGLE, offer=offer)
    take(client, sessions)
    assert "What this offer can give away is given away." in words(client.get(f"/{make.PLACEMENT}", headers=EN))


def test_a_ticket_of_several_uses_says_how_many_and_what_was_last(client, sessions):
    release(client, **SINGLE, offer={"uses": 10})
    at = datetime.now(UTC)
    with sessions.begin() as session:
        coupon = make.coupon(session, issued_at=at - timedelta(hours=1), worth=coupons.Worth(uses=10))
        till = make.till(session, name="Via Roma")
        for _ in range(3):
            make.redemption(session, coupon.serial, at=at, till=till)
    said = words(client.get(make.page_of(coupon), headers=EN, query_string={"language": "en"}))
    assert "3 of 10 used" in said
    assert "Via Roma" in said
    assert "It works once" not in said


def test_a_card_says_its_balance(client, sessions):
    release(client, **SINGLE, offer={"kind": "card", "value": 50, "currency": "EUR"})
    join(client, scan(client), ITALIAN)
    with sessions.read() as session:
        coupon = _only_coupon(session)
    assert coupon.balance == 5000
    assert "€50 left" in words(client.get(f"{make.page_of(coupon)}?language=en"))
