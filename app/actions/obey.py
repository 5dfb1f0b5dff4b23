"""Does what a text commands: as we understood it ourselves, or as a member of staff who read it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from app.actions import Means
from app.actions.answer import give_help, guide
from app.actions.confirm import confirm
from app.actions.end import stop_by_text
from app.actions.hear import Said
from app.actions.start import start
from app.rules.campaign import Campaign
from app.rules.keyword import Meaning
from app.store import Session, proofs
from app.store.proofs import Proof

SKEW = timedelta(minutes=1)  # the clock of a network may be behind ours by this much


def obey(session: Session, means: Means, campaigns: Mapping[str, Campaign], said: Said, meant: Meaning) -> None:
    """Does it. What a machine wrote is never answered, and "ok thanks" needs no answer."""
    if meant is Meaning.YES:
        _agree(session, means, campaigns, said)
    elif meant in {Meaning.STOP, Meaning.WRONG}:
        stop_by_text(session, means, said, is_wrong=meant is Meaning.WRONG)
    elif meant is Meaning.START:
        start(session, means, campaigns, said)
    elif meant is Meaning.HELP:
        give_help(session, means, said)
    elif meant is Meaning.UNCLEAR:
        guide(session, means, said)


def questions(session: Session, campaigns: Mapping[str, Campaign], said: Said) -> list[Proof]:
    """The open questions to this number that the text may answer by a YES, newest first: those of its own sender."""
    found = proofs.open_proofs(session, said.person.id, said.now)
    asking = {each.id for each in said.behind} or campaigns.keys()
    return [each for each in found if each.takes_yes and each.campaign in asking and each.asked_at <= said.at + SKEW]


def _agree(session: Session, means: Means, campaigns: Mapping[str, Campaign], said: Said) -> None:
    """Grants what was asked. The text cannot say which page it answers: it grants what all that wait for it ask for.

    And no more than the text that asked has named, which one of before its words were kept has not.
    """
    asked = next(iter(questions(session, campaigns, said)), None)
    if asked is None:
        return
    found = proofs.open_proofs(session, said.person.id, said.now)
    named = asked.words is not None or not asked.has_pin
    marketing = named and all(each.marketing for each in found if each.campaign == asked.campaign)
    proof = replace(asked, marketing=marketing)
    confirm(session, means, campaigns[proof.campaign], proof, dict(said.evidence), said.now, answer="yes")
