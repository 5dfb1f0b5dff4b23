"""Webhooks for staff: who is told, how it goes, and why what did not arrive did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template

from app.rules.webhook import ENDED, FAILING, why
from app.rules.words import Say, mark
from app.store import deliveries, webhooks
from app.store.deliveries import Delivery
from app.store.webhooks import Webhook
from app.web import access, errors, message_lines
from app.web.board import Badge
from app.web.parts import parts
from app.web.room import around

PER_WEBHOOK = 20
STATES = {  # (kind of badge, sign, word)
    "queued": ("soon", "○", mark("Waits")),
    "sending": ("soon", "○", mark("Being sent")),
    "delivered": ("live", "●", mark("Delivered")),
    "failed": ("wrong", "▲", mark("Failed")),
}

views = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@dataclass(frozen=True)
class Line:
    """One delivery as it is shown."""

    event: str
    kind: str
    when: str
    badge: Badge
    why: str
    next: str


@dataclass(frozen=True)
class Told:
    """One webhook as it is shown, with its last deliveries."""

    id: int
    url: str
    kinds: tuple[str, ...]
    badge: Badge
    standing: str
    waiting: int
    failed: int
    lines: list[Line]


@views.get("/")
@access.staff
def overview() -> str:
    """All webhooks with their last deliveries, the newest first."""
    say = errors.page_language()
    with parts().sessions.read() as session:
        counts = deliveries.counts(session)
        found = [(each, deliveries.latest(session, each.id, PER_WEBHOOK)) for each in webhooks.all_webhooks(session)]
    told = [_told(say, each, latest, counts) for each, latest in found]
    return render_template("staff/webhooks.html", **around("webhooks", say), webhooks=told)


def _told(say: Say, webhook: Webhook, latest: list[Delivery], counts: Mapping[tuple[int, str], int]) -> Told:
    badge, standing = _standing(say, webhook)
    return Told(
        id=webhook.id,
        url=webhook.url,
        kinds=webhook.kinds,
        badge=badge,
        standing=standing,
        waiting=counts.get((webhook.id, "queued"), 0) + counts.get((webhook.id, "sending"), 0),
        failed=counts.get((webhook.id, "failed"), 0),
        lines=[_line(say, each) for each in latest],
    )


def _standing(say: Say, webhook: Webhook) -> tuple[Badge, str]:
    """How it is with a webhook, as a badge and a sentence."""
    zone = message_lines.zone_of(None)
    if webhook.ended_at:
        moment = message_lines.at(say, webhook.ended_at.astimezone(zone))
        return Badge("ended", "–", say("Ended"), ""), say(ENDED[webhook.ended_because or "failing"], moment=moment)
    if webhook.paused_at:
        moment = message_lines.at(say, webhook.paused_at.astimezone(zone))
        return Badge("soon", "○", say("Paused"), ""), say(
            "Since {moment}; what happens meanwhile waits.", moment=moment
        )
    if webhook.failing_since:
        moment = message_lines.at(say, webhook.failing_since.astimezone(zone))
        return Badge("wrong", "▲", say("Failing"), ""), say(FAILING, moment=moment)
    return Badge("live", "●", say("At work"), ""), ""


def _line(say: Say, delivery: Delivery) -> Line:
    kind, sign, word = STATES[delivery.state]
    zone = message_lines.zone_of(None)
    again = ""
    if delivery.state == "queued" and delivery.tried_at:
        moment = message_lines.at(say, delivery.due_at.astimezone(zone))
        again = say.many(
            "Tried once; again {moment}.", "Tried {n} times; again {moment}.", delivery.tries, moment=moment
        )
    return Line(
        event=delivery.event,
        kind=delivery.kind,
        when=message_lines.at(say, delivery.happened_at.astimezone(zone)),
        badge=Badge(kind, sign, say(word), ""),
        why="" if delivery.state == "delivered" else why(say, delivery.status, delivery.reason),
        next=again,
    )
