"""Draws sessions by themes: where each theme stands, on which side, how strongly, and where nothing can be known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from stanceshift.reports.figures.render import COLOURS, Mark, render

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
    blocks: list[alt.LayerChart | alt.FacetChart] = []
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
    chart = alt.vconcat(*blocks, spacing=9)
    marks = {f"{cell.session}/{cell.theme}": cell.mark for cell in cells}
    return render(chart, identity, title, description, marks)


def _block(
    rows: list[dict[str, object]],
    group: str,
    themes: list[str],
    order: list[str],
    heads: Mapping[str, Sequence[str]],
    first: bool,
) -> alt.LayerChart | alt.FacetChart:
    labels = " ".join(f"datum.value == {session!r} ? {list(head)!r} :" for session, head in heads.items()) + " ''"
    axis = alt.Axis(
        orient="top", labelExpr=labels, labelAngle=0, domain=False, ticks=False, labelPadding=18, title=None
    )
    x = alt.X("session:N", sort=order, scale=alt.Scale(domain=order), axis=axis if first else None)
    y = alt.Y(
        "theme:N",
        sort=themes,
        scale=alt.Scale(domain=themes),
        axis=alt.Axis(
            title=None,
            domain=False,
            ticks=False,
            labelLimit=LABELS,
            labelPadding=10,
            minExtent=LABELS,
            maxExtent=LABELS,
        ),
    )
    base = alt.Chart(alt.Data(values=rows))
    stances = list(SHAPES)
    tints = alt.Scale(domain=[f"{s}-tint" for s in stances], range=[COLOURS[f"{s}-tint"] for s in stances])
    present, silent = base.transform_filter("datum.stance != ''"), base.transform_filter("datum.stance == ''")
    cell = present.mark_rect(stroke=COLOURS["paper"], strokeWidth=1.5).encode(
        x=x, y=y, fill=alt.Fill("tint:N", scale=tints, legend=None)
    )
    glyph = present.mark_point(filled=True, opacity=1).encode(
        x=x,
        y=y,
        size=alt.Size("size:Q", scale=None, legend=None),
        shape=alt.Shape("stance:N", scale=alt.Scale(domain=stances, range=list(SHAPES.values())), legend=None),
        color=alt.Color("stance:N", scale=alt.Scale(domain=stances, range=[COLOURS[s] for s in stances]), legend=None),
        description="mark:N",
    )
    sign = silent.mark_text(color=COLOURS["soft"], fontSize=11).encode(x=x, y=y, text="sign:N", description="mark:N")
    return alt.layer(cell, glyph, sign).properties(
        width=max(52, min(96, PICTURE // len(order))) * len(order),
        height=ROW * len(themes),
        title=alt.TitleParams(group, anchor="start", frame="bounds", offset=10 if first else 3, fontWeight="bold"),
    )
