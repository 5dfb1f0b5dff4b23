"""The page where staff say what replies mean."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.store import Sql, access, ledger, proofs, subscribers, suppressions
from tests import hearing, make
from tests.hearing import replies, shelf, take

OURS = {"Origin": "http://localhost"}
MEMBER = "giulia@aurora.example"
CAMPAIGNS = shelf(hearing.shop())
UNCLEAR = "Wann <b>endet</b> das?"


@pytest.fixture
def signed_in(settings, sessions, build):
    """A browser that is signed in; each call is another member's."""
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(
        make.source(languages=["en", "it"], keyword={"word": "GELATO", "sender": hearing.LINE})
    )
    app = build(settings)

    def sign_in(email: str = MEMBER):
        client, now = app.test_client(), datetime.now(UTC)
        with sessions.begin() as session:
            id = access.add_staff(session, email, now)
            access.add_pass(session, f"link-{id}", kind="link", staff=id, expires_at=now + timedelta(hours=1), now=now)
        assert client.post(f"/staff/in/link-{id}", headers=OURS).status_code == 303
        return client

    return sign_in


def unclear(sessions, text: str = UNCLEAR, *, number: str = make.NUMBER, ago: timedelta = timedelta(minutes=1)) -> None:
    """Somebody we know wrote what no program understands."""
    at = datetime.now(UTC) - ago
    with sessions.begin() as session:
        make.consent(
            session, hearing.pitch(session, number, text="Aurora: your code is 2VPY-7FYV-3784", queued_at=at - ago)
        )
        take(session, CAMPAIGNS, text, at, number=number)


def ids(sessions) -> list[int]:
    with sessions.read() as session:
        return [row[0] for row in session.run(Sql("SELECT id FROM inbound ORDER BY id")).fetchall()]


def settle(client, id: int, means: str):
    return client.post(f"/staff/replies/{id}", data={"means": means}, headers=OURS)


def test_only_staff_see_it(client):
    assert client.get("/staff/replies").status_code == 303
    assert client.post("/staff/replies/1", data={"means": "stop"}, headers=OURS).location.endswith("/staff/in")


def test_nothing_to_read_says_so_and_shows_no_badge(signed_in):
    page = signed_in().get("/staff/replies")
    assert "Nothing to read" in page.text
    assert 'class="count"' not in page.text


@pytest.mark.rule("US-KW-4")
def test_a_reply_stands_there_with_what_led_to_it_and_no_number_in_full(signed_in, sessions):
    unclear(sessions)
    staff = signed_in()
    page = staff.get("/staff/replies").text
    assert "Wann &lt;b&gt;endet&lt;/b&gt; das?" in page
    assert "Aurora: your code is •••" in page
    assert "+39 ••• ••• 342" in page
    assert make.NUMBER not in page
    assert make.BRAND in page
    assert 'class="count"' in staff.get("/staff/").text


def test_a_yes_is_offered_only_while_a_question_is_open(signed_in, sessions):
    unclear(sessions)
    staff = signed_in()
    assert 'value="yes"' not in staff.get("/staff/replies").text
    now = datetime.now(UTC)
    values = {"visit": 7, "placement": make.PLACEMENT, "language": "en", "marketing": True, "pin": "123456"}
    with sessions.begin() as session:
        id, asked = hearing.person(session), now - timedelta(minutes=2)
        until = now + timedelta(hours=1)
        proofs.add_proof(session, id, campaign=make.CAMPAIGN_ID, expires_at=until, now=asked, **values)
    assert 'value="yes"' in staff.get("/staff/replies").text
    assert settle(staff, ids(sessions)[0], "yes").status_code == 303
    with sessions.read() as session:
        assert [row.event for row in ledger.consents_of(session, id)][-1] == "confirm"


@pytest.mark.rule("US-KW-4", "US-TCPA-REV-1")
def test_one_tap_stops_and_says_so(signed_in, sessions):
    unclear(sessions)
    staff = signed_in()
    answer = settle(staff, ids(sessions)[0], "stop")
    assert answer.status_code == 303
    page = staff.get(answer.location).text
    assert "no more texts go to this number" in page
    assert "Nothing to read" in page
    with sessions.read() as session:
        id = hearing.person(session)
        assert set(suppressions.suppressed_by(session, id)) == {make.BRAND}
        assert MEMBER in [told.get("by") for told in ledger.evidence_of(session, id).values()]
        assert len(replies(session)) == 1


@pytest.mark.rule("US-CTIA-HELP-1")
def test_one_tap_sends_the_help_answer(signed_in, sessions):
    unclear(sessions)
    settle(signed_in(), ids(sessions)[0], "help")
    with sessions.read() as session:
        assert "ciao@aurora.example" in replies(session)[0]


def test_help_is_not_offered_after_a_day(signed_in, sessions):
    unclear(sessions, ago=timedelta(hours=25))
    assert 'value="help"' not in signed_in().get("/staff/replies").text


def test_a_strangers_page_settles_nothing(signed_in, sessions):
    unclear(sessions)
    staff, (id,) = signed_in(), ids(sessions)
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert staff.post(f"/staff/replies/{id}", data={"means": "stop"}, headers=headers).status_code == 403
    assert staff.get(f"/staff/replies/{id}?means=stop").status_code in {404, 405}
    with sessions.read() as session:
        assert suppressions.suppressed_by(session, hearing.person(session)) == {}


@pytest.mark.parametrize("means", ["", "start", "unclear", "STOP", "drop table"])
def test_what_is_no_answer_is_refused(signed_in, sessions, means):
    unclear(sessions)
    assert settle(signed_in(), ids(sessions)[0], means).status_code == 400


@pytest.mark.parametrize("id", [0, 10**6, 2**63 - 1])
def test_a_reply_that_is_not_there_is_said_to_be_settled(signed_in, id):
    assert settle(signed_in(), id, "stop").status_code in {303, 400}


@pytest.mark.parametrize("id", [2**63, 10**30])
def test_what_is_no_id_of_any_reply_is_no_address(signed_in, id):
    assert settle(signed_in(), id, "stop").status_code == 404


def test_of_two_members_who_tap_one_wins_and_the_other_is_told(signed_in, sessions):
    unclear(sessions)
    (id,), start = ids(sessions), threading.Barrier(2)

    def tap(email: str) -> str:
        client = signed_in(email)
        start.wait()
        answer = settle(client, id, "stop")
        return client.get(answer.location).text

    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(tap, [MEMBER, "paolo@aurora.example"]))
    assert sorted("Somebody else has settled that one" in page for page in pages) == [False, True]
    with sessions.read() as session:
        assert len(replies(session)) == 1
        assert [row.event for row in ledger.consents_of(session, hearing.person(session))] == ["grant", "withdraw"]


def test_the_oldest_comes_first_and_many_stand_on_pages(signed_in, sessions):
    for n in range(23):
        unclear(sessions, f"question {n}?", number=f"+3933312350{n:02}", ago=timedelta(minutes=60 - n))
    staff = signed_in()
    first, second = staff.get("/staff/replies").text, staff.get("/staff/replies?page=2").text
    assert first.index("question 0?") < first.index("question 19?")
    assert "question 20?" not in first
    assert "question 22?" in second
    assert staff.get("/staff/replies?page=999999999999999999999").status_code == 200
    assert staff.get("/staff/replies?page=-1&settled=nonsense").status_code == 200


def test_an_answer_to_a_later_text_does_not_stand_under_an_earlier_one(signed_in, sessions):
    unclear(sessions, "Quando aprite?", ago=timedelta(minutes=9))
    with sessions.begin() as session:
        take(session, CAMPAIGNS, "HELP", datetime.now(UTC) - timedelta(minutes=5))
    page = signed_in().get("/staff/replies").text
    assert "Quando aprite?" in page
    assert "Answered by itself" not in page


def test_what_was_left_for_ninety_days_and_whoever_was_erased_are_gone(signed_in, sessions):
    unclear(sessions, ago=timedelta(days=91))
    unclear(sessions, number="+393331234343")
    with sessions.begin() as session:
        erased = subscribers.subscriber_of(session, "+393331234343")
        subscribers.erase(session, erased.id, datetime.now(UTC))
    assert "Nothing to read" in signed_in().get("/staff/replies").text
