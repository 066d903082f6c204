"""A text that reaffirms an earlier one by its date, or points to a document issued with it, is known to; nothing else is."""

from __future__ import annotations

import pandas as pd
import pytest

from stanceshift.shifts.importance import load_weights
from stanceshift.shifts.references import find_attached, find_reaffirmed, written

SESSIONS = pd.DataFrame(
    {
        "session_id": ["a", "b", "c", "z"],
        "series": ["s", "s", "s", "other"],
        "date": ["2005-02-19", "2005-10-29", "2006-05-01", "2005-02-19"],
    }
)


def _found(verb: str, sentence: str, language: str = "en", session: str = "b") -> dict[str, frozenset[str]]:
    row = {"session_id": session, "verb": verb, "sentence_text": sentence, "language": language}
    return find_reaffirmed(pd.DataFrame([row]), SESSIONS, load_weights().reaffirming)


@pytest.mark.parametrize(
    ("verb", "sentence", "language"),
    [
        (
            "reiterated their commitment",
            "They reiterated their commitment to the aims of the February 19, 2005 statement.",
            "en",
        ),
        ("Reaffirming", "Reaffirming the joint statement of 19 February 2005, they agreed on details.", "en"),
        ("ont réaffirmé", "Ils ont réaffirmé les objectifs de la déclaration du 19 février 2005.", "fr"),
        ("再確認した", "双方は、2005年2月19日の共同発表を再確認した。", "ja"),
    ],
)
def test_reaffirmed_by_date(verb: str, sentence: str, language: str) -> None:
    assert _found(verb, sentence, language) == {"b": frozenset({"2005-02-19"})}


@pytest.mark.parametrize(
    ("verb", "sentence", "session"),
    [
        ("discussed", "They discussed the February 19, 2005 statement.", "b"),
        ("reaffirmed", "They reaffirmed the statement of the year before.", "b"),
        ("reaffirmed", "They reaffirmed the statement of October 29, 2005.", "b"),
        ("reaffirmed", "They reaffirmed the February 19, 2005 statement.", "a"),
        ("reaffirmed", "They reaffirmed the October 29, 2005 statement.", "z"),
    ],
)
def test_not_reaffirmed(verb: str, sentence: str, session: str) -> None:
    assert _found(verb, sentence, session=session) == {}


def test_dates_are_written_as_each_language_does() -> None:
    assert written("2017-01-06", "fr") == ["6 janvier 2017"]
    assert written("2017-01-06", "en") == ["january 6, 2017", "6 january 2017"]
    assert written("2017-01-06", "de") == []


def _attached(text: str, language: str = "en") -> dict[str, str]:
    paragraph = {"document_id": "d", "text": text, "language": language}
    sessions = pd.DataFrame({"session_id": ["a"], "document_id": ["d"]})
    return find_attached(pd.DataFrame([paragraph]), sessions, load_weights().attached)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Further progress is listed in the Fact Sheet released today.", "en", "Fact Sheet"),
        ("They approved the details recorded in the realignment roadmap.", "en", "recorded in the realignment roadmap"),
        ("The list is in the accompanying document.", "en", "accompanying document"),
        ("Les projets figurent à l'annexe.", "fr", "annexe"),
        ("Ils ont adopté les mesures décrites dans la feuille de route.", "fr", "décrites dans la feuille de route"),
        ("詳細は別紙のとおり。", "ja", "別紙"),
    ],
)
def test_a_document_issued_with_the_text(text: str, language: str, words: str) -> None:
    assert _attached(text, language) == {"a": words}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They welcomed the illegal annexation being condemned by all.", "en"),
        ("They will draw up a roadmap.", "en"),
        ("Ils condamnent l'annexion de la Crimée.", "fr"),
        ("彼らは会談した。", "ja"),
        ("Anlage: fact sheet", "de"),
    ],
)
def test_no_document_issued_with_the_text(text: str, language: str) -> None:
    assert _attached(text, language) == {}
