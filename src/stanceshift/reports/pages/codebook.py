"""Makes the page of the codebook: every theme and act with its definition, what belongs and what does not, and cues."""

from __future__ import annotations

from collections.abc import Iterator

from stanceshift.reports.pages import Block, Page
from stanceshift.reports.view import View


def pages(view: View) -> Iterator[Page]:
    """Yield the page."""
    codebook = view.site.inputs.codebook
    blocks = [
        Block("_heading.html", {"id": "acts", "text": view.t("codebook.acts"), "note": view.t("codebook.acts_note")})
    ]
    blocks.extend(Block("_codebook_act.html", {"act": act}) for act in codebook.acts)
    blocks.append(Block("_heading.html", {"id": "themes", "text": view.t("codebook.themes")}))
    for group in codebook.groups:
        themes = [theme for theme in codebook.themes if theme.group == group.id]
        blocks.append(Block("_heading.html", {"id": f"group-{group.id}", "text": view.named(group.label), "level": 3}))
        blocks.extend(Block("_codebook_theme.html", {"theme": theme}) for theme in themes)
    title, lead = view.t("codebook.title"), view.t("codebook.lead")
    yield Page("codebook.html", "codebook", title, "codebook.html", {"codebook": codebook}, tuple(blocks), lead=lead)
