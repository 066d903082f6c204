"""The search page finds positions by words and filters, from the file system, and says how many."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from .conftest import until


def positions(site: Path) -> list[dict[str, str]]:
    with (site / "data/tables/positions.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def documents(site: Path) -> dict[str, dict[str, str]]:
    with (site / "data/tables/documents.csv").open(encoding="utf-8", newline="") as handle:
        return {row["document_id"]: row for row in csv.DictReader(handle)}


def folded(text: str) -> str:
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    return re.sub("[\u0300-\u036f]", "", bare).replace("’", "'")


def search(opened: Any, site: Path, folder: str = "", **asked: str) -> Any:
    view = opened(f"{(site / folder / 'search.html').as_uri()}?{urlencode(asked)}")
    until(view.page, "/found|trouvée|Type|Saisissez/.test(document.querySelector('#status').textContent)")
    return view


def found(view: Any) -> int:
    status = view.page.inner_text("#status")
    return 0 if re.match("No |Aucune ", status) else int(re.match(r"\d+", status)[0])


def test_an_empty_search_asks_for_words(site: Path, opened: Any) -> None:
    view = search(opened, site)
    assert "Type words" in view.page.inner_text("#status")
    assert view.page.locator("#result li").count() == 0 and view.trouble == []


@pytest.mark.parametrize("words", ["opposition", "OPPOSITION", "préoccupation", "Preoccupation"])
def test_words_are_found_whatever_case_and_accents(site: Path, opened: Any, words: str) -> None:
    want = folded(words)
    expected = [row for row in positions(site) if re.search(rf"(?<![a-z0-9]){want}", folded(row["sentence_text"]))]
    view = search(opened, site, q=words)
    assert found(view) == len(expected) > 0
    marks = view.page.locator("#result li").first.locator("mark").all_inner_texts()
    assert marks and all(folded(mark) == want for mark in marks)
    assert view.page.get_attribute("#status", "role") == "status" and view.trouble == []


def test_all_words_must_occur_and_quotation_marks_keep_them_together(site: Path, opened: Any) -> None:
    def expected(*parts: str) -> int:
        return sum(
            all(re.search(rf"(?<![a-z]){p}", folded(r["sentence_text"])) for p in parts) for r in positions(site)
        )

    assert found(search(opened, site, q="chine mer")) == expected("chine", "mer") > 0
    assert found(search(opened, site, q='"mer de chine"')) == expected("mer de chine") > 0
    assert found(search(opened, site, q='"chine de mer"')) == 0


def test_japanese_is_found_anywhere_in_the_sentence(site: Path, opened: Any) -> None:
    expected = [row for row in positions(site) if "懸念" in row["sentence_text"]]
    view = search(opened, site, q="懸念")
    assert found(view) == len(expected) > 0
    assert view.page.locator("#result q").first.get_attribute("lang") == "ja"
    assert view.page.locator("mark").first.inner_text() == "懸念"


@pytest.mark.parametrize(
    ("name", "column"),
    [("theme", "theme"), ("act", "act"), ("direction", "direction"), ("holder", "holder"), ("language", "language")],
)
def test_filters_leave_what_they_name(site: Path, opened: Any, name: str, column: str) -> None:
    rows = positions(site)
    value = min({row[column] for row in rows}, key=lambda v: (sum(row[column] == v for row in rows), v))
    view = search(opened, site, **{name: value})
    assert found(view) == sum(row[column] == value for row in rows) > 0
    assert view.page.input_value(f"#{name}") == value


def test_series_kind_and_dates_filter_by_the_text(site: Path, opened: Any) -> None:
    texts, rows = documents(site), positions(site)

    def expected(**wanted: str) -> int:
        return sum(all(texts[row["document_id"]][key] == value for key, value in wanted.items()) for row in rows)

    assert found(search(opened, site, series="france-japan")) == expected(series="france-japan") > 0
    assert found(search(opened, site, kind="official")) == expected(text_kind="official") > 0
    view = search(opened, site, **{"from": "2017-01-06", "until": "2018-01-26"})
    inside = [row for row in rows if "2017-01-06" <= texts[row["document_id"]]["date"] <= "2018-01-26"]
    assert found(view) == len(inside) > 0


def test_the_search_stands_in_the_address_and_comes_back(site: Path, opened: Any) -> None:
    view = search(opened, site)
    view.page.focus("#q")
    view.page.keyboard.type("opposition")
    view.page.keyboard.press("Enter")
    view.page.wait_for_selector("#result li")
    view.page.select_option("#series", "france-japan")
    until(view.page, "new URLSearchParams(location.search).get('series') === 'france-japan'")
    until(view.page, "document.querySelector('#status').textContent.includes('found')")
    asked, number = parse_qs(urlsplit(view.page.url).query), found(view)
    assert asked == {"q": ["opposition"], "series": ["france-japan"]}
    view.page.reload()
    view.page.wait_for_selector("#result li")
    assert found(view) == number
    view.page.click("button[type=reset]")
    until(view.page, "location.search === ''")
    assert view.page.locator("#result li").count() == 0 and view.trouble == []


def test_every_result_leads_to_its_words(site: Path, opened: Any) -> None:
    for folder in ("", "fr"):
        view = search(opened, site, folder, series="france-japan", direction="against")
        links = view.page.eval_on_selector_all("#result a", "all => all.map((a) => a.getAttribute('href'))")
        assert links
        for link in links:
            path, _, anchor = link.partition("#")
            text = (site / folder / path).read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in text, link


def test_more_results_come_when_asked_and_focus_follows(site: Path, opened: Any) -> None:
    view = search(opened, site, series="france-japan")
    assert view.page.locator("#result li").count() == 50 < found(view)
    view.page.focus("#more")
    view.page.keyboard.press("Enter")
    until(view.page, "document.querySelectorAll('#result li').length > 50")
    assert (
        view.page.evaluate(
            "[...document.querySelectorAll('#result li')].findIndex((l) => l.contains(document.activeElement))"
        )
        == 50
    )


def test_only_the_years_asked_for_are_loaded(site: Path, opened: Any) -> None:
    view = search(opened, site, series="france-japan", **{"from": "2017-01-01", "until": "2017-12-31"})
    loaded = view.page.evaluate("Object.keys(window.stanceshift.positions)")
    assert loaded == ["france-japan.2017"]


def test_nothing_found_is_said(site: Path, opened: Any) -> None:
    view = search(opened, site, q="zzzz")
    assert "No position found" in view.page.inner_text("#status")
    assert view.page.locator("#result").is_hidden()


def test_words_that_look_like_code_are_only_words(site: Path, opened: Any) -> None:
    view = search(opened, site, q="<img src=x onerror=alert(1)> [.*+?^$")
    assert found(view) == 0 and view.trouble == []
