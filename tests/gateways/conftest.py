"""Nothing here leaves this machine: SNS is asked for its certificate by one function, which the tests answer."""

import pytest

from app.gateways import aws
from tests.gateways.aws import sns


@pytest.fixture(autouse=True)
def asked_of_sns(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The addresses that SNS was asked at."""
    asked: list[tuple[str, str]] = []

    def fetch(origin: str, path: str) -> bytes:
        asked.append((origin, path))
        return sns.fetch(origin, path)

    monkeypatch.setattr(aws, "fetch", fetch)
    return asked
