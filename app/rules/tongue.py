"""In which language somebody spoke to us, where a word of theirs tells it: "basta" is Italian, "STOP" is anybody's."""

from collections.abc import Collection

from app.rules import replies_words as table
from app.rules.keyword import spoken_words
from app.rules.phrases import Phrases
from app.rules.spelling import body

ANYBODYS = frozenset(["stop", "stopall", "help", "info", "start", "unstop", "ok", "yes", "sms", "spam"])
TABLES = (table.STOP, table.WEAK_STOP, table.WRONG, table.HELP)
SPOKEN = {
    language: Phrases([each[language] for each in TABLES if language in each])
    for language in sorted({language for each in TABLES for language in each})
}


def tongue(text: str, languages: Collection[str]) -> str | None:
    """The one of these languages that the text is in, as far as its commands tell; None where several would do."""
    said = [word for word in spoken_words(body(text)) if word not in ANYBODYS]
    spoken = {each: words for each, words in SPOKEN.items() if each in languages and words.found(said)}
    left = {each: len(words.without(said)) for each, words in spoken.items()}  # "basta" is Spanish too, "messaggi" not
    nearest = [each for each, count in left.items() if count == min(left.values())]
    return nearest[0] if len(nearest) == 1 else None
