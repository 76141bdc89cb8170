"""Diagnostics for reviewdog: columns count bytes of UTF-8 from 1, `end` is exclusive."""

from typing import Any

from ..folding import line_starts
from ..model import DocumentReport, Evidence, Place, Report, Status
from .safe import as_json, shown
from .spots import is_plain, open_results, relative, told
from .view import View
from .words import ROLES

_SEVERITIES = {Status.FAIL: "ERROR", Status.WARN: "WARNING", Status.NOTE: "INFO"}


def render(report: Report, view: View) -> str:
    """Return what could not be checked, then what is to be mended and not accepted; verbose adds suggestions."""
    diagnostics = [
        {
            "message": shown(failure.message),
            "location": {"path": relative(failure.path)},
            "severity": "ERROR",
            "code": {"value": f"error-{failure.code}"},
        }
        for failure in report.errors
    ]
    for document in report.documents:
        diagnostics += _document(document, view)
    return as_json({"source": {"name": "lawlint"}, "diagnostics": diagnostics})


def _document(document: DocumentReport, view: View) -> list[dict[str, Any]]:
    starts = line_starts(document.document.source.text)
    found = []
    for result, spot in open_results(document, view.verbose):
        diagnostic: dict[str, Any] = {
            "message": told(result, spot, view.lang),
            "location": _location(document, starts, spot.start, spot.end),
            "severity": _SEVERITIES[result.status],
            "code": {"value": result.element.id},
        }
        others = [_related(document, starts, item, view) for item in result.evidence[1:]]
        if others and is_plain(document):
            diagnostic["related_locations"] = others
        found.append(diagnostic)
    return found


def _related(document: DocumentReport, starts: list[int], item: Evidence, view: View) -> dict[str, Any]:
    return {"message": ROLES[view.lang][item.role], "location": _location(document, starts, item.start, item.end)}


def _location(document: DocumentReport, starts: list[int], start: Place, end: Place) -> dict[str, Any]:
    path = relative(document.document.source.path)
    if not is_plain(document):
        return {"path": path}
    text = document.document.source.text
    return {"path": path, "range": {"start": _point(text, starts, start), "end": _point(text, starts, end)}}


def _point(text: str, starts: list[int], at: Place) -> dict[str, int]:
    before = text[starts[at.line - 1] : at.offset]
    return {"line": at.line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}
