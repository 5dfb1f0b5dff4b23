"""What the world may hear of: each event's kind, and its body, as JSON that names nobody and holds no number.

A body is {"id", "kind", "at", "data"}. `data` is written as the API for tills writes it, with the coupon's own name
beside it: always the same for one coupon, and nothing that can be spent. The code is told once the coupon was spent at
a till; before that it is money in its owner's hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from app.rules.redact import redact

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
NAME_BYTES = 12


class Kind(StrEnum):
    """What happened, by the stable name that webhooks know."""

    ISSUED = "coupon.issued"
    REDEEMED = "coupon.redeemed"
    REVERSED = "redemption.reversed"
    DOUBLE = "redemption.double"  # a till without a line spent what had been spent before
    TEST = "webhook.test"  # asked for by hand, and told to nobody else


KINDS = tuple(kind for kind in Kind if kind is not Kind.TEST)


@dataclass(frozen=True)
class Event:
    """One thing that happened; its id begins with its moment, so ids are in order of time."""

    id: str
    kind: Kind
    at: datetime
    body: str


def event(kind: Kind, at: datetime, chance: int, data: Mapping[str, Any]) -> Event:
    """The event; `chance` is a number below 2**32 that nobody can foresee."""
    id = f"e{int(at.timestamp() * 1000):012x}{chance:08x}"
    return Event(id, kind, at, as_text({"id": id, "kind": kind.value, "at": written(at), "data": data}))


def issued(
    *, coupon: bytes, campaign: str, placement: str, at: datetime, until: datetime, offer: Mapping[str, Any]
) -> dict[str, Any]:
    """What is told of a coupon that somebody got; `coupon` is what the store finds it by."""
    return {
        "coupon": coupon_name(coupon),
        "status": "valid",
        "campaign": campaign,
        "placement": placement,
        "offer": offer,
        "valid_from": written(at),
        "valid_until": written(until),
    }


def redeemed(answer: Mapping[str, Any], *, coupon: bytes, placement: str, till: str) -> dict[str, Any]:
    """What is told of a coupon that was spent; `answer` is what the till was told."""
    return {**answer, "coupon": coupon_name(coupon), "placement": placement, "till": till}


def reversed_(*, id: str, reason: str, at: datetime, coupon: bytes, campaign: str) -> dict[str, Any]:
    """What is told of a redemption that was taken back; a number in the reason is taken out."""
    return {
        "id": id,
        "status": "reversed",
        "reversed_at": written(at),
        "reason": redact(reason),
        "coupon": coupon_name(coupon),
        "campaign": campaign,
    }


def double(
    *, id: str, double_of: str, happened_at: datetime, coupon: bytes, campaign: str, till: str
) -> dict[str, Any]:
    """What is told of a redemption that came to light when its coupon had been spent elsewhere."""
    return {
        "id": id,
        "double_of": double_of,
        "happened_at": written(happened_at),
        "coupon": coupon_name(coupon),
        "campaign": campaign,
        "till": till,
    }


def coupon_name(index: bytes) -> str:
    """A coupon's name outside, from the keyed index that the store finds it by, which it does not give away."""
    return "c" + sha256(b"handbill.event" + index).hexdigest()[: NAME_BYTES * 2]


def written(at: datetime) -> str:
    """A moment as RFC 3339 writes it, in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_text(body: object) -> str:
    """JSON in one line."""
    return _ENCODER.encode(body)
