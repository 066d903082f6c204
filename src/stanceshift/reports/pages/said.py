"""Makes what pages share about who says what: each party alone, agreements by stage, one series beside another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stanceshift.reports.pages import Block
from stanceshift.reports.site_sessions import Row, Session
from stanceshift.reports.view import View

LINES = 40
"""Positions in one block."""
UNNAMED_THEME = "other"
"""The theme of what has none of its own: two series that both speak of something else have nothing in common."""


def themes_by_group(view: View, series: str) -> list[tuple[str, list[tuple[str, Session | None]]]]:
    """Return the groups of the codebook with the themes of a series; with a theme now silent, its last session."""
    site = view.site
    texts = site.texts(series)
    groups = []
    for group in site.inputs.codebook.groups:
        themes = []
        for theme in site.themes_in(series):
            if site.inputs.codebook.theme(theme).group == group.id:
                known = site.history.get((series, theme))
                last = known.last_session if known is not None else texts[-1].id
                themes.append((theme, site.sessions[last] if last != texts[-1].id else None))
        if themes:
            groups.append((view.named(group.label), themes))
    return groups


def said_alone(view: View, series: str) -> dict[str, list[Row]]:
    """Return by holder what one party says without the others, the latest session first; parties before others."""
    site = view.site
    found: dict[str, list[Row]] = {}
    parties: dict[str, None] = {}
    for session in reversed(site.texts(series)):
        parties.update(dict.fromkeys(session.primary.parties))
        for paragraph in site.paragraphs[session.primary.document_id]:
            for row in site.positions_in.get(paragraph.paragraph_id, ()):
                if row.holder != "joint" and not row.reported:
                    found.setdefault(row.holder, []).append(row)
    order = [*(party for party in parties if party in found), *sorted(set(found) - set(parties))]
    return {holder: found[holder] for holder in order}


def parties_alone(view: View, series: str) -> list[str]:
    """Return the parties that say something alone in a series."""
    return list(said_alone(view, series))


def alone_blocks(view: View, series: str) -> Iterator[Block]:
    """Yield what each party of a series says alone."""
    found = said_alone(view, series)
    if found:
        text, note = view.t("alone.heading"), view.t("alone.note")
        yield Block("_heading.html", {"id": "alone", "text": text, "note": note})
    for holder, rows in found.items():
        for start in range(0, len(rows), LINES):
            quotes = [view.quoted(row) for row in rows[start : start + LINES]]
            yield Block("_alone.html", {"holder": holder, "quotes": quotes, "n": len(rows), "first": start == 0})


def commitment_blocks(view: View, series: str, theme: str = "") -> Iterator[Block]:
    """Yield the agreements and activities of a series and the stage announced at each session, of one theme if named.

    An item belongs to a theme where one of its sentences does, by its position or else its paragraph.
    """
    items: dict[str, list[Row]] = {}
    for row in view.site.commitments_of.get(series, []):
        items.setdefault(row.item, []).append(row)
    shown = [steps for steps in items.values() if not theme or any(theme_of(view, row) == theme for row in steps)]
    shown.sort(key=lambda steps: (steps[-1].date, steps[-1].item), reverse=True)
    for start in range(0, len(shown), LINES):
        yield Block("_commitments.html", {"items": shown[start : start + LINES], "first": start == 0})


def theme_of(view: View, row: Row) -> str:
    """Return the theme of the sentence that announces a stage."""
    if row.position_id is not None:
        return str(view.site.positions[row.position_id].theme)
    themes = view.site.themes_of.get(row.paragraph_id, [])
    return str(themes[0].theme) if themes else ""


def beside_blocks(view: View, series: str) -> Iterator[Block]:
    """Yield the themes of a series that each other series does not mention, and the other way round."""
    own = themes_of(view, series)
    others = [name for name in view.site.series_with_text if name != series]
    lines: list[dict[str, Any]] = []
    for other in others:
        theirs = themes_of(view, other)
        here = [theme for theme in own if theme not in theirs]
        there = [theme for theme in theirs if theme not in own]
        full = all(session.is_full for session in view.site.texts(other))
        lines.append(
            {"series": other, "here": here, "there": there, "texts": len(view.site.texts(other)), "full": full}
        )
    if lines:
        yield Block("_beside.html", {"series": series, "lines": lines})


def themes_of(view: View, series: str) -> list[str]:
    """Return the themes that the texts of a series mention, in the order of the codebook."""
    known = {theme for name, theme in view.site.history if name == series}
    return [theme for theme in view.site.inputs.codebook.theme_ids if theme in known and theme != UNNAMED_THEME]
