"""Where a missing element belongs: on which words it is shown, and where the text that states it would go.

Pure, and free of words: it goes by the part of the document that the kind of an element asks for, and within it by
where most is told of the element's family. Comments in a marked-up copy and marks in an editor both stand there.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from .folding import fold, line_starts
from .model import (
    Composite,
    Content,
    Document,
    DocumentReport,
    Element,
    Finding,
    Part,
    Role,
    Section,
    Signature,
    Span,
    Steps,
    TitleLine,
)

_ORDER = tuple(Role)
"""The order in which the parts of a document follow each other."""
_LINE_LONGEST = 60
_BIT = 20


class Placing(NamedTuple):
    """Where a missing element is shown, and where its text would go.

    span: what it is shown on: a heading, the title, or a line; never empty, unless the whole text is.
    at: the offset at which a paragraph that states it would be put in.
    before: whether that paragraph goes before what begins at `at`, which may be within a line; otherwise it follows
        what ends there, and where that is no end of a line, it follows within the line.
    section: the part that it would then belong to, or follow; None where there is none.
    """

    span: Span
    at: int
    before: bool
    section: Section | None


class _Node(NamedTuple):
    section: Section
    under: list["_Node"]


class _Told(NamedTuple):
    """A sentence of the body that is no heading, in offsets of the text."""

    start: int
    end: int
    role: Role


def home_of(element: Element, report: DocumentReport) -> Span:
    """Return what a missing element is shown on; for many elements of one report, ask `placer` once."""
    return placer(report)(element).span


def title_of(document: Document) -> Span:
    """Return the title; where there is none the first line, or its beginning if it is long."""
    if document.title_spans:
        return document.title_spans[0]
    found = re.search(r"\S[^\r\n]*", document.source.text)
    if found is None:
        return Span(0, 0)
    length = len(found[0].rstrip())
    return Span(found.start(), found.start() + (length if length <= _LINE_LONGEST else _BIT))


def placer(report: DocumentReport) -> Callable[[Element], Placing]:
    """Return what tells where an element belongs in a document, whether it is missing there or not."""
    document = report.document
    tops = _tree(document.sections)
    told = _told(document)
    signs = [
        (result.element.family, item.role, item.start.offset, 2 if result.finding is Finding.SHOWN else 1)
        for result in report.results
        for item in result.evidence
    ]

    @cache
    def of_family(family: str, roles: tuple[Role, ...]) -> Placing:
        votes = [(offset, weight) for of, role, offset, weight in signs if of == family and role in roles]
        return _among(document, tops, told, votes, roles)

    def place(element: Element) -> Placing:
        looks = element.looks
        match looks:
            case TitleLine():
                title = title_of(document)
                return Placing(title, title.start, True, None)
            case Signature():
                return _end(document)
            case Part():
                return _part(document, tops, told, looks.role)
            case Content():
                return of_family(element.family, looks.shown_in)
            case Composite() | Steps():
                return of_family(element.family, looks.content.shown_in)

    return place


def _tree(sections: Sequence[Section]) -> list[_Node]:
    """Return the sections of the first depth, with those that stand under each."""
    tops: list[_Node] = []
    above: list[_Node] = []
    for section in sections:
        node = _Node(section, [])
        while above and above[-1].section.depth >= section.depth:
            above.pop()
        (above[-1].under if above else tops).append(node)
        above.append(node)
    return tops


def _told(document: Document) -> list[_Told]:
    folded = fold(document.source.text)
    return [
        _Told(folded.raw(sentence.start), folded.raw_end(sentence.end), sentence.role)
        for sentence in document.sentences
        if not sentence.heading
    ]


# --- What is told in words -------------------------------------------------------------------------------------------


def _among(
    document: Document,
    tops: Sequence[_Node],
    told: Sequence[_Told],
    votes: Sequence[tuple[int, int]],
    roles: tuple[Role, ...],
) -> Placing:
    """Return the place in the parts of some roles where most is told of a family, or in the first of these parts.

    Args:
        document: as it was read.
        tops: its sections.
        told: its sentences.
        votes: where the family is told, and with which weight.
        roles: those that the text must have to count.
    """

    def count(node: _Node) -> int:
        return sum(weight for offset, weight in votes if node.section.span.start <= offset < node.section.span.end)

    homes = [node for role in roles for node in tops if role in node.section.roles]
    if not homes:
        return _unheaded(document, tops, told, roles)
    home = max(homes, key=count)
    while home.under:
        best = max(home.under, key=count)
        # Of the chapters of a part, the one that has most; further down, one that has most of it.
        if not count(best) or (home.section.depth > 1 and 2 * count(best) < count(home)):
            break
        home = best
    place = _under(document, home.section)
    inside = [item for item in told if home.section.heading.end <= item.start < home.section.span.end]
    if fitting := [item for item in inside if item.role in roles]:
        # The end of a section may tell something else, as the last chapter of an account what is lacking.
        return place._replace(at=_after(document, fitting[-1], told))
    return place


def _unheaded(document: Document, tops: Sequence[_Node], told: Sequence[_Told], roles: tuple[Role, ...]) -> Placing:
    """Return the place beside the sentences of some roles, where no heading tells of them."""
    own = [item for item in told if item.role in roles]
    if not own:
        return _part(document, tops, told, roles[0]) if roles else _end(document)
    around = [each for each in document.sections if each.span.start <= own[-1].start < each.span.end]
    # An account without headings is the whole document, which its title stands for.
    span = title_of(document) if Role.ACCOUNT in roles else Span(own[0].start, own[0].end)
    return Placing(span, _after(document, own[-1], told), False, around[-1] if around else None)


def _after(document: Document, last: _Told, told: Sequence[_Told]) -> int:
    """Return the end of the line of a sentence, or of the sentence where its line goes on in another role."""
    text = document.source.text
    breaks = re.compile(r"[\r\n]").search(text, last.end)
    line_end = breaks.start() if breaks else len(text)
    if any(last.end <= item.start < line_end and item.role is not last.role for item in told):
        return last.end
    return _stripped(document, last.end, line_end)


# --- Parts -----------------------------------------------------------------------------------------------------------


def _part(document: Document, tops: Sequence[_Node], told: Sequence[_Told], role: Role) -> Placing:
    """Return the place of a part: itself if it is there, else behind what comes before it, else before the rest.

    Where the end of the document tells it without a heading, the place is before these words.
    """
    rank = _ORDER.index(role)
    own = [node.section for node in tops if role in node.section.roles]
    earlier = [node.section for node in tops if _ORDER.index(node.section.role) < rank]
    if own:
        return _under(document, own[0])
    if (start := _begins(told, role)) is not None:
        before = [node.section for node in tops if node.section.heading.end <= start]
        section = before[-1] if before else None
        return Placing(section.heading if section else title_of(document), start, True, section)
    if earlier:
        return _under(document, earlier[-1])
    if not tops:
        return _end(document)._replace(span=title_of(document))
    first = tops[0].section
    return Placing(first.heading, first.heading.start, True, None)


def _begins(told: Sequence[_Told], role: Role) -> int | None:
    """Return where the end of a body begins to tell a part, if nothing that belongs before it is told after that."""
    start = None
    for item in reversed(told):
        if item.role is Role.CLOSING:
            continue
        if _ORDER.index(item.role) < _ORDER.index(role):
            break
        if item.role is role:
            start = item.start
    return start


def _under(document: Document, section: Section) -> Placing:
    """Return the end of a section, shown on its heading."""
    return Placing(section.heading, _stripped(document, section.heading.end, section.span.end), False, section)


def _end(document: Document) -> Placing:
    """Return the end of the body, shown on what is there of a signature, else on the end of the last line."""
    text = document.source.text
    signature = document.signature_spans
    last = signature[0].start if signature else max((section.span.end for section in document.sections), default=0)
    at = _stripped(document, 0, last or len(text))
    section = document.sections[-1] if document.sections else None
    if signature:
        return Placing(signature[0], at, False, section)
    starts = line_starts(text)
    line = starts[bisect_right(starts, max(at - 1, 0)) - 1]
    line = at - len(text[line:at].lstrip())
    return Placing(Span(line if at - line <= _LINE_LONGEST else at - _BIT, at), at, False, section)


def _stripped(document: Document, start: int, end: int) -> int:
    """Return the end of a stretch without white space at its end, but not before its start."""
    return start + len(document.source.text[start:end].rstrip())
