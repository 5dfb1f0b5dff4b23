"""Not me: one tap for whoever gets texts that somebody else asked for.

The link stands in each text that asks a number for proof; the preferences lead here as well. A page that is only
opened does nothing.
"""

from __future__ import annotations

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from app.actions import link
from app.actions.choose import Choices, choices
from app.actions.stop import deny
from app.store import Session, proofs, subscribers
from app.web import access
from app.web.holder import closed, evidence, opened, refuse_strangers
from app.web.parts import now, parts
from app.web.preference_page import face_of, page_of
from app.web.unknown import unknown

views = Blueprint("denial", __name__)


@views.get("/p/<token>/not-me")
@access.visitor
def ask_not_me(token: str) -> Response:
    """One button for whoever never left this number."""
    with parts().sessions.read() as session:
        seen = opened(session, token)
    if seen is None:
        return closed(token)
    action = f"/p/{token}/not-me"
    return page_of("not_me", face_of(seen), seen, token, action=action, settled=seen.is_stopped)


@views.post("/p/<token>/not-me")
@access.visitor
def not_me(token: str) -> BaseResponse:
    """The same stop, and the end of every open question."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        seen = opened(session, token)
        if seen is None:
            return closed(token)
        deny(session, seen.person, seen.campaign, evidence(), now())
    return redirect(f"/p/{token}/not-me", 303)


@views.get("/n/<token>")
@access.visitor
def ask_denial(token: str) -> Response:
    """The same button, for whoever got a question by text that somebody else caused."""
    with parts().sessions.read() as session:
        seen, is_open = _asked(session, token)
    if seen is None:
        return unknown("", what="preferences")
    settled = seen.is_stopped and not is_open
    return page_of("not_me", face_of(seen), seen, _own(seen), action=f"/n/{token}", settled=settled)


@views.post("/n/<token>")
@access.visitor
def denial(token: str) -> BaseResponse:
    """One tap, and it is over: no texts, and no pin that a stranger could type."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        seen, _ = _asked(session, token)
        if seen is None:
            return unknown("", what="preferences")
        deny(session, seen.person, seen.campaign, evidence(), now())
    return redirect(f"/n/{token}", 303)


def _asked(session: Session, token: str) -> tuple[Choices | None, bool]:
    """(whom the question of this address was put to, whether any question to them is open still)."""
    proof = link.denied(session, parts().means, token)
    campaign = parts().campaigns.get(proof.campaign) if proof else None
    person = subscribers.subscriber_or_none(session, proof.subscriber) if proof else None
    if campaign is None or person is None:
        return None, False
    seen = choices(session, parts().campaigns.shelf.campaigns, campaign, person, now())
    return seen, bool(proofs.open_proofs(session, person.id, now()))


def _own(seen: Choices) -> str:
    """The token of this person's preferences."""
    path = link.preferences_path(parts().means, seen.campaign, seen.person.id, now())
    return path.removeprefix("/p/")
