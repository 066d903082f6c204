from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from stanceshift.errors import StanceshiftError
from stanceshift.files import text_sha
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.measure import accept_either, compare, measure_folder
from stanceshift.labels.measure_labels import read_labels, read_texts
from tests.labels.synthetic import ROOT, SHARED, labelling, position

RUNGS = load_codebook(ROOT / "data/codebook").rungs
TEXT = """Joint statement of the two countries

1. The two ministers reaffirm their support for the treaty. They condemn the attack and
they welcome the talks.

2. The ministers will deepen cooperation on climate change, and will deepen cooperation at sea.
"""
FIRST = (
    "1. The two ministers reaffirm their support for the treaty. They condemn the attack and they welcome the talks."
)
SECOND = "2. The ministers will deepen cooperation on climate change, and will deepen cooperation at sea."


def coded(verb: str, act: str, **more: object) -> dict[str, object]:
    return {"verb": verb, "act": act, "direction": "for", "force": 1, "holder": "joint", "theme": "climate", **more}


def lines(inner: str = "support", stance: str = "mixed") -> list[dict[str, object]]:
    return [
        {
            "id": "a#1",
            "sha": text_sha(FIRST),
            "themes": ["international_order"],
            "stance": stance,
            "positions": [
                coded("reaffirm their support", inner, target="the treaty"),
                coded("condemn", "condemn", direction="against", target="the attack"),
                coded("welcome", "welcome", target="the talks"),
            ],
        },
        {
            "id": "a#2",
            "sha": text_sha(SECOND),
            "themes": ["climate", "maritime_security"],
            "stance": "supportive",
            "positions": [
                coded("will deepen", "commit"),
                coded("will deepen", "commit"),
                coded("will deepen", "commit"),
            ],
        },
    ]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    texts, labels = tmp_path / "texts", tmp_path / "labels"
    texts.mkdir()
    labels.mkdir()
    (texts / "a.txt").write_text(TEXT, encoding="utf-8")
    write(labels / "one.jsonl", lines())
    write(labels / "two.jsonl", lines("recall", "critical"))
    return texts, labels


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_positions_are_placed_on_the_text_by_their_words(folders: tuple[Path, Path]) -> None:
    texts = read_texts(folders[0])
    coder = read_labels(folders[1] / "one.jsonl", texts, RUNGS)
    placed = coder.labelling.positions
    assert placed["verb"].tolist() == ["reaffirm their support", "condemn", "welcome", "will deepen", "will deepen"]
    assert placed["start"].iat[3] < placed["start"].iat[4], "a verb said twice is placed at both"
    assert (coder.n_positions, coder.unplaced, coder.headings) == (6, 1, ())
    text = dict(zip(texts.paragraphs["paragraph_id"], texts.paragraphs["text"], strict=True))
    for row in placed.to_dict("records"):
        assert text[row["paragraph_id"]][row["start"] : row["end"]] == row["verb"]
    first = placed.iloc[0]
    assert text[first["paragraph_id"]][first["target_start"] : first["target_end"]] == "the treaty"


def test_recall_and_the_inner_act_both_count_for_verbs_of_repeating(folders: tuple[Path, Path]) -> None:
    texts = read_texts(folders[0])
    one, two = (read_labels(folders[1] / f"{name}.jsonl", texts, RUNGS).labelling for name in ("one", "two"))
    scored = compare(one, two, n_resamples=10, seed=0).set_index("measure")["value"]
    assert scored["act_accuracy"] == scored["acts_micro_f1"] == 1.0
    assert scored["stance_accuracy"] == 0.5


def test_the_rule_on_repeating_forgives_nothing_else() -> None:
    gold = labelling([position("a#1", 0, 9, "support", verb="back")], {"a#1": ["climate"]})
    other = labelling([position("a#1", 0, 9, "recall", verb="acknowledge")], {"a#1": ["climate"]})
    wrong = labelling([position("a#1", 0, 9, "condemn", verb="reaffirm")], {"a#1": ["climate"]})
    assert accept_either(gold, other).positions["act"].tolist() == ["recall"]
    assert accept_either(gold, wrong).positions["act"].tolist() == ["condemn"]


def test_a_folder_is_measured_against_each_coder_with_the_distance_to_their_agreement(
    folders: tuple[Path, Path],
) -> None:
    texts = read_texts(folders[0])
    seen: list[list[str]] = []

    def like_one(paragraphs: pd.DataFrame) -> Labelling:
        seen.append(paragraphs["paragraph_id"].tolist())
        return read_labels(folders[1] / "one.jsonl", texts, RUNGS).labelling

    measured = measure_folder(*folders, like_one, RUNGS, n_resamples=10)
    table = measured.figures.set_index(["system", "against", "measure"])
    assert seen == [["a.txt#1", "a.txt#2"]]
    assert table.loc[("stanceshift", "one", "stance_accuracy"), "value"] == 1.0
    assert table.loc[("stanceshift", "two", "stance_accuracy"), "value"] == 0.5
    assert table.loc[("stanceshift", "one", "stance_accuracy"), "coders"] == 0.5
    assert table.loc[("stanceshift", "one", "stance_accuracy"), "distance"] == -0.5
    assert {("two", "one"), ("one", "two")} <= {(s, a) for s, a, _ in table.index}
    assert measured.notes[0].startswith("one: 2 paragraphs scored")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stance": "angry"}, "unknown stance 'angry'"),
        ({"positions": [coded("condemn", "shout")]}, "unknown act 'shout'"),
        ({"positions": [coded("", "note")]}, "position without a verb"),
        ({"themes": []}, "themes is missing"),
    ],
)
def test_wrong_labels_are_refused_with_file_and_line(
    folders: tuple[Path, Path], change: dict[str, object], message: str
) -> None:
    rows = lines()
    rows[1].update(change)
    write(folders[1] / "one.jsonl", rows)
    with pytest.raises(StanceshiftError, match=rf"one\.jsonl, line 2, id a#2: {message}"):
        read_labels(folders[1] / "one.jsonl", read_texts(folders[0]), RUNGS)


def test_labels_of_other_texts_are_refused(folders: tuple[Path, Path]) -> None:
    rows = lines()
    rows[0]["sha"] = "0" * 12
    write(folders[1] / "one.jsonl", rows)
    with pytest.raises(StanceshiftError, match="1 of 2 labels are on no paragraph of the texts: a#1"):
        read_labels(folders[1] / "one.jsonl", read_texts(folders[0]), RUNGS)


@pytest.mark.skipif(not (SHARED / "real/labels").is_dir(), reason="../shared/real is missing")
def test_the_scorer_reproduces_the_agreement_of_the_coders_of_real_statements() -> None:
    texts = read_texts(SHARED / "real/leaders")
    one, two = (read_labels(SHARED / f"real/labels/coder_{n}.jsonl", texts, RUNGS) for n in (1, 2))
    scored = compare(one.labelling, two.labelling, n_resamples=10, seed=0).set_index("measure")["value"]
    expected = {
        "themes_micro_f1": 0.956,
        "acts_micro_f1": 0.945,
        "main_theme_accuracy": 0.92,
        "stance_accuracy": 0.97,
        "detection_f1": 0.96,
        "act_accuracy": 0.94,
        "holder_accuracy": 0.996,
    }
    for name, value in expected.items():
        assert scored[name] == pytest.approx(value, abs=0.01), name
