"""Whether an application may go on: is the campaign on, the gate done, and does the shield let a text out for it?"""

from __future__ import annotations

from app.actions import Means
from app.actions.apply import Join, Joined, Outcome
from app.actions.shield import Asker, Why, let_in
from app.actions.write import is_under_way
from app.rules.gate import is_open
from app.rules.message import Kind
from app.store import Session, proofs, subscribers

REFUSED = {
    Why.NUMBER: Joined.NUMBER_FULL,
    Why.TOO_OFTEN: Joined.TOO_OFTEN,
    Why.CLOSED: Joined.HELD_UP,
    Why.CHECK: Joined.CHECK,
}


def vet(session: Session, means: Means, this: Join) -> Outcome | None:
    """Why nothing comes of it; None where something does, and then its text has its place in all limits."""
    campaign, visited = this.campaign, this.visited
    if campaign.state(this.now) != "live":
        return Outcome(Joined.CLOSED)
    if not is_open(campaign, visited.steps, without=visited.without):
        return Outcome(Joined.GATED)
    if visited.subscriber is not None:
        known = subscribers.subscriber_of(session, this.left.number.e164)
        if known and known.id == visited.subscriber:
            return Outcome(Joined.AGAIN)
    return _held_back(session, means, this)


def _held_back(session: Session, means: Means, this: Join) -> Outcome | None:
    """What the shield says against it; None if nothing."""
    if not means.limits:
        return None
    answered = not this.draft.at_once and _is_answered(session, this)
    refused = let_in(session, means, _asker(this), this.now, texted=not answered)
    return Outcome(REFUSED[refused.why], refused.again_from, by_hand=refused.by_hand) if refused else None


def _asker(this: Join) -> Asker:
    left, number = this.left, this.left.number
    return Asker(
        number.e164,
        number.country,
        this.campaign.id,
        "" if this.known else left.address,
        checks=True,
        odd=left.odd,
        solved=left.solved,
        known=this.known,
    )


def _is_answered(session: Session, this: Join) -> bool:
    """Whether the text that answers this number is under way, so that none is spent on it."""
    campaign, now = this.campaign, this.now
    known = subscribers.subscriber_of(session, this.left.number.e164)
    if known is None:
        return False
    if this.is_single:
        return is_under_way(session, campaign, known.id, Kind.SERVICE, now)
    return is_under_way(session, campaign, known.id, Kind.PROOF, now) and proofs.is_shared(
        session, known.id, campaign.id, now
    )
