"""Makes the page of a text: paragraphs with their positions underlined and labelled, metadata, suspicions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stanceshift.reports.addresses import place_of, session_page
from stanceshift.reports.marked import marked
from stanceshift.reports.pages import Block, Page
from stanceshift.reports.site_sessions import Row, Session
from stanceshift.reports.view import View


def pages(view: View) -> Iterator[Page]:
    """Yield a page for every text of the corpus."""
    for session in view.site.sessions.values():
        for document in session.documents:
            yield _page(view, session, document)


def _page(view: View, session: Session, document: Row) -> Page:
    site, here = view.site, session_page(document.document_id)
    blocks, heading = [], ""
    themes, acts, holders = set(), set(), set()
    for paragraph in site.paragraphs[document.document_id]:
        if paragraph.heading != heading:
            heading = paragraph.heading
            blocks.append(Block("_text_heading.html", {"text": heading, "document": document}))
        labels = site.themes_of.get(paragraph.paragraph_id, [])
        positions = [label_of(view, row) for row in site.positions_in.get(paragraph.paragraph_id, ())]
        themes |= {row.theme for row in labels} | {label["row"].theme for label in positions}
        acts |= {label["row"].act for label in positions}
        holders |= {label["row"].holder for label in positions}
        rows = [label["row"] for label in positions]
        context = {
            "paragraph": paragraph,
            "anchor": place_of(paragraph.paragraph_id)[1],
            "document": document,
            "sentences": marked(paragraph.text, site.sentences.get(paragraph.paragraph_id, []), rows),
            "themes": labels,
            "positions": positions,
        }
        blocks.append(Block("_paragraph.html", context))
    texts = site.texts(session.series)
    place = next((number for number, other in enumerate(texts) if other.id == session.id), None)
    codebook = site.inputs.codebook
    context = {
        "session": session,
        "document": document,
        "note": site.inputs.notes.get(document.document_id, ""),
        "suspicions": site.suspicions.get(document.document_id, []),
        "gates": len(site.inputs.gates),
        "failures": failures_of(view, document.document_id),
        "versions": [other for other in session.documents if other.document_id != document.document_id],
        "previous": texts[place - 1] if place else None,
        "next": texts[place + 1] if place is not None and place + 1 < len(texts) else None,
        "filters": {
            "theme": [(theme, view.theme(theme)) for theme in codebook.theme_ids if theme in themes],
            "act": [(act, view.act(act)) for act in codebook.act_ids if act in acts],
            "holder": [(holder, view.holder(holder)) for holder in sorted(holders)],
        },
        "n_positions": sum(
            len(site.positions_in.get(p.paragraph_id, ())) for p in site.paragraphs[document.document_id]
        ),
    }
    title = f"{view.session(session)} · {view.series(session.series)} · {view.t(f'language.{document.language}')}"
    scripts = ("assets/filter.js",)
    return Page(here, "session", title, "session.html", context, tuple(blocks), scripts, lead=document.title)


def failures_of(view: View, document: str) -> list[tuple[str, str]]:
    """Return (what a gate checks, what failed) for every failure that names the text."""
    return [
        (view.gate(gate), str(failure))
        for gate in view.site.inputs.gates
        for failure in gate["failures"]
        if document in str(failure)
    ]


def label_of(view: View, row: Row) -> dict[str, Any]:
    """Return the label of a position: its row, anchor, and the same thread before and after."""
    site = view.site
    before: list[Row] = []
    after: list[Row] = []
    threads = site.threads_of.get(row.position_id, [])
    own = site.sessions[site.documents[row.document_id].session_id]
    for thread in threads:
        members = site.thread_members[thread]
        before.extend([m for m in members if (m.date, m.session_id) < (own.date, own.id)][-1:])
        after.extend([m for m in members if (m.date, m.session_id) > (own.date, own.id)][:1])
    return {
        "row": row,
        "anchor": place_of(row.position_id)[1],
        "threads": threads,
        "before": _once(before),
        "after": _once(after),
    }


def _once(members: list[Row]) -> list[Row]:
    return list({member.position_id: member for member in members}.values())
