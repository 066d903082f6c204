"""Writes the rows of the ledger where a position comes or goes: an arrival, or a departure, with its reason in words."""

from __future__ import annotations

from typing import Any

from stanceshift.shifts.context import (
    Context,
    left_to_others,
    states_not_in,
    strong_against,
    vague_penalties,
    verb_in_words,
)
from stanceshift.shifts.rows import ledger_row

FIRST_SEEN = 0.6
"""What confidence keeps of a "new" after a partial text."""


def arrival(
    after: Any, reference: str, reference_date: str, before_full: bool, nearest: float, last: Any, context: Context
) -> dict[str, Any]:
    """Return the row of a position that the earlier text does not have.

    Parameters
    ----------
    reference, reference_date:
        The latest earlier session that is full or has the theme, where the theme is looked for, and its date.
    before_full:
        Whether the session before is full.
    nearest:
        Likeness of content of the closest earlier position, 0-1: where the theme was there, the closer the less sure.
    last:
        The position last said in this thread, where it is back after a full text without it; told where it is on the
        theme by its words too.
    """
    earlier = context.presence.kind(reference, after.theme)
    reason = (
        f"{verb_in_words(after)} is new"
        if before_full
        else f"{verb_in_words(after)}: first seen; the earlier text is partial"
    )
    if last is not None and after.theme in last.worded:
        reason = f"{verb_in_words(after)} is back: last said on {last.date} as '{last.verb}'"
    reason += {"said": "; the theme was there", "carried": "; the theme was there", "named": "; before only named"}.get(
        earlier, f"; the text of {reference_date} has nothing on the theme" if before_full else ""
    )
    strong = strong_against(after, context)
    penalties = ["within_theme"] if earlier in ("said", "carried") or after.theme not in after.counts_for else []
    if not before_full and (not strong or penalties):
        penalties.append("first_seen_partial")
    if after.rung <= 1 or (earlier == "named" and not strong):
        penalties.append("mention")
    penalties += vague_penalties(after.theme, after, context)
    confidence = min(after.score, 0.5 + 0.5 * after.theme_score)
    if earlier:
        confidence *= 1 - max(0.0, nearest - 0.2) * 0.8
    if not before_full:
        confidence *= FIRST_SEEN
    value = context.importance(after.theme, "new", after.direction, penalties)
    named = states_not_in(reference, before_full, after, context)
    if named:
        reason += f"; the earlier text does not name {', '.join(named)}"
    flags = ["target_newly_named"] if named else []
    return ledger_row("new", flags, None, after, None, confidence, value, reason)


def departure(before: Any, after_session: str, after_full: bool, nearest: float, context: Context) -> dict[str, Any]:
    """Return the row of a position that the later text does not have: dropped where that text is full, else not seen.

    Parameters
    ----------
    nearest:
        Likeness of content of the closest later position, 0-1: where the theme stays, the closer the less sure.
    """
    later = context.presence.kind(after_session, before.theme)
    change = "dropped" if after_full else "not_seen"
    reason = (
        f"{verb_in_words(before)} is gone"
        if after_full
        else f"{verb_in_words(before)}: unknown; the later text is partial"
    )
    reason += {"said": "; the theme stays", "carried": "; the theme stays", "named": "; now only named"}.get(
        later, "; the theme is gone from the full text" if after_full else ""
    )
    penalties = ["within_theme"] if later in ("said", "carried") or before.theme not in before.counts_for else []
    if before.rung <= 1 or (later == "named" and not strong_against(before, context)):
        penalties.append("mention")
    penalties += vague_penalties(before.theme, before, context)
    left, words = left_to_others(before.date, after_session, after_full, context)
    penalties, reason = penalties + left, reason + words
    confidence = min(before.score, 0.5 + 0.5 * before.theme_score)
    if later:
        confidence *= 1 - max(0.0, nearest - 0.2) * 0.8
    value = context.importance(before.theme, change, before.direction, penalties)
    unnamed = states_not_in(after_session, after_full, before, context)
    if unnamed:
        reason += f"; the later text does not name {', '.join(unnamed)}"
    flags = ["target_no_longer_named"] if unnamed else []
    return ledger_row(change, flags, before, None, None, confidence, value, reason)
