"""Detection of the three languages."""

from __future__ import annotations

import pytest

from stanceshift.corpus import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Les ministres ont exprimé leur préoccupation.", "fr"),
        ("The Ministers expressed their concern.", "en"),
        ("四大臣は、懸念を表明した。", "ja"),
        ("日仏ACSAの署名を歓迎 (Acquisition and Cross-Servicing Agreement)", "ja"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text)[0] == language


def test_no_letters() -> None:
    assert detect_language("12 – 34") == ("en", 0.0)
