import pytest

from app.rules.campaign import BadCampaign, parse
from tests import make


def rules(**changes):
    """The rules that the file breaks."""
    try:
        make.campaign(**changes)
    except BadCampaign as error:
        return [finding.rule for finding in error.findings if finding.severity == "error"]
    return []


@pytest.mark.parametrize(
    "offer",
    [
        {"kind": "card", "value": 50, "currency": "EUR"},
        {"kind": "access", "value": None},
        {"kind": "percent", "value": 20, "least": "20 EUR", "most": "10 EUR", "limits": {"budget": "500 EUR"}},
        {"kind": "item", "value": "1", "worth": "4.50 EUR", "uses": 10},
        {"days": ["mon", "sun"], "hours": "22:00-02:00", "stores": ["via-roma"], "stackable": True},
        {"hours": "0:00-24:00"},
    ],
)
def test_what_an_offer_can_be(offer):
    assert rules(offer=offer) == []


@pytest.mark.parametrize(
    ("offer", "rule"),
    [
        ({"kind": "card", "value": 50}, "key-missing"),
        ({"kind": "card", "value": 0, "currency": "EUR"}, "offer-value"),
        ({"kind": "card", "value": 50, "currency": "EUR", "uses": 1}, "card-uses"),
        ({"kind": "amount", "value": 5, "currency": "EUR", "least": "20 USD"}, "currency-differs"),
        ({"least": "20 EUR", "most": "10 USD"}, "currency-differs"),
        ({"kind": "amount", "value": 5, "currency": "EUR", "most": "3 EUR"}, "most-idle"),
        ({"hours": "11-15"}, "hours-form"),
        ({"hours": "11:00-11:00"}, "hours-form"),
        ({"hours": "11:00-24:01"}, "hours-form"),
        ({"days": ["monday"]}, "choice-unknown"),
        ({"stores": ["Via Roma"]}, "store-form"),
        ({"tiers": [{"name": "gold", "value": 101}]}, "offer-value"),
        ({"tiers": [{"name": "gold", "most": "10 USD"}], "least": "4 EUR"}, "currency-differs"),
    ],
)
def test_what_it_cannot_be(offer, rule):
    assert rule in rules(offer=offer)


def test_a_placement_names_a_tier_that_exists():
    places = [{"id": "k7q2m", "name": "Door", "tier": "gold"}]
    gold = make.campaign(offer={"tiers": [{"name": "gold", "value": 30}]}, placements=places)
    assert (gold.offer_at("k7q2m").value, gold.offer_at(None).value) == (30, gold.offer.value)
    assert rules(offer={"tiers": [{"name": "golden", "value": 30}]}, placements=places) == ["tier-unknown"]


@pytest.mark.parametrize(
    "share", [{}, {"reward": True, "most": 3}, {"text": {"it": "Passaparola", "en": "Tell a friend"}}]
)
def test_what_sharing_can_be(share):
    assert rules(share=share) == []


@pytest.mark.parametrize(
    ("share", "rule"),
    [({"most": 3}, "reward-idle"), ({"reward": True, "most": 0}, "number-range"), ({"prize": 1}, "key-unknown")],
)
def test_what_sharing_cannot_be(share, rule):
    assert rules(share=share) == [rule]


def test_a_mistake_in_sharing_is_shown_at_its_letters():
    with pytest.raises(BadCampaign) as caught:
        parse(make.source() + "[share]\nmost = 3\n", make.CAMPAIGN_ID)
    (found,) = caught.value.findings
    assert (found.source_line, found.column, found.rule) == ("most = 3", 8, "reward-idle")
