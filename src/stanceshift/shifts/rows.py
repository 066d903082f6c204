"""Writes the row of the ledger for a step between two positions of a thread, with its reason in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stanceshift.shifts.align import SAME_CONTENT
from stanceshift.shifts.context import (
    ACCOMPLISHED,
    INTENDED,
    LIKE_WORDING,
    WORDING,
    Context,
    again,
    graver,
    partial_penalty,
    partial_words,
    raised,
    raising_moved,
)
from stanceshift.shifts.presence import Presence
from stanceshift.shifts.strength import FOLLOW_UP, Step, follow_up, step, step_words
from stanceshift.shifts.theme_evidence import beside_words, likeness, stands_beside

PARTIAL = 0.85
"""What confidence keeps where one of two compared texts is partial."""


def flags_between(before: Any, after: Any, later_full: bool, earlier_full: bool, presence: Presence) -> list[str]:
    """Return the flags of a step: holder, target named or not, evaluation turned into commitment.

    A state counts as newly named only where it is named in no paragraph on the theme of the earlier, full text (and the
    other way round), and only for positions against.
    """
    flags = []
    if before.holder != after.holder:
        flags.append("holder_changed")
    if "against" in (before.direction, after.direction):
        earlier = presence.actors.get((before.session_id, before.theme), frozenset())
        later = presence.actors.get((after.session_id, after.theme), frozenset())
        if after.actors - earlier and earlier_full:
            flags.append("target_newly_named")
        elif before.actors - later and later_full:
            flags.append("target_no_longer_named")
    if before.act != "commit" and after.act == "commit":
        flags.append("act_to_commitment")
    return flags


def compared(
    before: Any,
    after: Any,
    score: float,
    join: str,
    before_full: bool,
    after_full: bool,
    there: pd.DataFrame,
    context: Context,
) -> dict[str, Any]:
    """Return the row of a step between two positions of a thread.

    Parameters
    ----------
    score:
        Likeness of content of the two, 0-1.
    join:
        "merged", "split" or "".
    there:
        All positions of the series; those beside ``after`` are looked at where its words are weaker.
    """
    settings = context.settings
    similarity = likeness(before, after)
    move = step(before, after)
    said_again = again(move, before, after, similarity)
    grave = graver(move, before, after, context)
    followed = follow_up(before, after) if move.change == "softened" else ""
    if said_again or followed or grave:
        move = Step("equal", 0, False)
    change = move.change
    if change == "equal":
        change = "verbatim" if similarity is not None and similarity >= settings.reworded_below else "reworded"
    lost, gained = raising_moved(after.theme, before.session_id, after.session_id, context)
    lost, gained = lost & before.formulas, gained & after.formulas
    wording = raised(move, before, after, lost if after_full else frozenset(), gained)
    if wording:
        change = "strengthened" if wording == "wording_raised" else "softened"
    apart = move.change == "reversed" and score < SAME_CONTENT
    if apart:
        change = "softened" if before.direction == "against" else "strengthened"
    flags = flags_between(before, after, after_full, before_full, context.presence)
    if wording:
        flags.append(wording)
    if followed == "carried_out":
        flags.append(followed)
    if join:
        flags.append(join)
    if similarity is None or similarity < settings.rewritten_below:
        flags = [flag for flag in flags if flag != "act_to_commitment"]
        flags.append("rewritten")
    reason = step_words(before, after)
    if said_again:
        reason += "; said again"
    if grave:
        reason += f"; graver words come in: {', '.join(sorted(grave))}"
    reason += FOLLOW_UP.get(followed, "")
    if apart:
        reason += f"; tied by the issue ({', '.join(sorted(before.issues & after.issues))}), not by the words"
    if before.holder != after.holder:
        reason += f"; said by {before.holder} before, by {after.holder} now"
    if "target_newly_named" in flags or "target_no_longer_named" in flags:
        reason += f"; target '{before.target}' to '{after.target}'"
    if join == "merged":
        reason += "; now said together with another position"
    elif join == "split":
        reason += "; said together with another position before"
    if wording:
        reason += f"; {WORDING[wording]} {', '.join(sorted(gained | lost))}"
    if "rewritten" in flags:
        reason += "; rewritten" if similarity is not None else "; the texts are in different languages"
    both_full = before_full and after_full
    one_issue = bool(before.issues & after.issues)
    alike = max(score, SAME_CONTENT) if one_issue else score
    confidence = 0.4 * min(before.score, after.score) + 0.6 * min(1.0, max(0.0, (alike - 0.1) / 0.5))
    penalties = []
    if not both_full:
        confidence *= PARTIAL
        if change in ("strengthened", "softened", "reversed"):
            penalties.append(partial_penalty(change, before, after, after_full, True, before.act == after.act))
            reason += partial_words(before_full, after_full)
    moved_alone = one_issue and before.holder != after.holder
    if not wording and not moved_alone and not _borne_out(change, before, after, context.presence):
        penalties.append("within_theme")
        reason += "; the strongest words on the theme do not move that way"
    beside = stands_beside(after.theme, before, [after], there, context) if change == "softened" else None
    if beside is not None:
        penalties.append("stands_beside")
        reason += beside_words(beside)
    if change == "softened" and before.act in INTENDED and after.act in ACCOMPLISHED:
        penalties.append("fulfilled")
        reason += "; it may have been fulfilled"
    theme = before.theme if before.theme in after.counts_for else after.theme
    if context.names.theme(theme).broad:
        penalties.append("broad_theme")
    side = after.direction if after.direction != "none" else before.direction
    if side == "against" or before.direction == "against":
        side = "against"
    elif move.force_only or similarity is None or similarity < LIKE_WORDING:
        penalties.append("weak_step_for")
    moved = 0 if apart else move.rungs
    value = context.importance(theme, change, side, penalties, rungs=moved, flags=flags)
    row = ledger_row(change, flags, before, after, similarity, confidence, value, reason)
    row["theme"] = theme
    return row


def _borne_out(change: str, before: Any, after: Any, presence: Presence) -> bool:
    """Say whether a step agrees with the strongest words on the theme: they rise, fall, or leave the side."""
    if change not in ("strengthened", "softened", "reversed"):
        return True
    side = "against" if "against" in (before.direction, after.direction) else "for"
    old = presence.ceiling(before.session_id, before.theme, side)
    new = presence.ceiling(after.session_id, after.theme, side)
    if change == "reversed":
        return old == 0 or new == 0
    return new > old if change == "strengthened" or (side == "against" and before.direction == "for") else new < old


def ledger_row(
    change: str,
    flags: list[str],
    before: Any,
    after: Any,
    similarity: float | None,
    confidence: float,
    value: float,
    reason: str,
) -> dict[str, Any]:
    """Return the columns of a row that do not depend on its thread: change, flags, scores, reason, both positions."""
    row: dict[str, Any] = {
        "change": change,
        "flags": flags,
        "similarity": similarity,
        "importance": value,
        "reason": reason,
    }
    row["confidence"] = round(min(1.0, max(0.0, float(confidence))), 4)
    row["theme"] = after.theme if after is not None else before.theme
    for name, position in (("before", before), ("after", after)):
        missing = position is None
        row[f"{name}_position_id"] = None if missing else position["position_id"]
        row[f"{name}_text"] = "" if missing else position["sentence_text"]
        for column in ("source_start", "source_end"):
            row[f"{name}_{column}"] = None if missing else int(position[column])
        for column in ("verb", "act", "direction", "holder", "target"):
            row[f"{name}_{column}"] = "" if missing else position[column]
        for column in ("rung", "force"):
            row[f"{name}_{column}"] = None if missing else int(position[column])
    return row
