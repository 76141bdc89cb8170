"""What the formats for other programs share: what is to be mended, where it is shown, and in which words."""

from collections.abc import Iterator
from typing import NamedTuple

from ..folding import line_starts, place
from ..model import DocumentReport, Element, Evidence, Place, Report, Result, Status
from .safe import shown
from .words import cited, message

_RANK = {Status.FAIL: 0, Status.WARN: 1, Status.NOTE: 2}
LONGEST = 60


class Spot(NamedTuple):
    """Where a result is shown: its best evidence, else the title, else the beginning.

    start, end: of the stretch, `end` exclusive.
    where: the place in words, for files without lines of their own; empty for plain text.
    found: whether the stretch is evidence.
    """

    start: Place
    end: Place
    where: str
    found: bool


def spots(report: DocumentReport) -> list[Spot]:
    """Return where each result of a document is shown."""
    title = _title(report)
    return [_spot(result, report, title) for result in report.results]


def _spot(result: Result, report: DocumentReport, title: Spot) -> Spot:
    return spot_of(result.evidence[0], report) if result.evidence else title


def spot_of(evidence: Evidence, report: DocumentReport) -> Spot:
    """Return where an evidence stands."""
    return Spot(evidence.start, evidence.end, report.document.source.where(evidence.start.offset), True)


def _title(report: DocumentReport) -> Spot:
    """Return the title, or the first character where there is none."""
    source = report.document.source
    if not report.document.title_spans:
        return Spot(Place(1, 1, 0), Place(1, 2, 1), source.where(0), False)
    span = report.document.title_spans[0]
    starts = line_starts(source.text)
    begin, end = place(starts, span.start), place(starts, span.end)
    return Spot(Place(*begin, span.start), Place(*end, span.end), source.where(span.start), False)


def is_plain(report: DocumentReport) -> bool:
    """Tell whether lines and columns are those of the file itself, and not of what was extracted from it."""
    return not report.document.source.origins


def open_results(report: DocumentReport, notes: bool) -> list[tuple[Result, Spot]]:
    """Return what is to be mended in a document with its places, the worst first; nothing that somebody accepted.

    Args:
        report: of one document.
        notes: whether what is only suggested counts too.
    """
    last = 2 if notes else 1
    found = [
        (result, spot)
        for result, spot in zip(report.results, spots(report), strict=True)
        if _RANK.get(result.status, 3) <= last and not result.accepted
    ]
    return sorted(found, key=lambda pair: _RANK[pair[0].status])


def in_turns(report: Report, notes: bool) -> Iterator[tuple[DocumentReport, Result, Spot]]:
    """Yield what is to be mended in all documents, the worst first, from each document in turn.

    Where only so many can be shown, the first document does not take all the room.
    """
    listed = [open_results(document, notes) for document in report.documents]
    found = [
        (_RANK[result.status], turn, number)
        for number, results in enumerate(listed)
        for turn, (result, _) in enumerate(results)
    ]
    for _, turn, number in sorted(found):
        yield report.documents[number], *listed[number][turn]


def relative(path: str) -> str:
    """Return a path as other programs compare it: without `./` before it."""
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path


def basis_of(element: Element, lang: str) -> str:
    """Return who asks for an element; what nobody has verified is not told as law."""
    stop = "；" if lang == "zh" else "; "
    return stop.join(f"{cited(basis.instrument)}{basis.article}".strip() for basis in element.basis if basis.verified)


def told(result: Result, spot: Spot, lang: str) -> str:
    """Return in one line what the text says of an element, what was seen of it and where, and what to add."""
    chinese = lang == "zh"
    seen, advice, stop = ("所见：", "怎么补：", "。") if chinese else ("seen: ", "to add: ", ". ")
    parts = [shown(message(result, lang))]
    if spot.found:
        place_of = f"（{shown(spot.where)}）" if spot.where else ""
        parts.append(f"{seen}「{shown(result.evidence[0].quote, LONGEST)}」{place_of}")
    if result.status is not Status.PASS:
        parts.append(f"{advice}{shown(result.element.advice)}")
    return stop.join(part.rstrip("。") for part in parts) + stop.strip()
