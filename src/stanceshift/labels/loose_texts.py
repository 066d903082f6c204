"""Labels loose texts given as records, with offsets into the text as it was given."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from stanceshift.corpus import detect_language
from stanceshift.errors import StanceshiftError
from stanceshift.files import text_sha
from stanceshift.labels.codebook import LANGUAGES
from stanceshift.labels.label_rows import Labels
from stanceshift.labels.labeller import Labeller

WRITE = 'write {"id": ..., "text": ..., "lang": "fr", "en" or "ja" (may be left out)}'
LANGUAGE_CODES = {"eng": "en", "fra": "fr", "fre": "fr", "jpn": "ja"}
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Characters that are not seen: soft hyphens, joiners, marks of direction and byte order."""

OFFSETS = ("start", "end", "cue_start", "cue_end", "target_start", "target_end", "source_start", "source_end")


@dataclass(frozen=True)
class LooseText:
    """A text ready to be labelled: `text` is cleaned, `offsets` says where each of its characters stood.

    ``offsets`` is None where nothing was changed; else it has two rows, where a character began and where it ended.
    """

    id: str | int
    text: str
    language: str
    offsets: np.ndarray | None
    heading: str
    parties: list[str]


def cleaned(text: str) -> tuple[str, np.ndarray | None]:
    """Return ``text`` as the labeller reads it, and where its characters stood (None: where they stand now).

    White space and control characters (NUL among them) become single spaces, letters and their accents one character
    (NFC), characters that are not seen go, and half of a surrogate pair becomes U+FFFD.
    """
    if text.isprintable() and " ".join(text.split()) == text and unicodedata.is_normalized("NFC", text):
        return text, None
    made: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for character in unicodedata.normalize("NFC", _UNSEEN.sub("", text[at:end])):
            kind = unicodedata.category(character)
            if kind == "Cs":
                character = "\ufffd"
            if kind == "Cc" or character.isspace():
                if not made or made[-1] == " ":
                    continue
                character = " "
            made.append(character)
            starts.append(at)
            ends.append(end)
        at = end
    if made and made[-1] == " ":
        made, starts, ends = made[:-1], starts[:-1], ends[:-1]
    return "".join(made), np.array([starts, ends], dtype=int)


def language_of(tag: Any, text: str) -> str:
    """Return the language that a record names (``fr``, ``fr-FR``, ``fra``), or the one detected where it names none."""
    if tag is None or tag == "":
        return detect_language(text)[0]
    short = str(tag).strip().lower().replace("_", "-").split("-")[0]
    short = LANGUAGE_CODES.get(short, short)
    if not isinstance(tag, str) or short not in LANGUAGES:
        raise StanceshiftError(
            f"no lexicon for language {tag!r}", fix=f"use one of {', '.join(LANGUAGES)}, or leave `lang` out"
        )
    return short


def prepare(record: Mapping[str, Any]) -> LooseText:
    """Return a record ``{"id", "text", "lang"?, "heading"?, "parties"?}`` ready to be labelled.

    Raises
    ------
    StanceshiftError
        Where the id or the text is missing or empty, or the language has no lexicon.
    """
    identity, text = record.get("id"), record.get("text")
    if isinstance(identity, bool) or not isinstance(identity, str | int) or identity == "":
        raise StanceshiftError("needs an `id`, a string or a whole number", fix=WRITE)
    if not isinstance(text, str):
        raise StanceshiftError("needs a string `text`", fix=WRITE)
    clean, offsets = cleaned(text)
    if not clean:
        raise StanceshiftError("the text is empty", fix="leave the record out")
    parties = record.get("parties") or []
    if not isinstance(parties, list) or not all(isinstance(party, str) for party in parties):
        raise StanceshiftError("`parties` is not a list of country codes", fix='write "parties": ["FR", "JP"]')
    heading = " ".join(str(record.get("heading") or "").split())
    return LooseText(identity, clean, language_of(record.get("lang"), clean), offsets, heading, parties)


def label_prepared(texts: Sequence[LooseText], labeller: Labeller) -> Labels:
    """Return the labels of prepared texts, whose ids must differ; offsets are those of the texts as given."""
    frame = pd.DataFrame(
        [
            {
                "paragraph_id": str(text.id),
                "document_id": str(text.id),
                "text": text.text,
                "heading": text.heading,
                "language": text.language,
                "sha": text_sha(text.text),
            }
            for text in texts
        ]
    )
    labels = labeller.label(frame, parties={str(text.id): text.parties for text in texts})
    moved = {str(text.id): text.offsets for text in texts if text.offsets is not None}
    if not moved or labels.positions.empty:
        return labels
    return Labels(_at_origin(labels.positions, moved), labels.themes, labels.paragraphs)


def _at_origin(positions: pd.DataFrame, moved: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return the positions with offsets into the texts as given."""
    made = positions.copy()
    owners = made["paragraph_id"].astype(str).tolist()
    for column in OFFSETS:
        is_end = column.endswith("end")
        values = made[column].tolist()
        for row, (owner, value) in enumerate(zip(owners, values, strict=True)):
            if owner in moved and not pd.isna(value):
                starts, ends = moved[owner]
                values[row] = int(ends[int(value) - 1] if is_end else starts[int(value)])
        made[column] = pd.array(values, dtype="Int64") if column.startswith("target") else values
    return made


def label_texts(records: Iterable[Mapping[str, Any]], labeller: Labeller) -> Labels:
    """Return the labels of loose texts ``{"id", "text", "lang"?, "heading"?, "parties"?}``, one paragraph each.

    Raises
    ------
    StanceshiftError
        Naming the record, where it has no id or text, names a language without lexicon, or repeats an id.
    """
    texts: list[LooseText] = []
    seen: set[str] = set()
    for number, record in enumerate(records, 1):
        where = f"record {number}"
        try:
            text = prepare(record)
        except StanceshiftError as error:
            raise StanceshiftError(error.what, where=where, fix=error.fix) from error
        if str(text.id) in seen:
            raise StanceshiftError(f"id {text.id!r} stands twice", where=where, fix="give each text an id of its own")
        seen.add(str(text.id))
        texts.append(text)
    if not texts:
        raise StanceshiftError("nothing to label", fix="give at least one text")
    return label_prepared(texts, labeller)


def as_rows(labels: Labels, texts: Sequence[LooseText] = ()) -> list[dict[str, Any]]:
    """Return one JSON-ready dict a paragraph: id, lang, themes (main first), stance, main_act, positions.

    With ``texts``, ids are given back as they came (a number stays one).
    """
    given = {str(text.id): text.id for text in texts}
    positions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for position in labels.positions.to_dict("records"):
        positions[str(position["paragraph_id"])].append(_position(position))
    themes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for theme in labels.themes.sort_values("rank", kind="stable").to_dict("records"):
        found = {"id": theme["theme"], "score": round(float(theme["score"]), 4)}
        themes[str(theme["paragraph_id"])].append(found)
    return [
        {
            "id": given.get(row["paragraph_id"], row["paragraph_id"]),
            "lang": row["language"],
            "themes": themes[row["paragraph_id"]],
            "stance": row["stance"],
            "main_act": row["main_act"],
            "positions": positions[row["paragraph_id"]],
        }
        for row in labels.paragraphs.to_dict("records")
    ]


def _position(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        **{key: str(row[key]) for key in ("act", "direction")},
        "force": int(row["force"]),
        **{key: str(row[key]) for key in ("holder", "target", "theme", "verb")},
        **{key: int(row[key]) for key in ("start", "end")},
        "score": round(float(row["score"]), 4),
        "source": str(row["source"]),
        **{key: bool(row[key]) for key in ("implicit", "reported", "reiterated")},
    }


def label_frame(records: Iterable[Mapping[str, Any]] | pd.DataFrame, labeller: Labeller | None = None) -> pd.DataFrame:
    """Return the labels of loose texts as one DataFrame, the same as `stanceshift label --jsonl` writes.

    Parameters
    ----------
    records:
        Dicts ``{"id", "text", "lang"?, ...}``, or a DataFrame with such columns.
    labeller:
        `Labeller.load` of the default trained state where None.

    Returns
    -------
    DataFrame
        One row a text: id, lang, themes (list of {id, score}, main first), stance, main_act, positions (list of dicts).
    """
    if isinstance(records, pd.DataFrame):
        table = records.astype(object)
        records = table.where(table.notna(), None).to_dict("records")  # type: ignore[assignment]
    labels = label_texts(records, labeller or Labeller.load())  # type: ignore[arg-type]
    columns = ["id", "lang", "themes", "stance", "main_act", "positions"]
    return pd.DataFrame(as_rows(labels), columns=columns)
