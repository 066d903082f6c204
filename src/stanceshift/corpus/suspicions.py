"""Reports what looks like a slip in a text; the text itself is kept as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stanceshift.corpus.language import detect_language
from stanceshift.corpus.lines import TERMINAL
from stanceshift.corpus.normalise import CJK
from stanceshift.corpus.segment import Paragraph, Segmentation
from stanceshift.files import text_sha

MIN_DETECT = 120
"""Characters from which on the language of a paragraph is told with confidence."""

_GLUED = re.compile(r"(?<![\w.,/-])(?:\d[^\W\d_]{4,}|[^\W\d_]{3,}\d(?!\d)(?=[^\W\d_]))\w*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|er|ère|re|nde?|e|es|ème|èmes|ième|ièmes|km|mm|kg)s?")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[‘`´](?=[^\W\d_])")
_MOJIBAKE = re.compile(r"\ufffd|Ã[\u0080-\u00bf]|â€[\u0080-\u00ff™œ\u009d]|Â[\u00a0-\u00bf]")
_DOUBLED = re.compile(r"\b(?P<word>[^\W\d_]{2,})\s+(?P=word)\b")
_DOUBLES_ALLOWED = {"nous", "vous", "that", "had", "leur"}
_TOKEN = re.compile(r"\S+")
_PAIRS = {"«": "»", "“": "”", "(": ")", "[": "]", "「": "」", "『": "』", "（": "）"}
_QUOTES = ("«", "“", '"')
_NUMERIC_LABEL = re.compile(r"(?P<before>\D*)(?P<number>\d+)(?P<after>\D*)")
_CLIPPED_TOKENS = 6


@dataclass(frozen=True)
class Suspicion:
    """Something that looks wrong: its kind, its place in the source, its paragraph (0 for none), and why."""

    kind: str
    paragraph: int
    start: int
    end: int
    excerpt: str
    message: str


def _in_paragraph(paragraph: Paragraph, start: int, end: int, kind: str, message: str) -> Suspicion:
    left, right = max(0, start - 20), min(len(paragraph.text), end + 20)
    excerpt = paragraph.text[left:right].strip()
    return Suspicion(kind, paragraph.number, paragraph.offsets[start], paragraph.offsets[end - 1] + 1, excerpt, message)


def glued_digits(paragraph: Paragraph) -> Iterator[Suspicion]:
    """Yield digits that cling to a word, as in "Nations 2unies"."""
    for match in _GLUED.finditer(paragraph.text):
        word = match[0]
        if CJK.search(word) or _ORDINAL.fullmatch(word):
            continue
        yield _in_paragraph(paragraph, match.start(), match.end(), "glued_digit", f"a digit clings to a word: {word}")


def odd_characters(paragraph: Paragraph) -> Iterator[Suspicion]:
    """Yield opening quotation marks or accents used as apostrophes, and traces of a wrong encoding."""
    for match in _APOSTROPHE.finditer(paragraph.text):
        message = f"{match[0]} stands where an apostrophe is meant"
        yield _in_paragraph(paragraph, match.start(), match.end(), "odd_apostrophe", message)
    if garbled := _MOJIBAKE.search(paragraph.text):
        message = "characters of a wrong encoding"
        yield _in_paragraph(paragraph, garbled.start(), garbled.end(), "wrong_encoding", message)


def unbalanced_pairs(paragraph: Paragraph) -> Iterator[Suspicion]:
    """Yield quotation marks and brackets of a paragraph that open or close nothing."""
    closers = {closer: opener for opener, closer in _PAIRS.items()}
    stack: list[tuple[str, int]] = []
    lone: list[tuple[str, int]] = []
    for index, character in enumerate(paragraph.text):
        if character in _PAIRS:
            stack.append((character, index))
        elif character in closers:
            opener = next((item for item in reversed(stack) if item[0] == closers[character]), None)
            if opener is not None:
                stack.remove(opener)
            elif not (character == ")" and re.search(r"(?:^|[\s(])\w{1,3}$", paragraph.text[:index])):
                lone.append((character, index))
    straight = [index for index, character in enumerate(paragraph.text) if character == '"']
    if len(straight) % 2:
        lone.append(('"', straight[-1]))
    for character, index in sorted(stack + lone, key=lambda item: item[1]):
        message = f"{character} without its counterpart in this paragraph"
        yield _in_paragraph(paragraph, index, index + 1, "unbalanced", message)


def doubled_words(paragraph: Paragraph) -> Iterator[Suspicion]:
    """Yield words that stand twice in a row."""
    for match in _DOUBLED.finditer(paragraph.text):
        if match["word"].lower() not in _DOUBLES_ALLOWED and not CJK.search(match["word"]):
            message = f"a word stands twice: {match['word']}"
            yield _in_paragraph(paragraph, match.start(), match.end(), "doubled_word", message)


def clipped_runs(paragraph: Paragraph) -> Iterator[Suspicion]:
    """Yield runs of many very short words, as they remain where letters of a line were lost."""
    tokens = list(_TOKEN.finditer(paragraph.text))
    run: list[re.Match[str]] = []
    for token in [*tokens, None]:
        if token is not None and len(token[0]) <= 2 and token[0].isalpha():
            run.append(token)
            continue
        if len(run) >= _CLIPPED_TOKENS:
            message = "letters seem to be missing in this line"
            yield _in_paragraph(paragraph, run[0].start(), run[-1].end(), "clipped", message)
        run = []


def missing_stops(paragraphs: Sequence[Paragraph], closing_paragraph: int = 0) -> Iterator[Suspicion]:
    """Yield paragraphs that end without a stop, other than items of a list and the one before a closing mark."""
    for paragraph in paragraphs:
        last = paragraph.text[-1]
        item = paragraph.label in ("-", "–", "—", "•", "·", "❍", "○", "*") or len(paragraph.text) < 80
        if TERMINAL.search(paragraph.text) or last in ",，" or item or paragraph.number == closing_paragraph:
            continue
        message = "the paragraph ends without a stop: is its end missing?"
        yield _in_paragraph(paragraph, len(paragraph.text) - 1, len(paragraph.text), "no_final_stop", message)


def numbering_holes(labels: Sequence[str]) -> list[tuple[int, str]]:
    """Return ``(index, message)`` for every printed number that does not follow the one before it.

    A count may start again at 1; marks other than digits are not looked at. A first number above 1 is a hole too.
    """
    found: list[tuple[int, str]] = []
    last: dict[tuple[str, str], int] = {}
    for index, label in enumerate(labels):
        match = _NUMERIC_LABEL.fullmatch(label)
        if not match:
            continue
        style = (match["before"], match["after"])
        number, before = int(match["number"]), last.get(style, 0)
        if number not in (before + 1, 1):
            found.append((index, f"number {label} follows {before or 'nothing'}"))
        last[style] = number
    return found


def mixed_quotes(paragraphs: Sequence[Paragraph]) -> Iterator[Suspicion]:
    """Yield, once a text, the first of the rarer kind where two kinds of double quotation marks are used."""
    places: dict[str, list[tuple[Paragraph, int]]] = {}
    for paragraph in paragraphs:
        for index, character in enumerate(paragraph.text):
            if character in _QUOTES:
                places.setdefault(character, []).append((paragraph, index))
    if len(places) > 1:
        rarer = min(places, key=lambda quote: (len(places[quote]), _QUOTES.index(quote)))
        paragraph, index = places[rarer][0]
        others = " and ".join(quote for quote in _QUOTES if quote in places and quote != rarer)
        yield _in_paragraph(paragraph, index, index + 1, "mixed_quotes", f"{rarer} beside {others} in the same text")


def wrong_language(paragraphs: Sequence[Paragraph], language: str) -> Iterator[Suspicion]:
    """Yield paragraphs that are surely in another language than the text."""
    for paragraph in paragraphs:
        if len(paragraph.text) < (MIN_DETECT if language != "ja" else MIN_DETECT // 3):
            continue
        detected, confidence = detect_language(paragraph.text)
        if detected != language and confidence > 0.95:
            end = min(len(paragraph.text), 40)
            yield _in_paragraph(paragraph, 0, end, "other_language", f"this paragraph reads as {detected}")


def repeated_paragraphs(paragraphs: Sequence[Paragraph]) -> Iterator[Suspicion]:
    """Yield paragraphs whose text stood before in the same document."""
    seen: dict[str, int] = {}
    for paragraph in paragraphs:
        first = seen.setdefault(text_sha(paragraph.text), paragraph.number)
        if first != paragraph.number:
            end = min(len(paragraph.text), 40)
            yield _in_paragraph(paragraph, 0, end, "repeated_paragraph", f"the same text as paragraph {first}")


def suspicions_in(segmentation: Segmentation, language: str) -> list[Suspicion]:
    """Return every suspicion about a text, in the order of the source."""
    paragraphs = segmentation.paragraphs
    closing = next((tile.paragraph for tile in segmentation.segments if tile.kind == "closing"), 0)
    found: list[Suspicion] = []
    for paragraph in paragraphs:
        for look in (glued_digits, odd_characters, unbalanced_pairs, doubled_words, clipped_runs):
            found += look(paragraph)
    found += missing_stops(paragraphs, closing)
    found += mixed_quotes(paragraphs)
    found += wrong_language(paragraphs, language)
    found += repeated_paragraphs(paragraphs)
    for index, message in numbering_holes([paragraph.label for paragraph in paragraphs]):
        end = min(len(paragraphs[index].text), 40)
        found.append(_in_paragraph(paragraphs[index], 0, end, "numbering_hole", message))
    return sorted(found, key=lambda suspicion: (suspicion.start, suspicion.end, suspicion.kind))
