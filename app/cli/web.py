"""`handbill web`: the pages alone, as many processes as the settings say."""

from __future__ import annotations

import gc
from importlib import import_module

import click

from app.cli.parts import now, read_gateways, read_law, read_settings, refuse_unready
from app.cli.terminal import warning
from app.store import words
from app.wallets.pocket import pocket

THREADS = 8  # for each process: writers that come together share a commit, so let some come
KILLED_AFTER_S = 5  # of not having ended; a request waits for the database no longer than that


@click.command()
@click.option(
    "--host", metavar="H", default="127.0.0.1", show_default=True, help="0.0.0.0 behind a proxy on another machine."
)
@click.option(
    "--port",
    metavar="N",
    envvar="PORT",
    show_envvar=True,
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Where to listen.",
)
def web(host: str, port: int) -> None:
    """Start the pages alone; a proxy stands in front of them.

    \b
    Example:
      HANDBILL_BASE_URL=https://aurora.example handbill web --port 8000
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings = read_settings()
    read_law(settings)  # a bad file is told here, once, and not by each process
    read_gateways(settings)
    refuse_unready(settings)
    for wallet, fault in pocket(settings.wallets, now()).faults.items():
        click.echo(f"{warning('!')} {wallet}: no button on coupons: {fault}", err=True)
    _share()
    Granian(
        "app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILLED_AFTER_S,
        log_level=LogLevels.error,
    ).serve()


def _share() -> None:
    """Loads what all processes need before granian forks them: they share it, and never look through it for garbage."""
    gc.disable()
    import_module("app.web")
    words.load()
    gc.freeze()
    gc.enable()
