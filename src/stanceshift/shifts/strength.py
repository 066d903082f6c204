"""Says how strong a position is and what a step from one position to another is called: the rule of the ledger."""

from __future__ import annotations

from typing import Any, NamedTuple

RULE = """\
A position stands on a side (against, for, none), on a rung of its act (0-4), with force (0 hedged, 1 plain, 2 raised).
Two positions of one thread are compared in this order:
1. against <-> for: reversed.
2. none -> against or for: strengthened; against or for -> none: softened.
   Between a demand and a call, which stand on one rung, the side is no step.
3. Same side: the higher rung is stronger; on the same rung the higher force is stronger; strengthened or softened.
   An adverb lost against is no step where graver words (`grave` of importance.yaml) come into the sentence.
4. Side, rung and force equal: verbatim where the likeness of the wording reaches compare.reworded_below, else reworded;
   flagged rewritten where the likeness is below compare.rewritten_below: both texts are then shown, without a redline.
5. Rung and force equal, or lower by one rung among words of importance only: a listed formula marked `raises`
   (data/shifts/formulas.yaml) that comes in makes it strengthened (flag wording_raised), one that leaves a full text
   softened (wording_lowered). On a theme without a name of its own, only one that the other text has nowhere.
6. For a theme: where the strongest words against are equal, a position against at rung 2 or higher that continues
   nothing makes it strengthened (flag widened), one that ends in a full text softened (narrowed); where both happen,
   neither.
7. A commitment for that is welcomed, noted, stated or recalled later in its thread, or where both are the strongest words
   on a theme, is not taken back: equal; within a thread flagged carried_out unless only recalled.
A thread with no position in the later text is dropped only where that text is full; else it is not seen: unknown.
A thread with no position in the earlier text is new; where that text is partial, or where the thread was said before
and is back, the reason says so.
What ranks a change is data (data/shifts/importance.yaml). Some ranks are lowered since the texts leave them open: what is gone
where the later text reaffirms the earlier one, naming its date, or points to a document issued with it; weaker words of the
same holder in a partial text; and weaker words against where as strong an opposition stands beside them on a near theme.
Strength = rung + 0.3 x (force - 1), minus where against: rung first, then force.
"""
FORCE_STEP = 0.3
"""What one step of force adds to the rung in a strength; below a third, so that the rung always decides first."""


ASKING = {"demand", "urge"}
"""Acts that ask something of somebody on the same rung: between them the side is a matter of reading, not a step."""


class Step(NamedTuple):
    """A step between two positions: its name, its size in rungs, and whether only the force moved."""

    change: str
    rungs: int
    force_only: bool


def magnitude(rung: int, force: int) -> float:
    """Return the strength of an act without its sign: rung + 0.3 (force - 1), never below 0."""
    return max(0.0, rung + FORCE_STEP * (force - 1))


def signed(direction: str, rung: int, force: int) -> float:
    """Return the strength with its sign: minus against, plus for, 0 where there is no direction."""
    return {"against": -1.0, "for": 1.0}.get(direction, 0.0) * magnitude(rung, force)


def step(before: Any, after: Any) -> Step:
    """Return the step between two positions (with direction, rung and force); ``change`` is "equal" where none.

    Source: `RULE`, points 1 to 3.
    """
    rungs = int(after.rung) - int(before.rung)
    forces = int(after.force) - int(before.force)
    if before.direction != after.direction and {before.act, after.act} != ASKING:
        if before.direction == "none":
            return Step("strengthened", max(rungs, 0), False)
        if after.direction == "none":
            return Step("softened", min(rungs, 0), False)
        return Step("reversed", int(after.rung) + int(before.rung), False)
    if rungs:
        return Step("strengthened" if rungs > 0 else "softened", rungs, False)
    if forces:
        return Step("strengthened" if forces > 0 else "softened", 0, True)
    return Step("equal", 0, False)


REPORTED = {"welcome", "note", "state"}
"""Acts with which a text reports what has become of a commitment."""


def follow_up(before: Any, after: Any) -> str:
    """Return what becomes of a commitment for later: "carried_out", "recalled", or "" where neither.

    Source: `RULE`, point 7.
    """
    if before.act != "commit" or before.direction != "for" or after.direction == "against":
        return ""
    return "carried_out" if after.act in REPORTED else "recalled" if after.act == "recall" else ""


FOLLOW_UP = {
    "carried_out": "; what was agreed is reported on, not taken back",
    "recalled": "; what was agreed is recalled",
}
"""How the reason says what became of a commitment."""


def step_words(before: Any, after: Any) -> str:
    """Return the step in words: "'concern' to 'strong opposition': rung 2 to 3, force 1 to 2"."""
    parts = []
    if before.direction != after.direction:
        parts.append(f"{before.direction} to {after.direction}")
    if before.rung != after.rung:
        parts.append(f"rung {before.rung} to {after.rung}")
    if before.force != after.force:
        parts.append(f"force {before.force} to {after.force}")
    verbs = f"'{before.verb}' to '{after.verb}'" if before.verb != after.verb else f"'{after.verb}' both times"
    return f"{verbs}: {', '.join(parts) if parts else f'rung {after.rung} and force {after.force} kept'}"
