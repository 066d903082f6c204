"""Scores labels against gold: themes, acts, stance, and positions found by overlapping verbs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from stanceshift.errors import StanceshiftError
from stanceshift.labels.bootstrap import Figure, f1, macro_f1, measure, ratio
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.schemas import ACTS, UNNAMED

ATTRIBUTES = ("act", "direction", "force", "holder", "theme")
_TOKEN = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]|[^\W぀-ヿ㐀-鿿豈-﫿]+")


def match_positions(gold: pd.DataFrame, predicted: pd.DataFrame) -> list[tuple[int, int]]:
    """Return pairs (row in ``gold``, row in ``predicted``) of positions whose verbs overlap, one to one.

    Within each paragraph as many pairs as possible are made, and among those the ones with the longest overlaps.
    Rows are positional (0..). Reported positions must have been removed.
    """
    pairs: list[tuple[int, int]] = []
    theirs = {str(name): np.asarray(rows) for name, rows in predicted.groupby("paragraph_id").indices.items()}
    for name, rows in gold.groupby("paragraph_id").indices.items():
        if str(name) not in theirs:
            continue
        ours, others = np.asarray(rows), theirs[str(name)]
        starts = np.maximum.outer(gold["start"].to_numpy()[ours], predicted["start"].to_numpy()[others])
        ends = np.minimum.outer(gold["end"].to_numpy()[ours], predicted["end"].to_numpy()[others])
        overlap = np.clip(ends - starts, 0, None).astype(float)
        worth = np.where(overlap > 0, 1 + overlap / (1 + overlap.sum()), 0)
        for i, j in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
            if overlap[i, j] > 0:
                pairs.append((int(ours[i]), int(others[j])))
    return sorted(pairs)


def tokens(text: str) -> list[str]:
    """Return the lower-case words of a text; each Japanese character counts as one."""
    return _TOKEN.findall(text.lower())


def target_f1(gold: str, predicted: str) -> float:
    """Return the token F1 of two targets; `unnamed` agrees with `unnamed` alone."""
    if UNNAMED in (gold, predicted):
        return float(gold == predicted)
    a, b = Counter(tokens(gold)), Counter(tokens(predicted))
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else float(gold == predicted)


def targets_overlap(gold: pd.Series, predicted: pd.Series) -> bool:
    """Return whether two targets share a character of the text; by tokens where offsets are not known."""
    spans = [gold["target_start"], gold["target_end"], predicted["target_start"], predicted["target_end"]]
    if UNNAMED in (gold["target"], predicted["target"]) or any(pd.isna(span) for span in spans):
        return target_f1(gold["target"], predicted["target"]) > 0
    return max(spans[0], spans[2]) < min(spans[1], spans[3])


def counted(positions: pd.DataFrame) -> pd.DataFrame:
    """Return the positions that count: reported words of others are left out."""
    return positions[~positions["reported"].astype(bool)].reset_index(drop=True)


def check_same_paragraphs(gold: Labelling, predicted: Labelling, name: str = "predictions") -> None:
    """Raise `StanceshiftError` where a gold paragraph has no prediction."""
    absent = sorted(set(gold.paragraphs["paragraph_id"]) - set(predicted.paragraphs["paragraph_id"]))
    if absent:
        raise StanceshiftError(
            f"{len(absent)} gold paragraphs have no labels: {', '.join(absent[:5])}",
            file=name,
            fix="label all texts that have gold",
        )


def figures(gold: Labelling, predicted: Labelling) -> tuple[list[Figure], list[str]]:
    """Return all figures of ``predicted`` against ``gold`` and the ids of the paragraphs that are their rows."""
    check_same_paragraphs(gold, predicted)
    ids = [str(name) for name in gold.paragraphs["paragraph_id"]]
    predicted = predicted.on(set(ids))
    return [*_paragraph_figures(gold, predicted, ids), *_position_figures(gold, predicted, ids)], ids


def cluster_of(paragraph_id: str) -> str:
    """Return what is resampled together: the language versions of one paragraph of one session."""
    document, _, number = paragraph_id.partition("#")
    return f"{document.split('.')[0]}#{number}"


def score(gold: Labelling, predicted: Labelling, *, n_resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return every figure of ``predicted`` against ``gold`` with 95% bootstrap intervals over paragraphs.

    Returns
    -------
    DataFrame with columns level (paragraph|position|theme|act), label (theme or act id, else ""), measure, value, low,
    high, n. Attributes are accuracies on matched positions; ``act_f1`` and the level ``act`` count a position as right
    where it is found and its act is right.
    """
    made, ids = figures(gold, predicted)
    return measure(made, [cluster_of(name) for name in ids], n_resamples=n_resamples, seed=seed)


def _sets(frame: pd.DataFrame, column: str) -> dict[str, list[str]]:
    return {str(name): [str(v) for v in values] for name, values in frame.groupby("paragraph_id", sort=False)[column]}


def _overlaps(ids: list[str], ours: dict[str, list[str]], theirs: dict[str, list[str]]) -> np.ndarray:
    """Return right, in the gold, predicted for each paragraph, counting repeated values as often as they occur."""
    rows = []
    for name in ids:
        a, b = Counter(ours.get(name, [])), Counter(theirs.get(name, []))
        rows.append((sum((a & b).values()), sum(a.values()), sum(b.values())))
    return np.array(rows, dtype=float).reshape(-1, 3)


def _distinct(values: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted(set(found)) for name, found in values.items()}


def _only(values: dict[str, list[str]], label: str) -> dict[str, list[str]]:
    return {name: [value for value in found if value == label] for name, found in values.items()}


def _accuracy(gold: pd.DataFrame, predicted: pd.DataFrame, column: str, ids: list[str]) -> np.ndarray:
    ours = dict(zip(gold["paragraph_id"], gold[column], strict=True))
    theirs = dict(zip(predicted["paragraph_id"], predicted[column], strict=True))
    return np.array([(float(ours[name] == theirs[name]), 1.0) for name in ids]).reshape(-1, 2)


def _theme_stance(gold: Labelling, predicted: Labelling, ids: list[str]) -> np.ndarray:
    both = gold.themes.merge(predicted.themes, on=["paragraph_id", "theme"], suffixes=("", "_predicted"))
    return _sums(ids, both["paragraph_id"], [(both["stance"] == both["stance_predicted"]).astype(float), 1.0])


def _sums(ids: list[str], names: Iterable[str], values: Sequence[pd.Series | np.ndarray | float]) -> np.ndarray:
    """Return for each paragraph the sums of ``values`` over the rows that name it."""
    index = {name: row for row, name in enumerate(ids)}
    codes = np.array([index[str(name)] for name in names], dtype=int)
    counts = np.zeros((len(ids), len(values)))
    for column, value in enumerate(values):
        np.add.at(counts[:, column], codes, np.asarray(value, dtype=float))
    return counts


def _paragraph_figures(gold: Labelling, predicted: Labelling, ids: list[str]) -> list[Figure]:
    themes, predicted_themes = _sets(gold.themes, "theme"), _sets(predicted.themes, "theme")
    acts, predicted_acts = _sets(counted(gold.positions), "act"), _sets(counted(predicted.positions), "act")
    used = sorted(set(gold.themes["theme"]) | set(predicted.themes["theme"]))
    each = {theme: _overlaps(ids, _only(themes, theme), _only(predicted_themes, theme)) for theme in used}
    stances = _theme_stance(gold, predicted, ids)
    n = len(ids)
    made = [
        Figure("paragraph", "themes_micro_f1", _overlaps(ids, themes, predicted_themes), f1, n),
        Figure("paragraph", "themes_macro_f1", np.hstack(list(each.values())), macro_f1, n),
        Figure(
            "paragraph",
            "main_theme_accuracy",
            _accuracy(gold.paragraphs, predicted.paragraphs, "main_theme", ids),
            ratio,
            n,
        ),
        Figure(
            "paragraph", "stance_accuracy", _accuracy(gold.paragraphs, predicted.paragraphs, "stance", ids), ratio, n
        ),
        Figure("paragraph", "theme_stance_accuracy", stances, ratio, int(stances[:, 1].sum())),
        Figure("paragraph", "acts_micro_f1", _overlaps(ids, _distinct(acts), _distinct(predicted_acts)), f1, n),
        Figure("paragraph", "acts_multiset_f1", _overlaps(ids, acts, predicted_acts), f1, n),
        Figure(
            "paragraph",
            "main_act_accuracy",
            _accuracy(gold.paragraphs, predicted.paragraphs, "main_act", ids),
            ratio,
            n,
        ),
    ]
    in_gold = gold.themes["theme"].value_counts()
    made += [Figure("theme", "f1", each[theme], f1, int(in_gold.get(theme, 0)), theme) for theme in used]
    return made


def _position_figures(gold: Labelling, predicted: Labelling, ids: list[str]) -> list[Figure]:
    ours, theirs = counted(gold.positions), counted(predicted.positions)
    pairs = match_positions(ours, theirs)
    left = ours.iloc[[i for i, _ in pairs]].reset_index(drop=True)
    right = theirs.iloc[[j for _, j in pairs]].reset_index(drop=True)
    found = _sums(ids, left["paragraph_id"], [1.0])
    n_gold, n_predicted = _sums(ids, ours["paragraph_id"], [1.0]), _sums(ids, theirs["paragraph_id"], [1.0])
    n = len(ours)
    made = [
        Figure("position", "detection_f1", np.hstack([found, n_gold, n_predicted]), f1, n),
        Figure("position", "detection_precision", np.hstack([found, n_predicted]), ratio, len(theirs)),
        Figure("position", "detection_recall", np.hstack([found, n_gold]), ratio, n),
    ]
    for name in ATTRIBUTES:
        same = (left[name] == right[name]).astype(float)
        made.append(
            Figure("position", f"{name}_accuracy", _sums(ids, left["paragraph_id"], [same, 1.0]), ratio, len(pairs))
        )
    both = [(a, b) for (_, a), (_, b) in zip(left.iterrows(), right.iterrows(), strict=True)]
    shares = np.array([target_f1(a["target"], b["target"]) for a, b in both])
    overlaps = np.array([float(targets_overlap(a, b)) for a, b in both])
    for measure_name, values in (("target_token_f1", shares), ("target_overlap", overlaps)):
        made.append(
            Figure("position", measure_name, _sums(ids, left["paragraph_id"], [values, 1.0]), ratio, len(pairs))
        )
    per_act = []
    for act in ACTS:
        right_act = _sums(ids, left["paragraph_id"], [((left["act"] == act) & (right["act"] == act)).astype(float)])
        in_gold = _sums(ids, ours["paragraph_id"], [(ours["act"] == act).astype(float)])
        in_predicted = _sums(ids, theirs["paragraph_id"], [(theirs["act"] == act).astype(float)])
        per_act.append(np.hstack([right_act, in_gold, in_predicted]))
        if in_gold.sum() + in_predicted.sum():
            made.append(Figure("act", "f1", per_act[-1], f1, int(in_gold.sum()), act))
    made.append(Figure("position", "act_f1", np.sum(per_act, axis=0), f1, n))
    made.append(Figure("position", "act_macro_f1", np.hstack(per_act), macro_f1, n))
    return made
