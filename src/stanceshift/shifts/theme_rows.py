"""Writes one row of the theme changes: a theme that comes, goes, or moves between two texts, with its reason in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stanceshift.shifts.context import (
    ACCOMPLISHED,
    INTENDED,
    LIKE_WORDING,
    WORDING,
    Context,
    again,
    graver,
    left_to_others,
    partial_penalty,
    partial_words,
    raised,
    raising_moved,
    states_not_in,
    still_grave,
    strong_against,
    vague_penalties,
    verb_in_words,
)
from stanceshift.shifts.strength import FOLLOW_UP, Step, follow_up, step, step_words
from stanceshift.shifts.tables import each, row_at
from stanceshift.shifts.theme_evidence import (
    actor_words,
    beside_words,
    clearest,
    evidence,
    fuller_words,
    goes_on,
    likeness,
    stands_beside,
    theme_flags,
    unmatched,
)


def arrival(
    theme: str, now: pd.DataFrame, before: Any, back: str, lacking: str, carried_on: Any, context: Context
) -> dict[str, Any]:
    """Return the row of a theme that the text before says nothing on.

    Parameters
    ----------
    now:
        The positions that count for the theme.
    before:
        The session before.
    back:
        Date on which the theme was last said, "" where it was not.
    lacking:
        What an earlier full text lacks, in words, "" where there is none.
    carried_on:
        The position of the text before that the clearest of ``now`` continues under another theme, None where none does.
    """
    lead = clearest(now, theme, context)
    full = before.coverage == "full"
    kind = context.presence.kind(before.session_id, theme)
    penalties = []
    if kind:
        change = "strengthened"
        reason = f"{verb_in_words(lead)}: before only named, with no position on it"
        if not strong_against(lead, context):
            penalties.append("mention")
    else:
        change = "new"
        reason = f"{verb_in_words(lead)}: " + (
            "the earlier full text has nothing on the theme"
            if full
            else ("not in the text before, which is partial" if back else "first seen; the earlier text is partial")
            + lacking
        )
    if back:
        reason += f"; the theme was last spoken of on {back}"
    if not full and not strong_against(lead, context):
        penalties.append("first_seen_since_full" if lacking else "first_seen_partial")
    if lead.rung <= 1 or _thin(theme, now, context):
        penalties.append("mention")
    penalties += vague_penalties(theme, lead, context)
    if carried_on is not None:
        if not context.names.theme(theme).must_be_named:
            penalties.append("within_theme")
        reason += f"; it continues {verb_in_words(carried_on)} under {carried_on.theme}"
    value = context.importance(theme, change, lead.direction, penalties)
    named = states_not_in(before.session_id, full, lead, context)
    if named:
        reason += f"; the earlier text does not name {', '.join(named)}"
    return _row(change, ["target_newly_named"] if named else [], None, lead, value, reason)


def _thin(theme: str, said: pd.DataFrame, context: Context) -> bool:
    """Say whether a theme without a name of its own rests on a single position."""
    return len(said) == 1 and not context.names.theme(theme).must_be_named


def departure(
    theme: str, before: pd.DataFrame, after: Any, kind: str, carried_on: Any, context: Context
) -> dict[str, Any]:
    """Return the row of a theme on which the later text says nothing: dropped, softened to a mention, or not seen.

    Parameters
    ----------
    before:
        The positions that counted for the theme.
    after:
        The later session; ``kind`` is what it has of the theme (`Presence.kind`).
    carried_on:
        The position of the later text that continues the clearest of ``before`` under another theme, None where none does.
    """
    lead = clearest(before, theme, context)
    penalties = ["mention"] if lead.rung <= 1 or _thin(theme, before, context) else []
    if kind:
        change, reason = "softened", f"{verb_in_words(lead)}: now only named, with no position on it"
        if not strong_against(lead, context):
            penalties.append("mention")
    elif after.coverage == "full":
        change, reason = "dropped", f"{verb_in_words(lead)}: the later full text has nothing on the theme"
    else:
        change, reason = "not_seen", f"{verb_in_words(lead)}: unknown; the later text is partial"
    left, words = left_to_others(lead.date, after.session_id, after.coverage == "full", context)
    reason += words
    penalties += left + vague_penalties(theme, lead, context)
    if kind and after.coverage != "full":
        change, reason = "not_seen", f"{verb_in_words(lead)}: only named in the later text, which is partial: unknown"
    if carried_on is not None:
        if not context.names.theme(theme).must_be_named:
            penalties.append("within_theme")
        reason += f"; it goes on as {verb_in_words(carried_on)} under {carried_on.theme}"
    value = context.importance(theme, change, lead.direction, penalties)
    unnamed = states_not_in(after.session_id, after.coverage == "full", lead, context)
    if unnamed:
        reason += f"; the later text does not name {', '.join(unnamed)}"
    return _row(change, ["target_no_longer_named"] if unnamed else [], lead, None, value, reason)


def theme_step(
    theme: str,
    before: pd.DataFrame,
    after: pd.DataFrame,
    from_session: Any,
    to_session: Any,
    threads: dict[str, set[str]],
    elsewhere: dict[tuple[str, str], list[Any]],
    gained: frozenset[str],
    positions: pd.DataFrame,
    context: Context,
) -> dict[str, Any]:
    """Return the row of a theme on which both texts speak: the step between the strongest words of each.

    Parameters
    ----------
    before, after:
        The positions that count for the theme, with their sessions ``from_session`` and ``to_session``.
    threads, elsewhere:
        Threads by position, positions by (thread, session).
    gained:
        Formulas not used on the theme before in the series.
    positions:
        All positions; those beside the later ones are looked at where words are weaker.
    """
    first, second, same_thread, similarity = evidence(theme, before, after, threads, context)
    elsewhere_now = ""
    if first.direction == "against" and second.direction != "against":
        kept = goes_on(first, to_session.session_id, threads, elsewhere)
        if kept is not None and kept.direction == "against":
            second, same_thread, elsewhere_now = kept, True, kept.theme
            similarity = likeness(first, second)
    move = step(first, second)
    followed = follow_up(first, second) if move.change == "softened" else ""
    grave = graver(move, first, second, context)
    if followed or grave or again(move, first, second, similarity):
        move = Step("equal", 0, False)
    change = move.change
    if change == "reversed" and not same_thread:
        change = "strengthened" if second.direction == "against" else "softened"
    full = (from_session.coverage == "full", to_session.coverage == "full")
    changed = ""
    if change == "equal" and first.direction == "against":
        added, gone = unmatched(after, before, threads), unmatched(before, after, threads)
        if len(added) and full[0] and not len(gone):
            change, changed, second = "strengthened", "widened", row_at(added, 0)
        elif len(gone) and full[1] and not len(added):
            change, changed, first = "softened", "narrowed", row_at(gone, 0)
        if changed:
            same_thread = False
            similarity = likeness(first, second)
    left, came = raising_moved(theme, first.session_id, second.session_id, context)
    wording = raised(move, first, second, left if full[1] else frozenset(), came) if not changed else ""
    told = step_words(first, second)
    if wording:
        change = "strengthened" if wording == "wording_raised" else "softened"
        first, second = _holding(left, before, first), _holding(came, after, second)
        similarity = likeness(first, second)
    settings = context.settings
    if change == "equal":
        change = "verbatim" if similarity is not None and similarity >= settings.reworded_below else "reworded"
    little_in_common = similarity is None or similarity < settings.rewritten_below
    flags = theme_flags(theme, before, after, first, second, full, same_thread, context)
    flags.extend(name for name in (changed, wording) if name)
    if followed == "carried_out" and same_thread:
        flags.append(followed)
    if (change in ("reworded", "verbatim") or changed) and little_in_common:
        flags.append("rewritten")
    against = "against" in (first.direction, second.direction)
    penalties = []
    if not against and not same_thread:
        penalties.append("within_theme")
    if not against and not wording and (move.force_only or similarity is None or similarity < LIKE_WORDING):
        penalties.append("weak_step_for")
    if against and change == "softened" and move.force_only and not same_thread and little_in_common:
        penalties.append("weak_step_against")
    if context.names.theme(theme).broad:
        penalties.append("broad_theme")
    if (change == "strengthened" and not full[0]) or (change == "softened" and not full[1]):
        penalties.append(partial_penalty(change, first, second, full[1], same_thread, same_thread))
    weaker = change == "softened" and not elsewhere_now
    beside = stands_beside(theme, first, each(after), positions, context) if weaker else None
    if beside is not None:
        penalties.append("stands_beside")
    if change == "softened" and first.act in INTENDED and second.act in ACCOMPLISHED:
        penalties.append("fulfilled")
    reason = ("strongest words against: " if against else "strongest words: ") + told
    if first.direction != second.direction and "against" in (first.direction, second.direction) and not same_thread:
        reason = (
            f"words against come in: {verb_in_words(second)}; before {verb_in_words(first)}"
            if second.direction == "against"
            else f"no verb against any more: {verb_in_words(first)} before; now {verb_in_words(second)}"
            + still_grave(theme, after, context)
        )
    if changed:
        penalties.append("one_more")
        one = verb_in_words(second if changed == "widened" else first)
        reason = f"strongest words against kept; {'added' if changed == 'widened' else 'left out'}: {one}"
    if grave:
        reason += f"; graver words come in: {', '.join(sorted(grave))}"
    if wording:
        reason += f"; {WORDING[wording]} {', '.join(sorted(came | left))}"
    if beside is not None:
        reason += beside_words(beside)
    if full == (True, True):
        reason += fuller_words(change, len(before), len(after))
    if elsewhere_now:
        reason += f"; the words shown now stand under {elsewhere_now}"
    elif "holder_changed" in flags:
        holders = [", ".join(sorted(set(table["holder"]))) for table in (before, after)]
        reason += f"; said by {holders[0]} before, by {holders[1]} now"
    if "target_newly_named" in flags or "target_no_longer_named" in flags:
        reason += f"; named before: {actor_words(before)}; named now: {actor_words(after)}"
    if "merged" in flags:
        reason += f"; now said together with {', '.join(sorted(second.counts_for - {theme}))}"
    if "split" in flags:
        reason += f"; before said together with {', '.join(sorted(first.counts_for - {theme}))}"
    reason += FOLLOW_UP[followed] if followed and same_thread else "; it may have been carried out" if followed else ""
    if "fulfilled" in penalties:
        reason += "; it may have been fulfilled"
    if gained:
        reason += f"; not used on it before in the series: {', '.join(sorted(gained))}"
    reason += partial_words(*full)
    side = "against" if against else second.direction
    rungs = abs(second.rung - first.rung) if change in ("strengthened", "softened", "reversed") else 0
    extras = ("formula_gained",) if gained and change != "softened" else ()
    value = context.importance(theme, change, side, penalties, rungs=rungs, flags=flags, extras=extras)
    return _row(change, flags, first, second, value, reason)


def _holding(wording: frozenset[str], said: pd.DataFrame, shown: Any) -> Any:
    """Return ``shown`` where its sentence holds one of the formulas or there are none, else the strongest that does."""
    holding = said[[bool(found & wording) for found in said["formulas"]]]
    if not wording or shown.sentence_id in set(holding["sentence_id"]):
        return shown
    return row_at(holding.sort_values(["magnitude", "position_id"], ascending=[False, True]), 0)


def _row(
    change: str, flags: list[str], before: Any | None, after: Any | None, value: float, reason: str
) -> dict[str, Any]:
    return {
        "change": change,
        "flags": flags,
        "before_position_id": None if before is None else before.position_id,
        "after_position_id": None if after is None else after.position_id,
        "importance": value,
        "reason": reason,
    }
