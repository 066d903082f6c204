"""Decides which candidates are predicates of the speakers: by their subject, by coordination, or at the head of a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from stanceshift.labels.candidates import Candidate
from stanceshift.labels.coordination import Coordination, Licensed
from stanceshift.labels.holders import Holders
from stanceshift.labels.lexicon import Lexicon
from stanceshift.labels.subjects import Subjects

AGAINST = frozenset({"condemn", "oppose", "demand", "concern"})
INSIDE = AGAINST | {"support"}
"""Acts that are positions of their own inside a that-clause whose subject is the speakers."""


_DETERMINED = re.compile(r"\s+(?:the|an?|its|their|our|his|her|this|these|those|all|with|on|upon|in|to|for)\b")
_GOVERNED = re.compile(r"\b(?:pour|afin de|de|à)\s+(?:[\w']+\s+)?\w+(?:er|ir|re)\b|\bd'\w+(?:er|ir|re)\b")
"""A French infinitive behind a preposition."""
_RELATIVE = re.compile(r"\b(?:that|which|who|whom|whose|where|whether|how|what|as|when)\b")


class Licence:
    """Accepts or refuses candidates of one language."""

    def __init__(self, lexicon: Lexicon, holders: Holders) -> None:
        self.lexicon, data = lexicon, lexicon.data
        self.french = lexicon.language == "fr"
        self.subjects, self.coordination = Subjects(lexicon, holders), Coordination(lexicon)
        self._predicate = re.compile(
            r"\b(?:has|have|had|is|are|was|were|will|would|must|should|can|may|remains?|requires?|helps?|makes?)\b"
        )
        thirds = {f for lemma in data.fact_verbs for f, c in lexicon.forms_of(lemma).items() if "third" in c}
        # "Supply cooperation includes ...": what stands at the head is part of the subject.
        self._noun_head = lexicon.pattern(
            rf"(?:\s+\w+)?\s+(?:{'|'.join(sorted(thirds - lexicon.homographs)) or '(?!)'})\b"
        )
        self._occasion = re.compile(
            r"\b(?:l'occasion (?:de |d')|opportunity to )$"
        )  # "The meeting was an opportunity to discuss"
        self._dangling = re.compile(
            r"\s*(?:[.;)]|$)" if self.french else r"\s*(?:[.;)]|$|(?:are|is|will|were|was|have|has)\b)"
        )
        self._gerund_left = re.compile(
            r"(?:^|[,;:(]|\bet|\ben|\btout en|\bmais)\s*$" if self.french else r"(?:^|[,;:(–—]|\band|\bwhile|\bbut)\s*$"
        )
        number = r"\(?(?:[a-z]|[ivx]{1,4})\)[\W\d_]*"
        item = r".*[—–:;,]\s*(?:and\s+|et\s+)?\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s*"  # "that the Senate— (1) condemns ...; (2) ..."
        phrase = r"(?:(?:[a-zà-ÿ'’]+\s+){0,2}(?:fin|égard|titre|contexte|perspective|outre)?,?\s*)?"
        self._opening = re.compile(rf"^(?:[\W\d_]*(?:{number})?{phrase if self.french else ''}|{item})$")

    def accept(self, folded: str, candidates: list[Candidate]) -> list[Licensed]:
        """Return the accepted candidates of one folded sentence, in the order of the text."""
        accepted: list[Licensed] = []
        for candidate in candidates:
            licensed = self._one(folded, candidate, accepted)
            if licensed:
                accepted.append(licensed)
        return accepted

    def accept_third(self, folded: str, candidates: list[Candidate]) -> list[Licensed]:
        """Return the first finite cue of a sentence whose subject is some other body or state ("Dhaka hopes that ...")."""
        for candidate in candidates:
            if candidate.kind not in ("verb", "noun", "adjective") or candidate.form not in (
                "finite",
                "perfect",
                "progressive",
            ):
                continue
            left = folded[: candidate.left].strip(" ,")
            if (
                (left in ("it", "il") and self.subjects.impersonal(folded, candidate))
                or len(left.split()) > 16
                or self.subjects.finite.search(left)
                or self.subjects.preposition.search(left + " ")
            ):
                return []
            if self.subjects.subordinator.search(left + " ") or (
                folded[candidate.cue_start : candidate.cue_end]
                in self.lexicon.homographs.difference(self.lexicon.data.mostly_verbs)
                and candidate.tense in ("present", "third")
            ):
                return []
            return [Licensed(candidate, left, "subject")]
        return []

    def accept_objective(self, folded: str, candidates: list[Candidate]) -> list[Licensed]:
        """Return the verbs of doing of an item in a list of aims, which has no finite verb: "Achieving ..., and building
        ...", « Réunir chaque année ... ; instituer ... »."""
        if self.french:
            return self._aims(folded, candidates)
        clause = self.subjects.subordinator.split(folded, maxsplit=1)[0]
        if self._predicate.search(clause):
            return []
        accepted: list[Licensed] = []
        inner = False
        for candidate in candidates:
            left = folded[: candidate.left].rstrip()
            doing = candidate.kind == "action" and candidate.form == "participle"
            if doing and (self._opening.match(left) or (accepted and not inner and re.search(r"\band$", left))):
                accepted.append(Licensed(replace(candidate, act="commit", kind="future"), "", "head"))
            elif doing:
                inner = True  # "capable of governing, defending, and sustaining itself"
            elif accepted and (licensed := self._one(folded, candidate, accepted)):
                accepted.append(licensed)
        return accepted

    def _aims(self, folded: str, candidates: list[Candidate]) -> list[Licensed]:
        """Return the infinitives that open a French item without a main verb, and those that are ranged with them.

        Each subordinate clause has a finite verb of its own; one more is a main verb, whose subject the infinitive is.
        """
        accepted: list[Licensed] = []
        if len(self.lexicon.finite_verb.findall(folded)) > len(self.subjects.subordinator.findall(folded)):
            return accepted
        for candidate in candidates:
            if candidate.form != "infinitive" or candidate.kind not in ("verb", "action") or candidate.act in AGAINST:
                continue
            left = folded[: candidate.left].rstrip()
            ranged = accepted and (
                left.endswith(";")
                or (
                    re.search(r"(?:,|\bet)$", left)
                    and not _GOVERNED.search(folded, accepted[-1].candidate.end, candidate.start)
                )
            )
            if ranged or self._opening.match(left):
                own = (
                    candidate
                    if candidate.act and candidate.act != "note"
                    else replace(candidate, act="commit", kind="future")
                )
                accepted.append(Licensed(own, "", "head"))
        return accepted

    def _one(self, folded: str, candidate: Candidate, accepted: list[Licensed]) -> Licensed | None:
        left = folded[: candidate.left].rstrip()
        if candidate.form == "modal":
            return self._by_subject(folded, left, candidate)
        if candidate.form == "bare_participle" and (
            candidate.kind == "action" or not (accepted or self._opening.match(left))
        ):
            return None
        if candidate.form == "passive":
            return None
        if candidate.form == "participle":
            return self._participle(left, candidate, accepted)
        if candidate.form == "infinitive":
            return self._infinitive(folded, left, candidate, accepted)
        by_subject = self._by_subject(folded, left, candidate)
        if by_subject:
            return by_subject
        if self._opening.match(left):
            return self._head(folded, candidate)
        return self.coordination.accept(folded, left, candidate, accepted)

    def _by_subject(self, folded: str, left: str, candidate: Candidate) -> Licensed | None:
        match = self.subjects.phrase.search(left)
        if not match or self._is_noun(left, candidate):
            return None
        before = left[: match.start("np")].rstrip()
        if self._dangling.match(folded, candidate.end) and candidate.form == "finite" and match["pronoun"] and before:
            return None  # "the region we all seek.", "the investments we support are"
        if match["np"].rstrip(" ,").endswith("'s"):
            return None
        pronoun = ""
        if match["pronoun"]:
            text = match["pronoun"]
            pronoun = self.subjects.person(text)
            if text in ("it", "il", "elle") and self.subjects.impersonal(folded, candidate):
                return None
        if (
            not self.french
            and candidate.kind == "action"
            and candidate.tense == "present"
            and match["pronoun"] not in ("we", "they")
        ):
            return None
        joined = self.subjects.joined.search(before + " ") if match["name"] or match["single"] else None
        outer = before[: joined.start()].rstrip() if joined else before
        if self.subjects.governed(outer, match):
            return None
        sub = self.subjects.governing(outer, bool(match["pronoun"]))
        if sub:
            relative = (
                sub in ("dont", "which", "where", "qu'", "où")
                and pronoun != "singular"
                and bool(match["pronoun"])
                and (candidate.tense == "past" or candidate.negated)
            )
            relative = relative and not folded[candidate.start :].startswith(("had ", "avai"))
            act = self.lexicon.data.negated.get(candidate.act, candidate.act) if candidate.negated else candidate.act
            inside = act in INSIDE and sub in ("that", "que", "qu'")
            if not (inside or relative) or (candidate.negated and candidate.act == "support"):
                return None
        if candidate.form == "modal" and not candidate.negated and candidate.act not in INSIDE | {"hope", "welcome"}:
            return None
        start = joined.start() if joined else match.start("np") if match["pronoun"] else self.subjects.begins(before)
        return Licensed(candidate, left[start:].strip(" ,"), "subject", pronoun, bool(match["body"]))

    def _is_noun(self, left: str, candidate: Candidate) -> bool:
        """Whether an English form that may be a noun stands behind an article or owner ("the plan")."""
        finite = candidate.form == "finite" and candidate.tense in ("present", "third")
        return not self.french and finite and bool(re.search(r"\b(?:the|an?|this|its|their|our|his|her)$", left))

    def _head(self, folded: str, candidate: Candidate) -> Licensed | None:
        if candidate.kind in ("noun", "adjective", "future"):
            return Licensed(candidate, "", "head") if candidate.kind != "future" else None
        after = folded[candidate.end : candidate.end + 25]
        if candidate.form == "bare_participle" and re.match(r"\s+(?:par|by|in|at|en|à|with)\b", after):
            return None
        if self.french:
            if candidate.kind == "action" or candidate.tense not in ("present", "past"):
                return None
            return None if re.match(r"\s*-", after) else Licensed(candidate, "", "head")
        noun_like = self.coordination.homograph(folded, candidate) and re.match(
            r"\s+(?:for|of|from|about|over|is|are|was|were|has|have|will|in|among|between|and|to)\b", after
        )
        if noun_like:
            return None
        if candidate.kind == "action":
            if self._noun_head.match(folded, candidate.end):
                return None
            aim = replace(candidate, act=candidate.act or "commit", kind="future")
            return Licensed(aim, "", "head") if candidate.tense == "present" else None
        return None if self._describes_subject(folded, candidate) else Licensed(candidate, "", "head")

    def _describes_subject(self, folded: str, candidate: Candidate) -> bool:
        """Whether an opening past form only describes the subject of a later verb ("Continued dialogue is essential")."""
        clause = re.split(r"[,;:]", folded[candidate.end :], maxsplit=1)[0]
        if candidate.tense != "past" or _DETERMINED.match(clause):
            return False
        verb = self._predicate.search(clause)
        return verb is not None and not _RELATIVE.search(clause[: verb.start()])

    def _participle(self, left: str, candidate: Candidate, accepted: list[Licensed]) -> Licensed | None:
        if candidate.kind == "action":
            return None
        if not candidate.act or (candidate.act == "commit" and candidate.kind != "adjective"):
            return None
        if self._opening.match(left):
            return Licensed(candidate, "", "participle")
        if re.search(r"(?:^|[,;])\s*(?:while|tout en)\s*$", left):
            return Licensed(candidate, "", "participle")
        chained = bool(accepted) and accepted[-1].how == "participle"
        subject = (
            self.subjects.phrase.search(left[:-1]) if left.endswith(",") else None
        )  # "The ministers, noting that ..., agreed"
        opened = bool(subject) and len(left[: subject.start("np")].split()) <= 2  # type: ignore[union-attr]
        # "welcomed the crews, proud of their work": an adjective is said of the noun before
        free = chained or opened or (accepted and candidate.kind != "adjective")
        return Licensed(candidate, "", "participle") if free and self._gerund_left.search(left) else None

    def _infinitive(self, folded: str, left: str, candidate: Candidate, accepted: list[Licensed]) -> Licensed | None:
        """Infinitives that perform ("tiennent à saluer", "wish to express") are part of the verb before them; else refused."""
        performing = (
            re.search(
                r"(?:\bt(?:ien|en)\w+ à|\bsouhait\w+|\bveu\w+|\bvoul\w+|\bdésir\w+|\bforce est de|\bne peu\w+ que|\bne pouvons que)\s*$",
                left,
            )
            if self.french
            else re.search(
                r"\b(?:wish|wishes|wished|would like|want|wanted|take this opportunity|are pleased|is pleased|were pleased)\s+to\s*$",
                folded[: candidate.start],
            )
        )
        if candidate.act in ("", "commit") or candidate.kind == "action":
            return None
        if self._occasion.search(folded, 0, candidate.start):
            return Licensed(candidate, "", "head")
        if not performing or (candidate.act == "note" and "pleased" in performing[0]):
            return None  # "are pleased to note" welcomes
        whole = replace(candidate, start=performing.start())
        if accepted and accepted[-1].candidate.cue_end >= performing.start():
            last = accepted.pop()
            return Licensed(whole, last.subject, last.how, last.pronoun, last.body)
        before = left[: performing.start()].rstrip()
        subject = self.subjects.phrase.search(before)
        if subject:
            return Licensed(whole, subject["np"], "subject")
        return Licensed(whole, "", "head") if self._opening.match(before) else None
