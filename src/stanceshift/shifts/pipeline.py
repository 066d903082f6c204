"""Compares everything: from labelled tables to ledger, matrix, formulas, commitments and partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.settings import Compare
from stanceshift.shifts.align import Embed
from stanceshift.shifts.commitments import CommitmentList, build_commitments, load_commitments
from stanceshift.shifts.context import Context
from stanceshift.shifts.formulas import FormulaList, build_formulas, load_formulas
from stanceshift.shifts.importance import Weights, load_weights
from stanceshift.shifts.ledger import build_ledger
from stanceshift.shifts.matrix import build_matrix, build_theme_history
from stanceshift.shifts.names import Names, load_names
from stanceshift.shifts.partners import build_partners
from stanceshift.shifts.presence import find_presence
from stanceshift.shifts.sessions import session_table, with_context
from stanceshift.shifts.theme_changes import build_theme_changes


@dataclass(frozen=True)
class Lists:
    """What an analyst edits under data/shifts."""

    names: Names
    weights: Weights
    formulas: FormulaList
    commitments: CommitmentList


def load_lists(folder: str | Path = "data/shifts") -> Lists:
    """Return the lists of ``folder``: themes.yaml, importance.yaml, formulas.yaml, commitments.yaml."""
    base = Path(folder)
    return Lists(
        load_names(base / "themes.yaml"),
        load_weights(base / "importance.yaml"),
        load_formulas(base / "formulas.yaml"),
        load_commitments(base / "commitments.yaml"),
    )


def prepared(
    tables: Mapping[str, pd.DataFrame], sessions: pd.DataFrame, lists: Lists, settings: Compare
) -> tuple[pd.DataFrame, Context]:
    """Return the positions of ``sessions`` with what comparing needs, and what the rows of the run have in common.

    Parameters
    ----------
    tables:
        paragraphs (stage ingest), positions, themes (stage label).
    sessions:
        The table of `stanceshift.shifts.sessions.session_table`.
    """
    positions = with_context(
        tables["positions"], sessions, tables["paragraphs"], lists.names, lists.formulas.patterns, tables["themes"]
    )
    presence = find_presence(
        positions,
        tables["themes"],
        tables["paragraphs"],
        sessions,
        lists.names,
        lists.formulas.patterns,
        lists.weights.reaffirming,
        lists.weights.attached,
    )
    context = Context(lists.names, presence, settings, lists.weights, lists.formulas.raising)
    return positions, context


def compare_all(
    tables: Mapping[str, pd.DataFrame],
    lists: Lists,
    settings: Compare,
    catalogue: list[dict[str, Any]] | None = None,
    embed: Embed | None = None,
) -> dict[str, pd.DataFrame]:
    """Return every table of stage compare by name (`stanceshift.shifts.dictionary.TABLES`).

    Parameters
    ----------
    tables:
        documents, paragraphs, sentences (stage ingest), positions, themes (stage label).
    catalogue:
        Known sessions, with or without text (`stanceshift.shifts.sessions.read_catalogue`).
    """
    sessions = session_table(tables["documents"], catalogue)
    positions, context = prepared(tables, sessions, lists, settings)
    threads, members, ledger = build_ledger(positions, sessions, context, embed)
    matrix = build_matrix(positions, tables["themes"], tables["paragraphs"], sessions, context.presence, lists.names)
    formulas, uses = build_formulas(tables["paragraphs"], tables["documents"], lists.formulas, settings, lists.names)
    return {
        "threads": threads,
        "thread_positions": members,
        "ledger": ledger,
        "theme_changes": build_theme_changes(positions, sessions, members, matrix, context),
        "matrix": matrix,
        "theme_history": build_theme_history(matrix, context.presence),
        "formulas": formulas,
        "formula_uses": uses,
        "commitments": build_commitments(tables["sentences"], sessions, positions, lists.commitments),
        "partners": build_partners(positions, sessions, context.presence, lists.names, settings),
    }
