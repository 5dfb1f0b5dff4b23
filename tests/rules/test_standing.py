"""What a ledger amounts to: nothing but an act of the number's owner raises it, and a no stays a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.ledger import Event
from app.rules.standing import Standing, standing

events = st.lists(st.sampled_from(list(Event)), max_size=12)
NO = {Event.WITHDRAW, Event.OBJECT}


@pytest.mark.parametrize(
    ("happened", "holds"),
    [
        ([], Standing.NONE),
        (["request"], Standing.PENDING),
        (["request", "confirm"], Standing.GRANTED),
        (["grant"], Standing.GRANTED),
        (["grant", "request"], Standing.GRANTED),
        (["grant", "withdraw"], Standing.WITHDRAWN),
        (["grant", "object", "request"], Standing.PENDING),
        (["grant", "withdraw", "grant"], Standing.PENDING),
        (["grant", "withdraw", "request", "confirm"], Standing.GRANTED),
        (["grant", "expire"], Standing.NONE),
        (["grant", "expire", "grant"], Standing.PENDING),
        (["import"], Standing.GRANTED),
        (["withdraw", "import"], Standing.WITHDRAWN),
        (["request", "import"], Standing.PENDING),
        (["grant", "expire", "import"], Standing.NONE),
    ],
)
def test_what_several_acts_amount_to(happened, holds):
    assert standing(happened) is holds


@pytest.mark.rule("US-KW-7", "EU-OBJ-1", "EU-SUPP-2", "US-FL-1", "RU-1")
@given(events, st.sampled_from(sorted(NO)), events)
def test_after_a_no_only_the_number_itself_says_yes(before, no, after):
    """Whatever came before a withdrawal, nothing but a confirmation by the number opens it again."""
    holds = standing([*before, no, *after])
    assert holds is not Standing.GRANTED or Event.CONFIRM in after


@pytest.mark.rule("EU-GDPR-7-1", "US-ESIGN-1")
@given(events)
def test_nobody_is_granted_anything_without_an_act_of_consent(happened):
    if standing(happened) is Standing.GRANTED:
        assert {Event.GRANT, Event.CONFIRM, Event.IMPORT} & set(happened)


@given(events)
def test_asking_again_never_lowers_what_stands(happened):
    if standing(happened) is Standing.GRANTED:
        for again in (Event.REQUEST, Event.GRANT, Event.IMPORT, Event.CONFIRM):
            assert standing([*happened, again]) is Standing.GRANTED


@pytest.mark.rule("EU-SUPP-1")
@given(events, events)
def test_an_import_never_revives_what_was_ended(before, after):
    quiet = [each for each in after if each is Event.IMPORT]
    for end in (*sorted(NO), Event.EXPIRE):
        assert standing([*before, end, *quiet]) is not Standing.GRANTED
