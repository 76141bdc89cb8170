"""Pages saved as one file are read like the page itself, with frames in their places."""

import base64
import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawlint.reading import mhtml
from lawlint.reading.extracted import Extracted, Limits, ReadingError

LINES = (
    "2024年，清溪镇认真落实法治政府建设各项部署，现将有关情况报告如下。",
    "聘请2名律师担任法律顾问，出具法律意见书9份。",
)
PAGE = "<html><head></head><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>"
TOP = "From: <Saved by Blink>\r\nSubject: =?utf-8?B?5oql5ZGK?=\r\nMIME-Version: 1.0\r\n"


USUAL = Limits()


def part(content: bytes, *headers: str) -> bytes:
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + content


def saved(*parts: bytes, end: bytes = b"--", parameters: str = "") -> bytes:
    """Return a saved page of the given parts."""
    top = f'{TOP}Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b=1"{parameters}\r\n\r\n'
    return top.encode() + b"".join(b"\r\n----b=1\r\n" + one for one in parts) + b"\r\n----b=1" + end + b"\r\n"


def read(data: bytes) -> Extracted:
    return mhtml.extract(data, Limits())


def texts(data: bytes) -> list[str]:
    return [piece.text for piece in read(data).pieces]


def refusal(data: bytes, limits: Limits = USUAL) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        mhtml.extract(data, limits)
    return caught.value


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (PAGE.encode(), ["Content-Type: text/html"]),
        (base64.encodebytes(PAGE.encode()), ["Content-Type: text/html", "Content-Transfer-Encoding: base64"]),
        (
            quopri.encodestring(PAGE.encode()),
            ["content-type: TEXT/HTML", "content-transfer-encoding: Quoted-Printable"],
        ),
        (
            PAGE.encode("gb18030"),
            ['Content-Type: text/html;\r\n charset="gb2312"', "Content-Transfer-Encoding: binary"],
        ),
        (PAGE.replace("。", "。&nbsp;").encode("big5", "ignore"), ["Content-Type: text/html; charset=big5"]),
    ],
    ids=["plain", "base64", "quoted", "gbk", "big5"],
)
def test_ways_of_transfer(content: bytes, headers: list[str]) -> None:
    """A page is read in every encoding of its part; pictures beside it are left alone."""
    picture = part(b"not base64 at all!", "Content-Type: image/png", "Content-Transfer-Encoding: base64")
    found = texts(saved(part(content, *headers), picture))
    assert len(found) == 2
    assert "2024年，" in found[0]


def test_page_without_parts() -> None:
    """A page that is the only content of a message is read too."""
    assert texts(part(PAGE.encode(), "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8")) == list(LINES)


def test_parts_in_parts() -> None:
    """Some programs put the page one level deeper."""
    inner = b"--in\r\n" + part(PAGE.encode(), "Content-Type: text/html") + b"\r\n--in--\r\n"
    assert texts(saved(part(inner, "Content-Type: multipart/alternative; boundary=in"))) == list(LINES)


def test_frames() -> None:
    """Frames stand where the page has them, found by address or by identity, and not twice."""
    root = '<html><body><p>页首</p><iframe src="../in.htm"></iframe><iframe src="cid:x@y"></iframe><p>页尾</p></html>'
    first = part(root.encode(), "Content-Type: text/html", "Content-Location: http://a.example/b/c.htm")
    inner = part(PAGE.encode(), "Content-Type: text/html", "Content-Location: http://a.example/in.htm")
    # A frame that shows the frame that shows it would have no end.
    other = part(
        '<p>框内</p><iframe src="http://a.example/in.htm"></iframe><iframe src="cid:x@y">'.encode(),
        "Content-Type: text/html",
        "Content-ID: <x@y>",
    )
    assert texts(saved(first, inner, other)) == ["页首", *LINES, "框内", "页尾"]


def test_frameset() -> None:
    """The pages of a set of frames are one text, and the part that the header names comes first."""
    root = '<html><frameset><frame src="http://a.example/1"><frame src="http://a.example/2"></frameset></html>'
    start = part(root.encode(), "Content-Type: text/html", "Content-ID: <s>")
    parts = [part(f"<p>{line}".encode(), "Content-Type: text/html", f"Content-Location: http://a.example/{number}")
             for number, line in enumerate(LINES, 1)]  # fmt: skip
    assert texts(saved(*parts, start, parameters='; start="<s>"')) == list(LINES)


def test_cut_off() -> None:
    """A file without its last boundary is read as far as it goes, with a warning."""
    content = base64.encodebytes(PAGE.encode())
    whole = saved(part(content, "Content-Type: text/html", "Content-Transfer-Encoding: base64"))
    found = read(whole[: len(whole) - 30])
    assert found.pieces[0].text == LINES[0]
    assert any("不完整" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged"),
        (b"MIME-Version: 1.0\r\n", "damaged"),
        (saved(), "damaged"),
        (saved(part(b"x", "Content-Type: text/plain")), "damaged"),
        (saved(part(b"<p>\xe7\x94", "Content-Type: text/html", "Content-Transfer-Encoding: base64")), "damaged"),
        (saved(part(b"", "Content-Type: text/html")), "no_text"),
        (saved(part(b"<html><body>404</body></html>", "Content-Type: text/html")), "no_text"),
        (saved(*[part(b"x", "Content-Type: image/png")] * 30), "limit"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    """Files without a page, damaged ones and those with too many parts are refused."""
    assert refusal(data, Limits(entries=20)).code == code


def test_endless_nesting() -> None:
    """Parts in parts in parts end."""
    data = PAGE.encode()
    for number in range(40):
        data = part(
            b"--b%d\r\n" % number + data + b"\r\n--b%d--" % number, f"Content-Type: multipart/mixed; boundary=b{number}"
        )
    assert refusal(data).code == "damaged"


MUTABLE = saved(
    part(PAGE.encode(), "Content-Type: text/html; charset=utf-8", "Content-Location: http://a.example/"),
    part(base64.encodebytes(PAGE.encode()), "Content-Type: text/html", "Content-Transfer-Encoding: base64"),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(MUTABLE)), st.integers(0, 40), st.binary(max_size=5)), min_size=1, max_size=6)
)
def test_mutations(changes: list[tuple[int, int, bytes]]) -> None:
    """Whatever happens to a saved page, it is read or refused."""
    data = MUTABLE
    for at, length, put in changes:
        data = data[:at] + put + data[at + length :]
    try:
        assert read(data).pieces
    except ReadingError:
        return
