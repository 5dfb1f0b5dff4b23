"""What browsers and robots ask for by themselves, and what is said of how long answers may be kept."""

import pytest

from tests.web.visiting import count, parts_of


@pytest.mark.parametrize(
    "address",
    [
        "/favicon.ico",
        "/apple-touch-icon.png",
        "/apple-touch-icon-precomposed.png",
        "/apple-touch-icon-120x120.png",
        "/apple-touch-icon-120x120-precomposed.png",
    ],
)
def test_every_browser_gets_an_icon_and_it_is_no_scan(client, sessions, address):
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    parts_of(client).counter.flush()
    assert count(sessions, "scans") == 0


def test_robots_are_kept_from_what_is_somebodys_own(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    rules = answer.text.splitlines()
    assert rules[0] == "User-agent: *"
    assert {"Disallow: /k/", "Disallow: /l/", "Disallow: /p/", "Disallow: /c/*/", "Disallow: /c/*?v="} <= set(rules)
    assert "Disallow: /" not in rules


def test_what_is_not_there_is_not_kept_by_caches(client):
    there, not_there = client.get("/static/icon.svg", buffered=True), client.get("/static/icon.gif")
    assert (there.status_code, there.headers["Cache-Control"]) == (200, "public, max-age=3600")
    assert (not_there.status_code, not_there.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize("address", ["/", "/static/icon.svg", "/staff/in", "/api/docs", "/healthz", "/nobody"])
def test_no_page_but_the_tills_may_use_the_camera(client, address):
    assert "camera=()" in client.get(address, buffered=True).headers["Permissions-Policy"]
