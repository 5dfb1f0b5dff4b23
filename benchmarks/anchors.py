"""What the web routes are measured against: the least that a Flask application can do for the same visitor.

    page     renders a page of 6 kB from a Jinja template and touches no database
    claim    checks a number, then writes claim, consent and message with SQLAlchemy Core in one transaction
    redeem   one UPDATE … RETURNING on the bare driver, once only

ANCHOR chooses, ANCHOR_DATABASE is an SQLAlchemy URL. `prepare` makes the tables.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from base64 import b32encode
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest
from typing import Any

import sqlalchemy as sa
from flask import Flask, jsonify, request

CODES = 200_000
STYLE = "body{font:16px/1.5 system-ui;margin:0}main{max-width:30rem;margin:auto;padding:1rem}" * 25
TEMPLATE = """<!doctype html><html lang="{{ language }}"><meta charset="utf-8"><title>{{ offer.title }}</title>
<style>{{ style }}</style><main><h1>{{ offer.title }}</h1><p>{{ offer.text }}</p>
{% for step in steps %}<section><h2>{{ step.name }}</h2><p>{{ step.text }}</p><a href="{{ step.link }}">Open</a>
</section>
{% endfor %}<form method="post" action="/join"><input type="hidden" name="csrf_token" value="{{ token }}">
{% for box in boxes %}<label><input type="checkbox" name="{{ box.name }}">{{ box.text }}</label>{% endfor %}
<label>Your mobile number <input name="number" type="tel"></label><button>Text me the code</button></form></main>"""
VALUES: dict[str, Any] = {
    "language": "en",
    "style": STYLE,
    "offer": {"title": "A quarter off", "text": "Twenty-five percent off every cone & cup until Sunday. " * 4},
    "steps": [{"name": f"Network {n}", "text": "What one finds there. " * 14, "link": f"/go/{n}"} for n in range(6)],
    "boxes": [{"name": f"box{n}", "text": "One text with the code, to the number above. " * 3} for n in range(3)],
    "token": "x" * 60,
}

tables = sa.MetaData()
claims = sa.Table(
    "claims",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(20), index=True),
    sa.Column("code", sa.String(24), unique=True),
    sa.Column("at", sa.DateTime),
    sa.Column("redeemed_at", sa.DateTime),
)
consents = sa.Table(
    "consents",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(20), index=True),
    sa.Column("text", sa.String(200)),
    sa.Column("at", sa.DateTime),
)
outbox = sa.Table(
    "outbox",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(20)),
    sa.Column("body", sa.String(480)),
    sa.Column("state", sa.String(10), index=True),
    sa.Column("due", sa.DateTime),
)


def create() -> Flask:
    """The anchor that ANCHOR names."""
    return {"page": _page, "claim": _claim, "redeem": _redeem}[os.environ["ANCHOR"]]()


def prepare(url: str) -> None:
    """Makes the tables anew, with CODES codes to redeem."""
    engine = _engine(url)
    tables.drop_all(engine)
    tables.create_all(engine)
    rows = [
        {"number": "+393330000000", "code": f"C{n}", "at": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)}
        for n in range(CODES)
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(claims), rows)
    engine.dispose()


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _open(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def _page() -> Flask:
    app = Flask(__name__)
    template = app.jinja_env.from_string(TEMPLATE)

    @app.get("/page")
    def page() -> str:
        return template.render(VALUES)

    return app


def _claim() -> Flask:
    import phonenumbers

    app, engine = Flask(__name__), _engine(os.environ["ANCHOR_DATABASE"])
    add_claim, add_consent, add_message = sa.insert(claims), sa.insert(consents), sa.insert(outbox)

    @app.post("/claim")
    def claim() -> tuple[str, int]:
        typed = phonenumbers.parse(request.form["number"], "IT")
        if not phonenumbers.is_valid_number(typed):
            return "not a number", 422
        number = phonenumbers.format_number(typed, phonenumbers.PhoneNumberFormat.E164)
        now, chance = datetime.now(UTC).replace(tzinfo=None), os.urandom(6)
        code = b32encode(chance + digest(b"k" * 32, chance, sha256)[:4]).decode()
        with engine.begin() as connection:
            connection.execute(add_claim, {"number": number, "code": code, "at": now})
            connection.execute(add_consent, {"number": number, "text": "Text me this coupon", "at": now})
            connection.execute(
                add_message, {"number": number, "body": f"Your code: {code}", "state": "queued", "due": now}
            )
        return "on its way", 200

    return app


def _redeem() -> Flask:
    app, local, url = Flask(__name__), threading.local(), sa.make_url(os.environ["ANCHOR_DATABASE"])
    sqlite = url.get_backend_name() == "sqlite"
    statement = (
        "UPDATE claims SET redeemed_at = CURRENT_TIMESTAMP WHERE code = {} AND redeemed_at IS NULL RETURNING id"
    ).format("?" if sqlite else "%s")

    def connection() -> Any:
        if not hasattr(local, "connection"):
            if sqlite:
                local.connection = sqlite3.connect(url.database or "", timeout=30, isolation_level=None)
                local.connection.execute("PRAGMA synchronous=FULL")
            else:
                import psycopg

                plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
                local.connection = psycopg.connect(plain, autocommit=True)
        return local.connection

    @app.post("/redeem")
    def redeem() -> Any:
        code = request.form["code"]
        return jsonify(redeemed=bool(connection().execute(statement, (code,)).fetchall()), code=code)

    return app
