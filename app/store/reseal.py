"""Seals anew what is sealed at rest with an older key, some rows at a time; what is done says so itself.

A row's seal names its key, so a run that was killed goes on where it was. Evidence in the ledger stays as it was
written, for its chain is made of that; kept answers of tills are gone after a week.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.store import Session, Sessions, Sql
from app.store.vault import ID_BYTES

MOST = 500


@dataclass(frozen=True)
class Column:
    """A sealed column; its rows are taken in the order of their ids, after `first`."""

    table: str
    name: str
    first: int | str = 0

    @property
    def find(self) -> Sql:
        """Rows that are sealed with another key than the newest."""
        return Sql(f"""
            SELECT id, {self.name} FROM {self.table} WHERE id > :after AND LENGTH({self.name}) > 0
              AND SUBSTR({self.name}, 1, {ID_BYTES}) <> :newest ORDER BY id LIMIT :most""")

    @property
    def change(self) -> Sql:
        """Only what nobody has changed meanwhile, an erasure say."""
        return Sql(f"UPDATE {self.table} SET {self.name} = :new WHERE id = :id AND {self.name} = :old")


COLUMNS = (
    Column("subscribers", "number_sealed"),
    Column("coupons", "serial_sealed"),
    Column("messages", "text_sealed"),
    Column("inbound", "text_sealed"),
    Column("webhooks", "secrets_sealed"),
    Column("events", "body_sealed", ""),
)


def reseal(sessions: Sessions, most: int = MOST) -> Iterator[tuple[str, int, int]]:
    """(table, rows sealed anew, rows whose key is gone), after each commit."""
    for column in COLUMNS:
        after: int | str | None = column.first
        while after is not None:
            with sessions.begin() as session:
                after, done, lost = _some(session, column, after, most)
            if done or lost:
                yield column.table, done, lost


def _some(session: Session, column: Column, after: int | str, most: int) -> tuple[int | str | None, int, int]:
    rows = session.run(column.find, after=after, newest=session.vault.newest, most=most).fetchall()
    done = lost = 0
    for id, sealed in rows:
        text = session.vault.opened(bytes(sealed))
        if text is None:
            lost += 1
        else:
            done += session.run(column.change, id=id, old=sealed, new=session.vault.seal(text)).rowcount
    return (rows[-1][0] if len(rows) == most else None), done, lost
