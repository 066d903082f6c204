"""Filters of a text and the comparison of two sessions, on every site."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_two_sessions_are_compared_and_the_choice_is_in_the_address(site: Path, opened: Any) -> None:
    view = opened((site / "compare.html").as_uri())
    page = view.page
    page.wait_for_selector(".compare-theme")
    choices = page.eval_on_selector_all("#a option", "all => all.map((option) => option.value)")
    page.select_option("#a", choices[-1])
    page.select_option("#b", choices[0])
    page.wait_for_function("document.querySelectorAll('.compare-theme').length > 0")
    assert f"a={choices[-1]}" in page.url and f"b={choices[0]}" in page.url
    themes = page.locator(".compare-theme").count()
    page.reload()
    page.wait_for_function(f"document.querySelectorAll('.compare-theme').length === {themes}")
    for link in page.eval_on_selector_all("#result a", "all => all.map((a) => a.getAttribute('href'))"):
        path, _, anchor = link.partition("#")
        assert not anchor or f'id="{anchor}"' in (site / path).read_text(encoding="utf-8"), link
    page.select_option("#b", choices[-1])
    page.wait_for_function("document.querySelector('#status').textContent !== ''")
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
