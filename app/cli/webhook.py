"""`handbill webhook …`: other programs that are told when something happens."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_bytes

import click

from app.actions import dispatch
from app.chance import dice
from app.cli.parts import NotWell, Unusable, current_settings, now, opened_store
from app.cli.terminal import address, bold, dim, echo, error, good, warning
from app.courier import poster
from app.rules.event import KINDS, Kind, event
from app.rules.moment import BadMoment, read_moment
from app.rules.webhook import (
    BOTH_COUNT,
    ENDED,
    FAILING,
    SECRET_BYTES,
    BadUrl,
    Outcome,
    changed,
    read_url,
    why,
    write_secret,
)
from app.settings import Settings
from app.store import Session, Sessions, deliveries, events, webhooks, words
from app.store.deliveries import Ended
from app.store.webhooks import Webhook

CHANCE = 1 << 32


@click.group()
def webhook() -> None:
    """Tell other programs when coupons are issued and spent.

    \b
    Example:
      handbill webhook add https://crm.aurora.example/handbill
    """


@webhook.command("add")
@click.argument("url")
@click.option(
    "--event",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in KINDS]),
    help="A kind of event it gets; once for each. Without it, all.",
)
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"id", "url", "events", "secret"}.')
def add(url: str, kinds: Sequence[str], as_json: bool) -> None:
    """Tell URL what happens from now on, and show the secret that signs it, once.

    \b
    Example:
      handbill webhook add https://crm.aurora.example/handbill --event coupon.redeemed
    """
    settings = current_settings()
    try:
        url = read_url(url, trial=_is_trial(settings))
    except BadUrl as bad:
        raise Unusable(str(bad)) from bad
    secret, wanted = write_secret(token_bytes(SECRET_BYTES)), [Kind(kind) for kind in kinds] or KINDS
    with opened_store(settings) as sessions, sessions.begin() as session:
        id = webhooks.add_webhook(session, url, wanted, secret, now())
    if as_json:
        told = {"id": id, "url": url, "events": sorted(wanted), "secret": secret}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    echo(f"\n{bold(f'Webhook {id}')}   {address(url)}\n")
    echo(f"Secret  {secret}   shown once, so copy it")
    echo(f"Next    handbill webhook test {id}\n")


@webhook.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON: a list of webhooks.")
def list_(as_json: bool) -> None:
    """Show all webhooks and how they do.

    \b
    Example:
      handbill webhook list
    """
    with opened_store(current_settings()) as sessions, sessions.read() as session:
        found, counts = webhooks.all_webhooks(session), deliveries.counts(session)
    waiting = {each.id: counts.get((each.id, "queued"), 0) + counts.get((each.id, "sending"), 0) for each in found}
    if as_json:
        click.echo(json.dumps([_as_json(each, waiting[each.id]) for each in found], ensure_ascii=False, indent=2))
        return
    echo()
    for each in found:
        echo(f"{dim(str(each.id))}  {address(each.url)}   {_standing(each)}")
        echo(f"   {', '.join(each.kinds)}   {waiting[each.id]} waiting")
        for line in _more(each):
            echo(f"   {line}")
    echo("" if found else "There is none. handbill webhook add URL makes one.\n")


@webhook.command("pause")
@click.argument("id", type=int)
def pause(id: int) -> None:
    """Send nothing to webhook ID for now; what happens meanwhile waits.

    \b
    Example:
      handbill webhook pause 1
    """
    with _changing(id) as (_, session):
        if not webhooks.pause(session, id, now()):
            raise NotWell("It is paused or has ended already. Nothing was changed.")
    echo(f"{good()} paused; handbill webhook resume {id} goes on")


@webhook.command("resume")
@click.argument("id", type=int)
def resume(id: int) -> None:
    """Go on with webhook ID, which was paused or has ended.

    \b
    Example:
      handbill webhook resume 1
    """
    with _changing(id) as (_, session):
        if not webhooks.resume(session, id):
            raise NotWell("It is at work. Nothing was changed.")
    echo(f"{good()} at work; handbill webhook replay {id} --since tells what it missed")


@webhook.command("remove")
@click.argument("id", type=int)
def remove(id: int) -> None:
    """Remove webhook ID and its secrets; what waited for it is not sent.

    \b
    Example:
      handbill webhook remove 1
    """
    with _changing(id) as (_, session):
        webhooks.remove(session, id, now())
    echo(f"{good()} removed")


@webhook.command("secret")
@click.argument("id", type=int)
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"id", "secret", "old_until"}.')
def secret(id: int, as_json: bool) -> None:
    """Give webhook ID a new secret, shown once. For a day the old one signs as well.

    \b
    Example:
      handbill webhook secret 1
    """
    new, at = write_secret(token_bytes(SECRET_BYTES)), now()
    with _changing(id) as (_, session):
        if not webhooks.set_secrets(session, id, changed(webhooks.secrets_of(session, id), new, at)):
            raise NotWell(f"It has ended. handbill webhook resume {id} first.")
    until = at + BOTH_COUNT
    if as_json:
        click.echo(json.dumps({"id": id, "secret": new, "old_until": until.isoformat()}))
        return
    echo(f"\nSecret  {new}   shown once, so copy it")
    echo(f"Until   {until:%Y-%m-%d %H:%M} UTC the old one signs as well\n")


@webhook.command("replay")
@click.argument("id", type=int)
@click.option("--event", "event_id", metavar="EVENT", help="This one event, by its id.")
@click.option("--since", metavar="MOMENT", help="All since then, as 2026-07-04T10:00:00+02:00.")
def replay(id: int, event_id: str | None, since: str | None) -> None:
    """Tell webhook ID once more what happened: one event, or all of its kinds since a moment, under the same ids.

    \b
    Example:
      handbill webhook replay 1 --since 2026-07-04T10:00:00+02:00
    """
    if (event_id is None) == (since is None):
        raise Unusable("Say either --event or --since.")
    start = None if since is None else _moment(since)
    with _changing(id) as (_, session):
        again = deliveries.replay(session, id, now(), event=event_id or "", since=start)
    if not again:
        raise NotWell("There is no such event, or it has ended. Events are kept for 30 days.")
    echo(f"{good()} {again} to be told once more")


@webhook.command("test")
@click.argument("id", type=int)
def test(id: int) -> None:
    """Send webhook ID an event of the kind webhook.test, at once, and say what it answered.

    \b
    Example:
      handbill webhook test 1
    """
    settings, at = current_settings(), now()
    made = event(Kind.TEST, at, dice(CHANCE), {"says": "This is a test of handbill's."})
    with opened_store(settings) as sessions:
        with sessions.begin() as session:
            held = events.lease_test(session, id, made, at + dispatch.LEASE)
        if held is None:
            raise Unusable(f"There is no webhook {id}. handbill webhook list shows them.")
        ended = dispatch.attempt(poster(trial=_is_trial(settings)), held, now, random.random)
        with sessions.begin() as session:
            deliveries.settle(session, _once(ended))
    if ended.outcome is not Outcome.DELIVERED:
        raise NotWell(f"It did not arrive. {why(words.load()['en'], ended.status, ended.reason)}")
    echo(f"{good()} it answered {ended.status}")


def _once(ended: Ended) -> Ended:
    """The same with no other try after it."""
    failed = ended.outcome is not Outcome.DELIVERED
    return replace(ended, outcome=Outcome.FAILED, due_at=None) if failed else ended


@contextmanager
def _changing(id: int) -> Iterator[tuple[Sessions, Session]]:
    """A transaction on a webhook that is there. Raises Unusable."""
    with opened_store(current_settings()) as sessions, sessions.begin() as session:
        if webhooks.webhook(session, id) is None:
            raise Unusable(f"There is no webhook {id}. handbill webhook list shows them.")
        yield sessions, session


def _is_trial(settings: Settings) -> bool:
    return settings.allow_insecure and settings.simulated


def _moment(written: str) -> datetime:
    try:
        return read_moment(written, UTC)
    except BadMoment as bad:
        raise Unusable(f"{written!r} is not a moment; write it like 2026-07-04T10:00:00+02:00.") from bad


def _standing(webhook: Webhook) -> str:
    if webhook.ended_at:
        return error("ended")
    if webhook.paused_at:
        return warning(f"paused since {_utc(webhook.paused_at)}")
    return warning("failing") if webhook.failing_since else good()


def _more(webhook: Webhook) -> list[str]:
    """What is the matter, as staff read it, and the command that goes on; nothing where all is well."""
    say = words.load()["en"]
    resume = f"handbill webhook resume {webhook.id}"
    if webhook.ended_at:
        because = webhook.ended_because or "failing"
        way_on = {"gone": f"If it wants them after all: {resume}", "failing": f"Once it answers again: {resume}"}
        return [say(ENDED[because], moment=_utc(webhook.ended_at)), way_on[because]]
    if webhook.paused_at:
        return [f"To go on: {resume}"]
    if webhook.failing_since:
        said = say(FAILING, moment=_utc(webhook.failing_since))
        return [said, f"What it answers now: handbill webhook test {webhook.id}"]
    return []


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _as_json(webhook: Webhook, waiting: int) -> dict[str, object]:
    moments = {
        name: at.isoformat() if at else None
        for name, at in (
            ("added_at", webhook.added_at),
            ("paused_at", webhook.paused_at),
            ("failing_since", webhook.failing_since),
            ("ended_at", webhook.ended_at),
        )
    }
    because = {"ended_because": webhook.ended_because}
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.kinds),
        "waiting": waiting,
        **moments,
        **because,
    }
