"""Brings the encoder of the labels to the comparison: vectors for positions in different languages, loaded when needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stanceshift.labels.encoders import Encoder, make_encoder
from stanceshift.shifts.align import Embed


def embedder(spec: str, cache: Path | None = None) -> Embed | None:
    """Return a function from texts and their language to unit vectors, None where ``spec`` is "none".

    Parameters
    ----------
    spec:
        ``label.encoder`` of params.yaml; the encoder is loaded at the first call, so that a corpus whose series each keep
        one language never pays for it.
    cache:
        Folder in which vectors are kept.
    """
    if spec == "none":
        return None
    loaded: list[Encoder] = []

    def embed(texts: Sequence[str], language: str) -> np.ndarray:
        if not loaded:
            loaded.append(make_encoder(spec, cache=cache))
        return loaded[0].encode(texts, [language] * len(texts))

    return embed
