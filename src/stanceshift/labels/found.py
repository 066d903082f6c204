"""Declares what an extractor finds in a sentence, and what it knows of the sentences before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from stanceshift.labels.holders import JOINT


@dataclass(frozen=True)
class Found:
    """One position of a sentence; offsets into the sentence."""

    start: int
    end: int
    cue_start: int
    cue_end: int
    act: str
    """"" where no cue says: a model decides, or it is a fact."""
    direction: str
    force: int
    holder: str
    target: str
    target_start: int | None
    target_end: int | None
    cue_id: str
    negated: bool = False
    reiterated: bool = False
    implicit: bool = False
    reported: bool = False
    sure: bool = True
    """False where the cue is weak (an expression, a bare fact) and a model may overrule it."""

    @property
    def fact(self) -> bool:
        """Whether it is a bare fact: nothing says that anybody does anything with words."""
        return self.implicit and not self.act


@dataclass
class Context:
    """What a sentence knows of those before it: the parties of the document and who spoke last."""

    parties: list[str] = field(default_factory=list)
    holder: str = JOINT
    plural: bool = True
    """Whether who spoke last was named in the plural, so that "they" may mean them."""
    third: bool = False
    """Nobody speaks as "we" or "the ministers": the text reports what others do ("Canada condemns")."""
