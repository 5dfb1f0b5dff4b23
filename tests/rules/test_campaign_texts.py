import pytest

from app.rules.campaign import BadCampaign, parse
from tests import make

AMERICAN = "You're in {programme}. Up to 4 msgs/month. Msg & data rates may apply. Reply HELP for help, STOP to end."


def warned(**messages: object) -> list[tuple[str, str]]:
    """The rule and the message of every finding about a campaign's own wording."""
    source = make.source(countries=["US"], languages=["en", "it"], messages=messages)
    return [(finding.rule, finding.message) for finding in parse(source, "x")[1]]


def test_a_confirmation_with_all_that_is_asked_for_is_fine():
    assert warned(confirmation=f"{{brand}}: {AMERICAN}") == []


def test_what_a_confirmation_lacks_is_told_once_for_a_wording():
    (warning,) = warned(confirmation="{brand}: welcome. Reply STOP to end.")
    assert warning == ("confirmation-lacks", "this does not say: frequency, rates, help")


@pytest.mark.parametrize("letter", ["ć", "🍦", "ê"])
def test_a_letter_that_halves_the_room_is_told(letter):
    (warning,) = warned(coupon=f"Ciao {letter}: {{code}} {{link}}")
    assert warning == ("message-unicode", f"“{letter}” makes every text cost more")


def test_signs_that_are_sent_plainly_cost_nothing():
    assert warned(coupon="“Ciao” – {code}… {link}") == []


def test_the_brand_and_the_offer_are_in_every_text():
    _, findings = parse(make.source(brand={"name": "Żabka"}, offer={"title": "25 ↓"}), "x")
    assert [(finding.rule, finding.path) for finding in findings] == [
        ("message-unicode", "brand › name"),
        ("message-unicode", "offer › title"),
    ]


def test_a_text_of_three_parts_is_told():
    assert warned(coupon="x" * 300 + " {code} {link}") == [("message-long", "this takes 3 texts")]


def test_a_placeholder_that_nobody_fills_is_an_error():
    with pytest.raises(BadCampaign) as caught:
        warned(coupon="{brand}: {cod} {link}")
    (finding,) = caught.value.findings
    assert (finding.rule, finding.message) == ("placeholder-unknown", "nothing is called {cod} here")
    assert finding.hint == 'Did you mean "code"?'
