"""Attempts that nobody knows the end of: the worker died over them, or no answer came.

Their messages are `unknown`. Nobody sends them again blindly: their gateway is asked, now and then, what became of
them, and who asks takes the question as a lease, so that of several workers one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.decision import Reason
from app.rules.failure import Outcome
from app.rules.message import Kind
from app.rules.phone import E164
from app.store import Session, Sql, listed, moment, stamp
from app.store.outbox import ADD_ATTEMPT


@dataclass(frozen=True)
class Doubt:
    """A text that may have left: by which gateway, about when, and how often that has been asked."""

    message: int
    attempt: int
    reference: str
    number: E164
    sender: str
    text: str
    campaign: str
    kind: Kind
    gateway: str | None
    vendor_reference: str | None
    asked: int
    doubts: int
    since: datetime
    expires_at: datetime
    is_interrupted: bool  # its worker died over it
    is_readable: bool  # else a key is gone, or its number was erased


# A lease that ran out belongs to no worker any more. A text that a gateway takes once, however often it comes, goes
# back to wait, but not for ever: what brought down its worker again and again may be what brings it down. The second
# time its turn is put off by up to half a minute, each text by another time, so that one bad text does not take the
# same good ones down with it.
INTERRUPTED = Sql("""
    UPDATE messages
    SET state = CASE WHEN :repeatable = 0 THEN 'unknown' WHEN doubts >= :most THEN 'failed' ELSE 'queued' END,
        reason = CASE WHEN :repeatable = 1 AND doubts >= :most THEN :poison ELSE :interrupted END,
        gateway = COALESCE(gateway, via, NULLIF(:gateway, '')), via = NULL, leased_until = NULL, doubts = doubts + 1,
        asked = 0,
        due_at = :now + doubts * (id * 7919 & 31) * 1000000,
        ask_at = CASE WHEN :repeatable = 0 THEN :now ELSE NULL END, changed_at = :now
    WHERE id IN (
        WITH picked AS MATERIALIZED (
            SELECT id FROM messages AS due
            WHERE state = 'sending' AND leased_until <= :over
              AND (:gateway = '' OR COALESCE(via, gateway, :sole) = :gateway) {skip_locked})
        SELECT id FROM picked)
    RETURNING id, attempt""")
TAKE = Sql("""
    UPDATE messages SET asked = asked + 1, ask_at = :next
    WHERE state = 'unknown' AND id IN (
        WITH picked AS MATERIALIZED (
            SELECT id FROM messages AS due WHERE state = 'unknown' AND ask_at <= :now
            ORDER BY ask_at LIMIT :most {skip_locked})
        SELECT id FROM picked)
    RETURNING id, attempt, reference, subscriber_id, sender, text_sealed, campaign, class, gateway, vendor_reference,
              asked, doubts, changed_at, expires_at, reason""")
DUE = Sql("SELECT 1 FROM messages WHERE state = 'unknown' AND ask_at <= :now LIMIT 1")
NUMBERS = Sql("SELECT id, number_sealed FROM subscribers WHERE id {in :ids}")
AGAIN = Sql("""
    UPDATE messages SET state = 'queued', reason = NULL, gateway = NULL, due_at = :now, ask_at = NULL, changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state = 'unknown'""")
SET_ASIDE = Sql(f"""
    UPDATE messages SET state = 'failed', reason = '{Reason.POISON}', ask_at = NULL, changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state = 'unknown'""")
# When each was last changed stays: its gateway is asked about texts since then. Of several gateways none is: after the
# copy another may have taken the text.
FROM_COPY = Sql("""
    UPDATE messages
    SET state = 'unknown', reason = :reason, via = NULL,
        gateway = CASE WHEN CAST(:sole AS TEXT) = '' THEN NULL ELSE COALESCE(gateway, via, :sole) END,
        leased_until = NULL, doubts = doubts + :doubts, asked = 0, ask_at = :ask
    WHERE state IN ('sending', 'unknown') OR (state = 'queued' AND due_at <= :now)""")
# When it was last changed stays here, too: about then it left, if it did, and by then the caps count it.
GIVE_UP = Sql(f"""
    UPDATE messages SET state = 'failed', reason = '{Reason.NOBODY_KNOWS}', ask_at = NULL
    WHERE id = :id AND attempt = :attempt AND state = 'unknown'""")
LEARN = Sql("""
    UPDATE messages SET vendor_reference = :vendor
    WHERE id = :id AND attempt = :attempt AND state = 'unknown' AND NOT EXISTS (
        SELECT 1 FROM messages AS other
        WHERE other.gateway = :gateway AND other.vendor_reference = :vendor AND other.id <> :id)""")
ASK_AT = Sql("UPDATE messages SET ask_at = :at WHERE id = :id AND attempt = :attempt AND state = 'unknown'")


def interrupted(
    session: Session, gateway: str, *, sole: str = "", repeatable: bool, most: int, over: datetime, now: datetime
) -> int:
    """How many leases that ran out by `over` were for handing a text to this gateway; it is unknown from then on.

    `sole` is the only gateway there is, which is not noted with each text; no name at all means any. Where the gateway
    takes a repeated text once, they wait again instead, until that happened `most` times before.
    """
    ended = session.run(
        INTERRUPTED,
        over=stamp(over),
        gateway=gateway,
        sole=sole,
        repeatable=int(repeatable),
        most=most,
        interrupted=Reason.INTERRUPTED,
        poison=Reason.POISON,
        now=stamp(now),
    ).fetchall()
    how = {"gateway": gateway, "now": stamp(now), "detail": "the worker was interrupted"}
    outcome = Outcome.REPEATED if repeatable else Outcome.AMBIGUOUS
    session.run_many(ADD_ATTEMPT, [{"id": row[0], "attempt": row[1], "outcome": outcome, **how} for row in ended])
    return len(ended)


def doubt_all(session: Session, *, sole: str = "", doubts: int, ask_at: datetime, now: datetime) -> int:
    """How many texts of a database that is older than what was sent may have left since: all that were in hand or due.

    What waits for a later moment cannot have. `sole` is as above, `doubts` how many each has more from then on.
    """
    values = {"reason": Reason.RESTORED, "sole": sole, "doubts": doubts, "ask": stamp(ask_at), "now": stamp(now)}
    return int(session.run(FROM_COPY, **values).rowcount)


def are_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to ask; a look that no writer waits for."""
    return session.run(DUE, now=stamp(now)).fetchone() is not None


def take(session: Session, *, now: datetime, until: datetime, most: int) -> list[Doubt]:
    """Up to `most` doubts that are due to be asked about, this worker's to ask until then.

    What no key of ours opens any more is among them, without number and text.
    """
    rows = session.run(TAKE, now=stamp(now), next=stamp(until), most=most).fetchall()
    numbers = _numbers(session, {row[3] for row in rows})
    opened = session.vault.opened
    return [_doubt(row, opened(numbers[row[3]]), opened(bytes(row[5]))) for row in rows]


def send_again(session: Session, doubt: Doubt, now: datetime) -> bool:
    """Whether the text waits to be sent once more; not if it was settled meanwhile."""
    return bool(session.run(AGAIN, id=doubt.message, attempt=doubt.attempt, now=stamp(now)).rowcount)


def set_aside(session: Session, doubt: Doubt, now: datetime) -> None:
    """Ends a text over which one worker after the other dies, unless it was settled meanwhile."""
    session.run(SET_ASIDE, id=doubt.message, attempt=doubt.attempt, now=stamp(now))


def learn(session: Session, doubt: Doubt, vendor_reference: str) -> bool:
    """Whether the text bears this name of its provider's from now on; not if another does, or it was settled by now."""
    values = {"id": doubt.message, "attempt": doubt.attempt, "gateway": doubt.gateway, "vendor": vendor_reference}
    return bool(session.run(LEARN, **values).rowcount)


def ask_at(session: Session, doubt: Doubt, at: datetime) -> None:
    """Notes when to ask next."""
    session.run(ASK_AT, id=doubt.message, attempt=doubt.attempt, at=stamp(at))


def give_up(session: Session, doubt: Doubt) -> None:
    """Ends a text of which nobody could say whether it left, unless it was settled meanwhile."""
    session.run(GIVE_UP, id=doubt.message, attempt=doubt.attempt)


def _doubt(row: Any, number: str | None, text: str | None) -> Doubt:
    id, attempt, reference, _, sender, _, campaign, kind, gateway, vendor_reference, *rest = row
    asked, doubts, since, end, reason = rest
    return Doubt(
        message=id,
        attempt=attempt,
        reference=reference,
        number=E164(number or ""),
        sender=sender,
        text=text or "",
        campaign=campaign,
        kind=Kind(kind),
        gateway=gateway,
        vendor_reference=vendor_reference,
        asked=asked,
        doubts=doubts,
        since=moment(since),
        expires_at=moment(end),
        is_interrupted=reason == Reason.INTERRUPTED,
        is_readable=number is not None and text is not None,
    )


def _numbers(session: Session, ids: set[int]) -> dict[int, bytes]:
    if not ids:
        return {}
    return {row[0]: bytes(row[1]) for row in session.run(NUMBERS, ids=listed(ids)).fetchall()}
