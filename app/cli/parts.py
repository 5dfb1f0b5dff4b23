"""What a command works with: settings, the store, the campaigns in force; or one clear line saying why not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click

from app import settings
from app.actions import Means
from app.cli import running
from app.engines import BadEngine, Engine
from app.gateways import BadGateway, Gateway
from app.means import engine_of, gateways_of, means_of
from app.rules.campaign import Campaign
from app.rules.law import BadChange, Book
from app.rules.phone import BadNumber, Number, problem, read_number
from app.rules.shelf import Shelf
from app.rules.words import Say
from app.settings import BadSettings, Settings
from app.store import Sessions, StoreUnavailable, law, make_engine, words
from app.store.campaigns import Campaigns
from app.store.migrate import is_current


class Unusable(click.ClickException):
    """Settings or arguments that nothing can be done with."""

    exit_code = 2


class NotWell(click.ClickException):
    """What the command looked at is not as it should be."""

    exit_code = 1


@dataclass(frozen=True)
class Parts:
    """The joined parts of one command."""

    settings: Settings
    sessions: Sessions
    says: Mapping[str, Say]
    shelf: Shelf
    means: Means

    def campaign(self, id: str) -> Campaign:
        """The campaign with this id. Raises Unusable."""
        found = self.shelf.campaigns.get(id)
        if found is None:
            known = ", ".join(sorted(self.shelf.campaigns)) or "none"
            raise Unusable(f"There is no campaign {id!r}. There is {known}.")
        return found

    def number(self, typed: str) -> Number:
        """The number a person typed, of a country where a campaign is. Raises Unusable."""
        countries = sorted({code for campaign in self.shelf.campaigns.values() for code in campaign.countries})
        if not countries:
            raise Unusable("There is no campaign, so nobody's numbers are accepted.")
        try:
            return read_number(typed, countries)
        except BadNumber as bad:
            raise Unusable(problem(self.says["en"], bad)) from bad


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises Unusable."""
    try:
        return settings.read(os.environ if environ is None else environ)
    except BadSettings as bad:
        raise Unusable(str(bad)) from bad


def read_law(chosen: Settings) -> Book:
    """The law as these settings have it. Raises Unusable."""
    try:
        return law.load(chosen.law)
    except BadChange as bad:
        raise Unusable(f"HANDBILL_LAW: {bad}") from bad


def read_gateways(chosen: Settings) -> dict[str, Gateway]:
    """The gateways that these settings name, by name. Raises Unusable."""
    try:
        return gateways_of(chosen)
    except BadGateway as bad:
        raise Unusable(str(bad)) from bad


def read_engine(chosen: Settings) -> Engine:
    """The engine that these settings name. Raises Unusable."""
    try:
        return engine_of(chosen)
    except BadEngine as bad:
        raise Unusable(str(bad)) from bad


def refuse_unready(chosen: Settings) -> None:
    """Raises Unusable, and NotWell where the database lacks what the engine needs; one that is away is waited for."""
    engine = read_engine(chosen)
    if chosen.engine == "embedded":  # needs nothing, and asks for no connection
        return
    database = make_engine(chosen.database_url)
    try:
        fault = engine.fault(database)
    except StoreUnavailable:
        return
    finally:
        database.dispose()
    if fault:
        raise NotWell(fault)


def current_settings() -> Settings:
    """The same, with the address of the handbill that runs here where none was set. Raises Unusable."""
    return running.found(read_settings())


@contextmanager
def opened() -> Iterator[Parts]:
    """The parts, joined for one command. Raises Unusable and NotWell."""
    chosen = current_settings()
    with opened_store(chosen) as sessions:
        says = words.load()
        campaigns = Campaigns(sessions, chosen.campaigns, says)
        campaigns.refresh()
        means = means_of(chosen, says, read_law(chosen))
        with sessions.read() as session:
            means.wanted.look(session)
        yield Parts(chosen, sessions, says, campaigns.shelf, means)


@contextmanager
def opened_store(chosen: Settings) -> Iterator[Sessions]:
    """Transactions on the database of these settings, which has to be of this release. Raises Unusable and NotWell."""
    engine = read_engine(chosen)
    sessions = Sessions(chosen.database_url, chosen.secret_keys, engine.rings)
    driver: Any = sessions.engine.dialect.dbapi
    try:
        yield sessions
    except StoreUnavailable as error:
        raise NotWell(f"The database is not to be had: {error}") from error
    except driver.Error as error:  # most likely a table that is not there yet
        if is_current(sessions.engine):
            raise
        raise NotWell("The database is not of this release yet. Next: handbill migrate") from error
    finally:
        engine.close()
        sessions.close()


def now() -> datetime:
    """The moment, aware and in UTC."""
    return datetime.now(UTC)
