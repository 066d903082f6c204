"""Stage train: fits the theme and act models to the project's own sentences, with their held-out figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from stanceshift.corpus.schemas import Sentences
from stanceshift.files import sha256_of, write_json
from stanceshift.frames import read_table
from stanceshift.labels.act_models import ActModel, act_classes, train_linear_acts
from stanceshift.labels.codebook import CODEBOOK, Codebook, load_codebook
from stanceshift.labels.confidence import LexiconConfidence
from stanceshift.labels.encoders import Encoder, centred, language_means, make_encoder
from stanceshift.labels.heads import Folds, expected_calibration_error, grouped_folds, near_duplicate_groups
from stanceshift.labels.labeller import make_extractors
from stanceshift.labels.model_store import MODEL, Models, keep_data, load_models, save_models
from stanceshift.labels.theme_model import ThemeModel, theme_targets, train_themes
from stanceshift.labels.training_data import (
    TRAINING,
    apart,
    check_separation,
    closest_pairs,
    codebook_sentences,
    language_counts,
    load_training,
)
from stanceshift.settings import Settings, Train, load_settings

if TYPE_CHECKING:
    from stanceshift.labels.theme_finetuned import FinetunedThemes

__all__ = ["Models", "load_models", "main", "train"]

METRICS = Path("reports/metrics/train.json")
INGEST = Path("build/ingest")
LEXICON = Path("data/lexicon")
CACHE = Path("build/cache")


def act_metrics(training: pd.DataFrame, act_ids: tuple[str, ...], held_out: np.ndarray) -> dict[str, Any]:
    """Return the held-out figures of an act model: macro F1 (all, a language, without stock verbs), F1 an act, ECE."""
    true, found = act_classes(training, act_ids), held_out.argmax(axis=1)
    labels = list(range(len(act_ids)))

    def macro(rows: np.ndarray) -> float:
        return round(float(f1_score(true[rows], found[rows], labels=labels, average="macro", zero_division=0)), 4)

    languages = training["lang"].to_numpy()
    return {
        "macro_f1": macro(np.full(len(true), True)),
        "macro_f1_by_language": {tag: macro(languages == tag) for tag in sorted(set(languages))},
        "macro_f1_without_stock_verb": macro(~training["stock_verb"].to_numpy(dtype=bool)),
        "expected_calibration_error": round(expected_calibration_error(held_out.max(axis=1), true == found), 4),
    }


def theme_metrics(
    training: pd.DataFrame, theme_ids: tuple[str, ...], held_out: np.ndarray, threshold: float
) -> dict[str, Any]:
    """Return the held-out figures of the theme model on single sentences, themes taken from ``threshold`` up."""
    true, found = theme_targets(training, theme_ids) > 0, held_out >= threshold
    languages = training["lang"].to_numpy()

    def score(rows: np.ndarray, average: str) -> float:
        return round(float(f1_score(true[rows], found[rows], average=average, zero_division=0)), 4)

    everything = np.full(len(true), True)
    return {
        "threshold": threshold,
        "micro_f1": score(everything, "micro"),
        "macro_f1": score(everything, "macro"),
        "micro_f1_by_language": {tag: score(languages == tag, "micro") for tag in sorted(set(languages))},
        "best_theme_right": round(float(true[np.arange(len(true)), held_out.argmax(axis=1)].mean()), 4),
        "expected_calibration_error": round(expected_calibration_error(held_out.ravel(), true.ravel()), 4),
    }


def _linear_acts(
    training: pd.DataFrame, codebook: Codebook, themes: ThemeModel, folds: Folds, settings: Train
) -> tuple[ActModel, dict[str, Any]]:
    model, held_out = train_linear_acts(
        training,
        codebook.act_ids,
        themes.encoder,
        themes.parts.means,
        themes.parts.words,
        folds,
        vector_alpha=settings.vector_alpha,
        word_alpha=settings.word_alpha,
    )
    return model, act_metrics(training, codebook.act_ids, held_out)


def _finetuned(
    examples: pd.DataFrame,
    codebook: Codebook,
    themes: ThemeModel,
    theme_scores: np.ndarray,
    held_out: np.ndarray,
    settings: Settings,
    out: Path,
) -> tuple[ActModel, FinetunedThemes, np.ndarray, dict[str, Any]]:
    """Return act model, theme model that heeds it, its scores of the held-out rows, and the figures of the acts."""
    from stanceshift.labels.finetune import save_finetuned, train_finetuned
    from stanceshift.labels.theme_finetuned import weigh

    base = settings.label.finetune_base
    model, tensors = train_finetuned(examples, codebook.act_ids, codebook.theme_ids, held_out, settings.train, base)
    save_finetuned(model, tensors, base, out)
    rows = examples.iloc[held_out].reset_index(drop=True)
    texts = rows["text"].tolist()
    targets, scores = theme_targets(rows, codebook.theme_ids), theme_scores[held_out]
    halves = np.arange(len(rows)) % 2
    judged = np.zeros(scores.shape)
    for half in (0, 1):
        fitted = np.flatnonzero(halves != half)
        other = weigh(themes, model, scores[fitted], [texts[row] for row in fitted], targets[fitted])
        judged[halves == half] = other.weighed(scores, texts)[halves == half]
    own = rows["act"].notna().to_numpy()
    acts = model.predict([text for text, has in zip(texts, own, strict=True) if has], [])
    figures = act_metrics(rows[own].reset_index(drop=True), codebook.act_ids, acts) | {"n_held_out": int(own.sum())}
    return model, weigh(themes, model, scores, texts, targets), judged, figures


def _zero_shot(codebook: Codebook, settings: Settings) -> tuple[ActModel, dict[str, Any]]:
    """Return the zero-shot act model and what `model.json` keeps of it."""
    from stanceshift.labels.nli import ZeroShotActs, hypotheses

    asked = hypotheses(codebook)
    info = {"nli_model": settings.label.nli_model, "hypotheses": asked}
    return ZeroShotActs(settings.label.nli_model, codebook.act_ids, asked), info


def _means(sentences: pd.DataFrame, encoder: Encoder) -> dict[str, np.ndarray]:
    """Return the mean vector a language of sentences with columns text, lang; empty without an encoder."""
    languages = sentences["lang"].tolist()
    vectors = encoder.encode(sentences["text"].tolist(), languages)
    return language_means(vectors, languages) if vectors.shape[1] else {}


def train(
    settings: Settings,
    *,
    codebook_folder: str | Path = CODEBOOK,
    training_folder: str | Path = TRAINING,
    ingest: str | Path = INGEST,
    out: str | Path = MODEL,
    metrics: str | Path = METRICS,
    cache: Path | None = CACHE,
    encoder: Encoder | None = None,
) -> dict[str, Any]:
    """Train what ``settings.label`` asks for; write the models to ``out`` and the held-out figures to ``metrics``.

    Returns
    -------
    dict
        What stands in ``metrics``: counts, closest pair to an evaluation text, held-out figures of themes and acts.

    Raises
    ------
    StanceshiftError
        For faulty data, a training sentence too like an evaluation text, or a model that is missing.
    """
    codebook = load_codebook(codebook_folder)
    training = load_training(training_folder, codebook)
    encoder = encoder or make_encoder(settings.label.encoder, cache=cache)
    evaluation = read_table(Path(ingest) / "sentences.parquet", Sentences)
    limit, from_codebook = settings.train.max_similarity, codebook_sentences(codebook)
    means = _means(training, encoder)
    pairs = closest_pairs(training, evaluation, encoder, means)
    check_separation(pairs, limit, training_folder)
    kept = apart(from_codebook, closest_pairs(from_codebook, evaluation, encoder, means), limit)
    examples = pd.concat([training, kept], ignore_index=True)
    texts, languages = examples["text"].tolist(), examples["lang"].tolist()
    raw, means = encoder.encode(texts, languages), _means(examples, encoder)
    groups = near_duplicate_groups(texts, centred(raw, languages, means))
    folds = grouped_folds(groups, settings.train.calibration_folds, settings.train.seed)
    themes, theme_scores = train_themes(
        examples,
        codebook,
        encoder,
        folds,
        vector_alpha=settings.train.vector_alpha,
        word_alpha=settings.train.word_alpha,
    )
    target, n = Path(out), len(training)
    target.mkdir(parents=True, exist_ok=True)
    judged = np.arange(n)
    acts: ActModel | None = None
    act_figures: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    if settings.label.act_model == "linear":
        own_folds = [(train[train < n], test[test < n]) for train, test in folds]
        acts, act_figures = _linear_acts(training, codebook, themes, own_folds, settings.train)
    elif settings.label.act_model == "finetuned":
        held_out = folds[0][1]
        acts, weighed, scores, act_figures = _finetuned(
            examples, codebook, themes, theme_scores, held_out, settings, target
        )
        theme_scores[held_out], judged = scores, held_out[held_out < n]
        extra = {"theme_weights": weighed.weights, "theme_intercept": weighed.intercept}
    elif settings.label.act_model == "nli":
        acts, extra = _zero_shot(codebook, settings)
    info = {
        **extra,
        "encoder": settings.label.encoder,
        "encoder_version": encoder.version,
        "label": settings.label.model_dump(),
        "codebook_version": codebook.version,
        "n_training_sentences": language_counts(training),
        "sha256": {
            path.name: sha256_of(path)
            for folder, pattern in ((training_folder, "*.jsonl"), (codebook_folder, "*.yaml"))
            for path in sorted(Path(folder).glob(pattern))
        },
    }
    save_models(target, themes, acts, info)
    keep_data(target, codebook_folder, LEXICON)
    LexiconConfidence.measure(training, make_extractors()).save(target)
    figures = {
        "n_training_sentences": language_counts(training),
        "n_codebook_sentences": len(kept),
        "n_codebook_sentences_too_like_evaluation": len(from_codebook) - len(kept),
        "closest_to_evaluation": round(float(pairs["similarity"].iloc[0]), 4),
        "encoder": settings.label.encoder,
        "act_model": settings.label.act_model,
        "themes": theme_metrics(
            training.iloc[judged].reset_index(drop=True),
            codebook.theme_ids,
            theme_scores[judged],
            settings.label.theme_threshold,
        ),
        "acts": act_figures,
    }
    write_json(metrics, figures)
    return figures


def main() -> None:
    """Run the stage with `params.yaml`."""
    figures = train(load_settings())
    print(f"themes micro F1 {figures['themes']['micro_f1']}, acts macro F1 {figures['acts'].get('macro_f1', 'n/a')}")


if __name__ == "__main__":
    main()
