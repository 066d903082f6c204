"""Lists what the labels are least certain of, for an analyst to review."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from stanceshift.frames import read_table
from stanceshift.labels.evaluation_schemas import HasLabels, Labelling
from stanceshift.labels.schemas import ParagraphLabels, Positions, Themes
from stanceshift.labels.scoring import counted

REVIEWER = "reviewer"
"""Source of what an analyst has settled."""


def read_standing(folder: str | Path) -> Labelling:
    """Return the labels that stage label has written into ``folder``."""
    root = Path(folder)
    tables = (("positions", Positions), ("themes", Themes), ("paragraphs", ParagraphLabels))
    return Labelling.of(Labelling(*(read_table(root / f"{n}.parquet", schema) for n, schema in tables)), str(folder))


def least_certain(labels: HasLabels, limit: int = 50) -> pd.DataFrame:
    """Return the positions that most need a reader, least certain first.

    Uncertain is the lower of the confidences in act and theme; what a reviewer has settled is left out.

    Returns
    -------
    DataFrame with columns position_id, paragraph_id, text_sha, verb, act, direction, theme, holder, target, score (the
    lower of the two confidences), sentence_text.
    """
    frame = counted(labels.positions)
    frame = frame[frame["source"] != REVIEWER]
    frame = frame.assign(score=frame[["score", "theme_score"]].min(axis=1))
    frame = frame.sort_values(["score", "position_id"], kind="stable").head(limit)
    columns = ["position_id", "paragraph_id", "text_sha", "verb", "act", "direction", "theme", "holder", "target"]
    return frame[[*columns, "score", "sentence_text"]].reset_index(drop=True)
