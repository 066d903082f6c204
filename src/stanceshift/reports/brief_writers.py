"""Sets a brief as Markdown, Word or PDF; the same brief gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable

from stanceshift.reports.brief_docx import as_docx
from stanceshift.reports.brief_markdown import as_markdown
from stanceshift.reports.brief_parts import Brief
from stanceshift.reports.brief_pdf import as_pdf

WRITERS: dict[str, Callable[[Brief], bytes]] = {"docx": as_docx, "md": as_markdown, "pdf": as_pdf}
"""By format what turns a brief into the bytes of a file."""
