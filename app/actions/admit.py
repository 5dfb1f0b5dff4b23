"""Lets tills in, by a link that opens once or by a token, and shuts them out again. Tokens are the edge's dice."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.store import Session, access, desks

LINK_OPENS = timedelta(hours=24)


def admit(session: Session, till: int, token: str, now: datetime) -> str:
    """The path that signs one browser in as the till, once, within LINK_OPENS; a till that was shut out is back."""
    desks.readmit(session, till)
    access.add_pass(session, token, kind="link", till=till, expires_at=now + LINK_OPENS, now=now)
    return f"/till/in/{token}"
