"""Reads the training sentences, checked against the codebook, and keeps them apart from every evaluation text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_jsonl
from stanceshift.labels.codebook import LANGUAGES, Codebook
from stanceshift.labels.cues import normalised
from stanceshift.labels.encoders import Encoder, centred

TRAINING = Path("data/training")


class TrainingSentence(BaseModel):
    """One line of a training file."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1)
    lang: Literal["en", "fr", "ja"]
    register_: Literal["joint_statement", "press_release", "resolution"] = Field(alias="register")
    themes: list[str] = Field(min_length=1)
    act: str
    direction: Literal["for", "against", "none"]
    force: Literal[0, 1, 2]
    holder: str = Field(min_length=1)
    stock_verb: bool
    text: str = Field(min_length=1)


Line = TypeVar("Line", bound=BaseModel)


def checked_lines(path: Path, kind: type[Line]) -> Iterator[tuple[str, Line]]:
    """Yield place ("line 3") and content of each line of a JSON Lines file.

    Raises `StanceshiftError` naming file, line and key where a line is not of that ``kind``.
    """
    for number, value in enumerate(read_jsonl(path), 1):
        try:
            yield f"line {number}", kind.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise StanceshiftError(
                first["msg"], file=path, where=f"line {number}, {key}", fix="mend the line"
            ) from error


def load_training(folder: str | Path, codebook: Codebook) -> pd.DataFrame:
    """Return the training sentences of all ``*.jsonl`` files of ``folder``, by file name and line.

    Returns
    -------
    DataFrame
        Columns id, lang, register, themes (lists), act, direction, force, holder, stock_verb, text, file.

    Raises
    ------
    StanceshiftError
        Naming file and line, for a missing or unknown field or value, a theme or act that the codebook does not have,
        a repeated id or text; and where the folder holds no sentence, or none of some act or theme.
    """
    rows: list[dict[str, Any]] = []
    seen: dict[str, str] = {}
    for path in sorted(Path(folder).glob("*.jsonl")):
        for where, sentence in checked_lines(path, TrainingSentence):
            unknown = [t for t in sentence.themes if t not in codebook.theme_ids]
            unknown += [sentence.act] if sentence.act not in codebook.act_ids else []
            if unknown:
                raise StanceshiftError(
                    f"{unknown[0]!r} is no theme or act of the codebook", file=path, where=where, fix="use its ids"
                )
            for key in (sentence.id, normalised(sentence.text)):
                if key in seen:
                    raise StanceshiftError(
                        f"id or text already used at {seen[key]}", file=path, where=where, fix="drop one of the two"
                    )
                seen[key] = f"{path.name} {where}"
            rows.append(sentence.model_dump(by_alias=True) | {"file": path.name})
    if not rows:
        raise StanceshiftError("no training sentence found", file=folder, fix="put *.jsonl files there")
    frame = pd.DataFrame(rows)
    used = {theme for themes in frame["themes"] for theme in themes} | set(frame["act"])
    absent = sorted((set(codebook.theme_ids) | set(codebook.act_ids)) - used)
    if absent:
        raise StanceshiftError(f"no training sentence for {', '.join(absent)}", file=folder, fix="write some")
    return frame


def apart(sentences: pd.DataFrame, pairs: pd.DataFrame, max_similarity: float) -> pd.DataFrame:
    """Return the sentences whose `closest_pairs` lie at or below ``max_similarity``."""
    close = set(pairs.loc[pairs["similarity"] > max_similarity, "text"])
    return sentences[~sentences["text"].isin(close)].reset_index(drop=True)


def codebook_sentences(codebook: Codebook) -> pd.DataFrame:
    """Return what the codebook says belongs to each theme, and its examples: columns id, text, lang, themes (one)."""
    rows = [
        {"id": f"codebook.{theme.id}", "text": text, "lang": language, "themes": [theme.id]}
        for theme in codebook.themes
        for language in LANGUAGES
        for text in [*theme.examples.get(language, []), *theme.includes.get(language, [])]
    ]
    return pd.DataFrame(rows, columns=["id", "text", "lang", "themes"])


def closest_pairs(
    training: pd.DataFrame, evaluation: pd.DataFrame, encoder: Encoder, means: Mapping[str, np.ndarray]
) -> pd.DataFrame:
    """Return for every training sentence the evaluation sentence most like it.

    Similarity is the larger of the two: rapidfuzz ratio of the normalised texts, for the same language, and cosine of
    the centred sentence vectors, for all languages, so that a translation is found too.

    Parameters
    ----------
    training:
        Columns id, lang, text.
    evaluation:
        Columns sentence_id, language, text.

    Returns
    -------
    DataFrame
        Columns id, text, sentence_id, sentence_text, similarity (0 to 1), by falling similarity.
    """
    ours, theirs = training["text"].tolist(), evaluation["text"].tolist()
    tags, other_tags = training["lang"].tolist(), evaluation["language"].tolist()
    same = np.array(tags)[:, None] == np.array(other_tags)[None, :]
    similarity = np.asarray(
        process.cdist([normalised(t) for t in ours], [normalised(t) for t in theirs], scorer=ratio), dtype=np.float64
    )
    similarity = np.where(same, similarity / 100, 0.0)
    vectors = centred(encoder.encode(ours, tags), tags, means)
    if vectors.shape[1]:
        others = centred(encoder.encode(theirs, other_tags), other_tags, means)
        similarity = np.maximum(similarity, vectors @ others.T)
    best = similarity.argmax(axis=1)
    pairs = pd.DataFrame(
        {
            "id": training["id"].to_numpy(),
            "text": ours,
            "sentence_id": evaluation["sentence_id"].to_numpy()[best],
            "sentence_text": [theirs[column] for column in best],
            "similarity": similarity[np.arange(len(ours)), best],
        }
    )
    return pairs.sort_values(["similarity", "id"], ascending=[False, True], ignore_index=True)


def check_separation(pairs: pd.DataFrame, max_similarity: float, folder: str | Path = TRAINING) -> None:
    """Raise `StanceshiftError`, naming both sentences, where a pair of `closest_pairs` exceeds ``max_similarity``."""
    close = pairs[pairs["similarity"] > max_similarity]
    if len(close):
        first = close.iloc[0]
        raise StanceshiftError(
            f"{len(close)} training sentence(s) too like an evaluation text (similarity above {max_similarity}); "
            f"first: {first['text']!r} and {first['sentence_id']} {first['sentence_text']!r} "
            f"({first['similarity']:.2f})",
            file=folder,
            where=", ".join(close["id"].head(5)),
            fix="rewrite or drop the training sentence, so that the evaluation cannot flatter",
        )


def language_counts(training: pd.DataFrame) -> dict[str, int]:
    """Return the number of training sentences a language."""
    counts = training["lang"].value_counts()
    return {str(language): int(counts[language]) for language in sorted(counts.index)}
