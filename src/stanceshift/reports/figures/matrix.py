"""Draws sessions by themes: where each theme stands, on which side, how strongly, and where nothing can be known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stanceshift.reports.figures.render import COLOURS, Mark, nominal, render

SHAPES = {"critical": "triangle-down", "supportive": "triangle-up", "mixed": "diamond", "neutral": "circle"}
ROW, LABELS, PICTURE = 20, 270, 640
"""Height of a row, and width of the names and of the cells, in units of the drawing."""


@dataclass(frozen=True)
class Cell:
    """One session and theme; ``stance`` is empty where the theme is not present."""

    session: str
    theme: str
    status: str
    stance: str
    size: float
    mark: Mark


def draw(
    cells: Sequence[Cell],
    groups: Sequence[tuple[str, Sequence[str]]],
    columns: Sequence[tuple[str, Sequence[str]]],
    names: Mapping[str, str],
    identity: str,
    title: str,
    description: str,
) -> str:
    """Return the picture as SVG.

    Parameters
    ----------
    groups:
        Name of each group of themes and its themes, in order.
    columns:
        Sessions in order, with the lines that stand above each.
    names:
        Names of the themes.
    """
    order = [session for session, _ in columns]
    heads = dict(columns)
    blocks = []
    for number, (group, themes) in enumerate(groups):
        rows = [
            {
                "session": cell.session,
                "theme": names[cell.theme],
                "stance": cell.stance,
                "size": 26 + 30 * cell.size,
                "tint": f"{cell.stance}-tint",
                "sign": {"absent": "–", "unknown": "?", "no_text": "·"}.get(cell.status, ""),
                "mark": f"mark:{cell.session}/{cell.theme}",
            }
            for cell in cells
            if cell.theme in themes
        ]
        blocks.append(_block(rows, group, [names[theme] for theme in themes], order, heads, number == 0))
    chart = {"vconcat": blocks, "spacing": 9}
    marks = {f"{cell.session}/{cell.theme}": cell.mark for cell in cells}
    return render(chart, identity, title, description, marks)


def _block(
    rows: list[dict[str, object]],
    group: str,
    themes: list[str],
    order: list[str],
    heads: Mapping[str, Sequence[str]],
    first: bool,
) -> dict[str, Any]:
    """Return the themes of one group as layers of Vega-Lite: tinted cells, glyphs, signs of what is not there."""
    labels = " ".join(f"datum.value == {session!r} ? {list(head)!r} :" for session, head in heads.items()) + " ''"
    bare: dict[str, Any] = {"title": None, "domain": False, "ticks": False}
    columns = bare | {"orient": "top", "labelExpr": labels, "labelAngle": 0, "labelPadding": 18}
    names = bare | {"labelLimit": LABELS, "labelPadding": 10, "minExtent": LABELS, "maxExtent": LABELS}
    place: dict[str, Any] = {
        "x": nominal("session", sort=order, scale={"domain": order}, axis=columns if first else None),
        "y": nominal("theme", sort=themes, scale={"domain": themes}, axis=names),
    }
    stances = list(SHAPES)
    tints = {"domain": [f"{s}-tint" for s in stances], "range": [COLOURS[f"{s}-tint"] for s in stances]}
    shapes = {"domain": stances, "range": list(SHAPES.values())}
    colours = {"domain": stances, "range": [COLOURS[s] for s in stances]}
    present, silent = [{"filter": "datum.stance != ''"}], [{"filter": "datum.stance == ''"}]
    cell = {
        "transform": present,
        "mark": {"type": "rect", "stroke": COLOURS["paper"], "strokeWidth": 1.5},
        "encoding": place | {"fill": nominal("tint", scale=tints, legend=None)},
    }
    glyph = {
        "transform": present,
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": place
        | {
            "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            "shape": nominal("stance", scale=shapes, legend=None),
            "color": nominal("stance", scale=colours, legend=None),
            "description": nominal("mark"),
        },
    }
    sign = {
        "transform": silent,
        "mark": {"type": "text", "color": COLOURS["soft"], "fontSize": 11},
        "encoding": place | {"text": nominal("sign"), "description": nominal("mark")},
    }
    heading = {"text": group, "anchor": "start", "frame": "bounds", "offset": 10 if first else 3, "fontWeight": "bold"}
    return {
        "data": {"values": rows},
        "width": max(52, min(96, PICTURE // len(order))) * len(order),
        "height": ROW * len(themes),
        "title": heading,
        "layer": [cell, glyph, sign],
    }
