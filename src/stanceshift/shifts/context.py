"""Holds what the rows of a run have in common and the small judgements that rows of threads and of themes share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stanceshift.labels.schemas import UNNAMED
from stanceshift.settings import Compare
from stanceshift.shifts.importance import Weights, importance
from stanceshift.shifts.names import Names, plain
from stanceshift.shifts.presence import Presence
from stanceshift.shifts.strength import Step

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

ATTACHED = "; it may stand in a document issued with the later text, which points to one: '{}'"
"""How the reason says that what is gone may stand in another document."""

WORDING = {"wording_raised": "stronger wording comes in:", "wording_lowered": "stronger wording is left out:"}
"""How the reason says that formulas make the step."""


@dataclass(frozen=True)
class Context:
    """What the rows of a run have in common."""

    names: Names
    presence: Presence
    settings: Compare
    weights: Weights
    raising: frozenset[str] = frozenset()
    """Ids of the listed formulas whose coming or going is a step by itself."""

    def importance(
        self,
        theme: str,
        change: str,
        side: str,
        penalties: Iterable[str],
        *,
        rungs: int = 0,
        flags: Iterable[str] = (),
        extras: Iterable[str] = (),
    ) -> float:
        """Return `importance.importance` by the weights and names of the run."""
        return importance(
            self.weights,
            self.names,
            theme=theme,
            change=change,
            side=side,
            rungs=rungs,
            flags=flags,
            penalties=penalties,
            extras=extras,
        )


def verb_in_words(position: Any) -> str:
    """Return the verb quoted, with what it is about: "'oppose' (unilateral actions)"."""
    return f"'{position.verb}'" + (f" ({position.target})" if position.target != UNNAMED else "")


def strong_against(position: Any, context: Context) -> bool:
    """Say whether a position stands against at `Weights.strong_rung` or higher: words that rank in full by themselves."""
    return bool(position.direction == "against" and position.rung >= context.weights.strong_rung)


def vague_penalties(theme: str, position: Any, context: Context) -> list[str]:
    """Return the penalties of a position that comes or goes for what it leaves open of its theme."""
    vague = {"unnamed": theme not in position.worded, "broad_theme": context.names.theme(theme).broad}
    return [penalty for penalty, applies in vague.items() if applies]


def states_not_in(session: str, full: bool, position: Any, context: Context) -> Sequence[str]:
    """Return the states that a position names and the text of another session, where it is full, names nowhere."""
    return sorted(position.actors - context.presence.states.get(session, frozenset())) if full else []


def left_to_others(date: str, session: str, full: bool, context: Context) -> tuple[list[str], str]:
    """Return the penalties, and the words of a reason, of what the text of ``session`` has no more but leaves to others.

    It reaffirms the earlier text, naming its ``date``; or it is ``full`` and points to a document issued with it.
    """
    presence = context.presence
    if date in presence.reaffirmed.get(session, frozenset()):
        return ["by_reference"], BY_REFERENCE
    if full and session in presence.attached:
        return ["attached"], ATTACHED.format(presence.attached[session])
    return [], ""


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


def partial_penalty(change: str, before: Any, after: Any, after_full: bool, one_thread: bool, alike: bool) -> str:
    """Return the penalty of a step where a text is partial: what a partial later text leaves out may be as strong as ever.

    Where another holder speaks in one thread, the step lies in that. ``alike``: the two positions are of one thread and
    act, so that it lies less in what is left out.
    """
    if change == "softened" and not after_full and not (one_thread and before.holder != after.holder):
        return "softened_partial"
    return "partial_step" if alike else "partial_side"


def partial_words(before_full: bool, after_full: bool) -> str:
    """Return how the reason says which of two texts is partial, "" where none is."""
    if before_full:
        return "" if after_full else "; the later text is partial"
    return "; the earlier text is partial" if after_full else "; both texts are partial"


def grave_words(text: str, language: str, context: Context) -> frozenset[str]:
    """Return the words of ``text`` that accuse without a verb (`Weights.grave`), in lower case."""
    pattern = context.weights.grave.get(language)
    found = re.finditer(pattern, plain(text), re.IGNORECASE) if pattern else ()
    return frozenset(match.group().lower() for match in found)


def graver(move: Step, before: Any, after: Any, context: Context) -> frozenset[str]:
    """Return the grave words that come in where a position against loses nothing but force, which they outweigh."""
    if move.change != "softened" or not move.force_only or after.direction != "against":
        return frozenset()
    if before.language != after.language:
        return frozenset()
    return grave_words(after.sentence_text, after.language, context) - grave_words(
        before.sentence_text, before.language, context
    )


def still_grave(theme: str, said: pd.DataFrame, context: Context) -> str:
    """Return how the reason says that accusing words stand although no verb is against any more, "" where none do.

    Of a theme that must be named, only clauses count that name it and no other such theme.
    """
    found: set[str] = set()
    for text, language in zip(said["clause"], said["language"], strict=True):
        named = {one for one in context.names.themes_in(text, language) if context.names.theme(one).must_be_named}
        if not context.names.theme(theme).must_be_named or named == {theme}:
            found |= grave_words(text, language, context)
    return f"; its words still accuse: {', '.join(sorted(found))}" if found else ""


def raising_moved(theme: str, before: Any, after: Any, context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """Return the raising formulas that left a theme and that came to it between two texts.

    A theme without a name of its own shares its formulas with its neighbours: there only a formula that the other text
    has nowhere counts as gone or come.
    """
    presence, raising = context.presence, context.raising
    own = [presence.formulas.get((session, theme), frozenset()) & raising for session in (before, after)]
    other = (
        own
        if context.names.theme(theme).must_be_named
        else [presence.wording.get(session, frozenset()) for session in (before, after)]
    )
    return own[0] - other[1], own[1] - other[0]


def again(move: Step, before: Any, after: Any, similarity: float | None) -> bool:
    """Say whether a lower word of importance only says the same again ("confirm" to "reconfirm"), in like wording."""
    return (
        move.change == "softened"
        and {before.act, after.act} <= IMPORTANCE
        and similarity is not None
        and similarity >= SAID_AGAIN
    )
