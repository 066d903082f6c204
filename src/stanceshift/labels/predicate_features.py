"""Describes each word of a sentence by its form, its neighbours, and what the grammar has found: what a reader of predicates sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stanceshift.labels.candidates import WORD, Candidate
from stanceshift.labels.found import Found

PRONOUNS = {
    "en": frozenset({"we", "they", "he", "she", "it", "i"}),
    "fr": frozenset({"nous", "ils", "elles", "il", "elle", "on"}),
}
OPENERS = {
    "en": frozenset(["that", "which", "who", "whose", "where", "when", "if", "as", "because", "since", "while", "to"]),
    "fr": frozenset(["que", "qui", "dont", "où", "si", "lorsque", "quand", "car", "puisque", "pour", "de", "à"]),
}
"""Words behind which a clause of its own, or an infinitive, begins."""
AND = frozenset({"and", "but", "et", "mais"})
_CONTENT = re.compile(r"\b(?:that|whether|how)\b|\bqu[e']")
_SUBORDINATE = re.compile(r"\b(?:which|who|where|whose|when|as|because|so|if|while|qui|dont|où|lorsque|afin|pour|to)\b")
_BREAK = re.compile(r"[;:,.]")


@dataclass(frozen=True)
class Word:
    """A word of a folded sentence and its place."""

    start: int
    end: int
    text: str


def words_of(folded: str) -> list[Word]:
    """Return the words and numbers of a folded sentence."""
    return [Word(match.start(), match.end(), match[0]) for match in WORD.finditer(folded)]


def overlapping(items: Sequence[Candidate] | Sequence[Found], word: Word) -> Candidate | Found | None:
    """Return the first of ``items`` that shares a character with a word."""
    return next((item for item in items if item.start < word.end and word.start < item.end), None)


def word_features(
    folded: str, words: Sequence[Word], found: Sequence[Found], candidates: Sequence[Candidate], language: str
) -> list[list[str]]:
    """Return for each word the names of the features that hold.

    Parameters
    ----------
    folded:
        The sentence, folded (`candidates.fold`); ``words`` are its words.
    found, candidates:
        The positions that the grammar accepts and the predicates among which it chose.
    """
    fact = len(found) == 1 and found[0].fact
    return [_features(folded, words, place, found, candidates, language, fact) for place in range(len(words))]


def _features(
    folded: str,
    words: Sequence[Word],
    place: int,
    found: Sequence[Found],
    candidates: Sequence[Candidate],
    language: str,
    fact: bool,
) -> list[str]:
    here, text = words[place], words[place].text
    before, before2 = _text(words, place - 1), _text(words, place - 2)
    after, after2 = _text(words, place + 1), _text(words, place + 2)
    mark = _mark(folded[words[place - 1].end : here.start], -1) if place else "_"
    next_mark = _mark(folded[here.end : words[place + 1].start], 0) if place + 1 < len(words) else "."
    candidate = overlapping(candidates, here)
    kind = f"{candidate.kind}.{candidate.form}" if isinstance(candidate, Candidate) else "-"
    act = (candidate.act or "none") if isinstance(candidate, Candidate) else "-"
    accepted = "N" if overlapping(found, here) is None else "I" if fact else "A"
    opened = place
    while opened and not _BREAK.search(folded[words[opened - 1].end : words[opened].start]):
        opened -= 1
    segment = [word.text for word in words[opened:place]]
    opener = next((word for word in reversed(segment) if word in OPENERS[language]), "-")
    pronoun = next((word for word in reversed(segment) if word in PRONOUNS[language]), "-")
    earlier = [] if fact else [item for item in found if item.end <= here.start]
    end3, end2 = text[-3:], text[-2:]
    names = [
        f"w={text}",
        f"e2={end2}",
        f"e3={end3}",
        f"e4={text[-4:]}",
        f"-1={before}",
        f"+1={after}",
        f"-2={before2}",
        f"+2={after2}",
        f"-1e={before[-3:]}",
        f"+1e={after[-3:]}",
        f"-1w={before}|{text}",
        f"w+1={text}|{after}",
        f"-1e3={before}|{end3}",
        f"e3+1={end3}|{after}",
        f"-21={before2}|{before}|{end2}",
        f"m={mark}",
        f"+m={next_mark}",
        f"me={mark}|{end3}",
        f"a={accepted}",
        f"ak={accepted}|{kind}",
        f"aa={accepted}|{act}",
        f"aw={accepted}|{text}",
        f"ko={kind}|{opener}",
        f"ao={accepted}|{opener}",
        f"oe={opener}|{end3}",
        f"pe={pronoun}|{end2}",
        f"s={min(len(segment), 8)}",
        f"h={opened == 0}|{min(place, 6)}",
        f"na={min(len(earlier), 3)}|{accepted}",
        f"n={min(len(found), 4)}|{accepted}",
        f"fa={fact}|{accepted}",
        f"sk={segment[0] if segment else '-'}|{kind}",
        f"km={kind}|{mark}|{before}",
        f"p1={before in PRONOUNS[language]}",
        f"l={min(len(text), 9)}",
    ]
    if not earlier:
        return [*names, "v=-", f"v=-|{kind}"]
    last = max(earlier, key=lambda item: item.end)
    between = folded[last.end : here.start]
    content, subordinate = bool(_CONTENT.search(between)), bool(_SUBORDINATE.search(between))
    apart = ";" if ";" in between else "," if "," in between else "-"
    inner = [word.text for word in words[:place] if word.start >= last.end]
    nearest = next((word for word in reversed(inner) if word in OPENERS[language]), "-")
    lead = next((item for item in candidates if item.start < last.end and last.start < item.end), None)
    tenses = f"{lead.tense if lead else '-'}|{candidate.tense if isinstance(candidate, Candidate) else '-'}"
    joined, far = before in AND, min(len(between.split()), 24) // 3
    return [
        *names,
        f"v={last.act}",
        f"vc={last.act}|{content}|{apart}",
        f"c={content}|{apart}|{accepted}",
        f"ck={content}|{apart}|{kind}",
        f"d={far}|{content}",
        f"jk={joined}|{kind}|{content}",
        f"je={joined}|{end2}|{apart}|{content}",
        f"sub={subordinate}|{content}|{kind}",
        f"v-1={last.act}|{before}",
        f"c-1={content}|{before}",
        f"ce={content}|{subordinate}|{end3}",
        f"nk={nearest}|{joined}|{kind}",
        f"ne={nearest}|{joined}|{apart}|{end2}",
        f"n-1={nearest}|{before}",
        f"tj={tenses}|{joined}|{apart}",
        f"tn={tenses}|{nearest}",
    ]


def _text(words: Sequence[Word], place: int) -> str:
    if place < 0:
        return "<s>"
    return words[place].text if place < len(words) else "</s>"


def _mark(gap: str, place: int) -> str:
    """Return the first (0) or last (-1) mark of what stands between two words, "_" where there is none."""
    marks = "".join(gap.split())
    return marks[place] if marks else "_"
