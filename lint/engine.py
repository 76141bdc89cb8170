"""From a source and elements to the report of one document: fold, divide, scan once, judge each, keep the order."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from .folding import fold, line_starts, place
from .judging import Compiled, Judgement, Scene, compile_elements, judge
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
from .structure import parse


class Checklist(NamedTuple):
    """Elements with their one automaton, ready for any number of documents; `reported` are those that are asked for."""

    elements: tuple[Element, ...]
    reported: tuple[Element, ...]
    vocabulary: Vocabulary
    compiled: Compiled
    lexicon: Lexicon


def prepare(
    elements: Sequence[Element], vocabulary: Vocabulary, reported: Sequence[Element] | None = None
) -> Checklist:
    """Build the automaton of all phrases.

    Elements that are not reported are searched all the same: others may stand on them, and their names keep a figure
    from being taken for somebody else's.

    Raises:
        ValueError: two elements have one id, or a phrase is empty; the message names the element.
    """
    seen: set[str] = set()
    for element in elements:
        if element.id in seen:
            raise ValueError(f"{element.id}: duplicate id")
        seen.add(element.id)
    compiled = compile_elements(elements, vocabulary)
    return Checklist(
        tuple(elements),
        tuple(elements if reported is None else reported),
        vocabulary,
        compiled,
        build(compiled.patterns),
    )


def check(
    source: Source, checklist: Checklist, level: str | None = None, year: int | None = None, strict: bool = False
) -> DocumentReport:
    """Check one document; `level` and `year` are inferred where they are None, `strict` makes recommended required."""
    folded = fold(source.text)
    document = parse(source, folded, checklist.vocabulary)
    hits = scan(checklist.lexicon, folded.text)
    scene = Scene(document, folded, hits, checklist.compiled)
    numbers = {element.id: number for number, element in enumerate(checklist.elements)}
    judged: dict[str, Judgement] = {}

    def judgement(wanted: str) -> Judgement:
        if wanted not in judged:
            number = numbers[wanted]
            judged[wanted] = judge(checklist.elements[number], number, scene, judgement)
        return judged[wanted]

    starts = line_starts(source.text)
    levels = [known for known, _ in checklist.vocabulary.issuers]
    at_level = level or document.level
    at_year = year or document.year
    results = []
    for element in checklist.reported:
        found = judgement(element.id)
        requirement = requirement_of(element, at_level, at_year, levels, strict)
        evidence = tuple(
            Evidence(
                quote=source.text[mark.span.start : mark.span.end],
                role=mark.role,
                matched=mark.matched,
                start=_place(starts, mark.span.start),
                end=_place(starts, mark.span.end),
                strength=mark.strength,
            )
            for mark in found.marks
        )
        best = found.marks[0].strength if found.marks else 0.0
        results.append(
            Result(
                element=element,
                requirement=requirement,
                finding=found.finding,
                status=status_of(requirement, found.finding),
                score=round(best, 2),
                evidence=evidence,
                fingerprint=_fingerprint(element.id, source.path, evidence),
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


def _place(starts: list[int], offset: int) -> Place:
    line, column = place(starts, offset)
    return Place(line, column, offset)


def _fingerprint(element: str, path: str, evidence: Sequence[Evidence]) -> str:
    """Identify a result across edits elsewhere in the document: by element, path and the best evidence, folded."""
    words = fold(evidence[0].quote).text if evidence else ""
    return hashlib.sha256("\0".join((element, path, words)).encode()).hexdigest()[:32]
