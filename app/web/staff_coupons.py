"""The coupons of one person for staff: how each stands, whose it is by its code, and its withdrawal."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.actions.happened import ENDING
from app.actions.revoke import revoke
from app.actions.typed import read_serial
from app.rules.coupon import write_code
from app.rules.redemption import Status
from app.rules.words import Say
from app.store import Session, coupons, subscribers
from app.web import access, errors, looked_up, message_lines, withdrawing
from app.web.board import Badge
from app.web.origin import only_ours
from app.web.parts import now, parts
from app.web.room import around

views = Blueprint("coupons", __name__, url_prefix="/people")


@dataclass(frozen=True)
class Line:
    """One coupon: `ending` is the last letters of its code; `good` says that it can be withdrawn."""

    id: int
    campaign: str
    ending: str
    issued: str
    badge: Badge
    good: bool


@views.post("/coupon")
@access.staff
def look_coupon_up() -> str | Response:
    """The page of whoever owns the coupon whose code was typed."""
    only_ours()
    say, serial = errors.page_language(), read_serial(parts().means, request.form.get("code", "")[: looked_up.LETTERS])
    with parts().sessions.read() as session:
        found = None if serial is None else coupons.issued(session, serial)
        owner = found and subscribers.subscriber_or_none(session, found.subscriber)
    if found is None:
        problem = say("Not one of ours. Check the letters once more.")
    elif owner is None:
        problem = say("Its owner is forgotten, and it is good for anybody. To withdraw it: handbill revoke CODE.")
    else:
        return redirect(f"/staff/people/{looked_up.token(owner.id)}#coupon-{found.id}", 303)
    return render_template("staff/people.html", **around("people"), coupon_problem=problem)


@views.post("/<token>/coupons/<int:id>/withdraw")
@access.staff
def withdraw(token: str, id: int) -> Response:
    """Withdraws a coupon of this person for good, with a reason, if the box that says so is ticked."""
    only_ours()
    reason, by = request.form.get("reason"), access.current_member().email
    if "sure" not in request.form or reason not in withdrawing.REASONS:
        return redirect(f"/staff/people/{token}#coupon-{id}", 303)
    with parts().sessions.begin() as session:
        found = looked_up.person(session, token)
        theirs = coupons.coupons_of(session, found.id) if found else []
        coupon = next((each for each in theirs if each.id == id), None)
        shelf = parts().campaigns.shelf.campaigns
        done = coupon is not None and revoke(session, shelf, coupon, by=by, reason=reason, now=now())
    return redirect(f"/staff/people/{token}{'' if done else '?unchanged=1'}#coupon-{id}", 303)


def lines(session: Session, say: Say, person: int) -> list[Line]:
    """All coupons of this person, the newest first."""
    return [_line(say, each) for each in reversed(coupons.coupons_of(session, person))]


def _line(say: Say, each: coupons.Coupon) -> Line:
    """It is told from others by the end of its code, and by no more of it."""
    stands = each.status(now())
    return Line(
        id=each.id,
        campaign=message_lines.name_of(each.campaign),
        ending="" if stands is Status.HELD else write_code(each.serial, parts().means.keys)[-ENDING:],
        issued=message_lines.day_of(say, each.campaign, each.issued_at),
        badge=_stand_of(say, each, stands),
        good=stands in {Status.VALID, Status.NOT_YET_VALID},
    )


def _stand_of(say: Say, coupon: coupons.Coupon, stands: Status) -> Badge:
    if stands is Status.REDEEMED and coupon.redeemed_at:
        return Badge("live", "●", say("Redeemed"), message_lines.day_of(say, coupon.campaign, coupon.redeemed_at))
    if stands is Status.REVOKED and coupon.revoked_at:
        told = [message_lines.moment_of(say, coupon.campaign, coupon.revoked_at), coupon.revoked_by or ""]
        told.append(withdrawing.reason(coupon.revoked_reason, say))
        return Badge("wrong", "▲", say("Withdrawn"), " · ".join(filter(None, told)))
    if stands is Status.EXPIRED:
        return Badge("ended", "–", say("Expired"), "")
    if stands is Status.HELD:
        return Badge("soon", "○", say("Kept back until the number is proven"), "")
    used = say.many("used once", "used {n} times", coupon.used) if coupon.used else ""
    return Badge("soon", "○", say("Not redeemed"), used)
