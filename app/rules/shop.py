"""Shops as campaigns and tills name them: small letters and hyphens, via-roma; people read Via Roma."""

from __future__ import annotations

import re

SHOP = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class BadShop(ValueError):
    """The text names no shop as a campaign could."""


def read_shop(typed: str) -> str | None:
    """The shop that somebody typed, "Via Roma" being via-roma; None for nothing. Raises BadShop."""
    name = "-".join(typed.lower().split())
    if not name:
        return None
    if not SHOP.fullmatch(name):
        raise BadShop
    return name


def shop_name(shop: str) -> str:
    """The shop as people read it."""
    return shop.replace("-", " ").title()
