"""Makes the first page: what changed since the last session, the matrix, what the corpus holds and lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from stanceshift.reports.pages import Block, Page
from stanceshift.reports.pages.charts import matrix_chart
from stanceshift.reports.pages.said import parties_alone, themes_by_group
from stanceshift.reports.view import View

MOST_HEADLINES = 8
LEAST_HEADLINES = 3
MOST_COLUMNS = 10
"""Sessions in the picture of the first page; the page of the series shows all."""


def headlines(view: View, session: str) -> tuple[list[Any], list[Any]]:
    """Return the changes of a session worth a headline, and the others."""
    rows = view.site.changes_between.get(session, [])
    least = view.site.settings.compare.headline_importance
    chosen = [row for row in rows if row.importance >= least][:MOST_HEADLINES]
    if len(chosen) < LEAST_HEADLINES:
        chosen = rows[:LEAST_HEADLINES]
    ids = {row.change_id for row in chosen}
    return chosen, [row for row in rows if row.change_id not in ids]


def by_kind(rows: list[Any]) -> list[tuple[str, list[Any]]]:
    """Return rows grouped by what happened, in the order of importance of the groups."""
    order = ("reversed", "new", "strengthened", "softened", "dropped", "reworded", "verbatim", "not_seen")
    return [
        (kind, [row for row in rows if row.change == kind]) for kind in order if any(r.change == kind for r in rows)
    ]


def series_table(view: View) -> list[dict[str, Any]]:
    """Return one line a series: sessions known, texts held by kind, last session."""
    site = view.site
    names = [*site.series_with_text, *(name for name in site.by_series if name not in site.series_with_text)]
    lines = []
    for name in names:
        sessions = site.by_series[name]
        kinds = Counter(s.primary.text_kind for s in sessions if s.primary is not None)
        lines.append(
            {
                "series": name,
                "sessions": sessions,
                "official": kinds["official"] + kinds["translation"],
                "digests": kinds["digest"],
                "without": sum(not s.has_text for s in sessions),
                "last": sessions[-1],
            }
        )
    return lines


def pages(view: View) -> Iterator[Page]:
    """Yield the first page."""
    site = view.site
    home = site.settings.report.home_series
    here = "index.html"
    texts = site.texts(home)
    last = texts[-1]
    chosen, others = headlines(view, last.id)
    documents = list(site.documents.values())
    kinds = Counter((row.text_kind, row.language) for row in documents)
    head = {"home": home, "last": last, "before": texts[-2] if len(texts) > 1 else None}
    context = {
        "home": home,
        "headlines": [view.change(row) for row in chosen],
        "others": by_kind(others),
        "groups": themes_by_group(view, home),
        "series_name": home,
        "parties": parties_alone(view, home),
        "chart": matrix_chart(view, here, home, texts[-MOST_COLUMNS:], "matrix"),
        "columns": texts[-MOST_COLUMNS:],
        "all_columns": len(texts) <= MOST_COLUMNS,
        "home_sessions": list(reversed(site.by_series[home])),
        "series": series_table(view),
        "kinds": sorted(kinds.items()),
        "n_texts": len(documents),
        "n_sessions": len(site.sessions),
        "n_without": sum(not session.has_text for session in site.sessions.values()),
        "n_positions": len(site.positions),
        "n_rows": len(site.inputs.tables["ledger"]),
    }
    names = (
        "_index_headlines.html",
        "_index_ways.html",
        "_index_matrix.html",
        "_index_sessions.html",
        "_index_corpus.html",
    )
    blocks = tuple(Block(name, context) for name in names)
    yield Page(here, "index", view.t("index.title"), "index.html", head, blocks, lead=view.t("index.lead"))
