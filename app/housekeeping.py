"""Housekeeping: what a worker does now and then besides sending, whenever it has fallen due.

It gives back what was held for nothing, forgets and tidies, tells staff what is amiss, calls who waits for a coupon,
and thanks who has passed one on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from app.actions import Means, call, deliver, happened, ration, thank, tidy, watch
from app.actions.reserve import lapse
from app.gateways import Gateway
from app.rules.clock import STILL
from app.store import (
    Sessions,
    StoreUnavailable,
    access,
    answers,
    circuits,
    heartbeats,
    limits,
    ranges,
    redemptions,
    sweeps,
)
from app.store.campaigns import Campaigns

TIDY_EVERY = timedelta(hours=1)
ANSWERS_KEPT = timedelta(days=7)  # refusals; a redemption is its own answer
# As long as a redemption whose answer was lost may be told once more by a till without a line, and a week.
KEYS_KEPT = happened.OLDEST + ANSWERS_KEPT
# Days that no worker was at work; what is older keeps its answer, which harms nobody.
KEYS_LOOKED_FOR = timedelta(days=3)
BUCKETS_KEPT = timedelta(days=2)
CALLS_AT_ONCE = 50
SHARES_AT_ONCE = 20  # of sweeps.AT_ONCE texts; after each, others may write
DEAD_AFTER = timedelta(hours=1)  # that a worker has not been seen for; longer than databases are away, as a rule

log = logging.getLogger(__name__)


class Housekeeping:
    """One worker's share of it, with its gateways by name; `keep` is one round.

    `is_tidying` while there may be something to remove: by turns, one of all workers looks.
    """

    def __init__(
        self,
        sessions: Sessions,
        gateways: Mapping[str, Gateway],
        means: Means,
        campaigns: Campaigns,
        worker: str = "",
    ) -> None:
        self._sessions, self._gateways, self._worker = sessions, gateways, worker
        self._means, self._campaigns = means, campaigns
        self.is_tidying, self._swept, self._near = False, sweeps.START, sweeps.START

    def keep(self, *, ahead: timedelta = STILL, is_back: bool = False) -> None:
        """Does what is due, by a clock that was put ahead or back lately, if it was.

        No part of it takes long, so that no text waits for it.
        """
        if is_back or self._near != sweeps.START:
            self._bring_near()
        self._sweep(ahead, is_back)
        self._beside(self._call)
        self._beside(self._thank)
        self._tidy()

    def _bring_near(self) -> None:
        """Some shares, each in a transaction of its own: nobody who writes waits for all texts that wait."""
        for _ in range(SHARES_AT_ONCE):
            with self._sessions.begin() as session:
                self._near = deliver.bring_near(session, _now(), self._near)
            if self._near == sweeps.START:
                break

    def _sweep(self, ahead: timedelta, is_back: bool) -> None:
        """All that is short, in one commit."""
        now, campaigns = _now(), self._campaigns.shelf.campaigns
        with self._sessions.begin() as session:
            heartbeats.beat(session, "worker", now)
            heartbeats.beat_of(session, self._worker, now)
            swept, ended = deliver.sweep(session, self._gateways, campaigns, now, self._swept, ahead=ahead)
            call.close(session, campaigns, now)
            lapse(session, campaigns, now, ended)
            answers.forget_answers(session, now - ANSWERS_KEPT)
            access.forget_passes(session, now)
            limits.forget(session, now - BUCKETS_KEPT)
            if heartbeats.claim(session, "alarms", watch.EVERY, now):
                watch.watch(session, campaigns, now)
                circuits.forget(session, now - DEAD_AFTER)
                heartbeats.forget(session, now - DEAD_AFTER)
            tidy.forget_told(session, now)
            self._means.wanted.look(session)
            ours = heartbeats.claim(session, "retention", TIDY_EVERY, now)
            if ours:
                redemptions.forget_keys(session, now - KEYS_KEPT - KEYS_LOOKED_FOR, now - KEYS_KEPT)
        self._swept, self.is_tidying = swept, self.is_tidying or ours
        self._judge(now, forget=ours, is_back=is_back)

    def _judge(self, now: datetime, *, forget: bool, is_back: bool) -> None:
        """Adds up whose numbers were heard of, in a transaction that holds nothing else while it waits for its turn."""
        with self._sessions.read() as session:
            noted = ranges.is_noted(session)
        if noted or forget or is_back:
            with self._sessions.begin() as session:
                if is_back:
                    ration.bring_near(session, now)
                ration.hear(session, self._means, now)
                if forget:
                    ration.forget(session, now)

    def _call(self) -> None:
        """Calls who waits for a coupon that came free, each in a transaction of their own."""
        campaigns = self._campaigns.shelf.campaigns
        with self._sessions.read() as session:
            due = call.due(session, campaigns, _now())
        for campaign in due:
            for _ in range(CALLS_AT_ONCE):
                with self._sessions.begin() as session:
                    if not call.call_next(session, self._means, campaign, _now()):
                        break

    def _thank(self) -> None:
        """Thanks whoever passed an offer on, or takes that back, each in a transaction of their own."""
        campaigns = self._campaigns.shelf.campaigns
        with self._sessions.read() as session:
            friends, undone = thank.due(session, campaigns, _now())
        for friend in friends:
            with self._sessions.begin() as session:
                thank.thank(session, self._means, campaigns, friend, _now())
        for reward in undone:
            with self._sessions.begin() as session:
                thank.take_back(session, campaigns, reward, _now())

    def _tidy(self) -> None:
        """Removes what is over, a small share each round."""
        if not self.is_tidying:
            return
        now = _now()
        with self._sessions.read() as session:
            found = tidy.over(session, self._campaigns.shelf.campaigns, now)
        self.is_tidying = bool(found)
        if found:
            with self._sessions.begin() as session:
                self.is_tidying = tidy.tidy(session, found, now) > 0

    def _beside(self, act: Callable[[], None]) -> None:
        """Does what must not keep texts from leaving should it bring a bug to light."""
        try:
            act()
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("a bug: nobody is called or thanked in this round")


def _now() -> datetime:
    return datetime.now(UTC)
