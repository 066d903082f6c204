"""Follows propositions through a series: which position of one session continues which position of another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from stanceshift.labels.schemas import UNNAMED
from stanceshift.settings import Compare
from stanceshift.shifts.names import Names
from stanceshift.shifts.tables import each
from stanceshift.shifts.wording import numbers, overlap, rare_word_matrix, target_matrix

Embed = Callable[[Sequence[str], str], np.ndarray]
"""Texts and their language to vectors of length one, one row a text."""

CONTENT, THEME, ACT = 0.55, 0.2, 0.25
"""What wording and target, theme, and act weigh in the likeness of two positions."""
BROAD_THEME = 0.5
"""What an equal theme counts where two positions on it need not be about the same thing."""
SKIPPED = 0.02
"""What likeness loses for every session a thread has been silent (5 at most)."""
LEAST_CONTENT = 0.26
"""Likeness of content below which two positions are never one proposition, whatever theme and act."""
UNRELATED, TRANSLATED = 0.35, 0.8
"""Cosines between languages of sentences that have nothing in common (0 content) and of translations (1): the 90th
percentile of other pairs (0.33-0.34) and the median of parallel ones (0.82-0.84) in two digests in French and English."""
SAME_CONTENT = 0.6
"""Likeness of content from which a position left over counts as said again, and from which a position against may
answer one for, or one on a theme continue one on a theme that is not near: below it, they are two propositions."""


@dataclass
class Thread:
    """One proposition while it is followed: its positions by session, the latest last."""

    rows: list[int]
    sessions: list[int]
    joins: dict[int, str] = field(default_factory=dict)
    """For a session (by place in the series): "merged" or "split" where it was joined, not matched one to one."""
    nearest: dict[int, float] = field(default_factory=dict)
    """Where it begins or is silent: the likeness of content of the closest position on the other side, 0-1."""
    score: dict[int, float] = field(default_factory=dict)
    """For a session in which it goes on: the likeness of content to its latest position before, 0-1."""
    split_off: bool = False
    """Whether its first position belongs to the thread that it split from."""


def content_matrix(before: pd.DataFrame, after: pd.DataFrame, embed: Embed | None = None) -> np.ndarray:
    """Return how alike two sets of positions are in what they are about, 0-1: rows ``before``, columns ``after``.

    Same language: rare words of clause and sentence, target, and names and numbers. Different languages: names and
    numbers, and vectors of the clauses where ``embed`` is given.
    """
    result = np.zeros((len(before), len(after)))
    anchors_before = [_anchors(row) for row in each(before)]
    anchors_after = [_anchors(row) for row in each(after)]
    anchors = np.array([[overlap(a, b) for b in anchors_after] for a in anchors_before]).reshape(result.shape)
    for language_before in sorted(before["language"].unique()):
        rows = np.flatnonzero((before["language"] == language_before).to_numpy())
        for language_after in sorted(after["language"].unique()):
            columns = np.flatnonzero((after["language"] == language_after).to_numpy())
            grid = np.ix_(rows, columns)
            left, right = before.iloc[rows], after.iloc[columns]
            if language_before == language_after:
                result[grid] = _same_language(left, right, anchors[grid], language_before)
            else:
                result[grid] = anchors[grid]
                if embed is not None:
                    vectors = (
                        embed(list(left["clause"]), language_before) @ embed(list(right["clause"]), language_after).T
                    )
                    result[grid] = np.maximum(
                        result[grid], np.clip((vectors - UNRELATED) / (TRANSLATED - UNRELATED), 0, 1)
                    )
    return np.clip(result, 0, 1)


def _same_language(left: pd.DataFrame, right: pd.DataFrame, anchors: np.ndarray, language: str) -> np.ndarray:
    clause = rare_word_matrix(list(left["bare_clause"]), list(right["bare_clause"]), language)
    sentence = rare_word_matrix(list(left["bare_sentence"]), list(right["bare_sentence"]), language)
    rare = 0.7 * clause + 0.3 * sentence
    target = target_matrix(list(left["bare_target"]), list(right["bare_target"]), language)
    unnamed = (left["bare_target"].isin(["", UNNAMED])).to_numpy()[:, None]
    unnamed = unnamed | (right["bare_target"].isin(["", UNNAMED])).to_numpy()[None, :]
    target = np.where(unnamed, rare, target)
    return 0.6 * rare + 0.25 * target + 0.15 * anchors


def _anchors(row: Any) -> frozenset[str]:
    return row.named | row.actors | row.formulas | numbers(row.clause)


def act_closeness(before: Any, after: Any) -> float:
    """Return how close two acts are, 0-1: 1 for the same act and direction, less for rungs apart or sides changed."""
    if before.act == after.act and before.direction == after.direction:
        return 1.0
    close = 1.0 - abs(int(before.rung) - int(after.rung)) / 4
    if before.direction == after.direction:
        return 0.3 + 0.6 * close
    return 0.5 * close if "none" in (before.direction, after.direction) else 0.0


def likeness(
    before: pd.DataFrame, after: pd.DataFrame, names: Names, embed: Embed | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return (likeness, content): two matrices 0-1, rows ``before``, columns ``after``.

    Likeness is ``0.55 content + 0.2 theme + 0.25 act``; the theme counts half where near, half where broad. Two
    positions that speak of the same issue have at least `SAME_CONTENT` in their likeness, whatever their words. Two on
    different places (East and South China Sea), each named, are 0: alike in words, they are two propositions.
    """
    content = content_matrix(before, after, embed)
    same_issue = np.array([[bool(one & other) for other in after["issues"]] for one in before["issues"]]).reshape(
        content.shape
    )
    theme = np.zeros_like(content)
    act = np.zeros_like(content)
    others = list(each(after))
    opposed = np.zeros(content.shape, dtype=bool)
    unrelated = np.zeros(content.shape, dtype=bool)
    apart = np.zeros(content.shape, dtype=bool)
    for i, one in enumerate(each(before)):
        for j, other in enumerate(others):
            opposed[i, j] = {one.direction, other.direction} == {"for", "against"}
            apart[i, j] = _two_places(one, other, names)
            near = names.nearness(one.theme, other.theme)
            if one.counts_for & other.counts_for or one.issues & other.issues:
                near = 1.0
            unrelated[i, j] = near == 0
            broad = names.theme(one.theme).broad or names.theme(other.theme).broad
            theme[i, j] = near * (BROAD_THEME if broad else 1.0)
            act[i, j] = act_closeness(one, other)
    shared = np.where(same_issue, np.maximum(content, SAME_CONTENT), content)
    scores = CONTENT * shared + THEME * theme + ACT * act
    least = np.where(opposed | unrelated, SAME_CONTENT, LEAST_CONTENT)
    return np.where((shared < least) | apart, 0.0, scores), content


def _two_places(one: Any, other: Any, names: Names) -> bool:
    """Say whether two positions are on two places or states, each named in its text and neither in the other's."""
    return (
        one.theme != other.theme
        and names.theme(one.theme).must_be_named
        and names.theme(other.theme).must_be_named
        and one.theme not in other.counts_for
        and other.theme not in one.counts_for
    )


def assign(scores: np.ndarray, threshold: float) -> list[tuple[int, int]]:
    """Return the optimal one-to-one pairs (row, column) whose score reaches ``threshold``.

    Method: Hungarian assignment (scipy `linear_sum_assignment`) on the scores with those below the threshold set to 0,
    so that a pair that does not count never costs one that does.
    """
    if not scores.size:
        return []
    usable = np.where(scores >= threshold, np.round(scores, 6), 0.0)
    rows, columns = linear_sum_assignment(usable, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if usable[i, j] > 0]


def build_threads(
    positions: pd.DataFrame, sessions: Sequence[str], names: Names, settings: Compare, embed: Embed | None = None
) -> list[Thread]:
    """Return the threads of one series, in order of first appearance.

    Parameters
    ----------
    positions:
        Positions of the series with context (`stanceshift.shifts.sessions.with_context`), index 0..n-1.
    sessions:
        The session ids that have a text, in order.
    """
    threads: list[Thread] = []
    for place, session in enumerate(sessions):
        rows = [int(i) for i in np.flatnonzero((positions["session_id"] == session).to_numpy())]
        nearest: dict[int, float] = {}
        if threads and rows:
            rows, nearest = _continue(threads, rows, place, positions, names, settings, embed)
        threads.extend(Thread([row], [place], nearest={place: nearest.get(row, 0.0)}) for row in rows)
    return threads


def _continue(
    threads: list[Thread],
    rows: list[int],
    place: int,
    positions: pd.DataFrame,
    names: Names,
    settings: Compare,
    embed: Embed | None,
) -> tuple[list[int], dict[int, float]]:
    """Continue threads with the positions ``rows`` of the session at ``place``.

    Returns the rows that start a thread, and for each the likeness of content of the closest earlier position.
    """
    before = positions.iloc[[thread.rows[-1] for thread in threads]]
    after = positions.iloc[rows]
    scores, content = likeness(before, after, names, embed)
    silence = np.array([min(place - thread.sessions[-1] - 1, 5) for thread in threads])[:, None]
    scores = scores - SKIPPED * silence
    pairs = assign(scores, settings.same_thread)
    to_row = dict(pairs)
    to_thread = {j: i for i, j in pairs}
    said, new = list(each(before)), list(each(after))
    near = content >= LEAST_CONTENT
    joined = (scores >= settings.same_thread) & (content >= SAME_CONTENT)
    for i in to_row:
        if threads[i].joins.get(threads[i].sessions[-1]) == "merged":
            threads[i].joins[place] = "split"
    latest = [thread.rows[-1] for thread in threads]
    fresh: list[int] = []
    splits: list[tuple[int, int]] = []
    for j, row in enumerate(rows):
        if j in to_thread:
            continue
        candidates = [i for i in to_row if joined[i, j] or (near[i, j] and _named_with(said[i], new[j]))]
        if candidates:
            splits.append((max(candidates, key=lambda i: (scores[i, j], -i)), row))
        else:
            fresh.append(row)
    merges: list[tuple[int, int]] = []
    for i, thread in enumerate(threads):
        if i in to_row or place - thread.sessions[-1] > 1:
            continue
        options = [j for j in to_thread if joined[i, j] or (near[i, j] and _named_with(new[j], said[i]))]
        if options:
            merges.append((i, max(options, key=lambda j: (scores[i, j], -j))))
    for i, j in [*pairs, *merges]:
        threads[i].rows.append(rows[j])
        threads[i].sessions.append(place)
        threads[i].score[place] = float(content[i, j])
    for i, _ in merges:
        threads[i].joins[place] = "merged"
    for i, thread in enumerate(threads):
        if thread.sessions[-1] < place:
            thread.nearest[place] = float(content[i].max())
    for i, row in splits:
        likeness_of_split = {place: float(content[i, rows.index(row)])}
        threads.append(
            Thread([latest[i], row], [threads[i].sessions[-2], place], {place: "split"}, {}, likeness_of_split, True)
        )
    return fresh, {row: float(content[:, rows.index(row)].max()) for row in fresh}


def _named_with(whole: Any, part: Any) -> bool:
    """Say whether the sentence of ``whole`` names the theme of ``part`` beside its own: two seas in one sentence."""
    return (
        part.theme != whole.theme
        and part.theme in whole.counts_for
        and part.theme in part.named
        and part.direction == whole.direction
    )


def thread_id(series: str, first_position: str, second_position: str = "") -> str:
    """Return the id of a thread, made from its first position so that adding a later text keeps it."""
    digest = hashlib.sha1(f"{first_position} {second_position}".strip().encode()).hexdigest()[:10]
    return f"{series}.{digest}"
