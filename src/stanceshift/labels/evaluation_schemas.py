"""Declares the tables of the evaluation and the one shape in which gold and predictions are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from stanceshift.errors import StanceshiftError

POSITION_DEFAULTS: dict[str, Any] = {
    "verb": "",
    "target": "unnamed",
    "target_start": pd.NA,
    "target_end": pd.NA,
    "reiterated": False,
    "reported": False,
    "score": float("nan"),
}
POSITION_COLUMNS = ("paragraph_id", "start", "end", "act", "direction", "force", "holder", "theme")
THEME_COLUMNS = ("paragraph_id", "theme", "rank", "score", "stance")
PARAGRAPH_COLUMNS = ("paragraph_id", "main_theme", "stance", "main_act")


class HasLabels(Protocol):
    """What a labeller returns: three tables as declared in `labels.schemas`."""

    @property
    def positions(self) -> pd.DataFrame:
        """One row a position."""

    @property
    def themes(self) -> pd.DataFrame:
        """One row a paragraph and theme."""

    @property
    def paragraphs(self) -> pd.DataFrame:
        """One row a paragraph."""


@dataclass(frozen=True)
class Labelling:
    """Labels of paragraphs by one coder or system.

    Attributes
    ----------
    positions:
        One row a position: `POSITION_COLUMNS` and those of `POSITION_DEFAULTS`; offsets in the paragraph text.
    themes:
        One row a paragraph and theme: `THEME_COLUMNS`; rank 1 is the main theme.
    paragraphs:
        One row a paragraph: `PARAGRAPH_COLUMNS`; in gold also document_id, language and text.
    """

    positions: pd.DataFrame
    themes: pd.DataFrame
    paragraphs: pd.DataFrame

    @classmethod
    def of(cls, labels: HasLabels, name: str = "labels") -> Labelling:
        """Return ``labels`` with missing optional columns filled; raises `StanceshiftError` where one is needed."""
        tables = {
            "positions": (labels.positions, POSITION_COLUMNS),
            "themes": (labels.themes, THEME_COLUMNS),
            "paragraphs": (labels.paragraphs, PARAGRAPH_COLUMNS),
        }
        for table, (frame, needed) in tables.items():
            missing = [column for column in needed if column not in frame.columns]
            if missing:
                raise StanceshiftError(
                    f"columns missing in {table}: {', '.join(missing)}",
                    file=name,
                    fix="give tables as declared in labels/schemas.py",
                )
        positions = labels.positions.copy()
        for column, value in POSITION_DEFAULTS.items():
            if column not in positions.columns:
                positions[column] = value
        return cls(
            positions.reset_index(drop=True),
            labels.themes.reset_index(drop=True),
            labels.paragraphs.reset_index(drop=True),
        )

    def on(self, paragraph_ids: set[str]) -> Labelling:
        """Return the labels of these paragraphs alone."""
        return replace(
            self,
            positions=self.positions[self.positions["paragraph_id"].isin(paragraph_ids)].reset_index(drop=True),
            themes=self.themes[self.themes["paragraph_id"].isin(paragraph_ids)].reset_index(drop=True),
            paragraphs=self.paragraphs[self.paragraphs["paragraph_id"].isin(paragraph_ids)].reset_index(drop=True),
        )


class _Table(pa.DataFrameModel):
    class Config:
        """Types are coerced, unknown columns refused."""

        coerce = True
        strict = True


class Scores(_Table):
    """One row a figure: what was measured, on which gold, for which system, with its 95% bootstrap interval.

    ``n`` counts the units of the figure: paragraphs, gold positions, or pairs of language versions.
    """

    set: Series[str]
    system: Series[str]
    language: Series[str]
    level: Series[str] = pa.Field(isin=("paragraph", "position", "theme", "act", "calibration", "parity"))
    label: Series[str]
    measure: Series[str]
    value: Series[float] = pa.Field(nullable=True)
    low: Series[float] = pa.Field(nullable=True)
    high: Series[float] = pa.Field(nullable=True)
    n: Series[int] = pa.Field(ge=0)


class Agreement(_Table):
    """One row a figure of agreement between two coders (alpha, or F1 of one against the other)."""

    set: Series[str]
    coders: Series[str]
    kind: Series[str]
    measure: Series[str]
    value: Series[float] = pa.Field(nullable=True)
    low: Series[float] = pa.Field(nullable=True)
    high: Series[float] = pa.Field(nullable=True)
    n: Series[int] = pa.Field(ge=0)
    caveat: Series[str]


class Confusion(_Table):
    """One row a pair of gold and predicted value; "(none)" where a position or theme has no counterpart."""

    set: Series[str]
    system: Series[str]
    actual: Series[str]
    predicted: Series[str]
    n: Series[int] = pa.Field(gt=0)


class Reliability(_Table):
    """One row a bin of scores: how sure the system was and how often it was right."""

    set: Series[str]
    system: Series[str]
    score: Series[str] = pa.Field(isin=("act", "theme"))
    bin: Series[int] = pa.Field(ge=0)
    low: Series[float]
    high: Series[float]
    n: Series[int] = pa.Field(gt=0)
    mean_score: Series[float]
    accuracy: Series[float]


class Errors(_Table):
    """One row an error, worst first: gold against predicted, with the text that shows it."""

    set: Series[str]
    system: Series[str]
    paragraph_id: Series[str]
    kind: Series[str] = pa.Field(isin=("main_theme", "stance", "act", "direction", "holder", "missed", "invented"))
    gold: Series[str]
    predicted: Series[str]
    text: Series[str]
    context: Series[str]
    severity: Series[float] = pa.Field(ge=0)
