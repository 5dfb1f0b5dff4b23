"""Which campaign's word a text says: "GELATO", "gel ato!", "I want the coupon gelatto please".

The word may stand among words that only ask for it, may have a slip of the thumb or two, and a digit or a picture
behind it. A sentence that mentions it ("your gelato was bad yesterday") says nothing, and neither does a command.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.rules import replies_words as table
from app.rules.keyword import POLITE, Meaning, is_sender, meaning, spoken_words
from app.rules.phrases import vocabulary
from app.rules.spelling import body, slips

FORGIVEN = ((9, 2), (5, 1))  # a word of at least so many letters may have so many slips; a shorter one has none
ASKING = POLITE | vocabulary(table.ASKING)
TWICE = re.compile(r"(.)\1+")
DIGITS = "0123456789"
FAR = 99


@dataclass(frozen=True)
class Heard:
    """The campaign whose word was said, and the word as the campaign spells it; both empty if the text is ambiguous.

    slips       how far the spelling is off; 0 is exact but for case, accents, spaces and signs
    ambiguous   the words of several campaigns that are equally near
    """

    campaign: str = ""
    word: str = ""
    slips: int = 0
    ambiguous: tuple[str, ...] = ()


def spoken(text: str, campaigns: Mapping[str, str]) -> Heard | None:
    """What a text says of one sender's words, each with its campaign's id; None if it says none of them."""
    if not campaigns or meaning(text, asked=True) is not Meaning.UNCLEAR:
        return None
    known = {_letters(word): word for word in campaigns}
    said = [word for word in spoken_words(body(text)) if not is_sender(word) or word in known]
    if (whole := "".join(said)) in known:
        return _heard([known[whole]], campaigns, 0)
    # A campaign's word may be one of those that ask for it: COUPON.
    core = [word for word in said if word not in ASKING] or [word for word in said if word in known]
    if not core:
        return None
    named = dict.fromkeys(known[word] for word in core if word in known)
    if len(named) == len(set(core)):
        return _heard(list(named), campaigns, 0)
    off = {word: _off("".join(core), letters, split=len(core) > 1) for letters, word in known.items()}
    least = min(off.values())
    return _heard([word for word in off if off[word] == least], campaigns, least) if least < FAR else None


def _heard(words: list[str], campaigns: Mapping[str, str], off: int) -> Heard:
    if len({campaigns[word] for word in words}) > 1:
        return Heard(slips=off, ambiguous=tuple(words))
    return Heard(campaigns[words[0]], words[0], off)


def _off(said: str, word: str, *, split: bool) -> int:
    """Slips between what was said and a campaign's word; FAR if they are more than may be forgiven."""
    if said == word:
        return 0
    if said.rstrip(DIGITS) == word or (len(word) > 3 and TWICE.sub(r"\1", said) == TWICE.sub(r"\1", word)):
        return 1
    most = next((most for letters, most in FORGIVEN if len(word) >= letters), 0)
    most = min(most, 1) if split else most  # several words that are nearly it are rather something else
    if abs(len(said) - len(word)) > most:
        return FAR
    found = slips(said, word)
    return found if found <= most else FAR


def _letters(word: str) -> str:
    return "".join(spoken_words(word))
