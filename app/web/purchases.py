"""What is bought, as the software of tills writes it in JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.rules import money
from app.rules.money import CURRENCY, PLAIN, BadSum
from app.rules.redemption import Purchase
from app.web.json_body import BadBody, matching, refuse_unknown


def purchase(amount: dict[str, Any]) -> Purchase:
    """What is bought, as a till writes it. Raises BadBody."""
    refuse_unknown(amount, {"value", "currency"}, "amount.")
    value = matching(amount, "value", PLAIN, 'must be a plain decimal in a text, as "39.90"', "amount.")
    currency = matching(amount, "currency", CURRENCY, 'must be three capital letters, as "EUR"', "amount.")
    try:
        return Purchase(money.purchase(Decimal(value), currency), currency)
    except BadSum as bad:
        raise BadBody(422, "invalid", f"'amount.value': {bad}.", "amount.value") from bad
