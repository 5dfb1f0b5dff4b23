"""The gateways of a process, and that a typing error in what is set for them is told."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.gateways import BadGateway
from app.means import gateways_of
from app.settings import Settings

KEYS = {"TWILIO_ACCOUNT": "AC1", "TWILIO_TOKEN": "12345", "PLIVO_ACCOUNT": "MA1", "PLIVO_TOKEN": "12345"}
FILE = """
[send]
url = "https://api.acme.example/v1"
headers = { X-Shop = "${SHOP}" }
json = { to = "{number}", text = "{text}" }
"""


def made(settings: Settings, *names: str, **own: str) -> set[str]:
    """The names of the gateways that texts leave by, when this is set for them."""
    given = {f"HANDBILL_GATEWAY_{name}": value for name, value in {**KEYS, **own}.items()}
    first, *others = names
    return set(
        gateways_of(replace(settings, gateway=first, gateway_fallback=next(iter(others), None), of_gateways=given))
    )


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("FALBACK", "FALLBACK"),
        ("TWILO_TOKEN", "TWILIO_TOKEN"),
        ("PLIVO_SIGNATURE", "PLIVO_SIGNATURES"),
        ("TWILIO_STOP", "TWILIO_STOPS"),
        ("TWILIO", ""),
        ("PIGEON_LOFT", ""),
    ],
)
def test_a_setting_that_no_gateway_has_is_refused_and_the_one_that_was_meant_is_named(
    settings: Settings, slip: str, meant: str
) -> None:
    with pytest.raises(BadGateway) as caught:
        made(settings, "plivo", "twilio", **{slip: "a secret"})
    said = str(caught.value)
    assert said.startswith(f"HANDBILL_GATEWAY_{slip} is no setting of a gateway.")
    assert f"Did you mean HANDBILL_GATEWAY_{meant}?" in said or not meant
    assert "a secret" not in said


def test_a_gateway_without_settings_has_none(settings: Settings) -> None:
    with pytest.raises(BadGateway, match="HANDBILL_GATEWAY_PHONE_TOKEN is no setting"):
        made(settings, "phone", PHONE_TOKEN="x")


def test_what_belongs_to_a_gateway_that_is_not_in_use_may_stay(settings: Settings) -> None:
    assert made(settings, "plivo", HTTP_FILE="acme.toml", HTTP_SHOP="7") == {"plivo"}


def test_what_a_file_asks_for_is_a_setting_of_its_gateway(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(FILE)
    assert made(settings, "http", HTTP_FILE=str(file), HTTP_SHOP="7") == {"http"}
    with pytest.raises(BadGateway, match=r"HTTP_KEYY is no .* mean HANDBILL_GATEWAY_HTTP_KEY\?"):
        made(settings, "http", HTTP_FILE=str(file), HTTP_SHOP="7", HTTP_KEYY="x")


def test_the_gateway_of_a_package_that_declares_nothing_may_have_any_setting(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers = tmp_path / "pigeons-1.dist-info"
    offers.mkdir()
    (offers / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeons\nVersion: 1\n")
    (offers / "entry_points.txt").write_text("[handbill.gateways]\npigeon_post = app.gateways.recording:Gateway\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert made(settings, "pigeon_post", PIGEON_POST_LOFT="7") == {"pigeon_post"}
