"""Our side of a conversation: the numbers and names that texts come from, and what their networks do by themselves."""

from collections.abc import Iterable
from functools import lru_cache

from app.rules.campaign import Campaign
from app.rules.campaign_sender import kind_of
from app.rules.phone import inbound_number
from app.rules.sender import senders_of


@lru_cache(1024)
def line(sender: str) -> str:
    """The sender in one spelling: "+393399900000" for "39 339 990 0000", "aurora" for "AURORA", "36111" as it is."""
    return inbound_number(sender) or sender.strip().casefold()


def answers_stop(sender: str, text: str) -> bool:
    """Whether the network itself has answered this text that ends texts, so that a second answer would be one too many.

    On a toll-free number it knows the one word and no other wording [US-TF-1].
    """
    letters = "".join(letter for letter in text.casefold() if letter.isalnum())
    return letters == "stop" and kind_of(line(sender)) == "toll_free"


def word_before_start(campaign: Campaign, campaigns: Iterable[Campaign]) -> str:
    """The campaign's word, where other brands have its number too; empty where a START alone says whom it means.

    The word is answered by its campaign, and a START after that is to this brand and no other [US-KW-7].
    """
    if campaign.keyword is None:
        return ""
    ours = line(campaign.keyword.sender)
    brands = {each.brand.name for each in campaigns if ours in map(line, senders_of(each))}
    return campaign.keyword.word if brands - {campaign.brand.name} else ""
