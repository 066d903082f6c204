"""Writes one row of the ledger: a step between two positions, an arrival, or a departure, with its reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stanceshift.labels.schemas import UNNAMED
from stanceshift.settings import Compare
from stanceshift.shifts.align import SAME_CONTENT
from stanceshift.shifts.importance import Weights, importance
from stanceshift.shifts.names import Names
from stanceshift.shifts.presence import Presence
from stanceshift.shifts.strength import FOLLOW_UP, Step, follow_up, step, step_words
from stanceshift.shifts.wording import word_similarity

PARTIAL = 0.85
"""What confidence keeps where one of two compared texts is partial."""
IMPORTANCE = frozenset({"recall", "stress"})
"""Acts with which a text says that something matters."""
INTENDED = ("commit", "urge", "hope")
"""Acts with which a text speaks of what is still to be done."""
ACCOMPLISHED = ("welcome", "note", "state", "recall")
"""Acts with which a text speaks of what has been done."""
SAID_AGAIN = 0.5
"""Share of words kept in order from which a lower word of importance is the same position said again."""
LIKE_WORDING = 0.6
"""Share of words kept in order below which a step for is weak."""
BY_REFERENCE = "; the later text reaffirms the earlier one by its date"
"""How the reason says that what is not repeated may still be meant."""

WORDING = {"wording_raised": "stronger wording comes in:", "wording_lowered": "stronger wording is left out:"}
"""How the reason says that formulas make the step."""
FIRST_SEEN = 0.6
"""What confidence keeps of a "new" after a partial text."""


@dataclass(frozen=True)
class Context:
    """What the rows of a run have in common."""

    names: Names
    presence: Presence
    settings: Compare
    weights: Weights
    raising: frozenset[str] = frozenset()
    """Ids of the listed formulas whose coming or going is a step by itself."""


def verb_in_words(position: Any) -> str:
    """Return the verb quoted, with what it is about: "'oppose' (unilateral actions)"."""
    return f"'{position.verb}'" + (f" ({position.target})" if position.target != UNNAMED else "")


def strong_against(position: Any, context: Context) -> bool:
    """Say whether a position stands against at `Weights.strong_rung` or higher: words that rank in full by themselves."""
    return bool(position.direction == "against" and position.rung >= context.weights.strong_rung)


def raised(move: Step, before: Any, after: Any, lost: frozenset[str], gained: frozenset[str]) -> str:
    """Return "wording_raised" or "wording_lowered" where formulas make the step, "" where they do not.

    They do where rung and force stand, or where the rung falls by one among words of importance (recall, stress).

    Parameters
    ----------
    lost, gained:
        Formulas marked ``raises`` that left or came in.
    """
    small = move.change == "softened" and {before.act, after.act} <= IMPORTANCE and move.rungs >= -1
    if gained and not lost and (move.change == "equal" or small):
        return "wording_raised"
    return "wording_lowered" if lost and not gained and move.change == "equal" else ""


def partial_penalty(change: str, before: Any, after: Any, after_full: bool, alike: bool) -> str:
    """Return the penalty of a step where a text is partial: what a partial later text leaves out may be as strong as ever.

    Where another holder speaks, the step lies in that. ``alike``: the two positions are of one thread and act, so that
    it lies less in what is left out.
    """
    if change == "softened" and not after_full and before.holder == after.holder:
        return "softened_partial"
    return "partial_step" if alike else "partial_side"


def again(move: Step, before: Any, after: Any, similarity: float | None) -> bool:
    """Say whether a lower word of importance only says the same again ("confirm" to "reconfirm"), in like wording."""
    return (
        move.change == "softened"
        and {before.act, after.act} <= IMPORTANCE
        and similarity is not None
        and similarity >= SAID_AGAIN
    )


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
    before: Any, after: Any, score: float, join: str, before_full: bool, after_full: bool, context: Context
) -> dict[str, Any]:
    """Return the row of a step between two positions of a thread.

    Parameters
    ----------
    score:
        Likeness of content of the two, 0-1.
    join:
        "merged", "split" or "".
    """
    settings = context.settings
    similarity = None
    if before.language == after.language:
        similarity = word_similarity(before.sentence_text, after.sentence_text, after.language)
    move = step(before, after)
    said_again = again(move, before, after, similarity)
    followed = follow_up(before, after) if move.change == "softened" else ""
    if said_again or followed:
        move = Step("equal", 0, False)
    change = move.change
    if change == "equal":
        change = "verbatim" if similarity is not None and similarity >= settings.reworded_below else "reworded"
    kept = context.presence.formulas
    gained = after.formulas & context.raising - kept.get((before.session_id, after.theme), frozenset())
    lost = before.formulas & context.raising - kept.get((after.session_id, after.theme), frozenset())
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
            penalties.append(partial_penalty(change, before, after, after_full, before.act == after.act))
            reason += "; the earlier text is partial" if not before_full else "; the later text is partial"
    moved_alone = one_issue and before.holder != after.holder
    if not wording and not moved_alone and not _borne_out(change, before, after, context.presence):
        penalties.append("within_theme")
        reason += "; the strongest words on the theme do not move that way"
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
    value = importance(
        context.weights,
        context.names,
        theme=theme,
        change=change,
        side=side,
        rungs=0 if apart else move.rungs,
        flags=flags,
        penalties=penalties,
    )
    row = _row(change, flags, before, after, similarity, confidence, value, reason)
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


def arrival(
    after: Any, reference: str, before_full: bool, nearest: float, last: Any, context: Context
) -> dict[str, Any]:
    """Return the row of a position that the earlier text does not have.

    Parameters
    ----------
    reference:
        The latest earlier session that is full or has the theme: there the theme is looked for.
    before_full:
        Whether the session before is full.
    nearest:
        Likeness of content of the closest earlier position, 0-1: where the theme was there, the closer the less sure.
    last:
        The position last said in this thread, where it is back after a full text without it.
    """
    earlier = context.presence.kind(reference, after.theme)
    reason = (
        f"{verb_in_words(after)} is new"
        if before_full
        else f"{verb_in_words(after)}: first seen; the earlier text is partial"
    )
    if last is not None:
        reason = f"{verb_in_words(after)} is back: last said on {last.date} as '{last.verb}'"
    reason += {"said": "; the theme was there", "carried": "; the theme was there", "named": "; before only named"}.get(
        earlier, "; the theme was not" if before_full else ""
    )
    strong = strong_against(after, context)
    penalties = ["within_theme"] if earlier in ("said", "carried") or after.theme not in after.counts_for else []
    if not before_full and (not strong or penalties):
        penalties.append("first_seen_partial")
    if after.rung <= 1 or (earlier == "named" and not strong):
        penalties.append("mention")
    if after.theme not in after.worded:
        penalties.append("unnamed")
    if context.names.theme(after.theme).broad:
        penalties.append("broad_theme")
    confidence = min(after.score, 0.5 + 0.5 * after.theme_score)
    if earlier:
        confidence *= 1 - max(0.0, nearest - 0.2) * 0.8
    if not before_full:
        confidence *= FIRST_SEEN
    value = importance(
        context.weights,
        context.names,
        theme=after.theme,
        change="new",
        side=after.direction,
        rungs=0,
        flags=(),
        penalties=penalties,
    )
    flags = []
    named = after.actors - context.presence.states.get(reference, frozenset())
    if before_full and named:
        flags.append("target_newly_named")
        reason += f"; the earlier text does not name {', '.join(sorted(named))}"
    return _row("new", flags, None, after, None, confidence, value, reason)


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
    if before.theme not in before.worded:
        penalties.append("unnamed")
    if context.names.theme(before.theme).broad:
        penalties.append("broad_theme")
    if before.date in context.presence.reaffirmed.get(after_session, frozenset()):
        penalties.append("by_reference")
        reason += BY_REFERENCE
    confidence = min(before.score, 0.5 + 0.5 * before.theme_score)
    if later:
        confidence *= 1 - max(0.0, nearest - 0.2) * 0.8
    value = importance(
        context.weights,
        context.names,
        theme=before.theme,
        change=change,
        side=before.direction,
        rungs=0,
        flags=(),
        penalties=penalties,
    )
    flags = []
    unnamed = before.actors - context.presence.states.get(after_session, frozenset())
    if after_full and unnamed:
        flags.append("target_no_longer_named")
        reason += f"; the later text does not name {', '.join(sorted(unnamed))}"
    return _row(change, flags, before, None, None, confidence, value, reason)


def _row(
    change: str,
    flags: list[str],
    before: Any,
    after: Any,
    similarity: float | None,
    confidence: float,
    value: float,
    reason: str,
) -> dict[str, Any]:
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
        for column in ("verb", "act", "direction", "holder", "target"):
            row[f"{name}_{column}"] = "" if missing else position[column]
        for column in ("rung", "force"):
            row[f"{name}_{column}"] = None if missing else int(position[column])
    return row
