"""An application: what somebody left on a page for a coupon, and what is drafted of it before its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.actions import Means, issue
from app.actions.record import act
from app.rules.campaign import Campaign
from app.rules.consent import Box, coupon_box, marketing_box
from app.rules.country import opt_in
from app.rules.phone import Number
from app.store import ledger, subscribers
from app.store.ledger import Act
from app.store.subscribers import SealedNumber
from app.store.visits import Visit


class Joined(StrEnum):
    """What came of it."""

    TEXTED = "texted"  # the coupon is on its way
    ASKED = "asked"  # a pin is on its way; the coupon is held
    AGAIN = "again"  # the same visit had already sent this number
    SOLD_OUT = "sold_out"
    TOO_OFTEN = "too_often"
    NUMBER_FULL = "number_full"  # the number had its texts of the day; its owner can still text the keyword
    HELD_UP = "held_up"  # no text leaves for numbers like this one; but see join_known
    CHECK = "check"  # the browser is to solve a sum first
    CLOSED = "closed"  # early, paused or ended
    GATED = "gated"  # the gate is not done


@dataclass(frozen=True)
class Outcome:
    """What came of a join; `again_from` is when a number or an address asked too often may try again.

    `by_hand`: staff closed the number's range, so nobody knows until when.
    """

    joined: Joined
    again_from: datetime | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Application:
    """What somebody left on the page: a proven form, not yet a proven number."""

    number: Number
    marketing: bool
    language: str
    address: str
    evidence: Mapping[str, str]
    placement: str = ""
    friend: int = 0  # the coupon whose owner passed the way on, or 0
    odd: bool = False  # no person seems to have filled the form in
    solved: str = ""  # the id of the sum that the browser solved


@dataclass(frozen=True)
class Draft:
    """What a join will write, sealed and composed before its transaction: while somebody writes, others wait."""

    number: SealedNumber
    evidence: bytes
    words: Mapping[str, str]  # of each ticked box, by purpose: the digest of what it says
    issue: issue.Draft | None  # for a single opt-in
    at_once: bool = False  # of a number that is new and asks for its coupon alone, most likely


@dataclass(frozen=True)
class Join:
    """One join while it is done: what was left where, for which campaign, and what was drafted for it."""

    campaign: Campaign
    visited: Visit
    left: Application
    draft: Draft
    now: datetime
    known: bool = False  # whoever holds the number was heard of before

    @property
    def is_single(self) -> bool:
        """Whether the form alone is a consent, in the country of its number."""
        return opt_in(self.campaign, self.left.number.country) == "single"

    def acts(self, event: str) -> list[Act]:
        """What goes into the ledger: the same event for each ticked box."""
        return [
            act(
                self.campaign,
                event=event,
                purpose=purpose,
                country=self.left.number.country,
                language=self.left.language,
                evidence=self.draft.evidence,
                words=words,
                placement=self.visited.placement,
                visit=self.visited.id,
                page=self.left.evidence.get("page", ""),
                now=self.now,
            )
            for purpose, words in self.draft.words.items()
        ]


def prepare(means: Means, campaign: Campaign, left: Application, now: datetime) -> Draft:
    """The draft of this join."""
    return Draft(
        subscribers.seal_number(means.vault, left.number.e164),
        ledger.seal_evidence(means.vault, left.evidence),
        {purpose: box.digest for purpose, box in _ticked(means, campaign, left).items()},
        _prepare_issue(means, campaign, left, now) if opt_in(campaign, left.number.country) == "single" else None,
    )


def _ticked(means: Means, campaign: Campaign, left: Application) -> dict[str, Box]:
    say = means.says[left.language]
    boxes = {"coupon": coupon_box(campaign, say)}
    if left.marketing:
        boxes["marketing"] = marketing_box(campaign, say)
    return boxes


def _prepare_issue(means: Means, campaign: Campaign, left: Application, now: datetime) -> issue.Draft:
    country, language = left.number.country, left.language
    return issue.prepare(means, campaign, country=country, language=language, placement=left.placement, now=now)
