from __future__ import annotations

import re
from pathlib import Path

import pytest

from stanceshift.errors import StanceshiftError
from stanceshift.shifts.commitments import load_commitments
from stanceshift.shifts.formulas import load_formulas
from tests.shifts.frames import DATA, compared, said, session

PHRASE = "the durable prosperity of coastal fishing communities"


def test_a_recurring_phrase_is_found_once_trimmed_and_placed() -> None:
    texts = [
        f"We underline {PHRASE} on this day.",
        f"Both sides stressed {PHRASE}; nothing else.",
        f"They recalled that {PHRASE} matters to both.",
    ]
    made = [
        session(f"201{i}-01-01", said(text, "economy_development", "stress", text.split()[0]))
        for i, text in enumerate(texts)
    ]
    tables = compared(*made)
    found = tables["formulas"][tables["formulas"]["origin"] == "found"]
    assert list(found["text"]) == ["durable prosperity of coastal fishing communities"]
    assert found["first_session"].iloc[0] == "a-b-2010-01-01"
    uses = tables["formula_uses"]
    assert len(uses) == 3
    for use, text in zip(uses.itertuples(), texts, strict=True):
        assert text[use.start : use.end] == use.text
    assert compared(*made[:2])["formulas"].empty


def test_titles_are_no_formula() -> None:
    text = "The Minister for Foreign Affairs and the Minister of Defense met with Ann Example on the {} day."
    made = [
        session(f"201{i}-01-01", said(text.format(day), "meeting", "state", "met"))
        for i, day in enumerate(["first", "second", "third"])
    ]
    assert compared(*made)["formulas"].empty


def test_japanese_phrases_are_found_by_characters() -> None:
    texts = [
        "両国は漁業資源の持続可能な利用を重視した。",
        "閣僚は漁業資源の持続可能な利用を確認した。",
        "漁業資源の持続可能な利用を歓迎した。",
    ]
    made = [
        session(f"201{i}-01-01", said(text, "economy_development", "stress", text[-5:-1]), language="ja")
        for i, text in enumerate(texts)
    ]
    assert list(compared(*made)["formulas"]["text"]) == ["漁業資源の持続可能な利用"]


def test_listed_formulas_are_placed_with_their_own_apostrophes() -> None:
    text = "They opposed any attempt to undermine Japan’s administration and to change the status quo by force."
    uses = compared(session("2017-01-01", said(text, "east_china_sea", "oppose", "opposed")))["formula_uses"]
    assert set(uses["formula_id"]) == {"undermine_administration.en", "status_quo_by_force.en"}
    assert all(text[use.start : use.end] == use.text for use in uses.itertuples())


def test_a_formula_gained_is_told_in_the_theme_change() -> None:
    old = said("They oppose unilateral actions in the East China Sea.", "east_china_sea", "oppose", "oppose")
    new = said(
        "They oppose attempts to change the status quo by force in the East China Sea.",
        "east_china_sea",
        "oppose",
        "oppose",
    )
    row = compared(session("2017-01-01", old), session("2018-01-01", new))["theme_changes"].iloc[0]
    assert row["change"] == "strengthened" and "wording_raised" in row["flags"]
    assert "not used on it before in the series: status_quo_by_force" in row["reason"]
    assert row["importance"] >= 0.5


@pytest.mark.parametrize(
    ("text", "language", "item", "stage"),
    [
        ("They agreed to start negotiations on a reciprocal access agreement.", "en", "raa", "agree_to_start"),
        (
            "They welcomed the entry into force of the Acquisition and Cross-Servicing Agreement.",
            "en",
            "acsa",
            "in_force",
        ),
        ("Ils étudient la possibilité d'un accord d'accès réciproque.", "fr", "raa", "explore"),
        ("Ils ont procédé à la signature de l’ACSA.", "fr", "acsa", "conclude"),
        ("They welcomed progress in negotiating an ACSA.", "en", "acsa", "negotiate"),
        ("物品役務相互提供協定の発効を歓迎した。", "ja", "acsa", "in_force"),
    ],
)
def test_stages(text: str, language: str, item: str, stage: str) -> None:
    verb = text.split()[0] if language != "ja" else "歓迎"
    tables = compared(session("2017-01-01", said(text, "logistics_access", "commit", verb), language=language))
    rows = tables["commitments"]
    assert [(row.item, row.stage) for row in rows.itertuples()] == [(item, stage)]
    assert rows["position_id"].iloc[0] == f"a-b-2017-01-01.{language}#1.1.1"


def test_every_pattern_of_the_lists_can_match_something() -> None:
    """No pattern matches the empty text, which would put it everywhere."""
    listed, words = load_formulas(DATA / "formulas.yaml"), load_commitments(DATA / "commitments.yaml")
    patterns: list[re.Pattern[str]] = [*listed.patterns.values()]
    for item in words.items.values():
        patterns += item.names.values()
    for stages in (words.stages, words.activity_stages):
        patterns += [pattern for stage in stages.values() for pattern in stage.values()]
    assert not [pattern.pattern for pattern in patterns if pattern.search("") or pattern.search("zzz")]
    assert len({name for name, _ in listed.patterns}) >= 30


def test_a_wrong_pattern_names_file_and_entry(tmp_path: Path) -> None:
    path = tmp_path / "formulas.yaml"
    path.write_text("formulas:\n- id: broken\n  en: ['(']\n")
    with pytest.raises(StanceshiftError, match=r"formulas\.yaml, broken\.en: not a regular expression"):
        load_formulas(path)


def test_a_place_name_is_no_formula() -> None:
    names = [
        f"{verb} the maritime rules around the whole South China Sea." for verb in ("They note", "They saw", "We read")
    ]
    made = [
        session(f"20{10 + i}-01-01", said(text, "south_china_sea", "note", text.split()[1]))
        for i, text in enumerate(names)
    ]
    assert "south china sea" not in {text.lower() for text in compared(*made)["formulas"]["text"]}
    places = ["the East China Sea and the South China Sea " + word for word in ("today", "again", "now")]
    made = [
        session(f"20{10 + i}-01-01", said(f"They note {text}.", "south_china_sea", "note", "note"))
        for i, text in enumerate(places)
    ]
    assert compared(*made)["formulas"].empty
