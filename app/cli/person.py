"""`handbill person`: one number's rights, by hand. Its number is never printed in full."""

from __future__ import annotations

import json
from typing import Any

import click

from app.actions import end
from app.cli.parts import NotWell, Parts, now, opened
from app.cli.rights import erase, export
from app.cli.terminal import bold, dim, echo, good
from app.rules.decision import sentence
from app.rules.phone import Number, mask
from app.rules.standing import ACTS, Agreement, Standing, agreements, strongest
from app.rules.suppression import SCOPES
from app.rules.words import Say
from app.store import Session, coupons, ledger, messages, subscribers, suppressions
from app.store.subscribers import Subscriber


@click.group()
def person() -> None:
    """One number's rights: show what is known, export it, stop all texts, erase.

    \b
    Example:
      handbill person show "+39 333 123 4342"
    """


person.add_command(export)
person.add_command(erase)


@person.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
def show(number: str, as_json: bool) -> None:
    """Show what is known of NUMBER, what stands brand by brand first.

    \b
    Example:
      handbill person show "+39 333 123 4342" --json
    """
    with opened() as parts:
        wanted = parts.number(number)
        with parts.sessions.read() as session:
            known = subscribers.subscriber_of(session, wanted.e164)
            if known is None:
                raise NotWell(f"{mask(wanted.e164)} has never met us.")
            told = _told(session, parts, known)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _draw(told, parts.says["en"])


@person.command(short_help="Stop all texts of every brand to NUMBER.")
@click.argument("number")
def stop(number: str) -> None:
    """Stop all texts of every brand to NUMBER, also if we do not know it yet.

    \b
    Example:
      handbill person stop "+39 333 123 4342"
    """
    with opened() as parts:
        wanted = parts.number(number)
        brands = {campaign.brand.name for campaign in parts.shelf.campaigns.values()}
        with parts.sessions.begin() as session:
            known = subscribers.subscriber_of(session, wanted.e164) or _meet(session, wanted)
            end.stop_by_hand(session, known, parts.shelf.campaigns, {"how": "by hand"}, now())
    echo(f"{good()} {mask(wanted.e164)} gets no more texts from {', '.join(sorted(brands))}")


def _meet(session: Session, number: Number) -> Subscriber:
    sealed = subscribers.seal_number(session.vault, number.e164)
    id, _ = subscribers.keep_subscriber(session, sealed, country=number.country, language="en", now=now())
    return subscribers.subscriber(session, id)


def _told(session: Session, parts: Parts, known: Subscriber) -> dict[str, Any]:
    entries = ledger.consents_of(session, known.id)
    stands, orders = agreements(entries), suppressions.orders_of(session, known.id)
    marketing = [each.standing for each in stands if each.purpose == "marketing"]
    return {
        "number": mask(known.number),
        "language": known.language,
        "marketing": strongest([Standing.NONE, *marketing]).value,
        "suppressed": bool(orders),
        "standings": [_stands(each) for each in stands],
        "orders": [
            {"brand": each.brand, "scope": each.scope.value, "since": each.since.isoformat(), "reason": each.reason}
            for each in orders
        ],
        "consents": [
            {
                "event": row.event,
                "purpose": row.purpose,
                "brand": row.brand,
                "campaign": row.campaign,
                "words": row.words,
                "language": row.language,
                "placement": row.placement,
                "at": row.at.isoformat(),
            }
            for row in entries
        ],
        "messages": [
            {
                "class": each.kind.value,
                "state": each.state.value,
                "reason": each.reason,
                "why": sentence(parts.says["en"], each.reason) if each.reason else None,
                "campaign": each.campaign,
                "at": each.queued_at.isoformat(),
            }
            for each in messages.messages_of(session, known.id)
        ],
        "coupons": [
            {"campaign": each.campaign, "issued_at": each.issued_at.isoformat(), "redeemed": bool(each.redeemed_at)}
            for each in coupons.coupons_of(session, known.id)
        ],
    }


def _stands(each: Agreement) -> dict[str, str]:
    return {
        "brand": each.brand,
        "purpose": each.purpose,
        "standing": each.standing.value,
        "since": each.since.isoformat(),
        "by": each.event.value,
        "campaign": each.campaign,
    }


def _draw(told: dict[str, Any], say: Say) -> None:
    echo(f"\n{bold(told['number'])}   {told['language']}\n")
    for title, rows in (
        ("what stands", _standings(told, say)),
        ("consents", _consents(told)),
        ("texts", _texts(told)),
        ("coupons", _coupons(told)),
    ):
        echo(dim(title))
        for row in rows or ["none"]:
            echo(row)
        echo()


def _standings(told: dict[str, Any], say: Say) -> list[str]:
    """By brand and purpose, with since when and by which act; then the orders not to write, which outrank them."""
    rows = [
        (row["brand"], row["purpose"], row["standing"], f"{_since(row)}, {say(ACTS[row['by']])}, {row['campaign']}")
        for row in told["standings"]
    ]
    orders = {(row["brand"], say(SCOPES[row["scope"]])): _since(row) for row in reversed(told["orders"])}
    rows += [(brand, "order", scope, since) for (brand, scope), since in sorted(orders.items())]
    wide = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    return ["  ".join([*(cell.ljust(width) for cell, width in zip(row, wide, strict=False)), row[3]]) for row in rows]


def _since(row: dict[str, str]) -> str:
    return f"since {row['since'][:10]} {row['since'][11:16]}"


def _consents(told: dict[str, Any]) -> list[str]:
    wide = max((len(row["brand"]) for row in told["consents"]), default=0)
    return [
        f"{row['at'][:16]}  {row['event']:<9} {row['purpose']:<10} {row['brand']:<{wide}}  {row['campaign']}"
        for row in told["consents"]
    ]


def _texts(told: dict[str, Any]) -> list[str]:
    return [
        f"{row['at'][:16]}  {row['class']:<13} {row['state']:<12} {row['why'] or ''}".rstrip()
        for row in told["messages"]
    ]


def _coupons(told: dict[str, Any]) -> list[str]:
    return [
        f"{row['issued_at'][:16]}  {row['campaign']:<24} {'redeemed' if row['redeemed'] else 'not redeemed'}"
        for row in told["coupons"]
    ]
