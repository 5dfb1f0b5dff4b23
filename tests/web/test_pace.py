"""A till may ask often, but not without end; each answer says how often still."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.web.pace import MOST_TILLS, Paces
from tests import make

TOKEN, OTHER = {"Authorization": "Bearer token-1"}, {"Authorization": "Bearer token-2"}


class Clock:
    """Stands until it is moved on."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_so_many_in_a_minute_and_then_so_many_more() -> None:
    clock = Clock()
    paces = Paces(3, clock)
    taken = [paces.take(1) for _ in range(5)]
    assert [each.is_within for each in taken] == [True, True, True, False, False]
    assert [each.remaining for each in taken] == [2, 1, 0, 0, 0]
    assert {each.reset_s for each in taken} == {60}
    clock.at += 59.5
    assert paces.take(1).reset_s == 1
    assert not paces.take(1).is_within
    clock.at += 0.5
    assert paces.take(1).is_within


def test_tills_count_apart_and_the_memory_of_them_ends() -> None:
    paces = Paces(1, Clock())
    assert all(paces.take(till).is_within for till in range(MOST_TILLS))
    assert not paces.take(0).is_within
    assert paces.take(MOST_TILLS).is_within
    assert paces.take(0).is_within


@pytest.fixture
def tills(sessions, now):
    with sessions.begin() as session:
        make.till(session, name="Till 1", token="token-1", now=now)
        make.till(session, name="Till 2", token="token-2", now=now)


def test_each_answer_tells_what_is_left_and_too_many_wait(settings, build, tills):
    client = build(replace(settings, api_a_minute=2)).test_client()
    first = client.get("/api/v1/redemptions", headers=TOKEN)
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("2", "1")
    assert first.headers["RateLimit-Policy"] == '"till";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"till";r=1;t=')
    refused_by_name = client.get("/api/v1/coupons/nonsense", headers=TOKEN)
    assert (refused_by_name.status_code, refused_by_name.headers["RateLimit-Remaining"]) == (404, "0")
    over = client.post("/api/v1/redemptions", json={"code": "x"}, headers=TOKEN)
    assert (over.status_code, over.get_json(force=True)["error"]["code"]) == (429, "rate_limited")
    assert 1 <= int(over.headers["Retry-After"]) <= 60
    assert over.headers["RateLimit-Reset"] == over.headers["Retry-After"]
    assert client.get("/api/v1/redemptions", headers=OTHER).status_code == 200
    assert "RateLimit-Limit" not in client.get("/api/v1/redemptions").headers, "a stranger learns of no limit"
    assert client.get("/api/v1/openapi.json").status_code == 200


@pytest.mark.parametrize("path", ["keys", "offers", "spent", "redemptions/happened"])
def test_the_calls_of_tills_without_a_line_count_with_all_others(settings, build, tills, path):
    client = build(replace(settings, api_a_minute=1)).test_client()
    assert client.get("/api/v1/redemptions", headers=TOKEN).status_code == 200
    over = client.open(f"/api/v1/{path}", method="POST" if "happened" in path else "GET", headers=TOKEN)
    assert (over.status_code, over.get_json(force=True)["error"]["code"]) == (429, "rate_limited")
    assert int(over.headers["Retry-After"]) == int(over.headers["RateLimit-Reset"])


def test_without_limits_nobody_is_slowed_down(settings, build, tills):
    client = build(replace(settings, api_a_minute=1, limits=False)).test_client()
    answers = [client.get("/api/v1/redemptions", headers=TOKEN) for _ in range(3)]
    assert {each.status_code for each in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers
