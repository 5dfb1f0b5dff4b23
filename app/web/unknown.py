"""A sheet that we do not know: no brand, black ink, and a field to type it once more."""

from __future__ import annotations

from flask import Response, make_response, render_template

from app.web.errors import page_language
from app.web.parts import parts
from app.web.style import policy, style_of

MOST_LETTERS = 12  # of what was typed, shown again


def unknown(typed: str, status: int = 404, what: str = "sheet") -> Response:
    """The page that asks what the sheet says, or for the whole link of a text, a coupon or preferences.

    `typed` is shown as far as ids are long.
    """
    style = style_of(None)
    page = render_template(
        "visitor/unknown.html",
        say=page_language(),
        style=style,
        what=what if status == 404 else "",
        typed=typed[:MOST_LETTERS],
        host=parts().settings.host,
        others=(),
    )
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = policy(style)
    response.headers["Vary"] = "Accept-Language"
    return response
