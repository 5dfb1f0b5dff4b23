"""Settles a text that nobody but a person could understand: it then counts as if it had said so itself [US-KW-4]."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from app.actions import Means
from app.actions.hear import Said, hear_again
from app.actions.obey import obey, questions
from app.rules.campaign import Campaign
from app.rules.keyword import Meaning
from app.store import Session, incoming, subscribers
from app.store.incoming import Unclear

KEPT = timedelta(days=90)  # older texts are no longer asked about
HELPFUL = timedelta(hours=24)  # an answer that comes later helps nobody
ANSWERS = (Meaning.STOP, Meaning.WRONG, Meaning.HELP, Meaning.YES, Meaning.NOTHING)


class Settled(StrEnum):
    """What came of it."""

    DONE = "done"
    TAKEN = "taken"  # somebody else was first, or it is no longer there
    NO_QUESTION = "no_question"  # a YES answers nothing any more
    TOO_LATE = "too_late"  # for help


def settle(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    id: int,
    meant: Meaning,
    *,
    by: str,
    now: datetime,
) -> Settled:
    """What came of it: of several members of staff the first one's word counts, and the ledger names them.

    A STOP is answered as ever within five minutes of the text or not at all [US-TCPA-REV-2].
    """
    row = incoming.unclear_one(session, id, since=now - KEPT)
    if row is None or meant not in ANSWERS:
        return Settled.TAKEN
    said = heard(session, campaigns, row, by=by, now=now)
    if meant not in possible(session, campaigns, said):
        return Settled.NO_QUESTION if meant is Meaning.YES else Settled.TOO_LATE
    if not incoming.settle(session, id, by=by, meaning=meant.value, now=now):
        return Settled.TAKEN
    obey(session, means, campaigns, said, meant)
    return Settled.DONE


def possible(session: Session, campaigns: Mapping[str, Campaign], said: Said) -> list[Meaning]:
    """What the text may be taken for by now."""
    never = set()
    if not questions(session, campaigns, said):
        never.add(Meaning.YES)
    if said.now - said.at > HELPFUL:
        never.add(Meaning.HELP)
    return [each for each in ANSWERS if each not in never]


def heard(session: Session, campaigns: Mapping[str, Campaign], row: Unclear, *, by: str, now: datetime) -> Said:
    """The text as it stands now, with the member of staff who read it as evidence."""
    evidence = {"how": "read by staff", "by": by, "text": row.text or "", "sender": row.sender}
    evidence |= {"gateway": row.gateway, "reference": row.vendor_reference}
    return hear_again(
        session,
        campaigns,
        subscribers.subscriber(session, row.subscriber),
        text=row.text or "",
        to=row.sender,
        campaign=row.campaign,
        evidence=evidence,
        at=row.at,
        now=now,
    )
