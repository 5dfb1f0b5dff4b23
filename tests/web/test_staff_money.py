"""What a campaign costs, on its board, for programs and in the terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.actions import redeem
from app.actions.reserve import is_spent, reserve, worth
from app.rules.coupon import write_code
from app.rules.message import State
from app.store import access, coupons, words
from app.store.access import Till
from app.store.subscribers import Subscriber
from tests import make
from tests.serving import call

OURS = {"Origin": "http://localhost"}
SAYS = words.load()
OFFER = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "20 EUR"}}


@pytest.fixture
def priced(settings):
    """Settings where a part to Italy has its price, and a campaign that may give away twenty euros."""
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(offer=OFFER))
    return replace(settings, prices={"IT": (Decimal("0.045"), "EUR")})


@pytest.fixture
def spent(sessions, priced) -> int:
    """How many of six people got a coupon for five euros; one of them was spent, and one had a text of two parts."""
    now, campaign, means = datetime.now(UTC), make.campaign(offer=OFFER), make.means(SAYS)
    got = []
    with sessions.begin() as session:
        till = Till(make.till(session, name="Till 1", now=now), "Till 1")
        for n in range(6):
            number = f"+39334{n:07d}"
            id = make.subscriber(session, number=number, now=now)
            draft = coupons.draft(session.vault, 1000 + n)
            person = Subscriber(id, number, "IT", "it")
            got += [reserve(session, means, campaign, person, draft, placement=make.PLACEMENT, hold=None, now=now)]
        assert is_spent(session, campaign)
        make.message(session, subscriber=got[0].subscriber, text="x" * 200, state=State.SENT, queued_at=now)
        sale = redeem.Sale(write_code(got[0].serial, means.keys))
        done = redeem.redeem(session, means, make.Offers(session, campaign), till, sale, now)
    assert isinstance(done, redeem.Redeemed)
    assert worth(campaign.offer).kept_back == 500
    return sum(each is not None for each in got)


@pytest.fixture
def staff(build, priced, sessions):
    """A browser that is signed in."""
    client, now = build(priced).test_client(), datetime.now(UTC)
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", now)
        access.add_pass(session, "link", kind="link", staff=id, expires_at=now + timedelta(minutes=10), now=now)
    client.post("/staff/in/link", headers=OURS)
    return client


def test_issuing_stops_at_the_budget_and_the_board_says_so(staff, spent):
    assert spent == 4, "of six, for twenty euros"
    page = staff.get("/staff/").text.partition('id="money"')[2].partition("</section>")[0]
    assert "Budget €20" in page
    assert "€5.00 given, €15.00 kept back for coupons that are out, €0.00 left." in page.replace(
        "€5 ", "€5.00 "
    ).replace("€15 ", "€15.00 ").replace("€0 ", "€0.00 ")
    assert "Nothing is left, so no more coupons are issued." in page


def test_programs_read_what_it_costs(staff, spent):
    money = staff.get(f"/staff/campaigns/{make.CAMPAIGN_ID}/money.json").json["money"]
    assert (money["parts"], money["texts"], money["given"], money["per_redeemed"]) == (
        2,
        {"EUR": "0.09"},
        "5.00",
        "5.09",
    )
    assert money["budget"] == {"most": "20.00", "given": "5.00", "promised": "15.00", "left": "0.00", "currency": "EUR"}
    assert list(money["placements"]) == [make.PLACEMENT]


def test_stats_tell_of_money_too(priced, spent):
    told = call(priced, "stats", make.CAMPAIGN_ID).stdout
    assert "2 parts to IT, price not known" in told, "the command has the environment's prices"
    assert "5.00 given, 15.00 promised, 0.00 left; issuing stops at 20.00 EUR" in told
    money = json.loads(call(priced, "stats", make.CAMPAIGN_ID, "--json").stdout)["money"]
    assert money["parts_without_price"] == {"IT": 2}
