"""Every verb, act noun and adjective of the lexicons does the act that the file names, in every class of its forms."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from stanceshift.files import read_yaml
from stanceshift.labels.morphology import FRENCH_FUTURE
from tests.labels.extraction import DATA, find, lexicon
from tests.labels.verb_frames import forms_by_class, frames

EXAMPLES = {
    language: read_yaml(DATA.parent / f"tests/labels/cue_examples/{language}.yaml") for language in ("en", "fr")
}
PLAIN = {"en": "the situation in the region", "fr": "la situation dans la région"}
VERBS = [
    (language, act, entry)
    for language in ("en", "fr")
    for act, entries in lexicon(language).data.verbs.items()
    for entry in entries
]
BOTH = ("en", "fr")


def _head(language: str, entry: str) -> str:
    return lexicon(language)._split(entry)[0]


def _expected(language: str, act: str, entry: str, kind: str) -> str:
    """Return the act of a verb in a class of form: what is done, or under way, is a fact."""
    data = lexicon(language).data
    if (kind == "perfect" and entry in data.done_verbs) or (
        kind in ("present", "third") and entry in data.ongoing_verbs
    ):
        return "state"
    return act


@pytest.mark.parametrize(("language", "act", "entry"), VERBS, ids=lambda value: str(value))
def test_verb_does_its_act_in_every_form(language: str, act: str, entry: str) -> None:
    complement = EXAMPLES[language]["complements"].get(entry, PLAIN[language])
    for frame in frames(lexicon(language), entry, complement):
        if frame.kind == "participle" and act == "commit":
            continue  # "Working together, they ..." says how, it does not undertake anything
        matching = [
            p
            for p in find(language, frame.text)
            if p.cue_id.split(">")[0] == f"{language}.{act}.{entry.replace(' ', '_')}"
        ]
        assert len(matching) == 1, (frame.text, find(language, frame.text))
        assert matching[0].act == _expected(language, act, entry, frame.kind), frame.text
        verb = frame.text[matching[0].start : matching[0].end]
        assert verb == frame.verb, frame.text
        assert not matching[0].negated


@pytest.mark.parametrize("language", BOTH)
def test_no_verb_is_listed_twice(language: str) -> None:
    entries = Counter(entry for _, entry in ((act, e) for act, es in lexicon(language).data.verbs.items() for e in es))
    assert [entry for entry, n in entries.items() if n > 1] == []
    for section in (
        "action_verbs",
        "homographs",
        "fact_verbs",
        "done_verbs",
        "ongoing_verbs",
        "importance_verbs",
        "copulas",
    ):
        counted = Counter(getattr(lexicon(language).data, section))
        assert [entry for entry, n in counted.items() if n > 1] == [], section


@pytest.mark.parametrize("language", BOTH)
def test_examples_name_verbs_that_the_lexicon_has(language: str) -> None:
    listed = {entry for known, _, entry in VERBS if known == language}
    assert set(EXAMPLES[language]["complements"]) - listed == set()


@pytest.mark.parametrize("language", BOTH)
def test_irregular_forms_belong_to_verbs_that_are_used(language: str) -> None:
    data = lexicon(language).data
    used = {entry for known, _, entry in VERBS if known == language}
    used |= {*data.light_verbs.plain, *data.light_verbs.repeating, *data.copulas, *data.action_verbs, *data.fact_verbs}
    heads = {_head(language, entry) for entry in used}
    assert set(data.irregular) - heads == set()


@pytest.mark.parametrize("language", BOTH)
def test_verbs_named_in_rules_are_verbs_of_the_lexicon(language: str) -> None:
    data = lexicon(language).data
    cues = {entry for known, _, entry in VERBS if known == language} | {
        *data.light_verbs.plain,
        *data.light_verbs.repeating,
    }
    for section in ("done_verbs", "ongoing_verbs", "importance_verbs"):
        assert set(getattr(data, section)) - cues == set(), section
    for rule in data.overrides:
        assert set(rule.verbs) - cues == set(), rule
    assert set(data.needs) - cues - set(lexicon(language).adjective_acts) == set()


@pytest.mark.parametrize("language", BOTH)
def test_homographs_are_forms_of_verbs_that_the_lexicon_knows(language: str) -> None:
    known = {*lexicon(language).verb_forms, *lexicon(language).action_forms}
    assert set(lexicon(language).data.homographs) - known == set()


@pytest.mark.parametrize("language", BOTH)
def test_needed_words_decide_whether_a_verb_is_a_cue(language: str) -> None:
    """Without the words that `needs` asks for, the same form is no cue."""
    data = lexicon(language).data
    other = {"en": "xylophones", "fr": "xylophones"}[language]
    for entry in data.needs:
        if re.match(data.needs[entry], other):
            continue  # these name what must not follow
        form = forms_by_class(lexicon(language), _head(language, entry))["past_participle"][0]
        text = f"The Ministers have {form} {other}." if language == "en" else f"Les ministres ont {form} {other}."
        cues = [p.cue_id for p in find(language, text) if p.cue_id.endswith(f".{entry}")]
        assert cues == [], text


NOT_FOLLOWED = [
    ("en", "ask", "The Ministers ask for the matter to be closed."),
    ("en", "resolve", "Resolved, That the Senate condemns the raid."),
    ("en", "united", "United States ships are in the harbour."),
    ("en", "demand", "The Ministers act with the urgency that the two sides demand."),
    ("en", "demand", "The Ministers fund what the two countries demand driven by needs."),
    ("en", "encouraged", "The Ministers are encouraged to return."),
    ("fr", "exiger", "Les ministres appellent à un dialogue franc et exigeant avec le voisin."),
    ("fr", "appeler", "Les ministres appellent de leurs vœux une trêve."),
    ("fr", "entendre", "Les ministres ont entendu parler de la trêve."),
    ("fr", "relever", "Les ministres ont relevé de leurs fonctions deux envoyés."),
    ("fr", "affecté", "Le ministre est affecté à une autre mission."),
    ("fr", "affectés", "Les ministres sont affectés à une autre mission."),
    ("fr", "encouragés", "Les ministres sont encouragés à revenir."),
]


@pytest.mark.parametrize(("language", "entry", "text"), NOT_FOLLOWED)
def test_words_that_must_not_follow(language: str, entry: str, text: str) -> None:
    assert [p.cue_id for p in find(language, text) if p.cue_id.endswith(f".{entry}")] == []


def test_presents_kept_from_the_future_look_like_one() -> None:
    listed = lexicon("fr").data.not_future
    assert listed and [form for form in listed if not FRENCH_FUTURE.match(form)] == []
