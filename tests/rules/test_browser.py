"""What a browser is called in the list of a till's devices."""

import pytest

from app.rules.browser import browser

CHROME = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (CHROME, "Chrome, Android"),
        (f"{CHROME} Edg/126.0", "Edge, Android"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1", "Safari, iPad"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_a_browser_is_called_by_its_name_and_system(said: str, name: str | None) -> None:
    assert browser(said) == name
