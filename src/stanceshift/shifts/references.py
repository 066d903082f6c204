"""Finds what a text leaves to another one: earlier sessions that it reaffirms, and documents issued with it."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Mapping

import pandas as pd
from babel.dates import format_date

from stanceshift.shifts.names import plain

FORMATS = {"en": ("MMMM d, y", "d MMMM y"), "fr": ("d MMMM y",), "ja": ("y年M月d日",)}
"""How each language writes a date (Unicode date patterns)."""


def written(date: str, language: str) -> list[str]:
    """Return the ways in which a language writes an ISO date, plain (`names.plain`) and in small letters."""
    day = datetime.date.fromisoformat(date)
    return [plain(format_date(day, form, locale=language)).lower() for form in FORMATS.get(language, ())]


def find_reaffirmed(positions: pd.DataFrame, sessions: pd.DataFrame, verbs: str) -> dict[str, frozenset[str]]:
    """Return for each session the dates (ISO) of the earlier sessions of its series that it reaffirms.

    It does where a position with a verb that matches ``verbs`` stands in a sentence that names the earlier date.

    Parameters
    ----------
    positions:
        Columns session_id, verb, sentence_text, language.
    sessions:
        Columns session_id, series, date.
    """
    pattern = re.compile(verbs, re.IGNORECASE)
    known = sessions[["session_id", "series", "date"]].drop_duplicates()
    of_series = {series: sorted(set(own["date"])) for series, own in known.groupby("series")}
    placed = {session: (series, date) for session, series, date in known.itertuples(index=False, name=None)}
    found: defaultdict[str, set[str]] = defaultdict(set)
    columns = ["session_id", "verb", "sentence_text", "language"]
    for session, verb, sentence, language in positions[columns].itertuples(index=False, name=None):
        if session not in placed or not pattern.search(verb):
            continue
        series, date = placed[session]
        text = plain(sentence).lower()
        earlier = [other for other in of_series[series] if other < date]
        found[session] |= {other for other in earlier if any(form in text for form in written(other, language))}
    return {session: frozenset(dates) for session, dates in found.items() if dates}


def find_attached(paragraphs: pd.DataFrame, sessions: pd.DataFrame, attached: Mapping[str, str]) -> dict[str, str]:
    """Return for each session the words by which its text first points to a document issued with it.

    Parameters
    ----------
    paragraphs:
        Columns document_id, text, language, in the order of the text.
    sessions:
        Columns session_id, document_id.
    attached:
        Regular expression of such words by language (`Weights.attached`).
    """
    patterns = {language: re.compile(text, re.IGNORECASE) for language, text in attached.items()}
    session_of = dict(zip(sessions["document_id"], sessions["session_id"], strict=True))
    found: dict[str, str] = {}
    for document, text, language in paragraphs[["document_id", "text", "language"]].itertuples(index=False, name=None):
        session = session_of.get(document)
        if session is None or session in found or language not in patterns:
            continue
        match = patterns[language].search(plain(text))
        if match:
            found[session] = match.group()
    return found
