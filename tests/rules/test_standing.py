"""What a ledger amounts to: nothing but an act of the number's owner raises it, and a no stays a no."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.ledger import Event
from app.rules.standing import Standing, agreements, standing, strongest

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


def acts(*done: tuple[str, str, str, str]) -> list[SimpleNamespace]:
    """(event, purpose, brand, campaign), an hour between each and the next."""
    names = ("event", "purpose", "brand", "campaign")
    return [
        SimpleNamespace(**dict(zip(names, each, strict=True)), at=datetime(2026, 7, 4, hour, tzinfo=UTC))
        for hour, each in enumerate(done)
    ]


@pytest.mark.rule("EU-GRAN-1")
def test_each_brand_and_each_purpose_stands_for_itself():
    done = acts(
        ("grant", "coupon", "Aurora", "estate"),
        ("request", "marketing", "Aurora", "estate"),
        ("grant", "marketing", "Quest", "trade-in"),
        ("confirm", "marketing", "Aurora", "estate"),
        ("withdraw", "marketing", "Quest", "trade-in"),
        ("confirm", "marketing", "Aurora", "inverno"),
        ("grant", "coupon", "Aurora", "inverno"),
    )
    assert [(a.brand, a.purpose, a.standing, a.event, a.since.hour, a.campaign) for a in agreements(done)] == [
        ("Aurora", "marketing", Standing.GRANTED, Event.CONFIRM, 3, "estate"),
        ("Aurora", "coupon", Standing.GRANTED, Event.GRANT, 0, "estate"),
        ("Aurora", "coupon", Standing.GRANTED, Event.GRANT, 6, "inverno"),
        ("Quest", "marketing", Standing.WITHDRAWN, Event.WITHDRAW, 4, "trade-in"),
    ]


def test_what_lapsed_is_not_called_never_agreed():
    [lapsed] = agreements(acts(("grant", "marketing", "A", "a"), ("expire", "marketing", "A", "a")))
    assert (lapsed.standing, lapsed.event, lapsed.word) == (Standing.NONE, Event.EXPIRE, "It lapsed")


@given(events.filter(bool))
def test_since_when_it_stands_is_when_it_began_to(happened):
    done = acts(*((event, "marketing", "Aurora", "estate") for event in happened))
    [found] = agreements(done)
    turn = found.since.hour
    assert found.standing is standing(happened)
    assert {standing(happened[: n + 1]) for n in range(turn, len(happened))} == {found.standing}
    assert turn == 0 or standing(happened[:turn]) is not found.standing


def test_over_all_brands_the_most_that_stands_is_told():
    assert strongest([Standing.WITHDRAWN, Standing.GRANTED, Standing.PENDING]) is Standing.GRANTED
    assert strongest([Standing.NONE, Standing.WITHDRAWN]) is Standing.WITHDRAWN


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
