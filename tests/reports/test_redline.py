from hypothesis import given
from hypothesis import strategies as st

from stanceshift.reports.redline import Piece, redline, tokens

TEXT = st.text(alphabet="abé 'l,.’;南シ海をー\n", max_size=60)


@given(TEXT, TEXT, st.sampled_from(["fr", "en", "ja"]))
def test_pieces_give_both_sentences_back(before: str, after: str, language: str) -> None:
    pieces = redline(before, after, language)
    assert "".join(p.text for p in pieces if p.kind in ("keep", "del")) == before
    assert "".join(p.text for p in pieces if p.kind in ("keep", "ins")) == after
    assert all(piece.text for piece in pieces)


@given(TEXT, st.sampled_from(["fr", "ja"]))
def test_tokens_lose_nothing(text: str, language: str) -> None:
    assert "".join(tokens(text, language)) == text


def test_equal_sentences_are_kept_whole() -> None:
    assert redline("Ils s'opposent.", "Ils s'opposent.", "fr") == [Piece("keep", "Ils s'opposent.")]


def test_a_short_kept_word_between_two_changes_joins_them() -> None:
    pieces = redline("They strongly oppose it", "They firmly and fully oppose it", "en")
    assert pieces == [
        Piece("keep", "They "),
        Piece("del", "strongly"),
        Piece("ins", "firmly and fully"),
        Piece("keep", " oppose it"),
    ]


def test_japanese_changes_by_characters() -> None:
    pieces = redline("深刻な懸念を表明した", "重大な懸念を表明した", "ja")
    assert pieces[:3] == [Piece("del", "深刻"), Piece("ins", "重大"), Piece("keep", "な懸念を表明した")]
