"""What a file is when it is not plain text, told by its first bytes, and what its owner can do about that."""

from collections.abc import Sequence
from typing import NamedTuple


class Foreign(NamedTuple):
    """A format that is not read: its name and the remedy, both for people."""

    name: str
    remedy: str


SAVE_AS = "请在 Word 或 WPS 里打开原件，另存为“纯文本（*.txt）”，编码选 UTF-8，再检查。"
_COPY = "请打开它，全选、复制到记事本，另存为 UTF-8 编码的 .txt，再检查；复制不出文字的是扫描件，请找原来的文字稿。"
_PICTURE = "图片里的文字读不了，请找原来的文字稿，另存为 UTF-8 编码的 .txt，再检查。"
_UNPACK = "请先解压，再检查里面的报告。"
_PAGE = "请用浏览器打开，把正文复制到记事本，另存为 UTF-8 编码的 .txt，再检查。"

_ZIPPED = (
    (b"OFD.xml", Foreign("OFD 文件", _COPY)),
    (b"word/document.xml", Foreign("Word 文件（.docx）", SAVE_AS)),
    (b"xl/workbook.xml", Foreign("Excel 文件（.xlsx）", SAVE_AS)),
    (b"opendocument.text", Foreign("ODT 文件", SAVE_AS)),
)
_STARTS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Foreign("旧版 Word 或 WPS 文件（.doc、.wps）", SAVE_AS)),
    (b"{\\rtf", Foreign("RTF 文件", SAVE_AS)),
    (b"\x89PNG\r\n", Foreign("PNG 图片", _PICTURE)),
    (b"\xff\xd8\xff", Foreign("JPEG 图片", _PICTURE)),
    (b"GIF87a", Foreign("GIF 图片", _PICTURE)),
    (b"GIF89a", Foreign("GIF 图片", _PICTURE)),
    (b"II*\x00", Foreign("TIFF 图片", _PICTURE)),
    (b"MM\x00*", Foreign("TIFF 图片", _PICTURE)),
    (b"Rar!\x1a", Foreign("RAR 压缩文件", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Foreign("7z 压缩文件", _UNPACK)),
    (b"\x1f\x8b\x08", Foreign("gzip 压缩文件", _UNPACK)),
)
_PAGE_STARTS: Sequence[tuple[str, Foreign]] = (
    ("<!doctype html", Foreign("网页的源文件（HTML）", _PAGE)),
    ("<html", Foreign("网页的源文件（HTML）", _PAGE)),
    ("mime-version:", Foreign("浏览器保存的网页（MHTML）", _PAGE)),
    ("from: <saved by", Foreign("浏览器保存的网页（MHTML）", _PAGE)),
    ("<?xml", Foreign("XML 文件", SAVE_AS)),
)


def foreign_bytes(data: bytes) -> Foreign | None:
    """Return the format of a file that cannot be plain text, None where nothing tells one."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for mark, kind in _ZIPPED if mark in data), Foreign("压缩文件", _UNPACK))
    if b"%PDF-" in data[:1024]:
        return Foreign("PDF 文件", _COPY)
    # Two letters are little to go by: a bitmap has zeros in the reserved field of its header.
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return Foreign("BMP 图片", _PICTURE)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Foreign("WebP 图片", _PICTURE)
    return next((kind for start, kind in _STARTS if data.startswith(start)), None)


def foreign_text(text: str) -> Foreign | None:
    """Return the format of decoded text that is the source of a page rather than what its readers see."""
    start = text[:200].lstrip().lower()
    return next((kind for mark, kind in _PAGE_STARTS if start.startswith(mark)), None)
