"""Whose visit a request belongs to: a signed token in forms and addresses carries it, and no cookie.

The token says which visit, of which campaign, from which placement, in which language and which release of the
page; it is also what a form needs to be taken for ours. Nothing in it is secret, and nothing in it is personal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import g, request

from app.rules import link
from app.rules.campaign import Campaign
from app.rules.link import BadLink
from app.store import Session, visits
from app.web import origin
from app.web.parts import now, parts

PURPOSE = "visit"
RELEASE_LETTERS = 8
FORM_S = 24 * 3600  # a page left open for longer is shown anew before its form counts
ADDRESS_S = 30 * 24 * 3600


@dataclass(frozen=True)
class Carried:
    """What a token carries."""

    visit: int
    campaign: str
    placement: str
    language: str
    release: str
    friend: int = 0

    def is_of(self, campaign: Campaign) -> bool:
        """Whether the page was printed from this very release of the campaign."""
        return self.release == campaign.digest[:RELEASE_LETTERS]


def write(visit: int, campaign: Campaign, placement: str, language: str, friend: int = 0) -> str:
    """The token of a visit, for the forms and addresses of its pages; `friend` is the coupon whose link it came by."""
    value = f"{visit}.{campaign.id}.{placement}.{language}.{campaign.digest[:RELEASE_LETTERS]}"
    value = f"{value}.{friend}" if friend else value
    return link.write(PURPOSE, value, parts().settings.secret_keys, now())


def read(token: str, campaign: Campaign, max_age_s: int) -> Carried:
    """What the token of a page of this campaign carries. Raises BadLink."""
    value = link.read(PURPOSE, token, parts().settings.secret_keys, now(), max_age_s)
    visit, owner, placement, language, release, *friend = value.split(".")
    if owner != campaign.id:
        raise BadLink
    return Carried(
        int(visit),
        owner,
        placement,
        language if language in campaign.languages else "",
        release,
        int(friend[0]) if friend else 0,
    )


def of_address(campaign: Campaign) -> Carried | None:
    """The visit that the address of this request names (`?v=`), if it names one of ours."""
    try:
        return read(request.args["v"], campaign, ADDRESS_S) if "v" in request.args else None
    except BadLink:
        return None


def of_form(campaign: Campaign) -> Carried | None:
    """The visit that this form was sent from; None if it is not ours or too old. Its field is `csrf_token`.

    Asked for by the view and by the form's own check, and read once: the address names one campaign.
    """
    if "sent_from" not in g:
        try:
            g.sent_from = read(request.form.get("csrf_token", ""), campaign, FORM_S)
        except BadLink:
            g.sent_from = None
    found: Carried | None = g.sent_from
    return found


def is_foreign() -> bool:
    """Whether the browser says that another site sent this form. Some say nothing; they have the token to show."""
    headers = request.environ
    says = "HTTP_SEC_FETCH_SITE" in headers or headers.get("HTTP_ORIGIN", "null") != "null"
    return says and not origin.is_ours()


def purpose() -> str:
    """What the browser says it opens a page for, such as "prefetch"; empty where somebody asked for it."""
    headers = request.environ
    return headers.get("HTTP_SEC_PURPOSE") or headers.get("HTTP_PURPOSE") or headers.get("HTTP_X_MOZ") or ""


def kept(session: Session, carried: Carried) -> visits.Visit:
    """The visit with what it has done, or as it begins; in the language of the page that its token comes from."""
    fresh = visits.Visit(carried.visit, carried.campaign, carried.placement, carried.language, False, None, {})
    found = visits.visit(session, carried.visit) or fresh
    return replace(found, language=carried.language or found.language, friend=carried.friend)
