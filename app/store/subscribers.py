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
from typing import Any

import sqlalchemy as sa

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

proofs = sa.Table(
    "proofs",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False, index=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("visit_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("marketing", sa.Boolean, nullable=False, comment="the second box was ticked"),
    sa.Column("pin_index", sa.LargeBinary(16), nullable=False),
    sa.Column("wrong", sa.Integer, nullable=False, comment="wrong pins typed so far"),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("answered_at", Moment),
    sa.Column("takes_yes", sa.Boolean, nullable=False, comment="a text of its own asked for it, and nothing else came"),
    sa.Column("answered_with", sa.Text, comment="pin: typed on the page of the visit; yes: by text"),
)

PAGES_OF_A_PIN = 3

# A ledger that can be edited proves nothing; the migration writes one trigger for each of these.
APPEND_ONLY = (consents, words)


@dataclass(frozen=True)
class Subscriber:
    """A number we know, with the language it was last spoken to in."""

    id: int
    number: str
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


@dataclass(frozen=True)
class Proof:
    """A question to a number that waits for its pin or its YES."""

    id: int
    subscriber: int
    campaign: str
    visit: int
    placement: str
    language: str
    marketing: bool
    takes_yes: bool
    wrong: int
    asked_at: datetime
    expires_at: datetime


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

ADD_PROOF = Sql("""
    INSERT INTO proofs (subscriber_id, campaign, visit_id, placement, language, marketing, pin_index, wrong,
                        takes_yes, asked_at, expires_at)
    VALUES (:subscriber, :campaign, :visit, :placement, :language, :marketing, :pin, 0, TRUE, :now, :expires)""")
_PROOF = "id, subscriber_id, campaign, visit_id, placement, language, marketing, takes_yes, wrong, asked_at, expires_at"
PROOF_OF_VISIT = Sql(
    f"SELECT {_PROOF} FROM proofs WHERE visit_id = :visit AND answered_at IS NULL ORDER BY id DESC LIMIT 1"
)
PROOFS_OPEN = Sql(f"""
    SELECT {_PROOF} FROM proofs WHERE subscriber_id = :subscriber AND answered_at IS NULL AND expires_at > :now
    ORDER BY id DESC""")
TRY_PIN = Sql("""
    UPDATE proofs SET wrong = wrong + CASE WHEN pin_index = :pin THEN 0 ELSE 1 END
    WHERE id = :id AND answered_at IS NULL AND expires_at > :now AND wrong < :tries
    RETURNING pin_index, wrong""")
ANSWER = Sql("""
    UPDATE proofs SET answered_at = :now, answered_with = :how
    WHERE id = :id AND answered_at IS NULL AND expires_at > :now""")
# Each page has tries of its own, so that nobody wears out another's; and no more than :most pages share a pin.
SHARE_PROOF = Sql("""
    INSERT INTO proofs (subscriber_id, campaign, visit_id, placement, language, marketing, pin_index, wrong,
                        takes_yes, asked_at, expires_at)
    SELECT subscriber_id, campaign, :visit, :placement, :language, :marketing, pin_index, 0, FALSE, :now, expires_at
    FROM proofs AS asked
    WHERE subscriber_id = :subscriber AND campaign = :campaign AND answered_at IS NULL AND expires_at > :now
      AND :most > (SELECT COUNT(*) FROM proofs WHERE subscriber_id = :subscriber AND campaign = :campaign
                                                 AND pin_index = asked.pin_index)
    ORDER BY id DESC LIMIT 1""")
CLOSE_YES = Sql("UPDATE proofs SET takes_yes = FALSE WHERE subscriber_id = :subscriber AND takes_yes")
CLOSE_YES_OF = Sql("""
    UPDATE proofs SET takes_yes = FALSE WHERE subscriber_id = :subscriber AND campaign = :campaign AND takes_yes""")
PROVED = Sql("""
    SELECT 1 FROM proofs WHERE visit_id = :visit AND subscriber_id = :subscriber AND answered_with = 'pin' LIMIT 1""")


def seal_number(vault: Vault, number: str) -> SealedNumber:
    """The number (E.164), sealed."""
    return SealedNumber(vault.index("number", number), vault.seal(number))


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
    return Subscriber(row[0], session.vault.open(row[1]), row[2], row[3])


def subscriber_of(session: Session, number: str) -> Subscriber | None:
    """The subscriber with this number (E.164), or None if it never met us."""
    row = session.run(BY_NUMBER, index=session.vault.index("number", number)).fetchone()
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


def add_proof(
    session: Session,
    subscriber: int,
    *,
    campaign: str,
    visit: int,
    placement: str,
    language: str,
    marketing: bool,
    pin: str,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Waits for the owner of the number to answer with this pin, or with YES."""
    session.run(
        ADD_PROOF,
        subscriber=subscriber,
        campaign=campaign,
        visit=visit,
        placement=placement,
        language=language,
        marketing=marketing,
        pin=session.vault.index(f"pin.{subscriber}.{campaign}", pin),
        now=stamp(now),
        expires=stamp(expires_at),
    )


def share_proof(
    session: Session,
    subscriber: int,
    *,
    campaign: str,
    visit: int,
    placement: str,
    language: str,
    marketing: bool,
    now: datetime,
) -> bool:
    """Lets this visit, too, answer with the pin that the number was last asked for.

    False if it is asked for none, or if PAGES_OF_A_PIN share it. A YES by text answers the visit that had the text.
    """
    values: dict[str, Any] = {"placement": placement, "language": language, "marketing": marketing, "now": stamp(now)}
    values["most"] = PAGES_OF_A_PIN
    return bool(session.run(SHARE_PROOF, subscriber=subscriber, campaign=campaign, visit=visit, **values).rowcount)


def proof_of_visit(session: Session, visit: int) -> Proof | None:
    """The newest unanswered question of this visit, perhaps out of date."""
    row = session.run(PROOF_OF_VISIT, visit=visit).fetchone()
    return _proof(row) if row else None


def open_proofs(session: Session, subscriber: int, now: datetime) -> list[Proof]:
    """The questions this number may still answer, newest first."""
    rows = session.run(PROOFS_OPEN, subscriber=subscriber, now=stamp(now)).fetchall()
    return [_proof(row) for row in rows]


def try_pin(session: Session, proof: Proof, pin: str, *, tries: int, now: datetime) -> bool:
    """Whether the pin is right; a wrong one is counted, and after `tries` none is right."""
    index = session.vault.index(f"pin.{proof.subscriber}.{proof.campaign}", pin)
    row = session.run(TRY_PIN, id=proof.id, pin=index, tries=tries, now=stamp(now)).fetchone()
    return bool(row) and bytes(row[0]) == index


def answer(session: Session, proof: Proof, how: str, now: datetime) -> bool:
    """Whether this was the answer, by "pin" or by "yes": True once for each question."""
    return bool(session.run(ANSWER, id=proof.id, how=how, now=stamp(now)).rowcount)


def close_yes(session: Session, subscriber: int, campaign: str | None = None) -> None:
    """From now on a YES answers none of the questions to this number; of one campaign, or of all."""
    if campaign is None:
        session.run(CLOSE_YES, subscriber=subscriber)
    else:
        session.run(CLOSE_YES_OF, subscriber=subscriber, campaign=campaign)


def proved(session: Session, visit: int, subscriber: int) -> bool:
    """Whether the pin that was texted to this number was typed on the page of this visit."""
    return session.run(PROVED, visit=visit, subscriber=subscriber).fetchone() is not None


def _consent(row: tuple[str, str, str, str, str, str | None, str, str, int]) -> Consent:
    return Consent(*row[:8], moment(row[8]))


def _proof(row: tuple[int, int, str, int, str, str, bool, bool, int, int, int]) -> Proof:
    return Proof(*row[:6], bool(row[6]), bool(row[7]), row[8], moment(row[9]), moment(row[10]))
