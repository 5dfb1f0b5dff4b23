import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.store import heartbeats, visits
from app.store.visits import Scan
from tests import make


def values(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{\w+="[^"]*"\})? [-+.\de]+', line) for line in lines)
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_alive_is_said_to_anybody_by_any_name(client):
    answer = client.get("/healthz", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready_says_what_it_looked_at(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["checks"] == dict.fromkeys(["database", "migrations", "keys", "campaigns"], True)


def test_not_ready_says_which_part_is_missing(client, settings):
    engine = sa.create_engine(settings.database_url)
    move = sa.text("UPDATE alembic_version SET version_num = :to")
    with engine.begin() as connection:
        head = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        connection.execute(move, {"to": "0000"})
    answer = client.get("/readyz")
    with engine.begin() as connection:  # the tests after this one have the same database
        connection.execute(move, {"to": head})
    engine.dispose()
    assert answer.status_code == 503
    assert [name for name, good in answer.json["checks"].items() if not good] == ["migrations"]


def test_metrics_count_what_happened(client, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        visits.add_scans(session, [Scan(make.CAMPAIGN_ID, make.PLACEMENT, now, False)] * 3)
        make.message(session, queued_at=now - timedelta(seconds=90))
        make.message(session, queued_at=now, state=make.State.DELIVERED)
        make.coupon(session, spent_at=make.NOW)
        make.coupon(session)
        heartbeats.beat(session, "worker", now - timedelta(seconds=5))
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = values(answer.text)
    assert found["handbill_outbox_queued"] == 1
    assert 90 <= found["handbill_outbox_oldest_seconds"] < 120
    assert found['handbill_messages{state="delivered"}'] == 1
    assert found['handbill_scans_total{campaign="estate-25"}'] == 3
    assert found['handbill_coupons_issued{campaign="estate-25"}'] == 2
    assert found['handbill_coupons_redeemed{campaign="estate-25"}'] == 1
    assert 5 <= found["handbill_worker_heartbeat_age_seconds"] < 30


def test_metrics_name_no_number(client, sessions):
    with sessions.begin() as session:
        make.message(session, subscriber=make.subscriber(session))
    assert make.NUMBER[1:] not in client.get("/metrics").text


@pytest.mark.parametrize("name", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_metrics_are_for_programs_on_this_machine(client, name):
    assert client.get("/metrics", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "environ"),
    [
        ({}, {"REMOTE_ADDR": "203.0.113.7"}),
        ({}, {"REMOTE_ADDR": ""}),
        ({}, {"SERVER_PROTOCOL": "HTTP/1.0"}),
        ({}, {"SERVER_PROTOCOL": "HTTP/1"}),
        ({"X-Forwarded-For": "203.0.113.7"}, {}),
        ({"X-Forwarded-For": "::1"}, {}),
        ({"X-Forwarded-Proto": "https"}, {}),
        ({"Forwarded": "for=127.0.0.1"}, {}),
        ({"X-Real-IP": "127.0.0.1"}, {}),
        ({"Via": "1.1 proxy"}, {}),
        ({"CF-Connecting-IP": "203.0.113.7"}, {}),
        ({"Host": "aurora.example"}, {}),
    ],
)
def test_what_somebody_passed_on_is_not_of_this_machine(client, headers, environ):
    answer = client.get("/metrics", headers=headers, environ_overrides=environ)
    assert answer.status_code == 403
    assert "handbill_" not in answer.text


def test_behind_proxies_that_the_operator_names_nobody_is_near(settings, build):
    client = build(replace(settings, proxies=1)).test_client()
    assert client.get("/metrics").status_code == 403


def test_metrics_are_for_whoever_has_the_token(settings, build):
    client = build(replace(settings, metrics_token="a-long-token-for-prometheus")).test_client()
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer a-long-tokem"}).status_code == 403
    right = {"Authorization": "Bearer a-long-token-for-prometheus"}
    assert client.get("/metrics", headers=right, environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 200
