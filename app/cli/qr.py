"""`handbill qr`: files for the printer, each decoded again before it is written."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from app import settings
from app.cli import running
from app.cli.terminal import bold, dim, echo, good, warning
from app.rules.campaign import BadCampaign, Campaign, Placement, parse
from app.rules.preflight import Seen, check
from app.rules.qr import FORMATS, TooLong, matrix, page_mm, width_mm
from app.rules.raster import Unreadable
from app.settings import Settings

DEFAULT_FORMATS = ("svg", "png", "pdf")
CAMPAIGN_ID = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class PrintFile:
    """A file that was decoded again and may be written; page_mm is its side with the quiet zone."""

    name: str
    kind: str
    placement: Placement
    data: bytes
    page_mm: float
    seen: Seen


def _formats(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    wanted = [kind.strip().lower() for part in given for kind in part.split(",") if kind.strip()]
    unknown = [kind for kind in wanted if kind not in FORMATS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(FORMATS)}.")
    return tuple(dict.fromkeys(wanted)) or DEFAULT_FORMATS


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option(
    "--placement", "wanted", metavar="P", multiple=True, help="Only this placement, by its id; may be repeated."
)
@click.option(
    "--format",
    "kinds",
    metavar="FORMAT",
    multiple=True,
    callback=_formats,
    help="svg, png, pdf or eps; repeated or with commas. Without it svg, png and pdf.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder for the files, made where it is missing. Without it the current one.",
)
@click.option("--json", "as_json", is_flag=True, help="The list as JSON.")
def qr(campaign_id: str, wanted: Sequence[str], kinds: Sequence[str], out: Path, as_json: bool) -> None:
    """Write a QR code for each placement of campaign ID, large enough for its distance.

    Each file is decoded again first, also shrunk, blurred, askew and faded. If one fails, none is written.

    \b
    Example:
      handbill qr estate-25 --placement k7q2m --format pdf,svg --out print
    """
    chosen = _settings()
    campaign = _campaign(chosen.campaigns, campaign_id)
    files = [
        file
        for placement in _placements(campaign, wanted)
        for file in _files(campaign, placement, kinds, f"{chosen.base_url}/{placement.id}")
    ]
    _write(files, out)
    if as_json:
        click.echo(_json(campaign, files, out, printable=not chosen.private))
    else:
        echo(_list(campaign, files, out, printable=not chosen.private))
    if chosen.private:
        who = "this machine can open" if chosen.loopback else "this network can open, and which may change"
        leads = f"These codes lead to {chosen.base_url}, which only {who}."
        plain = False if os.environ.get("NO_COLOR") else None
        click.echo(f"  {warning('warning')}  {leads} Set HANDBILL_BASE_URL before you print.", err=True, color=plain)


def _settings() -> Settings:
    try:
        return running.found(settings.read(os.environ))
    except settings.BadSettings as error:
        raise click.UsageError(str(error)) from error


def _campaign(folder: Path, campaign_id: str) -> Campaign:
    path = folder / f"{campaign_id}.toml"
    if not CAMPAIGN_ID.fullmatch(campaign_id) or not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml"))) or "none"
        raise click.UsageError(f"There is no campaign {campaign_id!r}. There is {known}.")
    try:
        return parse(path.read_text(encoding="utf-8"), campaign_id)[0]
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not UTF-8 text. Nothing was written.") from error
    except BadCampaign as error:
        errors = sum(finding.severity == "error" for finding in error.findings)
        what = "an error" if errors == 1 else f"{errors} errors"
        way_out = f"Nothing was written. Next: handbill check {campaign_id}"
        raise click.ClickException(f"{path} has {what}. {way_out}") from error


def _placements(campaign: Campaign, wanted: Sequence[str]) -> Iterator[Placement]:
    """Those asked for, or all of them."""
    for placement_id in dict.fromkeys(wanted):
        placement = campaign.placement(placement_id)
        if placement is None:
            known = ", ".join(placement.id for placement in campaign.placements[:12])
            raise click.UsageError(f"{campaign.id} has no placement {placement_id!r}. It has {known}.")
        yield placement
    if not wanted:
        yield from campaign.placements


def _files(campaign: Campaign, placement: Placement, kinds: Sequence[str], text: str) -> Iterator[PrintFile]:
    name = f"{campaign.id}-{placement.id}"
    try:
        symbol = matrix(text)
        wide = width_mm(placement.distance_mm, symbol)
        for kind in kinds:
            name = f"{campaign.id}-{placement.id}.{kind}"
            data = FORMATS[kind](symbol, width_mm=wide)
            seen = check(data, kind, text=text, width_mm=wide)
            yield PrintFile(name, kind, placement, data, page_mm(symbol, wide), seen)
    except (Unreadable, TooLong) as error:
        raise click.ClickException(f"{name}: {error} Nothing was written.") from error


def _write(files: Sequence[PrintFile], out: Path) -> None:
    """Each file whole or not at all, so that a print shop's folder never shows half of one."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file in files:
            fresh = out / f".{file.name}.{os.getpid()}"
            try:
                fresh.write_bytes(file.data)
                fresh.replace(out / file.name)
            finally:
                fresh.unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}.") from error


def _list(campaign: Campaign, files: Sequence[PrintFile], out: Path, *, printable: bool) -> str:
    width = max(len(file.name) for file in files)
    lines = ["", f"{bold(campaign.name)}   {len(files)} files in {out}", ""]
    lines.append(dim(f"{'file':{width}}     code  with margin  made for"))
    for file in files:
        sizes = f"{file.seen.width_mm:4.0f} mm      {file.page_mm:4.0f} mm  {_distance(file.placement.distance_mm):>8}"
        lines.append(f"{file.name:{width}}  {sizes}   {good()} read back")
    advice = "Print at 100 %, not fitted to the page." if printable else "To look at only: do not print them."
    return "\n".join([*lines, "", advice])


def _distance(mm: int) -> str:
    return f"{mm / 1000:g} m" if mm >= 1000 else f"{mm / 10:g} cm"


def _json(campaign: Campaign, files: Sequence[PrintFile], out: Path, *, printable: bool) -> str:
    listed = [
        {
            "file": str(out / file.name),
            "placement": file.placement.id,
            "format": file.kind,
            "text": file.seen.text,
            "width_mm": round(file.seen.width_mm, 1),
            "page_mm": round(file.page_mm, 1),
            "distance_mm": file.placement.distance_mm,
            "contrast": round(file.seen.contrast, 1),
            "read_back": True,
        }
        for file in files
    ]
    import json  # for those who ask for it

    return json.dumps({"campaign": campaign.id, "printable": printable, "files": listed}, ensure_ascii=False, indent=2)
