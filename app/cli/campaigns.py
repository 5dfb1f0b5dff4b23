"""`handbill new` and `handbill check`: campaign files written and looked at, without a server.

Where there is a database they ask it which ids are printed; where there is none they do without.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from app import settings
from app.cli import draft, findings, terminal
from app.cli.findings import Checked
from app.rules.campaign import Around, BadCampaign, parse, schema
from app.rules.campaign_advice import promised
from app.rules.campaign_forms import PLACEMENT_ALPHABET
from app.rules.campaign_mend import placement_ids, with_ids
from app.rules.finding import Finding, unreadable
from app.rules.shelf import Past, Printed
from app.rules.toml import BYTES
from app.settings import Settings

FORMATS = {"human": findings.human, "json": findings.machine, "github": findings.github}
ID_LENGTH = 5


@click.command()
@click.argument("targets", metavar="[FILE or ID …]", nargs=-1)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="human", help="For people, or programs.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--fix", is_flag=True, help="Write an id for each placement without one. Comments stay.")
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of campaign files, and no more.")
def check(targets: Sequence[str], form: str, as_json: bool, fix: bool, as_schema: bool) -> None:
    """Say all that is wrong with campaign files: those named, or all in the campaigns folder.

    Ends with 1 if there are errors; warnings alone are no error.

    \b
    Example:
      handbill check estate-25
      handbill check --format github
    """
    if as_schema:
        click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
        return
    chosen = _settings()
    folder = chosen.campaigns
    paths = [_path(target, folder) for target in targets] or sorted(folder.glob("*.toml"))
    if not paths:
        raise click.UsageError(f"There is no campaign file in {_shown(folder)}. Next: handbill new ID")
    past = _past(chosen)
    if fix:
        _mend(paths, _printed(folder, past.printed))
    printed = _printed(folder, past.printed)
    checked = [_check(path, folder, printed, past) for path in paths]
    written = FORMATS["json" if as_json else form](checked)
    if form == "human" and not as_json:
        terminal.echo(written)
    elif written:
        click.echo(written, color=False)
    sys.exit(1 if any(one.errors for one in checked) else 0)


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Ask nothing; the file holds examples to replace.")
def new(campaign_id: str, yes: bool) -> None:
    """Write campaigns/ID.toml, with a comment for each key, ready for `handbill check`.

    \b
    Example:
      handbill new estate-25
    """
    chosen = _settings()
    folder = chosen.campaigns
    path = folder / f"{campaign_id}.toml"
    if not draft.is_id(campaign_id):
        raise click.UsageError(f"A campaign is named in small letters, digits and -, not {campaign_id!r}.")
    if path.exists():
        raise click.UsageError(f"{_shown(path)} is there already, and stays as it is.")
    answers = draft.USUAL if yes or not sys.stdin.isatty() else draft.ask()
    placement = next(_fresh_ids(_printed(folder, _past(chosen).printed)))
    folder.mkdir(parents=True, exist_ok=True)
    _write(path, draft.draft(answers, placement_id=placement, today=datetime.now(UTC).date()))
    edit = f"Edit it, then {terminal.bold(f'handbill check {campaign_id}')}."
    terminal.echo(f"\n{terminal.good()} {terminal.bold(_shown(path))}   its code leads to /{placement}\n\n{edit}")


def _settings() -> Settings:
    try:
        return settings.read(os.environ)
    except settings.BadSettings as error:
        raise click.UsageError(str(error)) from error


def _path(target: str, folder: Path) -> Path:
    """The file that is meant: a name ending in .toml is a path, any other a campaign's id."""
    path = Path(target) if target.endswith(".toml") else folder / f"{target}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml"))) or "none"
        raise click.UsageError(f"There is no {_shown(path)}. The campaigns are {known}.")
    return path


def _shown(path: Path) -> str:
    """A path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _source(path: Path) -> str:
    """The text of a file, no more of it than tells that it is too long. Raises UnicodeDecodeError."""
    with path.open("rb") as file:
        read = file.read(BYTES + 1)
    return read.decode() if len(read) <= BYTES else read.decode(errors="replace")


def _check(path: Path, folder: Path, printed: Mapping[str, str], past: Past) -> Checked:
    name, campaign_id = _shown(path), path.stem
    at_home = path.resolve().parent == folder
    typed = campaign_id if at_home else name
    try:
        files = {file.name for file in path.parent.iterdir()}
        around = Around(datetime.now(UTC), files)
        if at_home:
            own = {each.id: each.name for each in past.printed if each.campaign == campaign_id}
            announced = promised(past.sources.get(campaign_id, ""))
            around = replace(around, placements=printed, released=own, promised=announced)
        return Checked(name, campaign_id, typed, parse(_source(path), campaign_id, around)[1])
    except BadCampaign as error:
        return Checked(name, campaign_id, typed, error.findings)
    except UnicodeDecodeError as error:
        return Checked(name, campaign_id, typed, (_undecoded(error),))
    except OSError as error:
        return Checked(name, campaign_id, typed, (unreadable(error.strerror or type(error).__name__),))


def _undecoded(error: UnicodeDecodeError) -> Finding:
    before = error.object[: error.start].decode()
    line = error.object.split(b"\n")[before.count("\n")].decode(errors="replace")
    column = len(before) - before.rfind("\n")
    where = (before.count("\n") + 1, column, 1, line)
    return Finding("error", "encoding", "", *where, "this letter is not UTF-8", "Save the file as UTF-8.")


def _past(chosen: Settings) -> Past:
    """What was released so far; its reader is imported when it is called for, with all it needs."""
    found: Past = import_module("app.store.placements").past_at(chosen.database_url)
    return found


def _printed(folder: Path, released: Sequence[Printed]) -> dict[str, str]:
    """The campaign that each printed id leads to: of the files that claim it the first released, then by name."""
    claims: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            for id in placement_ids(_source(path)):
                claims.setdefault(id, []).append(path.stem)
        except (UnicodeDecodeError, OSError):
            continue  # the check of that file says so
    first: dict[str, str] = {}
    for each in released:
        if each.campaign in claims.get(each.id, (each.campaign,)):
            first.setdefault(each.id, each.campaign)
    return {id: stems[0] for id, stems in claims.items()} | first


def _mend(paths: Sequence[Path], printed: Mapping[str, str]) -> None:
    fresh = _fresh_ids(printed)
    for path in paths:
        try:
            source = _source(path)
        except (UnicodeDecodeError, OSError):
            continue  # the check that follows says so
        mended = with_ids(source, fresh) if len(source.encode()) <= BYTES else source
        if mended != source:
            _write(path, mended)
            terminal.echo(f"{terminal.good()} {_shown(path)} has its placement ids now")


def _fresh_ids(printed: Mapping[str, str]) -> Iterator[str]:
    """Ids that no campaign uses or ever used, nor one that a slip of the finger would turn into a used one."""
    used = set(printed)
    while True:
        made = "".join(secrets.choice(PLACEMENT_ALPHABET) for _ in range(ID_LENGTH))
        if not any(len(other) == ID_LENGTH and sum(map(str.__ne__, made, other)) <= 1 for other in used):
            used.add(made)
            yield made


def _write(path: Path, text: str) -> None:
    """The file whole or not at all: handbill may be reading it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(text.encode())
        if path.exists():
            fresh.chmod(path.stat().st_mode)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
