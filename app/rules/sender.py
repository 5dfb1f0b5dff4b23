"""Our side of a conversation: the numbers and names that texts come from, and what their networks do by themselves."""

import re
from functools import lru_cache

from app.rules.phone import inbound_number

# Numbers that cost their callers nothing, in the North American plan; the network of these answers STOP [US-TF-1].
TOLL_FREE = re.compile(r"\+1(800|833|844|855|866|877|888)\d{7}")


@lru_cache(1024)
def line(sender: str) -> str:
    """The sender in one spelling: "+393399900000" for "39 339 990 0000", "aurora" for "AURORA", "36111" as it is."""
    return inbound_number(sender) or sender.strip().casefold()


def answers_stop(sender: str, text: str) -> bool:
    """Whether the network itself has answered this text that ends texts, so that a second answer would be one too many.

    On a toll-free number it knows the one word and no other wording [US-TF-1].
    """
    letters = "".join(letter for letter in text.casefold() if letter.isalnum())
    return letters == "stop" and TOLL_FREE.fullmatch(line(sender)) is not None
