"""Detects whether a text is French, English or Japanese."""

from __future__ import annotations

import functools
import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from stanceshift.corpus.schemas import LANGUAGES

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
JAPANESE_SHARE = 0.3
"""From this share of kana and kanji on, each counted as three letters, a text is Japanese."""


@functools.cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["fr", "en"])
    return identifier


def detect_language(text: str) -> tuple[str, float]:
    """Return the most likely language of ``text`` (one of `LANGUAGES`) and how sure that is (0-1).

    Japanese is told by its script, French from English by py3langid. A text without letters gives English at 0.
    """
    letters = sum(character.isalpha() for character in text)
    if letters == 0:
        return "en", 0.0
    japanese = len(_JAPANESE.findall(text))
    share = 3 * japanese / (letters + 2 * japanese)
    if share >= JAPANESE_SHARE:
        return "ja", round(min(1.0, share / (2 * JAPANESE_SHARE)), 4)
    language, probability = _identifier().classify(text)
    assert language in LANGUAGES
    return str(language), round(float(probability), 4)
