"""First answers: a till that repeats a request under its own id is answered as it was the first time.

The answer is kept by what earned it, in the same breath: a repetition is carried
out like any other request until it comes to keep its answer and finds one
there; then all it did is undone. So a first request pays for one INSERT and no
look-up, and of two that race one waits for the other and says the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from app.store import Session, Sessions, Taken, redemptions
from app.store.access import Till
from app.store.redemptions import Kept
from app.web.parts import now


@dataclass(frozen=True)
class Answer:
    """What is answered: HTTP status and text. One that asks to come back later is never kept."""

    status: int
    text: str
    retry_after_s: int | None = None
    replayed: bool = False
    kept: bool = False  # by the act itself


class KeyReused(ValueError):
    """The id belongs to another request of this till."""


@dataclass(frozen=True)
class Request:
    """A till's request under its own id: the id and what it asks for, as hashes."""

    till: Till
    key_hash: bytes
    asked_hash: bytes

    def keeps(self, answer: Answer) -> Kept:
        """The answer as the store keeps it."""
        return Kept(self.key_hash, self.asked_hash, answer.status, answer.text)


Act = Callable[[Session, Request | None], Answer]


def once(sessions: Sessions, till: Till, key: str | None, asked: str, act: Act, *, stepwise: bool = False) -> Answer:
    """The answer of act(session, request), or the first one to this till's request id.

    `asked` says what was asked for. Without a key there is no request to keep an answer for. An act that is one
    statement may run `stepwise`, without a transaction around it. Raises KeyReused.
    """
    begin = sessions.stepwise if stepwise else sessions.begin
    if key is None:
        with begin() as session:
            return act(session, None)
    request = Request(till, sha256(key.encode()).digest(), sha256(asked.encode()).digest())

    def carry_out() -> Answer:
        with begin() as session:
            answer = act(session, request)
            if answer.retry_after_s is not None:
                return _first(session, request) or answer
            if not answer.kept and not redemptions.keep_answer(session, till.id, request.keeps(answer), now()):
                raise Taken
            return answer

    try:
        return carry_out()
    except Taken:
        with sessions.begin() as session:  # not read(): the first answer may still wait for its commit, and so do we
            first = _first(session, request)
    # None: it was forgotten just now, so this one is the first. A row that is in the way once more is not an answer
    # of this request: that is a bug and shows as one.
    return first or carry_out()


def _first(session: Session, request: Request) -> Answer | None:
    found = redemptions.answer_of(session, request.till.id, request.key_hash)
    if found is None:
        return None
    if found[0] != request.asked_hash:
        raise KeyReused
    return Answer(found[1], found[2], replayed=True)
