"""Tests of the index of the search page: every position once, parts by series and year, none too large."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gold_tables import INTERFACE

from stanceshift.reports.addresses import Folder, Splits, place_of
from stanceshift.reports.inputs import Inputs
from stanceshift.reports.interface import load_interface
from stanceshift.reports.pages import search
from stanceshift.reports.site import Site
from stanceshift.reports.view import View
from stanceshift.settings import Settings


def view_of(inputs: Inputs, limit: int = 1_000_000, splits: Splits | None = None) -> View:
    settings = Settings.model_validate({"report": {"max_page_bytes": limit}})
    languages = (("en", ""), ("fr", "fr"))
    return View(Site(inputs, settings), load_interface("en", INTERFACE), Folder("", splits or Splits()), languages)


def value_of(text: str) -> Any:
    """Return the value that a script hands over."""
    return json.loads(text[text.index("]=") + 2 :].rstrip().rstrip(";"))


def entries(view: View) -> list[tuple[str, list[Any]]]:
    return [(text[0], entry) for _, script in search.files(view) for text in value_of(script) for entry in text[4]]


@pytest.mark.parametrize("limit", [10_000, 40_000, 1_000_000])
def test_every_position_stands_in_one_part_and_no_part_is_too_large(inputs: Inputs, limit: int) -> None:
    view = view_of(inputs, limit)
    files = dict(search.files(view))
    assert max(len(text.encode()) for text in files.values()) <= limit
    assert any(name.endswith(".2.js") for name in files) == (limit < 1_000_000)
    found = sorted((document, entry[0]) for document, entry in entries(view))
    assert found == sorted(place_of(position) for position in inputs.tables["positions"]["position_id"])


def test_the_verb_is_where_the_index_says(inputs: Inputs) -> None:
    view = view_of(inputs)
    verbs = {place_of(row.position_id): row for row in view.site.positions.values()}
    for document, (anchor, *_, sentence, start, end, _) in entries(view):
        row = verbs[document, anchor]
        text = next(p.text for p in view.site.paragraphs[document] if p.paragraph_id == row.paragraph_id)
        assert sentence[start:end] == text[row.start : row.end]


def test_parts_say_what_they_hold(inputs: Inputs) -> None:
    view = view_of(inputs, 10_000)
    shards = value_of(search.labels_file(view)[1])["shards"]
    files = {Path(path).stem: value_of(text) for path, text in search.files(view)}
    assert [shard["name"] for shard in shards] == list(files)
    for shard in shards:
        texts = files[shard["name"]]
        assert (shard["first"], shard["last"]) == (min(t[1] for t in texts), max(t[1] for t in texts))
        assert shard["languages"] == sorted({text[2] for text in texts})
        assert shard["kinds"] == sorted({text[3] for text in texts})


def test_no_text_can_end_the_script(inputs: Inputs) -> None:
    view = view_of(inputs)
    row = next(iter(view.site.positions.values()))
    view.site.positions[row.position_id] = row._replace(sentence_text="</script><b>")
    scripts = "".join(text for _, text in search.files(view))
    assert "<" not in scripts and r"\u003c/script>" in scripts


def test_the_part_of_a_split_page_is_found_by_paragraph(inputs: Inputs) -> None:
    document = "fr-jp-2017-01-06.fr"
    page = f"sessions/{document}.html"
    splits = Splits({page: 3}, {(page, f"p{n}"): 2 if n < 20 else 3 for n in range(10, 29)})
    assert search.starts_of_parts(view_of(inputs, splits=splits)) == {document: [10, 20]}
    assert search.starts_of_parts(view_of(inputs)) == {}


def test_every_language_has_the_same_options(inputs: Inputs) -> None:
    site = Site(inputs, Settings())
    values = []
    for language in ("en", "fr"):
        view = View(site, load_interface(language, INTERFACE), Folder("", Splits()), (("en", ""), ("fr", "fr")))
        value = value_of(search.labels_file(view)[1])
        assert all(label for options in value["options"].values() for _, label in options)
        values.append({name: [key for key, _ in options] for name, options in value["options"].items()})
    assert values[0] == values[1]
    assert {row.holder for row in site.positions.values()} == set(values[0]["holder"])
