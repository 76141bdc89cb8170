"""Elements and vocabulary, made ready once for any number of documents.

Every part of a phrase has a number, which the automaton reports, and every list of phrases becomes a bucket of such
numbers with a number of its own. What holds a part is kept with it, so that a document looks up only what occurs in it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, assert_never

from .matching import odd_ones, pattern
from .model import (
    Composite,
    Content,
    Element,
    Finding,
    Looks,
    Part,
    Role,
    Signature,
    Steps,
    TitleLine,
    Vocabulary,
)
from .structure.patterns import Patterns, compile_patterns

# 一百零三项, 三百二十户, 十二人; not 两个, 千家万户 or 第十二条.
_HAN_FIGURE = (
    r"(?<![第一二三四五六七八九十百千零])(?=[一二三四五六七八九十百千万零两]{0,16}[十百千])"
    r"(?:[一二三四五六七八九十百千万零两]{2,16}|十)[余多]?(?:个|项|户|家|人|宗|处|部|册|张|台|辆|元|所|支|座|里)"
)


class Gapped(NamedTuple):
    """A phrase with gaps: the numbers of its parts in order, and its words."""

    parts: tuple[int, ...]
    words: str


class Group(NamedTuple):
    """A combination: the bucket of each group of phrases, the limit, and the grade that it gives."""

    buckets: tuple[int, ...]
    within: int
    grade: Finding


class CompiledContent(NamedTuple):
    """A content with a bucket number in place of each list of phrases; the rest as in `model.Content`."""

    names: int
    done: int
    touches: int
    hides: int
    acts: int
    unless: int
    together: tuple[Group, ...]
    shown_in: tuple[Role, ...]
    counts_in: tuple[Role, ...]
    in_titles: bool
    vows_count: bool
    talk_counts: bool
    in_lists: bool


class CompiledComposite(NamedTuple):
    """See `model.Composite`."""

    parts: tuple[str, ...]
    content: CompiledContent
    enough_when_named: int


class CompiledSteps(NamedTuple):
    """See `model.Steps`."""

    steps: tuple[CompiledContent, ...]
    enough: int
    content: CompiledContent


class CompiledPart(NamedTuple):
    """See `model.Part`; `content` holds the phrases that mention it, None where there are none."""

    role: Role
    content: CompiledContent | None


CompiledLooks = CompiledContent | CompiledComposite | CompiledSteps | TitleLine | CompiledPart | Signature


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
    counting: re.Pattern[str]
    blank: re.Pattern[str]


class Compiled(NamedTuple):
    """Elements and vocabulary ready for judging.

    looks: what each element looks for, in their order.
    names: for each bucket of names, in any order, the place of its element among all.
    buckets: how many there are.
    owners: for each part by its number, the buckets of which it is a phrase.
    gapped: for a bucket with phrases with gaps, these by the number of their first part.
    beginnings: for each part that is the first of phrases with gaps, their buckets.
    measures: the numbers of the parts that count only after a figure.
    """

    looks: tuple[CompiledLooks, ...]
    names: tuple[tuple[int, int], ...]
    words: Words
    patterns: Patterns
    buckets: int
    owners: tuple[tuple[int, ...], ...]
    gapped: dict[int, dict[int, tuple[Gapped, ...]]]
    beginnings: dict[int, tuple[int, ...]]
    measures: frozenset[int]


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

    def looks(self, looks: Looks) -> CompiledLooks:
        match looks:
            case Content():
                return self.content(looks)
            case Composite():
                return CompiledComposite(looks.parts, self.content(looks.content), looks.enough_when_named)
            case Steps():
                steps = tuple([self.content(step.content) for step in looks.steps])
                return CompiledSteps(steps, looks.enough, self.content(looks.content))
            case Part():
                mentions = Content(names=looks.names, hides=looks.hides) if looks.names else None
                return CompiledPart(looks.role, mentions and self.content(mentions))
            case TitleLine() | Signature():
                return looks
            case _:
                assert_never(looks)

    def content(self, content: Content) -> CompiledContent:
        return CompiledContent(
            names=self.add(content.names),
            done=self.add(content.done),
            touches=self.add(content.touches),
            hides=self.add(content.hides),
            acts=self.add(content.acts),
            unless=self.add(content.unless),
            together=tuple(
                Group(tuple(map(self.add, item.groups)), item.within, grade)
                for items, grade in (
                    (content.together, Finding.SHOWN),
                    (content.touches_together, Finding.TOUCHED),
                )
                for item in items
            ),
            shown_in=content.shown_in,
            counts_in=content.counts_in,
            in_titles=content.in_titles,
            vows_count=content.vows_count,
            talk_counts=content.talk_counts,
            in_lists=content.in_lists,
        )


def contents_of(looks: CompiledLooks) -> tuple[CompiledContent, ...]:
    """Return all contents of what an element looks for."""
    match looks:
        case CompiledContent():
            return (looks,)
        case CompiledComposite():
            return (looks.content,)
        case CompiledSteps():
            return (looks.content, *looks.steps)
        case CompiledPart():
            return (looks.content,) if looks.content else ()
        case TitleLine() | Signature():
            return ()
        case _:
            assert_never(looks)


class _Sorted(NamedTuple):
    parts: tuple[str, ...]
    owners: tuple[tuple[int, ...], ...]
    gapped: dict[int, dict[int, tuple[Gapped, ...]]]
    beginnings: dict[int, tuple[int, ...]]


def _sorted(lists: Sequence[tuple[str, ...]]) -> _Sorted:
    """Give every part a number, and tell of which lists it is a phrase, or the first part of one."""
    every: set[str] = set().union(*lists)
    odd = {phrase: pattern(phrase) for phrase in odd_ones(every)}
    every.difference_update(odd)
    every.update(*odd.values())
    parts = tuple(sorted(every))
    numbers = {part: number for number, part in enumerate(parts)}
    owners: list[dict[int, None]] = [{} for _ in parts]
    gapped: dict[int, dict[int, dict[Gapped, None]]] = {}
    beginnings: dict[int, dict[int, None]] = {}
    for bucket, phrases in enumerate(lists):
        for phrase in phrases:
            wanted = odd.get(phrase, (phrase,))
            first = numbers[wanted[0]]
            if len(wanted) == 1:
                owners[first][bucket] = None
            else:
                item = Gapped(tuple([numbers[part] for part in wanted]), "…".join(wanted))
                gapped.setdefault(bucket, {}).setdefault(first, {})[item] = None
                beginnings.setdefault(first, {})[bucket] = None
    # Most parts of a list are in that list alone and share what is said of them.
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    return _Sorted(
        parts,
        tuple([same.setdefault(found, found) for found in map(tuple, owners)]),
        {bucket: {first: tuple(items) for first, items in held.items()} for bucket, held in gapped.items()},
        {first: tuple(buckets) for first, buckets in beginnings.items()},
    )


def compile_elements(elements: Sequence[Element], vocabulary: Vocabulary) -> tuple[Compiled, tuple[str, ...]]:
    """Compile elements and vocabulary; return all parts of all phrases too, in the order of their numbers.

    Raises:
        ValueError: a phrase is empty; the message begins with the id of the element.
    """
    numbering = _Numbering()
    looks = [numbering.looks(element.looks) for element in elements]
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
            rf"\d[\d.,]*+(?:(?:余|多|来)?(?:万|亿|千|百)?(?:余|多)?(?P<unit>{units}))?"
            r"|(?:[两二三四五六七八九十百]|[一二三四五六七八九十百千万零两]{2,16})"
            rf"余?(?:次|场|期|件|名|轮|起|批|份|遍|回|人次|场次|万元|亿元|人(?!民|员|大|士)|家|处|户|所|笔|通|宗)|{_HAN_FIGURE}"
        ),
        listed=re.compile("|".join(vocabulary.listed)),
        maxim=re.compile("|".join(vocabulary.maxims)),
        law_titles=re.compile(f"(?:{'|'.join(vocabulary.law_titles)})$"),
        counting=re.compile(rf"[\d{vocabulary.counting}]"),
        blank=patterns.blanks,
    )
    try:
        found = _sorted(numbering.lists)
    except ValueError as error:
        raise ValueError(f"{_holder(str(error.args[1]), elements)}: {error.args[0]}") from error
    names = tuple((content.names, number) for number, look in enumerate(looks) for content in contents_of(look))
    compiled = Compiled(
        looks=tuple(looks),
        names=names,
        words=words,
        patterns=patterns,
        buckets=len(numbering.lists),
        owners=found.owners,
        gapped=found.gapped,
        beginnings=found.beginnings,
        measures=frozenset(number for number, part in enumerate(found.parts) if part in vocabulary.measures),
    )
    return compiled, found.parts


def _holder(phrase: str, elements: Sequence[Element]) -> str:
    """Return the id of the first element that looks for a phrase, empty if none does."""
    for element in elements:
        numbering = _Numbering()
        numbering.looks(element.looks)
        if any(phrase in phrases for phrases in numbering.lists):
            return element.id
    return ""


def _alternatives(words: Sequence[str]) -> str:
    """Return a pattern of one of some words, the longest first."""
    longest_first = sorted((part for word in words for part in pattern(word)), key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))
