"""Texts that come in, for tests: a gelateria with a word on a number of its own, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from app.actions import Means, receive
from app.gateways import Command, Inbound
from app.rules.campaign import Campaign
from app.rules.campaign_keyword import Heard
from app.rules.keyword import Meaning
from app.rules.message import Kind, State
from app.store import Session, Sql, messages, subscribers, words
from tests import make

SAYS = words.load()
LINE = "+393399900000"  # the number on the poster
US_LINE, US_NUMBER = "+15035550199", "+15035550142"
MEANS = make.means(SAYS)
_references = count(1)


def shop(id: str = make.CAMPAIGN_ID, *, word: str = "GELATO", joins: str = "coupon", **changes: Any) -> Campaign:
    """A campaign with a word to text."""
    keyword = {"word": word, "sender": LINE, "joins": joins, **changes.pop("keyword", {})}
    return make.campaign(id, **{"languages": ["en", "it"], **changes, "keyword": keyword})


def american(joins: str = "coupon", *, sender: str = US_LINE, **changes: Any) -> Campaign:
    """The same in the United States."""
    return shop(joins=joins, countries=["US"], keyword={"sender": sender}, **changes)


def shelf(*campaigns: Campaign) -> Mapping[str, Campaign]:
    """The campaigns by their ids."""
    return {each.id: each for each in campaigns}


def take(
    session: Session,
    campaigns: Mapping[str, Campaign],
    text: str,
    now: datetime,
    *,
    number: str = make.NUMBER,
    to: str = LINE,
    reference: str | None = None,
    sent_at: datetime | None = None,
    handles_stop: bool = False,
    command: Command | None = None,
    by: Means = MEANS,
) -> Meaning | Heard | None:
    """What came of a text."""
    inbound = Inbound(reference or f"in-{next(_references)}", number, to, text, sent_at, command)
    return receive.take_text(session, by, campaigns, inbound, "phone", now, handles_stop=handles_stop)


def person(session: Session, number: str = make.NUMBER) -> int:
    """The id of a number that wrote to us."""
    known = subscribers.subscriber_of(session, number)
    assert known is not None
    return known.id


def queued(session: Session, number: str = make.NUMBER, kind: Kind | None = None) -> list[str]:
    """What our texts to this number say, oldest first."""
    known = subscribers.subscriber_of(session, number)
    if known is None:
        return []
    said = messages.texts_of(session, known.id)
    return [said[each.id] or "" for each in messages.messages_of(session, known.id) if kind in {None, each.kind}]


def replies(session: Session, number: str = make.NUMBER) -> list[str]:
    """What we answered by ourselves, oldest first."""
    return queued(session, number, Kind.REPLY)


def meanings(session: Session) -> list[tuple[str, str | None]]:
    """(meaning, campaign) of all that was kept of incoming texts, oldest first."""
    return [(row[0], row[1]) for row in session.run(Sql("SELECT meaning, campaign FROM inbound ORDER BY id"))]


def pitch(session: Session, number: str = make.NUMBER, *, sender: str = LINE, **values: Any) -> int:
    """The id of somebody who had a text from us, so that they are no stranger."""
    known = subscribers.subscriber_of(session, number)
    country = "US" if number.startswith("+1") else "IT"
    id = known.id if known else make.subscriber(session, number=number, country=country, language="en")
    earlier = {"queued_at": make.NOW - timedelta(days=1), "state": State.DELIVERED}
    make.message(session, subscriber=id, sender=sender, **{**earlier, **values})
    return id
