"""Makes the majority baseline: the commonest label of the other sessions, one position a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from stanceshift.labels.calibration import leave_one_session_out
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.schemas import UNNAMED
from stanceshift.labels.scoring import counted


def commonest(values: Iterable[object]) -> object:
    """Return the commonest value; ties go to the first in sorted order."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], str(value)))


def majority(gold: Labelling, sentences: pd.DataFrame) -> Labelling:
    """Return the majority baseline for the paragraphs of ``gold``, fitted on the gold of the other sessions only.

    Every sentence is one position whose verb is the whole sentence; its labels, and theme and stance of the paragraph,
    are the commonest of the other sessions; scores are their shares there. ``gold`` must span two sessions or more.

    Parameters
    ----------
    sentences:
        Table of `corpus.schemas.Sentences`.
    """
    sessions = gold.paragraphs["session_id"].tolist()
    positions = counted(gold.positions)
    session_of = dict(zip(gold.paragraphs["paragraph_id"], gold.paragraphs["session_id"], strict=True))
    position_sessions = positions["paragraph_id"].map(session_of)
    parts: list[Labelling] = []
    for others, own in leave_one_session_out(sessions):
        seen = gold.paragraphs.iloc[others]
        known = positions[position_sessions.isin(set(seen["session_id"]))]
        parts.append(_constant(seen, known, gold.paragraphs.iloc[own], sentences))
    return Labelling(
        pd.concat([part.positions for part in parts], ignore_index=True),
        pd.concat([part.themes for part in parts], ignore_index=True),
        pd.concat([part.paragraphs for part in parts], ignore_index=True),
    )


def _constant(seen: pd.DataFrame, known: pd.DataFrame, own: pd.DataFrame, sentences: pd.DataFrame) -> Labelling:
    theme, stance, act = (commonest(seen[column]) for column in ("main_theme", "stance", "main_act"))
    ids = own["paragraph_id"].tolist()
    rows = sentences[sentences["paragraph_id"].isin(ids)]
    frame = rows[["paragraph_id", "start", "end"]].reset_index(drop=True)
    for column in ("act", "direction", "force", "holder", "theme"):
        frame[column] = str(commonest(known[column]))
    frame["score"] = float((known["act"] == frame["act"].iat[0]).mean()) if len(frame) else 0.0
    frame = frame.assign(verb=rows["text"].to_numpy(), target=UNNAMED, target_start=None, target_end=None)
    frame = frame.assign(reiterated=False, reported=False).astype({"target_start": "Int64", "target_end": "Int64"})
    frame["force"] = frame["force"].astype(int)
    share = float((seen["main_theme"] == theme).mean())
    themes = pd.DataFrame({"paragraph_id": ids, "theme": theme, "rank": 1, "score": share, "stance": stance})
    return Labelling(
        frame, themes, pd.DataFrame({"paragraph_id": ids, "main_theme": theme, "stance": stance, "main_act": act})
    )
