"""Builds small labelled corpora by hand: a few sentences a session, each with its positions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.corpus.schemas import Documents, Paragraphs, Sentences
from stanceshift.frames import validate
from stanceshift.labels.schemas import Positions, Themes
from stanceshift.settings import Compare
from stanceshift.shifts.pipeline import Lists, compare_all, load_lists

DATA = Path(__file__).parents[2] / "data" / "shifts"
RUNGS = dict(condemn=4, oppose=3, demand=3, concern=2, urge=3, note=0, recall=1, stress=2, hope=1, welcome=2)
RUNGS |= dict(support=3, commit=4, state=0)
AGAINST = ("condemn", "oppose", "demand", "concern")


def said(text: str, theme: str, act: str, verb: str, **more: Any) -> dict[str, Any]:
    """Return one position and its sentence."""
    return {"text": text, "theme": theme, "act": act, "verb": verb} | more


def session(date: str, *positions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return one session; positions with the same text share a sentence."""
    return {"date": date, "positions": positions, "series": "a-b", "coverage": "full", "language": "en"} | more


def tables_of(*sessions: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the tables of the stages ingest and label for the sessions, one paragraph a sentence."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("documents", "paragraphs", "sentences", "positions", "themes")
    }
    for entry in sessions:
        identity = f"{entry['series']}-{entry['date']}"
        document = f"{identity}.{entry['language']}"
        texts = list(dict.fromkeys(position["text"] for position in entry["positions"]))
        rows["documents"].append(_document(entry, identity, document, texts))
        for number, text in enumerate(texts, 1):
            paragraph = f"{document}#{number}"
            place = {"paragraph_id": paragraph, "document_id": document, "language": entry["language"]}
            rows["paragraphs"].append(
                place
                | {"number": number, "label": "", "heading": "", "text": text, "source_start": 0}
                | {"source_end": len(text), "sha": "0" * 12, "n_words": len(text.split())}
            )
            rows["sentences"].append(
                place
                | {"sentence_id": f"{paragraph}.1", "index": 1, "text": text, "start": 0, "end": len(text)}
                | {"source_start": 0, "source_end": len(text)}
            )
            own = [position for position in entry["positions"] if position["text"] == text]
            for count, position in enumerate(own, 1):
                rows["positions"].append(place | _position(position, f"{paragraph}.1", count))
            for rank, theme in enumerate(dict.fromkeys(position["theme"] for position in own), 1):
                rows["themes"].append(
                    {"paragraph_id": paragraph, "document_id": document, "theme": theme, "score": 1.0, "rank": rank}
                    | {"stance": "neutral", "n_positions": 1, "source": "reviewer"}
                )
    schemas = {
        "documents": Documents,
        "paragraphs": Paragraphs,
        "sentences": Sentences,
        "positions": Positions,
        "themes": Themes,
    }
    return {name: validate(pd.DataFrame(rows[name]), schema, name) for name, schema in schemas.items()}


def _document(entry: dict[str, Any], identity: str, document: str, texts: list[str]) -> dict[str, Any]:
    return {
        "document_id": document,
        "session_id": identity,
        "series": entry["series"],
        "ordinal": None,
        "date": entry["date"],
        "place": "Here",
        "parties": ["jp", "fr"],
        "participants": ["Ann Example (Minister)"],
        "language": entry["language"],
        "text_kind": "official" if entry["coverage"] == "full" else "digest",
        "genre": "joint_statement",
        "coverage": entry["coverage"],
        "title": "A statement",
        "publisher": "stanceshift",
        "source_url": None,
        "licence": "CC-BY-4.0",
        "retrieved": None,
        "sha256": "0" * 64,
        "path": f"{document}.txt",
        "n_chars": max(1, len(" ".join(texts))),
        "n_paragraphs": len(texts),
        "active": True,
        "primary": True,
    }


def _position(position: dict[str, Any], sentence: str, count: int) -> dict[str, Any]:
    text, verb, act = position["text"], position["verb"], position["act"]
    start = text.index(verb)
    row = {
        "position_id": f"{sentence}.{count}",
        "sentence_id": sentence,
        "act": act,
        "direction": "against" if act in AGAINST else "none" if act in ("note", "state") else "for",
        "force": 1,
        "rung": RUNGS[act],
        "holder": "joint",
        "theme": position["theme"],
        "verb": verb,
        "start": start,
        "end": start + len(verb),
        "cue": verb,
        "cue_start": start,
        "cue_end": start + len(verb),
        "target": "unnamed",
        "target_start": None,
        "target_end": None,
        "negated": False,
        "reiterated": False,
        "implicit": False,
        "reported": False,
        "source": "reviewer",
        "cue_id": "",
        "score": 0.95,
        "theme_score": 0.95,
        "source_start": 0,
        "source_end": 0,
        "sentence_text": text,
        "text_sha": "0" * 12,
    }
    return row | {key: value for key, value in position.items() if key in row}


def lists() -> Lists:
    """Return the lists of the repository."""
    return load_lists(DATA)


def compared(*sessions: dict[str, Any], **more: Any) -> dict[str, pd.DataFrame]:
    """Return every table of stage compare for the sessions."""
    return compare_all(tables_of(*sessions), lists(), Compare(), **more)


SCS = "The Ministers expressed their concern about the militarisation of disputed features in the South China Sea."
SCS_HARDER = (
    "The Ministers expressed strong opposition to the militarisation of disputed features in the South China Sea."
)
ECS = "The Ministers expressed their concern about coercive actions around the islands in the East China Sea."
SEAS = (
    "The Ministers expressed their concern about militarisation and coercive actions in the East and South China Seas."
)
CYBER = "The Ministers decided to hold a working group on the protection of networks against intrusions."
