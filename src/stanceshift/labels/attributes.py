"""Decides what a predicate does with words: its act, direction and force, from its own words and those around it."""

from __future__ import annotations

import re

from stanceshift.labels.candidates import Candidate
from stanceshift.labels.lexicon import Lexicon

USUAL = {
    **dict.fromkeys(("condemn", "oppose", "demand", "concern"), "against"),
    **dict.fromkeys(("urge", "hope", "welcome", "support", "commit", "stress"), "for"),
    **dict.fromkeys(("note", "state", "recall"), "none"),
}
"""The usual direction of each act; for recall the words decide (`Attributes.direction`)."""


_UNSAID = ("oppose", "concern", "urge")
"""Acts of which a negated verb says nothing: who does not doubt may do many other things."""


class Attributes:
    """The rules of one language's lexicon (French or English) on act, direction and force."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = lexicon.data
        self.lexicon, self.data, self._french = lexicon, data, lexicon.language == "fr"
        self._boost = lexicon.pattern(rf"(?<![\w-])(?:{data.boosters})(?![\w-])")
        self._hedge = lexicon.pattern(rf"(?<![\w-])(?:{data.hedges})(?![\w-])")
        self._stop = lexicon.pattern(data.stop_verbs)
        self._stop_nouns = lexicon.pattern(data.stop_nouns)
        self._importance = lexicon.pattern(rf"\s*{data.importance_nouns}")
        self._overrides = [
            (frozenset(rule.verbs), lexicon.pattern(rf"(?:{rule.after})"), rule) for rule in data.overrides
        ]
        self._refused = [pattern for act, _, pattern in lexicon.expressions if act == "oppose"]
        self._conditional = lexicon.pattern(data.conditional)
        self._lasting = lexicon.pattern(data.lasting.verbs)
        self._value, self._criticised = lexicon.pattern(data.value), lexicon.pattern(data.criticised)
        self._manner = lexicon.pattern(rf",?\s*{data.manner}")

    def act(self, candidate: Candidate, rest: str, after: str) -> tuple[str, str, bool]:
        """Return act, cue id and whether the act is repeated, by the overrides and the rules of the lexicon."""
        language, lemma, act = self.lexicon.language, candidate.lemma, candidate.act
        cue = f"{language}.{act or 'none'}.{lemma.replace(' ', '_')}"
        tail = after.lstrip()
        views = [self._group(candidate) + after] if candidate.kind == "noun" else [rest, tail]
        future = candidate.form == "future" and candidate.kind == "verb" and not candidate.negated
        if future and act not in self.data.announced:
            return "commit", f"{cue}>commit", False
        if candidate.negated and lemma in self.data.negated_verbs:
            turned = self.data.negated_verbs[lemma]
            return turned, f"{cue}>{turned}", False
        if candidate.negated and candidate.kind == "verb" and act in _UNSAID and candidate.form != "infinitive":
            return "", f"{language}.none.{lemma.replace(' ', '_')}", False  # "do not doubt": of no act that a cue knows
        if candidate.form == "modal" and act == "welcome" and self._conditional.search(candidate.also):
            return "hope", f"{cue}>hope", False  # "would welcome"
        if candidate.form == "future" and candidate.negated and any(p.search(candidate.also) for p in self._refused):
            return "oppose", f"{cue}>oppose", False
        for verbs, pattern, rule in self._overrides:
            applies = lemma in verbs and (rule.after or candidate.kind == "verb")
            matches = [m for view in views if applies and (m := pattern.match(view.lstrip()))]
            if matches:
                stops = rule.act == "urge" and self.is_stop(matches[0].string[matches[0].end() :].lstrip())
                act = "demand" if stops else rule.act
                return act, f"{cue}>{act}", candidate.reiterated
        lasting = candidate.form != "future" and lemma in self.data.lasting.adjectives
        if lasting and candidate.kind == "adjective" and self._lasting.search(candidate.also):
            return "recall", f"{cue}>recall", candidate.reiterated
        if lemma in self.data.importance_verbs and candidate.kind == "verb" and self._importance.match(after):
            return "stress", f"{cue}>stress", False
        done = candidate.form in ("perfect", "progressive") and lemma in self.data.done_verbs
        present = candidate.form == "finite" and candidate.tense in ("present", "third")
        if candidate.kind == "verb" and (done or (present and lemma in self.data.ongoing_verbs)):
            return "state", f"{cue}>state", False
        if act == "urge" and lemma not in self.data.inviting and self.is_stop(tail):
            return "demand", f"{cue}>demand", candidate.reiterated
        return act, cue, candidate.reiterated

    def _group(self, candidate: Candidate) -> str:
        """Return the words between a light verb and the end of its noun."""
        text = candidate.also
        noun = text.rfind(" ", 0, max(0, len(text) - (candidate.cue_end - candidate.cue_start)))
        first = text.find(" ")
        return text[first:] if noun > 0 and first >= 0 else text

    def is_stop(self, tail: str) -> bool:
        """Whether what is called for, said in ``tail``, is that somebody stops or refrains from something."""
        if self._french:
            match = re.match(r"[^.;]{0,110}?\b(?:à|de|d'|ne) ?(?=(.*))", tail)
            for found in re.finditer(r"(?:\bà |\bde |\bd'|\bqu'\w+ |^)", tail[:150]):
                if self._stop.match(tail, found.end()):
                    return True
            return bool(match) and bool(self._stop_nouns.match(tail))
        if self._stop_nouns.match(tail):
            return True
        return any(self._stop.match(tail, found.end()) for found in list(re.finditer(r"\bto\s+", tail[:170]))[:3])

    def direction(self, act: str, candidate: Candidate, span: str) -> str:
        """Return "for", "against" or "none": the usual one of the act, or what the words of ``span`` make of it."""
        if act in ("recall", "stress", "urge", "commit") and self._criticised.search(span):
            return "against"
        if act == "recall":
            thing = re.search(r"\b(?:that|que|qu')", span[:60]) and candidate.form == "participle"
            return "none" if thing and not self._value.search(span) else "for"
        return USUAL.get(act, "none")

    def force(self, candidate: Candidate, folded: str, after: str) -> int:
        """Return 0 where the predicate is hedged, 2 where it is boosted, else 1."""
        near = folded[max(0, candidate.left - 30) : candidate.left] if candidate.form == "participle" else ""
        window = near + candidate.also
        manner = self._manner.match(after)
        if manner:
            window += " " + manner[0]
        if candidate.kind == "noun":
            window = window.replace("commitment", "")
        if self._hedge.search(window) or self._hedge.search(after[-60:]) or self._hedge.search(after[:30]):
            return 0
        return 2 if self.boosted(window) else 1

    def boosted(self, span: str) -> bool:
        """Whether a booster stands in ``span``."""
        return bool(self._boost.search(span))
