"""Shops: one name in campaigns and at tills."""

import pytest

from app.rules.shop import BadShop, read_shop, shop_name


@pytest.mark.parametrize(
    ("typed", "shop"), [("Via Roma", "via-roma"), (" via-roma ", "via-roma"), ("7", "7"), (" ", None)]
)
def test_a_shop_is_read_however_it_is_typed(typed: str, shop: str | None) -> None:
    assert read_shop(typed) == shop


@pytest.mark.parametrize("typed", ["-roma", "Straße", "a" * 41, "via_roma"])
def test_what_no_campaign_could_name_is_refused(typed: str) -> None:
    with pytest.raises(BadShop):
        read_shop(typed)


def test_people_read_it_as_a_name() -> None:
    assert shop_name("via-roma") == "Via Roma"
