"""A number and a brand's programme: whether it agreed to its texts by now, and the text that confirms it."""

from __future__ import annotations

from datetime import datetime

from app.actions import Means
from app.actions.shorten import links
from app.actions.write import write
from app.rules.campaign import Campaign
from app.rules.country import can_answer
from app.rules.message import Kind, parts
from app.rules.standing import Standing, standing
from app.rules.wording import confirmation_text
from app.store import Session, ledger, suppressions
from app.store.subscribers import Subscriber


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
