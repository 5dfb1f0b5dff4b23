"""The ledger of consents: who agreed to what, in which exact words, when and where; and how it ended.

It only grows: triggers refuse every change but one, the erasure of evidence whose owner was erased. Each entry is
sealed with the one before it (rules/ledger.py), so that a row changed, moved or taken out by other hands shows. What
holds now is read off it by rules/standing.py.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.rules.ledger import Entry, Sealed, digest, fault
from app.rules.standing import ENDS
from app.store import Key, Moment, Session, Sql, listed, metadata, moment, stamp
from app.store.vault import Vault

SEED_BYTES = 16

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
    sa.Column("event", sa.Text, nullable=False, comment="request, grant, confirm, withdraw, object, expire or import"),
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
    sa.Column("facts", sa.Text, comment="JSON: country, zone, programme, company, page, box; names nobody"),
    sa.Column("evidence_digest", sa.LargeBinary(32), comment="SHA-256 of evidence_sealed as it was written"),
    sa.Column("seal", sa.LargeBinary(32), comment="keyed hash of this entry and the seal before it"),
    sa.Index(
        "ix_consents_marketing",
        "campaign",
        "event",
        "subscriber_id",
        sqlite_where=sa.text("purpose = 'marketing'"),
        postgresql_where=sa.text("purpose = 'marketing'"),
    ),
)

# A ledger that can be edited proves nothing; the migrations write triggers for these.
APPEND_ONLY = (consents, words)


@dataclass(frozen=True)
class Act:
    """What somebody did, before it is known whose ledger it goes into; `evidence` is sealed already."""

    event: str
    purpose: str
    brand: str
    campaign: str
    release: str
    words: str | None
    language: str
    placement: str
    visit: int | None
    facts: Mapping[str, str]
    evidence: bytes
    at: datetime
    channel: str = "sms"

    @property
    def entry(self) -> Entry:
        """The act as its seal covers it."""
        said = {key: value for key, value in vars(self).items() if key != "evidence"}
        return Entry(**said, evidence=digest(self.evidence))


@dataclass(frozen=True)
class Consent:
    """One row of the ledger, as a receipt prints it; the words are those that were shown."""

    id: int
    event: str
    purpose: str
    channel: str
    brand: str
    campaign: str
    release: str
    words_digest: str | None
    words: str | None
    language: str
    placement: str
    at: datetime
    facts: Mapping[str, str]
    seal: bytes | None


ADD_WORDS = Sql("INSERT INTO words (digest, language, text) VALUES (:digest, :language, :text) ON CONFLICT DO NOTHING")
# Two acts of one person take turns at their row, or both would follow the same entry.
CHAIN = Sql("SELECT seed, head, erased_at FROM subscribers WHERE id = :subscriber {for_update}")
LINK = Sql("UPDATE subscribers SET seed = :seed, head = :seal WHERE id = :subscriber")
ADD = Sql("""
    INSERT INTO consents (subscriber_id, event, purpose, channel, brand, campaign, release, words_digest,
                          language, placement, visit_id, at, evidence_sealed, facts, evidence_digest, seal)
    VALUES (:subscriber, :event, :purpose, :channel, :brand, :campaign, :release, :words,
            :language, :placement, :visit, :now, :evidence, :facts, :evidence_digest, :seal)""")
CONSENTS = Sql("""
    SELECT id, event, purpose, channel, brand, campaign, release, words_digest, text, consents.language, placement, at,
           facts, seal
    FROM consents LEFT JOIN words ON words.digest = consents.words_digest
    WHERE subscriber_id = :subscriber ORDER BY id""")
EVIDENCE = Sql("SELECT id, evidence_sealed FROM consents WHERE subscriber_id = :subscriber ORDER BY id")
EVENTS = Sql("""
    SELECT subscriber_id, event, brand, channel FROM consents
    WHERE purpose = 'marketing' AND subscriber_id {in :subscribers}
    ORDER BY id""")
HAS_ASKED = Sql("""
    SELECT 1 FROM consents WHERE subscriber_id = :subscriber AND campaign = :campaign AND purpose = 'coupon' LIMIT 1""")
ERASE_EVIDENCE = Sql("UPDATE consents SET evidence_sealed = :nothing WHERE subscriber_id = :subscriber")
_AUDIT = """
    SELECT subscriber_id, seed, head, erased_at, event, purpose, channel, brand, campaign, release, words_digest,
           consents.language, placement, visit_id, facts, evidence_digest, at, seal, evidence_sealed
    FROM consents JOIN subscribers ON subscribers.id = consents.subscriber_id"""
AUDIT = Sql(f"{_AUDIT} ORDER BY subscriber_id, consents.id")
AUDIT_OF = Sql(f"{_AUDIT} WHERE subscriber_id = :subscriber ORDER BY consents.id")
COUNTED = Sql("SELECT COUNT(*), COUNT(DISTINCT subscriber_id) FROM consents")
UNLISTED = Sql("""
    SELECT id FROM subscribers WHERE head IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM consents WHERE subscriber_id = subscribers.id) ORDER BY id""")


def seal_evidence(vault: Vault, evidence: Mapping[str, str]) -> bytes:
    """What shows how somebody came to agree: address, browser, what was typed or texted."""
    return vault.seal(json.dumps(dict(evidence), ensure_ascii=False))


def add_words(session: Session, digest: str, language: str, text: str) -> None:
    """Keeps the exact words of a consent, once for each wording."""
    session.run(ADD_WORDS, digest=digest, language=language, text=text)


def add(session: Session, subscriber: int, act: Act) -> None:
    """Adds one entry to this person's ledger, sealed with the one before it; without evidence once they are erased.

    Somebody may be erased while another transaction acts for them: what it writes then must not name them again.
    """
    seed, head, erased_at = session.run(CHAIN, subscriber=subscriber).fetchone()
    act = act if erased_at is None else replace(act, evidence=b"")
    seed = bytes(seed) if seed else session.vault.noise(SEED_BYTES)
    seal = session.vault.link(bytes(head) if head else seed, act.entry.text)
    session.run(LINK, subscriber=subscriber, seed=seed, seal=seal)
    session.run(ADD, subscriber=subscriber, seal=seal, **columns(act))


def columns(act: Act) -> dict[str, Any]:
    """The act as values of its row."""
    return {
        "event": act.event,
        "purpose": act.purpose,
        "channel": act.channel,
        "brand": act.brand,
        "campaign": act.campaign,
        "release": act.release,
        "words": act.words,
        "language": act.language,
        "placement": act.placement,
        "visit": act.visit,
        "now": stamp(act.at),
        "evidence": act.evidence,
        "evidence_digest": digest(act.evidence),
        "facts": json.dumps(dict(act.facts), ensure_ascii=False),
    }


def first_seal(vault: Vault, seed: bytes, act: Act) -> bytes:
    """The seal of a person's first entry."""
    return vault.link(seed, act.entry.text)


def has_asked(session: Session, subscriber: int, campaign: str) -> bool:
    """Whether this number had asked for the campaign's coupon before."""
    return session.run(HAS_ASKED, subscriber=subscriber, campaign=campaign).fetchone() is not None


def consents_of(session: Session, subscriber: int) -> list[Consent]:
    """The whole ledger of one number, oldest first."""
    rows = session.run(CONSENTS, subscriber=subscriber).fetchall()
    return [_consent(row) for row in rows]


def evidence_of(session: Session, subscriber: int) -> dict[int, Mapping[str, str]]:
    """The evidence of each entry by its id; nothing for what was erased. Raises KeyError if its key is gone."""
    rows = session.run(EVIDENCE, subscriber=subscriber).fetchall()
    return {row[0]: json.loads(session.vault.open(bytes(row[1]))) if row[1] else {} for row in rows}


def marketing_events(
    session: Session, subscribers: Collection[int], channel: str = "sms"
) -> dict[tuple[int, str], list[str]]:
    """What each of these numbers did about each brand's marketing, oldest first, by (subscriber, brand).

    An agreement counts on the channel it named, an end on all of them [MSG-ALL-1, EU-GRAN-1].
    """
    if not subscribers:
        return {}
    found: dict[tuple[int, str], list[str]] = {}
    for subscriber, event, brand, named in session.run(EVENTS, subscribers=listed(subscribers)).fetchall():
        if named == channel or event in ENDS:
            found.setdefault((subscriber, brand), []).append(event)
    return found


def erase_evidence(session: Session, subscriber: int) -> int:
    """How many entries lost their evidence, once their owner is erased; the entries and their chain stay."""
    return int(session.run(ERASE_EVIDENCE, subscriber=subscriber, nothing=b"").rowcount)


def counted(session: Session) -> tuple[int, int]:
    """(entries, persons) in the ledger, those erased included."""
    entries, persons = session.run(COUNTED).fetchone()
    return entries, persons


def faults(session: Session) -> Iterator[tuple[int, str]]:
    """(subscriber, what is wrong) for each ledger that is not as it was written."""
    for subscriber, entries in groupby(session.run(AUDIT), key=lambda row: int(row[0])):
        wrong = _fault(session.vault, list(entries))
        if wrong:
            yield subscriber, wrong
    for row in session.run(UNLISTED).fetchall():
        yield row[0], "all entries are gone"


def fault_of(session: Session, subscriber: int) -> str:
    """What is wrong with one person's ledger, as the end of a sentence; empty if all is as it was written."""
    return _fault(session.vault, session.run(AUDIT_OF, subscriber=subscriber).fetchall())


def _fault(vault: Vault, rows: Sequence[Any]) -> str:
    """The same of the rows of one person, oldest first."""
    if not rows:
        return ""
    seed, head, erased_at = rows[0][1:4]
    sealed = [_sealed(row, erased=erased_at is not None) for row in rows]
    return fault(_bytes(seed), _bytes(head), sealed, vault.link)


def _consent(row: Any) -> Consent:
    id, event, purpose, channel, brand, campaign, release, shown, said, language, placement, at, facts, seal = row
    return Consent(
        id=id,
        event=event,
        purpose=purpose,
        channel=channel,
        brand=brand,
        campaign=campaign,
        release=release,
        words_digest=shown,
        words=said,
        language=language,
        placement=placement,
        at=moment(at),
        facts=_facts(facts),
        seal=_bytes(seal),
    )


def _sealed(row: Any, *, erased: bool) -> Sealed:
    event, purpose, channel, brand, campaign, release, words, language, placement, visit, facts = row[4:15]
    evidence, at, seal, stored = row[15:]
    entry = Entry(
        event=event,
        purpose=purpose,
        channel=channel,
        brand=brand,
        campaign=campaign,
        release=release,
        words=words,
        language=language,
        placement=placement,
        visit=visit,
        facts=_facts(facts),
        evidence=_bytes(evidence) or b"",
        at=moment(at),
    )
    return Sealed(entry, _bytes(seal), bytes(stored), erased)


def _facts(stored: str | None) -> Mapping[str, str]:
    facts: Mapping[str, str] = json.loads(stored) if stored else {}
    return facts


def _bytes(stored: Any) -> bytes | None:
    return None if stored is None else bytes(stored)
