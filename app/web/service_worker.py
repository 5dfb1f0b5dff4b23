"""Service workers: scripts that keep pages on a device for when its line is down."""

from __future__ import annotations

from pathlib import Path

from flask import Response, request

STATIC = Path(__file__).resolve().parents[2] / "static"
# A worker lives by the policy of its own file, not by that of the page: without connect-src it could fetch nothing.
HEADERS = {"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'none'; connect-src 'self'"}


def read(name: str) -> bytes:
    """The script of this name."""
    return (STATIC / name).read_bytes()


def answer(script: bytes, **headers: str) -> Response:
    """The script, for the address below which it may answer; asked for anew each time, and sent if it is another."""
    response = Response(script, mimetype="text/javascript", headers={**HEADERS, **headers})
    response.add_etag()
    response.make_conditional(request)
    return response
