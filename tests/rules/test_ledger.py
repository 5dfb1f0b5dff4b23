"""The chain of the ledger: whatever is changed, moved or taken out shows."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b

import pytest

from app.rules.ledger import Entry, Sealed, digest, fault

SEED = b"s" * 16
EVIDENCE = b"sealed: 192.0.2.1, a browser"
FIRST = Entry(
    "request", "marketing", "sms", "Aurora", "estate-25", "0" * 64, "f" * 64, "it", "k7q2m", 7,
    {"country": "IT"}, digest(EVIDENCE), datetime(2026, 7, 4, 10, 0, tzinfo=UTC),
)  # fmt: skip


def link(before: bytes, text: str) -> bytes:
    return blake2b(before + text.encode(), key=b"key", digest_size=32).digest()


def chain(*entries: Entry) -> list[Sealed]:
    sealed, last = [], SEED
    for entry in entries:
        last = link(last, entry.text)
        sealed.append(Sealed(entry, last, EVIDENCE, False))
    return sealed


LEDGER = chain(FIRST, replace(FIRST, event="confirm"), replace(FIRST, event="withdraw"))
HEAD = LEDGER[-1].seal


def test_a_ledger_as_it_was_written_holds():
    assert fault(SEED, HEAD, LEDGER, link) == ""
    assert fault(None, None, [], link) == ""


@pytest.mark.rule("EU-GDPR-7-1", "US-REC-1")
@pytest.mark.parametrize(
    "change",
    [{"event": "grant"}, {"words": None}, {"placement": "x"}, {"facts": {"country": "DE"}}, {"visit": None}],
)
def test_a_changed_entry_shows(change):
    changed = [LEDGER[0], replace(LEDGER[1], entry=replace(LEDGER[1].entry, **change)), LEDGER[2]]
    assert fault(SEED, HEAD, changed, link) == "entry 2 is not as it was written, or one before it is gone"


def test_an_entry_taken_out_or_moved_shows():
    assert "entry 2" in fault(SEED, HEAD, [LEDGER[0], LEDGER[2]], link)
    assert "entry 1" in fault(SEED, HEAD, LEDGER[1:], link)
    assert "entry 1" in fault(SEED, HEAD, LEDGER[::-1], link)
    assert "entry 1" in fault(b"other" * 3, HEAD, LEDGER, link)
    assert fault(SEED, HEAD, LEDGER[:2], link) == "the last entries are gone"
    assert fault(SEED, HEAD, [], link) == "the last entries are gone"
    assert "seed" in fault(None, HEAD, LEDGER, link)


def test_an_entry_without_a_seal_may_only_be_older_than_the_chain():
    bare = replace(LEDGER[0], seal=None)
    assert fault(SEED, HEAD, [bare, *LEDGER], link) == ""
    assert fault(SEED, HEAD, [*LEDGER, bare], link) == "entry 4 carries no seal"


def test_exchanged_evidence_shows_and_erased_evidence_does_not():
    exchanged = [replace(LEDGER[0], evidence=b"sealed: another"), *LEDGER[1:]]
    assert fault(SEED, HEAD, exchanged, link) == "the evidence of entry 1 was exchanged"
    erased = [replace(each, evidence=b"", erased=True) for each in LEDGER]
    assert fault(SEED, HEAD, erased, link) == ""
