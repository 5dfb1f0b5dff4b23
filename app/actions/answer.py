"""Answers what nobody but a person can understand, where an answer helps: a cry for help, a stranger's first text."""

from __future__ import annotations

from app.actions import Means
from app.actions.hear import Said
from app.actions.reply import reply, was_told
from app.rules import answers
from app.rules.answers import Answer
from app.rules.keyword import cries_for_help
from app.rules.suppression import Scope
from app.rules.wording import help_reply
from app.store import Session, conversation, ledger, suppressions


def give_help(session: Session, means: Means, said: Said) -> None:
    """Says how to reach a person, also to whoever ended all texts [US-CTIA-HELP-1]."""
    if said.campaign:
        text = help_reply(said.campaign, means.says[said.language])
        reply(session, means, said, said.campaign, Answer.HELP, text)


def guide(session: Session, means: Means, said: Said) -> None:
    """Helps whoever cries for help, and tells a stranger once a day what the number is for; all else is for staff."""
    campaign = said.campaign
    if campaign is None:
        return
    if cries_for_help(said.text):
        give_help(session, means, said)
    elif _is_stranger(session, said) and not was_told(session, said, Answer.HINT):
        spoken = next((each for each in said.behind if each.keyword and each.state(said.now) == "live"), None)
        speaker = spoken or campaign
        word = spoken.keyword.word if spoken and spoken.keyword else ""
        text = answers.hint(speaker, means.says[said.language], word=word)
        reply(session, means, said, speaker, Answer.HINT, text)


def _is_stranger(session: Session, said: Said) -> bool:
    """Whether this number never dealt with us, and did not tell anybody here to stop."""
    if conversation.is_written_to(session, said.person.id) or ledger.consents_of(session, said.person.id):
        return False
    return Scope.ALL not in suppressions.suppressed_by(session, said.person.id).values()
