"""How far a standing order not to write reaches."""

from enum import StrEnum


class Scope(StrEnum):
    """ALL: no text but an answer to the number's own. MARKETING: none but what the number asks for."""

    ALL = "all"
    MARKETING = "marketing"
