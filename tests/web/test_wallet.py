"""The coupon for a phone's wallet: where its page has buttons, what they lead to, and that nothing changes."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from app.rules import offline_seal
from app.rules.coupon import write_code
from app.wallets.google import SAVE
from tests import make, signing
from tests.wallets.test_google import claims
from tests.web.visiting import parts_of, release, words

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
APPLE, GOOGLE = "Add to Apple Wallet", "Add to Google Wallet"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36"
OTHER = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"


@pytest.fixture
def having(settings, build, tmp_path):
    """A browser at a handbill with these wallets set up."""

    def with_wallets(**wallets):
        return build(replace(settings, wallets=wallets)).test_client()

    return with_wallets


@pytest.fixture
def both(having, tmp_path):
    """A browser at a handbill with both wallets."""
    return having(**signing.apple(tmp_path), **signing.google(tmp_path))


@pytest.fixture
def coupon(sessions):
    """Makes a coupon of yesterday."""

    def made(**values):
        with sessions.begin() as session:
            return make.coupon(session, **{"issued_at": NOW - DAY, "language": "en", **values})

    return made


def buttons(client, coupon, browser: str = OTHER) -> list[str]:
    """The texts of the page's links to wallets, in their order."""
    page = client.get(make.page_of(coupon), headers={"User-Agent": browser}).text
    return re.findall(r'<a class="way" href="/k/\w+/(?:apple|google)">([^<]+)</a>', page)


def packed(answer) -> dict[str, bytes]:
    with ZipFile(BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pass_of(client, coupon) -> dict:
    """The coupon's pass.json."""
    return json.loads(packed(client.get(f"{make.page_of(coupon)}/apple"))["pass.json"])


def offer_of(client, coupon) -> dict:
    """The coupon's offer object, out of the address at Google's."""
    return claims(client.get(f"{make.page_of(coupon)}/google").location)["payload"]["offerObjects"][0]


def test_without_keys_there_are_no_buttons_and_no_addresses(client, coupon):
    one = coupon()
    assert buttons(client, one) == []
    for kind in ("apple", "google"):
        assert client.get(f"{make.page_of(one)}/{kind}").status_code == 404


@pytest.mark.parametrize(
    ("browser", "shown"), [(IPHONE, [APPLE]), (ANDROID, [GOOGLE]), (OTHER, [APPLE, GOOGLE]), ("", [APPLE, GOOGLE])]
)
def test_a_phone_is_offered_its_own_wallet_and_an_unknown_device_both(both, coupon, browser, shown):
    assert buttons(both, coupon(), browser) == shown


def test_a_wallet_that_is_not_set_up_is_offered_to_nobody(having, coupon, tmp_path):
    client, one = having(**signing.google(tmp_path)), coupon()
    assert (buttons(client, one, IPHONE), buttons(client, one)) == ([], [GOOGLE])
    assert client.get(f"{make.page_of(one)}/apple").status_code == 404


def test_a_coupon_that_is_over_has_no_buttons(both, coupon):
    assert buttons(both, coupon(spent_at=NOW)) == []
    assert buttons(both, coupon(issued_at=NOW - 9 * DAY, valid_until=NOW - DAY)) == []


def test_a_wallet_at_fault_is_off_and_the_page_works(having, coupon, tmp_path):
    expired = signing.issue("Pass", signing.wwdr(), pass_type=signing.PASS_TYPE, ends=NOW - DAY)
    client, one = having(**signing.apple(tmp_path, expired)), coupon()
    assert buttons(client, one) == []
    assert "✓ Valid" in words(client.get(make.page_of(one)))
    assert client.get(f"{make.page_of(one)}/apple").status_code == 404


def test_a_certificate_that_ends_while_handbill_runs_takes_the_button_away(both, coupon):
    one, joined = coupon(), parts_of(both)
    short = signing.issue("Pass", signing.wwdr(), pass_type=signing.PASS_TYPE, ends=NOW - DAY)
    ended = replace(joined.pocket, apple=replace(joined.pocket.apple, certificate=short.certificate))
    both.application.extensions["handbill"] = replace(joined, pocket=ended)
    assert buttons(both, one) == [GOOGLE]
    assert both.get(f"{make.page_of(one)}/apple").status_code == 404


def test_apples_pass_is_the_coupon(both, coupon):
    until = datetime(2036, 7, 12, 22, 0, tzinfo=UTC)
    one = coupon(valid_until=until)
    answer = both.get(f"{make.page_of(one)}/apple")
    assert (answer.status_code, answer.mimetype) == (200, "application/vnd.apple.pkpass")
    assert answer.headers["Cache-Control"] == "no-store"
    shown = json.loads(packed(answer)["pass.json"])
    code = write_code(one.serial, make.KEYS)
    assert shown["expirationDate"] == "2036-07-13T00:00:00+02:00"
    held = shown["barcodes"][0]["message"]
    assert held.startswith(f"{code.replace('-', '')} ")
    assert offline_seal.read(held, offline_seal.public_keys(make.KEYS)).valid_until == until
    assert f"http://localhost{make.page_of(one)}" in json.dumps(shown["coupon"]["backFields"])


def test_a_cards_number_tells_nothing_and_stays(both, coupon):
    one, other = coupon(), coupon()
    numbers = [pass_of(both, each)["serialNumber"] for each in (one, one, other)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert re.fullmatch("[0-9a-f]{32}", numbers[0])
    assert f"{one.serial:x}" not in numbers[0]
    assert make.page_of(one).rpartition("/")[2] not in numbers[0]


def test_a_pass_speaks_the_coupons_language_and_wears_the_brands_logo(both, coupon):
    Image.new("RGB", (200, 100), "#1f6b45").save(parts_of(both).settings.campaigns / "logo.png")
    release(both, brand={"look": {"logo": "logo.png", "colour": "#1f6b45"}})
    files = packed(both.get(f"{make.page_of(coupon(language='it'))}/apple"))
    shown = json.loads(files["pass.json"])
    assert shown["coupon"]["secondaryFields"][0]["label"] == "Vale fino a"
    assert shown["backgroundColor"] == "rgb(31, 107, 69)"
    assert {"logo.png", "logo@2x.png", "icon.png", "icon@2x.png"} <= set(files)


def test_a_spent_coupons_pass_is_voided(both, coupon):
    assert pass_of(both, coupon(spent_at=NOW))["voided"] is True


def test_googles_address_leads_on_to_google_with_the_coupon(both, coupon):
    one = coupon()
    answer = both.get(f"{make.page_of(one)}/google")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (303, "no-store")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.location.startswith(SAVE)
    assert offer_of(both, one)["state"] == "ACTIVE"
    assert offer_of(both, one)["barcode"]["alternateText"] == write_code(one.serial, make.KEYS)
    assert offer_of(both, coupon(spent_at=NOW))["state"] == "COMPLETED"


def test_looking_changes_nothing(both, coupon, sessions):
    one = coupon()
    before = make.dump(sessions)
    for kind in ("apple", "google"):
        both.get(f"{make.page_of(one)}/{kind}")
    assert make.dump(sessions) == before


@pytest.mark.parametrize("kind", ["apple", "google"])
def test_a_coupon_that_is_held_or_nobodys_is_not_known(both, coupon, kind):
    held = coupon(held_until=NOW + DAY)
    for path in (make.page_of(held), "/k/nope"):
        assert both.get(f"{path}/{kind}").status_code == 404
