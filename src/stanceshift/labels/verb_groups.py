"""Reads the group of words around a verb: auxiliaries, clitics, adverbs and negation, and so its form and tense."""

from __future__ import annotations

import re

from stanceshift.labels.candidates import Candidate
from stanceshift.labels.lexicon import Lexicon


class VerbGroups:
    """Reads verb groups of one language in folded sentences."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = lexicon.data
        self.french = lexicon.language == "fr"
        adverb = rf"(?:{data.adverbs})"
        self._adverbs = lexicon.pattern(rf"(?:(?:^|(?<=[\s,']))(?:{adverb}|not|never|pas|jamais),?\s+)+$")
        if self.french:
            aux = rf"(?:{data.auxiliaries['reflexive']}|{data.auxiliaries['perfect']}|{data.auxiliaries['etre']})"
            clitic = rf"(?:(?:{data.clitics})\s*)*"
            self._aux = lexicon.pattern(
                rf"(?:^|(?<=[\s,']))(?:{clitic})(?P<aux>{aux})(?:-(?:t-)?(?:ils?|elles?|nous|on))?(?:,?\s+(?:{adverb}),?)*\s+(?:été\s+)?$"
            )
            self._clitics = lexicon.pattern(r"(?:^|(?<=[\s,]))(?:ne |n'|se |s'|(?<=nous )nous |y |en |lui |leur )+$")
        else:
            auxes = "|".join(value for key, value in data.auxiliaries.items() if key != "infinitive")
            self._aux = lexicon.pattern(
                rf"(?:^|(?<=[\s,']))(?P<aux>(?:(?:{auxes})(?:,?\s+(?:{adverb}|not|never),?)*\s+)+)$"
            )
        self._infinitive = lexicon.pattern(
            rf"(?:^|(?<=[\s,']))(?:{data.auxiliaries['infinitive']})\s*(?:{adverb}\s+)*$"
        )
        self._having = lexicon.pattern(rf"\bhaving (?:{adverb}\s+)*$")
        self._future = re.compile(rf"\b(?:{data.auxiliaries.get('future', 'zzz')})\b")
        self._perfect = re.compile(rf"\b(?:{data.auxiliaries['perfect']})\b")
        self._modal = re.compile(rf"\b(?:{data.auxiliaries.get('modal', 'zzz')}|{data.auxiliaries.get('do', 'zzz')})\b")
        self._negations = lexicon.pattern(data.negations)

    def has_auxiliary(self, before: str) -> bool:
        """Say whether an auxiliary stands at the end of ``before``."""
        return self._aux.search(before) is not None

    def read(self, folded: str, start: int, end: int, classes: frozenset[str]) -> Candidate:
        """Return a candidate for the verb at ``start`` with its auxiliaries, its form and its left edge."""
        left_text, group = folded[:start], start
        if self.french:
            clitic = self._clitics.search(left_text)
            if clitic and not self._aux.search(left_text):
                left_text = left_text[: clitic.start()]
                reflexive = re.search(r"\bse |\bs'|\bnous ", clitic[0])
                group = clitic.start() + reflexive.start() if reflexive else start
        adverbs = self._adverbs.search(left_text)
        inner = left_text[: adverbs.start()] if adverbs else left_text
        aux = self._aux.search(left_text)
        form, tense = "finite", "present"
        left = len(inner)
        negated = bool(self._negations.search(folded, max(0, left - 4), start)) if left < start else False
        if aux:
            group = left = aux.start()
            words = aux["aux"]
            negated = negated or bool(self._negations.search(folded, max(0, group - 3), start))
            if self.french and re.search(r"(?:^|[\s,])(?:ne|n')\s*$", folded[:group]):
                negated = True
            if not self.french and self._future.search(words):
                form, tense = "future", "future"
            elif self._perfect.search(words):
                form, tense = "perfect", "past"
            elif not self.french and self._modal.search(words):
                form, tense = "modal", "present"
            elif "participle" in classes:
                form, tense = "progressive", "present"
            elif self.french and self.is_reflexive(folded, start, end):
                form, tense = "perfect", "past"
            elif "past_participle" in classes:
                agreed = self.french and re.search(r"conven|parven|résol|tomb", folded[start:end])
                form, tense = ("perfect", "past") if agreed else ("passive", "past")
            left = len(re.sub(self._adverbs, "", folded[:left])) if self._adverbs.search(folded[:left]) else left
        elif self._infinitive.search(left_text) and ("infinitive" in classes):
            form = "infinitive"
        elif not self.french and "past_participle" in classes and (done := self._having.search(left_text)):
            group = left = done.start()
            form, tense = "participle", "participle"
        elif classes == {"participle"}:
            form, tense = "participle", "participle"
        elif "third" in classes:
            tense = "third"
        elif "future" in classes:
            form, tense = "future", "future"
        elif "past" in classes:
            tense = "past"
        elif "past_participle" in classes and "present" not in classes:
            form, tense = "bare_participle", "past"
        elif classes == {"infinitive"}:
            form = "infinitive"
        also = folded[left:end]
        return Candidate(group, end, left, start, end, form, tense, "", "", "", negated=negated, also=also)

    def is_reflexive(self, folded: str, start: int, end: int) -> bool:
        """Say whether the French verb from ``start`` to ``end`` is reflexive."""
        before = folded[max(0, start - 60) : start]
        if re.search(r"(?:\bet|,) nous $", before):  # "nous saluons ... et nous réjouissons de"
            return bool(re.match(r"\s+(?:\w+ment )?(?:(?:de|du|des|que|à|aux?)\b|d'|qu')", folded[end:]))
        return bool(
            re.search(
                r"(?:\bse |\bs'|\bnous nous )(?:[a-zé'-]+ )?$|(?:\bse |\bs'|\bnous )(?:sont|est|sommes|étaient|était)\b[^.;]{0,45}$",
                before,
            )
        )
