"""static/seal-reader.js in a browser: by the browser's own Ed25519 and by ours, with one answer for every text."""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha512
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page, Route

from app.rules import offline_seal
from app.rules.offline_seal import PRIME, SMALL_ORDER, private_key, public_keys, seal
from app.rules.seal_facts import Facts, Worth, mark

SOURCE = Path(__file__).parents[2] / "static" / "seal-reader.js"
ORIGIN = "http://localhost"  # a secure context, so that there is WebCrypto
CODE = "2VPY-7FYV-3784"
KEYS = public_keys(["spring", "summer"])
ORDER = 2**252 + 27742317777372353535851937790883648493
# A browser that does not know Ed25519, as those before 2025.
WITHOUT = """
const known = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (format, key, kind, ...rest) => (kind.name ?? kind) === "Ed25519"
  ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")) : known(format, key, kind, ...rest);
"""
# RFC 8032, section 7.1: (key, text, signature) of tests 1, 2, 3 and SHA(abc).
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
            "3dca179c138ac17ad9bef1177331a704"
        ),
    ),
]
Try = tuple[bytes, bytes, bytes]  # key, signature, text
Verify = Callable[[Sequence[Try]], list[bool]]
Read = Callable[..., Any]

READ = """async ([text, keys, native]) => {
  const { BadSeal, keysOf, read } = await import("/seal-reader.js");
  const set = { keys: keys.map((x) => ({ kty: "OKP", crv: "Ed25519", x })) };
  try {
    const { validFrom, validUntil, ...rest } = await read(text, keysOf(set), { native });
    return { ...rest, validFrom: validFrom.toISOString(), validUntil: validUntil.toISOString() };
  } catch (error) {
    if (error instanceof BadSeal) return null;
    throw error;
  }
}"""
VERIFY = """async ([tries, native]) => {
  const { isSigned } = await import("/seal-reader.js");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const found = [];
  for (const [key, signature, text] of tries) {
    found.push(await isSigned(bytes(key), bytes(signature), bytes(text), { native }));
  }
  return found;
}"""


@pytest.fixture(scope="module", params=["native", "ours", "without"])
def reader(request: pytest.FixtureRequest, _browser: Browser) -> Iterator[Page]:
    """A page that may load the module: with the browser's Ed25519, told to leave it alone, or in one that has none.

    The module keeps nothing between two questions, so one page is enough for all tests.
    """
    page = _browser.new_context().new_page()

    def answer(route: Route) -> None:
        is_module = route.request.url.endswith("/seal-reader.js")
        route.fulfill(
            body=SOURCE.read_text("utf-8") if is_module else "<!doctype html><title>till</title>",
            content_type="text/javascript" if is_module else "text/html",
        )

    page.route(f"{ORIGIN}/**", answer)
    if request.param == "without":
        page.add_init_script(WITHOUT)
    page.goto(f"{ORIGIN}/")
    page.native = request.param != "ours"  # type: ignore[attr-defined]
    yield page
    page.context.close()


@pytest.fixture
def verify(reader: Page) -> Verify:
    """What isSigned says of each try."""

    def ask(tries: Sequence[Try]) -> list[bool]:
        found: list[bool] = reader.evaluate(VERIFY, [[[each.hex() for each in one] for one in tries], reader.native])  # type: ignore[attr-defined]
        return found

    return ask


@pytest.fixture
def read(reader: Page) -> Read:
    """What the reader finds in a text; None where it throws BadSeal."""

    def ask(text: str, keys: Sequence[bytes] = KEYS) -> Any:
        written = [urlsafe_b64encode(key).decode().rstrip("=") for key in keys]
        return reader.evaluate(READ, [text, written, reader.native])  # type: ignore[attr-defined]

    return ask


def sealed(worth: Worth, secret: str = "summer") -> str:
    facts = Facts(
        campaign=mark("estate-25"),
        valid_from=datetime(2026, 7, 4, 10, 0, tzinfo=UTC),
        valid_until=datetime(2026, 8, 2, 22, 0, tzinfo=UTC),
        worth=worth,
    )
    return seal(CODE, facts, private_key(secret))


PERCENT = Worth(kind="percent", number=Decimal(25))


def test_which_reader_is_at_work(reader: Page, read: Read, request: pytest.FixtureRequest) -> None:
    """Else the tests below would hold the same one to its word three times."""
    reader.evaluate("""() => {
      const known = crypto.subtle.verify.bind(crypto.subtle);
      window.asked = 0;
      crypto.subtle.verify = (...all) => { window.asked++; return known(...all); };
    }""")
    assert read(sealed(PERCENT)) is not None
    assert (reader.evaluate("window.asked") > 0) == ("native" in request.node.name)


def test_the_signatures_of_rfc_8032_are_good_and_their_neighbours_are_not(verify: Verify) -> None:
    good = [(bytes.fromhex(key), bytes.fromhex(signature), bytes.fromhex(text)) for key, text, signature in VECTORS]
    assert verify(good) == [True] * 4
    assert verify([(key, signature, text + b"\0") for key, signature, text in good]) == [False] * 4
    assert verify([(good[0][0], signature, text) for _, signature, text in good[1:]]) == [False] * 3


def test_whatever_python_signs_is_good_and_with_one_bit_turned_it_is_not(verify: Verify) -> None:
    dice = random.Random(8032)
    good, bad = [], []
    for length in (0, 1, 63, 64, 111, 112, 128, 1023):
        key, text = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)), dice.randbytes(length)
        whole = key.public_key().public_bytes_raw(), key.sign(text), text
        good.append(whole)
        for part in range(3 if text else 2):
            turned = bytearray(whole[part])
            turned[dice.randrange(len(turned))] ^= 1 << dice.randrange(8)
            bad.append((*whole[:part], bytes(turned), *whole[part + 1 :]))
    assert verify(good) == [True] * len(good)
    assert verify(bad) == [False] * len(bad)


def test_a_number_that_is_not_reduced_is_refused(verify: Verify) -> None:
    key, text, signature = (bytes.fromhex(each) for each in VECTORS[1])
    number = int.from_bytes(signature[32:], "little")
    raised = [(number + times * ORDER).to_bytes(32, "little") for times in range(1, 16)]
    assert verify([(key, signature[:32] + each, text) for each in raised]) == [False] * len(raised)


def test_points_of_small_order_sign_nothing(verify: Verify) -> None:
    """Nought as key and as R with S = 0 fits every text, if nobody looks; a good key with such an R signs nothing."""
    points = [
        (y | sign << 255).to_bytes(32, "little")
        for small in SMALL_ORDER
        for y in ([small, small + PRIME] if small < 19 else [small])
        for sign in (0, 1)
    ]
    good = bytes.fromhex(VECTORS[0][0])
    tries = [(key, point + bytes(32), b"text %d" % n) for point in points for key in (point, good) for n in range(8)]
    assert verify(tries) == [False] * len(tries)


def test_keys_and_signatures_of_other_lengths_or_that_are_no_points_are_refused(verify: Verify) -> None:
    key, text, signature = (bytes.fromhex(each) for each in VECTORS[1])
    no_point = (2).to_bytes(32, "little")
    second_way = (PRIME + 3).to_bytes(32, "little")
    tries = [(b"", signature, text), (key + b"\0", signature, text), (key, b"", text), (key, signature[:-1], text)]
    tries += [(no_point, signature, text), (second_way, signature, text), (key, second_way + signature[32:], text)]
    assert verify(tries) == [False] * len(tries)


@pytest.mark.parametrize(
    ("worth", "told"),
    [
        (PERCENT, {"kind": "percent", "number": "25", "currency": ""}),
        (Worth(kind="percent", number=Decimal("12.5")), {"kind": "percent", "number": "12.5", "currency": ""}),
        (
            Worth(kind="amount", number=Decimal("39.90"), currency="EUR"),
            {"kind": "amount", "number": "39.9", "currency": "EUR"},
        ),
        (
            Worth(kind="amount", number=Decimal("0.05"), currency="USD"),
            {"kind": "amount", "number": "0.05", "currency": "USD"},
        ),
        (Worth(kind="points", number=Decimal(1200)), {"kind": "points", "number": "1200", "currency": ""}),
        (Worth(kind="item", words="3 für 2"), {"kind": "item", "words": "3 für 2"}),
    ],
)
def test_a_seal_made_by_python_is_read(read: Read, worth: Worth, told: dict[str, str]) -> None:
    assert read(sealed(worth)) == {
        "code": "2VPY7FYV3784",
        "campaign": mark("estate-25"),
        "validFrom": "2026-07-04T10:00:00.000Z",
        "validUntil": "2026-08-02T22:00:00.000Z",
        "worth": told,
    }


def test_every_key_that_is_known_reads_and_no_other(read: Read) -> None:
    assert read(sealed(PERCENT, "spring"))["code"] == "2VPY7FYV3784"
    assert read(sealed(PERCENT, "winter")) is None
    assert read(sealed(PERCENT), []) is None


def test_what_a_scanner_does_to_it_does_no_harm(read: Read) -> None:
    scanned = sealed(PERCENT)
    german = scanned.translate(str.maketrans("YZ", "ZY"))
    for typed in (scanned.lower(), f"{scanned}\r\n", scanned.replace(" ", ""), german):
        assert read(typed)["code"] == "2VPY7FYV3784", typed


def test_a_text_that_is_not_ours_is_refused_as_python_refuses_it(read: Read) -> None:
    code, letters = sealed(PERCENT).split()
    texts = [
        "",
        CODE,
        f"{code} B",
        f"3{code[1:]} {letters}",
        f"{code} {letters[:-1]}",
        f"{code} {letters}B",
        code + "Ä",
    ]
    texts += [f"{code} B{letters}", f"{code} {'X' * 141}", f"{code} {'B' * 5000}", f"{code} {letters[1:]}{letters[0]}"]
    for place in range(0, len(letters), 17):
        other = "B" if letters[place] != "B" else "C"
        texts.append(f"{code} {letters[:place]}{other}{letters[place + 1 :]}")
    for text in texts:
        assert read(text) is None, text
        with pytest.raises(offline_seal.BadSeal):
            offline_seal.read(text, KEYS)
