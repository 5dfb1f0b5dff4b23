"""What stands on a wallet's card: what the coupon's page promises, in its language, readable on the brand's colour."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from app.rules.apple_card import pass_json
from app.rules.card_image import images
from app.rules.colour import contrast
from app.rules.google_card import payloads
from app.rules.picture import prepare
from app.rules.redemption import Status
from app.rules.wallet import Card, card_of
from app.store.words import load
from tests import make

SAYS = load()
NUMBER = "0123456789abcdef0123456789abcdef"
CODE, CONTENT = "2VPY-7FYV-3784", "2VPY7FYV3784 BCDEFG"
PAGE = "https://aurora.example/k/token"


def card(status: Status = Status.VALID, language: str = "en", **changes) -> Card:
    """The card of a coupon that is good through Sunday, July 12, in Rome."""
    return card_of(
        make.campaign(**changes),
        language,
        SAYS[language],
        number=NUMBER,
        code=CODE,
        content=CONTENT,
        status=status,
        valid_from=datetime(2026, 7, 4, 10, 0, tzinfo=UTC),
        valid_until=datetime(2026, 7, 12, 22, 0, tzinfo=UTC),
        page=PAGE,
    )


def apple(*given, **changes) -> dict:
    return pass_json(card(*given, **changes), pass_type="pass.example.aurora", team="TEAM123456")


def fields(shown: dict) -> dict[str, tuple[str | None, str]]:
    """(label, value) of every field by its key."""
    every = [each for group in shown["coupon"].values() for each in group]
    return {each["key"]: (each.get("label"), each["value"]) for each in every}


def google(*given, shorter: int = 0, **changes) -> tuple[dict, dict]:
    """(class, object), with all there is to say or shortened once or twice."""
    made = list(payloads(card(*given, **changes), "3388"))[shorter]
    return made["offerClasses"][0], made["offerObjects"][0]


def test_apples_card_says_what_the_page_says():
    shown = apple()
    assert fields(shown) == {
        "offer": ("25% off", "25%"),
        "until": ("Good through", "Sunday, July 12, 2026"),
        "code": ("Code", CODE),
        "terms": ("Terms", "One per person, not with other offers."),
        "stop": ("No more texts from Gelateria Aurora?", f"Stop them on the coupon's page: {PAGE}"),
        "brand": ("Aurora S.r.l., Via Roma 1, 50123 Firenze", "ciao@aurora.example"),
    }
    assert (shown["formatVersion"], shown["passTypeIdentifier"]) == (1, "pass.example.aurora")
    assert (shown["teamIdentifier"], shown["serialNumber"]) == ("TEAM123456", NUMBER)
    assert shown["organizationName"] == shown["logoText"] == "Gelateria Aurora"
    assert shown["description"] == "Gelateria Aurora: 25% off"


def test_apples_card_holds_the_symbol_of_the_page_and_ends_when_the_page_says_in_the_campaigns_zone():
    shown = apple()
    assert shown["barcodes"] == [
        {
            "format": "PKBarcodeFormatQR",
            "message": CONTENT,
            "messageEncoding": "iso-8859-1",
            "altText": "2VPY 7FYV 3784",
        }
    ]
    assert shown["expirationDate"] == "2026-07-13T00:00:00+02:00"


@pytest.mark.parametrize(
    ("status", "voided", "symbol", "state"),
    [
        (Status.VALID, False, True, "ACTIVE"),
        (Status.NOT_YET_VALID, False, True, "ACTIVE"),
        (Status.REDEEMED, True, False, "COMPLETED"),
        (Status.REVOKED, True, False, "INACTIVE"),
        (Status.EXPIRED, False, False, "EXPIRED"),
    ],
)
def test_a_card_is_in_the_state_of_its_coupon(status, voided, symbol, state):
    shown, (_, offer) = apple(status), google(status)
    assert (shown.get("voided", False), "barcodes" in shown) == (voided, symbol)
    assert (offer["state"], "barcode" in offer) == (state, symbol)


def test_a_coupon_that_starts_later_says_from_when_on_it_is_good():
    assert fields(apple(Status.NOT_YET_VALID))["starts"] == ("Starts", "Saturday, July 4, 2026")
    assert google(Status.NOT_YET_VALID)[1]["validTimeInterval"]["start"] == {"date": "2026-07-04T12:00+02:00"}


def test_what_is_too_long_for_a_link_leaves_out_the_terms_and_then_the_seal():
    for shorter, terms, content in ((0, True, CONTENT), (1, False, CONTENT), (2, False, "2VPY7FYV3784")):
        offer_class, offer = google(shorter=shorter)
        assert ("finePrint" in offer_class, offer["barcode"]["value"]) == (terms, content)
        to_page = "Stop all texts" if terms else "Terms · Stop all texts"
        assert offer["linksModuleData"]["uris"] == [{"uri": PAGE, "description": to_page}]


def test_a_card_speaks_the_language_it_is_made_in():
    told = fields(apple(language="it"))
    assert told["until"][1] == "domenica 12 luglio 2026"
    assert told["terms"] == ("Condizioni", "Un buono a testa, non cumulabile.")
    assert told["offer"] == ("25 % di sconto", "25%")
    assert google(language="it")[0]["title"] == "25 % di sconto"


@pytest.mark.parametrize(
    ("offer", "shown"),
    [
        ({"kind": "amount", "value": 5, "currency": "EUR"}, ("25% off", "€5")),
        ({"kind": "points", "value": 1200}, ("25% off", "1,200")),
        ({"kind": "item", "value": "3 for 2", "line": "on all cones"}, ("on all cones", "3 for 2")),
        ({"kind": "item", "value": None}, (None, "25% off")),
        ({"kind": "item", "value": None, "line": "on all cones"}, ("on all cones", "25% off")),
    ],
)
def test_every_kind_of_offer_is_shown_by_what_it_is_worth(offer, shown):
    assert fields(apple(offer=offer))["offer"] == shown


@pytest.mark.parametrize(
    ("line", "said"), [("off all cones", "25% off all cones"), ("25 % off all cones", "25 % off all cones")]
)
def test_what_it_is_worth_is_said_once(line, said):
    offer = {"line": line}
    assert (google(offer=offer)[0]["title"], apple(offer=offer)["description"]) == (said, f"Gelateria Aurora: {said}")


@pytest.mark.parametrize("colour", ["#b3124b", "#ffb800", "#808080", "#ffffff", "#000000", None])
def test_words_are_readable_on_the_brands_colour(colour):
    shown = apple(brand={"look": {"colour": colour} if colour else {}})
    ground, *inks = (
        "#" + bytes(int(part) for part in re.findall(r"\d+", shown[name])).hex()
        for name in ("backgroundColor", "foregroundColor", "labelColor")
    )
    assert min(contrast(ground, ink) for ink in inks) >= 4.5


def test_googles_card_says_what_the_page_says():
    offer_class, offer = google()
    assert offer_class["id"] == offer["classId"]
    assert re.fullmatch(r"3388\.[0-9a-f]{12}", offer["classId"])
    assert (offer_class["issuerName"], offer_class["redemptionChannel"]) == ("Gelateria Aurora", "INSTORE")
    assert offer_class["finePrint"] == "One per person, not with other offers."
    assert offer["id"] == f"3388.{NUMBER}"
    assert offer["barcode"] == {"type": "QR_CODE", "value": CONTENT, "alternateText": CODE}
    assert offer["validTimeInterval"] == {"end": {"date": "2026-07-13T00:00+02:00"}}
    assert offer["linksModuleData"]["uris"] == [{"uri": PAGE, "description": "Stop all texts"}]


def test_an_edited_offer_has_a_class_of_its_own_and_the_coupon_keeps_its_number():
    (before, coupon), (after, again) = google(), google(offer={"value": 30})
    assert before["id"] != after["id"]
    assert coupon["id"] == again["id"]


def test_a_long_title_is_cut_where_google_would_cut_it():
    title, wide = (google(offer={"line": letter * 80})[0]["title"] for letter in "x日")
    assert (len(title), title[-1]) == (60, "…")
    assert (len(wide.encode()) <= 100, wide[-1]) == (True, "…")


def test_the_code_stands_in_no_identifier():
    for made in (apple(), *google()):
        for name in ("serialNumber", "id", "classId"):
            assert CODE.replace("-", "") not in json.dumps(made.get(name, "")).replace("-", "").upper()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data), formats=("PNG",))


def test_without_a_logo_there_is_a_plain_square_in_the_brands_colour():
    made = images("#b3124b", None)
    assert {name: opened(data).size for name, data in made.items()} == {
        "icon.png": (29, 29),
        "icon@2x.png": (58, 58),
        "icon@3x.png": (87, 87),
    }
    assert opened(made["icon.png"]).convert("RGB").getcolors() == [(29 * 29, (0xB3, 0x12, 0x4B))]


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (8, 8)])
def test_a_logo_is_drawn_whole_on_paper_in_every_density(size):
    file = BytesIO()
    Image.new("RGBA", size, "#b3124b80").save(file, "PNG")
    made = images("#b3124b", prepare(file.getvalue()).data)
    sizes = {name: opened(data).size for name, data in made.items()}
    assert [sizes[f"icon{n}.png"] for n in ("", "@2x", "@3x")] == [(29, 29), (58, 58), (87, 87)]
    for name, n in (("logo.png", 1), ("logo@2x.png", 2), ("logo@3x.png", 3)):
        assert sizes[name][0] <= 160 * n
        assert sizes[name][1] == 50 * n
        assert opened(made[name]).convert("RGB").getpixel((0, 0)) == (0xFF, 0xFD, 0xF8)
