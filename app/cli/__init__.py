"""`handbill`, the command. Each command is a file's function, imported when it is called for and not before.

`handbill --version` answers before anything else is loaded, click included:
scripts ask it often.
"""

from __future__ import annotations

import sys

from app import __version__


def main() -> None:
    """Runs the command of this process's arguments, and ends the process with 0, 1 or 2."""
    if sys.argv[1:] == ["--version"]:
        print(f"handbill {__version__}")
        return
    from app.cli.commands import handbill

    handbill(prog_name="handbill")
