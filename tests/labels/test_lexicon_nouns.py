"""Act nouns after light verbs, predicate adjectives after copulas, and action verbs in the future: each entry is exercised."""

from __future__ import annotations

import re

import pytest

from stanceshift.files import read_yaml
from stanceshift.labels.attributes import USUAL
from tests.labels.extraction import DATA, acts, find, lexicon
from tests.labels.verb_frames import forms_by_class

BOTH = ("en", "fr")
EXAMPLES = {language: read_yaml(DATA.parent / f"tests/labels/cue_examples/{language}.yaml") for language in BOTH}
NOUNS = [
    (language, act, noun) for language in BOTH for act, nouns in lexicon(language).data.nouns.items() for noun in nouns
]
LIGHT = [
    (language, kind, verb)
    for language in BOTH
    for kind in ("plain", "repeating")
    for verb in getattr(lexicon(language).data.light_verbs, kind)
]
ADJECTIVES = [
    (language, act, word)
    for language in BOTH
    for act, words in lexicon(language).data.adjectives.items()
    for word in words
]
COPULAS = [(language, copula) for language in BOTH for copula in lexicon(language).data.copulas]
ACTION = [(language, verb) for language in BOTH for verb in lexicon(language).data.action_verbs]


def _participle(language: str, entry: str) -> tuple[str, str]:
    """Return auxiliary and past participle of a verb, with the words that belong to it."""
    head, rest, reflexive = lexicon(language)._split(entry)
    form = forms_by_class(lexicon(language), head)["past_participle"][0]
    auxiliary = "have" if language == "en" else "se sont" if reflexive else "ont"
    return auxiliary, f"{form} {rest}".strip()


@pytest.mark.parametrize(("language", "act", "noun"), NOUNS, ids=str)
def test_noun_after_a_light_verb_names_the_act(language: str, act: str, noun: str) -> None:
    special = EXAMPLES[language]["nouns"].get(noun)
    if special:
        assert [(p.act, special[p.cue_start : p.cue_end]) for p in find(language, special)] == [(act, noun)]
        return
    own = "" if noun.startswith("an ") else "their " if language == "en" else "leur "
    verb = {"en": "have expressed", "fr": "ont exprimé"}[language]
    subject, rest = {"en": ("The Ministers", "about the matter"), "fr": ("Les ministres", "quant à cette affaire")}[
        language
    ]
    text = f"{subject} {verb} {own}{noun} {rest}."
    (found,) = find(language, text)
    assert text[found.start : found.end] == f"{verb} {own}{noun}"
    assert text[found.cue_start : found.cue_end] == noun
    assert (found.act, found.reiterated) == (act, False)


@pytest.mark.parametrize(("language", "kind", "verb"), LIGHT, ids=str)
def test_light_verb_lends_itself_to_a_noun(language: str, kind: str, verb: str) -> None:
    special = EXAMPLES[language].get("light_verbs", {}).get(verb)
    if special:
        (found,) = find(language, special)
        assert (found.act, special[found.start : found.end]) == ("note", f"{verb} a frank exchange")
        return
    auxiliary, participle = _participle(language, verb)
    noun = {"en": "their opposition", "fr": "leur opposition"}[language]
    rest = {"en": "to the plan", "fr": "à ce projet"}[language]
    of = "de " if language == "fr" and verb == "faire part" else ""
    text = f"{'The Ministers' if language == 'en' else 'Les ministres'} {auxiliary} {participle} {of}{noun} {rest}."
    (found,) = find(language, text)
    assert text[found.start : found.end] == f"{auxiliary} {participle} {of}{noun}"
    assert (found.act, found.reiterated) == ("oppose", kind == "repeating")


@pytest.mark.parametrize("language", BOTH)
def test_only_repeatable_nouns_come_through_a_repeating_verb(language: str) -> None:
    data = lexicon(language).data
    for act, nouns in data.nouns.items():
        for noun in (n for n in nouns if " " not in n):
            text = {
                "en": f"The Ministers have reiterated their {noun} about the matter.",
                "fr": f"Les ministres ont réitéré leur {noun} quant à cette affaire.",
            }[language]
            (found,) = find(language, text)
            if act in data.repeatable:
                assert (found.act, found.reiterated) == (act, True), text
            else:
                assert not found.reiterated, text
                assert found.act in ("recall", "commit", "stress"), text


@pytest.mark.parametrize(("language", "act", "word"), ADJECTIVES, ids=str)
def test_adjective_after_a_copula_names_the_act(language: str, act: str, word: str) -> None:
    text = f"The Ministers are {word} the plan." if language == "en" else f"Les ministres sont {word} ce projet."
    (found,) = find(language, text)
    assert found.act == act, found
    assert text[found.start : found.end] == ("are " if language == "en" else "sont ") + word


@pytest.mark.parametrize(("language", "copula"), COPULAS)
def test_each_copula_takes_an_adjective(language: str, copula: str) -> None:
    auxiliary, participle = _participle(language, copula)
    word = {"en": "concerned about the matter", "fr": "préoccupés par cette affaire"}[language]
    text = f"{'The Ministers' if language == 'en' else 'Les ministres'} {auxiliary} {participle} {word}."
    assert [p.act for p in find(language, text)] == ["concern"]


@pytest.mark.parametrize(("language", "verb"), ACTION)
def test_action_verb_in_the_future_commits(language: str, verb: str) -> None:
    head, rest, reflexive = lexicon(language)._split(verb)
    if language == "en":
        text, expected = f"The two countries will {verb} the work.", f"will {verb}"
    else:
        form = next(f for f in forms_by_class(lexicon(language), head)["future"] if f.endswith("ont"))
        clitic = "" if not reflexive else "s'" if re.match("[aeé]", form) else "se "
        text, expected = f"Les deux pays {clitic}{form} {rest}les travaux.", f"{clitic}{form}"
    (found,) = find(language, text)
    assert found.act in lexicon(language).data.announced
    assert found.direction == USUAL[found.act]
    assert text[found.start : found.end] == expected


@pytest.mark.parametrize("verb", lexicon("en").data.action_verbs)
def test_action_verb_continues_a_commitment(verb: str) -> None:
    found = acts("en", f"The two countries will deepen their ties and {verb} the work.")
    assert [text for _, text in found] == ["will deepen", verb]
    assert found[1][0] in ("commit", "oppose", "condemn")
