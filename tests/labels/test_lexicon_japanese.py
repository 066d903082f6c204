"""Each predicate and word of the Japanese lexicon is exercised by an example sentence."""

from __future__ import annotations

import pytest

from stanceshift.files import read_yaml
from stanceshift.labels.extract_ja import load_japanese
from tests.labels.extraction import DATA, find, only
from tests.labels.patterns import alternatives, samples

EXAMPLES = read_yaml(DATA.parent / "tests/labels/cue_examples/ja.yaml")
LEXICON = load_japanese(DATA)
PREDICATES = [(act, index) for act, patterns in LEXICON.predicates.items() for index in range(len(patterns))]


@pytest.mark.parametrize(("act", "index"), PREDICATES)
def test_predicate_has_an_example_that_triggers_it(act: str, index: int) -> None:
    cues = [p.cue_id for text in EXAMPLES["predicates"][act] for p in find("ja", text)]
    assert f"ja.{act}.{index}" in cues, f"no example of {LEXICON.predicates[act][index]}"


@pytest.mark.parametrize(
    ("act", "text"), [(act, text) for act, texts in EXAMPLES["predicates"].items() for text in texts]
)
def test_example_has_its_act(act: str, text: str) -> None:
    found = only("ja", text)
    assert found.act == act, found
    assert found.end > found.start and found.target == text[found.target_start : found.target_end]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("四大臣は、一方的な行動に強く反対しました。", "oppose"),
        ("両大臣は、海洋の状況について議論しました。", "note"),
        ("両大臣は、訓練を定例化することで一致しました。", "commit"),
        ("日本側は、同国の決定を歓迎します。", "welcome"),
        ("両大臣は、地域の情勢について懸念を共有しました。", "concern"),
    ],
)
def test_the_polite_form_does_what_the_plain_one_does(text: str, act: str) -> None:
    assert only("ja", text).act == act


@pytest.mark.parametrize("text", EXAMPLES["denunciations"])
def test_denunciation_is_an_implicit_condemnation(text: str) -> None:
    found = only("ja", text)
    assert (found.act, found.implicit, found.direction) == ("condemn", True, "against")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("日本は、港において公務員に対する研修を行う。", "commit"),
        ("研修所が、来年、港に開設される。", "commit"),
        ("両国の若者は、共に学んでいく。", "commit"),
        ("港は、地域の支柱である。", ""),
        ("日本は、港において公務員に対する研修を行います。", "commit"),
        ("監視員は、今も港に立っています。", ""),
        ("港には、課題があります。", ""),
        ("研修を受けた四十名が、港に降り立った。", ""),
        ("監視員は、今なお追い返されている。", ""),
    ],
)
def test_a_plain_present_without_a_predicate_undertakes_and_a_state_does_not(text: str, act: str) -> None:
    found = only("ja", text)
    assert (found.act, found.sure) == (act, False)


def test_each_booster_raises_the_force() -> None:
    for part in alternatives(LEXICON.boosters):
        for word in samples(part):
            assert only("ja", f"閣僚は、砲撃を{word}非難した。").force == 2, word
    assert only("ja", "閣僚は、砲撃を非難した。").force == 1


def test_each_hedge_lowers_the_force() -> None:
    for part in alternatives(LEXICON.hedges):
        for word in samples(part):
            assert only("ja", f"閣僚は、{word}調査団への支持を表明した。").force == 0, word


def test_calls_to_stop_are_demands() -> None:
    for part in alternatives(LEXICON.stop_words):
        for word in samples(part):
            found = only("ja", f"閣僚は、沿岸国に{word}を求めた。")
            assert (found.act, found.direction) == ("demand", "against"), word
    assert only("ja", "閣僚は、沿岸国に海図の公表を求めた。").act == "urge"


def test_each_joint_word_speaks_jointly() -> None:
    for part in alternatives(LEXICON.joint):
        for word in samples(part):
            assert only("ja", f"{word}は、港の再開を歓迎した。").holder == "joint", word


def test_each_side_word_makes_one_party_speak() -> None:
    for part in alternatives(LEXICON.side):
        for word in samples(part):
            assert only("ja", f"フランス{word}は、港の再開を歓迎した。").holder == "fr", word


def test_values_give_a_direction_to_what_is_recalled() -> None:
    for part in alternatives(LEXICON.value):
        for word in samples(part):
            assert only("ja", f"閣僚は、{word}を想起した。").direction == "for", word
    assert only("ja", "閣僚は、昨年の会合を想起した。").direction == "none"


def test_commitments_aimed_at_somebody_are_against() -> None:
    for part in alternatives(LEXICON.criticised):
        for word in samples(part):
            found = only("ja", f"閣僚は、{word}することで一致した。")
            assert (found.act, found.direction) == ("commit", "against"), word
