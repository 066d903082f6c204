"""Knows of every session and theme whether the text says something on it, carries it, only names it, or lacks it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from stanceshift.shifts.formulas import formulas_in
from stanceshift.shifts.names import Names
from stanceshift.shifts.references import find_attached, find_reaffirmed


@dataclass(frozen=True)
class Presence:
    """Where themes stand: ids of paragraphs by (session, theme), and who is named there."""

    said: dict[tuple[str, str], tuple[int, ...]]
    """Rows of the positions (with context) that count for the theme."""
    carried: dict[tuple[str, str], frozenset[str]]
    """Paragraphs that carry the theme, by their labels or by a position in them; a theme that must be named, named."""
    named: dict[tuple[str, str], frozenset[str]]
    """Paragraphs in which a name or a listed word of the theme stands."""
    actors: dict[tuple[str, str], frozenset[str]]
    """States named in the paragraphs that carry the theme."""

    states: dict[str, frozenset[str]]
    """States named anywhere in a session's text, its parties left out."""
    ceilings: dict[tuple[str, str], dict[str, float]]
    """The greatest strength, without sign, on each side (against, for)."""
    formulas: dict[tuple[str, str], frozenset[str]]
    """Ids of the listed formulas in the clauses that count for the theme."""
    attributed: dict[tuple[str, str], frozenset[str]]
    """Those of them in clauses that name one state at most, so that it is clear of whom they are said."""

    wording: dict[str, frozenset[str]]
    """Ids of the listed formulas that stand anywhere in a session's text."""
    reaffirmed: dict[str, frozenset[str]]
    """Dates of the earlier sessions that a session reaffirms as a whole."""
    attached: dict[str, str]
    """Words by which a session's text points to a document issued with it, where it does."""

    def ceiling(self, session: str, theme: str, side: str) -> float:
        """Return the greatest strength on a side, 0 where nothing stands there."""
        return self.ceilings.get((session, theme), {}).get(side, 0.0)

    def kind(self, session: str, theme: str) -> str:
        """Return said, carried, named, or "" where the text has no trace of the theme."""
        key = (session, theme)
        if key in self.said:
            return "said"
        if key in self.carried:
            return "carried"
        return "named" if key in self.named else ""

    def themes(self, session: str) -> list[str]:
        """Return the themes that a session's text says something on or carries, in order."""
        return sorted({theme for (at, theme) in [*self.said, *self.carried] if at == session})


def find_presence(
    positions: pd.DataFrame,
    themes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    sessions: pd.DataFrame,
    names: Names,
    formulas: Mapping[tuple[str, str], re.Pattern[str]],
    reaffirming: str,
    attached: Mapping[str, str],
) -> Presence:
    """Return the presence of every theme in every session that has a text.

    Parameters
    ----------
    positions:
        Positions with context, index 0..n-1.
    themes, paragraphs:
        The tables labels.Themes and corpus.Paragraphs.
    sessions:
        The table of `stanceshift.shifts.sessions.session_table`.
    formulas:
        Patterns of the listed formulas by (id, language).
    reaffirming:
        Regular expression of the verbs that reaffirm an earlier text.
    attached:
        Regular expression, by language, of the words that point to a document issued with a text.
    """
    session_of = dict(zip(sessions["document_id"], sessions["session_id"], strict=True))
    parties = dict(zip(sessions["session_id"], sessions["parties"], strict=True))
    said: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    carried: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row, session, counts, paragraph in zip(
        range(len(positions)), positions["session_id"], positions["counts_for"], positions["paragraph_id"], strict=True
    ):
        for theme in counts:
            said[session, theme].append(row)
            carried[session, theme].add(paragraph)
    texts = paragraphs[paragraphs["document_id"].isin(set(sessions["document_id"].dropna()))]
    named: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    named_in: defaultdict[str, set[str]] = defaultdict(set)
    actors_of: dict[str, frozenset[str]] = {}
    states: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    wording: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for document, paragraph, text, language in zip(
        texts["document_id"], texts["paragraph_id"], texts["text"], texts["language"], strict=True
    ):
        session = session_of[document]
        for theme in names.worded_in(text, language):
            named[session, theme].add(paragraph)
        for theme in names.themes_in(text, language):
            named_in[theme].add(paragraph)
        actors_of[paragraph] = names.actors_in(text, language) - parties[session]
        states[session] |= actors_of[paragraph]
        wording[session] |= formulas_in(text, language, formulas)
    unnamed = {
        (paragraph, theme)
        for paragraph, theme in zip(themes["paragraph_id"], themes["theme"], strict=True)
        if names.theme(theme).must_be_named and paragraph not in named_in[theme]
    }
    for document, theme, paragraph in zip(themes["document_id"], themes["theme"], themes["paragraph_id"], strict=True):
        if document in session_of and (paragraph, theme) not in unnamed:
            carried[session_of[document], theme].add(paragraph)
    actors = {
        key: frozenset().union(*(actors_of.get(paragraph, frozenset()) for paragraph in found))
        for key, found in carried.items()
    }
    ceilings: dict[tuple[str, str], dict[str, float]] = {}
    used: dict[tuple[str, str], frozenset[str]] = {}
    attributed: dict[tuple[str, str], frozenset[str]] = {}
    for key, rows in said.items():
        own = positions.iloc[rows]
        ceilings[key] = {str(side): float(value) for side, value in own.groupby("direction")["magnitude"].max().items()}
        used[key] = frozenset().union(*own["formulas"])
        attributed[key] = frozenset().union(*own.loc[own["actors"].map(len) <= 1, "formulas"])
    return Presence(
        {key: tuple(rows) for key, rows in said.items()},
        {key: frozenset(found) for key, found in carried.items()},
        {key: frozenset(found) for key, found in named.items()},
        actors,
        dict(states),
        ceilings,
        used,
        attributed,
        dict(wording),
        find_reaffirmed(positions, sessions, reaffirming),
        find_attached(texts, sessions, attached),
    )
