"""The matrix of a folder in long form, for spreadsheets and statistics: one row for each unit and element.

Files that could not be read, and units that did not report, have a row of their own without an element: what was not
checked must not look like what is in order. UTF-8 with a byte order mark, for Excel; no cell begins like a formula.
"""

import csv
import io
from collections.abc import Iterator

from ..matrix import Matrix, Row
from ..model import Result
from .matrixwords import TERMS, level_of, remarks, year_of
from .office import clean, is_formula, standing, where
from .view import View
from .words import STATUS, family_word

_QUOTE_LONGEST = 2_000


def render(matrix: Matrix, view: View) -> bytes:
    """Return a .csv; the columns `status`, `finding` and `requirement` hold the codes of the JSON output."""
    terms = TERMS[view.lang]
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    chinese = view.lang == "zh"
    rows.writerow(
        (
            terms.unit,
            terms.level,
            terms.year,
            terms.file,
            terms.id,
            terms.element,
            terms.family,
            f"{terms.status}（文字）" if chinese else "status in words",
            "requirement",
            "status",
            "finding",
            f"要素{terms.score}" if chinese else "element score",
            f"报告{terms.score}" if chinese else "report score",
            terms.quote,
            terms.place,
            terms.role,
            terms.waived,
            terms.remark,
        )
    )
    for line in _lines(matrix, view):
        rows.writerow([_guarded(cell) if isinstance(cell, str) else cell for cell in line])
    return written.getvalue().encode("utf-8-sig", "replace")


def _lines(matrix: Matrix, view: View) -> Iterator[tuple[str | int | float, ...]]:
    terms = TERMS[view.lang]
    for row in matrix.rows:
        remark = terms.stop.join(remarks(row, view.lang))
        for result in row.report.results:
            yield _line(row, result, remark, view)
    empty = ("",) * 6
    for error in matrix.errors:
        yield "", "", "", error.path, "", "", "", terms.error, "", "error", *empty, "", f"{error.code}: {error.message}"
    for each in matrix.missing or ():
        told = terms.stop.join(terms.tried.format(error.path, error.message) for error in each.unread)
        yield each.unit.name, "", "", "", "", "", "", terms.sheets[4], "", "not_reported", *empty, "", told


def _line(row: Row, result: Result, remark: str, view: View) -> tuple[str | int | float, ...]:
    element, lang = result.element, view.lang
    best = result.evidence[0] if result.evidence else None
    waived = ""
    if result.waiver is not None:
        waived = result.waiver.reason + (f" ({result.waiver.until})" if result.waiver.until else "")
    return (
        row.identity.unit,
        level_of(row, lang),
        year_of(row),
        row.path,
        element.id,
        element.title,
        family_word(element.family, lang),
        STATUS[lang][result.status],
        str(result.requirement),
        str(result.status),
        str(result.finding),
        result.score,
        row.report.score,
        clean(best.quote, _QUOTE_LONGEST) if best else "",
        where(best, row.report.document.source, lang) if best else "",
        standing(best, lang) if best else "",
        waived,
        remark,
    )


def _guarded(text: str) -> str:
    """Return text that a spreadsheet takes for text."""
    shown = clean(text)
    return f"'{shown}" if is_formula(shown) else shown
