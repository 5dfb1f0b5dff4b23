"""`handbill import`: people with provable consent, and people who said no, out of a CSV file."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from pathlib import Path

import click

from app.actions.take_in import REFUSED, TakenIn, take_in_all
from app.cli.parts import Parts, Unusable, now, opened
from app.cli.terminal import echo, good, warning
from app.rules.campaign import Campaign
from app.rules.intake import COLUMNS, NEEDED, Refused, Row, read_row

AT_ONCE = 500  # rows in one transaction: none of them is half done, and nobody waits long
MOST_BYTES = 64 * 2**20
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take such a cell for a formula

Cells = Mapping[str, str]


class _Rehearsed(Exception):
    """Takes back what a dry run has written."""


@dataclass
class _Tally:
    """What came of the rows so far."""

    taken: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--campaign", "id", required=True, help="The campaign whose programme they joined.")
@click.option("--dry-run", is_flag=True, help="Say what would come of each row, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
def import_people(file: Path, id: str, dry_run: bool, as_json: bool) -> None:
    """Take people into a programme who agreed elsewhere, with proof, and people who said no.

    FILE is a CSV file with the columns number, event (yes or no), consent_at, consent_text (word for word), source,
    evidence, and perhaps language and country. Refused rows go to FILE.refused.csv with the reason.

    \b
    Example:
      handbill import shop.csv --campaign estate-25 --dry-run
    """
    rows = _rows(file)
    with opened() as parts:
        campaign = parts.campaign(id)
        if campaign.programme is None:
            raise Unusable(f"Campaign {id} has no [programme], so there is nothing to agree to.")
        tally = _take_all(parts, campaign, rows, file.name, rehearse=dry_run)
    beside = file.with_name(f"{file.name.removesuffix('.csv')}.refused.csv")
    _keep_refused(beside, rows, tally.refused)
    _tell(tally, beside, len(rows), dry_run=dry_run, as_json=as_json)
    raise SystemExit(1 if tally.refused else 0)


def _rows(file: Path) -> dict[int, Cells]:
    """The cells of each row by column, by the row's first line. Raises Unusable for what is no such table."""
    if file.stat().st_size > MOST_BYTES:
        raise Unusable(f"{file} has more than {MOST_BYTES // 2**20} MiB; import it in pieces.")
    try:
        text = file.read_text(encoding="utf-8-sig")
        separator = max(",;\t", key=text.partition("\n")[0].count)
        reader = csv.DictReader(StringIO(text, newline=""), delimiter=separator, restval="", strict=True)
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise Unusable(f"{file} has no column {missing[0]}. Its columns are to be {', '.join(COLUMNS)}.")
        reader.fieldnames = names
        return {_line(reader, row): {key: cell for key, cell in row.items() if key in COLUMNS} for row in reader}
    except UnicodeDecodeError as error:
        raise Unusable(f"{file} is not in UTF-8; save it as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise Unusable(f"{file} is no CSV file: {error}.") from error


def _line(reader: csv.DictReader[str], row: Mapping[str | None, object]) -> int:
    return reader.line_num - sum(str(cell).count("\n") for cell in row.values())


def _take_all(parts: Parts, campaign: Campaign, rows: Mapping[int, Cells], file: str, *, rehearse: bool) -> _Tally:
    tally, pieces = _Tally(), iter(rows.items())
    while some := list(islice(pieces, AT_ONCE)):
        read = [read_row(line, cells, campaign, parts.says["en"], now()) for line, cells in some]
        tally.refused += [each for each in read if isinstance(each, Refused)]
        try:
            with parts.sessions.begin() as session:
                rows_read = [each for each in read if isinstance(each, Row)]
                came = list(take_in_all(session, campaign, rows_read, file, now()))
                if rehearse:
                    raise _Rehearsed
        except _Rehearsed:
            pass
        tally.taken.update(each.value for _, each in came if each not in REFUSED)
        tally.refused += [Refused(row.line, each.value) for row, each in came if each in REFUSED]
    tally.refused.sort(key=lambda each: each.line)
    return tally


def _keep_refused(beside: Path, rows: Mapping[int, Cells], refused: Sequence[Refused]) -> None:
    """The refused rows as they came, for their sender to mend; only we may read them, and no spreadsheet runs them."""
    beside.unlink(missing_ok=True)
    if not refused:
        return
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(["line", "reason", *COLUMNS])
        for each in refused:
            cells = rows[each.line]
            writer.writerow([each.line, each.why, *(_tame(cells.get(name, "")) for name in COLUMNS)])


def _tame(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _tell(tally: _Tally, beside: Path, rows: int, *, dry_run: bool, as_json: bool) -> None:
    counts: dict[str, int] = {
        name.value: tally.taken[name] for name in (TakenIn.ADDED, TakenIn.STOPPED, TakenIn.UNCHANGED)
    }
    if as_json:
        reasons = [{"line": each.line, "reason": each.why} for each in tally.refused]
        told = {"rows": rows, **counts, "refused": reasons, "dry_run": dry_run}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    would = "would be " if dry_run else ""
    echo(f"{good()} rows: {rows}; {', '.join(f'{would}{name}: {count}' for name, count in counts.items())}")
    for why, count in Counter(each.why for each in tally.refused).most_common():
        lines = [str(each.line) for each in tally.refused if each.why == why]
        echo(f"{warning('!')} refused: {count}, line {', '.join(lines[:5])}{' …' if count > 5 else ''}: {why}")
    if tally.refused:
        echo(f"  next: mend {beside}")
