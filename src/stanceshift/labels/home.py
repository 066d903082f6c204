"""Finds the trained state and the project's data, for commands that run outside a project too."""

from __future__ import annotations

from pathlib import Path

MODEL, DATA = Path("build/model"), Path("data")
_CHECKOUT = Path(__file__).resolve().parents[3]
"""The project's folder where the package is installed from it (``pip install -e``); else a folder without data."""


def model_folder(given: str | Path | None = None) -> Path:
    """Return the folder of the trained state: the one given, that of the working folder, or that of the checkout."""
    if given is not None:
        return Path(given)
    places = [MODEL, _CHECKOUT / MODEL]
    return next((place for place in places if (place / "model.json").is_file()), MODEL)


def data_folder(given: str | Path | None, model: Path) -> Path:
    """Return the folder of codebook and lexicons: the one given, that of the working folder, or the model's copy."""
    if given is not None:
        return Path(given)
    places = [DATA, model / DATA, _CHECKOUT / DATA]
    return next((place for place in places if (place / "codebook" / "themes.yaml").is_file()), model / DATA)
