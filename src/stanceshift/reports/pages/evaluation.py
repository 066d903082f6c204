"""Makes the page of the evaluation: every figure beside its baselines and the coders, calibration, worst errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from stanceshift.reports.figures import reliability
from stanceshift.reports.pages import Block, Page
from stanceshift.reports.site_sessions import rows_of
from stanceshift.reports.view import Row, View

SYSTEMS = ("default", "lexicon", "embedding", "majority", "coder")
"""Columns of the tables of figures, those that were measured: the setting in use, its baselines, one coder against the other."""
MEASURES = (
    "main_theme_accuracy",
    "themes_micro_f1",
    "themes_macro_f1",
    "stance_accuracy",
    "main_act_accuracy",
    "acts_micro_f1",
    "detection_f1",
    "act_accuracy",
    "act_macro_f1",
    "direction_accuracy",
    "force_accuracy",
    "holder_accuracy",
    "target_overlap",
    "theme_accuracy",
    "act_ece",
    "theme_ece",
)
"""Rows of the tables of figures, in this order; the rest is in the data."""
PARITY = ("main_theme", "main_act", "stance")
MOST_ERRORS = 30
MOST_CONFUSIONS = 12
NAMED = {"main_theme": "theme", "act": "act", "missed": "act", "invented": "act"}
"""Kinds of errors whose values are ids of the codebook."""


def pages(view: View) -> Iterator[Page]:
    """Yield the page."""
    tables = view.site.inputs.evaluation
    blocks: list[Block] = []
    if tables:
        scores = tables["scores"]
        for name in dict.fromkeys(scores["set"]):
            blocks.append(Block("_evaluation_figures.html", {"name": name, "table": figures(scores, name)}))
        blocks.append(Block("_evaluation_agreement.html", {"rows": rows_of(tables["agreement"])}))
        blocks.append(Block("_evaluation_languages.html", {"tables": by_language(scores)}))
        blocks.append(Block("_evaluation_parity.html", {"tables": parity(scores)}))
        for level in ("theme", "act"):
            blocks.append(Block("_evaluation_labels.html", {"level": level, "rows": by_label(view, scores, level)}))
        charts = calibration(view, tables["reliability"])
        blocks.append(Block("_evaluation_calibration.html", {"charts": charts}))
        confused = [(level, confusions(view, tables[f"{level}s_confusion"], level)) for level in ("theme", "act")]
        blocks.append(Block("_evaluation_confusions.html", {"tables": confused}))
        blocks.append(Block("_evaluation_errors.html", {"errors": worst(view, tables["errors"])}))
    title, lead = view.t("evaluation.title"), view.t("evaluation.lead")
    yield Page("evaluation.html", "evaluation", title, "evaluation.html", {}, tuple(blocks), lead=lead)


def figures(scores: pd.DataFrame, name: str) -> dict[str, Any]:
    """Return the table of a set: ``systems`` measured on it, and ``rows`` of (measure, n, row of scores by system)."""
    own = scores[(scores["set"] == name) & (scores["language"] == "all") & (scores["label"] == "")]
    cells: dict[tuple[str, str], Row] = {(row.measure, row.system): row for row in rows_of(own)}
    systems = [system for system in SYSTEMS if any(key[1] == system for key in cells)]
    rows = [
        (measure, cells[measure, "default"].n, {system: cells.get((measure, system)) for system in systems})
        for measure in MEASURES
        if (measure, "default") in cells
    ]
    return {"systems": systems, "rows": rows}


def by_language(scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Return for each set with several languages its figures of the setting in use, a column a language."""
    tables = []
    for name, own in scores[(scores["system"] == "default") & (scores["label"] == "")].groupby("set", sort=False):
        languages = [language for language in sorted(set(own["language"])) if language != "all"]
        if len(languages) > 1:
            cells = {(row.measure, row.language): row for row in rows_of(own)}
            rows = [
                (measure, {language: cells.get((measure, language)) for language in languages}) for measure in MEASURES
            ]
            tables.append({"set": str(name), "languages": languages, "rows": [r for r in rows if any(r[1].values())]})
    return tables


def parity(scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Return for each set with language versions how often two versions of a paragraph get the same label."""
    own = scores[(scores["level"] == "parity") & (scores["language"] == "all") & scores["value"].notna()]
    tables = []
    for name, rows in own.groupby("set", sort=False):
        cells = {(row.measure, row.system): row for row in rows_of(rows)}
        systems = [system for system in (*SYSTEMS, "gold") if ("main_theme", system) in cells]
        table = [(measure, {system: cells[measure, system] for system in systems}) for measure in PARITY]
        tables.append({"set": str(name), "systems": systems, "rows": table})
    return tables


def by_label(view: View, scores: pd.DataFrame, level: str) -> list[dict[str, Any]]:
    """Return F1 of each theme or act on each set, by system, in the order of the codebook."""
    own = scores[(scores["level"] == level) & (scores["language"] == "all")]
    order = [entry.id for entry in getattr(view.site.inputs.codebook, f"{level}s")]
    found = []
    for name in dict.fromkeys(own["set"]):
        rows = own[own["set"] == name]
        cells = {(row.label, row.system): row for row in rows_of(rows)}
        systems = [system for system in SYSTEMS if any(key[1] == system for key in cells)]
        table = [
            (label, {system: cells.get((label, system)) for system in systems})
            for label in order
            if (label, "default") in cells and cells[label, "default"].n
        ]
        found.append({"set": name, "systems": systems, "rows": table})
    return found


def calibration(view: View, bins: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the reliability diagrams of the setting in use: a set and kind of score each, with its rows."""
    charts = []
    for number, ((name, score), own) in enumerate(bins[bins["system"] == "default"].groupby(["set", "score"])):
        title = view.t("evaluation.reliability", of=view.t(f"evaluation.score_{score}"), set=_set(view, str(name)))
        svg = reliability.draw(
            [reliability.Bin(row.mean_score, row.accuracy, row.n) for row in rows_of(own)],
            f"reliability{number}",
            title,
            view.t("evaluation.reliability_desc"),
            (view.t("evaluation.mean_score"), view.t("evaluation.share_right")),
        )
        charts.append({"title": title, "svg": svg, "rows": rows_of(own)})
    return charts


def confusions(view: View, table: pd.DataFrame, level: str) -> list[dict[str, Any]]:
    """Return the most frequent confusions of the setting in use: gold and found label, how often, on which set."""
    wrong = table[(table["system"] == "default") & (table["actual"] != table["predicted"])]
    wrong = wrong.sort_values(["n", "set", "actual", "predicted"], ascending=[False, True, True, True], kind="stable")
    return [
        {"set": row.set, "actual": _name(view, level, row.actual), "predicted": _name(view, level, row.predicted)}
        | {"n": row.n}
        for row in rows_of(wrong.head(MOST_CONFUSIONS))
    ]


def worst(view: View, errors: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the worst errors, at most two a paragraph, each with its words and the text it stands in."""
    ordered = errors.sort_values(["severity", "set", "paragraph_id"], ascending=[False, True, True], kind="stable")
    few = ordered[ordered.groupby("paragraph_id").cumcount() < 2].head(MOST_ERRORS)
    return [
        {"row": row, "gold": _value(view, row.kind, row.gold), "found": _value(view, row.kind, row.predicted)}
        | {"document": view.site.documents.get(row.paragraph_id.split("#")[0])}
        for row in rows_of(few)
    ]


def _set(view: View, name: str) -> str:
    return view.t(f"evaluation.set_{name}") if view.t.has(f"evaluation.set_{name}") else name


def _name(view: View, level: str, value: str) -> str:
    known = {entry.id for entry in getattr(view.site.inputs.codebook, f"{level}s")}
    return (view.theme(value) if level == "theme" else view.act(value)) if value in known else value


def _value(view: View, kind: str, value: str) -> str:
    if kind in NAMED:
        return _name(view, NAMED[kind], value) if value else "–"
    if kind == "holder":
        return view.holder(value)
    key = f"{kind}.{value}"
    return view.t(key) if view.t.has(key) else value
