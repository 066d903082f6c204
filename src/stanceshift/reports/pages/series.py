"""Makes the page of a series: sessions, matrix, headlines, what each says alone, agreements, beside the others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from stanceshift.reports.addresses import series_page
from stanceshift.reports.pages import Block, Page
from stanceshift.reports.pages.charts import matrix_chart
from stanceshift.reports.pages.index import by_kind, headlines
from stanceshift.reports.pages.said import alone_blocks, beside_blocks, commitment_blocks, themes_by_group
from stanceshift.reports.view import View

COLUMNS = 10
"""Sessions in one picture; a longer series has several, the latest first."""


def pages(view: View) -> Iterator[Page]:
    """Yield a page for every series, with or without texts."""
    site = view.site
    for series, sessions in sorted(site.by_series.items()):
        here = series_page(series)
        texts = site.texts(series)
        blocks = [Block("_series_session.html", {"session": session}) for session in reversed(sessions)]
        if texts:
            blocks.append(Block("_heading.html", {"id": "matrix", "text": view.t("matrix.heading")}))
        for number, end in enumerate(range(len(texts), 0, -COLUMNS), 1):
            columns = texts[max(0, end - COLUMNS) : end]
            chart = matrix_chart(view, here, series, columns, f"matrix{number}")
            blocks.append(Block("_matrix.html", {"chart": chart, "columns": columns, "series": series}))
        if len(texts) > 1:
            blocks.append(Block("_heading.html", {"id": "changes", "text": view.t("series.changes")}))
        for before, after in reversed(list(pairwise(texts))):
            chosen, others = headlines(view, after.id)
            shown = [view.change(row) for row in chosen]
            context = {"before": before, "after": after, "headlines": shown, "others": by_kind(others)}
            blocks.append(Block("_series_pair.html", context))
        if texts:
            blocks.extend(alone_blocks(view, series))
            blocks.extend(commitment_blocks(view, series))
            blocks.extend(beside_blocks(view, series))
            blocks.append(Block("_series_themes.html", {"series": series, "groups": themes_by_group(view, series)}))
        context = {"series": series, "n_texts": len(texts), "n_sessions": len(sessions)}
        title = view.series(series)
        yield Page(here, "series", title, "series.html", context, tuple(blocks), lead=view.series_note(series) or title)
