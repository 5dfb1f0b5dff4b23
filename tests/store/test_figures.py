"""Figures are of people: what one person did or got several times counts once, and no step outgrows the one before."""

import random

import pytest

from app.cli import figures as drawn
from app.rules.message import COUPON, Kind, State
from app.store import Session, coupons, figures, visits, words
from app.store.visits import Scan, Visit
from app.web import board
from tests import make

SAY = words.load()["en"]
OTHER = "winter-10"
STATES = [State.QUEUED, State.SENT, State.DELIVERED, State.UNDELIVERED, State.UNKNOWN, State.FAILED, State.SUPPRESSED]
WHOLE = {"of scans": "Scans", "of numbers": "Numbers", "of texted": "Texted", "of delivered": "Delivered"}


def text(session: Session, person: int, state: State, *, kind: Kind = Kind.SERVICE, topic: str | None = COUPON):
    make.message(session, subscriber=person, kind=kind, topic=topic, state=state)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ([State.SENT], (1, 0, 0)),
        ([State.DELIVERED, State.DELIVERED], (1, 1, 0)),
        ([State.UNDELIVERED, State.DELIVERED], (1, 1, 0)),
        ([State.UNDELIVERED], (1, 0, 1)),
        ([State.FAILED], (0, 0, 1)),
        ([State.EXPIRED, State.QUEUED], (0, 0, 0)),
    ],
)
def test_whoever_was_texted_twice_counts_once(session: Session, states, told):
    person = make.subscriber(session)
    for state in states:
        text(session, person, state)
    funnel = figures.funnel(session, make.CAMPAIGN_ID)
    assert (funnel.texted, funnel.delivered, funnel.not_delivered) == told


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        (Kind.SERVICE, None),  # the link to the preferences
        (Kind.CONFIRMATION, None),
        (Kind.REPLY, "help"),
        (Kind.PROOF, None),
        (Kind.MARKETING, COUPON),  # a topic of the programme may be called so
    ],
)
def test_what_carries_no_coupon_is_nobody_texted(session: Session, kind, topic):
    text(session, make.subscriber(session), State.DELIVERED, kind=kind, topic=topic)
    funnel = figures.funnel(session, make.CAMPAIGN_ID)
    assert (funnel.texted, funnel.delivered, funnel.not_delivered) == (0, 0, 0)


def test_a_yes_to_a_later_text_is_no_step_of_this_way(session: Session):
    person = make.subscriber(session)
    make.coupon(session, subscriber=person, campaign=OTHER)
    make.consent(session, person, event="confirm")
    assert figures.funnel(session, make.CAMPAIGN_ID).marketing == 0
    make.coupon(session, subscriber=person)
    assert figures.funnel(session, make.CAMPAIGN_ID).marketing == 1


@pytest.mark.parametrize("need", ["any", "none"])
@pytest.mark.parametrize("keyword", [None, {"word": "GELATO", "sender": make.SENDER}])
@pytest.mark.parametrize("seed", range(5))
def test_no_step_is_longer_than_the_one_its_share_is_told_of(session: Session, seed, keyword, need):
    chance = random.Random(seed)
    campaign = make.campaign(keyword=keyword, follow={"need": need})
    people = [make.subscriber(session, number=f"+39333{number:07d}") for number in range(12)]
    for id in range(1, 31):
        _somebody_comes(session, chance, id, people, by_word=bool(keyword) and chance.random() < 0.4)
    funnel = figures.funnel(session, campaign.id)
    assert min(funnel.joined, funnel.texted, funnel.redeemed) > 0, "a way that somebody went"

    steps = board.steps(SAY, campaign, funnel)
    counts = {step.name: step.count for step in steps}
    for step in steps:
        assert step.count <= counts[WHOLE[step.of]] if step.share else step.name in {"Scans", "Numbers"}
        assert step.width <= board.LONGEST_BAR
    for step in drawn.steps(campaign, funnel):
        assert step.people <= step.of or not step.of


def _somebody_comes(session: Session, chance: random.Random, id: int, people: list[int], *, by_word: bool) -> None:
    """One visit or one texted word, with whatever may come of it: several numbers, texts lost, coupons spent."""
    left = chance.sample(people, 1 if by_word else chance.choice([0, 1, 2]))
    if not by_word:  # whoever leaves a second number has opened the page again
        scan = Scan(make.CAMPAIGN_ID, make.PLACEMENT, make.NOW, robot=False)
        visits.add_scans(session, [scan] * max(1, len(left)))
    visit = Visit(id, make.CAMPAIGN_ID, "" if by_word else make.PLACEMENT, "it", False, None, {})
    if chance.random() < 0.5:
        visits.add_visit(session, id, campaign=visit.campaign, placement=visit.placement, language="it", now=make.NOW)
        visits.add_step(session, id, "telegram", "clicked", make.NOW)
    for person in left:
        known = coupons.coupon_of(session, make.CAMPAIGN_ID, person)
        visits.join(session, visit, person, first=known is None, now=make.NOW)
        found = known or make.coupon(session, subscriber=person)
        for _ in range(chance.choice([1, 1, 2])):
            text(session, person, chance.choice(STATES))
        if chance.random() < 0.5:
            make.consent(session, person, event=chance.choice(["grant", "confirm"]))
            text(session, person, State.DELIVERED, kind=Kind.CONFIRMATION, topic=None)
        if chance.random() < 0.5:
            text(session, person, State.DELIVERED, topic=None)
        if chance.random() < 0.5 and found.redeemed_at is None:
            make.redemption(session, found.serial)
    if chance.random() < 0.3:  # a START of somebody who never left a number here
        make.consent(session, make.subscriber(session, number=f"+39334{id:07d}"), event="confirm")
