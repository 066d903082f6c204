"""Follows formulas: phrases that recur from text to text, those an analyst lists and those found in the corpus."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.frames import columns_of
from stanceshift.settings import Compare
from stanceshift.shifts.names import LANGUAGES, Names, compile_patterns, plain
from stanceshift.shifts.schemas import Formulas, FormulaUses
from stanceshift.shifts.tables import each, row_at
from stanceshift.shifts.wording import STOP_WORDS

FORMULAS_FILE = Path("data/shifts/formulas.yaml")
JAPANESE_CHARACTERS = 8
"""Shortest phrase that is looked for in Japanese, in characters."""
LONGEST = {"en": 14, "fr": 14, "ja": 40}
"""Longest phrase that is looked for, in words; in characters for Japanese."""

_TOKEN = re.compile(r"[^\W_]+(?:[.'\-][^\W_]+)*'?|[^\w\s]")
_JAPANESE_TOKEN = re.compile(r"\S")
_BOUNDARY = re.compile(r"[.;:!?()«»\"“”。、；：「」（）]")
_HIRAGANA = re.compile(r"[ぁ-ゖ]")


@dataclass(frozen=True)
class FormulaList:
    """The analyst's formulas by (id, language), and the words of procedure by language."""

    patterns: dict[tuple[str, str], re.Pattern[str]]
    procedural: dict[str, frozenset[str]]
    raising: frozenset[str] = frozenset()
    """Ids of the formulas whose coming or going is a step by itself (``raises: true``)."""


def formulas_in(text: str, language: str, patterns: Mapping[tuple[str, str], re.Pattern[str]]) -> frozenset[str]:
    """Return the ids of the listed formulas that stand in ``text``; ``patterns`` by (id, language)."""
    plain_text = plain(text)
    return frozenset(name for (name, known), p in patterns.items() if known == language and p.search(plain_text))


def load_formulas(path: str | Path = FORMULAS_FILE) -> FormulaList:
    """Return the formulas of ``path``; raises `StanceshiftError` naming the entry that is wrong."""
    value = read_yaml(path)
    if not isinstance(value, dict) or not isinstance(value.get("formulas"), list):
        raise StanceshiftError("expected `formulas:`, a list", file=path, fix="see the comments in the file")
    patterns: dict[tuple[str, str], re.Pattern[str]] = {}
    for number, entry in enumerate(value["formulas"], 1):
        if not isinstance(entry, dict) or not entry.get("id"):
            raise StanceshiftError("a formula needs an id", file=path, where=f"entry {number}", fix="write - id: ...")
        if not isinstance(entry.get("raises", False), bool):
            raise StanceshiftError(
                f"raises is {entry['raises']!r}",
                file=path,
                where=str(entry["id"]),
                fix="write raises: true, or nothing",
            )
        for language in (key for key in entry if key not in ("id", "raises")):
            key = (str(entry["id"]), language)
            if language not in LANGUAGES or key in patterns:
                raise StanceshiftError(
                    f"{language!r} is no language or {entry['id']} stands twice",
                    file=path,
                    where=f"entry {number}",
                    fix=f"use {', '.join(LANGUAGES)}, once each",
                )
            patterns[key] = compile_patterns(entry[language], file=path, where=f"{entry['id']}.{language}")
    procedural = {language: frozenset(words) for language, words in (value.get("procedural") or {}).items()}
    raising = frozenset(str(entry["id"]) for entry in value["formulas"] if entry.get("raises"))
    return FormulaList(patterns, procedural, raising)


def build_formulas(
    paragraphs: pd.DataFrame, documents: pd.DataFrame, listed: FormulaList, settings: Compare, names: Names
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables (Formulas, FormulaUses) over the active text of every session and language.

    A phrase is found where it recurs, word for word, in ``settings.formula_min_uses`` sessions or more; it has at least
    ``settings.formula_min_words`` words (`JAPANESE_CHARACTERS` characters in Japanese), begins and ends on a word that
    carries content, has `formula_min_words` words left (two of them content; Japanese: half of `JAPANESE_CHARACTERS`) without the names of seas,
    states and bodies, and is not part of a longer phrase of the same sessions, of a listed formula, or of titles.
    """
    active = documents.loc[documents["active"], ["document_id", "series", "session_id", "date", "participants"]]
    texts = paragraphs.merge(active, on="document_id", how="inner")
    texts = texts.sort_values(["date", "series", "session_id", "document_id", "number"], ignore_index=True)
    uses: list[dict[str, Any]] = []
    origin: dict[str, str] = {}
    for language in sorted(texts["language"].unique()):
        own = texts[texts["language"] == language]
        taken: set[tuple[str, int]] = set()
        for (name, pattern_language), pattern in sorted(listed.patterns.items(), key=lambda item: item[0]):
            if pattern_language != language:
                continue
            origin[f"{name}.{language}"] = "listed"
            for row in each(own):
                for match in pattern.finditer(plain(row.text)):
                    uses.append(_use(f"{name}.{language}", row, match.start(), match.end()))
                    taken.update((row.paragraph_id, at) for at in range(match.start(), match.end()))
        for phrase, places in _found(own, language, listed, settings).items():
            if not _more_than_names(phrase, language, names, settings):
                continue
            free = [
                (row, start, end) for row, start, end in places if (row.paragraph_id, (start + end) // 2) not in taken
            ]
            if len({row.session_id for row, _, _ in free}) < settings.formula_min_uses:
                continue
            name = f"found.{language}.{hashlib.sha1(phrase.encode()).hexdigest()[:8]}"
            origin[name] = "found"
            uses.extend(_use(name, row, start, end) for row, start, end in free)
    table = pd.DataFrame(uses, columns=columns_of(FormulaUses))
    table = table.sort_values(
        ["formula_id", "date", "series", "session_id", "paragraph_id", "start"], ignore_index=True
    )
    rows = []
    for key, group in table.groupby("formula_id", sort=True):
        name, first = str(key), row_at(group, 0)
        rows.append(
            {
                "formula_id": name,
                "language": name.split(".")[-1 if origin[name] == "listed" else 1],
                "text": first.text,
                "origin": origin[name],
                "n_uses": len(group),
                "n_series": group["series"].nunique(),
                "first_series": first.series,
                "first_session": first.session_id,
            }
        )
    return pd.DataFrame(rows, columns=columns_of(Formulas)), table


def _more_than_names(phrase: str, language: str, names: Names, settings: Compare) -> bool:
    """Say whether a phrase is long enough without the names of themes and states in it."""
    bare = names.without_names(phrase, language)
    if language == "ja":
        return len(bare.replace(" ", "")) >= JAPANESE_CHARACTERS // 2
    left = [word.rstrip("'") for word in _TOKEN.findall(bare)]
    return len(left) >= settings.formula_min_words and sum(word not in STOP_WORDS for word in left) >= 2


def _use(name: str, row: Any, start: int, end: int) -> dict[str, Any]:
    return {
        "formula_id": name,
        "series": row.series,
        "session_id": row.session_id,
        "date": row.date,
        "paragraph_id": row.paragraph_id,
        "start": start,
        "end": end,
        "text": row.text[start:end],
    }


Place = tuple[Any, int, int]
"""A paragraph's row with the first character of a phrase and the one after its last."""


def _found(texts: pd.DataFrame, language: str, listed: FormulaList, settings: Compare) -> dict[str, list[Place]]:
    """Return the maximal phrases that recur in enough sessions, with their places."""
    shortest = JAPANESE_CHARACTERS if language == "ja" else settings.formula_min_words
    glue = "" if language == "ja" else " "
    token = _JAPANESE_TOKEN if language == "ja" else _TOKEN
    runs: list[tuple[Any, list[tuple[str, int, int]]]] = []
    for row in each(texts):
        run: list[tuple[str, int, int]] = []
        for match in token.finditer(plain(row.text)):
            if _BOUNDARY.fullmatch(match.group()):
                runs.append((row, run))
                run = []
            elif language == "ja" or match.group()[0].isalnum():
                run.append((match.group().lower(), match.start(), match.end()))
        runs.append((row, run))
    kept: dict[tuple[str, ...], list[Place]] = {}
    alive = [(index, at) for index, (_, run) in enumerate(runs) for at in range(len(run) - shortest + 1)]
    for size in range(shortest, LONGEST[language] + 1):
        grams: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for index, at in alive:
            run = runs[index][1]
            if at + size <= len(run):
                grams[tuple(piece[0] for piece in run[at : at + size])].append((index, at))
        recurring = {
            gram: found
            for gram, found in grams.items()
            if len({runs[index][0].session_id for index, _ in found}) >= settings.formula_min_uses
        }
        if not recurring:
            break
        alive = [place for found in recurring.values() for place in found]
        for gram, found in recurring.items():
            kept[gram] = [
                (runs[index][0], runs[index][1][at][1], runs[index][1][at + size - 1][2]) for index, at in found
            ]
    people = _people(texts)
    procedural = listed.procedural.get(language, frozenset())
    good = {gram: found for gram, found in kept.items() if _carries(gram, language, procedural, people)}
    result: dict[str, list[Place]] = {}
    covered: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for gram in sorted(good, key=lambda item: (-len(item), item)):
        phrase = glue.join(gram)
        sessions = frozenset(row.session_id for row, _, _ in good[gram])
        if any(f"{glue}{phrase}{glue}" in f"{glue}{longer}{glue}" for longer in covered[sessions]):
            continue
        covered[sessions].append(phrase)
        result[phrase] = good[gram]
    return result


def _people(texts: pd.DataFrame) -> frozenset[str]:
    """Return the words of participants' names and offices, in lower case."""
    names = {name for people in texts["participants"] for name in people}
    return frozenset(word.lower() for name in names for word in re.findall(r"\w+", name.split("(")[0]))


def _carries(gram: tuple[str, ...], language: str, procedural: frozenset[str], people: frozenset[str]) -> bool:
    """Say whether a phrase begins and ends on content and carries some beyond names, titles and procedure."""
    if language == "ja":
        text = "".join(gram)
        if _HIRAGANA.match(gram[0]) or _HIRAGANA.match(gram[-1]) or not all(char.isalnum() for char in gram):
            return False
        for word in sorted(procedural, key=len, reverse=True):
            text = text.replace(word, "")
        return sum(not _HIRAGANA.match(char) for char in text) >= 4
    if any(part in STOP_WORDS for edge in (gram[0], gram[-1]) for part in [edge.rstrip("'")]):
        return False
    if any(word in people for word in gram):
        return False
    content = [word for word in gram if word.rstrip("'") not in STOP_WORDS and not word.isdigit()]
    return len([word for word in content if word not in procedural]) >= 2
