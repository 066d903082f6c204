"""Reads the coded training paragraphs, checked against the codebook, and turns them into what the models learn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from joblib import Parallel, delayed
from pydantic import BaseModel, ConfigDict, Field

from stanceshift.corpus.sentences import split_sentences
from stanceshift.errors import StanceshiftError
from stanceshift.labels.clauses import Clause, find_clauses
from stanceshift.labels.codebook import Codebook
from stanceshift.labels.cues import normalised
from stanceshift.labels.extract import Extractor
from stanceshift.labels.found import Context
from stanceshift.labels.predicates import (
    AnyExtractor,
    CodedSentence,
    PredicateModel,
    fit_predicates,
    learned,
    mark_words,
)
from stanceshift.labels.theme_evidence import ParagraphText
from stanceshift.labels.theme_reader import CodedThemes
from stanceshift.labels.training_data import checked_lines
from stanceshift.settings import Settings

FOLDER = "paragraphs"
"""Folder of the coded paragraphs inside that of the training sentences."""
PARTS = 2
"""Parts into which documents are shared out, so that predicates are found by a model that has not seen them."""


class CodedPosition(BaseModel):
    """A position as the coder marked it; ``start`` and ``end`` count characters of the paragraph."""

    model_config = ConfigDict(extra="forbid")

    verb: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int
    act: str
    direction: Literal["for", "against", "none"]
    force: Literal[0, 1, 2]
    holder: str = Field(min_length=1)
    theme: str


class CodedParagraph(BaseModel):
    """One line of a file of coded paragraphs."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[\w-]+#\d+$")
    document: str = Field(min_length=1)
    lang: Literal["en", "fr", "ja"]
    text: str = Field(min_length=1)
    themes: list[str] = Field(min_length=1)
    stance: Literal["critical", "supportive", "mixed", "neutral"]
    positions: list[CodedPosition]
    translation_of: str | None = None
    """Id of the paragraph, coded in another language, that this one translates; it has that one's codes."""

    @property
    def group(self) -> str:
        """What may not be divided between learning and judging: the document, or that of which it is a translation."""
        return (self.translation_of or self.id).split("#")[0]


def load_paragraphs(folder: str | Path, codebook: Codebook) -> list[CodedParagraph]:
    """Return the coded paragraphs of all ``*.jsonl`` files of ``folder``, by file name and line.

    Raises
    ------
    StanceshiftError
        Where there is none; naming file and line, for a missing or unknown field or value, a theme or act that the codebook does not have, a
        verb that is not at its place, a repeated id or text, or a translation of an unknown paragraph.
    """
    paragraphs: list[CodedParagraph] = []
    seen: dict[str, str] = {}
    translated: list[tuple[Path, str, str]] = []
    for path in sorted(Path(folder).glob("*.jsonl")):
        for where, paragraph in checked_lines(path, CodedParagraph):
            problem = _problem(paragraph, codebook)
            if paragraph.translation_of is not None:
                translated.append((path, where, paragraph.translation_of))
            for key in (paragraph.id, normalised(paragraph.text)):
                if key in seen:
                    problem = problem or f"id or text already used at {seen[key]}"
                seen[key] = f"{path.name} {where}"
            if problem:
                raise StanceshiftError(problem, file=path, where=where, fix="mend the line")
            paragraphs.append(paragraph)
    for path, where, original in translated:
        if original not in seen:
            raise StanceshiftError(
                f"translation of the unknown paragraph {original!r}", file=path, where=where, fix="mend the line"
            )
    if not paragraphs:
        raise StanceshiftError("no coded paragraph found", file=folder, fix="put *.jsonl files there")
    return paragraphs


def _problem(paragraph: CodedParagraph, codebook: Codebook) -> str:
    themes = [*paragraph.themes, *(position.theme for position in paragraph.positions)]
    unknown = [theme for theme in themes if theme not in codebook.theme_ids]
    unknown += [position.act for position in paragraph.positions if position.act not in codebook.act_ids]
    if unknown:
        return f"{unknown[0]!r} is no theme or act of the codebook"
    if len(set(paragraph.themes)) < len(paragraph.themes):
        return "a theme is listed twice"
    for position in paragraph.positions:
        if paragraph.text[position.start : position.end] != position.verb:
            return f"verb {position.verb!r} is not at {position.start}-{position.end} of the text"
    return ""


class ReadParagraph:
    """A coded paragraph as the labeller reads it: its sentences and clauses, with what the coder said of each."""

    def __init__(self, coded: CodedParagraph, extractor: AnyExtractor) -> None:
        self.coded = coded
        self.document = coded.group
        self.spans = split_sentences(coded.text, coded.lang)
        self.sentences = [coded.text[start:end] for start, end in self.spans]
        context = Context()
        context.third = not extractor.speaks_jointly(" ".join(self.sentences))
        self.clauses = find_clauses(self.sentences, extractor, context)
        self.sentence_themes = [
            list(dict.fromkeys(p.theme for p in coded.positions if start <= p.start < end)) for start, end in self.spans
        ]
        starts = [start for start, _ in self.spans]
        self.clause_positions = [_match(clause, starts[clause.sentence], coded.positions) for clause in self.clauses]

    @property
    def text(self) -> ParagraphText:
        """What is scored of the paragraph."""
        clauses = [clause.text for clause in self.clauses]
        return ParagraphText(self.coded.lang, self.sentences, clauses, [clause.sentence for clause in self.clauses])

    @property
    def themes(self) -> CodedThemes:
        """What the coder said of the paragraph and of the clauses found in it."""
        return CodedThemes(self.coded.themes, [p.theme if p else "" for p in self.clause_positions])


def _match(clause: Clause, offset: int, positions: list[CodedPosition]) -> CodedPosition | None:
    """Return the coded position that shares most characters with the verb of a clause, None where none does."""
    start, end = offset + clause.found.start, offset + clause.found.end
    shared = [(min(end, p.end) - max(start, p.start), -n) for n, p in enumerate(positions)]
    length, number = max(shared, default=(0, 0))
    return positions[-number] if length > 0 else None


def marked_sentences(paragraph: CodedParagraph) -> list[CodedSentence]:
    """Return the sentences of a coded paragraph with the places of the verbs marked in them."""
    return [
        CodedSentence(
            paragraph.text[start:end],
            [(p.start - start, p.end - start) for p in paragraph.positions if start <= p.start < end],
        )
        for start, end in split_sentences(paragraph.text, paragraph.lang)
    ]


def shared_out(documents: Iterable[str], parts: int) -> dict[str, int]:
    """Return the part, from 0, to which each document belongs."""
    return {document: number % parts for number, document in enumerate(sorted(set(documents)))}


def read_paragraphs(
    paragraphs: Sequence[CodedParagraph], grammars: Mapping[str, AnyExtractor], settings: Settings
) -> tuple[list[ReadParagraph], dict[str, PredicateModel]]:
    """Return the coded paragraphs as the labeller reads them, in order, and what it has learned of predicates.

    The predicates of each paragraph are found by a model that has seen neither it nor its document (they are shared out
    to `PARTS` parts); the models returned, one for each language whose grammar can be mended, have seen all.
    """
    part_of = shared_out([paragraph.group for paragraph in paragraphs], PARTS)
    own = {language: [p for p in paragraphs if p.lang == language] for language in grammars}
    able = {tag: grammar for tag, grammar in grammars.items() if isinstance(grammar, Extractor) and own[tag]}
    marked = {language: mark_words([marked_sentences(p) for p in own[language]], able[language]) for language in able}
    fits: list[tuple[str, int | None]] = [(language, part) for language in able for part in [*range(PARTS), None]]

    def fit(language: str, left_out: int | None) -> PredicateModel | None:
        seen = [number for number, p in enumerate(own[language]) if part_of[p.group] != left_out]
        if not any(own[language][number].positions for number in seen):
            return None
        return fit_predicates(marked[language], seen, c=settings.train.predicate_c)

    fitted = Parallel(n_jobs=-1, prefer="threads")(delayed(fit)(*case) for case in fits)
    models: dict[int | None, dict[str, PredicateModel]] = {}
    for (language, part), model in zip(fits, fitted, strict=True):
        if model is not None:
            models.setdefault(part, {})[language] = model
    extractors = {part: learned(grammars, found, settings.label) for part, found in models.items()}
    read = [ReadParagraph(p, extractors.get(part_of[p.group], {}).get(p.lang, grammars[p.lang])) for p in paragraphs]
    return read, models.get(None, {})


def positions_f1(paragraphs: Sequence[ReadParagraph]) -> float:
    """Return the F1 of the positions found against those coded (overlapping verbs), 0 to 1; reported speech left out."""
    found = sum(not clause.found.reported for paragraph in paragraphs for clause in paragraph.clauses)
    wanted = sum(len(paragraph.coded.positions) for paragraph in paragraphs)
    hits = sum(
        len({id(position) for position in paragraph.clause_positions if position is not None})
        for paragraph in paragraphs
    )
    return round(2 * hits / max(1, found + wanted), 4)


def coded_sentences(paragraphs: list[ReadParagraph]) -> pd.DataFrame:
    """Return the sentences in which the coder marked a position: columns id, document, text, lang, themes."""
    rows: list[dict[str, Any]] = [
        {
            "id": f"{paragraph.coded.id}.{number}",
            "document": paragraph.document,
            "text": text,
            "lang": paragraph.coded.lang,
            "themes": themes,
        }
        for paragraph in paragraphs
        for number, (text, themes) in enumerate(zip(paragraph.sentences, paragraph.sentence_themes, strict=True), 1)
        if themes
    ]
    return pd.DataFrame(rows, columns=["id", "document", "text", "lang", "themes"])


def coded_clauses(paragraphs: list[ReadParagraph]) -> pd.DataFrame:
    """Return the clauses that carry a coded position: columns id, document, text, lang, themes, act, direction."""
    rows: list[dict[str, Any]] = [
        {
            "id": f"{paragraph.coded.id}.{number}",
            "document": paragraph.document,
            "text": clause.text,
            "lang": paragraph.coded.lang,
            "themes": [position.theme],
            "act": position.act,
            "direction": position.direction,
        }
        for paragraph in paragraphs
        for number, (clause, position) in enumerate(zip(paragraph.clauses, paragraph.clause_positions, strict=True), 1)
        if position is not None
    ]
    return pd.DataFrame(rows, columns=["id", "document", "text", "lang", "themes", "act", "direction"])
