"""A message provider's web interface as an operator describes it in a file: how a text goes out, what its answers mean.

    [send]      the request, with blanks for number, text and the like
    [answer]    when it is a yes, where the provider's reference stands, what its words for a no mean
    [receipt]   where reference and status stand in what it tells, and what its words mean
    [inbound]   where a person's text stands
    [hooks]     how what it tells is known to be its own

docs/gateways.md has the words of it for operators, with an example.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.rules.description import NOWHERE, BadDescription, Spot, Table
from app.rules.failure import Failure
from app.rules.finding import did_you_mean, short
from app.rules.message import State
from app.rules.provider_request import PRINTED, Send, read_send

Meaning = tuple[State, Failure | None]

STATES: Mapping[str, Meaning] = {
    each.value: (each, None) for each in (State.SENT, State.DELIVERED, State.UNDELIVERED, State.FAILED)
}
FAILURES: Mapping[str, Meaning] = {each.value: (State.FAILED, each) for each in Failure}
FROM = ("json", "form", "query")
HASHES, WRITTEN = ("sha256", "sha1", "sha512"), ("hex", "base64")
SIGNATURES = [f"{hash} {written}" for hash in HASHES for written in WRITTEN]
SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Answers:
    """What answers mean: yes by one of these statuses, and where `yes` names words, by one of them where `code` is."""

    statuses: frozenset[int]
    reference: Spot | None
    code: Spot
    yes: frozenset[str]
    detail: Spot
    means: Mapping[str, Meaning]


@dataclass(frozen=True)
class Receipts:
    """Where things stand in news of a text; `reference` is the provider's, `ours` our own."""

    kind: str
    each: str
    reference: Spot
    ours: Spot
    status: Spot
    code: Spot
    means: Mapping[str, Meaning]


@dataclass(frozen=True)
class Texts:
    """Where things stand in a person's text."""

    kind: str
    each: str
    id: Spot
    number: Spot
    sender: Spot
    text: Spot
    handles_stop: bool


@dataclass(frozen=True)
class Proof:
    """How a hook is known: by an HMAC of its body, or where hash is empty by the key itself."""

    hash: str
    written: str
    header: str
    query: str
    prefix: str
    key: str = field(repr=False)
    thanks: str | None = None


@dataclass(frozen=True)
class Provider:
    """All of a description."""

    send: Send
    answers: Answers
    receipts: Receipts | None
    texts: Texts | None
    proof: Proof | None


def read_provider(written: str, given: Callable[[str], str]) -> Provider:
    """What a file describes; given() is asked for the settings it names. Raises BadDescription, and what given does."""
    try:
        top = Table("", tomllib.loads(written), given)
    except tomllib.TOMLDecodeError as bad:
        raise BadDescription(f"this is no TOML: {bad}") from bad
    tables = {name: top.table(name) for name in ("send", "answer", "receipt", "inbound", "hooks")}
    top.done()
    send, hooks = tables["send"], tables["hooks"]
    if send is None:
        raise BadDescription("[send] is missing; it says where texts go, beginning with url")
    receipt, inbound = tables["receipt"], tables["inbound"]
    found = Provider(
        read_send(send),
        _answers(tables["answer"] or Table("answer", {}, given)),
        _receipts(receipt) if receipt else None,
        _texts(inbound) if inbound else None,
        _proof(hooks) if hooks else None,
    )
    for table in filter(None, tables.values()):
        table.done()
    _must_be_provable(found)
    return found


def _answers(table: Table) -> Answers:
    statuses = table.value("status", list, list(range(200, 300)))
    if not all(isinstance(each, int) and 100 <= each < 600 for each in statuses):
        raise table.fault("status", "write a list of HTTP statuses, like [200, 202]")
    yes = table.words("yes")
    if yes and not table.has("code"):
        raise table.fault("yes", "say by code where this word stands")
    return Answers(
        frozenset(statuses),
        table.spot("reference") if table.has("reference") else None,
        table.spot("code"),
        yes,
        table.spot("detail"),
        _means(table, FAILURES),
    )


def _receipts(table: Table) -> Receipts:
    if not (table.has("reference") or table.has("ours")):
        raise table.fault("", "says neither where the provider's reference stands (reference) nor ours (ours)")
    ours = table.spot("ours")
    return Receipts(
        _kind(table),
        table.text("each"),
        table.spot("reference") if table.has("reference") else ours,
        ours,
        table.spot("status", '"status"'),
        table.spot("code"),
        _means(table, {**FAILURES, **STATES}),
    )


def _texts(table: Table) -> Texts:
    return Texts(
        _kind(table),
        table.text("each"),
        table.spot("id", '"messageId"'),
        table.spot("number", '"from"'),
        table.spot("sender", '"to", or { is = "+393399900000" } where the provider does not say it'),
        table.spot("text", '"text"'),
        table.value("handles_stop", bool, False),
    )


def _kind(table: Table) -> str:
    return table.one_of("from", FROM, "json")


def _means(table: Table, known: Mapping[str, Meaning]) -> Mapping[str, Meaning]:
    """What the provider's words mean, in small letters."""
    found = {}
    for word, name in table.value("means", dict, {}).items():
        if not isinstance(name, str) or name not in known:
            hint = did_you_mean(name, known) or f"It can be {', '.join(known)}."
            raise table.fault(f"means.{word}", f"{short(name)} is not known. {hint}")
        found[word.casefold()] = known[name]
    return found


def _proof(table: Table) -> Proof:
    key, header, query = table.needed("key", '"${HOOK_KEY}"'), table.text("header").lower(), table.text("query")
    if bool(header) == bool(query):
        raise table.fault("", "says where key or signature stand by one of header and query")
    signature = table.one_of("signature", ["", *SIGNATURES], "")
    if not key:
        raise table.fault("key", "this is empty: anybody could sign with it")
    if signature and query:
        raise table.fault("query", "a signature stands in a header")
    if not signature and (len(key) < SHORTEST_SECRET or not PRINTED.fullmatch(key)):
        raise table.fault("key", f"this is sent as it is, so it takes {SHORTEST_SECRET} letters of ASCII or more")
    hash, _, written = signature.partition(" ")
    thanks = table.text("thanks") if table.has("thanks") else None
    return Proof(hash, written, header, query, table.text("prefix"), key, thanks)


def _must_be_provable(found: Provider) -> None:
    """Raises BadDescription where a hook says what no proof covers."""
    for name, table in (("receipt", found.receipts), ("inbound", found.texts)):
        if table is None:
            continue
        if found.proof is None:
            raise BadDescription(f"[hooks] is missing: without it anybody could send what [{name}] reads")
        spots = [each for each in vars(table).values() if isinstance(each, Spot) and each is not NOWHERE]
        if found.proof.hash and (table.kind == "query" or any(each.in_query for each in spots)):
            raise BadDescription(f"[{name}] reads the query, which a signature of the body does not cover")
