"""Suspicions: slips are found, good texts are left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from stanceshift.corpus import Source, read_file, segment
from stanceshift.corpus.suspicions import numbering_holes, suspicions_in

LONG = "Les ministres ont réaffirmé leur attachement au droit international et à la paix dans toute la région"


def kinds(text: str, language: str = "fr") -> list[str]:
    return [suspicion.kind for suspicion in suspicions_in(segment(Source(text)), language)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("La charte des Nations 2unies est rappelée par les ministres.", "glued_digit"),
        ("En vue d‘une coopération régulière, ils se reverront.", "odd_apostrophe"),
        ("Ils ont parlé de «paix et de sécurité.", "unbalanced"),
        ("Ils ont parlé (de paix et de sécurité.", "unbalanced"),
        ('Ils ont parlé de "paix et de sécurité.', "unbalanced"),
        ("Ils ont dit «paix» et “sécurité” devant la presse.", "mixed_quotes"),
        ("Ils ont salué les les progrès accomplis.", "doubled_word"),
        ("Th Mi i t l d th t f j ti f th N th Training Area in 2016.", "clipped"),
        ("Les ministres ont exprimÃ© leur prÃ©occupation.", "wrong_encoding"),
        (f"{LONG}", "no_final_stop"),
        (f"{LONG}.\n\n{LONG}.", "repeated_paragraph"),
        (f"1. {LONG}.\n\n3. Ils se reverront.", "numbering_hole"),
        (f"{LONG}.\n\nThe Ministers reaffirmed their commitment to the peaceful settlement of disputes"
         " in the region and to the freedom of navigation and overflight.", "other_language"),
    ],
)  # fmt: skip
def test_slips_are_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "La 3e session, la 16ème édition et le 2+2 ont été salués, de même que le G7 et l'E3/UE+3.",
        "Le Japon a salué « l'Iron fist » (annexe 2), a) et b), et l'accord d'Ise-Shima de 2016.",
        "Nous nous félicitons de l'adoption de la résolution 2254.",
    ],
)
def test_good_text_is_left_in_peace(text: str) -> None:
    assert kinds(text) == []


def test_japanese_numbers_are_no_slip() -> None:
    assert kinds("四大臣は、2022年1月20日、第6回会合（「2＋2」）を開催し、5Gネットワークを確認した。", "ja") == []


def test_holes() -> None:
    assert numbering_holes(["1.", "2.", "", "-", "3."]) == []
    assert numbering_holes(["(1)", "(2)", "(1)", "(2)"]) == []
    assert [index for index, _ in numbering_holes(["1.", "3.", "4.", "2."])] == [1, 3]
    assert numbering_holes(["2."]) == [(0, "number 2. follows nothing")]


def test_own_corpus_has_few_suspicions() -> None:
    for path in sorted(Path("data/corpus/france-japan").glob("*.digest.txt")):
        assert len(read_file(path).suspicions) <= 2, path
