"""Makes the page of a theme in a series: strength, changes, threads, redlines, ladder, formulas, partners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stanceshift.reports.addresses import theme_page
from stanceshift.reports.pages import Block, Page
from stanceshift.reports.pages.charts import strength_charts
from stanceshift.reports.pages.said import commitment_blocks
from stanceshift.reports.site_sessions import Row, Session
from stanceshift.reports.view import View

COLUMNS, ROWS, STEPS = 8, 40, 30
"""Sessions and threads in one table, steps in one block: a longer series has several."""


def pages(view: View) -> Iterator[Page]:
    """Yield a page for every series and theme that a text of the series carries."""
    for series in view.site.series_with_text:
        for theme in view.site.themes_in(series):
            yield page_of(view, series, theme)


def page_of(view: View, series: str, theme: str) -> Page:
    """Return the page of a theme in a series."""
    site, here = view.site, theme_page(series, theme)
    charts = strength_charts(view, here, series, theme)
    chart = charts[0]
    entry = site.inputs.codebook.theme(theme)
    changes = list(reversed(site.changes_of.get((series, theme), [])))
    threads = site.threads_by_theme.get((series, theme), [])
    followed = [thread for thread in threads if site.threads[thread].n_sessions > 1]
    once = [thread for thread in threads if site.threads[thread].n_sessions == 1]
    columns = [s for s in site.texts(series) if _carries(view, s.id, theme, threads)]
    blocks = [Block("_strength.html", {"chart": earlier, "first": False}) for earlier in charts[1:]]
    if changes:
        blocks.append(Block("_heading.html", {"id": "changes", "text": view.t("theme.changes")}))
        blocks.extend(Block("_change.html", {"change": view.change(row)}) for row in changes)
    for number, end in enumerate(range(len(columns), 0, -COLUMNS)):
        shown = columns[max(0, end - COLUMNS) : end]
        table = [(site.threads[thread], _cells(view, thread, shown)) for thread in [*followed, *once]]
        table = [(thread, cells) for thread, cells in table if any(quotes for quotes, _ in cells)]
        for start in range(0, len(table), ROWS):
            context = {"rows": table[start : start + ROWS], "columns": shown, "number": number, "first": start == 0}
            blocks.append(Block("_threads_table.html", context))
    for number, end in enumerate(range(len(columns), 0, -COLUMNS)):
        ladder = ladder_of(view, theme, columns[max(0, end - COLUMNS) : end])
        if ladder:
            blocks.append(Block("_ladder.html", {"ladder": ladder, "number": number}))
    if followed:
        text, note = view.t("theme.threads"), view.t("theme.threads_note")
        blocks.append(Block("_heading.html", {"id": "threads", "text": text, "note": note, "screen": True}))
        blocks.extend(block for thread in followed for block in thread_blocks(view, thread))
    if once:
        blocks.append(Block("_heading.html", {"id": "once", "text": view.t("theme.once"), "screen": True}))
        blocks.extend(block for thread in once for block in thread_blocks(view, thread))
    blocks.extend(commitment_blocks(view, series, theme))
    formulas = formulas_of(view, series, theme)
    if formulas:
        blocks.append(Block("_heading.html", {"id": "formulas", "text": view.t("theme.formulas"), "screen": True}))
        blocks.extend(Block("_formula.html", formula) for formula in formulas)
    partners = partners_of(view, series, theme)
    text, note = view.t("theme.partners"), view.t("theme.partners_note" if partners else "theme.partners_none")
    blocks.append(Block("_heading.html", {"id": "partners", "text": text, "note": note, "screen": not partners}))
    across = across_series(view, theme)
    if len(across) > 1:
        blocks.append(Block("_across.html", {"across": across, "series": series, "theme": theme}))
    blocks.extend(Block("_partner.html", partner) for partner in partners)
    said = [row for row in chart.rows if row["quote"]]
    context = {
        "series": series,
        "theme": theme,
        "definition": view.named(entry.definition),
        "chart": chart,
        "history": site.history.get((series, theme)),
        "now": said[-1] if said else None,
        "silent": silent_since(view, series, theme),
        "any_digest": any(row["session"].is_digest for row in (chart.rows)),
    }
    title = f"{view.theme(theme)} · {view.series(series)}"
    return Page(here, "theme", title, "theme.html", context, tuple(blocks), lead=view.named(entry.definition))


def silent_since(view: View, series: str, theme: str) -> tuple[int, int, list[Session]] | None:
    """Return how many later texts say nothing on a theme, how many of them are partial, and the full ones."""
    known, texts = view.site.history.get((series, theme)), view.site.texts(series)
    if known is None:
        return None
    later = texts[[session.id for session in texts].index(known.last_session) + 1 :]
    full = [session for session in later if session.is_full]
    return (len(later), len(later) - len(full), full) if later else None


def across_series(view: View, theme: str) -> list[dict[str, Any]]:
    """Return for every series with the theme its first mention, strongest and latest words, the first to say it first.

    Keys: series, first, last (sessions), n (sessions with it), texts, strongest and latest (quotes or None).
    """
    site = view.site
    rows = []
    for series in site.series_with_text:
        known = site.history.get((series, theme))
        if known is None:
            continue
        said = [row for row in (site.strongest(s.id, theme) for s in site.texts(series)) if row is not None]
        ranked = sorted(said, key=lambda row: (row.rung, row.force))
        first, last = site.sessions[known.first_session], site.sessions[known.last_session]
        rows.append(
            {
                "series": series,
                "first": first,
                "last": last,
                "n": known.n_sessions,
                "texts": len(site.texts(series)),
                "strongest": view.quoted(ranked[-1]) if ranked else None,
                "latest": view.quoted(said[-1]) if said else None,
            }
        )
    return sorted(rows, key=lambda row: (row["first"].date, row["series"]))


def _carries(view: View, session: str, theme: str, threads: list[str]) -> bool:
    cell = view.site.matrix.get((session, theme))
    if cell is not None and cell.status == "present":
        return True
    return any((thread, session) in view.site.members_in for thread in threads)


def _cells(view: View, thread: str, columns: list[Any]) -> list[tuple[list[Any], str]]:
    """Return for each session the quotes of a thread, and the status where there is none."""
    cells = []
    for session in columns:
        members = view.site.members_in.get((thread, session.id), [])
        quotes = [view.quote(member.position_id) for member in members]
        cells.append((quotes, "" if quotes else "absent" if session.is_full else "unknown"))
    return cells


def thread_blocks(view: View, thread: str) -> Iterator[Block]:
    """Yield what a page shows of a thread: its first words, then every step, a long one in several blocks."""
    site = view.site
    row = site.threads[thread]
    rows = site.ledger_of.get(thread, [])
    members = site.thread_members[thread]
    opening = [step for step in rows if step.change == "new" and step.after_position_id == members[0].position_id]
    steps = [view.change(step) for step in rows if step not in opening]
    first = view.quote(members[0].position_id)
    start = view.change(opening[0]) if opening else None
    for number in range(0, max(1, len(steps)), STEPS):
        shown = steps[number : number + STEPS]
        yield Block("_thread.html", {"thread": row, "first": first, "opening": start, "steps": shown, "number": number})


def ladder_of(view: View, theme: str, sessions: Sequence[Session]) -> list[dict[str, Any]]:
    """Return the rungs from the strongest for to the strongest against, each with the verbs that stand on it."""
    site = view.site
    placed: dict[int, list[Row]] = {}
    for session in sessions:
        for paragraph in site.paragraphs[session.primary.document_id]:
            for row in site.positions_in.get(paragraph.paragraph_id, ()):
                if row.theme == theme and not row.reported:
                    sign = {"against": -1, "for": 1}.get(row.direction, 0)
                    placed.setdefault(sign * row.rung, []).append(row)
    if not placed:
        return []
    rungs = sorted({*view.rungs, *placed}, reverse=True)
    return [
        {
            "rung": rung,
            "side": "for" if rung > 0 else "against" if rung < 0 else "none",
            "acts": view.rungs.get(rung, ""),
            "quotes": [view.quote(row.position_id) for row in placed.get(rung, [])],
        }
        for rung in rungs
    ]


def formulas_of(view: View, series: str, theme: str) -> list[dict[str, Any]]:
    """Return the formulas used in the paragraphs of a theme, those used most first, with where."""
    site = view.site
    found: dict[str, list[Row]] = {}
    for session in site.texts(series):
        for paragraph in site.paragraphs[session.primary.document_id]:
            if any(row.theme == theme for row in site.themes_of.get(paragraph.paragraph_id, ())):
                for use in site.formula_uses_in.get(paragraph.paragraph_id, ()):
                    found.setdefault(use.formula_id, []).append(use)
    order = sorted(found, key=lambda key: (site.formulas[key].origin != "listed", -len(found[key]), key))
    return [{"formula": site.formulas[key], "uses": found[key]} for key in order[:12]]


def partners_of(view: View, series: str, theme: str) -> list[dict[str, Any]]:
    """Return the comparisons of a series with others on a theme, the latest first."""
    rows = [row for row in view.site.partners_of.get(theme, []) if series in (row.series_a, row.series_b)]
    rows.sort(key=lambda row: (row.date_b, row.series_b, row.series_a, row.position_b), reverse=True)
    return [{"row": row, "a": view.quote(row.position_a), "b": view.quote(row.position_b)} for row in rows]
