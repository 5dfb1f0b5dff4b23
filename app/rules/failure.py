"""What a message provider's no means: which outcome an attempt has by it, and what follows.

One list for all providers; each gateway has a table from its provider's words to these names, which are kept with the
message and so never change. Nothing is repeated after an outcome that nobody knows, unless the provider takes a
repeated reference for the same text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.rules.message import State
from app.rules.words import Say, mark


class Outcome(StrEnum):
    """How one attempt ended; kept with it, so the names never change."""

    ACCEPTED = "accepted"  # the provider has it
    REJECTED = "rejected"  # and always would be
    DEFERRED = "deferred"  # it did not leave, and may another time, or by another gateway
    REPEATED = "repeated"  # it may have left, and the provider knows it if it comes again
    AMBIGUOUS = "ambiguous"  # it may have left

    @property
    def is_final(self) -> bool:
        """Whether the provider has said yes or no to the text."""
        return self in {Outcome.ACCEPTED, Outcome.REJECTED}


class Follows(StrEnum):
    """What a failure asks for besides the outcome."""

    NOTHING = "nothing"
    SUPPRESS = "suppress"  # the number is not written to again
    CLOSE_SENDER = "close_sender"  # nothing more by this sender to this country, until somebody has looked
    CLOSE_GATEWAY = "close_gateway"  # nothing more by this gateway


class Failure(StrEnum):
    """Why a text was not handed over, or did not arrive."""

    BAD_NUMBER = "bad_number"
    NO_TEXTS = "no_texts"
    OPTED_OUT = "opted_out"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    FILTERED = "filtered"
    EXPIRED = "expired"
    BAD_TEXT = "bad_text"
    REFUSED = "refused"
    ADDRESS = "address"
    CREDENTIALS = "credentials"
    ACCOUNT = "account"
    BALANCE = "balance"
    SENDER = "sender"
    REGION = "region"
    TRIAL = "trial"
    THROTTLED = "throttled"
    DOWN = "down"
    LOST = "lost"
    BROKEN = "broken"


@dataclass(frozen=True)
class Meaning:
    """The outcome, where a text ends by it, what follows, and what staff read."""

    outcome: Outcome
    state: State
    says: str
    follows: Follows = Follows.NOTHING


_NUMBER, _OURS, _LATER, _NOBODY_KNOWS = (
    (Outcome.REJECTED, State.UNDELIVERED),
    (Outcome.DEFERRED, State.FAILED),  # another gateway may do it; where there is none, it ends once it is too late
    (Outcome.DEFERRED, State.QUEUED),
    (Outcome.AMBIGUOUS, State.UNKNOWN),
)
MEANINGS = {
    Failure.BAD_NUMBER: Meaning(*_NUMBER, mark("There is no such number."), Follows.SUPPRESS),
    Failure.NO_TEXTS: Meaning(*_NUMBER, mark("The number cannot receive texts."), Follows.SUPPRESS),
    Failure.OPTED_OUT: Meaning(*_NUMBER, mark("The recipient told the network to stop."), Follows.SUPPRESS),
    Failure.BLOCKED: Meaning(*_NUMBER, mark("The recipient or their network blocks it.")),
    Failure.UNREACHABLE: Meaning(*_NUMBER, mark("The phone was out of reach for too long.")),
    Failure.FILTERED: Meaning(*_NUMBER, mark("A network took it for spam.")),
    Failure.EXPIRED: Meaning(Outcome.REJECTED, State.EXPIRED, mark("It could not be delivered in time.")),
    Failure.BAD_TEXT: Meaning(Outcome.REJECTED, State.FAILED, mark("The gateway does not take this text.")),
    Failure.REFUSED: Meaning(Outcome.REJECTED, State.FAILED, mark("The gateway refused it.")),
    Failure.ADDRESS: Meaning(*_OURS, mark("Nobody takes texts at the gateway's address."), Follows.CLOSE_GATEWAY),
    Failure.CREDENTIALS: Meaning(
        *_OURS, mark("The gateway does not know us by our credentials."), Follows.CLOSE_GATEWAY
    ),
    Failure.ACCOUNT: Meaning(*_OURS, mark("Our account with the gateway is closed."), Follows.CLOSE_GATEWAY),
    Failure.BALANCE: Meaning(*_OURS, mark("Our account with the gateway is used up."), Follows.CLOSE_GATEWAY),
    Failure.SENDER: Meaning(*_OURS, mark("The gateway does not send by this sender."), Follows.CLOSE_SENDER),
    Failure.REGION: Meaning(*_OURS, mark("Our account may not send to this country."), Follows.CLOSE_SENDER),
    Failure.TRIAL: Meaning(Outcome.REJECTED, State.FAILED, mark("A trial account writes only to numbers it knows.")),
    Failure.THROTTLED: Meaning(*_LATER, mark("The gateway asked us to slow down.")),
    Failure.DOWN: Meaning(*_LATER, mark("The gateway could not be reached.")),
    Failure.LOST: Meaning(*_NOBODY_KNOWS, mark("The gateway did not answer; nobody knows whether it left.")),
    Failure.BROKEN: Meaning(*_NOBODY_KNOWS, mark("The gateway failed; nobody knows whether it left.")),
}


def is_of_way(failure: Failure | None, state: State) -> bool:
    """Whether a text that ended in this state failed on its way, and not because of its number or its age."""
    ended = state in {State.UNDELIVERED, State.FAILED}
    return ended and (failure is None or MEANINGS[failure].follows is not Follows.SUPPRESS)


def told(say: Say, failure: Failure) -> str:
    """What staff read."""
    return say(MEANINGS[failure].says)


def state_of(told: State, failure: Failure | None) -> State:
    """Where a text stands that a provider reports so: what failed ends by its failure, and never waits again for it."""
    if failure is None or told in {State.SENT, State.DELIVERED}:
        return told
    ends = MEANINGS[failure].state
    return ends if ends in {State.UNDELIVERED, State.FAILED, State.EXPIRED} else State.FAILED
