"""Speaks the languages of the interface: texts from data/interface/<language>.yaml, dates, numbers, quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml

FOLDER = Path("data/interface")
LANGUAGES = ("en", "fr")
"""Languages of the interface; the language of each has its own name in its file."""
QUOTES = {"fr": ("«\u202f", "\u202f»"), "en": ("“", "”"), "ja": ("「", "」")}
"""Quotation marks by the language of the words quoted."""


@dataclass(frozen=True)
class Interface:
    """The texts of one language by key ("theme.title"); calling it returns a text with its values filled in."""

    language: str
    texts: dict[str, Any]
    file: Path

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of ``key``; ``n`` chooses between its forms ``one`` and ``other``.

        Raises
        ------
        StanceshiftError
            Where the key or a value that the text wants is missing.
        """
        name = key
        if f"{key}.other" in self.texts:
            n = values.get("n", 0)
            single = n in (0, 1) if self.language == "fr" else n == 1
            name = f"{key}.one" if single else f"{key}.other"
        if name not in self.texts:
            raise StanceshiftError("no such text", file=self.file, where=name, fix="add the key to the file")
        try:
            return str(self.texts[name]).format(**values)
        except (KeyError, IndexError, ValueError) as error:
            raise StanceshiftError(
                f"cannot fill in the text: {error!r}", file=self.file, where=name, fix="compare with the other language"
            ) from error

    def has(self, key: str) -> bool:
        """Say whether the language has a text for ``key``."""
        return key in self.texts

    @property
    def colon(self) -> str:
        """The colon between a name and what is said of it, with the spaces of the language."""
        return "\u00a0: " if self.language == "fr" else ": "

    def date(self, iso: str, short: bool = False) -> str:
        """Return a date in words ("6 January 2017", short "Jan 2017"); a year or month alone stays so."""
        year, *rest = iso.split("-")
        if not rest:
            return year
        months = str(self.texts["date.months_short" if short else "date.months"]).split()
        month = months[int(rest[0]) - 1]
        if short or len(rest) == 1:
            return f"{month} {year}"
        day = str(int(rest[1]))
        if self.language == "fr" and day == "1":
            day = "1er"
        return f"{day}\u00a0{month} {year}"

    def number(self, value: float, digits: int = 0, sign: bool = False) -> str:
        """Return a number with the marks of the language; ``sign`` writes + and a true minus."""
        text = f"{value:{'+' if sign and value else ''},.{digits}f}"
        if self.language == "fr":
            text = text.replace(",", "\u202f").replace(".", ",")
        return text.replace("-", "−")

    def quote(self, text: str, language: str) -> str:
        """Return ``text`` in the quotation marks of its own language."""
        left, right = QUOTES[language]
        return f"{left}{text}{right}"


def flatten(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a nested mapping as one level, keys joined by dots."""
    flat: dict[str, Any] = {}
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict):
            flat.update(flatten(item, f"{name}."))
        else:
            flat[name] = item
    return flat


def french_spaces(text: str) -> str:
    """Return French text with the narrow spaces that its marks want."""
    text = re.sub(r" ([;?!%»])", "\u202f\\1", text)
    return re.sub(r"« ", "«\u202f", text).replace(" :", "\u00a0:")


def load_interface(language: str, folder: str | Path = FOLDER) -> Interface:
    """Return the texts of a language.

    Raises
    ------
    StanceshiftError
        Where the file is missing or holds anything but texts.
    """
    path = Path(folder) / f"{language}.yaml"
    value = read_yaml(path)
    if not isinstance(value, dict):
        raise StanceshiftError("expected keys with texts", file=path, fix="restore the file from the repository")
    texts = flatten(value)
    for key, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise StanceshiftError("expected a text", file=path, where=key, fix="write the text in quotation marks")
    if language == "fr":
        texts = {key: french_spaces(text) for key, text in texts.items()}
    return Interface(language, texts, path)
