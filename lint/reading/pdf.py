"""Read the text layer of PDF files with PDFium; see `reflow` for how its lines become paragraphs.

PDFium bounds neither memory nor time: the child process does. What can be counted before and while it reads is.
"""

import base64
import ctypes
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from .containers import damaged, over_limit
from .extracted import Extracted, Limits, ReadingError
from .paged import AGAIN, REFLOWED, listed, no_text, pictures_warning
from .pagelines import Page, Run
from .reflow import reflow

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_TEXT, _IMAGE, _FORM = 1, 3, 5  # FPDF_PAGEOBJ_TEXT, _IMAGE, _FORM
# What a text layer in Chinese consists of: ASCII, Chinese characters, their radicals and marks, signs and numerals.
_WRITING = re.compile(
    r"[\x20-\x7e\u00a0-\u00b7\u00d7\u2010-\u203b\u2100-\u27bf\u2e80-\u2fdf\u3000-\u30ff\u3200-\u33ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
_READABLE = 0.6
"""The share of the characters of a page that must be writing, else its font has no table of characters."""
_FEW = 20
"""A page with fewer characters than this, on a picture, is a scan with a stamp or a page number."""


class _Glyph(NamedTuple):
    """A character with its box and origin in the space of the page, y upwards.

    line: as PDFium counts them. turn: the quarter turns, against the clock, of its direction; None where it is slanted.
    """

    text: str
    line: int
    left: float
    right: float
    bottom: float
    top: float
    x: float
    y: float
    turn: int | None


class _Read(NamedTuple):
    """What one page gave: how many characters show and how many are no writing; what else is to be said of it."""

    page: Page
    characters: int
    unreadable: int
    is_picture: bool
    is_blank: bool
    left_out: bool


def extract(data: bytes, limits: Limits) -> Extracted:
    """Read a PDF file.

    Raises:
        ReadingError: missing_extra, password, unsupported, damaged, limit, no_text, bad_text_layer.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise ReadingError("missing_extra", '读 .pdf 需要额外组件，请运行：pip install "lawlint[pdf]"') from error
    _check_streams(data, limits)
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            title = _title(document)
            read = list(_pages(document, limits))
    except pypdfium2.PdfiumError as error:
        raise _refused(error) from error
    pictures = [number for number, one in enumerate(read, 1) if one.is_picture]
    with_text = sum(one.characters > 0 and not one.is_picture for one in read)
    warnings = (REFLOWED, *pictures_warning(len(read), with_text, pictures), *_gaps_warnings(read))
    pieces = reflow([one.page for one in read], limits)
    if not pieces:
        raise no_text(len(read))
    return Extracted(pieces, metadata=(("title", title),) if title else (), warnings=warnings)


def _title(document: "PdfDocument") -> str:
    """Return the title that the file gives itself; empty where there is none, or where some program put a word."""
    try:
        title = str(document.get_metadata_value("Title")).strip()
    except UnicodeDecodeError:
        return ""
    return "" if title.casefold() == "untitled" else title


def _refused(error: Exception) -> ReadingError:
    code = getattr(error, "err_code", None)
    if code == _PASSWORD:
        return ReadingError("password", "文件有打开密码，请先去掉密码。")
    if code == _SECURITY:
        return ReadingError("unsupported", f"文件用了不支持的加密方式（数字版权保护），读不了。{AGAIN}")
    return damaged("PDF 的结构打不开")


# --- Before PDFium ---------------------------------------------------------------------------------------------------

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FLATE = re.compile(rb"/Filter\s*\[?\s*(/ASCII85Decode\s*|/A85\s*)?/(?:FlateDecode|Fl)\b(?!\s*/\w*Decode)")
_STEP = 2**16


def _check_streams(data: bytes, limits: Limits) -> None:
    """Refuse what PDFium would read in part without a word: a cut end, or content that no longer unpacks.

    What is unpacked is counted and thrown away. Pictures, which may be large, and encrypted files are left out.
    """
    if b"%%EOF" not in data.rstrip(b"\x00\r\n\t ")[-4096:]:
        raise damaged("没有结尾")
    if b"/Encrypt" in data:
        return
    position, total = 0, 0
    while found := _STREAM.search(data, position):
        head = data[max(position, found.start() - 2048) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        position = found.end()
        if b"/Image" in head or not (packed := _FLATE.search(head)):
            continue
        try:
            if packed[1]:
                end = data.find(b"~>", position)
                size = _unpacked(base64.a85decode(data[position : max(end, position)]), 0, limits.part)[1]
            else:
                position, size = _unpacked(data, position, limits.part)
        except (zlib.error, ValueError) as error:
            raise damaged(f"第 {found.end()} 字节起的内容解不开") from error
        total += size
        if total > limits.parts:
            raise over_limit("文件解压后", f"{limits.parts / 2**20:g} MB", "parts")


def _unpacked(data: bytes, start: int, limit: int) -> tuple[int, int]:
    """Return where a compressed stream ends and how large it is unpacked."""
    unpacker = zlib.decompressobj()
    size, position = 0, start
    rest = b""
    while not unpacker.eof and (rest or position < len(data)):
        if not rest:
            rest = data[position : position + _STEP]
            position += len(rest)
        size += len(unpacker.decompress(rest, 16 * _STEP))
        rest = unpacker.unconsumed_tail
        if size > limit:
            raise over_limit("文件里的一个部件", f"{limit / 2**20:g} MB", "part")
    return position - len(unpacker.unused_data), size


# --- Pages -----------------------------------------------------------------------------------------------------------


def _pages(document: "PdfDocument", limits: Limits) -> Iterator[_Read]:
    """Yield the pages, refusing those whose text is garbled, and more pages or characters than are allowed."""
    count = len(document)
    if count > limits.pages:
        raise over_limit("页数", f"{limits.pages} 页", "pages")
    total = 0
    for number in range(1, count + 1):
        with closing(document[number - 1]) as page:
            read = _read(page, total, limits.characters)
        total += read.characters
        if read.characters >= 10 and read.unreadable > (1 - _READABLE) * read.characters:
            raise ReadingError(
                "bad_text_layer", f"第 {number} 页的文字层是乱码（字体缺少编码表）。请用原来的 Word 文件检查。"
            )
        yield read


def _read(page: "PdfPage", before: int, limit: int) -> _Read:
    """Read a page, unless with it and the characters before it there are more than `limit`."""
    with closing(page.get_textpage()) as text:
        count = text.count_chars()
        if before + count > limit:
            raise over_limit("文字", f"{limit} 字", "characters")
        glyphs = list(_glyphs(text.raw, count))
    left, bottom, right, top = page.get_bbox()
    # A page that lies on its side is read as most of its text runs.
    turn = Counter(glyph.turn for glyph in glyphs).most_common(1)[0][0] if glyphs else 0
    width, height = (top - bottom, right - left) if turn in (1, 3) else (right - left, top - bottom)
    runs = [_placed(glyph, left, bottom, right, top) for glyph in glyphs if glyph.turn == turn is not None]
    slanted: dict[int, str] = {}
    for glyph in glyphs:
        if glyph.turn != turn or turn is None:
            slanted[glyph.line] = slanted.get(glyph.line, "") + glyph.text
    drawn = list(_drawn(page.raw))
    shown = [glyph.text for glyph in glyphs if not glyph.text.isspace()]
    return _Read(
        Page(width, height, runs, tuple(slanted.values())),
        len(shown),
        sum(not _WRITING.match(character) for character in shown),
        len(shown) < _FEW and _is_picture(drawn, bool(shown), abs(width * height)),
        not drawn,
        # PDFium passes over text that is no hundredth of a point wide, as is upright text of a font that it lacks.
        any(one.kind == _TEXT and one.width < 0.01 and one.height > 1 for one in drawn),
    )


def _glyphs(text: object, count: int) -> Iterator[_Glyph]:
    """Yield the characters of a text page, without those that PDFium adds; U+FFFD for those that have no code."""
    from pypdfium2 import raw

    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    line = half = 0
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if raw.FPDFText_IsGenerated(text, at) == 1:
            line += code == 10
            continue
        # Characters beyond U+FFFF come in two halves.
        if 0xDC00 <= code < 0xE000 and 0xD800 <= half < 0xDC00:
            code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00)
        half = code
        if 0xD800 <= code < 0xDC00 and at + 1 < count and 0xDC00 <= raw.FPDFText_GetUnicode(text, at + 1) < 0xE000:
            continue
        raw.FPDFText_GetLooseCharBox(text, at, box)
        if code == 0 and box.left == box.right:
            continue  # a blank for which the font has no glyph
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        yield _Glyph(
            _character(code, raw.FPDFText_IsHyphen(text, at) == 1, raw.FPDFText_HasUnicodeMapError(text, at) == 1),
            line,
            _finite(box.left),
            _finite(box.right),
            _finite(box.bottom),
            _finite(box.top),
            _finite(x.value),
            _finite(y.value),
            _turn(raw.FPDFText_GetCharAngle(text, at)),
        )


def _finite(number: float) -> float:
    return number if math.isfinite(number) else 0.0


def _character(code: int, is_hyphen: bool, has_no_code: bool) -> str:
    """Return what a code point of PDFium stands for; a hyphen at the end of a line has none of its own."""
    if is_hyphen:
        return "-"
    if code in (9, 0xA0) and not has_no_code:
        return " "
    if has_no_code or code < 32 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _turn(angle: float) -> int | None:
    # PDFium counts angles with the clock.
    quarters = -angle / (math.pi / 2)
    return round(quarters) % 4 if math.isfinite(quarters) and abs(quarters - round(quarters)) < 0.05 else None


def _placed(glyph: _Glyph, left: float, bottom: float, right: float, top: float) -> Run:
    """Return a character as placed on its page when that is turned so that its text runs level."""
    if glyph.turn == 0:
        x0, x1, y, height = glyph.left - left, glyph.right - left, top - glyph.y, glyph.top - glyph.bottom
    elif glyph.turn == 1:
        x0, x1, y, height = glyph.bottom - bottom, glyph.top - bottom, glyph.x - left, glyph.right - glyph.left
    elif glyph.turn == 2:
        x0, x1, y, height = right - glyph.right, right - glyph.left, glyph.y - bottom, glyph.top - glyph.bottom
    else:
        x0, x1, y, height = top - glyph.top, top - glyph.bottom, right - glyph.x, glyph.right - glyph.left
    # A Chinese character or mark is as wide as it is large; the height of a box depends on the font.
    size = x1 - x0 if _WIDE.match(glyph.text) else 0.75 * height
    return Run(glyph.text, x0, x1, y, max(size, 0.0))


# --- Pictures of text ------------------------------------------------------------------------------------------------


class _Drawn(NamedTuple):
    """Something drawn on a page: text, a picture, a shape; its kind as PDFium numbers it, and its size."""

    kind: int
    width: float
    height: float


def _drawn(page: object) -> Iterator[_Drawn]:
    from pypdfium2 import raw

    edges = [ctypes.c_float() for _ in range(4)]
    for at in range(raw.FPDFPage_CountObjects(page)):
        one = raw.FPDFPage_GetObject(page, at)
        if raw.FPDFPageObj_GetBounds(one, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            yield _Drawn(raw.FPDFPageObj_GetType(one), abs(right - left), abs(top - bottom))


def _is_picture(drawn: Sequence[_Drawn], has_text: bool, area: float) -> bool:
    """Tell whether a page with little or no text shows a picture of text: a scan, or letters drawn as shapes."""
    if not has_text:
        return bool(drawn)
    return any(one.kind in (_IMAGE, _FORM) and one.width * one.height > 0.4 * area for one in drawn)


def _gaps_warnings(read: Sequence[_Read]) -> Iterator[str]:
    """Yield the warnings that pages are blank, that text was passed over, and that characters have no code."""
    if blank := [number for number, one in enumerate(read, 1) if one.is_blank]:
        yield f"第 {listed(blank)} 页是空白的；如果原来有字，文件就不完整。"
    if left_out := [number for number, one in enumerate(read, 1) if one.left_out]:
        yield f"第 {listed(left_out)} 页有竖排或转向的文字没有读到，因为文件里没有它的字体。"
    if gaps := [number for number, one in enumerate(read, 1) if any(run.text == "\ufffd" for run in one.page.runs)]:
        yield f"第 {listed(gaps)} 页有的字没有编码，读不出来，已用 \ufffd 代替。"
