from __future__ import annotations

import math

import pytest

from stanceshift.labels.agreement import agreement, alpha, alpha_with_interval, masi_distance
from tests.labels.synthetic import labelling, position, spoil_acts


def test_alpha_of_krippendorffs_binary_example() -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section A: alpha = 0.095."""
    a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(list(zip(a, b, strict=True))) == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_krippendorffs_nominal_example() -> None:
    """The same, section B: two observers, twelve units, five categories: alpha = 0.692."""
    a = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    b = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert alpha(list(zip(a, b, strict=True))) == pytest.approx(0.692, abs=0.0005)


def test_alpha_at_its_ends() -> None:
    assert alpha([("a", "a"), ("b", "b")]) == 1.0
    assert alpha([("a", "a"), ("a", "a")]) == 1.0
    assert alpha([("a", "b"), ("b", "a")]) < 0
    assert math.isnan(alpha([]))


def test_masi_distance_of_passonneaus_cases() -> None:
    s = frozenset
    assert masi_distance(s("ab"), s("ab")) == 0
    assert masi_distance(s("a"), s("ab")) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance(s("ab"), s("bc")) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance(s("a"), s("b")) == 1


def test_alpha_of_sets_forgives_a_subset_more_than_another_set() -> None:
    s = frozenset
    same = [(s("a"), s("a")), (s("bc"), s("bc")), (s("d"), s("d"))]
    assert alpha([*same, (s("ae"), s("a"))], masi_distance) > alpha([*same, (s("ae"), s("d"))], masi_distance)


def test_interval_holds_the_value() -> None:
    units = {f"s-{i}.fr#{i}": [("x" if i % 3 else "y", "x" if i % 4 else "y")] for i in range(40)}
    value, low, high, n = alpha_with_interval(units, n_resamples=200)
    assert low < value < high
    assert n == 40


def test_agreement_of_coders_falls_when_one_is_spoilt() -> None:
    names = [f"a-2020-01-01.fr#{i}" for i in range(1, 21)]
    acts = ["welcome", "commit", "condemn", "note"]
    coder = labelling(
        [position(name, 0, 9, acts[i % 4]) for i, name in enumerate(names)], {name: ["climate"] for name in names}
    )
    whole = agreement(coder, coder, n_resamples=20).set_index(["kind", "measure"])["value"]
    spoilt = agreement(coder, spoil_acts(coder, 0.5), n_resamples=20).set_index(["kind", "measure"])["value"]
    assert whole["alpha", "act"] == 1.0
    assert spoilt["alpha", "act"] < 0.7
    assert spoilt["f1", "act_accuracy"] < 0.8
    assert spoilt["f1", "detection_f1"] == 1.0
