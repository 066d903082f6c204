"""Draws a reliability diagram: how sure the labels were against how often they were right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stanceshift.reports.figures.render import COLOURS, Mark, render

SIZE = 220
"""Width and height of the plot, in units of the drawing."""


@dataclass(frozen=True)
class Bin:
    """The labels whose score falls into one bin: mean score, share of them that are right, how many they are."""

    mean_score: float
    accuracy: float
    n: int


def draw(bins: Sequence[Bin], identity: str, title: str, description: str, axes: tuple[str, str]) -> str:
    """Return the diagram as SVG; a point a bin, its area growing with the labels in it, over the diagonal of the ideal.

    Parameters
    ----------
    bins:
        The bins with labels in them.
    axes:
        Titles of the two axes: mean score, share right.
    """
    scale = {"domain": [0, 1], "nice": False}
    ticks = {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".2f", "labelExpr": "replace(datum.label, /0$/, '')"}

    def axis(field: str, name: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "scale": scale, "axis": ticks | {"title": name}}

    rows = [{"x": b.mean_score, "y": b.accuracy, "n": b.n, "mark": f"mark:{number}"} for number, b in enumerate(bins)]
    chart = {
        "width": SIZE,
        "height": SIZE,
        "layer": [
            {
                "data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
                "mark": {"type": "line", "color": COLOURS["line"], "strokeDash": [4, 4]},
                "encoding": {"x": axis("x", axes[0]), "y": axis("y", axes[1])},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "color": COLOURS["accent"], "opacity": 1},
                "encoding": {
                    "x": axis("x", axes[0]),
                    "y": axis("y", axes[1]),
                    "size": {"field": "n", "type": "quantitative", "legend": None, "scale": {"range": [30, 400]}},
                    "description": {"field": "mark", "type": "nominal"},
                },
            },
        ],
    }
    marks = {str(n): Mark(f"{b.mean_score:.2f} / {b.accuracy:.2f} (n = {b.n})") for n, b in enumerate(bins)}
    return render(chart, identity, title, description, marks)
