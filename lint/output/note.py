"""The return note (退改意见) in Word: what each unit has to add to its report, one after the other in one document.

It is a Chinese official paper, whatever the language of other outputs: A4, title, addressee, a table, a closing line,
with blanks for who signs and when. Units that have nothing to mend, and files that could not be read, stand on a page
at the end, so that nobody takes them for forgotten.
"""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..model import DocumentReport, Finding, Report, Requirement, Result, Status
from ..units import From, unit_of
from .office import bases, clean, seen
from .paper import BODY, HEAD, packed, page, style, styled_text, styled_title
from .view import View
from .words import LEVELS, counts, said

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_HEADS = ("序号", "应当写明的内容", "问题和所在位置", "依据", "需要补充")
# Millimetres; together the width between the margins.
_WIDTHS = (10, 25, 42, 33, 46)
_BASES_MOST = 3
_QUOTE_LONGEST = 80
_NAME_LONGEST = 60
_PARTS = ((Status.FAIL, "没有找到"), (Status.WARN, "写得不够"))


class _Letter(NamedTuple):
    """What one unit has to mend: results that are missing or weak and not waived, the missing ones first."""

    report: DocumentReport
    wanted: tuple[Result, ...]


def render(report: Report, view: View) -> bytes:
    """Return a .docx with a note for each unit that has something to mend, then a page about all others.

    Quiet leaves out what is only recommended.
    """
    letters = [_Letter(document, tuple(_wanted(document))) for document in report.documents]
    asked = [letter for letter in letters if letter.wanted]
    document = _blank()
    for number, letter in enumerate(asked):
        _letter(document, letter, number > 0, view)
    if len(asked) < len(letters) or report.errors or not letters:
        _rest(document, report, [letter.report for letter in letters if not letter.wanted], bool(asked))
    return packed(document)


def _wanted(document: DocumentReport) -> Iterator[Result]:
    for status, _ in _PARTS:
        yield from (result for result in document.results if result.status is status and result.waiver is None)


# --- One note --------------------------------------------------------------------------------------------------------


def _letter(document: "Document", letter: _Letter, anew: bool, view: View) -> None:
    from docx.shared import Pt

    report = letter.report
    _page(document, anew)
    document.add_paragraph(f"关于{_named(report)}的退改意见", style="Note Title")
    document.add_paragraph(f"{_addressee(report)}：", style="Note Text").paragraph_format.first_line_indent = Pt(0)
    required = [result for result in report.results if result.requirement is Requirement.REQUIRED]
    number = counts(letter.wanted)
    level = LEVELS["zh"].get(report.level, "")
    asked = "、".join(word for word in (level, f"{report.year}年度" if report.year else "") if word)
    document.add_paragraph(
        f"报来的《{_title(report)}》（{_file(report)}）收悉。"
        f"对照法治政府建设年度报告{f'（{asked}）' if asked else ''}应当写明的 {len(required)} 项内容逐项核对，"
        f"需要补充 {len(letter.wanted)} 项：没有找到的 {number[Status.FAIL]} 项，写得不够的 {number[Status.WARN]} 项。"
        "请按下表补充完善。",
        style="Note Text",
    ).paragraph_format.space_after = Pt(8)
    _table(document, letter)
    for line in _remarks(report, view):
        document.add_paragraph(line, style="Note Text")
    document.add_paragraph(
        "请于    年   月   日前修改完善，并重新报送。个别内容确与实际不符或者已经写明的，请注明在第几段，一并回复。",
        style="Note Text",
    )
    _signature(document)


def _page(document: "Document", anew: bool) -> None:
    """Begin a page with the number 1 behind what is there: each unit gets its own pages and no others."""
    from docx.enum.section import WD_SECTION

    if anew:
        document.add_section(WD_SECTION.NEW_PAGE)


def _named(report: DocumentReport) -> str:
    return f"《{_title(report)}》"


def _title(report: DocumentReport) -> str:
    """Return the title of a report, or what one would call it where it has none."""
    title = clean(report.document.title, _NAME_LONGEST).strip("《》")
    if title:
        return title
    issuer = clean(report.document.issuer, _NAME_LONGEST)
    return f"{issuer}{f'{report.year}年' if report.year else ''}法治政府建设年度报告"


def _addressee(report: DocumentReport) -> str:
    """Return the unit as far as the document or its page names it; a file may be called anything."""
    unit, told = unit_of(report)
    return clean(unit, _NAME_LONGEST) if told is not From.FILE else f"报送单位（{_file(report)}）"


def _file(report: DocumentReport) -> str:
    return clean(os.path.basename(report.document.source.path), _NAME_LONGEST)


def _remarks(report: DocumentReport, view: View) -> Iterator[str]:
    """Yield what is to be known beside the table: what is waived, what is only recommended, what was only guessed."""
    waived = [result for result in report.results if result.waiver is not None]
    if waived:
        told = "；".join(
            f"{clean(result.element.title)}（{clean(result.waiver.reason, 100)}"
            f"{f'，到 {result.waiver.until} 为止' if result.waiver.until else ''}）"
            for result in waived
            if result.waiver is not None
        )
        yield f"另有 {len(waived)} 项已经同意豁免，不列入上表：{told}。"
    notes = [clean(result.element.title) for result in report.results if result.status is Status.NOTE]
    if notes and not view.quiet:
        yield f"以下 {len(notes)} 项不作硬性要求，有相关工作的建议写明：{'、'.join(notes)}。"
    unsure = [
        word
        for word, known in (("发文单位的级别", bool(report.level)), ("报告年度", report.year is not None))
        if not known
    ]
    if unsure:
        yield f"报告里没有认出{'和'.join(unsure)}，以上按各级各年度都要写的内容核对。"


def _table(document: "Document", letter: _Letter) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=len(_HEADS), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    for cell, word, width in zip(table.rows[0].cells, _HEADS, _WIDTHS, strict=True):
        cell.width = Mm(width)
        _fill(cell, (word,), "Note Head")
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    number = 0
    for status, word in _PARTS:
        results = [result for result in letter.wanted if result.status is status]
        if not results:
            continue
        cells = table.add_row().cells
        whole = cells[0].merge(cells[-1])
        _fill(whole, (f"{word}（{len(results)} 项）",), "Note Group")
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F2F2F2")):
            shade.set(qn(f"w:{name}"), value)
        whole._tc.get_or_add_tcPr().append(shade)
        whole.paragraphs[0].paragraph_format.keep_with_next = True
        for result in results:
            number += 1
            row = table.add_row()
            _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
            cells = row.cells
            for cell, width, lines in zip(cells, _WIDTHS, _row(number, result, letter.report), strict=True):
                cell.width = Mm(width)
                _fill(cell, lines, "Note Cell")
            _centre(cells[0].paragraphs[0])


def _row(number: int, result: Result, report: DocumentReport) -> Iterator[tuple[str, ...]]:
    """Yield the cells of a row, each as its paragraphs."""
    element = result.element
    yield (str(number),)
    yield (clean(element.title),)
    told = seen(result, report.document.source, _QUOTE_LONGEST, most=2)
    matter = "全文没有找到。" if result.finding is Finding.ABSENT else f"{said(result, 'zh')}。"
    yield (matter, told) if told else (matter,)
    yield (bases(element, most=_BASES_MOST) or "—",)
    advice = clean(element.advice)
    yield (advice, f"例：{clean(element.model_sentence)}") if element.model_sentence else (advice,)


def _rest(document: "Document", report: Report, done: Sequence[DocumentReport], anew: bool) -> None:
    """Write the page about the reports that need nothing, and the files that could not be read."""
    _page(document, anew)
    document.add_paragraph("没有退改意见的报告和没能读取的文件", style="Note Title")
    if done:
        document.add_paragraph(f"应当写明的内容都已写明的 {len(done)} 份：", style="Note Text")
        for each in done:
            waived = sum(result.waiver is not None for result in each.results)
            unit = clean(each.document.issuer, _NAME_LONGEST) or _title(each)
            more = f"，其中 {waived} 项已经同意豁免" if waived else ""
            document.add_paragraph(f"{unit}（{_file(each)}{more}）", style="Note Text")
    if report.errors:
        document.add_paragraph(f"没能读取、没有核对的 {len(report.errors)} 份：", style="Note Text")
        for error in report.errors:
            document.add_paragraph(f"{clean(error.path, 120)}：{clean(error.message)}", style="Note Text")
    if not done and not report.errors:
        document.add_paragraph("没有可以核对的报告。", style="Note Text")


def _signature(document: "Document") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for text, right in (("（审核单位）", 4), ("年   月   日", 4)):
        line = document.add_paragraph(text, style="Note Text")
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.first_line_indent = Pt(0)
        line.paragraph_format.right_indent = Pt(16 * right)
        line.paragraph_format.keep_together = True
        if text.startswith("（"):
            line.paragraph_format.space_before = Pt(28)
            line.paragraph_format.keep_with_next = True


def _fill(cell: "_Cell", lines: Sequence[str], style: str) -> None:
    paragraph = cell.paragraphs[0]
    for number, line in enumerate(lines):
        if number:
            paragraph = cell.add_paragraph()
        # By its id: python-docx looks a name up in all styles, every time.
        paragraph._p.style = style.replace(" ", "")
        paragraph.add_run(line)


def _centre(paragraph: "Paragraph") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _mark(properties: "object", name: str) -> None:
    from docx.oxml import OxmlElement

    properties.append(OxmlElement(name))  # type: ignore[attr-defined]


# --- The paper -------------------------------------------------------------------------------------------------------


def _blank() -> "Document":
    """Return an empty document with the styles of the note; every note begins with page 1."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = page("退改意见")
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    columns = document.sections[0]._sectPr.find(qn("w:cols"))
    if columns is not None:
        columns.addprevious(start)
    styled_text(document, "Note Text")
    styled_title(document, "Note Title")
    for name, font in (("Note Head", HEAD), ("Note Group", HEAD), ("Note Cell", BODY)):
        cell = style(document, name, font, 10.5)
        cell.paragraph_format.line_spacing = Pt(15)
        if font == HEAD:
            cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    document.styles["Note Head"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document
