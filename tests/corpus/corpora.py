"""Builds small corpora for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stanceshift.files import write_text, write_yaml

FRENCH = (
    "1. Les quatre ministres ont exprimé leur préoccupation face à la situation en mer de Chine méridionale.\n\n"
    "2. Ils ont réaffirmé leur soutien au règlement pacifique des différends et au droit international.\n"
)
ENGLISH = (
    "1. The four Ministers expressed their concern at the situation in the South China Sea.\n\n"
    "2. They reaffirmed their support for the peaceful settlement of disputes and for international law.\n"
)


def metadata(**change: Any) -> dict[str, Any]:
    """Return valid metadata of the session of 2017, with ``change``; the id follows language, kind and session."""
    value: dict[str, Any] = {
        "session": "fr-jp-2017-01-06",
        "series": "france-japan",
        "ordinal": 3,
        "date": "2017-01-06",
        "place": "Paris",
        "parties": ["fr", "jp"],
        "participants": ["A. Minister (Minister)"],
        "language": "fr",
        "text_kind": "official",
        "genre": "joint_statement",
        "coverage": "full",
        "title": "Déclaration conjointe",
        "publisher": "A ministry",
        "source_url": "https://example.org/a",
        "licence": "CC-BY-4.0",
        "retrieved": "2024-01-01",
        **change,
    }
    kind = ".digest" if value["text_kind"] == "digest" else ""
    return {"id": change.get("id", f"{value['session']}.{value['language']}{kind}"), **value}


def write_document(root: Path, text: str = FRENCH, **change: Any) -> Path:
    """Write a text and its metadata (without sha256) into a corpus; return the path of the text."""
    value = metadata(**change)
    path = root / value["series"] / f"{value['id']}.txt"
    write_text(path, text)
    write_yaml(path.with_name(f"{value['id']}.yaml"), value)
    return path
