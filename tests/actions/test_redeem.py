"""A coupon spent at a till: the yes, every no by its name, and the way back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.actions import Means, look_up, redeem, undo
from app.actions.look_up import Found
from app.actions.reserve import is_sold_out, reserve, worth
from app.actions.sale import Redeemed, Refused, Sale
from app.rules import offline_seal
from app.rules.coupon import ALPHABET, write_code
from app.rules.redemption import Purchase, Refusal, Status
from app.rules.seal_facts import Facts, mark, worth_of
from app.store import Session, budgets, coupons, suppressions, words
from app.store.access import Till
from app.store.subscribers import Subscriber
from tests import make

SAYS = words.load()


@pytest.fixture
def means() -> Means:
    """Means with limits on."""
    return make.means(SAYS)


@pytest.fixture
def till(session: Session) -> Till:
    """A till of ours."""
    return Till(make.till(session, name="Till 1"), "Till 1")


class Counting:
    """A session that counts what the store is asked."""

    def __init__(self, session: Session) -> None:
        self._session, self.asked = session, 0

    def __getattr__(self, name: str):
        return getattr(self._session, name)

    def run(self, statement, **values):
        self.asked += 1
        return self._session.run(statement, **values)


class Beaten:
    """A session in whose first acts somebody else's come just before ours."""

    def __init__(self, session: Session, *before) -> None:
        self._session, self._before = session, list(before)

    def __getattr__(self, name: str):
        return getattr(self._session, name)

    def act(self, act, **values):
        if self._before:
            self._before.pop(0)()
        return self._session.act(act, **values)


def code_of(means: Means, coupon) -> str:
    """The coupon's code, as a text carries it."""
    return write_code(coupon.serial, means.keys)


def content_of(means: Means, coupon, *, key: int = -1, code: str | None = None) -> str:
    """What the coupon's QR symbol holds, sealed with one of our keys."""
    campaign = make.campaign()
    facts = Facts(
        campaign=mark(campaign.id),
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        worth=worth_of(campaign.offer, "it"),
    )
    return offline_seal.seal(code or code_of(means, coupon), facts, offline_seal.private_key(means.keys[key]))


def forged(code: str) -> str:
    """The code with another last letter."""
    return code[:-1] + next(letter for letter in ALPHABET if letter != code[-1])


def spend(session, means, till, typed, now, *campaigns, **sale):
    """What the till hears."""
    offers = make.offers(session, *(campaigns or [make.campaign()]))
    return redeem.redeem(session, means, offers, till, Sale(typed, **sale), now)


def test_a_good_code_is_spent_however_it_is_typed(session, means, till, now):
    coupon = make.coupon(session)
    spent = spend(session, means, till, f" {code_of(means, coupon).lower().replace('-', ' ')}\n", now)
    assert isinstance(spent, Redeemed)
    assert (spent.code, spent.campaign, spent.at) == (code_of(means, coupon), "estate-25", now)


def test_the_second_till_hears_where_and_when(session, means, till, now):
    coupon = make.coupon(session)
    spend(session, means, till, code_of(means, coupon), now)
    other = Till(make.till(session), "Till 2")
    refused = spend(session, means, other, code_of(means, coupon), now + timedelta(minutes=1))
    assert isinstance(refused, Refused)
    assert refused.refusal is Refusal.ALREADY_REDEEMED
    assert refused.coupon is not None
    assert (refused.coupon.till, refused.coupon.redeemed_at) == ("Till 1", now)


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        (timedelta(days=30), Refusal.EXPIRED),
        (timedelta(days=30) - timedelta(microseconds=1), None),
        (-timedelta(microseconds=1), Refusal.NOT_YET_VALID),
    ],
)
def test_the_dates_are_kept_to_the_microsecond(session, means, till, now, when, refusal):
    coupon = make.coupon(session)
    outcome = spend(session, means, till, code_of(means, coupon), now + when)
    assert (outcome.refusal if isinstance(outcome, Refused) else None) is refusal


def test_a_coupon_held_for_an_unproven_number_does_not_exist(session, means, till, now):
    coupon = make.coupon(session, held_until=now + timedelta(hours=1))
    assert spend(session, means, till, code_of(means, coupon), now) == Refused(Refusal.UNKNOWN)
    assert look_up.look_up(session, means, till, code_of(means, coupon), now) == Refused(Refusal.UNKNOWN)


def test_forged_mistyped_and_foreign_codes_get_one_answer(session, means, till, now):
    code = code_of(means, make.coupon(session))
    never_issued = write_code(5, means.keys)
    answers = [spend(session, means, till, typed, now) for typed in (forged(code), "hello", "", never_issued)]
    assert answers == [Refused(Refusal.UNKNOWN)] * 4


def test_a_till_that_guesses_has_to_wait_and_others_do_not(session, means, till, now):
    code = code_of(means, make.coupon(session))
    for _ in range(10):
        spend(session, means, till, forged(code), now)
    waits = spend(session, means, till, code, now)
    assert isinstance(waits, Refused)
    assert waits.refusal is Refusal.TOO_MANY_ATTEMPTS
    assert waits.again_from is not None
    other = Till(make.till(session), "Till 2")
    assert isinstance(spend(session, means, other, code, now), Redeemed)


def test_a_redemption_can_be_taken_back_and_made_again(session, means, till, now):
    code = code_of(means, make.coupon(session))
    spent = spend(session, means, till, code, now)
    assert isinstance(spent, Redeemed)
    soon = now + timedelta(minutes=1)
    assert undo.reverse(session, means, till, spent.id, "wrong customer", soon)
    assert not undo.reverse(session, means, till, spent.id, "again", soon)
    assert isinstance(spend(session, means, till, code, soon), Redeemed)


def test_a_coupon_is_looked_up_without_being_spent(session, means, till, now):
    code = code_of(means, make.coupon(session))
    for _ in range(2):
        found = look_up.look_up(session, means, till, code, now)
        assert isinstance(found, Found)
        assert found.status is Status.VALID


@pytest.mark.rule("COUP-CONS-3", "EU-DETR-1")
def test_a_coupon_stays_good_after_stop(session, means, till, now):
    coupon = make.coupon(session)
    suppressions.suppress(session, coupon.subscriber, make.BRAND, reason="STOP", now=now)
    assert isinstance(spend(session, means, till, code_of(means, coupon), now), Redeemed)


def euros(amount: int) -> Purchase:
    """A purchase, in cents."""
    return Purchase(amount, "EUR")


def test_the_till_is_told_what_to_take_off(session, means, till, now):
    code = code_of(means, make.coupon(session))
    spent = spend(session, means, till, code, now, make.campaign(offer={"most": "10 EUR"}), purchase=euros(1990))
    assert isinstance(spent, Redeemed)
    assert (spent.discount, spent.currency) == (498, "EUR")
    assert json.loads(spent.told)["most"] == {"value": "10.00", "currency": "EUR"}


def test_terms_that_do_not_hold_are_said_and_nothing_is_spent(session, means, till, now):
    campaign = make.campaign(offer={"least": "20 EUR", "stores": ["via-roma"], "hours": "11:00-15:00"})
    code = code_of(means, make.coupon(session))
    elsewhere, noon = replace(till, shop="duomo"), now  # 12:00 in Rome
    told = [
        spend(session, means, elsewhere, code, noon, campaign, purchase=euros(2000)),
        spend(session, means, till, code, noon + timedelta(hours=4), campaign, purchase=euros(2000)),
        spend(session, means, till, code, noon, campaign, purchase=euros(1999)),
        spend(session, means, till, code, noon, campaign, purchase=Purchase(2000, "USD")),
    ]
    assert [each.refusal for each in told] == [
        Refusal.NOT_HERE,
        Refusal.NOT_NOW,
        Refusal.BELOW_LEAST,
        Refusal.OTHER_CURRENCY,
    ]
    assert isinstance(spend(session, means, till, code, noon, campaign, purchase=euros(2000)), Redeemed)


def test_a_spent_coupon_is_told_as_spent_whatever_its_terms_are(session, means, till, now):
    campaign = make.campaign(offer={"least": "20 EUR"})
    code = code_of(means, make.coupon(session, spent_at=now))
    refused = spend(session, means, till, code, now, campaign, purchase=euros(1))
    assert refused.refusal is Refusal.ALREADY_REDEEMED


def test_a_card_pays_what_is_bought_until_it_is_empty(session, means, till, now):
    campaign = make.campaign(offer={"kind": "card", "value": 50, "currency": "EUR"})
    code = code_of(means, make.coupon(session, worth=worth(campaign.offer)))
    assert spend(session, means, till, code, now, campaign).refusal is Refusal.AMOUNT_NEEDED
    first = spend(session, means, till, code, now, campaign, purchase=euros(3000))
    second = spend(session, means, till, code, now, campaign, purchase=euros(3000))
    assert [(each.discount, each.remains) for each in (first, second)] == [(3000, 2000), (2000, 0)]
    third = spend(session, means, till, code, now, campaign, purchase=euros(1))
    assert third.refusal is Refusal.ALREADY_REDEEMED


@pytest.mark.parametrize(("others", "outcome"), [([2000], 3000), ([2000, 1000], Refusal.OVER_LIMIT)])
def test_a_card_that_others_pay_with_meanwhile_pays_what_is_left(session, means, till, now, others, outcome):
    campaign = make.campaign(offer={"kind": "card", "value": 50, "currency": "EUR"})
    code = code_of(means, make.coupon(session, worth=worth(campaign.offer)))
    before = [lambda sum=sum: spend(session, means, till, code, now, campaign, purchase=euros(sum)) for sum in others]
    came = spend(Beaten(session, *before), means, till, code, now, campaign, purchase=euros(5000))
    assert (came.discount if isinstance(came, Redeemed) else came.refusal) == outcome


def test_a_coupon_that_stands_alone_is_refused_beside_another(session, means, till, now):
    alone = make.campaign(offer={"stackable": False})
    first, second = (code_of(means, make.coupon(session)) for _ in range(2))
    assert isinstance(spend(session, means, till, first, now, alone, reference="slip 1"), Redeemed)
    refused = spend(session, means, till, second, now, alone, reference="slip 1")
    assert refused.refusal is Refusal.NOT_TOGETHER
    assert isinstance(spend(session, means, till, second, now, alone, reference="slip 2"), Redeemed)


def test_a_sale_without_a_name_is_no_sale_that_two_coupons_share(session, means, till, now):
    alone = make.campaign(offer={"stackable": False})
    for _ in range(2):
        code = code_of(means, make.coupon(session))
        assert isinstance(spend(session, means, till, code, now, alone, reference=""), Redeemed)


def test_what_is_given_never_passes_the_budget_and_an_undo_gives_it_back(session, means, till, now):
    campaign = make.campaign(offer={"value": 50, "limits": {"budget": "10 EUR"}})
    codes = [code_of(means, make.coupon(session)) for _ in range(3)]
    first = spend(session, means, till, codes[0], now, campaign, purchase=euros(1200))
    over = spend(session, means, till, codes[1], now, campaign, purchase=euros(1200))
    assert (first.discount, over.refusal) == (600, Refusal.OVER_LIMIT)
    assert isinstance(spend(session, means, till, codes[1], now, campaign, purchase=euros(800)), Redeemed)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 1000)
    assert undo.reverse(session, means, till, first.id, "wrong customer", now)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 400)
    assert isinstance(spend(session, means, till, codes[2], now, campaign, purchase=euros(1200)), Redeemed)


def test_what_was_kept_back_for_a_coupon_is_never_refused(session, means, till, now):
    campaign = make.campaign(offer={"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "10 EUR"}})
    people = [
        Subscriber(make.subscriber(session, number=f"+3933312343{n}"), f"+3933312343{n}", "IT", "it") for n in "123"
    ]
    drafts = [coupons.draft(session.vault, 900 + n) for n in range(3)]
    made = [
        reserve(session, means, campaign, person, draft, placement=make.PLACEMENT, hold=None, now=now)
        for person, draft in zip(people, drafts, strict=True)
    ]
    assert [each is not None for each in made] == [True, True, False]
    assert is_sold_out(session, campaign, make.PLACEMENT, now)
    lower = make.campaign(offer={"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "1 EUR"}})
    for each in made[:2]:
        assert isinstance(spend(session, means, till, code_of(means, each), now, lower), Redeemed)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 1000)


@pytest.mark.parametrize("key", [0, -1])
def test_a_code_with_its_seal_is_spent_and_the_slip_shows_the_code(session, means, till, now, key):
    coupon = make.coupon(session)
    scanned = content_of(means, coupon, key=key)
    assert isinstance(look_up.look_up(session, means, till, scanned, now), Found)
    spent = spend(session, means, till, f"{scanned.lower()}\r", now)
    assert isinstance(spent, Redeemed)
    assert spent.code == code_of(means, coupon)


def test_a_good_code_with_a_bad_seal_is_like_a_code_of_nobody(session, means, till, now):
    coupon, other = make.coupon(session), make.coupon(session)
    good = content_of(means, coupon)
    bad = [good[:-1] + ("B" if good[-1] != "B" else "C"), good[:-1], f"{good}B", good.replace(" ", " B")]
    foreign = content_of(means, other).replace(good[:12], "").split()[-1]
    tries = [forged(code_of(means, coupon)), *bad, f"{good[:12]} {foreign}", content_of(means, coupon, code="2" * 12)]
    asked = []
    for typed in tries:
        counting = Counting(session)
        assert spend(counting, means, till, typed, now) == Refused(Refusal.UNKNOWN)
        asked.append(counting.asked)
    assert len(set(asked)) == 1, "the store is asked the same for each"
    assert isinstance(spend(session, means, till, good, now), Redeemed)


def test_a_coupon_like_the_one_before_it_is_spent_without_being_looked_up(session, means, till, now):
    offers, asked = make.offers(session, make.campaign()), []
    for coupon in (make.coupon(session), make.coupon(session)):
        counting = Counting(session)
        assert isinstance(redeem.redeem(counting, means, offers, till, Sale(code_of(means, coupon)), now), Redeemed)
        asked.append(counting.asked)
    assert asked == [1, 0]


def test_after_others_each_coupon_is_spent_on_its_own_terms(session, means, till, now):
    """Whatever the till spent last: another campaign's, a card, one of another language."""
    quarter, half = make.campaign(), make.campaign("autumn-26", offer={"value": 50})
    card = make.campaign("card-26", offer={"kind": "card", "value": 50, "currency": "EUR"})
    offers = make.offers(session, quarter, half, card)
    kinds = {
        quarter.id: lambda: make.coupon(session),
        half.id: lambda: make.coupon(session, campaign=half.id, language="en"),
        card.id: lambda: make.coupon(session, campaign=card.id, worth=worth(card.offer)),
    }
    off = {quarter.id: 500, half.id: 1000, card.id: 2000}
    for id in (quarter.id, half.id, half.id, card.id, card.id, quarter.id, card.id, half.id, quarter.id, quarter.id):
        sale = Sale(code_of(means, kinds[id]()), euros(2000))
        done = redeem.redeem(session, means, offers, till, sale, now)
        assert isinstance(done, Redeemed)
        assert (done.campaign, done.discount) == (id, off[id])


def test_a_coupon_s_own_shops_count_whatever_was_spent_before_it(session, means, till, now):
    everywhere, elsewhere = make.campaign(), make.campaign("autumn-26", offer={"stores": ["via-milano"]})
    offers, here = make.offers(session, everywhere, elsewhere), replace(till, shop="via-roma")
    first, second = make.coupon(session), make.coupon(session, campaign=elsewhere.id)
    assert isinstance(redeem.redeem(session, means, offers, here, Sale(code_of(means, first)), now), Redeemed)
    no = redeem.redeem(session, means, offers, here, Sale(code_of(means, second)), now)
    assert isinstance(no, Refused)
    assert no.refusal is Refusal.NOT_HERE


def test_the_address_of_a_coupon_s_page_is_no_code_with_a_seal(session, means, till, now):
    coupon = make.coupon(session)
    spent = spend(session, means, till, f"https://aurora.example{make.page_of(coupon)}", now)
    assert isinstance(spent, Redeemed)
    assert spent.code == code_of(means, coupon)


def test_a_coupon_of_a_campaign_that_is_gone_still_says_how_many_uses_remain(session, means, till, now):
    coupon = make.coupon(session, worth=coupons.Worth(uses=3))
    spent = spend(session, means, till, code_of(means, coupon), now, make.campaign("another"))
    assert isinstance(spent, Redeemed)
    assert (spent.told, spent.facts["remains"]) == ("null", 2)
