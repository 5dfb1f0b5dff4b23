"""Ranges of numbers and how well they answer (rules/shield.py).

Only whoever holds the turn (`hold`) changes ranges. Whoever hears of a number for the first time notes that in a row of
its own, for which nobody waits, and the next that has the turn adds it up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.rules.shield import COUNTRY, PROVEN, STRAINED, Range
from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp

TURN = "handbill.shield"
NOTES_AT_ONCE = 1000
MOST_SHOWN = 500

number_ranges = sa.Table(
    "number_ranges",
    metadata,
    sa.Column("country", sa.Text, primary_key=True),
    sa.Column("prefix", sa.Text, primary_key=True, comment="E.164 without the last four digits; empty: the country"),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("tokens", sa.Double, nullable=False, comment="texts it may get at once"),
    sa.Column("sent", sa.Double, nullable=False, comment="fades by half in twelve hours"),
    sa.Column("answered", sa.Double, nullable=False, comment="fades as sent does"),
    sa.Column("closings", sa.Integer, nullable=False),
    sa.Column("closed_until", Moment),
    sa.Column("probes", sa.Integer, nullable=False, comment="texts that try it once its pause is over"),
    sa.Column("closed_by", sa.Text, nullable=False, comment="the member of staff; empty where it closed by itself"),
    sa.Column("strained", sa.Boolean, nullable=False, comment="pages ought to know how it stands"),
    sa.Column("changed_by", sa.Text, nullable=False, comment="who of the staff opened or closed it last"),
    sa.Column("changed_at", Moment),
    sa.Index(
        "ix_number_ranges_strained",
        "country",
        sqlite_where=sa.text("strained"),
        postgresql_where=sa.text("strained"),
    ),
)

range_answers = sa.Table(
    "range_answers",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
)

_RANGE = "country, prefix, at, tokens, sent, answered, closings, closed_until, probes, closed_by"
OF_COUNTRIES = f"SELECT {_RANGE} FROM number_ranges WHERE prefix IN ({{}})"
STRAINED_ONES = Sql(f"SELECT {_RANGE} FROM number_ranges WHERE strained ORDER BY country, prefix LIMIT 10000")
WELL = Sql(f"""
    SELECT {_RANGE} FROM number_ranges WHERE country = :country AND prefix <> '' AND answered >= :least
    ORDER BY prefix LIMIT 10000""")
CLOSED = Sql(f"""
    SELECT {_RANGE}, changed_by, changed_at FROM number_ranges
    WHERE strained AND closed_until IS NOT NULL ORDER BY closed_until DESC, country, prefix LIMIT :most""")
CHANGED = Sql(f"""
    SELECT {_RANGE}, changed_by, changed_at FROM number_ranges
    WHERE changed_at IS NOT NULL AND closed_until IS NULL ORDER BY changed_at DESC LIMIT :most""")
KEEP = Sql(f"""
    INSERT INTO number_ranges ({_RANGE}, strained, changed_by)
    VALUES (:country, :prefix, :at, :tokens, :sent, :answered, :closings, :closed_until, :probes, :closed_by, :strained,
            '')
    ON CONFLICT (country, prefix) DO UPDATE
    SET at = excluded.at, tokens = excluded.tokens, sent = excluded.sent, answered = excluded.answered,
        closings = excluded.closings, closed_until = excluded.closed_until, probes = excluded.probes,
        closed_by = excluded.closed_by, strained = excluded.strained""")
SIGN = Sql("""
    UPDATE number_ranges SET changed_by = :by, changed_at = :now WHERE country = :country AND prefix = :prefix""")
# A pause ends as long from now as it was to last.
BRING_NEAR = Sql("UPDATE number_ranges SET closed_until = closed_until - at + :now, at = :now WHERE at > :now")
FORGET = Sql("DELETE FROM number_ranges WHERE at < :before AND closed_by = ''")
NOTE = Sql("INSERT INTO range_answers (country, prefix) VALUES (:country, :prefix)")
NOTED = Sql("SELECT 1 FROM range_answers LIMIT 1")
GATHER = Sql("""
    DELETE FROM range_answers WHERE id IN (SELECT id FROM range_answers ORDER BY id LIMIT :most)
    RETURNING country, prefix""")


def bring_near(session: Session, now: datetime) -> None:
    """Mends what a clock wrote that was ahead and has been put back; for whoever holds the turn."""
    session.run(BRING_NEAR, now=stamp(now))


def hold(session: Session) -> None:
    """Lets nobody else judge or change ranges until the transaction ends."""
    session.take_turns(TURN)


def note_answer(session: Session, country: str, prefix: str) -> None:
    """Notes that a number of this range was heard of for the first time."""
    session.run(NOTE, country=country, prefix=prefix)


def is_noted(session: Session) -> bool:
    """Whether answers wait to be added up."""
    return session.run(NOTED).fetchone() is not None


def gather(session: Session) -> Mapping[tuple[str, str], int]:
    """How many were heard of for the first time, by (country, prefix): for whoever holds the turn, and once."""
    return Counter((row[0], row[1]) for row in session.run(GATHER, most=NOTES_AT_ONCE).fetchall())


def found(session: Session, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Range]:
    """Those that are known of these (country, prefix)."""
    if not keys:
        return {}
    names = {f"p{n}": prefix for n, prefix in enumerate(sorted({prefix for _, prefix in keys}))}
    rows = session.run(Sql(OF_COUNTRIES.format(", ".join(f":{name}" for name in names))), **names).fetchall()
    return {(row[0], row[1]): _range(row) for row in rows if (row[0], row[1]) in keys}


def strained(session: Session) -> list[Range]:
    """All countries, and the ranges that are closed or nearly at their allowance."""
    return [_range(row) for row in session.run(STRAINED_ONES).fetchall()]


def answering(session: Session, country: str) -> list[Range]:
    """Those of a country that may pass although it closed."""
    return [_range(row) for row in session.run(WELL, country=country, least=PROVEN).fetchall()]


def shown(session: Session) -> list[tuple[Range, str, datetime | None]]:
    """What staff see: the closed ones, then those that staff opened; each with who of them changed it last and when."""
    rows = [*session.run(CLOSED, most=MOST_SHOWN).fetchall(), *session.run(CHANGED, most=MOST_SHOWN).fetchall()]
    return [(_range(row), row[10], moment_or_none(row[11])) for row in rows]


def keep(session: Session, ranges: Iterable[tuple[Range, float]]) -> None:
    """Keeps each as it stands, with how much of its allowance is used (0 to 1)."""
    session.run_many(KEEP, [_row(each, used) for each, used in ranges])


def sign(session: Session, country: str, prefix: str, by: str, now: datetime) -> None:
    """Notes who of the staff opened or closed it."""
    session.run(SIGN, country=country, prefix=prefix, by=by, now=stamp(now))


def forget(session: Session, before: datetime) -> int:
    """How many ranges nothing was heard of since; those that staff closed stay."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)


def _row(range: Range, used: float) -> dict[str, Any]:
    return {
        "country": range.country,
        "prefix": range.prefix,
        "at": stamp(range.at),
        "tokens": min(range.tokens, 1e12),
        "sent": range.sent,
        "answered": range.answered,
        "closings": range.closings,
        "closed_until": None if range.closed_until is None else stamp(range.closed_until),
        "probes": range.probes,
        "closed_by": range.closed_by,
        "strained": range.prefix == COUNTRY or range.closed_until is not None or used >= STRAINED,
    }


def _range(row: Any) -> Range:
    country, prefix, at, tokens, sent, answered, closings, closed_until, probes, closed_by = row[:10]
    until = moment_or_none(closed_until)
    return Range(country, prefix, moment(at), tokens, sent, answered, closings, until, probes, closed_by)
