"""What a text with short links takes to send: known before, and never more than it would take with long ones."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app.actions import broadcast, issue
from app.actions.enrol import text_confirmation
from app.actions.link import text_link
from app.actions.release import release
from app.actions.shorten import leads_to_offer, links
from app.rules.decision import Reason
from app.rules.marketing import Announcement
from app.rules.message import Kind, State, parts
from app.store import Sql, broadcasts, stock, subscribers, words
from tests import make

NOW = make.NOW
SAYS = words.load()
MEANS = make.means(SAYS)
SITE = "https://www.aurora.example/menu/of/the/summer?flavour=all"
ANYWHERE = ["IT", "DE", "SE", "SK", "UA"]
CAMPAIGN = make.campaign(countries=ANYWHERE, brand={"website": "https://aurora.example"})
CAMPAIGNS = {CAMPAIGN.id: CAMPAIGN}
NUMBERS = {"IT": "+393330000{}", "DE": "+4915155500{}", "SE": "+46701234{}", "SK": "+421901123{}", "UA": "+380501234{}"}


def written(text: str) -> str:
    """The text without the letters of its links."""
    return re.sub(r"/l/\w{11}\b", "/l/", text)


def kept(session) -> list[tuple[str, int]]:
    """(text, parts) of each message, oldest first."""
    rows = session.run(Sql("SELECT text_sealed, parts FROM messages ORDER BY id")).fetchall()
    return [(session.vault.open(bytes(row[0])), row[1]) for row in rows]


@pytest.mark.parametrize(
    "own",
    [
        "Due gusti al prezzo di uno.",
        "Due gusti: {link}",
        f"Tutto il menu: {SITE}.",
        f"Tutto il menu: {SITE} 🍦",
        "Due gusti ąęż: {link}",
        *("x" * n + " {link}" for n in (80, 85, 90, 95)),
        *("x" * n + f" {SITE} {{link}}" for n in range(65, 81, 3)),
        *("x" * n + f" {SITE} {{link}} €" for n in (24, 218, 220)),
    ],
)
def test_what_a_plan_shows_is_what_is_sent(session, own):
    people = []
    for country, number in NUMBERS.items():
        for n, language in enumerate(("it", "en")):
            people.append(make.subscriber(session, number=number.format(100 + n), country=country, language=language))
            make.consent(session, people[-1])
            make.consent(session, people[-1], event="confirm")
    what = Announcement(Kind.MARKETING, None, {"it": own, "en": f"Now. {own}"}, NOW + timedelta(days=3))
    planned = broadcast.plan(session, MEANS, CAMPAIGNS, CAMPAIGN, what, NOW)
    assert planned.problems == ()
    assert broadcast.start(session, MEANS, CAMPAIGN, what, by="", now=NOW)
    while broadcasts.is_unfilled(session, NOW):
        broadcast.fill(session, MEANS, CAMPAIGNS, NOW)
    sent = kept(session)
    assert len(sent) == planned.texts > 5
    assert sum(n for _, n in sent) == planned.parts
    assert {written(text) for text, _ in sent} == {written(each.text) for each in planned.wordings}
    assert {(written(text), n) for text, n in sent} == {
        (written(each.text), parts(each.text).count) for each in planned.wordings
    }


@pytest.mark.parametrize("country", ANYWHERE)
@pytest.mark.parametrize("language", ["it", "en"])
def test_every_kind_of_text_is_as_long_whatever_its_links_are(session, country, language):
    number = NUMBERS[country].format(100)
    id = make.subscriber(session, number=number, country=country, language=language)
    person = subscribers.subscriber(session, id)
    make.consent(session, person.id, campaign=CAMPAIGN.id)
    valid = make.coupon(session, subscriber=person.id)
    for coupon in (valid, replace(valid, revoked_at=NOW), replace(valid, valid_until=NOW - timedelta(days=1))):
        for _ in range(2):
            issue.text_coupon(session, MEANS, CAMPAIGN, person, coupon, visit=None, now=NOW)
    for _ in range(2):
        text_confirmation(session, MEANS, CAMPAIGN, person, visit=None, now=NOW)
    for _ in range(2):
        text_link(session, MEANS, CAMPAIGNS, person.number, NOW)
    sent = kept(session)
    for (one, n), (other, m) in zip(sent[::2], sent[1::2], strict=True):
        assert (written(one), n, parts(one)) == (written(other), m, parts(other))
    assert len(sent) == 10


@pytest.mark.parametrize("length", range(60, 150, 3))
def test_what_fitted_into_one_part_still_does(length):
    ways = links(MEANS, CAMPAIGN)
    for address in (ways.page, SITE, "https://aurora.example"):
        text = "x" * length + f" {address}"
        assert parts(ways.in_(text).text).count <= parts(text).count


def test_a_row_without_a_short_link_keeps_no_serial(session):
    person = make.subscriber(session)
    make.consent(session, person)
    what = Announcement(Kind.MARKETING, None, {"it": "Due gusti."}, NOW + timedelta(days=3))
    broadcast.start(session, MEANS, CAMPAIGN, what, by="", now=NOW)
    broadcast.fill(session, MEANS, CAMPAIGNS, NOW)
    assert session.run(Sql("SELECT link_serial, targets FROM messages")).fetchall() == [(None, None)]


def test_a_text_that_leads_to_an_offer_by_a_short_link_waits_for_nobody_once_it_is_gone(session):
    campaign = make.campaign(offer={"limits": {"total": 1}})
    person = make.subscriber(session)
    make.consent(session, person)
    what = Announcement(Kind.MARKETING, None, {"it": "Due gusti: {link}"}, NOW + timedelta(days=3))
    broadcast.start(session, MEANS, campaign, what, by="", now=NOW)
    broadcast.fill(session, MEANS, {campaign.id: campaign}, NOW)
    ((text, _),) = kept(session)
    assert "/c/" not in text
    assert leads_to_offer(MEANS, campaign.id, text)
    make.coupon(session)
    assert stock.taken(session, campaign.id)[0] == 1
    held, _ = release(session, MEANS, {campaign.id: campaign}, now=NOW, until=NOW + timedelta(minutes=1), most=9)
    assert held == []
    ((state, reason),) = session.run(Sql("SELECT state, reason FROM messages")).fetchall()
    assert (state, reason) == (State.SUPPRESSED.value, Reason.SOLD_OUT.value)
