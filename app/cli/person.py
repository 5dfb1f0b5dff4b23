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
from app.rules.standing import Standing, standing
from app.store import Session, coupons, ledger, messages, proofs, subscribers, suppressions
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
    """Show what is known of NUMBER: consents, texts and coupons.

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
        _draw(told)


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
    asked = any(proof.marketing for proof in proofs.open_proofs(session, known.id, now()))
    marketing = standing(row.event for row in entries if row.purpose == "marketing")
    return {
        "number": mask(known.number),
        "language": known.language,
        "marketing": (Standing.PENDING if asked and marketing is not Standing.GRANTED else marketing).value,
        "suppressed": bool(suppressions.suppressed_by(session, known.id)),
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


def _draw(told: dict[str, Any]) -> None:
    stopped = "told us to stop" if told["suppressed"] else "may be written to as agreed"
    echo(f"\n{bold(told['number'])}   {told['language']}   marketing {told['marketing']}   {stopped}\n")
    for title, rows in (("consents", _consents(told)), ("texts", _texts(told)), ("coupons", _coupons(told))):
        echo(dim(title))
        for row in rows or ["none"]:
            echo(row)
        echo()


def _consents(told: dict[str, Any]) -> list[str]:
    return [f"{row['at'][:16]}  {row['event']:<9} {row['purpose']:<10} {row['campaign']}" for row in told["consents"]]


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
