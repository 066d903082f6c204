"""Makes the search page and its index: scripts with the positions of each series and year, loaded when needed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from stanceshift.errors import StanceshiftError
from stanceshift.labels.schemas import DIRECTIONS
from stanceshift.reports.addresses import place_of, session_page
from stanceshift.reports.interface import QUOTES
from stanceshift.reports.pages import Page
from stanceshift.reports.pages.compare import script
from stanceshift.reports.site_sessions import Row
from stanceshift.reports.view import GLYPHS, STANCE_OF, View

HERE = "search.html"
WORDS = ("more", "loading", "found_none", "found_one", "found_other", "shown", "missing", "start", "reported")
FRAME = 400
"""Bytes kept free in each script for what stands around its positions."""


def entry_of(view: View, row: Row) -> list[Any]:
    """Return a position as the page reads it.

    In order: anchor, act, direction, force, holder, theme, sentence, start and end of the verb in the sentence,
    1 where these are reported words of others.
    """
    quote = view.quote(row.position_id)
    start = len(quote.lead) if quote else 0
    stated = [place_of(row.position_id)[1], row.act, row.direction, row.force, row.holder, row.theme]
    return [*stated, row.sentence_text, start, start + row.end - row.start, int(row.reported)]


def shards(view: View) -> list[dict[str, Any]]:
    """Return the positions in parts by series and year, none larger as a script than a page may be.

    Keys: name, series, first and last (dates), languages, kinds (of text), texts: [document, date, language, kind,
    positions]. A text whose positions are too many for one part stands in several.
    """
    groups: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for document in sorted(view.site.documents.values(), key=lambda row: (row.series, row.date, row.document_id)):
        groups[document.series, document.date[:4]].append(document)
    found: list[dict[str, Any]] = []
    for (series, year), documents in groups.items():
        parts = _packed(view, documents)
        for number, texts in enumerate(parts, 1):
            name = f"{series}.{year}" if number == 1 else f"{series}.{year}.{number}"
            dates = [text[1] for text in texts]
            ends = {"first": min(dates), "last": max(dates)}
            kinds = {"languages": sorted({text[2] for text in texts}), "kinds": sorted({text[3] for text in texts})}
            found.append({"name": name, "series": series, **ends, **kinds, "texts": texts})
    if not found:
        raise StanceshiftError("no text holds a position: there is nothing to search", fix="look at build/label")
    return found


def _packed(view: View, documents: list[Row]) -> list[list[list[Any]]]:
    """Return the texts of a series and year in parts that each fit a script."""
    limit = view.site.settings.report.max_page_bytes - FRAME
    parts: list[list[list[Any]]] = []
    used = limit
    for document in documents:
        head = [document.document_id, document.date, document.language, document.text_kind]
        frame = _size(head) + 8
        text: list[Any] | None = None
        for paragraph in view.site.paragraphs.get(document.document_id, ()):
            for row in view.site.positions_in.get(paragraph.paragraph_id, ()):
                entry = entry_of(view, row)
                size = _size(entry) + 1
                if used + size + (0 if text else frame) > limit:
                    parts.append([])
                    used, text = 0, None
                if text is None:
                    text = [*head, []]
                    parts[-1].append(text)
                    used += frame
                text[4].append(entry)
                used += size
    return parts


def _size(value: Any) -> int:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8")) + 5 * text.count("<")


def files(view: View) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the scripts with the positions, the same for all languages of the interface."""
    for shard in shards(view):
        yield f"data/search/{shard['name']}.js", script("positions", shard["name"], shard["texts"])


def starts_of_parts(view: View) -> dict[str, list[int]]:
    """Return for every text whose page was split the first paragraph of each part after the first."""
    splits = view.folder.splits
    starts: dict[str, list[int]] = {}
    for document, paragraphs in view.site.paragraphs.items():
        page = session_page(document)
        parts: dict[int, int] = {}
        for paragraph in paragraphs if page in splits.parts else ():
            part = splits.at.get((page, place_of(paragraph.paragraph_id)[1]), 1)
            parts.setdefault(part, paragraph.number)
        if parts:
            starts[document] = [parts[part] for part in sorted(parts) if part > 1]
    return starts


def labels_file(view: View) -> tuple[str, str]:
    """Return (path, text) of the script with what the search needs in the view's language: parts and names."""
    site, t = view.site, view.t
    positions = list(site.positions.values())
    used = {name: {getattr(row, name) for row in positions} for name in ("theme", "act", "holder")}
    texts = list(site.documents.values())
    themes = {theme.id: view.named(theme.label) for theme in site.inputs.codebook.themes if theme.id in used["theme"]}
    value = {
        "shards": [{key: item for key, item in shard.items() if key != "texts"} for shard in shards(view)],
        "parts": starts_of_parts(view),
        "options": {
            "series": [[name, view.series(name)] for name in site.series_with_text],
            "theme": list(map(list, themes.items())),
            "act": [[act, view.act(act)] for act in site.inputs.codebook.act_ids if act in used["act"]],
            "direction": [[side, t(f"direction.{side}")] for side in DIRECTIONS],
            "holder": [
                [holder, view.holder(holder)] for holder in sorted(used["holder"], key=lambda h: (h != "joint", h))
            ],
            "language": [[name, t(f"language.{name}")] for name in sorted({row.language for row in texts})],
            "kind": [[kind, t(f"kind.{kind}")] for kind in sorted({row.text_kind for row in texts})],
        },
        "force": {str(force): t(f"force.{force}") for force in (0, 2)},
        "stance": STANCE_OF,
        "glyphs": GLYPHS,
        "quotes": {language: list(marks) for language, marks in QUOTES.items()},
        "months": t("date.months").split(),
        "digest": t("digest.mark"),
        "pages": {name: site.themes_in(name) for name in site.series_with_text},
        "words": {word: str(t.texts[f"search.{word}"]) for word in WORDS},
    }
    return f"data/search/labels.{view.language}.js", script("search", view.language, value)


def pages(view: View) -> Iterator[Page]:
    """Yield the page."""
    title, lead = view.t("search.title"), view.t("search.lead")
    names = ("series", "theme", "act", "direction", "holder", "language", "kind")
    labels = {"direction": "search.side", "language": "search.language", "kind": "search.kind"}
    filters = [(name, view.t(labels.get(name, f"term.{name}"))) for name in names]
    scripts = (f"data/search/labels.{view.language}.js", "assets/search.js")
    yield Page(HERE, "search", title, "search.html", {"filters": filters}, scripts=scripts, lead=lead)
