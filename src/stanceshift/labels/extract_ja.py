"""Turns a Japanese sentence into positions: predicates at the end of clauses, with act, direction, force, holder and target."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.labels.attributes import USUAL
from stanceshift.labels.folding import fold_ja
from stanceshift.labels.found import Context, Found
from stanceshift.labels.holders import JOINT, Holders
from stanceshift.labels.schemas import ACTS, UNNAMED
from stanceshift.labels.targets import trimmed


class JapaneseLexicon(BaseModel):
    """The checked content of `data/lexicon/ja.yaml`."""

    model_config = ConfigDict(extra="forbid")
    language: str
    version: str
    predicates: dict[str, list[str]]
    endings: str
    clause_end: str
    recall_before: str
    stop_words: str
    boosters: str
    hedges: str
    joint: str
    subject_marks: str
    side: str
    value: str
    criticised: str
    undertakes: str
    denunciations: str
    adverbs: str
    lead: str
    target_adverbs: str
    target_marks: str
    japanese_minister: str


def load_japanese(data_dir: str | Path = "data") -> JapaneseLexicon:
    """Return the Japanese lexicon; raises `StanceshiftError` naming file and key."""
    path = Path(data_dir) / "lexicon" / "ja.yaml"
    try:
        content = JapaneseLexicon.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="mend the entry") from error
    unknown = [act for act in content.predicates if act not in ACTS]
    if unknown:
        raise StanceshiftError(f"unknown act {unknown[0]!r}", file=path, where="predicates", fix=f"use one of {ACTS}")
    return content


_STRONG = frozenset({"oppose", "condemn", "concern", "demand", "support"})


class JapaneseExtractor:
    """Finds the positions of Japanese sentences; the same face as `Extractor`."""

    def __init__(self, lexicon: JapaneseLexicon, holders: Holders) -> None:
        self.data, self.holders = lexicon, holders
        self._predicates = [
            (
                act,
                index,
                re.compile(rf"(?P<adv>(?:{lexicon.adverbs})*)(?P<core>{text}){lexicon.endings}{lexicon.clause_end}"),
            )
            for act, texts in lexicon.predicates.items()
            for index, text in enumerate(texts)
        ]
        self._joint = re.compile(rf"(?:{lexicon.joint}){lexicon.subject_marks}")
        self._subject = re.compile(rf"(?P<np>[^、。]{{1,40}}?(?:{lexicon.side})?)(?:は|が|も)(?=、|[^、。])")
        self._speaker = re.compile(rf"(?:^|、)(?P<np>[^、。はが]{{1,20}}(?:{lexicon.side}))(?:は|が)(?:、|[^、。])")
        self._side = re.compile(rf"(?:{lexicon.side})")
        self._boost, self._hedge = re.compile(lexicon.boosters), re.compile(lexicon.hedges)
        self._value, self._criticised = re.compile(lexicon.value), re.compile(lexicon.criticised)
        self._stop, self._denounced = re.compile(lexicon.stop_words), re.compile(lexicon.denunciations)
        self._undertakes = re.compile(lexicon.undertakes)
        self._recall_before, self._lead = re.compile(lexicon.recall_before), re.compile(lexicon.lead)
        self._target_adverbs = re.compile(lexicon.target_adverbs)
        self._target_marks = re.compile(lexicon.target_marks)
        self._minister = re.compile(lexicon.japanese_minister)

    def sentence(self, text: str, context: Context) -> list[Found]:
        """Return the positions of one sentence, in the order of the text; updates ``context`` with who spoke."""
        folded = fold_ja(text)
        body = len(folded.rstrip("。. 」)"))
        hits = self._hits(folded)
        positions: list[Found] = []
        previous = 0
        holder = self._holder(folded[:body], 0, context)
        for act, index, start, end, core_start, core_end in hits:
            holder = self._holder(folded[previous:start], previous, context, holder)
            span = folded[previous:start]
            act = self._refine(act, span, folded[core_start:core_end])
            direction = self._direction(act, span)
            window = folded[max(previous, start - 12) : end]
            force = 0 if self._hedge.search(span) else 2 if self._boost.search(window) else 1
            t_start, t_end = self._target(folded, previous, start)
            target = text[t_start:t_end] if t_start is not None and t_end is not None else UNNAMED
            reiterated = "改めて" in window and act in ("condemn", "oppose", "demand", "concern", "urge", "support")
            positions.append(
                Found(
                    start,
                    end,
                    core_start,
                    core_end,
                    act,
                    direction,
                    force,
                    holder,
                    target,
                    t_start,
                    t_end,
                    f"ja.{act}.{index}",
                    reiterated=reiterated,
                )
            )
            previous = end
        if not positions:
            positions = [self._implicit(text, folded, body, context)]
        context.holder = holder
        return positions

    def speaks_jointly(self, text: str) -> bool:
        """Whether a text names joint speakers."""
        return bool(self._joint.search(fold_ja(text)))

    def _hits(self, folded: str) -> list[tuple[str, int, int, int, int, int]]:
        """Return act, cue index, start, end, core start and core end of the predicates, one for each clause end."""
        found = []
        for act, index, pattern in self._predicates:
            for match in pattern.finditer(folded):
                found.append((act, index, match.start(), match.end(), match.start("core"), match.end("core")))
        order = {act: n for n, act in enumerate(self.data.predicates)}
        chosen: list[tuple[str, int, int, int, int, int]] = []
        for item in sorted(found, key=lambda h: (-h[3], order[h[0]], h[2])):
            if not any(item[2] < other[3] and other[2] < item[3] for other in chosen):
                chosen.append(item)
        chosen.sort(key=lambda h: h[2])
        return self._merge(folded, chosen)

    def _merge(
        self, folded: str, hits: list[tuple[str, int, int, int, int, int]]
    ) -> list[tuple[str, int, int, int, int, int]]:
        """Drop a predicate whose clause is the content of the next one ("...を強化することで一致した")."""
        kept = []
        pending = list(hits)
        for position, hit in enumerate(pending):
            hit = pending[position]
            after = folded[hit[3] :]
            ends = re.match(r"[。、．，；;]|とともに|と共に|ほか|上で|うえで|一方|つつ", after)
            if position + 1 < len(pending) and not ends and pending[position + 1][2] - hit[3] <= 6:
                outer = pending[position + 1]
                if outer[0] in ("recall", "commit", "note") and hit[0] in _STRONG:
                    pending[position + 1] = (hit[0], hit[1], hit[2], outer[3], hit[4], hit[5])
                continue
            kept.append(hit)
        return kept

    def _refine(self, act: str, span: str, core: str) -> str:
        if act == "commit" and re.search(r"一致|合意", core) and self._recall_before.search(span):
            return "recall"
        if act == "urge" and self._stop.search(span[-30:]):
            return "demand"
        return act

    def _direction(self, act: str, span: str) -> str:
        if act in ("recall", "stress", "commit", "urge") and self._criticised.search(span):
            return "against"
        if act == "recall":
            return "for" if self._value.search(span) else "none"
        return USUAL.get(act, "none")

    def _holder(self, span: str, start: int, context: Context, current: str | None = None) -> str:
        named_later = self._speaker.search(span)
        match = self._subject.match(self._strip_lead(span)) or named_later
        if not match:
            return current or JOINT
        subject = match["np"]
        named = self.holders.parties_in(subject, "ja")
        minister = None if named else self._minister.search(subject)
        if minister is None and named_later and not named:
            minister = self._minister.search(named_later["np"])
            subject = named_later["np"] if not re.search(self.data.joint, subject) else subject
            named = self.holders.parties_in(subject, "ja")
        if minister and not named and (not context.parties or "jp" in context.parties):
            return "jp"
        side = len(named) == 1 and self._side.search(subject)
        if re.search(self.data.joint, subject) and not side:
            return JOINT
        if len(named) == 1 and (side or subject.endswith(("国", "本", "フランス", "ア", "ツ", "ド", "ン"))):
            known = not context.parties or named[0] in context.parties
            return named[0] if known else JOINT
        if re.fullmatch(r"(?:政府|我が国|外務省|防衛省|外務報道官|外務大臣|防衛大臣)", subject) and not context.parties:
            return "jp"
        return current or JOINT

    def _target(self, folded: str, previous: int, start: int) -> tuple[int | None, int | None]:
        """Return the span before a predicate: its object, without topic, case marks and adverbs."""
        begin = previous + len(folded[previous:start]) - len(self._strip_lead(folded[previous:start]))
        subject = self._subject.match(folded[begin:start])
        if subject and len(subject[0]) < 45 and begin + subject.end() < start - 1:
            begin += subject.end()
            begin += 1 if folded[begin : begin + 1] == "、" else 0
        stop = start
        adverbs = self._target_adverbs.search(folded[begin:stop])
        if adverbs:
            stop = begin + adverbs.start()
        relative = self._target_marks.search(folded[begin:stop])
        if relative and relative.start() > 1:
            stop = begin + relative.start()
        comma = folded.rfind("、", begin, stop)
        if comma > begin and stop - comma > 6 and stop - begin > 45:
            begin = comma + 1
        begin, stop = trimmed(folded, begin, stop)
        return (begin, stop) if stop - begin > 1 else (None, None)

    def _implicit(self, text: str, folded: str, body: int, context: Context) -> Found:
        denounced = self._denounced.search(folded)
        if denounced:
            start, end = denounced.span()
            return Found(
                start,
                end,
                start,
                end,
                "condemn",
                "against",
                1,
                JOINT,
                text[start:end],
                start,
                end,
                "ja.condemn.denunciation",
                implicit=True,
                sure=False,
            )
        verb = re.search(r"[^、。はがをにでとへ]{1,12}$", folded[:body])
        start, end = (verb.start(), body) if verb else (max(0, body - 4), body)
        t_start, t_end = self._target(folded, 0, start)
        subject = re.match(r"([^、。]{1,40}?)(?:は|が)", folded)
        if subject:
            t_start, t_end = trimmed(folded, *subject.span(1))
        if t_start == t_end:
            t_start = t_end = None
        target = text[t_start:t_end] if t_start is not None and t_end is not None else UNNAMED
        undertaken = bool(self._undertakes.search(folded.strip()))
        return Found(
            start,
            max(end, start + 1),
            start,
            max(end, start + 1),
            "commit" if undertaken else "",
            "for" if undertaken else "none",
            1,
            JOINT,
            target,
            t_start,
            t_end,
            "ja.commit.undertakes" if undertaken else "ja.state.fact",
            implicit=True,
            sure=False,
        )

    def _strip_lead(self, span: str) -> str:
        match = self._lead.match(span)
        return span[match.end() :] if match else span
