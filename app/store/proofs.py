"""Questions to a number: does its owner want this? Answered by the pin on a page, or by a YES to the text.

A question belongs to the visit that left the number; several visits may wait for the same pin. One that a text asks
alone, on no page, has no pin: only a YES answers it, and only for the programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.store import Key, Moment, Session, Sql, metadata, moment, stamp

PAGES_OF_A_PIN = 3

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
    sa.Column("words_digest", sa.Text, comment="what its own text asked, pin and link left out"),
)


@dataclass(frozen=True)
class Proof:
    """A question to a number that waits for its pin or its YES.

    `words` is the digest of what its own text asked: None if it shares another's, or is older than this column.
    """

    id: int
    subscriber: int
    campaign: str
    visit: int
    placement: str
    language: str
    marketing: bool
    takes_yes: bool
    has_pin: bool
    wrong: int
    words: str | None
    asked_at: datetime
    expires_at: datetime


ADD_PROOF = Sql("""
    INSERT INTO proofs (subscriber_id, campaign, visit_id, placement, language, marketing, pin_index, wrong,
                        takes_yes, words_digest, asked_at, expires_at)
    VALUES (:subscriber, :campaign, :visit, :placement, :language, :marketing, :pin, 0, TRUE, :words, :now, :expires)
    RETURNING id""")
_PROOF = """id, subscriber_id, campaign, visit_id, placement, language, marketing, takes_yes, LENGTH(pin_index) > 0,
    wrong, words_digest, asked_at, expires_at"""
PROOF = Sql(f"SELECT {_PROOF} FROM proofs WHERE id = :id")
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
_SHARED = """FROM proofs AS asked
    WHERE subscriber_id = :subscriber AND campaign = :campaign AND answered_at IS NULL AND expires_at > :now
      AND LENGTH(pin_index) > 0
      AND :most > (SELECT COUNT(*) FROM proofs WHERE subscriber_id = :subscriber AND campaign = :campaign
                                                 AND pin_index = asked.pin_index)"""
IS_SHARED = Sql(f"SELECT 1 {_SHARED} LIMIT 1")
SHARE_PROOF = Sql(f"""
    INSERT INTO proofs (subscriber_id, campaign, visit_id, placement, language, marketing, pin_index, wrong,
                        takes_yes, asked_at, expires_at)
    SELECT subscriber_id, campaign, :visit, :placement, :language, :marketing, pin_index, 0, FALSE, :now, expires_at
    {_SHARED}
    ORDER BY id DESC LIMIT 1""")
CLOSE_YES = Sql("UPDATE proofs SET takes_yes = FALSE WHERE subscriber_id = :subscriber AND takes_yes")
CLOSE_YES_OF = Sql("""
    UPDATE proofs SET takes_yes = FALSE WHERE subscriber_id = :subscriber AND campaign = :campaign AND takes_yes""")
CLOSE = Sql("""
    UPDATE proofs SET takes_yes = FALSE, expires_at = :now
    WHERE subscriber_id = :subscriber AND answered_at IS NULL AND expires_at > :now""")
PROVED = Sql("""
    SELECT 1 FROM proofs WHERE visit_id = :visit AND subscriber_id = :subscriber AND answered_with = 'pin' LIMIT 1""")

FORGET = Sql("DELETE FROM proofs WHERE subscriber_id = :subscriber")


def add_proof(
    session: Session,
    subscriber: int,
    *,
    campaign: str,
    visit: int,
    placement: str,
    language: str,
    marketing: bool,
    pin: str | None,
    words: str | None = None,
    expires_at: datetime,
    now: datetime,
) -> int:
    """The id of a question that waits for the owner of the number to answer with this pin, or with YES.

    `words` is the digest of what its text asks.
    """
    row = session.run(
        ADD_PROOF,
        subscriber=subscriber,
        campaign=campaign,
        visit=visit,
        placement=placement,
        language=language,
        marketing=marketing,
        pin=b"" if pin is None else session.vault.index(f"pin.{subscriber}.{campaign}", pin),
        words=words,
        now=stamp(now),
        expires=stamp(expires_at),
    ).fetchone()
    return int(row[0])


def proof(session: Session, id: int) -> Proof | None:
    """The question with this id, answered or not; None if it was never asked, or is forgotten."""
    row = session.run(PROOF, id=id).fetchone()
    return _proof(row) if row else None


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


def is_shared(session: Session, subscriber: int, campaign: str, now: datetime) -> bool:
    """Whether the pin that the number was last asked for has room for one more visit."""
    values = {"subscriber": subscriber, "campaign": campaign, "now": stamp(now), "most": PAGES_OF_A_PIN}
    return session.run(IS_SHARED, **values).fetchone() is not None


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


def close(session: Session, subscriber: int, now: datetime) -> int:
    """How many questions to this number end unanswered: no pin and no YES counts for them any more."""
    return int(session.run(CLOSE, subscriber=subscriber, now=stamp(now)).rowcount)


def proved(session: Session, visit: int, subscriber: int) -> bool:
    """Whether the pin that was texted to this number was typed on the page of this visit."""
    return session.run(PROVED, visit=visit, subscriber=subscriber).fetchone() is not None


def forget(session: Session, subscriber: int) -> int:
    """How many questions were forgotten along with the number they were put to."""
    return int(session.run(FORGET, subscriber=subscriber).rowcount)


def _proof(row: tuple[int, int, str, int, str, str, bool, bool, bool, int, str | None, int, int]) -> Proof:
    said = bool(row[6]), bool(row[7]), bool(row[8])
    return Proof(*row[:6], *said, *row[9:11], moment(row[11]), moment(row[12]))
