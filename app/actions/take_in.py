"""Takes in people who agreed elsewhere, with proof, and people who said no; never raises a number that ever said no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from app.actions.record import act, record
from app.rules.campaign import Campaign
from app.rules.intake import Row
from app.rules.ledger import Event
from app.rules.standing import ENDS, Standing, standing
from app.rules.suppression import Scope
from app.store import Session, ledger, subscribers, suppressions, unsent
from app.store.subscribers import Subscriber


class TakenIn(StrEnum):
    """What came of a row."""

    ADDED = "added"
    UNCHANGED = "unchanged"  # we knew it
    STOPPED = "stopped"
    SAID_NO = "This number said no; only the number itself can change that."
    EXPIRED = "What this number agreed to has expired; only the number itself can renew it."
    WAITS = "This number was asked and has not confirmed yet; only the number itself can."


REFUSED = {TakenIn.SAID_NO, TakenIn.EXPIRED, TakenIn.WAITS}


def take_in_all(
    session: Session, campaign: Campaign, rows: Sequence[Row], file: str, now: datetime
) -> Iterator[tuple[Row, TakenIn]]:
    """Each row with what came of it; the people of all are held before the first is touched, and met in one order.

    So an import waits for others that act for one of them, and nobody waits in a ring.
    """
    subscribers.hold_numbers(session, {row.number.e164 for row in rows})
    for row in sorted(rows, key=lambda row: row.number.e164):
        yield row, take_in(session, campaign, row, file, now)


def take_in(session: Session, campaign: Campaign, row: Row, file: str, now: datetime) -> TakenIn:
    """What came of the row; the same row again changes nothing (EU-SUPP-1, EU-SUPP-2)."""
    known = subscribers.subscriber_of(session, row.number.e164)
    if not row.yes:
        return _stop(session, campaign, known, row, file, now)
    index = subscribers.number_index(session.vault, row.number.e164)
    if any(each.brand == campaign.brand.name for each in suppressions.orders(session, index)):
        return TakenIn.SAID_NO
    events = _events(session, campaign, known)
    if ENDS & set(events):
        return TakenIn.SAID_NO
    now_at = standing(events)
    if now_at is Standing.GRANTED:
        return TakenIn.UNCHANGED
    if now_at is Standing.PENDING or Event.EXPIRE in events:
        return TakenIn.WAITS if now_at is Standing.PENDING else TakenIn.EXPIRED
    _add(session, campaign, known or _meet(session, row, now), row, file, now)
    return TakenIn.ADDED


def _add(session: Session, campaign: Campaign, person: Subscriber, row: Row, file: str, now: datetime) -> None:
    ledger.add_words(session, row.digest, row.language, row.words)
    evidence = {"how": "imported", "source": row.source, "document": row.document, "file": file}
    done = act(
        campaign,
        event=Event.IMPORT,
        purpose="marketing",
        country=row.number.country,
        language=row.language,
        evidence=ledger.seal_evidence(session.vault, {**evidence, "imported_at": now.isoformat()}),
        words=row.digest,
        now=row.at,
    )
    ledger.add(session, person.id, done)


def _stop(
    session: Session, campaign: Campaign, known: Subscriber | None, row: Row, file: str, now: datetime
) -> TakenIn:
    brand = campaign.brand.name
    index = subscribers.number_index(session.vault, row.number.e164)
    if not suppressions.suppress_index(session, index, brand, reason="no, imported", now=now, scope=Scope.MARKETING):
        return TakenIn.UNCHANGED
    if known:
        unsent.suppress_queued(session, known.id, brand, now)
        if standing(_events(session, campaign, known)) in {Standing.GRANTED, Standing.PENDING}:
            evidence = {"how": "imported", "source": row.source, "document": row.document, "file": file}
            record(session, campaign, known, Event.WITHDRAW, "marketing", evidence, now)
    return TakenIn.STOPPED


def _events(session: Session, campaign: Campaign, known: Subscriber | None) -> list[str]:
    if known is None:
        return []
    return ledger.marketing_events(session, {known.id}).get((known.id, campaign.brand.name), [])


def _meet(session: Session, row: Row, now: datetime) -> Subscriber:
    sealed = subscribers.seal_number(session.vault, row.number.e164)
    id, _ = subscribers.keep_subscriber(session, sealed, country=row.number.country, language=row.language, now=now)
    return Subscriber(id, row.number.e164, row.number.country, row.language)
