"""Puts sessions in order and gives each position what comparing needs: session, date, clause, strength, names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.shifts.fitting import fitted_themes, named_around
from stanceshift.shifts.formulas import formulas_in
from stanceshift.shifts.names import Names, plain
from stanceshift.shifts.strength import magnitude, signed
from stanceshift.shifts.tables import each

JOINT = "joint"
"""Who holds what no single party of the session holds: a text speaks for its own parties only."""
AIM = 60
"""Characters of a target in which a name is what the position is aimed at."""
CATALOGUE_COLUMNS = ("id", "series", "date")


def session_table(documents: pd.DataFrame, catalogue: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    """Return one row a session, by series and date.

    Parameters
    ----------
    documents:
        The table `Documents`; only rows that are ``primary`` count as the session's text.
    catalogue:
        Known sessions (``id``, ``series``, ``date``), with or without a text.

    Returns
    -------
    series, session_id, date, document_id (None without a text), language, text_kind, coverage ("none" without a text),
    parties (frozenset).
    """
    primary = documents[documents["primary"]]
    twice = primary[primary.duplicated("session_id", keep=False)]
    if len(twice):
        raise StanceshiftError(
            f"two primary documents: {', '.join(sorted(twice['document_id']))}",
            where=f"session {twice['session_id'].iloc[0]}",
            fix="leave one primary text for the session",
        )
    rows = [
        {
            "series": row.series,
            "session_id": row.session_id,
            "date": row.date,
            "document_id": row.document_id,
            "language": row.language,
            "text_kind": row.text_kind,
            "coverage": row.coverage,
            "parties": frozenset(row.parties),
        }
        for row in each(primary)
    ]
    with_text = set(primary["session_id"])
    for entry in catalogue or []:
        if entry["id"] not in with_text:
            rows.append(
                {
                    "series": entry["series"],
                    "session_id": entry["id"],
                    "date": str(entry["date"]),
                    "document_id": None,
                    "language": "",
                    "text_kind": "",
                    "coverage": "none",
                    "parties": frozenset(entry.get("parties") or ()),
                }
            )
    if not rows:
        raise StanceshiftError("no session has a primary text", fix="add a text under data/corpus and run `dvc repro`")
    return pd.DataFrame(rows).sort_values(["series", "date", "session_id"], ignore_index=True)


def read_catalogue(path: str | Path) -> list[dict[str, Any]]:
    """Return the sessions of a catalogue file, an empty list where there is no such file.

    Raises
    ------
    StanceshiftError
        Where an entry lacks ``id``, ``series`` or ``date``, or an id stands twice.
    """
    if not Path(path).is_file():
        return []
    value = read_yaml(path)
    entries = value.get("sessions") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise StanceshiftError(
            "expected a list of sessions", file=path, fix="write - {id: ..., series: ..., date: ...}"
        )
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        missing = [key for key in CATALOGUE_COLUMNS if not isinstance(entry, dict) or not entry.get(key)]
        if missing:
            raise StanceshiftError(
                f"{missing[0]} missing", file=path, where=f"entry {number}", fix="a session needs id, series and date"
            )
        if entry["id"] in seen:
            raise StanceshiftError(f"{entry['id']} stands twice", file=path, where=f"entry {number}", fix="remove one")
        seen.add(entry["id"])
    return entries


def with_context(
    positions: pd.DataFrame,
    sessions: pd.DataFrame,
    paragraphs: pd.DataFrame,
    names: Names,
    formulas: Mapping[tuple[str, str], re.Pattern[str]],
    themes: pd.DataFrame,
) -> pd.DataFrame:
    """Return the positions of primary texts that are not reported, in reading order, with what comparing needs.

    Added columns: series, session_id, date, coverage, number (of the paragraph), clause (its words up to the next
    position of the sentence), magnitude, strength (signed), named (themes named in the sentence), worded (themes of which
    the sentence holds a name or a word, or the file lists none), counts_for (themes for which it counts), actors (states named in the sentence, parties left out), issues (those of which the clause
    speaks), bare_clause, bare_sentence, bare_target (without names of themes and states), formulas (ids of the listed formulas in the clause). The column theme holds the theme under which the
    position is compared (`stanceshift.shifts.fitting.fitted_themes`).
    """
    texts = sessions[sessions["document_id"].notna()]
    frame = positions[~positions["reported"]].merge(
        texts[["document_id", "series", "session_id", "date", "coverage", "parties"]], on="document_id", how="inner"
    )
    lost = set(frame["paragraph_id"]) - set(paragraphs["paragraph_id"])
    if lost:
        raise StanceshiftError(f"position in an unknown paragraph {min(lost)}", fix="rerun the stages ingest and label")
    frame["holder"] = [
        holder if holder in parties else JOINT
        for holder, parties in zip(frame["holder"], frame["parties"], strict=True)
    ]
    numbered = paragraphs[["paragraph_id", "number", "text"]].rename(columns={"text": "paragraph_text"})
    frame = frame.merge(numbered, on="paragraph_id", how="left")
    frame = frame.sort_values(["series", "date", "session_id", "number", "start", "position_id"], ignore_index=True)
    frame["clause"] = _clauses(frame)
    frame["magnitude"] = [magnitude(r, f) for r, f in zip(frame["rung"], frame["force"], strict=True)]
    frame["strength"] = [
        signed(d, r, f) for d, r, f in zip(frame["direction"], frame["rung"], frame["force"], strict=True)
    ]
    named = [names.themes_in(t, lang) for t, lang in zip(frame["sentence_text"], frame["language"], strict=True)]
    frame["named"] = pd.Series(named, index=frame.index, dtype=object)
    frame["issues"] = pd.Series(
        [names.issues_in(t, lang) for t, lang in zip(frame["clause"], frame["language"], strict=True)],
        index=frame.index,
        dtype=object,
    )
    around = named_around(frame, paragraphs, names)
    frame["theme"] = fitted_themes(frame, around, themes, names)
    worded = [
        frozenset(theme for theme in known | {own} if names.theme(theme).held_by(plain(text), language))
        for own, known, text, language in zip(
            frame["theme"], named, frame["sentence_text"], frame["language"], strict=True
        )
    ]
    frame["worded"] = pd.Series(worded, index=frame.index, dtype=object)
    counts = [
        frozenset({theme} if not names.theme(theme).must_be_named or theme in near else ())
        | {
            other
            for other in found
            if other not in later
            and (theme in names.theme(other).also_from or (names.theme(other).must_be_named and other in aimed))
        }
        | {names.issue_themes[issue] for issue in issues if issue in names.issue_themes}
        for theme, found, near, aimed, issues, later in zip(
            frame["theme"],
            named,
            around,
            _aimed_at(frame, names),
            frame["issues"],
            _of_later(frame, names),
            strict=True,
        )
    ]
    frame["counts_for"] = pd.Series(counts, index=frame.index, dtype=object)
    actors = [
        names.actors_in(t, lang) - parties
        for t, lang, parties in zip(frame["sentence_text"], frame["language"], frame["parties"], strict=True)
    ]
    frame["actors"] = pd.Series(actors, index=frame.index, dtype=object)
    for column, source in (("bare_clause", "clause"), ("bare_sentence", "sentence_text")):
        frame[column] = [names.without_names(t, lang) for t, lang in zip(frame[source], frame["language"], strict=True)]
    frame["bare_target"] = [
        names.without_names(t, lang) for t, lang in zip(frame["target"], frame["language"], strict=True)
    ]
    found = [formulas_in(t, lang, formulas) for t, lang in zip(frame["clause"], frame["language"], strict=True)]
    frame["formulas"] = pd.Series(found, index=frame.index, dtype=object)
    return frame.drop(columns=["paragraph_text", "parties"])


def _aimed_at(frame: pd.DataFrame, names: Names) -> list[frozenset[str]]:
    """Return for each position the themes named where its target begins: whom or what it is said to."""
    return [
        names.themes_in(str(target)[:AIM], language)
        for target, language in zip(frame["target"], frame["language"], strict=True)
    ]


def _of_later(frame: pd.DataFrame, names: Names) -> list[frozenset[str]]:
    """Return for each position the themes of later positions of its sentence that are first named in their words.

    "Opposed any attempt in the East China Sea and underlined peace across the Taiwan Strait" opposes nothing on Taiwan.
    """
    later: dict[Any, frozenset[str]] = {}
    for _, group in frame.groupby("sentence_id", sort=False):
        rows, starts = list(each(group)), [int(value) for value in group["start"]]
        for place, (index, row) in enumerate(zip(group.index, rows, strict=True)):
            themes = frozenset(other.theme for other in rows[place + 1 :]) - {row.theme}
            cut = _place_in_sentence(row, starts[place + 1]) if themes else None
            so_far = names.themes_in(str(row.sentence_text)[:cut], row.language) if cut else themes
            later[index] = themes - so_far
    return [later[index] for index in frame.index]


def _clauses(frame: pd.DataFrame) -> list[str]:
    """Cut each sentence where the verb of its next position begins; the first position keeps what stands before it."""
    clauses: list[str] = []
    for _, group in frame.groupby("sentence_id", sort=False):
        starts = [int(value) for value in group["start"]]
        for row, start, following in zip(each(group), starts, [*starts[1:], None], strict=True):
            at = _place_in_sentence(row, start)
            cut = None if following is None else _place_in_sentence(row, following)
            if at is None or (following is not None and (cut is None or cut <= at)):
                clauses.append(str(row.sentence_text))
                continue
            begin = 0 if start == starts[0] else at
            clauses.append(str(row.sentence_text)[begin:cut].strip() or str(row.sentence_text))
    order = [index for _, group in frame.groupby("sentence_id", sort=False) for index in group.index]
    return [clause for _, clause in sorted(zip(order, clauses, strict=True))]


def _place_in_sentence(row: Any, offset: int) -> int | None:
    """Return where a paragraph offset falls in the sentence of ``row``, None where it cannot be told."""
    sentence_at = row.paragraph_text.find(row.sentence_text)
    while sentence_at >= 0:
        if sentence_at <= row.start < sentence_at + len(row.sentence_text):
            return offset - sentence_at
        sentence_at = row.paragraph_text.find(row.sentence_text, sentence_at + 1)
    return None
