"""Names of speakers make way for a plain word, as words of their own, and nothing else of a text changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml, write_yaml
from stanceshift.labels.speakers import Speakers
from stanceshift.labels.theme_rules import load_theme_rules
from tests.labels.synthetic import ROOT

SPEAKERS = Speakers(
    names={"en": ["the Quad", "Quad", "U.S.", "India"], "fr": ["l'Inde"], "ja": ["日本"]},
    instead={"en": "the partner", "fr": "le partenaire", "ja": "相手国"},
)


@pytest.mark.parametrize(
    ("text", "language", "silenced"),
    [
        ("We, the Quad, met in India.", "en", "We, the partner, met in the partner."),
        ("The Quad’s leaders and the U.S. agree.", "en", "the partner’s leaders and the the partner agree."),
        ("Indian squadrons, the U.S.-Japan alliance and Indiana", "en", ""),
        ("l’Inde et l'Inde, les Indes", "fr", "le partenaire et le partenaire, les Indes"),
        ("日本は歓迎した。", "ja", "相手国は歓迎した。"),
        ("Indien, India", "de", "Indien, the partner"),
    ],
)
def test_names_are_replaced_as_words_of_their_own(text: str, language: str, silenced: str) -> None:
    assert SPEAKERS.silenced([text], [language]) == [silenced or text]


@given(st.text("QadIni U.S-'’\n日本", max_size=40))
def test_a_text_without_names_stays_and_no_name_is_left(text: str) -> None:
    (once,) = SPEAKERS.silenced([text], ["en"])
    assert SPEAKERS.silenced([once], ["en"]) == [once]
    if "Quad" not in text and "U.S." not in text and "India" not in text:
        assert once == text


def test_a_language_without_its_word_is_refused(tmp_path: Path) -> None:
    rules = read_yaml(ROOT / "data/codebook/theme_rules.yaml")
    del rules["speakers"]["instead"]["fr"]
    write_yaml(tmp_path / "theme_rules.yaml", rules)
    with pytest.raises(StanceshiftError, match="no word in `instead` for fr") as caught:
        load_theme_rules(tmp_path)
    assert "theme_rules.yaml" in str(caught.value)
