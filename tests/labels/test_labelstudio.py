from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from stanceshift.corpus import read_document, read_source
from stanceshift.errors import StanceshiftError
from stanceshift.files import read_jsonl, read_yaml, write_json, write_yaml
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.gold import load_gold
from stanceshift.labels.labelstudio import coder_of, from_tasks, labelling_config, to_tasks
from tests.labels.synthetic import ROOT

SEED = "fr-jp-2017-01-06.fr"
CODEBOOK = load_codebook(ROOT / "data/codebook")


@pytest.fixture(scope="module")
def paragraphs():
    source = read_source(ROOT / "data/corpus/france-japan" / f"{SEED}.txt")
    return read_document(source, SEED, "fr", abbreviations=ROOT / "data/lexicon/abbreviations.yaml").paragraphs


@pytest.fixture(scope="module")
def gold(paragraphs, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("gold")
    for path in (ROOT / "data/gold").glob("seed.*.jsonl"):
        shutil.copy(path, folder)
    index = read_yaml(ROOT / "data/gold/index.yaml")
    write_yaml(folder / "index.yaml", {**index, "entries": [e for e in index["entries"] if e["set"] == "seed"]})
    return load_gold(folder, paragraphs, CODEBOOK)


def strip(record: dict) -> dict:
    return {
        **{key: record[key] for key in ("paragraph", "sha", "stance", "theme_stance")},
        "main": record["themes"][0],
        "themes": set(record["themes"]),
        "positions": [
            {key: value for key, value in position.items() if key not in ("note", "reported")}
            for position in sorted(record["positions"], key=lambda position: (position["start"], position["end"]))
        ],
    }


def test_gold_goes_out_and_comes_back_with_its_coders(gold, paragraphs, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    coders = {"ann@example.org": gold.coders["seed"]["coder-a"], "bob@example.org": gold.coders["seed"]["coder-b"]}
    write_json(path, to_tasks(paragraphs, {"default": gold.references["seed"]}, coders))
    found = from_tasks(path, paragraphs)
    assert list(found) == ["ann@example.org", "bob@example.org"]
    for coder, name in (("ann@example.org", "coder-a"), ("bob@example.org", "coder-b")):
        original = read_jsonl(ROOT / f"data/gold/seed.{name}.jsonl")
        assert [strip(record) for record in found[coder]] == [strip(record) for record in original]


def test_what_comes_back_is_valid_gold(gold, paragraphs, tmp_path: Path) -> None:
    export = tmp_path / "export.json"
    write_json(export, to_tasks(paragraphs, annotations={"ann@example.org": gold.references["seed"]}))
    rows = from_tasks(export, paragraphs)["ann@example.org"]
    folder = tmp_path / "gold"
    folder.mkdir()
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "seed.person.jsonl").write_text(text, encoding="utf-8")
    index = read_yaml(ROOT / "data/gold/index.yaml")
    entry = {**index["entries"][2], "coder": "ann@example.org", "kind": "person", "files": "seed.person.jsonl"}
    write_yaml(folder / "index.yaml", {**index, "entries": [entry]})
    again = load_gold(folder, paragraphs, CODEBOOK).references["seed"]
    assert len(again.positions) == len(gold.references["seed"].positions)
    assert again.paragraphs["main_theme"].tolist() == gold.references["seed"].paragraphs["main_theme"].tolist()


@pytest.mark.parametrize(
    ("by", "coder"),
    [({"id": 7, "email": "ann@example.org"}, "ann@example.org"), ({"id": 7}, "7"), (7, "7"), (None, "unknown")],
)
def test_the_coder_is_kept_however_the_export_names_them(by: object, coder: str) -> None:
    assert coder_of({"completed_by": by}) == coder


def test_cancelled_annotations_are_left_out(gold, paragraphs, tmp_path: Path) -> None:
    tasks = to_tasks(paragraphs, annotations={"ann@example.org": gold.references["seed"]})
    tasks[0]["annotations"][0]["was_cancelled"] = True
    write_json(tmp_path / "x.json", tasks)
    assert len(from_tasks(tmp_path / "x.json", paragraphs)["ann@example.org"]) == 27


def test_changed_texts_and_unfinished_annotations_are_refused(gold, paragraphs, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    tasks = to_tasks(paragraphs, annotations={"ann@example.org": gold.references["seed"]})
    write_json(path, tasks)
    with pytest.raises(StanceshiftError, match=rf"task 1, paragraph {SEED}#1: the text has changed"):
        from_tasks(path, paragraphs.assign(sha="0" * 12))
    result = tasks[0]["annotations"][0]["result"]
    tasks[0]["annotations"][0]["result"] = [item for item in result if item.get("from_name") != "act"]
    write_json(path, tasks)
    with pytest.raises(StanceshiftError, match="has no act"):
        from_tasks(path, paragraphs)
    tasks[0]["annotations"][0]["result"] = [item for item in result if item.get("from_name") != "main_theme"]
    write_json(path, tasks)
    with pytest.raises(StanceshiftError, match="main theme"):
        from_tasks(path, paragraphs)


def test_the_configuration_names_every_control_that_the_tasks_use(gold, paragraphs) -> None:
    config = ElementTree.fromstring(labelling_config(CODEBOOK.theme_ids))
    names = {element.get("name") for element in config.iter()}
    tasks = to_tasks(paragraphs, {"default": gold.references["seed"]})
    used = {item["from_name"] for task in tasks for item in task["predictions"][0]["result"] if "from_name" in item}
    assert used <= names
