"""One greppable line for each element: `PATH:LINE:COL: 不符合 legal-counsel 政府法律顾问 — message 「evidence」`.

Files without lines of their own have a place in words instead: `PATH:第12段: …`.
"""

from collections.abc import Iterator

from ..model import DocumentReport, Report, Result, Source, Status
from .pieces import Pieces, assembled
from .tally import Whole
from .view import View
from .words import BASELINED, STATUS, flat, message


def render(report: Report, view: View) -> str:
    """Return a line for each element that applies, in the order of documents and elements, and one for each error.

    What is to be known of how a document was read comes after its elements. Quiet leaves only what is missing or weak,
    verbose adds what does not apply.
    """
    return assembled(PIECES, report, view)


def _lines(document: DocumentReport, view: View) -> str:
    return "".join([f"{line}\n" for line in _document(document, view)])


def _frame(whole: Whole, view: View) -> tuple[str, str]:
    error = "出错" if view.lang == "zh" else "error"
    lines = [f"{flat(item.path)}:1:1: {error} {item.code} — {flat(item.message)}\n" for item in whole.errors]
    return "", "".join(lines)


PIECES = Pieces(_lines, "", _frame)


def _document(document: DocumentReport, view: View) -> Iterator[str]:
    source = document.document.source
    for result in document.results:
        if _wanted(result, view):
            yield _line(source, result, view)
    if not view.quiet:
        note = "提示" if view.lang == "zh" else "note"
        for warning in source.warnings:
            yield f"{flat(source.path)}:1:1: {note} — {flat(warning)}"


def _wanted(result: Result, view: View) -> bool:
    if view.quiet:
        return result.status in (Status.FAIL, Status.WARN) and (result.waiver is not None or not result.accepted)
    return view.verbose or result.status is not Status.NOT_APPLICABLE


def _line(source: Source, result: Result, view: View) -> str:
    chinese = view.lang == "zh"
    if result.evidence:
        best = result.evidence[0]
        where = flat(source.where(best.start.offset)) or f"{best.start.line}:{best.start.column}"
        told = f"「{flat(best.quote)}」"
    else:
        where, told = "1:1", "（全文）" if chinese else "(whole text)"
    waived = ""
    if result.waiver is not None:
        waived = f"[{'已豁免：' if chinese else 'waived: '}{flat(result.waiver.reason)}] "
    elif result.accepted:
        waived = f"[{BASELINED[view.lang]}] "
    element = result.element
    return (
        f"{flat(source.path)}:{where}: {STATUS[view.lang][result.status]} {element.id} {flat(element.title)}"
        f" — {flat(message(result, view.lang))} {waived}{told}"
    )
