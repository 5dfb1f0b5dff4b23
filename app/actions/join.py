"""A number and a consent, left on a page: what is recorded, and which text answers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.actions import Means, issue, notify
from app.actions.apply import Application, Draft, Join, Joined, Outcome, prepare
from app.actions.ask import ask, ask_by_text
from app.actions.enrol import marketing_standing, text_confirmation
from app.actions.reserve import is_sold_out
from app.actions.vet import vet
from app.actions.write import is_under_way
from app.rules.campaign import Campaign
from app.rules.country import can_answer
from app.rules.message import Kind
from app.rules.standing import Standing
from app.store import Session, Sessions, Taken, coupons, ledger, left_behind, proofs, rewards, subscribers, visits
from app.store.joins import join_at_once
from app.store.subscribers import Subscriber
from app.store.visits import Visit


class SoldOut(Exception):
    """The last coupon went in this very moment."""


def submit(
    sessions: Sessions,
    means: Means,
    campaign: Campaign,
    visit: Callable[[Session], Visit],
    left: Application,
    now: datetime,
) -> tuple[Visit, Outcome]:
    """(the visit, what came of it) of a join in a transaction of its own; `visit` finds it there. Raises SoldOut."""

    def written(draft: Draft) -> tuple[Visit, Outcome]:
        def work(session: Session) -> tuple[Visit, Outcome]:
            visited = visit(session)
            return visited, join(session, means, campaign, visited, left, now, draft)

        return sessions.write(work)

    draft = prepare(means, campaign, left, now)
    try:
        return written(replace(draft, at_once=draft.issue is not None and not left.marketing and _is_plain(campaign)))
    except Taken:  # a number that we know, or the last coupon is gone, or a serial in use: its steps show which
        return written(prepare(means, campaign, left, now))


def join(
    session: Session,
    means: Means,
    campaign: Campaign,
    visited: Visit,
    left: Application,
    now: datetime,
    draft: Draft | None = None,
    *,
    known: bool = False,
) -> Outcome:
    """What came of it, with everything it takes recorded and queued in this transaction.

    Raises SoldOut when the last coupon is gone: then nothing may be kept, and the transaction is to be undone.
    With a draft to be done at once it may raise Taken, too; see submit. `known` is for join_known.
    """
    this = Join(campaign, visited, left, draft or prepare(means, campaign, left, now), now, known)
    refused = vet(session, means, this)
    if refused:
        shared = refused.joined is Joined.NUMBER_FULL and _share_last_pin(session, this)
        return Outcome(Joined.ASKED) if shared else refused
    drafted = this.draft.issue
    if this.draft.at_once and drafted and not left_behind.is_left(session, campaign.id, left.number.e164):
        _join_at_once(session, means, this, drafted)
        return Outcome(Joined.TEXTED)
    # Asked before the number is looked at, or the answer would tell who has one.
    if is_sold_out(session, campaign, visited.placement, now):
        return Outcome(Joined.SOLD_OUT)
    return _join_by_steps(session, means, this)


def _is_plain(campaign: Campaign) -> bool:
    """Whether a coupon is taken out of one stock alone, as those of most campaigns are."""
    limits = campaign.offer.limits
    spots = any(spot.total for spot in campaign.placements) or campaign.share
    return limits.per_day is None and limits.budget is None and campaign.offer.kind != "card" and not spots


def _join_at_once(session: Session, means: Means, this: Join, drafted: issue.Draft) -> None:
    campaign, visited, offer = this.campaign, this.visited, this.campaign.offer
    language, until = this.left.language, campaign.valid_until(this.now)
    index, placement = drafted.coupon.index, visited.placement
    notify.issued(
        session, means, campaign, coupon=index, placement=placement, language=language, until=until, now=this.now
    )
    join_at_once(
        session,
        visited,
        this.draft.number,
        drafted.coupon,
        drafted.text,
        country=this.left.number.country,
        language=language,
        consent=this.acts("grant")[0],
        valid_until=until,
        total=offer.limits.total,
        uses=offer.uses,
    )


def _join_by_steps(session: Session, means: Means, this: Join) -> Outcome:
    """For a number that we may know: who has a coupon keeps it, and whoever is to be asked is asked."""
    number, language = this.left.number, this.left.language
    id, is_new = subscribers.keep_subscriber(
        session, this.draft.number, country=number.country, language=language, now=this.now
    )
    first = is_new or not ledger.has_asked(session, id, this.campaign.id)
    if not visits.join(session, this.visited, id, first=first, now=this.now):
        return Outcome(Joined.AGAIN)
    person = Subscriber(id, number.e164, number.country, language)
    origin = _origin(session, this, person, is_new=is_new)
    if this.draft.issue:
        return _grant_and_issue(session, means, this, person, origin)
    return _ask(session, means, this, person, origin)


def _origin(session: Session, this: Join, person: Subscriber, *, is_new: bool) -> issue.Origin:
    """By whose link this number came, if it is one that never met us, on a device of its own."""
    campaign, left = this.campaign, this.left
    if campaign.share is None:
        return issue.ANYWHERE
    device = rewards.device_index(session.vault, campaign.id, left.address, left.evidence.get("browser", ""))
    shared = coupons.coupon_by_id(session, left.friend) if left.friend and is_new else None
    if shared is None or shared.campaign != campaign.id or shared.subscriber == person.id:
        return issue.Origin(device=device)
    seen = rewards.is_seen(session, shared.subscriber, campaign.id, device)
    return issue.Origin(None if seen else shared.id, device)


def _grant_and_issue(session: Session, means: Means, this: Join, person: Subscriber, origin: issue.Origin) -> Outcome:
    campaign, visited, marketing = this.campaign, this.visited, this.left.marketing
    before = marketing_standing(session, person.id, campaign) if marketing else Standing.NONE
    _record(session, this, person, "grant")
    coupon = issue.issue(
        session,
        means,
        campaign,
        person,
        placement=visited.placement,
        visit=visited.id,
        now=this.now,
        draft=this.draft.issue,
        origin=origin,
    )
    if coupon is None:
        raise SoldOut
    if marketing:
        _text_of_programme(session, means, this, person, before)
    return Outcome(Joined.TEXTED)


def _text_of_programme(session: Session, means: Means, this: Join, person: Subscriber, before: Standing) -> None:
    """The text that a ticked box two brings besides the coupon, to a number that stood like this before it."""
    campaign, visited, now = this.campaign, this.visited, this.now
    after = marketing_standing(session, person.id, campaign)
    is_asked = is_under_way(session, campaign, person.id, Kind.PROOF, now)
    if after is Standing.GRANTED and before is not Standing.GRANTED:
        text_confirmation(session, means, campaign, person, visit=visited.id, now=now)
    elif after is Standing.PENDING and can_answer(campaign, person.country) and not is_asked:
        # Whoever once ended these texts has to say so by the number itself: a form can be filled in by anybody.
        ask_by_text(session, means, campaign, person, placement=visited.placement, now=now)


def _ask(session: Session, means: Means, this: Join, person: Subscriber, origin: issue.Origin) -> Outcome:
    campaign, visited, now = this.campaign, this.visited, this.now
    placement, marketing = visited.placement, this.left.marketing
    held = issue.hold(
        session, means, campaign, person, placement=placement, hold=issue.COUPON_HELD, now=now, origin=origin
    )
    if held is None:
        raise SoldOut
    _record(session, this, person, "request")
    # One pin at a time: somebody who scans twice within a minute has one text, and may answer it on either page.
    is_asked = is_under_way(session, campaign, person.id, Kind.PROOF, now)
    if not (is_asked and _share_pin(session, this, person)):
        ask(session, means, campaign, person, visit=visited.id, placement=placement, marketing=marketing, now=now)
    return Outcome(Joined.ASKED)


def _share_last_pin(session: Session, this: Join) -> bool:
    """Whether the visit may answer with the pin that its number was texted last, since no other one is sent today.

    So nobody who uses up a number's texts locks its owner out. No more pages share a pin than else, with no more tries.
    """
    known = subscribers.subscriber_of(session, this.left.number.e164)
    if known is None or this.is_single:
        return False
    subscribers.hold(session, {known.id})
    shared = _share_pin(session, this, known)
    if shared:
        visits.join(session, this.visited, known.id, first=False, now=this.now)
        _record(session, this, known, "request")
    return shared


def _share_pin(session: Session, this: Join, person: Subscriber) -> bool:
    """Whether the visit now waits for a pin that was texted to this person before."""
    return proofs.share_proof(
        session,
        person.id,
        campaign=this.campaign.id,
        visit=this.visited.id,
        placement=this.visited.placement,
        language=this.left.language,
        marketing=this.left.marketing,
        now=this.now,
    )


def _record(session: Session, this: Join, person: Subscriber, event: str) -> None:
    for each in this.acts(event):
        ledger.add(session, person.id, each)
