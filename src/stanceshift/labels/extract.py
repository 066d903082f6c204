"""Turns a French or English sentence into positions: accepted predicates with act, direction, force, holder and target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stanceshift.labels.attributes import USUAL, Attributes
from stanceshift.labels.candidates import WORD, Candidate
from stanceshift.labels.coordination import Licensed
from stanceshift.labels.finder import Finder
from stanceshift.labels.folding import fold
from stanceshift.labels.found import Context, Found
from stanceshift.labels.holders import JOINT, Holders
from stanceshift.labels.lexicon import Lexicon
from stanceshift.labels.licence import Licence
from stanceshift.labels.passives import Passives
from stanceshift.labels.targets import Targets


class Extractor:
    """Finds the positions of sentences in one language (French or English)."""

    def __init__(self, lexicon: Lexicon, holders: Holders) -> None:
        data = lexicon.data
        self.lexicon, self.holders, self.data = lexicon, holders, data
        self.finder, self.licence = Finder(lexicon), Licence(lexicon, holders)
        self.targets, self.attributes, self.passives = Targets(lexicon), Attributes(lexicon), Passives(lexicon)
        adverb = rf"(?:(?:{data.adverbs}),?\s+)*"
        self._gap = lexicon.pattern(rf"[\s,]*{adverb}")
        self._subordinate_opening = lexicon.pattern(data.subordinate_opening)
        self._relative = lexicon.pattern(data.relatives)
        self._many = lexicon.pattern(rf"(?:{data.speakers.plural})\b")
        self._joint = lexicon.pattern(data.joint)
        self._thing, self._brings = lexicon.pattern(data.effects.subject), lexicon.pattern(data.effects.verb)

    def sentence(self, text: str, context: Context) -> list[Found]:
        """Return the positions of one sentence, in the order of the text; updates ``context`` with who spoke.

        A sentence in which the speakers have no predicate yields one implicit position: an expression of an act, a
        denunciation, or a fact (`state`).
        """
        folded = fold(text)
        return self.positions(text, folded, self.finder.find(folded), context)

    def positions(self, text: str, folded: str, candidates: list[Candidate], context: Context) -> list[Found]:
        """Return the positions of one sentence, given folded and with its candidates, as `sentence` does."""
        accepted = self.licence.accept(folded, candidates)
        if not accepted:
            accepted = self.licence.accept_objective(folded, candidates)
        if not accepted and context.third:
            accepted = self.licence.accept_third(folded, candidates)
        positions: list[Found] = []
        for index, item in enumerate(accepted):
            following = accepted[index + 1].candidate.left if index + 1 < len(accepted) else len(folded)
            if following <= item.candidate.end:
                following = len(folded)
            positions.append(self._position(text, folded, item, following, context))
        if not positions:
            positions = [self._implicit(text, folded, context)]
        elif not any(p.direction == "against" for p in positions):
            positions += self._denounced(text, folded, context, positions)
        return sorted(positions, key=lambda p: p.start)

    def with_predicates(
        self,
        text: str,
        folded: str,
        kept: Sequence[Found],
        spans: Sequence[tuple[int, int]],
        candidates: list[Candidate],
    ) -> list[Found]:
        """Return the positions ``kept`` with further ones at ``spans``, in the order of the text.

        A further one has the act of the candidate or expression that stands there ("" where none does) and the holder of
        the position before it in the sentence. The target of a position ends where a further one begins.
        """
        starts = sorted([item.start for item in kept] + [start for start, _ in spans])
        result = list(kept)
        for start, end in spans:
            limit = next((other for other in starts if other > start), len(folded))
            before = max((item for item in kept if item.end <= start), key=lambda item: item.end, default=None)
            context = Context(holder=before.holder if before else JOINT)
            own = [item for item in candidates if item.start < end and start < item.end]
            cue = next((item for item in own if item.act), own[0] if own else None)
            if cue is None or not cue.act:
                said = self._expression(text, folded, self.lexicon.expressions, (start, end))
                if said:
                    result.append(
                        replace(said, start=min(start, said.start), end=max(end, said.end), holder=context.holder)
                    )
                    continue
                words = folded[start:end]
                cue = Candidate(start, end, start, start, end, "finite", "present", "", words, "action", also=words)
            found = self._position(text, folded, Licensed(cue, "", "coordination"), max(limit, cue.end), context)
            result.append(replace(found, start=min(start, found.start), end=max(end, found.end)))
        new = [start for start, _ in spans]
        return sorted((self._cut(text, folded, item, new) for item in result), key=lambda item: item.start)

    def _cut(self, text: str, folded: str, item: Found, starts: Sequence[int]) -> Found:
        """Return a position whose target ends before the first of ``starts`` that lies in it."""
        begin, stop = item.target_start, item.target_end
        if begin is None or stop is None or begin < item.end:
            return item
        inside = [start for start in starts if begin < start < stop]
        if not inside:
            return item
        target, begin, stop = self.targets.after(text, folded, item.end, min(inside))
        return replace(item, target=target, target_start=begin, target_end=stop)

    def main_verb(self, folded: str) -> tuple[int, int]:
        """Return the span of the main verb of a sentence that states a fact, guessed: its first finite verb.

        A verb of a relative clause ("the plan that they discussed is ready") is passed over where another verb follows.
        """
        opening = self._subordinate_opening.match(folded)
        begin = opening.end() if opening else 0
        first = WORD.search(folded, begin)
        after = first.end() if first else begin  # no statement opens with its verb
        verbs = list(self.lexicon.finite_verb.finditer(folded, after))
        if not verbs:
            return self.targets.second_word(folded)
        clauses = [len(self._relative.findall(folded, begin, match.start())) for match in verbs]
        free = [m for n, (m, opened) in enumerate(zip(verbs, clauses, strict=True)) if opened <= n] or verbs
        match = next((m for m in free if m["verb"].strip() not in self.lexicon.homographs), free[0])
        return match.start("verb"), match.start("verb") + len(match["verb"].rstrip())

    def speaks_jointly(self, text: str) -> bool:
        """Whether a text has "we" or the ministers as speakers."""
        return bool(self._joint.search(fold(text)))

    def _position(self, text: str, folded: str, item: Licensed, limit: int, context: Context) -> Found:
        candidate = item.candidate
        holder, reported = self._holder(item, context)
        after = folded[candidate.end : limit]
        gap = self._gap.match(after)
        rest = after[gap.end() :] if gap else after
        act, cue_id, reiterated = self.attributes.act(candidate, rest, after)
        negated = candidate.negated and act in self.data.negated
        if negated:
            act = self.data.negated[act]
        end = candidate.end
        direction = self.attributes.direction(act, candidate, folded[candidate.left : limit])
        force = self.attributes.force(candidate, folded, after)
        target, start, stop = self.targets.after(text, folded, end, limit)
        return Found(
            candidate.start,
            end,
            candidate.cue_start,
            candidate.cue_end,
            act,
            direction,
            force,
            holder,
            target,
            start,
            stop,
            cue_id,
            negated,
            reiterated,
            False,
            reported,
            bool(act) and candidate.kind != "action",
        )

    def _holder(self, item: Licensed, context: Context) -> tuple[str, bool]:
        if item.how in ("coordination", "head", "participle") and not item.subject:
            return (context.holder if item.how == "coordination" else JOINT), False
        pronoun = item.pronoun
        if pronoun == "plural" and not context.plural:
            context.holder = JOINT
        resolved = self.holders.resolve(
            item.subject, self.lexicon.language, context.parties, context.holder, pronoun=pronoun
        )
        context.holder = resolved.holder
        if not pronoun:
            context.plural = bool(self._many.search(item.subject))
        named = resolved.holder != JOINT
        quoted = item.body and item.candidate.tense == "past" and bool(context.parties) and not named
        return resolved.holder, resolved.reported or quoted

    def _denounced(self, text: str, folded: str, context: Context, positions: list[Found]) -> list[Found]:
        found = []
        for start, end in self.finder.denunciations(folded)[:1]:
            if not any(p.start < end and start < p.end for p in positions):
                found.append(
                    Found(
                        start,
                        end,
                        start,
                        end,
                        "condemn",
                        "against",
                        1,
                        context.holder,
                        text[start:end],
                        start,
                        end,
                        f"{self.lexicon.language}.condemn.denunciation",
                        implicit=True,
                    )
                )
        return found

    def _implicit(self, text: str, folded: str, context: Context) -> Found:
        """Return the one implicit position of a sentence in which the speakers have no predicate of their own."""
        spoken = self._expression(text, folded, [row for row in self.lexicon.expressions if row[0] != "commit"])
        if spoken:
            return spoken
        denounced = self._denounced(text, folded, context, [])
        if denounced:
            return replace(denounced[0], holder=JOINT, sure=False)
        announced = self._expression(text, folded, [row for row in self.lexicon.expressions if row[0] == "commit"])
        if announced:
            return self._of_effect(folded, announced)
        start, end = self.main_verb(folded)
        passive = self.passives.at(folded, start)
        act, lemma, cue_start, cue_end, end = passive or ("", "", start, end, end)
        target, t_start, t_end = self.targets.before(text, folded, start, end)
        return Found(
            start,
            end,
            cue_start,
            cue_end,
            act,
            USUAL.get(act, "none"),
            1,
            JOINT,
            target,
            t_start,
            t_end,
            f"{self.lexicon.language}.{act}.{lemma}" if act else f"{self.lexicon.language}.state.fact",
            implicit=True,
            sure=False,
        )

    def _of_effect(self, folded: str, item: Found) -> Found:
        """Return an undertaking as found, as a fact where it only says what a thing named before will bring about:
        "These measures will facilitate ..."."""
        begins = max(folded.rfind(mark, 0, item.start) for mark in ".;:")
        if not self._brings.match(folded, item.start) or not self._thing.match(folded[begins + 1 : item.start]):
            return item
        return replace(item, act="state", direction="none", cue_id=f"{self.lexicon.language}.state.effect", sure=True)

    def _expression(
        self,
        text: str,
        folded: str,
        rows: Sequence[tuple[str, str, re.Pattern[str]]],
        within: tuple[int, int] | None = None,
    ) -> Found | None:
        """Return the position of the first of some expressions that a sentence contains (that touches ``within``)."""
        for listed, pattern_text, pattern in rows:
            touching = (
                m for m in pattern.finditer(folded) if within is None or (m.start() < within[1] and within[0] < m.end())
            )
            match = next(touching, None)
            if match:
                stops = listed == "urge" and self.attributes.is_stop(folded[match.end() :].lstrip())
                act = "demand" if stops else listed
                start, end = match.start(), match.start() + len(match[0].rstrip())
                target, t_start, t_end = self.targets.before(text, folded, start, end)
                index = self.data.expressions[listed].index(pattern_text)
                force = 2 if self.attributes.boosted(folded[max(0, start - 20) : end]) else 1
                return Found(
                    start,
                    end,
                    start,
                    end,
                    act,
                    "for" if act == "recall" else USUAL[act],
                    force,
                    JOINT,
                    target,
                    t_start,
                    t_end,
                    f"{self.lexicon.language}.{listed}.expression{index}" + ">demand" * stops,
                    implicit=True,
                    sure=False,
                )
        return None
