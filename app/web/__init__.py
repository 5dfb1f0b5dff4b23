"""The web: one file an audience, and around all of them what every answer has in common.

A request must name our host and be small; a database that is away is a 503
that says when to come back.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.routing import IntegerConverter, Map

from app.actions.tell import Offers
from app.log import set_up
from app.means import engine_of, gateways_of, means_of
from app.settings import Settings
from app.store import LARGEST_KEY, Sessions, StoreUnavailable, law, words
from app.store.campaigns import Campaigns
from app.wallets.pocket import pocket
from app.web import (
    coupon,
    coupon_live,
    denial,
    errors,
    follow,
    hooks,
    number,
    operator,
    phone,
    picture,
    preference_entry,
    preferences,
    share,
    staff,
    terms,
    till,
    till_api,
    till_api_offline,
    till_install,
    till_keys,
    till_offline,
    visitor,
    waiting,
    wallet,
    well_known,
)
from app.web.headers import dressed
from app.web.later import Later
from app.web.parts import Counter, Parts, Stock, parts

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 64 * 1024
REFRESH_S = 1.0
STATIC_S = 3600
ANY_HOST = {"/healthz", "/readyz", "/metrics"}  # asked from beside us, where our name is not known

log = logging.getLogger(__name__)


class Application(Flask):
    """Flask, whose views are all ordinary functions: nobody asks of each, at each request, whether it is one."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


class Number(IntegerConverter):
    """A number in an address, at most the largest that a database keeps: nothing has a larger one."""

    def __init__(self, map: Map, **given: Any) -> None:
        super().__init__(map, **{"max": LARGEST_KEY, **given})


def build(settings: Settings) -> Flask:
    """The web application for these settings, its threads running."""
    set_up()
    app = Application("app", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "app" / "templates"))
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_PARTS=50, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    app.config.update(SEND_FILE_MAX_AGE_DEFAULT=STATIC_S)
    app.url_map.converters["int"] = Number
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["handbill"] = join_parts(settings)
    app.before_request(_refuse_strangers)
    errors.handle(app)
    consumer = (
        visitor,
        number,
        waiting,
        coupon,
        coupon_live,
        share,
        wallet,
        preference_entry,
        preferences,
        denial,
        follow,
        terms,
        picture,
        well_known,
    )
    for room in (
        till,
        till_install,
        till_keys,
        till_offline,
        till_api,
        till_api_offline,
        staff,
        hooks,
        operator,
        *([phone] if settings.simulated else []),
        *consumer,
    ):
        app.register_blueprint(room.views)
    app.wsgi_app = dressed(app.wsgi_app, secure=settings.base_url.startswith("https:"))  # type: ignore[assignment, method-assign]
    start(app.extensions["handbill"])
    return app


def join_parts(settings: Settings) -> Parts:
    """The parts of one process, with the campaigns read and nothing running yet."""
    engine = engine_of(settings)
    sessions = Sessions(settings.database_url, settings.secret_keys, engine.rings)
    says = words.load()
    campaigns = Campaigns(sessions, settings.campaigns, says)
    return Parts(
        settings=settings,
        engine=engine,
        sessions=sessions,
        campaigns=campaigns,
        says=says,
        gateways=gateways_of(settings),
        means=means_of(settings, says, law.load(settings.law)),
        offers=Offers(sessions.begin, campaigns.get),
        counter=Counter(sessions, durable=settings.durable_scans),
        stock=Stock(sessions, campaigns),
        later=Later(),
        pocket=pocket(settings.wallets, datetime.now(UTC)),
    )


def start(joined: Parts) -> None:
    """Reads the campaigns and starts the threads that keep them, the stock and the scans up to date."""
    refresh(joined)
    threads = [joined.counter.watch(joined.stop), joined.later.watch(joined.stop)]

    def keep_fresh() -> None:
        while not joined.stop.wait(REFRESH_S):
            try:
                refresh(joined)
            except Exception:  # without this thread no edit would ever count again, and nobody would know
                log.exception("a bug: campaigns and stock stay as they were")

    threading.Thread(target=keep_fresh, name="refresh", daemon=True).start()

    def finish() -> None:
        joined.stop.set()
        for thread in threads:
            thread.join(timeout=5)
        joined.engine.close()
        joined.sessions.close()

    # A forked server process ends without atexit; multiprocessing runs this in every kind of process.
    Finalize(None, finish, exitpriority=0)


def refresh(joined: Parts) -> None:
    """Looks for new campaigns, empty stocks, webhooks and what is held back; without a database all stays as it was."""
    try:
        joined.campaigns.refresh()
        joined.stock.refresh()
        with joined.sessions.read() as session:
            joined.means.wanted.look(session)
            if joined.means.limits:
                joined.means.shield.look(session, datetime.now(UTC))
    except (OSError, StoreUnavailable) as error:
        log.warning("campaigns and stock stay as they were: %s", error)


def _refuse_strangers() -> Response | None:
    settings, environ = parts().settings, request.environ
    # The header as it came, before anything is read into it: for nearly all requests that is enough.
    if environ.get("HTTP_HOST") != settings.host and request.host != settings.host and request.path not in ANY_HOST:
        return errors.answer(400, "wrong_host", f"This is {settings.base_url}. The request named another host.")
    if (
        "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "")
        and request.method in {"POST", "PUT"}
        and request.content_length is None
    ):
        return errors.answer(411, "length_required", "Send the body's length with it.")
    return None
