"""Stance: one side alone is decided by rule, both sides by weights that learn from coded paragraphs which dominates."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.errors import StanceshiftError
from stanceshift.labels.stance import BOTH_SIDES, StanceRule, StanceWeights, load_stance_rule

DATA = Path(__file__).parents[2] / "data"
THEMES, ACTS = ("china", "cyber"), ("note", "welcome", "commit", "condemn")
SIDES = {"note": "none", "welcome": "for", "commit": "for", "condemn": "against"}


def said(act: str, theme: str = "china", direction: str = "") -> Any:
    return SimpleNamespace(act=act, theme=theme, direction=direction or SIDES[act])


def decide(rule: StanceRule, *positions: Any, themes: tuple[str, ...] = ("china",)) -> str:
    return rule.overall(themes, positions, [""] * len(positions))


def taught(*examples: tuple[list[Any], str]) -> StanceRule:
    """Return a rule whose weights are taught by positions and stances."""
    plain = load_stance_rule(DATA)
    features = np.array([plain.features(["china"], said, [""] * len(said), THEMES, ACTS) for said, _ in examples])
    return load_stance_rule(DATA, StanceWeights.fit(features, [stance for _, stance in examples], THEMES, ACTS, c=10.0))


@pytest.mark.parametrize(
    ("positions", "stance"),
    [
        ([], "neutral"),
        ([said("note")], "neutral"),
        ([said("note", direction="for")], "neutral"),
        ([said("note"), said("welcome")], "supportive"),
        ([said("note"), said("condemn")], "critical"),
        ([said("note", direction="against")], "critical"),
    ],
)
def test_one_side_alone_is_decided_by_rule(positions: list[Any], stance: str) -> None:
    contrary = taught(([said("condemn"), said("commit")], "mixed"))
    assert decide(contrary, *positions) == decide(load_stance_rule(DATA), *positions) == stance


def test_both_sides_without_weights_are_mixed() -> None:
    assert decide(load_stance_rule(DATA), said("condemn"), said("welcome")) == "mixed"


def test_weights_learn_which_side_dominates() -> None:
    against, voiced = [said("condemn")], [said("commit")]
    rule = taught(
        *[(against * n + voiced, "critical") for n in (3, 4, 5)],
        *[(against * n + voiced * n, "mixed") for n in (1, 2, 3)],
        *[(against + voiced * n, "supportive") for n in (5, 6, 7)],
    )
    assert decide(rule, *against * 6, *voiced) == "critical"
    assert decide(rule, *against * 2, *voiced * 2) == "mixed"
    assert decide(rule, *against, *voiced * 8) == "supportive"


def test_weights_are_kept_as_arrays() -> None:
    weights = taught(([said("condemn"), said("commit")], "critical"), ([said("commit"), said("condemn")] * 2, "mixed"))
    assert weights.weights is not None
    again = StanceWeights.from_tensors(weights.weights.tensors(), THEMES, ACTS)
    assert decide(load_stance_rule(DATA, again), said("condemn"), said("commit")) == "critical"


def test_weights_taught_by_nothing_say_mixed() -> None:
    width = load_stance_rule(DATA).features(["china"], [], [], THEMES, ACTS).shape[0]
    empty = StanceWeights.fit(np.zeros((0, width)), [], THEMES, ACTS, c=1.0)
    assert decide(load_stance_rule(DATA, empty), said("condemn"), said("welcome")) == "mixed"


def test_features_tell_praise_and_offer_to_the_criticised_party() -> None:
    rule = load_stance_rule(DATA)
    positions = [said("condemn"), said("welcome")]
    silent = rule.features(["china"], positions, ["they condemn it", "they welcome it"], THEMES, ACTS)
    praised = rule.features(["china"], positions, ["they condemn it", "they welcome china's step"], THEMES, ACTS)
    offered = rule.features(["china"], positions, ["they condemn it", "ready to engage"], THEMES, ACTS)
    blamed = rule.features(["china"], positions, ["they condemn china", "they welcome it"], THEMES, ACTS)
    assert (praised - silent).sum() == (offered - silent).sum() == 1
    assert np.flatnonzero(praised - silent) != np.flatnonzero(offered - silent)
    assert (blamed == silent).all()


def test_stance_on_a_theme_is_that_of_its_positions() -> None:
    rule = taught(([said("condemn"), said("commit")], "critical"))
    positions = [said("condemn"), said("commit", "cyber")]
    assert rule.stance(positions[:1], "china", [""]) == "critical"
    assert rule.stance(positions[1:], "cyber", [""]) == "supportive"


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(["for", "against", "none"]), st.sampled_from(THEMES))))
def test_stance_is_always_one_of_four_and_needs_what_it_says(drawn: list[tuple[str, str, str]]) -> None:
    rule = taught(([said("condemn"), said("commit")], "critical"), ([said("commit"), said("condemn")], "mixed"))
    stance = decide(rule, *(said(act, theme, side) for act, side, theme in drawn), themes=THEMES)
    against = any(side == "against" for _, side, _ in drawn)
    voiced = any(side == "for" and act != "note" for act, side, _ in drawn)
    assert stance in BOTH_SIDES if against or voiced else stance == "neutral"
    assert against or stance not in ("critical", "mixed")
    assert voiced or stance not in ("supportive", "mixed")


def test_faults_of_the_file_are_named(tmp_path: Path) -> None:
    shutil.copytree(DATA / "codebook", tmp_path / "codebook")
    path = tmp_path / "codebook" / "stance.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("offer:", "offers:"), encoding="utf-8")
    with pytest.raises(StanceshiftError, match=r"(?s)stance\.yaml.*offer"):
        load_stance_rule(tmp_path)
