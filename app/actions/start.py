"""Lets brands write again to a number that had told them to stop: by its START, and by nothing less."""

from __future__ import annotations

from app.actions import Means
from app.actions.hear import Said
from app.actions.join import marketing_standing
from app.actions.record import record
from app.actions.reply import reply
from app.rules.answers import Answer
from app.rules.campaign import Campaign
from app.rules.standing import Standing
from app.rules.suppression import NOT_THEIRS
from app.rules.wording import start_reply
from app.store import Session, messages, suppressions


def start(session: Session, means: Means, said: Said) -> None:
    """Lifts what the brands behind the sender were told, and gives back the consent it ended; it grants no new one.

    Nothing is given back to whoever said that the number is the wrong one: that consent was somebody else's.
    """
    person, now = said.person, said.now
    strange = {each.brand for each in suppressions.orders_of(session, person.id) if each.reason in NOT_THEIRS}
    for former in set(messages.brands_to(session, person.id, said.to)) - said.brands.keys():
        suppressions.lift(session, person.id, former)
    lifted = [each for each in said.brands.values() if suppressions.lift(session, person.id, each.brand.name)]
    for each in lifted:
        if each.brand.name not in strange and marketing_standing(session, person.id, each) is Standing.WITHDRAWN:
            record(session, each, person, "confirm", "marketing", said.evidence, now)
    speaker = said.campaign if said.campaign in lifted else next(iter(lifted), None)
    if speaker:
        reply(session, means, said, speaker, Answer.START, _told(session, means, said, speaker))


def _told(session: Session, means: Means, said: Said, campaign: Campaign) -> str:
    is_in = marketing_standing(session, said.person.id, campaign) is Standing.GRANTED
    word = campaign.keyword.word if campaign.keyword and campaign.state(said.now) == "live" else ""
    return start_reply(campaign, means.says[said.language], is_in=is_in, word=word)
