"""Checks that a paragraph gets the same labels in each language it is written in."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from stanceshift.labels.bootstrap import Figure, measure, ratio
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.schemas import DIRECTIONS
from stanceshift.labels.scoring import cluster_of, counted


def version_pairs(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of language versions of a paragraph: languages (such as "en-fr"), left, right (paragraph ids).

    Versions are paragraphs with one number in documents of one session and kind; ``paragraphs`` has document_id,
    paragraph_id, number, language.
    """
    rows = []
    parts = [[*str(name).split("."), "", ""] for name in paragraphs["document_id"]]
    session = pd.Series([part[0] for part in parts], index=paragraphs.index)
    kind = pd.Series([part[2] for part in parts], index=paragraphs.index)
    keys = [session, kind, paragraphs["number"]]
    for _, group in paragraphs.groupby(keys, sort=True):
        versions = sorted(zip(group["language"], group["paragraph_id"], strict=True))
        for (one, left), (other, right) in combinations(versions, 2):
            if one != other:
                rows.append((f"{one}-{other}", str(left), str(right)))
    return pd.DataFrame(rows, columns=["languages", "left", "right"])


def direction_shares(labelling: Labelling) -> pd.DataFrame:
    """Return for each paragraph (index) the shares of its positions that are for, against and none."""
    positions = counted(labelling.positions)
    table = pd.crosstab(positions["paragraph_id"], positions["direction"], normalize="index")
    return table.reindex(columns=list(DIRECTIONS), fill_value=0.0)


def parity(labelling: Labelling, pairs: pd.DataFrame, *, n_resamples: int, seed: int) -> pd.DataFrame:
    """Return the share of version pairs with the same main theme, main act, stance, and how alike their directions are.

    Returns
    -------
    DataFrame as of `bootstrap.measure`, level parity, label a pair of languages or "" for all; measures main_theme,
    main_act, stance, and direction_shares: 1 - half the sum of the differences of shares (for, against, none), 1 where
    they are the same; a paragraph without positions counts as none.
    """
    table = labelling.paragraphs.set_index("paragraph_id")
    shares = direction_shares(labelling).reindex(table.index)
    shares = shares.fillna({"for": 0.0, "against": 0.0, "none": 1.0})
    parts = []
    for label in ["", *sorted(set(pairs["languages"]))]:
        chosen = pairs if not label else pairs[pairs["languages"] == label]
        if chosen.empty:
            continue
        left, right = chosen["left"].tolist(), chosen["right"].tolist()
        same = {
            column: (table.loc[left, column].to_numpy() == table.loc[right, column].to_numpy()).astype(float)
            for column in ("main_theme", "main_act", "stance")
        }
        same["direction_shares"] = 1 - np.abs(shares.loc[left].to_numpy() - shares.loc[right].to_numpy()).sum(1) / 2
        figures = [
            Figure("parity", name, np.column_stack([values, np.ones(len(values))]), ratio, len(values), label)
            for name, values in same.items()
        ]
        parts.append(measure(figures, [cluster_of(name) for name in left], n_resamples=n_resamples, seed=seed))
    columns = ["level", "label", "measure", "value", "low", "high", "n"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
