"""How far a standing order not to write reaches."""

from enum import StrEnum

from app.rules.words import mark


class Scope(StrEnum):
    """ALL: no text but an answer to the number's own. MARKETING: none but what the number asks for."""

    ALL = "all"
    MARKETING = "marketing"


SCOPES = {Scope.ALL: mark("No text at all"), Scope.MARKETING: mark("No marketing")}
WRONG_NUMBER, NOT_ME = "wrong number", "not me"  # reasons, as they are stored
NOT_THEIRS = frozenset({WRONG_NUMBER, NOT_ME})  # whoever said so never agreed: the consent before was somebody else's
