"""First answers: a till that repeats a request under its own id is answered as it was the first time.

The answer is kept in the transaction that earned it. A repetition is carried
out like any other request until it comes to keep its answer and finds one
there; then all it did is rolled back. So a first request pays for one INSERT
and no look-up, and of two that race one waits for the other and says the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from app.store import Session, Sessions, coupons
from app.store.access import Till
from app.web.parts import now


@dataclass(frozen=True)
class Answer:
    """What is answered: HTTP status and text. One that asks to come back later is never kept."""

    status: int
    text: str
    retry_after_s: int | None = None
    replayed: bool = False


class KeyReused(ValueError):
    """The id belongs to another request of this till."""


class _Repeated(Exception):
    """Rolls back a request that had been answered before."""


def once(sessions: Sessions, till: Till, key: str | None, asked: str, act: Callable[[Session], Answer]) -> Answer:
    """The answer of act(session), or the first one to this till's request id. `asked` says what was asked for.

    Without a key every request is a first one. Raises KeyReused.
    """
    if key is None:
        with sessions.begin() as session:
            return act(session)
    key_hash, asked_hash = sha256(key.encode()).digest(), sha256(asked.encode()).digest()
    try:
        with sessions.begin() as session:
            answer = act(session)
            if answer.retry_after_s is not None:
                return _kept(session, till, key_hash, asked_hash) or answer
            if not coupons.keep_answer(
                session, till.id, key_hash, asked_hash, status=answer.status, answer=answer.text, now=now()
            ):
                raise _Repeated
            return answer
    except _Repeated:
        with sessions.begin() as session:  # not read(): the first answer may still wait for its commit, and so do we
            kept = _kept(session, till, key_hash, asked_hash)
    return kept or once(sessions, till, key, asked, act)  # forgotten just now: then this request is the first


def _kept(session: Session, till: Till, key_hash: bytes, asked_hash: bytes) -> Answer | None:
    found = coupons.answer_of(session, till.id, key_hash)
    if found is None:
        return None
    if found[0] != asked_hash:
        raise KeyReused
    return Answer(found[1], found[2], replayed=True)
