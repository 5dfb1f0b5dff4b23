"""What an operator may decide, what is refused at the start, and that a first start needs no decision."""

from pathlib import Path

import pytest

from app import settings
from app.settings import BadSettings

PUBLIC = {
    "HANDBILL_BASE_URL": "https://aurora.example",
    "HANDBILL_GATEWAY": "recording",
    "HANDBILL_SECRET_KEYS": "an-old-key-long-enough,a-new-key-long-enough",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that handbill starts in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_first_start_needs_nothing_and_makes_keys_for_its_owner_alone(folder: Path):
    chosen = settings.read({})
    kept = folder / "instance" / "secret-keys"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(chosen.secret_keys[0]) >= 40
    assert settings.read({}).secret_keys == chosen.secret_keys
    assert (chosen.simulated, chosen.loopback, chosen.limits) == (True, True, True)


def test_what_is_set_for_wallets_is_gathered_by_name_and_never_printed():
    given = {"HANDBILL_APPLE_PASSPHRASE": "open sesame", "HANDBILL_GOOGLE_ISSUER": "33", "HANDBILL_APPLE_KEY": ""}
    chosen = settings.read({**PUBLIC, **given})
    assert chosen.wallets == {"HANDBILL_APPLE_PASSPHRASE": "open sesame", "HANDBILL_GOOGLE_ISSUER": "33"}
    assert "open sesame" not in repr(chosen)
    assert settings.read(PUBLIC).wallets == {}


def test_keys_are_never_printed():
    assert settings.read(PUBLIC).secret_keys[0] not in repr(settings.read(PUBLIC))


def test_a_public_installation_starts_when_all_is_given():
    assert settings.read(PUBLIC).secret_keys == ("an-old-key-long-enough", "a-new-key-long-enough")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"HANDBILL_GATEWAY": "phone"}, "HANDBILL_GATEWAY"),
        ({"HANDBILL_BASE_URL": "http://aurora.example"}, "https"),
        ({"HANDBILL_SECRET_KEYS": ""}, "HANDBILL_SECRET_KEYS"),
        ({"HANDBILL_SECRET_KEYS": "short"}, "HANDBILL_SECRET_KEYS"),
        ({"HANDBILL_LIMITS": "off"}, "HANDBILL_LIMITS"),
        ({"HANDBILL_LIMITS": "maybe"}, "HANDBILL_LIMITS"),
        ({"HANDBILL_BASE_URL": "aurora.example"}, "HANDBILL_BASE_URL"),
        ({"HANDBILL_BASE_URL": "https://aurora.example/shop"}, "HANDBILL_BASE_URL"),
        ({"HANDBILL_PROXIES": "one"}, "HANDBILL_PROXIES"),
        ({"HANDBILL_CAMPAINS": "x"}, "HANDBILL_CAMPAINS"),
        ({"HANDBILL_APPLE_CERT": "x"}, "HANDBILL_APPLE_CERT"),
        (
            {"HANDBILL_PACES": "recording 10, recroding +12025550100 1"},
            "HANDBILL_PACES: .*'recroding', but by recording",
        ),
    ],
)
def test_what_is_unsafe_or_a_slip_is_refused_by_name(change: dict[str, str], named: str):
    with pytest.raises(BadSettings, match=named):
        settings.read({**PUBLIC, **change})


def test_a_rehearsal_may_have_the_paces_of_the_real_gateway():
    paces = {"HANDBILL_PACES": "twilio 10", "HANDBILL_GATEWAY": "phone", "HANDBILL_ALLOW_INSECURE": "1"}
    assert settings.read({**PUBLIC, **paces}).simulated


def test_a_rehearsal_may_be_insecure_by_a_deliberate_act():
    lan = {"HANDBILL_BASE_URL": "http://192.168.1.20:8000", "HANDBILL_ALLOW_INSECURE": "1"}
    assert settings.read(lan).simulated


@pytest.mark.parametrize(
    ("base_url", "private"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://192.168.1.20:9000", True),
        ("http://[fe80::1]:8000", True),
        ("http://laptop.local", True),
        ("http://laptop", True),
        ("https://aurora.example", False),
        ("https://8.8.8.8", False),
    ],
)
def test_an_address_that_only_neighbours_open_is_known(base_url: str, private: bool):
    chosen = settings.read({"HANDBILL_BASE_URL": base_url, "HANDBILL_ALLOW_INSECURE": "1"})
    assert (chosen.private, chosen.base_url_chosen) == (private, True)
    assert not settings.read({"HANDBILL_BASE_URL": ""}).base_url_chosen


def test_the_environment_wins_over_the_env_file(folder: Path):
    (folder / ".env").write_text("# ours\nHANDBILL_PROXIES=2\nHANDBILL_SCANS='durable'\n")
    chosen = settings.read({"HANDBILL_PROXIES": "1"})
    assert (chosen.proxies, chosen.durable_scans) == (1, True)


def test_a_ceiling_that_cannot_be_read_is_named_by_its_place(tmp_path):
    with pytest.raises(BadSettings, match=r"HANDBILL_CEILINGS: 'IT 20' is no ceiling"):
        settings.read({"HANDBILL_DATA": str(tmp_path), "HANDBILL_CEILINGS": "texts 5 a day, IT 20"})


@pytest.mark.parametrize(
    ("changes", "shielded"),
    [
        ({}, False),  # the simulated phone bills nobody, and its numbers are invented
        ({"HANDBILL_CEILINGS": "texts 20 an hour"}, True),
        ({"HANDBILL_GATEWAY": "twilio"}, True),
        ({"HANDBILL_CEILINGS": "texts 20 an hour", "HANDBILL_LIMITS": "off"}, False),
    ],
)
def test_with_the_simulated_phone_the_shield_holds_texts_once_ceilings_are_set(tmp_path, changes, shielded):
    assert settings.read({"HANDBILL_DATA": str(tmp_path), **changes}).shielded is shielded
