"""The text of a report cut into passages, each with all the evidence that lies over it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ..folding import line_starts
from ..model import Document, Role, Section, Span


class Claim(NamedTuple):
    """A stretch of text that is evidence: `number` tells of which result."""

    start: int
    end: int
    number: int
    role: Role


class Passage(NamedTuple):
    """A stretch within one line over which nothing begins or ends.

    numbers: the results that it is evidence of, each once, in the order of the claims that were given.
    role: of the first of these claims; None without any.
    heading: whether it belongs to a heading.
    """

    start: int
    end: int
    numbers: tuple[int, ...]
    role: Role | None
    heading: bool


class Line(NamedTuple):
    """A line of the text that is not blank.

    number: counted from 1, blank lines included.
    section: the innermost one that it lies in; None before the first.
    depth: of the heading, where the whole line is one; otherwise 0.
    """

    number: int
    start: int
    end: int
    section: Section | None
    depth: int
    passages: tuple[Passage, ...]


def lines(document: Document, claims: Sequence[Claim]) -> tuple[Line, ...]:
    """Cut the text of a document at its lines, at its headings, and where any of the claims begins or ends.

    Args:
        document: as it was read.
        claims: those told first come first in every passage.
    """
    text = document.source.text
    starts = line_starts(text)
    headings = [section.heading for section in document.sections]
    cuts = sorted({*starts, len(text), *_ends(claims), *_ends(headings)})
    over = _over(cuts, claims)
    headed = _over(cuts, [Claim(span.start, span.end, 0, Role.ACCOUNT) for span in headings])
    owner_of = _owners(document.sections)
    found = []
    for number, start in enumerate(starts, 1):
        end = starts[number] if number < len(starts) else len(text)
        line = text[start:end]
        if line.isspace() or not line:
            continue
        last = start + len(line.rstrip("\r\n"))
        passages = []
        for at in range(bisect_left(cuts, start), bisect_left(cuts, last)):
            held = over[at]
            passages.append(
                Passage(
                    cuts[at],
                    min(cuts[at + 1], last),
                    tuple(dict.fromkeys(claim.number for claim in held)),
                    held[0].role if held else None,
                    bool(headed[at]),
                )
            )
        section = owner_of(start + len(line) - len(line.lstrip()))
        whole = section is not None and all(
            passage.heading or text[passage.start : passage.end].isspace() for passage in passages
        )
        found.append(Line(number, start, last, section, section.depth if section and whole else 0, tuple(passages)))
    return tuple(found)


def _ends(spans: Iterable[Claim | Span]) -> list[int]:
    return [at for span in spans for at in (span.start, span.end)]


def _over(cuts: Sequence[int], claims: Sequence[Claim]) -> list[list[Claim]]:
    """Return for each stretch between cuts the claims that lie over it, in their order."""
    over: list[list[Claim]] = [[] for _ in cuts]
    for claim in claims:
        for at in range(bisect_left(cuts, claim.start), bisect_left(cuts, claim.end)):
            over[at].append(claim)
    return over


def _owners(sections: Sequence[Section]) -> Callable[[int], Section | None]:
    """Return what tells the innermost section of an offset; it must be asked for ascending offsets."""
    coming = sorted(sections, key=lambda section: (section.span.start, section.depth), reverse=True)
    inside: list[Section] = []

    def owner_of(offset: int) -> Section | None:
        while coming and coming[-1].span.start <= offset:
            inside.append(coming.pop())
        while inside and inside[-1].span.end <= offset:
            inside.pop()
        return inside[-1] if inside else None

    return owner_of
