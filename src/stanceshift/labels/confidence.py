"""How far a lexicon cue can be trusted: its measured precision on the project's training sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from stanceshift.files import read_json, write_json
from stanceshift.labels.found import Context
from stanceshift.labels.predicates import AnyExtractor

NAME = "lexicon_confidence.json"
PRIOR_RIGHT, PRIOR_ALL = 4.0, 5.0
"""Counts added to every cell (Laplace's rule with a prior of 0.8), so that few cases do not give certainty."""


class LexiconConfidence:
    """Precision of the lexicon per language, act and kind of cue (sure or not)."""

    def __init__(self, table: Mapping[str, float], fact: float) -> None:
        self.table, self.fact = dict(table), fact

    def of(self, language: str, cue_id: str, act: str, *, sure: bool) -> float:
        """Return the confidence (0-1) of an act that a cue names; facts without a cue have one confidence of their own."""
        if not act:
            return self.fact
        key = f"{language}.{act}.{'sure' if sure else 'weak'}"
        return self.table.get(key, self.table.get(f"all.{'sure' if sure else 'weak'}", 0.8))

    @classmethod
    def measure(cls, training: pd.DataFrame, extractors: Mapping[str, AnyExtractor]) -> LexiconConfidence:
        """Return the precision measured on sentences with columns text, lang, act."""
        right: dict[str, float] = defaultdict(float)
        seen: dict[str, float] = defaultdict(float)
        facts_right = facts = 0
        for row in training.to_dict("records"):
            context = Context()
            context.third = True
            for found in extractors[row["lang"]].sentence(row["text"], context):
                if not found.act:
                    facts += 1
                    facts_right += row["act"] == "state"
                    continue
                kind = "sure" if found.sure else "weak"
                for key in (f"{row['lang']}.{found.act}.{kind}", f"all.{kind}"):
                    seen[key] += 1
                    right[key] += found.act == row["act"]
        table = {key: (right[key] + PRIOR_RIGHT) / (seen[key] + PRIOR_ALL) for key in sorted(seen)}
        return cls(table, (facts_right + 1.0) / (facts + 2.0))

    def save(self, folder: str | Path) -> None:
        """Write the table to ``folder`` as JSON, rounded to four decimals."""
        write_json(
            Path(folder) / NAME, {"fact": round(self.fact, 4), "table": {k: round(v, 4) for k, v in self.table.items()}}
        )

    @classmethod
    def load(cls, folder: str | Path) -> LexiconConfidence:
        """Return the table saved in ``folder``; raises `StanceshiftError` where it is missing."""
        content = read_json(Path(folder) / NAME)
        return cls(content["table"], content["fact"])
