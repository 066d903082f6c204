"""Draws the strength of a theme over the sessions of a series: how strongly, on which side, with the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from stanceshift.reports.figures.render import COLOURS, Mark, nominal, render

SHAPES = {"against": "triangle-down", "for": "triangle-up", "none": "circle"}
SIDES = {"against": "critical", "for": "supportive", "none": "neutral"}
TOP = 4.6
"""Highest strength on the axis: rung 4, force 2, and a little air."""
LABELS = 200
"""Width of the names of the rungs, in units of the drawing."""
PADDING = {"left": 30, "top": 5, "right": 5, "bottom": 5}
"""Room around the chart: a page's font may set the names of the rungs wider than the font the chart was measured in."""


@dataclass(frozen=True)
class Point:
    """One session on the chart; ``strength`` is None where the text says nothing on the theme."""

    session: str
    date: str
    strength: float | None
    status: str
    digest: bool
    mark: Mark


def as_day(date: str) -> str:
    """Return a whole date for one known to the year or month only."""
    return "-".join([*date.split("-"), "01", "01"][:3])


def side_of(strength: float) -> str:
    """Return the side of a signed strength: against, for or none."""
    return "against" if strength < 0 else "for" if strength > 0 else "none"


def draw(
    points: Sequence[Point],
    rungs: Mapping[int, str],
    identity: str,
    title: str,
    description: str,
    silent: Mapping[str, str],
) -> str:
    """Return the chart as SVG.

    Parameters
    ----------
    points:
        The sessions in order of date.
    rungs:
        Names of the rungs, minus against, plus for.
    silent:
        What stands for a session without words on the theme, by status: absent, unknown, no_text.
    """
    said = [p for p in points if p.strength is not None]
    rows = [
        {
            "day": as_day(p.date),
            "strength": p.strength,
            "side": side_of(p.strength or 0.0),
            "digest": p.digest,
            "mark": f"mark:{p.session}",
        }
        for p in said
    ]
    order = {p.session: number for number, p in enumerate(points)}
    steps = [
        {
            "x": as_day(a.date),
            "x2": as_day(b.date),
            "y": a.strength,
            "y2": b.strength,
            "gap": order[b.session] - order[a.session] > 1,
        }
        for a, b in pairwise(said)
    ]
    days = [as_day(p.date) for p in points]
    labels = " ".join(f"datum.value == {rung} ? {name!r} :" for rung, name in rungs.items()) + " ''"
    axis = {
        "values": sorted(rungs),
        "labelExpr": labels,
        "labelOverlap": False,
        "labelLimit": LABELS,
        "labelPadding": 10,
        "domain": False,
        "ticks": False,
        "minExtent": LABELS,
        "maxExtent": LABELS,
    }
    scale = {"domain": [-TOP, TOP], "nice": False}
    time = {"domain": _domain(days), "type": "utc"}
    x = {"field": "day", "type": "temporal", "title": None, "scale": time, "axis": _time_axis(days)}
    y, level = (
        {"field": field, "type": "quantitative", "title": None, "scale": scale, "axis": axis}
        for field in ("strength", "y")
    )
    zero = {
        "data": {"values": [{"y": 0}]},
        "mark": {"type": "rule", "color": COLOURS["line"]},
        "encoding": {"y": level},
    }
    dash = {"condition": {"test": "datum.gap", "value": [3, 4]}, "value": [1, 0]}
    line = {
        "data": {"values": steps},
        "mark": {"type": "rule", "color": COLOURS["soft"], "strokeWidth": 1.2},
        "encoding": {
            "x": {"field": "x", "type": "temporal"},
            "x2": {"field": "x2"},
            "y": level,
            "y2": {"field": "y2"},
            "strokeDash": dash,
        },
    }
    shapes = {"domain": list(SHAPES), "range": list(SHAPES.values())}
    marks = {
        "data": {"values": rows},
        "mark": {"type": "point", "size": 150, "opacity": 1, "strokeWidth": 1.8},
        "encoding": {
            "x": x,
            "y": y,
            "shape": nominal("side", scale=shapes, legend=None),
            "stroke": nominal("side", scale=_scale(SIDES), legend=None),
            "fill": nominal("fill", scale=_scale({**SIDES, "open": "paper"}), legend=None),
            "description": nominal("mark"),
        },
        "transform": [{"calculate": "datum.digest ? 'open' : datum.side", "as": "fill"}],
    }
    layers: list[dict[str, Any]] = [zero, line, marks]
    quiet = [
        {"day": as_day(p.date), "y": -TOP + 0.25, "text": silent[p.status], "mark": f"mark:{p.session}"}
        for p in points
        if p.strength is None
    ]
    if quiet:
        layers.append(
            {
                "data": {"values": quiet},
                "mark": {"type": "text", "color": COLOURS["soft"], "fontSize": 13, "baseline": "middle"},
                "encoding": {"x": x, "y": level, "text": nominal("text"), "description": nominal("mark")},
            }
        )
    chart = {"width": 540, "height": 260, "padding": PADDING, "layer": layers}
    return render(chart, identity, title, description, {p.session: p.mark for p in points})


def _scale(names: Mapping[str, str]) -> dict[str, list[str]]:
    return {"domain": list(names), "range": [COLOURS[name] for name in names.values()]}


def _year(year: int) -> dict[str, Any]:
    return {"year": year, "month": 1, "date": 1, "utc": True}


def _domain(days: Sequence[str]) -> list[dict[str, Any]]:
    return [_year(int(days[0][:4])), _year(int(days[-1][:4]) + 1)]


def _time_axis(days: Sequence[str]) -> dict[str, Any]:
    first, last = int(days[0][:4]), int(days[-1][:4]) + 1
    step = max(1, (last - first) // 10)
    values = [_year(year) for year in range(first, last + 1, step)]
    return {"values": values, "format": "%Y", "grid": False, "labelFlush": False, "tickSize": 4}
