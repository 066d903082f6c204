"""Saves and loads the trained state: safetensors and JSON in one folder, nothing that runs code on loading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_json, write_bytes, write_json
from stanceshift.labels.act_models import ActModel, LinearActs
from stanceshift.labels.codebook import LANGUAGES
from stanceshift.labels.encoders import Encoder, RecentEncoder, make_encoder
from stanceshift.labels.heads import Calibration, LinearHead, as_float32
from stanceshift.labels.predicates import PredicateModel
from stanceshift.labels.speakers import Speakers
from stanceshift.labels.stance import StanceWeights
from stanceshift.labels.theme_evidence import Listener, ThemeKinds
from stanceshift.labels.theme_finetuned import FinetunedReader
from stanceshift.labels.theme_model import SYSTEMS, System, ThemeModel, ThemeParts
from stanceshift.labels.theme_reader import ThemeReader
from stanceshift.labels.words import WordFeatures

MODEL = Path("build/model")
THEME_KINDS = ("background", "named", "always", "principle", "area")
FORMAT = 8
"""Raised when the files change in a way that older code cannot read."""

RETRAIN = "run `dvc repro train`"


@dataclass(frozen=True)
class Models:
    """The trained state: acts (None where ``label.act_model`` is "none"), themes, the readers that decide on them, one
    a system, what finds predicates beyond the grammar, one a language, what weighs stances, and the content of
    `model.json`."""

    acts: ActModel | None
    themes: ThemeModel
    readers: Mapping[System, ThemeReader]
    predicates: Mapping[str, PredicateModel]
    stance: StanceWeights
    info: dict[str, Any]

    def listener(self, system: System) -> Listener | None:
        """Return the fine-tuned encoder that the reader of ``system`` wants to hear, None where it wants none."""
        return cast("Listener", self.acts) if isinstance(self.readers[system], FinetunedReader) else None


def save_models(
    folder: str | Path,
    themes: ThemeModel,
    readers: Mapping[System, ThemeReader],
    acts: ActModel | None,
    predicates: Mapping[str, PredicateModel],
    stance: StanceWeights,
    info: Mapping[str, Any],
) -> None:
    """Write the models and ``info`` to ``folder``; `model.json` last, so that a broken write is noticed on loading.

    A fine-tuned model writes its own tensors beforehand (`finetune.save_finetuned`), a zero-shot one has
    none; what either needs besides is in ``info``.
    """
    target, parts = Path(folder), themes.parts
    (target / "model.json").unlink(missing_ok=True)
    tensors = {
        **parts.word_head.tensors("word_head"),
        **parts.vector_head.tensors("vector_head"),
        **{f"calibration.{system}.weights": weights for system, (weights, _) in parts.calibrations.items()},
        **{f"calibration.{system}.intercept": intercept for system, (_, intercept) in parts.calibrations.items()},
        **{f"means.{language}": vector for language, vector in parts.means.items()},
        **{f"descriptions.{language}": vectors for language, vectors in parts.descriptions.items()},
        **{f"words.{block}": weights for block, weights in parts.words.weights.items()},
    }
    write_bytes(target / "themes.safetensors", save_tensors(as_float32(tensors)))
    deciding: dict[str, np.ndarray] = {}
    for system, reader in readers.items():
        deciding |= reader.tensors(system)
    write_bytes(target / "readers.safetensors", save_tensors(as_float32(deciding)))
    found = {f"{tag}.{part}": getattr(m, part) for tag, m in predicates.items() for part in ("weights", "intercept")}
    write_bytes(target / "predicates.safetensors", save_tensors(as_float32(found)))
    write_json(target / "predicates.json", {tag: sorted(model.silent) for tag, model in predicates.items()})
    write_bytes(target / "stance.safetensors", save_tensors(as_float32(stance.tensors())))
    write_json(target / "words.json", parts.words.vocabularies)
    write_json(target / "cues.json", {language: [list(cue) for cue in cues] for language, cues in parts.cues.items()})
    if isinstance(acts, LinearActs):
        tensors = {
            **acts.word_head.tensors("word_head"),
            **acts.vector_head.tensors("vector_head"),
            **acts.calibration.tensors("calibration"),
        }
        write_bytes(target / "acts.safetensors", save_tensors(as_float32(tensors)))
    write_json(
        target / "model.json",
        {
            **info,
            "format": FORMAT,
            "theme_ids": list(themes.theme_ids),
            "stance_act_ids": list(stance.act_ids),
            "speakers": themes.parts.speakers.model_dump(),
            "theme_kinds": {kind: _of_kind(themes, readers, kind) for kind in THEME_KINDS},
            "act_model": acts.name if acts is not None else "none",
            "act_ids": list(acts.act_ids) if acts is not None else [],
        },
    )


def _of_kind(themes: ThemeModel, readers: Mapping[System, ThemeReader], kind: str) -> list[str]:
    flags = getattr(readers["full"].kinds, kind)
    return [theme for theme, flag in zip(themes.theme_ids, flags, strict=True) if flag]


def keep_data(folder: str | Path, codebook: str | Path, lexicon: str | Path) -> None:
    """Copy codebook and lexicons beside the models, so that the folder alone is enough to label with."""
    for name, source in (("codebook", codebook), ("lexicon", lexicon)):
        for path in sorted(Path(source).glob("*.yaml")):
            write_bytes(Path(folder) / "data" / name / path.name, path.read_bytes())


def load_models(folder: str | Path = MODEL, *, encoder: Encoder | None = None) -> Models:
    """Return the models that ``folder`` holds, with the encoder that they were trained on.

    Raises
    ------
    StanceshiftError
        Where nothing was trained, a file is broken or of another version, or the encoder is missing or another one.
    """
    source = Path(folder)
    if not (source / "model.json").is_file():
        raise StanceshiftError("no trained model here", file=source, fix=RETRAIN)
    info = read_json(source / "model.json")
    if info.get("format") != FORMAT:
        raise StanceshiftError(f"written by another version (format {info.get('format')})", file=source, fix=RETRAIN)
    encoder = encoder or RecentEncoder(make_encoder(info["encoder"]))
    if encoder.version != info["encoder_version"]:
        raise StanceshiftError(
            f"trained on version {info['encoder_version']} of the encoder {info['encoder']!r}, "
            f"installed is {encoder.version}",
            file=source / "model.json",
            fix=RETRAIN,
        )
    themes = _load_themes(source, info, encoder)
    readers = _load_readers(source, info)
    acts = _load_acts(source, info, encoder, themes)
    return Models(acts, themes, readers, _load_predicates(source), _load_stance(source, info), info)


def _tensors(path: Path) -> dict[str, np.ndarray]:
    try:
        return dict(load_tensors(path.read_bytes()))
    except (OSError, SafetensorError) as error:
        raise StanceshiftError(f"the model cannot be read: {error}", file=path, fix=RETRAIN) from error


def _load_themes(source: Path, info: Mapping[str, Any], encoder: Encoder) -> ThemeModel:
    path = source / "themes.safetensors"
    tensors = _tensors(path)
    cues, vocabularies = read_json(source / "cues.json"), read_json(source / "words.json")
    try:
        words = WordFeatures(vocabularies, {block: tensors[f"words.{block}"] for block in vocabularies})
        parts = ThemeParts(
            theme_ids=tuple(info["theme_ids"]),
            cues={
                language: [(str(c), bool(p), str(t), float(w)) for c, p, t, w in rows]
                for language, rows in cues.items()
            },
            words=words,
            speakers=Speakers(**info["speakers"]),
            word_head=LinearHead.from_tensors(tensors, "word_head"),
            vector_head=LinearHead.from_tensors(tensors, "vector_head"),
            means={name: tensors[f"means.{name}"] for name in LANGUAGES if f"means.{name}" in tensors},
            descriptions={
                name: tensors[f"descriptions.{name}"] for name in LANGUAGES if f"descriptions.{name}" in tensors
            },
            calibrations={
                system: (tensors[f"calibration.{system}.weights"], tensors[f"calibration.{system}.intercept"])
                for system in SYSTEMS
            },
        )
    except (KeyError, ValueError) as error:
        raise StanceshiftError(f"the model lacks {error}", file=path, fix=RETRAIN) from error
    return ThemeModel(encoder, parts)


def _load_readers(source: Path, info: Mapping[str, Any]) -> dict[System, ThemeReader]:
    path = source / "readers.safetensors"
    tensors, theme_ids = _tensors(path), tuple(info["theme_ids"])
    try:
        kinds = ThemeKinds.of(theme_ids, **info["theme_kinds"])
        full = FinetunedReader if info["act_model"] == "finetuned" else ThemeReader
        return {
            system: (full if system == "full" else ThemeReader).from_tensors(tensors, system, theme_ids, kinds)
            for system in SYSTEMS
        }
    except KeyError as error:
        raise StanceshiftError(f"the model lacks {error}", file=path, fix=RETRAIN) from error


def _load_predicates(source: Path) -> dict[str, PredicateModel]:
    path = source / "predicates.safetensors"
    tensors, silent = _tensors(path), read_json(source / "predicates.json")
    try:
        return {
            tag: PredicateModel(tensors[f"{tag}.weights"], tensors[f"{tag}.intercept"], frozenset(words))
            for tag, words in silent.items()
        }
    except KeyError as error:
        raise StanceshiftError(f"the model lacks {error}", file=path, fix=RETRAIN) from error


def _load_stance(source: Path, info: Mapping[str, Any]) -> StanceWeights:
    path = source / "stance.safetensors"
    try:
        return StanceWeights.from_tensors(_tensors(path), info["theme_ids"], info["stance_act_ids"])
    except KeyError as error:
        raise StanceshiftError(f"the model lacks {error}", file=path, fix=RETRAIN) from error


def _load_acts(source: Path, info: Mapping[str, Any], encoder: Encoder, themes: ThemeModel) -> ActModel | None:
    kind, act_ids = info["act_model"], tuple(info["act_ids"])
    if kind == "none":
        return None
    if kind == "finetuned":
        from stanceshift.labels.finetune import load_finetuned

        return load_finetuned(source)
    if kind == "nli":
        from stanceshift.labels.nli import ZeroShotActs

        return ZeroShotActs(info["nli_model"], act_ids, info["hypotheses"])
    path = source / "acts.safetensors"
    tensors = _tensors(path)
    try:
        return LinearActs(
            act_ids,
            encoder,
            themes.parts.means,
            themes.parts.words,
            LinearHead.from_tensors(tensors, "word_head"),
            LinearHead.from_tensors(tensors, "vector_head"),
            Calibration.from_tensors(tensors, "calibration"),
        )
    except KeyError as error:
        raise StanceshiftError(f"the model lacks {error}", file=path, fix=RETRAIN) from error
