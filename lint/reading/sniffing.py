"""What a file is, told by its content and never by its name; what is not read is refused with what to do about it."""

import codecs
import os
import re
from typing import NamedTuple

from .extracted import ReadingError


class Format(NamedTuple):
    """A format that is read.

    title: for people.
    reader: the module of this package that reads it; empty for plain text; "soffice" where only LibreOffice does.
    extra: the extra of the package with what the reader needs; empty where the core installation is enough.
    suffixes: of names that are usual for it.
    size: the largest file that is read unless told otherwise, in bytes.
    """

    name: str
    title: str
    media_type: str
    suffixes: tuple[str, ...]
    size: int
    reader: str = ""
    extra: str = ""


_MB = 2**20
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = Format("text", "纯文本", "text/plain", (".txt", ".text", ".md"), 20 * _MB)
DOCX = Format("docx", "Word 文件（.docx）", _WORD, (".docx", ".docm", ".dotx", ".dotm", ".wps"), 50 * _MB, "docx")
DOC = Format(
    "doc", "旧版 Word 文件（.doc）", "application/msword", (".doc", ".dot", ".wps", ".wpt"), 50 * _MB, "doc", "doc"
)
ODT = Format(
    "odt", "ODT 文件", "application/vnd.oasis.opendocument.text", (".odt", ".ott"), 50 * _MB, "odt"
)  # fmt: skip
FODT = Format("fodt", "FODT 文件", "application/vnd.oasis.opendocument.text-flat-xml", (".fodt",), 50 * _MB, "odt")
RTF = Format("rtf", "RTF 文件", "application/rtf", (".rtf",), 50 * _MB, "rtf", "rtf")
HTML = Format(
    "html", "网页（HTML）", "text/html", (".html", ".htm", ".shtml", ".xhtml"), 10 * _MB, "html", "html"
)  # fmt: skip
MHTML = Format("mhtml", "浏览器保存的网页（MHTML）", "multipart/related", (".mhtml", ".mht"), 10 * _MB, "mhtml", "html")
PDF = Format("pdf", "PDF 文件", "application/pdf", (".pdf",), 100 * _MB, "pdf", "pdf")
OFD = Format("ofd", "OFD 文件", "application/ofd", (".ofd",), 50 * _MB, "ofd", "ofd")
WORKS = Format("works", "微软 Works 文件（.wps）", "application/vnd.ms-works", (".wps",), 50 * _MB, "soffice")
WORD_XML = Format("word-xml", "Word 2003 的 XML 文件", "application/xml", (".xml",), 50 * _MB, "soffice")
FORMATS = (TEXT, DOCX, DOC, ODT, FODT, RTF, HTML, MHTML, PDF, OFD)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_END = b"PK\x05\x06"
_ZIP_END_LONGEST = 22 + 0xFFFF
_HEAD = 4096
_PICTURE = "图片里的文字读不了，请找原来的文字稿，或者先做文字识别（OCR），再检查。"
_UNPACK = "请先解压，再检查里面的报告。"
_NO_REPORT = "报告请用 Word、WPS 或 PDF 文件。"
_STARTS = (
    (b"\x89PNG\r\n", "PNG 图片", _PICTURE),
    (b"\xff\xd8\xff", "JPEG 图片", _PICTURE),
    (b"GIF87a", "GIF 图片", _PICTURE),
    (b"GIF89a", "GIF 图片", _PICTURE),
    (b"II*\x00", "TIFF 图片", _PICTURE),
    (b"MM\x00*", "TIFF 图片", _PICTURE),
    (b"Rar!\x1a", "RAR 压缩文件", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩文件", _UNPACK),
    (b"\x1f\x8b\x08", "gzip 压缩文件", _UNPACK),
    (b"SQLite format 3\x00", "数据库文件", _NO_REPORT),
    (b"\x7fELF", "程序文件", _NO_REPORT),
    (b"MZ\x90\x00", "程序文件", _NO_REPORT),
)
_ROOT = re.compile(rb"<\s*([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_BEFORE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_PAGE_ROOTS = frozenset((b"html", b"head", b"body", b"meta", b"title", b"frameset", b"script", b"style"))
_PAGE_PARTS = frozenset(
    (b"a", b"article", b"b", b"br", b"center", b"div", b"font", b"form", b"h1", b"h2", b"h3", b"img", b"link", b"main",
     b"p", b"section", b"span", b"strong", b"table", b"ul")
)  # fmt: skip
_DOCTYPE = re.compile(rb"<!doctype\s+(\w+)", re.IGNORECASE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]*:[^\n]")
_MIME = re.compile(rb"^(?:mime-version:|content-type:\s*(?:multipart/|text/html))", re.IGNORECASE | re.MULTILINE)


def sniff(data: bytes) -> Format:
    """Return the format of a file; what nothing is known of is taken for text, which its reader then decodes or not.

    Raises:
        ReadingError: a format that is not read.
    """
    if data.startswith(_ZIP):
        return _zipped(data)
    if data.startswith(_OLE):
        return _compound(data)
    for start, title, remedy in _STARTS:
        if data.startswith(start):
            raise _refused(title, remedy)
    # Two letters are little to go by: a bitmap has zeros in the reserved field of its header.
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        raise _refused("BMP 图片", _PICTURE)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise _refused("WebP 图片", _PICTURE)
    # Readers of PDF have always allowed junk before the header; a text that only speaks of it has no objects after.
    if b"%PDF-" in data[:1024] and (data.lstrip().startswith(b"%PDF-") or b" obj" in data):
        return PDF
    head = _ascii(data[:_HEAD])
    if head.startswith(b"{\\rtf"):
        return RTF
    return _marked_up(head)


def told_by_name(name: str) -> str | None:
    """Return the ending of a name that is usual for some format that is read, in lower case, None where it is not."""
    suffix = os.path.splitext(name.lower())[1]
    return suffix if any(suffix in known.suffixes for known in FORMATS) else None


def _zipped(data: bytes) -> Format:
    """Return the format of a zip file by the names in its directory; a broken one goes to the reader it is meant for.

    Only the directory is looked at, since a packed document can stand inside another archive as it is.
    """
    end = data.rfind(_ZIP_END, max(0, len(data) - _ZIP_END_LONGEST))
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    directory, width, mark = data[max(0, end - size) : max(0, end)], 46, b"PK\x01\x02"
    if mark not in directory:
        directory, width, mark = data, 30, b"PK\x03\x04"

    def holds(name: bytes) -> bool:
        # `.` stands for the fields of the header, `\\` for what some packers write between folders.
        pattern = b"%b.{%d}[/\\\\]?%b" % (re.escape(mark), width - 4, name)
        return re.search(pattern, directory, re.DOTALL | re.IGNORECASE) is not None

    if holds(rb"OFD\.xml"):
        return OFD
    if holds(rb"word[/\\]"):
        return DOCX
    if holds(rb"xl[/\\]"):
        raise _refused("Excel 文件（.xlsx）", _NO_REPORT)
    if holds(rb"ppt[/\\]"):
        raise _refused("PowerPoint 文件（.pptx）", _NO_REPORT)
    if b"application/vnd.oasis.opendocument." in data[:200]:
        if b"opendocument.text" in data[:200]:
            return ODT
        raise _refused("OpenDocument 文件，但不是文字文档", _NO_REPORT)
    if holds(rb"content\.xml") and holds(rb"META-INF[/\\]manifest\.xml"):
        return ODT
    if holds(rb"\[Content_Types\]\.xml"):
        return DOCX
    raise _refused("压缩文件", _UNPACK)


def _compound(data: bytes) -> Format:
    """Return the format of a file of old Office programs, by the names of the streams that it holds."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") + b"\x00\x00" in data

    if holds("EncryptedPackage"):
        raise ReadingError("password", "文件有打开密码，读不了。请先用 Word 或 WPS 打开，去掉密码后另存，再检查。")
    if holds("WordDocument"):
        return DOC
    for name, title in (("Workbook", "Excel 文件（.xls）"), ("PowerPoint Document", "PowerPoint 文件（.ppt）")):
        if holds(name):
            raise _refused(title, _NO_REPORT)
    if holds("CONTENTS") or holds("MatOST") or holds("CHNKWKS"):
        return WORKS
    raise ReadingError(
        "damaged", "这是旧版 Office 格式的文件，里面却没有 Word 正文，多半已经损坏。请用 Word 或 WPS 打开另存后再检查。"
    )


def _marked_up(head: bytes) -> Format:
    """Return the format of text by its first element or header, plain text where it has none."""
    if _HEADER.match(head) and _MIME.search(head):
        return MHTML
    before = _BEFORE_ROOT.match(head)
    rest = head[before.end() if before else 0 :]
    if doctype := _DOCTYPE.match(rest):
        return HTML if doctype[1].lower() == b"html" else TEXT
    root = _ROOT.match(rest)
    if root is None:
        if head.startswith(b"<?xml"):
            raise _refused("XML 文件", _NO_REPORT)
        return TEXT
    prefix, name = root[1] or b"", root[2].lower()
    if not prefix and (name in _PAGE_ROOTS or (name in _PAGE_PARTS and b">" in rest)):
        return HTML
    if prefix == b"office:" and name == b"document":
        return FODT
    if name == b"worddocument" or (prefix == b"pkg:" and name == b"package"):
        return WORD_XML
    if head.startswith(b"<?xml"):
        raise _refused("XML 文件", _NO_REPORT)
    return TEXT


def _ascii(head: bytes) -> bytes:
    """Return the start of a file without its byte order mark, white space at the beginning, and the zeros of UTF-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head[2:].replace(b"\x00", b"")
    elif head[:2] in (b"<\x00", b"\x00<"):
        head = head.replace(b"\x00", b"")
    return head.removeprefix(codecs.BOM_UTF8).lstrip()


def _refused(title: str, remedy: str) -> ReadingError:
    return ReadingError("wrong_format", f"这是{title}，读不了。{remedy}")
