"""Takes texts out of the queue to be sent, and decides about each once more: a night may lie behind it.

What may not leave now goes back to wait, or ends here; either way the message says why. A coupon that nobody has seen
by then goes back into the stock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.actions import Means
from app.actions.decide import Candidate, verdicts
from app.actions.ration import ration
from app.actions.reserve import reclaim
from app.actions.shorten import leads_to_offer
from app.rules.campaign import Campaign
from app.rules.decision import Reason, Text, Verdict
from app.rules.message import COUPON, UNASKED, State
from app.store import Session, outbox, unsent
from app.store.outbox import Leased

OF_WITHDRAWN = Verdict(Reason.COUPON_WITHDRAWN)


def release(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    *,
    now: datetime,
    until: datetime,
    most: int,
    turn: int | None = None,
) -> tuple[list[Leased], int]:
    """(those that are to be sent, in this worker's hand until `until`; how many were looked at, at most `most`).

    The lease holds the recipients, too: nobody else decides about them until the transaction ends. Where there are more
    than can be taken, the number of a turn shares them between campaigns.
    """
    held = outbox.lease(session, now=now, until=until, most=most, turn=turn)
    withdrawn = unsent.withdrawn(session, {each.id for each in held if each.topic == COUPON})
    candidates = [_candidate(means, each) for each in held]
    found = verdicts(session, means, campaigns, candidates, now)
    found = [OF_WITHDRAWN if each.id in withdrawn else verdict for each, verdict in zip(held, found, strict=True)]
    leaving = [each for each, verdict in zip(held, found, strict=True) if verdict.sends]
    rationed = ration(session, means, leaving, now)
    found = [rationed.get(each.id, verdict) for each, verdict in zip(held, found, strict=True)]
    kept = [(each, verdict) for each, verdict in zip(held, found, strict=True) if not verdict.sends]
    ended = [each.id for each, verdict in kept if _keep_back(session, each, verdict, now)]
    reclaim(session, campaigns, ended, now)
    return [each for each, verdict in zip(held, found, strict=True) if verdict.sends], len(held)


def _candidate(means: Means, held: Leased) -> Candidate:
    text = Text(
        held.kind,
        held.queued_at,
        held.expires_at,
        held.channel,
        held.topic,
        offers=held.kind in UNASKED and leads_to_offer(means, held.campaign, held.text),
    )
    return Candidate(held.subscriber, held.number, held.country, held.brand, held.campaign, text, held.id, held.sender)


def _keep_back(session: Session, held: Leased, verdict: Verdict, now: datetime) -> bool:
    """Whether the text ended here."""
    reason = verdict.reason or Reason.TOO_LATE
    if verdict.until:
        outbox.hold(session, held, verdict.until, reason, now)
        return False
    state = State.EXPIRED if reason in {Reason.TOO_LATE, Reason.QUIET_HOURS} else State.SUPPRESSED
    return outbox.drop(session, held, state, reason, now)
