"""Positions of the protocol against a model that has nothing but UTF-16 code units, bytes or code points."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawlint.folding import line_starts
from lawlint.server.positions import ENCODINGS, Lines, Point, edited, lines_of, size, whole

PIECES = ("甲", "𬱖", "🙂", "a", "é", "\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "\x0c", "\u3000", "一、", "。", "")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
WIDTHS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


def units(text: str, encoding: str) -> int:
    return len(text.encode(CODECS[encoding], "surrogatepass")) // WIDTHS[encoding]


def places(text: str) -> list[int]:
    """Return the offsets that a position can tell: all but those within the end of a line."""
    return [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n" or at == 0]


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS)
def test_there_and_back(encoding: str, text: str) -> None:
    lines = lines_of(text, encoding)
    for offset in places(text):
        line, character = lines.point(offset)
        start = line_starts(text)[line]
        assert start <= offset
        assert character == units(text[start:offset], encoding)
        assert lines.offset(Point(line, character)) == offset


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, line=st.integers(0, 40), character=st.integers(0, 80))
def test_positions_that_are_none_are_brought_back(encoding: str, text: str, line: int, character: int) -> None:
    """Beyond a line is its end, beyond the text is its end, within a character is before it."""
    offset = lines_of(text, encoding).offset(Point(line, character))
    starts = line_starts(text)
    if line >= len(starts):
        assert offset == len(text)
        return
    content = re.split("[\r\n]", text[starts[line] :], maxsplit=1)[0]
    assert starts[line] <= offset <= starts[line] + len(content)
    assert units(text[starts[line] : offset], encoding) <= character
    if offset < starts[line] + len(content):
        assert units(text[starts[line] : offset + 1], encoding) > character


@given(text=TEXTS, new=TEXTS, ends=st.tuples(st.integers(0, 200), st.integers(0, 200)))
def test_edits_in_utf16_are_those_of_the_units(text: str, new: str, ends: tuple[int, int]) -> None:
    """Also where an edit divides a character, and where one puts the halves of a character together."""
    data = text.encode("utf-16-le")
    count = len(data) // 2
    breaks = {i for i in range(1, count) if data[2 * i - 2 : 2 * i + 2] == "\r\n".encode("utf-16-le")}
    first, last = sorted(min(end, count) for end in ends)
    if first in breaks or last in breaks:
        return
    expected = (data[: 2 * first] + new.encode("utf-16-le") + data[2 * last :]).decode("utf-16-le", "surrogatepass")

    def point(at: int) -> Point:
        before = data[: 2 * at].decode("utf-16-le", "surrogatepass")
        start = line_starts(before)[-1]
        return Point(len(line_starts(before)) - 1, units(before[start:], "utf-16"))

    assert edited(text, "utf-16", point(first), point(last), new) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-32"])
@given(text=TEXTS, new=TEXTS, data=st.data())
def test_edits_in_other_units(encoding: str, text: str, new: str, data: st.DataObject) -> None:
    first, last = sorted(data.draw(st.sampled_from(places(text))) for _ in range(2))
    lines = lines_of(text, encoding)
    assert edited(text, encoding, lines.point(first), lines.point(last), new) == text[:first] + new + text[last:]


def test_ends_in_the_wrong_order_are_put_right() -> None:
    assert edited("甲乙丙", "utf-16", Point(0, 2), Point(0, 1), "丁") == "甲丁丙"


def test_halves_that_meet_are_one_character() -> None:
    assert whole("\ud83d" + "\ude42") == "🙂"
    assert whole("甲\ud83d") == "甲\ud83d"
    assert edited("\ud83d", "utf-16", Point(0, 1), Point(0, 1), "\ude42") == "🙂"
    # 🙂 loses its second half and gets it back.
    half = edited("🙂乙", "utf-16", Point(0, 1), Point(0, 2), "")
    assert half == "\ud83d乙"
    assert edited(half, "utf-16", Point(0, 1), Point(0, 1), "\ude42") == "🙂乙"


@pytest.mark.parametrize(("encoding", "expected"), [("utf-8", 8), ("utf-16", 4), ("utf-32", 3)])
def test_characters_outside_the_plane(encoding: str, expected: int) -> None:
    text = "𬱖a甲乙"
    assert lines_of(text, encoding).point(3) == (0, expected)
    assert size("𬱖a甲", encoding) == expected


def test_only_three_things_end_a_line() -> None:
    lines = lines_of("a\u2028b\x85c\x0bd\ne", "utf-16")
    assert isinstance(lines, Lines)
    assert lines.point(8) == (1, 0)
    assert lines.point(7) == (0, 7)
