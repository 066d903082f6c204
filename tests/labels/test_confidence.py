"""How far the cues of the lexicon are trusted, by kind and one by one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stanceshift.labels.confidence import CUE_PRIOR, LexiconConfidence
from stanceshift.labels.training_paragraphs import CodedParagraph, CodedPosition, ReadParagraph
from tests.labels.extraction import extractor

TRAINING = pd.DataFrame(
    [{"text": "The Ministers welcomed the truce.", "lang": "en", "act": "welcome"}] * 9
    + [{"text": "The Ministers welcomed the survey.", "lang": "en", "act": "note"}]
)
EXTRACTORS = {"en": extractor("en")}


def coded(number: int, verb: str, act: str) -> ReadParagraph:
    """Return a paragraph with one coded position."""
    text = f"The Ministers {verb} the survey of the seabed."
    start = text.index(verb)
    position = CodedPosition(
        verb=verb, start=start, end=start + len(verb), act=act, direction="for", force=1, holder="joint", theme="other"
    )
    paragraph = CodedParagraph(
        id=f"x#{number}",
        document="x",
        lang="en",
        text=text,
        themes=["other"],
        stance="supportive",
        positions=[position],
    )
    return ReadParagraph(paragraph, EXTRACTORS["en"])


def test_a_cue_has_the_precision_of_its_own_cases_and_of_some_of_its_kind() -> None:
    paragraphs = [coded(n, "praised", "note" if n else "welcome") for n in range(6)]
    measured = LexiconConfidence.measure(TRAINING, EXTRACTORS, paragraphs)
    kind = measured.of("en", "en.welcome.welcome", "welcome", sure=True)
    assert kind == pytest.approx((9 + 4) / (10 + 5)), "a cue that was not coded has the precision of its kind"
    own = measured.of("en", "en.welcome.praise", "welcome", sure=True)
    assert own == pytest.approx((1 + CUE_PRIOR * kind) / (6 + CUE_PRIOR))
    weak = measured.of("en", "en.welcome.praise", "welcome", sure=False)
    assert weak not in (own, kind), "a weak cue has the precision of weak cues"


def test_few_cases_and_another_act_of_the_cue_say_nothing() -> None:
    measured = LexiconConfidence.measure(TRAINING, EXTRACTORS, [coded(n, "praised", "note") for n in range(2)])
    assert measured.of_cue("en.welcome.praise", "welcome") is None
    more = [coded(n, "do not support", "oppose") for n in range(3)]
    measured = LexiconConfidence.measure(TRAINING, EXTRACTORS, more)
    assert measured.of_cue("en.support.support", "support") is None, "a negated cue is counted as what it means"
    negated = measured.of_cue("en.support.support", "oppose")
    assert negated is not None and negated > 0.9


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    measured = LexiconConfidence.measure(TRAINING, EXTRACTORS, [coded(n, "praised", "note") for n in range(3)])
    measured.save(tmp_path)
    read = LexiconConfidence.load(tmp_path)
    own = measured.of_cue("en.welcome.praise", "welcome")
    assert own is not None and read.cues == {"en.welcome.praise=welcome": round(own, 4)}
    assert read.fact == round(measured.fact, 4) and set(read.table) == set(measured.table)
