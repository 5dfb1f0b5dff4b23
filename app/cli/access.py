"""`handbill staff add`: who of the staff may come in. What lets them in is shown once."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import click

from app.cli.parts import Unusable, current_settings, now, opened_store
from app.cli.terminal import address, bold, echo
from app.store import access

LINK_OPENS = timedelta(hours=24)


@click.group()
def staff() -> None:
    """Let staff in.

    \b
    Example:
      handbill staff add giulia@aurora.example
    """


@staff.command("add")
@click.argument("email")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"email", "link"}.')
def add_staff(email: str, as_json: bool) -> None:
    """Let EMAIL into the staff pages by a link that opens once. Run it again for a new link.

    \b
    Example:
      handbill staff add giulia@aurora.example
    """
    if not all(email.strip().partition("@")) or " " in email.strip():
        raise Unusable(f"{email!r} is not an e-mail address.")
    settings, token = current_settings(), secrets.token_urlsafe(16)
    with opened_store(settings) as sessions, sessions.begin() as session:
        member = access.add_staff(session, email, now())
        access.add_pass(session, token, kind="link", staff=member, expires_at=now() + LINK_OPENS, now=now())
    link = f"{settings.base_url}/staff/in/{token}"
    if as_json:
        click.echo(json.dumps({"email": email.strip().lower(), "link": link}))
        return
    echo(f"\n{bold(email.strip().lower())}   opens once, for a day\n")
    echo(f"{address(link)}\n")
