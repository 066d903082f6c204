"""The page of the evaluation: its tables from the scores, its diagrams with every bin drawn."""

import re

import pandas as pd
from gold_tables import ROOT

from stanceshift.reports.figures import reliability
from stanceshift.reports.figures.render import COLOURS
from stanceshift.reports.pages.evaluation import by_language, figures, parity

CSS = (ROOT / "src/stanceshift/reports/assets/site.css").read_text(encoding="utf-8")


def scores(*rows: tuple[str, str, str, str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["set", "system", "language", "level", "measure", "value"])
    return table.assign(label="", n=10, low=table["value"] - 0.1, high=table["value"] + 0.1)


def test_a_table_has_a_column_for_each_system_that_was_measured_and_gaps_where_one_was_not() -> None:
    found = figures(
        scores(
            ("seed", "coder", "all", "position", "act_accuracy", 1.0),
            ("seed", "default", "all", "position", "act_accuracy", 0.9),
            ("seed", "default", "all", "calibration", "act_ece", 0.1),
            ("other", "majority", "all", "position", "act_accuracy", 0.2),
        ),
        "seed",
    )
    assert found["systems"] == ["default", "coder"]
    assert [measure for measure, _, _ in found["rows"]] == ["act_accuracy", "act_ece"]
    assert found["rows"][0][2]["coder"].value == 1.0 and found["rows"][1][2]["coder"] is None


def test_languages_are_compared_only_where_a_set_has_several() -> None:
    rows = [("digests", "default", tag, "position", "act_accuracy", v) for tag, v in (("en", 0.8), ("fr", 0.9))]
    tables = by_language(scores(*rows, ("seed", "default", "fr", "position", "act_accuracy", 1.0)))
    assert [table["set"] for table in tables] == ["digests"]
    assert {tag: row.value for tag, row in tables[0]["rows"][0][1].items()} == {"en": 0.8, "fr": 0.9}


def test_parity_stands_beside_that_of_the_annotations() -> None:
    rows = [
        ("digests", system, "all", "parity", measure, value)
        for system, value in (("default", 0.9), ("gold", 1.0))
        for measure in ("main_theme", "main_act", "stance")
    ]
    (table,) = parity(scores(*rows))
    assert table["systems"] == ["default", "gold"]
    assert [cells["gold"].value for _, cells in table["rows"]] == [1.0, 1.0, 1.0]


def test_every_bin_is_a_point_that_the_style_sheet_colours() -> None:
    bins = [reliability.Bin(0.3, 0.5, 4), reliability.Bin(0.9, 1.0, 100)]
    svg = reliability.draw(bins, "r", "Acts", "Points and the ideal", ("Mean score", "Share right"))
    assert svg.count('class="mark"') == len(bins)
    assert "0.90 / 1.00 (n = 100)" in svg
    assert all(f".{name} {{" in CSS for name in set(re.findall(r'class="([fs]-[\w-]+)"', svg)))


def test_every_colour_of_the_figures_is_in_the_style_sheet() -> None:
    assert [name for name in COLOURS if f".f-{name} {{ fill: var(--{name});" not in CSS] == []
