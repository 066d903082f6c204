from __future__ import annotations

import pytest

from tests.shifts.frames import SCS, SCS_HARDER, compared, said, session

CONCERN = said(SCS, "south_china_sea", "concern", "concern")
OPPOSE = said(SCS_HARDER, "south_china_sea", "oppose", "strong opposition", force=2)


def test_the_second_partner_is_measured_against_the_first() -> None:
    tables = compared(session("2017-01-01", CONCERN), session("2017-06-01", OPPOSE, series="a-c"))
    row = tables["partners"].iloc[0]
    assert (row["series_a"], row["series_b"], row["relation"]) == ("a-b", "a-c", "stronger")
    assert "first said in a-b on 2017-01-01" in row["reason"]
    assert row["similarity"] > 0.7


@pytest.mark.parametrize(("date", "rows"), [("2018-01-15", 1), ("2018-12-01", 0)])
def test_only_sessions_within_the_window_are_partners(date: str, rows: int) -> None:
    tables = compared(session("2017-01-01", CONCERN), session(date, OPPOSE, series="a-c"))
    assert len(tables["partners"]) == rows
