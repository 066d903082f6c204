"""The one exception that users see: which file, where, what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path


class StanceshiftError(Exception):
    """A problem in the user's input, told so that it can be mended.

    Parameters
    ----------
    what:
        What is wrong, in one sentence.
    file:
        The file concerned.
    where:
        The place inside the file (line, key, paragraph, column).
    fix:
        What to do about it.
    """

    def __init__(self, what: str, *, file: str | Path | None = None, where: str = "", fix: str = "") -> None:
        self.what, self.file, self.where, self.fix = what, str(file) if file is not None else "", where, fix
        place = ", ".join(p for p in (self.file, where) if p)
        message = f"{place}: {what}" if place else what
        super().__init__(f"{message}\n  What to do: {fix}" if fix else message)
