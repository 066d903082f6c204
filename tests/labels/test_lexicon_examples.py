"""Each expression, rule and pattern of the English and French lexicons is exercised by an example or by made sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from stanceshift.files import read_yaml
from stanceshift.labels.extract import Extractor
from stanceshift.labels.found import Context
from stanceshift.labels.lexicon import Lexicon, Override
from tests.labels.extraction import DATA, find, holders, lexicon, only
from tests.labels.patterns import alternatives, last_group, samples
from tests.labels.verb_frames import forms_by_class

BOTH = ("en", "fr")
EXAMPLES = {language: read_yaml(DATA.parent / f"tests/labels/cue_examples/{language}.yaml") for language in BOTH}
EXPRESSIONS = [
    (language, act, index)
    for language in BOTH
    for act, patterns in lexicon(language).data.expressions.items()
    for index in range(len(patterns))
]


def _expression_ids(language: str, act: str, text: str) -> list[str]:
    prefix = f"{language}.{act}.expression"
    return [
        p.cue_id for p in find(language, text) if p.cue_id.startswith(prefix) and (p.act, p.implicit) == (act, True)
    ]


@pytest.mark.parametrize(("language", "act", "index"), EXPRESSIONS)
def test_expression_has_an_example_that_triggers_it(language: str, act: str, index: int) -> None:
    examples = EXAMPLES[language]["expressions"][act]
    wanted = f"{language}.{act}.expression{index}"
    hits = [text for text in examples if wanted in _expression_ids(language, act, text)]
    assert hits, f"no example triggers {lexicon(language).data.expressions[act][index]}"
    pattern = lexicon(language).data.expressions[act][index]
    for part in alternatives(pattern) if not pattern.startswith("(?:") else [pattern]:
        assert any(re.search(part, text.lower()) for text in hits), f"no example of {part}"


@pytest.mark.parametrize("language", BOTH)
def test_each_example_triggers_an_expression_of_its_act(language: str) -> None:
    for act, texts in EXAMPLES[language]["expressions"].items():
        for text in texts:
            assert _expression_ids(language, act, text), (act, text, find(language, text))


def _clause(language: str, entry: str) -> str:
    """Return a verb in the past, as it stands after "The Ministers" or "Les ministres"."""
    head, rest, reflexive = lexicon(language)._split(entry)
    forms = forms_by_class(lexicon(language), head)
    if language == "en":
        return f"{forms['past'][0]} {rest}".strip()
    form = forms["past_participle"][0]
    return f"{'se sont' if reflexive else 'ont'} {form} {rest}".strip()


def _without(language: str, rule: Override, verb: str) -> Extractor:
    """Return an extractor whose lexicon lacks one verb of one rule."""
    data = lexicon(language).data
    rules = [
        other if other is not rule else rule.model_copy(update={"verbs": [v for v in rule.verbs if v != verb]})
        for other in data.overrides
    ]
    return Extractor(Lexicon(data.model_copy(update={"overrides": rules}), lexicon(language).path), holders())


OVERRIDES = [
    (language, number, verb)
    for language in BOTH
    for number, rule in enumerate(lexicon(language).data.overrides)
    for verb in rule.verbs
]


@pytest.mark.parametrize(("language", "number", "verb"), OVERRIDES)
def test_rule_changes_the_act_of_its_verb(language: str, number: int, verb: str) -> None:
    """Some example has the rule's act, and has another cue once the verb is taken out of the rule."""
    rule = lexicon(language).data.overrides[number]
    bare = _without(language, rule, verb)
    for frame in EXAMPLES[language]["overrides"]:
        text = frame.format(_clause(language, verb))
        found = [(p.act, p.cue_id) for p in find(language, text)]
        before = [(p.act, p.cue_id) for p in bare.sentence(text, Context())]
        if len(found) == 1 and found[0][0] == rule.act and found != before:
            return
    pytest.fail(f"no example shows what {verb} does in the rule {rule.after!r} -> {rule.act}")


@pytest.mark.parametrize("language", BOTH)
def test_each_rule_example_is_used(language: str) -> None:
    for frame in EXAMPLES[language]["overrides"]:
        texts = [
            (rule, frame.format(_clause(language, verb)))
            for rule in lexicon(language).data.overrides
            for verb in rule.verbs
        ]
        assert any(p.act == rule.act and ">" in p.cue_id for rule, text in texts for p in find(language, text)), frame


def _called(language: str, what: str) -> str:
    return {
        "en": f"The Ministers called on the parties to {what}.",
        "fr": f"Les ministres ont appelé les riverains à {what}.",
    }[language]


@pytest.mark.parametrize("language", BOTH)
def test_call_to_stop_is_a_demand(language: str) -> None:
    phrases = EXAMPLES[language]["stop_verbs"]
    for phrase in phrases:
        found = only(language, _called(language, phrase))
        assert (found.act, found.direction) == ("demand", "against"), phrase
    group = last_group(lexicon(language).data.stop_verbs)
    for part in alternatives(group[1]):
        assert any(re.match(group[0] + f"(?:{part})", phrase) for phrase in phrases), f"no example of {part}"
    other = {"en": "open the harbour", "fr": "rouvrir le port"}[language]
    assert only(language, _called(language, other)).act == "urge"


@pytest.mark.parametrize("language", BOTH)
def test_call_for_an_end_is_a_demand(language: str) -> None:
    phrases = EXAMPLES[language]["stop_nouns"]
    for phrase in phrases:
        text = {"en": f"The Ministers called for {phrase}.", "fr": f"Les ministres ont appelé {phrase}."}[language]
        found = only(language, text)
        assert (found.act, found.direction) == ("demand", "against"), phrase
    nouns = alternatives(
        last_group(
            lexicon(language).data.stop_nouns.removesuffix(")")
            if language == "fr"
            else lexicon(language).data.stop_nouns
        )[1]
    )
    for part in nouns:
        assert any(re.search(rf"(?:{part})", phrase) for phrase in phrases), f"no example of {part}"


@pytest.mark.parametrize("language", BOTH)
def test_denunciation_is_an_implicit_condemnation(language: str) -> None:
    for text in EXAMPLES[language]["denunciations"]:
        (found,) = [p for p in find(language, text) if p.act == "condemn"]
        assert found.implicit and found.direction == "against"
        assert found.cue_id == f"{language}.condemn.denunciation"


def _words(language: str, section: str) -> Iterator[str]:
    for part in alternatives(getattr(lexicon(language).data, section)):
        yield from samples(part)


def _forces(language: str, word: str) -> set[int]:
    """Return the forces of sentences that hold a word where it may raise or lower an act."""
    frames = {
        "en": (
            "The Ministers {} condemned the raid.",
            "The Ministers expressed their {} concern at the raid.",
            "The Ministers condemned the raid {}.",
            "The Ministers condemned {} the raid.",
            "{} condemning the raid, they met.",
        ),
        "fr": (
            "Les ministres ont {} condamné le raid.",
            "Les ministres ont exprimé leur {} préoccupation face au raid.",
            "Les ministres ont condamné {} le raid.",
            "Les ministres ont condamné le raid, {}.",
        ),
    }[language]
    return {p.force for frame in frames for p in find(language, frame.format(word)) if p.act in ("condemn", "concern")}


@pytest.mark.parametrize(
    ("language", "section", "force"), [(lang, *row) for lang in BOTH for row in (("boosters", 2), ("hedges", 0))]
)
def test_each_booster_and_hedge_changes_the_force(language: str, section: str, force: int) -> None:
    for word in _words(language, section):
        assert force in _forces(language, word), word
    assert _forces(language, "") == {1}


@pytest.mark.parametrize("language", BOTH)
def test_each_adverb_may_stand_inside_a_verb(language: str) -> None:
    for word in _words(language, "adverbs"):
        text, verb = {
            "en": (f"The Ministers have {word} welcomed the plan.", f"have {word} welcomed"),
            "fr": (f"Les ministres ont {word} salué ce projet.", f"ont {word} salué"),
        }[language]
        verb = re.sub(r"\s+,", ",", verb)
        text = re.sub(r"\s+,", ",", text)
        found = only(language, text)
        assert (found.act, text[found.start : found.end]) == ("welcome", verb), word


def _speaking(language: str, kind: str, word: str) -> tuple[str, str]:
    """Return a sentence in which ``word`` speaks, and its verb."""
    word = "both of them" if word == "both" else word
    bare = kind == "pronouns" or word.startswith(("each ", "both ", "cha"))
    if language == "en":
        return f"On that day {word if bare else f'the {word}'} had welcomed the plan.", "had welcomed"
    verb = "avons salué" if word == "nous" else "ont salué"
    return f"Ce jour-là, {word if bare else f'les {word}'} {verb} ce projet.", verb


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", ["pronouns", "plural", "bodies", "titles"])
def test_each_speaker_may_hold_a_position(language: str, kind: str) -> None:
    for part in alternatives(getattr(lexicon(language).data.speakers, kind)):
        for word in samples(part):
            text, verb = _speaking(language, kind, word)
            found = only(language, text)
            assert (found.act, text[found.start : found.end]) == ("welcome", verb), text


@pytest.mark.parametrize("language", BOTH)
def test_what_stands_after_a_subordinator_is_no_position(language: str) -> None:
    for part in alternatives(lexicon(language).data.subordinators):
        for word in samples(part):
            space = "" if word.endswith("'") else " "
            text = {
                "en": f"Trade grew {word} the Ministers hosted talks and noted figures.",
                "fr": f"Le commerce croît, {word}{space}ici les ministres ont examiné des chiffres.",
            }[language]
            assert "note" not in {p.act for p in find(language, text)}, text


@pytest.mark.parametrize("language", BOTH)
def test_words_of_importance_stress(language: str) -> None:
    data = lexicon(language).data
    for verb in data.importance_verbs:
        rest = {"en": "on the importance of the survey", "fr": "de l'importance du relevé"}[language]
        subject = {"en": "The Ministers", "fr": "Les ministres"}[language]
        assert only(language, f"{subject} {_clause(language, verb)} {rest}.").act == "stress", verb
    for text in samples(data.importance_nouns):
        sentence = {
            "en": f"The Ministers affirmed {text} of it.",
            "fr": f"Les ministres ont affirmé {text} du relevé.",
        }[language]
        assert only(language, sentence).act == "stress", sentence


@pytest.mark.parametrize("language", BOTH)
def test_verbs_that_invite_demand_nothing(language: str) -> None:
    data = lexicon(language).data
    tail = {"en": "the parties to halt the works", "fr": "les parties à cesser les travaux"}[language]
    subject = {"en": "The Ministers", "fr": "Les ministres"}[language]
    assert data.inviting
    for verb in data.inviting:
        assert only(language, f"{subject} {_clause(language, verb)} {tail}.").act == "urge", verb
    asking = {"en": "call on", "fr": "appeler"}[language]
    assert only(language, f"{subject} {_clause(language, asking)} {tail}.").act == "demand"


@pytest.mark.parametrize("language", BOTH)
def test_acts_announced_stay_what_they_are_and_others_commit(language: str) -> None:
    data = lexicon(language).data
    verbs = {
        "en": {"condemn": "condemn", "oppose": "oppose", "commit": "promote", "support": "support", "note": "discuss"},
        "fr": {
            "condemn": "condamneront",
            "oppose": "rejetteront",
            "commit": "adopteront",
            "support": "soutiendront",
            "note": "examineront",
        },
    }[language]
    assert set(data.announced) <= set(verbs)
    for act, verb in verbs.items():
        text = f"The Ministers will {verb} the plan." if language == "en" else f"Les ministres {verb} le plan."
        assert only(language, text).act == (act if act in data.announced else "commit"), text


@pytest.mark.parametrize("language", BOTH)
def test_vague_targets_are_unnamed(language: str) -> None:
    for text in samples(lexicon(language).data.vague_targets):
        sentence = {"en": f"The Ministers urge {text} to act.", "fr": f"Les ministres exhortent {text}."}[language]
        if language == "en":
            sentence = f"The Ministers condemned {text}."
        assert only(language, sentence).target == "unnamed", sentence


@pytest.mark.parametrize("language", BOTH)
def test_negated_acts_turn(language: str) -> None:
    data = lexicon(language).data
    verbs = {
        "en": {"recall": "recognise", "welcome": "welcome", "support": "support", "hope": "wish for"},
        "fr": {"recall": "reconnaissent", "welcome": "saluent", "support": "soutiennent", "hope": "souhaitent"},
    }[language]
    assert set(verbs) == set(data.negated)
    for act, verb in verbs.items():
        text = (
            f"The Ministers do not {verb} the decree."
            if language == "en"
            else f"Les ministres ne {verb} pas ce décret."
        )
        found = only(language, text)
        assert (found.act, found.negated) == (data.negated[act], True), text
