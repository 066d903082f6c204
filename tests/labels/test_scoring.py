from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.errors import StanceshiftError
from stanceshift.labels.scoring import cluster_of, match_positions, score, target_f1, tokens
from tests.labels.synthetic import labelling, position

P, Q = "a-2020-01-01.fr#1", "a-2020-01-01.fr#2"
GOLD = labelling(
    [
        position(P, 0, 10, "welcome", target="peace talks", target_start=20),
        position(P, 50, 60, "condemn", direction="against", force=2, theme="ukraine_russia"),
        position(Q, 0, 10, "commit"),
        position(Q, 100, 110, "state", direction="none"),
    ],
    {P: ["climate", "ukraine_russia"], Q: ["climate"]},
    {P: "mixed", Q: "supportive"},
)
PREDICTED = labelling(
    [
        position(P, 5, 12, "welcome", target="the peace talks", target_start=16),
        position(P, 50, 55, "oppose", direction="against", force=1, theme="ukraine_russia", holder="fr"),
        position(P, 80, 90, "note"),
        position(Q, 0, 10, "commit"),
        position(Q, 200, 210, "commit", reported=True),
    ],
    {P: ["climate"], Q: ["cyber", "climate"]},
    {P: "mixed", Q: "critical"},
)


def value(measure: str, level: str = "position", label: str = "", predicted=PREDICTED, gold=GOLD) -> float:
    scored = score(gold, predicted, n_resamples=10)
    row = scored[(scored["level"] == level) & (scored["measure"] == measure) & (scored["label"] == label)]
    assert len(row) == 1
    return float(row["value"].iat[0])


@pytest.mark.parametrize(
    ("level", "measure", "expected"),
    [
        ("paragraph", "themes_micro_f1", 2 * 2 / (3 + 3)),
        ("paragraph", "themes_macro_f1", (1 + 0 + 0) / 3),
        ("paragraph", "main_theme_accuracy", 0.5),
        ("paragraph", "stance_accuracy", 0.5),
        ("paragraph", "acts_micro_f1", 2 * 2 / (4 + 4)),
        ("position", "detection_f1", 2 * 3 / (4 + 4)),
        ("position", "detection_precision", 3 / 4),
        ("position", "detection_recall", 3 / 4),
        ("position", "act_accuracy", 2 / 3),
        ("position", "act_f1", 2 * 2 / (4 + 4)),
        ("position", "direction_accuracy", 1.0),
        ("position", "force_accuracy", 2 / 3),
        ("position", "holder_accuracy", 2 / 3),
        ("position", "theme_accuracy", 1.0),
        ("position", "target_overlap", 1.0),
        ("position", "target_token_f1", (2 * 2 / 5 + 1 + 1) / 3),
    ],
)
def test_figures_agree_with_those_counted_by_hand(level: str, measure: str, expected: float) -> None:
    assert value(measure, level) == pytest.approx(expected)


def test_per_theme_and_per_act() -> None:
    assert value("f1", "theme", "climate") == 1.0
    assert value("f1", "theme", "ukraine_russia") == 0.0
    assert value("f1", "act", "welcome") == 1.0
    assert value("f1", "act", "oppose") == 0.0


def test_gold_against_itself_is_perfect_with_a_point_as_interval() -> None:
    scored = score(GOLD, GOLD, n_resamples=50)
    assert (scored["value"] == 1.0).all()
    assert (scored[["low", "high"]].dropna() == 1.0).all().all()


def test_reported_positions_do_not_count() -> None:
    rows = pd.DataFrame([position(Q, 300, 310, reported=True)]).astype({"target_start": "Int64", "target_end": "Int64"})
    more = replace(PREDICTED, positions=pd.concat([PREDICTED.positions, rows], ignore_index=True))
    pd.testing.assert_frame_equal(score(GOLD, more, n_resamples=10), score(GOLD, PREDICTED, n_resamples=10))


def test_matching_is_one_to_one_and_prefers_more_pairs_then_longer_overlap() -> None:
    gold = pd.DataFrame([position(P, 0, 10), position(P, 8, 20)])
    predicted = pd.DataFrame([position(P, 9, 20), position(P, 0, 9)])
    assert match_positions(gold, predicted) == [(0, 1), (1, 0)]
    assert match_positions(gold, predicted.iloc[:1]) == [(1, 0)]


def test_verbs_in_other_paragraphs_never_match() -> None:
    assert match_positions(pd.DataFrame([position(P, 0, 10)]), pd.DataFrame([position(Q, 0, 10)])) == []


def test_a_gold_paragraph_without_labels_is_an_error() -> None:
    with pytest.raises(StanceshiftError, match=r"1 gold paragraphs have no labels: a-2020-01-01\.fr#2"):
        score(GOLD, PREDICTED.on({P}))


def test_unnamed_agrees_with_unnamed_alone() -> None:
    assert target_f1("unnamed", "unnamed") == 1.0
    assert target_f1("unnamed", "the war") == 0.0


def test_japanese_targets_are_compared_by_character() -> None:
    assert tokens("北朝鮮のNPT違反") == ["北", "朝", "鮮", "の", "npt", "違", "反"]
    assert target_f1("東シナ海", "東シナ海情勢") == pytest.approx(2 * 4 / 10)


def test_language_versions_are_resampled_together() -> None:
    assert cluster_of("a-2020-01-01.fr.digest#3") == cluster_of("a-2020-01-01.ja.digest#3") == "a-2020-01-01#3"


def test_the_same_seed_gives_the_same_intervals() -> None:
    one, same = (score(GOLD, PREDICTED, n_resamples=200, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, same)
    known = one.dropna(subset=["low"])
    assert ((known["low"] <= known["value"] + 1e-9) & (known["value"] <= known["high"] + 1e-9)).mean() > 0.9


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=6),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=6),
)
def test_matching_is_symmetric_in_number_and_only_pairs_overlaps(
    a: list[tuple[int, int]], b: list[tuple[int, int]]
) -> None:
    left, right = (
        pd.DataFrame([position(P, s, s + n) for s, n in spans], columns=list(position(P, 0, 1))) for spans in (a, b)
    )
    pairs = match_positions(left, right)
    assert len(pairs) == len(match_positions(right, left))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    for i, j in pairs:
        assert max(left["start"][i], right["start"][j]) < min(left["end"][i], right["end"][j])
