"""The store: engine, sessions, moments, and all that differs between SQLite and PostgreSQL.

Tables stand beside the statements that use them, in this room's other files.
A statement is plain SQL that both databases understand, written once as Sql and
handed to the driver as it is: SQLAlchemy compiles nothing on the way of a scan,
a join or a redemption. SQLAlchemy opens the connections and declares the tables.

Moments are whole microseconds since 1970 in UTC: both databases compare and
sort them alike, and no zone can creep in. Callers see aware datetimes only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from app.store.bus import StoreUnavailable as StoreUnavailable
from app.store.connections import Connections
from app.store.sql import Act as Act
from app.store.sql import Many as Many
from app.store.sql import Sql as Sql
from app.store.together import Change, SharedStatement
from app.store.turns import BUSY_S, SharedCommit, Turn, Writer, be_prompt, insist
from app.store.turns import begin as begin_in_turn
from app.store.vault import Vault

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# The same connection serves again and again (a warm page cache), with room for the indexes of a busy day; a longer
# write-ahead log means that the pages many joins touch are copied into the file once and not forty times.
PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-8000",
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",
)

# How long libpq waits for a server to be there, and for a lost one to take what it was sent.
PATIENCE = {"connect_timeout": int(BUSY_S), "tcp_user_timeout": int(BUSY_S * 1000)}
BEGIN_HASTILY = "BEGIN; SET LOCAL synchronous_commit TO OFF"
FLUSH = "SELECT pg_logical_emit_message(TRUE, 'handbill', '')"  # a commit of its own, which waits for the disk
TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended(%(over)s, 0))"
INERROR = 3  # libpq, PQtransactionStatus: in a transaction that has failed
Result = TypeVar("Result")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the key is spelt INTEGER.
Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.BigInteger


class Taken(Exception):
    """A row of that key exists: the statement changed nothing."""


class Session:
    """One transaction: runs statements, and seals and opens what is kept secret at rest."""

    def __init__(self, driver: Any, vault: Vault, *, sqlite: bool) -> None:
        self.vault = vault
        self.is_committed = False
        self._driver, self._sqlite = driver, sqlite

    def run(self, statement: Sql, **values: Any) -> Any:
        """The driver's cursor after the statement: fetchone(), fetchall(), rowcount."""
        return self._driver.execute(statement.sqlite if self._sqlite else statement.postgres, values)

    def act(self, act: Act, *, last: bool = False, **values: Any) -> Any:
        """The row that was changed, or None. Raises Taken when a note cannot be made, and then nothing is changed.

        `last` says that nothing follows in a transaction of Sessions.write.
        """
        try:
            if last and not self._sqlite:
                return self._act_and_commit(act, values)
            if not self._sqlite:
                return self._driver.execute(act.postgres, values).fetchone()
            row = self._driver.execute(act.change, values).fetchone()
            if row:
                values |= zip(act.names, row, strict=True)
                for note in act.notes:
                    self._driver.execute(note, values)
            return row
        except self._driver.IntegrityError as error:
            raise Taken from error

    def attempt(self, act: Act, **values: Any) -> Any:
        """The row that was changed. None says nothing: it may be that another held the row, and act() would wait.

        Raises StoreUnavailable.
        """
        return self.act(act, **values)

    def _act_and_commit(self, act: Act, values: Mapping[str, Any]) -> Any:
        """Sends both in one message: between two of them everybody who needs the same row would wait for us."""
        with self._driver.pipeline():
            changed = self._driver.execute(act.postgres, values)
            # Never prepared: where the act fails the server skips what follows, and the driver would not know.
            self._driver.execute("COMMIT", prepare=False)
        self.is_committed = True
        return changed.fetchone()

    def take_turns(self, over: str) -> None:
        """Waits for whoever acts over the same, named by any text, and is waited for until the transaction ends.

        For what no row stands for yet. On SQLite there is one writer at a time anyway.
        """
        if not self._sqlite:
            self._driver.execute(TAKE_TURNS, {"over": over})

    def whole(self, work: Callable[[Session], Result]) -> Result:
        """What work(session) returned: all that it wrote, or, if it raised, nothing of it.

        For what is one act although it takes several statements, within a transaction or without one.
        """
        if not self._sqlite:
            with self._driver.transaction():
                return work(self)
        self._driver.execute("SAVEPOINT whole")
        try:
            result = work(self)
        except BaseException:
            if self._driver.in_transaction:  # SQLite ends it by itself when the disk is full
                self._driver.execute("ROLLBACK TO whole")
                self._driver.execute("RELEASE whole")
            raise
        self._driver.execute("RELEASE whole")
        return result

    def run_many(self, statement: Sql, rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs the statement once for each row."""
        if self._sqlite:
            self._driver.executemany(statement.sqlite, rows)
        else:
            self._driver.cursor().executemany(statement.postgres, rows)


class Sessions:
    """Transactions on one database, for as many threads as like."""

    def __init__(self, url: str, keys: Sequence[str]) -> None:
        self.engine = make_engine(url)
        self.vault = Vault(keys)
        self._sqlite = self.engine.dialect.name == "sqlite"
        driver: Any = self.engine.dialect.dbapi
        self._driver, self._failures = driver, (driver.OperationalError, driver.InterfaceError, *_ALCHEMY_FAILURES)
        self._connections = Connections(self.engine, None if self._sqlite else _unframe)
        self._writers = Connections(self.engine, be_prompt)  # on SQLite, where one at a time is used
        self._turn = Turn()
        self._commits = SharedCommit(self._turn, self._writers.taken)
        self._statements: dict[Act, SharedStatement] = {}

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction that may write. Raises StoreUnavailable when the database cannot take it."""
        with self._told(), self._in_turn() if self._sqlite else self._alone() as session:
            yield session

    def write(self, work: Callable[[Session], Result]) -> Result:
        """What work(session) returned, in a transaction of its own, once that is committed.

        For what many do at once: on SQLite those who come together share one commit. The work may run in another
        thread than the caller's, so it knows nothing of the request. Raises what it raised, and then nothing of it was
        written; or StoreUnavailable, and only where the connection was lost in the last moment may it be there.
        """
        with self._told():
            if not self._sqlite:
                return self._hastily(work)
            done: Result = self._commits.ride(Writer(lambda driver: work(Session(driver, self.vault, sqlite=True))))
            return done

    @contextmanager
    def stepwise(self) -> Iterator[Session]:
        """For one act that needs no other: each statement is committed by itself.

        On PostgreSQL that saves two messages, and attempts that come together are one statement; on SQLite nobody else
        waits while we read and compose.
        """
        with self._told(), self._by_turns() if self._sqlite else self._one_by_one() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads; on SQLite it never waits for a writer."""
        with self._told(), self._alone() as session:
            yield session

    def close(self) -> None:
        """Gives all connections back to the database."""
        self._connections.drop()
        self._writers.drop()
        self.engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        with self._connections.taken() as driver:
            driver.execute("BEGIN")
            try:
                yield Session(driver, self.vault, sqlite=self._sqlite)
                if not self._sqlite:
                    _refuse_aborted(driver)
            except BaseException:
                driver.rollback()
                raise
            driver.commit()

    @contextmanager
    def _one_by_one(self) -> Iterator[Session]:
        yield _Alone(self._connections.taken, self.vault, self._shared)

    def _shared(self, act: Act) -> SharedStatement | None:
        """The statement that makes many such changes, if there is one."""
        found = self._statements.get(act)
        if found is None and act.many:
            made = SharedStatement(
                act.many,
                self._connections.taken,
                # Two tills that send two request ids crosswise wait for each other, until PostgreSQL ends one of them.
                undoing=(self._driver.IntegrityError, self._driver.DataError, self._driver.errors.DeadlockDetected),
                lost=self._failures,
            )
            found = self._statements.setdefault(act, made)
        return found

    def _hastily(self, work: Callable[[Session], Result]) -> Result:
        """A transaction on PostgreSQL that lets go of its locks before the disk has it, and returns when it has.

        All joins of a campaign wait for one row, its stock; so nobody else is to wait for our disk. Whoever acts on
        what they then see commits after us, and the log is written in order: it cannot be there without ours.
        """
        with self._connections.taken() as driver:
            driver.execute(BEGIN_HASTILY)
            session = Session(driver, self.vault, sqlite=False)
            try:
                result = work(session)
                _refuse_aborted(driver)
            except BaseException:
                driver.execute("ROLLBACK", prepare=False)
                raise
            driver.execute(FLUSH if session.is_committed else f"COMMIT; {FLUSH}")
            return result

    @contextmanager
    def _by_turns(self) -> Iterator[Session]:
        with self._connections.taken() as driver:
            yield _Steps(driver, self.vault, self.write)

    @contextmanager
    def _in_turn(self) -> Iterator[Session]:
        """A transaction on SQLite: other writers of this process wait in memory, those of others poll for the file."""
        with self._turn.taken(), self._writers.taken() as driver:
            try:
                begin_in_turn(driver)
                yield Session(driver, self.vault, sqlite=True)
                driver.execute("COMMIT")
            finally:
                if driver.in_transaction:
                    driver.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tells what the database cannot take from what is a bug."""
        try:
            yield
        except self._failures as error:
            if not _is_unavailable(error):
                raise
            # A restarted PostgreSQL leaves only dead connections; a pool that is merely used up stays, or another would
            # be filled beside it and overrun a server that is busy already.
            if not self._sqlite and not isinstance(error, sa.exc.TimeoutError):
                self.close()
            raise StoreUnavailable(str(error)) from error


def _unframe(driver: Any) -> None:
    """Makes a connection to PostgreSQL begin no transaction by itself, so that BEGIN goes along with its neighbour."""
    driver.autocommit = True


def _refuse_aborted(driver: Any) -> None:
    """A failure that somebody swallowed has ended the transaction: its COMMIT would undo it, and say nothing."""
    if driver.info.transaction_status == INERROR:
        raise RuntimeError("a failed statement was passed over, and PostgreSQL has undone the transaction")


class _Stepwise(Session):
    """Statements without a transaction around them; what needs one is done within whole()."""

    def take_turns(self, over: str) -> None:
        raise RuntimeError(f"no transaction is there to hold the turn over {over}")

    def run_many(self, statement: Sql, rows: Sequence[Mapping[str, Any]]) -> None:
        raise RuntimeError(f"no transaction is there for {len(rows)} rows that belong together")


class _Alone(_Stepwise):
    """Statements on PostgreSQL, one by one, each on a connection that is taken for it; attempts share one."""

    def __init__(
        self,
        taken: Callable[[], AbstractContextManager[Any]],
        vault: Vault,
        shared: Callable[[Act], SharedStatement | None],
    ) -> None:
        super().__init__(None, vault, sqlite=False)
        self._taken, self._shared = taken, shared

    def run(self, statement: Sql, **values: Any) -> Any:
        with self._taken() as driver:
            return Session(driver, self.vault, sqlite=False).run(statement, **values)

    def act(self, act: Act, *, last: bool = False, **values: Any) -> Any:
        with self._taken() as driver:
            return Session(driver, self.vault, sqlite=False).act(act, **values)

    def attempt(self, act: Act, **values: Any) -> Any:
        shared = self._shared(act)
        return shared.ride(Change(values)) if shared else self.act(act, **values)

    def whole(self, work: Callable[[Session], Result]) -> Result:
        with self._taken() as driver:
            return Session(driver, self.vault, sqlite=False).whole(work)


class _Steps(_Stepwise):
    """Statements on SQLite, one by one: a read waits for nobody, a change takes its turn with other writers."""

    def __init__(self, driver: Any, vault: Vault, write: Callable[[Callable[[Session], Any]], Any]) -> None:
        super().__init__(driver, vault, sqlite=True)
        self._write = write

    def run(self, statement: Sql, **values: Any) -> Any:
        if statement.is_read:
            return super().run(statement, **values)
        if statement.returns_rows:
            raise ValueError("a change that returns rows is an Act: these rows would be gone with its turn")
        return self._write(lambda session: session.run(statement, **values))

    def act(self, act: Act, *, last: bool = False, **values: Any) -> Any:
        return self._write(lambda session: session.act(act, last=last, **values))

    def whole(self, work: Callable[[Session], Result]) -> Result:
        result: Result = self._write(work)
        return result


def make_engine(url: str) -> Engine:
    """An engine whose transactions behave alike on both databases."""
    if url.startswith("sqlite"):
        engine = sa.create_engine(
            url,
            connect_args={"timeout": BUSY_S},
            pool_size=16,
            max_overflow=48,
            pool_timeout=BUSY_S,
            pool_use_lifo=True,
        )
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return sa.create_engine(url, pool_size=8, max_overflow=24, pool_timeout=BUSY_S, connect_args=PATIENCE)


def stamp(moment: datetime) -> int:
    """The moment as it is stored."""
    return (moment - EPOCH) // MICROSECOND


def moment(stored: int) -> datetime:
    """The stored moment, aware and in UTC."""
    return EPOCH + stored * MICROSECOND


def moment_or_none(stored: int | None) -> datetime | None:
    """The stored moment, or None where none is stored."""
    return None if stored is None else moment(stored)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where the driver guesses
    insist(connection, "PRAGMA journal_mode=WAL")  # several processes may open a new file at once
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    patience_s = connection.info.pop("writes_within_s", None)
    driver: Any = connection.connection.driver_connection
    if patience_s is None:
        driver.execute("BEGIN")
    else:
        insist(driver, "BEGIN IMMEDIATE", patience_s)


_ALCHEMY_FAILURES = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)

# SQLITE_BUSY, _LOCKED, _READONLY, _IOERR, _FULL, _CANTOPEN: the low byte of an extended code.
_SQLITE_UNAVAILABLE = {5, 6, 8, 10, 13, 14}


def _is_unavailable(error: BaseException) -> bool:
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode & 0xFF in _SQLITE_UNAVAILABLE if hasattr(cause, "sqlite_errorcode") else False
    return True
