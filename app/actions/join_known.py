"""Joins whoever was heard of before, where texts to strangers are held up."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from app.actions import Means
from app.actions.apply import Application, prepare
from app.actions.join import SoldOut, join
from app.rules.campaign import Campaign
from app.rules.country import opt_in
from app.rules.phone import Number
from app.store import Sessions, subscribers
from app.store.visits import Visit


def join_known(
    sessions: Sessions, means: Means, campaign: Campaign, visited: Visit, left: Application, now: datetime
) -> None:
    """Joins in a transaction of its own, if we know the number; to be done once the page is answered.

    The page is the same for all, so it tells nobody whom we know. The join has a visit of its own, whose page nobody
    has: what came of it is seen on the number's phone alone. So nothing is done where that does not help.
    """
    if not helps_known(campaign, left.number) or not _is_known(sessions, left.number):
        return
    fresh = replace(visited, id=means.dice(2**63 - 1), subscriber=None)
    draft = prepare(means, campaign, left, now)
    with suppress(SoldOut):
        sessions.write(lambda session: join(session, means, campaign, fresh, left, now, draft, known=True))


def helps_known(campaign: Campaign, number: Number) -> bool:
    """Whether a text alone lets in whoever was heard of before: not where it brings a pin that only a page takes."""
    return opt_in(campaign, number.country) != "double_on_page"


def _is_known(sessions: Sessions, number: Number) -> bool:
    """Whether the number's holder was heard of; read apart, for most are strangers, whom no writer is to wait for."""
    with sessions.read() as session:
        known = subscribers.subscriber_of(session, number.e164)
        return known is not None and subscribers.has_answered(session, known.id)
