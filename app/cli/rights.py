"""`handbill person export` and `erase`: what one number may ask of us, by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from app.actions import prove
from app.actions.erase import Erased
from app.actions.erase import erase as erase_person
from app.actions.export import export as export_person
from app.cli.parts import NotWell, Parts, Unusable, now, opened
from app.cli.terminal import echo, good
from app.rules.phone import mask
from app.rules.receipt import Receipt, as_json
from app.rules.receipt_sheet import BOLD, MONO, TEXT, draw
from app.store import Session, subscribers
from app.store.subscribers import Subscriber

FONTS = Path(__file__).parents[2] / "static" / "fonts"
FACES = {TEXT: "DejaVuSansCondensed", BOLD: "DejaVuSansCondensed-Bold", MONO: "DejaVuSansMono"}


@click.command(short_help="Print all that is known of NUMBER, for its owner.")
@click.argument("number")
@click.option("--receipt", "file", type=click.Path(path_type=Path, dir_okay=False), help="Also a receipt: .pdf, .json.")
@click.option("--full", is_flag=True, help="Number and evidence in full on the receipt; else masked.")
def export(number: str, file: Path | None, full: bool) -> None:
    """Print all that is known of NUMBER as JSON, the number in full: it goes to its owner.

    \b
    Example:
      handbill person export "+39 333 123 4342" --receipt receipt.pdf > person.json
    """
    if file and file.suffix not in {".pdf", ".json"}:
        raise Unusable(f"{file} is no receipt: its name ends with .pdf or .json.")
    with opened() as parts, parts.sessions.read() as session:
        person = _known(session, parts, number)
        told = export_person(session, person, parts.shelf.campaigns, parts.means)
        receipt = prove.receipt(session, person, now(), full=full)
    if file:
        _write(file, receipt)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@click.command(short_help="Forget NUMBER, and keep its “no”.")
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_data", is_flag=True, help="As JSON: what was erased, by kind.")
def erase(number: str, yes: bool, as_data: bool) -> None:
    """Forget NUMBER: texts, evidence, choices and the number itself. There is no way back.

    What was agreed ends; no brand may write to the number until it asks itself; coupons stay good, as anybody's.

    \b
    Example:
      handbill person erase "+39 333 123 4342" --yes
    """
    with opened() as parts:
        with parts.sessions.read() as session:
            masked = mask(_known(session, parts, number).number)
        _ask(masked, yes=yes)
        with parts.sessions.begin() as session:
            person = _known(session, parts, number)
            erased = erase_person(session, person, parts.shelf.campaigns, {"how": "by hand"}, now())
    if as_data:
        click.echo(json.dumps(vars(erased), indent=2))
    else:
        echo(f"{good()} {masked} is forgotten: {_counted(erased)}")


def _known(session: Session, parts: Parts, typed: str) -> Subscriber:
    wanted = parts.number(typed)
    known = subscribers.subscriber_of(session, wanted.e164)
    if known is None:
        raise NotWell(f"{mask(wanted.e164)} has never met us.")
    return known


def _ask(masked: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Unusable("Nobody is here to be asked. Next: the same with --yes")
    click.confirm(f"  Forget {masked} for good?", abort=True)


def _counted(erased: Erased) -> str:
    kept = f"; {', '.join(erased.kept_from)} may not write again" if erased.kept_from else ""
    coupons = f"; {erased.coupons} of its coupons stay good" if erased.coupons else ""
    return f"texts: {erased.texts + erased.inbound}, evidence of acts: {erased.evidence}{kept}{coupons}"


def _write(file: Path, receipt: Receipt) -> None:
    if file.suffix == ".pdf":
        faces = {face: (FONTS / f"{name}.ttf").read_bytes() for face, name in FACES.items()}
        file.write_bytes(draw(receipt, faces))
    else:
        file.write_text(json.dumps(as_json(receipt), ensure_ascii=False, indent=2) + "\n")
