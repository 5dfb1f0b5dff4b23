"""What numbers were written to of late, and what waits for them unasked: what the one decision asks of the outbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from app.store import Session, Sql, listed, moment, stamp
from app.store.messages import GIVEN_UP

# What was given up because nobody could say whether it left may have left.
RECENT = Sql(f"""
    SELECT subscriber_id, brand, channel, changed_at FROM messages
    WHERE subscriber_id {{in :subscribers}} AND NOT id {{in :besides}} AND changed_at > :since
      AND (state IN ('sending', 'sent', 'delivered', 'unknown') OR {GIVEN_UP})
      AND class IN ('marketing', 'activity', 're-permission')
    ORDER BY changed_at""")
QUEUED = Sql("""
    SELECT subscriber_id, brand, channel, due_at, expires_at FROM messages
    WHERE subscriber_id {in :subscribers} AND state = 'queued' AND class IN ('marketing', 'activity', 're-permission')
      AND expires_at > :now
      AND NOT EXISTS (SELECT 1 FROM broadcasts WHERE id = messages.broadcast_id AND stopped_at IS NOT NULL)
    ORDER BY due_at, id""")
ASKED = Sql(f"""
    SELECT subscriber_id, brand, MAX(queued_at) FROM messages
    WHERE subscriber_id {{in :subscribers}} AND NOT id {{in :besides}} AND queued_at > :since
      AND class = 're-permission' AND (state IN ('queued', 'sending', 'sent', 'delivered', 'unknown') OR {GIVEN_UP})
    GROUP BY subscriber_id, brand""")


def recent(
    session: Session, subscribers: Collection[int], since: datetime, *, besides: Collection[int] = ()
) -> dict[int, list[tuple[str, str, datetime]]]:
    """(brand, channel, when) of what was sent to each of these numbers since without being asked for, oldest first.

    `besides` are ids of messages that do not count.
    """
    if not subscribers:
        return {}
    found: dict[int, list[tuple[str, str, datetime]]] = {}
    whose = {"subscribers": listed(subscribers), "besides": listed(besides)}
    for subscriber, brand, channel, at in session.run(RECENT, since=stamp(since), **whose).fetchall():
        found.setdefault(subscriber, []).append((brand, channel, moment(at)))
    return found


def queued(
    session: Session, subscribers: Collection[int], now: datetime
) -> dict[int, list[tuple[str, str, datetime, datetime]]]:
    """(brand, channel, due, expires) of what waits for each of these numbers without being asked for, first due first.

    What is due counts too: it leaves in a moment.
    """
    if not subscribers:
        return {}
    found: dict[int, list[tuple[str, str, datetime, datetime]]] = {}
    rows = session.run(QUEUED, subscribers=listed(subscribers), now=stamp(now)).fetchall()
    for subscriber, brand, channel, due_at, expires_at in rows:
        found.setdefault(subscriber, []).append((brand, channel, moment(due_at), moment(expires_at)))
    return found


def asked_again(
    session: Session, subscribers: Collection[int], since: datetime, *, besides: Collection[int] = ()
) -> dict[tuple[int, str], datetime]:
    """When each brand last asked each of these numbers to agree once more, by (subscriber, brand)."""
    if not subscribers:
        return {}
    whose = {"subscribers": listed(subscribers), "besides": listed(besides)}
    rows = session.run(ASKED, since=stamp(since), **whose).fetchall()
    return {(row[0], row[1]): moment(row[2]) for row in rows}
