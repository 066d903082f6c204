"""Theme cues are found as whole words, prefixes and plurals, the longest phrase first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.labels.cues import CueMatcher, normalised

CUES = {
    "en": [
        ("south china sea", False, "south_china_sea", 2.0),
        ("china", False, "china", 2.0),
        ("terroris", True, "terrorism", 2.0),
        ("supply chain", False, "economic_security", 1.0),
        ("arms", False, "export_control", 1.0),
    ],
    "fr": [("l'état de droit", False, "order", 1.0), ("sécurité", False, "security", 1.0)],
    "ja": [("南シナ海", False, "south_china_sea", 2.0), ("2+2", False, "meeting", 1.0)],
}
MATCHER = CueMatcher(("south_china_sea", "china", "terrorism", "economic_security", "export_control", "order"), CUES)


def found(text: str, language: str = "en") -> list[str]:
    return [match.theme for match in MATCHER.find(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "themes"),
    [
        ("The situation in the South China Sea", "en", ["south_china_sea"]),
        ("China and the South China Sea", "en", ["china", "south_china_sea"]),
        ("counter-terrorist financing", "en", ["terrorism"]),
        ("counterterrorism", "en", []),
        ("resilient supply chains", "en", ["economic_security"]),
        ("a supply-chain", "en", []),
        ("farms and alarms", "en", []),
        ("L\u2019ÉTAT DE DROIT", "fr", ["order"]),
        ("securite", "fr", []),
        ("両国は南シナ海について", "ja", ["south_china_sea"]),
        ("第5回２＋２会合", "ja", ["meeting"]),
        ("South China Sea", "de", []),
    ],
)
def test_find(text: str, language: str, themes: list[str]) -> None:
    assert found(text, language) == themes


def test_offsets_are_those_of_the_normalised_text() -> None:
    text = "Fears about  TERRORISM spread"
    (match,) = MATCHER.find(text, "en")
    assert normalised(text)[match.start : match.end] == "terrorism"


def test_weights_count_a_cue_once() -> None:
    weights = MATCHER.weights(["China, China and terrorism", "nothing"], ["en", "en"])
    assert weights[0].tolist() == [0, 2, 2, 0, 0, 0]
    assert not weights[1].any()


@given(st.text(max_size=80), st.sampled_from(["en", "fr", "ja"]))
def test_any_text_is_read(text: str, language: str) -> None:
    plain = normalised(text)
    for match in MATCHER.find(text, language):
        assert 0 <= match.start < match.end <= len(plain)
