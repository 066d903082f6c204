from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.shifts.strength import follow_up, magnitude, signed, step, step_words


def position(direction: str, rung: int, force: int, verb: str = "v", act: str = "state") -> SimpleNamespace:
    return SimpleNamespace(direction=direction, rung=rung, force=force, verb=verb, act=act)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (("against", 2, 1), ("against", 3, 0), "strengthened"),
        (("against", 3, 2), ("against", 3, 1), "softened"),
        (("for", 3, 1), ("against", 2, 1), "reversed"),
        (("none", 0, 1), ("for", 1, 1), "strengthened"),
        (("against", 2, 1), ("none", 0, 1), "softened"),
        (("for", 1, 1), ("for", 1, 1), "equal"),
    ],
)
def test_step(before: tuple[str, int, int], after: tuple[str, int, int], change: str) -> None:
    assert step(position(*before), position(*after)).change == change


POSITIONS = st.builds(position, st.sampled_from(["for", "against", "none"]), st.integers(0, 4), st.integers(0, 2))
OPPOSITES = {"strengthened": "softened", "softened": "strengthened", "reversed": "reversed", "equal": "equal"}


@given(POSITIONS, POSITIONS)
def test_a_step_back_is_the_opposite_step(one: SimpleNamespace, other: SimpleNamespace) -> None:
    assert step(other, one).change == OPPOSITES[step(one, other).change]


@given(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
def test_rung_decides_before_force(rung: int, force: int, other: int) -> None:
    assert magnitude(rung + 1, force) > magnitude(rung, other)


@pytest.mark.parametrize(
    ("before", "after", "becomes"),
    [
        (("commit", "for"), ("welcome", "for"), "carried_out"),
        (("commit", "for"), ("note", "none"), "carried_out"),
        (("commit", "for"), ("recall", "for"), "recalled"),
        (("commit", "for"), ("stress", "for"), ""),
        (("commit", "for"), ("recall", "against"), ""),
        (("commit", "against"), ("welcome", "for"), ""),
        (("urge", "for"), ("welcome", "for"), ""),
    ],
)
def test_what_becomes_of_a_commitment(before: tuple[str, str], after: tuple[str, str], becomes: str) -> None:
    one, other = (position(side, 4, 1, act=act) for act, side in (before, after))
    assert follow_up(one, other) == becomes


def test_sign_and_words() -> None:
    assert signed("against", 3, 2) == -3.3
    assert signed("none", 4, 1) == 0
    words = step_words(position("against", 2, 1, "concern"), position("against", 3, 2, "strong opposition"))
    assert words == "'concern' to 'strong opposition': rung 2 to 3, force 1 to 2"


def test_between_a_demand_and_a_call_the_side_is_no_step() -> None:
    demand, call = position("against", 3, 1, act="demand"), position("for", 3, 1, act="urge")
    assert step(demand, call).change == step(call, demand).change == "equal"
    assert step(demand, position("for", 3, 1, act="support")).change == "reversed"
