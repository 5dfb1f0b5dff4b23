"""Whether a form was sent from a page of ours; what stands between a signed-in browser and a stranger's page."""

from __future__ import annotations

from flask import abort, request

from app.web.parts import parts


def is_ours() -> bool:
    """Whether the browser says that one of our own pages sent this form; silence is a no.

    Browsers tell it by Sec-Fetch-Site (W3C Fetch Metadata) on https and loopback, and by Origin
    everywhere, if the page's Referrer-Policy lets them: such pages send `same-origin`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    return request.headers.get("Origin") == parts().settings.base_url


def only_ours() -> None:
    """Ends the request unless a page of ours sent the form."""
    if not is_ours():
        abort(403)
