"""The line under twelve threads: as many are called as come free, in order, none twice; on both databases."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from app.actions import Means, call, share, thank
from app.actions.reserve import lapse
from app.rules.law import Book
from app.rules.law.common import EVERYWHERE
from app.store import Sessions, Sql, coupons, messages, rewards, stock, subscribers, waiting, words
from tests import make
from tests.conftest import KEYS

WAITING, FREE, THREADS, ROUNDS = 30, 5, 12, 10
SAYS = words.load()


def means() -> Means:
    """Under a law without quiet hours: these tests run at night too."""
    return Means(KEYS, "http://localhost", SAYS, secrets.randbelow, limits=False, law=Book((EVERYWHERE,), ()))


def together(act, threads: int):
    """What act(n) gave in each thread, all of them begun at once."""
    barrier = threading.Barrier(threads, timeout=60)

    def begin(n: int):
        barrier.wait()
        return act(n)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(threads)))


def line(sessions: Sessions, campaign, at: datetime) -> list[int]:
    """Thirty who wait, in the order in which they came."""
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        people = [make.subscriber(session, number=f"+39333123{n:04d}") for n in range(WAITING)]
        for each in people:
            waiting.add(session, each, campaign=campaign.id, brand=make.BRAND, placement=make.PLACEMENT, now=at)
    return people


def test_five_come_free_and_exactly_the_first_five_are_called(sessions: Sessions) -> None:
    at, ours = datetime.now(UTC), means()
    campaign = make.campaign(follow=None, offer={"limits": {"total": FREE}})
    people = line(sessions, campaign, at)

    def work(_: int) -> None:
        moved = True
        while moved:
            with sessions.begin() as session:
                moved = call.call_next(session, ours, campaign, datetime.now(UTC))

    together(work, THREADS)
    with sessions.read() as session:
        called = [each for each in people if waiting.places_of(session, each)[0].called_at]
        texted = [len(messages.messages_in(session, each, campaign.id)) for each in people]
        assert stock.taken(session, campaign.id)[0] == FREE
    assert called == people[:FREE]
    assert texted == [1] * FREE + [0] * (WAITING - FREE)


def test_who_comes_at_the_last_moment_has_it_or_the_next_does_and_never_both(sessions: Sessions) -> None:
    ours = means()
    campaign = make.campaign(follow=None, offer={"limits": {"total": 1}})
    start = datetime.now(UTC)
    people = line(sessions, campaign, start)
    for n in range(ROUNDS):
        at = start + n * timedelta(days=2)
        with sessions.begin() as session:
            assert call.call_next(session, ours, campaign, at)
            (place,) = waiting.places_of(session, people[n])
        late = at + call.KEPT

        def work(thread: int, place=place, late=late) -> bool:
            with sessions.begin() as session:
                if thread % 2:
                    call.close(session, {campaign.id: campaign}, late)
                    lapse(session, {campaign.id: campaign}, late)
                    return False
                return call.take(session, ours, campaign, place, {}, late - timedelta(seconds=1)) is not None

        taken = together(work, THREADS).count(True)
        with sessions.begin() as session:
            held = coupons.coupon_of(session, campaign.id, people[n])
            assert taken == (1 if held else 0)
            assert stock.taken(session, campaign.id)[0] == taken
            if held:
                coupons.remove_coupon(session, held.id)
                stock.give_back(session, campaign.id)


def test_twelve_workers_thank_once_and_not_beyond_the_most(sessions: Sessions) -> None:
    ours, at = means(), datetime.now(UTC)
    campaign = make.campaign(follow=None, share={"reward": True, "most": 2})
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        sharer = make.coupon(session, issued_at=at)
        person = subscribers.subscriber(session, sharer.subscriber)
        share.agree(session, ours, campaign, person, {}, at)
        for _ in range(5):
            friend = make.coupon(session, issued_at=at)
            session.run(Sql("UPDATE coupons SET friend_of = :sharer WHERE id = :id"), sharer=sharer.id, id=friend.id)
            make.redemption(session, friend.serial, at=at)
    later = at + timedelta(hours=1)

    def work(_: int) -> int:
        with sessions.read() as session:
            friends, _ = thank.due(session, {campaign.id: campaign}, later)
        done = 0
        for each in friends:
            with sessions.begin() as session:
                done += thank.thank(session, ours, {campaign.id: campaign}, each, later)
        return done

    assert sum(together(work, THREADS)) == 2
    with sessions.read() as session:
        assert rewards.count(session, campaign.id, sharer.subscriber) == 2
