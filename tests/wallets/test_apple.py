"""Passes as a phone takes them, their signature checked by another program; and settings that cannot work."""

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from io import BytesIO
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.wallets import BadWallet
from app.wallets.apple import apple
from tests import signing
from tests.rules.test_wallet import NUMBER, card

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def packed(values, **changes) -> dict[str, bytes]:
    """The files of a pass."""
    wallet = apple(values, NOW)
    assert wallet
    with ZipFile(BytesIO(wallet.package(card(**changes), None))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def openssl(folder, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, timeout=60)


def verified(folder, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """What openssl says of the signature, trusting our root alone."""
    for name in ("manifest.json", "signature"):
        (folder / name).write_bytes(files[name])
    (folder / "root.pem").write_bytes(signing.root().pem)
    words = (
        "cms -verify -binary -inform DER -in signature -content manifest.json -CAfile root.pem -purpose any -out out"
    )
    return openssl(folder, *words.split())


@pytest.mark.parametrize("kind", ["rsa", "rsa with a passphrase", "ec"])
def test_the_signature_holds_for_the_manifest_and_leads_to_the_root(tmp_path, kind):
    own = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else None
    signer = signing.issue("Pass", signing.wwdr(), own=own, pass_type=signing.PASS_TYPE)
    files = packed(signing.apple(tmp_path, signer, passphrase="open sesame" if "passphrase" in kind else None))
    told = verified(tmp_path, files)
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "out").read_bytes() == files["manifest.json"]


def test_a_changed_manifest_is_seen(tmp_path):
    files = packed(signing.apple(tmp_path))
    assert verified(tmp_path, files | {"manifest.json": files["manifest.json"] + b" "}).returncode != 0


def test_the_signature_is_detached_and_holds_both_certificates_and_its_moment(tmp_path):
    verified(tmp_path, packed(signing.apple(tmp_path)))
    told = openssl(tmp_path, "cms", "-cmsout", "-print", "-inform", "DER", "-in", "signature").stdout
    assert "eContent: <ABSENT>" in told
    assert {"CN=Pass", "CN=WWDR"} <= set(re.findall(r"CN=\w+", told.replace(" ", "")))
    signed = re.search(r"signingTime.*?UTCTIME:(\w+ +\d+ [\d:]+ \d{4}) GMT", told, re.DOTALL)
    assert signed
    at = datetime.strptime(signed[1], "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_manifest_names_every_file_with_its_sum(tmp_path):
    files = packed(signing.apple(tmp_path))
    named = json.loads(files["manifest.json"])
    assert named == {
        name: sha1(data).hexdigest() for name, data in files.items() if name not in {"manifest.json", "signature"}
    }
    assert set(named) == {"pass.json", "icon.png", "icon@2x.png", "icon@3x.png"}


def test_the_pass_is_made_out_for_what_its_certificate_may_sign(tmp_path):
    shown = json.loads(packed(signing.apple(tmp_path))["pass.json"])
    assert (shown["passTypeIdentifier"], shown["teamIdentifier"]) == (signing.PASS_TYPE, signing.TEAM)
    assert shown["serialNumber"] == NUMBER


def test_certificates_and_keys_may_be_der(tmp_path):
    values = signing.apple(tmp_path)
    signer = signing.issue("Pass", signing.wwdr(), pass_type=signing.PASS_TYPE)
    der = serialization.Encoding.DER
    (tmp_path / "pass.pem").write_bytes(signer.certificate.public_bytes(der))
    (tmp_path / "wwdr.pem").write_bytes(signing.wwdr().certificate.public_bytes(der))
    (tmp_path / "key.pem").write_bytes(
        signer.key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    assert verified(tmp_path, packed(values)).returncode == 0


def test_it_is_off_while_nothing_is_set():
    assert apple({}, NOW) is None


def test_what_opens_nothing_is_not_printed(tmp_path):
    assert "PrivateKey" not in repr(apple(signing.apple(tmp_path), NOW))


@pytest.mark.parametrize("name", ["certificate", "key", "wwdr", "pass_type", "team"])
def test_half_a_setting_says_what_is_missing(tmp_path, name):
    with pytest.raises(BadWallet, match=f"^HANDBILL_APPLE_{name.upper()}: not set"):
        apple(signing.apple(tmp_path, **{name: ""}), NOW)


@pytest.mark.parametrize(
    ("signer", "says"),
    [
        ({"ends": NOW - DAY}, f"HANDBILL_APPLE_CERTIFICATE expired on {NOW - DAY:%Y-%m-%d}"),
        ({"starts": NOW + DAY}, "HANDBILL_APPLE_CERTIFICATE is good from"),
        (
            {"pass_type": "pass.example.other"},
            "HANDBILL_APPLE_PASS_TYPE is pass.example.aurora, and .* pass.example.other",
        ),
        ({"team": "OTHER"}, "HANDBILL_APPLE_TEAM is TEAM123456, and .* OTHER"),
        ({"by": "root"}, "HANDBILL_APPLE_WWDR did not make out HANDBILL_APPLE_CERTIFICATE: .* CN=Root"),
    ],
)
def test_a_certificate_that_does_not_fit_is_said_so(tmp_path, signer, says):
    by = signing.root() if signer.pop("by", None) else signing.wwdr()
    issued = signing.issue("Pass", by, **{"pass_type": signing.PASS_TYPE, **signer})
    with pytest.raises(BadWallet, match=says):
        apple(signing.apple(tmp_path, issued), NOW)


def test_files_that_do_not_fit_are_said_so(tmp_path):
    values = signing.apple(tmp_path)
    (tmp_path / "key.pem").write_bytes(
        signing.key("other").private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(BadWallet, match="HANDBILL_APPLE_CERTIFICATE does not belong to HANDBILL_APPLE_KEY"):
        apple(values, NOW)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"certificate": "/nowhere"}, "HANDBILL_APPLE_CERTIFICATE: /nowhere cannot be read"),
        ({"certificate": __file__}, "holds no certificate"),
        ({"wwdr": __file__}, "HANDBILL_APPLE_WWDR: .* holds no certificate"),
        ({"key": __file__}, "HANDBILL_APPLE_KEY: .* cannot be opened"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_so(tmp_path, changes, says):
    with pytest.raises(BadWallet, match=says):
        apple(signing.apple(tmp_path, **changes), NOW)


@pytest.mark.parametrize(("said", "says"), [("", "HANDBILL_APPLE_PASSPHRASE is needed"), ("wrong", "cannot be opened")])
def test_a_sealed_key_says_what_it_needs(tmp_path, said, says):
    values = signing.apple(tmp_path, passphrase="open sesame") | {"HANDBILL_APPLE_PASSPHRASE": said}
    with pytest.raises(BadWallet, match=says):
        apple(values, NOW)


def test_it_ends_with_the_certificate_that_ends_first(tmp_path):
    soon = NOW.replace(microsecond=0) + DAY
    wallet = apple(
        signing.apple(tmp_path, signing.issue("Pass", signing.wwdr(), pass_type=signing.PASS_TYPE, ends=soon)), NOW
    )
    assert wallet
    assert wallet.ends == soon
    assert wallet.is_good(NOW)
    assert not wallet.is_good(soon + DAY)
