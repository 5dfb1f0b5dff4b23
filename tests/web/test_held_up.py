"""What a visitor reads when no text may leave: one plain sentence, all that was typed, and another way in."""

import base64
import json
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html import unescape

import pytest

from app.actions import ration
from app.rules.ceiling import STANDARD, read_ceilings
from app.rules.shield import Range, prefix_of
from app.store import Sql, limits, ranges, subscribers
from app.web.parts import now
from tests import hearing, make
from tests.web.visiting import HERE, ID, ITALIAN, OPEN, count, join, parts_of, release, scan, send, texts, token, words

E164 = "+393331234342"
KEYWORD = {"keyword": {"word": "GELATO", "sender": hearing.LINE}}


@pytest.fixture
def settings(settings):
    """Ceilings are set, so that the shield is at work with the simulated phone, too."""
    return replace(settings, ceilings=read_ceilings("texts 5000 an hour"))


@pytest.fixture
def client(client):
    """A client of a campaign with a keyword, whose gate is open from the start."""
    release(client, **OPEN, **KEYWORD)
    return client


def close(client) -> None:
    """Closes the number's range by hand, and lets this process know."""
    joined = parts_of(client)
    with client.application.app_context(), joined.sessions.begin() as session:
        key = "IT", prefix_of(E164)
        ration.change(session, joined.means, key, close=True, by="anna@aurora.example", now=now())
        joined.means.shield.look(session, now())


def solution(page) -> str:
    """What the browser's script makes of the sum on the page."""
    asked = json.loads(unescape(re.search(r'data-sum="([^"]+)"', page.text)[1]))
    numbers = range(asked.pop("maxnumber") + 1)
    number = next(n for n in numbers if sha256(f"{asked['salt']}{n}".encode()).hexdigest() == asked["challenge"])
    return base64.b64encode(json.dumps({**asked, "number": number}).encode()).decode()


def test_on_a_closed_range_the_keyword_is_offered_and_nothing_is_queued(client, sessions):
    close(client)
    page = join(client, scan(client), marketing="yes")
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "Texts to numbers like this one are held back for now. Text GELATO to +39 339 990 0000" in words(page)
    assert f'href="sms:{hearing.LINE}?body=GELATO"' in page.text
    assert f'value="{ITALIAN}"' in page.text
    assert page.text.count(" checked>") == 2, "what was ticked stays ticked"
    assert count(sessions, "messages") + count(sessions, "subscribers") == 0


def test_where_staff_closed_it_no_time_is_named_for_nobody_knows_one(client):
    release(client, **OPEN)
    close(client)
    page = words(join(client, scan(client)))
    assert "held back for now. Nobody can say yet until when. Please try again another day." in page
    assert "Please try again from" not in page


def test_without_a_keyword_the_page_says_when_to_try_again(client):
    release(client, **OPEN)
    joined = parts_of(client)
    with client.application.app_context(), joined.sessions.begin() as session:
        pause = {"sent": 31.0, "closings": 1, "closed_until": now() + timedelta(minutes=14), "probes": 3}
        ranges.keep(session, [(Range("IT", prefix_of(E164), now(), 0.0, **pause), 1.0)])
        joined.means.shield.look(session, now())
    page = join(client, scan(client))
    assert re.search(r"held back for now\. Please try again from .*\d+:\d\d [ap]\.m\.", words(page))
    assert "sms:" not in page.text


def test_the_page_is_the_same_for_whom_we_know_who_is_texted_once_it_is_gone(client, sessions):
    with sessions.begin() as session:
        subscribers.answer(session, make.subscriber(session), make.NOW)
    close(client)
    known, stranger = join(client, scan(client)), join(client, scan(client), "333 123 9999")
    told = [re.sub(r"333 123 \d+", "", words(page)) for page in (known, stranger)]
    assert told[0] == told[1]
    parts_of(client).later.flush()
    with sessions.read() as session:
        assert len(texts(session)) == 1


@pytest.mark.parametrize(("sender", "helps"), [(make.SENDER, True), ("AURORA", False)])
def test_whom_we_know_gets_no_pin_that_no_page_would_take(client, sessions, sender, helps):
    release(client, **OPEN, countries=["IT"], programme={"opt_in": "double"}, senders=[{"from": sender}])
    with sessions.begin() as session:
        subscribers.answer(session, make.subscriber(session), make.NOW)
    close(client)
    page = join(client, scan(client))
    parts_of(client).later.flush()
    assert ("one is on its way" in words(page)) == helps
    assert count(sessions, "messages") == helps


def test_the_field_that_nobody_sees_is_no_trap_for_people(client):
    page = client.get(HERE)
    field = re.search(r'<div class="unseen" aria-hidden="true"><label>(.*?)<input name="remark" ([^>]*)>', page.text)
    assert field is not None
    assert 'tabindex="-1"' in field[2]
    assert 'autocomplete="off"' in field[2]
    assert field[1]


def test_whoever_fills_it_is_asked_for_a_sum_and_let_in_with_it(client, sessions):
    page = join(client, scan(client), remark="cheap pills")
    assert page.status_code == 422
    assert "Your browser works out a short sum" in words(page)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert f'value="{ITALIAN}"' in page.text
    assert count(sessions, "messages") == 0
    solved = solution(page)
    assert join(client, token(page), remark="cheap pills", altcha=solved).status_code == 303
    again = join(client, scan(client), "333 123 9999", remark="cheap pills", altcha=solved)
    assert again.status_code == 422, "each sum counts once"


def test_a_page_that_is_not_asked_for_a_sum_has_no_script(client):
    page = client.get(HERE)
    assert "<script" not in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]


def test_without_javascript_the_keyword_is_offered(client):
    page = join(client, scan(client), remark="x")
    without = re.search(r"<div[^>]* data-instead>(.*?)</div>", page.text, re.DOTALL)
    assert without is not None
    assert "Text GELATO to" in without[1]


def test_a_form_that_comes_at_once_is_asked_for_a_sum_where_texts_cost_money(client):
    joined = parts_of(client)
    object.__setattr__(joined.means, "simulated", False)
    page = join(client, scan(client))
    assert page.status_code == 422
    assert int(page.headers["Retry-After"]) <= 2
    assert "Please wait a few seconds, then press the button once more. Text GELATO to" in words(page)


def test_whose_text_waits_for_a_ceiling_reads_so_on_the_own_page(client, sessions):
    mine = scan(client)
    join(client, mine)
    with sessions.begin() as session:
        session.run(Sql("UPDATE messages SET reason = 'ceiling'"))
    page = client.get(f"/c/{ID}/sent?v={mine}")
    assert "held back for now. Text GELATO to" in words(page)


def test_asking_again_on_a_closed_range_says_so(client, sessions):
    mine = scan(client)
    join(client, mine)
    with sessions.begin() as session:
        session.run(Sql("UPDATE messages SET queued_at = queued_at - 120000000"))
        session.run(Sql("DELETE FROM buckets"))
    close(client)
    page = send(client, "again", mine)
    assert page.status_code == 429
    assert "held back for now. Text GELATO to" in words(page)
    with sessions.begin() as session:
        session.run(Sql("DELETE FROM buckets"))
    release(client, **OPEN)
    assert "held back for now. Nobody can say yet until when." in words(send(client, "again", mine))


def test_asking_again_too_often_says_on_which_day_it_may_be_tried_again(client, sessions):
    mine = scan(client)
    join(client, mine)
    with sessions.begin() as session:
        session.run(Sql("UPDATE messages SET queued_at = queued_at - 120000000"))
        key, _ = limits.bucket(session, limits.TEXTS_TO_NUMBER, E164)
        session.run(Sql("UPDATE buckets SET tokens = -3 WHERE key = :key"), key=key)
    page = send(client, "again", mine)
    assert re.search(r"Again from \w+day, .*\d+:\d\d", words(page))


def test_a_number_that_had_its_texts_is_offered_the_keyword(client, sessions):
    with client.application.app_context(), sessions.begin() as session:
        for _ in range(limits.TEXTS_TO_NUMBER.size):
            limits.take(session, limits.TEXTS_TO_NUMBER, E164, now())
    page = join(client, scan(client))
    assert "Too many texts went to this number. Again from" in words(page)
    assert "Text GELATO to" in words(page)


YES = "If a text of ours brought you a code, you can also reply YES to it."


def fill(client, number: str) -> None:
    with client.application.app_context(), parts_of(client).sessions.begin() as session:
        for _ in range(limits.TEXTS_TO_NUMBER.size):
            limits.take(session, limits.TEXTS_TO_NUMBER, number, now())


@pytest.mark.parametrize(("opt_in", "told"), [("double", True), ("single", False)])
def test_whoever_has_a_code_and_no_page_left_for_it_is_told_that_a_yes_does_it(client, opt_in, told):
    release(client, **OPEN, programme={"opt_in": opt_in})
    fill(client, E164)
    assert (YES in words(join(client, scan(client)))) is told


def test_what_is_said_of_a_number_that_had_its_texts_does_not_tell_whom_we_texted(client):
    release(client, **OPEN, programme={"opt_in": "double"})
    stranger = "+393331234999"
    for _ in range(9):
        assert join(client, scan(client)).status_code == 303
    fill(client, stranger)
    texted, never = (words(join(client, scan(client), number)) for number in (ITALIAN, "333 123 4999"))
    assert YES in texted
    assert len({re.sub(r"Again from .*?m\.", "", page) for page in (texted, never)}) == 1


def test_an_open_coupon_page_counts_as_an_answer_once(client, sessions):
    with sessions.begin() as session:
        coupon = make.coupon(session, subscriber=make.subscriber(session))
    for _ in range(2):
        assert client.get(f"{make.page_of(coupon)}/state.json").status_code == 200
        parts_of(client).later.flush()
    assert count(sessions, "range_answers") == 1


@pytest.mark.parametrize(
    "headers", [{"User-Agent": "curl/8.5.0"}, {"User-Agent": "Slackbot 1.0"}, {"Sec-Purpose": "prefetch"}]
)
def test_a_program_that_looks_at_a_coupon_is_not_the_holder_of_its_number(client, sessions, headers):
    with sessions.begin() as session:
        coupon = make.coupon(session, subscriber=make.subscriber(session))
    assert client.get(f"{make.page_of(coupon)}/state.json", headers=headers).status_code == 200
    parts_of(client).later.flush()
    assert count(sessions, "range_answers") == 0


def test_with_the_simulated_phone_numbers_are_invented_and_nothing_is_held(build, settings):
    client = build(replace(settings, ceilings=STANDARD)).test_client()
    release(client, **OPEN, **KEYWORD)
    close(client)
    assert join(client, scan(client)).status_code == 303
