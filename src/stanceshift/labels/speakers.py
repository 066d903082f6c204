"""Puts a plain word for the names of the usual speakers: who speaks is no evidence of what a text is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from pydantic import BaseModel, ConfigDict, model_validator

from stanceshift.labels.cues import SUBSTRING_LANGUAGES


class Speakers(BaseModel):
    """Names by language, and the words that stand instead; a language without names has those of English."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    names: dict[str, list[str]]
    instead: dict[str, str]

    @model_validator(mode="after")
    def _each_has_its_word(self) -> Speakers:
        if lacking := sorted(set(self.names) - set(self.instead)):
            raise ValueError(f"no word in `instead` for {', '.join(lacking)}")
        return self

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {language: _pattern(names, language) for language, names in self.names.items() if names}

    def silenced(self, texts: Sequence[str], languages: Sequence[str]) -> list[str]:
        """Return the texts without the names."""
        return [self._silence(text, tag) for text, tag in zip(texts, languages, strict=True)]

    def _silence(self, text: str, language: str) -> str:
        tag = language if language in self.names else "en"
        pattern = self._patterns.get(tag)
        return pattern.sub(self.instead[tag], text) if pattern else text


def _pattern(names: Sequence[str], language: str) -> re.Pattern[str]:
    """Return a pattern for the longest of the names, as a word of its own; its article may open a sentence."""
    words = "|".join(_either_case(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(words if language in SUBSTRING_LANGUAGES else rf"(?<![\w-])(?:{words})(?![\w-])")


def _either_case(name: str) -> str:
    """Return a pattern for a name whose first letter, where it is a small one, may be a capital; apostrophes are alike."""
    pattern = re.escape(name).replace("'", "['’]")
    return f"[{name[0]}{name[0].upper()}]{pattern[1:]}" if name[0].islower() else pattern
