"""`handbill keys`: a new secret key while everything runs, and what is at rest sealed with it."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from datetime import UTC, datetime

import click

from app import keys as files
from app.cli.parts import NotWell, current_settings, opened_store
from app.cli.terminal import bold, echo
from app.keys import KeyFile
from app.store.reseal import reseal as sealed_anew


@click.group()
def keys() -> None:
    """Change the secret keys; printed codes and issued coupons stay good.

    \b
    Example:
      handbill keys rotate
    """


@keys.command()
@click.option(
    "--after",
    "after_s",
    metavar="SECONDS",
    type=click.IntRange(files.SOONEST_S),
    default=3600,
    show_default=True,
    help="When the new key begins to sign; tills that work offline learn it meanwhile.",
)
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"file", "signs_from"}.')
def rotate(after_s: int, as_json: bool) -> None:
    """Add a secret key that everybody reads at once and signs with soon.

    \b
    Example:
      handbill keys rotate --after 3600
    """
    known = current_settings().secret_keys
    if not isinstance(known, KeyFile):
        raise NotWell(_by_hand())
    since = datetime.fromtimestamp(files.rotate(known.path, after_s), UTC)
    if as_json:
        click.echo(json.dumps({"file": str(known.path), "signs_from": since.isoformat()}))
        return
    echo(f"\n{bold('One key more')} in {known.path}, which every process reads within a second.")
    echo(f"It signs from {since:%Y-%m-%d %H:%M:%S} UTC on. Keep the older ones: what they sealed is out.")
    echo("Copy the file to where else handbill runs before then. After that: handbill keys reseal\n")


@keys.command()
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"resealed", "lost"}, rows by table.')
def reseal(as_json: bool) -> None:
    """Seal anew what is at rest under an older key; run it again if it broke off.

    \b
    Example:
      handbill keys reseal
    """
    done: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    with opened_store(current_settings()) as sessions:
        for table, some, gone in sealed_anew(sessions):
            done[table] += some
            lost[table] += gone
    lost = +lost
    if as_json:
        click.echo(json.dumps({"resealed": done, "lost": lost}))
    else:
        echo(f"\nSealed anew: {', '.join(f'{table} {rows:,}' for table, rows in done.items()) or 'nothing'}")
        if lost:
            echo(f"Their key is gone: {', '.join(f'{table} {rows:,}' for table, rows in lost.items())}")
        echo()
    raise SystemExit(1 if lost else 0)


def _by_hand() -> str:
    """What to do where the keys stand in the environment, which no process reads twice."""
    return (
        "The keys stand in HANDBILL_SECRET_KEYS itself, which is read at start. Put them into a file, one a line, and "
        "name it: HANDBILL_SECRET_KEYS=@/run/secrets/handbill-keys. Or restart twice: first with …,NEW,LAST, where "
        f"LAST is the last key there is now, then with …,LAST,NEW. A new key: {secrets.token_urlsafe(32)}"
    )
