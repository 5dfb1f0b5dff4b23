"""The API for tills, held against its own document: whatever comes, no answer is ours by mistake or unforeseen.

Schemathesis makes requests out of the document, as it says and as it does not; each call is asked by whoever has no
token, a wrong one, a till's, and one of a till that was shut out. `make fuzz` asks two thousand times as each of them.
"""

from __future__ import annotations

import itertools
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as how
from hypothesis import strategies as some
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.rules.coupon import write_code
from app.settings import Settings
from app.store import Sessions, Sql
from tests import make
from tests.conftest import DATABASES, KEYS

TIMES = int(os.environ.get("HANDBILL_FUZZ", "11"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CALLERS = {
    "nobody": {},
    "a stranger": {"Authorization": "Bearer of-nobody"},
    "a till": {"Authorization": "Bearer token-of-till-1"},
    "a till that was shut out": {"Authorization": "Bearer token-of-till-2"},
}
CALLS = [
    ("POST", "/redemptions"),
    ("GET", "/redemptions"),
    ("HEAD", "/redemptions"),
    ("OPTIONS", "/redemptions"),
    ("POST", "/redemptions/{id}/reversal"),
    ("OPTIONS", "/redemptions/{id}/reversal"),
    ("GET", "/coupons/{code}"),
    ("HEAD", "/coupons/{code}"),
    ("OPTIONS", "/coupons/{code}"),
    *((method, path) for path in ("/keys", "/offers", "/spent") for method in ("GET", "HEAD", "OPTIONS")),
    ("POST", "/redemptions/happened"),
    ("OPTIONS", "/redemptions/happened"),
    ("GET", "/openapi.json"),
    ("HEAD", "/openapi.json"),
    ("OPTIONS", "/openapi.json"),
]
NO_METHODS = ["PUT", "PATCH", "DELETE", "TRACE", "BREW"]


@dataclass
class Api:
    """A handbill with coupons to spend and redemptions to undo."""

    app: Flask
    schema: Any
    codes: list[str]
    ids: list[str]
    dice: random.Random = field(default_factory=lambda: random.Random(7))


@pytest.fixture(params=DATABASES if "HANDBILL_FUZZ" in os.environ else ["postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The stricter of the two is enough for every day: it refuses texts that SQLite takes."""
    return str(request.param)


@pytest.fixture
def api(settings: Settings, sessions: Sessions, build: Callable[[Settings], Flask]) -> Api:
    at = datetime.now(UTC)
    with sessions.begin() as session:
        till = make.till(session, name="Till 1", token="token-of-till-1", now=at)
        out = make.till(session, name="Till 2", token="token-of-till-2", now=at)
        session.run(Sql("UPDATE tills SET revoked_at = 0 WHERE id = :id"), id=out)
        fresh = [make.coupon(session, issued_at=at - timedelta(hours=1)) for _ in range(20)]
        for _ in range(5):
            make.coupon(session, issued_at=at - timedelta(hours=1), spent_at=at, till=till)
        ids = [row[0] for row in session.run(Sql("SELECT id FROM redemptions")).fetchall()]
    app = build(replace(settings, limits=False))
    codes = [write_code(one.serial, KEYS) for one in fresh]
    return Api(app, schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app), codes, ids)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_whatever_comes_the_answer_is_foreseen(
    api: Api, method: str, path: str, record_property: Callable[[str, str], None]
) -> None:
    operation = api.schema[path][method]
    made = some.one_of(*(operation.as_strategy(generation_mode=mode) for mode in _modes(operation)))
    told = [
        f"{caller}: {sum(statuses.values())} ({', '.join(f'{n} x {s}' for s, n in sorted(statuses.items()))})"
        for caller, statuses in asked(api, made).items()
    ]
    record_property("terminal", f"{method} {path} | {' | '.join(told)}")


def asked(api: Api, made: Any) -> dict[str, Counter[int]]:
    """The statuses of TIMES answers to each caller, who all ask the same, each held against the document.

    What takes time is to think of something to ask: it is asked by everybody.
    """
    statuses: dict[str, Counter[int]] = {caller: Counter() for caller in CALLERS}

    @seed(7)
    @how(
        max_examples=TIMES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=made)
    def ask(case: Case) -> None:
        season(api, case)
        thought_of = {**(case.headers or {})}
        for caller, headers in CALLERS.items():
            case.headers = {**thought_of, **headers}
            if not headers:
                case.headers.pop("Authorization", None)
            answer = case.call()
            case.validate_response(answer, checks=CHECKS)
            statuses[caller][answer.status_code] += 1

    ask()
    return statuses


def season(api: Api, case: Case) -> None:
    """Now and then there is a coupon of ours, or a redemption, in place of what was made up."""
    if api.dice.random() < 0.5:
        return
    for said in _said(case.body):
        said["code"] = api.dice.choice(api.codes)
    if "code" in (case.path_parameters or {}):
        case.path_parameters["code"] = api.dice.choice(api.codes)
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = api.dice.choice(api.ids)


def test_every_call_of_the_document_is_among_those_that_are_asked(api: Api) -> None:
    document = api.app.test_client().get("/api/v1/openapi.json").get_json()
    known = {(method.upper(), path) for path, calls in document["paths"].items() for method in calls}
    assert known == set(CALLS)


def test_a_method_that_an_address_does_not_know_is_told_which_it_does(api: Api) -> None:
    client, paths = api.app.test_client(), [path.replace("{", "").replace("}", "") for _, path in CALLS]
    for path, method, headers in itertools.product(paths, NO_METHODS, CALLERS.values()):
        answer = client.open(f"/api/v1{path}", method=method, headers=headers)
        assert (answer.status_code, answer.mimetype) == (405, "application/problem+json"), (method, path)
        assert answer.get_json(force=True)["error"]["code"] == "method_not_allowed"
        assert "OPTIONS" in answer.headers["Allow"]


def test_where_there_is_nothing_the_answer_is_an_error_like_all_others(api: Api) -> None:
    client, paths = (
        api.app.test_client(),
        ["", "/", "/redemption", "/redemptions/", "/coupons/", "/redemptions/r1", "/%00"],
    )
    for path, headers in itertools.product(paths, CALLERS.values()):
        answer = client.get(f"/api/v1{path}", headers=headers)
        assert (answer.status_code, answer.get_json(force=True)["error"]["code"]) == (404, "not_found"), path


def _said(body: Any) -> list[dict[str, Any]]:
    """The body, or what it lists, where that holds a code."""
    listed = body.get("given") if isinstance(body, dict) else None
    return [each for each in [body, *(listed if isinstance(listed, list) else [])] if _holds_code(each)]


def _holds_code(said: Any) -> bool:
    return isinstance(said, dict) and "code" in said


def _modes(operation: Any) -> list[GenerationMode]:
    """As the document says, and as it does not, where there is anything to say."""
    said = operation.body or operation.query or operation.headers
    return list(GenerationMode) if said else [GenerationMode.POSITIVE]
