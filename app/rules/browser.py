"""What a browser is called, so that staff know one device from another: "Chrome, Android"."""

from __future__ import annotations

# The first that stands in the text is it: browsers name those they want to be taken for after their own name
# (RFC 9110 section 10.1.5).
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser(user_agent: str) -> str | None:
    """The browser and the system of a User-Agent header, as far as they are known; never more of it than that."""
    names = [next((name for sign, name in known if sign in user_agent), None) for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name) or None
