from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stanceshift.errors import StanceshiftError
from stanceshift.shifts.align import assign
from stanceshift.shifts.names import load_names
from stanceshift.shifts.wording import word_similarity
from tests.shifts.frames import DATA, SCS, SCS_HARDER, compared, said, session


@given(
    hnp.arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(0, 1)), st.floats(0.1, 0.9)
)
def test_assignment_is_one_to_one_and_above_the_threshold(scores: np.ndarray, threshold: float) -> None:
    pairs = assign(scores, threshold)
    assert len({i for i, _ in pairs}) == len(pairs) == len({j for _, j in pairs})
    assert all(scores[i, j] >= threshold for i, j in pairs)


def test_assignment_is_optimal_not_greedy() -> None:
    assert set(assign(np.array([[0.9, 0.8], [0.85, 0.1]]), 0.45)) == {(0, 1), (1, 0)}


def test_a_position_continues_under_a_near_theme_when_the_words_are_the_same() -> None:
    one = said(SCS, "south_china_sea", "concern", "concern", target="militarisation of disputed features")
    other = said(
        SCS_HARDER, "maritime_security", "concern", "strong opposition", target="militarisation of disputed features"
    )
    assert len(compared(session("2017-01-01", one), session("2018-01-01", other))["threads"]) == 1


def test_unlike_positions_of_one_broad_theme_stay_apart() -> None:
    one = said("They decided to review host nation support costs.", "defence_dialogue", "commit", "decided")
    other = said("They decided to exchange liaison officers each spring.", "defence_dialogue", "commit", "decided")
    assert len(compared(session("2017-01-01", one), session("2018-01-01", other))["threads"]) == 2


def test_across_languages_names_and_numbers_tie_positions_together() -> None:
    one = said("We condemn the launches of North Korea, against resolution 2397.", "north_korea", "condemn", "condemn")
    other = said(
        "Nous condamnons les tirs de la Corée du Nord, contraires à la résolution 2397.",
        "north_korea",
        "condemn",
        "condamnons",
    )
    tables = compared(session("2017-01-01", one), session("2018-01-01", other, language="fr"))
    assert len(tables["threads"]) == 1
    assert "different languages" in tables["ledger"]["reason"].iloc[0]


def test_across_languages_vectors_are_used_where_given() -> None:
    one = said("We welcome the forum on ocean plastics.", "climate", "welcome", "welcome")
    other = said("Nous saluons la réunion consacrée aux déchets marins.", "climate", "welcome", "saluons")
    made = (session("2017-01-01", one), session("2018-01-01", other, language="fr"))
    assert len(compared(*made)["threads"]) == 2
    assert len(compared(*made, embed=lambda texts, language: np.ones((len(texts), 1)))["threads"]) == 1


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["en", "fr", "ja"]))
def test_word_similarity_is_symmetric_and_bounded(one: str, other: str, language: str) -> None:
    value = word_similarity(one, other, language)
    assert 0 <= value <= 1
    assert value == word_similarity(other, one, language)
    assert word_similarity(one, one, language) == 1


@pytest.mark.parametrize(
    ("text", "language", "themes"),
    [
        ("in the East and South China Seas", "en", {"east_china_sea", "south_china_sea"}),
        ("la mer de Chine méridionale", "fr", {"south_china_sea"}),
        ("China’s conduct", "en", {"china"}),
        ("東シナ海及び南シナ海", "ja", {"east_china_sea", "south_china_sea"}),
        ("la paix dans le détroit de Taïwan", "fr", {"taiwan_strait"}),
        ("the nuclear agreement between the E3/EU+3 and Iran", "en", {"iran"}),
        ("l'accord nucléaire entre les E3/UE+3 et l'Iran", "fr", {"iran"}),
        ("the EU and Iran", "en", {"eu_japan", "iran"}),
    ],
)
def test_names(text: str, language: str, themes: set[str]) -> None:
    assert load_names(DATA / "themes.yaml").themes_in(text, language) == themes


def test_a_wrong_theme_in_the_names_is_told(tmp_path: object) -> None:
    path = tmp_path / "themes.yaml"  # type: ignore[operator]
    path.write_text("themes:\n  cyber: {weight: 0.4, near: [cybre]}\n")
    with pytest.raises(StanceshiftError, match=r"themes\.cyber: unknown theme 'cybre'"):
        load_names(path)
