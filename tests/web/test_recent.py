import pytest

from app.web.recent import Recent


def test_one_counts_for_all_who_ask_soon_after():
    at, counted = [0.0], []
    recent = Recent(lambda: at[0])

    def count() -> int:
        counted.append(at[0])
        return len(counted)

    for moment, found in ((0.0, 1), (1.9, 1), (2.0, 2), (3.9, 2), (4.0, 3)):
        at[0] = moment
        assert recent.of("queue", 2.0, count) == found
    assert recent.of("other", 2.0, lambda: 9) == 9


def test_what_could_not_be_counted_is_counted_by_the_next():
    recent = Recent(lambda: 0.0)
    with pytest.raises(ZeroDivisionError):
        recent.of("queue", 2.0, lambda: 1 // 0)
    assert recent.of("queue", 2.0, lambda: 5) == 5
