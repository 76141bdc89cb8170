"""What a file is, is told by its content; names only lead to a warning."""

import codecs
import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawlint.reading import ReadingError
from lawlint.reading.sniffing import FORMATS, WORD_XML, WORKS, sniff, told_by_name

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TEXT = "清溪镇2024年法治政府建设年度报告\n"
ODT = "application/vnd.oasis.opendocument.text"


def zipped(*names: str, content: bytes = b"x", stored: bool = True) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, ODT if name == "mimetype" else content)
    return held.getvalue()


def compound(*streams: str) -> bytes:
    """Return what looks like a file of old Office programs, with entries of its directory."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in streams)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "word\\document.xml"), "docx"),
        (zipped("[Content_Types].xml", "_rels/.rels", "main.xml"), "docx"),
        (zipped("word/document.xml")[:-40], "docx"),
        (zipped("mimetype", "content.xml"), "odt"),
        (zipped("META-INF/manifest.xml", "content.xml"), "odt"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (zipped("Doc_0/Document.xml", "/OFD.xml"), "ofd"),
        (compound("Root Entry", "WordDocument", "1Table"), "doc"),
        (compound("Root Entry", "WordDocument", "Workbook"), "doc"),
        (compound("Root Entry", "CONTENTS"), "works"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"%PDF-1.4", "pdf"),
        (b"junk\r\n%PDF-1.7\n1 0 obj\n", "pdf"),
        (rb"{\rtf1\ansi}", "rtf"),
        (b"\r\n {\\rtf1}", "rtf"),
        (b"<!DOCTYPE html><title>", "html"),
        (b"\r\n\t<HTML><head>", "html"),
        (codecs.BOM_UTF8 + b"<!-- saved from x -->\n<html>", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "html"),
        (codecs.BOM_UTF16_LE + "<html><body>".encode("utf-16-le"), "html"),
        ("<html><body>".encode("utf-16-be"), "html"),
        (b"<div class=x><p>text</p></div>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; x", "mhtml"),
        (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n", "mhtml"),
        (b"Content-Type: text/html; charset=gbk\r\nMime-Version: 1.0\r\n\r\n<html>", "mhtml"),
        (b'<?xml version="1.0"?>\n<office:document xmlns:office="x">', "fodt"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="x">', "word-xml"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x">', "word-xml"),
        (TEXT.encode(), "text"),
        (TEXT.encode("gb18030"), "text"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "text"),
        ("法治：PDF 文件以 %PDF- 开头。".encode(), "text"),
        (("BM项目：" + TEXT).encode("gb18030"), "text"),
        ("MZ镇2024年报告".encode(), "text"),
        (b"<\xe6\xb3\x95>", "text"),
        (b"< 5 and > 3", "text"),
        (b"Subject: no mail\n\ntext", "text"),
        (b"\x00\x01\x02\x03", "text"),
    ],
)
def test_format(data: bytes, name: str) -> None:
    """Each format is known by what it holds, at the beginning or in its directory."""
    assert sniff(data).name == name


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "wrong_format", "Excel"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "wrong_format", "PowerPoint"),
        (zipped("a.txt"), "wrong_format", "解压"),
        (zipped(), "wrong_format", "解压"),
        (zipped("报告.docx", content=zipped("word/document.xml")), "wrong_format", "解压"),
        (compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), "password", "密码"),
        (compound("Root Entry", "Workbook"), "wrong_format", "Excel"),
        (compound("Root Entry", "PowerPoint Document"), "wrong_format", "PowerPoint"),
        (compound("Root Entry"), "damaged", "另存"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "wrong_format", "图片"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "wrong_format", "图片"),
        (b"GIF89a\x01\x00", "wrong_format", "图片"),
        (b"II*\x00\x08", "wrong_format", "图片"),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00", "wrong_format", "图片"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "wrong_format", "图片"),
        (b"\x1f\x8b\x08\x00", "wrong_format", "解压"),
        (b"Rar!\x1a\x07\x00", "wrong_format", "解压"),
        (b"MZ\x90\x00\x03", "wrong_format", "程序"),
        (b'<?xml version="1.0"?><data/>', "wrong_format", "XML"),
        (b'<?xml version="1.0"?>', "wrong_format", "XML"),
    ],
)
def test_what_is_not_read(data: bytes, code: str, word: str) -> None:
    """Each kind of file that is not read is named, with what to do about it."""
    with pytest.raises(ReadingError) as caught:
        sniff(data)
    assert caught.value.code == code
    assert word in caught.value.message
    assert "请" in caught.value.message


def test_a_spreadsheet_of_opendocument_is_no_text() -> None:
    """The kind of an OpenDocument stands at its beginning."""
    data = zipped("mimetype", "content.xml").replace(b"opendocument.text", b"opendocument.spre")
    with pytest.raises(ReadingError) as caught:
        sniff(data)
    assert caught.value.code == "wrong_format"


@pytest.mark.parametrize(
    "head", [b"", b"PK\x03\x04", b"PK\x05\x06", OLE, b"<", b"<?xml", b"%PDF-", b"{\\rtf", b"MIME-"]
)
@given(rest=st.binary(max_size=300))
def test_any_bytes(head: bytes, rest: bytes) -> None:
    """Whatever the bytes, they have a format or are refused by name."""
    with contextlib.suppress(ReadingError):
        assert sniff(head + rest) in (*FORMATS, WORKS, WORD_XML)


@pytest.mark.parametrize(
    ("name", "suffix"), [("a/报告.DOCX", ".docx"), ("b.wps", ".wps"), ("c.xlsx", None), ("docx", None), ("d", None)]
)
def test_endings_of_names(name: str, suffix: str | None) -> None:
    """Only endings of formats that are read say anything."""
    assert told_by_name(name) == suffix
