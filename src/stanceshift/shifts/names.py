"""Finds the seas, states and bodies that a text names, and knows which themes lie near each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml

THEMES_FILE = Path("data/shifts/themes.yaml")
LANGUAGES = ("en", "fr", "ja")


def plain(text: str) -> str:
    """Return ``text`` with typographic apostrophes and spaces made plain; offsets stay true."""
    return text.translate({0x2019: "'", 0x2018: "'", 0x02BC: "'", 0xA0: " ", 0x202F: " ", 0x2011: "-"})


def compile_patterns(patterns: Any, file: str | Path, where: str) -> re.Pattern[str]:
    """Return one pattern for several, case ignored; raises `StanceshiftError` naming the entry that is wrong."""
    if not isinstance(patterns, list) or not all(isinstance(item, str) and item for item in patterns):
        raise StanceshiftError("expected a list of patterns", file=file, where=where, fix="write ['pattern', ...]")
    for item in patterns:
        try:
            re.compile(item)
        except re.error as error:
            raise StanceshiftError(
                f"not a regular expression: {item!r} ({error})", file=file, where=where, fix="mend the pattern"
            ) from error
    return re.compile("|".join(f"(?:{item})" for item in patterns), re.IGNORECASE)


@dataclass(frozen=True)
class Theme:
    """What the comparison knows of a theme."""

    weight: float
    broad: bool
    must_be_named: bool
    near: frozenset[str]
    also_from: frozenset[str]
    names: dict[str, re.Pattern[str]]
    words: dict[str, re.Pattern[str]]
    """Words without which a text in that language hardly speaks of the theme; they claim nothing by themselves."""

    def held_by(self, plain_text: str, language: str) -> bool:
        """Say whether a name or a word of the theme stands in the text; true where the file lists none."""
        patterns = [found[language] for found in (self.names, self.words) if language in found]
        return not patterns or any(pattern.search(plain_text) for pattern in patterns)


@dataclass(frozen=True)
class Names:
    """Names of themes, states and issues, per language."""

    themes: dict[str, Theme]
    actors: dict[str, dict[str, re.Pattern[str]]]
    issues: dict[str, dict[str, re.Pattern[str]]] = field(default_factory=dict)
    """Matters within themes by which two positions are known to be about the same thing, in whatever words."""
    issue_themes: dict[str, str] = field(default_factory=dict)
    """The theme to which an issue belongs, where it belongs to one."""

    def theme(self, theme: str) -> Theme:
        """Return what is known of a theme; a theme unknown to the file has a middling weight and no names."""
        return self.themes.get(theme, Theme(0.3, False, False, frozenset(), frozenset(), {}, {}))

    def themes_in(self, text: str, language: str) -> frozenset[str]:
        """Return the themes named in ``text``."""
        plain_text = plain(text)
        return frozenset(
            name
            for name, theme in self.themes.items()
            if language in theme.names and theme.names[language].search(plain_text)
        )

    def worded_in(self, text: str, language: str) -> frozenset[str]:
        """Return the themes of which a name or a listed word stands in ``text``; themes without any are left out."""
        plain_text = plain(text)
        return frozenset(
            name
            for name, theme in self.themes.items()
            if (language in theme.names or language in theme.words) and theme.held_by(plain_text, language)
        )

    def actors_in(self, text: str, language: str) -> frozenset[str]:
        """Return the states named in ``text``."""
        return _held(self.actors, text, language)

    def issues_in(self, text: str, language: str) -> frozenset[str]:
        """Return the issues of which ``text`` speaks."""
        return _held(self.issues, text, language)

    def without_names(self, text: str, language: str) -> str:
        """Return ``text`` without the names of themes and states, which say on whom and not what."""
        result = plain(text)
        for patterns in [*(theme.names for theme in self.themes.values()), *self.actors.values()]:
            if language in patterns:
                result = patterns[language].sub(" ", result)
        return " ".join(result.split())

    def nearness(self, one: str, other: str) -> float:
        """Return 1 for the same theme, 0.5 for a near one, 0 otherwise."""
        if one == other:
            return 1.0
        return 0.5 if other in self.theme(one).near or one in self.theme(other).near else 0.0


def _held(named: dict[str, dict[str, re.Pattern[str]]], text: str, language: str) -> frozenset[str]:
    plain_text = plain(text)
    return frozenset(
        name for name, patterns in named.items() if language in patterns and patterns[language].search(plain_text)
    )


def _patterns(entry: dict[str, Any], file: str | Path, where: str) -> dict[str, re.Pattern[str]]:
    return {
        language: compile_patterns(entry[language], file, f"{where}.{language}")
        for language in LANGUAGES
        if language in entry
    }


def load_names(path: str | Path = THEMES_FILE, known_themes: Iterable[str] | None = None) -> Names:
    """Return the names and weights of ``path``.

    Raises
    ------
    StanceshiftError
        Where the file is no mapping, a pattern is wrong, or a theme is unknown (to ``known_themes``, where given).
    """
    return _load(str(path), Path(path).stat().st_mtime_ns if Path(path).is_file() else 0, tuple(known_themes or ()))


@lru_cache(maxsize=8)
def _load(path: str, _stamp: int, known: tuple[str, ...]) -> Names:
    value = read_yaml(path)
    if not isinstance(value, dict) or not isinstance(value.get("themes"), dict):
        raise StanceshiftError(
            "expected `themes:` and `actors:`", file=path, fix="restore the file from the repository"
        )
    themes = {}
    for name, entry in value["themes"].items():
        where = f"themes.{name}"
        if not isinstance(entry, dict) or not isinstance(entry.get("weight"), (int, float)):
            raise StanceshiftError("a theme needs a weight", file=path, where=where, fix="write weight: 0.4")
        linked = [*entry.get("near", ()), *entry.get("also_from", ())]
        unknown = [item for item in [name, *linked] if item not in value["themes"] or (known and item not in known)]
        if unknown:
            raise StanceshiftError(
                f"unknown theme {unknown[0]!r}", file=path, where=where, fix="use a theme id of the codebook"
            )
        themes[name] = Theme(
            float(entry["weight"]),
            bool(entry.get("broad", False)),
            bool(entry.get("must_be_named", False)),
            frozenset(entry.get("near", ())),
            frozenset(entry.get("also_from", ())),
            _patterns(entry.get("names") or {}, path, where),
            _patterns(entry.get("words") or {}, path, f"{where}.words"),
        )
    actors = {name: _patterns(entry, path, f"actors.{name}") for name, entry in (value.get("actors") or {}).items()}
    listed = value.get("issues") or {}
    issues = {name: _patterns(entry, path, f"issues.{name}") for name, entry in listed.items()}
    belongs = {name: str(entry["theme"]) for name, entry in listed.items() if "theme" in entry}
    unknown = sorted(name for name, theme in belongs.items() if theme not in themes)
    if unknown:
        raise StanceshiftError(
            f"unknown theme {belongs[unknown[0]]!r}",
            file=path,
            where=f"issues.{unknown[0]}",
            fix="use a theme of this file",
        )
    return Names(themes, actors, issues, belongs)
