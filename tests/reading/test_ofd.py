"""OFD files made here by hand: their text, and a refusal that says what to do wherever there is none."""

import contextlib
import io
import json
import sys
import zipfile
from collections.abc import Sequence

import pytest
from support import SHARED

from lawlint.reading import ofd
from lawlint.reading.extracted import Extracted, Limits, ReadingError

PROSE = "本镇依法履行职责并持续改进各项工作机制，全年办理行政处罚案件十五件，没有一件被复议机关撤销或者变更。"
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
Line = tuple[str, float, float]
"""Text, and its left edge and baseline in mm."""


def content(lines: Sequence[Line]) -> str:
    """Return the XML of a page of A4 size, with text of 5.6 mm."""
    objects = "".join(
        f'<ofd:TextObject ID="{number}" Boundary="{x} {y - 5.6} {len(text) * 5.6} 7" Font="1" Size="5.6">'
        f'<ofd:TextCode X="0" Y="5.6" DeltaX="g {max(len(text) - 1, 1)} 5.6">{text}</ofd:TextCode></ofd:TextObject>'
        for number, (text, x, y) in enumerate(lines, 100)
    )
    return (
        f"<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def parts(pages: Sequence[Sequence[Line]]) -> dict[str, bytes]:
    """Return the parts of a file by their names."""
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages)))
    written = {
        "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>年度报告</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    written |= {f"Doc_0/Pages/{at}.xml": content(lines) for at, lines in enumerate(pages)}
    return {name: text.encode() for name, text in written.items()}


def packed(written: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in written.items():
            container.writestr(name, data)
    return buffer.getvalue()


def set_in(*paragraphs: str) -> list[Line]:
    """Return the lines of paragraphs of 28 characters a line, the first set in."""
    lines: list[Line] = []
    for paragraph in paragraphs:
        for at, text in enumerate([paragraph[:26], *(paragraph[i : i + 28] for i in range(26, len(paragraph), 28))]):
            lines.append((text, 28.0 if at else 39.2, 50.0 + 10 * len(lines)))
    return lines


def read(data: bytes, **limits: int) -> Extracted:
    return ofd.extract(data, Limits()._replace(**limits))


def code(data: bytes, **limits: int) -> str:
    """Return the code of the refusal, having seen that its message says what to do and names no file."""
    with pytest.raises(ReadingError) as caught:
        read(data, **limits)
    assert "请" in caught.value.message or "可以用" in caught.value.message
    return caught.value.code


def test_text() -> None:
    pages = [set_in("一、工作情况", PROSE), set_in("二、存在问题", PROSE)]
    extracted = read(packed(parts(pages)))
    assert [piece.text for piece in extracted.pieces] == ["一、工作情况", PROSE, "二、存在问题", PROSE]
    assert [piece.where for piece in extracted.pieces] == ["第1页第1行", "第1页第2行", "第2页第1行", "第2页第2行"]
    assert extracted.metadata == (("title", "年度报告"),)
    assert extracted.warnings == ("PDF/OFD 的段落是推测的，位置以“页、行”为准。",)


def test_character_by_character() -> None:
    """Producers place characters one by one, in any order."""
    lines = [
        (letter, x + 5.6 * at, y) for text, x, y in set_in("一、工作情况", PROSE) for at, letter in enumerate(text)
    ]
    for written in (lines, lines[::-1]):
        assert [piece.text for piece in read(packed(parts([written]))).pieces] == ["一、工作情况", PROSE]


def test_outside_the_page() -> None:
    """Text that nobody sees is not read, and that is said."""
    extracted = read(packed(parts([[*set_in(PROSE), ("藏起来的字", 400.0, 50.0)]])))
    assert [piece.text for piece in extracted.pieces] == [PROSE]
    assert any("在页面之外" in warning for warning in extracted.warnings)


def test_scans() -> None:
    assert code(packed(parts([[], []]))) == "no_text"
    assert code(packed(parts([set_in(PROSE), []]))) == "no_text"
    extracted = read(packed(parts([set_in(PROSE), set_in(PROSE), []])))
    assert any("第 3 页" in warning for warning in extracted.warnings)


def test_missing_parts() -> None:
    """A page that is not there is never passed over."""
    for name in parts([set_in(PROSE), set_in(PROSE)]):
        left = parts([set_in(PROSE), set_in(PROSE)])
        del left[name]
        assert code(packed(left)) == "damaged"


def test_template_that_is_not_there() -> None:
    written = parts([set_in(PROSE)])
    written["Doc_0/Document.xml"] = written["Doc_0/Document.xml"].replace(
        b"<ofd:CommonData>", b'<ofd:CommonData><ofd:TemplatePage ID="7" BaseLoc="Tpl.xml"/>'
    )
    assert any("模板" in warning for warning in read(packed(written)).warnings)


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]>', '<!DOCTYPE a [<!ENTITY b "bb">]>', "<!DOCTYPE a>"],
)
def test_declarations(declaration: str) -> None:
    written = parts([set_in(PROSE)])
    written["Doc_0/Pages/0.xml"] = declaration.encode() + written["Doc_0/Pages/0.xml"]
    assert code(packed(written)) == "unsafe"


def test_damage() -> None:
    whole = packed(parts([set_in(PROSE), set_in(PROSE)]))
    for length in (0, 4, 200, len(whole) // 2, len(whole) - 10):
        assert code(whole[:length]) == "damaged"
    at = whole.find(b"Doc_0/Pages/1.xml") + 60
    assert code(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]) == "damaged"
    assert code(packed({"word/document.xml": b"<a/>"})) == "damaged"
    broken = parts([set_in(PROSE)]) | {"Doc_0/Pages/0.xml": b"<ofd:Page>"}
    assert code(packed(broken)) == "damaged"


def test_encrypted() -> None:
    """Entries that say they are encrypted are not tried."""
    whole = bytearray(packed(parts([set_in(PROSE)])))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + flags] |= 1
            at = whole.find(mark, at + 1)
    assert code(bytes(whole)) == "password"


def test_limits() -> None:
    """Entries, parts, pages and characters are counted before they cost anything; pictures are no parts."""
    data = packed(parts([set_in(PROSE)] * 3))
    assert read(data, pages=3).pieces
    assert code(data, pages=2) == "limit"
    assert code(data, characters=len(PROSE) * 2) == "limit"
    assert code(data, entries=3) == "limit"
    assert code(packed(parts([set_in(PROSE)]) | {"big.xml": b" " * 100_000}), part=50_000) == "limit"
    assert code(packed(parts([set_in(PROSE)]) | {f"{n}.xml": b" " * 40_000 for n in "abc"}), parts=50_000) == "limit"
    assert read(packed(parts([set_in(PROSE)]) | {"big.jpg": b" " * 100_000}), part=50_000, parts=50_000).pieces


def test_without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ofdkit", None)
    with pytest.raises(ReadingError, match=r'pip install "lawlint\[ofd\]"') as caught:
        read(packed(parts([set_in(PROSE)])))
    assert caught.value.code == "missing_extra"


def test_mutations() -> None:
    """Whatever becomes of a part, the answer is text or a refusal."""
    written = parts([set_in(PROSE)])
    for name, data in written.items():
        for at in range(0, len(data), 31):
            for changed in (data[:at] + data[at + 3 :], data[:at] + b"\xff9<" + data[at:], data[:at]):
                with contextlib.suppress(ReadingError):
                    assert read(packed(written | {name: changed})).pieces


INPUTS = SHARED / "inputs"
NASTY = {"bomb1g": "limit", "laughs": "unsafe", "scanned": "no_text", "trunc": "damaged", "xxe": "unsafe"}


@pytest.mark.skipif(not INPUTS.exists(), reason="the shared inputs are not there")
@pytest.mark.parametrize("name", NASTY)
def test_shared_nasty(name: str) -> None:
    assert code((INPUTS / "nasty" / f"{name}.ofd").read_bytes()) == NASTY[name]


@pytest.mark.skipif(not INPUTS.exists(), reason="the shared inputs are not there")
@pytest.mark.parametrize("name", ["char", "line", "multi_default_ns", "nodelta", "pageblock_gb18030", "reversed"])
def test_shared_paragraphs(name: str) -> None:
    """All paragraphs come out whole."""
    path = INPUTS / "ofd" / f"{name}.ofd"
    truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    wanted = ["".join(line.split()) for line in truth["text"].split("\n")]
    assert [
        "".join(piece.text.split()) for piece in read(path.read_bytes()).pieces if "探针" not in piece.text
    ] == wanted
