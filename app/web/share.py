"""Passing the offer on: the link that leads a friend here, and the wish to be thanked for it."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions.share import agree, shared
from app.store import subscribers
from app.web import access
from app.web.coupon import not_ours, shown_by
from app.web.holder import evidence, refuse_strangers
from app.web.landing import landing
from app.web.number import seen_from
from app.web.parts import now, parts

views = Blueprint("share", __name__)


@views.get("/s/<token>")
@access.visitor
def by_a_friend(token: str) -> BaseResponse:
    """The campaign's page, for somebody whom a friend sent here."""
    with parts().sessions.read() as session:
        coupon = shared(session, parts().means, token)
        campaign = parts().campaigns.get(coupon.campaign) if coupon else None
        if coupon is None or campaign is None:
            return not_ours(session, what="sheet")
    return landing(campaign, "", coupon.id if campaign.share else 0)


@views.post("/k/<token>/share")
@access.visitor
def want_rewards(token: str) -> BaseResponse:
    """Notes that whoever has this ticket wants to be texted when a friend has used theirs."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
        coupon, campaign = found
        person = subscribers.subscriber_or_none(session, coupon.subscriber)
        if person and request.form.get("reward"):
            how = {**evidence(), **seen_from(campaign, ""), "how": "on the coupon's page"}
            agree(session, parts().means, campaign, person, how, now())
    return redirect(f"/k/{token}#share", 303)
