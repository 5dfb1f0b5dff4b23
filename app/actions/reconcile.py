"""Settles what nobody knows: asks the gateway what became of a text that may have left, and only then decides.

What it certainly never had waits to be sent like any other. What nobody can say is sent once more only where the
operator's rule for its class says so, with the same code in it; else it stays unknown, for a receipt. Where none came
its gateway is asked a last time, and the text ends as failed; a receipt that comes later still settles it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions.heed import is_of_number
from app.actions.receive import adopt_orphans, take_receipt
from app.gateways import Gateway, GatewayError, Outgoing, Receipt
from app.rules.campaign import Campaign
from app.rules.message import UNASKED, Kind
from app.store import Session, doubts, messages
from app.store.doubts import Doubt

LEASE = timedelta(seconds=60)  # for one question
# When it is asked, from when it may have left; a provider may list a text some time after it has taken it.
ASKED_AFTER = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))
BELIEVED_FROM = 2  # from which question on "never had it" is believed
MOST_CRASHES = 5  # a text over which more workers died than that is set aside
NEWS_WITHIN = timedelta(days=7)  # of when a text is too late; networks hold one no longer
MOST_AGAIN = 1  # how often a text of which nobody knows is sent again

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What a gateway said of a doubt: a receipt; that it never had the text; or nothing, where it cannot be asked."""

    doubt: Doubt
    receipt: Receipt | None = None
    never_had_it: bool = False


def ask(gateways: Mapping[str, Gateway], doubt: Doubt) -> Told:
    """What its gateway says of it now. Touches no database, so it may take its time."""
    gateway = gateways.get(doubt.gateway or "")
    if gateway is None or not gateway.can.look_up or not doubt.is_readable:
        return Told(doubt)
    promotional = doubt.kind in UNASKED
    what = Outgoing(doubt.reference, doubt.number, doubt.sender, doubt.text, promotional=promotional)
    try:
        receipt = gateway.look_up(what, doubt.vendor_reference, doubt.since - LEASE)
    except GatewayError as error:
        log.info("gateway %s cannot say now what became of %s: %s", doubt.gateway, doubt.reference, error.failure.value)
        return Told(doubt)
    except Exception:
        log.exception("a bug in gateway %s", doubt.gateway)
        return Told(doubt)
    return Told(doubt, receipt, receipt is None)


def settle(
    session: Session, campaigns: Mapping[str, Campaign], told: Told, *, again: Collection[Kind], now: datetime
) -> None:
    """Does as the gateway said; `again` are the classes that are sent once more where it could not say.

    What a receipt has settled is unknown no longer, and nothing more happens to it.
    """
    doubt = told.doubt
    if told.receipt:
        _take(session, campaigns, doubt, told.receipt, now)
    if told.never_had_it and doubt.asked >= BELIEVED_FROM:
        if doubt.is_interrupted and doubt.doubts > MOST_CRASHES:
            doubts.set_aside(session, doubt, now)
        else:
            doubts.send_again(session, doubt, now)
    elif doubt.asked < len(ASKED_AFTER):
        doubts.ask_at(session, doubt, max(now + _pause(doubt.asked), doubt.since + ASKED_AFTER[doubt.asked]))
    elif doubt.is_readable and doubt.kind in again and doubt.doubts <= MOST_AGAIN and now < doubt.expires_at:
        doubts.send_again(session, doubt, now)
    elif now < (news_until := max(doubt.since, doubt.expires_at) + NEWS_WITHIN):
        doubts.ask_at(session, doubt, news_until)
    else:
        doubts.give_up(session, doubt)


def _pause(asked: int) -> timedelta:
    """Between the question of this number and the next, also where the first came late."""
    return ASKED_AFTER[asked] - ASKED_AFTER[asked - 1]


def _take(session: Session, campaigns: Mapping[str, Campaign], doubt: Doubt, receipt: Receipt, now: datetime) -> None:
    """The receipt, and those that came when we did not know whose they were; none that is of another text: a provider
    that is asked by number and words may find that.
    """
    if is_of_number(receipt.failure):
        messages.hold_owner(session, doubt.message)  # people before their texts, as everywhere
    if doubts.learn(session, doubt, receipt.vendor_reference):
        take_receipt(session, campaigns, receipt, doubt.gateway or "", now)
        adopt_orphans(session, doubt.gateway or "", now)
