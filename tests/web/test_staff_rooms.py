"""Messages, people and broadcasts as staff see them; no number in an address, no form from elsewhere."""

import re
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from app.rules.coupon import write_code
from app.rules.decision import Reason
from app.rules.failure import Outcome
from app.rules.message import Kind, State
from app.rules.preference import Preference
from app.rules.suppression import Scope
from app.rules.traffic import Tally
from app.store import (
    access,
    broadcasts,
    coupons,
    incoming,
    messages,
    outbox,
    preferences,
    subscribers,
    suppressions,
    tallies,
)
from app.store.outbox import Attempt
from tests import make
from tests.conftest import KEYS

OURS = {"Origin": "http://localhost"}
NOW = datetime.now(UTC)


@pytest.fixture
def staff(client, sessions):
    """A browser that is signed in."""
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", NOW)
        access.add_pass(session, "link", kind="link", staff=id, expires_at=NOW + timedelta(hours=10), now=NOW)
    assert client.post("/staff/in/link", headers=OURS).status_code == 303
    return client


@pytest.fixture
def person(sessions):
    """Somebody who agreed, chose and got something."""
    with sessions.begin() as session:
        id = make.subscriber(session)
        make.consent(session, id, event="grant")
        make.coupon(session, subscriber=id, issued_at=NOW)
    return id


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# ---- messages


def test_each_message_says_in_words_why_it_waits_or_was_not_sent(staff, sessions, person):
    morning = NOW + timedelta(hours=9)
    with sessions.begin() as session:
        draft = messages.draft(
            session.vault,
            reference="held",
            brand=make.BRAND,
            campaign=make.CAMPAIGN_ID,
            kind=Kind.MARKETING,
            sender=make.BRAND,
            text="Due gusti",
            now=NOW,
            due=morning,
            reason=Reason.QUIET_HOURS,
        )
        messages.queue(session, draft, person)
        gone = make.message(session, subscriber=person, queued_at=NOW)
        messages.advance(session, gone.id, State.QUEUED, State.SUPPRESSED, reason="withdrawn", now=NOW)
        odd = make.message(session, subscriber=person, queued_at=NOW)
        messages.advance(session, odd.id, State.QUEUED, State.FAILED, reason="30007: filtered", now=NOW)
    page = plain(staff.get("/staff/messages/").text)
    assert "too early or too late in the day" in page
    assert "Held until" in page
    assert "The recipient took the consent back." in page
    assert "30007: filtered" in page
    assert "Due gusti" not in page, "a text is opened only on its own page"
    assert "333123" not in page.replace(" ", "")


def test_messages_are_filtered_and_turned_over(staff, sessions, person):
    with sessions.begin() as session:
        for number in range(120):
            state = State.DELIVERED if number % 2 else State.UNDELIVERED
            make.message(session, subscriber=person, state=state, queued_at=NOW)
    page, rows = "/staff/messages/?state=delivered", 0
    while page:
        told = staff.get(page).text
        rows += told.count('<th scope="row">')
        assert told.count("Not delivered") == 1, "in the filter alone"
        older = re.search(r'href="([^"]+)">Older', told)
        page = older[1].replace("&amp;", "&") if older else ""
    assert rows == 60
    for nothing in ("class=proof", "reason=paused", "campaign=nowhere", "broadcast=9"):
        assert "No message is like that." in staff.get(f"/staff/messages/?{nothing}").text
    assert staff.get("/staff/messages/?class=nonsense&state=x&before=y").status_code == 200


def test_a_number_is_typed_and_stands_in_no_address(staff, sessions, person):
    with sessions.begin() as session:
        make.message(session, queued_at=NOW)
        mine = make.message(session, subscriber=person, queued_at=NOW)
    answer = staff.post("/staff/messages/", data={"number": "333 123 4342"}, headers=OURS)
    assert answer.status_code == 303
    assert "1234342" not in answer.location
    told = staff.get(answer.location).text
    assert told.count('<th scope="row">') == 1
    assert f"/staff/messages/{mine.id}" in told
    unknown = staff.post("/staff/messages/", data={"number": "333 123 9999"}, headers=OURS)
    assert "has never met us" in unknown.text
    assert "9999" not in plain(unknown.text).replace(" ", "")


@pytest.mark.parametrize("room", ["/staff/messages/", "/staff/people/"])
def test_what_is_wrong_with_a_number_stands_before_its_field(staff, room):
    told = staff.post(room, data={"number": "hello"}, headers=OURS).text
    assert re.search(r'<label for="number">.*?id="wrong">.*?aria-invalid="true" aria-describedby="wrong"', told, re.S)


def test_a_number_in_a_heading_is_never_cut_in_two(staff, sessions, person):
    with sessions.begin() as session:
        mine = make.message(session, subscriber=person, queued_at=NOW)
    told = staff.get(f"/staff/messages/{mine.id}").text
    assert '<h1>Message to <span class="nowrap">+39 ••• ••• 342</span></h1>' in told


def test_one_message_shows_its_words_and_its_way(staff, sessions, person):
    with sessions.begin() as session:
        sent = make.message(session, subscriber=person, state=State.SENDING, queued_at=NOW)
        outbox.settle(
            session, [Attempt(sent.id, 0, "recording", Outcome.ACCEPTED, State.SENT, NOW, vendor_reference="r1")]
        )
        values = {"gateway": "recording", "vendor_reference": "r1", "status": "DELIVRD", "message": sent.id}
        incoming.add_receipt(session, state=State.DELIVERED, now=NOW, **values)
    page = plain(staff.get(f"/staff/messages/{sent.id}").text)
    assert "Il tuo codice: 2VPY-7FYV-3784" in page
    assert "The gateway took it." in page
    assert "Delivered DELIVRD" in page
    assert staff.get("/staff/messages/999999").status_code == 404


# ---- people


def opened(staff, number: str = "333 123 4342") -> str:
    answer = staff.post("/staff/people/", data={"number": number}, headers=OURS)
    assert answer.status_code == 303
    return urlsplit(answer.location).path


def test_a_person_is_shown_whole_and_without_a_number(staff, sessions, person):
    chosen = Preference(1, frozenset({"cakes"}), frozenset({"sms"}), NOW + timedelta(days=90))
    with sessions.begin() as session:
        suppressions.suppress(session, person, "Other", reason="STOP", now=NOW, scope=Scope.MARKETING)
        preferences.choose(session, person, make.BRAND, chosen, NOW)
        make.message(session, subscriber=person, queued_at=NOW)
        wrote = {"gateway": "recording", "vendor_reference": "i1", "sender": make.BRAND, "meaning": "unclear"}
        incoming.add_inbound(session, subscriber=person, text="Siete aperti domenica?", campaign=None, at=NOW, **wrote)
    page = plain(staff.get(opened(staff)).text)
    for told in (
        "marketing ● Agreed since July 4, 2026 · Estate 25",
        "spoken to in Italian",
        "▲ No marketing",
        "at most one text a month; nothing about cakes; nothing by sms; a pause until",
        "Agreed, marketing",
        "Siete aperti domenica?",
        "Not redeemed",
        "Asked for",
    ):
        assert told in page
    assert "333123" not in page.replace(" ", "")


def test_a_pause_ends_on_the_day_that_the_person_chose(staff, sessions, person):
    """Midnight in Rome is the evening before in UTC."""
    day = (NOW + timedelta(days=90)).date()
    until = datetime.combine(day, time(), ZoneInfo("Europe/Rome"))
    with sessions.begin() as session:
        preferences.choose(session, person, make.BRAND, Preference(None, frozenset(), frozenset(), until), NOW)
    assert f"a pause until {day:%B} {day.day}, {day.year}" in plain(staff.get(opened(staff)).text)


@pytest.mark.rule("EU-OBJ-1", "EU-SUPP-1")
def test_staff_stop_all_texts_to_a_person(staff, sessions, person):
    path = opened(staff)
    assert staff.post(f"{path}/stop").status_code == 403
    assert staff.post(f"{path}/stop", headers=OURS).status_code == 303
    with sessions.read() as session:
        assert suppressions.suppressed_by(session, person) == {make.BRAND: Scope.ALL}
    page = staff.get(path).text
    assert "No text at all" in page
    assert "Stop all texts" not in page


def test_a_persons_address_is_for_who_typed_the_number_and_for_a_while(staff, sessions, person):
    path = opened(staff)
    with sessions.begin() as session:
        id = access.add_staff(session, "luca@aurora.example", NOW)
        access.add_pass(session, "other", kind="link", staff=id, expires_at=NOW + timedelta(hours=10), now=NOW)
    assert staff.post("/staff/in/other", headers=OURS).status_code == 303
    for elsewhere in (path, f"{path}x", "/staff/people/1.2.3"):
        assert urlsplit(staff.get(elsewhere).location).path == "/staff/people/"
    assert staff.post(f"{path}/stop", headers=OURS).status_code == 303
    with sessions.read() as session:
        assert suppressions.suppressed_by(session, person) == {}


def test_a_person_gets_their_data_and_is_forgotten_at_their_wish(staff, sessions, person):
    path = opened(staff)
    told = staff.post(f"{path}/export", headers=OURS)
    assert (told.json["number"], told.json["coupons"][0]["campaign"]) == (make.NUMBER, make.CAMPAIGN_ID)
    assert "attachment" in told.headers["Content-Disposition"]
    assert staff.post(f"{path}/erase", headers=OURS).status_code == 303, "the box is not ticked"
    assert staff.get(path).status_code == 200
    assert "is forgotten" in staff.post(f"{path}/erase", data={"sure": "on"}, headers=OURS).text
    for gone in (staff.get(path), staff.post(f"{path}/export", headers=OURS)):
        assert urlsplit(gone.location).path == "/staff/people/"
    for act in ("export", "erase"):
        assert staff.post(f"{path}/{act}").status_code == 403


# ---- broadcasts

FORM = {"text-it": "Due gusti al prezzo di uno: {link}", "text-en": "", "until": f"{NOW + timedelta(days=3):%Y-%m-%d}"}
NEW = f"/staff/broadcasts/new/{make.CAMPAIGN_ID}"


@pytest.fixture
def coupon(sessions, person):
    """This person's coupon, which is good now."""
    with sessions.read() as session:
        return coupons.coupons_of(session, person)[0]


def test_staff_withdraw_a_coupon_with_a_reason_once_they_are_sure(staff, sessions, coupon):
    page = opened(staff)
    address = f"{page}/coupons/{coupon.id}/withdraw"
    for form in ({"reason": "misuse"}, {"sure": "on"}, {"sure": "on", "reason": "because"}):
        assert staff.post(address, data=form, headers=OURS).status_code == 303
    assert "Not redeemed" in staff.get(page).text
    stranger = {"Origin": "https://evil.example"}
    assert staff.post(address, data={"sure": "on", "reason": "misuse"}, headers=stranger).status_code == 403
    answer = staff.post(address, data={"sure": "on", "reason": "misuse"}, headers=OURS)
    assert answer.location.endswith(f"{page}#coupon-{coupon.id}")
    told = plain(staff.get(page).text)
    assert "Withdrawn" in told
    assert "giulia@aurora.example · Misused, or passed around" in told
    assert "Withdraw this coupon" not in told
    assert write_code(coupon.serial, KEYS)[-4:] in told
    assert write_code(coupon.serial, KEYS) not in told
    with sessions.read() as session:
        kept = coupons.coupon_by_id(session, coupon.id)
    assert (kept.revoked_at is not None, kept.revoked_by, kept.revoked_reason) == (
        True,
        "giulia@aurora.example",
        "misuse",
    )


def test_a_coupon_that_was_spent_meanwhile_stays_spent(staff, sessions, coupon):
    page = opened(staff)
    with sessions.begin() as session:
        make.redemption(session, coupon.serial, at=NOW)
    form = {"sure": "on", "reason": "other"}
    answer = staff.post(f"{page}/coupons/{coupon.id}/withdraw", data=form, headers=OURS)
    told = plain(staff.get(answer.location).text)
    assert "Nothing was changed." in told
    assert "Redeemed" in told
    assert "Withdrawn" not in told


def test_nobody_withdraws_what_is_somebody_elses(staff, sessions, coupon):
    with sessions.begin() as session:
        other = make.coupon(session, issued_at=NOW - timedelta(hours=1))
    form = {"sure": "on", "reason": "other"}
    assert staff.post(f"{opened(staff)}/coupons/{other.id}/withdraw", data=form, headers=OURS).status_code == 303
    assert staff.post(f"/staff/people/forged/coupons/{other.id}/withdraw", data=form, headers=OURS).status_code == 303
    with sessions.read() as session:
        assert coupons.coupon_by_id(session, other.id).revoked_at is None


def test_staff_find_a_coupon_by_its_code(staff, sessions, person, coupon):
    code = write_code(coupon.serial, KEYS)
    answer = staff.post("/staff/people/coupon", data={"code": code.lower()}, headers=OURS)
    assert answer.location.endswith(f"#coupon-{coupon.id}")
    assert code not in answer.location
    assert code[-4:] in staff.get(answer.location).text
    for typed in ("hello", "2VPY-7FYV-3784"):
        assert "Not one of ours." in staff.post("/staff/people/coupon", data={"code": typed}, headers=OURS).text
    with sessions.begin() as session:
        subscribers.erase(session, person, NOW)
    told = staff.post("/staff/people/coupon", data={"code": code}, headers=OURS).text
    assert "handbill revoke CODE" in told


def made(sessions) -> list[broadcasts.Broadcast]:
    with sessions.read() as session:
        return broadcasts.newest(session, 9)


def test_a_broadcast_is_planned_started_and_stopped(staff, sessions, person):
    assert "No broadcast yet." in staff.get("/staff/broadcasts/").text
    assert "See what it would do" in staff.get(NEW).text
    planned = staff.post(NEW, data=FORM, headers=OURS).text
    assert "What it would do" in planned
    assert "Send one text" in planned
    assert made(sessions) == []
    seen = re.search(r'name="seen" value="(\w+)"', planned)[1]
    for _ in range(2):  # a button pressed twice
        assert staff.post(f"{NEW}/start", data={**FORM, "seen": seen}, headers=OURS).status_code == 303
    [begun] = made(sessions)
    assert (begun.made_by, begun.kind, dict(begun.texts)) == (
        "giulia@aurora.example",
        "marketing",
        {"it": FORM["text-it"]},
    )
    assert "Being queued" in staff.get("/staff/broadcasts/").text
    assert staff.post(f"/staff/broadcasts/{begun.id}/stop", headers=OURS).status_code == 303
    assert made(sessions)[0].stopped_at
    assert "Stopped" in staff.get("/staff/broadcasts/").text
    again = staff.post(f"/staff/broadcasts/{begun.id}/stop", headers=OURS)
    told = plain(staff.get(again.location).text)
    assert re.search(r"This broadcast has been over since \w+, \w+ \d+, \d+:\d\d.[ap]\.m\.; 0 texts were sent\.", told)
    assert "has been over" not in staff.get("/staff/broadcasts/?over=999").text
    assert staff.post("/staff/broadcasts/999/stop", headers=OURS).status_code == 404


def test_how_far_a_broadcast_is_stands_on_its_page_and_stopping_it_is_asked_once(staff, sessions, person):
    with sessions.begin() as session:
        values = {"campaign": make.CAMPAIGN_ID, "brand": make.BRAND, "kind": "marketing", "topic": None, "by": "x@y.z"}
        end = NOW + timedelta(days=3)
        id = broadcasts.add_broadcast(session, texts={"it": "Due gusti"}, expires_at=end, now=NOW, **values)
        for n, state in enumerate([State.QUEUED, State.QUEUED, State.DELIVERED, State.SENT, State.UNDELIVERED]):
            draft = messages.draft(
                session.vault,
                reference=f"b{n}",
                brand=make.BRAND,
                campaign=make.CAMPAIGN_ID,
                kind=Kind.MARKETING,
                sender=make.SENDER,
                text="Due gusti",
                now=NOW,
                broadcast=id,
                due=NOW + timedelta(hours=9) if n == 0 else None,
            )
            messages.queue(session, draft, person)
            text = messages.by_reference(session, f"b{n}")
            if state is not State.QUEUED:
                messages.advance(
                    session, text[0], State.QUEUED, state, reason="unreachable" if n == 4 else None, now=NOW
                )
        broadcasts.fill(session, broadcasts.broadcast(session, id), reached=9, left_out={"withdrawn": 4}, filled_at=NOW)
        tallies.add(session, [Tally("phone", "IT", None, 60)], datetime.now(UTC))
    path = f"/staff/broadcasts/{id}"
    page = staff.get(path)
    for told in (plain(page.text), plain(staff.get(f"{path}/live").text)):
        assert "Waiting 2 1 of them for a later hour Sent 3 Delivered 1 of 1 no word yet Failed 1 Skipped 4" in told
        assert re.search(r"About \d+ texts a minute leave, of all that is sent. It will be done at about \w", told)
        assert "The phone was out of reach for too long. 1" in told
        assert "The recipient took the consent back. 4" in told
    assert f'data-live="{path}/live"' in page.text
    asked = staff.get(f"{path}/stop").text
    assert "2 texts wait and will not be sent; 3 have left." in plain(asked)
    assert f'action="{path}/stop"' in asked
    assert made(sessions)[0].stopped_at is None, "asking stops nothing"
    stopped = staff.post(f"{path}/stop", headers=OURS)
    assert urlsplit(stopped.location).path == path
    told = staff.get(path).text
    assert "Stopped by giulia@aurora.example, " in plain(told)
    assert "Sent 3" in plain(told)
    assert "data-live" not in told
    assert "Yes, stop it" not in staff.get(f"{path}/stop").text
    assert staff.get("/staff/broadcasts/999").status_code == 404


def test_a_broadcasts_fields_name_a_language_by_its_name(staff, sessions, person):
    assert "Text in Italian" in staff.get(NEW).text
    page = plain(staff.post(NEW, data={**FORM, "text-it": "Guarda bit.ly/x"}, headers=OURS).text)
    assert "Italian : bit.ly/x is a public shortener" in page
    assert "Language People Italian 1" in plain(staff.post(NEW, data=FORM, headers=OURS).text)


def test_a_text_that_was_changed_after_its_plan_is_planned_again(staff, sessions, person):
    seen = re.search(r'name="seen" value="(\w+)"', staff.post(NEW, data=FORM, headers=OURS).text)[1]
    changed = {**FORM, "text-it": "Tre gusti al prezzo di uno", "seen": seen}
    assert "It was changed since" in staff.post(f"{NEW}/start", data=changed, headers=OURS).text
    assert made(sessions) == []


@pytest.mark.rule("US-CTIA-URL-1")
def test_a_faulty_broadcast_says_what_is_wrong(staff, sessions, person):
    wrong = {**FORM, "text-it": "Guarda bit.ly/x", "until": "never"}
    page = plain(staff.post(NEW, data=wrong, headers=OURS).text)
    assert "bit.ly/x is a public shortener" in page
    assert "The last moment to send it is past." in page
    assert "Send one text" not in page


@pytest.mark.parametrize(
    "path",
    ["/staff/messages/", "/staff/people/", "/staff/people/coupon", NEW, f"{NEW}/start", "/staff/broadcasts/1/stop"],
)
def test_a_strangers_page_sends_no_form_here(staff, path):
    for headers in ({}, {"Origin": "https://evil.example"}):
        assert staff.post(path, data=FORM, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/staff/messages/", "/staff/messages/1", "/staff/people/", "/staff/broadcasts/", NEW])
def test_strangers_are_sent_to_the_door(client, path):
    assert urlsplit(client.get(path).location).path == "/staff/in"


def test_a_campaign_that_is_not_there_has_no_broadcasts(staff):
    assert staff.get("/staff/broadcasts/new/nowhere").status_code == 404
