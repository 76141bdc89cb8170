"""The report for programs: one JSON document, or one line for each report.

Lines and columns count from 1, columns and offsets in Unicode code points; `end` is exclusive. Fields are only ever
added within one major schema version. Same input, same bytes out: no times, no absolute paths of our own.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from ..folding import line_starts, place
from ..model import DocumentReport, Evidence, Failure, Place, Report, Result, Section, Source
from .pieces import Pieces, assembled
from .tally import Tally, Whole, tally_of_one
from .view import View
from .words import message

SCHEMA_VERSION = "1.2"
_SEPARATORS = re.compile("[\x85\u2028\u2029]")


def schema() -> str:
    """Return the JSON Schema of the output."""
    from importlib.resources import files

    return files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8")


def render(report: Report, view: View) -> str:
    """Return the whole report as one indented JSON document."""
    return assembled(PIECES, report, view)


def render_lines(report: Report, view: View) -> str:
    """Return a JSON document on a line for each report, each error and, at the end, the notices, in the same shape."""
    return assembled(LINES, report, view)


def _piece(document: DocumentReport, view: View) -> str:
    """Return a document as it stands in the list of documents; no string holds a line end that is not escaped."""
    text = json.dumps(_document(document, view), ensure_ascii=False, indent=2)
    return _quiet(text).replace("\n", f"\n{_INDENT}")


def _frame(whole: Whole, view: View) -> tuple[str, str]:
    text = _quiet(json.dumps(_data(whole, (), view), ensure_ascii=False, indent=2)) + "\n"
    if not whole.tally.documents:
        return text, ""
    before, after = text.split(_NO_DOCUMENTS)
    return f"{before}{_NO_DOCUMENTS[:-1]}\n{_INDENT}", f"\n  ]{after}"


_INDENT = " " * 4
# With its line end and indent it stands nowhere else.
_NO_DOCUMENTS = '\n  "documents": []'
PIECES = Pieces(_piece, f",\n{_INDENT}", _frame, waits=True)


def _line_of(document: DocumentReport, view: View) -> str:
    return _line(_data(Whole(tally_of_one(document.results)), (document,), view))


def _last_lines(whole: Whole, view: View) -> tuple[str, str]:
    parts = [Whole(Tally(), errors=(error,)) for error in whole.errors]
    if whole.notices:
        parts.append(Whole(Tally(), notices=whole.notices))
    return "", "".join([_line(_data(part, (), view)) for part in parts])


LINES = Pieces(_line_of, "", _last_lines)


def _data(whole: Whole, documents: Sequence[DocumentReport], view: View) -> dict[str, Any]:
    return {
        **_head(view),
        "summary": _summary(whole),
        "documents": [_document(document, view) for document in documents],
        "errors": [_error(error) for error in whole.errors],
        "notices": list(whole.notices),
    }


def _line(data: dict[str, Any]) -> str:
    """Return JSON on one line, also for readers that take the separators of Unicode for ends of lines."""
    line = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _SEPARATORS.sub(lambda found: f"\\u{ord(found.group()):04x}", _quiet(line)) + "\n"


def _quiet(text: str) -> str:
    """Write `##[` in another way: where the report is printed into the log of a build, it may be a command there."""
    return text.replace("##[", "##\\u005b")


def _head(view: View) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "lawlint", "version": view.version},
        "column_unit": "codepoint",
    }


def _summary(whole: Whole) -> dict[str, int]:
    return {
        "documents": whole.tally.documents,
        **whole.tally.by_status(),
        "waived": whole.tally.waived,
        "baselined": whole.tally.baselined,
        "errors": len(whole.errors),
    }


def _document(report: DocumentReport, view: View) -> dict[str, Any]:
    document = report.document
    starts = line_starts(document.source.text)
    return {
        "path": document.source.path,
        "encoding": document.source.encoding,
        "media_type": document.source.media_type,
        "sha256": document.source.sha256,
        "warnings": list(document.source.warnings),
        "metadata": [{"name": name, "value": value} for name, value in document.source.metadata],
        "title": document.title or None,
        "issuer": document.issuer or None,
        "level": report.level or None,
        "level_source": "told" if report.level_told else "inferred",
        "year": report.year,
        "year_source": "told" if report.year_told else "inferred",
        "date": document.date or None,
        "sections": [_section(section, document.source, starts) for section in document.sections],
        "summary": {"score": report.score, **tally_of_one(report.results).by_status()},
        "results": [_result(result, document.source, view) for result in report.results],
    }


def _section(section: Section, source: Source, starts: list[int]) -> dict[str, Any]:
    begin, end = place(starts, section.span.start), place(starts, section.span.end)
    return {
        "title": section.title,
        "number": section.number,
        "depth": section.depth,
        "role": str(section.role),
        "start": {"line": begin[0], "column": begin[1], "offset": section.span.start},
        "end": {"line": end[0], "column": end[1], "offset": section.span.end},
        "where": source.where(section.heading.start) or None,
    }


def _result(result: Result, source: Source, view: View) -> dict[str, Any]:
    element = result.element
    return {
        "id": element.id,
        "title": element.title,
        "family": element.family,
        "requirement": str(result.requirement),
        "status": str(result.status),
        "finding": str(result.finding),
        "score": result.score,
        "message": message(result, view.lang),
        "advice": element.advice,
        "model_sentence": element.model_sentence,
        "basis": [
            {"instrument": basis.instrument, "article": basis.article, "verified": basis.verified}
            for basis in element.basis
        ],
        "evidence": [_evidence(item, source) for item in result.evidence],
        "waiver": None
        if result.waiver is None
        else {"reason": result.waiver.reason, "until": result.waiver.until or None, "source": result.waiver.source},
        "baseline_state": result.baseline and str(result.baseline),
        "fingerprint": result.fingerprint,
    }


def _evidence(item: Evidence, source: Source) -> dict[str, Any]:
    return {
        "quote": item.quote,
        "role": str(item.role),
        "matched": list(item.matched),
        "start": _place(item.start),
        "end": _place(item.end),
        "where": source.where(item.start.offset) or None,
    }


def _place(at: Place) -> dict[str, int]:
    return {"line": at.line, "column": at.column, "offset": at.offset}


def _error(error: Failure) -> dict[str, str]:
    return {"path": error.path, "code": error.code, "message": error.message}
