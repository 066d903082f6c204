"""Maps the headers and sidecars that texts come with, under whatever names, to the keys of the metadata."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stanceshift.corpus.clues import NAMES, country_code
from stanceshift.errors import StanceshiftError

KEYS: dict[str, tuple[str, ...]] = {
    "session": ("session", "session_id"),
    "series": ("series", "série", "collection"),
    "ordinal": ("ordinal", "session_number", "number"),
    "date": ("date", "session_date", "meeting_date", "date_published", "published"),
    "place": ("place", "lieu", "location", "venue"),
    "parties": ("parties", "countries", "pays", "partners", "states"),
    "participants": ("participants", "ministers"),
    "language": ("language", "langue", "lang"),
    "text_kind": ("text_kind",),
    "genre": ("genre", "kind", "type"),
    "coverage": ("coverage", "complete"),
    "title": ("title", "titre"),
    "publisher": ("publisher", "éditeur"),
    "source_url": ("source_url", "url", "source", "link"),
    "licence": ("licence", "license", "rights"),
    "retrieved": ("retrieved", "accessed", "retrieved_at"),
    "note": ("note", "notes"),
    "encoding": ("encoding",),
}
"""For each key of the metadata the names under which headers hold it, the first one found being taken."""

_LANGUAGES = {
    **dict.fromkeys(("fr", "fra", "fre", "french", "français", "francais"), "fr"),
    **dict.fromkeys(("en", "eng", "english", "anglais"), "en"),
    **dict.fromkeys(("ja", "jp", "jpn", "japanese", "japonais", "日本語"), "ja"),
}
_NOTHING = re.compile(r"\(.*\)|none|n/?a|unknown|not stated|no place\b.*|-|\?", re.IGNORECASE | re.DOTALL)
_GENRES = (
    (r"fact.?sheet", "fact_sheet"),
    (r"press statement", "joint_press_statement"),
    (r"press release", "joint_press_release"),
    (r"statement|communiqu|déclaration|声明|発表", "joint_statement"),
)


def known_values(header: Mapping[str, Any], path: str | Path, *, names: Path = NAMES) -> dict[str, Any]:
    """Return what a header says, under the keys of the metadata; empty values and placeholders are left out.

    Raises
    ------
    StanceshiftError
        Where a party is no known country, a language is not read, or a date is none.
    """
    lower = {str(key).strip().casefold().replace("-", "_").replace(" ", "_"): value for key, value in header.items()}
    found: dict[str, Any] = {}
    for key, aliases in KEYS.items():
        for alias in aliases:
            value = lower.get(alias)
            if value is None or (isinstance(value, str) and (not value.strip() or _NOTHING.fullmatch(value.strip()))):
                continue
            cleaned = _cleaned(key, value, path, alias, names)
            if cleaned is not None:
                found[key] = cleaned
                break
    return found


def unused_keys(header: Mapping[str, Any]) -> list[str]:
    """Return the keys of a header that `known_values` does not look at, in order."""
    looked_at = {alias for aliases in KEYS.values() for alias in aliases}
    return [key for key in header if str(key).strip().casefold().replace("-", "_").replace(" ", "_") not in looked_at]


def _cleaned(key: str, value: Any, path: str | Path, where: str, names: Path) -> Any:
    if key in ("date", "retrieved"):
        text = value.isoformat() if isinstance(value, datetime.date) else str(value).strip()
        match = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", text)
        if not match:
            raise StanceshiftError(f"{text!r} is no date", file=path, where=where, fix="write 2023-05-09")
        return match[0]
    if key == "parties":
        listed = re.split(r"\s*[,;/]\s*", value) if isinstance(value, str) else list(value)
        codes = {str(name): country_code(str(name), names=names) for name in listed}
        unknown = [name for name, code in codes.items() if code is None]
        if unknown:
            raise StanceshiftError(
                f"no known country: {', '.join(unknown)}", file=path, where=where, fix="write ISO 3166 codes: fr, jp"
            )
        return list(codes.values())
    if key == "participants":
        return [str(item).strip() for item in (re.split(r"\s*;\s*", value) if isinstance(value, str) else value)]
    if key == "language":
        code = _LANGUAGES.get(re.split(r"[-_]", str(value).strip().casefold())[0])
        if code is None:
            raise StanceshiftError(f"{value!r} is not read", file=path, where=where, fix="write fr, en or ja")
        return code
    if key == "coverage":
        return (
            value
            if value in ("full", "partial")
            else "full"
            if value is True
            else "partial"
            if value is False
            else None
        )
    if key == "ordinal":
        return int(value) if str(value).strip().isdigit() and int(value) else None
    if key == "source_url":
        return str(value).strip() if re.match(r"https?://\S+$", str(value).strip()) else None
    if key == "genre":
        return next((genre for pattern, genre in _GENRES if re.search(pattern, str(value), re.IGNORECASE)), None)
    return " ".join(str(value).split()) if isinstance(value, (str, int)) else None
