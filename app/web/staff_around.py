"""What every page for staff has around its middle, and what every form of theirs is asked first."""

from __future__ import annotations

from flask import abort

from app.rules.words import Say
from app.web import access, errors, origin
from app.web.parts import parts


def around(room: str, say: Say | None = None) -> dict[str, object]:
    """The bar on top, with the room that is open."""
    return {
        "say": say or errors.page_language(),
        "member": access.current_member(),
        "simulated": parts().settings.simulated,
        "room": room,
    }


def only_ours() -> None:
    """Ends the request unless a page of ours sent the form."""
    if not origin.is_ours():
        abort(403)
