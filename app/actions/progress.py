"""How far a broadcast is, and when the rest of it will be gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.rules.pace import Paces
from app.rules.progress import Progress, ends_at, progress
from app.rules.traffic import MINUTE, a_minute
from app.store import Session, broadcasts, clicks, tallies
from app.store.broadcasts import Broadcast
from app.store.clicks import Clicked

LATELY = 10  # minutes that tell how fast texts leave


@dataclass(frozen=True)
class Standing:
    """How far it is, and who opened its links; `counted` are (state, reason, how many).

    `a_minute` texts left lately of all that was sent, or may leave by the paces that are set where none did; `ends_at`
    is None where that cannot be said.
    """

    of: Broadcast
    counted: Sequence[tuple[str, str | None, int]]
    progress: Progress
    clicked: Clicked
    a_minute: float
    next: datetime | None
    ends_at: datetime | None

    @property
    def goes_on(self) -> bool:
        """Whether some of it is still to be queued or to leave."""
        queueing = self.of.filled_at is None
        return self.of.stopped_at is None and (queueing or bool(self.progress.waiting or self.progress.in_hand))


def standing(session: Session, of: Broadcast, paces: Paces, gateways: Sequence[str], now: datetime) -> Standing:
    """How far the broadcast is now."""
    waiting, counted = broadcasts.waiting(session, of.id, now), broadcasts.progress(session, of.id)
    found = progress(counted, of.left_out, waiting.due, waiting.later)
    minutes = max(1, min(LATELY, (now - of.made_at) // MINUTE))
    pace = a_minute(tallies.taken(session, now - (minutes + 1) * MINUTE), now, minutes)
    pace = pace or 60 * sum(parts for (gateway, _), parts in paces.items() if gateway in gateways)
    later, clicked = waiting.last if waiting.later else None, clicks.of_broadcast(session, of.campaign, of.id)
    return Standing(of, counted, found, clicked, pace, waiting.next, ends_at(waiting.due, later, pace, now))
