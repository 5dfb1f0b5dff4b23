"""The outbox: messages that wait, who holds them, what became of each attempt.

A worker takes a lease on a message: one UPDATE that picks what is due, leaves
out whoever told the brand to stop, and counts the attempt. The attempt's number
fences: a worker that comes back after its lease ran out finds another number
there and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.rules.decision import Reason
from app.rules.failure import Failure, Outcome
from app.rules.message import Kind, State, priority
from app.rules.phone import E164
from app.store import Each, Key, Moment, Session, Sql, listed, metadata, moment, moment_or_none, stamp
from app.store.suppressions import AGAINST_DUE

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("message_id", Key, sa.ForeignKey("messages.id"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("ended_at", Moment, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False, comment="accepted, rejected, deferred, repeated or ambiguous"),
    sa.Column("detail", sa.Text, nullable=False),
)


class Leased(NamedTuple):
    """A message in one worker's hand, for one attempt.

    `gateway` is the one that may have it already, `via` the one that this attempt hands it to, `others` how many more
    would take it at once, `until` when it is in nobody's hand any more, `answered` whether its number's holder was ever
    heard of.
    """

    id: int
    attempt: int
    reference: str
    number: E164
    sender: str
    text: str
    campaign: str
    kind: Kind
    expires_at: datetime
    gateway: str | None
    subscriber: int
    country: str
    brand: str
    channel: str
    topic: str | None
    queued_at: datetime
    parts: int
    answered: bool = False
    via: str = ""
    others: int = 0
    until: datetime | None = None


@dataclass(frozen=True)
class Attempt:
    """How one attempt ended, and what the message is from then on.

    `ask_at` is when its gateway is asked what became of it, where nobody knows.
    """

    message: int
    attempt: int
    gateway: str
    outcome: Outcome
    state: State
    ended_at: datetime
    subscriber: int = 0
    sender: str = ""
    country: str = ""
    failure: Failure | None = None
    detail: str = ""  # in the gateway's own words
    vendor_reference: str | None = None
    due_at: datetime | None = None  # when the next attempt may start; None when there is none
    ask_at: datetime | None = None
    retry_after_s: float | None = None  # as the gateway asked
    parts: int = 0
    took_s: float = 0.0  # from handing it over to the answer


# Named one by one, so that only what is due is looked at, class by class, however much waits for its hour.
_DUE = f"state = 'queued' AND priority IN ({', '.join(str(priority(kind)) for kind in Kind)}) AND due_at <= :now"

# STOP wins here: a suppressed number's messages are not picked, whatever was queued before. They are picked once:
# inside IN (…) PostgreSQL may pick again for each row it looks at, and take more than :most. The row of each recipient
# is locked along with the message, and whatever somebody else has in hand is left for the next time: who takes texts
# out of the queue has many people's at once, and would wait for one while others wait for it.
_LEASE = f"""
    WITH picked AS MATERIALIZED (
        SELECT due.id FROM messages AS due CROSS JOIN subscribers
        WHERE subscribers.id = due.subscriber_id AND {_DUE} AND expires_at > :now
          AND (class = 'reply' OR NOT EXISTS ({AGAINST_DUE.format(due="due")}))
          AND NOT EXISTS (SELECT 1 FROM broadcasts WHERE id = due.broadcast_id AND stopped_at IS NOT NULL)
          {{of}}
        ORDER BY priority, due_at, due.id LIMIT :most {{{{skip_locked}}}})
    UPDATE messages SET state = 'sending', attempt = attempt + 1, leased_until = :until, changed_at = :now
    WHERE state = 'queued' AND id IN (SELECT id FROM picked)
    RETURNING id, attempt, reference, subscriber_id, sender, text_sealed, campaign, class, expires_at, gateway, brand,
              channel, topic, queued_at, parts"""
LEASE = Sql(_LEASE.format(of=""))
LEASE_OF = Sql(_LEASE.format(of="AND priority = :priority AND campaign = :campaign"))
# The campaigns that have something due of one class, found by their names: a look at each, however much it has queued.
DUE_CAMPAIGNS = Sql("""
    WITH RECURSIVE names (campaign) AS (
        SELECT MIN(campaign) FROM messages WHERE state = 'queued' AND priority = :priority
        UNION ALL
        SELECT (SELECT MIN(campaign) FROM messages
                WHERE state = 'queued' AND priority = :priority AND campaign > names.campaign)
        FROM names WHERE names.campaign IS NOT NULL)
    SELECT campaign FROM names WHERE campaign IS NOT NULL AND EXISTS (
        SELECT 1 FROM messages
        WHERE state = 'queued' AND priority = :priority AND campaign = names.campaign AND due_at <= :now)
    ORDER BY campaign""")
HAND_TO = Sql("UPDATE messages SET via = :gateway WHERE id {in :ids}")
SET_ASIDE = Sql("""
    UPDATE messages SET state = :state, reason = :reason, leased_until = NULL, changed_at = :now WHERE id = :id""")
PEOPLE = Sql("SELECT id, number_sealed, country, answered_at IS NOT NULL FROM subscribers WHERE id {in :ids}")

_ADD_ATTEMPT = """
    INSERT INTO attempts (message_id, attempt, gateway, ended_at, outcome, detail)
    VALUES (:id, :attempt, :gateway, :now, :outcome, :detail) ON CONFLICT DO NOTHING"""
_ATTEMPT = {"id": "BIGINT", "attempt": "INTEGER", "gateway": "TEXT", "now": "BIGINT"}
_ATTEMPT |= {"outcome": "TEXT", "detail": "TEXT"}
_ENDED = {"state": "TEXT", "reason": "TEXT", "by": "TEXT", "vendor": "TEXT", "due": "BIGINT", "doubt": "INTEGER"}
ADD_ATTEMPT = Each(_ADD_ATTEMPT, types=_ATTEMPT)
SETTLE = Each(
    """
    UPDATE messages SET state = :state, reason = :reason, gateway = COALESCE(:by, gateway),
                        vendor_reference = :vendor, due_at = COALESCE(:due, due_at), leased_until = NULL, via = NULL,
                        doubts = doubts + CASE WHEN state = 'sending' THEN :doubt ELSE 0 END, asked = 0, ask_at = :ask,
                        changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state IN ('sending', 'unknown')""",
    _ADD_ATTEMPT,
    types=_ATTEMPT | _ENDED | {"ask": "BIGINT"},
)
RELEASE = Sql(
    """
    UPDATE messages SET state = 'queued', attempt = attempt - 1, leased_until = NULL, via = NULL, changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state = 'sending'"""
)

HOLD = Sql("""
    UPDATE messages SET state = 'queued', attempt = attempt - 1, due_at = :until, reason = :reason,
                        leased_until = NULL, via = NULL, changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state = 'sending'""")
DROP = Sql("""
    UPDATE messages SET state = :state, attempt = attempt - 1, reason = :reason, leased_until = NULL, via = NULL,
                        changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state = 'sending'""")
# In an order that only the index has: else PostgreSQL reads the whole table to find that nothing is due.
DUE = Sql(f"SELECT 1 FROM messages WHERE {_DUE} ORDER BY priority, due_at, id LIMIT 1")
WAITING = Sql("SELECT COUNT(*), MIN(due_at) FROM messages WHERE state = 'queued'")


def lease(session: Session, *, now: datetime, until: datetime, most: int, turn: int | None = None) -> list[Leased]:
    """Up to `most` messages that are due, in this worker's hand until `until`, most urgent first.

    With the number of a turn they are shared evenly between campaigns: those of one class and of many campaigns, from
    another campaign on each turn. One that no key of ours opens any more is set aside as failed: it must not stop the
    others. So is one that went back to wait after its number was erased, as suppressed.
    """
    times = {"now": stamp(now), "until": stamp(until)}
    plain = turn is None
    rows = session.run(LEASE, most=most, **times).fetchall() if plain else _shared(session, most, turn or 0, times)
    people = _people(session, {row[3] for row in rows})
    opened = []
    for row in rows:
        number_sealed, country, answered = people[row[3]]
        sealed = number_sealed, bytes(row[5])
        number, text = map(session.vault.opened, sealed)
        if number is None or text is None:
            _set_aside(session, row[0], erased=not all(sealed), now=now)
        else:
            opened.append(_leased(row, E164(number), country, text, until, answered=answered))
    return sorted(opened, key=lambda leased: (priority(leased.kind), leased.id))


def hand_to(session: Session, gateway: str, held: Collection[int]) -> None:
    """Notes by which gateway these leave, so that it is known should the worker die over it."""
    if held:
        session.run(HAND_TO, ids=listed(held), gateway=gateway)


def settle(session: Session, ended: Sequence[Attempt]) -> None:
    """Writes how attempts ended; one whose lease went to another attempt changes nothing."""
    session.run_many(
        SETTLE,
        [
            {
                "id": each.message,
                "attempt": each.attempt,
                "gateway": each.gateway,
                "outcome": each.outcome,
                "detail": each.detail,
                "state": each.state.value,
                "reason": each.failure,
                "by": None if each.outcome is Outcome.DEFERRED else each.gateway,
                "vendor": each.vendor_reference,
                "due": None if each.due_at is None else stamp(each.due_at),
                "doubt": int(each.outcome is Outcome.AMBIGUOUS),
                "ask": None if each.ask_at is None else stamp(each.ask_at),
                "now": stamp(each.ended_at),
            }
            for each in ended
        ],
    )


def release(session: Session, held: Sequence[Leased], now: datetime) -> None:
    """Gives back leases whose attempt never began, as if they had not been taken."""
    if held:
        session.ring()
    session.run_many(RELEASE, [{"id": each.id, "attempt": each.attempt, "now": stamp(now)} for each in held])


def hold(session: Session, held: Leased, until: datetime, reason: str, now: datetime) -> bool:
    """Whether the message went back to wait until then, for this reason, as if it had not been taken."""
    values = {"id": held.id, "attempt": held.attempt, "until": stamp(until), "reason": reason}
    return bool(session.run(HOLD, now=stamp(now), **values).rowcount)


def drop(session: Session, held: Leased, state: State, reason: str, now: datetime) -> bool:
    """Whether the message ended here, unsent, in this state and for this reason."""
    values = {"id": held.id, "attempt": held.attempt, "state": state.value, "reason": reason}
    return bool(session.run(DROP, now=stamp(now), **values).rowcount)


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to lease; a look that no writer waits for."""
    return session.run(DUE, now=stamp(now)).fetchone() is not None


def waiting(session: Session) -> tuple[int, datetime | None]:
    """How many messages wait, and since when the oldest is due."""
    row = session.run(WAITING).fetchone()
    return row[0], moment_or_none(row[1])


def _shared(session: Session, most: int, turn: int, times: Mapping[str, int]) -> list[Any]:
    """What a lease takes where it is shared between campaigns, class by class."""
    rows: list[Any] = []
    for place in range(len(Kind)):
        if len(rows) == most:
            break
        names = [row[0] for row in session.run(DUE_CAMPAIGNS, priority=place, now=times["now"]).fetchall()]
        first = turn % len(names) if names else 0
        rows += _evenly(session, place, names[first:] + names[:first], most - len(rows), times)
    return rows


def _evenly(session: Session, place: int, names: Sequence[str], most: int, times: Mapping[str, int]) -> list[Any]:
    """Up to `most` of one class: as many from each campaign, and what some have not from those that have more."""
    rows: list[Any] = []
    while names and len(rows) < most:
        share, more = -(-(most - len(rows)) // len(names)), []
        for name in names:
            room = min(share, most - len(rows))
            found = session.run(LEASE_OF, priority=place, campaign=name, most=room, **times).fetchall() if room else []
            rows += found
            if room and len(found) == room:
                more.append(name)
        names = more
    return rows


def _set_aside(session: Session, id: int, *, erased: bool, now: datetime) -> None:
    state, reason = (State.SUPPRESSED, Reason.ERASED) if erased else (State.FAILED, Reason.KEY_GONE)
    session.run(SET_ASIDE, id=id, state=state.value, reason=reason, now=stamp(now))


def _people(session: Session, ids: set[int]) -> Mapping[int, tuple[bytes, str, bool]]:
    """(sealed number, country, whether its holder was ever heard of) by subscriber.

    An UPDATE cannot return what it joins on both databases alike.
    """
    if not ids:
        return {}
    rows = session.run(PEOPLE, ids=listed(ids)).fetchall()
    return {row[0]: (bytes(row[1]), row[2], bool(row[3])) for row in rows}


def _leased(row: Any, number: E164, country: str, text: str, until: datetime, *, answered: bool) -> Leased:
    id, attempt, reference, subscriber, sender, _, campaign, kind, expires_at, gateway, *rest = row
    brand, channel, topic, queued_at, parts = rest
    to = id, attempt, reference, number, sender, text, campaign, Kind(kind), moment(expires_at), gateway
    whose = subscriber, country, brand, channel, topic, moment(queued_at), parts
    return Leased(*to, *whose, answered=answered, until=until)
