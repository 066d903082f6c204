"""Stage ingest: roles of texts, refusals, and the same bytes whatever the order of files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stanceshift.corpus import fill_hashes, read_corpus
from stanceshift.corpus.stage_ingest import main, write_corpus
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_text

from .corpora import ENGLISH, FRENCH, write_document

SERIES = """
- id: france-japan
  label: {en: France–Japan, fr: France–Japon, ja: 日仏}
  parties: [fr, jp]
  primary_language: en
"""


def roles(documents: pd.DataFrame) -> dict[str, tuple[bool, bool]]:
    return {row.document_id: (row.active, row.primary) for row in documents.itertuples()}


def corpus_of(root: Path) -> Path:
    write_document(root, text_kind="digest", coverage="partial")
    write_document(root, FRENCH + "\n3. Ils ont décidé de se revoir l'année prochaine à Tokyo.\n")
    write_document(root, ENGLISH, language="en", text_kind="digest", coverage="partial")
    later = {"session": "fr-jp-2018-01-26", "date": "2018-01-26", "ordinal": 4}
    write_document(root, FRENCH.replace("quatre ", ""), text_kind="digest", coverage="partial", **later)
    fill_hashes(root)
    return root


def test_official_before_digest_and_main_language(tmp_path: Path) -> None:
    documents = read_corpus(corpus_of(tmp_path)).documents
    assert roles(documents) == {
        "fr-jp-2017-01-06.en.digest": (True, False),
        "fr-jp-2017-01-06.fr": (True, True),
        "fr-jp-2017-01-06.fr.digest": (False, False),
        "fr-jp-2018-01-26.fr.digest": (True, True),
    }


def test_primary_language_of_the_catalogue(tmp_path: Path) -> None:
    write_text(tmp_path / "catalogue" / "series.yaml", SERIES)
    documents = read_corpus(corpus_of(tmp_path / "corpus"), catalogue=tmp_path / "catalogue").documents
    assert roles(documents)["fr-jp-2017-01-06.en.digest"] == (True, True)
    assert roles(documents)["fr-jp-2017-01-06.fr"] == (True, False)
    assert roles(documents)["fr-jp-2018-01-26.fr.digest"] == (True, True)


def test_every_document_has_paragraphs_with_ids(tmp_path: Path) -> None:
    corpus = read_corpus(corpus_of(tmp_path))
    counted = corpus.paragraphs.groupby("document_id").size().to_dict()
    assert counted == dict(zip(corpus.documents["document_id"], corpus.documents["n_paragraphs"], strict=True))
    assert "fr-jp-2017-01-06.fr#3" in set(corpus.paragraphs["paragraph_id"])
    assert corpus.sentences["sentence_id"].is_unique


@pytest.mark.parametrize(
    ("text", "message"),
    [("1. Fin.\n", "only 4 characters"), ("1.\n\n2.\n", "no paragraph"), (" \n", "no text")],
)
def test_too_little_text_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    write_document(tmp_path, text)
    fill_hashes(tmp_path)
    with pytest.raises(StanceshiftError, match=message) as caught:
        read_corpus(tmp_path, min_characters=100)
    assert "fr-jp-2017-01-06.fr.txt" in caught.value.file


def test_two_texts_with_one_id(tmp_path: Path) -> None:
    path = write_document(tmp_path)
    fill_hashes(tmp_path)
    path.with_suffix(".md").write_bytes(path.read_bytes())
    with pytest.raises(StanceshiftError, match=r"the id fr-jp-2017-01-06\.fr belongs to"):
        read_corpus(tmp_path)


def test_text_in_the_folder_of_another_series(tmp_path: Path) -> None:
    path = write_document(tmp_path)
    fill_hashes(tmp_path)
    path.parent.rename(tmp_path / "japan-uk")
    with pytest.raises(StanceshiftError, match="its series is 'france-japan'"):
        read_corpus(tmp_path)


def test_stage_writes_the_same_bytes_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus_of(tmp_path / "corpus")
    write_text(tmp_path / "params.yaml", "ingest: {corpus: corpus, catalogue: catalogue, min_characters: 10}\n")
    (tmp_path / "data").symlink_to(Path("data").resolve())
    monkeypatch.chdir(tmp_path)
    main()
    first = {path: path.read_bytes() for path in sorted(Path("build/ingest").rglob("*")) if path.is_file()}
    assert len(first) == 5 + 4
    (Path("build/ingest/sources") / "gone.txt").write_text("left over")
    write_corpus(read_corpus("corpus", catalogue="catalogue"))
    assert {path: path.read_bytes() for path in sorted(Path("build/ingest").rglob("*")) if path.is_file()} == first
