"""One greppable line for each element: `PATH:LINE:COL: 不符合 legal-counsel 政府法律顾问 — message 「evidence」`."""

import re

from ..model import Report, Result, Status
from .view import View
from .words import message, status_word

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def render(report: Report, view: View) -> str:
    """Return a line for each element that applies, in the order of documents and elements, and one for each error."""
    lines = [
        _line(document.document.source.path, result, view)
        for document in report.documents
        for result in document.results
        if _wanted(result, view)
    ]
    error = "出错" if view.lang == "zh" else "error"
    lines += [f"{_flat(item.path)}:1:1: {error} {item.code} — {_flat(item.message)}" for item in report.errors]
    return "".join(line + "\n" for line in lines)


def _wanted(result: Result, view: View) -> bool:
    if view.quiet:
        return result.status in (Status.FAIL, Status.WARN)
    return view.verbose or result.status is not Status.NOT_APPLICABLE


def _line(path: str, result: Result, view: View) -> str:
    if result.evidence:
        best = result.evidence[0]
        where = f"{best.start.line}:{best.start.column}"
        told = f" 「{_flat(best.quote)}」"
    else:
        where = "1:1"
        told = " （全文）" if view.lang == "zh" else " (whole text)"
    waived = ""
    if result.waiver is not None:
        waived = f" [已豁免：{_flat(result.waiver.reason)}]" if view.lang == "zh" else f" [waived: {_flat(result.waiver.reason)}]"
    word = status_word(result.status, view.lang)
    return (
        f"{_flat(path)}:{where}: {word} {result.element.id} {result.element.title}"
        f" — {message(result, view.lang)}{waived}{told}"
    )


def _flat(text: str) -> str:
    """Keep a line a line: control characters and line separators become spaces."""
    return _CONTROLS.sub(" ", text)
