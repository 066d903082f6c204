"""Makes the page on method: ladders, the rule of shifts, evaluation, limits, versions and hashes, how to cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stanceshift import __version__
from stanceshift.reports.pages import Block, Page
from stanceshift.reports.pages.evaluation import figures
from stanceshift.reports.view import View
from stanceshift.shifts.strength import RULE

PARAMETERS = ("label", "compare")
"""Sections of the settings that decide what the pages say."""


def pages(view: View) -> Iterator[Page]:
    """Yield the page."""
    inputs = view.site.inputs
    blocks = [Block("_method_ladder.html", {"ladder": inputs.ladder})]
    blocks.append(Block("_method_rule.html", {"rule": RULE}))
    scores = inputs.evaluation.get("scores")
    first = str(scores["set"].iloc[0]) if scores is not None else ""
    table = figures(scores, first) if scores is not None else None
    blocks.append(Block("_method_evaluation.html", {"name": first, "table": table}))
    blocks.append(Block("_method_limits.html", {}))
    blocks.append(Block("_method_gates.html", {"gates": inputs.gates, "suspicions": suspicions(view)}))
    settings = [
        (f"{section}.{name}", value) for section in PARAMETERS for name, value in inputs.params[section].items()
    ]
    blocks.append(
        Block(
            "_method_versions.html", {"version": __version__, "settings": settings, "codebook": inputs.codebook.version}
        )
    )
    documents = sorted(view.site.documents.values(), key=lambda row: row.document_id)
    for number in range(0, len(documents), 200):
        blocks.append(
            Block("_method_texts.html", {"documents": documents[number : number + 200], "first": number == 0})
        )
    blocks.append(Block("_method_hashes.html", {"hashes": inputs.hashes}))
    blocks.append(Block("_method_cite.html", {"version": __version__}))
    title, lead = view.t("method.title"), view.t("method.lead")
    yield Page("method.html", "method", title, "method.html", {}, tuple(blocks), lead=lead)


def suspicions(view: View) -> list[Any]:
    """Return what looked wrong on reading, text by text."""
    return [row for _, rows in sorted(view.site.suspicions.items()) for row in rows]
