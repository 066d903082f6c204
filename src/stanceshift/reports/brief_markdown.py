"""Sets a brief as Markdown (CommonMark), ready to be pasted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stanceshift.reports.brief_parts import Brief, Part, Run, merged

_SPECIAL = re.compile(r"([\\`*_\[\]<>~|])")
_MARKS = {
    "": ("", ""),
    "bold": ("**", "**"),
    "italic": ("*", "*"),
    "del": ("<del>", "</del>"),
    "ins": ("<ins>", "</ins>"),
}
_BEFORE = {"heading": "## ", "subheading": "### ", "text": "", "quote": "> ", "item": "- ", "note": ""}


def as_markdown(brief: Brief) -> bytes:
    """Return the brief as UTF-8 Markdown."""
    lines = [f"# {escaped(brief.title)}", "", escaped(brief.subtitle), ""]
    last = ""
    for part in brief.parts:
        if lines[-1] and not (part.kind == last == "item"):
            lines.append("")
        lines.append(_BEFORE[part.kind] + _line(part))
        last = part.kind
    return ("\n".join(lines) + "\n").encode("utf-8")


def escaped(text: str) -> str:
    """Return text with the characters that Markdown reads as marks taken literally."""
    return _SPECIAL.sub(r"\\\1", text)


def _line(part: Part) -> str:
    text = _joined(tuple(merged(part.runs)))
    text = re.sub(r"^(\d*)([-+#.)])(?=[\s#]|$)", r"\1\\\2", text)
    return f"*{text}*" if part.kind == "note" else text


def _joined(runs: Sequence[Run]) -> str:
    return "".join(_set(run) for run in runs)


def _set(run: Run) -> str:
    """Return a run between its marks, spaces outside them, as Markdown wants; a redline in the tags of HTML.

    Markdown has no mark for words put in, and reads none that stand between a letter and a comma.
    """
    core = run.text.strip()
    if not core:
        return run.text
    left, right = run.text.split(core[0], 1)[0], run.text[len(run.text.rstrip()) :]
    opening, closing = _MARKS[run.style]
    text = f"{left}{opening}{escaped(core)}{closing}{right}"
    return f"[{text}]({run.href.replace(' ', '%20').replace(')', '%29')})" if run.href else text
