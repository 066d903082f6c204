"""What a fine-tuned network is taught: sentences with the act of the clause that they are, then the other clauses."""

import pandas as pd
import pytest

from stanceshift.labels.examples import Examples


@pytest.fixture
def examples() -> Examples:
    sentences = pd.DataFrame(
        {
            "text": ["We condemn it.", "We note it.", "We urge calm and we mourn.", "We note it. "],
            "lang": "en",
            "themes": [["terrorism"], ["cyber"], ["myanmar"], ["space"]],
            "act": ["condemn", float("nan"), float("nan"), float("nan")],
        }
    )
    clauses = pd.DataFrame(
        {
            "text": ["We note it.", "We urge calm", "and we mourn.", "We note it."],
            "lang": "en",
            "themes": [["cyber"], ["myanmar"], ["myanmar"], ["cyber"]],
            "act": ["note", "urge", "state", "hope"],
            "fold": [0, 1, 1, 1],
        }
    )
    test = [[0, 1], [2, 3]]
    folds = [([row for row in range(4) if row not in own], own) for own in test]
    return Examples(sentences, 1, clauses, [], None, folds, {}, {})


def test_a_clause_that_is_a_sentence_stands_once_with_its_act(examples: Examples) -> None:
    taught = examples.with_clauses(left_out=0)
    assert [act if isinstance(act, str) else None for act in taught["act"]] == [
        *("condemn", "note", None, None),
        *("urge", "state", "hope"),
    ]
    assert taught["text"].tolist()[4:] == ["We urge calm", "and we mourn.", "We note it."]


def test_clauses_of_the_fold_left_out_are_not_taught(examples: Examples) -> None:
    assert len(examples.with_clauses(left_out=1)) == len(examples.sentences)
