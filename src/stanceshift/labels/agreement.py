"""Measures how far two coders agree: Krippendorff's alpha with bootstrap intervals, and F1 of one against the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import krippendorff
import numpy as np
import pandas as pd

from stanceshift.labels.bootstrap import interval, resample_weights
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.scoring import cluster_of, counted, match_positions, score

Units = dict[str, list[tuple[Hashable, Hashable]]]
"""For each paragraph the pairs of values that the two coders gave to its units."""
Distance = Callable[[Hashable, Hashable], float]
F1_MEASURES = (
    ("paragraph", "themes_micro_f1"),
    ("paragraph", "main_theme_accuracy"),
    ("paragraph", "stance_accuracy"),
    ("paragraph", "acts_micro_f1"),
    ("position", "detection_f1"),
    ("position", "act_accuracy"),
    ("position", "act_f1"),
    ("position", "direction_accuracy"),
    ("position", "force_accuracy"),
    ("position", "holder_accuracy"),
    ("position", "theme_accuracy"),
    ("position", "target_token_f1"),
    ("position", "target_overlap"),
)


def masi_distance(a: Hashable, b: Hashable) -> float:
    """Return the MASI distance of two sets: 1 - Jaccard × monotonicity (Passonneau 2006, LREC)."""
    left, right = frozenset(a), frozenset(b)  # type: ignore[call-overload]
    common, union = left & right, left | right
    if not union:
        return 0.0
    if left == right:
        monotonicity = 1.0
    elif left <= right or right <= left:
        monotonicity = 2 / 3
    else:
        monotonicity = 1 / 3 if common else 0.0
    return 1 - len(common) / len(union) * monotonicity


def alpha(pairs: Sequence[tuple[Hashable, Hashable]], distance: Distance | None = None) -> float:
    """Return Krippendorff's alpha of two coders over units (Krippendorff 2019, Content Analysis, ch. 12).

    Nominal unless a ``distance`` (0 to 1, taken as it is, not squared) is given; 1 where only one value was ever used
    by both, NaN where there is no unit.
    """
    if not pairs:
        return float("nan")
    values = sorted({value for pair in pairs for value in pair}, key=_order)
    if len(values) == 1:
        return 1.0
    code = {value: index for index, value in enumerate(values)}
    counts = np.zeros((len(pairs), len(values)), dtype=int)
    for unit, (a, b) in enumerate(pairs):
        counts[unit, code[a]] += 1
        counts[unit, code[b]] += 1
    if distance is None:
        return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
    table = np.array([[distance(a, b) for b in values] for a in values])

    def metric(v1: np.ndarray, v2: np.ndarray, *_: object, **__: object) -> np.ndarray:
        return table[v1.astype(int), v2.astype(int)]

    domain = np.arange(len(values))
    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=metric))


def _order(value: Hashable) -> tuple[str, ...]:
    return tuple(sorted(map(str, value))) if isinstance(value, frozenset) else (str(value),)


def alpha_with_interval(
    units: Units, *, distance: Distance | None = None, n_resamples: int = 1000, seed: int = 0
) -> tuple[float, float, float, int]:
    """Return alpha, the ends of its 95% bootstrap interval over paragraphs, and the number of units.

    Resamples in which alpha is undefined do not count.
    """
    clusters: dict[str, list[tuple[Hashable, Hashable]]] = {}
    for paragraph_id, pairs in sorted(units.items()):
        clusters.setdefault(cluster_of(paragraph_id), []).extend(pairs)
    groups = list(clusters.values())
    everything = [pair for group in groups for pair in group]
    weights = resample_weights(len(groups), n_resamples, seed).astype(int) if groups else np.zeros((0, 0), dtype=int)
    resampled = []
    for row in weights:
        drawn = [pair for count, group in zip(row, groups, strict=True) for _ in range(count) for pair in group]
        resampled.append(alpha(drawn, distance))
    low, high = interval(np.array(resampled))
    return alpha(everything, distance), low, high, len(everything)


def agreement(a: Labelling, b: Labelling, *, n_resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return the agreement of two coders of the same paragraphs.

    Returns
    -------
    DataFrame with columns kind (alpha|f1), measure, value, low, high, n. Alpha: main theme, stance, themes (each theme
    that either coder used, on each paragraph, yes or no), themes as sets with MASI distance, acts, directions and
    holders on matched positions. Kind f1: the figures of `scoring.score` with ``a`` taken as gold.
    """
    ids = {str(name) for name in a.paragraphs["paragraph_id"]} & {str(name) for name in b.paragraphs["paragraph_id"]}
    a, b = a.on(ids), b.on(ids)
    rows = []
    for name, (units, distance) in _units(a, b).items():
        rows.append(("alpha", name, *alpha_with_interval(units, distance=distance, n_resamples=n_resamples, seed=seed)))
    frame = pd.DataFrame(rows, columns=["kind", "measure", "value", "low", "high", "n"])
    scored = score(a, b, n_resamples=n_resamples, seed=seed).set_index(["level", "measure"])
    scored = scored.loc[[key for key in F1_MEASURES if key in scored.index]].reset_index().assign(kind="f1")
    return pd.concat([frame, scored[frame.columns]], ignore_index=True)


def _units(a: Labelling, b: Labelling) -> dict[str, tuple[Units, Distance | None]]:
    made: dict[str, tuple[Units, Distance | None]] = {}
    theirs = b.paragraphs.set_index("paragraph_id")
    for column in ("main_theme", "stance"):
        values = zip(a.paragraphs["paragraph_id"], a.paragraphs[column], strict=True)
        made[column] = ({str(name): [(value, theirs.loc[name, column])] for name, value in values}, None)
    sets_a, sets_b = _theme_sets(a), _theme_sets(b)
    used = sorted(set(a.themes["theme"]) | set(b.themes["theme"]))
    empty: frozenset[str] = frozenset()
    binary: Units = {}
    whole: Units = {}
    for name in (str(value) for value in a.paragraphs["paragraph_id"]):
        ours, others = sets_a.get(name, empty), sets_b.get(name, empty)
        binary[name] = [(theme in ours, theme in others) for theme in used]
        whole[name] = [(ours, others)]
    made["themes"] = (binary, None)
    made["themes_masi"] = (whole, masi_distance)
    left, right = counted(a.positions), counted(b.positions)
    pairs = match_positions(left, right)
    for column in ("act", "direction", "holder"):
        units: Units = {}
        for i, j in pairs:
            units.setdefault(str(left["paragraph_id"].iat[i]), []).append((left[column].iat[i], right[column].iat[j]))
        made[column] = (units, None)
    return made


def _theme_sets(labelling: Labelling) -> dict[str, frozenset[str]]:
    return {str(name): frozenset(values) for name, values in labelling.themes.groupby("paragraph_id")["theme"]}
