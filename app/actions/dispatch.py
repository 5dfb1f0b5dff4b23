"""From an event to a webhook: with a lease in hand call it, with no transaction open, then record what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from app.rules import webhook
from app.rules.alarm import Cause, Kind
from app.rules.webhook import Outcome
from app.store import Session, alarms, deliveries, webhooks
from app.store.deliveries import Ended, Leased

LEASE = timedelta(seconds=120)  # longer than any call may take, the look-up of a name included

log = logging.getLogger(__name__)


class Answered(Protocol):
    """An answer to a call, whatever it says."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def retry_after_s(self) -> float | None:
        """For how long we are asked to wait."""


class NoAnswer(Exception):
    """There was none; `why` is the reason in a word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


Post = Callable[[str, bytes, Mapping[str, str]], Answered]  # raises NoAnswer


def attempt(post: Post, held: Leased, clock: Callable[[], datetime], jitter: Callable[[], float]) -> Ended:
    """How one call ended. Touches no database; jitter() is between 0 and 1."""
    status, asked_s, reason = _call(post, held, clock())
    came, ended = webhook.outcome(status, held.tries), clock()
    due = ended + timedelta(seconds=webhook.wait_s(held.tries, jitter(), asked_s)) if came is Outcome.AGAIN else None
    return Ended(held.webhook, held.event, held.attempt, came, status, reason, due, ended)


def _call(post: Post, held: Leased, at: datetime) -> tuple[int | None, float | None, str | None]:
    """(status, seconds to wait, why there was no answer)."""
    secrets = webhook.in_force(held.secrets, at)
    if not secrets or not held.body:
        return None, None, "unreadable"
    try:
        answer = post(held.url, held.body.encode(), webhook.headers(held.event, at, held.body, secrets))
    except NoAnswer as error:
        return None, None, error.why
    except Exception:  # a bug costs one try and not the thread
        log.exception("a bug in the call of webhook %d", held.webhook)
        return None, None, "broken"
    return answer.status, answer.retry_after_s, None


def record(session: Session, ended: Sequence[Ended]) -> None:
    """Writes how calls ended; what has failed for days, or wants no more, is ended with an alarm for staff."""
    webhooks.hold(session, {each.webhook for each in ended})
    for each in sorted(ended, key=lambda each: (each.webhook, each.event)):
        if not deliveries.settle(session, each):
            continue
        if each.outcome is Outcome.DELIVERED:
            webhooks.well(session, each.webhook)
            continue
        since = webhooks.failing(session, each.webhook, each.at)
        if each.outcome is Outcome.GONE:
            _end(session, each, "gone")
        elif webhook.is_over(since, each.at):
            _end(session, each, "failing")


def _end(session: Session, ended: Ended, because: str) -> None:
    if not webhooks.end(session, ended.webhook, because, ended.at):
        return
    found = webhooks.webhook(session, ended.webhook)
    host = urlsplit(found.url).hostname if found else ""
    facts = {"host": host, "because": because, "status": ended.status, "reason": ended.reason}
    alarms.add_alarm(session, Cause(Kind.WEBHOOK_ENDED, str(ended.webhook), facts), ended.at)
    log.warning("webhook %d has ended: %s", ended.webhook, because)
