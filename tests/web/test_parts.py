"""What a web process keeps going beside its requests."""

from app.store import Sessions, figures
from app.store.visits import Scan
from app.web.parts import Counter
from tests import make


def test_a_scan_that_cannot_be_counted_does_not_end_the_counting(sessions: Sessions, now):
    counter = Counter(sessions, durable=False)
    counter.count(Scan(make.CAMPAIGN_ID, None, now, False))  # type: ignore[arg-type]  # as only a bug would
    counter.flush()
    counter.count(Scan(make.CAMPAIGN_ID, make.PLACEMENT, now, False))
    counter.flush()
    with sessions.read() as session:
        assert figures.funnel(session, make.CAMPAIGN_ID).scans == 1
