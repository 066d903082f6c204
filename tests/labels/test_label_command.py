"""`stanceshift label`: any text in, one line a paragraph out; faulty lines named, nothing else lost."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from stanceshift.corpus import read_corpus
from stanceshift.corpus.schemas import Documents, Paragraphs, Sentences
from stanceshift.errors import StanceshiftError
from stanceshift.frames import write_table
from stanceshift.labels import label_command as command
from stanceshift.labels import stage_label
from stanceshift.labels.labeller import Labeller
from stanceshift.labels.loose_texts import cleaned, label_frame, label_texts, language_of, prepare
from stanceshift.labels.stage_train import train
from stanceshift.settings import Label, Settings

CONDEMN = "We strongly condemn the missile launches."
SALUONS = "Nous saluons l'accord conclu à Genève."
KENEN = "四大臣は、深刻な懸念を表明した。"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Words alone, trained on the project's own sentences: the command, not the figures, is what is tested."""
    folder = tmp_path_factory.mktemp("label")
    text = "Nothing like the training sentences at all"
    row = {"sentence_id": "d#1.1", "paragraph_id": "d#1", "document_id": "d", "index": 1, "text": text}
    row |= {"language": "en", "start": 0, "end": len(text), "source_start": 0, "source_end": len(text)}
    write_table(pd.DataFrame([row]), folder / "ingest" / "sentences.parquet", Sentences)
    train(
        Settings(label=Label(encoder="none")),
        ingest=folder / "ingest",
        out=folder / "model",
        metrics=folder / "metrics.json",
        cache=None,
    )
    return folder / "model"


@pytest.fixture(scope="module")
def labeller(model: Path) -> Labeller:
    return Labeller.load(model)


@pytest.fixture
def label(model: Path, labeller: Labeller, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(command.Labeller, "load", classmethod(lambda cls, *args: labeller))

    def call(lines: list[Any], *options: str) -> Result:
        data = b"".join(
            line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=True).encode() + b"\n" for line in lines
        )
        return CliRunner().invoke(
            command.label_command, ["--jsonl", "--model", str(model), *options], input=data, catch_exceptions=True
        )

    return call


def _rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_gives_a_line(label: Any) -> None:
    result = label(
        [{"id": "a", "text": CONDEMN}, {"id": 7, "text": SALUONS, "lang": "fr-FR"}, {"id": "j", "text": KENEN}]
    )
    assert result.exit_code == 0, result.stderr
    rows = _rows(result)
    assert [row["id"] for row in rows] == ["a", 7, "j"]
    assert [row["lang"] for row in rows] == ["en", "fr", "ja"]
    assert [row["main_act"] for row in rows] == ["condemn", "welcome", "concern"]
    assert set(rows[0]) == {"id", "lang", "themes", "stance", "main_act", "positions"}
    position = rows[0]["positions"][0]
    wanted = {"act", "direction", "force", "holder", "target", "theme", "verb", "start", "end", "score", "source"}
    assert wanted <= set(position)
    assert CONDEMN[position["start"] : position["end"]] == position["verb"]
    assert "3 paragraphs labelled" in result.stderr


FAULTS = [
    ({"id": "f", "text": "  \n"}, "the text is empty"),
    ({"id": "f", "text": "\u200b\0"}, "the text is empty"),
    ({"id": "f", "text": "Wir sind hier.", "lang": "de"}, "no lexicon for language 'de'"),
    ({"id": "f", "text": "x", "lang": ["en"]}, "no lexicon for language"),
    ({"id": "f"}, "needs a string `text`"),
    ({"id": "f", "text": 3}, "needs a string `text`"),
    ({"text": "x"}, "needs an `id`"),
    ({"id": True, "text": "x"}, "needs an `id`"),
    ({"id": "a", "text": "x"}, "the id stands twice"),
    ({"id": "f", "text": "x", "parties": "FR"}, "`parties` is not a list"),
    (["a"], "not a JSON object"),
    (b'{"id": "f", \n', "not valid JSON"),
    (b'{"id": "f", "text": "\xff"}\n', "not UTF-8"),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_a_faulty_line_is_named_and_the_others_are_labelled(label: Any, fault: Any, said: str) -> None:
    result = label([{"id": "a", "text": CONDEMN}, b"\n", fault, {"id": "z", "text": SALUONS}])
    assert [row["id"] for row in _rows(result)] == ["a", "z"]
    assert result.exit_code == 1
    assert "line 3" in result.stderr
    assert said in result.stderr
    assert isinstance(result.exception, StanceshiftError)
    assert "2 paragraphs labelled, 1 not: line 3" in str(result.exception)


def test_a_text_that_breaks_the_labeller_takes_no_other_with_it(
    label: Any, labeller: Labeller, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = labeller.label

    def broken(paragraphs: pd.DataFrame, **options: Any) -> Any:
        if paragraphs["text"].str.contains("boom").any():
            raise IndexError("boom")
        return right(paragraphs, **options)

    monkeypatch.setattr(labeller, "label", broken)
    result = label([{"id": "a", "text": CONDEMN}, {"id": "b", "text": "boom"}, {"id": "c", "text": SALUONS}])
    assert [row["id"] for row in _rows(result)] == ["a", "c"]
    assert "line 2 (id 'b')" in result.stderr
    assert result.exit_code == 1


def test_nothing_given(label: Any) -> None:
    assert "nothing to label" in str(label([]).exception)
    assert CliRunner().invoke(command.label_command, []).exit_code == 2
    assert CliRunner().invoke(command.label_command, ["--jsonl", __file__]).exit_code == 2


def test_lines_come_out_as_they_go_in(label: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "BATCH", 2)
    monkeypatch.setattr(command, "TELL_EVERY", 0.0)
    result = label([{"id": f"p{n}", "text": CONDEMN} for n in range(5)])
    assert [row["id"] for row in _rows(result)] == [f"p{n}" for n in range(5)]
    assert "2 paragraphs labelled," in result.stderr
    assert "4 paragraphs labelled," in result.stderr


def test_a_very_long_paragraph(label: Any) -> None:
    sentence = "The ministers reaffirmed their commitment to peace. They strongly condemned the attacks. "
    text = sentence * 140  # 1,820 words
    begun = time.perf_counter()
    row = _rows(label([{"id": "long", "text": text}]))[0]
    assert time.perf_counter() - begun < 20
    assert len(row["positions"]) >= 280
    assert all(text[p["start"] : p["end"]] == p["verb"] for p in row["positions"])


def test_files(label: Any, model: Path, tmp_path: Path) -> None:
    paths = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        paths.append(tmp_path / name / "text.txt")
        paths[-1].write_text(f"{CONDEMN}\n\nWe welcome the agreement.\n", encoding="utf-8")
    result = CliRunner().invoke(command.label_command, ["--model", str(model), "--lang", "en", *map(str, paths)])
    assert result.exit_code == 0, result.output
    rows = _rows(result)
    assert [row["main_act"] for row in rows] == ["condemn", "welcome"] * 2
    assert len({row["id"] for row in rows}) == 4


def test_works_outside_a_project(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = json.dumps({"id": "a", "text": f"{CONDEMN} Mr. Smith left."}).encode()
    result = CliRunner().invoke(command.label_command, ["--jsonl", "--model", str(model)], input=data)
    assert result.exit_code == 0, result.output
    assert _rows(result)[0]["main_act"] == "condemn"


def test_no_trained_state_says_what_to_run(tmp_path: Path) -> None:
    result = CliRunner().invoke(command.label_command, ["--jsonl", "--model", str(tmp_path)], input=b"{}")
    assert "no trained model here" in str(result.exception)
    assert "dvc repro train" in str(result.exception)


def test_offsets_are_those_of_the_text_as_given(labeller: Labeller) -> None:
    texts = {
        "space": "We  strongly\n condemn\u00a0 the launches.",
        "nul": "We\0 strongly condemn\0 the launches.",
        "accents": "Les ministres  ont exprime\u0301 leur pre\u0301occupation. Ils condamnent l'attaque.",
        "unseen": "\ufeffWe strongly con\u00addemn the launches.",
    }
    frame = label_frame([{"id": name, "text": text} for name, text in texts.items()], labeller).set_index("id")
    for name, text in texts.items():
        for position in frame.loc[name, "positions"]:
            found = text[position["start"] : position["end"]]
            assert cleaned(found)[0] == position["verb"], name
    assert frame.loc["accents", "positions"][-1]["verb"] == "condamnent"


@given(st.text(alphabet=st.characters(codec=None, categories=["L", "M", "Zs", "Cc", "Cf", "Cs", "P"]), max_size=60))
def test_cleaning_keeps_places(text: str) -> None:
    clean, places = cleaned(text)
    assert clean == clean.strip()
    assert "  " not in clean
    assert "\0" not in clean
    clean.encode("utf-8")
    if places is None:
        assert clean == text
        return
    starts, ends = places
    assert len(starts) == len(ends) == len(clean)
    assert (np.diff(starts) >= 0).all()
    assert ((starts < ends) & (ends <= len(text))).all()
    again, moved = cleaned(clean)
    assert again == clean
    assert moved is None or (moved[0] == np.arange(len(clean))).all()


@pytest.mark.parametrize(
    ("tag", "language"), [("FR", "fr"), ("fr_CA", "fr"), ("jpn", "ja"), ("eng", "en"), (None, "en")]
)
def test_languages(tag: str | None, language: str) -> None:
    assert language_of(tag, CONDEMN) == language


def test_python_gives_the_same_as_the_command(label: Any, labeller: Labeller) -> None:
    records = [{"id": "a", "text": CONDEMN}, {"id": "b", "text": SALUONS, "lang": "fr"}]
    frame = label_frame(records, labeller)
    assert list(frame.columns) == ["id", "lang", "themes", "stance", "main_act", "positions"]
    assert json.loads(json.dumps(frame.to_dict("records"))) == _rows(label(records))
    table = pd.DataFrame([{"id": "a", "text": CONDEMN}, {"id": "b", "text": SALUONS, "lang": "fr"}])
    assert label_frame(table, labeller).equals(frame)


def test_python_names_the_record(labeller: Labeller) -> None:
    with pytest.raises(StanceshiftError, match="record 2: the text is empty"):
        label_texts([{"id": "a", "text": CONDEMN}, {"id": "b", "text": " "}], labeller)
    with pytest.raises(StanceshiftError, match="record 2: id 'a' stands twice"):
        label_texts([{"id": "a", "text": CONDEMN}, {"id": "a", "text": "x"}], labeller)
    with pytest.raises(StanceshiftError, match="nothing to label"):
        label_texts([], labeller)


def test_parties_and_heading_are_taken() -> None:
    text = prepare({"id": "a", "text": CONDEMN, "parties": ["FR", "JP"], "heading": " South  China Sea "})
    assert text.parties == ["FR", "JP"]
    assert text.heading == "South China Sea"


class _FairlySure:
    """An act model that says `urge` of everything, with a probability between the two thresholds."""

    name, act_ids = "linear", ("urge", "state")

    def predict(self, texts: list[str], languages: list[str]) -> np.ndarray:
        return np.tile([0.7, 0.3], (len(texts), 1))


def test_a_verb_of_the_speakers_that_no_cue_knows_is_left_to_a_model_sooner_than_a_fact(labeller: Labeller) -> None:
    assert labeller.settings.overrule_unknown_above < 0.7 < labeller.settings.overrule_above
    stub = copy.copy(labeller)
    stub.models = replace(labeller.models, acts=_FairlySure())
    unknown, fact = "We have yearned for a new road.", "The port has a new road."
    rows = label_texts([{"id": "a", "text": unknown, "lang": "en"}, {"id": "b", "text": fact, "lang": "en"}], stub)
    said = rows.positions.set_index("paragraph_id")[["act", "source"]]
    assert said.loc["a"].tolist() == ["urge", "model"]
    assert said.loc["b"].tolist() == ["state", "lexicon"]


def test_a_cue_that_coders_often_read_as_another_act_is_left_to_a_model_that_is_sure(labeller: Labeller) -> None:
    text = [{"id": "a", "text": "We welcomed the survey.", "lang": "en"}]

    def said(precision: float, probability: float) -> list[str]:
        stub = copy.copy(labeller)
        stub.confidence = copy.copy(labeller.confidence)
        stub.confidence.cues = {"en.welcome.welcome=welcome": precision}
        acts = _FairlySure()
        acts.predict = lambda texts, languages: np.tile([probability, 1 - probability], (len(texts), 1))  # type: ignore[method-assign]
        stub.models = replace(labeller.models, acts=acts)
        row = label_texts(text, stub).positions.iloc[0]
        return [row["act"], row["source"]]

    doubted, sure = labeller.settings.doubt_below - 0.01, labeller.settings.overrule_doubted_above + 0.01
    assert said(doubted, sure) == ["urge", "model"]
    assert said(doubted, sure - 0.02) == ["welcome", "lexicon"]
    assert said(labeller.settings.doubt_below, sure) == ["welcome", "lexicon"]


def test_a_weak_cue_is_left_to_the_model_though_no_sure_one_is_doubted(labeller: Labeller) -> None:
    stub = copy.copy(labeller)
    stub.settings = labeller.settings.model_copy(update={"doubt_below": 0.0})
    stub.models = replace(labeller.models, acts=_FairlySure())
    row = label_texts([{"id": "a", "text": "We have yearned for a new road.", "lang": "en"}], stub).positions.iloc[0]
    assert [row["act"], row["source"]] == ["urge", "model"]


def test_a_text_without_a_position_is_neutral(labeller: Labeller) -> None:
    frame = label_frame([{"id": "a", "text": "Realignment of forces.", "lang": "en"}], labeller)
    assert frame.loc[0, ["stance", "main_act", "positions"]].tolist() == ["neutral", "state", []]
    assert frame.loc[0, "themes"], "themes it has all the same"


def _stage(labeller: Labeller, texts: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run stage label on one English document of one paragraph, given as its sentences; return its metrics."""
    corpus = read_corpus(Path("data/corpus"))
    document = corpus.documents[corpus.documents["language"] == "en"].iloc[[0]]
    name = document["document_id"].iloc[0]
    paragraph = corpus.paragraphs[corpus.paragraphs["document_id"] == name].iloc[[0]].assign(text=" ".join(texts))
    first = corpus.sentences[corpus.sentences["paragraph_id"] == paragraph["paragraph_id"].iloc[0]].iloc[[0]]
    rows, start = [], 0
    for number, text in enumerate(texts, 1):
        key = f"{paragraph['paragraph_id'].iloc[0]}.{number}"
        rows.append(first.assign(sentence_id=key, index=number, text=text, start=start, end=start + len(text)))
        start += len(text) + 1
    write_table(document, folder / "documents.parquet", Documents)
    write_table(paragraph, folder / "paragraphs.parquet", Paragraphs)
    write_table(pd.concat(rows), folder / "sentences.parquet", Sentences)
    monkeypatch.setattr(stage_label.Labeller, "load", classmethod(lambda cls, *args: labeller))
    stage_label.main(ingest=folder, out=folder / "out", metrics=folder / "metrics.json")
    return dict(json.loads((folder / "metrics.json").read_text()))


def test_the_stage_counts_sentences_without_a_position(
    labeller: Labeller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["Realignment of forces.", "The Ministers welcomed the truce."]
    figures = _stage(labeller, texts, tmp_path, monkeypatch)
    assert (figures["positions"], figures["sentences_without_position"]) == (1, 1)


def test_the_stage_refuses_a_document_without_a_position(
    labeller: Labeller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StanceshiftError, match="1 documents without a position"):
        _stage(labeller, ["Realignment of forces."], tmp_path, monkeypatch)
    assert not (tmp_path / "out").exists(), "nothing is written"
