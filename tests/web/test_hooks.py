import json

import pytest

from app.gateways import Can, GatewayError, Inbound
from app.rules.failure import Failure
from app.rules.message import State
from app.store import messages, subscribers
from tests import make


@pytest.fixture
def network(client):
    return client.application.extensions["handbill"].gateways["phone"]


def push(client, network, what: str, body: object, *, signature: str | None = None, gateway: str = "phone"):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = network.sign(raw) if signature is None else signature
    return client.post(f"/hooks/{gateway}/{what}", data=raw, headers={"X-Handbill-Signature": signed})


TEXT = {"id": "in-7", "from": "+393331234342", "to": make.BRAND, "text": "STOP"}


def replies(sessions) -> int:
    with sessions.read() as session:
        person = subscribers.subscriber_of(session, "+393331234342")
        return len(messages.messages_of(session, person.id)) if person else 0


def test_a_text_has_its_effect_once_and_the_same_answer_always(client, network, sessions):
    for _ in range(3):
        answer = push(client, network, "inbound", TEXT)
        assert (answer.status_code, answer.data) == (204, b"")
    assert replies(sessions) == 1


@pytest.mark.rule("US-CTIA-STOP-2")
def test_a_gateway_that_answers_stop_itself_is_left_to_it(client, network, sessions):
    network.can = Can(handles_stop=True)
    assert push(client, network, "inbound", TEXT).status_code == 204
    assert replies(sessions) == 0


@pytest.mark.rule("US-KW-4")
@pytest.mark.parametrize("changes", [{"text": "STOP \ud83d"}, {"text": "STOP \0"}, {"to": "Aurora\0"}, {"id": "in\0"}])
def test_half_a_character_does_not_keep_a_stop_from_being_heard(client, network, sessions, changes):
    """A text may be cut in the middle of an emoji, and JSON carries the half: it must not come again for ever."""
    assert push(client, network, "inbound", {**TEXT, **changes}).status_code == 204
    assert replies(sessions) == 1


def test_a_gateway_is_called_as_it_says_and_not_otherwise(client, network, sessions):
    for what in ("inbound", "receipt"):
        answer = client.get(f"/hooks/phone/{what}", query_string=TEXT)
        assert (answer.status_code, answer.json["error"]["code"]) == (405, "method_not_allowed")
    network.methods = ("GET", "POST")
    signed = {"X-Handbill-Signature": network.sign(b"")}
    assert client.get("/hooks/phone/inbound", headers=signed).status_code == 400
    assert client.get("/hooks/phone/inbound").status_code == 403
    assert replies(sessions) == 0


def test_a_forged_text_changes_nothing(client, network, sessions):
    good = network.sign(json.dumps(TEXT).encode())
    for signature in ("", "00", good[:-1] + "x", good.upper() + "é"):
        answer = push(client, network, "inbound", TEXT, signature=signature)
        assert answer.status_code == 403
        assert answer.json["error"]["code"] == "forbidden"
    assert replies(sessions) == 0


def test_a_signature_counts_for_its_own_body_alone(client, network, sessions):
    other = {**TEXT, "text": "START"}
    answer = push(client, network, "inbound", other, signature=network.sign(json.dumps(TEXT).encode()))
    assert answer.status_code == 403


@pytest.mark.parametrize("body", [b"not json", [], {}, {**TEXT, "from": "Mario"}, {**TEXT, "text": 7}, b"\xff"])
def test_what_cannot_be_read_is_said_to_be(client, network, body):
    assert push(client, network, "inbound", body).status_code == 400


@pytest.mark.parametrize("gateway", ["recording", "nobody", "../phone"])
def test_a_gateway_that_is_not_in_use_has_no_hook(client, network, gateway):
    assert push(client, network, "inbound", TEXT, gateway=gateway).status_code == 404


def test_a_gateway_that_cannot_be_asked_for_its_key_may_come_again(client, network, sessions, monkeypatch):
    def away(hook):
        raise GatewayError(Failure.DOWN)

    monkeypatch.setattr(network, "read_inbound", away)
    assert push(client, network, "inbound", TEXT).status_code == 503
    monkeypatch.undo()
    assert push(client, network, "inbound", TEXT).status_code == 204
    assert replies(sessions) == 1


def test_a_large_body_is_refused_before_it_is_read(client, network):
    assert push(client, network, "inbound", b"x" * (64 * 1024 + 1)).status_code == 413


def test_a_receipt_moves_its_text_forward_in_any_order(client, network, sessions):
    with sessions.begin() as session:
        message = make.message(session, reference="r1")
    for status in ("delivered", "sent", "delivered", "failed"):
        assert push(client, network, "receipt", {"reference": "r1", "status": status}).status_code == 204
    with sessions.read() as session:
        assert messages.state_of(session, message.id) is State.DELIVERED


@pytest.mark.parametrize("reference", ["half \ud83d", "NUL \0"])
def test_a_receipt_that_no_database_can_keep_as_it_is_does_not_come_again_for_ever(client, network, reference):
    assert push(client, network, "receipt", {"reference": reference, "status": "delivered"}).status_code == 204


def test_a_receipt_for_a_text_that_is_not_ours_is_taken_and_kept(client, network):
    assert push(client, network, "receipt", {"reference": "nobody", "status": "delivered"}).status_code == 204
    assert push(client, network, "receipt", {"reference": "nobody", "status": "odd"}).status_code == 400


def test_only_posts_are_taken(client):
    assert client.get("/hooks/phone/inbound").status_code == 405


def test_a_pushed_text_and_a_fetched_one_are_told_apart_by_their_id(client, network, sessions):
    assert isinstance(network.answer("+393331234342", make.BRAND, "HELP", make.NOW), Inbound)
    push(client, network, "inbound", TEXT)
    assert replies(sessions) == 1
