"""A number and a consent, left on a page: what is recorded, and which text answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.actions import Means, issue, notify
from app.actions.ask import ask, ask_by_text
from app.actions.record import act
from app.actions.reserve import is_sold_out
from app.actions.shield import Asker, Why, let_in
from app.actions.shorten import links
from app.actions.write import is_under_way, write
from app.rules.campaign import Campaign
from app.rules.consent import Box, coupon_box, marketing_box
from app.rules.country import can_answer, opt_in
from app.rules.gate import is_open
from app.rules.message import Kind, parts
from app.rules.phone import Number
from app.rules.standing import Standing, standing
from app.rules.wording import confirmation_text
from app.store import (
    Session,
    Sessions,
    Taken,
    coupons,
    ledger,
    left_behind,
    proofs,
    rewards,
    subscribers,
    suppressions,
    visits,
)
from app.store.joins import join_at_once
from app.store.ledger import Act
from app.store.subscribers import SealedNumber, Subscriber

COUPON_HELD = timedelta(hours=1)  # nobody else goes without for longer; who answers later gets another, if there is one


class Joined(StrEnum):
    """What came of it."""

    TEXTED = "texted"  # the coupon is on its way
    ASKED = "asked"  # a pin is on its way; the coupon is held
    AGAIN = "again"  # the same visit had already sent this number
    SOLD_OUT = "sold_out"
    TOO_OFTEN = "too_often"
    NUMBER_FULL = "number_full"  # the number had its texts of the day; its owner can still text the keyword
    HELD_UP = "held_up"  # no text leaves for numbers like this one; but see join_known
    CHECK = "check"  # the browser is to solve a sum first
    CLOSED = "closed"  # early, paused or ended
    GATED = "gated"  # the gate is not done


REFUSED = {
    Why.NUMBER: Joined.NUMBER_FULL,
    Why.TOO_OFTEN: Joined.TOO_OFTEN,
    Why.CLOSED: Joined.HELD_UP,
    Why.CHECK: Joined.CHECK,
}


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
    placement: str = ""
    friend: int = 0  # the coupon whose owner passed the way on, or 0
    odd: bool = False  # no person seems to have filled the form in
    solved: str = ""  # the id of the sum that the browser solved


@dataclass(frozen=True)
class Draft:
    """What a join will write, sealed and composed before its transaction: while somebody writes, others wait."""

    number: SealedNumber
    evidence: bytes
    words: Mapping[str, str]  # of each ticked box, by purpose: the digest of what it says
    issue: issue.Draft | None  # for a single opt-in
    at_once: bool = False  # of a number that is new and asks for its coupon alone, most likely


@dataclass(frozen=True)
class _Join:
    """One join while it is done: what was left where, for which campaign, and what was drafted for it."""

    campaign: Campaign
    visited: visits.Visit
    left: Application
    draft: Draft
    now: datetime
    known: bool = False  # whoever holds the number was heard of before

    def acts(self, event: str) -> list[Act]:
        """What goes into the ledger: the same event for each ticked box."""
        return [
            act(
                self.campaign,
                event=event,
                purpose=purpose,
                country=self.left.number.country,
                language=self.left.language,
                evidence=self.draft.evidence,
                words=words,
                placement=self.visited.placement,
                visit=self.visited.id,
                page=self.left.evidence.get("page", ""),
                now=self.now,
            )
            for purpose, words in self.draft.words.items()
        ]


def prepare(means: Means, campaign: Campaign, left: Application, now: datetime) -> Draft:
    """The draft of this join."""
    number, say = left.number, means.says[left.language]
    boxes: dict[str, Box] = {"coupon": coupon_box(campaign, say)}
    if left.marketing:
        boxes["marketing"] = marketing_box(campaign, say)
    single = opt_in(campaign, number.country) == "single"
    return Draft(
        subscribers.seal_number(means.vault, number.e164),
        ledger.seal_evidence(means.vault, left.evidence),
        {purpose: box.digest for purpose, box in boxes.items()},
        issue.prepare(
            means, campaign, country=number.country, language=left.language, placement=left.placement, now=now
        )
        if single
        else None,
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
        return written(replace(draft, at_once=draft.issue is not None and not left.marketing and _is_plain(campaign)))
    except Taken:  # a number that we know, or the last coupon is gone, or a serial in use: its steps show which
        return written(prepare(means, campaign, left, now))


def join(
    session: Session,
    means: Means,
    campaign: Campaign,
    visited: visits.Visit,
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
    this = _Join(campaign, visited, left, draft or prepare(means, campaign, left, now), now, known)
    refused = _refused(session, means, this)
    if refused:
        shared = refused.joined is Joined.NUMBER_FULL and _share_last_pin(session, this)
        return Outcome(Joined.ASKED) if shared else refused
    if this.draft.at_once and this.draft.issue and not left_behind.is_left(session, campaign.id, left.number.e164):
        _join_at_once(session, means, this, this.draft.issue)
        return Outcome(Joined.TEXTED)
    if is_sold_out(
        session, campaign, visited.placement, now
    ):  # asked before the number is looked at, or the answer would tell who has one
        return Outcome(Joined.SOLD_OUT)
    number, language = left.number, left.language
    id, is_new = subscribers.keep_subscriber(
        session, this.draft.number, country=number.country, language=language, now=now
    )
    first = is_new or not ledger.has_asked(session, id, campaign.id)
    if not visits.join(session, visited, id, first=first, now=now):
        return Outcome(Joined.AGAIN)
    person = Subscriber(id, number.e164, number.country, language)
    origin = _origin(session, this, person, is_new=is_new)
    if this.draft.issue:
        return _grant_and_issue(session, means, this, person, origin)
    return _ask(session, means, this, person, origin)


def join_known(
    sessions: Sessions, means: Means, campaign: Campaign, visited: visits.Visit, left: Application, now: datetime
) -> None:
    """Joins whoever was heard of before, where texts to strangers are held up; to be done once the page is answered.

    The page is the same for all, so it tells nobody whom we know. The join has a visit of its own, whose page nobody
    has: what came of it is seen on the number's phone alone. So nothing is done where that does not help.
    """
    if not helps_known(campaign, left.number):
        return
    with sessions.read() as session:  # most are strangers, whom no writer is to wait for
        known = subscribers.subscriber_of(session, left.number.e164)
        if known is None or not subscribers.has_answered(session, known.id):
            return
    fresh = replace(visited, id=means.dice(2**63 - 1), subscriber=None)
    draft = prepare(means, campaign, left, now)
    with suppress(SoldOut):
        sessions.write(lambda session: join(session, means, campaign, fresh, left, now, draft, known=True))


def helps_known(campaign: Campaign, number: Number) -> bool:
    """Whether a text alone lets in whoever was heard of before: not where it brings a pin that only a page takes."""
    return opt_in(campaign, number.country) != "double_on_page"


def _share_last_pin(session: Session, this: _Join) -> bool:
    """Whether the visit may answer with the pin that its number was texted last, since no other one is sent today.

    So nobody who uses up a number's texts locks its owner out. No more pages share a pin than else, with no more tries.
    """
    campaign, left, visited, now = this.campaign, this.left, this.visited, this.now
    known = subscribers.subscriber_of(session, left.number.e164)
    if known is None or opt_in(campaign, left.number.country) == "single":
        return False
    subscribers.hold(session, {known.id})
    shared = proofs.share_proof(
        session,
        known.id,
        campaign=campaign.id,
        visit=visited.id,
        placement=visited.placement,
        language=left.language,
        marketing=left.marketing,
        now=now,
    )
    if shared:
        visits.join(session, visited, known.id, first=False, now=now)
        _record(session, this, known, "request")
    return shared


def _origin(session: Session, this: _Join, person: Subscriber, *, is_new: bool) -> issue.Origin:
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


def _refused(session: Session, means: Means, this: _Join) -> Outcome | None:
    """Why nothing comes of it; None if something does."""
    campaign, visited = this.campaign, this.visited
    if campaign.state(this.now) != "live":
        return Outcome(Joined.CLOSED)
    if not is_open(campaign, visited.steps, without=visited.without):
        return Outcome(Joined.GATED)
    if visited.subscriber is not None:
        known = subscribers.subscriber_of(session, this.left.number.e164)
        if known and known.id == visited.subscriber:
            return Outcome(Joined.AGAIN)
    return _held_back(session, means, this)


def _join_at_once(session: Session, means: Means, this: _Join, issue: issue.Draft) -> None:
    notify.issued(
        session,
        means,
        this.campaign,
        coupon=issue.coupon.index,
        placement=this.visited.placement,
        language=this.left.language,
        until=this.campaign.valid_until(this.now),
        now=this.now,
    )
    join_at_once(
        session,
        this.visited,
        this.draft.number,
        issue.coupon,
        issue.text,
        country=this.left.number.country,
        language=this.left.language,
        consent=this.acts("grant")[0],
        valid_until=this.campaign.valid_until(this.now),
        total=this.campaign.offer.limits.total,
        uses=this.campaign.offer.uses,
    )


def _is_plain(campaign: Campaign) -> bool:
    """Whether a coupon is taken out of one stock alone, as those of most campaigns are."""
    limits = campaign.offer.limits
    spots = any(spot.total for spot in campaign.placements) or campaign.share
    return limits.per_day is None and limits.budget is None and campaign.offer.kind != "card" and not spots


def _held_back(session: Session, means: Means, this: _Join) -> Outcome | None:
    """What the shield says against it; None if nothing."""
    if not means.limits:
        return None
    left, number = this.left, this.left.number
    address = "" if this.known else left.address
    asker = Asker(
        number.e164,
        number.country,
        this.campaign.id,
        address,
        checks=True,
        odd=left.odd,
        solved=left.solved,
        known=this.known,
    )
    answered = not this.draft.at_once and _is_answered(session, this)
    refused = let_in(session, means, asker, this.now, texted=not answered)
    return Outcome(REFUSED[refused.why], refused.again_from) if refused else None


def _is_answered(session: Session, this: _Join) -> bool:
    """Whether the text that answers this number is under way, so that none is spent on it."""
    campaign, now = this.campaign, this.now
    known = subscribers.subscriber_of(session, this.left.number.e164)
    if known is None:
        return False
    if opt_in(campaign, this.left.number.country) == "single":
        return is_under_way(session, campaign, known.id, Kind.SERVICE, now)
    return is_under_way(session, campaign, known.id, Kind.PROOF, now) and proofs.is_shared(
        session, known.id, campaign.id, now
    )


def _grant_and_issue(session: Session, means: Means, this: _Join, person: Subscriber, origin: issue.Origin) -> Outcome:
    campaign, visited, now = this.campaign, this.visited, this.now
    before = marketing_standing(session, person.id, campaign) if this.left.marketing else Standing.NONE
    is_asked = is_under_way(session, campaign, person.id, Kind.PROOF, now) if this.left.marketing else False
    _record(session, this, person, "grant")
    placement, visit = visited.placement, visited.id
    coupon = issue.issue(
        session,
        means,
        campaign,
        person,
        placement=placement,
        visit=visit,
        now=now,
        draft=this.draft.issue,
        origin=origin,
    )
    if coupon is None:
        raise SoldOut
    after = marketing_standing(session, person.id, campaign) if this.left.marketing else Standing.NONE
    if after is Standing.GRANTED and before is not Standing.GRANTED:
        text_confirmation(session, means, campaign, person, visit=visit, now=now)
    elif after is Standing.PENDING and can_answer(campaign, person.country) and not is_asked:
        # Whoever once ended these texts has to say so by the number itself: a form can be filled in by anybody.
        ask_by_text(session, means, campaign, person, placement=placement, now=now)
    return Outcome(Joined.TEXTED)


def _ask(session: Session, means: Means, this: _Join, person: Subscriber, origin: issue.Origin) -> Outcome:
    campaign, visited, now = this.campaign, this.visited, this.now
    placement, marketing = visited.placement, this.left.marketing
    held = issue.hold(session, means, campaign, person, placement=placement, hold=COUPON_HELD, now=now, origin=origin)
    if held is None:
        raise SoldOut
    _record(session, this, person, "request")
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


def _record(session: Session, this: _Join, person: Subscriber, event: str) -> None:
    for each in this.acts(event):
        ledger.add(session, person.id, each)


def text_confirmation(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    visit: int | None,
    now: datetime,
) -> None:
    """Queues the confirmation of the programme, with the link to the person's preferences.

    Where texts cannot be answered the link is their end [US-TCPA-REV-3, RU-2]; elsewhere it may cost no further part.
    """
    say, ways = means.says[person.language], links(means, campaign)
    text = ways.in_(confirmation_text(campaign, say, country=person.country, preferences_link=ways.preferences))
    if can_answer(campaign, person.country):
        bare = ways.in_(confirmation_text(campaign, say, country=person.country))
        text = text if parts(text.text).count <= parts(bare.text).count else bare
    write(session, means, campaign, person, kind=Kind.CONFIRMATION, text=text, visit=visit, now=now)


def marketing_standing(session: Session, subscriber: int, campaign: Campaign) -> Standing:
    """Whether this number agreed to the brand's marketing by now.

    A "no" may be older than the ledger: whoever was erased left it behind. It stands until the number itself confirms.
    """
    brand = campaign.brand.name
    now = standing(ledger.marketing_events(session, {subscriber}).get((subscriber, brand), ()))
    if now is Standing.GRANTED and brand in suppressions.suppressed_by(session, subscriber):
        return Standing.PENDING
    return now
