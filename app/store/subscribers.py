"""Numbers, what their owners agreed to in which words, and the standing orders not to write to them.

The ledger of consents only grows: a database trigger refuses changes to it.
What holds now is read off it by rules/standing.py. A suppression
outranks every consent; the outbox asks for it in the statement that takes a lease.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.phone import E164, e164
from app.store import Key, Moment, Session, Sql, metadata, moment, stamp
from app.store.vault import Vault

subscribers = sa.Table(
    "subscribers",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("number_index", sa.LargeBinary(16), nullable=False, unique=True),
    sa.Column("number_sealed", sa.LargeBinary, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("first_at", Moment, nullable=False),
)

words = sa.Table(
    "words",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True, comment="SHA-256 of the text"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False, index=True),
    sa.Column("event", sa.Text, nullable=False, comment="request, grant, confirm or withdraw"),
    sa.Column("purpose", sa.Text, nullable=False, comment="coupon or marketing"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("release", sa.Text, nullable=False, comment="SHA-256 of the campaign file in force"),
    sa.Column("words_digest", sa.Text, sa.ForeignKey("words.digest"), comment="the exact words shown"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("visit_id", sa.BigInteger),
    sa.Column("at", Moment, nullable=False),
    sa.Column("evidence_sealed", sa.LargeBinary, nullable=False, comment="address, browser, what was typed or texted"),
    sa.Index(
        "ix_consents_marketing",
        "campaign",
        "event",
        "subscriber_id",
        sqlite_where=sa.text("purpose = 'marketing'"),
        postgresql_where=sa.text("purpose = 'marketing'"),
    ),
)

suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), primary_key=True),
    sa.Column("brand", sa.Text, primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

# A ledger that can be edited proves nothing; the migration writes one trigger for each of these.
APPEND_ONLY = (consents, words)


@dataclass(frozen=True)
class Subscriber:
    """A number we know, with the language it was last spoken to in."""

    id: int
    number: E164
    country: str
    language: str


@dataclass(frozen=True)
class SealedNumber:
    """A number as the store finds and keeps it."""

    index: bytes
    sealed: bytes


@dataclass(frozen=True)
class Consent:
    """One row of the ledger, as a receipt would print it."""

    event: str
    purpose: str
    brand: str
    campaign: str
    release: str
    words: str | None
    language: str
    placement: str
    at: datetime


KEEP_SUBSCRIBER = Sql("""
    INSERT INTO subscribers (number_index, number_sealed, country, language, first_at)
    VALUES (:index, :sealed, :country, :language, :now)
    ON CONFLICT (number_index) DO UPDATE SET language = excluded.language
    RETURNING id, first_at""")
BY_NUMBER = Sql("SELECT id, number_sealed, country, language FROM subscribers WHERE number_index = :index")
BY_ID = Sql("SELECT id, number_sealed, country, language FROM subscribers WHERE id = :id")

ADD_WORDS = Sql("INSERT INTO words (digest, language, text) VALUES (:digest, :language, :text) ON CONFLICT DO NOTHING")
ADD_CONSENT = Sql("""
    INSERT INTO consents (subscriber_id, event, purpose, channel, brand, campaign, release, words_digest,
                          language, placement, visit_id, at, evidence_sealed)
    VALUES (:subscriber, :event, :purpose, 'sms', :brand, :campaign, :release, :words,
            :language, :placement, :visit, :now, :evidence)""")
CONSENTS = Sql("""
    SELECT event, purpose, brand, campaign, release, text, consents.language, placement, at
    FROM consents LEFT JOIN words ON words.digest = consents.words_digest
    WHERE subscriber_id = :subscriber ORDER BY consents.id""")

HAS_ASKED = Sql("""
    SELECT 1 FROM consents WHERE subscriber_id = :subscriber AND campaign = :campaign AND purpose = 'coupon' LIMIT 1""")

SUPPRESS = Sql("""
    INSERT INTO suppressions (subscriber_id, brand, since, reason) VALUES (:subscriber, :brand, :now, :reason)
    ON CONFLICT DO NOTHING""")
LIFT = Sql("DELETE FROM suppressions WHERE subscriber_id = :subscriber AND brand = :brand")
SUPPRESSED = Sql("SELECT brand FROM suppressions WHERE subscriber_id = :subscriber")


def seal_number(vault: Vault, number: E164) -> SealedNumber:
    """The number, sealed. Raises ValueError for one that no reader has made, as tests and shells might bring."""
    return SealedNumber(_index(vault, number), vault.seal(number))


def _index(vault: Vault, number: E164) -> bytes:
    """What the number is found by. Two ways of writing it would be two people, and the STOP of one not the other's."""
    return vault.index("number", e164(number))


def seal_evidence(vault: Vault, evidence: Mapping[str, str]) -> bytes:
    """What shows how somebody came to agree: address, browser, what was typed or texted."""
    return vault.seal(json.dumps(dict(evidence), ensure_ascii=False))


def keep_subscriber(
    session: Session, number: SealedNumber, *, country: str, language: str, now: datetime
) -> tuple[int, bool]:
    """(id, whether it is new) of the number, known before or from now on."""
    row = session.run(
        KEEP_SUBSCRIBER,
        index=number.index,
        sealed=number.sealed,
        country=country,
        language=language,
        now=stamp(now),
    ).fetchone()
    return int(row[0]), row[1] == stamp(now)


def has_asked(session: Session, subscriber: int, campaign: str) -> bool:
    """Whether this number had asked for the campaign's coupon before."""
    return session.run(HAS_ASKED, subscriber=subscriber, campaign=campaign).fetchone() is not None


def subscriber(session: Session, id: int) -> Subscriber:
    """The subscriber with this id."""
    row = session.run(BY_ID, id=id).fetchone()
    return Subscriber(row[0], E164(session.vault.open(row[1])), row[2], row[3])  # sealed as one


def subscriber_of(session: Session, number: E164) -> Subscriber | None:
    """The subscriber with this number, or None if it never met us. Raises ValueError as seal_number does."""
    row = session.run(BY_NUMBER, index=_index(session.vault, number)).fetchone()
    return Subscriber(row[0], number, row[2], row[3]) if row else None


def add_words(session: Session, digest: str, language: str, text: str) -> None:
    """Keeps the exact words of a consent, once for each wording."""
    session.run(ADD_WORDS, digest=digest, language=language, text=text)


def add_consent(
    session: Session,
    subscriber: int,
    *,
    event: str,
    purpose: str,
    brand: str,
    campaign: str,
    release: str,
    words: str | None,
    language: str,
    placement: str,
    visit: int | None,
    evidence: bytes,
    now: datetime,
) -> None:
    """Adds one row to the ledger: who did what, in answer to which words (digest), where, when and on what evidence."""
    session.run(
        ADD_CONSENT,
        subscriber=subscriber,
        event=event,
        purpose=purpose,
        brand=brand,
        campaign=campaign,
        release=release,
        words=words,
        language=language,
        placement=placement,
        visit=visit,
        now=stamp(now),
        evidence=evidence,
    )


def consents_of(session: Session, subscriber: int) -> list[Consent]:
    """The whole ledger of one number, oldest first."""
    rows = session.run(CONSENTS, subscriber=subscriber).fetchall()
    return [_consent(row) for row in rows]


def suppress(session: Session, subscriber: int, brand: str, *, reason: str, now: datetime) -> bool:
    """Whether the order not to write is new."""
    values = {"subscriber": subscriber, "brand": brand, "now": stamp(now), "reason": reason}
    return bool(session.run(SUPPRESS, **values).rowcount)


def lift(session: Session, subscriber: int, brand: str) -> bool:
    """Whether there was an order not to write, and now is none."""
    return bool(session.run(LIFT, subscriber=subscriber, brand=brand).rowcount)


def suppressed_by(session: Session, subscriber: int) -> frozenset[str]:
    """The brands that this number told to stop."""
    return frozenset(row[0] for row in session.run(SUPPRESSED, subscriber=subscriber).fetchall())


def _consent(row: tuple[str, str, str, str, str, str | None, str, str, int]) -> Consent:
    return Consent(*row[:8], moment(row[8]))
