"""The store as a whole: what is said when the database is not to be had."""

import pytest
import sqlalchemy as sa

from app.store import Sessions, StoreUnavailable


def test_connections_that_are_all_in_use_are_waited_for_and_not_doubled(sessions: Sessions):
    pool = sessions.engine.pool
    with pytest.raises(StoreUnavailable), sessions.read():
        raise sa.exc.TimeoutError("all in use")
    assert sessions.engine.pool is pool
