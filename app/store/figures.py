"""Sums for the dashboard and `handbill stats`: from scan to till, per campaign and placement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.store import Session, Sql, moment, moment_or_none, stamp


@dataclass(frozen=True)
class Funnel:
    """How many came to each step of a campaign; robots stand apart from people."""

    scans: int
    robots: int
    opened_follow: int
    passed_gate: int
    joined: int
    marketing: int
    texted: int
    delivered: int
    not_delivered: int
    redeemed: int


@dataclass(frozen=True)
class PlacementFigures:
    """What one placement brought."""

    placement: str
    scans: int
    joined: int
    redeemed: int
    last_scan: datetime | None


SCANS = Sql("""
    SELECT placement, COALESCE(SUM(people), 0), COALESCE(SUM(robots), 0),
           MAX(CASE WHEN people > 0 THEN hour END)
    FROM scans WHERE campaign = :campaign GROUP BY placement""")
HOURS = Sql("""
    SELECT placement, hour, people FROM scans WHERE campaign = :campaign AND hour >= :since AND people > 0
    ORDER BY hour""")
VISITS = Sql("""
    SELECT placement, COUNT(*), COUNT(passed_at), COUNT(joined_at),
           SUM(CASE WHEN EXISTS (SELECT 1 FROM steps WHERE visit_id = visits.id) THEN 1 ELSE 0 END)
    FROM visits WHERE campaign = :campaign GROUP BY placement""")
NUMBERS = Sql("""
    SELECT placement, COUNT(*), COUNT(redeemed_at) FROM coupons
    WHERE campaign = :campaign AND held_until IS NULL GROUP BY placement""")
MARKETING = Sql("""
    SELECT COUNT(DISTINCT subscriber_id) FROM consents
    WHERE campaign = :campaign AND purpose = 'marketing' AND event IN ('grant', 'confirm')""")
TEXTS = Sql("""
    SELECT state, COUNT(*) FROM messages WHERE campaign = :campaign AND class = 'service' GROUP BY state""")

SENT = {"sent", "delivered", "undelivered", "unknown"}
LOST = {"undelivered", "failed", "expired", "suppressed"}


def funnel(session: Session, campaign: str) -> Funnel:
    """The campaign's whole way from scan to till."""
    scans = session.run(SCANS, campaign=campaign).fetchall()
    visits = session.run(VISITS, campaign=campaign).fetchall()
    numbers = session.run(NUMBERS, campaign=campaign).fetchall()
    texts: Mapping[str, int] = dict(session.run(TEXTS, campaign=campaign).fetchall())
    return Funnel(
        scans=sum(row[1] for row in scans),
        robots=sum(row[2] for row in scans),
        opened_follow=sum(row[4] for row in visits),
        passed_gate=sum(row[2] for row in visits),
        joined=sum(row[3] for row in visits),
        marketing=session.run(MARKETING, campaign=campaign).fetchone()[0],
        texted=sum(count for state, count in texts.items() if state in SENT),
        delivered=texts.get("delivered", 0),
        not_delivered=sum(count for state, count in texts.items() if state in LOST),
        redeemed=sum(row[2] for row in numbers),
    )


def placements(session: Session, campaign: str) -> dict[str, PlacementFigures]:
    """What each placement brought, by its id; the empty id is the address without a placement."""
    scans = {row[0]: (row[1], row[3]) for row in session.run(SCANS, campaign=campaign).fetchall()}
    joined = {row[0]: row[3] for row in session.run(VISITS, campaign=campaign).fetchall()}
    redeemed = {row[0]: row[2] for row in session.run(NUMBERS, campaign=campaign).fetchall()}
    ids = scans.keys() | joined.keys() | redeemed.keys()
    return {
        id: PlacementFigures(
            placement=id,
            scans=scans.get(id, (0, None))[0],
            joined=joined.get(id, 0),
            redeemed=redeemed.get(id, 0),
            last_scan=moment_or_none(scans.get(id, (0, None))[1]),
        )
        for id in ids
    }


def scans_by_hour(session: Session, campaign: str, since: datetime) -> list[tuple[str, datetime, int]]:
    """(placement, first moment of the hour, people) from `since` on, oldest first."""
    rows = session.run(HOURS, campaign=campaign, since=stamp(since)).fetchall()
    return [(row[0], moment(row[1]), row[2]) for row in rows]
