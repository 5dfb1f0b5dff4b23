"""Scans are counted by placement and hour; visits remember what they did."""

from datetime import datetime, timedelta

from app.store import Session, figures, visits
from app.store.visits import Scan, Visit
from tests import make


def test_scans_add_up_by_placement_and_hour_with_robots_apart(session: Session, now: datetime):
    at = [now, now + timedelta(minutes=59), now + timedelta(hours=1)]
    people = [Scan("estate-25", "k7q2m", moment, False) for moment in at]
    visits.add_scans(session, [*people, Scan("estate-25", "k7q2m", now, True), Scan("estate-25", "", now, False)])
    visits.add_scans(session, people)
    funnel = figures.funnel(session, "estate-25")
    assert (funnel.scans, funnel.robots) == (7, 1)
    assert sorted(figures.scans_by_hour(session, "estate-25", now)) == [
        ("", now, 1),
        ("k7q2m", now, 4),
        ("k7q2m", now + timedelta(hours=1), 2),
    ]


def test_evidence_grows_and_what_was_verified_stays(session: Session, now: datetime):
    visits.add_visit(session, 11, campaign="estate-25", placement="k7q2m", language="it", now=now)
    for evidence in ("claimed", "clicked", "verified", "claimed"):
        visits.add_step(session, 11, "telegram", evidence, now)
    kept = visits.visit(session, 11)
    assert kept is not None
    assert kept.steps == {"telegram": "verified"}


def test_a_visit_that_did_nothing_is_nowhere(session: Session):
    assert visits.visit(session, 12) is None


def test_a_visit_joins_once_with_each_number(session: Session, now: datetime):
    visit = Visit(11, "estate-25", "k7q2m", "it", False, None, {})
    first, second = make.subscriber(session), make.subscriber(session, number="+393331234343")
    assert visits.join(session, visit, first, first=True, now=now)
    assert not visits.join(session, visit, first, first=True, now=now)
    assert visits.join(session, visit, second, first=True, now=now)
    assert visits.join(session, visit, first, first=False, now=now)
    assert figures.funnel(session, "estate-25").joined == 2, "two numbers, though one of them came twice"
