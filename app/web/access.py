"""Who may call a view. Every view says so, and tests/test_house.py looks that it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import g, redirect, request
from werkzeug.wrappers import Response

from app.settings import is_loopback
from app.store import access as passes
from app.store.access import Member, Till
from app.web.parts import now, parts

MARK_LETTERS = 16

View = TypeVar("View", bound=Callable[..., Any])

STAFF_COOKIE, TILL_COOKIE = "handbill_staff", "handbill_till"
STAFF_STAYS, TILL_STAYS = timedelta(hours=12), timedelta(days=365)
TRIAL_TILL = "Till 1"

OLD = {"HTTP/1.0", "HTTP/1"}  # the second is how granian writes it
# What a proxy says of whom it speaks for: RFC 7239, RFC 9110 section 7.6.3, and what was the custom before them.
PASSED_ON = ("forwarded", "via", "x-forwarded-", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")


def anyone(view: View) -> View:
    """Whoever finds it: addresses that show nothing of anybody."""
    return _marked(view, "anyone")


def visitor(view: View) -> View:
    """A consumer, who carries what they may see in the address or the form."""
    return _marked(view, "visitor")


def gateway(view: View) -> View:
    """A message provider, whose signature the view checks on the raw body first."""
    return _marked(view, "gateway")


def simulation(view: View) -> View:
    """Anybody near a handbill that contacts nobody: the simulated phones."""
    return _marked(view, "simulation")


def till(view: View) -> View:
    """A signed-in till's browser; `current_till()` says which."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        found = _till_of_request()
        if found is None:
            return redirect("/till/in", 303)
        g.till = found
        return view(*args, **values)

    return _marked(guarded, "till")  # type: ignore[return-value]


def till_token(view: View) -> View:
    """A till's software, with its token; the views of the API say themselves what is missing."""
    return _marked(view, "till_token")


def staff(view: View) -> View:
    """A signed-in member of staff; `current_member()` says who."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        found = member_of_request()
        if found is None:
            return redirect("/staff/in", 303)
        g.member = found
        return view(*args, **values)

    return _marked(guarded, "staff")  # type: ignore[return-value]


def current_till() -> Till:
    """The till of this request."""
    found: Till = g.till
    return found


def mark_of(till: Till) -> str:
    """What a page knows its till by, always the same and of no use to anybody."""
    return sha256(f"handbill.till {till.id}".encode()).hexdigest()[:MARK_LETTERS]


def current_member() -> Member:
    """The member of staff of this request."""
    found: Member = g.member
    return found


def member_of_request() -> Member | None:
    """Who is signed in on this browser, if anybody."""
    token = request.cookies.get(cookie_name(STAFF_COOKIE))
    if not token:
        return None
    with parts().sessions.read() as session:
        return passes.member_of_cookie(session, token, now())


def sign_in(response: Response, name: str, token: str, stays: timedelta) -> None:
    """Gives the browser the cookie that holds this token."""
    secure = parts().settings.base_url.startswith("https:")
    response.set_cookie(cookie_name(name), token, max_age=stays, httponly=True, secure=secure, samesite="Lax", path="/")


def cookie_name(name: str) -> str:
    """The cookie's name; over https it is bound to this very host (RFC 6265bis section 4.1.3.2)."""
    return f"__Host-{name}" if parts().settings.base_url.startswith("https:") else name


def client_address() -> str:
    """Where the request comes from; X-Forwarded-For counts only for as many proxies as are configured."""
    said = request.headers.get("X-Forwarded-For")
    route: list[str] = [*(said.split(",") if said else ()), request.remote_addr or ""]
    proxies = min(parts().settings.proxies, len(route) - 1)
    return route[-1 - proxies].strip()


def is_this_machine() -> bool:
    """Whether a program on this very machine asks, for itself.

    Behind a proxy on the same machine everybody's address is loopback, so nothing may tell of one: no header that
    proxies add, no public name asked for, no HTTP/1.0, which nginx speaks where nobody told it otherwise, and no
    proxy in the settings. A tunnel that passes bare bytes on (ssh -R) cannot be told, nor can a proxy that is set up
    to hide: whoever puts such a thing in front of a trial shows the trial to all.
    """
    if parts().settings.proxies or request.environ.get("SERVER_PROTOCOL") in OLD:
        return False
    if any(name.lower().startswith(PASSED_ON) for name, _ in request.headers):
        return False
    return is_loopback(request.remote_addr or "") and is_loopback(urlsplit(f"//{request.host}").hostname or "")


def _till_of_request() -> Till | None:
    token = request.cookies.get(cookie_name(TILL_COOKIE))
    if token:
        return _till_of_cookie(token)
    if _is_trial():
        with parts().sessions.read() as session:
            return passes.till_named(session, TRIAL_TILL)
    return None


def _till_of_cookie(token: str) -> Till | None:
    """Once in a while the device's last sign of life is noted."""
    with parts().sessions.read() as session:
        found = passes.till_of_cookie(session, token, now())
    if found is None:
        return None
    till, seen_at = found
    if seen_at is None or now() - seen_at >= passes.SEEN_EVERY:
        with parts().sessions.begin() as session:
            passes.see(session, token, now())
    return till


def _is_trial() -> bool:
    """Whether this is a first look on one's own machine: nobody is contacted, and nobody comes from elsewhere."""
    settings = parts().settings
    return settings.simulated and settings.loopback and is_this_machine()


def _marked(view: View, who: str) -> View:
    view.handbill_access = who  # type: ignore[attr-defined]
    return view
