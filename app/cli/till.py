"""`handbill coupon`, `redeem`, `reverse` and `revoke`: the till by hand."""

from __future__ import annotations

import json
from datetime import datetime

import click

from app.actions import redeem as at_till
from app.actions.redeem import Redeemed, Refused, Sale
from app.actions.revoke import revoke as take_away
from app.actions.tell import Offers
from app.cli.parts import NotWell, Parts, Unusable, now, opened
from app.cli.terminal import bold, dim, echo, good
from app.rules.coupon import BadCode, read_code, write_code
from app.rules.redemption import Refusal, Status
from app.store import access, coupons, redemptions
from app.store.coupons import Coupon

UNKNOWN = "Not one of ours. Check the letters once more."
BY_HAND, BY_COMMAND = "by hand", "handbill revoke"


@click.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"code", "status", "campaign", "offer", …}.')
def coupon(code: str, as_json: bool) -> None:
    """Look up a coupon by its CODE, however it is typed. Changes nothing.

    \b
    Example:
      handbill coupon 2VPY-7FYV-3784
    """
    with opened() as parts:
        found, status = _find(parts, code)
        described = _described(parts, found, status)
        if as_json:
            click.echo(json.dumps(described, ensure_ascii=False, indent=2))
            return
        echo(f"\n{bold(described['code'])}   {described['offer']}   {dim(found.campaign)}\n")
        echo(f"{_standing(parts, found, status)}\n")


@click.command()
@click.argument("code")
@click.option("--till", "name", metavar="NAME", required=True, help="The till it is spent at.")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"id", "code", "status", "redeemed_at", "campaign"}.')
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
            spent = coupons.coupon_by_serial(session, read_code(code, parts.means.keys)) if _is_yes(answer) else None
        if isinstance(answer, Refused):
            raise NotWell(_no(parts, answer))
        _tell(parts, answer, spent.placement if spent else "", as_json=as_json)


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


@click.command()
@click.argument("code")
@click.option("--reason", default=BY_HAND, show_default=True, help="Why; it is kept.")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"code", "status", "revoked_at", "revoked_reason", …}.')
def revoke(code: str, reason: str, as_json: bool) -> None:
    """Withdraw the coupon with this CODE for good: no till takes it any more. What was spent on it stays spent.

    \b
    Example:
      handbill revoke 2VPY-7FYV-3784 --reason "given out by mistake"
    """
    with opened() as parts:
        found, status = _find(parts, code)
        with parts.sessions.begin() as session:
            is_done = take_away(session, parts.shelf.campaigns, found, by=BY_COMMAND, reason=reason, now=now())
        found, status = _find(parts, code)
        if not is_done:
            raise NotWell(f"{_standing(parts, found, status)} Nothing was changed.")
    if as_json:
        click.echo(json.dumps(_described(parts, found, status), ensure_ascii=False, indent=2))
        return
    echo(f"{good()} withdrawn; tills refuse it from now on, and those without a line once they have one")


def _find(parts: Parts, typed: str) -> tuple[Coupon, Status]:
    """A look from the office, so no till's tries are counted. Raises NotWell."""
    try:
        serial = read_code(typed, parts.means.keys)
    except BadCode as bad:
        raise NotWell(UNKNOWN) from bad
    with parts.sessions.read() as session:
        found = coupons.coupon_by_serial(session, serial)
    status = at_till.state(found, now()) if found else Status.HELD
    if found is None or status is Status.HELD:
        raise NotWell(UNKNOWN)
    return found, status


def _described(parts: Parts, found: Coupon, status: Status) -> dict[str, str]:
    campaign = parts.shelf.campaigns.get(found.campaign)
    described = {
        "code": write_code(found.serial, parts.means.keys),
        "status": status.value,
        "campaign": found.campaign,
        "offer": campaign.offer_at(found.placement).title.in_("en") if campaign else "",
        "valid_from": found.valid_from.isoformat(),
        "valid_until": found.valid_until.isoformat(),
    }
    if found.redeemed_at:
        described |= {"redeemed_at": found.redeemed_at.isoformat(), "till": found.till or ""}
    if found.revoked_at:
        told = {"revoked_by": found.revoked_by or "", "revoked_reason": found.revoked_reason or ""}
        described |= {"revoked_at": found.revoked_at.isoformat(), **told}
    return described


def _standing(parts: Parts, found: Coupon, status: Status) -> str:
    """What the coupon is worth, as a sentence."""
    says = {
        Status.VALID: f"{good()} valid until {_moment(parts, found, found.valid_until)}",
        Status.REDEEMED: f"Already used {_moment(parts, found, found.redeemed_at)}, {found.till}.",
        Status.EXPIRED: f"Expired {_moment(parts, found, found.valid_until)}.",
        Status.NOT_YET_VALID: f"Not valid before {_moment(parts, found, found.valid_from)}.",
        Status.REVOKED: f"Withdrawn {_moment(parts, found, found.revoked_at)}{_why(found)}.",
    }
    return says.get(status, UNKNOWN)


def _why(found: Coupon) -> str:
    """By whom it was withdrawn and for what reason, as far as that is kept; rewards end with their cause."""
    told = ", ".join(filter(None, (found.revoked_by and f"by {found.revoked_by}", found.revoked_reason)))
    return f", {told}" if told else ""


def _no(parts: Parts, refused: Refused) -> str:
    if refused.refusal is Refusal.TOO_MANY_ATTEMPTS and refused.again_from:
        return f"Too many wrong codes at this till. Again from {refused.again_from:%H:%M} UTC."
    if refused.coupon:
        return _standing(parts, refused.coupon, at_till.state(refused.coupon, now()))
    return UNKNOWN


def _is_yes(answer: Redeemed | Refused) -> bool:
    return isinstance(answer, Redeemed)


def _tell(parts: Parts, redeemed: Redeemed, placement: str, *, as_json: bool) -> None:
    campaign = parts.shelf.campaigns.get(redeemed.campaign)
    if as_json:
        told = {
            "id": redeemed.id,
            "code": redeemed.code,
            "status": "redeemed",
            "redeemed_at": redeemed.at.isoformat(),
            "campaign": redeemed.campaign,
        }
        click.echo(json.dumps(told, indent=2))
        return
    offer = campaign.offer_at(redeemed.placement) if campaign else None
    task = (offer.till or offer.title).in_("en") if offer else redeemed.campaign
    echo(f"{good()} {bold(task)}   {redeemed.code}")
    echo(f"To take it back within five minutes: handbill reverse {redeemed.id}")


def _moment(parts: Parts, found: Coupon, moment: datetime | None) -> str:
    """Said in the campaign's zone."""
    if moment is None:
        return ""
    campaign = parts.shelf.campaigns.get(found.campaign)
    return parts.says["en"].moment(moment.astimezone(campaign.zone) if campaign else moment)
