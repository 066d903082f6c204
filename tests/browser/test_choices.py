"""Filters of a text and the comparison of two sessions, on every site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .conftest import until


def test_two_sessions_are_compared_and_the_choice_is_in_the_address(site: Path, opened: Any) -> None:
    view = opened((site / "compare.html").as_uri())
    page = view.page
    page.wait_for_selector(".compare-theme")
    choices = page.eval_on_selector_all("#a option", "all => all.map((option) => option.value)")
    page.eval_on_selector("#a", "(field, value) => { field.value = value; }", choices[-1])
    page.evaluate("document.querySelector('#result').replaceChildren()")  # what is counted below is of the new choice
    page.select_option("#b", choices[0])
    until(page, "document.querySelectorAll('.compare-theme').length > 0")
    assert f"a={choices[-1]}" in page.url and f"b={choices[0]}" in page.url
    themes = page.locator(".compare-theme").count()
    page.reload()
    until(page, f"document.querySelectorAll('.compare-theme').length === {themes}")
    for link in page.eval_on_selector_all("#result a", "all => all.map((a) => a.getAttribute('href'))"):
        path, _, anchor = link.partition("#")
        assert not anchor or f'id="{anchor}"' in (site / path).read_text(encoding="utf-8"), link
    page.select_option("#b", choices[-1])
    until(page, "document.querySelector('#status').textContent !== ''")
    assert page.locator(".compare-theme").count() == 0 and view.trouble == []


def test_a_text_is_filtered_and_the_filter_is_in_the_address(site: Path, opened: Any) -> None:
    view = opened((site / "sessions/fr-jp-2017-01-06.fr.html").as_uri())
    page = view.page
    all_labels = page.locator(".labels li:visible").count()
    page.select_option("#filter-act", index=1)
    act = page.input_value("#filter-act")
    shown = page.locator(".labels li:visible")
    assert 0 < shown.count() < all_labels
    assert set(shown.evaluate_all("all => all.map((label) => label.dataset.act)")) == {act}
    assert f"act={act}" in page.url
    number = shown.count()
    page.reload()
    assert page.locator(".labels li:visible").count() == number
    assert str(number) in page.inner_text(".found") and view.trouble == []


def test_what_one_series_says_and_the_other_does_not_is_listed(site: Path, opened: Any) -> None:
    query = "?a=all.france-japan&b=all.japan-us"
    view = opened((site / "compare.html").as_uri() + query)
    page = view.page
    page.wait_for_selector("#summary dt")
    for number, own in ((0, "france-japan"), (1, "japan-us")):
        other = ("japan-us", "france-japan")[number]
        names = page.locator("#summary > dl > div").nth(number).locator("dd a")
        for link in names.evaluate_all("all => all.map((a) => a.getAttribute('href'))"):
            theme = link.removeprefix("#theme-")
            assert (site / f"themes/{own}/{theme}.html").is_file()
            assert page.locator(f"[id='theme-{theme}'] .silent").count() == 1
            assert not (site / f"themes/{other}/{theme}.html").is_file()
    page.select_option("#holder", "jp")
    until(page, "location.search.includes('holder=jp')")
    shown = page.locator(".compare-theme li .holder").all_inner_texts()
    assert shown and set(shown) == {"Japan"} and view.trouble == []


def test_a_theme_is_compared_between_two_sessions(site: Path, opened: Any) -> None:
    query = "?a=fr-jp-2017-01-06&b=fr-jp-2018-01-26&theme=south_china_sea"
    view = opened((site / "compare.html").as_uri() + query)
    view.page.wait_for_selector(".compare-theme li")
    words = view.page.inner_text("#result")
    assert "ont exprimé leur forte opposition" in words and "not the official wording" in words
    view.page.select_option("#theme", "unsc_reform")
    until(view.page, "document.querySelector('#result').innerText.includes('Security Council reform')")
    assert "theme=unsc_reform" in view.page.url and "unknown" in view.page.inner_text("#result")
    assert view.trouble == []


def test_positions_are_filtered_by_speaker(site: Path, opened: Any) -> None:
    view = opened((site / "sessions/fr-jp-2017-01-06.fr.html").as_uri())
    view.page.select_option("#filter-holder", "fr")
    view.page.select_option("#filter-theme", "unsc_reform")
    shown = view.page.locator(".labels li:visible").all_inner_texts()
    assert shown and all("France" in text for text in shown) and "holder=fr" in view.page.url
