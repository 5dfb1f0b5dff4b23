"""What comes back: a text from a subscriber, or a receipt from a gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from app.actions import Means
from app.actions.confirm import confirm
from app.actions.join import marketing_standing
from app.actions.record import has_dealt, record
from app.actions.write import sender, write
from app.gateways import Inbound, Receipt
from app.rules.campaign import Campaign
from app.rules.keyword import Meaning, meaning
from app.rules.message import Kind, State, next_state
from app.rules.phone import E164, country_of, inbound_number
from app.rules.standing import Standing
from app.rules.wording import help_reply, start_reply, stop_reply
from app.store import Session, incoming, messages, outbox, proofs, subscribers, suppressions
from app.store.subscribers import Subscriber

REPLIES_A_DAY = 10  # two robots answering each other stop here


def take_text(
    session: Session, means: Means, campaigns: Mapping[str, Campaign], inbound: Inbound, gateway: str, now: datetime
) -> Meaning | None:
    """What the text meant, once it has had its effect; None for one that was delivered before, or is nobody's."""
    number = inbound_number(inbound.number)
    if number is None:
        return None
    person = _person(session, campaigns, inbound, number, now)
    open_proofs = [proof for proof in proofs.open_proofs(session, person.id, now) if proof.campaign in campaigns]
    asked = [proof for proof in open_proofs if proof.takes_yes]
    meant = meaning(inbound.text, asked=bool(asked), country=person.country)
    news = incoming.add_inbound(
        session,
        gateway=gateway,
        vendor_reference=inbound.vendor_reference,
        subscriber=person.id,
        sender=inbound.sender,
        text=inbound.text,
        meaning=meant.value,
        now=now,
    )
    if not news:
        return None
    campaign = _spoken_to(session, campaigns, person.id, inbound.sender)
    if meant is Meaning.YES and asked:
        # The text cannot say which page it answers: it grants what all pages that wait for it ask for, and no more.
        rivals = [each for each in open_proofs if each.campaign == asked[0].campaign]
        proof = replace(asked[0], marketing=all(each.marketing for each in rivals))
        evidence = {"how": "text", "text": inbound.text, "answer_at_gateway": f"{gateway} {inbound.vendor_reference}"}
        confirm(session, means, campaigns[proof.campaign], proof, evidence, now, answer="yes")
    elif meant in {Meaning.STOP, Meaning.WRONG}:
        _stop(session, means, campaigns, campaign, person, inbound, now)
    elif campaign and meant is Meaning.START:
        _start(session, means, campaign, person, inbound, now)
    elif campaign and meant is Meaning.HELP:
        _reply(session, means, campaign, person, help_reply(campaign, means.says[person.language]), now)
    return meant


def stop(
    session: Session,
    subscriber: Subscriber,
    campaign: Campaign,
    *,
    reason: str,
    evidence: Mapping[str, str],
    now: datetime,
) -> bool:
    """Whether the brand was told to stop for the first time; nothing of it that waits will be sent."""
    proofs.close_yes(session, subscriber.id)
    if not suppressions.suppress(session, subscriber.id, campaign.brand.name, reason=reason, now=now):
        return False
    outbox.suppress_queued(session, subscriber.id, campaign.brand.name, now)
    if has_dealt(session, campaign, subscriber.id):
        record(session, campaign, subscriber, "withdraw", "marketing", evidence, now)
    return True


def take_receipt(session: Session, receipt: Receipt, gateway: str, now: datetime) -> bool:
    """Whether the receipt was news. One that beats our own commit waits until we know whose it is."""
    found = messages.by_reference(session, receipt.reference) if receipt.reference else None
    found = found or messages.by_vendor(session, gateway, receipt.vendor_reference)
    news = incoming.add_receipt(
        session,
        gateway=gateway,
        vendor_reference=receipt.vendor_reference,
        status=receipt.status,
        state=receipt.state,
        message=found[0] if found else None,
        now=now,
    )
    if news and found:
        advance(session, found[0], found[1], receipt.state, receipt.status, now)
    return news


def advance(session: Session, message: int, current: State, reported: State, why: str, now: datetime) -> None:
    """Moves a message forward, never back; from wherever it is by then, if another report was quicker."""
    while (after := next_state(current, reported)) is not current:
        reason = why if after in {State.UNDELIVERED, State.FAILED, State.EXPIRED} else None
        if messages.advance(session, message, current, after, reason=reason, now=now):
            return
        current = messages.state_of(session, message)


def _person(
    session: Session, campaigns: Mapping[str, Campaign], inbound: Inbound, number: E164, now: datetime
) -> Subscriber:
    known = subscribers.subscriber_of(session, number)
    if known:
        return known
    mine = [campaign for campaign in campaigns.values() if sender(campaign) == inbound.sender]
    language = (mine or list(campaigns.values()))[0].languages[0] if campaigns else "en"
    country = country_of(number)
    sealed = subscribers.seal_number(session.vault, number)
    id, _ = subscribers.keep_subscriber(session, sealed, country=country, language=language, now=now)
    return Subscriber(id, number, country, language)


def _spoken_to(session: Session, campaigns: Mapping[str, Campaign], subscriber: int, to: str) -> Campaign | None:
    """The campaign that the text answers: the last to write from that sender, else one that has that sender."""
    last = messages.last_to(session, subscriber, to) or messages.last_to(session, subscriber, "")
    if last and last[0] in campaigns:
        return campaigns[last[0]]
    return next((campaign for campaign in campaigns.values() if sender(campaign) == to), None) or next(
        iter(campaigns.values()), None
    )


def _stop(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    campaign: Campaign | None,
    person: Subscriber,
    inbound: Inbound,
    now: datetime,
) -> None:
    """Ends every brand that writes from this sender; a sender nobody knows ends the brand last heard of."""
    brands = set(messages.brands_to(session, person.id, inbound.sender))
    brands |= {each.brand.name for each in campaigns.values() if sender(each) == inbound.sender}
    told = {each.brand.name: each for each in campaigns.values() if each.brand.name in brands}
    if campaign:
        told[campaign.brand.name] = campaign
    evidence = {"how": "text", "text": inbound.text}
    ended = [
        each for each in told.values() if stop(session, person, each, reason="STOP by text", evidence=evidence, now=now)
    ]
    speaker = campaign if campaign in ended else next(iter(ended), None)
    if speaker:
        _reply(session, means, speaker, person, stop_reply(speaker, means.says[person.language]), now)


def _start(
    session: Session, means: Means, campaign: Campaign, person: Subscriber, inbound: Inbound, now: datetime
) -> None:
    if not suppressions.lift(session, person.id, campaign.brand.name):
        return
    if marketing_standing(session, person.id, campaign) is Standing.WITHDRAWN:
        record(session, campaign, person, "confirm", "marketing", {"how": "text", "text": inbound.text}, now)
    _reply(session, means, campaign, person, start_reply(campaign, means.says[person.language]), now)


def _reply(session: Session, means: Means, campaign: Campaign, person: Subscriber, text: str, now: datetime) -> None:
    if messages.replies_since(session, person.id, now - timedelta(days=1)) < REPLIES_A_DAY:
        write(session, means, campaign, person.id, kind=Kind.REPLY, text=text, now=now)
