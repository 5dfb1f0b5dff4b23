"""What a coupon takes off a purchase, in minor units of the offer's currency.

A percentage needs to know the purchase; an amount never takes off more than was bought; a card pays until it is empty.
An item, points and early access take nothing off: what one costs its brand is the offer's `worth`.
"""

from __future__ import annotations

from decimal import Decimal

from app.rules.campaign_sections import Offer
from app.rules.money import minor, rounded


def discount(offer: Offer, *, purchase: int | None, balance: int | None = None) -> int | None:
    """What comes off a purchase; None where that cannot be known: a percentage of we do not know what.

    `balance` is what is left on a value card.
    """
    if offer.kind == "percent":
        return None if purchase is None else _share(offer, purchase)
    if offer.kind == "card":
        return None if purchase is None or balance is None else min(balance, purchase)
    if offer.kind == "amount" and offer.currency:
        full = rounded(Decimal(offer.value), offer.currency)
        return full if purchase is None else min(full, purchase)
    return None


def cost(offer: Offer, taken_off: int | None) -> int | None:
    """What a redemption costs the brand: what was taken off, or else the worth of what was given."""
    if taken_off is not None:
        return taken_off
    return minor(offer.worth.amount, offer.worth.currency) if offer.worth else None


def promised(offer: Offer) -> int | None:
    """What one coupon can cost at the most, which its budget keeps back; None where there is no most."""
    if offer.kind in ("amount", "card") and offer.currency:
        return rounded(Decimal(offer.value), offer.currency)
    most = offer.most if offer.kind == "percent" else offer.worth
    return minor(most.amount, most.currency) if most else None


def _share(offer: Offer, purchase: int) -> int:
    """The percentage of a purchase, in whole units of the same currency; `most` caps it."""
    share = int((Decimal(purchase) * Decimal(offer.value) / 100).to_integral_value("ROUND_HALF_UP"))
    return min(share, minor(offer.most.amount, offer.most.currency)) if offer.most else share
