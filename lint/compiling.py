"""Elements and vocabulary, made ready once for any number of documents.

Every list of phrases becomes a bucket with a number. A bucket keeps its phrases by what the automaton reports, so that
a document looks up only what occurs in it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, assert_never

from .matching import Pattern, odd_ones, pattern
from .model import (
    Composite,
    Content,
    Element,
    Finding,
    Part,
    Signature,
    Steps,
    TitleLine,
    Together,
    Vocabulary,
)
from .structure.patterns import Patterns, compile_patterns

# 一百零三项, 三百二十户, 十二人; not 两个, 千家万户 or 第十二条.
_HAN_FIGURE = (
    r"(?<![第一二三四五六七八九十百千零])(?=[一二三四五六七八九十百千万零两]*[十百千])"
    r"(?:[一二三四五六七八九十百千万零两]{2,}|十)[余多]?(?:个|项|户|家|人|宗|处|部|册|张|台|辆|元|所|支|座|里)"
)


class Bucket(NamedTuple):
    """The phrases of one list: those of one part, and those with gaps by their first part."""

    plain: tuple[str, ...]
    gapped: dict[str, tuple[Pattern, ...]]


class Group(NamedTuple):
    """A combination: the bucket of each group of phrases, the limit, and the grade that it gives.

    rarest_first: the buckets again, those with the fewest phrases first: they tell soonest that it does not occur.
    """

    buckets: tuple[int, ...]
    rarest_first: tuple[int, ...]
    within: int
    grade: Finding


class CompiledContent(NamedTuple):
    """A content with a bucket number in place of each list of phrases."""

    names: int
    done: int
    touches: int
    hides: int
    acts: int
    unless: int
    together: tuple[Group, ...]
    source: Content


class Words(NamedTuple):
    """The common vocabulary: bucket numbers and patterns."""

    acts: int
    frequencies: int
    zeros: int
    denials: int
    mended: int
    rules: int
    soft_acts: frozenset[str]
    light_acts: frozenset[str]
    study: int
    talk: int
    purposes: tuple[str, ...]
    slogans: tuple[str, ...]
    vow: re.Pattern[str]
    vow_filler: re.Pattern[str]
    figure: re.Pattern[str]
    listed: re.Pattern[str]
    maxim: re.Pattern[str]
    law_titles: re.Pattern[str]
    measures: frozenset[str]
    counting: re.Pattern[str]
    blank: re.Pattern[str]


class Compiled(NamedTuple):
    """Elements and vocabulary ready for judging; `contents` holds those of each element, in their order."""

    elements: tuple[Element, ...]
    contents: tuple[tuple[CompiledContent, ...], ...]
    words: Words
    patterns: Patterns
    buckets: tuple[Bucket, ...]
    parts: frozenset[str]
    """Every part of every phrase: all that has to be searched for."""


class _Numbering:
    """Numbers lists of phrases while elements are compiled; a list that several share has one number.

    Lists are told apart as objects: comparing tens of thousands of phrases would take longer than it saves.
    """

    def __init__(self) -> None:
        self.known: dict[int, int] = {}
        self.lists: list[tuple[str, ...]] = []

    def add(self, phrases: tuple[str, ...]) -> int:
        """Return the number of these phrases."""
        number = self.known.setdefault(id(phrases), len(self.lists))
        if number == len(self.lists):
            self.lists.append(phrases)
        return number

    def content(self, content: Content) -> CompiledContent:
        return CompiledContent(
            names=self.add(content.names),
            done=self.add(content.done),
            touches=self.add(content.touches),
            hides=self.add(content.hides),
            acts=self.add(content.acts),
            unless=self.add(content.unless),
            together=tuple(
                self.group(item, grade)
                for items, grade in (
                    (content.together, Finding.SHOWN),
                    (content.touches_together, Finding.TOUCHED),
                )
                for item in items
            ),
            source=content,
        )

    def group(self, together: Together, grade: Finding) -> Group:
        numbers = tuple(map(self.add, together.groups))
        ordered = sorted(range(len(numbers)), key=lambda at: len(together.groups[at]))
        return Group(numbers, tuple([numbers[at] for at in ordered]), together.within, grade)


def _buckets(lists: Sequence[tuple[str, ...]]) -> tuple[tuple[Bucket, ...], frozenset[str]]:
    """Sort the phrases of every list by kind, those of one part and those with gaps; return all parts too."""
    every: set[str] = set().union(*lists)
    odd = {phrase: pattern(phrase) for phrase in odd_ones(every)}
    every.difference_update(odd)
    every.update(*odd.values())
    buckets = []
    for phrases in lists:
        if odd.keys().isdisjoint(phrases):
            buckets.append(Bucket(phrases, {}))
            continue
        plain: set[str] = set()
        gapped: dict[str, dict[Pattern, None]] = {}
        for phrase in phrases:
            parts = odd.get(phrase, (phrase,))
            if len(parts) == 1:
                plain.add(parts[0])
            else:
                gapped.setdefault(parts[0], {})[parts] = None
        buckets.append(Bucket(tuple(plain), {first: tuple(patterns) for first, patterns in gapped.items()}))
    return tuple(buckets), frozenset(every)


def compile_elements(elements: Sequence[Element], vocabulary: Vocabulary) -> Compiled:
    """Compile elements and vocabulary.

    Raises:
        ValueError: a phrase is empty; the message begins with the id of the element.
    """
    numbering = _Numbering()
    contents = [tuple(map(numbering.content, _contents(element))) for element in elements]
    patterns = compile_patterns(vocabulary)
    units = "|".join(sorted(map(re.escape, vocabulary.units), key=len, reverse=True))
    words = Words(
        acts=numbering.add(vocabulary.acts),
        frequencies=numbering.add(vocabulary.frequencies),
        zeros=numbering.add(vocabulary.zeros),
        denials=numbering.add(vocabulary.denials),
        mended=numbering.add(vocabulary.mended),
        rules=numbering.add(vocabulary.rules),
        soft_acts=frozenset(part for word in vocabulary.soft_acts for part in pattern(word)),
        light_acts=frozenset(part for word in vocabulary.light_acts for part in pattern(word)),
        study=numbering.add(vocabulary.study),
        talk=numbering.add(vocabulary.talk),
        purposes=tuple(part for word in vocabulary.purposes for part in pattern(word)),
        slogans=tuple(part for word in vocabulary.slogans for part in pattern(word)),
        vow=re.compile(rf"(?:[一二三四五六七八九十]{{1,2}}是)?(?:{_alternatives(vocabulary.vows)})"),
        vow_filler=re.compile(_alternatives((*vocabulary.vows, *vocabulary.vow_fillers))),
        figure=re.compile(
            rf"\d[\d.,]*(?:余|多|来)?(?:万|亿|千|百)?(?:余|多)?(?:{units})"
            r"|(?:[两二三四五六七八九十百]|[一二三四五六七八九十百千万零两]{2,})"
            rf"余?(?:次|场|期|件|名|轮|起|批|份|遍|回|人次|场次|万元|亿元|人(?!民|员|大|士)|家|处|户|所|笔|通|宗)|{_HAN_FIGURE}"
        ),
        listed=re.compile("|".join(vocabulary.listed)),
        maxim=re.compile("|".join(vocabulary.maxims)),
        law_titles=re.compile(f"(?:{'|'.join(vocabulary.law_titles)})$"),
        measures=frozenset(vocabulary.measures),
        counting=re.compile(rf"[\d{vocabulary.counting}]"),
        blank=patterns.blanks,
    )
    try:
        buckets, parts = _buckets(numbering.lists)
    except ValueError as error:
        raise ValueError(f"{_holder(str(error.args[1]), elements)}: {error.args[0]}") from error
    return Compiled(tuple(elements), tuple(contents), words, patterns, buckets, parts)


def _holder(phrase: str, elements: Sequence[Element]) -> str:
    """Return the id of the first element that looks for a phrase, empty if none does."""
    for element in elements:
        numbering = _Numbering()
        for content in _contents(element):
            numbering.content(content)
        if any(phrase in phrases for phrases in numbering.lists):
            return element.id
    return ""


def _contents(element: Element) -> tuple[Content, ...]:
    looks = element.looks
    match looks:
        case Content():
            return (looks,)
        case Composite():
            return (looks.content,)
        case Steps():
            return (looks.content, *(step.content for step in looks.steps))
        case Part():
            return (Content(names=looks.names, hides=looks.hides),)
        case TitleLine() | Signature():
            return ()
        case _:
            assert_never(looks)


def _alternatives(words: Sequence[str]) -> str:
    """Return a pattern of one of some words, the longest first."""
    longest_first = sorted((part for word in words for part in pattern(word)), key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))
