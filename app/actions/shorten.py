"""The short links of one text: its serial is drawn before it is written, so that it can carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.actions import Means
from app.rules import short_link
from app.rules.campaign import Campaign
from app.rules.short_link import COUPON, PATH, PREFERENCES, SERIALS, Linked


@dataclass(frozen=True)
class Links:
    """The addresses that one text may carry, of a campaign whose `page` has this address and brand this `site`."""

    means: Means
    serial: int
    page: str
    site: str | None

    @property
    def coupon(self) -> str:
        """Leads to the page of the coupon whose code the text carries."""
        return self.address(COUPON)

    @property
    def preferences(self) -> str:
        """Leads whoever got the text to their preferences."""
        return self.address(PREFERENCES)

    def in_(self, text: str, *, secret: str = "") -> Linked:
        """The text with short links instead of the addresses of the campaign's page and the brand's site.

        One with `secret` in it, a coupon's code, is left as it is.
        """
        return short_link.linked(text, self.serial, self.address, page=self.page, site=self.site, secret=secret)

    def again(self, drawn: Linked, addresses: Mapping[int, str]) -> Linked:
        """A text as it was drawn for others, with links of its own for those that are in it, by their numbers."""
        text = drawn.text
        for number, address in addresses.items():
            text = text.replace(address, self.address(number))
        return Linked(text, self.serial if addresses else None, drawn.targets)

    def others(self) -> Links:
        """The links of another text like this one."""
        return Links(self.means, self.means.dice(SERIALS), self.page, self.site)

    def address(self, number: int) -> str:
        """The address of a link by its number."""
        return f"{self.means.base_url}{PATH}{short_link.write(self.serial, number, self.means.keys)}"


def numbers_in(means: Means, linked: Linked) -> set[int]:
    """Which links the text carries, by their numbers."""
    return short_link.numbers_in(linked.text, means.keys)


def links(means: Means, campaign: Campaign) -> Links:
    """The links of a text that is about to be written."""
    site = short_link.site_of(campaign.brand.website)
    return Links(means, means.dice(SERIALS), page_of(means, campaign.id), site)


def page_of(means: Means, campaign: str) -> str:
    """The address of the campaign's page."""
    return f"{means.base_url}/c/{campaign}"


def leads_to_offer(means: Means, campaign: str, text: str) -> bool:
    """Whether a text sends people to the campaign's page, so that it is pointless once nothing is left."""
    return page_of(means, campaign) in text or short_link.PAGE in short_link.numbers_in(text, means.keys)
