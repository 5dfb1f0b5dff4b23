"""The gate: what is asked before the number, and what counts as having done it.

Evidence is never more than was seen: `clicked` when our own button led to the
network, `claimed` when the visitor only says so, `verified` when the network
itself said yes; `asked` when it said that a request waits for an answer, and
`unchecked` when it could not be asked, which is not the visitor's fault. Steps
in mode invite never hold anybody up.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.rules.campaign import Campaign, Step


class Evidence(StrEnum):
    """What was seen of a step, from the least to the most."""

    CLAIMED = "claimed"
    CLICKED = "clicked"
    UNCHECKED = "unchecked"
    ASKED = "asked"
    VERIFIED = "verified"


ENOUGH_TO_VERIFY = frozenset({Evidence.VERIFIED, Evidence.ASKED, Evidence.UNCHECKED})


def asked(campaign: Campaign) -> tuple[Step, ...]:
    """The steps that something depends on; none where everything is an invitation."""
    if campaign.follow.need == "none":
        return ()
    return tuple(step for step in campaign.follow.steps if step.mode != "invite")


def is_done(step: Step, evidence: str | None) -> bool:
    """Whether this evidence is enough for the step's mode."""
    return evidence in ENOUGH_TO_VERIFY if step.mode == "verify" else evidence is not None


def is_open(campaign: Campaign, taken: Mapping[str, str], *, without: bool) -> bool:
    """Whether the number may be asked for.

    `taken` is evidence by platform, `without` the way on for people without an account.
    """
    steps = asked(campaign)
    if not steps or (without and campaign.follow.alternative):
        return True
    done = [is_done(step, taken.get(step.platform)) for step in steps]
    return any(done) if campaign.follow.need == "any" else all(done)
