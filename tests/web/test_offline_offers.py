"""What a till without a line is told of an offer, beside what a coupon's seal holds."""

import pytest

from app.store import words
from app.store.access import Till
from app.web.offline_offers import as_told, for_software
from tests import make

DUOMO, NOWHERE = Till(1, "Till 1", "duomo"), Till(2, "Till 2")


@pytest.mark.parametrize(
    ("offer", "till", "told"),
    [
        ({}, DUOMO, {"is_here": True, "needs_line": False, "uses": 1, "days": [], "hours": []}),
        ({"stores": ["duomo", "via-roma"]}, DUOMO, {"is_here": True}),
        ({"stores": ["via-roma"]}, DUOMO, {"is_here": False}),
        ({"stores": ["via-roma"]}, NOWHERE, {"is_here": True}),
        ({"days": ["sun", "mon"], "hours": "22:00-02:00"}, DUOMO, {"days": [0, 6], "hours": ["22:00", "02:00"]}),
        ({"uses": 3}, DUOMO, {"uses": 3}),
        ({"kind": "card", "value": 50, "currency": "EUR"}, DUOMO, {"needs_line": True}),
    ],
)
def test_where_when_and_how_often_it_is_good(offer, till, told):
    campaign = make.campaign(offer=offer)
    assert for_software(campaign, till).items() >= told.items()


def test_each_tier_is_told_by_the_worth_that_its_seals_hold():
    gold = {"name": "gold", "value": 40, "title": "40% off", "most": "10 EUR"}
    told = as_told(make.campaign(offer={"tiers": [gold]}), DUOMO, words.load()["en"])
    assert [(each["number"], each["what"]) for each in told["gives"]] == [
        (25, "Take 25% off"),
        (40, "Take 40% off, €10 at most"),
    ]


def test_the_offer_is_told_in_the_language_of_the_seal():
    campaign = make.campaign()
    told = for_software(campaign, DUOMO)
    assert told["offer"]["title"] == campaign.offer.title.in_(campaign.languages[0])
    assert (told["campaign"], told["zone"]) == (campaign.id, campaign.zone.key)
