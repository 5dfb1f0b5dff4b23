"""A moment as programs and people write it: RFC 3339, or what else ISO 8601 lets one say."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


class BadMoment(ValueError):
    """The text is no moment, or one of a year that UTC cannot tell."""


def read_moment(written: str, zone: tzinfo | None = None) -> datetime:
    """The moment in UTC. Without an offset it is one of the zone, and without either none at all. Raises BadMoment."""
    try:
        read = datetime.fromisoformat(written)
        at = read if read.tzinfo else read.replace(tzinfo=zone)
        if at.tzinfo:
            return at.astimezone(UTC)
    except (ValueError, OverflowError) as bad:  # 0001-01-01T00:00+02:00 is a moment of the year 0
        raise BadMoment from bad
    raise BadMoment
