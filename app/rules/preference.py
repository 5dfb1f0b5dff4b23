"""What a subscriber chose, who is free to choose less than the programme says and never gets more."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Preference:
    """At most `monthly` texts in thirty days (None: as the programme says), without these topics and channels, and
    none at all before `paused_until`."""

    monthly: int | None = None
    topics_off: frozenset[str] = frozenset()
    channels_off: frozenset[str] = frozenset()
    paused_until: datetime | None = None
