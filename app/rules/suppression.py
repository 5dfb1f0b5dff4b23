"""How far a standing order not to write reaches."""

from enum import StrEnum

from app.rules.words import mark


class Scope(StrEnum):
    """ALL: no text but an answer to the number's own. MARKETING: none but what the number asks for."""

    ALL = "all"
    MARKETING = "marketing"


SCOPES = {Scope.ALL: mark("No text at all"), Scope.MARKETING: mark("No marketing")}
# Reasons, as they are stored.
STOP_BY_TEXT, WRONG_NUMBER, NOT_ME = "STOP by text", "wrong number", "not me"
STOP_AT_NETWORK, NO_SUCH_NUMBER = "stopped at the network", "no such number"
BY_TEXT = frozenset({STOP_BY_TEXT, WRONG_NUMBER})  # said to a sender, and so to every brand behind it
NOT_THEIRS = frozenset({WRONG_NUMBER, NOT_ME})  # whoever said so never agreed: the consent before was somebody else's
