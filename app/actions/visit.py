"""Opens a visit from a scan, and takes the gate's steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from app.rules.campaign import Campaign
from app.rules.gate import Evidence, is_open
from app.store import Session, visits


def open_visit(dice: Callable[[int], int]) -> int:
    """A fresh visit's id, below 2**63. It gets a row when the visitor does something."""
    return dice(2**63 - 1)


def take_step(
    session: Session, campaign: Campaign, visit: visits.Visit, platform: str, evidence: Evidence, now: datetime
) -> bool:
    """Whether the gate is open after this step."""
    keep(session, visit, now)
    visits.add_step(session, visit.id, platform, evidence.value, now)
    taken = _with(visit.steps, platform, evidence)
    return _pass(session, campaign, visit.id, taken, visit.without, now)


def go_without(session: Session, campaign: Campaign, visit: visits.Visit, now: datetime) -> bool:
    """Whether the gate is open for somebody who uses none of the networks."""
    keep(session, visit, now)
    visits.go_without(session, visit.id)
    return _pass(session, campaign, visit.id, visit.steps, True, now)


def keep(session: Session, visit: visits.Visit, now: datetime) -> None:
    """Gives the visit its row, if it has none."""
    visits.add_visit(
        session, visit.id, campaign=visit.campaign, placement=visit.placement, language=visit.language, now=now
    )


def _with(steps: Mapping[str, str], platform: str, evidence: Evidence) -> Mapping[str, str]:
    return steps if steps.get(platform) == Evidence.VERIFIED else {**steps, platform: evidence.value}


def _pass(
    session: Session, campaign: Campaign, visit: int, taken: Mapping[str, str], without: bool, now: datetime
) -> bool:
    if not is_open(campaign, taken, without=without):
        return False
    visits.pass_gate(session, visit, now)
    return True
