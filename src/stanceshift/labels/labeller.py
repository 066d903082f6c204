"""Labels paragraphs: positions by lexicon and grammar, a model where no cue speaks, themes, stance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stanceshift.corpus.sentences import ABBREVIATIONS, split_sentences
from stanceshift.errors import StanceshiftError
from stanceshift.labels.attributes import USUAL
from stanceshift.labels.clauses import Clause, find_clauses
from stanceshift.labels.codebook import Codebook, load_codebook
from stanceshift.labels.confidence import LexiconConfidence
from stanceshift.labels.extract import Extractor
from stanceshift.labels.extract_ja import JapaneseExtractor, load_japanese
from stanceshift.labels.found import Context, Found
from stanceshift.labels.holders import JOINT, load_holders
from stanceshift.labels.home import data_folder, model_folder
from stanceshift.labels.label_rows import Draft, Labels, label_frames
from stanceshift.labels.lexicon import load_lexicon
from stanceshift.labels.model_store import Models, load_models
from stanceshift.labels.predicates import AnyExtractor, learned
from stanceshift.labels.stance import StanceRule, load_stance_rule
from stanceshift.labels.theme_evidence import ParagraphText, gather
from stanceshift.labels.theme_model import System
from stanceshift.labels.theme_reader import ReadThemes
from stanceshift.settings import Label


def make_extractors(data_dir: str | Path = "data") -> dict[str, AnyExtractor]:
    """Return the rule-based extractor of each language."""
    holders = load_holders(data_dir)
    extractors: dict[str, AnyExtractor] = {
        language: Extractor(load_lexicon(language, data_dir), holders) for language in ("fr", "en")
    }
    extractors["ja"] = JapaneseExtractor(load_japanese(data_dir), holders)
    return extractors


class Labeller:
    """Labels paragraphs of any text. Build it with `Labeller.load`."""

    def __init__(
        self,
        grammars: Mapping[str, AnyExtractor],
        models: Models,
        codebook: Codebook,
        rule: StanceRule,
        confidence: LexiconConfidence,
        settings: Label,
        abbreviations: Path = ABBREVIATIONS,
    ) -> None:
        self.models, self.codebook, self.rule, self.confidence, self.settings = (
            models,
            codebook,
            rule,
            confidence,
            settings,
        )
        self.grammars, self.extractors = grammars, learned(grammars, models.predicates, settings)
        self.abbreviations = abbreviations

    @classmethod
    def load(
        cls,
        model_dir: str | Path | None = None,
        settings: Label | None = None,
        data_dir: str | Path | None = None,
    ) -> Labeller:
        """Return a labeller with the trained state of ``model_dir``; raises `StanceshiftError` saying what to run.

        Where a folder is not given it is looked for as `home` says; where ``settings`` are not, they are those of
        training.
        """
        model = model_folder(model_dir)
        models = load_models(model)
        data = data_folder(data_dir, model)
        return cls(
            make_extractors(data),
            models,
            load_codebook(data / "codebook"),
            load_stance_rule(data, models.stance),
            LexiconConfidence.load(model),
            settings or Label.model_validate(models.info.get("label", {})),
            data / ABBREVIATIONS.relative_to("data"),
        )

    def label(
        self,
        paragraphs: pd.DataFrame,
        sentences: pd.DataFrame | None = None,
        parties: Mapping[str, list[str]] | None = None,
        system: System = "full",
    ) -> Labels:
        """Return the labels of ``paragraphs``.

        Parameters
        ----------
        paragraphs:
            Columns paragraph_id, document_id, text, language; heading and source_start where known.
        sentences:
            Columns of `corpus.Sentences`; made from the paragraphs where None.
        parties:
            Document id -> ISO 3166 codes of its speakers, where known.
        system:
            "full"; "lexicon" (the grammar alone finds positions, cues alone themes, no act model); or "model" (sentence vectors alone for themes, the
            act model decides every act).

        Raises
        ------
        StanceshiftError
            Where there is no paragraph, or one in a language that has no lexicon.
        """
        if paragraphs.empty:
            raise StanceshiftError("no paragraph to label", fix="look at what was read")
        unknown = sorted(set(paragraphs["language"]) - set(self.extractors))
        if unknown:
            raise StanceshiftError(
                f"no lexicon for language {unknown[0]!r}", fix=f"use one of {sorted(self.extractors)}"
            )
        table = make_sentences(paragraphs, self.abbreviations) if sentences is None else sentences
        groups: dict[Any, pd.DataFrame] = {key: group for key, group in table.groupby("paragraph_id", sort=False)}
        rows = list(paragraphs.to_dict("records"))
        texts = [list(groups[row["paragraph_id"]]["text"]) for row in rows]
        languages = [str(row["language"]) for row in rows]
        headings = [str(row.get("heading") or "") for row in rows]
        clauses = self._clauses(rows, texts, parties or {}, system)
        themes = self._themes(clauses, texts, languages, headings, system)
        drafts = self._drafts(clauses, themes, texts, languages, system)
        return label_frames(rows, groups, texts, drafts, themes, self.codebook, self.rule)

    def _clauses(
        self, rows: list[dict[Any, Any]], texts: list[list[str]], parties: Mapping[str, list[str]], system: System
    ) -> list[list[Clause]]:
        """Return the clauses of each paragraph; what a document knows of its speakers is handed on through it."""
        extractors = self.grammars if system == "lexicon" else self.extractors
        found: list[list[Clause]] = []
        contexts: dict[object, Context] = {}
        for row, sentences in zip(rows, texts, strict=True):
            document = row["document_id"]
            context = contexts.setdefault(document, Context(parties=list(parties.get(str(document), []))))
            context.holder = JOINT
            extractor = extractors[str(row["language"])]
            context.third = not context.parties and not extractor.speaks_jointly(" ".join(sentences))
            found.append(find_clauses(sentences, extractor, context))
        return found

    def _themes(
        self,
        clauses: list[list[Clause]],
        texts: list[list[str]],
        languages: list[str],
        headings: list[str],
        system: System,
    ) -> list[ReadThemes]:
        """Return the themes of each paragraph and of its clauses."""
        read = [
            ParagraphText(language, sentences, [c.text for c in own], [c.sentence for c in own], heading)
            for own, sentences, language, heading in zip(clauses, texts, languages, headings, strict=True)
        ]
        options = {"threshold": self.settings.theme_threshold, "heading_weight": self.settings.heading_weight}
        reader, listener = self.models.readers[system], self.models.listener(system)
        return [reader.read(item, **options) for item in gather(self.models.themes.using(system), read, listener)]

    def _drafts(
        self,
        clauses: list[list[Clause]],
        themes: list[ReadThemes],
        texts: list[list[str]],
        languages: list[str],
        system: System,
    ) -> list[list[Draft]]:
        """Return the positions of each paragraph with act and theme decided."""
        asked = [
            (p, n)
            for p, items in enumerate(clauses)
            for n, clause in enumerate(items)
            if system == "model" or (system == "full" and self._asks(clause.found))
        ]
        guesses = self._guess([clauses[p][n].text for p, n in asked], [languages[p] for p, _ in asked])
        guessed = dict(zip(asked, guesses, strict=True)) if guesses else {}
        return [
            [
                self._decide(clause, read.clauses[n], guessed.get((p, n)), system, languages[p])
                for n, clause in enumerate(items)
            ]
            for p, (items, read) in enumerate(zip(clauses, themes, strict=True))
        ]

    def _guess(self, clauses: list[str], languages: list[str]) -> list[tuple[str, float]]:
        """Return act and probability by the act model for clauses; empty where there is no model or clause."""
        model = self.models.acts
        if model is None or not clauses:
            return []
        probabilities = model.predict(clauses, languages)
        best = np.argmax(probabilities, axis=1)
        return [(model.act_ids[int(b)], float(row[b])) for row, b in zip(probabilities, best, strict=True)]

    def _decide(
        self, clause: Clause, theme: tuple[str, float], guess: tuple[str, float] | None, system: System, language: str
    ) -> Draft:
        """Return the position with the act of its cue, or of the model where no cue is sure and the model is."""
        item, sentence = clause.found, clause.sentence
        if guess is not None:
            act, probability = guess
            if probability >= self._needed(item, system):
                direction = item.direction if act == item.act else USUAL[act]
                return Draft(item, sentence, act, direction, "model", probability, *theme)
        act, direction = item.act or "state", item.direction if item.act else "none"
        score = self.confidence.of(language, item.cue_id, item.act, sure=item.sure)
        return Draft(item, sentence, act, direction, "lexicon", score, *theme)

    def _needed(self, item: Found, system: System) -> float:
        """Return the probability from which on the model decides an act: less where the speakers use a verb that no cue
        knows, or a cue that is often something else."""
        if system == "model":
            return self.settings.abstain_below
        if item.sure:
            return self.settings.overrule_doubted_above
        unknown = not item.act and not item.fact
        return self.settings.overrule_unknown_above if unknown else self.settings.overrule_above

    def _asks(self, item: Found) -> bool:
        """Whether the act model is asked: of a weak cue, and of one that coders often read as another act."""
        if not item.sure:
            return True
        known = self.confidence.of_cue(item.cue_id, item.act)
        return known is not None and known < self.settings.doubt_below


def make_sentences(paragraphs: pd.DataFrame, abbreviations: Path = ABBREVIATIONS) -> pd.DataFrame:
    """Return the sentences of paragraphs that come without: sentence_id, paragraph_id, document_id, index, text, language, start, end."""
    rows = []
    for row in paragraphs.to_dict("records"):
        for n, (start, end) in enumerate(split_sentences(row["text"], row["language"], abbreviations=abbreviations), 1):
            rows.append(
                {
                    "sentence_id": f"{row['paragraph_id']}.{n}",
                    "paragraph_id": row["paragraph_id"],
                    "document_id": row["document_id"],
                    "index": n,
                    "text": row["text"][start:end],
                    "language": row["language"],
                    "start": start,
                    "end": end,
                    "source_start": start,
                    "source_end": end,
                }
            )
    return pd.DataFrame(rows)
