"""Draws the strength of a theme over the sessions of a series: how strongly, on which side, with the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt

from stanceshift.reports.figures.render import COLOURS, Mark, render

SHAPES = {"against": "triangle-down", "for": "triangle-up", "none": "circle"}
SIDES = {"against": "critical", "for": "supportive", "none": "neutral"}
TOP = 4.6
"""Highest strength on the axis: rung 4, force 2, and a little air."""
LABELS = 200
"""Width of the names of the rungs, in units of the drawing."""


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
    x = alt.X("day:T", title=None, scale=alt.Scale(domain=_domain(days), type="utc"), axis=_time_axis(days))
    names = "; ".join(f"datum.value == {rung} ? {name!r} :" for rung, name in rungs.items())
    labels = names.replace("; ", " ") + " ''"
    axis = alt.Axis(
        values=sorted(rungs),
        labelExpr=labels,
        labelOverlap=False,
        labelLimit=LABELS,
        labelPadding=10,
        domain=False,
        ticks=False,
        minExtent=LABELS,
        maxExtent=LABELS,
    )
    scale = alt.Scale(domain=[-TOP, TOP], nice=False)
    y = alt.Y("strength:Q", title=None, scale=scale, axis=axis)
    level = alt.Y("y:Q", title=None, scale=scale, axis=axis)
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(color=COLOURS["line"]).encode(y=level)
    line = (
        alt.Chart(alt.Data(values=steps))
        .mark_rule(color=COLOURS["soft"], strokeWidth=1.2)
        .encode(
            x="x:T",
            x2="x2:T",
            y=level,
            y2="y2:Q",
            strokeDash=alt.condition("datum.gap", alt.value([3, 4]), alt.value([1, 0])),
        )
    )
    marks = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(size=150, opacity=1, strokeWidth=1.8)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("side:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())), legend=None),
            stroke=alt.Stroke("side:N", scale=_scale(SIDES), legend=None),
            fill=alt.Fill("fill:N", scale=_scale({**SIDES, "open": "paper"}), legend=None),
            description="mark:N",
        )
        .transform_calculate(fill="datum.digest ? 'open' : datum.side")
    )
    layers: list[alt.Chart] = [zero, line, marks]
    quiet = [
        {"day": as_day(p.date), "y": -TOP + 0.25, "text": silent[p.status], "mark": f"mark:{p.session}"}
        for p in points
        if p.strength is None
    ]
    if quiet:
        layers.append(
            alt.Chart(alt.Data(values=quiet))
            .mark_text(color=COLOURS["soft"], fontSize=13, baseline="middle")
            .encode(x=x, y=level, text="text:N", description="mark:N")
        )
    chart = alt.layer(*layers).properties(width=540, height=260)
    return render(chart, identity, title, description, {p.session: p.mark for p in points})


def _scale(names: Mapping[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=[COLOURS[name] for name in names.values()])


def _domain(days: Sequence[str]) -> list[alt.DateTime]:
    first, last = int(days[0][:4]), int(days[-1][:4]) + 1
    return [alt.DateTime(year=first, month=1, date=1, utc=True), alt.DateTime(year=last, month=1, date=1, utc=True)]


def _time_axis(days: Sequence[str]) -> alt.Axis:
    first, last = int(days[0][:4]), int(days[-1][:4]) + 1
    step = max(1, (last - first) // 10)
    values = [alt.DateTime(year=year, month=1, date=1, utc=True) for year in range(first, last + 1, step)]
    return alt.Axis(values=values, format="%Y", grid=False, labelFlush=False, tickSize=4)
