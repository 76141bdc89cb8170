"""From a source and elements to the report of one document: fold, divide, scan once, judge each, keep the order."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from .compiling import Compiled, CompiledComposite, compile_elements
from .folding import Folded, fold, line_starts, place
from .judging import Judgement, Mark, judge
from .matching import Lexicon, build, scan
from .model import (
    DocumentReport,
    Element,
    Evidence,
    Finding,
    Place,
    Requirement,
    Result,
    Source,
    Status,
    Vocabulary,
)
from .scene import Scene
from .structure import parse


class Checklist(NamedTuple):
    """Elements with their one automaton, ready for any number of documents.

    reported: those that are asked for.
    order: the places in `elements` of those to be judged, every one after those that it stands on.
    """

    elements: tuple[Element, ...]
    reported: tuple[Element, ...]
    order: tuple[int, ...]
    compiled: Compiled
    lexicon: Lexicon


def prepare(
    elements: Sequence[Element], vocabulary: Vocabulary, reported: Sequence[Element] | None = None
) -> Checklist:
    """Build the automaton of all phrases.

    Elements that are not reported are searched all the same: others may stand on them, and their names keep a figure
    from being taken for somebody else's.

    Raises:
        ValueError: two elements have one id, a phrase is empty, or an element stands on one that is missing or stands
            on itself; the message names the element.
    """
    known: set[str] = set()
    for element in elements:
        if element.id in known:
            raise ValueError(f"{element.id}: duplicate id")
        known.add(element.id)
    compiled, parts = compile_elements(elements, vocabulary)
    wanted = tuple(elements if reported is None else reported)
    order = _order(elements, wanted, compiled)
    return Checklist(tuple(elements), wanted, order, compiled, build(parts))


def narrow(checklist: Checklist, reported: Sequence[Element]) -> Checklist:
    """Return a checklist that reports some of the elements that it searches for."""
    wanted = tuple(reported)
    return checklist._replace(reported=wanted, order=_order(checklist.elements, wanted, checklist.compiled))


def _order(elements: Sequence[Element], wanted: Sequence[Element], compiled: Compiled) -> tuple[int, ...]:
    """Return the places of the wanted elements and of all they stand on, every one after those that it stands on."""
    numbers = {element.id: number for number, element in enumerate(elements)}
    order: dict[int, None] = {}
    for element in wanted:
        _add(element.id, (), numbers, compiled, order)
    return tuple(order)


def _add(
    wanted: str, above: tuple[str, ...], numbers: Mapping[str, int], compiled: Compiled, order: dict[int, None]
) -> None:
    """Add the place of an element to those in order, after those of all it stands on; `above` stand on it."""
    if wanted in above:
        raise ValueError(f"{wanted}: stands on itself: {' → '.join((*above, wanted))}")
    if wanted not in numbers:
        raise ValueError(f"{above[-1]}: stands on {wanted}, which is missing")
    looks = compiled.looks[numbers[wanted]]
    for part in looks.parts if isinstance(looks, CompiledComposite) else ():
        _add(part, (*above, wanted), numbers, compiled, order)
    order[numbers[wanted]] = None


def check(
    source: Source,
    checklist: Checklist,
    level: str | None = None,
    year: int | None = None,
    strict: bool = False,
    deadline: float | None = None,
) -> DocumentReport:
    """Check one document; `level` and `year` are inferred where they are None, `strict` makes recommended required.

    Raises:
        TimeoutError: there was more to do at the `deadline`, a time of `time.monotonic`.
    """
    folded = fold(source.text)
    document = parse(source, folded, checklist.compiled.patterns)
    hits = scan(checklist.lexicon, folded.text)
    scene = Scene(document, folded, hits, checklist.compiled, checklist.lexicon.lengths)
    judged: dict[str, Judgement] = {}
    for number in checklist.order:
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
        element = checklist.elements[number]
        judged[element.id] = judge(checklist.compiled.looks[number], number, scene, judged)
    levels = [known for known, _ in checklist.compiled.patterns.issuers]
    at_level = level or document.level
    at_year = year or document.year
    place_of = lru_cache(maxsize=None)(partial(_place, line_starts(source.text)))
    results = []
    for element in checklist.reported:
        found = judged[element.id]
        requirement = requirement_of(element, at_level, at_year, levels, strict)
        results.append(
            Result(
                element=element,
                requirement=requirement,
                finding=found.finding,
                status=status_of(requirement, found.finding),
                score=round(found.marks[0].strength, 2) if found.marks else 0.0,
                evidence=tuple([_evidence(mark, source.text, place_of) for mark in found.marks]),
                fingerprint=_fingerprint(element.id, source.path, found.marks, folded),
            )
        )
    return DocumentReport(
        document=document,
        level=at_level,
        level_told=level is not None,
        year=at_year,
        year_told=year is not None,
        results=tuple(results),
        score=score_of(results),
    )


def requirement_of(
    element: Element, level: str, year: int | None, levels: Sequence[str] = (), strict: bool = False
) -> Requirement:
    """Return how much an element is asked for at a level and in a year.

    `levels` are all there are: where the level is unknown, only what all of them require is required, and what any of
    them asks for is recommended.
    """
    if year is not None and (
        (element.since is not None and year < element.since) or (element.until is not None and year > element.until)
    ):
        return Requirement.NOT_APPLICABLE
    if level in element.required or (not level and levels and set(levels) <= set(element.required)):
        return Requirement.REQUIRED
    if level in element.recommended or (not level and (element.required or element.recommended)):
        return Requirement.REQUIRED if strict else Requirement.RECOMMENDED
    return Requirement.NOT_APPLICABLE


def status_of(requirement: Requirement, finding: Finding) -> Status:
    """Return the status of a finding under a requirement."""
    if requirement is Requirement.NOT_APPLICABLE:
        return Status.NOT_APPLICABLE
    if finding is Finding.SHOWN:
        return Status.PASS
    if requirement is Requirement.RECOMMENDED:
        return Status.NOTE
    return Status.WARN if finding is Finding.TOUCHED else Status.FAIL


def score_of(results: Sequence[Result]) -> float:
    """Return the score of a document, 0 to 100: over its required elements, pass 1, warn 0.5, fail 0."""
    worth = {Status.PASS: 1.0, Status.WARN: 0.5, Status.FAIL: 0.0}
    required = [worth[result.status] for result in results if result.requirement is Requirement.REQUIRED]
    return round(100 * sum(required) / len(required), 1) if required else 100.0


def _evidence(mark: Mark, text: str, place_of: Callable[[int], Place]) -> Evidence:
    start, end = mark.span
    return Evidence(text[start:end], mark.role, mark.matched, place_of(start), place_of(end), mark.strength)


def _place(starts: list[int], offset: int) -> Place:
    return Place(*place(starts, offset), offset)


def _fingerprint(element: str, path: str, marks: Sequence[Mark], folded: Folded) -> str:
    """Identify a result across edits elsewhere in the document: by element, path and the best evidence, folded."""
    words = ""
    if marks:
        start, end = marks[0].span
        words = folded.text[folded.folded(start) : folded.folded(end)]
    return hashlib.sha256("\0".join((element, path, words)).encode()).hexdigest()[:32]
