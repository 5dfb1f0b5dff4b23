"""A text in the languages of a campaign."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.rules.section import Value, Wrong


@dataclass(frozen=True)
class Texts:
    """One text in the languages of a campaign, its first language first.

    A file may give one string, which then stands for every language.
    """

    root: Mapping[str, str]

    def in_(self, language: str) -> str:
        """The text in a language, else in the campaign's first, else in any."""
        return self.root.get(language) or next(iter(self.root.values()))

    def items(self) -> list[tuple[str, str]]:
        """The pairs of language and text, the first language first."""
        return list(self.root.items())


def spread(value: object, languages: tuple[str, ...]) -> Texts:
    """The texts that a file means. Raises Wrong."""
    languages = languages or ("en",)
    texts = dict.fromkeys(languages, value) if isinstance(value, str) else value
    if not isinstance(texts, Mapping) or not all(isinstance(text, str) for text in texts.values()):
        example = ", ".join(f'{language} = "…"' for language in languages[:2])
        hint = f"Put it in quotes, or give one a language: {{ {example} }}"
        raise Wrong("text-expected", message="this must be a text", hint=hint)
    if not texts or not all(text.strip() for text in texts.values()):
        raise Wrong("text-empty", message="there is no text in it", hint="Write one, or take the line out.")
    first = {language: texts[language] for language in languages if language in texts}
    return Texts({**first, **texts})


TEXTS = Value(spread, {"$ref": "#/$defs/Texts"})
TEXTS_SCHEMA = {
    "description": "One text, or one a language.",
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
    ],
}
