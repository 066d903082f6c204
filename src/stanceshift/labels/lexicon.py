"""Reads the act lexicon of a language from `data/lexicon/` and compiles it for fast look-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.labels.morphology import Forms, english_forms, french_forms
from stanceshift.labels.schemas import ACTS


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LightVerbs(_Strict):
    """Verbs that lend a noun its predicate, those among them that repeat, and what must stand after some."""

    plain: list[str]
    repeating: list[str]
    needs: dict[str, str] = {}


class Override(_Strict):
    """A verb and what follows it, and the act that the two make together."""

    verbs: list[str]
    after: str
    act: str


class Lasting(_Strict):
    """Verbs that say that something lasts, and adjectives of undertaking that recall one after them."""

    verbs: str
    adjectives: list[str]


class Passives(_Strict):
    """Auxiliaries of the passive, the word before its agent, and the acts that a text reports in it ("was discussed")."""

    auxiliary: str
    agent: str
    acts: list[str]


class Effects(_Strict):
    """Things as subject up to the verb, and verbs that tell in the future what a thing brings about."""

    subject: str
    verb: str


class Speakers(_Strict):
    """Pieces of noun phrases that stand for those who speak."""

    pronouns: str
    singular_pronouns: str
    plural: str
    bodies: str
    titles: str
    joint_adjectives: str


class LexiconFile(_Strict):
    """The checked content of `data/lexicon/en.yaml` or `fr.yaml`."""

    language: str
    version: str
    verbs: dict[str, list[str]]
    needs: dict[str, str]
    irregular: dict[str, list[str]] | dict[str, dict[str, list[str]]]
    light_verbs: LightVerbs
    nouns: dict[str, list[str]]
    repeatable: list[str]
    copulas: list[str]
    adjectives: dict[str, list[str]]
    lasting: Lasting
    passives: Passives
    expressions: dict[str, list[str]]
    stop_verbs: str
    stop_nouns: str
    importance_nouns: str
    importance_verbs: list[str]
    overrides: list[Override]
    negations: str
    negated: dict[str, str]
    boosters: str
    hedges: str
    adverbs: str
    auxiliaries: dict[str, str]
    clitics: str = ""
    speakers: Speakers
    subordinators: str
    prepositions: str
    action_verbs: list[str]
    denunciations: str
    homographs: list[str]
    vague_targets: str
    target_cuts: str
    announced: list[str]
    inviting: list[str]
    done_verbs: list[str]
    ongoing_verbs: list[str]
    fact_verbs: list[str]
    value: str
    criticised: str
    joint: str
    relatives: str
    subordinate_opening: str
    manner: str
    target_lead: str
    finite: str
    nouns_after: list[str]
    mostly_verbs: list[str]
    effects: Effects
    negated_verbs: dict[str, str]
    conditional: str = "(?!)"
    reflexive_matters: list[str] = []
    not_future: list[str] = []


@dataclass(frozen=True)
class VerbCue:
    """A verb of the lexicon: its act, its lemma, the words that must follow its first word, and whether it is reflexive."""

    act: str
    lemma: str
    rest: str
    reflexive: bool
    light: str = ""
    """"" for a cue of its own, "plain" or "repeating" for a light verb."""
    need: str = ""
    """What must stand after it (a regular expression; `needs` of the lexicon), "" for anything."""


class Lexicon:
    """A compiled lexicon: form look-ups and regular expressions. Build it with `load_lexicon`."""

    def __init__(self, content: LexiconFile, path: Path) -> None:
        self.data, self.path, self.language = content, path, content.language
        for section in ("verbs", "nouns", "adjectives", "expressions", "negated"):
            for act in getattr(content, section):
                if act not in ACTS:
                    raise StanceshiftError(f"unknown act {act!r}", file=path, where=section, fix=f"use one of {ACTS}")

    def forms_of(self, lemma: str) -> Forms:
        """Return the forms of a lemma (first word only, without reflexive pronoun)."""
        irregular = self.data.irregular
        return french_forms(lemma, irregular) if self.language == "fr" else english_forms(lemma, irregular)  # type: ignore[arg-type]

    def _split(self, entry: str) -> tuple[str, str, bool]:
        reflexive = self.language == "fr" and bool(re.match(r"se |s'", entry))
        words = re.sub(r"^(?:se |s')", "", entry) if reflexive else entry
        head, _, rest = words.partition(" ")
        return head, rest, reflexive

    @cached_property
    def verb_forms(self) -> dict[str, list[tuple[VerbCue, frozenset[str]]]]:
        """Form of a first word -> the cues it may begin, with the classes of the form; longest continuation first."""
        table: dict[str, list[tuple[VerbCue, frozenset[str]]]] = {}
        entries = [(act, entry, "") for act, lemmas in self.data.verbs.items() for entry in lemmas]
        entries += [("", entry, "plain") for entry in self.data.light_verbs.plain]
        entries += [("", entry, "repeating") for entry in self.data.light_verbs.repeating]
        for act, entry, light in entries:
            head, rest, reflexive = self._split(entry)
            needs = self.data.light_verbs.needs if light else self.data.needs
            need = needs.get(entry, "")
            cue = VerbCue(act, entry, rest, reflexive, light, need)
            for form, classes in self.forms_of(head).items():
                table.setdefault(form, []).append((cue, frozenset(classes)))
        for cues in table.values():
            cues.sort(key=lambda item: (-len(item[0].rest), not item[0].reflexive, item[0].light, item[0].lemma))
        return table

    @cached_property
    def action_forms(self) -> dict[str, frozenset[str]]:
        """Form of any action verb -> its classes."""
        table: dict[str, set[str]] = {}
        for lemma in self.data.action_verbs:
            head, _, _ = self._split(lemma)
            for form, classes in self.forms_of(head).items():
                table.setdefault(form, set()).update(classes)
        return {form: frozenset(classes) for form, classes in table.items()}

    @cached_property
    def fact_forms(self) -> list[str]:
        """Finite forms of the verbs that state facts, those that may be prepositions left out, in order."""
        return sorted(
            {
                form
                for lemma in self.data.fact_verbs
                for form, classes in self.forms_of(lemma).items()
                if classes & {"third", "present", "past", "future"} and not re.fullmatch(self.data.prepositions, form)
            }
        )

    @cached_property
    def finite_verb(self) -> re.Pattern[str]:
        """Pattern of a finite verb where no cue is: ``verb`` with its auxiliaries, or a form of a verb that states facts."""
        after_noun = "".join(rf"(?<!\b{word} )" for word in self.data.nouns_after)
        clitic = "(?:se |s')?" if self.language == "fr" else ""
        facts = rf"(?<![\w-]){clitic}(?:{'|'.join(self.fact_forms)})(?![\w'-])"
        if self.language == "fr":  # "la mission leur a permis": an auxiliary is no noun
            return self.pattern(rf"(?P<verb>{self.data.finite}|{after_noun}{facts})")
        return self.pattern(rf"{after_noun}(?P<verb>{self.data.finite}|{facts})")

    @cached_property
    def noun_acts(self) -> dict[str, str]:
        """Act noun (lower case, may be several words) -> act."""
        return {noun: act for act, nouns in self.data.nouns.items() for noun in nouns}

    @cached_property
    def homographs(self) -> frozenset[str]:
        """Forms that are also nouns ("support", "calls"): at the head of a sentence they need a look at what follows."""
        return frozenset(self.data.homographs) | frozenset(self.noun_acts)

    @cached_property
    def adjective_acts(self) -> dict[str, str]:
        """Predicate adjective -> act."""
        return {word: act for act, words in self.data.adjectives.items() for word in words}

    @cached_property
    def copula_forms(self) -> frozenset[str]:
        """Every finite or participle form of the copulas."""
        return frozenset(form for entry in self.data.copulas for form in self.forms_of(self._split(entry)[0]))

    @cached_property
    def expressions(self) -> list[tuple[str, str, re.Pattern[str]]]:
        """Act, pattern text and compiled pattern of each expression, in the order of the file."""
        return [
            (act, text, re.compile(rf"(?<!\w)(?:{text})"))
            for act, texts in self.data.expressions.items()
            for text in texts
        ]

    def pattern(self, text: str) -> re.Pattern[str]:
        """Return ``text`` compiled; raises `StanceshiftError` naming the file where it is no regular expression."""
        try:
            return re.compile(text)
        except re.error as error:
            raise StanceshiftError(
                f"not a regular expression: {error}", file=self.path, where=text, fix="mend it"
            ) from error


def load_lexicon(language: str, data_dir: str | Path = "data") -> Lexicon:
    """Return the compiled lexicon of ``language`` ("en" or "fr"); raises `StanceshiftError` naming file and key."""
    path = Path(data_dir) / "lexicon" / f"{language}.yaml"
    try:
        content = LexiconFile.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="see data/lexicon/en.yaml") from error
    return Lexicon(content, path)
