"""What tests of the extraction share: extractors built once, and short ways to look at the positions of a sentence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from stanceshift.labels.extract import Extractor
from stanceshift.labels.extract_ja import JapaneseExtractor, load_japanese
from stanceshift.labels.found import Context, Found
from stanceshift.labels.holders import Holders, load_holders
from stanceshift.labels.lexicon import Lexicon, load_lexicon

DATA = Path(__file__).resolve().parents[2] / "data"
LANGUAGES = ("en", "fr", "ja")


@cache
def holders() -> Holders:
    return load_holders(DATA)


@cache
def lexicon(language: str) -> Lexicon:
    return load_lexicon(language, DATA)


@cache
def extractor(language: str) -> Extractor | JapaneseExtractor:
    if language == "ja":
        return JapaneseExtractor(load_japanese(DATA), holders())
    return Extractor(lexicon(language), holders())


def find(
    language: str, text: str, *, parties: tuple[str, ...] = (), holder: str = "joint", third: bool = False
) -> list[Found]:
    """Return the positions of one sentence."""
    return extractor(language).sentence(text, Context(parties=list(parties), holder=holder, third=third))


def acts(language: str, text: str, *, parties: tuple[str, ...] = (), third: bool = False) -> list[tuple[str, str]]:
    """Return act and verb of each position that the speakers hold; `fact` stands for one without a cue."""
    return [
        (found.act or "fact", text[found.start : found.end])
        for found in find(language, text, parties=parties, third=third)
        if not found.reported
    ]


def only(language: str, text: str, **context: object) -> Found:
    """Return the one position of a sentence that has just one."""
    (found,) = find(language, text, **context)  # type: ignore[arg-type]
    return found
