"""Where the handbill that `run` started is to be found, so that other commands print links that open.

`run` leaves its address in the data folder and takes it away when it ends. One that was killed leaves it lying
there, so whoever reads it knocks first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from app.settings import Settings

FILE = "address"
PATIENCE_S = 2.0


@contextmanager
def at(settings: Settings, listens: str) -> Iterator[None]:
    """While this lasts, other commands find the base URL of these settings, which `listens` (an http URL) answers."""
    path = settings.data / FILE
    with suppress(OSError):  # a full disk costs others a link, and does not keep handbill from running
        path.write_text(f"{settings.base_url}\n{listens}\n", "utf-8")
    try:
        yield
    finally:
        if _written(path) == (settings.base_url, listens):  # else a later `run` has moved in
            with suppress(OSError):
                path.unlink()


def found(settings: Settings) -> Settings:
    """The settings with the address of the handbill that runs on their data; a base URL that was set stays."""
    if settings.base_url_chosen:
        return settings
    base_url, listens = _written(settings.data / FILE)
    return replace(settings, base_url=base_url) if base_url and answers(listens, PATIENCE_S) else settings


def answers(listens: str, patience_s: float) -> bool:
    """Whether a handbill can be opened there by now."""
    from http.client import HTTPConnection, HTTPException  # with what it brings a tenth of `handbill qr`

    url = urlsplit(listens)
    try:
        with closing(HTTPConnection(url.hostname or "", url.port, timeout=patience_s)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
    except (OSError, HTTPException, ValueError):
        return False


def _written(path: Path) -> tuple[str, str]:
    """(base URL, where it listens); empty where nothing stands."""
    try:
        base_url, listens = path.read_text("utf-8").split()
    except (OSError, ValueError):
        return "", ""
    return base_url, listens
