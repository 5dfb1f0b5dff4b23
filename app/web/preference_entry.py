"""The preferences for whoever has no link at hand: by number, with an answer that never tells if we know it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions import link
from app.rules.campaign import Campaign
from app.rules.phone import BadNumber, prefix, problem, read_number
from app.rules.shield import network
from app.store import limits
from app.web import access
from app.web.errors import page_language
from app.web.forms import NUMBER_LETTERS
from app.web.holder import plain_page, refuse_strangers
from app.web.page import Choice
from app.web.parts import now, parts

ASKED = "/p?asked"

views = Blueprint("preference_entry", __name__)


@views.get("/p")
@access.anyone
def entry() -> Response:
    """The page that asks for a number, of the country that a link to it names; then the one sentence for all."""
    return _entry(asked="asked" in request.args, chosen=request.args.get("country", "")[:2])


@views.post("/p")
@access.visitor
def send() -> BaseResponse:
    """Texts the link to the number, if there is anything behind it, once the answer is gone: no clock tells either."""
    refuse_strangers()
    typed, chosen = request.form.get("number", "")[:NUMBER_LETTERS], request.form.get("country", "")[:2]
    if not _campaigns():  # nobody was ever written to
        return redirect(ASKED, 303)
    try:
        number = read_number(typed, _countries(), chosen or None)
    except BadNumber as bad:
        return _entry(typed=typed, chosen=chosen, amiss=problem(page_language(), bad), status=422)
    joined, at = parts(), now()
    with joined.sessions.begin() as session:
        if joined.means.limits and limits.take(
            session, limits.JOINS_FROM_ADDRESS, network(access.client_address()), at
        ):
            abort(429)

    def text_link() -> None:
        with joined.sessions.begin() as session:
            link.text_link(session, joined.means, joined.campaigns.shelf.campaigns, number.e164, at)

    joined.later.put(text_link)
    return redirect(ASKED, 303)


def _countries() -> list[str]:
    """Whose numbers any campaign takes, each once."""
    return list(dict.fromkeys(code for each in _campaigns() for code in each.countries))


def _campaigns() -> list[Campaign]:
    return list(parts().campaigns.shelf.campaigns.values())


def _entry(*, asked: bool = False, typed: str = "", chosen: str = "", amiss: str = "", status: int = 200) -> Response:
    say = page_language()
    return plain_page(
        "entry",
        status,
        asked=asked,
        typed=typed,
        chosen=chosen or _region(),
        amiss=amiss,
        countries=[Choice(code, say.country(code), prefix(code)) for code in _countries()],
        brands={each.brand.name: each.brand for each in _campaigns()}.values(),
    )


def _region() -> str:
    """The country that the browser's first language is of, where it says so: "US" for en-US."""
    return (request.accept_languages.best or "").partition("-")[2].upper()
