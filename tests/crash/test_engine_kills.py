"""The same kills where jobs of an engine tell workers that texts wait.

`make torture` kills as often as without one, and by each kind of provider.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.means import engine_of
from app.settings import Settings
from app.store import Sessions
from tests.crash.test_kills import killed

KILLS = int(os.environ.get("KILLS", "2"))
TEXTS = int(os.environ.get("TEXTS", "40"))
GATEWAYS = ["twilio", "android"] if "KILLS" in os.environ else ["twilio"]


@pytest.fixture
def database_url(prepared_url: str) -> str:
    return prepared_url


@pytest.mark.parametrize("gateway", GATEWAYS)
@pytest.mark.parametrize("engine", ["procrastinate", "celery"])
def test_killed_with_a_job_at_hand_no_text_is_lost_and_none_is_doubled(
    settings: Settings, tmp_path: Path, engine: str, gateway: str
) -> None:
    broker = tmp_path / "broker"
    broker.mkdir()
    way = replace(settings, engine=engine, broker_url=f"filesystem://{broker}")
    with closing(engine_of(way)) as rung, closing(Sessions(way.database_url, way.secret_keys, rung.rings)) as sessions:
        killed(way, sessions, tmp_path / "journal", gateway, KILLS, TEXTS)
