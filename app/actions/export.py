"""All that is known of one number, for its owner: plain keys, whole words, nothing masked (EU-DSAR-1, EU-GDPR-7-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.actions import Means
from app.rules.campaign import Campaign
from app.rules.coupon import write_code
from app.store import (
    Session,
    clicks,
    coupons,
    incoming,
    ledger,
    messages,
    preferences,
    subscribers,
    suppressions,
    visits,
    waiting,
)
from app.store.subscribers import Subscriber

FORM = "handbill.person/1"  # a change that a reader has to know of counts it up


def export(session: Session, person: Subscriber, campaigns: Mapping[str, Campaign], means: Means) -> dict[str, Any]:
    """Everything, as JSON takes it: moments are ISO 8601 in UTC, hashes hex, what nobody can open any more null."""
    return {
        "form": FORM,
        "number": person.number,
        "country": person.country,
        "language": person.language,
        "known_since": subscribers.known_since(session, person.id).isoformat(),
        "consents": _consents(session, person, campaigns),
        "suppressions": _suppressions(session, person),
        "preferences": _preferences(session, person),
        "messages": _messages(session, person),
        "clicks": _clicks(session, person),
        "inbound": _inbound(session, person),
        "waiting": _waiting(session, person),
        "coupons": _coupons(session, person, means),
        "visits": _visits(session, person, campaigns),
    }


def _consents(session: Session, person: Subscriber, campaigns: Mapping[str, Campaign]) -> list[dict[str, Any]]:
    evidence = ledger.evidence_of(session, person.id)
    return [
        {
            "event": row.event,
            "purpose": row.purpose,
            "channel": row.channel,
            "at": row.at.isoformat(),
            "brand": row.brand,
            "campaign": row.campaign,
            "campaign_sha256": row.release,
            "words": row.words,
            "words_sha256": row.words_digest,
            "language": row.language,
            "placement": row.placement,
            "placement_name": _placement(campaigns, row.campaign, row.placement),
            "facts": dict(row.facts),
            "evidence": dict(evidence[row.id]),
            "seal": row.seal.hex() if row.seal else None,
        }
        for row in ledger.consents_of(session, person.id)
    ]


def _suppressions(session: Session, person: Subscriber) -> list[dict[str, Any]]:
    return [
        {"brand": each.brand, "scope": each.scope.value, "since": each.since.isoformat(), "reason": each.reason}
        for each in suppressions.orders_of(session, person.id)
    ]


def _preferences(session: Session, person: Subscriber) -> list[dict[str, Any]]:
    return [
        {
            "brand": brand,
            "monthly": chosen.monthly,
            "topics_off": sorted(chosen.topics_off),
            "channels_off": sorted(chosen.channels_off),
            "paused_until": _iso(chosen.paused_until),
        }
        for brand, chosen in sorted(preferences.chosen_by(session, person.id).items())
    ]


def _messages(session: Session, person: Subscriber) -> list[dict[str, Any]]:
    texts = messages.texts_of(session, person.id)
    return [
        {
            "reference": each.reference,
            "class": each.kind.value,
            "brand": each.brand,
            "campaign": each.campaign,
            "sender": each.sender,
            "text": texts[each.id],
            "state": each.state.value,
            "reason": each.reason,
            "queued_at": each.queued_at.isoformat(),
            "changed_at": each.changed_at.isoformat(),
        }
        for each in messages.messages_of(session, person.id)
    ]


def _clicks(session: Session, person: Subscriber) -> list[dict[str, Any]]:
    return [
        {
            "campaign": each.campaign,
            "link": each.link,
            "times": each.times,
            "first_at": each.first_at.isoformat(),
            "last_at": _iso(each.last_at),
        }
        for each in clicks.opened_by(session, person.id)
    ]


def _inbound(session: Session, person: Subscriber) -> list[dict[str, Any]]:
    return [
        {
            "at": each.at.isoformat(),
            "to": each.sender,
            "text": each.text,
            "meaning": each.meaning,
            "campaign": each.campaign,
        }
        for each in incoming.inbound_of(session, person.id)
    ]


def _coupons(session: Session, person: Subscriber, means: Means) -> list[dict[str, Any]]:
    return [
        {
            "campaign": each.campaign,
            "code": write_code(each.serial, means.keys),
            "state": _state(each),
            "placement": each.placement,
            "language": each.language,
            "issued_at": each.issued_at.isoformat(),
            "valid_from": each.valid_from.isoformat(),
            "valid_until": each.valid_until.isoformat(),
            "redeemed_at": _iso(each.redeemed_at),
            "revoked_at": _iso(each.revoked_at),
            "revoked_reason": each.revoked_reason,
            "till": each.till,
        }
        for each in coupons.coupons_of(session, person.id)
    ]


def _waiting(session: Session, person: Subscriber) -> list[dict[str, Any]]:
    return [
        {
            "campaign": each.campaign,
            "placement": each.placement,
            "since": each.since.isoformat(),
            "called_at": _iso(each.called_at),
            "ended_as": each.ended_as,
        }
        for each in waiting.places_of(session, person.id)
    ]


def _state(coupon: coupons.Coupon) -> str:
    """What was done with the coupon; whether it is in date is for `valid_until` to say."""
    if coupon.held_until:
        return "held"
    return "revoked" if coupon.revoked_at else "redeemed" if coupon.redeemed_at else "issued"


def _visits(session: Session, person: Subscriber, campaigns: Mapping[str, Campaign]) -> list[dict[str, Any]]:
    return [
        {
            "campaign": each.campaign,
            "placement": each.placement,
            "placement_name": _placement(campaigns, each.campaign, each.placement),
            "language": each.language,
            "opened_at": each.opened_at.isoformat(),
            "followed_at": _iso(each.followed_at),
            "passed_at": _iso(each.passed_at),
            "joined_at": _iso(each.joined_at),
            "steps": [
                {"platform": platform, "evidence": evidence, "taken_at": at.isoformat()}
                for platform, evidence, at in each.steps
            ],
        }
        for each in visits.visits_of(session, person.id)
    ]


def _placement(campaigns: Mapping[str, Campaign], campaign: str, placement: str) -> str | None:
    """What staff call the spot, where the campaign still has it."""
    known = campaigns.get(campaign)
    found = next((each for each in known.placements if each.id == placement), None) if known else None
    return found.name if found else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
