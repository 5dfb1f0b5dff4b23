"""What a campaign costs, on its board, for programs and in the terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.actions import happened, redeem
from app.actions.happened import Given
from app.actions.reserve import is_spent, reserve, worth
from app.actions.sale import Redeemed, Sale
from app.rules.coupon import write_code
from app.rules.message import State
from app.store import access, coupons, words
from app.store.access import Till
from app.store.redemptions import Asked
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
        sale = Sale(write_code(got[0].serial, means.keys))
        done = redeem.redeem(session, means, make.offers(session, campaign), till, sale, now)
    assert isinstance(done, Redeemed)
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
    sums = {"most": "20.00", "given": "5.00", "promised": "15.00", "left": "0.00", "currency": "EUR"}
    assert money["budget"] == {**sums, "is_over": True}
    assert list(money["placements"]) == [make.PLACEMENT]


def test_stats_tell_of_money_too(priced, spent):
    told = call(priced, "stats", make.CAMPAIGN_ID).stdout
    assert "2 parts to IT, price not known" in told, "the command has the environment's prices"
    assert "5.00 given, 15.00 promised, 0.00 left; nothing more is issued, of 20.00 EUR" in told
    money = json.loads(call(priced, "stats", make.CAMPAIGN_ID, "--json").stdout)["money"]
    assert money["parts_without_price"] == {"IT": 2}


@pytest.fixture
def twice(sessions, spent) -> None:
    """The first of the coupons was given once more, by a till without a line."""
    now, campaign, means = datetime.now(UTC), make.campaign(offer=OFFER), make.means(SAYS)
    with sessions.begin() as session:
        till = Till(make.till(session, name="Till 2", now=now), "Till 2")
        given = Given(Asked(b"1" * 16, b"a" * 16), Sale(write_code(1000, means.keys)), now)
        offers = make.offers(session, campaign)
        taken = happened.take_in(session, replace(means, dice=lambda n: 1), offers, till, given, timedelta(), now)
    assert taken.why == "already_redeemed"


def test_a_double_is_told_beside_what_was_given(staff, priced, twice):
    page = staff.get("/staff/").text
    money = page.partition('id="money"')[2].partition("</section>")[0]
    assert "One coupon was taken twice." in money
    assert "€5" in money
    told = staff.get(f"/staff/campaigns/{make.CAMPAIGN_ID}/money.json").json["money"]
    assert (told["redeemed"], told["given"], told["doubles"], told["doubled"]) == (1, "10.00", 1, "5.00")
    assert "10.00  EUR; 5.00 of it for doubles (1)" in call(priced, "stats", make.CAMPAIGN_ID).stdout


def test_costs_are_told_by_placement(staff, sessions, priced, spent):
    with sessions.begin() as session:
        make.message(session, state=State.SENT, queued_at=datetime.now(UTC))
    table = staff.get("/staff/").text.partition('id="money"')[2].partition("</section>")[0].partition("<tbody>")[2]
    assert table.index("Without a placement") < table.index(make.PLACEMENT)
    assert "€5.09" in table
    told = call(priced, "stats", make.CAMPAIGN_ID).stdout.rpartition("placement")[2]
    assert [line.split()[:2] for line in told.splitlines()[1:3]] == [["(none)", "0.00"], [make.PLACEMENT, "5.00"]]
