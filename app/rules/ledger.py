"""The ledger's chain: each entry is sealed together with the seal of the one before it.

A person's first entry follows their seed, sixteen random bytes, so that no entry can be moved to somebody else. What
is sealed is the entry as it was written and a digest of its evidence, not the evidence: that can be erased with its
owner and the chain still holds (EU-GDPR-7-1, US-REC-1). The key is not in the database, so whoever can change rows
there cannot mend the chain behind them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

Link = Callable[[bytes, str], bytes]  # the seal of what was sealed before and a text, 32 bytes


class Event(StrEnum):
    """What happened; what holds after several of them is for standing.py to say."""

    REQUEST = "request"  # asked for on a page, not yet proven to be the number's owner
    GRANT = "grant"
    CONFIRM = "confirm"  # by the number itself: a pin, or a text
    WITHDRAW = "withdraw"
    OBJECT = "object"  # to all marketing, for good: GDPR art. 21(2)
    EXPIRE = "expire"  # too old to be relied on
    IMPORT = "import"  # agreed to elsewhere, with proof


@dataclass(frozen=True)
class Entry:
    """One act: who it was is told by the chain it stands in.

    `words` is the SHA-256 of the words shown, None where the act answers none. `facts` are those of the moment that
    name nobody: country, zone, programme, company, page, how the box stood. `evidence` is the SHA-256 of what is
    sealed: address, browser, what was typed or texted.
    """

    event: str
    purpose: str
    channel: str
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

    @property
    def text(self) -> str:
        """The entry as it is sealed: one line of JSON, its parts always in this order."""
        facts = dict(sorted(self.facts.items()))
        parts = [self.event, self.purpose, self.channel, self.brand, self.campaign, self.release, self.words]
        parts += [self.language, self.placement, str(self.visit or ""), self.at.isoformat()]
        return json.dumps([*parts, facts, self.evidence.hex()], ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Sealed:
    """An entry with the seal it carries, None for one that is older than the chain, and its evidence as stored.

    `erased`: the evidence went with its owner.
    """

    entry: Entry
    seal: bytes | None
    evidence: bytes
    erased: bool


def digest(evidence: bytes) -> bytes:
    """SHA-256 of evidence as it is stored."""
    return sha256(evidence).digest()


def fault(seed: bytes | None, head: bytes | None, entries: Iterable[Sealed], link: Link) -> str:
    """What is wrong with one person's entries, oldest first, as the end of a sentence; empty if all is as written."""
    last = None
    for number, each in enumerate(entries, start=1):
        if each.seal is None:
            if last is not None:
                return f"entry {number} carries no seal"
            continue
        if seed is None:
            return "the seed of the chain is gone"
        if link(last or seed, each.entry.text) != each.seal:
            return f"entry {number} is not as it was written, or one before it is gone"
        if not each.erased and digest(each.evidence) != each.entry.evidence:
            return f"the evidence of entry {number} was exchanged"
        last = each.seal
    return "" if head == last else "the last entries are gone"
