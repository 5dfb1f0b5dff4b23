"""`handbill redeem` and `reverse`: the till by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from app.actions import redeem as at_till
from app.actions import undo
from app.actions.sale import Redeemed, Refused, Sale
from app.actions.tell import Offers
from app.cli.coupons import BY_HAND, UNKNOWN, standing
from app.cli.parts import NotWell, Parts, Unusable, now, opened
from app.cli.terminal import bold, echo, good
from app.rules.money import BadSum, read_plain
from app.rules.redemption import LONGEST_REFERENCE, REFUSED, SAID, Purchase, Refusal
from app.store import access, redemptions


@click.command()
@click.argument("code")
@click.option("--till", "name", metavar="NAME", required=True, help="The till it is spent at.")
@click.option("--amount", metavar="SUM", help='What is bought, such as "39.90 EUR".')
@click.option("--reference", metavar="TEXT", help="Your own word for the sale; it is kept.")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"id", "code", "discount", "remains", …}.')
def redeem(code: str, name: str, amount: str | None, reference: str | None, as_json: bool) -> None:
    """Spend the coupon with this CODE at a till, once.

    \b
    Example:
      handbill redeem 2VPY-7FYV-3784 --till "Till 1" --amount "39.90 EUR"
    """
    sale = _sale(code, amount, reference)
    with opened() as parts:
        offers = Offers(parts.sessions.begin, parts.shelf.campaigns.get)
        with parts.sessions.stepwise() as session:
            till = access.till_named(session, name)
            if till is None:
                raise Unusable(f"There is no till called {name!r}. handbill till add makes one.")
            answer = at_till.redeem(session, parts.means, offers, till, sale, now())
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
        if not undo.reverse(session, parts.means, till, redemption, reason, now()):
            minutes = int(undo.UNDO_WITHIN.total_seconds() // 60)
            raise NotWell(f"A redemption can be taken back for {minutes} minutes. Nothing was changed.")
    echo(f"{good()} taken back; the coupon can be spent again while it is in date")


def _sale(code: str, amount: str | None, reference: str | None) -> Sale:
    """Raises Unusable."""
    if reference is not None and (len(reference) > LONGEST_REFERENCE or not reference.isprintable()):
        raise Unusable(f"A reference has at most {LONGEST_REFERENCE} printable characters.")
    try:
        return Sale(code, None if amount is None else Purchase(*read_plain(amount)), reference)
    except BadSum as bad:
        raise Unusable(f'--amount {amount!r}: {bad}. Write it like "39.90 EUR".') from bad


def _no(parts: Parts, refused: Refused) -> str:
    """What speaks against it: first the coupon, then the terms of its offer."""
    refusal, coupon = refused.refusal, refused.coupon
    if refusal is Refusal.TOO_MANY_ATTEMPTS and refused.again_from:
        return f"{SAID[refusal]} Again from {refused.again_from:%H:%M} UTC."
    if coupon is None:
        return UNKNOWN
    status = coupon.status(now())
    if REFUSED.get(status) is refusal:
        return standing(parts, coupon, status)
    more = ' Next: --amount "39.90 EUR"' if refusal is Refusal.AMOUNT_NEEDED else ""
    return f"{SAID[refusal]} Nothing was changed.{more}"


def _tell(parts: Parts, redeemed: Redeemed) -> None:
    campaign = parts.shelf.campaigns.get(redeemed.campaign)
    offer = campaign.offer_at(redeemed.placement) if campaign else None
    task = (offer.till or offer.title).in_("en") if offer else redeemed.campaign
    facts = redeemed.facts
    echo(f"{good()} {bold(task)}   {redeemed.code}")
    if "discount" in facts:
        echo(f"Discount  {_written(facts['discount'])}")
    if "remains" in facts:
        echo(f"Remains   {_written(facts['remains'])}")
    echo(f"To take it back within five minutes: handbill reverse {redeemed.id}")


def _written(fact: Mapping[str, str] | int) -> str:
    """A sum, or a number of uses."""
    if isinstance(fact, int):
        return "1 use" if fact == 1 else f"{fact} uses"
    return f"{fact['value']} {fact['currency']}"
