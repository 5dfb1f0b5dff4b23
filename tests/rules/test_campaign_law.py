import pytest

from app.rules.campaign import BadCampaign, parse
from tests import make

KEYWORD = {"word": "GELATO", "sender": "+393399900000"}


def found(**changes: object) -> list[tuple[str, str, str, str]]:
    """Severity, rule, the letters under the caret and the hint of every finding."""
    try:
        findings = parse(make.source(**changes), "estate-25")[1]
    except BadCampaign as bad:
        findings = bad.findings
    return [(each.severity, each.rule, each.marked, each.hint) for each in findings]


@pytest.mark.rule("US-AGE-1")
@pytest.mark.parametrize("category", ["adult", "cannabis", "hate"])
def test_what_no_gate_opens_is_refused(category):
    ((severity, rule, marked, hint),) = found(category=category)
    assert (severity, rule, marked) == ("error", "category-refused", f'"{category}"')
    assert "Carriers refuse it" in hint


@pytest.mark.rule("US-AGE-3")
@pytest.mark.parametrize("category", ["gambling", "loans"])
def test_what_carriers_look_hard_at_is_told(category):
    assert [each[:2] for each in found(category=category)] == [("warning", "category-doubtful")]


@pytest.mark.parametrize("category", ["general", "alcohol", "tobacco", "firearms"])
def test_all_else_is_fine(category):
    assert found(category=category) == []


def test_a_category_nobody_knows_is_told():
    ((_, rule, _, hint),) = found(category="alcool")
    assert (rule, hint) == ("choice-unknown", 'Did you mean "alcohol"?')


@pytest.mark.parametrize("changes", [{"category": ["alcohol"]}, {"category": 3}, {"keyword": "GELATO"}, {"age": [18]}])
def test_values_of_another_kind_are_told_once(changes):
    assert [severity for severity, *_ in found(**changes)] == ["error"]


@pytest.mark.rule("US-AGE-1")
def test_an_age_lower_than_the_law_s_is_refused():
    ((severity, rule, marked, hint),) = found(category="alcohol", age=18, countries=["US", "IT"])
    assert (severity, rule, marked) == ("error", "age-low", "18")
    assert hint == "Write age = 21 or more, or take the line out."
    assert found(category="alcohol", age=18) == []


@pytest.mark.parametrize("age", [12, 26, "18", True])
def test_an_age_is_a_whole_number_that_makes_sense(age):
    ((severity, rule, _, _),) = found(age=age)
    assert (severity, rule[:6]) == ("error", "number")


@pytest.mark.rule("US-CTIA-DOI-2")
def test_billed_texts_cannot_do_without_proof():
    assert found(programme={"premium": True}) == []
    ((severity, rule, marked, hint),) = found(programme={"premium": True, "opt_in": "single"})
    assert (severity, rule, marked) == ("error", "premium-single", '"single"')
    assert 'opt_in = "double"' in hint


def test_a_word_that_joins_the_programme_needs_one():
    ((severity, rule, _, hint),) = found(programme=None, keyword={**KEYWORD, "joins": "programme"})
    assert (severity, rule) == ("error", "joins-programme")
    assert 'joins = "coupon"' in hint


@pytest.mark.rule("US-CTIA-CTA-7")
def test_a_word_that_joins_the_programme_says_what_must_stand_beside_it():
    ((severity, rule, _, hint),) = found(
        countries=["US"], senders=[make.SENDERS["US"]], keyword={**KEYWORD, "joins": "programme"}
    )
    assert (severity, rule) == ("warning", "keyword-words")
    assert "Text GELATO to +393399900000 to join Aurora Club: offers and news." in hint
    assert "https://…/t/…" in hint
    assert found(keyword=KEYWORD) == []


@pytest.mark.rule("US-AGE-2")
@pytest.mark.parametrize("joins", ["coupon", "programme"])
def test_nobody_is_asked_for_an_age_by_text(joins):
    rules = [each[:2] for each in found(category="alcohol", keyword={**KEYWORD, "joins": joins})]
    assert ("error", "keyword-age") in rules
    assert [each[:2] for each in found(age=18, keyword=KEYWORD)] == [("warning", "keyword-age")]


@pytest.mark.rule("COUP-US-2")
def test_an_amount_without_a_least_spend_may_be_money_in_the_us():
    offer = {"kind": "amount", "value": 5, "currency": "USD"}
    ((severity, rule, marked, hint),) = found(countries=["US"], offer=offer)
    assert (severity, rule, marked) == ("warning", "amount-stored", '"amount"')
    assert "Reg E" in hint
    assert found(countries=["US"], offer={**offer, "minimum": {"it": "Da $20", "en": "From $20"}}) == []
    assert found(countries=["IT"], offer=offer) == []


@pytest.mark.rule("SOC-1")
@pytest.mark.parametrize(
    "text",
    [
        "Follow us to get 25% off",
        "Like and share our page and win a cone.",
        "Get your coupon when you follow us",
        "Seguici per avere il 25 % di sconto",
        "Condividi e ricevi un gelato",
        "Ricevi il buono se ci segui",
        "Folge uns und erhalte 25 %",
        "Teile den Beitrag, um einen Gutschein zu bekommen",
        "Sichere dir 25 %, wenn du uns folgst",
        "Síguenos y consigue un 25 %",
        "Comparte para ganar un helado",
        "Consigue un 25 % si nos sigues",
    ],
)
def test_no_text_promises_the_coupon_for_a_favour(text):
    ((severity, rule, _, hint),) = found(page={"text": {"it": text, "en": "Ice cream."}})
    assert (severity, rule) == ("warning", "favour-asked")
    assert "either way" in hint


@pytest.mark.parametrize(
    "text",
    [
        "If you like, follow us. The code comes either way.",
        "Get 25% off every cone, and follow your taste",
        "I like ice cream",
        "Prima passi a salutarci. Il codice arriva per SMS.",
        "Der Gutschein kommt per SMS. An der Kasse zeigen, drei mitnehmen, zwei bezahlen.",
        "Te mandamos el código por mensaje de texto",
    ],
)
def test_what_asks_for_no_favour_is_left_alone(text):
    assert found(page={"text": {"it": text, "en": "Ice cream."}}) == []
