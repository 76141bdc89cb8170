"""The outline of a report in Word, laid out as an official paper, with notes as comments at the margin."""

import re
from typing import TYPE_CHECKING

from ..model import Element
from ..template import OPTIONAL, USAGE, Draft, Line
from .draft import how
from .office import clean
from .paper import blank, packed

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_PIECES = re.compile(r"(【[^【】]*】|_{2,})")
_AUTHOR = "填写说明"


def render(draft: Draft) -> bytes:
    """Return a .docx: prompts in colour, blanks marked, notes as comments on what they are about."""
    document = blank(clean(draft.title.text))
    title = document.add_paragraph(style="Paper Title")
    _comment(document, _runs(title, draft.title), (USAGE,))
    _notes(document, title, draft.title.element)
    for line in draft.opening:
        paragraph = _paragraph(document, line)
        if line.text:
            paragraph.paragraph_format.first_line_indent = 0
    for chapter in draft.chapters:
        heading = document.add_paragraph(clean(chapter.heading), style="Heading 1")
        _notes(document, heading, chapter.element)
        for group in chapter.groups:
            if group.heading:
                document.add_paragraph(clean(group.heading), style="Heading 2")
            for line in group.lines:
                paragraph = _paragraph(document, line)
                if line.element is not chapter.element:
                    _notes(document, paragraph, line.element)
    _signature(document, draft)
    return packed(document)


def _paragraph(document: "Document", line: Line) -> "Paragraph":
    paragraph = document.add_paragraph(style="Paper Text")
    _runs(paragraph, line)
    return paragraph


def _runs(paragraph: "Paragraph", line: Line) -> "list[Run]":
    """Write a line and return what was written: prompts in blue, optional ones in grey, blanks marked."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import RGBColor

    for piece in _PIECES.split(clean(line.prompt) + clean(line.text)):
        if not piece:
            continue
        run = paragraph.add_run(piece)
        if piece.startswith("【"):
            run.font.color.rgb = (
                RGBColor(0x80, 0x80, 0x80) if piece.startswith(OPTIONAL) else RGBColor(0x1F, 0x5C, 0x99)
            )
        elif piece.startswith("__"):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return paragraph.runs


def _notes(document: "Document", paragraph: "Paragraph", element: Element | None) -> None:
    """Comment on a paragraph, at its prompt where it has one."""
    if element is not None and paragraph.runs:
        _comment(document, paragraph.runs[:1], how(element))


def _comment(document: "Document", runs: "list[Run]", lines: tuple[str, ...]) -> None:
    """Add a comment without a date, which would differ from one run to the next."""
    from docx.oxml.ns import qn

    comment = document.add_comment(runs, "\n".join(lines), _AUTHOR, None)
    del comment._comment_elm.attrib[qn("w:date")]


def _signature(document: "Document", draft: Draft) -> None:
    """Write issuer and date at the right, the date four characters from the margin."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for number, line in enumerate(draft.signature):
        paragraph = _paragraph(document, line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.right_indent = Pt(64)
        if number == 0:
            paragraph.paragraph_format.space_before = Pt(56)
            paragraph.paragraph_format.keep_with_next = True
            _notes(document, paragraph, line.element)
