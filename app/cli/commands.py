"""The table of commands, in the order in which `handbill --help` tells them."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click

from app import __version__


class Entry(NamedTuple):
    """A command: the module and the function that hold it, and what it does in a few words."""

    module: str
    name: str
    does: str


COMMANDS: Mapping[str, Entry] = {
    "new": Entry("campaigns", "new", "Write a campaign file that passes its check."),
    "check": Entry("campaigns", "check", "Say all that is wrong with campaign files, line by line."),
    "qr": Entry("qr", "qr", "Make the files for the printer."),
    "run": Entry("serve", "run", "Start everything on this machine."),
    "web": Entry("web", "web", "Start the pages alone."),
    "worker": Entry("worker", "worker", "Start the worker alone."),
    "migrate": Entry("serve", "migrate", "Bring the database to this release."),
    "restored": Entry("restored", "restored", "After a backup was put back: send nothing twice."),
    "stats": Entry("figures", "stats", "Show a campaign's way from scan to till."),
    "coupon": Entry("coupons", "coupon", "Look a coupon up by its code."),
    "redeem": Entry("till", "redeem", "Spend a coupon by hand."),
    "reverse": Entry("till", "reverse", "Take a redemption back."),
    "revoke": Entry("coupons", "revoke", "Withdraw a coupon for good."),
    "person": Entry("person", "person", "Show, export, stop or erase one number."),
    "import": Entry("imports", "import_people", "Take in people with provable consent, and people who said no."),
    "broadcast": Entry("broadcast", "broadcast", "Write to everybody who agreed, or see what that would do."),
    "till": Entry("desks", "till", "Let tills in, move them and shut them out."),
    "webhook": Entry("webhook", "webhook", "Tell other programs when coupons are issued and spent."),
    "staff": Entry("access", "staff", "Let staff in."),
    "keys": Entry("keys", "keys", "Change the secret keys while everything runs."),
    "doctor": Entry("doctor", "doctor", "Say what is wrong with this installation, and what to do."),
}


class Table(click.Group):
    """A group whose commands are imported one by one, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        gc.disable()  # all that an import makes is kept, and looking through it for garbage takes a tenth of its time
        command: click.Command = getattr(import_module(f"app.cli.{entry.module}"), entry.name)
        gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the table without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.does) for name, entry in COMMANDS.items()])


@click.group(cls=Table, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="handbill %(version)s")
def handbill() -> None:
    """From a campaign file to a printed QR code, a page, a texted coupon and a till.

    \b
    Example:
      handbill run
    """
