"""Sentence splitting: abbreviations, quotations, Japanese, lists; and that sentences tile a paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stanceshift.corpus import split_sentences
from stanceshift.corpus.sentences import load_abbreviations
from stanceshift.errors import StanceshiftError


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("fr", ["M. Le Drian et Mme Parly se sont réunis.", "Ils sont convenus d'agir."]),
        ("fr", ["Ils ont cité l'art. 5 du traité, p. ex. son premier alinéa.", "La séance est levée."]),
        ("fr", ["Le budget atteint 3.5 millions.", "Il augmentera en 2018.", "Les deux pays s'en félicitent."]),
        ("fr", ["Ils ont évoqué «la paix. La sécurité. L'avenir» devant la presse.", "Ils ont conclu."]),
        ("fr", ["Ils ont parlé de « partenariat. »", "La suite viendra."]),
        ("fr", ["L'accord (voir l'annexe. Elle est jointe.) entre en vigueur.", "Il sera publié."]),
        ("fr", ["Rappelant la résolution 2231 ; soulignant l'urgence ; ils demandent la paix.", "Ils agiront."]),
        ("en", ["The U.S. and Japan met in Washington, D.C. on May 1.", "They agreed."]),
        ("en", [["Both support the U.S.", " Ministers agreed."][0], "The Ministers agreed."]),
        ("en", ["They met.", "The U.S. Ministers thanked their host."]),
        ("en", ["Joseph R. Biden, Jr. spoke with George W. Bush.", "They met Dr. Rice at Depot No. 1 in Tokyo."]),
        ("en", ["It costs $8.6 billion, e.g. for Guam.", "Work began in 2017.", "It goes on."]),
        ("en", ["They noted “a free and open Indo-Pacific.”", "The Ministers agreed."]),
        ("en", ["The Japan-U.S. (SCC) meeting took place.", "1. Guiding Precepts were agreed in 2017."]),
        ("en", ["(They agreed.)", "Work goes on."]),
        ("en", ["the u.s. and japan met.", "they agreed to go on with their work in the coming years."]),
        (
            "ja",
            [
                "四大臣は、懸念を表明した。",
                "両国は「力による現状変更に反対する。対話を求める。」と述べた。",
                "以上である。",
            ],
        ),
        ("ja", ["四大臣は一致した（詳細は別添。参照のこと。）。", "協力を続ける。"]),
    ],
)
def test_sentences(language: str, sentences: list[str]) -> None:
    glue = "" if language == "ja" else " "
    assert split(glue.join(sentences), language) == sentences


def test_single_sentence_without_stop() -> None:
    assert split("maritime security", "en") == ["maritime security"]


def test_unclosed_quote_does_not_swallow_the_rest() -> None:
    assert len(split("Ils ont dit «la paix. Ils sont partis. Ils reviendront.", "fr")) == 3


PARTS = st.sampled_from(
    [
        *(
            "M. ",
            "U.S. ",
            "The Ministers agreed. ",
            "Ils sont convenus. ",
            "四大臣は確認した。",
            "「",
            "」",
            "«",
            "» ",
            "“",
            "” ",
        ),
        *("(", ") ", '"', "e.g. ", "3.5 ", "2017. ", "; ", "... ", "! ", "? ", "a", " ", "• ", "[1] ", "No. 1 "),
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PARTS, max_size=25).map(lambda parts: " ".join("".join(parts).split())),
    st.sampled_from(["fr", "en", "ja"]),
)
def test_sentences_tile_the_text_up_to_spaces(text: str, language: str) -> None:
    position = 0
    for start, end in split_sentences(text, language):
        assert position <= start < end
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


def test_broken_abbreviation_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "abbreviations.yaml"
    path.write_text("all: {never: [], may_end: [], starters: []}\nen: {never: [yes], may_end: [], starters: []}\n")
    with pytest.raises(StanceshiftError, match=r"en\.never"):
        load_abbreviations(path)
