"""A series of 1,000 sessions: its pages are split, none is too large, nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from gold_tables import INTERFACE, SEED

from stanceshift.reports.addresses import Folder, Splits, row_anchor
from stanceshift.reports.build import MAKERS, Renderer, environment
from stanceshift.reports.inputs import Inputs
from stanceshift.reports.interface import load_interface
from stanceshift.reports.pages import Page, index, method, series, session, theme
from stanceshift.reports.site import Site
from stanceshift.reports.view import View
from stanceshift.settings import Settings

pytestmark = pytest.mark.pipeline
SESSIONS = 1000
LIMIT = Settings().report.max_page_bytes
THEMES = ("south_china_sea",)
OF_DOCUMENTS = ("documents", "paragraphs", "sentences", "suspicions", "positions", "themes", "paragraph_labels")


def copies(table: pd.DataFrame, names: list[tuple[str, str]]) -> pd.DataFrame:
    """Return the seed's rows once for every (session, date), the ids changed."""
    own = table[table["document_id"] == SEED]
    parts = []
    for name, date in names:
        part = own.copy()
        for column in part.columns:
            if column.endswith("_id") and part[column].notna().all():
                part[column] = part[column].str.replace("fr-jp-2017-01-06", name, regex=False)
        if "date" in part:
            part["date"], part["ordinal"] = date, len(parts) + 1
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def many(inputs: Inputs) -> Inputs:
    """Return inputs with one series of 1,000 sessions in which the seed is said again and again."""
    days = [dt.date(1900, 1, 1) + dt.timedelta(days=40 * number) for number in range(SESSIONS)]
    names = [(f"fr-jp-{day.isoformat()}", day.isoformat()) for day in days]
    tables = dict(inputs.tables)
    for name in OF_DOCUMENTS:
        tables[name] = copies(tables[name], names)
    seed = inputs.tables["positions"]
    own = list(seed.loc[(seed["document_id"] == SEED) & seed["theme"].isin(THEMES), "position_id"])
    ids = [position.removeprefix("fr-jp-2017-01-06") for position in own]
    tables["threads"] = pd.DataFrame(
        [
            {
                "thread_id": f"t{number}",
                "series": "france-japan",
                "theme": seed.set_index("position_id").loc[position, "theme"],
                "label": f"thread {number}",
                "n_sessions": SESSIONS,
                "n_positions": SESSIONS,
                "first_session": names[0][0],
                "last_session": names[-1][0],
            }
            for number, position in enumerate(own)
        ]
    )
    tables["thread_positions"] = pd.DataFrame(
        [
            {"thread_id": f"t{number}", "position_id": f"{name}{rest}", "session_id": name, "date": date}
            for number, rest in enumerate(ids)
            for name, date in names
        ]
    )
    template = inputs.tables["ledger"].query("change == 'reworded'").iloc[0].to_dict()
    steps = list(pairwise(names))
    tables["ledger"] = pd.DataFrame(
        [
            template
            | {
                "row_id": f"t{number}.{b[0]}",
                "thread_id": f"t{number}",
                "flags": [],
                "before_position_id": f"{a[0]}{rest}",
                "after_position_id": f"{b[0]}{rest}",
                **dict(zip(("from_session", "from_date", "to_session", "to_date"), (*a, *b), strict=True)),
            }
            for number, rest in enumerate(ids)
            for a, b in steps
        ]
    )
    change = inputs.tables["theme_changes"].query("change == 'reworded'").iloc[0].to_dict()
    tables["theme_changes"] = pd.DataFrame(
        [
            change
            | {
                "change_id": f"{name}.{b[0]}",
                "theme": name,
                "flags": [],
                "before_position_id": f"{a[0]}{ids[0]}",
                "after_position_id": f"{b[0]}{ids[0]}",
                **dict(zip(("from_session", "from_date", "to_session", "to_date"), (*a, *b), strict=True)),
            }
            for name in THEMES
            for a, b in steps
        ]
    )
    cells = inputs.tables["matrix"].query("session_id == 'fr-jp-2017-01-06'")
    tables["matrix"] = pd.concat([cells.assign(session_id=name, date=date) for name, date in names], ignore_index=True)
    history = inputs.tables["theme_history"].query("series == 'france-japan'")
    tables["theme_history"] = history.assign(first_session=names[0][0], last_session=names[-1][0])
    for name in ("formulas", "formula_uses", "commitments", "partners"):
        tables[name] = inputs.tables[name].head(0)
    catalogue = [entry for entry in inputs.catalogue if entry["series"] != "france-japan"]
    return replace(inputs, tables=tables, catalogue=catalogue)


def some_pages(view: View) -> Iterator[Page]:
    """Yield the pages that grow with the corpus: all but the pages of most texts and themes."""
    for make in (index.pages, series.pages, method.pages):
        yield from make(view)
    yield from (theme.page_of(view, "france-japan", name) for name in THEMES)
    yield next(session.pages(view))


def test_no_page_grows_above_the_limit_and_nothing_is_lost(inputs: Inputs, tmp_path: Path) -> None:
    splits = Splits()
    site = Site(many(inputs), Settings())
    view = View(site, load_interface("en", INTERFACE), Folder("", splits), (("en", ""),))
    renderer = Renderer(view, environment(), LIMIT)
    assert {"index", "series", "theme", "session", "method"} <= set(MAKERS)
    anchors: set[str] = set()
    for page in some_pages(view):
        parts = renderer.render(page)
        assert max(len(part.text.encode()) for part in parts) <= LIMIT
        for part in parts:
            anchors.update(piece.split('"', 1)[0] for piece in part.text.split(' id="')[1:])
    assert splits.parts["themes/france-japan/south_china_sea.html"] > 1
    assert splits.parts["series/france-japan.html"] > 1
    assert {row_anchor(row) for row in site.inputs.tables["ledger"]["row_id"]} <= anchors
    assert {f"session-{session}" for session in site.sessions} <= anchors
