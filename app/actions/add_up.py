"""Adds up what a campaign costs: its texts, what was given at tills, and how far its budget reaches."""

from __future__ import annotations

from collections.abc import Mapping

from app.actions.reserve import is_over
from app.rules.campaign import Campaign
from app.rules.spending import Price, Spending, spending
from app.store import Session
from app.store.spending import given, sent, stands


def add_up(session: Session, campaign: Campaign, prices: Mapping[str, Price]) -> Spending:
    """What the campaign costs so far; `prices` are those of a part of a text, by country."""
    id = campaign.id
    return spending(
        campaign,
        given(session, id),
        sent(session, id),
        prices,
        stands(session, id),
        is_over=is_over(session, campaign),
    )
