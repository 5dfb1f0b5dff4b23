"""Our side of a conversation: the numbers and names that texts come from, and what their networks do by themselves."""

from functools import lru_cache

from app.rules.campaign_sender import kind_of
from app.rules.phone import inbound_number


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
