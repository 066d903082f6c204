"""Finds the codebook's theme cues in texts: whole words, plurals, prefixes, the longest phrase first."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from stanceshift.labels.codebook import Codebook

_PLAIN = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u00b4", "'") | dict.fromkeys("\u2010\u2011\u2012\u2013", "-"))
REMEMBERED = 1 << 17
"""Texts of which the cues found are remembered: training asks for each of them many times."""
SUBSTRING_LANGUAGES = frozenset({"ja"})
"""Languages written without spaces, where a cue may stand anywhere."""


CueTable = Mapping[str, Sequence[tuple[str, bool, str, float]]]
"""Language -> (normalised cue, whether it is a prefix, theme, weight)."""


@dataclass(frozen=True)
class Match:
    """A cue found: characters of the normalised text, theme and weight."""

    start: int
    end: int
    theme: str
    weight: float


def normalised(text: str) -> str:
    """Return ``text`` as cues are compared: NFKC, case-folded, plain apostrophes and hyphens, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PLAIN).casefold().split())


def _ends(text: str, start: int, end: int, prefix: bool, anywhere: bool) -> int | None:
    """Return where the word or phrase found at ``start:end`` really ends, or None where it is part of another word."""
    if anywhere:
        return end
    if start and text[start].isalnum() and text[start - 1].isalnum():
        return None
    if end == len(text) or not text[end].isalnum() or not text[end - 1].isalnum():
        return end
    if prefix:
        while end < len(text) and text[end].isalnum():
            end += 1
        return end
    plural = text[end] == "s" and (end + 1 == len(text) or not text[end + 1].isalnum())
    return end + 1 if plural else None


def cue_table(codebook: Codebook) -> dict[str, list[tuple[str, bool, str, float]]]:
    """Return the cues of all themes of the codebook, by language."""
    table: dict[str, list[tuple[str, bool, str, float]]] = {}
    for theme in codebook.themes:
        for language, cues in theme.cues.items():
            table.setdefault(language, []).extend(
                (normalised(cue.cue.rstrip("*")), cue.prefix, theme.id, cue.weight) for cue in cues
            )
    return table


class CueMatcher:
    """The cues of all themes by language.

    A cue that lies inside a longer cue found at the same place does not count ("China" in "South China Sea"),
    whichever theme the longer one belongs to; of several of one theme at one place the heaviest counts.
    """

    def __init__(self, theme_ids: Sequence[str], cues: CueTable) -> None:
        self.theme_ids, self.cues = tuple(theme_ids), cues
        self._columns = {theme: index for index, theme in enumerate(self.theme_ids)}
        self._sums = lru_cache(maxsize=REMEMBERED)(self._sums_of)

    def find(self, text: str, language: str) -> list[Match]:
        """Return the cues that count in ``text``, in reading order; offsets are those of ``normalised(text)``."""
        plain, anywhere = normalised(text), language in SUBSTRING_LANGUAGES
        best: dict[tuple[int, int, str], float] = {}
        for cue, prefix, theme, weight in self.cues.get(language, []):
            start = plain.find(cue)
            while start >= 0:
                end = _ends(plain, start, start + len(cue), prefix, anywhere)
                if end is not None:
                    key = (start, end, theme)
                    best[key] = max(weight, best.get(key, 0.0))
                start = plain.find(cue, start + 1)
        spans = {(start, end) for start, end, _ in best}
        inside = {
            span for span in spans for other in spans if span != other and other[0] <= span[0] and span[1] <= other[1]
        }
        return [
            Match(start, end, theme, weight)
            for (start, end, theme), weight in sorted(best.items())
            if (start, end) not in inside
        ]

    def weights(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the summed weights of the different cues of each theme, float64 ``(n, n_themes)``."""
        sums = np.zeros((len(texts), len(self.theme_ids)))
        for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
            for column, weight in self._sums(text, language):
                sums[row, column] = weight
        return sums

    def _sums_of(self, text: str, language: str) -> tuple[tuple[int, float], ...]:
        """Return column and summed weight of each theme of which a cue stands in ``text``."""
        plain = normalised(text)
        sums: dict[int, float] = {}
        counted: set[tuple[str, str]] = set()
        for match in self.find(text, language):
            key = (match.theme, plain[match.start : match.end])
            if key not in counted:
                counted.add(key)
                column = self._columns[match.theme]
                sums[column] = sums.get(column, 0.0) + match.weight
        return tuple(sums.items())
