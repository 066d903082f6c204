"""Builds the tables from gold annotations and the site from them, once for all tests of the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gold_tables import INTERFACE, ROOT, write_build

from stanceshift.reports.build import build_site
from stanceshift.reports.inputs import Inputs, read_inputs
from stanceshift.settings import Settings
from stanceshift.shifts.sessions import read_catalogue


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    catalogue = read_catalogue(ROOT / "data/catalogue/sessions.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        build = write_build(tmp_path_factory.mktemp("gold") / "build", catalogue=catalogue)
        return read_inputs(ROOT, Settings(), build)


@pytest.fixture(scope="session")
def built(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("reports") / "site"
    return out, build_site(inputs, Settings(), out, INTERFACE)


@pytest.fixture(scope="session")
def site(built: tuple[Path, dict[str, Any]]) -> Path:
    return built[0]
