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
from app.rules.stock import Gone
from app.store.visits import Scan
from app.web import visit
from app.web.face import Face, face, language_of
from app.web.page import kind_page, live_page
from app.web.parts import now, parts
from app.web.press import HOLE, Sheet, cut

PRESS = "handbill.press"
KIND_PAGE = timedelta(minutes=1)
MOST_KEPT = 1000
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
    """A printed page, and until when it is right."""

    sheet: Sheet
    until: datetime


Key = tuple[str, str, str | None, Gone | None]  # campaign, language, tier, what is gone


@dataclass
class Press:
    """The pages that this process has printed from the campaigns in force, by all that makes them differ."""

    shelf: Shelf | None = None
    kept: dict[Key, Kept] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)


def set_up(state: BlueprintSetupState) -> None:
    """Gives the application its press."""
    state.app.extensions[PRESS] = Press()


def landing(campaign: Campaign, placement: str, friend: int = 0) -> Response:
    """The answer to a scan: the page as it is printed, with a fresh visit's token, and one more on the count.

    `friend` is the coupon whose owner passed the way on.
    """
    joined, at = parts(), now()
    language = language_of(campaign)
    sheet = _printed(campaign, placement, language, at)
    _count(campaign, placement, at)
    token = visit.write(open_visit(joined.means.dice), campaign, placement, language, friend).encode()
    headers = {**HEADERS, "Content-Security-Policy": sheet.policy}
    if "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", ""):
        return Printed(sheet.gzip(token), {**headers, "Content-Encoding": "gzip"})
    return Printed(sheet.plain(token), headers)


def _printed(campaign: Campaign, placement: str, language: str, at: datetime) -> Sheet:
    press: Press = current_app.extensions[PRESS]
    joined = parts()
    if press.shelf is not joined.campaigns.shelf:
        press.shelf, press.kept = joined.campaigns.shelf, {}
    spot = campaign.placement(placement) if campaign.offer.tiers and placement else None
    gone = joined.stock.gone(campaign, placement, at)
    key = campaign.id, language, spot.tier if spot else None, gone
    kept = press.kept.get(key)
    if kept is None or at >= kept.until:
        with press.turn:  # a crowd before a fresh page waits for one print instead of making one each
            kept = press.kept.get(key)
            if kept is None or at >= kept.until:
                if len(press.kept) >= MOST_KEPT:
                    press.kept.clear()
                kept = press.kept[key] = _print(face(campaign, language, tier=key[2]), gone, at)
    return kept.sheet


def _print(shown: Face, gone: Gone | None, at: datetime) -> Kept:
    """The page; one that looks around what else is on is looked at again in a minute."""
    campaign = shown.campaign
    state = campaign.state(at)
    if state == "live" and gone is None:
        page = live_page(shown, HOLE, None)
    else:
        page = kind_page(shown, at, token=HOLE, gone=gone if state == "live" else None)
    until = campaign.ends if state == "live" and gone is None else at + KIND_PAGE
    return Kept(cut(page.text, page.policy), min(until, campaign.starts) if state == "early" else until)


def _count(campaign: Campaign, placement: str, at: datetime) -> None:
    """One more scan, unless the page was opened from itself, as when its language is changed."""
    headers = request.environ
    if headers.get("HTTP_SEC_FETCH_SITE") == "same-origin":
        return
    robot = is_robot(headers.get("HTTP_USER_AGENT", ""), visit.purpose(), headers["REQUEST_METHOD"])
    parts().counter.count(Scan(campaign.id, placement, at, robot))
