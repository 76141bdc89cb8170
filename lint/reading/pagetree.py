"""The tree of a web page, parsed so that nothing of it is lost without a word."""

import re
from typing import TYPE_CHECKING

from .containers import over_limit
from .extracted import Limits, ReadingError

if TYPE_CHECKING:
    from lxml.etree import _Element

_END = "lawlint-end"
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[^<>]{80000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PARTED = re.compile(r"[\s/]+")
# A parser compares the attributes of a tag with each other; tags that people make have at most a few dozen.
_ATTRIBUTES_MOST = 40_000
# A document has several tags to a paragraph, and a parsed tag costs some 250 bytes.
_TAGS_TO_PARAGRAPH = 4
# The number of libxml2's XML_ERR_RESOURCE_LIMIT, which lxml has no name for before 6.1.
_RESOURCE_LIMIT = 114
_SWALLOWED = "网页里有没写完的注释或脚本，它后面的内容浏览器不显示，也没有检查。请打开网页核对。"


def parse_page(text: str, limits: Limits) -> tuple["_Element", tuple[str, ...]]:
    """Return the root of a page, and warnings.

    Raises:
        ReadingError: more tags than the limits allow, tags nested too deep, or nothing but comments.
    """
    from lxml import etree

    if not text.strip():
        raise ReadingError("no_text", "网页是空的。请检查是否保存成功，或者选错了文件。")
    most = limits.paragraphs * _TAGS_TO_PARAGRAPH
    if text.count("<") > most:
        raise over_limit("网页里的标签", f"{most} 个", "paragraphs")
    for tag in _LONG_TAG.finditer(text):
        if len(_PARTED.findall(_QUOTED.sub('"', tag[0]))) > _ATTRIBUTES_MOST:
            raise ReadingError("damaged", "网页里有个标签的属性太多，不像网页，没有读。请打开原网页，重新保存再检查。")
    # The parser stops where the page says that it ends; browsers show what is after.
    whole = f"{_CLOSED.sub('', text)}<{_END}></{_END}>"
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=False)
    try:
        root = etree.fromstring(whole.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise ReadingError("damaged", "网页的源文件损坏，读不了。请用浏览器打开原网页，重新保存再检查。") from error
    if root is None:
        raise ReadingError("no_text", "网页里只有注释，没有内容。请用浏览器打开原网页，重新保存再检查。")
    if next(root.iter(_END), None) is not None:
        return root, ()
    if any(entry.type == _RESOURCE_LIMIT for entry in parser.error_log):
        raise ReadingError(
            "limit",
            "网页的标签一层套一层，超过 2048 层，没有读。请用浏览器打开，把正文复制到 Word 或记事本里保存，再检查。",
        )
    return root, (_SWALLOWED,)
