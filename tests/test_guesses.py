"""Whoever guesses codes learns nothing from a no: not from its words, its statements, or the time it takes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from statistics import quantiles

import pytest

from app.actions import Means, look_up, redeem
from app.actions.ask_sum import ask_sum
from app.actions.sale import Refused, Sale
from app.actions.tell import Offers
from app.rules import offline_seal
from app.rules.coupon import write_code, write_token
from app.rules.redemption import Refusal
from app.rules.seal_facts import Facts, mark, worth_of
from app.store import Session, words
from app.store.access import Till
from app.store.redemptions import Offered
from tests import make

SAYS = words.load()
CAMPAIGN = make.campaign()
ROUNDS, SAMPLES = 6, 80
ALIKE = 0.12  # quartiles that are closer than this share of each other are the same

Act = Callable[[Session, str, Till], object]


class Counting:
    """A session that keeps what the store is asked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.asked: list[object] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    def run(self, statement: object, **values: object) -> object:
        self.asked.append(statement)
        return self._session.run(statement, **values)

    def act(self, statement: object, **values: object) -> object:
        self.asked.append(statement)
        return self._session.act(statement, **values)

    def whole(self, work: Callable[[Counting], object]) -> object:
        return self._session.whole(lambda _: work(self))


@pytest.fixture
def means() -> Means:
    """Means with limits on."""
    return make.means(SAYS)


@pytest.fixture
def wrong(session: Session, means: Means, now: datetime) -> Mapping[str, str]:
    """Every kind of code that is not ours, by what is wrong with it."""
    campaign = make.campaign()
    issued, held = make.coupon(session), make.coupon(session, held_until=now)
    good, never = write_code(issued.serial, means.keys), write_code(5, means.keys)
    facts = Facts(
        campaign=mark(campaign.id),
        valid_from=issued.valid_from,
        valid_until=issued.valid_until,
        worth=worth_of(campaign.offer, "it"),
    )
    sealed = offline_seal.seal(never, facts, offline_seal.private_key(means.keys[-1]))
    flipped = sealed[:-1] + ("B" if sealed[-1] != "B" else "C")
    return {
        "mistyped": ("3" if good[0] != "3" else "4") + good[1:],
        "forged": good[:-1] + ("4" if good[-1] != "4" else "5"),
        "sealed and never issued": never,
        "sealed by the older key, and never issued": write_code(5, means.keys[:1]),
        "held": write_code(held.serial, means.keys),
        "too short": "2222",
        "other letters": "ÄÖÜ-ÄÖÜ-ÄÖÜ!",
        "too long": good + "X" * 30,
        "an offline seal with a flipped letter": flipped,
        "an offline seal on a code that nobody issued": sealed,
        "the address of no page": f"https://aurora.example/k/{write_token(6, means.keys)}",
    }


def after_another(session: Session, till: Till) -> Offers:
    """The offers, where the till has spent a coupon just now."""
    uncounted = session._session if isinstance(session, Counting) else session
    offers = make.offers(uncounted, CAMPAIGN)
    offers.note(till.id, Offered(make.CAMPAIGN_ID, make.PLACEMENT, "it", None))
    return offers


ACTS: Mapping[str, Callable[[Means, datetime], Act]] = {
    "redeem": lambda means, now: (
        lambda session, code, till: redeem.redeem(
            session, means, make.offers(session, CAMPAIGN), till, Sale(code), now, address="192.0.2.1"
        )
    ),
    "redeem where a coupon was spent before": lambda means, now: (
        lambda session, code, till: redeem.redeem(
            session, means, after_another(session, till), till, Sale(code), now, address="192.0.2.1"
        )
    ),
    "look up": lambda means, now: (
        lambda session, code, till: look_up.look_up(session, means, till, code, now, address="192.0.2.1")
    ),
    "ask for the sum, then look up": lambda means, now: (
        lambda session, code, till: (
            ask_sum(session, means, make.offers(session, CAMPAIGN), till, code, now)
            or look_up.look_up(session, means, till, code, now, address="192.0.2.1")
        )
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_every_wrong_code_gets_one_answer_after_the_same_statements(
    session: Session, means: Means, wrong: Mapping[str, str], now: datetime, name: str
) -> None:
    act, asked = ACTS[name](means, now), {}
    for number, (what, code) in enumerate(wrong.items()):
        counting = Counting(session)
        assert act(counting, code, Till(number, f"Till {number}")) == Refused(Refusal.UNKNOWN), what
        asked[what] = counting.asked
    first = asked["forged"]
    assert {what for what, statements in asked.items() if statements != first} == set()


@pytest.mark.parametrize("name", ACTS)
def test_every_wrong_code_takes_as_long(
    session: Session, means: Means, wrong: Mapping[str, str], now: datetime, name: str
) -> None:
    act, fresh = ACTS[name](means, now), iter(range(10**9))
    apart = differing(lambda code: act(session, code, Till(next(fresh), "Till")), wrong)
    assert apart == {}, "quartiles as shares of that of a forged seal"


def test_the_measure_finds_a_difference_where_there_is_one(means: Means, wrong: Mapping[str, str]) -> None:
    def leaky(code: str) -> None:
        time.sleep(0.001 if code == wrong["held"] else 0.0005)

    assert "held" in differing(leaky, wrong)


def differing(act: Callable[[str], object], wrong: Mapping[str, str]) -> dict[str, float]:
    """The kinds that are quicker than "forged" in every round, or slower in every one, by their lower quartiles.

    Samples are taken in turn. A machine that is busy disturbs a round, now this way and now that, and the slow half of
    the samples most of all; what really takes longer does so in each.
    """
    apart: dict[str, float] = dict.fromkeys(wrong, 0.0)
    for _ in range(ROUNDS):
        taken = _sampled(act, {what: wrong[what] for what in {*apart, "forged"}})
        base = _lower_quartile(taken["forged"])
        shares = {what: _lower_quartile(taken[what]) / base - 1 for what in apart if what != "forged"}
        apart = {what: share for what, share in shares.items() if abs(share) > ALIKE and share * apart[what] >= 0}
        if not apart:
            break
    return apart


def _lower_quartile(samples: Sequence[float]) -> float:
    return quantiles(samples, n=4)[0]


def _sampled(act: Callable[[str], object], wrong: Mapping[str, str]) -> dict[str, Sequence[float]]:
    taken: dict[str, list[float]] = {what: [] for what in wrong}
    for _ in range(SAMPLES):
        for what in random.sample(list(wrong), len(wrong)):
            began = time.perf_counter()
            act(wrong[what])
            taken[what].append(time.perf_counter() - began)
    return dict(taken)
