"""What a till gave while it had no line: as it happened, never dropped, and doubles by their name."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.actions import Means, happened, redeem, undo
from app.actions.happened import Given, Taken, Undo
from app.actions.reserve import worth
from app.actions.sale import Redeemed, Refused, Sale
from app.rules.coupon import write_code
from app.rules.redemption import Purchase, Refusal, Status
from app.rules.spending import Given as spent
from app.store import Session, Sessions, budgets, coupons, guesses, redemptions, spending, strays, undos
from app.store import happened as kept
from app.store.access import Till
from app.store.coupons import Worth
from app.store.redemptions import Asked
from app.store.revocations import revoke
from tests import make

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
IN_TIME = timedelta()


@pytest.fixture
def means() -> Means:
    """The usual means."""
    return make.means({})


@pytest.fixture
def till(session: Session) -> Till:
    """The till that had no line."""
    return Till(make.till(session, name="Duomo"), "Duomo")


def given(coupon, *, at: datetime, id: bytes = b"1", undone_at: datetime | None = None, **sale) -> Given:
    """What the till says."""
    undo = Undo(undone_at, "wrong_customer") if undone_at else None
    return Given(Asked(id * 16, b"a" * 16), Sale(write_code(coupon.serial, make.KEYS), **sale), at, undo)


def tell(session, means, till, what, now, *campaigns, ahead=IN_TIME) -> Taken:
    """What becomes of it."""
    offers = make.offers(session, *(campaigns or [make.campaign()]))
    return happened.take_in(session, means, offers, till, what, ahead, now)


def standing(session, coupon) -> tuple[datetime | None, str | None]:
    """When and where the coupon was spent."""
    found = coupons.coupon_by_serial(session, coupon.serial)
    return found.redeemed_at, found.till


def test_what_happened_is_written_with_its_own_moment(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    taken = tell(session, means, till, given(coupon, at=now - 2 * HOUR), now)
    assert (taken.redemption is not None, taken.why) == (True, None)
    assert standing(session, coupon) == (now - 2 * HOUR, "Duomo")


def test_told_twice_it_is_written_once(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR, worth=Worth(uses=5))
    what = given(coupon, at=now - HOUR)
    assert tell(session, means, till, what, now) == tell(session, means, till, what, now + HOUR)
    assert coupons.coupon_by_serial(session, coupon.serial).used == 1


def test_a_coupon_spent_elsewhere_meanwhile_is_a_double_with_both_tills_and_times(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    other = make.till(session, name="Via Roma")
    first = make.redemption(session, coupon.serial, at=now - HOUR, till=other)
    taken = tell(session, means, till, given(coupon, at=now - 2 * HOUR), now)
    assert taken.why is Refusal.ALREADY_REDEEMED
    assert standing(session, coupon) == (now - HOUR, "Via Roma")
    (double,) = kept.irregular(session, now - HOUR, 10)
    assert (double.id, double.till, double.happened_at) == (taken.redemption, "Duomo", now - 2 * HOUR)
    assert (double.before_till, double.before_at, double.serial) == ("Via Roma", now - HOUR, coupon.serial)
    again = tell(session, means, till, given(coupon, at=now - 2 * HOUR), now)
    assert again == taken
    assert redemptions.redemption(session, first) is not None


def test_when_the_first_is_undone_the_double_spends_the_coupon(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    other = Till(make.till(session, name="Via Roma"), "Via Roma")
    first = make.redemption(session, coupon.serial, at=now - timedelta(minutes=1), till=other.id)
    double = tell(session, means, till, given(coupon, at=now - 2 * HOUR), now)
    assert undo.reverse(session, means, other, first, "wrong customer", now)
    assert kept.irregular(session, now - HOUR, 10) == []
    found = coupons.coupon_by_serial(session, coupon.serial)
    assert (found.till, found.used) == ("Duomo", 1)
    assert undo.reverse(session, means, till, double.redemption, "wrong customer", now)
    assert coupons.coupon_by_serial(session, coupon.serial).redeemed_at is None


@pytest.mark.parametrize("which", [0, 1])
def test_whichever_use_of_several_is_undone_the_double_takes_its_place(session, means, till, now, which):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR, worth=Worth(uses=2))
    other = Till(make.till(session, name="Via Roma"), "Via Roma")
    uses = [make.redemption(session, coupon.serial, at=now - timedelta(minutes=1), till=other.id) for _ in range(2)]
    double = tell(session, means, till, given(coupon, at=now - 2 * HOUR), now)
    assert double.why is Refusal.ALREADY_REDEEMED
    assert undo.reverse(session, means, other, uses[which], "wrong customer", now)
    found = coupons.coupon_by_serial(session, coupon.serial)
    assert (found.used, found.redeemed_at is not None) == (2, True)
    assert kept.irregular(session, now - HOUR, 10) == []


def test_a_double_that_is_undone_leaves_the_coupon_spent(session, means, till, now):
    offer = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "50 EUR"}}
    campaign = make.campaign(offer=offer)
    coupon = make.coupon(session, issued_at=now - 3 * HOUR, worth=worth(campaign.offer))
    other = Till(make.till(session, name="Via Roma"), "Via Roma")
    offers, sale = make.offers(session, campaign), Sale(write_code(coupon.serial, make.KEYS))
    assert isinstance(redeem.redeem(session, means, offers, other, sale, now - HOUR), Redeemed)
    double = tell(session, means, till, given(coupon, at=now - 2 * HOUR), now, campaign)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 1000)
    assert undo.reverse(session, means, till, double.redemption, "typed wrong", now)
    assert standing(session, coupon) == (now - HOUR, "Via Roma")
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 500)
    assert kept.irregular(session, now - HOUR, 10) == []


def test_when_a_card_is_undone_its_double_is_paid_from_the_balance(session, means, till, now):
    offer = {"kind": "card", "value": 20, "currency": "EUR", "limits": {"budget": "50 EUR"}}
    campaign = make.campaign(offer=offer)
    coupon = make.coupon(session, issued_at=now - 3 * HOUR, worth=worth(campaign.offer))
    other = Till(make.till(session, name="Via Roma"), "Via Roma")
    offers, code = make.offers(session, campaign), write_code(coupon.serial, make.KEYS)
    first = redeem.redeem(session, means, offers, other, Sale(code, Purchase(2000, "EUR")), now)
    assert isinstance(first, Redeemed)
    tell(session, means, till, given(coupon, at=now - HOUR, purchase=Purchase(800, "EUR")), now, campaign)
    assert undo.reverse(session, means, other, first.id, "wrong customer", now)
    found = coupons.coupon_by_serial(session, coupon.serial)
    assert (found.till, found.balance) == ("Duomo", 2000), "the card was empty, so nothing could be paid twice"
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 2000, 0)


def test_what_was_given_before_a_coupon_was_withdrawn_is_regular(session, means, till, now):
    before, after = (make.coupon(session, issued_at=now - 3 * HOUR) for _ in range(2))
    for each in (before, after):
        revoke(session, each.id, now - HOUR, by="giulia@aurora.example", reason="other")
    assert tell(session, means, till, given(before, at=now - 2 * HOUR), now).why is None
    assert tell(session, means, till, given(after, at=now - HOUR / 2, id=b"2"), now).why is Refusal.REVOKED


def test_what_is_no_coupon_of_ours_is_written_down_once(session, means, till, now):
    code = write_code(77, make.KEYS)
    what = Given(Asked(b"1" * 16, b"a" * 16), Sale(code), now - HOUR)
    assert [tell(session, means, till, what, now) for _ in range(2)] == [Taken(None, Refusal.UNKNOWN)] * 2
    forged = Given(Asked(b"2" * 16, b"a" * 16), Sale("3933 3123 4342"), now - HOUR)
    tell(session, means, till, forged, now)
    listed = strays.listed(session, now, 10)
    assert sorted((each.till, each.happened_at, each.ending) for each in listed) == [
        ("Duomo", now - HOUR, ""),
        ("Duomo", now - HOUR, code[-4:]),
    ]
    assert strays.listed(session, now + HOUR, 10) == []


@pytest.mark.parametrize("was_told", [False, True])
def test_what_is_no_coupon_of_ours_and_was_undone_in_time_is_not_listed_and_counts_as_wrong(
    session, means, till, now, was_told
):
    what = Given(Asked(b"1" * 16, b"a" * 16), Sale(write_code(77, make.KEYS)), now - HOUR)
    if was_told:
        tell(session, means, till, what, now)
    undone = replace(what, undo=Undo(now - HOUR + MINUTE, "wrong_customer"))
    assert tell(session, means, till, undone, now) == Taken(None, Refusal.UNKNOWN)
    assert (strays.listed(session, now, 10), strays.by_till(session, now)) == ([], {})
    assert guesses.all_counted(session) == {f"till {till.id}": 1 + was_told}


def test_what_is_no_coupon_of_ours_and_was_undone_too_late_is_listed(session, means, till, now):
    what = Given(Asked(b"1" * 16, b"a" * 16), Sale(write_code(77, make.KEYS)), now - HOUR)
    tell(session, means, till, replace(what, undo=Undo(now - HOUR + 6 * MINUTE, "wrong_customer")), now)
    assert len(strays.listed(session, now, 10)) == 1


@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        ({"valid_until": make.NOW - 2 * HOUR}, Refusal.EXPIRED),
        ({"valid_from": make.NOW}, Refusal.NOT_YET_VALID),
    ],
)
def test_what_was_not_good_then_is_kept_by_its_refusal(session, means, till, now, unfit, why):
    coupon = make.coupon(session, issued_at=now - 9 * HOUR, **unfit)
    assert tell(session, means, till, given(coupon, at=now - HOUR), now).why is why
    assert [each.why for each in kept.irregular(session, now, 10)] == [why]
    assert standing(session, coupon) == (None, None)


def test_a_coupon_that_ended_since_was_good_when_it_was_given(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 9 * HOUR, valid_until=now - HOUR)
    assert tell(session, means, till, given(coupon, at=now - 2 * HOUR), now).why is None


def test_what_spoke_against_it_is_kept_and_the_coupon_is_spent(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    elsewhere = replace(till, shop="duomo")
    taken = tell(
        session, means, elsewhere, given(coupon, at=now - HOUR), now, make.campaign(offer={"stores": ["roma"]})
    )
    assert taken.why is Refusal.NOT_HERE
    assert standing(session, coupon) == (now - HOUR, "Duomo")
    assert [each.why for each in kept.irregular(session, now, 10)] == [Refusal.NOT_HERE]


def test_a_sum_in_another_currency_takes_nothing_off_and_costs_nothing(session, means, till, now):
    campaign = make.campaign(offer={"kind": "percent", "value": 25, "limits": {"budget": "100 EUR"}})
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    told = given(coupon, at=now - HOUR, purchase=Purchase(999_999_999, "JPY"))
    taken = tell(session, means, till, told, now, campaign)
    assert taken.why is Refusal.OTHER_CURRENCY
    assert spending.given(session, campaign.id) == [spent(make.PLACEMENT, "EUR", 1, 0, 1)]
    assert budgets.stands(session, campaign.id) is None, "nobody has asked for it yet"


@pytest.mark.parametrize(
    ("purchase", "why"), [(Purchase(5000, "JPY"), Refusal.OTHER_CURRENCY), (None, Refusal.AMOUNT_NEEDED)]
)
def test_a_card_without_a_sum_in_its_currency_keeps_its_balance(session, means, till, now, purchase, why):
    campaign = make.campaign(offer={"kind": "card", "value": 50, "currency": "EUR"})
    coupon = make.coupon(session, issued_at=now - 3 * HOUR, worth=worth(campaign.offer))
    taken = tell(session, means, till, given(coupon, at=now - HOUR, purchase=purchase), now, campaign)
    found = coupons.coupon_by_serial(session, coupon.serial)
    assert (taken.why, found.balance, found.used, found.redeemed_at) == (why, 5000, 1, None)
    assert undo.reverse(session, means, till, taken.redemption, "typed wrong", now)
    found = coupons.coupon_by_serial(session, coupon.serial)
    assert (found.balance, found.used) == (5000, 0)


def test_beside_another_in_the_same_sale_it_is_kept_as_such(session, means, till, now):
    campaign = make.campaign(offer={"stackable": False})
    for n, why in enumerate([None, Refusal.NOT_TOGETHER]):
        what = given(make.coupon(session, issued_at=now - 3 * HOUR), at=now - HOUR, id=b"%d" % n, reference="slip 1")
        assert tell(session, means, till, what, now, campaign).why is why
        assert tell(session, means, till, what, now, campaign).why == why, "told again it is not beside itself"


@pytest.mark.parametrize(
    ("said", "ahead", "at"),
    [
        (make.NOW - HOUR + timedelta(days=365), timedelta(days=365), make.NOW - HOUR),
        (make.NOW - HOUR - timedelta(days=9999), -timedelta(days=9999), make.NOW - HOUR),
        (make.NOW + 5 * HOUR, IN_TIME, make.NOW),
        (make.NOW - timedelta(days=400), IN_TIME, make.NOW - 3 * HOUR),
    ],
)
def test_a_clock_that_goes_wrong_moves_nothing_beyond_issue_and_now(session, means, till, now, said, ahead, at):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    tell(session, means, till, given(coupon, at=said), now, ahead=ahead)
    assert standing(session, coupon) == (at, "Duomo")


def test_a_code_of_nobody_is_told_as_such_and_leaves_nothing(session, means, till, now):
    coupon = make.coupon(session)
    forged = replace(given(coupon, at=now), sale=Sale("2222-2222-2222"))
    held = make.coupon(session, held_until=now + HOUR)
    for what in (forged, given(held, at=now)):
        assert tell(session, means, till, what, now) == Taken(None, Refusal.UNKNOWN)
    assert spending.given(session, coupon.campaign) == []


def test_what_was_given_counts_in_the_budget_also_beyond_it(session, means, till, now):
    offer = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "6 EUR"}}
    campaign = make.campaign(offer=offer)
    first, second = (make.coupon(session, issued_at=now - 3 * HOUR, worth=worth(campaign.offer)) for _ in range(2))
    budgets.promise(session, campaign.id, 600, "EUR", 500)
    tell(session, means, till, given(first, at=now - HOUR), now, campaign)
    tell(session, means, till, given(second, at=now - HOUR, id=b"2"), now, campaign)
    tell(session, means, till, given(second, at=now - HOUR, id=b"3"), now, campaign)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 1500)


def test_two_tills_that_come_back_at_once_spend_it_once_and_tell_both(sessions: Sessions, means, now):
    with sessions.begin() as session:
        tills = [Till(make.till(session, name=f"Till {n}"), f"Till {n}") for n in range(6)]
        coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    start, answers = threading.Barrier(len(tills)), []

    def come_back(till: Till) -> None:
        start.wait()
        with sessions.stepwise() as session:
            answers.append(happened.take_in(session, means, _None(), till, given(coupon, at=now - HOUR), IN_TIME, now))

    threads = [threading.Thread(target=come_back, args=(till,)) for till in tills]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(each.why) for each in answers) == ["None", *["already_redeemed"] * 5]
    with sessions.read() as session:
        assert len(kept.irregular(session, now, 10)) == 5
        assert coupons.coupon_by_serial(session, coupon.serial).used == 1


@pytest.mark.parametrize("first", ["undone", "told"])
def test_a_double_that_is_told_while_the_first_is_undone_spends_the_coupon(
    sessions: Sessions, means: Means, now: datetime, first: str
) -> None:
    """Whichever begins, the other waits until it has ended, and finds what it left."""
    with sessions.begin() as session:
        roma, duomo = (Till(make.till(session, name=name), name) for name in ("Via Roma", "Duomo"))
        coupon = make.coupon(session, issued_at=now - 3 * HOUR)
        spent = make.redemption(session, coupon.serial, at=now, till=roma.id)
    what, offers = given(coupon, at=now - HOUR), _None()

    def take_back(session: Session) -> None:
        assert undo.reverse(session, means, roma, spent, "wrong_customer", now)

    def double(session: Session) -> None:
        assert happened.take_in(session, means, offers, duomo, what, IN_TIME, now).redemption

    beside(sessions, *((take_back, double) if first == "undone" else (double, take_back)))
    with sessions.read() as session:
        assert standing(session, coupon) == (now - HOUR if first == "undone" else now, "Duomo")
        assert kept.irregular(session, now - HOUR, 10) == []


def test_a_card_pays_for_what_is_told_while_its_balance_comes_back(
    sessions: Sessions, means: Means, now: datetime
) -> None:
    campaign = make.campaign(offer={"kind": "card", "value": 20, "currency": "EUR"})
    with sessions.begin() as session:
        roma, duomo = (Till(make.till(session, name=name), name) for name in ("Via Roma", "Duomo"))
        coupon = make.coupon(session, issued_at=now - 3 * HOUR, worth=worth(campaign.offer))
        sale = Sale(write_code(coupon.serial, make.KEYS), Purchase(2000, "EUR"))
        spent = redeem.redeem(session, means, make.offers(session, campaign), roma, sale, now)
        assert isinstance(spent, Redeemed)
    what = given(coupon, at=now - HOUR, purchase=Purchase(800, "EUR"))

    def take_back(session: Session) -> None:
        assert undo.reverse(session, means, roma, spent.id, "wrong_customer", now)

    def double(session: Session) -> None:
        assert tell(session, means, duomo, what, now, campaign).why is None

    beside(sessions, take_back, double)
    with sessions.read() as session:
        found = coupons.coupon_by_serial(session, coupon.serial)
    assert (found.balance, found.used) == (1200, 1)


def beside(sessions: Sessions, begins: Callable[[Session], None], follows: Callable[[Session], None]) -> None:
    """Does both in transactions of their own: what follows comes while the other has not ended, and waits for it."""

    def follow() -> None:
        with sessions.begin() as session:
            follows(session)

    following = threading.Thread(target=follow)
    with sessions.begin() as session:
        begins(session)
        following.start()
        following.join(timeout=0.5)
        assert following.is_alive(), "it did not wait"
    following.join()


class _None:
    """No release of the campaign can be read any more."""

    def of(self, *_asked: str) -> None:
        """See tell.Offers."""


def test_tills_learn_what_is_spent_and_what_is_back(session, means, till, now):
    spent, undone, over = (make.coupon(session, issued_at=now - 9 * HOUR) for _ in range(3))
    old = make.coupon(session, issued_at=now - 9 * HOUR, valid_until=now - HOUR, spent_at=now - 2 * HOUR)
    offers = make.offers(session, make.campaign())
    ids = {}
    for each in (spent, undone, over):
        done = redeem.redeem(session, means, offers, till, Sale(write_code(each.serial, make.KEYS)), now)
        assert isinstance(done, Redeemed)
        ids[each.serial] = done.id
    undo.reverse(session, means, till, ids[undone.serial], "wrong customer", now + timedelta(minutes=1))
    known = kept.spent_after(session, "", now, 10)
    assert {serial for _, serial in known} == {spent.serial, over.serial}
    assert old.serial not in {serial for _, serial in known}
    assert kept.spent_after(session, known[-1][0], now, 10) == []
    undone_at = now + timedelta(minutes=1), ids[undone.serial]
    assert kept.back_after(session, (now, ""), 10) == [(undone_at, undone.serial)]
    assert kept.back_after(session, undone_at, 10) == []
    revoke(session, undone.id, now, by="Giulia", reason="misprint")
    assert kept.back_after(session, (now, ""), 10) == [], "what was withdrawn is not good again"


def test_what_has_one_moment_is_told_piece_by_piece_and_nothing_is_passed_over(session, now):
    withdrawn = [make.coupon(session, issued_at=now - HOUR) for _ in range(5)]
    for each in withdrawn:
        revoke(session, each.id, now, by="Giulia", reason="misprint")
    told, place = [], (now - HOUR, 0)
    while rows := kept.revoked_after(session, place, now, 2):
        told += [serial for _, serial in rows]
        place = rows[-1][0]
    assert told == [each.serial for each in withdrawn]


def test_a_till_with_a_line_is_told_of_what_happened_without_one(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    tell(session, means, till, given(coupon, at=now - HOUR), now)
    offers = make.offers(session, make.campaign())
    refused = redeem.redeem(session, means, offers, till, Sale(write_code(coupon.serial, make.KEYS)), now)
    assert isinstance(refused, Refused)
    assert (refused.refusal, refused.coupon.till) == (Refusal.ALREADY_REDEEMED, "Duomo")
    assert refused.coupon.status(now) is Status.REDEEMED


def test_what_was_undone_without_a_line_is_written_with_its_times_and_reason_and_spends_nothing(
    session, means, till, now
):
    offer = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "50 EUR"}}
    campaign = make.campaign(offer=offer)
    coupon = make.coupon(session, issued_at=now - 3 * HOUR, worth=worth(campaign.offer))
    budgets.promise(session, campaign.id, 5000, "EUR", 500)
    what, at = given(coupon, at=now - HOUR, undone_at=now - HOUR + MINUTE), now - HOUR
    taken = tell(session, means, till, what, now, campaign)
    assert (taken.why, taken.at, taken.undone_at) == (None, at, at + MINUTE)
    found = redemptions.redemption(session, taken.redemption)
    assert (found.till, found.at, found.happened_at) == (till.id, now, at)
    assert (found.reversed_at, found.reason) == (at + MINUTE, "wrong_customer")
    assert standing(session, coupon) == (None, None)
    assert coupons.coupon_by_serial(session, coupon.serial).used == 0
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 500, 0)
    assert undos.undone_by_till(session, now, now + HOUR) == [(till.id, 1, 1, 0)]
    assert undos.undo_reasons(session, now, now + HOUR) == {till.id: [("wrong_customer", 1)]}
    assert tell(session, means, till, what, now + HOUR, campaign) == taken, "told twice, it is written once"
    assert undos.undone_by_till(session, now, now + 2 * HOUR) == [(till.id, 1, 1, 0)]


@pytest.mark.parametrize("undone_first", [True, False])
def test_what_was_undone_is_no_double_of_what_was_given_after_it(session, means, till, now, undone_first):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    undone = given(coupon, at=now - HOUR, undone_at=now - HOUR + MINUTE)
    later = given(coupon, at=now - HOUR + 2 * MINUTE, id=b"2")
    order = [undone, later] if undone_first else [later, undone]
    told = {what.asked: tell(session, means, till, what, now) for what in order}
    assert [taken.why for taken in told.values()] == [None, None]
    assert kept.irregular(session, now - HOUR, 10) == []
    assert standing(session, coupon) == (later.at, "Duomo")
    assert tell(session, means, till, undone, now) == told[undone.asked]


def test_an_undoing_reaches_what_was_spent_with_a_line_and_its_answer_lost(session, means, till, now):
    coupon, asked = make.coupon(session, issued_at=now - 3 * HOUR), now - 2 * HOUR
    what = given(coupon, at=asked + MINUTE / 4, undone_at=asked + 5 * MINUTE)
    offers = make.offers(session, make.campaign())
    done = redeem.redeem(session, means, offers, till, what.sale, asked, asked=what.asked)
    assert isinstance(done, Redeemed)
    expected = Taken(done.id, None, asked, asked + 5 * MINUTE)
    assert [tell(session, means, till, what, now) for _ in range(2)] == [expected] * 2
    assert standing(session, coupon) == (None, None)
    assert [serial for _, serial in kept.back_after(session, (now, ""), 10)] == [coupon.serial], "tills hear of it now"


def test_an_undoing_reaches_what_was_told_before(session, means, till, now):
    """The till was still telling it when it was undone."""
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    first = tell(session, means, till, given(coupon, at=now - MINUTE), now)
    again = tell(session, means, till, given(coupon, at=now - MINUTE, undone_at=now), now + MINUTE)
    assert again == replace(first, undone_at=now)
    assert standing(session, coupon) == (None, None)
    assert tell(session, means, till, given(coupon, at=now - MINUTE), now + MINUTE) == again


@pytest.mark.parametrize("after", [-MINUTE, 5 * MINUTE + timedelta(seconds=1), 40 * MINUTE])
def test_what_was_undone_too_late_stays_spent(session, means, till, now, after):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    taken = tell(session, means, till, given(coupon, at=now - HOUR, undone_at=now - HOUR + after), now)
    assert (taken.why, taken.undone_at) == (None, None)
    assert standing(session, coupon) == (now - HOUR, "Duomo")


def test_an_old_redemption_is_not_undone_by_telling_it_as_new(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 30 * HOUR)
    tell(session, means, till, given(coupon, at=now - 24 * HOUR), now - 23 * HOUR)
    again = tell(session, means, till, given(coupon, at=now - MINUTE, undone_at=now), now)
    assert (again.at, again.undone_at) == (now - 24 * HOUR, None)
    assert standing(session, coupon) == (now - 24 * HOUR, "Duomo")


def test_undone_without_a_line_and_spent_elsewhere_before_we_heard_of_it_is_listed(session, means, till, now):
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    other = make.till(session, name="Via Roma")
    make.redemption(session, coupon.serial, at=now - HOUR, till=other)
    what = given(coupon, at=now - 2 * HOUR, undone_at=now - 2 * HOUR + MINUTE)
    taken = tell(session, means, till, what, now)
    assert (taken.why, taken.undone_at) == (None, now - 2 * HOUR + MINUTE)
    assert standing(session, coupon) == (now - HOUR, "Via Roma")
    (elsewhere,) = undos.spent_elsewhere(session, now, now + HOUR)
    assert (elsewhere.redemption, elsewhere.undone_at) == (taken.redemption, now - 2 * HOUR + MINUTE)
    assert elsewhere.spent_at_till == other
