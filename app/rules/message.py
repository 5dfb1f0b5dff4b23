"""Texts as networks count them, and the states a message passes through.

A text is sent in GSM-7 if every character of it is in the alphabet of 3GPP TS 23.038 section 6.2.1, else the whole of
it in UCS-2, at less than half the room. A text of several parts gives up six octets of each to the header that joins
them (3GPP TS 23.040 section 9.2.3.24.1), and no character may be cut in two by the end of a part.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two septets each
GSM7 = BASIC | EXTENDED
ALONE = {"GSM-7": 160, "UCS-2": 70}  # septets, UTF-16 code units
JOINED = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True)
class Parts:
    """How a text is sent: encoding "GSM-7" or "UCS-2", its units (septets or UTF-16 code units), the parts it takes.

    forcing holds the characters, each once in the order met, that pushed it out of GSM-7.
    """

    encoding: str
    units: int
    count: int
    forcing: tuple[str, ...] = ()


def parts(text: str) -> Parts:
    """What a text costs to send. An empty text takes one part, as gateways bill it."""
    letters, forcing = set(text), tuple[str, ...]()
    if letters <= GSM7:
        wide, encoding = letters & EXTENDED, "GSM-7"
    else:
        wide, encoding = {letter for letter in letters if letter > "\uffff"}, "UCS-2"
        forcing = tuple(dict.fromkeys(letter for letter in text if letter not in GSM7))
    units = len(text) + sum(map(text.count, wide))
    if units <= ALONE[encoding]:
        return Parts(encoding, units, 1, forcing)
    count = _filled(text, wide, JOINED[encoding]) if wide else -(-units // JOINED[encoding])
    return Parts(encoding, units, count, forcing)


def _filled(text: str, wide: Iterable[str], room: int) -> int:
    """The parts of a text whose wide letters take two units and must not be cut."""
    count, used = 1, 0
    for letter in text:
        size = 2 if letter in wide else 1
        if used + size > room:
            count, used = count + 1, 0
        used += size
    return count


class State(StrEnum):
    """Where a message stands, from the first to the last it can be: a report moves it down this list, never up.

    Delivered stands last because a phone that has the text is proof, whatever was reported before.
    """

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"  # interrupted while sending: never sent again blindly, a late receipt may still settle it
    SENT = "sent"
    EXPIRED = "expired"  # too late
    FAILED = "failed"  # us or the gateway
    UNDELIVERED = "undelivered"  # the number
    SUPPRESSED = "suppressed"  # we chose not to
    DELIVERED = "delivered"


GONE = frozenset(
    {State.SENDING, State.UNKNOWN, State.SENT, State.UNDELIVERED, State.DELIVERED}
)  # no longer ours to stop
RANK = {state: rank for rank, state in enumerate(State)}


def next_state(current: State, reported: State) -> State:
    """The later of the two, so that reports may come late, twice or in any order and end the same."""
    return max(current, reported, key=RANK.__getitem__)


class Kind(StrEnum):
    """What a text is for; the first leaves first."""

    PROOF = "proof"  # the pin that shows whose number it is; somebody waits on a page for it
    REPLY = "reply"  # to STOP, HELP, START and to what was not understood
    SERVICE = "service"  # what was asked for: the coupon, the link to the preferences
    CONFIRMATION = "confirmation"  # of joining a programme
    ACTIVITY = "activity"  # what others did that concerns the recipient
    MARKETING = "marketing"
    REPERMISSION = "re-permission"  # asks to be allowed again


COUPON = "coupon"  # what the service text is about that carries a coupon; kept with it, so the name never changes
UNASKED = frozenset({Kind.ACTIVITY, Kind.MARKETING, Kind.REPERMISSION})  # nobody waits for these

LIFETIMES = {
    Kind.PROOF: timedelta(minutes=10),  # whoever waited for it has asked again or gone
    Kind.REPLY: timedelta(minutes=5),  # 47 CFR 64.1200(a)(12): only so long is the answer to a STOP presumed welcome
    Kind.SERVICE: timedelta(hours=1),  # what comes at once was asked for; a day later it would be marketing
    Kind.CONFIRMATION: timedelta(hours=1),
    Kind.ACTIVITY: timedelta(days=1),
    Kind.MARKETING: timedelta(days=4),  # quiet hours hold it over a long weekend
    Kind.REPERMISSION: timedelta(days=4),
}


PRIORITIES = {kind: place for place, kind in enumerate(Kind)}


def priority(kind: Kind) -> int:
    """The order of leaving, 0 first: a person who waits goes before a reply, all of them before a broadcast."""
    return PRIORITIES[kind]


def expires(kind: Kind, queued_at: datetime) -> datetime:
    """When a text of this kind is too old to be sent, and expires instead of arriving at three in the morning."""
    return queued_at + LIFETIMES[kind]
