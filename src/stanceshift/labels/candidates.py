"""Finds every word group in a sentence that may be a predicate of the speakers: cue verbs, act nouns, adjectives, futures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from stanceshift.labels.lexicon import Lexicon, VerbCue
from stanceshift.labels.morphology import FRENCH_FUTURE

WORD = re.compile(r"[^\W\d_]+(?:[-'.][^\W\d_]+)*'?|\d+")


def fold(text: str) -> str:
    """Return ``text`` in lower case with plain apostrophes, hyphens and spaces, character for character."""
    plain = text.translate({0x2019: "'", 0x2018: "'", 0x02BC: "'", 0xA0: " ", 0x202F: " ", 0x2011: "-", 0x2010: "-"})
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain)


@dataclass(frozen=True)
class Candidate:
    """A possible predicate: where it stands, its form, and the act that its cue names ("" where none does)."""

    start: int
    """First character of the group, auxiliaries included."""
    end: int
    left: int
    """Where the context to the left ends: before auxiliaries, clitics and adverbs."""
    cue_start: int
    cue_end: int
    form: str
    """finite | future | perfect | progressive | participle | infinitive | bare_participle"""
    tense: str
    """present | third | past | future: what a coordinated verb must agree with."""
    act: str
    lemma: str
    kind: str
    """verb | noun | adjective | future | action | denunciation"""
    reiterated: bool = False
    negated: bool = False
    also: str = ""
    """Text of the group in lower case, adverbs before it included, where force is read."""


class Finder:
    """Finds candidates in folded sentences with one compiled lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = lexicon.data
        self.lexicon, self.data, self.french = lexicon, data, lexicon.language == "fr"
        adverb = rf"(?:{data.adverbs})"
        self._adverbs = lexicon.pattern(rf"(?:(?:^|(?<=[\s,']))(?:{adverb}|not|never|pas|jamais),?\s+)+$")
        if self.french:
            aux = rf"(?:{data.auxiliaries['reflexive']}|{data.auxiliaries['perfect']}|{data.auxiliaries['etre']})"
            clitic = rf"(?:(?:{data.clitics})\s*)*"
            self._aux = lexicon.pattern(
                rf"(?:^|(?<=[\s,']))(?:{clitic})(?P<aux>{aux})(?:,?\s+(?:{adverb}),?)*\s+(?:été\s+)?$"
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
        self._future = re.compile(rf"\b(?:{data.auxiliaries.get('future', 'zzz')})\b")
        self._perfect = re.compile(rf"\b(?:{data.auxiliaries['perfect']})\b")
        self._passive = re.compile(rf"\b(?:{data.auxiliaries.get('passive', 'zzz')})\b")
        self._modal = re.compile(rf"\b(?:{data.auxiliaries.get('modal', 'zzz')}|{data.auxiliaries.get('do', 'zzz')})\b")
        self._gap = lexicon.pattern(rf"\s*(?:,?\s*(?:{adverb}),?\s+){{0,3}}")
        self._negations = lexicon.pattern(data.negations)
        self._stop = re.compile(
            r"[.;:?!]|\b(?:que|qui|pour|envers|sur|dans|contre|par|quant|face|de|du|des|à|aux?)\b|\b(?:qu|d)'"
            if self.french
            else r"[.;:?!]|\b(?:to|that|of|on|for|with|at|about|regarding|over|which|in|by|from)\b(?!-)"
        )
        nouns = sorted(lexicon.noun_acts, key=len, reverse=True)
        self._noun = lexicon.pattern(rf"(?<![\w-])(?:{'|'.join(map(re.escape, nouns))})(?![\w-])")
        adjectives = sorted(lexicon.adjective_acts, key=len, reverse=True)
        self._adjective = lexicon.pattern(
            rf"\s+(?:(?:{adverb}|more|and|et|plus|as),?\s+){{0,4}}(?P<adj>{'|'.join(map(re.escape, adjectives))})(?![\w-])"
        )
        self._head_adjective = lexicon.pattern(
            rf"^\W*(?:(?:{adverb}),?\s+){{0,3}}(?P<adj>{'|'.join(map(re.escape, adjectives))})(?![\w-])"
        )
        owner = r"leurs? |son |sa |notre |nos " if self.french else r"their |our |its |his |her "
        boost = rf"(?:{data.boosters})"
        follow = (
            r"à|aux?|face|envers|de|d'|devant|pour|quant"
            if self.french
            else "to|at|about|over|for|with|against|that|of"
        )
        self._second_noun = lexicon.pattern(
            rf"(?:,|\b(?:and|et|ainsi que|as well as))\s+(?P<group>(?:(?:{owner})(?:{boost} )?|{boost} )(?P<noun>{'|'.join(map(re.escape, nouns))}))(?=\s+(?:{follow}))"
        )
        # "expriment à M. Untel et à ses proches toute leur solidarité": whom it is said to stands before what is said.
        self._dative = lexicon.pattern(
            rf"\s+(?:(?:{adverb}),?\s+)*(?:à|aux?)\s(?:[^.;:,]|\bmm?\.){{2,60}}?\s(?=(?:toute? )?(?:{owner}))"
        )
        self._denunciation = lexicon.pattern(data.denunciations)
        self._reflexive_auxiliary = re.compile(r"(?:\bse |\bs'|\bnous (?:ne )?nous )(?:est|sont|sommes|était|étaient)$")
        self._rests: dict[str, re.Pattern[str]] = {}

    def find(self, folded: str) -> list[Candidate]:
        """Return the candidates of one folded sentence, best first where they overlap, in the order of the text."""
        found: list[Candidate] = []
        words = list(WORD.finditer(folded))
        head = self._head_adjective.match(folded)
        if head and self._has_needed(head["adj"], folded, head.end()):
            start, end = head.span("adj")
            act = self.lexicon.adjective_acts[head["adj"]]
            found.append(
                Candidate(
                    start, end, 0, start, end, "participle", "participle", act, head["adj"], "adjective", also=head[0]
                )
            )
        for word in words:
            found.extend(self._at_word(folded, word))
        chosen = _resolve(found)
        return _resolve(
            [*chosen, *(more for item in chosen if item.kind == "noun" for more in self._more_nouns(folded, item))]
        )

    def _more_nouns(self, folded: str, item: Candidate) -> list[Candidate]:
        """Return further act nouns under one light verb: "expressed their concern over X and strong opposition to Y"."""
        found = []
        for match in self._second_noun.finditer(folded, item.end, min(len(folded), item.end + 220)):
            act = self.lexicon.noun_acts[match["noun"]]
            if act in ("note", "recall", "hope") or re.search(r"[.;]", folded[item.end : match.start()]):
                continue
            start, end = match.start("group"), match.end("noun")
            found.append(
                replace(
                    item,
                    start=start,
                    end=end,
                    left=match.start("group"),
                    cue_start=match.start("noun"),
                    cue_end=end,
                    act=act,
                    tense=item.tense,
                    form=item.form,
                    also=folded[start:end],
                )
            )
        return found

    def denunciations(self, folded: str) -> list[tuple[int, int]]:
        """Return the spans of denunciations without a reporting verb."""
        return [match.span() for match in self._denunciation.finditer(folded)]

    def _at_word(self, folded: str, word: re.Match[str]) -> list[Candidate]:
        found: list[Candidate] = []
        start, text = word.start(), word[0]
        if self.french and "'" in text:  # elided clitics: s'engager, d'exprimer
            start += text.rfind("'", 0, len(text) - 1) + 1 if text.rstrip("'").find("'") >= 0 else 0
            text = folded[start : word.end()]
        seen: set[bool] = set()
        for cue, classes in self.lexicon.verb_forms.get(text, ()):
            if bool(cue.light) in seen:
                continue
            candidate = self._verb(folded, start, word.end(), cue, classes)
            if candidate:
                found.append(candidate)
                seen.add(bool(cue.light))
        if text in self.lexicon.copula_forms:
            match = self._adjective.match(folded, word.end())
            reflexive = self.french and self._reflexive_auxiliary.search(folded, 0, word.end())
            if match and not reflexive and self._has_needed(match["adj"], folded, match.end()):
                base = self._frame(folded, start, match.end(), frozenset({"present"}))
                act = self.lexicon.adjective_acts[match["adj"]]
                span = match.span("adj")
                found.append(
                    replace(base, act=act, lemma=match["adj"], kind="adjective", cue_start=span[0], cue_end=span[1])
                )
        if not found or all(c.act == "" for c in found):
            found.extend(self._generic(folded, start, word.end(), text))
        return found

    def _rest(self, cue: VerbCue) -> re.Pattern[str]:
        if cue.lemma not in self._rests:
            rest = re.escape(cue.rest).replace(r"\ ", r"\s+")
            gap = rf"(?:,?\s+(?:{self.data.adverbs}|upon|avec [\w ]{{3,30}}?),?){{0,3}}\s+"
            self._rests[cue.lemma] = self.lexicon.pattern(rf"{gap}{rest}(?![\w-])" if cue.rest else "")
        return self._rests[cue.lemma]

    def _verb(self, folded: str, start: int, end: int, cue: VerbCue, classes: frozenset[str]) -> Candidate | None:
        cue_start = start
        if cue.rest:
            match = self._rest(cue).match(folded, end)
            if not match:
                return None
            end = match.end()
        if not self._has_needed(cue.lemma, folded, end):
            return None
        if self.french and cue.reflexive != self._is_reflexive(folded, start, end) and not self._same_either_way(cue):
            return None
        base = self._frame(folded, start, end, classes)
        if base.form == "noun":
            return None
        if cue.light:
            return self._light(folded, base, cue)
        return replace(base, act=cue.act, lemma=cue.lemma, kind="verb", cue_start=cue_start, cue_end=end)

    def _has_needed(self, lemma: str, folded: str, end: int) -> bool:
        """Whether the words that a cue needs after it (`needs` of the lexicon) stand there; true where it needs none."""
        need = self.data.needs.get(lemma)
        gap = self._gap.match(folded, end)
        return not need or bool(re.compile(need).match(folded, gap.end() if gap else end))

    def _same_either_way(self, cue: VerbCue) -> bool:
        return not cue.reflexive and cue.lemma not in {"féliciter", "engager", "attendre", "accorder", "attacher"}

    def _is_reflexive(self, folded: str, start: int, end: int) -> bool:
        before = folded[max(0, start - 60) : start]
        if re.search(r"(?:\bet|,) nous $", before):  # "nous saluons ... et nous réjouissons de"
            return bool(re.match(r"\s+(?:\w+ment )?(?:de|du|des|que|à|aux?|d'|qu')\b|\s+(?:d'|qu')", folded[end:]))
        return bool(
            re.search(
                r"(?:\bse |\bs'|\bnous nous )(?:[a-zé'-]+ )?$|(?:\bse |\bs'|\bnous )(?:sont|est|sommes|étaient|était)\b[^.;]{0,45}$",
                before,
            )
        )

    def _light(self, folded: str, base: Candidate, cue: VerbCue) -> Candidate | None:
        limit = min(len(folded), base.end + 75)
        stop = self._stop.search(folded, base.end, limit)
        if stop and self.french and stop.start() < base.end + 5 and stop[0] in ("de", "d'", "du", "des"):
            stop = self._stop.search(folded, stop.end(), limit)  # "fait part de leur vive préoccupation"
        dative = self._dative.match(folded, base.end) if self.french else None
        match = self._noun.search(folded, dative.end() if dative else base.end, dative.end() + 40 if dative else limit)
        if match and stop and match.start() > stop.start() and not dative:
            return None
        begin = dative.end() if dative else base.end
        if not match or len(folded[begin : match.start()].split()) > 8:
            return None
        act = self.lexicon.noun_acts[match[0]]
        repeating = cue.light == "repeating"
        if repeating and act not in self.data.repeatable:
            return None  # the verb keeps its own act; it is a cue of its own
        return replace(
            base,
            end=match.end(),
            act=act,
            lemma=cue.lemma,
            kind="noun",
            cue_start=match.start(),
            cue_end=match.end(),
            reiterated=repeating,
            also=base.also + folded[base.end : match.end()],
        )

    def _frame(self, folded: str, start: int, end: int, classes: frozenset[str]) -> Candidate:
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
            elif self.french and self._is_reflexive(folded, start, end):
                form, tense = "perfect", "past"
            elif "past_participle" in classes:
                agreed = self.french and re.search(r"conven|parven|résol|tomb", folded[start:end])
                form, tense = ("perfect", "past") if agreed else ("passive", "past")
            left = len(re.sub(self._adverbs, "", folded[:left])) if self._adverbs.search(folded[:left]) else left
        elif self._infinitive.search(left_text) and ("infinitive" in classes):
            form = "infinitive"
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

    def _generic(self, folded: str, start: int, end: int, text: str) -> list[Candidate]:
        """Verbs without a cue: futures commit; others are kept for the model, or as facts."""
        if not text.isalpha() or len(text) < 2:
            return []
        classes = self.lexicon.action_forms.get(text)
        if self.french:
            if FRENCH_FUTURE.match(text) and text not in {
                "sera",
                "seront",
                "aura",
                "auront",
                "devra",
                "devront",
                "opéra",
                "pourra",
                "pourront",
            }:
                base = self._frame(folded, start, end, frozenset({"future"}))
                return [replace(base, act="commit", lemma=text, kind="future")]
            if text.endswith(("é", "és", "ée", "ées", "i", "is", "u", "us", "ert")):
                base = self._frame(folded, start, end, classes or frozenset({"past_participle"}))
                return [replace(base, lemma=text, kind="action")] if base.form == "perfect" else []
            if text.endswith("ons") and len(text) > 5 and folded[:start].endswith("nous "):
                base = self._frame(folded, start, end, frozenset({"present"}))
                return [replace(base, lemma=text, kind="action")]
        elif self._aux.search(folded[:start]) and text not in {"be", "not", "been", "being", "have", "do", "also"}:
            base = self._frame(folded, start, end, classes or _guess_english(text))
            if base.form == "future":
                return [replace(base, act="commit", lemma=text, kind="future")]
            if base.form in ("perfect", "progressive"):
                return [replace(base, lemma=text, kind="action")]
            return []
        if classes:
            base = self._frame(folded, start, end, classes)
            return [replace(base, lemma=text, kind="action")]
        return []


def _guess_english(text: str) -> frozenset[str]:
    if text.endswith("ing"):
        return frozenset({"participle"})
    if text.endswith(("ed", "en", "wn")):
        return frozenset({"past", "past_participle"})
    return frozenset({"infinitive", "present"})


_ORDER = {"noun": 0, "adjective": 1, "verb": 2, "future": 3, "action": 4}


def _resolve(found: list[Candidate]) -> list[Candidate]:
    """Drop candidates that overlap a better one: nouns before adjectives before verbs before the rest, longer first."""
    chosen: list[Candidate] = []
    for item in sorted(found, key=lambda c: (_ORDER[c.kind], -(c.end - c.cue_start), c.start)):
        if not any(item.start < other.end and other.start < item.end for other in chosen):
            chosen.append(item)
    return sorted(chosen, key=lambda c: (c.cue_start, c.start))
