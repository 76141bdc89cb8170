"""What a web page says of its document, in its head and around the text: title, publisher, dates, number, index."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .pageblocks import Block, count_han

if TYPE_CHECKING:
    from lxml.etree import _Element

# Names of meta elements, in lower case; the first ones are those that all sites of the Chinese government must have.
_OF_HEAD = (
    ("title", ("articletitle", "og:title", "dcterms.title", "dc.title")),
    ("publisher", ("contentsource", "source", "dcterms.publisher", "dc.publisher")),
    ("date", ("pubdate", "publishdate", "article:published_time", "dcterms.issued", "dc.date")),
    ("site", ("sitename", "og:site_name")),
)
_OF_TABLE = (
    ("index", ("索引号",)),
    ("publisher", ("发布机构", "发布单位", "发布机关", "公开主体", "公开机构", "公开单位", "发文机关", "发文单位",
                   "制发机关", "信息来源", "文章来源", "来源")),
    ("date", ("发布日期", "发布时间", "公开日期", "公开时间", "发文日期", "日期", "时间")),
    ("written", ("成文日期", "生成日期", "形成日期", "制发日期")),
    ("number", ("发文字号", "文号")),
)  # fmt: skip
_ALL_NAMES = sorted((name for _, names in _OF_TABLE for name in names), key=len, reverse=True)
_OPENING = r"[\[【(（〔]?\s*"
_CLOSING = r"\s*[\]】)）〕]?\s*[:：]?"
_ANY_NAME = "|".join(r"\s*".join(name) for name in _ALL_NAMES)
_NAME = re.compile(rf"{_OPENING}({_ANY_NAME}){_CLOSING}\s*")
_INLINE = re.compile(rf"(?:^|(?<=[\s|\]】]))({_ANY_NAME})\s*[\]】]?\s*[:：]\s*")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?:\s*日)?")
_VALUE_LONGEST = 100
_TITLE_LONGEST = 120
_TITLE_LEAST = 4
_SEPARATORS = re.compile(r"\s*[_|｜]\s*|\s*[-–—]{1,2}\s*(?=\D)")
_SITE = re.compile(r"(?:网|网站|门户|首页|平台)$")
_TOLD = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff0-9A-Za-z]+")
# Blocks around the text that are looked at; tables with metadata stand near it.
_AROUND_MOST = 400


def page_title(root: "_Element", around: Sequence[Block], chosen: Sequence[Block]) -> str:
    """Return the title of the document, empty where the page has none that can be told from that of its site.

    Args:
        root: the tree of the page.
        around: the blocks outside of the text.
        chosen: the blocks of the text.
    """
    told = _head(root).get("title", "")
    if count_han(told) >= _TITLE_LEAST:
        return told
    head = next(root.iter("title"), None)
    of_head = " ".join((head.text or "" if head is not None else "")[:1000].split())
    parts = [of_head, *_SEPARATORS.split(of_head)]
    parts = [part for part in parts if count_han(part) >= _TITLE_LEAST and len(part) <= _TITLE_LONGEST]
    shown = {bare(block.text) for block in (*around, *chosen[:20])}
    for part in parts:
        if bare(part) in shown:
            return part
    for block in (*around, *chosen[:20]):
        # What the head holds within more, with the names of site and column, is the heading of this page.
        if block.outline is not None and count_han(block.text) >= _TITLE_LEAST and bare(block.text) in bare(of_head):
            return block.text.strip()
    named = [part for part in parts[1:] if not _SITE.search(part)]
    return max(named, key=count_han, default="")


def page_metadata(root: "_Element", title: str, around: Sequence[Block]) -> tuple[tuple[str, str], ...]:
    """Return what the page says of its document, the head before the tables and lines around the text."""
    found = {"title": title} if title else {}
    found |= {key: value for key, value in _head(root).items() if key != "title"}
    told = _around(around[:_AROUND_MOST])
    for key, names in _OF_TABLE:
        value = next((told[name] for name in names if name in told), "")
        if key in {"date", "written"}:
            date = _DATE.search(value)
            value = date[0] if date else ""
        if value:
            found.setdefault(key, value)
    return tuple(found.items())


def bare(text: str) -> str:
    """Return text by which titles are compared: without spaces, punctuation and signs."""
    return _TOLD.sub("", text)


def _head(root: "_Element") -> Mapping[str, str]:
    told: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or ""
        content = " ".join((element.get("content") or "")[:1000].split())
        if name and content:
            told.setdefault(name.strip().lower(), content[: 2 * _VALUE_LONGEST])
    found = {}
    for key, names in _OF_HEAD:
        value = next((told[name] for name in names if name in told), "")
        if value:
            found[key] = value
    return found


def _around(blocks: Iterable[Block]) -> Mapping[str, str]:
    """Return values by their names, from cells beside each other and from lines such as 来源：某某 日期：2022-01-26."""
    told: dict[str, str] = {}
    name = ""
    for block in blocks:
        text = block.text.strip()
        if name and len(text) <= _VALUE_LONGEST and not _NAME.fullmatch(text):
            told.setdefault(name, text)
        name = ""
        if whole := _NAME.fullmatch(text[:_VALUE_LONGEST]):
            name = _plain(whole[1])
            continue
        found = list(_INLINE.finditer(text[: 4 * _VALUE_LONGEST]))
        for index, one in enumerate(found):
            end = found[index + 1].start() if index + 1 < len(found) else len(text)
            words = re.split(r"\s{2,}|[\s【|\[](?=\D)", text[one.end() : end].strip(), maxsplit=1)
            if words[0] and len(words[0]) <= _VALUE_LONGEST:
                told.setdefault(_plain(one[1]), words[0].strip())
    return told


def _plain(name: str) -> str:
    return "".join(name.split())
