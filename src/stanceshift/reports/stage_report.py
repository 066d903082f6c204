"""Stage report: writes the pages of `reports/site/`."""

from __future__ import annotations

import sys
from pathlib import Path

from stanceshift.errors import StanceshiftError
from stanceshift.reports.build import build_site
from stanceshift.reports.inputs import read_inputs
from stanceshift.reports.interface import FOLDER
from stanceshift.settings import load_settings

OUT = Path("reports/site")


def main() -> None:
    """Run the stage in the project folder, with the settings of `params.yaml`."""
    settings = load_settings()
    manifest = build_site(read_inputs(Path(), settings), settings, OUT, FOLDER)
    print(f"{len(manifest['pages'])} pages, the largest of {manifest['largest']} bytes: {OUT / 'index.html'}")


if __name__ == "__main__":
    try:
        main()
    except StanceshiftError as error:
        sys.exit(str(error))
