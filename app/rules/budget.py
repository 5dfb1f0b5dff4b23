"""Whether the discount that a campaign may give is given."""

from decimal import Decimal

from app.rules.campaign import Campaign


def given(campaign: Campaign, redeemed: int, turnover: Decimal) -> Decimal | None:
    """The discount given so far, in the budget's currency; None where the offer's worth in money is not known.

    `redeemed` counts redemptions that stand, `turnover` adds up the amounts that tills sent with them.
    """
    offer = campaign.offer
    if offer.kind == "amount":
        return Decimal(str(offer.value)) * redeemed
    return Decimal(str(offer.value)) * turnover / 100 if offer.kind == "percent" else None


def is_spent(campaign: Campaign, redeemed: int, turnover: Decimal) -> bool:
    """Whether nothing is left of the budget; a campaign without one never runs out of it."""
    budget = campaign.offer.limits.budget
    so_far = given(campaign, redeemed, turnover)
    return budget is not None and so_far is not None and so_far >= budget.amount
