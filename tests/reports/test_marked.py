from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from stanceshift.reports.marked import marked


def position(start: int, end: int, target: tuple[int, int] | None = None) -> SimpleNamespace:
    first, last = target or (None, None)
    return SimpleNamespace(start=start, end=end, target_start=first, target_end=last)


def sentence(number: int, start: int, end: int) -> SimpleNamespace:
    return SimpleNamespace(sentence_id=f"d#7.{number}", start=start, end=end)


def test_verb_and_target_are_cut_out() -> None:
    text = "Ils condamnent les tirs. Ils saluent la paix."
    found = marked(text, [sentence(1, 0, 24), sentence(2, 25, 45)], [position(4, 14, (15, 23)), position(29, 36)])
    assert [item.anchor for item in found] == ["p7-s1", "p7-s2"]
    assert found[1].space == " "
    verb = next(span for span in found[0].spans if span.verbs)
    assert (verb.text, verb.opens, verb.closes) == ("condamnent", (1,), (1,))
    assert [span.text for span in found[0].spans if span.targets] == ["les tirs"]


@given(st.data())
def test_the_text_comes_back_whole(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=40))
    cut = data.draw(st.integers(0, len(text)))
    offsets = st.integers(0, len(text))
    spans = [sorted((data.draw(offsets), data.draw(offsets))) for _ in range(3)]
    sentences = [sentence(1, 0, cut), sentence(2, cut, len(text))]
    found = marked(text, sentences, [position(a, b, (b, len(text))) for a, b in spans])
    assert "".join(item.space + "".join(span.text for span in item.spans) for item in found) == text
