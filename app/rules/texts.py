"""A text in the languages of a campaign."""

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, GetJsonSchemaHandler, RootModel, ValidationInfo, model_validator
from pydantic_core import CoreSchema, PydanticCustomError


def refusal(rule: str, message: str, hint: str = "") -> PydanticCustomError:
    """The error of a value that is not accepted: its type is the rule's id, its context the message and the hint."""
    return PydanticCustomError(rule, "{message}", {"message": message, "hint": hint})


class Texts(RootModel[dict[str, str]]):
    """One text in the languages of a campaign, its first language first.

    A file may give one string, which then stands for every language.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    def in_(self, language: str) -> str:
        """The text in a language, else in the campaign's first, else in any."""
        return self.root.get(language) or next(iter(self.root.values()))

    def items(self) -> list[tuple[str, str]]:
        """The pairs of language and text, the first language first."""
        return list(self.root.items())

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, Texts):
            return value.root
        languages = (info.context or {}).get("languages") or ("en",)
        texts = dict.fromkeys(languages, value) if isinstance(value, str) else value
        if not isinstance(texts, Mapping) or not all(isinstance(text, str) for text in texts.values()):
            example = ", ".join(f'{language} = "…"' for language in languages[:2])
            raise refusal(
                "text-expected", "this must be a text", f"Put it in quotes, or give one a language: {{ {example} }}"
            )
        if not texts or not all(text.strip() for text in texts.values()):
            raise refusal("text-empty", "there is no text in it", "Write one, or take the line out.")
        first = {language: texts[language] for language in languages if language in texts}
        return {**first, **texts}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        table = {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}
        return {"description": "One text, or one a language.", "anyOf": [{"type": "string", "minLength": 1}, table]}
