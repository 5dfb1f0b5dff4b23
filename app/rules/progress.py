"""How far a long send is: what waits, left, failed or was skipped, and when the rest will be gone at this pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rules.message import GONE, State

FAILED = (State.UNDELIVERED, State.FAILED, State.EXPIRED)
LONGEST_AHEAD = timedelta(days=30)  # further nobody can see


@dataclass(frozen=True)
class Progress:
    """Texts of one broadcast; `later` wait for an hour, `left` are those that a gateway has or may have.

    `failed` and `skipped` are by reason, the most frequent first. Skipped are people who got no text, and texts that
    were not to be sent any more.
    """

    due: int
    later: int
    in_hand: int
    sent: int
    delivered: int
    unknown: int
    left: int
    failed: Mapping[str, int]
    skipped: Mapping[str, int]

    @property
    def waiting(self) -> int:
        """Those that are still to leave."""
        return self.due + self.later

    @property
    def share(self) -> float:
        """What part of the texts no longer waits, from 0 to 1."""
        ended = self.in_hand + self.sent + self.delivered + self.unknown + sum(self.failed.values())
        return ended / (ended + self.waiting) if ended else 0.0


def progress(
    counted: Iterable[tuple[str, str | None, int]], left_out: Mapping[str, int], due: int, later: int
) -> Progress:
    """From how many texts stand where, and for which reason; `due` and `later` of them are queued."""
    by_state, failed, skipped = dict[str, int](), dict[str, int](), dict(left_out)
    for state, reason, n in counted:
        by_state[state] = by_state.get(state, 0) + n
        if state in FAILED:
            failed[reason or ""] = failed.get(reason or "", 0) + n
        elif state == State.SUPPRESSED:
            skipped[reason or ""] = skipped.get(reason or "", 0) + n
    return Progress(
        due=due,
        later=later,
        in_hand=by_state.get(State.SENDING, 0),
        sent=by_state.get(State.SENT, 0),
        delivered=by_state.get(State.DELIVERED, 0),
        unknown=by_state.get(State.UNKNOWN, 0),
        left=sum(n for state, n in by_state.items() if state in GONE),
        failed=_most_first(failed),
        skipped=_most_first(skipped),
    )


def ends_at(due: int, last: datetime | None, a_minute: float, now: datetime) -> datetime | None:
    """When the last text will have left: those that are due at this pace, those of a later hour not before it.

    None where nothing is known: nothing leaves, or it would take too long to say.
    """
    if due and not a_minute:
        return None
    minutes = due / a_minute if due else 0.0
    if minutes > LONGEST_AHEAD / timedelta(minutes=1):
        return None
    return max(now + timedelta(minutes=minutes), last or now)


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
