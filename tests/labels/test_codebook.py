"""The codebook is read whole, and every fault in it is named by file and key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from stanceshift.errors import StanceshiftError
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.schemas import ACTS
from tests.labels.tiny import codebook_values, write_codebook

SHIPPED = Path(__file__).parents[2] / "data" / "codebook"


def test_shipped_codebook_is_whole() -> None:
    codebook = load_codebook(SHIPPED)
    assert len(codebook.theme_ids) == 42
    assert codebook.act_ids == ACTS
    assert codebook.act("condemn").rung == 4
    assert all(theme.cues[tag] for theme in codebook.themes for tag in ("en", "fr", "ja"))
    assert all(act.hypothesis_in(tag) for act in codebook.acts for tag in ("en", "fr", "ja"))


def test_plain_and_weighted_cues(tmp_path: Path) -> None:
    themes, _ = codebook_values()
    themes["themes"][0]["cues"]["en"] = ["plain", {"cue": "strong*", "weight": 2}]
    write_codebook(tmp_path)
    (tmp_path / "themes.yaml").write_text(yaml.safe_dump(themes), encoding="utf-8")
    plain, strong = load_codebook(tmp_path).theme("cyber").cues["en"]
    assert (plain.weight, plain.prefix) == (1.0, False)
    assert (strong.weight, strong.prefix) == (2.0, True)


def _no_label(themes: dict[str, Any]) -> None:
    del themes["themes"][1]["label"]["ja"]


def _unknown_group(themes: dict[str, Any]) -> None:
    themes["themes"][1]["group"] = "nowhere"


def _twice(themes: dict[str, Any]) -> None:
    themes["themes"][1]["id"] = "cyber"


def _weight(themes: dict[str, Any]) -> None:
    themes["themes"][1]["cues"]["en"] = [{"cue": "x", "weight": -1}]


def _repeated_cue(themes: dict[str, Any]) -> None:
    themes["themes"][1]["cues"]["fr"] = ["climat", "climat"]


def _no_other(themes: dict[str, Any]) -> None:
    themes["themes"].pop()


def _empty(themes: dict[str, Any]) -> None:
    themes["themes"] = []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_no_label, "themes.climate"),
        (_unknown_group, "themes.climate.group"),
        (_twice, "'cyber' stands there twice"),
        (_weight, "themes.climate.cues.en.0.weight"),
        (_repeated_cue, "'climat' stands there twice"),
        (_no_other, "'other' is missing"),
        (_empty, "expected a list under 'themes'"),
    ],
)
def test_faults_are_named(tmp_path: Path, spoil: Callable[[dict[str, Any]], None], said: str) -> None:
    write_codebook(tmp_path)
    themes, _ = codebook_values()
    spoil(themes)
    (tmp_path / "themes.yaml").write_text(yaml.safe_dump(themes), encoding="utf-8")
    with pytest.raises(StanceshiftError) as caught:
        load_codebook(tmp_path)
    assert said in str(caught.value)
    assert "themes.yaml" in str(caught.value)


def test_acts_must_be_the_thirteen(tmp_path: Path) -> None:
    write_codebook(tmp_path)
    _, acts = codebook_values()
    acts["acts"].pop()
    (tmp_path / "acts.yaml").write_text(yaml.safe_dump(acts), encoding="utf-8")
    with pytest.raises(StanceshiftError, match="missing or unknown acts: state"):
        load_codebook(tmp_path)


def test_unknown_id() -> None:
    with pytest.raises(StanceshiftError, match="unknown theme 'weather'"):
        load_codebook(SHIPPED).theme("weather")


def test_english_hypothesis_stands_in(tmp_path: Path) -> None:
    act = load_codebook(write_codebook(tmp_path)).act("urge")
    assert act.hypothesis_in("ja") == "The speakers urge."
    assert act.hypothesis_in("fr") == "Les auteurs urge."
