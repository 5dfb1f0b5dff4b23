"""What we answer by ourselves to a text that no STOP, HELP or START explains: one short honest sentence or two.

An answer is about one thing; by its name the answers to a number are counted, so that two robots that answer each
other fall silent (MOST_AN_HOUR, MOST_A_DAY). Our wording keeps to GSM-7, as in wording.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules.wording import contacts, in_gsm7, plain
from app.rules.words import Say

if TYPE_CHECKING:
    from app.rules.campaign import Campaign

MOST_A_DAY = 10  # answers to one number, whatever they are about
MOST_AN_HOUR = 3  # answers to one number about the same thing


class Answer(StrEnum):
    """What an answer is about; stored with it, so the names never change."""

    STOP = "stop"
    HELP = "help"
    START = "start"
    HINT = "hint"  # what this number is for
    WHICH = "which"  # of two campaigns' words
    EARLY = "early"
    OVER = "over"
    SOLD_OUT = "sold out"
    ON_PAGE = "on page"  # where somebody's age has to be asked
    ENDED = "ended"  # by a STOP that still stands


def hint(campaign: Campaign, say: Say, *, word: str = "") -> str:
    """What the number is for, to somebody who never wrote to it before; with the campaign's word while it counts."""
    return plain(
        say("{brand}: texts here are not read at once.", brand=campaign.brand.name),
        say("Text {word} for {title}.", word=word, title=campaign.offer.title.in_(say.language)) if word else "",
        say("HELP for help, or reach us at {contact}.", contact=contacts(campaign, say)),
    )


def which(campaign: Campaign, say: Say, words: Sequence[str]) -> str:
    """The question which of several words was meant."""
    asked = say(
        "{brand}: did you mean {words}? Text one of them.", brand=campaign.brand.name, words=say.list(words, "or")
    )
    return plain(asked)


def early(campaign: Campaign, say: Say) -> str:
    """That the offer has not begun."""
    day = in_gsm7(say.short_day(campaign.starts.astimezone(campaign.zone).date()))
    return plain(say("{brand}: this offer begins {day}. Text us again then.", brand=campaign.brand.name, day=day))


def over(campaign: Campaign, say: Say) -> str:
    """That the offer is over; codes in people's hands keep their last day."""
    return plain(say("{brand}: this offer is over. No more codes are given out.", brand=campaign.brand.name))


def sold_out(campaign: Campaign, say: Say) -> str:
    """That no coupon is left."""
    return plain(say("{brand}: all codes of this offer are gone.", brand=campaign.brand.name))


def on_page(campaign: Campaign, say: Say, *, link: str) -> str:
    """That this offer is joined on its page only, because a text cannot ask how old somebody is [US-AGE-2]."""
    brand, age = campaign.brand.name, campaign.age_gate
    return plain(
        say("{brand}: this offer is for people of {age} and over. Get it here: {link}", brand=brand, age=age, link=link)
    )


def ended(campaign: Campaign, say: Say) -> str:
    """That a STOP stands, and what takes it back: nothing but the person's own word [US-KW-7]."""
    return plain(say("You had ended texts from {brand}. Reply START to have them again.", brand=campaign.brand.name))
