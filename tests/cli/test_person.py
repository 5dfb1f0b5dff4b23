import json
from datetime import timedelta

from app.rules.message import State
from app.store import messages, subscribers, suppressions
from tests import make
from tests.serving import call


def test_a_person_is_shown_without_their_number(settings, sessions):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person, event="grant")
        make.message(session, subscriber=person, state=State.DELIVERED)
        make.coupon(session, subscriber=person)
    told = call(settings, "person", "show", "333 123 4342", "--json").stdout
    assert "1234342" not in told.replace(" ", "")
    shown = json.loads(told)
    assert (shown["number"], shown["marketing"], shown["suppressed"]) == ("+39 ••• ••• 342", "granted", False)
    assert [row["event"] for row in shown["consents"]] == ["grant"]
    assert [(row["class"], row["state"], row["reason"]) for row in shown["messages"]] == [
        ("service", "delivered", None)
    ]
    assert [row["campaign"] for row in shown["coupons"]] == [make.CAMPAIGN_ID]


def test_a_person_reads_well_in_a_terminal(settings, sessions):
    with sessions.begin() as session:
        make.consent(session, make.subscriber(session), event="request")
    told = call(settings, "person", "show", make.NUMBER).stdout
    assert "+39 ••• ••• 342   it" in told
    assert "  Gelateria Aurora  marketing  pending  since 2026-07-04 10:00, Asked for it, estate-25\n" in told
    assert "request   marketing  Gelateria Aurora  estate-25" in told


def test_what_stands_is_told_by_brand_and_purpose_with_since_when_and_by_which_act(settings, sessions):
    later, last = make.NOW + timedelta(days=1), make.NOW + timedelta(days=2)
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person, event="grant", purpose="coupon")
        make.consent(session, person, event="request")
        make.consent(session, person, event="confirm", now=later)
        make.consent(session, person, event="confirm", now=last)
        make.consent(session, person, event="grant", brand="Second Quest", campaign="trade-in", now=later)
        make.consent(session, person, event="withdraw", brand="Second Quest", campaign="trade-in", now=last)
        suppressions.suppress(session, person, "Second Quest", reason="STOP", now=last)
    shown = json.loads(call(settings, "person", "show", make.NUMBER, "--json").stdout)
    assert (shown["marketing"], shown["suppressed"]) == ("granted", True)
    assert [tuple(row.values()) for row in shown["standings"]] == [
        (make.BRAND, "marketing", "granted", later.isoformat(), "confirm", make.CAMPAIGN_ID),
        (make.BRAND, "coupon", "granted", make.NOW.isoformat(), "grant", make.CAMPAIGN_ID),
        ("Second Quest", "marketing", "withdrawn", last.isoformat(), "withdraw", "trade-in"),
    ]
    assert [tuple(row.values()) for row in shown["orders"]] == [("Second Quest", "all", last.isoformat(), "STOP")]
    told = call(settings, "person", "show", make.NUMBER).stdout
    assert "Gelateria Aurora  coupon     granted         since 2026-07-04 10:00, Agreed, estate-25\n" in told
    assert "Second Quest      marketing  withdrawn       since 2026-07-06 10:00, Took it back, trade-in\n" in told
    assert "Second Quest      order      No text at all  since 2026-07-06 10:00\n" in told


def test_why_a_text_was_not_sent_is_told_in_a_sentence(settings, sessions):
    with sessions.begin() as session:
        text = make.message(session, subscriber=make.subscriber(session))
        messages.advance(session, text.id, State.QUEUED, State.SUPPRESSED, reason="channel_off", now=make.NOW)
    assert "The recipient switched this channel off." in call(settings, "person", "show", make.NUMBER).stdout
    [row] = json.loads(call(settings, "person", "show", make.NUMBER, "--json").stdout)["messages"]
    assert (row["reason"], row["why"]) == ("channel_off", "The recipient switched this channel off.")


def test_a_stranger_has_never_met_us(settings):
    told = call(settings, "person", "show", make.NUMBER)
    assert told.exit_code == 1
    assert told.stderr == "Error: +39 ••• ••• 342 has never met us.\n"


def test_stop_ends_what_waits_and_what_comes(settings, sessions):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person, event="grant")
        waiting = make.message(session, subscriber=person)
    assert call(settings, "person", "stop", make.NUMBER).exit_code == 0
    with sessions.read() as session:
        assert messages.by_reference(session, waiting.reference)[1] is State.SUPPRESSED
        assert set(suppressions.suppressed_by(session, person)) == {make.BRAND}
    assert json.loads(call(settings, "person", "show", make.NUMBER, "--json").stdout)["marketing"] == "withdrawn"


def test_a_stranger_can_say_stop_in_advance(settings, sessions):
    assert call(settings, "person", "stop", make.NUMBER).exit_code == 0
    with sessions.read() as session:
        known = subscribers.subscriber_of(session, make.NUMBER)
        assert set(suppressions.suppressed_by(session, known.id)) == {make.BRAND}


def test_what_is_no_number_is_wrong_use(settings):
    told = call(settings, "person", "show", "hello")
    assert told.exit_code == 2
    assert "doesn't look like a mobile number" in told.stderr
