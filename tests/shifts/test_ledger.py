from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stanceshift.errors import StanceshiftError
from stanceshift.frames import validate
from stanceshift.settings import Compare
from stanceshift.shifts.dictionary import TABLES
from stanceshift.shifts.pipeline import compare_all
from tests.shifts.frames import CYBER, ECS, SCS, SCS_HARDER, SEAS, compared, lists, said, session, tables_of

CONCERN = said(SCS, "south_china_sea", "concern", "concern", target="militarisation of disputed features")
OPPOSE = said(
    SCS_HARDER, "south_china_sea", "oppose", "strong opposition", force=2, target="militarisation of disputed features"
)
EAST = said(ECS, "east_china_sea", "concern", "concern", target="coercive actions")
NETWORKS = said(CYBER, "cyber", "commit", "decided")


def only(ledger: pd.DataFrame, **where: str) -> pd.Series:
    """Return the one row that fits."""
    rows = ledger[(ledger[list(where)] == pd.Series(where)).all(axis=1)]
    assert len(rows) == 1, rows[["change", "theme", "reason"]]
    return rows.iloc[0]


def test_concern_to_opposition_is_strengthened_and_says_so() -> None:
    row = compared(session("2017-01-01", CONCERN), session("2018-01-01", OPPOSE))["ledger"].iloc[0]
    assert row["change"] == "strengthened"
    assert row["reason"].startswith("'concern' to 'strong opposition': rung 2 to 3, force 1 to 2")
    assert row["headline"]
    back = compared(session("2017-01-01", OPPOSE), session("2018-01-01", CONCERN))["ledger"].iloc[0]
    assert back["change"] == "softened"


def test_same_words_are_verbatim_and_other_words_reworded() -> None:
    row = compared(session("2017-01-01", CONCERN), session("2018-01-01", CONCERN))["ledger"].iloc[0]
    assert (row["change"], row["similarity"], row["headline"]) == ("verbatim", 1.0, False)
    other = said(SCS.replace("The Ministers expressed", "Both sides conveyed"), "south_china_sea", "concern", "concern")
    row = compared(session("2017-01-01", CONCERN), session("2018-01-01", other))["ledger"].iloc[0]
    assert row["change"] == "reworded"
    assert "rewritten" not in row["flags"]


def test_little_in_common_is_flagged_rewritten() -> None:
    short = said(
        "Disputed features and their militarisation caused Concern once more.", "south_china_sea", "concern", "Concern"
    )
    row = compared(session("2017-01-01", CONCERN), session("2018-01-01", short))["ledger"].iloc[0]
    assert row["similarity"] < Compare().rewritten_below
    assert "rewritten" in row["flags"]
    assert row["before_text"] == SCS


def test_for_to_against_is_reversed() -> None:
    one = said("We support the nuclear agreement with Iran of 2015.", "iran", "support", "support")
    other = said("We oppose the nuclear agreement with Iran of 2015.", "iran", "oppose", "oppose")
    row = compared(session("2017-01-01", one), session("2018-01-01", other))["ledger"].iloc[0]
    assert row["change"] == "reversed"


@pytest.mark.parametrize(("coverage", "change"), [("full", "dropped"), ("partial", "not_seen")])
def test_gone_is_dropped_only_from_a_full_text(coverage: str, change: str) -> None:
    tables = compared(session("2017-01-01", CONCERN, NETWORKS), session("2018-01-01", NETWORKS, coverage=coverage))
    assert only(tables["ledger"], theme="south_china_sea")["change"] == change
    assert only(tables["theme_changes"], theme="south_china_sea")["change"] == change
    status = only(tables["matrix"], theme="south_china_sea", session_id="a-b-2018-01-01")["status"]
    assert status == {"full": "absent", "partial": "unknown"}[coverage]


def test_a_theme_still_named_in_the_full_text_is_not_dropped() -> None:
    passing = said("They met after a voyage through the South China Sea.", "meeting", "state", "met")
    tables = compared(session("2017-01-01", CONCERN), session("2018-01-01", passing))
    row = only(tables["theme_changes"], theme="south_china_sea")
    assert row["change"] == "softened"
    assert "only named" in row["reason"]
    assert only(tables["matrix"], theme="south_china_sea", session_id="a-b-2018-01-01")["status"] == "present"


def test_a_label_without_the_name_is_no_claim_about_a_state() -> None:
    slip = said("They will carry out the relocation of the base.", "iran", "commit", "will")
    tables = compared(session("2017-01-01", CONCERN), session("2018-01-01", CONCERN, slip))
    assert "iran" not in set(tables["theme_changes"]["theme"])
    row = only(tables["ledger"], change="new")
    assert row["theme"] == "defence_dialogue", "the words of the sentence decide"
    assert not row["headline"]
    assert "iran" not in set(tables["matrix"]["theme"])


def test_new_after_a_partial_text_says_so_and_is_no_headline() -> None:
    tables = compared(session("2017-01-01", CONCERN, coverage="partial"), session("2018-01-01", CONCERN, NETWORKS))
    row = only(tables["ledger"], theme="cyber")
    assert row["change"] == "new"
    assert "first seen; the earlier text is partial" in row["reason"]
    assert not row["headline"]
    full = compared(session("2017-01-01", CONCERN), session("2018-01-01", CONCERN, NETWORKS))["ledger"]
    assert only(full, theme="cyber")["confidence"] > row["confidence"]


def test_a_thread_goes_on_over_a_partial_text_and_comes_back_after_a_full_one() -> None:
    first, last = session("2017-01-01", CONCERN, NETWORKS), session("2019-01-01", OPPOSE, NETWORKS)
    tables = compared(first, session("2018-01-01", NETWORKS, coverage="partial"), last)
    assert len(tables["threads"]) == 2
    rows = tables["ledger"][tables["ledger"]["theme"] == "south_china_sea"].set_index("to_session")
    assert rows.loc["a-b-2018-01-01", "change"] == "not_seen"
    assert rows.loc["a-b-2019-01-01", "change"] == "strengthened"
    assert rows.loc["a-b-2019-01-01", "from_session"] == "a-b-2017-01-01"
    tables = compared(first, session("2018-01-01", NETWORKS), last)
    assert len(tables["threads"]) == 2
    rows = tables["ledger"][tables["ledger"]["theme"] == "south_china_sea"].set_index("to_session")
    assert list(rows["change"]) == ["dropped", "new"]
    assert "is back: last said on 2017-01-01 as 'concern'" in rows.loc["a-b-2019-01-01", "reason"]


def test_dropped_after_an_unknown_is_measured_from_the_last_text_that_had_it() -> None:
    unknown = session("2018-01-01", NETWORKS, coverage="partial")
    tables = compared(session("2017-01-01", CONCERN, NETWORKS), unknown, session("2019-01-01", NETWORKS))
    rows = tables["ledger"][tables["ledger"]["theme"] == "south_china_sea"]
    assert list(rows["change"]) == ["not_seen", "dropped"]
    assert set(rows["from_session"]) == {"a-b-2017-01-01"}


def test_two_seas_named_together_are_merged_and_then_split() -> None:
    both = said(SEAS, "east_china_sea", "concern", "concern")
    tables = compared(
        session("2017-01-01", CONCERN, EAST), session("2018-01-01", both), session("2019-01-01", CONCERN, EAST)
    )
    ledger = tables["ledger"]
    assert not set(ledger["change"]) & {"dropped", "new"}, ledger[["theme", "change", "reason"]]
    merged = ledger[(ledger["to_session"] == "a-b-2018-01-01") & ledger["flags"].map(lambda flags: "merged" in flags)]
    assert len(merged) == 1
    split = ledger[(ledger["to_session"] == "a-b-2019-01-01") & ledger["flags"].map(lambda flags: "split" in flags)]
    assert len(split) == 1
    assert len(tables["threads"]) == 2
    south = only(tables["theme_changes"], theme="south_china_sea", to_session="a-b-2018-01-01")
    assert "merged" in south["flags"]


def test_holder_and_commitment_are_flagged() -> None:
    text = "The abductions of citizens by North Korea must be resolved"
    one = said(f"The Ministers stressed: {text}.", "north_korea", "stress", "stressed")
    other = said(f"Japan decided to raise this: {text}.", "north_korea", "commit", "decided", holder="jp")
    row = compared(session("2017-01-01", one), session("2018-01-01", other))["ledger"].iloc[0]
    assert {"holder_changed", "act_to_commitment"} <= set(row["flags"])
    assert "said by joint before, by jp now" in row["reason"]


def test_a_commitment_that_is_welcomed_later_is_carried_out_and_not_softened() -> None:
    one = said(
        "The Ministers agreed to start negotiations on a logistics agreement.", "logistics_access", "commit", "agreed"
    )
    other = said(
        "The Ministers welcomed the negotiations on a logistics agreement.", "logistics_access", "welcome", "welcomed"
    )
    tables = compared(session("2017-01-01", one), session("2018-01-01", other))
    row = only(tables["ledger"], theme="logistics_access")
    assert (row["change"], "carried_out" in row["flags"]) == ("reworded", True)
    assert "what was agreed is reported on, not taken back" in row["reason"]
    theme = only(tables["theme_changes"], theme="logistics_access")
    assert (theme["change"], "carried_out" in theme["flags"]) == ("reworded", True)


def test_a_state_is_newly_named_only_where_the_earlier_text_never_names_it() -> None:
    plain = said("We oppose coercive pressure on trade partners.", "economic_security", "oppose", "oppose")
    named = said("We oppose coercive pressure by Russia on trade partners.", "economic_security", "oppose", "oppose")
    row = compared(session("2017-01-01", plain), session("2018-01-01", named))["ledger"].iloc[0]
    assert "target_newly_named" in row["flags"]
    row = compared(session("2017-01-01", named), session("2018-01-01", plain))["ledger"].iloc[0]
    assert "target_no_longer_named" in row["flags"]
    row = compared(session("2017-01-01", plain, coverage="partial"), session("2018-01-01", named))["ledger"].iloc[0]
    assert "target_newly_named" not in row["flags"]


def test_reported_positions_are_left_out() -> None:
    tables = compared(session("2017-01-01", NETWORKS), session("2018-01-01", NETWORKS, CONCERN | {"reported": True}))
    assert "south_china_sea" not in set(tables["ledger"]["theme"])


def test_sessions_without_text_are_in_the_matrix_alone() -> None:
    catalogue = [{"id": "a-b-2017-06-01", "series": "a-b", "date": "2017-06-01"}]
    tables = compared(session("2017-01-01", CONCERN), session("2018-01-01", CONCERN), catalogue=catalogue)
    assert only(tables["matrix"], session_id="a-b-2017-06-01", theme="south_china_sea")["status"] == "no_text"
    assert list(tables["ledger"]["change"]) == ["verbatim"]


def test_two_primary_texts_of_a_session_are_refused() -> None:
    tables = tables_of(session("2017-01-01", CONCERN), session("2017-01-01", CONCERN, language="fr"))
    with pytest.raises(StanceshiftError, match="two primary documents"):
        compare_all(tables, lists(), Compare())


POOL = [CONCERN, OPPOSE, EAST, NETWORKS, said(SEAS, "east_china_sea", "concern", "concern")]
SESSIONS = st.lists(
    st.tuples(st.sets(st.integers(0, len(POOL) - 1), min_size=1), st.sampled_from(["full", "partial"])),
    min_size=2,
    max_size=4,
)


@given(SESSIONS, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_invariants(drawn: list[tuple[set[int], str]], random: object) -> None:
    made = [
        session(f"20{10 + i}-01-01", *(POOL[k] for k in sorted(picked)), coverage=coverage)
        for i, (picked, coverage) in enumerate(drawn)
    ]
    inputs = tables_of(*made)
    tables = compare_all(inputs, lists(), Compare())
    for name, schema in TABLES.items():
        validate(tables[name], schema, name)
    ledger = tables["ledger"]
    coverage = dict(zip(inputs["documents"]["session_id"], inputs["documents"]["coverage"], strict=True))
    assert all(coverage[at] == "full" for at in ledger.loc[ledger["change"] == "dropped", "to_session"])
    assert all(coverage[at] == "partial" for at in ledger.loc[ledger["change"] == "not_seen", "to_session"])
    members = tables["thread_positions"]
    assert set(members["position_id"]) == set(inputs["positions"]["position_id"])
    joined = ledger["flags"].map(lambda flags: bool({"merged", "split"} & set(flags)))
    matched = ledger[~joined & ledger["before_position_id"].notna() & ledger["after_position_id"].notna()]
    assert not matched.duplicated(["after_position_id"]).any()
    assert not matched.duplicated(["before_position_id", "to_session"]).any()
    assert not members.duplicated(["thread_id", "session_id"]).any()
    shuffled = {name: table.sample(frac=1, random_state=random.randint(0, 99)) for name, table in inputs.items()}  # type: ignore[attr-defined]
    again = compare_all(shuffled, lists(), Compare())
    for name in TABLES:
        pd.testing.assert_frame_equal(tables[name], again[name])


def test_words_on_one_sea_say_nothing_of_a_strait_that_the_sentence_names_later() -> None:
    calm = "The Ministers underlined the importance of peace across the Taiwan Strait."
    both = (
        "The Ministers opposed any unilateral attempt in the East China Sea "
        "and underlined the importance of peace across the Taiwan Strait."
    )
    found = compared(
        session("2017-01-01", said(calm, "taiwan_strait", "stress", "underlined", target="peace")),
        session(
            "2018-01-01",
            said(both, "east_china_sea", "oppose", "opposed", target="unilateral attempt in the East China Sea"),
            said(both, "taiwan_strait", "stress", "underlined", target="peace across the Taiwan Strait"),
        ),
    )["theme_changes"]
    strait = only(found, theme="taiwan_strait")
    assert strait["strength_after"] == strait["strength_before"] > 0
    assert only(found, theme="east_china_sea")["strength_after"] < 0


def test_two_seas_named_apart_are_two_threads() -> None:
    south = "The Ministers strongly opposed unilateral actions that raise tensions in the South China Sea."
    east = "The Ministers strongly opposed unilateral actions that raise tensions in the East China Sea."
    found = compared(
        session("2017-01-01", said(south, "south_china_sea", "oppose", "opposed", target="unilateral actions")),
        session("2018-01-01", said(east, "east_china_sea", "oppose", "opposed", target="unilateral actions")),
    )["ledger"]
    assert set(found["change"]) == {"dropped", "new"}
