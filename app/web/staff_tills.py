"""Tills for staff: where they stand, who is signed in, what they did today; let in, moved, and shut out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.actions.admit import admit
from app.rules.qr import data_svg, matrix
from app.rules.shop import BadShop, read_shop, shop_name
from app.rules.words import Say, mark
from app.store import access as passes
from app.store import desks
from app.store.access import SUMS
from app.store.desks import Desk
from app.web import access, errors
from app.web.origin import only_ours
from app.web.parts import now, parts
from app.web.room import around
from app.web.today import midnight

views = Blueprint("tills", __name__, url_prefix="/tills")

MOST_LETTERS = 60  # of a name
LINK_BYTES = 16  # few, so that its QR code is coarse enough for any camera
ASKS = {
    "needed": mark("Only for cards with a balance"),
    "optional": mark("Also for percentages with a limit; can be skipped"),
    "always": mark("Also for percentages with a limit; cannot be skipped"),
}
NAME_MISSING = mark("Give the till a name, as people call it: Till 2, front.")
NAME_TAKEN = mark("There is a till of that name already.")
SHOP_BAD = mark("A shop’s name is letters, figures and hyphens, as campaigns write it: via-roma.")


@views.get("/")
@access.staff
def tills() -> str:
    """All tills."""
    return _list()


@views.post("/")
@access.staff
def add() -> str | Response:
    """A new till, with its token and a link for its browser."""
    only_ours()
    name, shop, wrong = _typed()
    if wrong:
        return _list(wrong, name)
    token = _fresh()
    with parts().sessions.begin() as session:
        id = passes.add_till(session, name, token, now(), shop)
        path = admit(session, id, _fresh(LINK_BYTES), now()) if id else None
    return _one(id, link=path, token=token) if id else _list(NAME_TAKEN, name)


@views.get("/<int:id>")
@access.staff
def till(id: int) -> str:
    """One till."""
    return _one(id)


@views.post("/<int:id>")
@access.staff
def change(id: int) -> str | Response:
    """Another name, another shop, other questions."""
    only_ours()
    name, shop, wrong = _typed()
    sums = request.form.get("sums", "")
    if wrong or sums not in SUMS:
        return _one(id, wrong=wrong or NAME_MISSING)
    with parts().sessions.begin() as session:
        changed = desks.change(session, id, name=name, shop=shop, sums=sums)
    return redirect(f"/staff/tills/{id}", 303) if changed else _one(id, wrong=NAME_TAKEN)


@views.post("/<int:id>/link")
@access.staff
def link(id: int) -> str:
    """A link that signs one browser in; it is on this answer and nowhere else."""
    only_ours()
    with parts().sessions.begin() as session:
        path = admit(session, id, _fresh(LINK_BYTES), now()) if desks.desk(session, id, now()) else abort(404)
    return _one(id, link=path)


@views.post("/<int:id>/token")
@access.staff
def token(id: int) -> str:
    """A new token for the till's software, on this answer and nowhere else."""
    only_ours()
    fresh = _fresh()
    with parts().sessions.begin() as session:
        desks.renew_token(session, id, fresh)
    return _one(id, token=fresh)


@views.post("/<int:id>/sign-out")
@access.staff
def sign_out(id: int) -> Response:
    """Signs one device out."""
    only_ours()
    with parts().sessions.begin() as session:
        desks.sign_out(session, id, request.form.get("device", ""), now())
    return redirect(f"/staff/tills/{id}", 303)


@views.post("/<int:id>/revoke")
@access.staff
def revoke(id: int) -> Response:
    """Shuts the whole till out."""
    only_ours()
    with parts().sessions.begin() as session:
        desks.revoke(session, id, _fresh(), now())
    return redirect(f"/staff/tills/{id}", 303)


def _fresh(bytes: int = 32) -> str:
    """A token nobody can foresee."""
    return secrets.token_urlsafe(bytes)


def _typed() -> tuple[str, str | None, str | None]:
    """(name, shop, what is wrong with them) as they came in the form."""
    name = " ".join(request.form.get("name", "").split())[:MOST_LETTERS]
    try:
        shop = read_shop(request.form.get("shop", ""))
    except BadShop:
        return name, None, SHOP_BAD
    return name, shop, None if name.isprintable() and name else NAME_MISSING


def _list(wrong: str | None = None, name: str = "") -> str:
    say = errors.page_language()
    with parts().sessions.read() as session:
        found = desks.desks(session, midnight(), now())
    values = {"tills": found, "problem": wrong and say(wrong), "name": name, **_pieces(say)}
    return render_template("staff/tills.html", **around("tills", say), **values)


def _one(id: int, *, link: str | None = None, token: str | None = None, wrong: str | None = None) -> str:
    say = errors.page_language()
    with parts().sessions.read() as session:
        found = next((each for each in desks.desks(session, midnight(), now()) if each.id == id), None)
    if found is None:
        abort(404)
    address = f"{parts().settings.base_url}{link}" if link else None
    drawn = data_svg(matrix(address), say("The link as a QR code")) if address else None
    values = {"till": found, "link": address, "qr": drawn, "token": token, "problem": wrong and say(wrong)}
    return render_template("staff/till.html", **around("tills", say), **values, **_pieces(say))


def _pieces(say: Say) -> Mapping[str, object]:
    """What both pages need."""
    asks = {name: say(sentence) for name, sentence in ASKS.items()}
    return {"shops": _shops(), "shop_name": shop_name, "asks": asks, "moment": now(), "seen": _seen}


def _shops() -> list[str]:
    """The shops that campaigns name."""
    return sorted({shop for each in parts().campaigns.shelf.campaigns.values() for shop in each.offer.stores})


def _seen(till: Desk) -> datetime | None:
    """When the till's browsers were last heard of."""
    return max((each.seen_at or each.since for each in till.devices), default=None)
