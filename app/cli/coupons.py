"""`handbill coupon` and `revoke`: what a coupon is worth, and its end."""

from __future__ import annotations

import json
from datetime import datetime

import click

from app.actions.revoke import revoke as take_away
from app.actions.typed import read_serial
from app.cli.parts import NotWell, Parts, now, opened
from app.cli.terminal import bold, dim, echo, good
from app.rules.coupon import write_code
from app.rules.redemption import Status
from app.store import coupons
from app.store.coupons import Coupon

UNKNOWN = "Not one of ours. Check the letters once more."
BY_HAND, BY_COMMAND = "by hand", "handbill revoke"


@click.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"code", "status", "campaign", "offer", …}.')
def coupon(code: str, as_json: bool) -> None:
    """Look up a coupon by its CODE, however it is typed or scanned. Changes nothing.

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
        echo(f"{standing(parts, found, status)}\n")


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
            raise NotWell(f"{standing(parts, found, status)} Nothing was changed.")
    if as_json:
        click.echo(json.dumps(_described(parts, found, status), ensure_ascii=False, indent=2))
        return
    echo(f"{good()} withdrawn; tills refuse it from now on, and those without a line once they have one")


def standing(parts: Parts, found: Coupon, status: Status) -> str:
    """What the coupon is worth, as a sentence."""
    says = {
        Status.VALID: f"{good()} valid until {_moment(parts, found, found.valid_until)}",
        Status.REDEEMED: f"Already used {_moment(parts, found, found.redeemed_at)}, {found.till}.",
        Status.EXPIRED: f"Expired {_moment(parts, found, found.valid_until)}.",
        Status.NOT_YET_VALID: f"Not valid before {_moment(parts, found, found.valid_from)}.",
        Status.REVOKED: f"Withdrawn {_moment(parts, found, found.revoked_at)}{_why(found)}.",
    }
    return says.get(status, UNKNOWN)


def _find(parts: Parts, typed: str) -> tuple[Coupon, Status]:
    """A look from the office, so no till's tries are counted. Raises NotWell."""
    serial = read_serial(parts.means, typed)
    with parts.sessions.read() as session:
        found = None if serial is None else coupons.coupon_by_serial(session, serial)
    status = found.status(now()) if found else Status.HELD
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


def _why(found: Coupon) -> str:
    """By whom it was withdrawn and for what reason, as far as that is kept; rewards end with their cause."""
    why = "for no text with it ever left" if found.is_unsent else found.revoked_reason
    told = ", ".join(filter(None, (found.revoked_by and f"by {found.revoked_by}", why)))
    return f", {told}" if told else ""


def _moment(parts: Parts, found: Coupon, moment: datetime | None) -> str:
    """Said in the campaign's zone."""
    if moment is None:
        return ""
    campaign = parts.shelf.campaigns.get(found.campaign)
    return parts.says["en"].moment(moment.astimezone(campaign.zone) if campaign else moment)
