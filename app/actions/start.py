"""Lets brands write again to a number that had told them to stop: by its START, and by nothing less."""

from __future__ import annotations

from collections.abc import Mapping

from app.actions import Means
from app.actions.answer import give_help
from app.actions.catch_up import catch_up
from app.actions.enrol import marketing_standing
from app.actions.hear import Said, last_heard
from app.actions.record import record
from app.actions.reply import reply
from app.rules.answers import Answer
from app.rules.campaign import Campaign
from app.rules.standing import Standing, is_last_taken
from app.rules.suppression import BY_TEXT, NOT_THEIRS, Scope
from app.rules.wording import start_reply
from app.store import Session, conversation, incoming, ledger, subscribers, suppressions


def start(session: Session, means: Means, campaigns: Mapping[str, Campaign], said: Said) -> None:
    """Lifts what a STOP to the sender ended, for every brand behind it, and gives back the consent that it took.

    What the number told a brand anywhere else (on a page, through staff, by what was imported) a START lifts only for
    the brand that it answers: the only one that writes from the sender, or the last that did. To the others nobody
    has said a word [US-KW-7]. It grants no consent that was not there before, and gives none back to whoever said that
    the number is the wrong one: that was somebody else's. One that was written before the last STOP, and came after
    it, does nothing. A coupon whose text the stop kept back is texted now.
    """
    person, now = said.person, said.now
    subscribers.hold(session, {person.id})
    stopped_at = incoming.last_stop(session, person.id, said.to)
    if stopped_at and stopped_at > said.at:
        return
    before = suppressions.orders_of(session, person.id)
    strange = {each.brand for each in before if each.reason in NOT_THEIRS}
    lifted = _lift(session, said, before, by_text=stopped_at is not None)
    left = suppressions.suppressed_by(session, person.id)
    again = [each for brand, each in said.brands.items() if brand in lifted and left.get(brand) is not Scope.ALL]
    for each in again:
        if each.brand.name not in left.keys() | strange:
            _give_back(session, said, each)
        catch_up(session, means, campaigns, person, each.brand.name, now)
    speaker = said.campaign if said.campaign in again else next(iter(again), None)
    if speaker:
        reply(session, means, said, speaker, Answer.START, _told(session, means, said, speaker))
    elif any(left.get(brand) is Scope.ALL for brand in said.brands):
        give_help(session, means, said)  # it is not for us to guess which of them was meant


def _lift(session: Session, said: Said, orders: list[suppressions.Order], *, by_text: bool) -> set[str]:
    """The brands of which an order was lifted; also of those that write from the sender no more."""
    person, answered = said.person.id, _answered(session, said)
    here = said.brands.keys() | set(conversation.brands_to(session, person, said.to))
    lifted = [
        each
        for each in orders
        if each.brand in here and (each.brand == answered or (by_text and each.reason in BY_TEXT))
    ]
    for each in lifted:
        suppressions.lift_one(session, person, each)
    return {each.brand for each in lifted}


def _answered(session: Session, said: Said) -> str:
    """The brand that the text clearly answers; empty if there are several that it might."""
    brands = {each.brand.name for each in said.behind}
    if len(brands) == 1:
        return brands.pop()
    last = last_heard(session, said.behind, said.person.id, said.to)
    return last[1] if last else ""


def _give_back(session: Session, said: Said, campaign: Campaign) -> None:
    person = said.person
    acts = ledger.marketing_events(session, {person.id}).get((person.id, campaign.brand.name), [])
    if is_last_taken(acts):
        record(session, campaign, person, "confirm", "marketing", said.evidence, said.now)


def _told(session: Session, means: Means, said: Said, campaign: Campaign) -> str:
    is_in = marketing_standing(session, said.person.id, campaign) is Standing.GRANTED
    word = campaign.keyword.word if campaign.keyword and campaign.state(said.now) == "live" else ""
    return start_reply(campaign, means.says[said.language], is_in=is_in, word=word)
