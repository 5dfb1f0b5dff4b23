"""Puts right a database that was put back from a copy: what may have left since the copy was made is not sent again.

The copy knows nothing of what was sent after it. All that waited or was in hand is unknown from then on: its gateway is
asked, and only what that never had leaves. The operator's rule for what nobody can say does not hold here, for most of
it did leave. A broadcast that was still being queued is stopped: who has had it is not known any more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.actions.reconcile import ASKED_AFTER, MOST_AGAIN
from app.rules.decision import Reason
from app.store import Session, broadcasts, doubts, unsent


@dataclass(frozen=True)
class Restored:
    """How many texts are in doubt by it, and how many broadcasts stopped."""

    texts: int
    broadcasts: int


def restore(session: Session, gateways: Collection[str], now: datetime) -> Restored:
    """What it came to, with the gateways that texts left by; of several nobody knows by which, and none is asked."""
    stopped = sum(broadcasts.stop(session, each.id, now) for each in broadcasts.all_unfilled(session, now))
    unsent.end_kept_back(session, Reason.RESTORED, now)  # a START that came after the copy may have woken it
    sole = next(iter(gateways)) if len(gateways) == 1 else ""
    texts = doubts.doubt_all(session, sole=sole, doubts=MOST_AGAIN + 1, ask_at=now + ASKED_AFTER[0], now=now)
    return Restored(texts, stopped)
