"""`handbill worker`: the worker alone."""

from __future__ import annotations

import signal
import threading

import click

from app.cli.parts import read_gateways, read_law, read_settings, refuse_unready
from app.log import set_up
from app.worker import run


@click.command()
@click.option("--quiet", is_flag=True, help="Leave it to others to tell what becomes of campaign files.")
def worker(quiet: bool) -> None:
    """Start the worker alone: it sends what waits in the outbox. Any number of them share the work.

    \b
    Example:
      handbill worker
    """
    set_up()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings = read_settings()
    read_law(settings)
    read_gateways(settings)
    refuse_unready(settings)
    run(settings, stop, quiet=quiet)
