"""What the reasons of rows claim: no more than the texts say."""

from __future__ import annotations

from typing import Any

import pytest

from stanceshift.settings import Compare
from stanceshift.shifts.pipeline import compare_all
from tests.shifts.frames import compared, lists, said, session, tables_of

CONDEMN = said("We firmly condemn the violence in Myanmar.", "myanmar", "condemn", "condemn", force=2)
TALKS = said("They discussed cyber networks.", "cyber", "note", "discussed")


def change(theme: str, *sessions: dict[str, Any]) -> Any:
    """Return the last row of a theme among the theme changes."""
    rows = compared(*sessions)["theme_changes"]
    return rows[rows["theme"] == theme].iloc[-1]


def back_after_a_gap(theme: str, earlier: dict[str, Any], later: dict[str, Any]) -> str:
    """Return the reason told of a theme on which the text between two others says nothing."""
    gap = session("2018-01-01", TALKS)
    return str(change(theme, session("2017-01-01", earlier), gap, session("2019-01-01", later))["reason"])


def test_an_adverb_lost_where_a_graver_word_comes_in_is_not_softened() -> None:
    graver = said("We condemn the coup and the brutal violence in Myanmar.", "myanmar", "condemn", "condemn")
    plainer = said("We condemn the coup and the violence in Myanmar.", "myanmar", "condemn", "condemn")
    for table in ("theme_changes", "ledger"):
        tables = compared(session("2017-01-01", CONDEMN), session("2018-01-01", graver))
        row = tables[table].iloc[0]
        assert row["change"] == "reworded" and "graver words come in: brutal" in row["reason"]
        tables = compared(session("2017-01-01", CONDEMN), session("2018-01-01", plainer))
        assert tables[table].iloc[0]["change"] == "softened"


def test_words_that_still_accuse_are_named_where_no_verb_is_against() -> None:
    note = said("They discussed the provocations of the military in Myanmar.", "myanmar", "note", "discussed")
    row = change("myanmar", session("2017-01-01", CONDEMN), session("2018-01-01", note))
    assert row["change"] == "softened"
    assert "no verb against any more" in row["reason"] and "its words still accuse: provocations" in row["reason"]


def test_back_is_said_only_where_the_earlier_words_are_on_the_theme() -> None:
    label_alone = said("They reviewed the relocation of units.", "space", "note", "reviewed")
    named = said("They reviewed the use of outer space.", "space", "note", "reviewed")
    later = said("They welcomed cooperation in outer space.", "space", "welcome", "welcomed")
    told = [back_after_a_gap("space", earlier, later) for earlier in (label_alone, named)]
    assert "last spoken of" not in told[0]
    assert "the theme was last spoken of on 2017-01-01" in told[1]


def test_a_state_named_under_another_theme_was_not_spoken_of() -> None:
    sale = said("They regretted the sale of arms to China.", "export_control", "concern", "regretted")
    conduct = said("They regretted the conduct of China.", "china", "concern", "regretted")
    later = said("They condemned the conduct of China at sea.", "china", "condemn", "condemned")
    told = [back_after_a_gap("china", earlier, later) for earlier in (sale, conduct)]
    assert ["last spoken of on 2017-01-01" in reason for reason in told] == [False, True]


def test_words_kept_under_another_theme_say_so() -> None:
    first = said(
        "We oppose any change of the status quo by force in the East China Sea.", "east_china_sea", "oppose", "oppose"
    )
    second = said(
        "We oppose any change of the status quo by force anywhere.", "international_order", "oppose", "oppose"
    )
    still = said("They noted the East China Sea.", "east_china_sea", "note", "noted")
    row = change("east_china_sea", session("2017-01-01", first), session("2018-01-01", second, still))
    assert "the words shown now stand under international_order" in row["reason"]
    assert "said by" not in row["reason"]


def test_what_an_earlier_full_text_lacks_is_dated() -> None:
    partial = session("2018-01-01", TALKS, coverage="partial")
    row = change("myanmar", session("2017-01-01", TALKS), partial, session("2019-01-01", CONDEMN))
    assert (
        "first seen; the earlier text is partial; the full text of 2017-01-01 has nothing on the theme" in row["reason"]
    )
    rows = compared(session("2017-01-01", TALKS), session("2019-01-01", TALKS, CONDEMN))["ledger"]
    assert (
        "is new; the text of 2017-01-01 has nothing on the theme"
        in rows.loc[rows["theme"] == "myanmar", "reason"].item()
    )


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        ("partial", "full", "the earlier text"),
        ("full", "partial", "the later text"),
        ("partial", "partial", "both texts"),
    ],
)
def test_the_partial_text_is_named(earlier: str, later: str, words: str) -> None:
    stronger = CONDEMN | {"act": "condemn"}
    weaker = said("We are concerned about the violence in Myanmar.", "myanmar", "concern", "are concerned")
    first, second = session("2017-01-01", weaker, coverage=earlier), session("2018-01-01", stronger, coverage=later)
    verb = "is" if words != "both texts" else "are"
    assert f"; {words} {verb} partial" in change("myanmar", first, second)["reason"]
    assert f"; {words} {verb} partial" in compared(first, second)["ledger"].iloc[0]["reason"]


def test_a_formula_of_a_principle_comes_in_only_where_the_other_text_has_it_nowhere() -> None:
    plain = said("We oppose coercion.", "international_order", "oppose", "oppose")
    raised = said("We oppose attempts to change the status quo by force.", "international_order", "oppose", "oppose")
    sea = said(
        "They regret attempts to change the status quo by force in the South China Sea.",
        "south_china_sea",
        "concern",
        "regret",
    )
    new = change("international_order", session("2017-01-01", plain), session("2018-01-01", raised))
    assert "wording_raised" in new["flags"]
    known = change("international_order", session("2017-01-01", plain, sea), session("2018-01-01", raised))
    assert "wording_raised" not in known["flags"] and "not used on it before" not in known["reason"]


def test_the_sentence_with_the_new_wording_is_shown() -> None:
    strong = said("We will act against coercion in the East China Sea.", "east_china_sea", "commit", "will act")
    with_formula = said(
        "We commit to stop attempts to change the status quo by force in the East China Sea.",
        "east_china_sea",
        "commit",
        "commit",
    )
    tables = compared(session("2017-01-01", strong), session("2018-01-01", strong, with_formula))
    row = tables["theme_changes"].iloc[-1]
    assert "wording_raised" in row["flags"]
    assert row["after_position_id"].endswith("#2.1.1"), "the strongest words stand first and have no formula"


def test_weaker_words_of_another_matter_weigh_less_than_of_the_same() -> None:
    """Only force falls: in a sentence that continues the earlier one it is a softening, in an unlike one it may be another matter."""
    strong = said(
        "We strongly condemn the terrorist attack on the market of Morel by armed men.",
        "terrorism",
        "condemn",
        "condemn",
        force=2,
    )
    same = said(
        "We condemn the terrorist attack on the market of Morel by armed men.", "terrorism", "condemn", "condemn"
    )
    other = said("We condemn terrorism abroad, which took many lives last year.", "terrorism", "condemn", "condemn")
    told = [change("terrorism", session("2017-01-01", strong), session("2018-01-01", later)) for later in (same, other)]
    assert [row["change"] for row in told] == ["softened", "softened"]
    assert told[1]["importance"] < told[0]["importance"]


def test_what_is_gone_may_stand_in_a_document_issued_with_the_text() -> None:
    points = said("They released a fact sheet on networks.", "cyber", "note", "released")
    for table in ("theme_changes", "ledger"):
        gone, left = (
            rows[rows["theme"] == "myanmar"].iloc[-1]
            for rows in (
                compared(session("2017-01-01", CONDEMN), session("2018-01-01", later))[table]
                for later in (TALKS, points)
            )
        )
        assert gone["change"] == left["change"] == "dropped"
        assert "issued with the later text, which points to one: 'fact sheet'" in left["reason"]
        assert "issued with" not in gone["reason"] and left["importance"] < gone["importance"]
    partial = session("2018-01-01", points, coverage="partial")
    assert "issued with" not in change("myanmar", session("2017-01-01", CONDEMN), partial)["reason"]


@pytest.mark.parametrize(
    ("found", "theme", "paragraph"),
    [(True, "maritime_security", 1), (False, "maritime_security", 2), (False, "cyber", 1)],
)
def test_opposition_that_stands_beside_weaker_words_is_told(found: bool, theme: str, paragraph: int) -> None:
    bases = said("They oppose the building of bases in the South China Sea.", "south_china_sea", "oppose", "oppose")
    weaker = said("They are concerned about the South China Sea.", "south_china_sea", "concern", "are concerned")
    force = said("They oppose any use of force.", theme, "oppose", "oppose", target="any use of force")
    tables = tables_of(session("2017-01-01", bases), session("2018-01-01", weaker, force))
    other = tables["positions"]["theme"] == theme
    tables["positions"].loc[other, "paragraph_id"] = f"a-b-2018-01-01.en#{paragraph}"
    rows = compare_all(tables, lists(), Compare())["theme_changes"]
    row = rows[rows["theme"] == "south_china_sea"].iloc[0]
    assert row["change"] == "softened"
    words = "as strong an opposition stands beside it, on maritime_security: 'oppose' (any use of force)"
    assert (words in row["reason"]) == found
    plain = change("south_china_sea", session("2017-01-01", bases), session("2018-01-01", weaker))
    assert (row["importance"] < plain["importance"]) == found


def test_stronger_words_in_far_fewer_positions_say_so() -> None:
    verbs = ("regret", "are worried by", "deplore")
    many = [said(f"They {verb} the conduct of China at sea.", "china", "concern", verb) for verb in verbs]
    condemn = said("They condemn the conduct of China at sea.", "china", "condemn", "condemn")
    one, three = session("2018-01-01", condemn), session("2017-01-01", *many)
    row = change("china", three, one)
    assert row["change"] == "strengthened" and "but it takes less room: 3 before, 1 now (positions)" in row["reason"]
    row = change("china", one, three | {"date": "2019-01-01"})
    assert row["change"] == "softened" and "but it takes more room: 1 before, 3 now (positions)" in row["reason"]
    assert "room" not in change("china", session("2017-01-01", *many[:2]), one)["reason"]
    assert "room" not in change("china", three | {"coverage": "partial"}, one)["reason"]


def test_a_formula_said_of_several_states_is_not_told_of_one() -> None:
    order = "in a manner inconsistent with the rules-based international order"
    plain = said("They condemn the conduct of North Korea.", "north_korea", "condemn", "condemn")
    alone = said(f"They raise North Korea, acting {order}.", "north_korea", "note", "raise")
    both = said(f"They raise China, acting {order}, and North Korea.", "north_korea", "note", "raise")
    rows = [
        change("north_korea", session("2017-01-01", plain), session("2018-01-01", later)) for later in (alone, both)
    ]
    assert ["rules_based_order" in row["reason"] for row in rows] == [True, False]


def test_the_step_told_is_that_of_the_strongest_words_where_others_hold_the_new_wording() -> None:
    urge = said(
        "They encourage the peaceful resolution of issues across the Taiwan Strait.",
        "taiwan_strait",
        "urge",
        "encourage",
    )
    element = said(
        "They recall the Taiwan Strait as an indispensable element of security.", "taiwan_strait", "recall", "recall"
    )
    row = change("taiwan_strait", session("2017-01-01", urge), session("2018-01-01", urge, element))
    assert row["change"] == "strengthened" and "stronger wording comes in: indispensable_element" in row["reason"]
    assert "'encourage' both times: rung 3 and force 1 kept" in row["reason"]
    assert row["after_position_id"] == "a-b-2018-01-01.en#2.1.1"


def test_opposition_beside_weaker_words_of_a_thread_is_told() -> None:
    bases = said("They oppose the building of bases in the South China Sea.", "south_china_sea", "oppose", "oppose")
    weaker = said(
        "They are concerned about bases in the South China Sea.", "south_china_sea", "concern", "are concerned"
    )
    force = said("They oppose any use of force.", "maritime_security", "oppose", "oppose", target="any use of force")
    tables = tables_of(session("2017-01-01", bases), session("2018-01-01", weaker, force))
    tables["positions"].loc[tables["positions"]["theme"] == "maritime_security", "paragraph_id"] = "a-b-2018-01-01.en#1"
    rows = compare_all(tables, lists(), Compare())["ledger"]
    row = rows[rows["change"] == "softened"].iloc[0]
    assert (
        "as strong an opposition stands beside it, on maritime_security: 'oppose' (any use of force)" in row["reason"]
    )
