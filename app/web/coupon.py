"""The coupon's page: the ticket that is shown at the till, in the state the coupon is in."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions.end import stop
from app.actions.remind import remind_of
from app.actions.share import has_agreed, share_link
from app.actions.stop import deny
from app.rules import offline_seal
from app.rules.campaign import Campaign
from app.rules.coupon import SERIALS, BadCode, read_token, write_code
from app.rules.line import word_before_start
from app.rules.qr import data_svg, matrix
from app.rules.redemption import Status
from app.rules.seal_facts import Facts, mark, worth_of
from app.store import Session, coupons, guesses, subscribers, suppressions
from app.store.coupons import Coupon
from app.web import access, coupon_words, errors, visit
from app.web.coupon_words import Told, told
from app.web.face import Face, answer, draw, face
from app.web.holder import evidence, refuse_strangers
from app.web.parts import now, parts
from app.web.unknown import unknown

DONE = {"sent", "too_soon", "too_often", "nothing", "not-me"}
SHEETS = ("ticket",)
COPY_UNTIL = "Handbill-Copy-Until"  # seconds since 1970: for so long coupon-worker.js may keep the page on its device
DEVICES = {"apple": ("iPhone", "iPad", "iPod", "Macintosh"), "google": ("Android",)}  # words of User-Agent

views = Blueprint("coupon", __name__)


@views.get("/k/<token>")
@access.visitor
def ticket(token: str) -> Response:
    """The ticket of whoever has its address; one that is only held, or that nobody issued, is not known."""
    with parts().sessions.read() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
        coupon, campaign = found
        stopped = suppressions.suppressed_by(session, coupon.subscriber)
        wants = bool(campaign.share) and has_agreed(session, campaign, coupon.subscriber)
        erased = subscribers.is_erased(session, coupon.subscriber)
    shown, at = face_of(coupon, campaign), now()
    worth, as_of = coupon.status(at), told(shown, coupon, at)
    code = write_code(coupon.serial, parts().settings.secret_keys)
    page = draw(
        "ticket",
        shown,
        shown.ticket_layout(),
        state=worth.value,
        code=code.split("-"),
        qr=data_svg(matrix(content(coupon, campaign)), code) if worth is Status.VALID else "",
        first=shown.local(coupon.valid_from),
        last=campaign.last_day(coupon.valid_until),
        used=shown.local(coupon.redeemed_at) if coupon.redeemed_at else None,
        till=coupon.till,
        left=coupon_words.left(shown, coupon),
        last_use=coupon_words.last(shown, coupon),
        told=as_of,
        token=token,
        stopped=campaign.brand.name in stopped,
        erased=erased,
        word=word_before_start(campaign, parts().campaigns.shelf.campaigns.values()),
        done=done if (done := request.args.get("done", "")) in DONE else "",
        share=share_link(parts().means, coupon.id) if campaign.share and campaign.state(at) == "live" else "",
        wants=wants,
        sheets=SHEETS,
        script=True,
        connect=True,
        wallets=_wallets(request.headers.get("User-Agent", "")),
    )
    response = answer(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    return keepable(response, as_of)


@views.post("/k/<token>/stop")
@access.visitor
def stop_texts(token: str) -> BaseResponse:
    """Ends the brand's texts to whoever the coupon was texted to: the way out where a text cannot be answered."""
    if visit.is_foreign():
        abort(403, "Another site sent this. Nothing was changed.")
    with parts().sessions.begin() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
        coupon, campaign = found
        person = subscribers.subscriber_or_none(session, coupon.subscriber)
        if person:  # else there is no number left that a text could go to, as the page says
            evidence = {"how": "on the coupon's page", "address": access.client_address()}
            stop(session, person, campaign, reason="stopped on the coupon's page", evidence=evidence, now=now())
    return redirect(f"/k/{token}", 303)


def not_ours(session: Session, what: str = "coupon") -> Response:
    """What every address says that belongs to no coupon. It counts as a guess, once this answer is on its way.

    Whoever guesses too much is told to wait; a coupon's own address opens all the same, for whoever shares the line.
    """
    address, at, joined = access.client_address(), now(), parts()
    if not joined.settings.limits:
        return _unknown(what)
    again_from = guesses.pages_again_from(session, address, at)
    if again_from is None:
        joined.later.put(lambda: joined.sessions.write(lambda session: guesses.note_page(session, address, at)))
        return _unknown(what)
    response = errors.answer(429, "too_many_attempts", "Too many addresses of coupons were tried from here.")
    response.headers["Retry-After"] = str(max(1, round((again_from - at).total_seconds())))
    return response


def _unknown(what: str) -> Response:
    if errors.wants_json():
        return errors.answer(404, "unknown", "No coupon has this address.")
    return unknown("", what=what)


@views.post("/k/<token>/again")
@access.visitor
def text_again(token: str) -> BaseResponse:
    """The text with the code once more, to the number that has it, as often as any page may ask for it."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
        done = remind_of(session, parts().means, found[1], found[0], now())
    return redirect(f"/k/{token}?done={done.value}", 303)


@views.post("/k/<token>/not-me")
@access.visitor
def not_me(token: str) -> BaseResponse:
    """One tap for whoever got a stranger's coupon: no more texts, and no open question that could be answered."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
        person = subscribers.subscriber_or_none(session, found[0].subscriber)
        if person:
            deny(session, person, found[1], {**evidence(), "how": "on the coupon's page"}, now())
    return redirect(f"/k/{token}?done=not-me", 303)


def face_of(coupon: Coupon, campaign: Campaign) -> Face:
    """The campaign as this coupon's page shows it: in the language that the address asks for, else in the coupon's."""
    language = campaign.language([request.args.get("language") or coupon.language])
    return face(campaign, language, coupon.placement)


def keepable(response: Response, as_of: Told) -> Response:
    """The answer, which says until when its device may keep a copy of the page; no cache on the way may keep either."""
    if as_of.copy_until:
        response.headers[COPY_UNTIL] = str(int(as_of.copy_until.timestamp()))
    return response


def content(coupon: Coupon, campaign: Campaign) -> str:
    """What the coupon's QR symbol holds: its code, and the seal that a till without a line checks by itself.

    What it is worth is told in the campaign's first language, which is the cashier's.
    """
    keys = parts().settings.secret_keys
    facts = Facts(
        campaign=mark(campaign.id),
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        worth=worth_of(campaign.offer_at(coupon.placement), campaign.languages[0]),
    )
    return offline_seal.seal(write_code(coupon.serial, keys), facts, offline_seal.private_key(keys[-1]))


def shown_by(session: Session, token: str) -> tuple[Coupon, Campaign] | None:
    """The coupon whose page has this token in its address, with its campaign; None for one that is only held.

    One that we never sealed is looked for like any other, so that how long it takes tells nothing.
    """
    try:
        serial = read_token(token, parts().settings.secret_keys)
    except BadCode:
        serial = SERIALS
    coupon = coupons.issued(session, serial)
    campaign = parts().campaigns.get(coupon.campaign) if coupon else None
    if coupon is None or campaign is None:
        return None
    return coupon, campaign


def _wallets(browser: str) -> list[str]:
    """The wallets that are set up and that this browser's device has; all of them where it does not tell."""
    kinds = parts().pocket.kinds(now())
    known = next((kind for kind, marks in DEVICES.items() if any(mark in browser for mark in marks)), None)
    return [kind for kind in kinds if known in {None, kind}]
