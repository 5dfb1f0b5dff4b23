"""Links of Google Wallet: signed as Google asks, short enough for a link; and settings that cannot work."""

import json
import subprocess
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.rules.campaign import parse
from app.rules.offline_seal import private_key, seal
from app.rules.redemption import Status
from app.rules.seal_facts import MOST_WORDS, Facts, Worth, mark
from app.rules.wallet import card_of
from app.store.words import load
from app.wallets import BadWallet
from app.wallets.google import MOST_LETTERS, SAVE, google
from tests import signing
from tests.rules.test_wallet import CODE, NUMBER, card

NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
SAMPLES = sorted((Path(__file__).parents[2] / "campaigns").glob("*.toml"))


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def link(tmp_path, *given, **changes) -> str:
    wallet = google(signing.google(tmp_path))
    assert wallet
    return wallet.link(card(*given, **changes), NOW)


def claims(address: str) -> dict:
    return json.loads(decoded(address.removeprefix(SAVE).split(".")[1]))


def test_the_link_is_a_token_that_the_accounts_key_signed(tmp_path):
    address = link(tmp_path)
    assert address.startswith("https://pay.google.com/gp/v/save/")
    head, body, signature = address.removeprefix(SAVE).split(".")
    assert json.loads(decoded(head)) == {"alg": "RS256", "typ": "JWT"}
    public = signing.key("Google").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for name, data in (
        ("public.pem", public),
        ("signature", decoded(signature)),
        ("signed", f"{head}.{body}".encode()),
    ):
        (tmp_path / name).write_bytes(data)
    words = "openssl dgst -sha256 -verify public.pem -signature signature signed"
    told = subprocess.run(words.split(), cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert told.stdout == "Verified OK\n"


def test_the_token_says_who_saves_what(tmp_path):
    told = claims(link(tmp_path, Status.REDEEMED))
    assert (told["iss"], told["aud"], told["typ"]) == (signing.ACCOUNT, "google", "savetowallet")
    assert told["iat"] == int(NOW.timestamp())
    offer = told["payload"]["offerObjects"][0]
    assert (offer["id"], offer["state"]) == (f"{signing.ISSUER}.{NUMBER}", "COMPLETED")
    assert offer["classId"] == told["payload"]["offerClasses"][0]["id"]


@pytest.mark.parametrize(("letters", "terms"), [(40, True), (900, False)])
def test_terms_go_along_where_there_is_room(tmp_path, letters, terms):
    address = link(tmp_path, offer={"terms": "x" * letters})
    assert ("finePrint" in claims(address)["payload"]["offerClasses"][0]) == terms
    assert len(address) < MOST_LETTERS


def test_the_seal_goes_along_where_there_is_room_and_else_the_code_alone(tmp_path):
    wallet = google(signing.google(tmp_path))
    assert wallet
    wide = card(brand={"name": "ü" * 40}, offer={"line": "日" * 80, "terms": "x" * 600})
    address = wallet.link(replace(wide, content=f"2VPY7FYV3784 {'B' * 206}"), NOW)
    assert claims(address)["payload"]["offerObjects"][0]["barcode"]["value"] == "2VPY7FYV3784"
    assert len(address) < MOST_LETTERS


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_link_of_every_sample_holds_the_longest_seal(tmp_path, path):
    campaign = parse(path.read_text(), path.stem)[0]
    words = Worth(kind="item", words="x" * MOST_WORDS)
    facts = Facts(campaign=mark(campaign.id), valid_from=NOW, valid_until=NOW, worth=words)
    wallet = google(signing.google(tmp_path))
    assert wallet
    for language in campaign.languages:
        whole = card_of(
            campaign,
            language,
            load()[language],
            number=NUMBER,
            code=CODE,
            content=seal(CODE, facts, private_key("spring")),
            status=Status.VALID,
            valid_from=NOW,
            valid_until=NOW,
            page="https://coupons.aurora-gelateria.example/k/abcdefghijkl",
        )
        address = wallet.link(whole, NOW)
        assert len(address) < MOST_LETTERS
        assert claims(address)["payload"]["offerObjects"][0]["barcode"]["value"] == whole.content


def test_it_is_off_while_nothing_is_set():
    assert google({}) is None


def test_what_opens_nothing_is_not_printed(tmp_path):
    assert "PrivateKey" not in repr(google(signing.google(tmp_path)))


@pytest.mark.parametrize("name", ["HANDBILL_GOOGLE_ISSUER", "HANDBILL_GOOGLE_ACCOUNT"])
def test_half_a_setting_says_what_is_missing(tmp_path, name):
    values = {other: value for other, value in signing.google(tmp_path).items() if other != name}
    with pytest.raises(BadWallet, match=f"^{name}: not set"):
        google(values)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"HANDBILL_GOOGLE_ISSUER": "aurora"}, "HANDBILL_GOOGLE_ISSUER is 'aurora'"),
        ({"HANDBILL_GOOGLE_ACCOUNT": "/nowhere"}, "/nowhere cannot be read"),
        ({"HANDBILL_GOOGLE_ACCOUNT": __file__}, "is no JSON"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_so(tmp_path, change, says):
    with pytest.raises(BadWallet, match=says):
        google(signing.google(tmp_path) | change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"private_key": "x"}, "private_key of .* cannot be opened"),
        ({"private_key": None}, "no client_email or no private_key"),
        ({"client_email": None}, "no client_email or no private_key"),
    ],
)
def test_an_account_that_cannot_sign_is_said_so(tmp_path, change, says):
    with pytest.raises(BadWallet, match=says):
        google(signing.google(tmp_path, **change))
