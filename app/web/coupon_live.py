"""A coupon's page once it is open: how the coupon stands now, its code alone on white, and what keeps it on the device.

None of it is needed: without script the page shows how things stood when it was opened, and a link leads to the code.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions.shield import note_answer
from app.rules.coupon import write_code
from app.rules.qr import data_svg, matrix
from app.rules.redemption import Status
from app.rules.robot import is_robot
from app.store import Session, subscribers
from app.web import access, service_worker
from app.web.coupon import SHEETS, content, face_of, keepable, not_ours, shown_by
from app.web.coupon_words import told
from app.web.face import answer, draw
from app.web.parts import now, parts
from app.web.visit import purpose

views = Blueprint("coupon_live", __name__)

WORKER = service_worker.read("coupon-worker.js")


@views.get("/k/worker.js")
@access.anyone
def worker() -> Response:
    """The worker; from here, and not from /static, it may answer for coupons' pages, and for nothing else."""
    return service_worker.answer(WORKER)


@views.get("/k/<token>/state.json")
@access.visitor
def stands(token: str) -> Response:
    """How the coupon stands, for a page that is open and asks now and then. It changes nothing of the coupon.

    A program that looks is answered like a browser, and tells nothing of whose hand the number is in.
    """
    with parts().sessions.read() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
        heard_of = subscribers.has_answered(session, found[0].subscriber)
    if not heard_of and not is_robot(request.headers.get("User-Agent", ""), purpose(), request.method):
        _heard_of(found[0].subscriber)
    as_of = told(face_of(*found), found[0], now())
    return keepable(jsonify(version=as_of.version, said=as_of.said, away=as_of.away), as_of)


def _heard_of(subscriber: int) -> None:
    """Remembers, once this answer is gone, that a page is open which only the text to this number leads to."""
    joined, at = parts(), now()

    def work(session: Session) -> None:
        subscribers.hold(session, {subscriber})
        person = subscribers.subscriber_or_none(session, subscriber)
        if person:
            note_answer(session, person, at)

    joined.later.put(lambda: joined.sessions.write(work))


@views.get("/k/<token>/qr")
@access.visitor
def alone(token: str) -> BaseResponse:
    """The code by itself, as large as the screen, on white."""
    with parts().sessions.read() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
    coupon, campaign = found
    if coupon.status(now()) is not Status.VALID:
        return redirect(f"/k/{token}", 303)
    code = write_code(coupon.serial, parts().settings.secret_keys)
    shown, drawn = face_of(*found), data_svg(matrix(content(coupon, campaign)), code)
    response = answer(draw("alone", shown, None, sheets=SHEETS, qr=drawn, code=code.split("-"), token=token))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
