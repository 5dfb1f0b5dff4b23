"""Lets brands write again to a number that had told them to stop: by its START, and by nothing less."""

from __future__ import annotations

from app.actions import Means
from app.actions.hear import Said
from app.actions.join import marketing_standing
from app.actions.record import record
from app.actions.reply import reply
from app.rules.answers import Answer
from app.rules.campaign import Campaign
from app.rules.standing import Standing, is_last_taken
from app.rules.suppression import NOT_THEIRS
from app.rules.wording import start_reply
from app.store import Session, incoming, ledger, messages, suppressions


def start(session: Session, means: Means, said: Said) -> None:
    """Lifts what the brands behind the sender were told, and gives back the consent it ended; it grants no new one.

    Nothing is given back to whoever said that the number is the wrong one: that consent was somebody else's. A START
    that was written before the last STOP, and came after it, does nothing.
    """
    person, now = said.person, said.now
    if incoming.stopped_since(session, person.id, said.to, said.at):
        return
    strange = {each.brand for each in suppressions.orders_of(session, person.id) if each.reason in NOT_THEIRS}
    for former in set(messages.brands_to(session, person.id, said.to)) - said.brands.keys():
        suppressions.lift(session, person.id, former)
    lifted = [each for each in said.brands.values() if suppressions.lift(session, person.id, each.brand.name)]
    for each in lifted:
        said_before = ledger.marketing_events(session, {person.id}).get((person.id, each.brand.name), [])
        if each.brand.name not in strange and is_last_taken(said_before):
            record(session, each, person, "confirm", "marketing", said.evidence, now)
    speaker = said.campaign if said.campaign in lifted else next(iter(lifted), None)
    if speaker:
        reply(session, means, said, speaker, Answer.START, _told(session, means, said, speaker))


def _told(session: Session, means: Means, said: Said, campaign: Campaign) -> str:
    is_in = marketing_standing(session, said.person.id, campaign) is Standing.GRANTED
    word = campaign.keyword.word if campaign.keyword and campaign.state(said.now) == "live" else ""
    return start_reply(campaign, means.says[said.language], is_in=is_in, word=word)
