"""`handbill redeem` and `reverse`: the till by hand."""

from __future__ import annotations

import json

import click

from app.actions import redeem as at_till
from app.actions.redeem import Redeemed, Refused, Sale
from app.actions.tell import Offers
from app.cli.coupons import BY_HAND, UNKNOWN, standing
from app.cli.parts import NotWell, Parts, Unusable, now, opened
from app.cli.terminal import bold, echo, good
from app.rules.redemption import Refusal
from app.store import access, redemptions


@click.command()
@click.argument("code")
@click.option("--till", "name", metavar="NAME", required=True, help="The till it is spent at.")
@click.option(
    "--json", "as_json", is_flag=True, help='As JSON: {"id", "code", "status", "redeemed_at", "campaign", …}.'
)
def redeem(code: str, name: str, as_json: bool) -> None:
    """Spend the coupon with this CODE at a till, once.

    \b
    Example:
      handbill redeem 2VPY-7FYV-3784 --till "Till 1"
    """
    with opened() as parts:
        offers = Offers(parts.sessions, parts.shelf.campaigns.get)
        with parts.sessions.stepwise() as session:
            till = access.till_named(session, name)
            if till is None:
                raise Unusable(f"There is no till called {name!r}. handbill till add makes one.")
            answer = at_till.redeem(session, parts.means, offers, till, Sale(code), now())
        if isinstance(answer, Refused):
            raise NotWell(_no(parts, answer))
        if as_json:
            click.echo(json.dumps(answer.facts, indent=2))
            return
        _tell(parts, answer)


@click.command()
@click.argument("redemption")
@click.option("--reason", default=BY_HAND, show_default=True, help="Why; it is kept.")
def reverse(redemption: str, reason: str) -> None:
    """Take back a REDEMPTION, by the id that redeem printed, within five minutes. The coupon can be spent again.

    \b
    Example:
      handbill reverse r0123456789abcdef0123 --reason "wrong customer"
    """
    with opened() as parts, parts.sessions.begin() as session:
        found = redemptions.redemption(session, redemption)
        if found is None:
            raise NotWell(f"There is no redemption {redemption!r}.")
        if found.reversed_at:
            raise NotWell("That redemption was taken back before. Nothing was changed.")
        till = access.Till(found.till, "")
        if not at_till.reverse(session, parts.means, till, redemption, reason, now()):
            minutes = int(at_till.UNDO_WITHIN.total_seconds() // 60)
            raise NotWell(f"A redemption can be taken back for {minutes} minutes. Nothing was changed.")
    echo(f"{good()} taken back; the coupon can be spent again while it is in date")


def _no(parts: Parts, refused: Refused) -> str:
    if refused.refusal is Refusal.TOO_MANY_ATTEMPTS and refused.again_from:
        return f"Too many wrong codes at this till. Again from {refused.again_from:%H:%M} UTC."
    if refused.coupon:
        return standing(parts, refused.coupon, at_till.state(refused.coupon, now()))
    return UNKNOWN


def _tell(parts: Parts, redeemed: Redeemed) -> None:
    campaign = parts.shelf.campaigns.get(redeemed.campaign)
    offer = campaign.offer_at(redeemed.placement) if campaign else None
    task = (offer.till or offer.title).in_("en") if offer else redeemed.campaign
    echo(f"{good()} {bold(task)}   {redeemed.code}")
    echo(f"To take it back within five minutes: handbill reverse {redeemed.id}")
