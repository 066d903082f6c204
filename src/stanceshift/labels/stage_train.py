"""Stage train: fits the theme and act models to the project's own sentences, with their held-out figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from stanceshift.corpus.schemas import Sentences
from stanceshift.files import sha256_of, write_json
from stanceshift.frames import read_table
from stanceshift.labels.act_models import ActModel, act_classes, train_linear_acts
from stanceshift.labels.codebook import CODEBOOK, Codebook, load_codebook
from stanceshift.labels.confidence import LexiconConfidence
from stanceshift.labels.encoders import Encoder, make_encoder
from stanceshift.labels.examples import Examples, gather_examples
from stanceshift.labels.heads import expected_calibration_error
from stanceshift.labels.labeller import make_extractors
from stanceshift.labels.model_store import MODEL, Models, keep_data, load_models, save_models
from stanceshift.labels.reader_training import blind_evidence, heard_by, held_out_reading, plain, weighed
from stanceshift.labels.stance import load_stance_rule
from stanceshift.labels.stance_training import train_stance
from stanceshift.labels.theme_evidence import ThemeKinds
from stanceshift.labels.theme_model import System, TrainedThemes, theme_targets, train_themes
from stanceshift.labels.theme_reader import ThemeReader
from stanceshift.labels.theme_rules import load_theme_rules
from stanceshift.labels.training_data import TRAINING
from stanceshift.labels.training_paragraphs import positions_f1
from stanceshift.settings import Settings, Train, load_settings

if TYPE_CHECKING:
    from stanceshift.labels.finetune import Finetuned

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
    examples: Examples, codebook: Codebook, themes: TrainedThemes, settings: Train
) -> tuple[ActModel, dict[str, Any]]:
    """Return the act model, taught by the training sentences and the coded clauses, and its figures on the former."""
    n = examples.n_training
    rows = pd.concat([examples.sentences[:n], examples.clauses], ignore_index=True)
    fold_of = np.concatenate([examples.fold_of()[:n], examples.clauses["fold"].to_numpy(dtype=int)])
    folds = [(np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)) for fold in range(len(examples.folds))]
    model, held_out = train_linear_acts(
        rows,
        codebook.act_ids,
        themes.model.encoder,
        themes.model.parts.means,
        themes.model.parts.words,
        folds,
        vector_alpha=settings.vector_alpha,
        word_alpha=settings.word_alpha,
    )
    figures = act_metrics(rows[:n], codebook.act_ids, held_out[:n])
    true = act_classes(rows[n:], codebook.act_ids)
    figures["accuracy_on_coded_clauses"] = round(float((held_out[n:].argmax(axis=1) == true).mean()), 4)
    return model, figures


def _finetuned(
    examples: Examples, codebook: Codebook, settings: Settings, out: Path
) -> tuple[Finetuned, dict[str, Any]]:
    """Return the encoder fine-tuned on all folds but the first, saved in ``out``, and the figures of its acts there."""
    from stanceshift.labels.finetune import save_finetuned, train_finetuned

    base, held_out = settings.label.finetune_base, examples.folds[0][1]
    taught = examples.with_clauses(left_out=0)
    model, tensors = train_finetuned(taught, codebook.act_ids, codebook.theme_ids, held_out, settings.train, base)
    save_finetuned(model, tensors, base, out)
    rows = examples.sentences.iloc[held_out[held_out < examples.n_training]].reset_index(drop=True)
    figures = act_metrics(rows, codebook.act_ids, model.predict(rows["text"].tolist(), []))
    return model, figures | {"n_held_out": len(rows)}


def _readers(
    examples: Examples, themes: TrainedThemes, kinds: ThemeKinds, acts: ActModel | None, settings: Settings
) -> tuple[dict[System, ThemeReader], dict[str, Any]]:
    """Return a reader for each system, and the figures of that of the full system on documents it has not seen.

    Where an encoder was fine-tuned, the full system weighs it on the paragraphs of the fold that it has not seen.
    """
    evidence = blind_evidence(examples, themes.blind)
    options, threshold = settings.train, settings.label.theme_threshold
    fit = plain(themes.model.theme_ids, kinds, options.reader_c)
    readers = {system: fit(pairs) for system, pairs in evidence.items()}
    if settings.label.act_model != "finetuned":
        return readers, held_out_reading(evidence["full"], fit, threshold=threshold)
    n = int((examples.paragraph_folds == 0).sum())
    own, rest = heard_by(cast("Finetuned", acts), evidence["full"][:n]), evidence["full"][n:]
    second = weighed(fit(rest), options.second_c)
    readers["full"] = second(own).on(readers["full"])
    return readers, held_out_reading(own, second, threshold=threshold)


def _zero_shot(codebook: Codebook, settings: Settings) -> tuple[ActModel, dict[str, Any]]:
    """Return the zero-shot act model and what `model.json` keeps of it."""
    from stanceshift.labels.nli import ZeroShotActs, hypotheses

    asked = hypotheses(codebook)
    info = {"nli_model": settings.label.nli_model, "hypotheses": asked}
    return ZeroShotActs(settings.label.nli_model, codebook.act_ids, asked), info


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
    rules = load_theme_rules(codebook_folder)
    kinds = ThemeKinds.of(codebook.theme_ids, **rules.model_dump(exclude={"version", "speakers"}))
    encoder = encoder or make_encoder(settings.label.encoder, cache=cache)
    evaluation = read_table(Path(ingest) / "sentences.parquet", Sentences)
    extractors = make_extractors()
    examples = gather_examples(training_folder, codebook, encoder, extractors, evaluation, settings)
    themes = train_themes(
        examples.sentences,
        codebook,
        encoder,
        examples.folds,
        rules.speakers,
        vector_alpha=settings.train.vector_alpha,
        word_alpha=settings.train.word_alpha,
    )
    target, n = Path(out), examples.n_training
    target.mkdir(parents=True, exist_ok=True)
    acts: ActModel | None = None
    act_figures: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    if settings.label.act_model == "linear":
        acts, act_figures = _linear_acts(examples, codebook, themes, settings.train)
    elif settings.label.act_model == "finetuned":
        acts, act_figures = _finetuned(examples, codebook, settings, target)
    elif settings.label.act_model == "nli":
        acts, extra = _zero_shot(codebook, settings)
    info = {
        **extra,
        "encoder": settings.label.encoder,
        "encoder_version": encoder.version,
        "label": settings.label.model_dump(),
        "codebook_version": codebook.version,
        "n_training_sentences": examples.figures["n_training_sentences"],
        "n_coded_paragraphs": examples.figures["n_coded_paragraphs"],
        "sha256": {
            path.relative_to(folder).as_posix(): sha256_of(path)
            for folder, pattern in ((training_folder, "**/*.jsonl"), (codebook_folder, "*.yaml"))
            for path in sorted(Path(folder).glob(pattern))
        },
    }
    stance, stance_accuracy = train_stance(
        examples.paragraphs,
        load_stance_rule(Path(codebook_folder).parent),
        codebook.theme_ids,
        codebook.act_ids,
        c=settings.train.stance_c,
    )
    readers, read = _readers(examples, themes, kinds, acts, settings)
    save_models(target, themes.model, readers, acts, examples.predicates, stance, info)
    keep_data(target, codebook_folder, LEXICON)
    training = examples.sentences[:n]
    LexiconConfidence.measure(training, extractors, examples.paragraphs).save(target)
    figures = {
        **examples.figures,
        "encoder": settings.label.encoder,
        "act_model": settings.label.act_model,
        "themes": theme_metrics(training, codebook.theme_ids, themes.held_out[:n], settings.label.theme_threshold),
        "coded_paragraphs": {
            **read,
            "stance_accuracy": stance_accuracy,
            "positions_f1": positions_f1(examples.paragraphs),
            "positions_f1_by_language": {
                tag: positions_f1([p for p in examples.paragraphs if p.coded.lang == tag])
                for tag in sorted({p.coded.lang for p in examples.paragraphs})
            },
        },
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
