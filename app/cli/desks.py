"""`handbill till`: tills let in, listed, moved and shut out. What lets one in is shown once."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Any

import click

from app.actions.admit import admit
from app.cli.parts import NotWell, Unusable, current_settings, now, opened_store
from app.cli.terminal import address, bold, dim, echo, good
from app.rules.shop import BadShop, read_shop
from app.store import Session, access, desks
from app.store.desks import Desk

DAY = timedelta(hours=24)


@click.group()
def till() -> None:
    """Let tills in, move them and shut them out.

    \b
    Example:
      handbill till add "Till 2" --shop via-roma
    """


@till.command("add")
@click.argument("name")
@click.option("--shop", metavar="SHOP", help="The shop it stands in, as campaigns name it.")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"name", "token"}.')
def add_till(name: str, shop: str | None, as_json: bool) -> None:
    """Add a till called NAME, and show the token of its software.

    \b
    Example:
      handbill till add "Till 2" --json
    """
    token, settings, stands = secrets.token_urlsafe(32), current_settings(), _shop(shop or "")
    with opened_store(settings) as sessions, sessions.begin() as session:
        id = access.add_till(session, name.strip(), token, now(), stands)
        if id is None:
            raise NotWell(f"There is a till called {name.strip()!r} already. Nothing was changed.")
        path = admit(session, id, secrets.token_urlsafe(16), now())
    if as_json:
        click.echo(json.dumps({"name": name.strip(), "token": token}, ensure_ascii=False))
        return
    echo(f"\n{bold(name.strip())}   shown once, so copy what you need\n")
    echo(f"Token    {token}   for the till's software")
    echo(f"Browser  {address(settings.base_url + path)}   opens once, for a day\n")


@till.command("list")
@click.option("--json", "as_json", is_flag=True, help='As JSON: [{"name", "shop", "shut_out", "devices": […], …}].')
def list_tills(as_json: bool) -> None:
    """Show all tills: shop, devices and the last 24 hours.

    \b
    Example:
      handbill till list
    """
    with opened_store(current_settings()) as sessions, sessions.read() as session:
        found = desks.desks(session, now() - DAY, now())
    if as_json:
        click.echo(json.dumps([_described(each) for each in found], ensure_ascii=False, indent=2))
        return
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        state = "shut out" if each.revoked_at else f"{len(each.devices)} signed in"
        did = f"{each.spent} spent, {each.undone} undone, {each.wrong_codes} wrong codes"
        echo(f"{bold(each.name)}{' ' * (width - len(each.name))}  {each.shop or '–'}   {state}   {did}")
        for device in each.devices:
            seen = device.seen_at or device.since
            echo(f"  {dim(device.id)}  {device.name or 'a browser'}, last seen {seen:%Y-%m-%d %H:%M} UTC")
    if not found:
        echo("No till yet. handbill till add makes one.")


@till.command("link")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"name", "link"}.')
def link_till(name: str, as_json: bool) -> None:
    """Show a link that signs one browser in as the till NAME.

    It opens once, for a day.

    \b
    Example:
      handbill till link "Till 2"
    """
    settings = current_settings()
    with opened_store(settings) as sessions, sessions.begin() as session:
        found = _named(session, name)
        link = settings.base_url + admit(session, found.id, secrets.token_urlsafe(16), now())
    if as_json:
        click.echo(json.dumps({"name": found.name, "link": link}, ensure_ascii=False))
        return
    echo(f"\n{bold(found.name)}   opens once, for a day\n\n{address(link)}\n")


@till.command("revoke")
@click.argument("name")
@click.option("--device", metavar="ID", help="Sign this one device out, as handbill till list names it.")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"name", "shut_out"}.')
def revoke_till(name: str, device: str | None, as_json: bool) -> None:
    """Shut the till NAME out.

    Its browsers and links stop at once, its token within five seconds.

    \b
    Example:
      handbill till revoke "Till 2"
    """
    with opened_store(current_settings()) as sessions, sessions.begin() as session:
        found = _named(session, name)
        if device is None:
            desks.revoke(session, found.id, secrets.token_urlsafe(32), now())
        elif not desks.sign_out(session, found.id, device, now()):
            raise NotWell(f"No device {device!r} is signed in as {found.name}. Nothing was changed.")
    if as_json:
        click.echo(json.dumps({"name": found.name, "shut_out": device or "all"}, ensure_ascii=False))
        return
    echo(f"{good()} {found.name}: {'every device, link and token is' if device is None else f'{device} is'} shut out")


@till.command("move")
@click.argument("name")
@click.argument("shop")
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"name", "shop"}.')
def move_till(name: str, shop: str, as_json: bool) -> None:
    """Say in which SHOP the till NAME stands; "" for none.

    \b
    Example:
      handbill till move "Till 2" via-roma
    """
    stands = _shop(shop)
    with opened_store(current_settings()) as sessions, sessions.begin() as session:
        found = _named(session, name)
        desks.change(session, found.id, name=found.name, shop=stands, sums=found.sums)
    if as_json:
        click.echo(json.dumps({"name": found.name, "shop": stands}, ensure_ascii=False))
        return
    echo(f"{good()} {found.name} stands in {stands or 'no shop that campaigns name'}")


def _named(session: Session, name: str) -> Desk:
    """Raises NotWell."""
    found = desks.desk_named(session, name.strip(), now())
    if found is None:
        raise NotWell(f"There is no till called {name.strip()!r}. handbill till list shows them.")
    return found


def _shop(typed: str) -> str | None:
    """Raises Unusable."""
    try:
        return read_shop(typed)
    except BadShop as bad:
        raise Unusable(f"{typed!r} is no shop as campaigns name them: small letters and hyphens, via-roma.") from bad


def _described(found: Desk) -> dict[str, Any]:
    return {
        "name": found.name,
        "shop": found.shop,
        "shut_out": found.revoked_at is not None,
        "devices": [
            {"id": each.id, "name": each.name, "seen_at": (each.seen_at or each.since).isoformat()}
            for each in found.devices
        ],
        "spent": found.spent,
        "undone": found.undone,
        "wrong_codes": found.wrong_codes,
    }
