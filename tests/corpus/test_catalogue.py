"""The catalogue of sessions: checked, found, extended without Python."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.corpus.catalogue import (
    Label,
    Series,
    Session,
    address_problem,
    extend_catalogue,
    load_catalogue,
)
from stanceshift.errors import StanceshiftError

OURS = Path("data/catalogue")
FACTS = Path("../shared/facts")
SERIES = """# ours
- id: france-japan
  label: {en: France–Japan, fr: France–Japon, ja: 日仏}
  parties: [fr, jp]
"""
SESSIONS = """# sessions
- id: fr-jp-2017-01-06
  series: france-japan
  date: '2017-01-06'
  parties: [fr, jp]
- id: fr-jp-2018-01
  series: france-japan
  date: 2018-01
  parties: [jp, fr]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "series.yaml").write_text(SERIES, encoding="utf-8")
    (tmp_path / "sessions.yaml").write_text(SESSIONS, encoding="utf-8")
    return tmp_path


def test_ours_holds_every_known_session():
    catalogue = load_catalogue(OURS)
    assert len(catalogue.sessions) == 81
    assert len(catalogue.series) == 12
    assert [s.ordinal for s in catalogue.sessions_of("france-japan")] == [1, 2, 3, 4, 5, 6, 7]
    assert all(address.official for s in catalogue.sessions.values() for address in s.urls)
    assert not any(address.official for s in catalogue.sessions.values() for address in s.other_urls)
    for session in catalogue.sessions.values():
        addresses = [address.url for address in session.urls + session.other_urls]
        assert len(addresses) == len(set(addresses)), session.id


def test_ours_agrees_with_the_facts():
    if not FACTS.is_dir():
        pytest.skip("../shared/facts is not here")
    catalogue = load_catalogue(OURS)
    meetings = yaml.safe_load((FACTS / "other-2plus2.yaml").read_text(encoding="utf-8"))["meetings"]
    for meeting in meetings:
        session = catalogue.sessions[meeting["id"]]
        assert (session.series, session.ordinal, session.date) == (
            meeting["series"],
            meeting["ordinal"],
            str(meeting["date"]),
        )
        assert [a.url for a in session.urls] == [a["url"] for a in meeting["official_urls"]]
        assert [a.url for a in session.other_urls] == [a["url"] for a in meeting["other_urls"]]
        assert session.statement.languages == (meeting["statement"]["languages"] or [])
        assert [name.split(" (")[0] for name in session.participants] == [
            name.split(" (")[0] for name in meeting.get("participants") or []
        ]
    for meeting in yaml.safe_load((FACTS / "france-japan.yaml").read_text(encoding="utf-8")):
        session = catalogue.sessions[f"fr-jp-{meeting['date']}"]
        assert session.ordinal == meeting["ordinal"]
        recorded = {d["url"] for kind in ("documents", "summaries") for d in meeting["official_statement"][kind]}
        assert {a.url for a in session.urls + session.other_urls} == recorded - {None}


def test_sessions_are_found_by_parties_and_date(folder):
    catalogue = load_catalogue(folder)
    assert [s.id for s in catalogue.series_between(["jp", "fr"])] == ["france-japan"]
    assert catalogue.series_between(["jp"]) == []
    assert [s.id for s in catalogue.on("france-japan", "2017-01-06")] == ["fr-jp-2017-01-06"]
    assert [s.id for s in catalogue.on("france-japan", "2018-01-26")] == ["fr-jp-2018-01"]
    assert catalogue.on("france-japan", "2018-02-26") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("sessions.yaml", "date: '2017-01-06'", "date: yesterday", "key date"),
        ("sessions.yaml", "date: '2017-01-06'", "date: '2017-01-07'", "does not hold the date"),
        ("sessions.yaml", "series: france-japan\n  date: '2017", "series: japan\n  date: '2017", "key series"),
        ("sessions.yaml", "parties: [fr, jp]", "parties: [fr, us]", "key parties"),
        ("sessions.yaml", "parties: [fr, jp]", "parties: [fr, jp]\n  colour: red", "key colour"),
        ("sessions.yaml", "- id: fr-jp-2018-01\n", "- id: fr-jp-2017-01-06\n", "stands twice|does not hold"),
        (
            "sessions.yaml",
            "parties: [jp, fr]",
            "parties: [jp, fr]\n  urls: [{url: 'ftp://a.b', publisher: A, lang: fr, what: statement, official: true}]",
            "key urls.0.url",
        ),
        ("series.yaml", "parties: [fr, jp]", "parties: [France]", "key parties"),
        ("series.yaml", "ja: 日仏", "de: x", "key label"),
    ],
)
def test_an_error_names_file_entry_and_key(folder, file, old, new, key):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StanceshiftError, match=key) as caught:
        load_catalogue(folder)
    assert caught.value.file == str(path)
    assert caught.value.where.startswith("entry")


def test_a_missing_file_is_an_error_unless_it_may_be_missing(tmp_path):
    with pytest.raises(StanceshiftError, match="not found"):
        load_catalogue(tmp_path)
    assert load_catalogue(tmp_path, missing_ok=True).sessions == {}


QUAD = Series(id="quad", label=Label(en="Quad", fr="Quad", ja="クアッド"), parties=["au", "in", "jp", "us"])
SUMMIT = Session(id="quad-2021-03-12", series="quad", date="2021-03-12", parties=["au", "in", "jp", "us"])


def test_entries_are_appended_and_comments_stay(folder):
    catalogue = extend_catalogue(folder, series=[QUAD], sessions=[SUMMIT])
    assert catalogue == load_catalogue(folder)
    assert catalogue.sessions["quad-2021-03-12"] == SUMMIT
    assert (folder / "series.yaml").read_text(encoding="utf-8").startswith(SERIES)
    assert (folder / "sessions.yaml").read_text(encoding="utf-8").startswith(SESSIONS)


def test_nothing_is_written_where_an_entry_is_wrong(folder):
    with pytest.raises(StanceshiftError, match="no series is called"):
        extend_catalogue(folder, sessions=[SUMMIT])
    assert (folder / "sessions.yaml").read_text(encoding="utf-8") == SESSIONS
    (folder / "series.yaml").write_text("[{id: a, label: {en: A, fr: A, ja: A}, parties: [fr]}]\n", encoding="utf-8")
    with pytest.raises(StanceshiftError, match="cannot be appended"):
        extend_catalogue(folder, series=[QUAD])


def test_a_catalogue_begins_from_nothing(tmp_path):
    extend_catalogue(tmp_path / "new", series=[QUAD], sessions=[SUMMIT])
    assert list(load_catalogue(tmp_path / "new").series) == ["quad"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "ftp://example.org",
        "http:///x",
        "http://a b.org",
        "http://u@a.org",
        "http://a.org:x/",
        "http://a.org:0/",
    ],
)
def test_bad_addresses(address):
    assert address_problem(address)


@pytest.mark.parametrize(
    "address", ["http://a.org", "https://a.org:8080/x?q=1#f", "http://a.org/search;query=Id:%22media%22;src1=sm1"]
)
def test_good_addresses(address):
    assert address_problem(address) == ""


@given(st.text())
def test_any_address_gets_an_answer(address):
    assert isinstance(address_problem(address), str)
