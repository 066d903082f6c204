from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stanceshift.labels.calibration import (
    calibration_scores,
    leave_one_session_out,
    recalibrated,
    reliability,
    score_outcomes,
)
from tests.labels.synthetic import labelling, position


def test_bins_and_error_agree_with_those_counted_by_hand() -> None:
    values = pd.Series([0.95, 0.91, 1.0, 0.95, 0.55])
    correct = pd.Series([True, True, True, False, True])
    bins = reliability(values, correct)
    assert bins["bin"].tolist() == [5, 9]
    assert bins["n"].tolist() == [1, 4]
    assert bins["accuracy"].tolist() == [1.0, 0.75]
    assert bins["mean_score"].tolist() == pytest.approx([0.55, 3.81 / 4])
    outcomes = pd.DataFrame(
        {"score_of": "act", "paragraph_id": [f"a.fr#{i}" for i in range(5)], "value": values, "correct": correct}
    )
    scored = calibration_scores(outcomes, n_resamples=10, seed=0).set_index("measure")
    expected = (1 * abs(1 - 0.55) + 4 * abs(0.75 - 3.81 / 4)) / 5
    assert scored.loc["act_ece", "value"] == pytest.approx(expected)
    assert "act_ece_recalibrated" not in scored.index, "one session leaves nothing to fit on"


def test_no_session_is_in_its_own_fit() -> None:
    sessions = ["a", "b", "a", "c"]
    for others, own in leave_one_session_out(sessions):
        assert not {sessions[i] for i in others} & {sessions[i] for i in own}
    assert sorted(np.concatenate([own for _, own in leave_one_session_out(sessions)])) == [0, 1, 2, 3]


def test_a_session_s_own_outcomes_never_move_its_recalibrated_scores() -> None:
    chance = np.random.default_rng(0)
    sessions = ["a"] * 30 + ["b"] * 30 + ["c"] * 30
    values = pd.Series(chance.random(90))
    correct = pd.Series(chance.random(90) < values)
    before = recalibrated(values, correct, sessions)
    turned = correct.copy()
    turned[:30] = ~turned[:30]
    after = recalibrated(values, turned, sessions)
    assert np.allclose(before[:30], after[:30])
    assert not np.allclose(before[30:], after[30:])


def test_recalibration_mends_scores_that_are_too_sure() -> None:
    chance = np.random.default_rng(1)
    n = 600
    outcomes = pd.DataFrame(
        {
            "score_of": "act",
            "paragraph_id": [f"s{i % 6}.fr#{i}" for i in range(n)],
            "value": 0.95,
            "correct": chance.random(n) < 0.6,
        }
    )
    scored = calibration_scores(outcomes, n_resamples=50, seed=0).set_index("measure")["value"]
    assert scored["act_ece"] == pytest.approx(0.35, abs=0.06)
    assert scored["act_ece_recalibrated"] < 0.08


def test_outcomes_are_those_of_matched_positions_and_predicted_themes() -> None:
    gold = labelling([position("a.fr#1", 0, 5), position("a.fr#1", 10, 15)], {"a.fr#1": ["climate"]})
    predicted = labelling(
        [position("a.fr#1", 0, 5, "note", score=0.4), position("a.fr#1", 30, 35)], {"a.fr#1": ["climate", "cyber"]}
    )
    outcomes = score_outcomes(gold, predicted)
    assert outcomes[outcomes["score_of"] == "act"][["value", "correct"]].values.tolist() == [[0.4, False]]
    assert outcomes[outcomes["score_of"] == "theme"]["correct"].tolist() == [True, False]
