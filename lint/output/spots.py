"""What the formats for other programs share: what is to be mended, where it is shown, and in which words."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..folding import line_starts, place
from ..model import DocumentReport, Element, Evidence, Place, Report, Result, Status
from ..placing import placer
from .safe import shown
from .words import cited, message

_RANK = {Status.FAIL: 0, Status.WARN: 1, Status.NOTE: 2}
LONGEST = 60


class Spot(NamedTuple):
    """Where a result is shown: its best evidence, or what a missing element belongs to.

    start, end: of the stretch, `end` exclusive; never empty.
    where: the place in words, for files without lines of their own; empty for plain text.
    found: whether the stretch is evidence.
    """

    start: Place
    end: Place
    where: str
    found: bool


def spots(report: DocumentReport) -> list[Spot]:
    """Return where each result of a document is shown."""
    home: Callable[[Element], Spot] | None = None
    found = []
    for result in report.results:
        if result.evidence:
            found.append(spot_of(result.evidence[0], report))
            continue
        home = home or _homes(report)
        found.append(home(result.element))
    return found


def spot_of(evidence: Evidence, report: DocumentReport) -> Spot:
    """Return where an evidence stands."""
    return Spot(evidence.start, evidence.end, report.document.source.where(evidence.start.offset), True)


def _homes(report: DocumentReport) -> Callable[[Element], Spot]:
    """Return what tells where a missing element of a document is shown."""
    source = report.document.source
    starts = line_starts(source.text)
    placing = placer(report)

    def home(element: Element) -> Spot:
        start, end = placing(element).span
        begin = Place(*place(starts, start), start)
        last = Place(*place(starts, end), end) if end > start else Place(begin.line, begin.column + 1, start + 1)
        return Spot(begin, last, source.where(start), False)

    return home


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
    seen, home, advice, stop = (
        ("所见：", "可以写在", "怎么补：", "。") if chinese else ("seen: ", "at ", "to add: ", ". ")
    )
    parts = [shown(message(result, lang))]
    if spot.found:
        place_of = f"（{shown(spot.where)}）" if spot.where else ""
        parts.append(f"{seen}「{shown(result.evidence[0].quote, LONGEST)}」{place_of}")
    elif spot.where and result.status is not Status.PASS:
        parts.append(f"{home}{shown(spot.where)}")
    if result.status is not Status.PASS:
        parts.append(f"{advice}{shown(result.element.advice)}")
    return stop.join(part.rstrip("。") for part in parts) + stop.strip()
