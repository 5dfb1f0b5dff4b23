"""docs/offline-tills.md: its description is enough to read a seal, its texts are ours, its sample works as it stands.

`stranger` is a reader that was written from the description and RFC 8032 alone. It shares nothing with ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.rules import offline_seal
from app.rules.coupon import write_code
from app.rules.offline_seal import ORDER, BadSeal, private_key, public_keys, read, seal
from app.rules.redemption import against
from app.rules.seal_facts import EPOCH, Facts, Worth, mark
from app.settings import Settings
from app.store import Sessions, coupons, happened
from app.store.access import Till
from app.store.coupons import Coupon
from app.web.offline_offers import for_software
from tests import make
from tests.conftest import KEYS

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "offline-tills.md").read_text()
VECTORS = json.loads((DOCS / "offline-seal-vectors.json").read_text())
HOUR = timedelta(hours=1)
TOKEN = "token-of-till-1"

# ---- a stranger's reader: section "The seal", step by step

PRIME, BASE_ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
BASE_Y = 4 * pow(5, -1, PRIME) % PRIME
Point = tuple[int, int]


def stranger(text: str, keys: list[bytes]) -> dict[str, Any] | None:
    """What the seal says; None for a text that is to be refused."""
    letters = re.sub(r"[ \-\t\r\n]", "", text.upper())
    code, written = letters[:12].replace("Z", "Y"), letters[12:]
    if not re.fullmatch("[23456789CDFGHJKMNPQRTVWXY]{12}", code) or not re.fullmatch("[B-LNOPRSTUVX]{1,250}", written):
        return None
    number = sum("BCDEFGHIJKLNOPRSTUVX".index(digit) * 20**place for place, digit in enumerate(reversed(written)))
    size = 0
    while 256 ** (size + 1) <= 20 ** len(written):
        size += 1
    if number >= 256**size or 256**size <= 20 ** (len(written) - 1) or size < 64 + 12:
        return None
    run = [number >> 8 * place & 255 for place in reversed(range(size))]
    facts, signature = bytes(run[:-64]), bytes(run[-64:])
    signed = b"handbill.offline-seal.1:" + code.encode("ascii") + facts
    if facts[0] // 16 != 1 or not any(verified(key, signed, signature) for key in keys):
        return None
    return {"code": code, "serial": serial_in(code), **said_by(facts)}


def serial_in(code: str) -> int:
    places = enumerate(reversed(code))
    return sum("23456789CDFGHJKMNPQRTVWXY".index(digit) * 25**place for place, digit in places) // 2**24


def said_by(facts: bytes) -> dict[str, Any]:
    """The table of step 5."""
    kind, decimals = ["percent", "amount", "item", "points"][facts[0] // 4 % 4], facts[0] % 4
    start, until = (facts[at] * 65536 + facts[at + 1] * 256 + facts[at + 2] for at in (5, 8))
    zero = datetime(2025, 1, 1, tzinfo=UTC)
    said: dict[str, Any] = {"campaign": "".join(f"{byte:02x}" for byte in facts[1:5]), "kind": kind}
    for name, minutes in (("valid_from", start), ("valid_until", until)):
        said[name] = (zero + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%MZ")
    if kind == "item":
        return said | {"words": facts[11:].decode("utf-8")}
    currency = facts[11:14].decode("ascii") if kind == "amount" else None
    whole = 0
    for byte in facts[14 if currency else 11 :]:
        whole = 256 * whole + byte
    said["number"] = str(Decimal(whole) / 10**decimals)
    return said | ({"currency": currency} if currency else {})


def verified(key: bytes, text: bytes, signature: bytes) -> bool:
    """RFC 8032, section 5.1.7, without its cofactor."""
    second = int.from_bytes(signature[32:], "little")
    point, first = decoded(key), decoded(signature[:32])
    if second >= BASE_ORDER or point is None or first is None:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % BASE_ORDER
    base = decoded(BASE_Y.to_bytes(32, "little"))
    assert base
    return times(second, base) == added(first, times(hashed, point))


def decoded(data: bytes) -> Point | None:
    """Section 5.1.3."""
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255, number >> 255
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    return (PRIME - x if x % 2 != sign else x), y


def added(one: Point, other: Point) -> Point:
    """Section 5.1.4."""
    (x1, y1), (x2, y2) = one, other
    bend = D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + bend, -1, PRIME)
    y = (y1 * y2 + x1 * x2) * pow(1 - bend, -1, PRIME)
    return x % PRIME, y % PRIME


def times(number: int, point: Point) -> Point:
    """The point added to itself."""
    found: Point = (0, 1)
    while number:
        if number & 1:
            found = added(found, point)
        point, number = added(point, point), number >> 1
    return found


# ---- the texts that the page shows

SPRING, SUMMER = "spring", "summer"
CODE = "2VPY-7FYV-3784"
WORTHS = [
    Worth(kind="percent", number=Decimal(25)),
    Worth(kind="percent", number=Decimal("12.5")),
    Worth(kind="amount", number=Decimal(5), currency="EUR"),
    Worth(kind="amount", number=Decimal("39.90"), currency="EUR"),
    Worth(kind="amount", number=Decimal("0.05"), currency="CHF"),
    Worth(kind="item", words="3 für 2"),
    Worth(kind="item", words="Ein Espresso zum Frühstück, täglich"),
    Worth(kind="points", number=Decimal(500)),
]


def sealed(worth: Worth, *, code: str = CODE, secret: str = SUMMER) -> str:
    facts = Facts(
        campaign=mark("estate-25"),
        valid_from=datetime(2026, 7, 4, 10, 0, tzinfo=UTC),
        valid_until=datetime(2026, 8, 2, 22, 0, tzinfo=UTC),
        worth=worth,
    )
    return seal(code, facts, private_key(secret))


def vectors() -> dict[str, Any]:
    """What docs/offline-seal-vectors.json holds."""
    keys = [urlsafe_b64encode(key).decode().rstrip("=") for key in public_keys([SPRING, SUMMER])]
    good = [sealed(worth) for worth in WORTHS] + [sealed(WORTHS[0], code="K7QM-2FYV-3785", secret=SPRING)]
    typed = good[0].lower().replace("2vpy", "2vpz").replace(" ", "-\t") + "\r\n"
    return {
        "about": "Texts for readers of seals, as docs/offline-tills.md describes them. No till may spend them.",
        "keys": keys,
        "read": [{"text": text, "says": _says(text)} for text in (*good, typed)],
        "refuse": [{"text": text, "because": why} for why, text in _bad(good[0])],
    }


def _says(text: str) -> dict[str, Any]:
    facts, code = read(text, public_keys([SPRING, SUMMER])), offline_seal.split(text)[0]
    worth = facts.worth
    said = {"code": code, "serial": int(serial_in(code)), "campaign": facts.campaign, "kind": worth.kind}
    said |= {name: f"{getattr(facts, name):%Y-%m-%dT%H:%MZ}" for name in ("valid_from", "valid_until")}
    if worth.number is None:
        return said | {"words": worth.words}
    return said | {"number": str(worth.number)} | ({"currency": worth.currency} if worth.currency else {})


def _bad(good: str) -> Iterator[tuple[str, str]]:
    code, letters = offline_seal.split(good)
    data = offline_seal._bytes(letters)

    def bent(changed: bytes) -> str:
        return f"{code} {offline_seal._letters(changed)}"

    later = EPOCH + timedelta(days=9000)
    second = int.from_bytes(data[-32:], "little") + ORDER
    yield "another code", good.replace("2VPY", "2VPX")
    yield "another key", sealed(WORTHS[0], secret="autumn")
    yield "a code alone", code
    yield "a letter more", good + "B"
    yield "a letter less", good[:-1]
    yield "a letter that seals do not have", good[:-1] + "A"
    yield "one letter changed", good[:-1] + ("B" if good[-1] != "B" else "C")
    yield "a longer validity", bent(data[:8] + ((later - EPOCH) // timedelta(minutes=1)).to_bytes(3) + data[11:])
    yield "more percent", bent(data[:11] + b"\x63" + data[12:])
    yield "another format", bent(bytes([data[0] ^ 0x30]) + data[1:])
    yield "the second half of the signature, and the order added", bent(data[:-32] + second.to_bytes(32, "little"))
    yield "a number that is too large for its letters", f"{code} {'X' * len(letters)}"
    yield "more letters than a seal may have", f"{code} {'B' * 260}"
    yield "too few bytes for a signature", f"{code} {offline_seal._letters(bytes(63) + bytes([1]))}"


def test_the_texts_of_the_page_are_those_that_we_write():
    assert vectors() == VECTORS


def test_a_stranger_who_knows_the_description_alone_reads_and_refuses_what_we_do():
    keys = [urlsafe_b64decode(key + "=") for key in VECTORS["keys"]]
    for each in VECTORS["read"]:
        assert stranger(each["text"], keys) == each["says"]
    for each in VECTORS["refuse"]:
        assert stranger(each["text"], keys) is None, each["because"]
        with pytest.raises(BadSeal):
            read(each["text"], keys)


# ---- the sample


@pytest.fixture
def sample(settings: Settings, build: Callable[[Settings], Flask], sessions: Sessions) -> dict[str, Any]:
    """The names of the page's piece in Python, its `call` asking a handbill without a network between."""
    client = build(settings).test_client()
    with sessions.begin() as session:
        make.till(session, name="Till 1", token=TOKEN, now=datetime.now(UTC))
    names: dict[str, Any] = {"call": lambda *asked: _call(client, *asked)}
    exec(re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0], names)
    return names


def _call(client: FlaskClient, method: str, path: str, body: Any = None) -> Any:
    more = {} if body is None else {"json": body}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return client.open(f"/api/v1{path}", method=method, headers=headers, **more).get_json(force=True)


@pytest.fixture
def coupon(sessions: Sessions) -> Callable[..., tuple[Coupon, str]]:
    """Makes a coupon, and gives it with what its QR symbol holds."""

    def made(**changes: Any) -> tuple[Coupon, str]:
        with sessions.begin() as session:
            one = make.coupon(session, **{"issued_at": datetime.now(UTC) - 9 * HOUR, **changes})
        facts = Facts(
            campaign=mark(one.campaign), valid_from=one.valid_from, valid_until=one.valid_until, worth=WORTHS[0]
        )
        return one, seal(write_code(one.serial, KEYS), facts, private_key(KEYS[-1]))

    return made


def test_the_sample_reads_and_refuses_what_we_do(sample: dict[str, Any]):
    keys = [sample["unpadded"](key) for key in VECTORS["keys"]]
    for each in VECTORS["read"]:
        says = sample["unsealed"](each["text"], keys)
        moments = {name: f"{says[name]:%Y-%m-%dT%H:%MZ}" for name in ("valid_from", "valid_until")}
        assert says | moments == each["says"]
    for each in VECTORS["refuse"]:
        assert sample["unsealed"](each["text"], keys) is None, each["because"]


def test_the_sample_checks_gives_and_reports(
    sample: dict[str, Any], coupon: Callable[..., tuple[Coupon, str]], sessions: Sessions
):
    now = datetime.now(UTC)
    (good, text), (_, elsewhere), (late, over) = coupon(), coupon(spent_at=now - HOUR), coupon(valid_until=now - HOUR)
    meanwhile, doubled = coupon()
    kit: dict[str, Any] = {}
    sample["take_along"](kit)
    check = lambda text: sample["check"](text, kit, given)[0]  # noqa: E731
    given: list[dict[str, Any]] = []
    assert [check(each) for each in (text, elsewhere, over, text + "B")] == [
        None,
        "already_redeemed",
        "expired",
        "unknown",
    ]
    for id, each in (("slip 1", text), ("slip 2", doubled), ("slip 3", over)):
        sample["give"](each, id, given)
    assert check(text) == "already_redeemed", "this till gave it itself"
    sample["undo"]("slip 1", "wrong customer", given)
    assert check(text) is None
    sample["give"](text, "slip 4", given)
    with sessions.begin() as session:
        make.redemption(session, meanwhile.serial, at=now)
    told = sample["report"](given)
    assert [(each["id"], each["why"]) for each in told] == [
        ("slip 1", None),
        ("slip 2", "already_redeemed"),
        ("slip 3", "expired"),
        ("slip 4", None),
    ]
    assert [bool(each["reversed_at"]) for each in told] == [True, False, False, False]
    assert given == []
    sample["take_along"](kit)
    assert {good.serial, meanwhile.serial} <= kit["spent"]
    with sessions.read() as session:
        assert {each.why for each in happened.irregular(session, now - HOUR, 9)} == {"already_redeemed", "expired"}
        spent = coupons.coupon_by_serial(session, good.serial)
    assert (spent and spent.till, late.redeemed_at) == ("Till 1", None)


@pytest.mark.parametrize(
    "offer",
    [
        {},
        {"days": ["sat"]},
        {"hours": "9:00-12:30"},
        {"days": ["fri"], "hours": "22:00-02:00"},
        {"hours": "0:00-24:00"},
    ],
)
def test_the_sample_knows_days_and_hours_as_we_do(sample: dict[str, Any], offer: dict[str, Any]):
    campaign = make.campaign(offer=offer)
    told = for_software(campaign, Till(1, "Till 1"))
    for hour in range(24 * 8):
        local = datetime(2026, 7, 3, tzinfo=campaign.zone) + timedelta(hours=hour, minutes=29)
        no = against(campaign.offer, shop=None, purchase=None, zone=campaign.zone, now=local.astimezone(UTC))
        assert sample["is_open"](told, local) is (no is None), local


@pytest.mark.parametrize("n", [3, 250])
def test_the_sample_keeps_what_has_to_wait_and_tells_all_of_a_long_list(sample: dict[str, Any], n: int):
    given: list[dict[str, Any]] = []
    for number in range(n):
        sample["give"](f"2222-2222-{number:04}", f"slip {number}", given)
    told = sample["report"](given)
    assert [each["why"] for each in told] == ["unknown"] * min(n, 10)
    assert len(told) + len(given) == n


def test_the_page_names_every_reason_that_the_document_knows(client: FlaskClient):
    document = client.get("/api/v1/openapi.json").get_json()
    known = document["components"]["schemas"]["Reported"]["properties"]["given"]["items"]["properties"]["why"]["enum"]
    table = PAGE[PAGE.index("| `why` |") :]
    said = {
        name for row in re.findall(r"^\|([^|]+)\|", table, re.MULTILINE)[2:] for name in re.findall(r"`(\w+)`", row)
    }
    assert said == set(filter(None, known))


if __name__ == "__main__":
    (DOCS / "offline-seal-vectors.json").write_text(json.dumps(vectors(), indent=2, ensure_ascii=False) + "\n")
