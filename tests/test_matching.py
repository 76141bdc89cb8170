"""Folding maps back exactly, and the automaton finds what a naive search finds."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from lawlint.checks import CHECKS, VOCABULARY
from lawlint.compiling import compile_elements
from lawlint.engine import prepare
from lawlint.folding import fold, fold_phrase, line_starts, place
from lawlint.matching import GAP_LONGEST, build, occurrences, pattern, scan
from lawlint.model import Composite, Content, Element, Examples

SOME = st.text(alphabet="法治律师顾问件12，、。（）《》“” \u3000\u200b\n\r-—～ＡaＢb𬱖", max_size=60)
PARTS = st.sets(st.text(alphabet="法治律师顾问", min_size=1, max_size=4), min_size=1, max_size=12)


# Each is made of bytes of the others, so that halves of two beside each other look like a third.
HALVES = "\u4e4e\u4e61\u614e\u6161\u004e\u4e00aNa\U0001614e\ud84e\ufffd"


def naive(parts: Collection[str], text: str) -> dict[str, list[int]]:
    found = ((part, [i for i in range(len(text)) if text.startswith(part, i)]) for part in parts)
    return {part: places for part, places in found if places}


def searched(parts: Collection[str], text: str) -> dict[str, list[int]]:
    known = tuple(parts)
    return {
        known[number]: [end - len(known[number]) for end in ends] for number, ends in scan(build(known), text).items()
    }


@given(SOME)
def test_every_folded_character_came_from_where_the_map_says(text: str) -> None:
    """Each kept character is the folded form of the original at its raw offset; the map goes both ways."""
    folded = fold(text)
    raw = [folded.raw(i) for i in range(len(folded.text))]
    assert raw == sorted(set(raw))
    for i, offset in enumerate(raw):
        assert fold_phrase(text[offset]) == folded.text[i]
        assert folded.folded(offset) == i
        assert folded.raw_end(i + 1) == offset + 1
    kept = set(raw)
    assert all(fold_phrase(char) == "" or text[i - 1 : i] for i, char in enumerate(text) if i not in kept)


@given(SOME)
def test_folding_folded_text_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(SOME, SOME, st.sampled_from([" ", "\u3000", "\n", "\u200b", "“"]))
def test_what_disappears_makes_no_difference(left: str, right: str, gone: str) -> None:
    assert (
        fold(left.rstrip("-—～") + gone + right.lstrip("-—～")).text
        == fold(left.rstrip("-—～") + right.lstrip("-—～")).text
    )


@given(st.text(alphabet="a\n\r", max_size=30))
def test_places(text: str) -> None:
    r"""Lines break at \n, \r\n and \r, and a place leads back to its offset."""
    starts = line_starts(text)
    assert len(starts) == len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for offset in range(len(text) + 1):
        line, column = place(starts, offset)
        assert starts[line - 1] + column - 1 == offset
        assert column >= 1


@given(PARTS, st.text(alphabet="法治律师顾问件", max_size=80))
def test_the_scan_equals_a_naive_search(parts: set[str], text: str) -> None:
    assert searched(parts, text) == naive(parts, text)


@given(
    st.sets(st.text(alphabet=HALVES, min_size=1, max_size=3), min_size=1, max_size=12),
    st.text(alphabet=HALVES, max_size=80),
)
def test_the_scan_takes_no_half_of_a_character_for_one(parts: set[str], text: str) -> None:
    assert searched(parts, text) == naive(parts, text)


def test_the_scan_of_real_text_equals_a_naive_search() -> None:
    parts = compile_elements(CHECKS, VOCABULARY)[1][::7]
    for path in (ROOT / "examples").glob("t*.txt"):
        text = fold(path.read_text(encoding="utf-8")).text
        assert searched(parts, text) == naive(parts, text) != {}


def test_an_empty_lexicon_finds_nothing() -> None:
    assert scan(build(()), "法治") == {}


@given(st.text(alphabet="法治律师", max_size=60))
def test_gaps(text: str) -> None:
    """A phrase with a gap is found wherever its parts follow each other, the nearest first, within the gap."""
    wanted = pattern("法…师")
    places = []
    for start in range(len(text)):
        end = text.find("师", start + 1)
        if text[start] == "法" and 0 <= end - start - 1 <= GAP_LONGEST:
            places.append((start, end + 1))
    lexicon = build(wanted)
    assert occurrences(range(len(wanted)), scan(lexicon, text), lexicon.lengths) == places


@pytest.mark.parametrize("phrase", ["", "…", "法治…", "“”", " "])
def test_empty_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="empty phrase"):
        pattern(phrase)


def test_every_phrase_of_every_check_is_searched_for() -> None:
    """What compiling hands to the automaton is every part of every phrase, and nothing that is not folded."""
    parts = set(compile_elements(CHECKS, VOCABULARY)[1])
    wanted = {
        part
        for element in CHECKS
        if isinstance(element.looks, Content)
        for phrases in (element.looks.names, element.looks.done, element.looks.touches, element.looks.acts)
        for phrase in phrases
        for part in pattern(phrase)
    }
    assert wanted <= parts
    assert all(fold_phrase(part) == part for part in parts)


def element(name: str, *parts: str) -> Element:
    looks = Composite(parts, Content((name,))) if parts else Content((name,))
    return Element(name, name, "x", name, (), name, looks, Examples((), (), ()), ("township",))


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ((element("a"), element("a")), "a: duplicate id"),
        ((element("a", "b"),), "a: stands on b, which is missing"),
        ((element("a", "b"), element("b", "a")), "a: stands on itself: a → b → a"),
    ],
)
def test_elements_that_cannot_be_judged(elements: tuple[Element, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        prepare(elements, VOCABULARY)
