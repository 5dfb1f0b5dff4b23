"""A link of its own for each coupon, and one more for whoever passed it on; and none for whoever plays with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.actions import end, erase, thank
from app.actions.undo import UNDO_WITHIN, reverse
from app.rules.decision import Reason
from app.rules.law import Book
from app.rules.law.common import EVERYWHERE
from app.rules.message import State
from app.store import Sql, access, coupons, ledger, messages, rewards, stock, subscribers, suppressions
from app.store.coupons import Coupon
from tests import make
from tests.web.visiting import HERE, ID, SINGLE, join, parts_of, release, scan, texts, words

SHARE = {**SINGLE, "share": {"reward": True, "most": 2}}
SHARER, FRIEND, OTHER = "333 123 4342", "333 123 4343", "333 123 4344"
LATER = UNDO_WITHIN + timedelta(seconds=1)
HOME, AWAY = "Mozilla/5.0 (iPhone) at home", "Mozilla/5.0 (Android) away"


def e164(number: str) -> str:
    """As the store knows it."""
    return f"+39{number.replace(' ', '')}"


class People:
    """Some people and their phones, before one campaign."""

    def __init__(self, client, sessions) -> None:
        self.client, self.sessions, self.joined = client, sessions, parts_of(client)
        self.means = make.means(self.joined.says, law=Book((EVERYWHERE,), ()))
        self.at = datetime.now(UTC)

    @property
    def campaigns(self):
        """Those in force."""
        return self.joined.campaigns.shelf.campaigns

    def join(self, number: str, *, by: str = HERE, phone: str = HOME) -> Coupon:
        """Somebody joins at this address; their coupon."""
        self.client.environ_base["HTTP_USER_AGENT"] = phone
        assert join(self.client, scan(self.client, by), number).status_code == 303
        return self.coupons(number)[0]

    def coupons(self, number: str) -> list[Coupon]:
        """All that this number has."""
        with self.sessions.read() as session:
            return coupons.coupons_of(session, subscribers.subscriber_of(session, e164(number)).id)

    def link(self, coupon: Coupon) -> str:
        """The path of the link on the ticket."""
        page = self.client.get(f"{make.page_of(coupon)}?language=en")
        return re.search(r'href="http://localhost(/s/\w+)"', page.text)[1]

    def wish(self, coupon: Coupon) -> None:
        """The box on the ticket, ticked and sent."""
        assert self.client.post(f"{make.page_of(coupon)}/share", data={"reward": "yes"}).status_code == 303

    def friend_of(self, coupon: Coupon) -> int | None:
        """By whose coupon this one came."""
        with self.sessions.read() as session:
            return session.run(Sql("SELECT friend_of FROM coupons WHERE id = :id"), id=coupon.id).fetchone()[0]

    def spend(self, coupon: Coupon) -> tuple[str, int]:
        """(redemption, till) of a friend's coupon, used now."""
        with self.sessions.begin() as session:
            till = make.till(session)
            return make.redemption(session, coupon.serial, at=datetime.now(UTC), till=till), till

    def work(self, after: timedelta = LATER) -> int:
        """How many were thanked for by a worker that looks so much later."""
        at = datetime.now(UTC) + after
        with self.sessions.read() as session:
            friends, undone = thank.due(session, self.campaigns, at)
        done = 0
        for each in friends:
            with self.sessions.begin() as session:
                done += thank.thank(session, self.means, self.campaigns, each, at)
        for each in undone:
            with self.sessions.begin() as session:
                thank.take_back(session, self.campaigns, each, at)
        return done


@pytest.fixture
def people(client, sessions) -> People:
    """Before a campaign that thanks for friends, twice at most."""
    release(client, **SHARE)
    return People(client, sessions)


def test_a_friend_who_joins_by_the_link_brings_one_more_coupon_once(people, sessions):
    mine = people.join(SHARER)
    people.wish(mine)
    theirs = people.join(FRIEND, by=people.link(mine), phone=AWAY)
    assert people.friend_of(theirs) == mine.id
    assert people.work() == 0, "not before it is used"
    people.spend(theirs)
    assert people.work(timedelta(0)) == 0, "not while the till may still undo it"
    assert [people.work(), people.work()] == [1, 0]
    first, second = people.coupons(SHARER)
    assert (first.id, second.nth, second.placement) == (mine.id, 2, mine.placement)
    with sessions.read() as session:
        assert sum("/l/" in text for text in texts(session)) == 3
        assert stock.taken(session, ID)[0] == 3


@pytest.mark.rule("COUP-CONS-1")
def test_without_the_wish_nobody_is_texted_and_the_wish_is_in_the_ledger(people, sessions):
    mine = people.join(SHARER)
    people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    assert people.work() == 0
    people.wish(mine)
    people.wish(mine)
    with sessions.read() as session:
        rows = ledger.consents_of(session, mine.subscriber)
    assert [row.event for row in rows if row.purpose == "reward"] == ["grant"]
    assert "when a friend has used theirs" in next(row.words for row in rows if row.purpose == "reward")


def test_the_same_number_brings_nothing(people):
    mine = people.join(SHARER)
    people.wish(mine)
    again = people.join(SHARER, by=people.link(mine), phone=AWAY)
    assert (again.id, people.friend_of(again)) == (mine.id, None)


def test_the_same_device_brings_nothing(people):
    mine = people.join(SHARER)
    people.wish(mine)
    link = people.link(mine)
    assert people.friend_of(people.join(FRIEND, by=link)) is None
    assert people.friend_of(people.join(OTHER, by=link, phone=AWAY)) == mine.id
    assert people.friend_of(people.join("333 123 4345", by=link, phone=AWAY)) is None, "nor twice from another"


def test_the_device_is_kept_as_a_keyed_hash_and_goes_with_the_evidence(people, sessions):
    mine = people.join(SHARER)
    found = Sql("SELECT device FROM coupons WHERE id = :id")
    with sessions.begin() as session:
        device = bytes(session.run(found, id=mine.id).fetchone()[0])
        assert len(device) == 16
        rewards.forget_devices(session, mine.subscriber)
        assert session.run(found, id=mine.id).fetchone()[0] is None


def test_a_loop_brings_nothing(people):
    """A sends B, and B sends A back: A was known before."""
    mine = people.join(SHARER)
    theirs = people.join(FRIEND, by=people.link(mine), phone=AWAY)
    people.wish(theirs)
    back = people.join(SHARER, by=people.link(theirs))
    assert people.friend_of(back) is None
    people.spend(mine)
    assert people.work() == 0


def test_a_number_known_before_brings_nothing(people, sessions):
    mine = people.join(SHARER)
    with sessions.begin() as session:
        make.subscriber(session, number=e164(FRIEND), now=people.at - timedelta(days=9))
    assert people.friend_of(people.join(FRIEND, by=people.link(mine), phone=AWAY)) is None


def test_there_are_no_more_than_most(people):
    mine = people.join(SHARER)
    people.wish(mine)
    link = people.link(mine)
    for n in range(4):
        people.spend(people.join(f"333 123 40{n:02d}", by=link, phone=f"Phone {n}"))
    assert people.work() == 2
    assert len(people.coupons(SHARER)) == 3
    assert people.work() == 0


def test_an_undo_before_the_thanks_brings_none(people, sessions):
    mine = people.join(SHARER)
    people.wish(mine)
    id, till = people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    with sessions.begin() as session:
        assert reverse(session, people.means, access.Till(till, ""), id, "wrong customer", datetime.now(UTC))
    assert people.work() == 0


def test_an_undo_before_the_reward_is_used_takes_it_back(people, sessions):
    mine = people.join(SHARER)
    people.wish(mine)
    id, till = people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    assert people.work() == 1
    with sessions.begin() as session:
        assert reverse(session, people.means, access.Till(till, ""), id, "wrong customer", datetime.now(UTC))
    people.work()
    reward = people.coupons(SHARER)[1]
    assert reward.revoked_at
    with sessions.read() as session:
        assert stock.taken(session, ID)[0] == 2


def test_the_text_of_a_reward_that_is_taken_back_leaves_no_more(people, sessions):
    mine = people.join(SHARER)
    people.wish(mine)
    id, till = people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    people.spend(mine)
    assert people.work() == 1
    with sessions.begin() as session:
        assert reverse(session, people.means, access.Till(till, ""), id, "wrong customer", datetime.now(UTC))
    people.work()
    with sessions.read() as session:
        last = messages.messages_of(session, mine.subscriber)[-1]
    assert (last.state, last.reason) == (State.SUPPRESSED, Reason.COUPON_WITHDRAWN)


def test_a_reward_that_was_used_stays(people, sessions):
    mine = people.join(SHARER)
    people.wish(mine)
    id, till = people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    people.work()
    with sessions.begin() as session:
        make.redemption(session, people.coupons(SHARER)[1].serial, at=datetime.now(UTC) + 2 * LATER)
        reverse(session, people.means, access.Till(till, ""), id, "wrong customer", datetime.now(UTC))
    people.work()
    assert people.coupons(SHARER)[1].revoked_at is None


def test_a_reward_stands_outside_per_person(client, sessions):
    release(client, **SHARE, offer={"limits": {"per_person": 2}})
    people = People(client, sessions)
    mine = people.join(SHARER)
    people.wish(mine)
    people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    assert people.work() == 1
    people.spend(mine)
    people.join(SHARER)
    assert [each.nth for each in people.coupons(SHARER)] == [1, 2, 3]


def test_who_is_erased_and_comes_back_by_the_own_link_is_no_friend(client, sessions):
    release(client, **SHARE, offer={"limits": {"per_person": 2}})
    people = People(client, sessions)
    mine = people.join(SHARER)
    link = people.link(mine)
    people.spend(mine)
    with sessions.begin() as session:
        person = subscribers.subscriber(session, mine.subscriber)
        assert erase.erase(session, person, people.campaigns, {}, datetime.now(UTC)).persons == 1
    people.join(SHARER, by=link)
    first, second = people.coupons(SHARER)
    assert (first.id, people.friend_of(second)) == (mine.id, mine.id)
    people.wish(first)
    people.spend(second)
    assert people.work() == 0
    assert len(people.coupons(SHARER)) == 2


def test_where_none_is_left_there_is_no_reward(client, sessions):
    release(client, **SHARE, offer={"limits": {"total": 2}})
    people = People(client, sessions)
    mine = people.join(SHARER)
    people.wish(mine)
    people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    assert people.work() == 0
    assert len(people.coupons(SHARER)) == 1


@pytest.mark.rule("US-KW-4")
def test_after_a_stop_nobody_is_thanked(people, sessions):
    mine = people.join(SHARER)
    people.wish(mine)
    people.spend(people.join(FRIEND, by=people.link(mine), phone=AWAY))
    with sessions.begin() as session:
        person = subscribers.subscriber(session, mine.subscriber)
        end.stop(session, person, people.campaigns[ID], reason="STOP by text", evidence={}, now=datetime.now(UTC))
    assert people.work() == 0


def test_the_ticket_has_a_link_without_script_and_a_box_that_is_empty(people):
    page = people.client.get(f"{make.page_of(people.join(SHARER))}?language=en")
    assert "Pass it on" in words(page)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert 'name="reward" value="yes" autocomplete="off" required>' in page.text


def test_a_campaign_without_the_section_has_neither_link_nor_script(client, sessions):
    release(client, **SINGLE)
    page = client.get(f"{make.page_of(People(client, sessions).join(SHARER))}?language=en")
    assert "Pass it on" not in words(page)
    assert "share.js" not in page.text


# ---- what else the ticket's page can do


def test_the_text_comes_again_within_the_limits(people, sessions):
    ticket = make.page_of(people.join(SHARER))
    assert people.client.post(f"{ticket}/again").location.endswith("done=too_soon")
    sent = Sql("UPDATE messages SET queued_at = queued_at - 3600000000")
    done = []
    for _ in range(3):
        with sessions.begin() as session:
            session.run(sent)
        done.append(people.client.post(f"{ticket}/again").location.partition("done=")[2])
    assert done == ["sent", "sent", "too_often"]


def test_not_my_number_is_one_tap(people, sessions):
    mine = people.join(SHARER)
    assert people.client.post(f"{make.page_of(mine)}/not-me").location.endswith("done=not-me")
    assert "That is settled." in words(people.client.get(f"{make.page_of(mine)}?done=not-me&language=en"))
    with sessions.read() as session:
        assert make.BRAND in suppressions.suppressed_by(session, mine.subscriber)
