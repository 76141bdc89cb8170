"""The workbook of a folder: units × elements, what each finding rests on, statistics, and what is not there.

Every text is stored as text and marked as quoted, so that none becomes a formula; links lead inside the workbook only.
"""

import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..matrix import Change, Comparison, Matrix, Row
from ..model import Requirement, Result, Status
from .matrixwords import TERMS, Terms, level_of, remarks, year_of
from .office import CREATED, bases, clean, is_formula, repacked, standing, where
from .view import View
from .words import MARKS, STATUS, family_word, said

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FILLS = {
    Status.PASS: ("E3F1E2", "1E6B2B"),
    Status.WARN: ("FFF0C2", "8A5A00"),
    Status.FAIL: ("F9D4D2", "A3160F"),
    Status.NOTE: ("E1EBF7", "2C5A91"),
    Status.NOT_APPLICABLE: ("FFFFFF", "A0A0A0"),
}
_WAIVED = ("E4E4E4", "555555")
_HEAD = "2F4A6B"
_BAND = "DCE4EE"
_FONT = "微软雅黑"
# A cell holds no more than 32,767 characters, and a sheet no more than 65,530 links.
_QUOTE_LONGEST = 400
_TEXT_LONGEST = 2_000
_LINKS_MOST = 60_000
# Titles of elements stand two or three characters to a line: heads that stay in sight must leave room for the units.
_TITLE_WIDTH = 5.2
_TITLE_HEIGHT = 12.5
_LINE_HEIGHT = 14.5
# Taller rows would hide how many there are; the cell holds the whole text all the same.
_LINES_MOST = 7
_BASES_MOST = 3
_SHEET_LONGEST = 31

Value = str | int | float | None


class _Column(NamedTuple):
    """A column of a table: its head, its width in characters, and whether its text is centred."""

    head: str
    width: float
    centred: bool = False


class _Styles:
    """The few looks of cells, made once: a workbook stores each look once, and openpyxl finds it faster so."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        thin = Side(style="thin", color="BFC7D1")
        self.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        self.plain = Font(name=_FONT, size=10)
        self.bold = Font(name=_FONT, size=10, bold=True)
        self.title = Font(name=_FONT, size=15, bold=True)
        self.small = Font(name=_FONT, size=9, color="666666")
        self.white = Font(name=_FONT, size=10, bold=True, color="FFFFFF")
        self.narrow = Font(name=_FONT, size=9, color="FFFFFF")
        self.head = PatternFill("solid", start_color=_HEAD)
        self.band = PatternFill("solid", start_color=_BAND)
        self.wrapped = Alignment(vertical="top", wrap_text=True)
        self.centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.middle = Alignment(vertical="center")
        self.hanging = Alignment(horizontal="center", vertical="top", wrap_text=True)
        self.fills = {
            key: (PatternFill("solid", start_color=fill), Font(name=_FONT, size=10, color=ink))
            for key, (fill, ink) in (*_FILLS.items(), ("waived", _WAIVED))
        }


def render(matrix: Matrix, view: View) -> bytes:
    """Return an .xlsx; sheets of units that did not report and of the year before are there if there is such a list."""
    import openpyxl

    book = openpyxl.Workbook()
    terms, styles = TERMS[view.lang], _Styles()
    now = datetime.datetime(*CREATED)
    book.properties.creator = book.properties.lastModifiedBy = "lawlint"
    book.properties.title = terms.title
    book.properties.created = book.properties.modified = now
    first: Worksheet = book.active  # type: ignore[assignment]
    first.title = terms.sheets[0]
    lines = _findings(_sheet(book, terms.sheets[1]), matrix, view, styles)
    _whole(first, matrix, view, styles, lines)
    _statistics(_sheet(book, terms.sheets[2]), matrix, view, styles)
    _unread(_sheet(book, terms.sheets[3]), matrix, view, styles)
    if matrix.missing is not None:
        _missing(_sheet(book, terms.sheets[4]), matrix, view, styles)
    if matrix.compared is not None:
        _compared(_sheet(book, terms.sheets[5]), matrix.compared, view, styles)
    for sheet in book.worksheets:
        _printed(sheet)
    written = io.BytesIO()
    book.save(written)
    return repacked(written.getvalue(), dated="docProps/core.xml")


def _sheet(book: "Workbook", title: str) -> "Worksheet":
    sheet: Worksheet = book.create_sheet(title[:_SHEET_LONGEST])
    return sheet


def _printed(sheet: "Worksheet") -> None:
    """Print across the page, with the heads on every page and numbers below."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8 if sheet.max_column > 20 else 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&P / &N"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3


# --- Cells -----------------------------------------------------------------------------------------------------------


def _put(sheet: "Worksheet", row: int, column: int, value: Value) -> "Cell":
    """Write a value; text is always text, whatever it begins with."""
    cell = _at(sheet, row, column)
    if isinstance(value, str):
        text = clean(value, _TEXT_LONGEST)
        cell.value = text
        if text:
            cell.data_type = "s"
            if is_formula(text):
                cell.quotePrefix = True
    else:
        cell.value = value
    return cell


def _at(sheet: "Worksheet", row: int, column: int) -> "Cell":
    """Return a cell to write to; no cell is written after it was merged into another."""
    return cast("Cell", sheet.cell(row, column))


def _top(sheet: "Worksheet", title: str, lines: Iterable[str], styles: _Styles) -> int:
    """Write a title and lines under it; return the next row."""
    _put(sheet, 1, 1, title).font = styles.title
    sheet.row_dimensions[1].height = 26
    number = 1
    for number, line in enumerate(lines, 2):
        _put(sheet, number, 1, line).font = styles.small
    return number + 1


def _table(
    sheet: "Worksheet", at: int, columns: Sequence[_Column], rows: Iterator[Sequence[Value]], styles: _Styles
) -> int:
    """Write a table with a filter whose heads stay in sight; return the row after it."""
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(columns, 1):
        cell = _put(sheet, at, number, column.head)
        cell.font, cell.fill, cell.alignment, cell.border = styles.white, styles.head, styles.centred, styles.border
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[at].height = 30
    line = at
    for line, row in enumerate(rows, at + 1):
        for number, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            cell = _put(sheet, line, number, value)
            cell.font, cell.border = styles.plain, styles.border
            cell.alignment = styles.centred if column.centred else styles.wrapped
        sheet.row_dimensions[line].height = _LINE_HEIGHT * min(_LINES_MOST, _lines(columns, row)) + 3
    sheet.freeze_panes = _at(sheet, at + 1, 1)
    sheet.auto_filter.ref = f"A{at}:{get_column_letter(len(columns))}{max(line, at + 1)}"
    sheet.print_title_rows = f"{at}:{at}"
    return line + 1


def _lines(columns: Sequence[_Column], row: Sequence[Value]) -> int:
    """Return how many lines the fullest cell of a row takes; programs differ in whether they find out themselves."""
    return max(-(-_breadth(value) // int(column.width - 1)) for column, value in zip(columns, row, strict=True)) or 1


def _breadth(value: Value) -> int:
    """Return the width of a value in digits; Han characters are as wide as two."""
    return sum(1 + (character > "\u2e7f") for character in str(value)) if value is not None else 0


def _paint(cell: "Cell", result: Result, styles: _Styles) -> None:
    cell.fill, cell.font = styles.fills["waived" if result.waiver is not None else result.status]


# --- Units × elements ------------------------------------------------------------------------------------------------


def _whole(sheet: "Worksheet", matrix: Matrix, view: View, styles: _Styles, lines: dict[tuple[int, int], int]) -> None:
    """Write the matrix; `lines` leads from a row and a column of it to the line of the sheet of findings."""
    from openpyxl.utils import get_column_letter

    terms = TERMS[view.lang]
    at = _top(sheet, terms.title, _summary(matrix, view), styles)
    heads = (
        (terms.unit, 26.0),
        (terms.level, 12.0),
        (terms.year, 8.0),
        (terms.score, 8.0),
        (terms.missing, 7.0),
        (terms.weak, 7.0),
        (terms.remark, 30.0),
    )
    begin = len(heads) + 1
    for number, (word, width) in enumerate(heads, 1):
        _put(sheet, at, number, "")
        cell = _put(sheet, at + 1, number, word)
        cell.alignment = styles.centred
        sheet.column_dimensions[get_column_letter(number)].width = width
    _families(sheet, at, begin, matrix, view, styles)
    for number, element in enumerate(matrix.elements, begin):
        cell = _put(sheet, at + 1, number, element.title)
        cell.alignment = styles.hanging
        sheet.column_dimensions[get_column_letter(number)].width = _TITLE_WIDTH
    longest = max((len(clean(element.title)) for element in matrix.elements), default=4)
    sheet.row_dimensions[at + 1].height = min(400.0, (longest / 2.5 + 1.5) * _TITLE_HEIGHT)
    for number in range(1, begin + len(matrix.elements)):
        for line in (at, at + 1):
            cell = _at(sheet, line, number)
            cell.font = styles.white if line == at or number < begin else styles.narrow
            cell.fill, cell.border = styles.head, styles.border
    links = len(matrix.rows) * len(matrix.elements) <= _LINKS_MOST
    for number, row in enumerate(matrix.rows):
        line = at + 2 + number
        for column, value in enumerate(_about(row, view), 1):
            cell = _put(sheet, line, column, value)
            cell.font = styles.bold if column == 1 else styles.plain
            cell.border = styles.border
            cell.alignment = styles.middle if column in (1, len(heads)) else styles.centred
            if row.twin:
                cell.font = styles.small
        for column, result in enumerate(row.report.results):
            cell = _put(sheet, line, begin + column, _sign(result, terms))
            _paint(cell, result, styles)
            cell.alignment, cell.border = styles.centred, styles.border
            if links and (target := lines.get((number, column))):
                _link(cell, terms.sheets[1], target)
    last = max(at + 2, at + 1 + len(matrix.rows))
    sheet.freeze_panes = _at(sheet, at + 2, 2)
    sheet.auto_filter.ref = f"A{at + 1}:{get_column_letter(begin - 1 + len(matrix.elements))}{last}"
    sheet.print_title_rows, sheet.print_title_cols = f"{at}:{at + 1}", "A:A"


def _families(sheet: "Worksheet", at: int, begin: int, matrix: Matrix, view: View, styles: _Styles) -> None:
    """Write the families over their elements."""
    start = 0
    families = [element.family for element in matrix.elements]
    for number, family in enumerate(families):
        if number + 1 == len(families) or families[number + 1] != family:
            cell = _put(sheet, at, begin + start, family_word(family, view.lang))
            cell.alignment = styles.centred
            if number > start:
                sheet.merge_cells(start_row=at, end_row=at, start_column=begin + start, end_column=begin + number)
            start = number + 1
    sheet.row_dimensions[at].height = 30


def _summary(matrix: Matrix, view: View) -> Iterator[str]:
    """Yield how many reported, and what the signs mean."""
    terms = TERMS[view.lang]
    counted = matrix.counted
    parts = [terms.reports.format(len(matrix.rows), len(counted))]
    if matrix.missing is not None:
        parts.append(terms.absent.format(len(matrix.missing), len(matrix.roster)))
    if matrix.errors:
        parts.append(terms.unread.format(len(matrix.errors)))
    yield terms.comma.join(parts)
    signs = "    ".join(f"{MARKS[status]} {STATUS[view.lang][status]}" for status in _FILLS)
    yield f"{signs}    {terms.waived_sign} {terms.waived}    {terms.hint}"


def _about(row: Row, view: View) -> Iterator[Value]:
    terms = TERMS[view.lang]
    open_results = [result.status for result in row.report.results if result.waiver is None]
    yield row.identity.unit
    yield level_of(row, view.lang)
    yield year_of(row)
    yield row.report.score
    yield open_results.count(Status.FAIL)
    yield open_results.count(Status.WARN)
    yield terms.stop.join(remarks(row, view.lang))


def _sign(result: Result, terms: Terms) -> str:
    return terms.waived_sign if result.waiver is not None else MARKS[result.status]


def _link(cell: "Cell", sheet: str, line: int) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A{line}")


# --- Findings --------------------------------------------------------------------------------------------------------


def _findings(sheet: "Worksheet", matrix: Matrix, view: View, styles: _Styles) -> dict[tuple[int, int], int]:
    """Write a line for each result that applies; return the lines by the row and column of the matrix."""
    terms = TERMS[view.lang]
    at = _top(sheet, terms.sheets[1], [terms.findings_hint], styles)
    columns = (
        _Column(terms.unit, 22),
        _Column(terms.year, 7, True),
        _Column(terms.family, 12),
        _Column(terms.element, 22),
        _Column(terms.requirement, 8, True),
        _Column(terms.status, 9, True),
        _Column(terms.matter, 22),
        _Column(terms.quote, 52),
        _Column(terms.place, 16),
        _Column(terms.role, 11),
        _Column(terms.basis, 42),
        _Column(terms.advice, 46),
        _Column(terms.waived, 18),
        _Column(terms.file, 28),
        _Column(terms.id, 22),
    )
    lines: dict[tuple[int, int], int] = {}
    results: list[Result] = []

    def rows() -> Iterator[Sequence[Value]]:
        for number, row in enumerate(matrix.rows):
            for column, result in enumerate(row.report.results):
                if result.status is not Status.NOT_APPLICABLE:
                    results.append(result)
                    lines[number, column] = at + len(results)
                    yield _finding(row, result, view)

    _table(sheet, at, columns, rows(), styles)
    for line, result in enumerate(results, at + 1):
        _paint(_at(sheet, line, 6), result, styles)
    sheet.freeze_panes = _at(sheet, at + 1, 5)
    return lines


def _finding(row: Row, result: Result, view: View) -> Sequence[Value]:
    terms, lang = TERMS[view.lang], view.lang
    source = row.report.document.source
    element = result.element
    best = result.evidence[0] if result.evidence else None
    others = terms.comma.join(where(item, source, lang) for item in result.evidence[1:3])
    place = where(best, source, lang) if best else terms.whole
    advice = ""
    if result.status is not Status.PASS:
        advice = clean(element.advice)
        if element.model_sentence:
            advice += f" {terms.example}{clean(element.model_sentence)}"
    waived = ""
    if result.waiver is not None:
        waived = result.waiver.reason + (f" ({result.waiver.until})" if result.waiver.until else "")
    return (
        row.identity.unit,
        year_of(row),
        family_word(element.family, lang),
        element.title,
        terms.required if result.requirement is Requirement.REQUIRED else terms.recommended,
        STATUS[lang][result.status],
        said(result, lang),
        clean(best.quote, _QUOTE_LONGEST) if best else "",
        f"{place}{terms.also.format(others)}" if others else place,
        standing(best, lang) if best else "",
        bases(element, lang, _BASES_MOST),
        advice,
        waived,
        row.path,
        element.id,
    )


# --- Statistics ------------------------------------------------------------------------------------------------------


def _statistics(sheet: "Worksheet", matrix: Matrix, view: View, styles: _Styles) -> None:
    """Write the elements, most missed first, and beside them the units by their scores."""
    from openpyxl.formatting.rule import DataBarRule
    from openpyxl.utils import get_column_letter

    terms = TERMS[view.lang]
    twins = len(matrix.rows) - len(matrix.counted)
    at = _top(sheet, terms.sheets[2], [terms.statistics_hint + (terms.twins.format(twins) if twins else "")], styles)
    columns = (
        _Column(terms.element, 34),
        _Column(terms.family, 16),
        _Column(terms.asked, 9, True),
        _Column(terms.passed, 9, True),
        _Column(terms.weak, 9, True),
        _Column(terms.missing, 9, True),
        _Column(terms.waived, 9, True),
        _Column(terms.share, 14, True),
    )
    asked = sorted((column for column in matrix.columns if column.required), key=lambda column: column.rank)
    shares = (
        (
            column.element.title,
            family_word(column.element.family, view.lang),
            column.required,
            column.passed,
            column.touched,
            column.missed,
            column.waived,
            column.share,
        )
        for column in asked
    )
    end = _table(sheet, at, columns, iter(shares), styles)
    for line in range(at + 1, end):
        _at(sheet, line, 8).number_format = "0%"
    if end > at + 1:
        bar = DataBarRule("num", 0, "num", 1, color="7FB58A")  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"H{at + 1}:H{end - 1}", bar)
    begin = len(columns) + 2
    heads = ((terms.rank, 7.0), (terms.unit, 30.0), (terms.year, 8.0), (terms.score, 9.0), (terms.missing, 8.0))
    for number, (word, width) in enumerate((*heads, (terms.weak, 8.0)), begin):
        cell = _put(sheet, at, number, word)
        cell.font, cell.fill, cell.alignment, cell.border = styles.white, styles.head, styles.centred, styles.border
        sheet.column_dimensions[get_column_letter(number)].width = width
    ranked = sorted(matrix.counted, key=lambda row: -row.report.score)
    scores = [row.report.score for row in ranked]
    for line, row in enumerate(ranked, at + 1):
        unit, _, year, score, missing, weak, _ = _about(row, view)
        values = (scores.index(row.report.score) + 1, unit, year, score, missing, weak)
        for number, value in enumerate(values, begin):
            cell = _put(sheet, line, number, value)
            cell.font, cell.border = styles.plain, styles.border
            cell.alignment = styles.wrapped if number == begin + 1 else styles.centred


# --- What is not there -----------------------------------------------------------------------------------------------


def _unread(sheet: "Worksheet", matrix: Matrix, view: View, styles: _Styles) -> None:
    """Write the files that could not be read, and what else the user should know."""
    terms = TERMS[view.lang]
    hint = terms.unread_hint if matrix.errors else terms.all_read
    at = _top(sheet, terms.sheets[3], [hint], styles)
    columns = (_Column(terms.file, 46), _Column(terms.reason, 90), _Column(terms.code, 16))
    end = _table(sheet, at, columns, iter([(each.path, each.message, each.code) for each in matrix.errors]), styles)
    warnings = [f"{row.path}：{line}" for row in matrix.rows for line in row.report.document.source.warnings]
    for line, told in enumerate((*matrix.notices, *warnings), end + 2):
        if line == end + 2:
            _put(sheet, line - 1, 1, terms.notices).font = styles.bold
        cell = _put(sheet, line, 1, told)
        cell.font, cell.alignment = styles.plain, styles.wrapped
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(columns))
        sheet.row_dimensions[line].height = 15.0 * (1 + len(told) // 80)


def _missing(sheet: "Worksheet", matrix: Matrix, view: View, styles: _Styles) -> None:
    terms = TERMS[view.lang]
    missing = matrix.missing or ()
    hint = terms.absent.format(len(missing), len(matrix.roster)) if missing else terms.all_there
    at = _top(sheet, terms.sheets[4], [hint], styles)
    columns = (_Column(terms.rank, 8, True), _Column(terms.unit, 36), _Column(terms.remark, 80))
    rows: list[Sequence[Value]] = []
    for number, each in enumerate(missing, 1):
        told = terms.stop.join(terms.tried.format(error.path, error.message) for error in each.unread)
        rows.append((number, each.unit.name, told or terms.nothing))
    _table(sheet, at, columns, iter(rows), styles)


# --- The year before -------------------------------------------------------------------------------------------------


def _compared(sheet: "Worksheet", compared: Sequence[Comparison], view: View, styles: _Styles) -> None:
    """Write a line for each change, under a line for each unit that says how both years stand."""
    terms = TERMS[view.lang]
    at = _top(sheet, terms.sheets[5], [terms.compared_hint], styles)
    columns = (
        _Column(terms.unit, 26),
        _Column(terms.element, 34),
        _Column(terms.before, 16, True),
        _Column(terms.after, 16, True),
        _Column(terms.change, 16, True),
        _Column(terms.quote, 60),
        _Column(terms.place, 16),
    )
    bands: list[int] = []
    painted: list[tuple[int, Change]] = []

    def rows() -> Iterator[Sequence[Value]]:
        line = at
        for each in compared:
            line += 1
            bands.append(line)
            yield _both(each, terms)
            for change in each.changes:
                line += 1
                painted.append((line, change))
                yield _changed(each, change, view)

    _table(sheet, at, columns, rows(), styles)
    for line in bands:
        for number in range(1, len(columns) + 1):
            cell = _at(sheet, line, number)
            cell.fill, cell.font = styles.band, styles.bold
    for line, change in painted:
        for number, status in ((3, change.before), (4, change.after)):
            cell = _at(sheet, line, number)
            cell.fill, cell.font = styles.fills[status]


def _both(each: Comparison, terms: Terms) -> Sequence[Value]:
    """Return the line of a unit: its scores, and how many elements became better or worse."""
    if each.before is None or each.after is None:
        told = terms.only_now if each.before is None else terms.only_then
    else:
        told = terms.moved.format(each.better, each.worse) if each.changes else terms.unchanged
    score: Callable[[Row | None], Any] = lambda row: row.report.score if row else ""  # noqa: E731
    return each.unit, terms.score, score(each.before), score(each.after), told, "", ""


def _changed(each: Comparison, change: Change, view: View) -> Sequence[Value]:
    terms, words = TERMS[view.lang], STATUS[view.lang]
    assert each.after is not None
    best = change.result.evidence[0] if change.result.evidence else None
    told = {True: terms.better, False: terms.worse, None: terms.otherwise}[change.better]
    return (
        each.unit,
        change.element.title,
        words[change.before],
        words[change.after],
        told,
        clean(best.quote, _QUOTE_LONGEST) if best else "",
        where(best, each.after.report.document.source, view.lang) if best else "",
    )
