"""`handbill run` and `handbill migrate`: all of handbill on one machine."""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading

import click

from app.cli import running
from app.cli.edits import follow, log_bugs
from app.cli.parts import Unusable, now, opened_store, read_engine, read_gateways, read_law, read_settings
from app.cli.supervisor import Child, Supervisor
from app.cli.terminal import echo, good
from app.cli.welcome import welcome
from app.log import set_up
from app.settings import Settings
from app.store import make_engine, words
from app.store.campaigns import Campaigns
from app.store.migrate import migrate as bring_up_to_date

HOST, PORT = "127.0.0.1", 8000
HANDBILL = (sys.executable, "-m", "app.cli")
ANYWHERE = {"0.0.0.0": HOST, "::": "::1", "": HOST}  # where to look for a server that listens everywhere


@click.command()
@click.option("--host", metavar="H", help="The address to listen on; 127.0.0.1, this machine alone.")
@click.option(
    "--port", metavar="N", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The port to listen on."
)
@click.option("--lan", is_flag=True, help="Listen on the local network, so that a real phone can scan.")
def run(host: str | None, port: int, lan: bool) -> None:
    """Start pages, worker and simulated phone on this machine, until Ctrl-C.

    Campaign files are watched: edit one and look again. A faulty edit changes nothing and says so.

    \b
    Example:
      handbill run --port 8080
      handbill run --lan
    """
    shown = lan_address() if lan else ANYWHERE.get(host or HOST, host or HOST)
    listen = host or ("0.0.0.0" if lan else HOST)
    environ = environment(shown, port, lan=lan)
    settings, here = read_settings(environ), _url(shown, port)
    read_law(settings)
    read_gateways(settings)
    _refuse_taken(listen, port)
    _migrate(settings)
    children = [
        Child("web", [*HANDBILL, "web", "--host", listen, "--port", str(port)], environ),
        Child("worker", [*HANDBILL, "worker", "--quiet"], environ),
    ]
    set_up()
    supervisor, over = Supervisor(children), threading.Event()
    supervisor.start()
    try:
        with opened_store(settings) as sessions:
            campaigns = Campaigns(sessions, settings.campaigns, words.load())
            found = campaigns.refresh()
            greeting = welcome(settings, sessions, campaigns.shelf, found, now(), lan=lan)
            log_bugs(found)
            if supervisor.watch(until=lambda: running.answers(here, 1.0)):
                with running.at(settings, here):
                    echo(greeting)
                    follow(campaigns, over)
                    supervisor.watch()
    finally:
        over.set()
        supervisor.end()


@click.command()
def migrate() -> None:
    """Bring the database to this release. Safe to run from several machines at once.

    \b
    Example:
      handbill migrate
    """
    revision = _migrate(read_settings())
    echo(f"{good()} database at {revision}")


def environment(host: str, port: int, *, lan: bool) -> dict[str, str]:
    """What the children of `run` are told: links lead to where it listens, unless the operator said where."""
    if lan:
        return {**os.environ, "HANDBILL_BASE_URL": _url(host, port), "HANDBILL_ALLOW_INSECURE": "1"}
    chosen = read_settings(os.environ)  # of .env, too
    return {**os.environ, "HANDBILL_BASE_URL": chosen.base_url if chosen.base_url_chosen else _url(host, port)}


def lan_address() -> str:
    """This machine's address on the network that leads out; asks the routing table, sends nothing. Raises Unusable."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation (RFC 5737)
        except OSError as error:
            raise Unusable("This machine is on no network, so no phone can reach it. Leave --lan out.") from error
        return str(probe.getsockname()[0])


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _migrate(settings: Settings) -> str:
    """The revision of the database, which then has what the engine needs, too."""
    engine, database = read_engine(settings), make_engine(settings.database_url)
    try:
        revision = bring_up_to_date(database)
        engine.prepare(database)
        return revision
    finally:
        database.dispose()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = f"Something else listens there; try --port {port + 1}." if taken else f"{error.strerror}."
            raise Unusable(f"{host}:{port} cannot be listened on. {why}") from error
