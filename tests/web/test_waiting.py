"""The line as people see it: a form when all are gone, one answer for all, a link that changes nothing by itself."""

import re
from datetime import UTC, datetime

import pytest

from app.actions import call, ration
from app.rules.law import Book
from app.rules.law.common import EVERYWHERE
from app.rules.stock import ALL, Scope
from app.store import coupons, limits, stock, subscribers, waiting
from tests import make
from tests.web.visiting import ID, ITALIAN, OPEN, count, led, parts_of, release, send, texts, token, words

EN = {"Accept-Language": "en"}
HERE = f"/{make.PLACEMENT}"


@pytest.fixture
def sold_out(client, sessions):
    """The client of a campaign whose one coupon is gone."""
    release(client, **OPEN, offer={"limits": {"total": 1}})
    with sessions.begin() as session:
        stock.take(session, ID, [Scope(ALL, 1)], datetime.now(UTC))
    parts_of(client).stock.refresh()
    return client


def ask(client, number=ITALIAN, **fields):
    """The form of the page, sent."""
    form = {"number": number, "country": "IT", "language": "en", "waiting": "yes", **fields}
    return send(client, "wait", token(client.get(HERE, headers=EN)), **form)


def free_and_call(client, sessions):
    """One comes free, and whoever is first is called; the path of the link."""
    joined, at = parts_of(client), datetime.now(UTC)
    means = make.means(joined.says, law=Book((EVERYWHERE,), ()))
    with sessions.begin() as session:
        stock.give_back(session, ID)
        assert call.call_next(session, means, joined.campaigns.get(ID), at)
        text = texts(session)[-1]
    return re.search(r"/w/\w+", text)[0]


def test_the_page_offers_the_line_with_an_empty_box(sold_out):
    page = sold_out.get(HERE, headers=EN)
    assert "Put me in line" in words(page)
    assert " checked>" not in page.text
    assert "Text me the code" not in words(page)


def test_the_answer_is_the_same_for_a_number_that_waits_and_one_that_does_not(sold_out, sessions):
    first, again = (words(sold_out.get(ask(sold_out).location)) for _ in range(2))
    assert first == again
    assert "You are in line" in first
    assert count(sessions, "waiting") == 1
    assert count(sessions, "messages") == 0


def test_without_box_or_number_nothing_is_kept_and_all_that_was_typed_is_there(sold_out, sessions):
    page = ask(sold_out, waiting="")
    assert (page.status_code, ITALIAN in page.text) == (422, True)
    assert "Tick this so that we may text you when one is free." in words(page)
    assert ask(sold_out, "12").status_code == 422
    assert count(sessions, "subscribers") == 0


def test_the_link_shows_and_the_button_takes_it_once(sold_out, sessions):
    ask(sold_out)
    link = free_and_call(sold_out, sessions)
    for _ in range(2):
        assert "Take it" in words(sold_out.get(link + "?language=en"))
    with sessions.read() as session:
        who = subscribers.subscriber_of(session, make.NUMBER)
        assert coupons.coupon_of(session, ID, who.id).held_until
    taken = sold_out.post(link)
    assert taken.location.startswith("/k/")
    assert "Valid" in words(sold_out.get(taken.location + "?language=en"))
    with sessions.read() as session:
        text = texts(session)[-1]
    assert led(sold_out, text) == taken.location
    assert sold_out.post(link).location == link
    assert "You have taken it" in words(sold_out.get(link + "?language=en"))


def test_another_site_can_take_nothing(sold_out, sessions):
    ask(sold_out)
    link = free_and_call(sold_out, sessions)
    assert sold_out.post(link, headers={"Origin": "https://evil.example"}).status_code == 403


def test_not_me_ends_it(sold_out, sessions):
    ask(sold_out)
    link = free_and_call(sold_out, sessions)
    sold_out.post(f"{link}/not-me")
    with sessions.read() as session:
        who = subscribers.subscriber_of(session, make.NUMBER)
        assert waiting.places_of(session, who.id)[0].ended_as == "stopped"
    assert "It went to the next" in words(sold_out.get(link + "?language=en"))


def test_while_there_are_coupons_the_form_leads_to_the_page_to_join_on(sold_out, sessions):
    mine = token(sold_out.get(HERE, headers=EN))
    with sessions.begin() as session:
        stock.give_back(session, ID)
    answer = send(sold_out, "wait", mine, number=ITALIAN, country="IT", language="en", waiting="yes")
    assert answer.status_code == 303
    assert "Text me the code" in words(sold_out.get(answer.location))
    assert count(sessions, "subscribers") == 0


def test_behind_a_gate_the_line_is_too(client, sessions):
    release(client, offer={"limits": {"total": 1}})
    with sessions.begin() as session:
        stock.take(session, ID, [Scope(ALL, 1)], datetime.now(UTC))
    parts_of(client).stock.refresh()
    page = client.get(HERE, headers=EN)
    assert ("Telegram" in words(page), "Put me in line" in words(page)) == (True, False)
    mine = token(page)
    form = {"number": ITALIAN, "country": "IT", "language": "en", "waiting": "yes"}
    refused = send(client, "wait", mine, **form)
    assert (refused.status_code, "First the step above." in words(refused)) == (422, True)
    assert count(sessions, "subscribers") == 0
    assert send(client, "gate", mine, way="next").status_code == 422
    send(client, "follow/telegram", mine)
    passed = send(client, "gate", mine, way="next")
    assert passed.status_code == 303
    assert "Put me in line" in words(client.get(passed.location))
    assert send(client, "wait", mine, **form).status_code == 303
    assert count(sessions, "waiting") == 1


def test_too_many_askings_for_one_number_are_told_when_to_come_back(sold_out):
    answers = [ask(sold_out) for _ in range(limits.ASIDE_TO_NUMBER.size + 1)]
    assert [each.status_code for each in answers] == [303] * limits.ASIDE_TO_NUMBER.size + [429]
    assert "Too many tries. Again from" in words(answers[-1])
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_in_a_range_that_staff_closed_the_line_says_so_and_names_no_hour(sold_out):
    joined, at = parts_of(sold_out), datetime.now(UTC)
    object.__setattr__(joined.means, "shielded", True)  # as with a gateway that bills
    with joined.sessions.begin() as session:
        ration.change(session, joined.means, ("IT", "+39333123"), close=True, by="anna@aurora.example", now=at)
        joined.means.shield.look(session, at)
    page = ask(sold_out)
    assert page.status_code == 429
    assert "held back for now. Nobody can say yet until when. Please try again another day." in words(page)


def test_a_link_that_is_not_ours_is_unknown(sold_out):
    assert sold_out.get("/w/222222222222").status_code == 404


def test_a_campaign_that_asks_for_an_age_has_no_line(client, sessions):
    release(client, **OPEN, age=18, offer={"limits": {"total": 1}})
    with sessions.begin() as session:
        stock.take(session, ID, [Scope(ALL, 1)], datetime.now(UTC))
    parts_of(client).stock.refresh()
    page = client.get(HERE, headers=EN)
    assert "Put me in line" not in words(page)
