"""The bytes of a web page as text: what its mark, its bytes and its own declaration say of its encoding, in that order.

Declarations are wrong often enough that bytes which prove an encoding outweigh them: hardly any text in another
encoding is also valid UTF-8. gb2312 and gbk always mean GB18030, which holds both and the characters they lack.
"""

import codecs
import re

from .extracted import ReadingError
from .text import byte_order_mark, is_chinese, is_writing

# Long heads of styles and scripts stand before some declarations.
_HEAD = 64 * 1024
_META = re.compile(rb"""<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""", re.IGNORECASE)
_HIGH = re.compile(r"[^\x00-\x7f]+")
_GB = frozenset({"gb2312", "gbk", "gb18030"})
# Encodings that pages have, by Python's names. What is read as ASCII up to its declaration cannot be UTF-16.
_OF_PAGES = re.compile(r"utf-8|gb|big5|euc_|shift_jis|iso2022_|iso8859-|cp125\d|cp9\d\d|koi8|mac-|johab|tis")
# Characters that could not be decoded, of those above ASCII: more than one in a hundred is another encoding.
_DAMAGED_MOST = 100


def decode_page(data: bytes, declared: str = "") -> tuple[str, str, int]:
    """Return the name of the encoding, the text, and how many places of it could not be decoded and are U+FFFD.

    Args:
        data: the whole page.
        declared: what was said of the encoding outside of the page, as in the header of a part of a saved page.

    Raises:
        ReadingError: no encoding gives more than a few faults, or what it gives is no writing.
    """
    mark, marked = byte_order_mark(data)
    if marked:
        return _marked(data[len(mark) :] if marked == "utf-8" else data, marked)
    if wide := _unmarked_wide(data):
        return _marked(data, wide)
    told = _codec(declared) or _codec(_declaration(data))
    # No page holds zeros, but bad programs put one after the last tag.
    data = data.replace(b"\x00", b"")
    for name in dict.fromkeys(("utf-8", told or "gb18030", "gb18030")):
        text = _strictly(data, name)
        if text is not None and is_writing(text) and (name == "utf-8" or _looks_chinese(text)):
            return name, text, 0
    return _tolerantly(data, told)


def _marked(data: bytes, name: str) -> tuple[str, str, int]:
    text = data.decode(name, "replace").removeprefix("\ufeff").replace("\x00", "")
    return _checked(name, text, text.count("\ufffd"))


def _tolerantly(data: bytes, told: str) -> tuple[str, str, int]:
    """Return what the encoding with the fewest faults gives."""
    read = [(name, data.decode(name, "replace")) for name in dict.fromkeys(("utf-8", told or "gb18030", "gb18030"))]
    name, text = min(read, key=lambda pair: pair[1].count("\ufffd"))
    return _checked(name, text, text.count("\ufffd"))


def _checked(name: str, text: str, faults: int) -> tuple[str, str, int]:
    high = sum(map(len, _HIGH.findall(text)))
    if faults * _DAMAGED_MOST > max(high, _DAMAGED_MOST) or not is_writing(text) or not _looks_chinese(text):
        raise ReadingError(
            "undecodable",
            "认不出网页的文字编码，或者文件已经损坏。请用浏览器打开原网页，重新保存再检查；"
            "知道编码的，可以用 --encoding 指定，例如 --encoding big5。",
        )
    return name, text, faults


def _declaration(data: bytes) -> str:
    """Return the encoding that a page says it has, empty where it says nothing."""
    head = data[:_HEAD]
    found = _META.search(head) or _XML.match(head)
    return found[1].decode("ascii") if found else ""


def _codec(name: str) -> str:
    """Return the name by which a declared encoding is decoded; empty for none, an unknown one, and what is no text."""
    try:
        proper = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    if not _OF_PAGES.match(proper):
        return ""
    if proper in _GB:
        return "gb18030"
    return "big5hkscs" if proper == "big5" else proper


def _unmarked_wide(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, by the zeros between the letters of its first tag."""
    head = data[:64].lstrip(b" \t\r\n\x00")
    if data[:2] in {b"<\x00", b" \x00", b"\r\x00", b"\n\x00"} and head[:1] == b"<":
        return "utf-16-le"
    if data[:2] in {b"\x00<", b"\x00 ", b"\x00\r", b"\x00\n"} and head[:1] == b"<":
        return "utf-16-be"
    return ""


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except ValueError:
        return None


def _looks_chinese(text: str) -> bool:
    """Tell whether the characters above ASCII are Chinese; scripts may fill the beginning of a page."""
    return is_chinese("".join(_HIGH.findall(text)))
