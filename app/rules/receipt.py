"""The consent receipt: what one number agreed to, in the words that were shown, and how each of it ended.

For whoever has to prove a consent or doubts one (EU-GDPR-7-1, US-REC-1): a lawyer, an authority, the owner. It is put
together from the ledger alone; receipt_sheet.py draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.rules.ledger import Event

ON_RECORD = "on record, not shown here"
PERSONAL = {"address", "typed", "text"}  # evidence that could name somebody

WHAT = {
    Event.REQUEST: "Asked for on a page",
    Event.GRANT: "Agreed on a page",
    Event.CONFIRM: "Confirmed by the number itself",
    Event.WITHDRAW: "Ended",
    Event.OBJECT: "Ended for good, by objection",
    Event.EXPIRE: "Expired",
    Event.IMPORT: "Agreed elsewhere, imported with proof",
}
NAMED = {
    "address": "Address",
    "browser": "Browser",
    "typed": "Number as typed",
    "text": "Text from the number",
    "question": "Text that asked",
    "question_at_gateway": "… at the gateway",
    "sender": "Texted to",
    "gateway": "Gateway that brought it",
    "reference": "… its name for it",
    "by": "Read by",
    "source": "Source",
    "document": "Document",
    "file": "Imported from",
    "why": "Why",
}


@dataclass(frozen=True)
class Proof:
    """One entry of the ledger with all that shows it; `zone` is the campaign's."""

    event: str
    purpose: str
    channel: str
    at: datetime
    brand: str
    campaign: str
    release: str
    words: str | None
    words_sha256: str | None
    language: str
    placement: str
    facts: Mapping[str, str]
    evidence: Mapping[str, str]
    seal: str | None

    @property
    def zone(self) -> str:
        """The zone of the campaign at that moment; UTC for entries that are older than this fact."""
        return self.facts.get("zone", "UTC")


@dataclass(frozen=True)
class Receipt:
    """A person's receipt; `number` is as it may be shown, `fault` empty if the chain of entries is whole."""

    number: str
    made_at: datetime
    standing: Mapping[str, str]  # by "brand, purpose": where it stands by now
    proofs: Sequence[Proof]
    fault: str


def shown(evidence: Mapping[str, str], *, full: bool) -> Mapping[str, str]:
    """The evidence as a receipt shows it: what could name somebody only where all is to be told."""
    return {key: ON_RECORD if key in PERSONAL and not full else said for key, said in evidence.items()}


def heading(proof: Proof) -> str:
    """What happened: "Agreed on a page · marketing"."""
    texted = proof.event == Event.GRANT and proof.evidence.get("how") == "text"
    return f"{'Agreed by text' if texted else WHAT.get(Event(proof.event), proof.event)} · {proof.purpose}"


def when(proof: Proof) -> str:
    """The moment, in UTC and in the campaign's zone."""
    local = proof.at.astimezone(ZoneInfo(proof.zone))
    return f"{_spelt(proof.at)} UTC" + ("" if proof.zone == "UTC" else f"  ·  {_spelt(local)} {proof.zone}")


def how(proof: Proof) -> str:
    """How it came about, in a sentence or two; empty where the ledger does not say."""
    said, evidence = [], proof.evidence
    if proof.facts.get("box"):
        said.append(f"The box was {proof.facts['box']}.")
    asked = f", in answer to a question of {_moment(evidence['asked_at'])}" if "asked_at" in evidence else ""
    answered = f" at {_moment(evidence['answered_at'])}" if "answered_at" in evidence else ""
    if evidence.get("how", "").startswith("pin"):
        said.append(f"The pin that was texted to the number was typed on the page{answered}{asked}.")
    elif evidence.get("how") == "text":
        said.append(f"The number itself texted it{answered}{asked}.")
    elif evidence.get("how"):
        said.append(f"{evidence['how'][0].upper()}{evidence['how'][1:]}.")
    return " ".join(said)


def lines(proof: Proof) -> list[tuple[str, str]]:
    """(label, what it says) of everything but the words and hashes, in the order in which a lawyer asks."""
    where = ", ".join(filter(None, (proof.facts.get("page"), proof.placement and f"placement {proof.placement}")))
    told = [
        ("When", when(proof)),
        ("To whom", " · ".join(filter(None, (proof.brand, proof.facts.get("company"))))),
        ("Campaign", proof.campaign),
        ("Programme", proof.facts.get("programme", "") if proof.purpose == "marketing" else ""),
        ("Where", where),
        ("How", how(proof)),
        ("Country, channel", ", ".join(filter(None, (proof.facts.get("country"), proof.channel)))),
        *((name, proof.evidence.get(key, "")) for key, name in NAMED.items()),
    ]
    return [(label, said) for label, said in told if said]


def digests(proof: Proof) -> list[tuple[str, str]]:
    """(label, hash) of what fixes the entry."""
    found = [
        (f"SHA-256 of the words ({proof.language})", proof.words_sha256),
        ("SHA-256 of the campaign", proof.release),
        ("Seal in the chain", proof.seal),
    ]
    return [(label, hash) for label, hash in found if hash]


def verdict(receipt: Receipt) -> str:
    """Whether the chain of entries holds."""
    if receipt.fault:
        return f"The chain of entries does not hold: {receipt.fault}."
    return "The chain of entries holds: none was changed, moved or taken out since it was written."


def as_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt for a program."""
    return {
        "form": "handbill.receipt/1",
        "number": receipt.number,
        "made_at": receipt.made_at.isoformat(),
        "standing": dict(receipt.standing),
        "chain": receipt.fault or "whole",
        "entries": [
            {**vars(proof), "at": proof.at.isoformat(), "facts": dict(proof.facts), "evidence": dict(proof.evidence)}
            for proof in receipt.proofs
        ],
    }


def _spelt(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _moment(iso: str) -> str:
    return f"{_spelt(datetime.fromisoformat(iso))} UTC"
