"""Gates: each can fail, and says where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stanceshift.corpus import fill_hashes, read_corpus, stage_check, stage_ingest
from stanceshift.corpus.accounting import accounted, characters_table
from stanceshift.corpus.check import Gate, metrics_of, run_gates
from stanceshift.corpus.commands import check_command
from stanceshift.corpus.ingest import Corpus
from stanceshift.corpus.schemas import SEGMENT_KINDS
from stanceshift.files import read_json, write_text

from .corpora import ENGLISH, FRENCH, write_document

FACTS = [
    {"id": "a", "session": "fr-jp-2017-01-06", "confidence": "high"},
    {"id": "b", "session": "fr-jp-2017-01-06", "confidence": "medium"},
    {"id": "c", "session": "fr-jp-2017-01-06", "confidence": "low"},
    {"id": "d", "session": "fr-jp-2018-01-26", "confidence": "high"},
]
DIGEST: dict[str, Any] = {"text_kind": "digest", "coverage": "partial", "note": "A digest."}


def gates(root: Path, **options: Any) -> dict[str, Gate]:
    fill_hashes(root)
    settings = {"min_language_share": 0.5, "near_duplicate": 0.9, "sessions": {}} | options
    return {gate.name: gate for gate in run_gates(read_corpus(root), **settings)}


def test_a_sound_corpus_passes(tmp_path: Path) -> None:
    write_document(tmp_path)
    write_document(tmp_path, ENGLISH, language="en")
    write_document(tmp_path, ENGLISH, language="en", **DIGEST, paragraphs={1: ["a"], 2: ["b"]})
    found = gates(tmp_path, facts=FACTS, near_duplicate=1.0)
    assert [name for name, gate in found.items() if not gate.passed] == ["near_duplicates"]


@pytest.mark.parametrize(
    ("text", "change", "name", "message"),
    [
        (FRENCH.replace("2.", "3."), {}, "numbering", "number 3. follows 1"),
        (ENGLISH, {}, "language", "reads as fr"),
        (FRENCH, {"source_url": "https://user@example.org/x"}, "addresses", "user name"),
        (FRENCH, {"source_url": None}, "metadata", "source_url"),
        (FRENCH, {"retrieved": None}, "metadata", "retrieved"),
        (
            FRENCH,
            {"text_kind": "digest", "note": "A digest.", "paragraphs": {1: [], 2: []}},
            "metadata",
            "coverage: partial",
        ),
    ],
)
def test_gates_fail(tmp_path: Path, text: str, change: dict[str, Any], name: str, message: str) -> None:
    write_document(tmp_path, text, **change)
    found = gates(tmp_path)
    assert [gate.name for gate in found.values() if not gate.passed] == [name]
    assert message in found[name].failures[0]


def test_unequal_language_versions(tmp_path: Path) -> None:
    write_document(tmp_path)
    write_document(tmp_path, ENGLISH + "\n3. They decided to meet again.\n", language="en")
    assert gates(tmp_path)["language_versions"].failures == ("fr-jp-2017-01-06, official: en 3, fr 2 paragraphs",)


@pytest.mark.parametrize(
    ("stated", "failures"),
    [
        ({1: ["a"], 2: ["b"]}, []),
        ({1: ["a"], 2: []}, ["b is not stated"]),
        ({1: ["a", "b"]}, ["paragraph 2 is not in the metadata"]),
        ({1: ["a", "b"], 2: [], 3: []}, ["paragraph 3 of the metadata is not in the text"]),
        ({1: ["a", "b"], 2: ["c"]}, ["c is of low confidence and should stay out"]),
        ({1: ["a", "b"], 2: ["d"]}, ["d belongs to another session"]),
        ({1: ["a", "b"], 2: ["e"]}, ["e is no recorded position"]),
    ],
)
def test_facts(tmp_path: Path, stated: dict[int, list[str]], failures: list[str]) -> None:
    write_document(tmp_path, **DIGEST, paragraphs=stated)
    expected = tuple(f"fr-jp-2017-01-06.fr.digest: {failure}" for failure in failures)
    assert gates(tmp_path, facts=FACTS)["facts"].failures == expected


def test_lost_characters_are_counted(tmp_path: Path) -> None:
    write_document(tmp_path)
    fill_hashes(tmp_path)
    corpus = read_corpus(tmp_path)
    whole = accounted(corpus).iloc[0]
    assert (whole["unaccounted"], whole["share"]) == (0, 1.0)
    assert whole["characters"] == len(FRENCH)
    cut = corpus.segments[corpus.segments["segment_index"] != 2]
    broken = Corpus(**{**vars(corpus), "segments": cut})
    assert accounted(broken).iloc[0]["unaccounted"] > 0
    assert metrics_of(broken, [])["share_accounted"] < 1


def test_the_table_of_characters_adds_up(tmp_path: Path) -> None:
    write_document(tmp_path, f"Déclaration conjointe\n\nParis, le 6 janvier 2017\n\nQuestions\n\n{FRENCH}")
    write_document(tmp_path, ENGLISH, language="en")
    fill_hashes(tmp_path)
    corpus = read_corpus(tmp_path)
    table = characters_table(corpus)
    assert table["document_id"].tolist() == ["fr-jp-2017-01-06.en", "fr-jp-2017-01-06.fr", "all"]
    assert (table[list(SEGMENT_KINDS)].sum(axis=1) == table["characters"]).all()
    assert table["share"].tolist() == [1.0] * 3
    counts = ["characters", *SEGMENT_KINDS, "unaccounted"]
    assert table[counts].iloc[-1].tolist() == table[counts].iloc[:-1].sum().tolist()
    assert table["title"].tolist() == [0, 21, 21] and table["front_matter"].iloc[1] == 24
    assert metrics_of(corpus, [])["characters_by_kind"]["heading"] == len("Questions")
    broken = Corpus(**{**vars(corpus), "segments": corpus.segments[corpus.segments["kind"] != "heading"]})
    assert characters_table(broken)[["unaccounted", "share"]].iloc[-1].tolist() != [0, 1.0]


def test_another_corpus_is_held_against_its_own_catalogue(tmp_path: Path) -> None:
    write_document(tmp_path / "mine")
    fill_hashes(tmp_path / "mine")
    arguments = ["--corpus", str(tmp_path / "mine")]
    label = "{en: a, fr: b, ja: c}"
    write_text(tmp_path / "params.yaml", "ingest: {min_characters: 10}\n")
    write_text(
        tmp_path / "mine-catalogue" / "series.yaml", f"- {{id: france-japan, label: {label}, parties: [fr, jp]}}\n"
    )
    session = "- {id: fr-jp-2017-01-06, series: france-japan, ordinal: 9, date: '2017-01-06', parties: [fr, jp]}\n"
    write_text(tmp_path / "mine-catalogue" / "sessions.yaml", session)
    result = CliRunner().invoke(check_command, [*arguments, "--params", str(tmp_path / "params.yaml")])
    assert result.exit_code == 1 and "ordinal is 3, in the catalogue 9" in " ".join(result.output.split())


def test_command_prints_a_table_and_exits(tmp_path: Path) -> None:
    write_document(tmp_path / "corpus", FRENCH.replace("2.", "3."))
    write_text(tmp_path / "params.yaml", f"ingest: {{corpus: '{tmp_path / 'corpus'}', min_characters: 10}}\n")
    run = CliRunner().invoke
    arguments = ["--params", str(tmp_path / "params.yaml")]
    missing = run(check_command, arguments)
    assert missing.exit_code == 1
    assert "sha256 is missing" in missing.output and "Traceback" not in missing.output
    failed = run(check_command, [*arguments, "--fix-hashes", "--characters", "--suspicions"])
    assert failed.exit_code == 1
    assert "follows" in failed.output and "100.00%" in failed.output


def test_catalogue_and_exit_code_zero(tmp_path: Path) -> None:
    write_document(tmp_path / "corpus")
    write_text(
        tmp_path / "catalogue" / "series.yaml",
        "- {id: france-japan, label: {en: a, fr: b, ja: c}, parties: [fr, jp], primary_language: fr}\n",
    )
    session = (
        "- {id: fr-jp-2017-01-06, series: france-japan, ordinal: ORDINAL, date: '2017-01-06',"
        " place: Paris (ministry), parties: [fr, jp]}\n"
    )
    write_text(
        tmp_path / "params.yaml",
        f"ingest: {{corpus: '{tmp_path / 'corpus'}', catalogue: '{tmp_path / 'catalogue'}', min_characters: 10}}\n",
    )
    arguments = ["--params", str(tmp_path / "params.yaml"), "--fix-hashes"]
    for ordinal, code in (("3", 0), ("4", 1)):
        write_text(tmp_path / "catalogue" / "sessions.yaml", session.replace("ORDINAL", ordinal))
        result = CliRunner().invoke(check_command, arguments)
        assert result.exit_code == code, result.output


def test_stage_reads_what_ingest_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_document(tmp_path / "corpus", FRENCH.replace("2.", "3."))
    fill_hashes(tmp_path / "corpus")
    write_text(tmp_path / "params.yaml", "ingest: {corpus: corpus, catalogue: catalogue, min_characters: 10}\n")
    (tmp_path / "data" / "lexicon").mkdir(parents=True)
    write_text(tmp_path / "data/lexicon/abbreviations.yaml", Path("data/lexicon/abbreviations.yaml").read_text())
    monkeypatch.chdir(tmp_path)
    stage_ingest.main()
    stage_check.main()
    written = read_json("build/check/gates.json")
    assert [gate["name"] for gate in written if not gate["passed"]] == ["numbering"]
    assert Path("build/check/characters.csv").read_text().splitlines()[-1].startswith("all,")
    metrics = read_json("reports/metrics/check.json")
    assert (metrics["documents"], metrics["paragraphs"], metrics["gates_failed"]) == (1, 2, 1)
    assert metrics["share_accounted"] == 1.0
