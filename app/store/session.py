"""What runs statements: within a transaction, or each by itself where one act needs no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from app.store.rings import SILENT, Rings
from app.store.sql import Act, Each, Sql
from app.store.together import Change, SharedStatement
from app.store.vault import Vault

TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended(%(over)s, 0))"
Result = TypeVar("Result")


class Taken(Exception):
    """A row of that key exists: the statement changed nothing."""


class Session:
    """One transaction: runs statements, and seals and opens what is kept secret at rest."""

    def __init__(self, driver: Any, vault: Vault, *, sqlite: bool, rings: Rings = SILENT) -> None:
        self.vault = vault
        self.is_committed = self.is_rung = False
        self._driver, self._sqlite, self._rings = driver, sqlite, rings

    def ring(self) -> None:
        """Texts are due with this commit: the workers are to hear of it then, once, however many there are."""
        self.is_rung = True

    def toll(self) -> None:
        """Rings within the transaction, as its last statement, if it is to be rung and the engine has one for that.

        Whoever rings at the same moment waits for our commit: nothing may follow but that.
        """
        if self.is_rung and self._rings.within:
            self._driver.execute(self._rings.within, prepare=False)

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
            self.toll()
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
            for text in statement.one_by_one if isinstance(statement, Each) else [statement.sqlite]:
                self._driver.executemany(text, rows)
        elif isinstance(statement, Each):
            self._driver.execute(statement.many, {"wanted": statement.wanted(rows)})
        else:
            self._driver.cursor().executemany(statement.postgres, rows)


class Stepwise(Session):
    """Statements without a transaction around them; what needs one is done within whole()."""

    def ring(self) -> None:
        raise RuntimeError("no transaction is there to ring with")

    def take_turns(self, over: str) -> None:
        raise RuntimeError(f"no transaction is there to hold the turn over {over}")

    def run_many(self, statement: Sql, rows: Sequence[Mapping[str, Any]]) -> None:
        raise RuntimeError(f"no transaction is there for {len(rows)} rows that belong together")


class OneByOne(Stepwise):
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


class ByTurns(Stepwise):
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
