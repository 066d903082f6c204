"""Lists the errors of a system against the gold, the worst first, with the text that shows them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.scoring import counted, match_positions

CONTEXT = 80
"""Characters shown on either side of a verb."""
SEVERITY = {
    "stance": 4.0,
    "main_theme": 3.0,
    "direction": 3.0,
    "missed": 2.0,
    "invented": 1.5,
    "holder": 1.5,
    "act": 1.0,
}
"""What an error costs a reader, before the distance of rungs and the system's confidence are added."""
ERROR_COLUMNS = ["set", "system", "paragraph_id", "kind", "gold", "predicted", "text", "context", "severity"]


def errors(name: str, system: str, gold: Labelling, predicted: Labelling, rungs: Mapping[str, int]) -> pd.DataFrame:
    """Return all errors as a table of `evaluation_schemas.Errors`, worst first.

    Severity is `SEVERITY` of the kind, plus half the distance in rungs for a wrong act, plus the confidence (0-1) with
    which the wrong act was given; a stance that is turned round (critical, supportive) counts twice.
    """
    predicted = predicted.on(set(gold.paragraphs["paragraph_id"]))
    texts = {str(k): str(v) for k, v in zip(gold.paragraphs["paragraph_id"], gold.paragraphs["text"], strict=True)}
    rows = [*_paragraph_errors(gold, predicted, texts), *_position_errors(gold, predicted, texts, rungs)]
    frame = pd.DataFrame(rows, columns=["paragraph_id", "kind", "gold", "predicted", "text", "context", "severity"])
    frame = frame.assign(set=name, system=system)[ERROR_COLUMNS]
    order = ["severity", "paragraph_id", "kind", "text", "context", "gold", "predicted"]
    return frame.sort_values(order, ascending=[False, *[True] * 6], kind="stable").reset_index(drop=True)


_Row = tuple[str, str, str, str, str, str, float]


def _paragraph_errors(gold: Labelling, predicted: Labelling, texts: Mapping[str, str]) -> list[_Row]:
    theirs = predicted.paragraphs.set_index("paragraph_id")
    rows: list[_Row] = []
    for kind in ("main_theme", "stance"):
        for paragraph_id, value in zip(gold.paragraphs["paragraph_id"], gold.paragraphs[kind], strict=True):
            found = theirs.loc[paragraph_id, kind]
            if found != value:
                severity = SEVERITY[kind] * (2 if {value, found} == {"critical", "supportive"} else 1)
                text = texts[paragraph_id]
                rows.append((paragraph_id, kind, str(value), str(found), "", text[: 4 * CONTEXT], severity))
    return rows


def _position_errors(
    gold: Labelling, predicted: Labelling, texts: Mapping[str, str], rungs: Mapping[str, int]
) -> list[_Row]:
    ours, theirs = counted(gold.positions), counted(predicted.positions)
    pairs = match_positions(ours, theirs)
    rows: list[_Row] = []
    for i, j in pairs:
        a, b = ours.iloc[i], theirs.iloc[j]
        for kind in ("act", "direction", "holder"):
            if a[kind] != b[kind]:
                extra = 0.0
                if kind == "act":
                    sure = 0.0 if pd.isna(b["score"]) else float(b["score"])
                    extra = abs(rungs[a["act"]] - rungs[b["act"]]) / 2 + sure
                rows.append(_row(a, kind, str(a[kind]), str(b[kind]), texts, SEVERITY[kind] + extra))
    found, used = {i for i, _ in pairs}, {j for _, j in pairs}
    for i in range(len(ours)):
        if i not in found:
            act = str(ours["act"].iat[i])
            rows.append(_row(ours.iloc[i], "missed", act, "", texts, SEVERITY["missed"] + rungs[act] / 2))
    for j in range(len(theirs)):
        if j not in used:
            act = str(theirs["act"].iat[j])
            rows.append(_row(theirs.iloc[j], "invented", "", act, texts, SEVERITY["invented"] + rungs[act] / 2))
    return rows


def _row(position: pd.Series, kind: str, gold: str, predicted: str, texts: Mapping[str, str], severity: float) -> _Row:
    text = texts[position["paragraph_id"]]
    start, end = int(position["start"]), int(position["end"])
    context = text[max(0, start - CONTEXT) : end + CONTEXT]
    return str(position["paragraph_id"]), kind, gold, predicted, text[start:end], context, severity
