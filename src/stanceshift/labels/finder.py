"""Finds every word group in a sentence that may be a predicate of the speakers: cue verbs, act nouns, adjectives, futures."""

from __future__ import annotations

import re
from dataclasses import replace

from stanceshift.labels.candidates import WORD, Candidate, resolve
from stanceshift.labels.lexicon import Lexicon, VerbCue
from stanceshift.labels.morphology import FRENCH_FUTURE
from stanceshift.labels.verb_groups import VerbGroups


class Finder:
    """Finds candidates in folded sentences with one compiled lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = lexicon.data
        self.lexicon, self.data, self.french = lexicon, data, lexicon.language == "fr"
        self.groups = VerbGroups(lexicon)
        adverb = rf"(?:{data.adverbs})"
        self._gap = lexicon.pattern(rf"\s*(?:,?\s*(?:{adverb}),?\s+){{0,3}}")
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
        self._bare_adjective = lexicon.pattern(
            rf"(?:^\W*|[,;]\s+(?:and\s+|et\s+)?|\b(?:and|et)\s+)(?P<group>(?:(?:{adverb}),?\s+){{0,3}}(?P<adj>{'|'.join(map(re.escape, adjectives))}))(?![\w-])"
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
        for word in WORD.finditer(folded):
            found.extend(self._at_word(folded, word))
        for bare in self._bare_adjective.finditer(folded):
            (start, end), head = bare.span("adj"), bare.start() == 0
            verb = not head and any(item.act and item.start <= start < item.end for item in found)
            if not verb and self._has_needed(bare["adj"], folded, end):
                left, lemma = 0 if head else bare.start("group"), bare["adj"]
                act, form = self.lexicon.adjective_acts[lemma], "participle"
                found.append(Candidate(start, end, left, start, end, form, form, act, lemma, "adjective", also=bare[0]))
        chosen = resolve(found)
        return resolve(
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
                    left=start,
                    cue_start=match.start("noun"),
                    cue_end=end,
                    act=act,
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
                base = self.groups.read(folded, start, match.end(), frozenset({"present"}))
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
        if not self._stands(cue.need, folded, end):
            return None
        if (
            self.french
            and cue.reflexive != self.groups.is_reflexive(folded, start, end)
            and (cue.reflexive or cue.lemma in self.data.reflexive_matters)
        ):
            return None
        base = self.groups.read(folded, start, end, classes)
        if base.form == "noun":
            return None
        if cue.light:
            return self._light(folded, base, cue)
        return replace(base, act=cue.act, lemma=cue.lemma, kind="verb", cue_start=cue_start, cue_end=end)

    def _has_needed(self, adjective: str, folded: str, end: int) -> bool:
        """Whether the words that an adjective needs after it stand there; true where it needs none."""
        return self._stands(self.data.needs.get(adjective, ""), folded, end)

    def _stands(self, need: str, folded: str, end: int) -> bool:
        """Whether the words that a cue needs stand after it, adverbs left aside."""
        if not need:
            return True
        gap = self._gap.match(folded, end)
        return bool(re.compile(need).match(folded, gap.end() if gap else end))

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

    def _generic(self, folded: str, start: int, end: int, text: str) -> list[Candidate]:
        """Verbs without a cue: futures commit; others are kept for the model, or as facts."""
        if not text.isalpha() or len(text) < 2:
            return []
        classes = self.lexicon.action_forms.get(text)
        if self.french:
            if FRENCH_FUTURE.match(text) and text not in self.data.not_future:
                base = self.groups.read(folded, start, end, frozenset({"future"}))
                return [replace(base, act="commit", lemma=text, kind="future")]
            if text.endswith(("é", "és", "ée", "ées", "i", "is", "u", "us", "ert")):
                base = self.groups.read(folded, start, end, classes or frozenset({"past_participle"}))
                return [replace(base, lemma=text, kind="action")] if base.form == "perfect" else []
            if text.endswith("ons") and len(text) > 5 and folded[:start].endswith("nous "):
                base = self.groups.read(folded, start, end, frozenset({"present"}))
                return [replace(base, lemma=text, kind="action")]
        elif self.groups.has_auxiliary(folded[:start]) and text not in {
            "be",
            "not",
            "been",
            "being",
            "have",
            "do",
            "also",
        }:
            base = self.groups.read(folded, start, end, classes or _guess_english(text))
            if base.form == "future":
                return [replace(base, act="commit", lemma=text, kind="future")]
            if base.form in ("perfect", "progressive"):
                return [replace(base, lemma=text, kind="action")]
            return []
        if classes:
            base = self.groups.read(folded, start, end, classes)
            return [replace(base, lemma=text, kind="action")]
        return []


def _guess_english(text: str) -> frozenset[str]:
    if text.endswith("ing"):
        return frozenset({"participle"})
    if text.endswith(("ed", "en", "wn")):
        return frozenset({"past", "past_participle"})
    return frozenset({"infinitive", "present"})
