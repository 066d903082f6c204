"""Makes the page that compares two sessions or series, and the files of data that it loads, one a session or series."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from stanceshift.labels.schemas import ACTS
from stanceshift.reports.addresses import place_of, session_page
from stanceshift.reports.interface import QUOTES
from stanceshift.reports.pages import Page
from stanceshift.reports.site_sessions import Session
from stanceshift.reports.view import CHANGE_GLYPHS, GLYPHS, STANCE_GLYPHS, View

HERE = "compare.html"
WORDS = (
    "compare.nothing",
    "compare.open",
    "compare.same",
    "compare.missing",
    "compare.strength",
    "compare.unnamed",
    "compare.only",
    "compare.shared",
    "compare.none",
    "compare.span",
    "compare.unseen",
    "digest.mark",
    "digest.source",
    "status.absent",
    "status.unknown",
    "status.no_text",
    "holder.joint",
)

PLACES = {name: f"{{{name}}}" for name in ("name", "n", "texts", "first", "last")}
"""What the page fills in itself stays as it is in these words."""


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
            for theme in (row.theme, *sorted(site.compared_as.get(row.position_id, ()))):
                themes.setdefault(theme, ["present", "", None, []])[3].append([*entry, start, start + len(quote.verb)])
    return {
        "d": document.document_id,
        "k": document.text_kind,
        "l": document.language,
        "full": document.coverage == "full",
        "t": themes,
    }


def series_key(series: str) -> str:
    """Return the name under which all sessions of a series are chosen on the page."""
    return f"all.{series}"


def series_data(view: View, series: str) -> dict[str, Any]:
    """Return what the comparison shows of a whole series, the same for all languages of the interface.

    As `session_data`, with the latest words of each speaker on each theme; every position also has its session,
    language, and 1 where it is of a digest; n: by theme how many texts mention it and the first and last session.
    """
    site = view.site
    texts = site.texts(series)
    themes: dict[str, list[Any]] = {}
    counts: dict[str, list[Any]] = {}
    for session in reversed(texts):
        document = session.primary
        own = session_data(view, session)["t"]
        for theme, (status, stance, strength, entries) in own.items():
            known = themes.setdefault(theme, [status, stance, strength, []])
            said = {entry[5] for entry in known[3]}
            where = [session.id, document.language, int(session.is_digest)]
            known[3].extend([*entry, *where] for entry in entries if entry[5] not in said)
            counts.setdefault(theme, [0, session.id, session.id])
            counts[theme][0] += 1
            counts[theme][1] = session.id
    full = all(session.is_full for session in texts)
    return {
        "d": "",
        "k": "",
        "l": texts[-1].primary.language,
        "full": full,
        "t": themes,
        "n": counts,
        "texts": len(texts),
    }


def files(view: View) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the scripts with the data of each session that has a text."""
    for session in view.site.sessions.values():
        if session.has_text:
            yield f"data/compare/{session.id}.js", script("sessions", session.id, session_data(view, session))
    for series in view.site.series_with_text:
        key = series_key(series)
        yield f"data/compare/{key}.js", script("sessions", key, series_data(view, series))


def labels_file(view: View) -> tuple[str, str]:
    """Return (path, text) of the script with the names that the comparison needs in the view's language."""
    site = view.site
    holders = sorted({row.holder for row in site.positions.values()})
    value = {
        "sessions": [entry for name in site.series_with_text for entry in choices(view, name)],
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
        "words": {word: view.t(word, **PLACES) for word in WORDS},
    }
    return f"data/compare/labels.{view.language}.js", script("labels", view.language, value)


def choices(view: View, series: str) -> list[list[Any]]:
    """Return what can be chosen of a series, all its sessions first: [key, series, name, whether a digest]."""
    texts = view.site.texts(series)
    whole = [series_key(series), series, view.t("compare.series", n=len(texts)), False]
    return [whole, *([s.id, series, view.session(s), s.is_digest] for s in reversed(texts))]


def pages(view: View) -> Iterator[Page]:
    """Yield the page."""
    home = view.site.texts(view.site.settings.report.home_series)
    holders = sorted({row.holder for row in view.site.positions.values()} - {"joint"}, key=view.holder)
    context = {"holders": ["joint", *holders], "a": home[-2].id if len(home) > 1 else home[-1].id, "b": home[-1].id}
    scripts = (labels_file(view)[0], "assets/compare.js")
    title, lead = view.t("compare.title"), view.t("compare.lead")
    yield Page(HERE, "compare", title, "compare.html", context, scripts=scripts, lead=lead)
