"""Properties that hold for every text: exact offsets, order, no overlaps, no failures, the same answer twice."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stanceshift.labels.attributes import USUAL
from stanceshift.labels.folding import fold, fold_ja
from stanceshift.labels.found import Context, Found
from tests.labels.extraction import LANGUAGES, extractor, lexicon

WORDS = {
    "en": "We|The Ministers|France|Japan|they|it|have|will|not|and|, |;|that|to|strongly|condemned|condemn|welcomed|expressed|their|"
    "concern|over|opposition|support|of|the attack|the plan|reiterated|Recalling|must|stop|do not recognise|called on|the two countries|"
    "as appropriate|illegal war|, and|(G7)|—|United States|deeply concerned|are|remain|.|wish to|by|which",
    "fr": "Nous|Les ministres|La France|le Japon|ils|elle|ont|a|ne|n'|pas|et|, |;|que|qu'|à|fermement|condamné|condamnent|salué|"
    "exprimé|leur|préoccupation|face à|opposition|soutien|de|l'attaque|le projet|réaffirmé|Rappelant|doit|cesser|reconnaissent|"
    "appelé|les deux pays|le cas échéant|guerre illégale|se sont|s'|félicités|sont|nous|.|tiennent à|saluer|par|dont|aujourd’hui",
    "ja": "閣僚は|、|。|日本側は|フランス側は|岸防衛大臣は|強く|非難した|懸念を表明し|反対した|歓迎した|海図を|航路の封鎖に|求めた|停止するよう|"
    "重要性を|強調した|一致した|ことで|認識で|支持を|再確認し|協力を|強化する|必要に応じ|違法な戦争|は|が|も|ため|とともに|「|」|２０２４年",
}
WORDS_OF = {language: words.split("|") for language, words in WORDS.items()}


def _check(text: str, found: list[Found]) -> None:
    assert found, "the grammar finds at least one position in a sentence"
    for p in found:
        assert 0 <= p.start < p.end <= max(1, len(text))
        assert p.start <= p.cue_start < p.cue_end <= p.end
        if p.target_start is None or p.target_end is None:
            assert (p.target, p.target_start, p.target_end) == ("unnamed", None, None)
        else:
            assert text[p.target_start : p.target_end] == p.target != ""
            assert p.target == p.target.strip()
        assert p.act in {*USUAL, ""}
        assert p.direction in ("for", "against", "none")
        assert p.force in (0, 1, 2)
        assert p.holder == "joint" or (len(p.holder) == 2 and p.holder.islower())
        assert p.cue_id.count(".") >= 2
    starts = [p.start for p in found]
    assert starts == sorted(starts)
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start, "verbs overlap"


def _run(language: str, text: str, third: bool = False) -> None:
    first = extractor(language).sentence(text, Context(parties=["fr", "jp"], third=third))
    again = extractor(language).sentence(text, Context(parties=["fr", "jp"], third=third))
    assert first == again
    _check(text, first)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(data=st.data(), third=st.booleans())
def test_sentences_of_words_that_matter(language: str, data: st.DataObject, third: bool) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS_OF[language]), min_size=1, max_size=25))
    _run(language, ("" if language == "ja" else " ").join(words), third)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=100, deadline=None)
@given(text=st.text(min_size=1, max_size=120), third=st.booleans())
@example(text="\x00", third=False)
@example(text="😀 😀", third=True)
@example(text="...;;;!?", third=False)
@example(text="。、「」", third=False)
@example(text="İİİ condemned ſ ﬁ K", third=False)
@example(text="   ", third=False)
@example(text="\n\t\u3000", third=False)
def test_any_text_at_all(language: str, text: str, third: bool) -> None:
    _run(language, text, third)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_text_does_not_fail(language: str) -> None:
    (found,) = extractor(language).sentence("", Context())
    assert (found.act, found.target) == ("", "unnamed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unit",
    [
        "word",
        "a, ",
        "and ",
        "We condemned ",
        "ont salué et ",
        "閣僚は、非難し、",
        "()[]{}*+?",
        ", , ",
        "the minister of ",
    ],
)
def test_very_long_sentences_end(language: str, unit: str) -> None:
    text = unit * (6000 // len(unit))
    _check(text, extractor(language).sentence(text, Context()))


@given(text=st.text())
@example(text="İstanbul — l’été, naïve ‑ ß ŉ ǰ")
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold_ja(text)) == len(text)


def test_folding_lowers_and_plains() -> None:
    assert fold("L’ÉTAT\u00a0— non‑ALIGNÉ") == "l'état — non-aligné"
    assert fold_ja("Ｇ７　ＡＢ") == "G7　AB"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pronoun_of_a_context_does_not_leak_between_calls(language: str) -> None:
    text = {"en": "They welcomed the plan.", "fr": "Ils ont salué ce projet."}[language]
    fresh = extractor(language).sentence(text, Context())
    extractor(language).sentence({"en": "France regretted it.", "fr": "La France l'a regretté."}[language], Context())
    assert extractor(language).sentence(text, Context()) == fresh
    assert lexicon(language).language == language
