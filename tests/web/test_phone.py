import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from app.gateways import Outgoing
from app.gateways.phone import Gateway, Weather
from app.means import place_of
from app.rules.keyword import Meaning, meaning
from app.store import subscribers, suppressions, words
from tests import make

NUMBER = "+393331234342"
OURS = {"Origin": "http://localhost"}


@pytest.fixture
def network(client):
    return client.application.extensions["handbill"].gateways["phone"]


def arrive(network: Gateway, text: str, number: str = NUMBER, reference: str | None = None) -> None:
    """A text that has reached its phone."""
    network.send(Outgoing(reference or text, number, make.BRAND, text))
    network.acknowledge(network.collect(datetime.now(UTC) + timedelta(seconds=3)))


def texted(client, **fields):
    return client.post("/phone/messages", json={"from": NUMBER, "to": make.BRAND, "text": "ciao", **fields})


def test_a_text_shows_on_the_page_and_as_json(client, network):
    arrive(network, "Il tuo codice è 2VPY-7FYV-3784")
    page = client.get("/phone").text
    assert "+39 333 123 4342" in page
    assert "<b>2VPY-7FYV-3784</b>" in page
    told = client.get("/phone/messages.json?number=%2B393331234342")
    assert "è".encode() in told.data
    assert told.json["number"] == NUMBER
    assert [(text["from"], text["to"], text["direction"]) for text in told.json["messages"]] == [
        (make.BRAND, NUMBER, "in")
    ]


def test_messages_come_newest_last_and_from_all_phones_without_a_number(client, network):
    texted(client, text="one")
    arrive(network, "two", number="+393331234343")
    arrive(network, "three")
    assert [text["text"] for text in client.get("/phone/messages.json").json["messages"]] == ["one", "two", "three"]
    of_one = client.get(f"/phone/messages.json?number={NUMBER}").json["messages"]
    assert [(text["text"], text["direction"]) for text in of_one] == [("one", "out"), ("three", "in")]


def test_a_text_has_had_its_effect_when_it_is_answered(client, network, sessions):
    arrive(network, "hello")
    answer = texted(client, text="STOP")
    assert answer.status_code == 201
    assert answer.json.keys() == {"id", "from", "to", "text", "at", "direction"}
    with sessions.read() as session:
        person = subscribers.subscriber_of(session, NUMBER)
        assert set(suppressions.suppressed_by(session, person.id)) == {make.BRAND}
    assert network.collect(datetime.now(UTC)) == ()


@pytest.mark.parametrize("typed", ["+39 333 123 4342", "0039 333 1234342", "333 123 4342", "39 333 123 4342", NUMBER])
def test_a_number_is_read_however_it_is_written(client, network, typed):
    arrive(network, "hello")
    assert texted(client, **{"from": typed}).json["from"] == NUMBER
    asked = client.get("/phone/messages.json", query_string={"number": typed})
    assert asked.json["number"] == NUMBER


def test_a_plus_that_nobody_encoded_is_a_plus_all_the_same(client, network):
    arrive(network, "hello")
    assert client.get("/phone/messages.json?number=+393331234342").json["number"] == NUMBER


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"from": "+393331234342"', 400),
        ("[" * 30_000, 400),
        ("[]", 422),
        ('{"from": "+393331234342", "text": ""}', 422),
        ('{"from": "+393331234342", "text": "\\ud800"}', 422),
        ('{"from": "+393331234342", "text": "a\\u0000b"}', 422),
        ('{"from": "+393331234342", "text": ["STOP"]}', 422),
        ('{"from": "Mario", "text": "ciao"}', 422),
        ('{"from": "12", "text": "ciao"}', 422),
        ('{"text": "ciao"}', 422),
        ('{"from": "+393331234342", "text": "ciao", "sender": "me"}', 422),
    ],
)
def test_what_is_not_a_text_is_refused_by_name(client, body, status):
    answer = client.post("/phone/messages", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json["error"]["code"]


def test_a_strangers_page_cannot_send_texts(client, network):
    arrive(network, "hello")
    form = {"from": NUMBER, "to": make.BRAND, "text": "STOP"}
    assert client.post("/phone/messages", data=form).status_code == 403
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", **OURS}):
        assert client.post("/phone/messages", data=form, headers=headers).status_code == 403
    plain = client.post("/phone/messages", data=json.dumps(form), content_type="text/plain", headers=OURS)
    assert plain.status_code == 415
    assert [text["text"] for text in client.get("/phone/messages.json").json["messages"]] == ["hello"]
    assert client.post("/phone/messages", data=form, headers=OURS).status_code == 303


def test_the_weather_is_set_by_form_and_by_json(client, network):
    network.add(NUMBER)
    told = client.post("/phone/weather", json={"number": NUMBER, "weather": "slow", "answer": "YES"})
    assert told.json == {"number": NUMBER, "weather": "slow", "answer": "YES"}
    assert client.post("/phone/weather", data={"number": NUMBER, "weather": "dead"}, headers=OURS).status_code == 303
    phone = network.phone(NUMBER)
    assert (phone.weather, phone.answer) == (Weather.DEAD, "YES")
    assert client.post("/phone/weather", json={"number": NUMBER, "weather": "stormy"}).status_code == 422
    assert "▲" in client.get("/phone").text


def test_a_phone_can_be_added_and_searched_for(client, network):
    assert "Search by digits" not in client.get("/phone").text
    assert client.post("/phone/phones", data={"number": "333 000 0000"}, headers=OURS).status_code == 303
    for n in range(12):
        network.add(f"+39333000{n:04d}")
    page = client.get("/phone?q=0011").text
    assert "Search by digits" in page
    assert re.findall(r"<bdi>(\+39 333 [\d ]+)</bdi>", page) == ["+39 333 000 0011"]
    assert client.get("/phone?number=%2B393339999999").status_code == 404
    for answer in (
        client.get("/phone?number=Mario"),
        client.post("/phone/phones", data={"number": "12"}, headers=OURS),
    ):
        assert answer.status_code == 422
        assert answer.mimetype == "text/html"


def test_an_empty_page_says_what_to_do(client):
    page = client.get("/phone").text
    assert "No phone yet" in page
    assert "Add a phone" in page


def test_what_became_of_the_last_text_is_told(client, network, sessions):
    with sessions.begin() as session:
        person = make.subscriber(session, number=NUMBER)
        make.message(session, subscriber=person, reference="r1", text="Il tuo codice è 2VPY", queued_at=make.NOW)
    arrive(network, "Il tuo codice è 2VPY", reference="r1")
    page = client.get("/phone").text
    assert "GSM-7, 20 of 160 characters" in page
    assert "they asked for it, so quiet hours do not hold it" in page
    assert "<b>queued</b>" in page


PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{1337*2}}", "</ol>"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_text_cannot_become_markup(client, network, payload):
    arrive(network, payload)
    texted(client, text=payload, to=payload)
    client.post("/phone/weather", json={"number": NUMBER, "answer": payload})
    page = client.get("/phone").text
    assert "<script>" not in page
    assert "<img" not in page
    assert "2674" not in page
    assert page.count("</ol>") == 1


def test_only_web_addresses_become_links(client, network):
    arrive(
        network, 'see https://aurora.example/k/7Hn2pQ9x. Or javascript:alert(1) or ftp://x http://b.example"onclick=1'
    )
    links = re.findall(r'<p dir="auto">.*?</p>', client.get("/phone").text, re.DOTALL)[0]
    assert re.findall('href="([^"]*)"', links) == ["https://aurora.example/k/7Hn2pQ9x", "http://b.example"]


def test_the_page_keeps_to_a_strict_policy(client, network):
    arrive(network, "hello")
    answer = client.get("/phone")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", answer.text)


def test_chips_are_understood_in_every_language():
    for say in words.load().values():
        assert meaning(say("YES"), asked=True) is Meaning.YES
        assert meaning(say("STOP"), asked=True) is Meaning.STOP
        assert meaning(say("HELP"), asked=True) is Meaning.HELP


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # texts are kept in a file of the phone's own
def test_a_page_in_a_browser_refreshes_and_loses_nothing_typed(server, page):
    network = Gateway(place_of(server.settings, "phone"))
    network.add(NUMBER)
    page.goto(f"{server.base_url}/phone")
    page.fill("#text", "half a sen")
    network.send(Outgoing("r1", NUMBER, make.BRAND, "here I am"))
    page.wait_for_selector("#thread >> text=here I am")
    assert page.input_value("#text") == "half a sen"
    page.click("text=STOP >> nth=0")
    page.wait_for_selector("#thread .mine >> text=STOP")
