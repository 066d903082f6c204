"""How far a lexicon cue can be trusted: its measured precision on the project's training sentences and coded paragraphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from stanceshift.files import read_json, write_json
from stanceshift.labels.found import Context
from stanceshift.labels.predicates import AnyExtractor
from stanceshift.labels.training_paragraphs import ReadParagraph

NAME = "lexicon_confidence.json"
PRIOR_RIGHT, PRIOR_ALL = 4.0, 5.0
"""Counts added to every cell (Laplace's rule with a prior of 0.8), so that few cases do not give certainty."""
CUE_PRIOR = 4.0
"""Cases of a cue's kind (language, act, sure) that are added to those of the cue itself, as often right as its kind."""
CUE_CASES = 3
"""Coded cases from which on a cue has a precision of its own."""


def _count(tally: list[float], right: bool) -> None:
    """Add one case to how often right, how often seen."""
    tally[0] += right
    tally[1] += 1


class LexiconConfidence:
    """Precision of the lexicon per language, act and kind of cue (sure or not), and of each sure cue that was coded."""

    def __init__(self, table: Mapping[str, float], fact: float, cues: Mapping[str, float] | None = None) -> None:
        self.table, self.fact, self.cues = dict(table), fact, dict(cues or {})

    def of(self, language: str, cue_id: str, act: str, *, sure: bool) -> float:
        """Return the confidence (0-1) of an act that a cue names; facts without a cue have one confidence of their own."""
        if not act:
            return self.fact
        own = self.of_cue(cue_id, act) if sure else None
        return self._of_kind(language, act, sure=sure) if own is None else own

    def of_cue(self, cue_id: str, act: str) -> float | None:
        """Return the precision (0-1) of a sure cue as that act (a negated cue has another), None where too few were coded."""
        return self.cues.get(f"{cue_id}={act}")

    def _of_kind(self, language: str, act: str, *, sure: bool) -> float:
        key = f"{language}.{act}.{'sure' if sure else 'weak'}"
        return self.table.get(key, self.table.get(f"all.{'sure' if sure else 'weak'}", 0.8))

    @classmethod
    def measure(
        cls,
        training: pd.DataFrame,
        extractors: Mapping[str, AnyExtractor],
        paragraphs: Iterable[ReadParagraph] = (),
    ) -> LexiconConfidence:
        """Return the precision measured on sentences with columns text, lang, act, and that of each sure cue on the coded
        positions of paragraphs, where prose is less regular."""
        on_sentences: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        facts = [1.0, 2.0]
        for row in training.to_dict("records"):
            context = Context()
            context.third = True
            for found in extractors[row["lang"]].sentence(row["text"], context):
                if not found.act:
                    _count(facts, row["act"] == "state")
                    continue
                kind = "sure" if found.sure else "weak"
                for key in (f"{row['lang']}.{found.act}.{kind}", f"all.{kind}"):
                    _count(on_sentences[key], found.act == row["act"])
        table = {key: (good + PRIOR_RIGHT) / (seen + PRIOR_ALL) for key, (good, seen) in sorted(on_sentences.items())}
        kinds = cls(table, facts[0] / facts[1])
        coded: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for paragraph in paragraphs:
            for clause, position in zip(paragraph.clauses, paragraph.clause_positions, strict=True):
                item = clause.found
                if position is None or item.reported or not (item.act and item.sure):
                    continue
                _count(coded[paragraph.coded.lang, item.cue_id, item.act], item.act == position.act)
        cues = {
            f"{cue}={act}": (good + CUE_PRIOR * kinds._of_kind(language, act, sure=True)) / (seen + CUE_PRIOR)
            for (language, cue, act), (good, seen) in coded.items()
            if seen >= CUE_CASES
        }
        return cls(table, kinds.fact, dict(sorted(cues.items())))

    def save(self, folder: str | Path) -> None:
        """Write the table to ``folder`` as JSON, rounded to four decimals."""
        write_json(
            Path(folder) / NAME,
            {
                "fact": round(self.fact, 4),
                "table": {key: round(value, 4) for key, value in self.table.items()},
                "cues": {key: round(value, 4) for key, value in self.cues.items()},
            },
        )

    @classmethod
    def load(cls, folder: str | Path) -> LexiconConfidence:
        """Return the table saved in ``folder``; raises `StanceshiftError` where it is missing."""
        content = read_json(Path(folder) / NAME)
        return cls(content["table"], content["fact"], content["cues"])
