"""First answers: a till that repeats a request under its own id is answered as it was the first time.

A redemption is its own answer: it is kept with the request's id, in the statement that spends the coupon, so a first
request pays for no look-up and of two that race one waits for the other. Every other answer is kept beside it. A
repetition is carried out like any other request until it comes to write what is there already; then what was said the
first time is said again, and all that it did is undone. Carried out step by step, it leaves what it has counted: a
wrong code that is sent twice was tried twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from app.actions.typed import names
from app.store import Session, Sessions, Taken, answers, redemptions
from app.store.access import Till
from app.store.answers import Kept
from app.store.redemptions import HASH_BYTES, Answered, Asked
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


class StillRunning(Exception):
    """The first request under this id is not answered yet."""


class Running:
    """The requests that this process carries out at the moment, by till and id."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._keys: set[tuple[int, bytes]] = set()

    @contextmanager
    def alone(self, till: int, key_hash: bytes) -> Iterator[None]:
        """While this request is carried out. Raises StillRunning if it is already.

        One that runs in another process is waited for, by the database, and then answered as it was.
        """
        key = till, key_hash
        with self._gate:
            if key in self._keys:
                raise StillRunning
            self._keys.add(key)
        try:
            yield
        finally:
            self._keys.discard(key)


Act = Callable[[Session, Asked | None], Answer]
Again = Callable[[Session, Answered], str]


def asked_under(key: str, what: str) -> Asked:
    """A request by its id and what it asks for."""
    return Asked(_hash(key), _hash(what))


def asked_on_page(attempt: str, typed: str) -> Asked:
    """An attempt of a till's page: the same one whether it was asked, or told later because no answer came.

    Whoever typed a code, heard nothing and then scanned it with its seal meant one coupon.
    """
    return asked_under(f"page {attempt} {names(typed)}", "")


def once(
    sessions: Sessions, till: Till, asked: Asked | None, act: Act, again: Again, *, stepwise: bool = False
) -> Answer:
    """The answer of act(session, asked), or the first one to this till's request; without one, it is just carried out.

    `again` writes the text of a redemption that was made before. An act that writes nothing but what is whole by itself
    may run `stepwise`, without a transaction around it. Raises KeyReused.
    """
    begin = sessions.stepwise if stepwise else sessions.begin
    if asked is None:
        with begin() as session:
            return act(session, None)

    def carry_out() -> Answer:
        with begin() as session:
            answer = act(session, asked)
            if answer.retry_after_s is not None:
                return _first(session, till, asked, again) or answer
            kept = Kept(asked.key_hash, asked.asked_hash, answer.status, answer.text)
            if not answer.kept and not answers.keep_answer(session, till.id, kept, now()):
                raise Taken
            return answer

    try:
        return carry_out()
    except Taken:
        with sessions.begin() as session:  # not read(): the first answer may still wait for its commit, and so do we
            first = _first(session, till, asked, again)
    # None: it was forgotten just now, so this one is the first. A row that is in the way once more is not an answer
    # of this request: that is a bug and shows as one.
    return first or carry_out()


def _first(session: Session, till: Till, asked: Asked, again: Again) -> Answer | None:
    made = redemptions.answered(session, till.id, asked)
    found = (made.asked_hash, 201, "") if made else answers.answer_of(session, till.id, asked.key_hash)
    if found is None:
        return None
    if found[0] != asked.asked_hash:
        raise KeyReused
    return Answer(found[1], again(session, made) if made else found[2], replayed=True)


def _hash(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=HASH_BYTES).digest()
