"""Makes the page on which any two sessions are compared, and the files of data that it loads, one a session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from stanceshift.labels.schemas import ACTS
from stanceshift.reports.addresses import place_of, session_page
from stanceshift.reports.interface import QUOTES
from stanceshift.reports.pages import Page
from stanceshift.reports.site import Session
from stanceshift.reports.view import CHANGE_GLYPHS, GLYPHS, STANCE_GLYPHS, View

HERE = "compare.html"
WORDS = (
    "compare.nothing",
    "compare.open",
    "compare.same",
    "compare.missing",
    "compare.strength",
    "compare.unnamed",
    "digest.mark",
    "status.absent",
    "status.unknown",
    "status.no_text",
    "holder.joint",
)


def script(name: str, key: str, value: Any) -> str:
    """Return a script that hands over data: ``stanceshift.<name>[key] = value``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    holder = f"(window.stanceshift=window.stanceshift||{{}},stanceshift.{name}=stanceshift.{name}||{{}})"
    return f"{holder}[{json.dumps(key)}]={text};\n"


def session_data(view: View, session: Session) -> dict[str, Any]:
    """Return what the comparison shows of a session, the same for all languages of the interface.

    Keys: d document, k kind of text, l language, full, t themes: id to [status, stance, strength, positions]; a
    position is [page, anchor, act, direction, force, holder, sentence, start and end of the verb in it].
    """
    site, document = view.site, session.primary
    themes: dict[str, list[Any]] = {}
    for (identity, theme), cell in site.matrix.items():
        if identity == session.id and cell.status == "present":
            themes[theme] = [cell.status, cell.stance, cell.strength, []]
    for paragraph in site.paragraphs[document.document_id]:
        for row in site.positions_in.get(paragraph.paragraph_id, ()):
            if row.reported:
                continue
            quote = view.quoted(row)
            anchor = place_of(row.position_id)[1]
            page = view.folder.splits.path(session_page(document.document_id), anchor)
            start = len(quote.lead)
            entry = [page, anchor, row.act, row.direction, row.force, row.holder, row.sentence_text]
            themes.setdefault(row.theme, ["present", "", None, []])[3].append([*entry, start, start + len(quote.verb)])
    return {
        "d": document.document_id,
        "k": document.text_kind,
        "l": document.language,
        "full": document.coverage == "full",
        "t": themes,
    }


def files(view: View) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the scripts with the data of each session that has a text."""
    for session in view.site.sessions.values():
        if session.has_text:
            yield f"data/compare/{session.id}.js", script("sessions", session.id, session_data(view, session))


def labels_file(view: View) -> tuple[str, str]:
    """Return (path, text) of the script with the names that the comparison needs in the view's language."""
    site = view.site
    holders = sorted({row.holder for row in site.positions.values()})
    value = {
        "sessions": [
            [s.id, s.series, view.session(s), s.is_digest]
            for name in site.series_with_text
            for s in reversed(site.texts(name))
        ],
        "series": {name: view.series(name) for name in site.series_with_text},
        "themes": [[theme.id, view.named(theme.label)] for theme in site.inputs.codebook.themes],
        "pages": {name: site.themes_in(name) for name in site.series_with_text},
        "acts": {act: view.act(act) for act in ACTS},
        "holders": {holder: view.holder(holder) for holder in holders},
        "force": {str(force): view.t(f"force.{force}") for force in (0, 1, 2)},
        "stance": {stance: view.t(f"stance.{stance}") for stance in STANCE_GLYPHS},
        "glyphs": GLYPHS,
        "stance_glyphs": STANCE_GLYPHS,
        "change_glyphs": CHANGE_GLYPHS,
        "quotes": {language: list(marks) for language, marks in QUOTES.items()},
        "words": {word: view.t(word) for word in WORDS},
    }
    return f"data/compare/labels.{view.language}.js", script("labels", view.language, value)


def pages(view: View) -> Iterator[Page]:
    """Yield the page."""
    home = view.site.texts(view.site.settings.report.home_series)
    context = {"a": home[-2].id if len(home) > 1 else home[-1].id, "b": home[-1].id}
    scripts = (labels_file(view)[0], "assets/compare.js")
    title, lead = view.t("compare.title"), view.t("compare.lead")
    yield Page(HERE, "compare", title, "compare.html", context, scripts=scripts, lead=lead)
