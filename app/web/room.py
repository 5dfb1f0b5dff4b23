"""What every page for staff has around its middle: who is signed in, which room this is, what waits to be read."""

from __future__ import annotations

from datetime import UTC, tzinfo

from app.actions.settle import KEPT
from app.rules.words import Say
from app.store import alarms, incoming
from app.web import access, errors
from app.web.parts import now, parts


def local_zone() -> tzinfo:
    """The zone of the first campaign: where staff live, as a rule."""
    first = next(iter(parts().campaigns.shelf.campaigns.values()), None)
    return first.zone if first else UTC


def around(room: str, say: Say | None = None) -> dict[str, object]:
    """The values of staff/base.html; room is the name of the page's folder, such as "messages" or "webhooks"."""
    with parts().sessions.read() as session:
        unclear = incoming.count_unclear(session, since=now() - KEPT)
        alarmed = sum(alarms.count_open(session).values())
    return {
        "say": say or errors.page_language(),
        "member": access.current_member(),
        "simulated": parts().settings.simulated,
        "room": room,
        "webhooks_wanted": bool(parts().means.wanted),
        "unclear": unclear,
        "alarmed": alarmed,
    }
