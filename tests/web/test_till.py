"""The till in a browser, seen from its addresses: signing in, yes and no as pages, undoing, and who is kept out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.rules import offline_seal
from app.rules.coupon import write_code
from app.rules.seal_facts import Facts, Worth, mark
from app.store import Session, Sessions, Sql, access, desks, guesses, limits, redemptions, stamp
from app.store.coupons import Worth as Worth_
from app.web.access import STAFF_COOKIE, TILL_COOKIE
from tests import make
from tests.conftest import KEYS

OURS = {"Origin": "http://localhost"}
COOKIE = "cookie-of-the-till"
Coupons = Callable[..., str]
ROME = ZoneInfo("Europe/Rome")


class Desk:
    """Does what the page's forms do."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self) -> str:
        """The page, ready for a code."""
        response = self.client.get("/till")
        assert response.status_code == 200
        return response.get_data(as_text=True)

    def redeem(
        self, code: str, *, as_script: bool = False, page: str | None = None, language: str = "en", **more: str
    ) -> TestResponse:
        """Sends a code from the page, and what else is asked for there."""
        form = {"token": hidden(page or self.open(), "token"), "request": hidden(page or self.open(), "request")}
        headers = {**OURS, "Accept-Language": language} | ({"Accept": "application/json"} if as_script else {})
        return self.client.post("/till/redeem", data={**form, "code": code, **more}, headers=headers)

    def undo(self, redemption: str, reason: str = "typed_wrong") -> str:
        """Sends the undo button's form, with the reason that was picked."""
        form = {"token": hidden(self.open(), "token"), "redemption": redemption, "reason": reason}
        return self.client.post("/till/undo", data=form, headers=OURS).get_data(as_text=True)


@pytest.fixture
def offer(client: FlaskClient) -> Callable[..., None]:
    """Lays changes over the offer of the campaign's file, as an edit does."""

    def lay(**changes: object) -> None:
        parts = client.application.extensions["handbill"]
        (parts.settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(offer=changes))
        parts.campaigns.refresh()

    return lay


@pytest.fixture
def at() -> datetime:
    """The moment around which this test happens: the web asks the clock itself."""
    return datetime.now(UTC)


@pytest.fixture
def till(sessions: Sessions, at: datetime) -> int:
    """A till with a cookie."""
    with sessions.begin() as session:
        id = make.till(session, name="Till 3, front", now=at)
        access.add_pass(session, COOKIE, kind="cookie", till=id, expires_at=at + timedelta(days=1), now=at)
    return id


@pytest.fixture
def desk(client: FlaskClient, till: int) -> Desk:
    """A browser that is signed in as the till."""
    client.set_cookie(TILL_COOKIE, COOKIE)
    return Desk(client)


@pytest.fixture
def coupon(sessions: Sessions, at: datetime) -> Coupons:
    """Makes a coupon of an hour ago, and gives its code."""

    def made(**values: object) -> str:
        with sessions.begin() as session:
            return write_code(make.coupon(session, **{"issued_at": at - timedelta(hours=1), **values}).serial, KEYS)  # type: ignore[arg-type]

    return made


def sealed(code: str) -> str:
    """What the QR symbol of a coupon with this code holds."""
    day = datetime(2026, 7, 4, tzinfo=UTC)
    worth = Worth(kind="percent", number=Decimal(25))
    facts = Facts(campaign=mark(make.CAMPAIGN_ID), valid_from=day, valid_until=day, worth=worth)
    return offline_seal.seal(code, facts, offline_seal.private_key(KEYS[-1]))


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def verdict(response: TestResponse) -> tuple[str, str]:
    """(view, what is said) of a page."""
    page = response.get_data(as_text=True)
    view = re.search(r'data-view="(\w+)"', page)
    said = re.search(r'<section class="verdict".*?</section>', page, re.DOTALL)
    assert view
    assert said
    return view[1], " ".join(re.sub(r"<[^>]+>", " ", said[0]).split())


# ---- yes and no, without script


def test_a_yes_says_what_to_take_off_and_that_the_code_is_spent(desk: Desk, coupon: Coupons) -> None:
    code = coupon()
    view, said = verdict(desk.redeem(code.lower().replace("-", " ")))
    assert view == "yes"
    assert "Yes Take 25% off" in said
    assert f"Code {code.replace('-', ' ')} is spent now." in said
    assert "One per person, not with other offers." in said
    assert "Next customer" in said
    assert "Undo, 5 min" in said


def test_the_same_page_sent_again_says_yes_again_and_another_page_says_no(desk: Desk, coupon: Coupons) -> None:
    code, page = coupon(), desk.open()
    assert verdict(desk.redeem(code, page=page))[0] == "yes"
    assert verdict(desk.redeem(code, page=page))[0] == "yes", "a reload, or a bad line"
    view, said = verdict(desk.redeem(code))
    assert view == "no"
    assert re.search(r"Already used today at \d+:\d\d [ap]\.m\., Till 3, front", said)
    assert "Say: “This one was used at" in said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"issued_at": timedelta(days=-9), "valid_until": timedelta(days=-2)}, "Ended "),
        ({"valid_from": timedelta(days=2)}, "Starts "),
        ({"issued_at": timedelta(days=-9), "spent_at": timedelta(days=-2)}, "Already used "),
        ({"held_until": timedelta(hours=1)}, "Not one of ours. Check the letters once more."),
    ],
)
def test_a_no_says_why_and_what_to_tell_the_customer(
    desk: Desk, coupon: Coupons, at: datetime, values: dict[str, timedelta], said: str
) -> None:
    view, told = verdict(desk.redeem(coupon(**{name: at + distance for name, distance in values.items()})))
    assert (view, told.partition("No ")[2].startswith(said)) == ("no", True), told
    assert "Say: “" in told
    assert "Type again" in told


def test_a_coupon_that_was_withdrawn_names_who_can_say_why(
    desk: Desk, coupon: Coupons, sessions: Sessions, at: datetime
) -> None:
    code = coupon()
    with sessions.begin() as session:
        session.run(Sql("UPDATE coupons SET revoked_at = :now"), now=stamp(at))
    assert "Withdrawn Say: “This one was withdrawn. ciao@aurora.example can say why.”" in verdict(desk.redeem(code))[1]


def test_too_many_wrong_codes_say_from_when_on_it_goes_on(desk: Desk, coupon: Coupons) -> None:
    for number in range(limits.WRONG_CODES_AT_TILL.size):
        assert "Not one of ours." in verdict(desk.redeem(f"wrong {number}"))[1]
    assert re.search(r"Too many wrong codes. Again from \d+:\d\d", verdict(desk.redeem(coupon()))[1])


@pytest.mark.parametrize("dress", ["{}\r\n", "  {}\t", "\N{NON-BREAKING HYPHEN}{}", "«{}»"])
def test_what_a_scanner_or_a_text_adds_does_no_harm(desk: Desk, coupon: Coupons, dress: str) -> None:
    code = coupon().replace("-", "\N{NON-BREAKING HYPHEN}")
    assert verdict(desk.redeem(dress.format(code)))[0] == "yes"


def test_what_the_coupon_s_qr_holds_is_read_like_the_code_alone(desk: Desk, coupon: Coupons) -> None:
    code = coupon()
    scanned = sealed(code)
    assert "Not one of ours." in verdict(desk.redeem(f"{scanned[:-1]}{'B' if scanned[-1] != 'B' else 'C'}"))[1]
    view, said = verdict(desk.redeem(scanned.lower()))
    assert view == "yes"
    assert f"Code {code.replace('-', ' ')} is spent now." in said


def test_an_empty_field_is_told_what_to_do(desk: Desk) -> None:
    response = desk.redeem("  ")
    assert response.status_code == 422
    assert '<p class="hint amiss" id="hint" role="alert"' in response.text
    assert ">Nothing typed yet. Scan the code, or type its 12 letters and numbers.<" in response.text


# ---- the same for our script


def test_script_gets_the_same_verdict_as_parts_of_the_page(desk: Desk, coupon: Coupons) -> None:
    answer = desk.redeem(coupon(), as_script=True).get_json()
    assert set(answer) == {"view", "notice", "verdict", "recent"}
    assert answer["view"] == "yes"
    assert "Take 25% off" in answer["verdict"]
    assert "Undo, 5 min left" in answer["recent"]


# ---- undoing


def test_undo_makes_the_code_good_again_and_says_so(desk: Desk, coupon: Coupons) -> None:
    code = coupon()
    redemption = hidden(desk.redeem(code).get_data(as_text=True), "redemption")
    assert "Undone. The code can be used again." in desk.undo(redemption)
    assert "Undone" in desk.open()
    assert verdict(desk.redeem(code))[0] == "yes"


def test_undo_asks_for_a_reason_and_keeps_it(desk: Desk, coupon: Coupons, sessions: Sessions) -> None:
    redemption = hidden(desk.redeem(coupon()).get_data(as_text=True), "redemption")
    for reason in ("", "because"):
        page = desk.undo(redemption, reason)
        assert "Why is it undone?" in page
        assert 'name="reason" value="wrong_customer">Wrong customer<' in page
    desk.undo(redemption, "wrong_customer")
    with sessions.read() as session:
        assert redemptions.redemption(session, redemption).reason == "wrong_customer"


def test_the_day_is_listed_with_its_sum_and_without_yesterday(
    desk: Desk, till: int, sessions: Sessions, coupon: Coupons, at: datetime
) -> None:
    first = desk.redeem(coupon(), amount="39.90", currency="EUR")
    desk.redeem(coupon(), amount="10", currency="EUR")
    desk.redeem(coupon())
    desk.undo(hidden(first.text, "redemption"), "wrong_customer")
    with sessions.begin() as session:
        one = make.coupon(session, issued_at=at - timedelta(days=3))
        make.redemption(session, one.serial, at=at - timedelta(days=2), till=till)
    page = " ".join(re.sub(r"<[^>]+>", " ", desk.client.get("/till/today").text).split())
    assert "2 coupons · €2.50 off one without a sum" in page
    assert "€9.98 Undone Wrong customer" in page
    assert page.count("25% off") == 3


def test_undo_is_for_the_till_itself_and_for_five_minutes(
    desk: Desk, till: int, sessions: Sessions, at: datetime
) -> None:
    with sessions.begin() as session:
        old, foreign = (make.coupon(session, issued_at=at - timedelta(hours=1)) for _ in range(2))
        late = make.redemption(session, old.serial, at=at - timedelta(minutes=6), till=till)
        elsewhere = make.redemption(session, foreign.serial, at=at)
    for id in [late, elsewhere, "nobody", "\0"]:
        assert "Too late to undo this here. It stays spent." in desk.undo(id)


def test_the_last_redemptions_are_listed_with_the_minutes_left(
    desk: Desk, till: int, sessions: Sessions, at: datetime
) -> None:
    with sessions.begin() as session:
        for minutes in (1, 16):
            one = make.coupon(session, issued_at=at - timedelta(hours=1))
            make.redemption(session, one.serial, at=at - timedelta(minutes=minutes, seconds=5), till=till)
        other = make.coupon(session, issued_at=at - timedelta(hours=1))
        make.redemption(session, other.serial, at=at)
    page = desk.open()
    assert re.findall(r"Undo, \d min left(?=</button>)", page) == ["Undo, 4 min left"]
    assert page.count('class="state">Done') == 1
    assert page.count("25% off,</span> <bdi>") == 2


# ---- what a cashier reads


def test_the_page_speaks_the_browsers_language(client: FlaskClient, desk: Desk) -> None:
    page = client.get("/till", headers={"Accept-Language": "it-IT,it;q=0.9"}).get_data(as_text=True)
    assert '<html lang="it"' in page


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        ({"till": {"it": "Togli il 25 %", "en": "Give a quarter off"}}, "Give a quarter off"),
        ({"kind": "amount", "value": 5, "currency": "USD"}, "Take $5 off"),
        ({"kind": "points", "value": 100}, "Add 100 points"),
        ({"kind": "item", "value": None, "title": {"it": "Un cono", "en": "One cone"}}, "One cone"),
    ],
)
def test_each_kind_of_offer_tells_what_to_do(
    settings: object, client: FlaskClient, desk: Desk, coupon: Coupons, offer: dict[str, object], told: str
) -> None:
    parts = client.application.extensions["handbill"]
    (parts.settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(offer=offer))
    parts.campaigns.refresh()
    assert f"Yes {told} " in verdict(desk.redeem(coupon()))[1]


# ---- what the offer's terms say about a purchase


CARD = {"kind": "card", "value": 50, "currency": "EUR"}
LIMITED = {"least": "20 EUR", "most": "10 EUR"}
DAYS = "mon", "tue", "wed", "thu", "fri", "sat", "sun"


def test_a_yes_says_as_money_what_to_take_off_and_what_is_left_to_pay(
    desk: Desk, coupon: Coupons, offer: Callable[..., None]
) -> None:
    offer(till={"it": "Togli il 25 %", "en": "A quarter off"}, excluded={"it": "Torte", "en": "Cakes"}, stackable=False)
    said = verdict(desk.redeem(coupon(), amount="19.90", currency="EUR"))[1]
    assert "Yes Take €4.98 off A quarter off €14.92 is left to pay." in said
    assert "Not for: Cakes. With no other coupon in this purchase." in said


def test_a_coupon_that_works_more_than_once_says_how_often_still(
    desk: Desk, coupon: Coupons, offer: Callable[..., None]
) -> None:
    offer(uses=3)
    code = coupon(worth=Worth_(uses=3))
    spelled = code.replace("-", " ")
    assert f"Code {spelled} works 2 more times." in verdict(desk.redeem(code))[1]
    assert f"Code {spelled} works once more." in verdict(desk.redeem(code))[1]
    assert f"Code {spelled} is spent now." in verdict(desk.redeem(code))[1]


def test_a_card_asks_for_the_sum_and_says_what_is_left(desk: Desk, coupon: Coupons, offer: Callable[..., None]) -> None:
    offer(**CARD)
    code = coupon(worth=Worth_(uses=None, balance=5000))
    view, asked = verdict(desk.redeem(code))
    assert (view, "How much is the purchase? €50 is on this card." in asked) == ("sum", True)
    assert "Skip" not in asked
    view, asked = verdict(desk.redeem(code, amount=""))
    assert (view, "Type the sum in figures, such as 39.90." in asked) == ("sum", True)
    view, said = verdict(desk.redeem(code, amount="12.50", currency="EUR"))
    assert view == "yes"
    assert "Take €12.50 off Nothing is left to pay." in said
    assert f"€37.50 is left on card {code.replace('-', ' ')}." in said
    said = verdict(desk.redeem(code, amount="40", currency="EUR"))[1]
    assert "Take €37.50 off €2.50 is left to pay." in said
    assert f"Code {code.replace('-', ' ')} is spent now." in said


def test_the_same_sum_sent_twice_is_taken_off_once_whatever_the_second_says(
    desk: Desk, coupon: Coupons, offer: Callable[..., None]
) -> None:
    offer(**CARD)
    code, page = coupon(worth=Worth_(uses=None, balance=5000)), desk.open()
    for amount in ("12.50", "12.50", "30"):
        said = verdict(desk.redeem(code, page=page, amount=amount, currency="EUR"))[1]
        assert "Take €12.50 off" in said
        assert "€37.50 is left on card" in said


@pytest.mark.parametrize(
    ("sums", "asks", "skips"), [("needed", False, True), ("optional", True, True), ("always", True, False)]
)
def test_a_till_says_whether_a_percentage_with_limits_asks_and_may_be_skipped(
    desk: Desk,
    till: int,
    sessions: Sessions,
    coupon: Coupons,
    offer: Callable[..., None],
    sums: str,
    asks: bool,
    skips: bool,
) -> None:
    offer(**LIMITED)
    with sessions.begin() as session:
        desks.change(session, till, name="Till 3, front", shop=None, sums=sums)
    code = coupon()
    if asks:
        view, said = verdict(desk.redeem(code))
        assert view == "sum"
        assert "25% off, from €20 on, €10 at most" in said
        assert ("Skip" in said) == skips
    view, said = verdict(desk.redeem(code, skip="1"))
    if skips:
        assert view == "yes"
        assert "Take 25% off, €10 at most Only from €20 on." in said
    else:
        assert view == "sum"
        assert "Take €10 off" in verdict(desk.redeem(code, amount="60", currency="EUR"))[1]


def test_a_sum_is_read_in_the_language_of_the_page(desk: Desk, coupon: Coupons, offer: Callable[..., None]) -> None:
    offer(**LIMITED)
    assert "€9.98" in verdict(desk.redeem(coupon(), amount="39.90", currency="EUR"))[1]
    for typed in ("39,90", "39.90"):
        said = verdict(desk.redeem(coupon(), amount=typed, currency="EUR", language="it"))[1]
        assert "9,98 €" in said
    view, said = verdict(desk.redeem(coupon(), amount="viel", language="de"))
    assert (view, "39,90" in said) == ("sum", True)
    assert 'value="viel"' in desk.redeem(coupon(), amount="viel", currency="EUR").text


def test_what_gets_a_no_anyway_is_not_asked_for_a_sum(desk: Desk, coupon: Coupons, offer: Callable[..., None]) -> None:
    offer(**CARD)
    assert verdict(desk.redeem("2222-2222-2222"))[0] == "no"
    assert verdict(desk.redeem(coupon(spent_at=datetime.now(UTC))))[0] == "no"


@pytest.mark.parametrize(
    "asked",
    [
        {"amount": "x", "currency": "EUR"},
        {"amount": "x", "currency": ""},
        {"amount": "12.50", "currency": ""},
        {"amount": "x", "currency": "eur"},
        {"amount": "", "currency": "EUR"},
        {"skip": "1"},
    ],
)
def test_a_wrong_code_is_a_counted_no_whatever_the_form_says_of_a_sum(
    desk: Desk, till: int, sessions: Sessions, offer: Callable[..., None], asked: dict[str, str]
) -> None:
    offer(**CARD)
    assert verdict(desk.redeem("2222-2222-2222", **asked)) == verdict(desk.redeem("2222-2222-2222"))
    with sessions.read() as session:
        assert guesses.all_counted(session) == {guesses.place(till): 2}


def test_a_till_that_waits_is_told_so_before_any_sum_is_asked(
    desk: Desk, till: int, sessions: Sessions, coupon: Coupons, offer: Callable[..., None], at: datetime
) -> None:
    offer(**CARD)
    code = coupon(worth=Worth_(uses=None, balance=5000))
    with sessions.begin() as session:
        for _ in range(limits.WRONG_CODES_AT_TILL.size):
            limits.take(session, limits.WRONG_CODES_AT_TILL, str(till), at)
    told = verdict(desk.redeem("2222-2222-2222"))
    for asked in ({}, {"amount": "x", "currency": "EUR"}, {"amount": "12", "currency": ""}, {"amount": "x"}):
        assert verdict(desk.redeem(code, **asked)) == told
        assert "€50" not in told[1]


def test_of_a_good_code_a_slip_in_the_sum_is_asked_once_more(desk: Desk, coupon: Coupons, sessions: Sessions) -> None:
    code = coupon()
    assert verdict(desk.redeem(code, amount="x", currency="EUR"))[0] == "sum"
    assert desk.redeem(code, amount="12", currency="").status_code == 400, "no form of ours: this offer has no currency"
    with sessions.read() as session:
        assert guesses.all_counted(session) == {}


@pytest.mark.parametrize(
    ("terms", "sum", "said"),
    [
        (LIMITED, "16.80", "€3.20 below the least spend Say: “It works from €20 on. With €3.20 more I can take it.”"),
        ({"stores": ["duomo", "via-roma"]}, "", "Not for this shop Say: “It is good here: Duomo or Via Roma.”"),
        ({"stores": ["a", "b", "c", "d"]}, "", "Not for this shop Say: “This one is for another of our shops."),
        ({"most": "10 USD"}, "30", "Good only in USD Say: “This one works for a purchase in USD.”"),
    ],
)
def test_a_no_of_the_terms_says_what_is_missing(
    desk: Desk,
    till: int,
    sessions: Sessions,
    coupon: Coupons,
    offer: Callable[..., None],
    terms: dict[str, object],
    sum: str,
    said: str,
) -> None:
    offer(**terms)
    with sessions.begin() as session:
        desks.change(session, till, name="Till 3, front", shop="mercato", sums="optional")
    more = {"amount": sum, "currency": "EUR"} if sum else {}
    view, told = verdict(desk.redeem(coupon(), **more))
    assert (view, said in told) == ("no", True), told


def test_a_no_of_the_day_says_when_it_is_good(
    desk: Desk, coupon: Coupons, at: datetime, offer: Callable[..., None]
) -> None:
    other = [DAYS[(at.astimezone(ROME).weekday() + days) % 7] for days in (2, 3)]
    offer(days=other, hours="11:00-15:00")
    view, told = verdict(desk.redeem(coupon()))
    assert view == "no"
    assert re.search(r"Good only on \w+day and \w+day, from 11:00 a\.m\. to 3:00 p\.m\.", told), told


def test_a_spent_budget_says_so(desk: Desk, coupon: Coupons, offer: Callable[..., None]) -> None:
    offer(kind="amount", value=5, currency="EUR", limits={"budget": "9 EUR"})
    assert verdict(desk.redeem(coupon()))[0] == "yes"
    view, told = verdict(desk.redeem(coupon()))
    assert (view, "The offer’s budget is spent Say: “All that was set aside" in told) == ("no", True), told


# ---- who is kept out


def test_a_browser_that_is_no_till_is_led_to_the_entrance(client: FlaskClient, till: int) -> None:
    for method, path in [
        ("GET", "/till"),
        ("GET", "/till/keys.json"),
        ("GET", "/till/today"),
        ("POST", "/till/redeem"),
        ("POST", "/till/undo"),
    ]:
        response = client.open(path, method=method, headers=OURS)
        assert (response.status_code, response.headers["Location"]) == (303, "/till/in")


@pytest.mark.parametrize("name", [STAFF_COOKIE, TILL_COOKIE])
def test_a_cookie_of_staff_opens_no_till(client: FlaskClient, sessions: Sessions, at: datetime, name: str) -> None:
    with sessions.begin() as session:
        member = access.add_staff(session, "staff@aurora.example", at)
        access.add_pass(session, "s", kind="cookie", staff=member, expires_at=at + timedelta(days=1), now=at)
    client.set_cookie(name, "s")
    assert client.get("/till").status_code == 303


def test_what_cannot_be_answered_leads_back_to_the_till(client: FlaskClient, desk: Desk) -> None:
    nowhere, foreign = client.get("/till/nowhere"), client.post("/till/redeem", data={"code": "x"})
    assert (nowhere.status_code, foreign.status_code) == (404, 403)
    assert "Open the till again." in foreign.text
    assert all('href="/till"' in page.text and "Scan the sheet" not in page.text for page in (nowhere, foreign))


def test_on_ones_own_machine_the_first_till_needs_no_link(client: FlaskClient, sessions: Sessions) -> None:
    with sessions.begin() as session:
        make.till(session, name="Till 1")
    assert client.get("/till").status_code == 200
    for passed_on in ({"X-Forwarded-For": "203.0.113.7"}, {"X-Real-IP": "127.0.0.1"}, {"Forwarded": "for=_hidden"}):
        assert client.get("/till", headers=passed_on).status_code == 303
    assert client.get("/till", environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"}).status_code == 303
    assert client.get("/till", environ_overrides={"REMOTE_ADDR": "203.0.113.7"}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_a_form_of_a_strangers_page_spends_nothing(desk: Desk, coupon: Coupons, headers: dict[str, str]) -> None:
    code, page = coupon(), desk.open()
    form = {"token": hidden(page, "token"), "request": "x", "code": code}
    assert desk.client.post("/till/redeem", data=form, headers=headers).status_code == 403
    assert verdict(desk.redeem(code))[0] == "yes"


def test_a_form_without_this_tills_token_spends_nothing(
    desk: Desk, coupon: Coupons, client: FlaskClient, sessions: Sessions, at: datetime
) -> None:
    entrance = hidden(client.get("/till/in").get_data(as_text=True), "token")
    own = hidden(desk.open(), "token")
    with sessions.begin() as session:
        add_cookie(session, make.till(session, name="Till 9", now=at), "nine", at)
    client.set_cookie(TILL_COOKIE, "nine")
    for token in ["", "x", entrance, own, hidden(desk.open(), "token")[:-1]]:
        form = {"token": token, "request": "x", "code": coupon()}
        assert client.post("/till/redeem", data=form, headers=OURS).status_code == 403


def test_a_form_has_the_fields_we_gave_it_and_each_once(desk: Desk, coupon: Coupons) -> None:
    token = hidden(desk.open(), "token")
    for extra in [{"till": "2"}, {"code": ["a", "b"]}]:
        form = {"token": token, "request": "x", "code": coupon(), **extra}
        assert desk.client.post("/till/redeem", data=form, headers=OURS).status_code == 400


def test_the_page_runs_our_script_alone_and_may_use_the_camera(desk: Desk, client: FlaskClient) -> None:
    response = client.get("/till")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["Permissions-Policy"].startswith("camera=(self)")
    assert response.headers["Cache-Control"] == "no-store"
    page = response.get_data(as_text=True)
    assert not re.search(r"<script>|<style|style=|\son\w+=|https?://", page)


# ---- signing in


def test_a_link_is_looked_at_as_often_as_one_likes_and_used_once(
    client: FlaskClient, till: int, sessions: Sessions, at: datetime
) -> None:
    add_link(sessions, "one-time", at, till=till)
    for _ in range(3):
        page = client.get("/till/in/one-time").get_data(as_text=True)
    assert client.get("/till").status_code == 303, "looking signs nobody in"
    form = {"token": hidden(page, "token")}
    response = client.post("/till/in/one-time", data=form, headers=OURS)
    assert (response.status_code, response.headers["Location"]) == (303, "/till")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "one-time" not in cookie
    assert "Till 3, front" in Desk(client).open()
    again = client.application.test_client()
    assert again.post("/till/in/one-time", data=form, headers=OURS).status_code == 403
    assert again.get("/till/in/one-time").status_code == 403


def test_a_link_can_be_pasted(client: FlaskClient, till: int, sessions: Sessions, at: datetime) -> None:
    add_link(sessions, "pasted", at, till=till)
    form = {"token": hidden(client.get("/till/in").get_data(as_text=True), "token")}
    form["link"] = " http://localhost/till/in/pasted/ "
    assert client.post("/till/in", data=form, headers=OURS).status_code == 303
    assert "Till 3, front" in Desk(client).open()


def test_a_link_of_staff_is_refused_and_not_used_up(client: FlaskClient, sessions: Sessions, at: datetime) -> None:
    with sessions.begin() as session:
        member = access.add_staff(session, "staff@aurora.example", at)
    add_link(sessions, "staff", at, staff=member)
    form = {"token": hidden(client.get("/till/in").get_data(as_text=True), "token")}
    assert client.post("/till/in/staff", data=form, headers=OURS).status_code == 403
    with sessions.read() as session:
        assert access.link_is_good(session, "staff", at)


def test_nobody_is_signed_in_from_a_strangers_page(
    client: FlaskClient, till: int, sessions: Sessions, at: datetime
) -> None:
    add_link(sessions, "mine", at, till=till)
    form = {"token": hidden(client.get("/till/in").get_data(as_text=True), "token")}
    assert client.post("/till/in/mine", data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/till/in/mine", data={}, headers=OURS).status_code == 403


def test_links_are_not_to_be_guessed(client: FlaskClient) -> None:
    form = {"token": hidden(client.get("/till/in").get_data(as_text=True), "token"), "link": "x"}
    statuses = [client.post("/till/in", data=form, headers=OURS).status_code for _ in range(limits.SIGN_INS.size + 1)]
    assert statuses == [403] * limits.SIGN_INS.size + [429]


def test_a_till_that_is_shut_out_is_out_at_once(desk: Desk, sessions: Sessions, at: datetime) -> None:
    desk.open()
    with sessions.begin() as session:
        session.run(Sql("UPDATE tills SET revoked_at = :now"), now=stamp(at))
    assert desk.client.get("/till").status_code == 303


def add_cookie(session: Session, till: int, cookie: str, at: datetime) -> None:
    access.add_pass(session, cookie, kind="cookie", till=till, expires_at=at + timedelta(days=1), now=at)


def add_link(sessions: Sessions, token: str, at: datetime, **whose: int) -> None:
    with sessions.begin() as session:
        access.add_pass(session, token, kind="link", expires_at=at + timedelta(minutes=10), now=at, **whose)
