"""A way out, as circuits shut it: a gateway, one of its senders, or a country of either."""

from app.rules.alarm import Cause, Kind
from app.rules.failure import MEANINGS, Failure, Follows

ALL = ""
Way = tuple[str, str, str]  # gateway, sender, country; ALL where it does not matter


def to_blame(gateway: str, sender: str, country: str, failure: Failure) -> Way:
    """The way that this failure of a text tells of."""
    if failure is Failure.THROTTLED:
        return gateway, sender, ALL
    if failure is Failure.REGION:
        return gateway, ALL, country
    if MEANINGS[failure].follows is Follows.CLOSE_SENDER:
        return gateway, sender, country
    return gateway, ALL, ALL


def cause_of(way: Way, why: Failure) -> Cause:
    """The alarm for a way that stays shut."""
    gateway, sender, country = way
    facts = {"gateway": gateway, "sender": sender, "country": country, "why": why.value}
    return Cause(Kind.GATEWAY, " ".join(filter(None, way)), facts)
