"""Turns the decided positions and themes of paragraphs into the tables of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from stanceshift.files import text_sha
from stanceshift.labels.codebook import Codebook
from stanceshift.labels.folding import folded
from stanceshift.labels.found import Found
from stanceshift.labels.schemas import ParagraphLabels, Positions, Themes
from stanceshift.labels.stance import StanceRule
from stanceshift.labels.theme_reader import ReadThemes


@dataclass(frozen=True)
class Labels:
    """The labels of paragraphs: frames of `Positions`, `Themes` and `ParagraphLabels`."""

    positions: pd.DataFrame
    themes: pd.DataFrame
    paragraphs: pd.DataFrame


@dataclass(frozen=True)
class Draft:
    """A decided position on its way to a row."""

    found: Found
    sentence: int
    act: str
    direction: str
    source: str
    score: float
    theme: str
    theme_score: float


class Acting(Protocol):
    """What the main act is decided from: a position with its confidence."""

    @property
    def act(self) -> str:
        """Id of the act."""

    @property
    def theme(self) -> str:
        """Id of the theme."""

    @property
    def score(self) -> float:
        """Confidence, 0-1."""


def label_frames(
    rows: list[dict[Any, Any]],
    groups: dict[Any, pd.DataFrame],
    texts: list[list[str]],
    drafts: list[list[Draft]],
    themes: list[ReadThemes],
    codebook: Codebook,
    rule: StanceRule,
) -> Labels:
    """Return the labels of paragraphs as tables.

    Parameters
    ----------
    rows:
        The paragraphs; ``groups`` their sentences as tables by paragraph_id, ``texts`` as lists.
    drafts, themes:
        The positions and the themes of each paragraph.
    """
    positions: list[dict[Any, Any]] = []
    theme_rows: list[dict[Any, Any]] = []
    summaries: list[dict[Any, Any]] = []
    for p, row in enumerate(rows):
        sentences = groups[row["paragraph_id"]].to_dict("records")
        made = _position_rows(row, sentences, drafts[p], codebook.rungs)
        positions.extend(made)
        spoken = [d for d, r in zip(drafts[p], made, strict=True) if not r["reported"]]
        clauses = [folded(texts[p][d.sentence], str(row["language"])) for d in spoken]
        for item in themes[p].themes:
            own = [n for n, d in enumerate(spoken) if d.theme == item.theme]
            stance = rule.stance([spoken[n] for n in own], item.theme, [clauses[n] for n in own])
            theme_rows.append(
                {
                    "paragraph_id": row["paragraph_id"],
                    "document_id": row["document_id"],
                    "theme": item.theme,
                    "score": min(1.0, max(0.0, item.score)),
                    "rank": item.rank,
                    "stance": stance,
                    "n_positions": len(own),
                    "source": "model",
                }
            )
        act, act_score = main_act(spoken, themes[p].themes[0].theme, codebook.rungs)
        summaries.append(
            {
                "paragraph_id": row["paragraph_id"],
                "document_id": row["document_id"],
                "language": row["language"],
                "main_theme": themes[p].themes[0].theme,
                "stance": rule.overall([item.theme for item in themes[p].themes], spoken, clauses),
                "main_act": act,
                "main_act_score": act_score,
                "n_positions": len(spoken),
            }
        )
    return Labels(
        pd.DataFrame(positions, columns=list(Positions.to_schema().columns)),
        pd.DataFrame(theme_rows, columns=list(Themes.to_schema().columns)),
        pd.DataFrame(summaries, columns=list(ParagraphLabels.to_schema().columns)),
    )


def _position_rows(
    row: dict[Any, Any], sentences: list[dict[Any, Any]], drafts: list[Draft], rungs: dict[str, int]
) -> list[dict[Any, Any]]:
    made: list[dict[Any, Any]] = []
    counts: Counter[int] = Counter()
    for draft in drafts:
        item, sentence = draft.found, sentences[draft.sentence]
        counts[draft.sentence] += 1
        base = int(str(sentence["start"]))
        source = int(str(sentence.get("source_start", base) or 0))
        text = str(sentence["text"])
        has = item.target_start is not None and item.target_end is not None
        made.append(
            {
                "position_id": f"{sentence['sentence_id']}.{counts[draft.sentence]}",
                "sentence_id": sentence["sentence_id"],
                "paragraph_id": row["paragraph_id"],
                "document_id": row["document_id"],
                "language": row["language"],
                "act": draft.act,
                "direction": draft.direction,
                "force": item.force,
                "rung": rungs[draft.act],
                "holder": item.holder,
                "theme": draft.theme,
                "verb": text[item.start : item.end],
                "start": base + item.start,
                "end": base + item.end,
                "cue": text[item.cue_start : item.cue_end],
                "cue_start": base + item.cue_start,
                "cue_end": base + item.cue_end,
                "target": item.target,
                "target_start": base + int(item.target_start or 0) if has else None,
                "target_end": base + int(item.target_end or 0) if has else None,
                "negated": item.negated,
                "reiterated": item.reiterated,
                "implicit": item.implicit,
                "reported": item.reported,
                "source": draft.source,
                "cue_id": item.cue_id,
                "score": draft.score,
                "theme_score": min(1.0, max(0.0, draft.theme_score)),
                "source_start": source,
                "source_end": int(str(sentence.get("source_end", sentence["end"]))),
                "sentence_text": text,
                "text_sha": text_sha(text),
            }
        )
    return made


def main_act(drafts: Sequence[Acting], theme: str, rungs: Mapping[str, int]) -> tuple[str, float]:
    """Return the main act of a paragraph and its confidence: the commonest on the main theme, then the highest rung.

    Facts (`state`) count only where nothing else is said.
    """
    own = [d for d in drafts if d.theme == theme and d.act != "state"] or [d for d in drafts if d.act != "state"]
    if not own:
        return "state", max((d.score for d in drafts), default=0.5)
    counts = Counter(d.act for d in own)
    best = max(counts, key=lambda act: (counts[act], rungs[act], act))
    return best, float(np.mean([d.score for d in own if d.act == best]))
