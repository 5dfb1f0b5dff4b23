"""The answer to a scan: a page printed once for each release, language and state, with a fresh visit's token in it.

Nothing is drawn, read or written on the way: the press keeps the pages, and the counter takes the scan along.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, request
from flask.blueprints import BlueprintSetupState

from app.actions.visit import open_visit
from app.rules.campaign import Campaign
from app.rules.robot import is_robot
from app.rules.shelf import Shelf
from app.store.visits import Scan
from app.web import visit
from app.web.face import Face, face, language_of
from app.web.page import kind_page, live_page, state_of
from app.web.parts import now, parts
from app.web.press import HOLE, Sheet, cut

PRESS = "handbill.press"
KIND_PAGE = timedelta(minutes=1)
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Accept-Encoding",
}


class Printed(Response):
    """A page that is ready as it is: its bytes and headers are known, and nothing is worked out for each scan.

    It is sent as it was made; what is set on it as on other responses does not count.
    """

    def __init__(self, page: bytes, headers: Mapping[str, str]) -> None:
        super().__init__()
        self._page = page
        self._pairs = [*headers.items(), ("Content-Length", str(len(page)))]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", self._pairs)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self._page]


@dataclass(frozen=True)
class Kept:
    """A printed page, and how long it is right: until then, and while as many coupons are gone."""

    sheet: Sheet
    until: datetime
    gone: datetime | None

    def is_right(self, at: datetime, gone: datetime | None) -> bool:
        """Whether it may still be shown."""
        return at < self.until and gone == self.gone


@dataclass
class Press:
    """The pages that this process has printed from the campaigns in force, by campaign and language."""

    shelf: Shelf | None = None
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)


def set_up(state: BlueprintSetupState) -> None:
    """Gives the application its press."""
    state.app.extensions[PRESS] = Press()


def landing(campaign: Campaign, placement: str) -> Response:
    """The answer to a scan: the page as it is printed, with a fresh visit's token, and one more on the count."""
    joined, at = parts(), now()
    language = language_of(campaign)
    sheet = _printed(campaign, language, at)
    _count(campaign, placement, at)
    token = visit.write(open_visit(joined.means.dice), campaign, placement, language).encode()
    headers = {**HEADERS, "Content-Security-Policy": sheet.policy}
    if "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", ""):
        return Printed(sheet.gzip(token), {**headers, "Content-Encoding": "gzip"})
    return Printed(sheet.plain(token), headers)


def _printed(campaign: Campaign, language: str, at: datetime) -> Sheet:
    press: Press = current_app.extensions[PRESS]
    joined = parts()
    if press.shelf is not joined.campaigns.shelf:
        press.shelf, press.kept = joined.campaigns.shelf, {}
    gone = joined.stock.gone_since(campaign.id)
    kept = press.kept.get((campaign.id, language))
    if kept is None or not kept.is_right(at, gone):
        with press.turn:  # a crowd before a fresh page waits for one print instead of making one each
            kept = press.kept.get((campaign.id, language))
            if kept is None or not kept.is_right(at, gone):
                kept = press.kept[campaign.id, language] = Kept(*_print(face(campaign, language), at), gone)
    return kept.sheet


def _print(shown: Face, at: datetime) -> tuple[Sheet, datetime]:
    """The page, and until when it is right: one that looks around what else is on is looked at again in a minute."""
    state, campaign = state_of(shown.campaign, at), shown.campaign
    page = live_page(shown, HOLE, None) if state == "live" else kind_page(shown, at)
    until = campaign.ends if state == "live" else at + KIND_PAGE
    return cut(page.text, page.policy), min(until, campaign.starts) if state == "early" else until


def _count(campaign: Campaign, placement: str, at: datetime) -> None:
    """One more scan, unless the page was opened from itself, as when its language is changed."""
    headers = request.environ
    if headers.get("HTTP_SEC_FETCH_SITE") == "same-origin":
        return
    purpose = headers.get("HTTP_SEC_PURPOSE") or headers.get("HTTP_PURPOSE") or headers.get("HTTP_X_MOZ") or ""
    robot = is_robot(headers.get("HTTP_USER_AGENT", ""), purpose, headers["REQUEST_METHOD"])
    parts().counter.count(Scan(campaign.id, placement, at, robot))
