"""The seal for tills without a line: who can make it, who can read it, and what a scanner may do to it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.rules import offline_seal
from app.rules.codewords import encode
from app.rules.coupon import read_code, write_code
from app.rules.offline_seal import ALPHABET, PRIME, SMALL_ORDER, BadSeal, private_key, public_keys, read, seal, split
from app.rules.seal_facts import MOST_WORDS, Facts, Worth, mark

CODE = "2VPY-7FYV-3784"
PERCENT = Worth(kind="percent", number=Decimal(25))
SPRING, SUMMER = "spring", "summer"
KEYS = public_keys([SPRING])
ORDER = 2**252 + 27742317777372353535851937790883648493


def facts(worth: Worth = PERCENT) -> Facts:
    """What is sealed, good for a month."""
    return Facts(
        campaign=mark("estate-25"),
        valid_from=datetime(2026, 7, 4, 10, 0, tzinfo=UTC),
        valid_until=datetime(2026, 8, 2, 22, 0, tzinfo=UTC),
        worth=worth,
    )


def sealed(secret: str = SPRING, worth: Worth = PERCENT) -> str:
    return seal(CODE, facts(worth), private_key(secret))


def bent(text: str, change) -> str:
    """The text with its seal's bytes changed."""
    code, letters = split(text)
    data = bytearray(offline_seal._bytes(letters))
    return f"{code} {offline_seal._letters(bytes(change(data)))}"


def test_what_was_shown_keeps_its_meaning():
    """Wallets hold it for months: keys, signature and letters must never change."""
    assert KEYS[0].hex() == "f66d47c9c48a2fcda4444621c336161f395e1c7df707ade7eed5264417201635"
    assert sealed() == (
        "2VPY7FYV3784 BKNRDSNNRECVCJOLDFLGNTVLTIKOLPPJOLTBXFIEGUUDEVUGOGOPBIKPSIDEIRNLPBP"
        "OLGPOGVKULICKFRCXUTHBTUOUSKJHICBJPFHKSLRTINLKODXJGDICTOXDTNNDNTIDFVHCSRGKN"
    )


def test_a_till_reads_the_facts_with_the_public_key_alone():
    assert read(sealed(), KEYS) == facts()


def test_what_stands_before_the_space_is_the_code():
    code, _, letters = sealed().partition(" ")
    assert code == CODE.replace("-", "")
    assert set(letters) <= set(ALPHABET)
    assert split(sealed()) == (code, letters)


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), "hello", "", "2VPY 7FYV 3784\n"])
def test_a_code_alone_stays_as_it_was_typed(typed):
    assert split(typed) == (typed, "")


def test_a_scanner_may_lose_the_space_and_the_capitals_and_add_a_return():
    for typed in (sealed().lower(), sealed().replace(" ", ""), f"{sealed()}\r\n", f"  {sealed()}\t"):
        assert read(typed, KEYS) == facts()


LAYOUTS = {  # where a scanner set up for the United States types on another country's keyboard, capitals held
    "DE": str.maketrans("YZ", "ZY"),
    "IT": {},
    "FR": str.maketrans("AQWZM", "QAZW?"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_letters_of_a_seal_are_the_same_keys_everywhere(layout):
    assert ALPHABET.translate(LAYOUTS[layout]) == ALPHABET


def test_a_code_with_a_y_is_read_through_a_german_keyboard():
    keys = ["spring"]
    assert "Y" in write_code(123_456_789, keys)
    scanned = sealed().translate(LAYOUTS["DE"])
    assert read(scanned, KEYS) == facts()
    assert read_code(split(scanned)[0], keys) == 123_456_789


def test_keys_can_change_while_coupons_are_out():
    both = public_keys([SPRING, SUMMER])
    for secret in (SPRING, SUMMER):
        assert read(sealed(secret), both) == facts()
    with pytest.raises(BadSeal):
        read(sealed(SUMMER), KEYS)


def test_the_key_is_made_for_this_purpose_alone_and_again_the_same():
    assert public_keys([SPRING]) == public_keys([SPRING])
    assert private_key(SPRING).private_bytes_raw() != SPRING.encode().ljust(32, b"\0")
    assert len({*public_keys([SPRING, SUMMER])}) == 2


def test_every_flipped_bit_is_seen():
    def flipped(bit: int):
        return lambda data: (int.from_bytes(data) ^ 1 << bit).to_bytes(len(data))

    for bit in range(len(offline_seal._bytes(split(sealed())[1])) * 8):
        with pytest.raises(BadSeal):
            read(bent(sealed(), flipped(bit)), KEYS)


def test_a_seal_belongs_to_its_code():
    with pytest.raises(BadSeal):
        read(sealed().replace("2VPY", "3VPY"), KEYS)


def test_a_signature_whose_number_is_not_reduced_is_refused():
    def raised(data: bytearray) -> bytes:
        number = int.from_bytes(data[-32:], "little") + ORDER
        return bytes(data[:-32]) + number.to_bytes(32, "little")

    with pytest.raises(BadSeal):
        read(bent(sealed(), raised), KEYS)


@pytest.mark.parametrize("y", sorted(SMALL_ORDER))
@pytest.mark.parametrize("sign", [0, 1])
def test_a_point_of_small_order_signs_nothing(y, sign):
    """With nought as key and as R, and with S = 0, OpenSSL finds every text signed; with the others, some texts."""
    point = (y | sign << 255).to_bytes(32, "little")
    with pytest.raises(BadSeal):
        read(bent(sealed(), lambda data: bytes(data[:-64]) + point + bytes(32)), [point])


def test_the_points_of_small_order_are_all_there():
    """Eight times each is nought, and a curve of order 8·ORDER has eight of them on five heights."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME

    def doubled(y: int) -> int:
        """The y of twice the point, by x² = (y² − 1) / (d·y² + 1)."""
        square = (y * y - 1) * pow(d * y * y + 1, -1, PRIME)
        return (y * y + square) * pow(2 - y * y + square, -1, PRIME) % PRIME

    for y in SMALL_ORDER:
        assert doubled(doubled(doubled(y))) == 1
    assert len(SMALL_ORDER) == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        CODE,
        f"{CODE} B",
        f"{CODE} {'B' * 141}",
        f"{CODE} {'X' * 141}",
        f"{CODE} {'B' * 5000}",
        "ä" * 300,
        f"{CODE} Ä",
    ],
)
def test_other_texts_are_refused_whatever_they_are(text):
    with pytest.raises(BadSeal):
        read(text, KEYS)


def test_letters_are_written_in_one_way_only():
    code, letters = split(sealed())
    for other in (f"B{letters}", letters[1:], letters + "B"):
        with pytest.raises(BadSeal):
            read(code + other, KEYS)


@pytest.mark.parametrize(
    ("worth", "version"),
    [
        (PERCENT, 6),
        (Worth(kind="points", number=Decimal(1000)), 7),
        (Worth(kind="amount", number=Decimal("39.90"), currency="EUR"), 7),
        (Worth(kind="item", words="3 für 2"), 7),
        (Worth(kind="item", words="x" * MOST_WORDS), 8),
    ],
)
def test_the_symbol_stays_small(worth, version):
    assert encode(sealed(worth=worth), "M")[0] == version


def test_a_seal_is_an_ed25519_signature_that_any_library_checks():
    code, letters = split(sealed())
    data = offline_seal._bytes(letters)
    signed = offline_seal.DOMAIN + code.encode() + data[:-64]
    Ed25519PublicKey.from_public_bytes(KEYS[0]).verify(data[-64:], signed)
    assert isinstance(private_key(SPRING), Ed25519PrivateKey)
