"""Decides whether a verb without a subject of its own is coordinated with one already accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from stanceshift.labels.candidates import Candidate
from stanceshift.labels.lexicon import Lexicon


@dataclass(frozen=True)
class Licensed:
    """An accepted predicate with its subject ("" where it has none of its own) and how it was accepted."""

    candidate: Candidate
    subject: str
    how: str
    """subject | coordination | head | participle"""
    pronoun: str = ""
    body: bool = False
    """The subject is a body (Council, Union, ministry), which speaks in the present and is quoted in the past."""


class Coordination:
    """Accepts or refuses coordinated verbs of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon, self.french = lexicon, lexicon.language == "fr"
        self._coordination = re.compile(
            r"(?:^|[\s,])(?:et(?: (?:à ce titre|en ce sens|pour ce faire))?|mais|puis|ainsi que)\s*$|,\s*$|;\s*$"
            if self.french
            else r"(?:^|[\s,])(?:and|but|while|then|as well as|and in this regard,)\s*$|,\s*$|;\s*$"
        )

    def accept(self, folded: str, left: str, candidate: Candidate, accepted: list[Licensed]) -> Licensed | None:
        """Return the candidate as a further verb of the ``accepted`` ones whose subject it shares, None where it does not."""
        if not accepted or not self._coordination.search(left):
            return None
        last = accepted[-1]
        main = next((item for item in reversed(accepted) if item.how != "participle"), None)
        if main is None:
            return None
        base = self._is_base(folded, candidate)
        future = main.candidate.tense == "future" and base
        if (candidate.kind == "action" and (candidate.form == "finite" or not candidate.act)) or (
            future and not self.french
        ):
            future = main.candidate.kind == "future" or main.candidate.tense == "future"
            between = folded[main.candidate.end : candidate.start]
            plain = (
                re.search(r"(?:\band|,)\s*(?:[a-z]+ly\s+)?$", folded[: candidate.start]) and " to " not in between[-60:]
            )
            if not (future and base and plain and not self.french):
                return None
            announced = candidate.act in ("condemn", "oppose")
            act, kind = (candidate.act, candidate.kind) if announced else ("commit", "future")
            candidate = replace(candidate, act=act, kind=kind, tense="future")
            return Licensed(candidate, "", "coordination", last.pronoun, last.body)
        several = " " in candidate.lemma and left.endswith("and") and not self.homograph(folded, candidate)
        main = next(
            (m for m in reversed(accepted) if m.how != "participle" and (several or _agree(m.candidate, candidate))),
            None,
        )
        if main is None:
            return None
        if candidate.form == "bare_participle" and (
            left.endswith(",") or not self._bare(folded, main.candidate, candidate)
        ):
            return None
        if (
            left.endswith(",")
            and candidate.form == "finite"
            and candidate.act in ("note", "commit")
            and candidate.tense == "present"
        ):
            return None
        return Licensed(candidate, "", "coordination", main.pronoun, main.body)

    def homograph(self, folded: str, candidate: Candidate) -> bool:
        """Whether the first word of a cue may be a noun too ("calls", "support")."""
        return folded[candidate.cue_start : candidate.cue_end].split()[0] in self.lexicon.homographs

    def _is_base(self, folded: str, candidate: Candidate) -> bool:
        """Whether a verb stands in the form that follows "will": its present, or a past that looks the same ("set")."""
        if candidate.form != "finite":
            return False
        word = folded[candidate.cue_start : candidate.cue_end].split()[0]
        return candidate.tense == "present" or "infinitive" in self.lexicon.action_forms.get(word, ())

    def _bare(self, folded: str, first: Candidate, second: Candidate) -> bool:
        """Whether a participle without auxiliary can share that of the verb before it: "ont salué et soutenu"."""
        if not self.french:
            return True
        form = folded[second.cue_start : second.cue_end].split()[0]
        return (
            not form.endswith(("e", "es", "s"))
            or form.endswith(("is", "ris"))
            or "s'" in folded[first.start : first.end]
            or "se " in folded[first.start : first.end]
        )


def _agree(first: Candidate, second: Candidate) -> bool:
    """Whether two verbs may share a subject: the same tense, or an auxiliary of its own for the second."""
    if second.form in ("perfect", "future", "progressive") or second.kind == "adjective":
        return True
    if first.tense == second.tense:
        return True
    if second.form == "bare_participle":
        return first.form == "perfect"
    if first.tense == "future" and second.tense == "present":
        return True
    return ({first.tense, second.tense} <= {"present", "third"} and first.tense == second.tense) or (
        first.form == "perfect" and second.tense == "past"
    )
