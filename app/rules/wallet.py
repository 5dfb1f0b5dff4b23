"""What the wallet of a phone shows of a coupon: the same as its page, in the coupon's language.

apple_card.py and google_card.py write it as each wallet reads it; app/wallets signs.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.rules.campaign import Campaign, Offer
from app.rules.redemption import OVER, Status
from app.rules.texts import Texts
from app.rules.words import Say

GONE = frozenset({Status.REDEEMED, Status.REVOKED})


@dataclass(frozen=True, kw_only=True)
class Card:
    """A coupon on a wallet's card.

    `number` is the card's own, of 32 hexadecimal digits, which tells nothing of the code; `content` is what the
    symbol holds, `page` the address where texts can be stopped. Both moments are in the campaign's zone; `worth` is
    empty where the title says it all, `colour` (#rrggbb) where the brand has none.
    """

    number: str
    say: Say = field(repr=False)
    brand: str
    title: str
    worth: str
    code: str
    content: str
    status: Status
    valid_from: datetime
    valid_until: datetime
    last_day: str
    terms: str
    behind: str
    contact: str
    page: str
    colour: str | None

    @property
    def offer(self) -> str:
        """What it is worth and on what, in one line; once, where the title has it already."""
        has = "".join(self.worth.split()) in "".join(self.title.split())
        return self.title if has else f"{self.worth} {self.title}"

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to show at a till."""
        return self.status in OVER


def card_of(
    campaign: Campaign,
    language: str,
    say: Say,
    *,
    number: str,
    code: str,
    content: str,
    status: Status,
    valid_from: datetime,
    valid_until: datetime,
    page: str,
    placement: str = "",
) -> Card:
    """The card of one of the campaign's coupons, in a language of the campaign and with its `say`.

    What it is good for hangs on its placement.
    """
    offer, brand = campaign.offer_at(placement), campaign.brand
    return Card(
        number=number,
        say=say,
        brand=brand.name,
        title=(offer.line or offer.title).in_(language),
        worth=_worth(offer, language, say),
        code=code,
        content=content,
        status=status,
        valid_from=valid_from.astimezone(campaign.zone),
        valid_until=valid_until.astimezone(campaign.zone),
        last_day=say.day(campaign.last_day(valid_until)),
        terms=offer.terms.in_(language),
        behind=brand.legal_name,
        contact="\n".join(each for each in (brand.support.email, brand.support.phone) if each),
        page=page,
        colour=brand.look.colour,
    )


def _worth(offer: Offer, language: str, say: Say) -> str:
    """The offer in its largest letters, as the ticket has it."""
    if offer.value is None:
        return offer.title.in_(language) if offer.line else ""
    match offer.kind:
        case "percent":
            return say.percent(offer.value)
        case "amount" | "card":
            return say.money(Decimal(offer.value), offer.currency or "EUR")
    return offer.value.in_(language) if isinstance(offer.value, Texts) else say.number(offer.value)
