"""Real statements beside the repository: every character accounted for, plausible paragraphs and headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from stanceshift.corpus import read_file

from .test_segment import assert_tiled

REAL = Path("../shared/real")
FILES = sorted([*REAL.glob("*/*.txt"), *REAL.glob("*/*-*.md")])
PARAGRAPHS = {
    "2005-02-19": 34,
    "2012-04-27-outline": 17,
    "2017-08-17": 20,
    "2019-04-19": 12,
    "quad-2021-03-12": 5,
    "quad-2022-05-24": 32,
    "quad-2023-05-20": 34,
    "us-japan-2022-05-23": 31,
    "weimar-fm-2020-10-15": 20,
}

if not FILES:
    pytest.skip("../shared/real is not here", allow_module_level=True)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_real_text(path: Path) -> None:
    reading = read_file(path)
    assert_tiled(reading.source, reading.segmentation)
    assert reading.language == ("fr" if path.parent.name == "french" else "en")
    assert reading.title
    texts = reading.paragraphs["text"]
    assert all(text[0].isalnum() or text[0] in "“\"«($'" for text in texts)
    assert len(texts) == PARAGRAPHS.get(path.stem, len(texts))


def test_all_22_are_there() -> None:
    assert len(FILES) == 22
