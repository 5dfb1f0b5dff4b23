"""From a number to a coupon: what is refused and how kindly, what is stored, and what is shown while a text travels."""

import re
from datetime import timedelta

import pytest

from app.rules.message import Kind, State
from app.store import Sessions, Sql
from tests import make
from tests.web.visiting import (
    HERE,
    ID,
    ITALIAN,
    MASKED,
    OPEN,
    SINGLE,
    count,
    join,
    led,
    parts_of,
    release,
    scan,
    send,
    texts,
    token,
    words,
)

E164 = "+393331234342"


@pytest.fixture
def client(client):
    """A client of a campaign whose gate is open from the start."""
    release(client, **OPEN)
    return client


def sent(client, mine: str):
    """The page after the number."""
    return client.get(f"/c/{ID}/sent?v={mine}")


def pin(sessions: Sessions) -> str:
    with sessions.read() as session:
        return make.pin(session, E164)


def set_state(sessions: Sessions, state: State, reason: str | None = None) -> None:
    with sessions.begin() as session:
        session.run(Sql("UPDATE messages SET state = :state, reason = :reason"), state=state.value, reason=reason)


def wear_out(client, sessions: Sessions, mine: str) -> None:
    """Five wrong pins: the last try is gone."""
    wrong = "000000" if pin(sessions) != "000000" else "111111"
    for _ in range(5):
        assert send(client, "confirm", mine, pin=wrong).status_code == 422


def minutes_later(sessions: Sessions, minutes: float) -> None:
    """Lets what has happened so far lie longer ago."""
    ago = int(timedelta(minutes=minutes).total_seconds() * 1_000_000)
    with sessions.begin() as session:
        session.run(Sql("UPDATE messages SET queued_at = queued_at - :ago, due_at = due_at - :ago"), ago=ago)
        session.run(Sql("UPDATE proofs SET asked_at = asked_at - :ago, expires_at = expires_at - :ago"), ago=ago)
        session.run(Sql("UPDATE buckets SET at = at - :ago"), ago=ago)


# The form


@pytest.mark.rule(
    "US-CTIA-WEB-1", "US-CTIA-WEB-2", "US-CTIA-WEB-3", "US-ESIGN-1", "CA-CASL-1", "EU-GDPR-7-2", "EU-GRAN-1"
)
def test_a_fresh_page_has_two_empty_boxes_in_the_very_words_that_are_kept(client):
    page = client.get(HERE, headers={"Accept-Language": "en"})
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page.text)
    assert len(boxes) == 2
    assert not any("checked" in box for box in boxes)
    with parts_of(client).sessions.read() as session:
        kept = [row[0] for row in session.run(Sql("SELECT text FROM words WHERE language = 'en'")).fetchall()]
    for text in kept:
        assert re.sub(r"\s+", " ", text) in words(page)


def test_a_campaign_without_a_programme_asks_for_the_coupon_alone(client):
    release(client, programme=None, **OPEN)
    assert client.get(HERE).text.count('type="checkbox"') == 1


@pytest.mark.rule("US-CTIA-WEB-5")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your mobile number."),
        ("333 12", "digits short."),
        ("055 2345678", "That looks like a landline; we can only text mobiles."),
        ("+1 503 555 0142", "This offer is for Italian, San Marino, and German numbers."),
        ("<script>alert(1)</script>", "That doesn't look like a mobile number."),
    ],
)
def test_what_is_wrong_with_a_number_is_said_beside_it_and_nothing_is_stored(client, sessions, typed, said):
    page = join(client, scan(client), typed, marketing="yes")
    assert page.status_code == 422
    assert said in words(page)
    assert count(sessions, "visits") + count(sessions, "subscribers") + count(sessions, "messages") == 0


def test_after_a_slip_all_is_as_the_person_left_it(client):
    page = join(client, scan(client), "333 12", country="SM", marketing="yes")
    field = re.search(r'<input id="tel"[^>]*>', page.text)
    assert field
    assert 'value="333 12"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="tel-bad tel-hint"' in field[0]
    assert "autofocus" in field[0]
    assert page.text.count(" checked") == 2
    assert '<option value="SM" selected>' in page.text


@pytest.mark.rule("US-CTIA-WEB-5", "COUP-CONS-1")
def test_without_the_first_box_nothing_is_sent(client, sessions):
    page = send(client, "join", scan(client), number=ITALIAN, country="IT", language="en", marketing="yes")
    assert page.status_code == 422
    assert "Tick this so that we may text you the coupon." in words(page)
    assert 'aria-describedby="coupon-bad"' in page.text
    assert count(sessions, "messages") == 0


@pytest.mark.parametrize("forged", ["", "1.estate-25.k7q2m.en.00000000.AAAAAA.AAAA"])
def test_a_form_without_its_token_is_shown_again_with_all_it_held(client, sessions, forged):
    page = join(client, forged)
    assert page.status_code == 422
    assert "This page was open for very long. Nothing is lost" in words(page)
    assert f'value="{ITALIAN}"' in page.text
    assert count(sessions, "subscribers") == 0
    assert join(client, token(page)).status_code == 303


def test_a_page_printed_before_the_campaign_changed_is_shown_again(client, sessions):
    mine = scan(client)
    release(client, offer={"terms": "Not on Sundays."}, **OPEN)
    page = join(client, mine)
    assert page.status_code == 422
    assert "This page has just changed. Nothing is lost" in words(page)
    assert count(sessions, "subscribers") == 0
    assert join(client, token(page)).status_code == 303


def test_behind_a_closed_gate_no_number_is_taken(client, sessions):
    release(client)
    page = join(client, scan(client))
    assert page.status_code == 422
    assert "First the step above." in words(page)
    assert count(sessions, "subscribers") == 0


def test_the_answer_names_the_number_by_its_last_digits_only(client):
    mine = scan(client)
    answer = join(client, mine)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{ID}/sent?v={mine}")
    page = client.get(answer.headers["Location"])
    assert MASKED in words(page)
    for written in (E164, "3331234342", ITALIAN):
        assert written not in page.text + answer.headers["Location"]


def test_sending_twice_going_back_and_reloading_make_one_coupon_and_one_text(client, sessions):
    mine = scan(client)
    for _ in range(3):
        assert join(client, mine).status_code == 303
    sent(client, mine)
    assert (count(sessions, "messages"), count(sessions, "coupons")) == (1, 1)


def test_a_number_we_know_gets_the_very_answer_of_one_we_do_not(client):
    first, second = scan(client), scan(client)
    answers = [(join(client, mine), sent(client, mine)) for mine in (first, second)]
    (redirect, page), (again, same) = answers
    assert redirect.status_code == again.status_code
    assert page.text.replace(token(page), "") == same.text.replace(token(same), "")


def test_a_slip_in_the_number_can_be_mended(client, sessions):
    mine = scan(client)
    join(client, mine, "333 123 4341")
    assert join(client, mine).status_code == 303
    assert MASKED in words(sent(client, mine))
    assert count(sessions, "subscribers") == 2


def test_too_many_tries_are_told_when_to_come_back(client):
    for _ in range(9):  # three texts, and three pages may wait for each
        assert join(client, scan(client)).status_code == 303
    page = join(client, scan(client))
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert re.search(r"Too many texts went to this number\. Again from \d+:\d\d [ap]\.m\.", words(page))
    assert f'value="{ITALIAN}"' in page.text


def test_whoever_was_too_late_by_a_moment_hears_that_it_is_gone(client):
    release(client, offer={"limits": {"total": 1}}, **OPEN)
    first, second = scan(client), scan(client)
    join(client, first)
    page = join(client, second, "333 123 4341")
    assert page.status_code == 409
    assert "The one code is gone" in words(page)


def test_an_offer_that_was_paused_in_between_takes_no_number(client, sessions):
    mine = scan(client)
    release(client, runs={"paused": True}, **OPEN)
    page = join(client, mine)
    assert page.status_code == 422
    assert "Taking a break" in words(page)
    assert count(sessions, "subscribers") == 0


# A number that is asked to prove itself


def test_the_page_shows_what_the_text_looks_like_without_its_pin(client, sessions):
    mine = scan(client)
    join(client, mine)
    page = words(sent(client, mine))
    assert "Gelateria Aurora: ••• ••• is your code." in page
    assert "The six digits from the text" in page
    assert pin(sessions) not in page


def test_the_pin_leads_to_the_coupon(client, sessions):
    mine = scan(client)
    join(client, mine)
    right = pin(sessions)
    answer = send(client, "confirm", mine, pin=f" {right[:3]} {right[3:]}")
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_pin_in_the_figures_of_another_script_is_read_too(client, sessions):
    mine = scan(client)
    join(client, mine)
    arabic = pin(sessions).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert send(client, "confirm", mine, pin=arabic).status_code == 303


def test_a_wrong_pin_is_told_how_many_tries_are_left(client, sessions):
    mine = scan(client)
    join(client, mine)
    wrong = "000000" if pin(sessions) != "000000" else "111111"
    said = []
    for _ in range(4):
        page = send(client, "confirm", mine, pin=wrong)
        assert page.status_code == 422
        assert f'value="{wrong}"' in page.text
        found = re.search(r'id="pin-bad"[^>]*>([^<]+)', page.text)
        assert found
        said.append(found[1])
    assert said == [f"Not this one. {n} tries left." for n in (4, 3, 2)] + ["Not this one. One try left."]


def test_after_the_last_try_the_field_gives_way_to_what_can_be_done(client, sessions):
    mine = scan(client)
    join(client, mine)
    wear_out(client, sessions, mine)
    right = pin(sessions)
    for page in (send(client, "confirm", mine, pin=right), sent(client, mine)):
        assert 'id="pin"' not in page.text
        assert "Text me" not in words(page)
        assert "That was the last of five tries." in words(page)
        assert re.search(r"From \d+:\d\d [ap]\.m\. you can ask for a new text, with six new digits\.", words(page))
    minutes_later(sessions, 2)
    page = sent(client, mine)
    assert re.findall(r'<button class="go">([^<]+)', page.text) == ["Text me a new code"]
    assert "A new text brings six new digits." in words(page)
    assert send(client, "again", mine).status_code == 303
    assert 'id="pin"' in sent(client, mine).text
    assert send(client, "confirm", mine, pin=pin(sessions)).status_code == 303


def test_after_the_last_try_a_number_that_had_all_its_texts_is_told_when_to_come_back(client, sessions):
    mine = scan(client)
    join(client, mine)
    for _ in range(2):
        minutes_later(sessions, 2)
        assert send(client, "again", mine).status_code == 303
    wear_out(client, sessions, mine)
    minutes_later(sessions, 2)
    page = send(client, "again", mine)
    assert page.status_code == 429
    assert re.search(r"Too many texts went to this number\. From \d+:\d\d [ap]\.m\. you can ask", words(page))
    assert 'class="go"' not in page.text


def test_where_the_campaign_has_ended_meanwhile_no_new_text_is_offered(client, sessions):
    mine = scan(client)
    join(client, mine)
    wear_out(client, sessions, mine)
    minutes_later(sessions, 2)
    release(client, runs={"paused": True}, **OPEN)
    page = sent(client, mine)
    assert "This offer gives out no more codes now." in words(page)
    assert "/again" not in page.text


@pytest.mark.parametrize("typed", ["", "12", "abcdef", "1234567"])
def test_what_is_no_pin_at_all_costs_no_try(client, sessions, typed):
    mine = scan(client)
    join(client, mine)
    for _ in range(6):
        page = send(client, "confirm", mine, pin=typed)
        assert page.status_code == 422
        assert "A code has six digits." in page.text
    assert send(client, "confirm", mine, pin=pin(sessions)).status_code == 303


def test_a_pin_that_came_too_late_asks_for_a_new_text(client, sessions):
    mine = scan(client)
    join(client, mine)
    right = pin(sessions)
    minutes_later(sessions, 24 * 60 + 1)
    page = send(client, "confirm", mine, pin=right)
    assert page.status_code == 422
    assert "These six digits no longer work" in words(page)
    assert re.search(r"They were good until \d+:\d\d [ap]\.m\. A new text brings six new digits\.", words(page))
    assert re.findall(r'<button class="go">([^<]+)', page.text) == ["Text me a new code"]


def test_after_the_pin_the_page_leads_on_to_the_coupon(client, sessions):
    mine = scan(client)
    join(client, mine)
    coupon = send(client, "confirm", mine, pin=pin(sessions)).headers["Location"]
    assert f'href="{coupon}"' in sent(client, mine).text
    assert send(client, "confirm", mine, pin="123456").status_code == 422


def test_a_new_text_can_be_asked_for_after_a_minute_and_brings_a_new_pin(client, sessions):
    mine = scan(client)
    join(client, mine)
    first = pin(sessions)
    assert re.search(r"From \d+:\d\d [ap]\.m\. you can ask again", words(sent(client, mine)))
    assert send(client, "again", mine).status_code == 303
    assert count(sessions, "messages") == 1
    minutes_later(sessions, 2)
    assert "Text me again" in words(sent(client, mine))
    assert send(client, "again", mine).status_code == 303
    assert count(sessions, "messages") == 2
    assert pin(sessions) != first
    assert send(client, "confirm", mine, pin=pin(sessions)).status_code == 303


def test_one_number_gets_three_texts_a_day_however_often_they_are_asked_for(client, sessions):
    mine = scan(client)
    join(client, mine)
    for _ in range(4):
        minutes_later(sessions, 2)
        last = send(client, "again", mine)
    assert last.status_code == 429
    assert "Too many tries" in words(last)
    assert count(sessions, "messages") == 3


# A text that is on its way


def test_with_single_opt_in_the_coupon_is_on_its_way_at_once(client, sessions):
    release(client, **SINGLE)
    mine = scan(client)
    join(client, mine)
    page = words(sent(client, mine))
    assert "The text is on its way" in page
    assert "If you ever replied STOP to us, text START first." in page
    assert not re.search(r"/k/\w", sent(client, mine).text)
    with sessions.read() as session:
        assert "your code is" in texts(session)[0]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.SENDING, "The text is on its way"),
        (State.SENT, "The text is on its way"),
        (State.SUPPRESSED, "The text is on its way"),
        (State.DELIVERED, "The text is on its way"),  # as for a number that said STOP: a stranger may be looking
        (State.UNDELIVERED, "This number takes no text"),
        (State.FAILED, "This number takes no text"),
    ],
)
def test_the_page_says_how_far_the_text_is(client, sessions, state, said):
    release(client, **SINGLE)
    mine = scan(client)
    join(client, mine)
    set_state(sessions, state)
    page = sent(client, mine)
    assert said in words(page)
    assert "Show the coupon" not in words(page)


@pytest.mark.parametrize("stands", [(State.UNKNOWN, None), (State.FAILED, "nobody_knows")])
def test_a_text_that_may_be_lost_does_not_keep_the_coupon_from_its_owner(client, sessions, stands):
    release(client, **SINGLE)
    mine = scan(client)
    join(client, mine)
    set_state(sessions, *stands)
    page = sent(client, mine)
    assert "This works already." in words(page)
    found = re.search(r'href="(/k/\w+)"', page.text)
    assert found
    assert client.get(found[1]).status_code == 200


def test_a_late_text_opens_no_coupon_for_a_number_that_anybody_may_have_typed(client, sessions):
    release(client, **SINGLE)
    mine = scan(client)
    join(client, mine)
    minutes_later(sessions, 5)
    page = sent(client, mine)
    assert "Your text is taking its time" in words(page)
    assert "Show the coupon" not in words(page)


def test_a_stranger_who_types_a_proven_number_gets_nothing_of_its_owner(client, sessions):
    mine = scan(client)
    join(client, mine)
    send(client, "confirm", mine, pin=pin(sessions))
    release(client, **SINGLE)
    stranger = scan(client)
    assert join(client, stranger).status_code == 303
    for state in (State.SENT, State.DELIVERED):
        set_state(sessions, state)
        assert not re.search(r"/k/\w", sent(client, stranger).text)
    minutes_later(sessions, 5)
    assert not re.search(r"/k/\w", sent(client, stranger).text)


def test_a_text_can_be_asked_for_once_more(client, sessions):
    release(client, **SINGLE)
    mine = scan(client)
    join(client, mine)
    minutes_later(sessions, 2)
    send(client, "again", mine)
    with sessions.read() as session:
        both = texts(session)
    assert len(both) == len(set(both)) == 2, "each text has links of its own"
    assert len({led(client, text) for text in both}) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "revoked_at = 1",
            "Withdrawn Gelateria Aurora took this coupon back. Write to us and we tell you why. Show the coupon",
        ),
        ("valid_until = 1", "Expired This coupon was for an earlier day. Show the coupon"),
        ("redeemed_at = 1", "Used Used Show the coupon"),
    ],
)
def test_whoever_proved_the_number_of_a_coupon_that_is_over_reads_that_and_is_offered_no_text(
    client, sessions, change, said
):
    mine = scan(client)
    join(client, mine)
    send(client, "confirm", mine, pin=pin(sessions))
    minutes_later(sessions, 2)
    with sessions.begin() as session:
        session.run(Sql(f"UPDATE coupons SET {change}"))
    page = words(sent(client, mine))
    assert re.search(said, page)
    assert "Text me again" not in page


def test_of_a_withdrawn_coupon_no_page_tells_whoever_typed_its_number(client, sessions):
    """They read what anybody reads; the number's owner has it by text."""
    release(client, **SINGLE)
    join(client, scan(client))
    minutes_later(sessions, 2)
    pages = []
    for change in ("revoked_at = NULL", "revoked_at = 1"):
        with sessions.begin() as session:
            session.run(Sql(f"UPDATE coupons SET {change}"))
        stranger = scan(client)
        assert join(client, stranger).status_code == 303
        pages.append(re.sub(r"\d+:\d\d", "", words(sent(client, stranger))))
        minutes_later(sessions, 2)
    assert pages[0] == pages[1]
    assert "The text is on its way" in pages[0]
    with sessions.read() as session:
        assert ["/l/" in text for text in texts(session)] == [True, True, False]


@pytest.mark.parametrize("where", ["confirm", "again"])
def test_a_visit_that_left_no_number_is_led_back(client, where):
    mine = scan(client)
    assert send(client, where, mine).headers["Location"] == f"/c/{ID}?v={mine}"
    assert send(client, where, "forged").headers["Location"] == f"/c/{ID}"
    assert client.get(f"/c/{ID}/sent?v={mine}").headers["Location"] == f"/c/{ID}?v={mine}"
    assert client.get(f"/c/{ID}/sent?v=forged").headers["Location"] == f"/c/{ID}"


def test_the_evidence_of_a_consent_is_stamped_here(client, sessions):
    release(client, **SINGLE)
    join(client, scan(client), marketing="yes")
    with sessions.read() as session:
        row = session.run(Sql("SELECT evidence_sealed, placement, language FROM consents")).fetchone()
        evidence = session.vault.open(row[0])
    assert row[1:] == (make.PLACEMENT, "en")
    for written in ("127.0.0.1", f"http://localhost/c/{ID}", ITALIAN):
        assert written in evidence


def test_a_second_scan_within_a_minute_brings_no_second_text_and_its_page_takes_the_pin(client, sessions):
    pages = [join(client, scan(client)).location for _ in range(2)]
    with sessions.read() as session:
        assert make.texts(session, ID, E164) == [Kind.PROOF]
        pin = make.pin(session, E164)
    assert "on its way" in words(client.get(pages[1]))
    assert send(client, "confirm", pages[1].partition("?v=")[2], pin=pin).location.startswith("/k/")


def test_the_words_that_are_kept_are_those_of_the_language_on_the_page(client, sessions):
    """Also after the language was changed between the first tap and the number."""
    mine = scan(client, language="it")
    send(client, "gate", mine, way="without")
    english = token(client.get(f"/c/{ID}?v={mine}&language=en"))
    join(client, english, language="en")
    with sessions.read() as session:
        rows = session.run(Sql("SELECT words.language FROM consents JOIN words ON digest = words_digest")).fetchall()
    assert rows == [("en",)]
