"""A database that is away: pages say when to come back, nothing is half done, and all goes on by itself."""

from dataclasses import replace

from tests import make


def test_a_server_that_starts_while_the_database_is_away_asks_for_patience(build, settings, tmp_path):
    away = replace(settings, database_url=f"sqlite:///{tmp_path / 'no such folder' / 'handbill.db'}")
    client = build(away).test_client()
    answer = client.get(f"/{make.PLACEMENT}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
