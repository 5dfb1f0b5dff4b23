"""Every address of the application, asked by everybody: whoever it is not for signs in first, or is refused.

The addresses are those of the application itself, and who may call each is what its view declares (web/access.py): a
new one is asked here without a word. Whoever must be refused comes with our own Origin, as from a page of ours;
whoever is let in comes without it, so that what they ask for changes nothing.
"""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from flask import Flask, redirect
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from app import create_app
from app.rules.coupon import write_code
from app.settings import Settings
from app.store import Session, Sql, access
from app.web.access import STAFF_COOKIE, TILL_COOKIE
from tests import make
from tests.conftest import KEYS
from tests.web.visiting import HERE, token

BASE = "https://coupons.aurora.example"  # of no trial, in which whoever sits at the machine is its till
STAFF, TILL = f"__Host-{STAFF_COOKIE}", f"__Host-{TILL_COOKIE}"
DOORS = {"staff": "/staff/in", "till": "/till/in"}
NO = {"till_token": 401, "gateway": 403}
CLOSED = {*DOORS, *NO}
OPEN = {"anyone", "visitor", "simulation"}  # to whoever finds it: what is to be seen hangs on the address or the form
EMAIL, DUOMO, ROMA, OUT = "giulia@aurora.example", "Duomo-till", "Roma-till", "Shut-out-till"
CODE = write_code(77_777, KEYS)
SECRETS = (EMAIL, DUOMO, ROMA, OUT, CODE)


class Address(NamedTuple):
    """One address that can be asked, and who may, as its view declares it."""

    method: str
    path: str
    endpoint: str
    whose: str


@dataclass(frozen=True)
class Caller:
    """Who asks: with which headers and fields, where they are let in, and what no answer may tell them."""

    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    is_let_in: frozenset[str] = frozenset()
    secrets: tuple[str, ...] = SECRETS


@dataclass(frozen=True)
class House:
    """The application and its addresses."""

    app: Flask
    addresses: list[Address]

    def at(self, path: str) -> Address:
        """The address with this path."""
        return next(each for each in self.addresses if each.path == path)

    def ask(self, caller: Caller, address: Address) -> TestResponse:
        """What this caller is answered there."""
        fields = dict(caller.fields)
        return self.app.test_client(use_cookies=False).open(
            address.path,
            method=address.method,
            base_url=BASE,
            headers={**caller.headers, **({} if address.whose in caller.is_let_in else {"Origin": BASE})},
            query_string=fields if address.method == "GET" else None,
            data=None if address.method == "GET" else fields,
            buffered=True,  # or a file that is sent stays open
        )

    def faults(self, caller: Caller) -> list[str]:
        """What is wrong with what this caller is answered, a line each."""
        told = ((each, fault(caller, each, self.ask(caller, each))) for each in self.addresses)
        return [f"{each.method} {each.path}, for {each.whose}: {why}" for each, why in told if why]


def cookie(name: str, value: str) -> dict[str, str]:
    return {"Cookie": f"{name}={value}"}


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}


A_TILL, BY_TOKEN = frozenset({"till"}), frozenset({"till_token"})
OF_ROMA, OF_DUOMO = (EMAIL, DUOMO, OUT), (EMAIL, ROMA, OUT)  # what each of the two tills is not told
CALLERS = {
    "nobody": Caller(),
    "a visitor": Caller(),  # with the token of a visit: see `who`
    "a till's browser": Caller(cookie(TILL, f"cookie-of-{DUOMO}"), {}, A_TILL, OF_DUOMO),
    "another till's browser": Caller(cookie(TILL, f"cookie-of-{ROMA}"), {}, A_TILL, OF_ROMA),
    "a till's software": Caller(bearer(f"token-of-{DUOMO}"), {}, BY_TOKEN, OF_DUOMO),
    "another till's software": Caller(bearer(f"token-of-{ROMA}"), {}, BY_TOKEN, OF_ROMA),
    "staff": Caller(cookie(STAFF, "cookie-of-staff"), {}, frozenset({"staff"}), ()),
    "a till that was shut out": Caller({**cookie(TILL, f"cookie-of-{OUT}"), **bearer(f"token-of-{OUT}")}),
    "staff of yesterday": Caller(cookie(STAFF, "cookie-of-yesterday")),
    "a till's cookie as the staff's": Caller(cookie(STAFF, f"cookie-of-{DUOMO}")),
    "the staff's cookie as a till's": Caller(cookie(TILL, "cookie-of-staff")),
    "a till's token as a cookie": Caller({"Cookie": f"{STAFF}=token-of-{DUOMO}; {TILL}=token-of-{DUOMO}"}),
    "a till's cookie as a token": Caller(bearer(f"cookie-of-{DUOMO}")),
    "the staff's cookie as a token": Caller(bearer("cookie-of-staff")),
    "a cookie that any host may set": Caller(cookie(STAFF_COOKIE, "cookie-of-staff")),
}


def who(house: House, name: str) -> Caller:
    """The caller of this name."""
    if name != "a visitor":
        return CALLERS[name]
    mine = token(house.app.test_client().get(HERE, base_url=BASE))
    return Caller(fields={"v": mine, "csrf_token": mine})


def fault(caller: Caller, address: Address, answer: TestResponse) -> str:
    """What is wrong with the answer; nothing where all is well."""
    if answer.status_code >= 500:
        return f"a bug of ours, {answer.status_code}"
    if address.whose not in OPEN | CLOSED:
        return "its view does not say who may call it"
    told = [secret for secret in caller.secrets if secret in text(answer)]
    if told:
        return f"it tells {told}"
    if address.whose in OPEN:
        return ""
    refused = is_refused(address, answer)
    return f"{'refused' if refused else 'let in'}, {answer.status_code}" if refused == is_for(caller, address) else ""


def is_for(caller: Caller, address: Address) -> bool:
    return address.whose in caller.is_let_in


def is_refused(address: Address, answer: TestResponse) -> bool:
    """Whether the answer is the no of this kind of address: the way to its door, or a status."""
    door = DOORS.get(address.whose)
    if door is None:
        return answer.status_code in {NO[address.whose], 405}  # the second: not by this method, whoever it is
    return answer.status_code == 303 and urlsplit(answer.location).path == door


def text(answer: TestResponse) -> str:
    """All that is answered, as text."""
    return f"{answer.headers}\n{answer.data.decode('utf-8', 'replace')}"


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One application for all that is asked here: who is let in hangs on no database."""
    threads, folder = set(threading.enumerate()), tmp_path_factory.mktemp("house")
    database = shutil.copy(request.getfixturevalue("_migrated_sqlite"), folder / "handbill.db")
    campaigns = folder / "campaigns"
    campaigns.mkdir()
    (campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source())
    app = create_app(Settings(folder, f"sqlite:///{database}", campaigns, BASE, KEYS, limits=False))
    joined = app.extensions["handbill"]
    with joined.sessions.begin() as session:
        redemption = moved_in(session)
    yield House(app, addresses(app, redemption))
    joined.stop.set()
    for thread in set(threading.enumerate()) - threads:
        thread.join(timeout=5)
    joined.sessions.close()


def moved_in(session: Session) -> str:
    """The redemption at the Duomo; besides it the same at other tills, of which one is shut out, staff and a coupon."""
    now = datetime.now(UTC)
    before, later, redemptions = now - timedelta(hours=1), now + timedelta(hours=1), {}
    for name in (DUOMO, ROMA, OUT):
        till = make.till(session, name=name, token=f"token-of-{name}", now=before)
        access.add_pass(session, f"cookie-of-{name}", kind="cookie", till=till, expires_at=later, now=before)
        redemptions[name] = make.redemption(session, make.coupon(session, issued_at=before).serial, at=now, till=till)
    session.run(Sql("UPDATE tills SET revoked_at = 1 WHERE name = :name"), name=OUT)
    staff = access.add_staff(session, EMAIL, now)
    access.add_pass(session, "cookie-of-staff", kind="cookie", staff=staff, expires_at=later, now=before)
    access.add_pass(session, "cookie-of-yesterday", kind="cookie", staff=staff, expires_at=before, now=before)
    make.coupon(session, serial=77_777, issued_at=before)
    return redemptions[DUOMO]


def addresses(app: Flask, redemption: str) -> list[Address]:
    """Each address of the application by each of its methods, with something in it that is there."""
    found = []
    for rule in app.url_map.iter_rules():
        built = rule.build(values(rule, redemption))
        assert built, rule
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append(Address(method, built[1], rule.endpoint, whose(app, rule)))
    return found


def values(rule: Rule, redemption: str) -> dict[str, object]:
    """What stands in the address. Tokens are of nobody: whoever has one that is somebody's may see what it opens."""
    known = {
        "campaign": make.CAMPAIGN_ID,
        "placement": make.PLACEMENT,
        "platform": "telegram",
        "kind": "svg",
        "name": "none.jpg",
        "gateway": "phone",
        "code": CODE,
        "token": "2222222222",
        "id": make.CAMPAIGN_ID if rule.rule.startswith("/staff/") else redemption,
        "filename": "till.css",
        "_elsewhere": "nowhere",
    }
    numbered = {name for name, converter in rule._converters.items() if isinstance(converter, IntegerConverter)}
    return {name: 1 if name in numbered else known[name] for name in rule.arguments}


def whose(app: Flask, rule: Rule) -> str:
    """Who may call it; what stands in static/ is Flask's own to serve."""
    mark: str = getattr(app.view_functions[rule.endpoint], "handbill_access", "")
    return mark or ("anyone" if rule.endpoint == "static" else "")


@pytest.mark.parametrize("name", CALLERS)
def test_everybody_gets_what_is_theirs_and_nothing_else(house: House, name: str) -> None:
    assert house.faults(who(house, name)) == []


def test_who_carries_what_makes_no_difference_where_anybody_may_look(house: House) -> None:
    for address in (each for each in house.addresses if each.whose in OPEN):
        answers = {house.ask(CALLERS[name], address).status_code for name in ("nobody", "a till's browser", "staff")}
        assert len(answers) == 1, (address, answers)


def test_every_address_was_asked_and_whoever_is_let_in_sees_something(house: House) -> None:
    """Else all the others might have been refused for nothing."""
    rules = [rule for rule in house.app.url_map.iter_rules() if rule.methods]
    assert {each.endpoint for each in house.addresses} == {rule.endpoint for rule in rules}
    assert len({(each.method, each.path) for each in house.addresses}) >= len(rules) > 100
    counted = Counter(each.whose for each in house.addresses)
    assert set(counted) == OPEN | CLOSED
    for name, whose, least, secret in (
        ("staff", "staff", 15, ROMA),
        ("staff", "staff", 15, EMAIL),
        ("a till's browser", "till", 4, DUOMO),
        ("another till's browser", "till", 4, ROMA),
        ("a till's software", "till_token", 4, CODE),
        ("another till's software", "till_token", 4, CODE),
    ):
        seen = [
            house.ask(CALLERS[name], each) for each in house.addresses if (each.method, each.whose) == ("GET", whose)
        ]
        assert sum(answer.status_code == 200 for answer in seen) >= least, name
        assert any(secret in text(answer) for answer in seen), (name, secret)


def a_bug() -> str:
    raise RuntimeError


@pytest.mark.parametrize(
    ("path", "name", "view", "why"),
    [
        ("/staff/", "nobody", lambda: "All is well.", "let in, 200"),
        ("/staff/", "a till's browser", lambda: redirect("/staff/campaigns/"), "let in, 302"),
        ("/staff/", "a till's software", a_bug, "a bug of ours, 500"),
        ("/staff/", "staff", lambda: redirect("/staff/in", 303), "refused, 303"),
        ("/till", "a till's software", lambda: "All is well.", "let in, 200"),
        ("/till", "another till's browser", lambda: DUOMO, f"it tells ['{DUOMO}']"),
        ("/api/v1/keys", "staff", lambda: "{}", "let in, 200"),
        ("/hooks/phone/inbound", "a till's software", lambda gateway: ("", 204), "let in, 204"),
        ("/robots.txt", "nobody", lambda: EMAIL, f"it tells ['{EMAIL}']"),
    ],
)
def test_a_view_that_lets_the_wrong_one_in_is_seen(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str, name: str, view: Callable[..., object], why: str
) -> None:
    address = house.at(path)
    monkeypatch.setitem(house.app.view_functions, address.endpoint, view)
    by_each_method = [each for each in house.addresses if each.endpoint == address.endpoint]
    assert house.faults(CALLERS[name]) == [
        f"{each.method} {each.path}, for {each.whose}: {why}" for each in by_each_method
    ]


def test_a_view_that_says_nothing_is_seen(house: House) -> None:
    silent = house.at("/robots.txt")._replace(whose="")
    assert fault(CALLERS["nobody"], silent, house.ask(CALLERS["nobody"], silent))
