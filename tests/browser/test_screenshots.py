"""The pictures for the documentation: every page type in every manner, small, the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from stanceshift.errors import StanceshiftError
from stanceshift.reports import screenshots
from stanceshift.reports.screenshots import PREFERRED, shots, take

from .conftest import KINDS


def test_every_page_type_is_pictured_in_the_first_language(built: Path) -> None:
    wanted = shots(built)
    assert {(shot.kind, shot.manner) for shot in wanted} == {
        (kind, manner) for kind in KINDS for manner in ("wide", "narrow", "dark", "print")
    }
    assert not any(shot.path.startswith("fr/") for shot in wanted)
    assert set(PREFERRED.values()) <= {shot.path for shot in wanted}


def test_pictures_are_small_and_the_same_each_time(
    built: Path, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [shot for shot in shots(built) if shot.kind == "theme"]
    monkeypatch.setattr(screenshots, "shots", lambda site: some)
    (tmp_path / "gone.png").write_bytes(b"")
    first = {path.name: path.read_bytes() for path, _ in take(built, tmp_path, browser)}
    assert {path.name for path in tmp_path.iterdir()} == {shot.name for shot in some} == set(first)
    assert all(len(data) < 100_000 for data in first.values())
    sizes = {name: Image.open(tmp_path / name).size for name in first}
    assert sizes["theme-narrow.png"] == (390, 844)
    assert first["theme-wide.png"] != first["theme-dark.png"]
    assert {path.name: path.read_bytes() for path, _ in take(built, tmp_path, browser)} == first


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StanceshiftError, match="dvc repro"):
        shots(tmp_path)
