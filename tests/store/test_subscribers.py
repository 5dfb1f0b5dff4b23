"""Numbers, ledger, suppressions and proofs in the store."""

from datetime import datetime, timedelta

import pytest

from app.store import Session, Sessions, ledger, proofs, subscribers, suppressions
from tests import make

PROOF = {
    "campaign": "estate-25",
    "visit": 11,
    "placement": "k7q2m",
    "language": "it",
    "marketing": True,
    "pin": "481916",
}


@pytest.fixture
def proof(session: Session, now: datetime) -> proofs.Proof:
    """A question to a number, good for an hour."""
    person = make.subscriber(session)
    proofs.add_proof(session, person, **PROOF, expires_at=now + timedelta(hours=1), now=now)
    asked = proofs.proof_of_visit(session, 11)
    assert asked is not None
    return asked


def test_a_number_is_one_subscriber_however_often_it_comes(session: Session):
    assert make.subscriber(session) == make.subscriber(session, language="en")
    known = subscribers.subscriber_of(session, make.NUMBER)
    assert known is not None
    assert (known.number, known.language) == (make.NUMBER, "en")


def test_a_stranger_is_nobody(session: Session):
    assert subscribers.subscriber_of(session, "+393339999999") is None


@pytest.mark.parametrize(
    "spelling", ["+39 333 1234342", "00393331234342", "393331234342", " +393331234342", "50350", ""]
)
def test_no_second_spelling_of_a_number_is_stored_or_looked_for(session: Session, spelling: str):
    with pytest.raises(ValueError):
        subscribers.seal_number(session.vault, spelling)
    with pytest.raises(ValueError):
        subscribers.subscriber_of(session, spelling)


def test_no_number_can_be_read_in_the_database(sessions: Sessions):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person)
        make.message(session, subscriber=person, text=f"Call {make.NUMBER}")
    assert make.NUMBER[1:] not in make.dump(sessions)


def test_the_ledger_tells_what_was_agreed_to_in_order(session: Session):
    person = make.subscriber(session)
    for event in ("request", "confirm", "withdraw"):
        make.consent(session, person, event=event)
    assert [row.event for row in ledger.consents_of(session, person)] == ["request", "confirm", "withdraw"]


def test_the_exact_words_come_back_with_the_consent(session: Session):
    person = make.subscriber(session)
    ledger.add_words(session, "d" * 64, "it", "Sì, un SMS con il codice.")
    ledger.add_words(session, "d" * 64, "it", "Sì, un SMS con il codice.")
    make.consent(session, person, words="d" * 64)
    assert ledger.consents_of(session, person)[0].words == "Sì, un SMS con il codice."


def test_stop_is_news_once_and_start_lifts_it_once(session: Session, now: datetime):
    person = make.subscriber(session)
    assert suppressions.suppress(session, person, make.BRAND, reason="STOP", now=now)
    assert not suppressions.suppress(session, person, make.BRAND, reason="STOP", now=now)
    assert set(suppressions.suppressed_by(session, person)) == {make.BRAND}
    assert suppressions.lift(session, person, make.BRAND)
    assert not suppressions.lift(session, person, make.BRAND)


def test_the_right_pin_is_right(session: Session, proof: proofs.Proof, now: datetime):
    assert proofs.try_pin(session, proof, "481916", tries=5, now=now)


def test_five_wrong_pins_close_the_question_also_for_the_right_one(
    session: Session, proof: proofs.Proof, now: datetime
):
    tried = [proofs.try_pin(session, proof, f"{wrong:06d}", tries=5, now=now) for wrong in range(5)]
    assert tried == [False] * 5
    assert not proofs.try_pin(session, proof, "481916", tries=5, now=now)


def test_a_pin_is_too_late_after_its_time(session: Session, proof: proofs.Proof, now: datetime):
    assert not proofs.try_pin(session, proof, "481916", tries=5, now=now + timedelta(hours=1))


def test_a_question_is_answered_once(session: Session, proof: proofs.Proof, now: datetime):
    assert proofs.answer(session, proof, "pin", now)
    assert not proofs.answer(session, proof, "pin", now)
    assert proofs.open_proofs(session, proof.subscriber, now) == []
