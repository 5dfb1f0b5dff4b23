"""What comes back: a text from a subscriber, or a receipt from a gateway."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.actions import Means
from app.actions.enter import enter, words_of
from app.actions.hear import Said, hear, is_one_of_ours
from app.actions.heed import heed, is_of_number
from app.actions.obey import obey, questions
from app.actions.shield import note_answer
from app.actions.shut import is_of_account, shut
from app.gateways import Inbound, Receipt
from app.rules.campaign import Campaign
from app.rules.campaign_keyword import Heard, spoken
from app.rules.cost import read_price
from app.rules.failure import Failure, is_of_way
from app.rules.keyword import Meaning, meaning
from app.rules.message import State, next_state
from app.rules.phone import inbound_number
from app.rules.traffic import read_network
from app.store import Session, incoming, messages, networks, subscribers, tallies

FAILED = frozenset({State.UNDELIVERED, State.FAILED, State.EXPIRED})
ENDS = FAILED | {State.DELIVERED}
KEYWORD = "keyword"  # how a campaign's word is kept among the meanings

log = logging.getLogger(__name__)


class Ended(NamedTuple):
    """A text that has come to its end by a receipt."""

    message: int
    state: State
    failure: Failure | None
    network: str | None


def hold(session: Session, news: Iterable[Inbound | Receipt]) -> None:
    """Lets nobody else act for whoever sent these texts: all of them before the first has its effect.

    For several pieces of news in one transaction; each alone holds its own.
    """
    texts = [each for each in news if isinstance(each, Inbound)]
    subscribers.hold_numbers(session, {number for each in texts if (number := inbound_number(each.number))})


def take_text(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    inbound: Inbound,
    gateway: str,
    now: datetime,
    *,
    handles_stop: bool = False,
) -> Meaning | Heard | None:
    """What the text meant, or which campaign's word it was, once it has had its effect.

    None for one that was delivered before, and for one that nobody sent: a short number, a name, or a number of ours,
    which would be answered by ourselves for ever. With `handles_stop` the provider answers a STOP, and whatever else
    it took for a command.
    """
    inbound = inbound.whole
    number = inbound_number(inbound.number)
    if number is None or is_one_of_ours(campaigns, number):
        log.info("a text that nobody sent is set aside: %s of gateway %s", inbound.vendor_reference, gateway)
        return None
    said = hear(session, campaigns, number, inbound, gateway, now, network_answers_stop=handles_stop)
    subscribers.hold(session, {said.person.id})  # before the text is kept: another may bring the very same
    read = meaning(inbound.text, asked=bool(questions(session, campaigns, said)), country=said.person.country)
    meant = _meant(inbound, read, said.person.country)
    # What commands, or would if it were asked, outranks a campaign's word [US-KW-3]; spoken() hears none in it. That
    # word may be one that a provider takes for a START.
    may_be_word = read is Meaning.UNCLEAR and meant in {Meaning.UNCLEAR, Meaning.START}
    heard = spoken(inbound.text, words_of(said)) if may_be_word else None
    if not _keep(session, said, inbound, gateway, heard or meant):
        return None
    note_answer(session, said.person, now)
    if heard:
        enter(session, means, campaigns, said, heard)
        return heard
    obey(session, means, campaigns, said, meant)
    return meant


def _meant(inbound: Inbound, read: Meaning, country: str) -> Meaning:
    """What the text commands: what the provider took it for, unless we read a STOP, or a YES, in it ourselves.

    A provider takes a YES for a START, also one that answers a question of ours; and one that answers none starts
    nothing [US-KW-7].
    """
    if inbound.command is None or read in {Meaning.STOP, Meaning.WRONG}:
        return read
    if inbound.command == "start" and meaning(inbound.text, asked=True, country=country) is Meaning.YES:
        return read
    return Meaning(inbound.command)


def take_receipt(
    session: Session, campaigns: Mapping[str, Campaign], receipt: Receipt, gateway: str, now: datetime
) -> bool:
    """Whether the receipt was news. One that beats our own commit waits until we know whose it is."""
    receipt = receipt.whole
    found = _known(session, receipt, gateway)
    of_number = receipt.failure if is_of_number(receipt.failure) else None
    if found and of_number:
        messages.hold_owner(session, found[0])
    if not _keep_receipt(session, receipt, gateway, found[0] if found else None, now):
        return False
    if found and receipt.failure and is_of_account(receipt.failure):
        shut(session, found[0], receipt.failure, gateway, now)
    if found:
        _account_for(session, receipt, gateway, found, now)
    if found and of_number:
        heed(session, campaigns, found[0], of_number, gateway, now)
    return True


def _keep_receipt(session: Session, receipt: Receipt, gateway: str, message: int | None, now: datetime) -> bool:
    """Whether the receipt is news."""
    return incoming.add_receipt(
        session,
        gateway=gateway,
        vendor_reference=receipt.vendor_reference,
        status=receipt.status,
        state=receipt.state,
        failure=receipt.failure,
        message=message,
        network=read_network(receipt.network),
        price=read_price(receipt.price),
        now=now,
    )


def _account_for(session: Session, receipt: Receipt, gateway: str, found: tuple[int, State], now: datetime) -> None:
    """Moves the message on by its receipt, and counts it once it has come to its end."""
    message, current = found
    network, price = read_network(receipt.network), read_price(receipt.price)
    ends = advance(session, message, current, receipt.state, receipt.failure or receipt.status, now)
    messages.note(session, message, network, price)
    if ends:
        _count(session, gateway, [Ended(message, receipt.state, receipt.failure, network)], now)


def adopt_orphans(session: Session, gateway: str, now: datetime) -> None:
    """Orphans whose message is there by now; of a number they may tell what is heeded when its next text fails."""
    ended = []
    for orphan in incoming.orphan_receipts(session, gateway):
        incoming.adopt(session, orphan.id, orphan.message)
        messages.note(session, orphan.message, orphan.network, orphan.price)
        if advance(session, orphan.message, orphan.current, orphan.reported, orphan.why, now):
            failure = next((each for each in Failure if each.value == orphan.why), None)
            ended.append(Ended(orphan.message, orphan.reported, failure, orphan.network))
            if failure and is_of_account(failure):
                shut(session, orphan.message, failure, gateway, now)
    if ended:
        _count(session, gateway, ended, now)


def _count(session: Session, gateway: str, ended: Sequence[Ended], now: datetime) -> None:
    """Counts texts that failed after they were taken, and how all that have come to their end fare by their network.

    In one order, so that no two who count wait in a ring.
    """
    failed = {
        each.message: each.failure or (Failure.EXPIRED if each.state is State.EXPIRED else Failure.REFUSED)
        for each in ended
        if each.state in FAILED
    }
    tallies.add_reported(session, gateway, failed, now)
    told = [(each.network, is_of_way(each.failure, each.state)) for each in ended if each.network]
    for network, is_failed in sorted(told):
        networks.add(session, gateway, network, now, failed=is_failed)


def _known(session: Session, receipt: Receipt, gateway: str) -> tuple[int, State] | None:
    """(message, how it stands) that the receipt is of, as far as we know."""
    found = messages.by_reference(session, receipt.reference) if receipt.reference else None
    return found or messages.by_vendor(session, gateway, receipt.vendor_reference)


def advance(session: Session, message: int, current: State, reported: State, why: str, now: datetime) -> bool:
    """Moves a message forward, never back; from wherever it is by then, if another report was quicker.

    Whether it has come to its end by that.
    """
    while (after := next_state(current, reported)) is not current:
        reason = why if after in FAILED else None
        if messages.advance(session, message, current, after, reason=reason, now=now):
            return after in ENDS and current not in ENDS
        current = messages.state_of(session, message)
    return False


def _keep(session: Session, said: Said, inbound: Inbound, gateway: str, meant: Meaning | Heard) -> bool:
    """Whether the text is news."""
    campaign = said.campaign.id if said.campaign else None
    if isinstance(meant, Heard):
        campaign = meant.campaign or campaign
    return incoming.add_inbound(
        session,
        gateway=gateway,
        vendor_reference=inbound.vendor_reference,
        subscriber=said.person.id,
        sender=said.to,
        text=inbound.text,
        meaning=KEYWORD if isinstance(meant, Heard) else meant.value,
        campaign=campaign,
        at=said.at,
    )
