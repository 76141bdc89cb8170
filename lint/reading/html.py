"""Web pages as their reader sees them, without what stands around the text: .html and .htm.

No address in a page is opened: what its scripts, frames and style sheets would bring is not there.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .extracted import Extracted, Limits, Piece, ReadingError
from .gathering import REVISED
from .pageabout import bare, page_metadata, page_title
from .pageblocks import Block, walk_page
from .pagebody import container_number, find_body
from .pagecode import decode_page
from .pagelists import says_unlisted
from .pagetree import parse_page

if TYPE_CHECKING:
    from lxml.etree import _Element

_ERROR_LONGEST = 200
_ERROR = re.compile(
    r"\b(?:40[0-9]|50[0-9])\b|not found|forbidden|bad gateway|service unavailable|access denied|javascript"
    r"|(?:页面|网页|文章|信息|内容).{0,8}(?:不存在|找不到|已删除|被删除|已下线|无法访问)|(?:找不到|未找到).{0,8}(?:页面|网页|文件)"
    r"|访问.{0,8}(?:不存在|出错|被拒绝|被拦截|受限)|(?:拦截|阻断).{0,12}请求|请求.{0,12}(?:拦截|阻断)|安全威胁|系统繁忙|验证码",
    re.IGNORECASE,
)
# Menus and notes that appear on a click are hidden on many pages; so much text is not.
_HIDDEN_MOST = 200
_HIDDEN_SHARE_MOST = 0.25
_SAVE = "请用浏览器打开原网页，看到报告全文后，另存为“网页，单个文件（*.mhtml）”，再检查。"


def extract(data: bytes, limits: Limits) -> Extracted:
    """Return the text of a web page.

    Raises:
        ReadingError: in no encoding, over a limit, without text, or the page of an error.
    """
    text, encoding, faults = read_source(data)
    root, warnings = parse_page(text, limits)
    return read_page(root, encoding, (*faults, *warnings), limits)


def read_source(data: bytes, declared: str = "") -> tuple[str, str, tuple[str, ...]]:
    """Return the text of the source of a page, its encoding, and warnings; `declared` is as for `decode_page`.

    Raises:
        ReadingError: in no encoding.
    """
    encoding, text, faults = decode_page(data, declared)
    warnings = []
    if faults:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        warnings.append(f"有 {faults} 处字节无法解码（源文件第 {line} 行等），已用 � 代替。")
    lower = text[-2000:].lower()
    if "<html" in text[:5000].lower() and "</html" not in lower and "</body" not in lower:
        warnings.append("网页没有结尾的标记，可能没有保存完整。请核对最后几段是否齐全。")
    return text, encoding, tuple(warnings)


def read_page(root: "_Element", encoding: str, warnings: Sequence[str], limits: Limits) -> Extracted:
    """Return the text of a parsed page, with the warnings so far.

    Raises:
        ReadingError: over a limit, without text, or the page of an error.
    """
    sheets = [element.text or "" for element in root.iter("style")]
    walked = walk_page(root, container_number, says_unlisted(sheets), limits)
    body = find_body(walked.blocks, lambda: _source(root))
    han = sum(block.han for block in body.chosen)
    title = page_title(root, body.around, body.chosen)
    words = " ".join((title, *(block.text for block in body.chosen[:20])))
    if han == 0 or (han <= _ERROR_LONGEST and len(words) <= 3 * _ERROR_LONGEST and _ERROR.search(words)):
        raise _without_text(root, han)
    pieces = _pieces(body.chosen)
    if title and bare(title) not in bare("".join(piece.text for piece in pieces)):
        pieces = (Piece(title, "", 1, "网页标题"), *pieces)
    told = [*warnings, *body.warnings]
    if walked.revised:
        told.append(REVISED)
    if walked.hidden > min(_HIDDEN_MOST, _HIDDEN_SHARE_MOST * han):
        told.append(f"网页里有 {walked.hidden} 个字是隐藏的，浏览器不显示，也没有检查。请打开网页核对。")
    return Extracted(pieces, encoding, page_metadata(root, title, body.around or body.chosen), tuple(told))


def _pieces(chosen: Sequence[Block]) -> tuple[Piece, ...]:
    """Return blocks as pieces, with places counted in the text; a table of one cell is only a frame."""
    cells: dict[int, set[tuple[int, int]]] = {}
    for block in chosen:
        if block.cell:
            cells.setdefault(block.cell.table, set()).add((block.cell.row, block.cell.column))
    numbers = {table: number for number, table in enumerate((t for t in cells if len(cells[t]) > 1), 1)}
    pieces = []
    paragraphs = 0
    for block in chosen:
        if block.cell and block.cell.table in numbers:
            where = f"表{numbers[block.cell.table]}第{block.cell.row}行第{block.cell.column}列"
        else:
            paragraphs += 1
            where = f"第{paragraphs}段"
        pieces.append(Piece(block.text, block.label, block.outline, where))
    return tuple(pieces)


def _source(root: "_Element") -> str:
    from lxml import etree

    return etree.tostring(root, encoding="unicode", method="html")


def _without_text(root: "_Element", han: int) -> ReadingError:
    if han:
        return ReadingError("no_text", f"这是网站的出错或提示页面，不是报告。{_SAVE}")
    if next(root.iter("frame", "iframe"), None) is not None:
        return ReadingError("no_text", f"网页的正文在框架里，没有一起保存下来。{_SAVE}")
    if next(root.iter("script"), None) is not None:
        return ReadingError("no_text", f"没有读到中文文字，正文可能是打开网页时由脚本填上去的。{_SAVE}")
    return ReadingError("no_text", f"网页里没有中文文字，可能是空白页、出错页，或者文字都在图片里。{_SAVE}")
