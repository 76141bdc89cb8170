"""A Word document on official paper: A4, the margins, fonts and sizes that Chinese official documents have."""

import datetime
import io
from typing import TYPE_CHECKING

from .office import CREATED, repacked

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

BODY, TITLE, HEAD, SUBHEAD = "仿宋", "方正小标宋简体", "黑体", "楷体"
LATIN = "Times New Roman"
LINE = 28
"""The distance of lines in points, which puts 22 of them on a page."""
# What a computer without a font takes in its place; Word reads it from the table of fonts of the document.
_FALLBACKS = (
    (BODY, "仿宋_GB2312"),
    (TITLE, "宋体"),
    (HEAD, "SimHei"),
    (SUBHEAD, "楷体_GB2312"),
    (LATIN, "Liberation Serif"),
)
_FONTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
        f'<w:charset w:val="{"00" if name.isascii() else "86"}"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in _FALLBACKS
    )
    + "</w:fonts>"
)


def page(title: str) -> "Document":
    """Return an empty document with page numbers, the font of the text, and properties that tell no time."""
    import docx
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    _number(document)
    now = datetime.datetime(*CREATED)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "lawlint"
    properties.title, properties.comments = title, ""
    properties.created, properties.modified, properties.revision = now, now, 1
    _font(document.styles["Normal"], BODY, 16)
    return document


def styled_title(document: "Document", name: str) -> None:
    """Add the style of the title of a paper."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    format_ = style(document, name, TITLE, 22).paragraph_format
    format_.alignment = WD_ALIGN_PARAGRAPH.CENTER
    format_.line_spacing = Pt(34)
    format_.space_after = Pt(LINE)


def styled_text(document: "Document", name: str) -> "ParagraphStyle":
    """Add and return the style of the text of a paper, its first line two characters in."""
    from docx.shared import Pt

    text = style(document, name, BODY, 16)
    text.paragraph_format.first_line_indent = Pt(32)
    return text


def blank(title: str) -> "Document":
    """Return a page with the styles of a report.

    `Paper Title`, `Heading 1`, `Heading 2` and `Paper Text`, of which the headings show in Word's outline.
    """
    from docx.shared import Pt

    document = page(title)
    text = styled_text(document, "Paper Text")
    styled_title(document, "Paper Title")
    for name, font in (("Heading 1", HEAD), ("Heading 2", SUBHEAD)):
        heading = style(document, name, font, 16)
        heading.next_paragraph_style = text
        heading.paragraph_format.first_line_indent = Pt(32)
        heading.paragraph_format.keep_with_next = True
    return document


def packed(document: "Document") -> bytes:
    """Return a document as a file, the same bytes whenever it is written."""
    written = io.BytesIO()
    document.save(written)
    return repacked(written.getvalue(), {"word/fontTable.xml": _FONTS.encode()})


def style(document: "Document", name: str, font: str, size: float) -> "ParagraphStyle":
    """Return a paragraph style: one of Word's own without its colours, or a new one."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = document.styles
    made: ParagraphStyle = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = styles["Normal"]
    made.quick_style = True
    made.font.bold = made.font.italic = False
    made.font.color.rgb = RGBColor(0, 0, 0)
    made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(0)
    made.paragraph_format.line_spacing = Pt(LINE)
    _font(made, font, size)
    return made


def _font(style: "object", name: str, size: float) -> None:
    """Set the font of a style: its Chinese one, and the usual one for Latin letters and digits, none of a theme."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = LATIN, Pt(size)  # type: ignore[attr-defined]
    fonts = style.element.rPr.rFonts  # type: ignore[attr-defined]
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _number(document: "Document") -> None:
    """Write the number of the page between dashes into the footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("— ", "", " —"):
        run = paragraph.add_run(text or "1")
        run.font.size = Pt(14)
        if not text:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            field.append(run._r)
            paragraph._p.append(field)
