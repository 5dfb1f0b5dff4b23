"""Sums for the dashboard and `handbill stats`: from scan to till, per campaign and placement.

Every sum is read off an index that holds all it needs, so that a million
visits are added up without reading one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.message import COUPON, Kind
from app.store import Session, Sql, clicks, moment, moment_or_none, stamp


@dataclass(frozen=True)
class Funnel:
    """How many people came to each step of a campaign; robots stand apart from them.

    `texted` are those whose coupon's text was handed to a gateway, `delivered` those of them that have it, and
    `not_delivered` those whom no text of theirs reached or will: however often it was sent, each counts once. `clicked`
    are those who opened a link of it, `clicks_apart` how often previews, scanners and other programs did.
    """

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
    clicked: int = 0
    clicks_apart: int = 0


@dataclass(frozen=True)
class PlacementFigures:
    """What one placement brought; a coupon that was given twice is redeemed once."""

    placement: str
    scans: int
    joined: int
    redeemed: int
    last_scan: datetime | None
    robots: int = 0
    opened_follow: int = 0
    passed_gate: int = 0


_OF_ONE = "WHERE campaign = :campaign"
_SCANS = """
    SELECT campaign, placement, COALESCE(SUM(people), 0), COALESCE(SUM(robots), 0), NULLIF(MAX(last_at), 0)
    FROM scans {} GROUP BY campaign, placement"""
_VISITS = """
    SELECT campaign, placement, COUNT(followed_at), COUNT(passed_at), SUM(joined)
    FROM visits {} GROUP BY campaign, placement"""
_REDEEMED = """
    SELECT campaign, placement, COUNT(*) - COUNT(double_of) FROM redemptions {} reversed_at IS NULL
    GROUP BY campaign, placement"""
SCANS, SCANS_OF_ALL = Sql(_SCANS.format(_OF_ONE)), Sql(_SCANS.format(""))
VISITS, VISITS_OF_ALL = Sql(_VISITS.format(_OF_ONE)), Sql(_VISITS.format(""))
REDEEMED, REDEEMED_OF_ALL = Sql(_REDEEMED.format(f"{_OF_ONE} AND")), Sql(_REDEEMED.format("WHERE"))
HOURS = Sql("""
    SELECT placement, hour, people FROM scans WHERE campaign = :campaign AND hour >= :since AND people > 0
    ORDER BY hour""")
HOURS_OF_ALL = Sql("""
    SELECT campaign, hour, SUM(people) FROM scans WHERE hour >= :since GROUP BY campaign, hour ORDER BY hour""")
# Of those who asked for the coupon: a START that answers some later text is a yes too, but of nobody who came this way.
MARKETING = Sql("""
    SELECT COUNT(DISTINCT subscriber_id) FROM consents
    WHERE campaign = :campaign AND purpose = 'marketing' AND event IN ('grant', 'confirm') AND EXISTS (
        SELECT 1 FROM coupons WHERE campaign = :campaign AND subscriber_id = consents.subscriber_id)""")
ARRIVED, GONE, BOUNCED, WAITING, LOST = 4, 3, 2, 1, 0  # the best that became of a person's coupon texts
TEXTED = Sql(f"""
    SELECT best, COUNT(*) FROM (
        SELECT MAX(CASE state WHEN 'delivered' THEN {ARRIVED} WHEN 'sent' THEN {GONE} WHEN 'unknown' THEN {GONE}
                   WHEN 'undelivered' THEN {BOUNCED} WHEN 'queued' THEN {WAITING} WHEN 'sending' THEN {WAITING}
                   ELSE {LOST} END) AS best
        FROM messages WHERE campaign = :campaign AND class = '{Kind.SERVICE}' AND topic = '{COUPON}'
        GROUP BY subscriber_id) AS people
    GROUP BY best""")


def funnel(session: Session, campaign: str, found: Mapping[str, PlacementFigures] | None = None) -> Funnel:
    """The campaign's whole way from scan to till; `found` spares counting its placements twice."""
    counted = (placements(session, campaign) if found is None else found).values()
    links = clicks.of_coupons(session, campaign)
    people: Mapping[int, int] = dict(session.run(TEXTED, campaign=campaign).fetchall())
    return Funnel(
        scans=sum(each.scans for each in counted),
        robots=sum(each.robots for each in counted),
        opened_follow=sum(each.opened_follow for each in counted),
        passed_gate=sum(each.passed_gate for each in counted),
        joined=sum(each.joined for each in counted),
        marketing=session.run(MARKETING, campaign=campaign).fetchone()[0],
        texted=sum(people.get(best, 0) for best in (ARRIVED, GONE, BOUNCED)),
        delivered=people.get(ARRIVED, 0),
        not_delivered=sum(people.get(best, 0) for best in (BOUNCED, LOST)),
        redeemed=sum(each.redeemed for each in counted),
        clicked=links.subscribers,
        clicks_apart=links.apart,
    )


def placements(session: Session, campaign: str) -> dict[str, PlacementFigures]:
    """What each placement brought, by its id; the empty id is the address without a placement."""
    rows = [session.run(statement, campaign=campaign).fetchall() for statement in (SCANS, VISITS, REDEEMED)]
    return _joined(*rows).get(campaign, {})


def all_placements(session: Session) -> dict[str, dict[str, PlacementFigures]]:
    """The same for every campaign that has any figures, by its id."""
    return _joined(*(session.run(statement).fetchall() for statement in (SCANS_OF_ALL, VISITS_OF_ALL, REDEEMED_OF_ALL)))


def scans_by_hour(session: Session, campaign: str, since: datetime) -> list[tuple[str, datetime, int]]:
    """(placement, first moment of the hour, people) from `since` on, oldest first."""
    rows = session.run(HOURS, campaign=campaign, since=stamp(since)).fetchall()
    return [(row[0], moment(row[1]), row[2]) for row in rows]


def all_scans_by_hour(session: Session, since: datetime) -> list[tuple[str, datetime, int]]:
    """(campaign, first moment of the hour, people) from `since` on, oldest first."""
    rows = session.run(HOURS_OF_ALL, since=stamp(since)).fetchall()
    return [(row[0], moment(row[1]), int(row[2])) for row in rows]


def _joined(
    scans: Sequence[Any], visits: Sequence[Any], redeemed: Sequence[Any]
) -> dict[str, dict[str, PlacementFigures]]:
    scanned = {(row[0], row[1]): row[2:] for row in scans}
    visited = {(row[0], row[1]): row[2:] for row in visits}
    spent = {(row[0], row[1]): row[2] for row in redeemed}
    found: dict[str, dict[str, PlacementFigures]] = {}
    for key in sorted(scanned.keys() | visited.keys() | spent.keys()):
        campaign, placement = key
        people, robots, last = scanned.get(key, (0, 0, None))
        followed, passed, joined = visited.get(key, (0, 0, 0))
        found.setdefault(campaign, {})[placement] = PlacementFigures(
            placement=placement,
            scans=int(people),
            joined=int(joined),
            redeemed=spent.get(key, 0),
            last_scan=moment_or_none(last),
            robots=int(robots),
            opened_follow=followed,
            passed_gate=passed,
        )
    return found
