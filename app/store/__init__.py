"""The store: transactions on SQLite and PostgreSQL alike, and moments.

Tables stand beside the statements that use them, in this room's other files.
A statement is plain SQL that both databases understand, written once as Sql and
handed to the driver as it is: SQLAlchemy compiles nothing on the way of a scan,
a join or a redemption. SQLAlchemy opens the connections and declares the tables.

Moments are whole microseconds since 1970 in UTC: both databases compare and
sort them alike, and no zone can creep in. Callers see aware datetimes only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.store.bus import StoreUnavailable as StoreUnavailable
from app.store.connections import Connections
from app.store.engine import make_engine as make_engine
from app.store.rings import SILENT as SILENT
from app.store.rings import Rings as Rings
from app.store.session import ByTurns, OneByOne, Result
from app.store.session import Session as Session
from app.store.session import Taken as Taken
from app.store.sql import Act as Act
from app.store.sql import Each as Each
from app.store.sql import Many as Many
from app.store.sql import Sql as Sql
from app.store.sql import listed as listed
from app.store.together import SharedStatement
from app.store.turns import SharedCommit, Turn, Writer, be_prompt
from app.store.turns import begin as begin_in_turn
from app.store.vault import Vault

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
BEGIN_HASTILY = "BEGIN; SET LOCAL synchronous_commit TO OFF"
FLUSH = "SELECT pg_logical_emit_message(TRUE, 'handbill', '')"  # a commit of its own, which waits for the disk
INERROR = 3  # libpq, PQtransactionStatus: in a transaction that has failed

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
LARGEST_KEY = 2**63 - 1
Moment = sa.BigInteger


class Sessions:
    """Transactions on one database, for as many threads as like."""

    def __init__(self, url: str, keys: Sequence[str], rings: Rings = SILENT) -> None:
        """`rings` is how workers hear of texts that were queued."""
        self.engine = make_engine(url)
        self.vault = Vault(keys)
        self._rings = rings
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
        self._ring_after(session)

    def write(self, work: Callable[[Session], Result]) -> Result:
        """What work(session) returned, in a transaction of its own, once that is committed.

        For what many do at once: on SQLite those who come together share one commit. The work may run in another
        thread than the caller's, so it knows nothing of the request. Raises what it raised, and then nothing of it was
        written; or StoreUnavailable, and only where the connection was lost in the last moment may it be there.
        """

        def carried(driver: Any) -> tuple[Session, Result]:
            session = self._session(driver)
            return session, work(session)

        with self._told():
            session, result = self._commits.ride(Writer(carried)) if self._sqlite else self._hastily(carried)
        self._ring_after(session)
        return result

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

    def _session(self, driver: Any) -> Session:
        return Session(driver, self.vault, sqlite=self._sqlite, rings=self._rings)

    def _ring_after(self, session: Session) -> None:
        if session.is_rung and self._rings.after:
            self._rings.after()

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        with self._connections.taken() as driver:
            driver.execute("BEGIN")
            session = self._session(driver)
            try:
                yield session
                if not self._sqlite:
                    _refuse_aborted(driver)
                    session.toll()
            except BaseException:
                driver.rollback()
                raise
            driver.commit()

    @contextmanager
    def _one_by_one(self) -> Iterator[Session]:
        yield OneByOne(self._connections.taken, self.vault, self._shared)

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

    def _hastily(self, carried: Callable[[Any], tuple[Session, Result]]) -> tuple[Session, Result]:
        """A transaction on PostgreSQL that lets go of its locks before the disk has it, and returns when it has.

        All joins of a campaign wait for one row, its stock; so nobody else is to wait for our disk. Whoever acts on
        what they then see commits after us, and the log is written in order: it cannot be there without ours.
        """
        with self._connections.taken() as driver:
            driver.execute(BEGIN_HASTILY)
            try:
                session, result = carried(driver)
                _refuse_aborted(driver)
                if not session.is_committed:
                    session.toll()
            except BaseException:
                driver.execute("ROLLBACK", prepare=False)
                raise
            driver.execute(FLUSH if session.is_committed else f"COMMIT; {FLUSH}")
            return session, result

    @contextmanager
    def _by_turns(self) -> Iterator[Session]:
        with self._connections.taken() as driver:
            yield ByTurns(driver, self.vault, self.write)

    @contextmanager
    def _in_turn(self) -> Iterator[Session]:
        """A transaction on SQLite: other writers of this process wait in memory, those of others poll for the file."""
        with self._turn.taken(), self._writers.taken() as driver:
            try:
                begin_in_turn(driver)
                yield self._session(driver)
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


def stamp(moment: datetime) -> int:
    """The moment as it is stored."""
    return (moment - EPOCH) // MICROSECOND


def moment(stored: int) -> datetime:
    """The stored moment, aware and in UTC."""
    return EPOCH + stored * MICROSECOND


def moment_or_none(stored: int | None) -> datetime | None:
    """The stored moment, or None where none is stored."""
    return None if stored is None else moment(stored)


_ALCHEMY_FAILURES = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)

# SQLITE_BUSY, _LOCKED, _READONLY, _IOERR, _FULL, _CANTOPEN: the low byte of an extended code.
_SQLITE_UNAVAILABLE = {5, 6, 8, 10, 13, 14}


def _is_unavailable(error: BaseException) -> bool:
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode & 0xFF in _SQLITE_UNAVAILABLE if hasattr(cause, "sqlite_errorcode") else False
    return True
