"""What was found out, a line each, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

import click

from app.cli.terminal import echo, error, good, warning


class Finding(NamedTuple):
    """One thing looked at: good, warning or error, and what to do if it is not good."""

    severity: str
    what: str
    says: str


def tell(findings: Sequence[Finding], *, as_json: bool) -> NoReturn:
    """Prints them and ends the process: with 1 if one is an error, else with 0."""
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False, indent=2))
    else:
        signs = {"good": good(), "warning": warning("!"), "error": error("✗")}
        echo()
        for finding in findings:
            echo(f"{signs[finding.severity]} {finding.what:<10} {finding.says}")
        echo()
    raise SystemExit(1 if any(finding.severity == "error" for finding in findings) else 0)
