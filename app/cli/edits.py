"""What `handbill run` says when a campaign file changes: a line for each thing, said by it alone for all its parts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from app.cli.terminal import bold, echo, error, good, warning
from app.rules.news import News
from app.store import StoreUnavailable
from app.store.campaigns import Campaigns

LOOK_S = 1.0

log = logging.getLogger(__name__)


def follow(campaigns: Campaigns, stop: threading.Event) -> threading.Thread:
    """The thread that tells of edits until `stop`."""

    def look() -> None:
        while not stop.wait(LOOK_S):
            try:
                found = campaigns.refresh()
                for each in found:
                    echo(told(each))
                log_bugs(found)
            except (OSError, StoreUnavailable):
                continue  # the parts, which wait for it too, say so
            except Exception:
                log.exception("a bug: edits of campaign files are not told")

    thread = threading.Thread(target=look, name="edits", daemon=True)
    thread.start()
    return thread


def told(each: News) -> str:
    """How a person reads it."""
    sign = {"good": good(), "warning": warning("!"), "error": error("✗")}[each.kind]
    return f"{sign} {bold(each.campaign)}  {each.says}"


def log_bugs(found: Sequence[News]) -> None:
    """Writes down where our own bugs stand."""
    for each in found:
        if each.bug:
            log.error("a bug, brought to light by campaign %s", each.campaign, exc_info=each.bug)
