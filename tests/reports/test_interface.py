import re
from pathlib import Path

import pytest
from gold_tables import ROOT

from stanceshift.errors import StanceshiftError
from stanceshift.files import text_sha
from stanceshift.reports.inputs import TABLES
from stanceshift.reports.interface import LANGUAGES, load_interface
from stanceshift.shifts import schemas
from stanceshift.shifts.strength import RULE

FOLDER = ROOT / "data/interface"
RULE_TRANSLATED = "ecac7fe4e5aa"
"""Hash of the rule that method.rule_text translates: translate again when this test says so."""


def test_every_language_has_every_key_with_the_same_values() -> None:
    texts = {language: load_interface(language, FOLDER).texts for language in LANGUAGES}
    for language in LANGUAGES:
        assert set(texts[language]) == set(texts["en"])
    for key, text in texts["en"].items():
        for language in LANGUAGES:
            assert sorted(re.findall(r"{\w+}", texts[language][key])) == sorted(re.findall(r"{\w+}", text)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_every_value_and_column_are_there(language: str) -> None:
    t = load_interface(language, FOLDER)
    for name in schemas.CHANGES:
        assert t(f"change.{name}")
    for name in (*schemas.FLAGS,):
        assert name == "holder_changed" or t(f"flag.{name}")
    for name in schemas.STATUSES:
        assert t(f"status.{name}")
    for name in schemas.RELATIONS:
        assert t(f"relation.{name}", a="A", b="B")
    for table, (_, schema) in TABLES.items():
        assert t(f"tables.{table}")
        for column in schema.to_schema().columns:
            assert t.has(f"columns.{column}") or t.has(f"columns.{table}__{column}"), (table, column)


def test_the_french_rule_translates_the_rule_in_force() -> None:
    assert text_sha(RULE) == RULE_TRANSLATED, "the rule has changed: translate method.rule_text in fr.yaml again"


def test_dates_numbers_and_plurals() -> None:
    en, fr = load_interface("en", FOLDER), load_interface("fr", FOLDER)
    assert en.date("2017-01-06") == "6\u00a0January 2017"
    assert fr.date("2017-01-01") == "1er\u00a0janvier 2017"
    assert fr.date("2006") == "2006" and en.date("2015-02") == "February 2015"
    assert en.number(-3.3, 1, sign=True) == "−3.3" and fr.number(1234.5, 1) == "1\u202f234,5"
    assert en("term.n_positions", n=1) == "1 position" and en("term.n_positions", n=0) == "0 positions"
    assert fr("term.n_positions", n=0) == "0 position"
    assert fr.quote("non", "fr") == "«\u202fnon\u202f»" and fr.quote("no", "en") == "“no”"


def test_a_missing_text_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("nav: {index: Start}\n", encoding="utf-8")
    t = load_interface("en", tmp_path)
    with pytest.raises(StanceshiftError, match=r"en\.yaml, nav\.data"):
        t("nav.data")
