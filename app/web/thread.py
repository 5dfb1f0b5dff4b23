"""A phone's thread as it is drawn: bubbles, what in them can be tapped, and what became of the last text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from app.rules.message import ALONE, JOINED, Kind, State, parts
from app.rules.words import Say
from app.store.messages import Message

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")
VERDICTS = {State.DELIVERED: "yes", State.UNDELIVERED: "no", State.FAILED: "no", State.EXPIRED: "no"}
PIECE = re.compile(f"({LINK.pattern})|({CODE.pattern})")


class Text(Protocol):
    """A text as its phone has it; `outbound` from us to the phone."""

    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def outbound(self) -> bool: ...
    @property
    def at(self) -> datetime: ...
    @property
    def arrived_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: kind "words", "link" or "code"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Bubble:
    """One text on the screen; `mine` was typed on the phone, `sender` is shown where it is another one than before."""

    id: int
    pieces: Sequence[Piece]
    mine: bool
    at: datetime
    late_s: int
    sender: str


@dataclass(frozen=True)
class Fate:
    """The last text to this phone: what it is for, what it takes to send, and its way, oldest first."""

    kind: str
    why: str
    count: int
    measure: str
    forcing: str
    steps: Sequence[tuple[datetime, str, str, str]]


def pieces(text: str) -> list[Piece]:
    """The text cut where something in it can be tapped or should be seen; only http and https become links."""
    found, at = [], 0
    for match in PIECE.finditer(text):
        if match.start() > at:
            found.append(Piece("words", text[at : match.start()]))
        found.append(Piece("link" if match[1] else "code", match[0]))
        at = match.end()
    return [*found, Piece("words", text[at:])] if text[at:] else found


def bubbles(texts: Sequence[Text], zone: ZoneInfo) -> list[Bubble]:
    """The thread, oldest first, with its times in the campaign's zone."""
    found, before = [], texts[0].sender if texts else ""
    for text in texts:
        at = (text.arrived_at or text.at).astimezone(zone)
        late_s = round(((text.arrived_at or text.at) - text.at).total_seconds())
        other = "" if text.sender == before else text.sender
        found.append(Bubble(text.id, pieces(text.text), not text.outbound, at, late_s, other))
        before = text.sender
    return found


def fate(
    say: Say, text: str, message: Message, path: Sequence[tuple[datetime, str, str, int, str]], zone: ZoneInfo
) -> Fate:
    """What became of the last text; steps are (when, state, its note, "yes" or "no" or nothing)."""
    sent = parts(text)
    room = ALONE[sent.encoding] if sent.count == 1 else JOINED[sent.encoding] * sent.count
    steps = [(message.queued_at.astimezone(zone), say("queued"), say("in the same step as its cause"), "")]
    steps += [(row[0].astimezone(zone), *_step(say, *row[1:])) for row in path]
    return Fate(
        kind=message.kind.value,
        why=_why(say, message.kind),
        count=sent.count,
        measure=say("{encoding}, {units} of {room} characters", encoding=sent.encoding, units=sent.units, room=room),
        forcing=" ".join(sent.forcing),
        steps=steps,
    )


def _why(say: Say, kind: Kind) -> str:
    return {
        Kind.PROOF: say("somebody waits for it on a page"),
        Kind.REPLY: say("the answer to a text"),
        Kind.SERVICE: say("they asked for it, so quiet hours do not hold it"),
        Kind.CONFIRMATION: say("of joining the programme, once"),
        Kind.MARKETING: say("held in quiet hours"),
    }[kind]


def _step(say: Say, outcome: str, detail: str, attempt: int, gateway: str) -> tuple[str, str, str]:
    tried = say("attempt {n}, gateway {gateway}", n=attempt, gateway=gateway)
    if attempt:
        words = {
            "accepted": (say("sent"), ""),
            "deferred": (say("put off"), ""),
            "rejected": (say("refused"), "no"),
            "ambiguous": (say("unknown"), "no"),
        }
        word, verdict = words[outcome]
        return word, f"{tried}: {detail}" if detail else tried, verdict
    note = say("receipt from the phone") if detail == outcome else say("receipt: {status}", status=detail)
    return _told(say).get(State(outcome), outcome), note, VERDICTS.get(State(outcome), "")


def _told(say: Say) -> dict[State, str]:
    """What receipts tell, in words."""
    return {
        State.SENT: say("sent"),
        State.DELIVERED: say("delivered"),
        State.UNDELIVERED: say("not delivered"),
        State.FAILED: say("failed"),
        State.EXPIRED: say("too late"),
    }
