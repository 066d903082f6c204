"""Small codebooks, encoders and transformers models for tests, made on the spot."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from stanceshift.files import write_jsonl
from stanceshift.labels.encoders import unit_rows
from stanceshift.labels.schemas import ACTS

THEMES = {
    "cyber": ("cyber*", "cyber*", "サイバー"),
    "climate": ("climate", "climat", "気候"),
    "other": ("sport", "sport", "文化"),
}
LANGUAGES = ("en", "fr", "ja")
TEMPLATES = {
    "en": "They {act} the {word} file {number}.",
    "fr": "Ils {act} le dossier {word} {number}.",
    "ja": "{act}する {word} {number}。",
}


def codebook_values() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the contents of a tiny themes.yaml and acts.yaml."""
    themes = []
    for order, (theme, cues) in enumerate(THEMES.items(), 1):
        themes.append(
            {
                "id": theme,
                "group": "all",
                "order": order,
                "label": dict.fromkeys(LANGUAGES, theme),
                "definition": {tag: f"what is about {cue}" for tag, cue in zip(LANGUAGES, cues, strict=True)},
                "examples": {
                    tag: [f"This speaks of {cue.rstrip('*')} matters."]
                    for tag, cue in zip(LANGUAGES, cues, strict=True)
                },
                "cues": {tag: [{"cue": cue, "weight": 2}] for tag, cue in zip(LANGUAGES, cues, strict=True)},
            }
        )
    acts = [
        {
            "id": act,
            "rung": 1,
            "direction": "for",
            "family": "any",
            "label": dict.fromkeys(LANGUAGES, act),
            "definition": dict.fromkeys(LANGUAGES, act),
            "hypothesis": {"en": f"The speakers {act}.", "fr": f"Les auteurs {act}."},
        }
        for act in ACTS
    ]
    groups = [{"id": "all", "label": dict.fromkeys(LANGUAGES, "all")}]
    return {"version": "9", "groups": groups, "themes": themes}, {"version": "9", "acts": acts}


def write_codebook(folder: Path) -> Path:
    """Write the tiny codebook to ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in zip(("themes", "acts"), codebook_values(), strict=True):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    rules = {
        "version": "9",
        "background": ["other"],
        "named": ["climate"],
        "always": ["climate"],
        "principle": [],
        "area": [],
        "speakers": {"names": {"en": ["Atlantis"]}, "instead": {"en": "the partner"}},
    }
    (folder / "theme_rules.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    stance = {"version": "9", "criticised": {"cyber": "spies"}, "praising": ["welcome"], "offer": "open to talks"}
    (folder / "stance.yaml").write_text(yaml.safe_dump(stance), encoding="utf-8")
    return folder


def training_rows() -> list[dict[str, Any]]:
    """Return 156 training sentences: every act and theme in every language, act and theme named by one word each."""
    rows = []
    for tag, column in (("en", 0), ("fr", 1), ("ja", 2)):
        for number, act in enumerate(ACTS):
            for turn in range(4):
                theme = list(THEMES)[(number + turn) % 3]
                word = THEMES[theme][column].rstrip("*")
                text = TEMPLATES[tag].format(act=act, word=word, number=f"{number}{turn}")
                rows.append(
                    {
                        "id": f"{tag}-{number}-{turn}",
                        "lang": tag,
                        "register": "resolution",
                        "themes": [theme],
                        "act": act,
                        "direction": "for",
                        "force": 1,
                        "holder": "joint",
                        "stock_verb": turn % 2 == 0,
                        "text": text,
                    }
                )
    return rows


def coded_rows() -> list[dict[str, Any]]:
    """Return 72 coded paragraphs of two sentences in 12 documents; the first sentence names the main theme."""
    rows = []
    for document in range(12):
        tag = LANGUAGES[document % 3]
        for number in range(1, 7):
            themes = [list(THEMES)[(document // 3 + number + turn * (number % 2)) % 3] for turn in (0, 1)]
            text, positions = "", []
            for turn, theme in enumerate(themes):
                act = ACTS[(12 * document + 2 * number + turn) % len(ACTS)]
                word = THEMES[theme][LANGUAGES.index(tag)].rstrip("*")
                start = len(text) + TEMPLATES[tag].index("{act}")
                text += TEMPLATES[tag].format(act=act, word=word, number=f"p{document}{number}{turn}") + " "
                positions.append(
                    {
                        "verb": act,
                        "start": start,
                        "end": start + len(act),
                        "act": act,
                        "direction": "for",
                        "force": 1,
                        "holder": "joint",
                        "theme": theme,
                    }
                )
            rows.append(
                {
                    "id": f"{tag}-{document:02d}#{number}",
                    "document": f"Document {document}",
                    "lang": tag,
                    "text": text.strip(),
                    "themes": list(dict.fromkeys(themes)),
                    "stance": "mixed",
                    "positions": positions,
                }
            )
    return rows


def write_training(folder: Path, rows: Sequence[dict[str, Any]] | None = None) -> Path:
    """Write the training sentences and the coded paragraphs as one file a language and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for tag in LANGUAGES:
        chosen = [row for row in (rows if rows is not None else training_rows()) if row["lang"] == tag]
        write_jsonl(folder / f"{tag}.jsonl", chosen)
        (folder / "paragraphs").mkdir(exist_ok=True)
        write_jsonl(folder / "paragraphs" / f"{tag}.jsonl", [row for row in coded_rows() if row["lang"] == tag])
    return folder


class LetterEncoder:
    """An encoder of 64 dimensions: how often each letter pair occurs, by hash."""

    name, version, dim = "letters", "1", 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the counts, rows of length 1."""
        self.asked += texts
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for start in range(len(text) - 1):
                row[hashlib.md5(text[start : start + 2].encode()).digest()[0] % self.dim] += 1
        return unit_rows(rows)


def write_transformer(folder: Path, *, labels: Sequence[str] = ()) -> Path:
    """Write a random two-layer BERT with a word tokenizer; with ``labels``, one that classifies text pairs."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast

    words = sorted({word for row in training_rows() for word in row["text"].replace(".", " .").split()})
    vocabulary = {
        word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "Les", "auteurs", *words])
    }
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        pad_token_id=0,
        initializer_range=0.5,
    )
    if labels:
        config.num_labels = len(labels)
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: number for number, label in enumerate(labels)}
        BertForSequenceClassification(config).save_pretrained(folder)
    else:
        BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder
