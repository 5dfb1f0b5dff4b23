"""`handbill restored`: what has to be done once a backup was put back, before a worker starts."""

from __future__ import annotations

import json
import sys

import click

from app.actions.restore import Restored, restore
from app.cli.parts import NotWell, Unusable, current_settings, now, opened_store
from app.cli.terminal import echo, good
from app.store import Session, heartbeats


@click.command(short_help="After a backup was put back: send nothing twice.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"texts", "broadcasts"}.')
def restored(yes: bool, as_json: bool) -> None:
    """After a backup of the database was put back, and before a worker starts: let nothing be sent twice.

    What waited in the copy may have left since. It is unknown from now on, its gateway is asked, and only what that
    never had is sent. A broadcast that was being queued is stopped.

    \b
    Example:
      handbill restored --yes
    """
    chosen = current_settings()
    with opened_store(chosen) as sessions:
        with sessions.read() as session:
            _refuse_at_work(session)
        _ask(yes=yes)
        with sessions.begin() as session:
            done = restore(session, chosen.gateways, now())
    if as_json:
        click.echo(json.dumps(vars(done)))
    else:
        _tell(done, several=len(chosen.gateways) > 1)


def _refuse_at_work(session: Session) -> None:
    if any(now() - seen <= heartbeats.SEEN_WITHIN for seen in heartbeats.workers(session)):
        wait_s = int(heartbeats.SEEN_WITHIN.total_seconds())
        raise NotWell(f"A worker is at work. Stop all of them; one that was killed is forgotten after {wait_s} s.")


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Unusable("Nobody is here to be asked. Next: the same with --yes")
    click.confirm("  Was a copy of the database put back, so that what waits in it may have left by now?", abort=True)


def _tell(done: Restored, *, several: bool) -> None:
    asked = (
        "of several gateways none is asked, so none is sent again" if several else "sent if the gateway never had it"
    )
    echo(f"{good()} Texts in doubt: {done.texts:,}; {asked}.")
    echo(f"{good()} Broadcasts that were being queued, and are stopped: {done.broadcasts:,}.")
    echo("What happened after the copy was made is gone, a STOP too. Next, before a worker starts: docs/deployment.md")
