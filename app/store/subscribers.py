"""Numbers: found by a keyed hash, kept sealed, and forgotten when their owner asks for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.phone import E164, e164
from app.store import Key, Moment, Session, Sql, listed, metadata, moment, stamp
from app.store.ledger import SEED_BYTES
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
    sa.Column("seed", sa.LargeBinary(16), comment="what the first entry of the ledger follows"),
    sa.Column("head", sa.LargeBinary(32), comment="the seal of the newest entry of the ledger"),
    sa.Column("erased_at", Moment, comment="from then on the row is nobody's"),
    sa.Column(
        "answered_at", Moment, comment="when its holder was first heard of: by a pin, a text, or the coupon's open page"
    ),
)


@dataclass(frozen=True)
class Subscriber:
    """A number we know, with the language it was last spoken to in."""

    id: int
    number: E164
    country: str
    language: str


@dataclass(frozen=True)
class SealedNumber:
    """A number as the store finds and keeps it, and the seed of its ledger, should it be new."""

    index: bytes
    sealed: bytes
    seed: bytes


KEEP_SUBSCRIBER = Sql("""
    INSERT INTO subscribers (number_index, number_sealed, country, language, first_at, seed)
    VALUES (:index, :sealed, :country, :language, :now, :seed)
    ON CONFLICT (number_index) DO UPDATE SET language = excluded.language
    RETURNING id, first_at""")
BY_NUMBER = Sql("SELECT id, number_sealed, country, language FROM subscribers WHERE number_index = :index")
BY_ID = Sql("SELECT id, number_sealed, country, language FROM subscribers WHERE id = :id AND erased_at IS NULL")
SPEAK = Sql("UPDATE subscribers SET language = :language WHERE id = :id")
HOLD = Sql("SELECT id FROM subscribers WHERE id {in :ids} ORDER BY id {for_update}")
HOLD_TO_ERASE = Sql("SELECT id FROM subscribers WHERE id {in :ids} ORDER BY id {for_erasure}")
HOLD_NUMBERS = "SELECT id FROM subscribers WHERE number_index IN ({}) ORDER BY id {{for_update}}"
IS_ERASED = Sql("SELECT 1 FROM subscribers WHERE id = :id AND erased_at IS NOT NULL")
ANSWER = Sql("UPDATE subscribers SET answered_at = :now WHERE id = :id AND answered_at IS NULL AND erased_at IS NULL")
HAS_ANSWERED = Sql("SELECT 1 FROM subscribers WHERE id = :id AND answered_at IS NOT NULL")
KNOWN_SINCE = Sql("SELECT first_at FROM subscribers WHERE id = :id")
ERASE = Sql("""
    UPDATE subscribers SET number_index = :noise, number_sealed = :nothing, erased_at = :now, answered_at = NULL
    WHERE id = :id AND erased_at IS NULL""")


def number_index(vault: Vault, number: E164) -> bytes:
    """The keyed hash that the number is found by, here and among the suppressions.

    Two ways of writing it would be two people, and the STOP of one not the other's: so it raises ValueError for a
    number that no reader has made, as tests and shells might bring.
    """
    return vault.index("number", e164(number))


def seal_number(vault: Vault, number: E164) -> SealedNumber:
    """The number, sealed. Raises ValueError as number_index does."""
    return SealedNumber(number_index(vault, number), vault.seal(number), vault.noise(SEED_BYTES))


def keep_subscriber(
    session: Session, number: SealedNumber, *, country: str, language: str, now: datetime
) -> tuple[int, bool]:
    """(id, whether it is new) of the number, known before or from now on."""
    row = session.run(
        KEEP_SUBSCRIBER,
        index=number.index,
        sealed=number.sealed,
        seed=number.seed,
        country=country,
        language=language,
        now=stamp(now),
    ).fetchone()
    return int(row[0]), row[1] == stamp(now)


def subscriber(session: Session, id: int) -> Subscriber:
    """The subscriber with this id."""
    found = subscriber_or_none(session, id)
    if found is None:
        raise LookupError(f"subscriber {id} is not there, or is erased")
    return found


def subscriber_or_none(session: Session, id: int) -> Subscriber | None:
    """The same; None for somebody who was erased."""
    row = session.run(BY_ID, id=id).fetchone()
    # What was sealed was an E164: see seal_number.
    return Subscriber(row[0], E164(session.vault.open(row[1])), row[2], row[3]) if row else None


def subscriber_of(session: Session, number: E164) -> Subscriber | None:
    """The subscriber with this number, or None if it never met us. Raises ValueError as number_index does."""
    row = session.run(BY_NUMBER, index=number_index(session.vault, number)).fetchone()
    return Subscriber(row[0], number, row[2], row[3]) if row else None


def is_erased(session: Session, id: int) -> bool:
    """Whether what hangs on this row is nobody's."""
    return session.run(IS_ERASED, id=id).fetchone() is not None


def answer(session: Session, id: int, now: datetime) -> bool:
    """Whether this is the first time that the number's holder was heard of; its row is held (hold)."""
    return bool(session.run(ANSWER, id=id, now=stamp(now)).rowcount)


def has_answered(session: Session, id: int) -> bool:
    """Whether the number's holder was ever heard of."""
    return session.run(HAS_ANSWERED, id=id).fetchone() is not None


def known_since(session: Session, id: int) -> datetime:
    """When this subscriber's number first came to us."""
    return moment(session.run(KNOWN_SINCE, id=id).fetchone()[0])


def speak(session: Session, id: int, language: str) -> None:
    """From now on this subscriber is spoken to in this language."""
    session.run(SPEAK, id=id, language=language)


def hold(session: Session, ids: Collection[int], *, erasing: bool = False) -> None:
    """Lets nobody else act for these subscribers, or decide about them, until the transaction ends.

    It comes before any other lock on what is theirs: questions, orders, texts, coupons. With `erasing` nobody may add
    anything either.
    """
    if ids:  # in one order for all, so that no two wait for each other
        session.run(HOLD_TO_ERASE if erasing else HOLD, ids=listed(ids))


def hold_numbers(session: Session, numbers: Collection[E164]) -> None:
    """The same for whoever we know of these numbers. Raises ValueError as number_index does."""
    if numbers:
        values = {f"number{n}": number_index(session.vault, number) for n, number in enumerate(sorted(numbers))}
        session.run(Sql(HOLD_NUMBERS.format(", ".join(f":{name}" for name in values))), **values)


def erase(session: Session, id: int, now: datetime) -> bool:
    """Whether there was a number to forget; what hangs on the row stays, and is nobody's."""
    values = {"noise": session.vault.noise(16), "nothing": b"", "now": stamp(now)}
    return bool(session.run(ERASE, id=id, **values).rowcount)
