"""Every placement id that was ever released: what is printed outlives the file that it was printed from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.rules.campaign import Campaign
from app.rules.shelf import Past, Printed
from app.store import Moment, Session, Sql, metadata, stamp

placements = sa.Table(
    "placements",
    metadata,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True, comment="as it is printed, in small letters"),
    sa.Column("name", sa.Text, nullable=False, comment="what staff last called the spot"),
    sa.Column("released_at", Moment, nullable=False, comment="when a release first had it"),
)

KEEP = Sql("""
    INSERT INTO placements (campaign, id, name, released_at) VALUES (:campaign, :id, :name, :now)
    ON CONFLICT (campaign, id) DO UPDATE SET name = excluded.name""")
PRINTED = Sql("SELECT campaign, id, name FROM placements ORDER BY released_at, campaign, id")
SOURCES = Sql("""
    SELECT campaign, source FROM releases AS r
    WHERE released_at = (SELECT MAX(released_at) FROM releases WHERE campaign = r.campaign)""")
PATIENCE_S = 3  # of a look that nothing depends on


def keep(session: Session, campaign: Campaign, now: datetime) -> None:
    """Remembers the ids of a release for good."""
    rows = [{"campaign": campaign.id, "id": spot.id, "name": spot.name} for spot in campaign.placements]
    session.run_many(KEEP, [{**row, "now": stamp(now)} for row in rows])


def printed(session: Session) -> list[Printed]:
    """Every id that was ever released, the oldest first."""
    return [Printed(*row) for row in session.run(PRINTED).fetchall()]


def past_at(url: str) -> Past:
    """What was released so far, for whoever has no session: nothing where no database is, or one that cannot be read.

    Only looks: it makes no file, and changes no setting of the database.
    """
    try:
        place = sa.make_url(url)
        on_file = place.get_backend_name() == "sqlite"
        if on_file and not Path(place.database or "").is_file():
            return Past()
        patience = {"timeout" if on_file else "connect_timeout": PATIENCE_S}
        engine = sa.create_engine(place, connect_args=patience, poolclass=sa.NullPool)
        with engine.connect() as connection:
            found = [Printed(*row) for row in connection.exec_driver_sql(PRINTED.sqlite)]
            return Past(found, {row[0]: row[1] for row in connection.exec_driver_sql(SOURCES.sqlite)})
    except (sa.exc.SQLAlchemyError, ImportError, OSError):  # away, of another release, or without its driver
        return Past()
