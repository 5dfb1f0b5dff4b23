from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from app.rules.failure import Failure
from app.rules.traffic import Tally
from app.store import circuits, heartbeats, tallies, timings, visits
from app.store.visits import Scan
from app.web.exposition import Family
from app.web.metrics import FAMILIES
from tests import make


def values(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.fixture
def busy(sessions):
    """A database in which every family has something to tell."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        make.message(session, queued_at=now)
        tallies.add(session, [Tally("phone", "IT", None, 30, parts=40), Tally("phone", "IT", Failure.DOWN, 2)], now)
        tallies.add(session, [Tally("phone", "IT", Failure.BLOCKED, 0, 3)], now)
        timings.add(
            session, {("phone", 25): (20, 400), ("phone", 30_000): (9, 9_000), ("phone", timings.LONGER): (1, 31_000)}
        )
        heartbeats.beat(session, "worker", now)
        heartbeats.beat_of(session, "a", now)
        shut = circuits.Shut("phone", "", "", now, now + timedelta(minutes=9), Failure.CREDENTIALS)
        circuits.write(session, "a", [shut, replace(shut, country="US")])
    return now


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
    assert found['handbill_messages_waiting{class="service",when="due"}'] == 1
    assert found['handbill_messages_waiting{class="marketing",when="later"}'] == 0
    assert 90 <= found["handbill_messages_oldest_waiting_seconds"] < 120
    assert found['handbill_messages{state="delivered"}'] == 1
    assert found['handbill_scans_total{campaign="estate-25"}'] == 3
    assert found['handbill_coupons_issued{campaign="estate-25"}'] == 2
    assert found['handbill_coupons_redeemed{campaign="estate-25"}'] == 1
    assert 5 <= found["handbill_worker_heartbeat_age_seconds"] < 30


def test_prometheus_reads_what_metrics_say_and_knows_each_family(client, busy):
    text = client.get("/metrics").text
    read = {family.name: family for family in text_string_to_metric_families(text)}
    assert list(read) == [name.removesuffix("_total") for name in FAMILIES]
    for name, family in FAMILIES.items():
        told = read[name.removesuffix("_total")]
        assert (told.type, told.documentation) == (family.kind, family.says)
        assert name.endswith("_total") is (family.kind == "counter"), "naming of Prometheus"
        assert {label for each in told.samples for label in each.labels} <= {*family.labels, "le"}
        assert len(told.samples) <= 40
    seconds = read["handbill_attempt_duration_seconds"].samples
    buckets = [each.value for each in seconds if each.name.endswith("_bucket")]
    assert buckets == sorted(buckets)
    assert buckets[0] == 20
    assert buckets[-2:] == [29, 30]
    assert [each.value for each in seconds if not each.name.endswith("_bucket")] == [40.4, 30]


def test_what_gateways_did_is_counted_by_outcome_and_only_grows(client, sessions, busy):
    first = values(client.get("/metrics").text)
    attempts = 'handbill_attempts_total{gateway="phone",country="IT",outcome="%s"}'
    assert (first[attempts % "accepted"], first[attempts % "down"]) == (30, 2)
    assert first['handbill_reported_failures_total{gateway="phone",country="IT",failure="blocked"}'] == 3
    assert first['handbill_parts_total{gateway="phone",country="IT"}'] == 40
    with sessions.begin() as session:
        tallies.forget(session, busy + timedelta(days=1))
    second = values(client.get("/metrics").text)
    assert {name: n for name, n in second.items() if "_total" in name} == {
        name: n for name, n in first.items() if "_total" in name
    }


def test_a_circuit_is_told_while_its_worker_lives(client, sessions, busy):
    found = values(client.get("/metrics").text)
    assert found['handbill_circuit_state{gateway="phone"}'] == 2
    assert found['handbill_circuits_open{gateway="phone"}'] == 1
    assert found["handbill_workers"] == 1
    with sessions.begin() as session:
        heartbeats.beat_of(session, "a", busy - timedelta(seconds=20))
    found = values(client.get("/metrics").text)
    assert found['handbill_circuit_state{gateway="phone"}'] == found["handbill_workers"] == 0


def test_parts_are_priced_where_a_price_is_set(settings, build, busy):
    prices = {"IT": (Decimal("0.0450"), "EUR")}
    client = build(replace(settings, prices=prices)).test_client()
    assert values(client.get("/metrics").text)['handbill_cost{currency="EUR"}'] == 1.8


def test_what_stands_in_a_label_is_escaped():
    family = Family("a", "gauge", "A.", ("b",))
    assert family.of({('\\"\n',): 1}).endswith('a{b="\\\\\\"\\n"} 1\n')


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
