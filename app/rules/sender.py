"""Which number or name a campaign's texts come from, country by country.

One sender for each country: people know it again, and nobody hides behind numbers to be thrown away.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from app.rules.campaign_sections import CampaignFile
from app.rules.campaign_sender import Sender, kind_of

LONGEST_NAME = 11  # letters, everywhere
NAMELESS = "SMS"  # of a brand whose name has no letter that a sender can carry


def sender_for(campaign: CampaignFile, country: str) -> Sender:
    """Where texts to numbers of this country come from: as the file says, else the keyword's number, else the brand."""
    for each in campaign.senders:
        if country in each.countries:
            return each
    return next((each for each in campaign.senders if not each.countries), None) or _usual(campaign)


def sender_named(campaign: CampaignFile, sent_from: str) -> Sender:
    """The campaign's sender of this number or name; of one that its file has no more nothing is on record."""
    known = next((each for each in campaign.senders if each.from_ == sent_from), None)
    return known or Sender(from_=sent_from, kind=kind_of(sent_from))


def senders_of(campaign: CampaignFile) -> frozenset[str]:
    """Every number and name that the campaign's texts come from, and the number that its keyword is sent to."""
    known = {sender_for(campaign, country).from_ for country in campaign.countries}
    known |= {each.from_ for each in campaign.senders}
    return frozenset(known | ({campaign.keyword.sender} if campaign.keyword else set()))


def takes_replies(sender: Sender) -> bool:
    """Whether a text from it can be answered at all: a name is no address."""
    return sender.kind != "alphanumeric"


@lru_cache(1024)
def short_name(brand: str) -> str:
    """The brand's name as a sender: its first whole words in 11 letters, or its first letters, without accents."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", brand)
        if letter.isascii() and (letter.isalnum() or letter in " &._-")
    )
    words = " ".join(plain.split()).strip(" &._-")
    whole = words[: LONGEST_NAME + 1].rpartition(" ")[0] if len(words) > LONGEST_NAME else words
    name = (whole or words[:LONGEST_NAME]).strip(" &._-")
    return name if any(letter.isalpha() for letter in name) else NAMELESS


def _usual(campaign: CampaignFile) -> Sender:
    return sender_named(campaign, campaign.keyword.sender if campaign.keyword else short_name(campaign.brand.name))
