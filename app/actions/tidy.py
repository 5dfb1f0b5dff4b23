"""Removes what is over, a small share at a time: texts, questions, visits, and persons whom nothing ties to us."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.actions.erase import forget
from app.rules import retention
from app.rules.campaign import Campaign
from app.rules.ledger import Event
from app.rules.retention import DEFAULT, back
from app.rules.standing import Standing, standing
from app.rules.suppression import Scope
from app.store import Session, events, keeping, ledger, removals, strays, subscribers, suppressions
from app.store.ledger import Act, Consent

MOST, PERSONS = 500, 50  # rows of a kind, and persons, in one transaction, so that nobody waits for it


@dataclass(frozen=True)
class Case:
    """One way for a person's time to be up: a statement that finds them, and what follows; `expire` or `forget`."""

    kind: str
    statement: str
    where: str
    moments: tuple[tuple[str, datetime], ...]
    months: int = 0


@dataclass(frozen=True)
class Over:
    """What is over: ids of rows by kind, and persons by the case that found them."""

    rows: tuple[tuple[str, tuple[int, ...]], ...]
    persons: tuple[tuple[Case, tuple[int, ...]], ...]

    def __bool__(self) -> bool:
        return any(ids for _, ids in (*self.rows, *self.persons))


FINDS = {
    "texts": keeping.OLD_TEXTS,
    "inbound": keeping.OLD_INBOUND,
    "questions": keeping.OLD_QUESTIONS,
    "visits": keeping.OLD_VISITS,
    "clicks": keeping.OLD_CLICKS,
}
REMOVES = {
    "texts": (keeping.BLANK_TEXTS,),
    "inbound": (keeping.BLANK_INBOUND,),
    "questions": (keeping.DELETE_QUESTIONS,),
    "visits": (keeping.DELETE_STEPS, keeping.DELETE_VISITS),
    "clicks": (keeping.DELETE_CLICKS,),
    "coupon traces": (keeping.WIPE_TRACES,),
}


def over(session: Session, campaigns: Mapping[str, Campaign], now: datetime, most: int = MOST) -> Over:
    """Up to `most` of each kind whose time is up; only looks."""
    since = {
        "texts": back(now, retention.TEXTS_MONTHS),
        "inbound": back(now, retention.TEXTS_MONTHS),
        "questions": now - retention.QUESTIONS,
        "visits": back(now, retention.VISITS_MONTHS),
        "clicks": back(now, retention.CLICKS_MONTHS),
    }
    rows = {kind: keeping.rows_over(session, find, since[kind], most) for kind, find in FINDS.items()}
    # A campaign that is not over takes whoever comes back for whom it knows, and gives no second coupon.
    going = {each.id for each in campaigns.values() if each.state(now) != "ended"}
    traces = back(now, retention.TRACES_MONTHS)
    rows["coupon traces"] = keeping.traces_over(session, traces, most, besides=going)
    few = min(most, PERSONS)
    persons = [
        (case, tuple(keeping.persons_over(session, case.statement, case.where, few, **dict(case.moments))))
        for case in _cases(now)
    ]
    return Over(tuple((kind, tuple(ids)) for kind, ids in rows.items()), tuple(persons))


def tidy(session: Session, found: Over, now: datetime) -> int:
    """How many rows and persons of these were removed or ended, and counted; asked again of each person first."""
    subscribers.hold(session, {id for _, persons in found.persons for id in persons}, erasing=True)
    removed = 0
    for kind, ids in found.rows:
        for statement in REMOVES[kind]:
            gone = keeping.remove_rows(session, statement, ids)
        removals.count(session, kind, gone, now)
        removed += gone
    for case, persons in found.persons:
        act = _expire if case.kind == "expire" else _forget
        for id in persons:
            if keeping.is_over(session, case.statement, case.where, id, **dict(case.moments)):
                removed += act(session, id, case, now)
    return removed


def forget_told(session: Session, now: datetime) -> None:
    """Removes what webhooks were told long ago, and tills told us of codes that are nobody's; counted."""
    removals.count(session, "events", events.forget_events(session, now - retention.EVENTS, MOST), now)
    removals.count(session, "strays", strays.forget_strays(session, back(now, retention.STRAYS_MONTHS)), now)


def _cases(now: datetime) -> Iterator[Case]:
    asked = {"before": now - retention.UNCONFIRMED, "texts": back(now, retention.TEXTS_MONTHS)}
    yield Case("forget", keeping.UNCONFIRMED, "", tuple(asked.items()))
    groups = retention.groups()
    named = [code for codes in groups.values() for code in codes]
    for terms, where in [
        *((terms, keeping.among(codes)) for terms, codes in groups.items()),
        (DEFAULT, keeping.among(named, other=True)),
    ]:
        proof = back(now, terms.proof)
        too_old = keeping.TOO_OLD_IF_NONE_ARRIVED if terms.delivered else keeping.TOO_OLD
        yield Case("expire", too_old, where, (("before", back(now, terms.quiet)),), terms.quiet)
        yield Case("forget", keeping.EXPIRED, where, (("before", back(now, terms.expired)), ("proof", proof)))
        yield Case("forget", keeping.PROVEN_LONG_ENOUGH, where, (("before", proof),))


def _expire(session: Session, subscriber: int, case: Case, now: datetime) -> int:
    """Ends each consent to marketing that is too old, in the ledger and without a text."""
    last: dict[str, list[Consent]] = {}
    for row in ledger.consents_of(session, subscriber):
        if row.purpose == "marketing":
            last.setdefault(row.brand, []).append(row)
    ended = 0
    for rows in last.values():
        if standing(row.event for row in rows) in {Standing.GRANTED, Standing.PENDING}:
            ledger.add(session, subscriber, _expiry(session, rows[-1], case.months, now))
            ended += 1
    removals.count(session, "expired consents", ended, now)
    return ended


def _expiry(session: Session, last: Consent, months: int, now: datetime) -> Act:
    facts = {name: fact for name, fact in last.facts.items() if name not in {"page", "box"}}
    return Act(
        event=Event.EXPIRE,
        purpose=last.purpose,
        brand=last.brand,
        campaign=last.campaign,
        release=last.release,
        words=None,
        language=last.language,
        placement="",
        visit=None,
        facts=facts,
        evidence=ledger.seal_evidence(session.vault, {"how": f"nothing heard for {months} months"}),
        at=now,
        channel=last.channel,
    )


def _forget(session: Session, subscriber: int, _case: Case, now: datetime) -> int:
    """Forgets somebody; what they said no to is kept on their keyed hash first, if it is not there already."""
    acts: dict[str, list[str]] = {}
    for row in ledger.consents_of(session, subscriber):
        if row.purpose == "marketing":
            acts.setdefault(row.brand, []).append(row.event)
    for brand, said in acts.items():
        if standing(said) is Standing.WITHDRAWN:
            reason = "ended, then forgotten"
            suppressions.suppress(session, subscriber, brand, reason=reason, now=now, scope=Scope.MARKETING)
    if not subscribers.erase(session, subscriber, now):
        return 0
    return forget(session, subscriber, now).persons
