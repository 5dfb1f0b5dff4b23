"""Every table of the store, declared: what Alembic compares and the tests create."""

from app.store import (
    access,
    campaigns,
    coupons,
    heartbeats,
    incoming,
    limits,
    messages,
    metadata,
    placements,
    proofs,
    subscribers,
    visits,
)

__all__ = [
    "access",
    "campaigns",
    "coupons",
    "heartbeats",
    "incoming",
    "limits",
    "messages",
    "metadata",
    "placements",
    "proofs",
    "subscribers",
    "visits",
]
