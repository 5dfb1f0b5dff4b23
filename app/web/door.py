"""The door to the staff pages: a link that opens once, a cookie that can be taken back."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.store import access as passes
from app.store import limits
from app.web import access, errors, origin
from app.web.parts import now, parts

views = Blueprint("door", __name__)


class _NotForStaff(Exception):
    """The link opens something else: rolled back, so that it is not used up here."""


@views.get("/in")
@access.anyone
def how_to_get_in() -> str:
    """How to get a link."""
    return render_template("staff/how.html", say=errors.page_language())


@views.get("/in/<token>")
@access.anyone
def look(token: str) -> str:
    """One button: whoever looks at links for their own reasons uses nothing up."""
    with parts().sessions.read() as session:
        good = passes.link_is_good(session, token, now())
    return render_template("staff/door.html", say=errors.page_language(), good=good)


@views.post("/in/<token>")
@access.anyone
def enter(token: str) -> BaseResponse:
    """Uses the link, once."""
    if not origin.is_ours():
        abort(403)
    with parts().sessions.begin() as session:
        limited = parts().settings.limits
        again_from = limits.take(session, limits.SIGN_INS, access.client_address(), now()) if limited else None
    if again_from:
        return errors.answer(429, "too_many_attempts", "Too many links were tried from here. Try again in ten minutes.")
    cookie = _signed_in(token)
    if cookie is None:
        page = render_template("staff/door.html", say=errors.page_language(), good=False)
        return Response(page, 410)
    response = redirect("/staff/", 303)
    access.sign_in(response, access.STAFF_COOKIE, cookie, access.STAFF_STAYS)
    return response


@views.post("/out")
@access.staff
def leave() -> BaseResponse:
    """Signs this browser out; its cookie opens nothing any more, wherever it is kept."""
    if not origin.is_ours():
        abort(403)
    name = access.cookie_name(access.STAFF_COOKIE)
    with parts().sessions.begin() as session:
        passes.end_cookie(session, request.cookies[name], now())
    response = redirect("/staff/in", 303)
    response.delete_cookie(name, secure=name.startswith("__Host-"), httponly=True, samesite="Lax")
    return response


def _signed_in(token: str) -> str | None:
    """The new cookie of whoever has this link, used by now; None for a link that does not open."""
    cookie = secrets.token_urlsafe(32)
    try:
        with parts().sessions.begin() as session:
            used = passes.use_link(session, token, now())
            if used is None or used[0] is None:
                raise _NotForStaff
            until = now() + access.STAFF_STAYS
            passes.add_pass(session, cookie, kind="cookie", staff=used[0], expires_at=until, now=now())
    except _NotForStaff:
        return None
    return cookie
