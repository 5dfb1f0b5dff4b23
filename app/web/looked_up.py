"""A number that staff typed. It is sent in a form and never in an address; what stands there is a token for a while."""

from __future__ import annotations

from flask import request

from app.rules import link
from app.rules.phone import BadNumber, mask, problem, read_number
from app.rules.words import Say
from app.store import Session, subscribers
from app.store.subscribers import Subscriber
from app.web import access
from app.web.parts import now, parts

PURPOSE, OPENS_S = "staff-person", 15 * 60
LETTERS = 60


def typed(say: Say) -> Subscriber | str:
    """Whose number was typed into the form, or a sentence that says why nobody's."""
    campaigns = parts().campaigns.shelf.campaigns.values()
    countries = sorted({code for campaign in campaigns for code in campaign.countries})
    if not countries:
        return say("There is no campaign, so nobody's numbers are accepted.")
    try:
        number = read_number(request.form.get("number", "")[:LETTERS], countries)
    except BadNumber as bad:
        return problem(say, bad)
    with parts().sessions.read() as session:
        found = subscribers.subscriber_of(session, number.e164)
    return found or say("{number} has never met us.", number=mask(number.e164))


def token(subscriber: int) -> str:
    """What stands for this person in addresses: for this member of staff alone, and for a quarter of an hour."""
    return link.write(PURPOSE, f"{access.current_member().id}.{subscriber}", parts().means.keys, now())


def person(session: Session, given: str) -> Subscriber | None:
    """Who is meant; None for a token that is too old, somebody else's or nobody's."""
    try:
        member, _, subscriber = link.read(PURPOSE, given, parts().means.keys, now(), OPENS_S).partition(".")
    except link.BadLink:
        return None
    return (
        subscribers.subscriber_or_none(session, int(subscriber)) if member == str(access.current_member().id) else None
    )
