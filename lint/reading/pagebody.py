"""Which blocks of a web page are its document: a known container, a page without links, or what trafilatura keeps."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .pageblocks import Block

if TYPE_CHECKING:
    from lxml.etree import _Element

# What systems of government sites, and WeChat, call the element with the text. General names such as `content` are
# left out: they stand around menus and lists as often.
_IDS = ("ucap-content", "zoom", "zoomcon", "fontzoom", "ivs_content", "js_content", "info_content")
_CLASSES = ("trs_editor", "trs_ueditor", "trs_editor_view", "custom_unionstyle", "pages_content", "v_news_content")
_NUMBERED_ID = re.compile(r"vsb_content(?:_\w{1,20})?")
_BY_ID = {name: number for number, name in enumerate(_IDS)}
_BY_CLASS = {name: number for number, name in enumerate(_CLASSES, len(_IDS))}
_NUMBERED = len(_IDS) + len(_CLASSES)
_CONTAINER_LEAST = 20
_LINKED_MOST = 0.02
_WARNED = 0.25
# Notes of copyright and the like come to less than this. The text of a page that closes an element too early does not.
_PARAGRAPH = 40
_PARAGRAPHS_MOST = 200
# A saved page with a report has a tenth of this; trafilatura takes seconds and hundreds of megabytes for larger ones.
_SOURCE_LONGEST = 2_000_000
# Comparing takes time by the product of both lengths.
_COMPARED_MOST = 4 * 10**9
_WHITE = re.compile(r"\s+")
_WHOLE_PAGE = "没有认出正文区域，检查了整个网页。"


class Body(NamedTuple):
    """The blocks that are the document, those around it, and warnings."""

    chosen: tuple[Block, ...]
    around: tuple[Block, ...]
    warnings: tuple[str, ...]


def container_number(element: "_Element") -> int | None:
    """Return the number of the kind of container that an element is, None where it is none."""
    name = (element.get("id") or "").strip().lower()
    if name in _BY_ID:
        return _BY_ID[name]
    if _NUMBERED_ID.fullmatch(name):
        return _NUMBERED
    for one in (element.get("class") or "").lower().split():
        if one in _BY_CLASS:
            return _BY_CLASS[one]
    return None


def find_body(blocks: Sequence[Block], source: Callable[[], str]) -> Body:
    """Return the document among the blocks of a page.

    Args:
        blocks: all of them.
        source: gives the source of the page, for trafilatura.
    """
    totals = [0] * (_NUMBERED + 1)
    for block in blocks:
        for number in block.within:
            totals[number] += block.han
    unlinked = sum(block.han - block.linked for block in blocks)
    best = max(range(len(totals)), key=lambda number: totals[number])
    if totals[best] >= _CONTAINER_LEAST:
        return _body(blocks, [best in block.within for block in blocks], unlinked)
    linked = sum(block.linked for block in blocks)
    if linked <= _LINKED_MOST * (unlinked + linked):
        return Body(tuple(blocks), (), ())
    try:
        kept = _extracted(source)
    except ImportError:
        return Body(tuple(blocks), (), (f'{_WHOLE_PAGE}要去掉菜单和链接，请运行：pip install "lawlint[html]"',))
    inside = _densest(blocks, _WHITE.sub("", kept))
    if not any(inside):
        return Body(tuple(blocks), (), (_WHOLE_PAGE,))
    return _body(blocks, inside, unlinked)


def _body(blocks: Sequence[Block], inside: Sequence[bool], unlinked: int) -> Body:
    """Return the body, with a warning where much of the page that is no links, or whole paragraphs, are outside."""
    chosen = tuple(block for block, kept in zip(blocks, inside, strict=True) if kept)
    around = tuple(block for block, kept in zip(blocks, inside, strict=True) if not kept)
    share = sum(block.han for block in chosen) / max(unlinked, 1)
    if share < _WARNED:
        return Body(chosen, around, (f"正文区域只有网页文字的 {share:.0%}，可能没有读全。请打开网页核对。",))
    outside = sum(block.han for block in around if block.han >= _PARAGRAPH and block.linked == 0)
    if outside > _PARAGRAPHS_MOST:
        return Body(chosen, around, (f"正文区域外还有 {outside} 个字的段落，没有检查。请打开网页核对。",))
    return Body(chosen, around, ())


def _extracted(source: Callable[[], str]) -> str:
    """Return what trafilatura takes for the text of a page, empty where it finds none or the page is too long for it.

    Raises:
        ImportError: trafilatura is not installed.
    """
    import logging

    import trafilatura

    # Without a handler its complaints would be printed.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    page = source()
    if len(page) > _SOURCE_LONGEST:
        return ""
    try:
        return trafilatura.extract(page, fast=True, include_comments=False, include_tables=True) or ""
    except Exception:
        # Whatever it trips over, the whole page can still be read.
        return ""


def _densest(blocks: Sequence[Block], kept: str) -> list[bool]:
    """Return which blocks are the stretch of the page with the most kept and the least other text."""
    none = [False] * len(blocks)
    texts = [_WHITE.sub("", block.text) for block in blocks]
    if not kept or len(kept) * len(blocks) > _COMPARED_MOST:
        return none
    best = best_start = best_end = 0
    score = start = 0
    for index, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        gain = len(text) - 3 * block.linked if text in kept else -len(text) - block.linked
        if score <= 0:
            score, start = 0, index
        score += gain
        if score > best:
            best, best_start, best_end = score, start, index + 1
    if not best:
        return none
    best_start, best_end = _widened(blocks, best_start, best_end)
    return [best_start <= index < best_end for index in range(len(blocks))]


def _widened(blocks: Sequence[Block], start: int, end: int) -> tuple[int, int]:
    """Return the stretch with the neighbours that stand in the same element as its ends and are no links."""

    def belongs(block: Block, edge: Block) -> bool:
        return block.linked == 0 and (block.home[0] == edge.home[0] or block.home[1] == edge.home[1])

    first, last = blocks[start], blocks[end - 1]
    while start and belongs(blocks[start - 1], first):
        start -= 1
    while end < len(blocks) and belongs(blocks[end], last):
        end += 1
    return start, end
