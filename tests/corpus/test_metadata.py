"""Metadata beside the texts: errors name file and key; hashes are checked and filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stanceshift.corpus import dump_metadata, fill_hashes, load_metadata, parse_metadata, sidecar_of, text_files
from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml, sha256_of, write_yaml

from .corpora import metadata, write_document


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        ({"language": "de"}, "language", "fr"),
        ({"date": "2017-13-01", "session": "fr-jp-2017-13-01", "id": "fr-jp-2017-13-01.fr"}, "date", "month"),
        ({"date": "2018-01-01"}, "", "does not hold the date"),
        ({"id": "something.fr"}, "", "make 'fr-jp-2017-01-06.fr'"),
        ({"parties": ["France"]}, "parties", "country code"),
        ({"parties": []}, "parties", "at least 1"),
        ({"title": " "}, "title", "at least 1"),
        ({"source_url": "ftp://x"}, "source_url", "match"),
        ({"publisher": None}, "publisher", "string"),
        ({"text_kind": "rumour"}, "text_kind", "official"),
        ({"unknown": 1}, "unknown", "not permitted"),
        ({"sha256": "abc"}, "sha256", "match"),
        ({"ordinal": 0}, "ordinal", "greater"),
        ({"paragraphs": {"one": []}}, "paragraphs", "integer"),
    ],
)
def test_wrong_keys_are_named(change: dict[str, Any], where: str, message: str) -> None:
    with pytest.raises(StanceshiftError) as caught:
        parse_metadata(metadata() | change, "a/b.yaml")
    assert caught.value.file == "a/b.yaml"
    assert caught.value.where.startswith(where)
    assert message in caught.value.what


def test_missing_key_is_named() -> None:
    value = metadata()
    del value["licence"]
    with pytest.raises(StanceshiftError, match=r"licence: this key is missing"):
        parse_metadata(value, "b.yaml")


def test_dates_written_bare_are_read(tmp_path: Path) -> None:
    text = write_document(tmp_path)
    sidecar = sidecar_of(text)
    sidecar.write_text(sidecar.read_text().replace("'2017-01-06'", "2017-01-06"))
    assert load_metadata(text, check_hash=False).date == "2017-01-06"


def test_hash_is_checked_and_filled(tmp_path: Path) -> None:
    text = write_document(tmp_path)
    right = sha256_of(text)
    with pytest.raises(StanceshiftError, match="sha256 is missing") as caught:
        load_metadata(text)
    assert right in caught.value.fix
    assert fill_hashes(tmp_path) == [sidecar_of(text)]
    assert load_metadata(text).sha256 == right
    assert fill_hashes(tmp_path) == []
    text.write_text(text.read_text() + "More.")
    with pytest.raises(StanceshiftError, match="changed"):
        load_metadata(text)


def test_round_trip(tmp_path: Path) -> None:
    value = parse_metadata(metadata(text_kind="digest", paragraphs={2: ["b"], 1: ["a", "c"]}), "x.yaml")
    dump_metadata(value, tmp_path / "x.yaml")
    assert parse_metadata(read_yaml(tmp_path / "x.yaml"), "x.yaml") == value
    assert list(read_yaml(tmp_path / "x.yaml")["paragraphs"]) == ["1", "2"]


def test_name_and_id_must_agree(tmp_path: Path) -> None:
    text = write_document(tmp_path)
    other = text.with_name("fr-jp-2017-01-07.fr.txt")
    text.rename(other)
    sidecar_of(text).rename(sidecar_of(other))
    with pytest.raises(StanceshiftError, match="the file is called"):
        load_metadata(other)


def test_stray_files_are_named(tmp_path: Path) -> None:
    text = write_document(tmp_path)
    assert text_files(tmp_path) == [text]
    (tmp_path / "README.md").write_text("About this corpus")
    assert text_files(tmp_path) == [text]
    (text.parent / "notes.odt").write_text("x")
    with pytest.raises(StanceshiftError, match=r"notes\.odt"):
        text_files(tmp_path)
    (text.parent / "notes.odt").unlink()
    write_yaml(text.parent / "lonely.yaml", {})
    with pytest.raises(StanceshiftError, match="metadata without a text"):
        text_files(tmp_path)


def test_text_without_metadata(tmp_path: Path) -> None:
    text = write_document(tmp_path)
    sidecar_of(text).unlink()
    with pytest.raises(StanceshiftError, match="a text without metadata"):
        load_metadata(text)


def test_empty_or_missing_corpus(tmp_path: Path) -> None:
    with pytest.raises(StanceshiftError, match="holds no text"):
        text_files(tmp_path)
    with pytest.raises(StanceshiftError, match="no such corpus"):
        text_files(tmp_path / "nowhere")
