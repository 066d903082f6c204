"""Linear heads learn what is there, folds keep near-duplicates together, calibration says how sure to be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from stanceshift.errors import StanceshiftError
from stanceshift.labels.heads import (
    column_scale,
    expected_calibration_error,
    fit_calibration,
    fit_head,
    grouped_folds,
    held_out_scores,
    near_duplicate_groups,
)


def _data(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    classes = rng.integers(0, 3, 300)
    return rng.normal(size=(300, 10)) + 2.0 * np.eye(10)[classes], classes


def test_head_finds_the_classes_and_dense_equals_sparse() -> None:
    features, classes = _data()
    targets = np.eye(3)[classes]
    head = fit_head(features, targets, 1.0)
    assert (head.scores(features).argmax(axis=1) == classes).mean() > 0.85
    other = fit_head(sparse.csr_matrix(features), targets, 1.0)
    assert np.allclose(other.scores(sparse.csr_matrix(features)), head.scores(features), atol=1e-3)


def test_head_does_not_depend_on_the_order_of_rows() -> None:
    features, classes = _data()
    order = np.random.default_rng(1).permutation(300)
    one, other = fit_head(features, np.eye(3)[classes], 1.0), fit_head(features[order], np.eye(3)[classes][order], 1.0)
    assert np.abs(one.weights - other.weights).max() <= 1e-5


def test_held_out_scores_have_not_seen_the_row() -> None:
    rng = np.random.default_rng(0)
    features, targets = rng.normal(size=(60, 200)), np.eye(2)[rng.integers(0, 2, 60)]
    folds = grouped_folds(np.arange(60), 5, 0)
    truth = targets.argmax(axis=1)
    assert (fit_head(features, targets, 0.1).scores(features).argmax(axis=1) == truth).all()
    assert (held_out_scores(features, targets, 0.1, folds).argmax(axis=1) == truth).mean() < 0.75


def test_near_duplicates_share_a_fold() -> None:
    texts = ["They condemned the attack.", "They condemned the attacks.", "Quite another sentence here.", "X", "Y", "Z"]
    vectors = np.eye(6, dtype=np.float32)
    vectors[3] = vectors[4]
    groups = near_duplicate_groups(texts, vectors)
    assert groups[0] == groups[1] != groups[2]
    assert groups[3] == groups[4] != groups[5]
    for train, test in grouped_folds(groups, 3, 0):
        assert not set(groups[train]) & set(groups[test])
    assert near_duplicate_groups(texts, np.zeros((6, 0)))[3] != near_duplicate_groups(texts, np.zeros((6, 0)))[4]


def test_calibration_gives_honest_probabilities() -> None:
    features, classes = _data()
    scores = fit_head(features, np.eye(3)[classes], 1.0).scores(features)
    calibration = fit_calibration(scores, classes, 4)
    fresh, truth = _data(1)
    probabilities = calibration.probabilities(fit_head(features, np.eye(3)[classes], 1.0).scores(fresh))
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert probabilities[:, 3].max() < 1e-6
    error = expected_calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == truth)
    assert error < 0.1


@pytest.mark.parametrize("present", [(2,), (0, 2)])
def test_calibration_with_few_classes(present: tuple[int, ...]) -> None:
    features, classes = _data()
    rows = np.isin(classes, present)
    probabilities = fit_calibration(features[rows], classes[rows], 3).probabilities(features[rows])
    assert (probabilities.argmax(axis=1) == classes[rows]).mean() > 0.9
    assert np.delete(probabilities, present, axis=1).max() < 1e-6


def test_too_few_groups_are_named() -> None:
    with pytest.raises(StanceshiftError, match="only 2 groups"):
        grouped_folds(np.array([0, 0, 1]), 3, 0)


def test_calibration_error_sees_overconfidence() -> None:
    correct = np.array([True, False] * 50)
    assert expected_calibration_error(np.full(100, 0.99), correct) > 0.45
    assert expected_calibration_error(np.full(100, 0.5), correct) < 0.01


def test_columns_are_scaled_by_mean_and_deviation_and_constant_ones_by_one() -> None:
    mean, scale = column_scale(np.array([[1.0, 7.0], [3.0, 7.0]]))
    assert mean.tolist() == [2.0, 7.0] and scale.tolist() == [1.0, 1.0]
    mean, scale = column_scale(np.array([[0.0], [1 / 3]]))
    assert mean.tolist() == [0.16667] and scale.tolist() == [0.16667]
