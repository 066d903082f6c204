"""Headers under many names become metadata."""

import datetime

import pytest

from stanceshift.corpus.headers import known_values, unused_keys
from stanceshift.errors import StanceshiftError


def test_names_of_keys_are_mapped_and_placeholders_left_out():
    header = {
        "Titre": "  Une  déclaration ",
        "Session Date": datetime.date(2020, 10, 7),
        "place": "(none)",
        "Countries": ["France", "Allemagne"],
        "lang": "fr-FR",
        "complete": False,
        "kind": "joint statement / communique",
        "url": "https://example.org/a",
        "license": "CC-BY-4.0",
        "tags": "x",
    }
    assert known_values(header, "a.json") == {
        "title": "Une déclaration",
        "date": "2020-10-07",
        "parties": ["fr", "de"],
        "language": "fr",
        "coverage": "partial",
        "genre": "joint_statement",
        "source_url": "https://example.org/a",
        "licence": "CC-BY-4.0",
    }
    assert unused_keys(header) == ["tags"]


def test_a_time_is_cut_to_its_day_and_lists_may_be_text():
    header = {
        "date": "2021-03-12 11:58:09-05:00",
        "parties": "Japan, United States; India",
        "participants": "A (X); B (Y)",
    }
    assert known_values(header, "a") == {
        "date": "2021-03-12",
        "parties": ["jp", "us", "in"],
        "participants": ["A (X)", "B (Y)"],
    }


@pytest.mark.parametrize(
    ("header", "message"),
    [({"parties": ["Atlantis"]}, "Atlantis"), ({"date": "soon"}, "no date"), ({"language": "Klingon"}, "not read")],
)
def test_wrong_values_name_file_and_key(header, message):
    with pytest.raises(StanceshiftError, match=message) as caught:
        known_values(header, "a.json")
    assert (caught.value.file, caught.value.where) == ("a.json", next(iter(header)))
