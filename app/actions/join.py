"""A number and a consent, left on a page: what is recorded, and which text answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.actions import Means, issue
from app.actions.write import is_under_way, write
from app.rules.campaign import Campaign
from app.rules.consent import Box, coupon_box, marketing_box
from app.rules.country import country, opt_in
from app.rules.gate import is_open
from app.rules.message import Kind
from app.rules.phone import Number
from app.rules.standing import Standing, standing
from app.rules.wording import confirmation_text, proof_text
from app.store import Session, Sessions, Taken, coupons, limits, proofs, subscribers, visits
from app.store.joins import join_at_once
from app.store.subscribers import SealedNumber, Subscriber

PROOF_VALID = timedelta(hours=1)
PIN_DIGITS = 6


class Joined(StrEnum):
    """What came of it."""

    TEXTED = "texted"  # the coupon is on its way
    ASKED = "asked"  # a pin is on its way; the coupon is held
    AGAIN = "again"  # the same visit had already sent this number
    SOLD_OUT = "sold_out"
    TOO_OFTEN = "too_often"
    CLOSED = "closed"  # early, paused or ended
    GATED = "gated"  # the gate is not done


class SoldOut(Exception):
    """The last coupon went in this very moment."""


@dataclass(frozen=True)
class Outcome:
    """What came of a join; `again_from` is when a number or an address asked too often may try again."""

    joined: Joined
    again_from: datetime | None = None


@dataclass(frozen=True)
class Application:
    """What somebody left on the page: a proven form, not yet a proven number."""

    number: Number
    marketing: bool
    language: str
    address: str
    evidence: Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """What a join will write, sealed and composed before its transaction: while somebody writes, others wait."""

    number: SealedNumber
    evidence: bytes
    words: Mapping[str, str]  # of each ticked box, by purpose: the digest of what it says
    issue: issue.Draft | None  # for a single opt-in
    at_once: bool = False  # of a number that is new and asks for its coupon alone, most likely


def prepare(means: Means, campaign: Campaign, left: Application, now: datetime) -> Draft:
    """The draft of this join."""
    number, say = left.number, means.says[left.language]
    boxes: dict[str, Box] = {"coupon": coupon_box(campaign, say)}
    if left.marketing:
        boxes["marketing"] = marketing_box(campaign, say)
    single = opt_in(campaign, number.country) == "single"
    return Draft(
        subscribers.seal_number(means.vault, number.e164),
        subscribers.seal_evidence(means.vault, left.evidence),
        {purpose: box.digest for purpose, box in boxes.items()},
        issue.prepare(means, campaign, country=number.country, language=left.language, now=now) if single else None,
    )


def submit(
    sessions: Sessions,
    means: Means,
    campaign: Campaign,
    visit: Callable[[Session], visits.Visit],
    left: Application,
    now: datetime,
) -> tuple[visits.Visit, Outcome]:
    """(the visit, what came of it) of a join in a transaction of its own; `visit` finds it there. Raises SoldOut."""

    def written(draft: Draft) -> tuple[visits.Visit, Outcome]:
        def work(session: Session) -> tuple[visits.Visit, Outcome]:
            visited = visit(session)
            return visited, join(session, means, campaign, visited, left, now, draft)

        return sessions.write(work)

    draft = prepare(means, campaign, left, now)
    try:
        return written(replace(draft, at_once=draft.issue is not None and not left.marketing))
    except Taken:  # a number that we know, or the last coupon is gone, or the serial in use: its steps show which
        return written(draft)


def join(
    session: Session,
    means: Means,
    campaign: Campaign,
    visited: visits.Visit,
    left: Application,
    now: datetime,
    draft: Draft | None = None,
) -> Outcome:
    """What came of it, with everything it takes recorded and queued in this transaction.

    Raises SoldOut when the last coupon is gone: then nothing may be kept, and the transaction is to be undone.
    With a draft to be done at once it may raise Taken, too; see submit.
    """
    draft = draft or prepare(means, campaign, left, now)
    if campaign.state(now) != "live":
        return Outcome(Joined.CLOSED)
    if not is_open(campaign, visited.steps, without=visited.without):
        return Outcome(Joined.GATED)
    if visited.subscriber is not None:
        known = subscribers.subscriber_of(session, left.number.e164)
        if known and known.id == visited.subscriber:
            return Outcome(Joined.AGAIN)
    again_from = _too_often(session, means, campaign, left, draft, now)
    if again_from:
        return Outcome(Joined.TOO_OFTEN, again_from)
    if draft.at_once and draft.issue:
        _join_at_once(session, campaign, visited, left, draft, draft.issue, now)
        return Outcome(Joined.TEXTED)
    if is_sold_out(session, campaign):  # asked before the number is looked at, or the answer would tell who has one
        return Outcome(Joined.SOLD_OUT)
    number, language = left.number, left.language
    id, is_new = subscribers.keep_subscriber(session, draft.number, country=number.country, language=language, now=now)
    first = is_new or not subscribers.has_asked(session, id, campaign.id)
    if not visits.join(session, visited, id, first=first, now=now):
        return Outcome(Joined.AGAIN)
    person = Subscriber(id, number.e164, number.country, language)
    if draft.issue:
        return _grant_and_issue(session, means, campaign, visited, left, person, now, draft)
    return _ask(session, means, campaign, visited, left, person, now, draft)


def _join_at_once(
    session: Session,
    campaign: Campaign,
    visited: visits.Visit,
    left: Application,
    draft: Draft,
    issue: issue.Draft,
    now: datetime,
) -> None:
    join_at_once(
        session,
        visited,
        draft.number,
        issue.coupon,
        issue.text,
        country=left.number.country,
        language=left.language,
        release=campaign.digest,
        words=draft.words["coupon"],
        evidence=draft.evidence,
        valid_until=campaign.valid_until(now),
        total=campaign.offer.limits.total,
        now=now,
    )


def is_sold_out(session: Session, campaign: Campaign) -> bool:
    """Whether all coupons of the campaign are taken."""
    total = campaign.offer.limits.total
    return total is not None and coupons.taken(session, campaign.id)[0] >= total


def _too_often(
    session: Session, means: Means, campaign: Campaign, left: Application, draft: Draft, now: datetime
) -> datetime | None:
    if not means.limits:
        return None
    again_from = limits.take(session, limits.JOINS_FROM_ADDRESS, left.address, now)
    if again_from or (not draft.at_once and _is_answered(session, campaign, left, now)):
        return again_from
    return limits.take(session, limits.TEXTS_TO_NUMBER, left.number.e164, now)


def _is_answered(session: Session, campaign: Campaign, left: Application, now: datetime) -> bool:
    """Whether the text that answers this number is under way, so that none is spent on it."""
    known = subscribers.subscriber_of(session, left.number.e164)
    if known is None:
        return False
    if opt_in(campaign, left.number.country) == "single":
        return is_under_way(session, campaign, known.id, Kind.SERVICE, now)
    return is_under_way(session, campaign, known.id, Kind.PROOF, now) and proofs.is_shared(
        session, known.id, campaign.id, now
    )


def _grant_and_issue(
    session: Session,
    means: Means,
    campaign: Campaign,
    visited: visits.Visit,
    left: Application,
    person: Subscriber,
    now: datetime,
    draft: Draft,
) -> Outcome:
    before = marketing_standing(session, person.id, campaign) if left.marketing else Standing.NONE
    _record(session, campaign, visited, left, person.id, draft, event="grant", now=now)
    placement, visit = visited.placement, visited.id
    coupon = issue.issue(session, means, campaign, person, placement=placement, visit=visit, now=now, draft=draft.issue)
    if coupon is None:
        raise SoldOut
    if left.marketing and before is not Standing.GRANTED:
        text_confirmation(session, means, campaign, person, coupon, visit=visit, now=now)
    return Outcome(Joined.TEXTED)


def _ask(
    session: Session,
    means: Means,
    campaign: Campaign,
    visited: visits.Visit,
    left: Application,
    person: Subscriber,
    now: datetime,
    draft: Draft,
) -> Outcome:
    placement, marketing = visited.placement, left.marketing
    if issue.hold(session, means, campaign, person, placement=placement, hold=PROOF_VALID, now=now) is None:
        raise SoldOut
    _record(session, campaign, visited, left, person.id, draft, event="request", now=now)
    # One pin at a time: somebody who scans twice within a minute has one text, and may answer it on either page.
    if not (
        is_under_way(session, campaign, person.id, Kind.PROOF, now)
        and proofs.share_proof(
            session,
            person.id,
            campaign=campaign.id,
            visit=visited.id,
            placement=placement,
            language=person.language,
            marketing=marketing,
            now=now,
        )
    ):
        ask(session, means, campaign, person, visit=visited.id, placement=placement, marketing=marketing, now=now)
    return Outcome(Joined.ASKED)


def ask(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    visit: int,
    placement: str,
    marketing: bool,
    now: datetime,
) -> None:
    """Texts a fresh pin to the number, and waits for it; an older pin of the visit counts no more."""
    pin = f"{means.dice(10**PIN_DIGITS):0{PIN_DIGITS}d}"
    proofs.add_proof(
        session,
        person.id,
        campaign=campaign.id,
        visit=visit,
        placement=placement,
        language=person.language,
        marketing=marketing,
        pin=pin,
        expires_at=now + PROOF_VALID,
        now=now,
    )
    text = proof_text(campaign, means.says[person.language], pin=pin, country=person.country)
    write(session, means, campaign, person.id, kind=Kind.PROOF, text=text, visit=visit, now=now)


def _record(
    session: Session,
    campaign: Campaign,
    visited: visits.Visit,
    left: Application,
    subscriber: int,
    draft: Draft,
    *,
    event: str,
    now: datetime,
) -> None:
    for purpose, words in draft.words.items():
        subscribers.add_consent(
            session,
            subscriber,
            event=event,
            purpose=purpose,
            brand=campaign.brand.name,
            campaign=campaign.id,
            release=campaign.digest,
            words=words,
            language=left.language,
            placement=visited.placement,
            visit=visited.id,
            evidence=draft.evidence,
            now=now,
        )


def text_confirmation(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    coupon: coupons.Coupon | None,
    *,
    visit: int | None,
    now: datetime,
) -> None:
    """Queues the confirmation of the programme; where texts cannot be answered, with the link that ends them."""
    way_out = issue.link(means, coupon) if coupon and not country(person.country).two_way else None
    text = confirmation_text(campaign, means.says[person.language], country=person.country, preferences_link=way_out)
    write(session, means, campaign, person.id, kind=Kind.CONFIRMATION, text=text, visit=visit, now=now)


def marketing_standing(session: Session, subscriber: int, campaign: Campaign) -> Standing:
    """Whether this number agreed to the brand's marketing by now."""
    ledger = subscribers.consents_of(session, subscriber)
    return standing(row.event for row in ledger if row.purpose == "marketing" and row.brand == campaign.brand.name)
