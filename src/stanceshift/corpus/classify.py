"""Says what each block of a text is: title, date line, heading, paragraph (or more of one), footnote, closing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stanceshift.corpus.lines import FULL_STOP, TERMINAL, Block, opens
from stanceshift.corpus.normalise import CJK

MAX_HEADING = 160
MAX_HEADING_CJK = 60
MAX_TITLE = 420
CLOSING = re.compile(
    r"(?<=\S)[\s\0]*(?P<mark>\./\.)[\s\0]*$"
    r"|^[\s\0]*(?P<line>(?:#{2,}|\*{3,}|[（(]?了[)）]?|以上|-\s?30\s?-|_{3,}|-{3,}|FIN|END)\.?)[\s\0]*$"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|janvier|février|mars|avril"
    "|mai|juin|juillet|août|septembre|octobre|novembre|décembre|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_DATE = re.compile(
    rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\b\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTHS})\.?,?\s+\d{{4}}"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b|(?:\d{4}|(?:平成|令和)[\d元]{1,2})年\s?\d{1,2}月\s?\d{1,2}日",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"^(?:joint (?:press )?(?:statement|communiqu)|fact ?sheet|communiqu[ée]|d[ée]claration (?:conjointe|commune)"
    r"|statement|relev[ée] de conclusions|共同(?:発表|声明|宣言|文書|記者))",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(r"[\s\0]*(?:\[\^?(\d{1,3}|[a-z*])\]|([¹²³⁴-⁹⁰]+))[\s\0]*:?[\s\0]*(?=\S)")


@dataclass
class Part:
    """A block and what it is; `paragraph` the number of the paragraph, 0 for none."""

    kind: str
    block: Block
    paragraph: int = 0


def _is_heading(block: Block, following: Block | None, *, lower_case: bool) -> bool:
    text = block.text
    limit = MAX_HEADING_CJK if CJK.search(text) else MAX_HEADING
    if block.hint:
        return True
    if not text or len(text) > limit or FULL_STOP.search(text) or text[-1] in ",;、；":
        return False
    if block.mark is not None and block.mark.kind == "bullet":
        return False
    if text[-1] in ":：" and not text.isupper():
        return False
    if following is None or (not opens(text) and not lower_case):
        return False
    if block.mark and following.mark and following.mark.kind == block.mark.kind:
        return False
    return opens(following.text) or following.mark is not None or lower_case


def classify(blocks: list[Block], *, structured: bool, titled: bool) -> list[Part]:
    """Return what each block is, in order; ``titled`` where the title stands in the header of the file."""
    lower_case = _is_lower_case("".join(block.text for block in blocks))
    numbered = sum(b.mark is not None and b.mark.kind != "bullet" for b in blocks) >= 3
    parts: list[Part] = []
    paragraph, in_list, dated = 0, False, False
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        kind = ""
        open_text = parts[-1].block if parts and parts[-1].kind == "paragraph" else None
        if CLOSING.match(block.view) and paragraph and not block.mark:
            kind = "closing"
        elif paragraph == 0 and not block.mark and not dated and _is_dateline(block):
            kind, dated = "front_matter", True
        elif paragraph == 0 and _is_title(block, following, titled=titled, lower_case=lower_case):
            kind, titled = "title", True
        elif paragraph and _is_footnote(block, blocks[index:]):
            kind = "footnote"
        elif open_text and not structured and _continues(open_text, block, numbered, lower_case):
            parts.append(Part("paragraph", block, paragraph))
            continue
        elif (in_list and not block.mark) or _runs_on(open_text, block):
            kind = ""
        elif _is_heading(block, following, lower_case=lower_case):
            kind = "heading"
        if kind:
            parts.append(Part(kind, block))
            in_list = False if kind == "heading" else in_list
            continue
        paragraph += 1
        parts.append(Part("paragraph", block, paragraph))
        if block.text.endswith((":", "：")):
            in_list = True
        elif block.mark or TERMINAL.search(block.text):
            in_list = False
    return _with_whole_title(parts)


def _with_whole_title(parts: list[Part]) -> list[Part]:
    """Return the parts with every line over the last date line or name of a statement before the text made title."""
    first = next((index for index, part in enumerate(parts) if part.kind == "paragraph"), 0)
    ends = [
        index
        for index, part in enumerate(parts[:first])
        if part.kind == "front_matter" or (part.kind == "heading" and _STATEMENT.match(part.block.text))
    ]
    return [
        Part("title", part.block)
        if part.kind == "heading" and ends and index <= ends[-1] and not part.block.mark
        else part
        for index, part in enumerate(parts)
    ]


def _is_dateline(block: Block) -> bool:
    match = _DATE.search(block.text)
    return bool(match) and len(block.text) <= 60 and not _STATEMENT.match(block.text) and not _is_sentence(block.text)


def _is_lower_case(text: str) -> bool:
    """Whether a text has (next to) no capital letters, as some copies have."""
    lower, upper = sum(c.islower() for c in text), sum(c.isupper() for c in text)
    return lower > 0 and upper < 0.002 * (lower + upper)


def _is_sentence(text: str) -> bool:
    """Return whether a short text with a date is a sentence all the same: it ends with a full stop after words."""
    return bool(FULL_STOP.search(text)) and len(text.split()) > 6


def _is_title(block: Block, following: Block | None, *, titled: bool, lower_case: bool) -> bool:
    if block.hint == "title":
        return True
    if titled or block.mark:
        return False
    if len(block.text) <= MAX_TITLE and _STATEMENT.match(block.text) and following is not None:
        return not re.search(r"(?<=\w{4})[.!?]\s+[A-ZÀ-Ü]|。.", block.text)
    return _is_heading(block, following, lower_case=lower_case)


def _is_footnote(block: Block, rest: list[Block]) -> bool:
    """Whether a block is a footnote: it opens with a footnote mark, and a footnote, a new page or nothing follows."""
    if not FOOTNOTE.match(block.view) or (block.mark and block.mark.kind != "bullet"):
        return False
    return all(FOOTNOTE.match(other.view) or other.page for other in rest[1:2])


def _continues(before: Block, block: Block, numbered: bool, lower_case: bool) -> bool:
    """Whether a block goes on with the paragraph before it, though blank lines stand between."""
    if block.mark or block.hint:
        return False
    ended = bool(TERMINAL.search(before.text))
    if block.page:
        open_end = not ended or not opens(block.text)
        return open_end or (
            not _short(block.text) and (_fills_its_last_line(before) or (numbered and bool(before.mark)))
        )
    if lower_case or not block.gap:
        return False
    return not ended and not opens(block.text)


def _runs_on(before: Block | None, block: Block) -> bool:
    """Whether a marked block directly follows the item of the same list before it."""
    return bool(before and before.mark and block.mark and before.mark.kind == block.mark.kind)


def _fills_its_last_line(block: Block) -> bool:
    """Whether the last line of a wrapped block is about as long as the longest: a paragraph rarely ends so."""
    widths = [len(line.text) for line in block.lines]
    return len(widths) > 1 and widths[-1] >= 0.92 * max(widths)


def _short(text: str) -> bool:
    return len(text) < (25 if CJK.search(text) else 70) and not FULL_STOP.search(text)
