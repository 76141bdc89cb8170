"""Look-alikes become the characters that they stand for, one for one, and nothing else changes."""

import unicodedata

import pytest

from lawlint.reading.lookalikes import fold_lookalikes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("⼀、⼯作情况", "一、工作情况"),
        ("⼈⺠政府", "人民政府"),
        ("⻓效机制、⻚码、⻅证", "长效机制、页码、见证"),
        ("行政\uf9e4", "行政理"),
        ("\ufad5", "\U00025249"),
    ],
)
def test_folded(written: str, meant: str) -> None:
    assert fold_lookalikes(written) == meant
    assert len(fold_lookalikes(written)) == len(written)


@pytest.mark.parametrize("text", ["", "abc", "（一）２０２１年，①《条例》；“好差评”…", "氵部首", "ﬁ", "㎡", "·"])
def test_left_alone(text: str) -> None:
    """Full-width forms, marks, ligatures, and radicals that are no characters stay as they are."""
    assert fold_lookalikes(text) == text


def test_whole_blocks() -> None:
    """Every radical of Kangxi and every compatibility ideograph gives one other character, and folding is done once."""
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFA0E)):
        folded = fold_lookalikes(chr(code))
        assert folded != chr(code)
        assert unicodedata.category(folded) == "Lo"
    everything = "".join(map(chr, range(0x2E80, 0xFB00)))
    assert fold_lookalikes(fold_lookalikes(everything)) == fold_lookalikes(everything)
