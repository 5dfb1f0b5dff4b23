"""The till in a browser: scan or type a code, read yes or no, undo within minutes.

Every form works without script; static/till.js sends the same forms in the
background. Each attempt carries an id, so whatever is sent twice, by a reload
or over a bad line, is answered as it was the first time.
"""

from __future__ import annotations

import json
import secrets

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions import redeem
from app.actions.sale import Redeemed, Refused, Sale
from app.actions.typed import spelt
from app.actions.undo import Standing, may_reverse, reverse, why_not_reversed
from app.rules import link
from app.rules.browser import browser
from app.rules.coupon import write_code
from app.rules.words import Say
from app.store import Session, limits, redemption_list
from app.store import access as passes
from app.store.access import Till
from app.store.redemptions import Answered, Asked
from app.web import access, errors, offline_words, sums, verdicts
from app.web.first_answers import Answer, asked_on_page, once
from app.web.origin import is_ours
from app.web.parts import now, parts
from app.web.today import day_of, midnight
from app.web.undoing import REASONS, Why, too_late, undone, why
from app.web.verdicts import Verdict

Screen = Verdict | sums.Asked | Why  # what stands over everything but the bar

views = Blueprint("till", __name__)

LAST = 4  # redemptions shown
MOST_OF_A_DAY = 1000
PURPOSE = "till"  # of a form's token
MOST_LETTERS = 500  # of a code or an address; a scanner sends no more
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=()"


class _NoTill(Exception):
    """The link signs in somebody else: what using it changed is rolled back."""


@views.after_request
def _let_origin_through(response: Response) -> Response:
    """With no-referrer a browser hides the Origin of our own forms, too (Fetch, "append a request Origin header")."""
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


@views.get("/till")
@access.till
def desk() -> BaseResponse:
    """The till, ready for the next code."""
    return _page()


@views.post("/till/redeem")
@access.till
def redeem_code() -> BaseResponse:
    """Yes or no, or a question: what was bought; without a code, what to do first.

    The sum is no part of what the request asked for: a till that sends it again with another one, because the answer
    was lost, hears what was taken off the first time.
    """
    till, say = access.current_till(), errors.page_language()
    form = _form(str(till.id), "code", "request", "amount", "currency", "skip")
    typed = form.get("code", "").strip()[:MOST_LETTERS]
    if not typed:
        return _page(missing=True)
    bought = sums.purchase(form, till, _read(typed), say)
    if isinstance(bought, sums.Asked):
        return _answer(say, screen=bought)
    if isinstance(bought, Refused):
        return _answer(say, screen=verdicts.verdict(verdicts.facts(bought), say))

    sale, address = Sale(_read(typed), bought), access.client_address()

    def act(session: Session, asked: Asked | None) -> Answer:
        done = redeem.redeem(session, parts().means, parts().offers, till, sale, now(), asked=asked, address=address)
        wait = None if isinstance(done, Redeemed) else done.again_from
        kept = isinstance(done, Redeemed)
        return Answer(200, json.dumps(verdicts.facts(done, bought)), retry_after_s=1 if wait else None, kept=kept)

    def again(_session: Session, made: Answered) -> str:
        return json.dumps(verdicts.facts_again(made, spelt(parts().means, sale.typed)))

    asked = asked_on_page(form["request"], typed) if form.get("request") else None
    answer = once(parts().sessions, till, asked, act, again, stepwise=True)
    return _answer(say, screen=verdicts.verdict(json.loads(answer.text), say))


@views.post("/till/undo")
@access.till
def undo() -> BaseResponse:
    """Takes a redemption back, once a reason is picked; without one, asks for it."""
    till, say = access.current_till(), errors.page_language()
    form = _form(str(till.id), "redemption", "reason")
    id, reason = form.get("redemption", ""), form.get("reason", "")
    id = id if id.isprintable() else ""
    with parts().sessions.begin() as session:
        asks = reason not in REASONS and may_reverse(session, till, id, now())
        done = reason in REASONS and reverse(session, parts().means, till, id, reason, now())
        standing = None if done or asks else why_not_reversed(session, till, id)
    if asks:
        return _answer(say, screen=why(id, say))
    if standing is None or standing is Standing.ALREADY_REVERSED:
        return _answer(say, notice=undone(say))
    return _answer(say, notice=too_late(say))


@views.get("/till/today")
@access.till
def today() -> BaseResponse:
    """All that this till spent today, with its sum; a scan goes on from here, too."""
    till, say = access.current_till(), errors.page_language()
    with parts().sessions.read() as session:
        found = redemption_list.all_since(session, till.id, midnight(), MOST_OF_A_DAY)
    values = {"say": say, "till": till, "token": _token(str(till.id)), "undo": verdicts.undo_words(say)}
    html = render_template(
        "till/today.html", **values, attempt=secrets.token_urlsafe(12), day=day_of(found, say), brand=brand()
    )
    return _dressed(html, 200)


@views.get("/till/in")
@access.anyone
def entrance() -> BaseResponse:
    """Where a browser that is no till yet becomes one."""
    return _entrance()


@views.get("/till/in/<token>")
@access.anyone
def entrance_by_link(token: str) -> BaseResponse:
    """The same with a link in hand; looking uses nothing up, so robots that open links do no harm."""
    with parts().sessions.read() as session:
        good = passes.link_is_good(session, token, now())
    return _entrance(token if good else None, failed=not good)


@views.post("/till/in")
@access.anyone
def enter() -> BaseResponse:
    """Signs the browser in with the link that was pasted."""
    return _sign_in(_form("in", "link").get("link", "").strip().rstrip("/").rpartition("/")[2])


@views.post("/till/in/<token>")
@access.anyone
def enter_by_link(token: str) -> BaseResponse:
    """Signs the browser in."""
    _form("in")
    return _sign_in(token)


def _sign_in(token: str) -> BaseResponse:
    address, fresh = access.client_address(), secrets.token_urlsafe(32)
    try:
        with parts().sessions.begin() as session:
            if parts().settings.limits and limits.take(session, limits.SIGN_INS, address, now()):
                return errors.answer(429, "too_many_attempts", "Too many links were tried from here.")
            found = passes.use_link(session, token, now())
            if found is None:
                return _entrance(failed=True)
            if found[1] is None:
                raise _NoTill
            until, device = now() + access.TILL_STAYS, browser(request.headers.get("User-Agent", ""))
            passes.add_pass(session, fresh, kind="cookie", till=found[1], expires_at=until, now=now(), device=device)
    except _NoTill:
        return _entrance(failed=True)
    response = redirect("/till", 303)
    access.sign_in(response, access.TILL_COOKIE, fresh, access.TILL_STAYS)
    return response


def _form(whose: str, *fields: str) -> dict[str, str]:
    """The form's fields, if a page of ours sent it; else the request ends here."""
    known = {*fields, "token"}
    if any(name not in known or len(values) > 1 for name, values in request.form.lists()):
        abort(400)
    try:
        ours = link.read(PURPOSE, request.form.get("token", ""), parts().means.keys, now()) == whose
    except link.BadLink:
        ours = False
    if not (ours and is_ours()):
        abort(403)
    return request.form.to_dict()


def _token(whose: str) -> str:
    return link.write(PURPOSE, whose, parts().means.keys, now())


def _read(typed: str) -> str:
    """What was typed, without what a keyboard or a text put between the groups; an address stays as it is."""
    return typed if "/" in typed else "".join(letter for letter in typed if letter.isalnum())


def _answer(say: Say, *, screen: Screen | None = None, notice: str | None = None) -> BaseResponse:
    """The page, or for our own script the parts of it that changed."""
    if request.accept_mimetypes.best != "application/json":
        return _page(screen=screen, notice=notice)
    values = _values(access.current_till(), say)
    body = {
        "view": screen.view if screen else "idle",
        "notice": notice or "",
        "verdict": render_template("till/screen.html", **values, screen=screen) if screen else "",
        "recent": render_template("till/recent.html", **values),
    }
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")


def _page(*, screen: Screen | None = None, notice: str | None = None, missing: bool = False) -> BaseResponse:
    """The page; `missing` says at the field that there is no code in it."""
    values = _values(access.current_till(), errors.page_language())
    html = render_template("till/till.html", **values, screen=screen, notice=notice, missing=missing, brand=brand())
    return _dressed(html, 422 if missing else 200)


def _values(till: Till, say: Say) -> dict[str, object]:
    with parts().sessions.read() as session:
        latest = redemption_list.latest(session, till.id, LAST)
    keys = parts().means.keys
    return {
        "say": say,
        "till": till,
        "token": _token(str(till.id)),
        "attempt": secrets.token_urlsafe(12),
        "undo": verdicts.undo_words(say),
        "offline_words": offline_words.words(say),
        "blanks": offline_words.blanks(say),
        "mark": access.mark_of(till),
        "lines": [
            verdicts.line(redemption, campaign, write_code(serial, keys), say)
            for redemption, campaign, serial, _ in latest
        ],
    }


def _entrance(token: str | None = None, *, failed: bool = False) -> BaseResponse:
    html = render_template(
        "till/in.html", say=errors.page_language(), link=token, failed=failed, token=_token("in"), brand=brand()
    )
    return _dressed(html, 403 if failed else 200)


def _dressed(html: str, status: int) -> Response:
    response = Response(html, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return response


def brand() -> str:
    """Whose till this is: the brand, where all campaigns are of one."""
    brands = {campaign.brand.name for campaign in parts().campaigns.shelf.campaigns.values()}
    return brands.pop() if len(brands) == 1 else "handbill"
