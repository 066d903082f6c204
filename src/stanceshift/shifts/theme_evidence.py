"""Chooses the two positions that show how a theme changed, and flags who and what is newly named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from stanceshift.shifts.context import Context, verb_in_words
from stanceshift.shifts.matrix import leads
from stanceshift.shifts.tables import each, row_at
from stanceshift.shifts.wording import word_similarity

ADDED_RUNG = 2
"""Rung from which a position against that continues nothing is a step of its theme."""
FEWER = 3
"""How many times as many positions make a theme fuller by far."""
SAME_WORDS = 0.4
"""Share of words kept in order from which a sentence is not called added or left out."""


def evidence(
    theme: str, before: pd.DataFrame, after: pd.DataFrame, threads: dict[str, set[str]], context: Context
) -> tuple[Any, Any, bool, float | None]:
    """Return the pair of strongest positions to show, of one thread if any, then the most alike, then the first."""
    best: tuple[tuple[bool, float, int, int], Any, Any] | None = None
    for i, one in enumerate(each(leads(before, theme, context.names))):
        for j, other in enumerate(each(leads(after, theme, context.names))):
            linked = bool(threads.get(one.position_id, set()) & threads.get(other.position_id, set()))
            alike = likeness(one, other)
            key = (linked, -1.0 if alike is None else round(alike, 6), -i, -j)
            if best is None or key > best[0]:
                best = (key, one, other)
    assert best is not None, "both sides have positions"
    return best[1], best[2], best[0][0], best[0][1] if best[0][1] >= 0 else None


def clearest(said: pd.DataFrame, theme: str, context: Context) -> Any:
    """Return the position that shows a theme where it comes or goes: the strongest of those that use its words."""
    worded = said[[theme in found for found in said["worded"]]]
    return row_at(leads(worded if len(worded) else said, theme, context.names), 0)


def goes_on(
    position: Any, session: str, threads: dict[str, set[str]], elsewhere: dict[tuple[str, str], list[Any]]
) -> Any:
    """Return the strongest position of ``session`` in a thread of ``position``, None where there is none."""
    found = [row for thread in threads.get(position.position_id, ()) for row in elsewhere.get((thread, session), ())]
    return max(found, key=lambda row: (row.magnitude, row.position_id), default=None)


def likeness(one: Any, other: Any) -> float | None:
    """Return the `word_similarity` of the sentences of two positions, None across languages."""
    return (
        word_similarity(one.sentence_text, other.sentence_text, one.language)
        if one.language == other.language
        else None
    )


def unmatched(said: pd.DataFrame, other: pd.DataFrame, threads: dict[str, set[str]]) -> pd.DataFrame:
    """Return the positions against in ``said``, at `ADDED_RUNG` or higher, that continue nothing in ``other``.

    They share no thread with a position there, their wording has little in common with each of them (`SAME_WORDS`),
    the strongest first.
    """
    own = said[(said["direction"] == "against") & (said["rung"] >= ADDED_RUNG)]
    others = list(each(other))
    known = set().union(*(threads.get(row.position_id, set()) for row in others)) if others else set()
    free = [
        not threads.get(row.position_id, set()) & known
        and all((alike := likeness(row, one)) is not None and alike < SAME_WORDS for one in others)
        for row in each(own)
    ]
    return own.loc[np.array(free, dtype=bool)].sort_values(["magnitude", "position_id"], ascending=[False, True])


def stands_beside(theme: str, first: Any, after: Iterable[Any], there: pd.DataFrame, context: Context) -> Any:
    """Return the strongest position of ``there`` against that stands beside those of ``after``: in one of their paragraphs,
    on the theme or near it.

    It is as strong as ``first``, which is against, and none of ``after``; None where there is none.
    """
    if first.direction != "against":
        return None
    known, own = context.names.theme(theme), list(after)
    found = there[
        there["paragraph_id"].isin({row.paragraph_id for row in own})
        & ~there["position_id"].isin({row.position_id for row in own})
        & there["theme"].isin({theme, *known.near, *known.also_from})
        & (there["direction"] == "against")
        & (there["magnitude"] >= first.magnitude)
    ]
    found = found.sort_values(["magnitude", "position_id"], ascending=[False, True])
    return row_at(found, 0) if len(found) else None


def beside_words(beside: Any) -> str:
    """Return how a reason says that an opposition stands beside weaker words."""
    return f"; as strong an opposition stands beside it, on {beside.theme}: {verb_in_words(beside)}"


def fuller_words(change: str, n_before: int, n_after: int) -> str:
    """Return how a reason says that a theme is said stronger but in far fewer positions, or weaker in far more."""
    less = {"strengthened": (n_after, n_before), "softened": (n_before, n_after)}.get(change, (0, 0))
    if not less[0] or less[1] < FEWER * less[0]:
        return ""
    return f"; but it takes {'less' if change == 'strengthened' else 'more'} room: {n_before} before, {n_after} now (positions)"


def theme_flags(
    theme: str,
    before: pd.DataFrame,
    after: pd.DataFrame,
    first: Any,
    second: Any,
    full: tuple[bool, bool],
    same_thread: bool,
    context: Context,
) -> list[str]:
    """Return the flags of a theme between two texts; ``full`` says of each whether it is full.

    A state is newly named where a position against names it and no paragraph on the theme of the earlier, full text
    does.
    """
    flags = []
    if not set(before["holder"]) & set(after["holder"]):
        flags.append("holder_changed")
    named_before = context.presence.actors.get((first.session_id, theme), frozenset())
    named_after = context.presence.actors.get((second.session_id, theme), frozenset())
    if _actors(after) - named_before and full[0]:
        flags.append("target_newly_named")
    if _actors(before) - named_after and full[1]:
        flags.append("target_no_longer_named")
    together = len(second.counts_for) - len(first.counts_for)
    if together > 0 and len(first.counts_for) == 1:
        flags.append("merged")
    elif together < 0 and len(second.counts_for) == 1:
        flags.append("split")
    if same_thread and first.act != "commit" and second.act == "commit":
        flags.append("act_to_commitment")
    return flags


def _actors(positions: pd.DataFrame) -> frozenset[str]:
    """Return the states named in positions against."""
    against = positions.loc[positions["direction"] == "against", "actors"]
    return frozenset().union(*against)


def actor_words(positions: pd.DataFrame) -> str:
    """Return the states named in positions against, in words."""
    return ", ".join(sorted(_actors(positions))) or "none"
