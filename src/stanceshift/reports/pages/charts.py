"""Makes the two figures of the pages from the tables: strength over the sessions, sessions by themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stanceshift.reports.figures import matrix, strength
from stanceshift.reports.figures.render import Mark
from stanceshift.reports.site_sessions import Session
from stanceshift.reports.view import STATUS_SIGNS, View

POINTS = 30
"""Sessions in one chart of strength."""


@dataclass(frozen=True)
class Chart:
    """A figure with its numbers: an SVG element, a line for each mark, and the address of its data."""

    svg: str
    rows: list[dict[str, Any]]
    data: str = ""
    """Path of its data on the site, without the ending."""


def theme_rows(view: View, series: str, theme: str) -> list[dict[str, Any]]:
    """Return for every session of a series what the chart of a theme shows, in order of date."""
    site = view.site
    rows = []
    for session in site.by_series[series]:
        cell = site.matrix.get((session.id, theme))
        if cell is None:
            continue
        position = site.strongest(session.id, theme)
        rows.append(
            {
                "session": session,
                "cell": cell,
                "quote": view.quote(position.position_id) if position is not None else None,
            }
        )
    return rows


def strength_charts(view: View, here: str, series: str, theme: str) -> list[Chart]:
    """Return the charts of a theme in a series, the latest sessions first, one at least."""
    rows = theme_rows(view, series, theme)
    ends = range(len(rows), 0, -POINTS) or [0]
    return [_strength(view, here, series, theme, rows[max(0, end - POINTS) : end], n) for n, end in enumerate(ends)]


def _strength(view: View, here: str, series: str, theme: str, rows: list[dict[str, Any]], number: int) -> Chart:
    """Return one chart; without a drawing where fewer than two of the sessions say something on the theme."""
    t = view.t
    said = [row for row in rows if row["cell"].strength is not None]
    data = f"data/series/{series}/{theme}"
    if len(said) < 2:
        return Chart("", rows, data)
    shown = [row for row in rows if row["cell"].status != "no_text"]
    points = []
    for row in shown:
        session, cell, quote = row["session"], row["cell"], row["quote"]
        kind = f"{t('digest.short')}: " if session.is_digest else ""
        if quote:
            label = t(
                "chart.point",
                date=view.session(session),
                act=view.act_and_force(quote.position),
                strength=view.strength(cell.strength),
                verb=t.quote(quote.verb, quote.document.language),
            )
            words = f"{view.session(session)}. {kind}{t.quote(quote.text, quote.document.language)}"
            link = view.to_position(here, quote.position.position_id)
            mark = Mark(label, link, words, quote.document.language, shown=row is said[-1])
        else:
            status = t(f"status.{cell.status}") if cell.strength is None else view.strength(cell.strength)
            mark = Mark(f"{view.session(session)}: {status}", view.to_document(here, session.primary.document_id))
        status = cell.status if cell.status != "present" else "unknown"
        points.append(strength.Point(session.id, session.date, cell.strength, status, session.is_digest, mark))
    title = t("chart.strength_title", theme=view.theme(theme), series=view.series(series))
    svg = strength.draw(points, view.rungs, f"strength{number or ''}", title, _in_words(view, said), STATUS_SIGNS)
    return Chart(svg, rows, data)


def _in_words(view: View, said: Sequence[dict[str, Any]]) -> str:
    parts = [f"{view.session(row['session'])}: {view.strength(row['cell'].strength)}" for row in said]
    return view.t("chart.strength_desc") + " " + "; ".join(parts) + "."


def matrix_chart(view: View, here: str, series: str, sessions: Sequence[Session], identity: str) -> Chart:
    """Return the picture of the themes of a series in the given sessions."""
    t, site = view.t, view.site
    present = [theme for theme in site.themes_in(series) if any(_present(view, s, theme) for s in sessions)]
    cells = []
    for session in sessions:
        for theme in present:
            cell = site.matrix[session.id, theme]
            stance = cell.stance if cell.status == "present" else ""
            what = t(f"stance.{stance}") if stance else t(f"status.{cell.status}")
            if cell.strength is not None:
                what += f", {t('matrix.strength')} {view.strength(cell.strength)}"
            mark = Mark(f"{view.theme(theme)}, {view.session(session)}: {what}")
            size = abs(cell.strength) if cell.strength is not None else 0.0
            cells.append(matrix.Cell(session.id, theme, cell.status, stance, size, mark))
    groups = []
    for group in site.inputs.codebook.groups:
        themes = [theme for theme in present if site.inputs.codebook.theme(theme).group == group.id]
        if themes:
            groups.append((view.named(group.label), themes))
    digest = t("digest.short")
    columns = [(s.id, [view.session(s, short=True), digest if s.is_digest else ""]) for s in sessions]
    title = t("matrix.title", series=view.series(series))
    counts = Counter(cell.stance or cell.status for cell in cells)
    words = [
        f"{t(f'stance.{key}') if key in matrix.SHAPES else t(f'status.{key}')}: {n}"
        for key, n in sorted(counts.items())
    ]
    description = t("matrix.desc", themes=len(present), sessions=len(sessions)) + " " + "; ".join(words) + "."
    names = {theme: view.theme(theme) for theme in present}
    svg = matrix.draw(cells, groups, columns, names, identity, title, description)
    rows = [
        {"theme": theme, "group": group, "cells": [site.matrix[session.id, theme] for session in sessions]}
        for group, themes in groups
        for theme in themes
    ]
    return Chart(svg, rows, f"data/series/{series}/matrix")


def _present(view: View, session: Session, theme: str) -> bool:
    cell = view.site.matrix.get((session.id, theme))
    return cell is not None and cell.status == "present"
