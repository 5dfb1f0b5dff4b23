"""The page after the number: what was texted where, and the field for what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response

from app.actions.confirm import PIN_TRIES, Confirmed, Outcome
from app.actions.issue import path
from app.actions.remind import ready_at
from app.actions.share import share_link
from app.actions.shorten import page_of
from app.rules.campaign import Campaign
from app.rules.decision import Reason
from app.rules.message import Kind, State
from app.rules.phone import mask
from app.rules.short_link import PATH, linked, site_of
from app.rules.wording import coupon_text, proof_text
from app.store import Session, coupons, messages, proofs, subscribers
from app.store.messages import Message
from app.store.proofs import Proof
from app.store.subscribers import Subscriber
from app.store.visits import Visit
from app.web import coupon_words, visit
from app.web.check import moment, someday, way_in
from app.web.face import Face, answer, draw, face
from app.web.parts import now, parts

LATE = timedelta(seconds=60)
DOTS, HOLE = "\ue000", "\ue001"  # stand for what is hidden while a text is put into plain letters
HIDDEN_PIN, HIDDEN_CODE, HIDDEN_LINK = "••• •••", "•••• •••• ••••", "•••"
HELD = {Reason.CEILING, Reason.RANGE_CLOSED}
DEAD = {State.UNDELIVERED, State.FAILED, State.EXPIRED}


@dataclass(frozen=True)
class Waiting:
    """What a visit waits for: a pin to be typed, a text that is on its way, or nothing, for the coupon is there.

    fate is on_its_way, delivered, dead (the number takes no text), late or held (by the shield); over, why the pin
    works no more: tried too often or expired; link, where the coupon may be shown; ready, from when the text can be
    asked for again, and None where it can be at once; may_ask is whether it can be at all; share, the link to pass on;
    gone, what is said of a coupon that is there and can be used no more, as (stamp, sentence).
    """

    fate: str
    asks_pin: bool
    over: str
    link: str
    ready: datetime | None
    may_ask: bool
    share: str = ""
    gone: tuple[str, str] = ("", "")


def sent_page(
    session: Session,
    campaign: Campaign,
    visited: Visit,
    at: datetime,
    *,
    typed: str = "",
    outcome: Outcome | None = None,
    again_from: datetime | None = None,
    held_up: bool = False,
    by_hand: bool = False,
) -> Response:
    """The page, with what is wrong with a typed pin, or with when the text can be asked for again.

    `held_up`: no text leaves for numbers like this one, so the page offers the keyword; `by_hand`: as staff want it.
    """
    shown = face(campaign, visited.language, visited.placement)
    person = subscribers.subscriber(session, visited.subscriber or 0)
    waiting = _waiting(session, shown, visited, person, at)
    proof = proofs.proof_of_visit(session, visited.id)
    token = visit.write(visited.id, campaign, visited.placement, shown.language, visited.friend)
    page = draw(
        "sent",
        shown,
        shown.layout(),
        here=f"/c/{campaign.id}/sent?v={token}&",
        token=token,
        number=mask(person.number),
        waiting=waiting,
        bubble=_bubble(shown, visited, person, proof if waiting.asks_pin else None),
        valid=shown.local(proof.expires_at) if proof else None,
        today=shown.local(at).date(),
        ready=shown.local(waiting.ready) if waiting.ready else None,
        again_from=moment(shown, again_from) if again_from else "",
        someday=someday(shown.say) if by_hand else "",
        typed=typed,
        amiss=_amiss(shown, outcome),
        held=held_up or waiting.fate == "held",
        way=way_in(campaign, person.country),
        share=waiting.share,
        script=bool(waiting.share),
    )
    return answer(page, 422 if outcome else 429 if again_from else 200)


def _waiting(session: Session, shown: Face, visited: Visit, person: Subscriber, at: datetime) -> Waiting:
    campaign = shown.campaign
    proof = proofs.proof_of_visit(session, visited.id)
    asks_pin = proof is not None and proof.subscriber == person.id
    over = _over(proof, at) if proof and asks_pin else ""
    kind = Kind.PROOF if asks_pin else Kind.SERVICE
    texts = messages.messages_in(session, person.id, campaign.id)
    last = next((each for each in reversed(texts) if each.kind is kind), None)
    # What became of a text is shown on the page that caused it, and that it arrived only to whoever proved the number:
    # a number that said STOP gets none, and no page may tell that to a stranger.
    state = _state(last) if last and last.visit == visited.id else State.QUEUED
    proved = proofs.proved(session, visited.id, person.id)
    fate = "on_its_way"
    if state is State.DELIVERED and proved:
        fate = "delivered"
    elif last and last.visit == visited.id and last.reason in HELD:
        fate = "held"
    elif state in DEAD:
        fate = "dead"
    elif last is None or state is State.UNKNOWN or at - last.queued_at >= LATE:
        fate = "late"
    coupon = None if asks_pin else coupons.coupon_of(session, campaign.id, person.id)
    # Only the pin typed on this very page, or a first text that may have left or not, opens the coupon there:
    # whoever types a stranger's number must never get the stranger's coupon.
    first = all(each.visit == visited.id for each in texts if each.kind is Kind.SERVICE)
    may_show = proved or (state is State.UNKNOWN and first)
    link = path(parts().means, coupon.serial) if coupon and coupon.held_until is None and may_show else ""
    ready = ready_at(session, visited)
    gone = coupon_words.over(shown, coupon, at) if link and coupon else ("", "")
    may_ask = (not asks_pin or campaign.state(at) == "live") and not any(gone)
    share = share_link(parts().means, coupon.id) if link and coupon and campaign.share else ""
    return Waiting(fate, asks_pin, over, link, ready if ready and ready > at else None, may_ask, share, gone)


def _state(text: Message) -> State:
    """How the text stands for whoever waits; one that was given up may have left as well as before."""
    return State.UNKNOWN if text.reason == Reason.NOBODY_KNOWS else text.state


def _over(proof: Proof, at: datetime) -> str:
    """Why no pin opens anything any more; empty while the right one does."""
    if proof.wrong >= PIN_TRIES:
        return "tried"
    return "expired" if proof.expires_at <= at else ""


def _bubble(shown: Face, visited: Visit, person: Subscriber, proof: Proof | None) -> str:
    """What the text looks like, with what is secret in it as dots.

    It names what this page asked for: the text itself may be another page's, and nobody is told what that one asked.
    """
    campaign, say = shown.campaign, shown.say
    if proof:
        text = proof_text(campaign, say, pin=DOTS, link=HOLE, country=person.country, marketing=proof.marketing)
        return text.replace(DOTS, HIDDEN_PIN).replace(HOLE, f"{parts().settings.host}/n/{HIDDEN_LINK}")
    last_day = campaign.last_day(campaign.valid_until(now()))
    country, at = person.country, visited.placement
    text = coupon_text(campaign, say, code=DOTS, link=HOLE, last_day=last_day, country=country, placement=at)
    site, page = site_of(campaign.brand.website), page_of(parts().means, campaign.id)
    text = linked(text, 0, lambda number: HOLE, page=page, site=site, secret=DOTS).text
    return text.replace(DOTS, HIDDEN_CODE).replace(HOLE, f"{parts().settings.host}{PATH}{HIDDEN_LINK}")


def _amiss(shown: Face, outcome: Outcome | None) -> str:
    """What is wrong with the pin, at its field; a pin that works no more has no field, and the page says so."""
    say = shown.say
    if outcome and outcome.confirmed is Confirmed.WRONG:
        return say.many("Not this one. One try left.", "Not this one. {n} tries left.", outcome.tries_left)
    if outcome and outcome.confirmed is Confirmed.UNFINISHED:
        return say("A code has six digits.")
    return ""
