"""What a model of predicates adds to the grammar and takes from it, and how it is learned from coded sentences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.labels.extract import Extractor
from stanceshift.labels.folding import fold
from stanceshift.labels.found import Context, Found
from stanceshift.labels.predicate_features import word_features, words_of
from stanceshift.labels.predicates import (
    HASHER,
    WIDTH,
    CodedSentence,
    LearnedExtractor,
    PredicateModel,
    fit_predicates,
    learned,
    mark_words,
)
from stanceshift.settings import Label
from tests.labels.extraction import extractor

ENGLISH = extractor("en")
BASE = "The Ministers welcomed the survey of the seabed and frobnicated the charts."


def told(words: Mapping[str, float], *, silent: frozenset[str] = frozenset()) -> PredicateModel:
    """Return a model that knows nothing but these words: their log-odds; every other word is improbable."""
    weights = np.zeros(WIDTH, dtype=np.float32)
    for word, odds in words.items():
        weights[HASHER.transform([[f"w={word}"]]).indices[0]] = odds + 3
    return PredicateModel(weights, np.array([-3.0], dtype=np.float32), silent)


def find(text: str, words: Mapping[str, float], *, add: float = 0.75, drop: float = 0.15) -> list[Found]:
    """Return the positions of an English sentence with a model that knows ``words``."""
    assert isinstance(ENGLISH, Extractor)
    return LearnedExtractor(ENGLISH, told(words), add_above=add, drop_below=drop).sentence(text, Context())


def verbs(found: list[Found], text: str = BASE) -> list[str]:
    """Return the verbs of positions."""
    return [text[item.start : item.end] for item in found]


def test_a_probable_word_that_the_grammar_does_not_take_becomes_a_position() -> None:
    found = find(BASE, {"welcomed": 3, "frobnicated": 3})
    assert verbs(found) == ["welcomed", "frobnicated"]
    assert [item.act for item in found] == ["welcome", ""], "no cue speaks there: the act is left to the model"
    assert (found[1].holder, found[1].sure) == ("joint", False)
    assert found[1].target == "charts" and BASE[found[1].target_start : found[1].target_end] == "charts"
    assert "frobnicated" not in found[0].target, "the first target ends where the further position begins"


def test_an_improbable_word_is_not_added() -> None:
    assert verbs(find(BASE, {"welcomed": 3, "frobnicated": 0.5})) == ["welcomed"]


def test_an_improbable_position_is_dropped_where_another_stays() -> None:
    assert verbs(find(BASE, {"frobnicated": 3})) == ["frobnicated"]
    assert verbs(find(BASE, {"frobnicated": 3}, drop=0.0)) == ["welcomed", "frobnicated"]


def test_the_verb_of_a_bare_fact_is_the_likeliest_word() -> None:
    text = "Eighteen boats of the coast frobnicated the strait."
    (guessed,) = ENGLISH.sentence(text, Context())
    assert verbs([guessed], text) != ["frobnicated"], "the grammar does not know the verb"
    (found,) = find(text, {"frobnicated": 0.5})
    assert verbs([found], text) == ["frobnicated"]
    assert (found.act, found.implicit, found.cue_id) == ("", True, "en.state.fact")
    assert (found.cue_start, found.cue_end) == (found.start, found.end)
    assert found.target_start is not None and text[found.target_start : found.target_end] == found.target
    assert "boats" in found.target, "its target is its subject"


def test_a_heading_or_an_item_without_a_verb_says_nothing() -> None:
    text = "Realignment of forces in Okinawa."
    assert [item.fact for item in ENGLISH.sentence(text, Context())] == [True]
    assert find(text, {}) == []
    assert verbs(find(text, {}, drop=0.0), text) != [], "nothing is dropped below no probability"
    assert verbs(find("The port has a new road.", {"has": 3}), "The port has a new road.") == ["has"]
    noun = "Commitment of the port."
    assert find(noun, {"commitment": 3}) != [], "a word is likely, though it is refused as a noun"
    unclear = "The port is frobnicated in Okinawa."
    assert verbs(find(unclear, {"frobnicated": -1.5}), unclear) == ["is frobnicated"], "just likely enough"


def test_words_that_only_say_how_are_not_added() -> None:
    text = "The Ministers welcomed the survey anew and frobnicated the charts."
    assert verbs(find(text, {"welcomed": 3, "anew": 3, "frobnicated": 3}), text) == ["welcomed", "frobnicated"]
    french = extractor("fr")
    assert isinstance(french, Extractor)
    text = "Les ministres s'opposent avec force à ces tirs."
    model = told({"s'opposent": 3, "opposent": 3, "force": 3})
    found = LearnedExtractor(french, model, add_above=0.75, drop_below=0.15).sentence(text, Context())
    assert [item.act for item in found] == ["oppose"]


def test_words_that_oppose_or_support_are_never_dropped() -> None:
    text = "The Ministers opposed the closure of the strait and frobnicated the charts."
    assert verbs(find(text, {"frobnicated": 3}), text) == ["opposed", "frobnicated"]


def test_the_noun_of_the_verb_before_is_no_position_of_its_own() -> None:
    text = "The Ministers reaffirmed the commitment of the fleet."
    assert verbs(find(text, {"reaffirmed": 3, "commitment": 3}), text) == ["reaffirmed"]
    text = "The Ministers reaffirmed the States' commitment to the fleet."
    assert verbs(find(text, {"reaffirmed": 3, "states'": 3, "commitment": 3}), text) == ["reaffirmed"]


def test_a_sentence_keeps_what_the_grammar_found_where_nothing_is_probable() -> None:
    assert verbs(find(BASE, {})) == ["welcomed"]


def test_a_cue_that_the_grammar_refused_keeps_its_act() -> None:
    text = "Asked by the chair, the guests from the coast deplored the spill."
    found = find(text, {"deplored": 3})
    assert [(item.act, item.direction) for item in found if text[item.start : item.end] == "deplored"] == [
        ("condemn", "against")
    ]


def test_an_expression_gives_its_act() -> None:
    text = "The Ministers welcomed the survey, and the cables must be mapped."
    found = find(text, {"welcomed": 3, "must": 3, "be": 3, "mapped": 3})
    assert [(item.act, verbs([item], text)[0]) for item in found] == [
        ("welcome", "welcomed"),
        ("urge", "must be mapped"),
    ]


def test_silent_words_are_not_asked_about() -> None:
    folded = fold(BASE)
    words = words_of(folded)
    names = word_features(folded, words, [], [], "en")
    sure = told({"frobnicated": 9}, silent=frozenset({"frobnicated"})).probabilities(names, words)
    assert sure[[word.text for word in words].index("frobnicated")] == 0


def test_what_is_learned_holds_for_new_objects_and_is_the_same_each_time() -> None:
    assert isinstance(ENGLISH, Extractor)
    objects = ["charts", "cables", "buoys", "lamps", "harbours", "fleets", "islands", "reefs"]
    made = [
        [CodedSentence(text, [(text.index("frobnicated"), text.index("frobnicated") + 11)])]
        for text in (f"The guests frobnicated the {one} near the {other}." for one in objects for other in objects)
    ]
    words = mark_words(made, ENGLISH)
    models = [fit_predicates(words, np.arange(len(made)), c=1.0) for _ in range(2)]
    assert np.array_equal(models[0].weights, models[1].weights) and models[0].silent == models[1].silent
    assert {"the", "near"} <= models[0].silent
    text = "The hosts frobnicated the maps near the coast."
    extractor_ = LearnedExtractor(ENGLISH, models[0], add_above=0.75, drop_below=0.15)
    assert verbs(extractor_.sentence(text, Context()), text) == ["frobnicated"]


def test_only_a_grammar_with_a_model_is_mended() -> None:
    grammars = {"en": ENGLISH, "ja": extractor("ja"), "fr": extractor("fr")}
    mended = learned(grammars, {"en": told({})}, Label())
    assert isinstance(mended["en"], LearnedExtractor)
    assert mended["ja"] is grammars["ja"] and mended["fr"] is grammars["fr"]


@pytest.mark.parametrize("language", ["en", "fr"])
@given(st.data())
def test_positions_lie_in_the_sentence_apart_and_in_order(language: str, data: st.DataObject) -> None:
    pool = [
        "the",
        "ministers",
        "et",
        "les",
        "ministres",
        "welcomed",
        "ont",
        "salué",
        "that",
        "que",
        "must",
        "doit",
        ",",
        ";",
        "and",
        "frobnicated",
        "sea",
        "mer",
    ]
    text = " ".join(data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=14)))
    grammar = extractor(language)
    assert isinstance(grammar, Extractor)
    likely = {word: data.draw(st.sampled_from([-3.0, 3.0])) for word in set(pool)}
    found = LearnedExtractor(grammar, told(likely), add_above=0.75, drop_below=0.15).sentence(text, Context())
    alone = grammar.sentence(text, Context())
    assert found or all(item.fact for item in alone), "only a bare fact is dropped altogether"
    assert all(0 <= item.start < item.end <= len(text) for item in found)
    assert all(one.start <= other.start for one, other in pairwise(found))
    assert all(item.target == "unnamed" or item.target == text[item.target_start : item.target_end] for item in found)
