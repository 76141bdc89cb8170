"""PDF files made here by hand: their text, and a refusal that says what to do wherever there is none."""

import base64
import contextlib
import json
import sys
import zlib
from collections.abc import Sequence

import pypdfium2
import pytest
from support import SHARED

from lawlint.reading import pdf
from lawlint.reading.extracted import Extracted, Limits, ReadingError

ROWS = [f"<{row:02X}00> <{row:02X}FF> <{row:02X}00>" for row in range(256)]
BLOCKS = "".join(
    f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange\n"
    for block in (ROWS[:100], ROWS[100:200], ROWS[200:])
)
TO_UNICODE = f"""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
{BLOCKS}endcmap end"""
PROSE = "本镇依法履行职责并持续改进各项工作机制，全年办理行政处罚案件15件，没有一件被复议机关撤销或者变更。"


ALPHABET = sorted({*PROSE, *"一、工作情况"})
"""What the second font holds: one that PDFium has, Helvetica, so that its letters have an extent in each direction."""
NAMED = f"""/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange
{len(ALPHABET)} beginbfchar
{"".join(f"<{at:02X}> <{ord(character):04X}> " for at, character in enumerate(ALPHABET, 33))}
endbfchar endcmap end"""


def stream(content: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(content)
    return f"<</Length {len(packed)}/Filter/FlateDecode{extra}>>stream\n".encode() + packed + b"\nendstream"


def made(pages: Sequence[str | bytes], extra: str = "", coded: bool = True, title: str = "") -> bytes:
    """Return a PDF file; each page has a content stream, and a font whose codes are UTF-16 where it is `coded`."""
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H/DescendantFonts[4 0 R]"
        + (b"/ToUnicode 5 0 R>>" if coded else b">>"),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/DW 1000/W[32[500] 48 122 500 55296 56319 0]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 6 0 R>>",
        stream(TO_UNICODE.encode()),
        b"<</Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 -200 1000 900]/Ascent 900/Descent -200"
        b"/ItalicAngle 0/CapHeight 700/StemV 80>>",
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        b"stream\n\x80\nendstream",
        stream(NAMED.encode()),
        f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 33/LastChar {32 + len(ALPHABET)}"
        f"/Widths[{'1000 ' * len(ALPHABET)}]/ToUnicode 8 0 R>>".encode(),
        f"<</Title <{('﻿' + title).encode('utf-16-be').hex()}>>>".encode(),
    ]
    kids = []
    for content in pages:
        objects.append(stream(content.encode() if isinstance(content, str) else content))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R{extra}"
            "/Resources<</Font<</F 3 0 R/G 9 0 R>>/XObject<</I 7 0 R>>>>>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    data += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}".encode()
    data += (
        f"trailer<</Size {len(places) + 1}/Root 1 0 R/Info 10 0 R>>\nstartxref\n{data.rfind(b'xref')}\n%%EOF\n".encode()
    )
    return data


def text(line: str, x: float = 80, y: float = 700, size: float = 16, matrix: str = "1 0 0 1") -> str:
    return f"BT /F {size} Tf {matrix} {x} {y} Tm <{line.encode('utf-16-be').hex()}> Tj ET\n"


def turned(line: str, x: float, y: float, matrix: str) -> str:
    codes = "".join(f"{33 + ALPHABET.index(character):02X}" for character in line)
    return f"BT /G 16 Tf {matrix} {x} {y} Tm <{codes}> Tj ET\n"


def set_in(*paragraphs: str, top: float = 700) -> str:
    """Return the content of a page on which each paragraph takes lines of 28 characters, the first set in."""
    content, row = "", 0
    for paragraph in paragraphs:
        lines = [paragraph[:26], *(paragraph[at : at + 28] for at in range(26, len(paragraph), 28))]
        for at, line in enumerate(lines):
            content += text(line, 80 if at else 112, top - 28 * row)
            row += 1
    return content


PICTURE = "q 595 0 0 842 0 0 cm /I Do Q\n"


def read(data: bytes, **limits: int) -> Extracted:
    return pdf.extract(data, Limits()._replace(**limits))


def code(data: bytes, **limits: int) -> str:
    """Return the code of the refusal, having seen that its message says what to do and names no file."""
    with pytest.raises(ReadingError) as caught:
        read(data, **limits)
    assert "请" in caught.value.message or "可以用" in caught.value.message
    return caught.value.code


def test_text() -> None:
    extracted = read(made([set_in("一、工作情况", PROSE), set_in("二、存在问题", PROSE)], title="年度报告"))
    assert [piece.text for piece in extracted.pieces] == ["一、工作情况", PROSE, "二、存在问题", PROSE]
    assert [piece.where for piece in extracted.pieces] == ["第1页第1行", "第1页第2行", "第2页第1行", "第2页第2行"]
    assert extracted.metadata == (("title", "年度报告"),)
    assert extracted.warnings == ("PDF/OFD 的段落是推测的，位置以“页、行”为准。",)


@pytest.mark.parametrize("title", ["untitled", ""])
def test_no_title(title: str) -> None:
    """A word of some program is no title, and half a character is none either."""
    assert read(made([set_in(PROSE)], title=title)).metadata == ()
    broken = made([set_in(PROSE)], title="报").replace(b"feff62a5", b"feffd842")
    assert read(broken).metadata in ((), (("title", "\ufffd"),))


def test_look_alikes_and_rare_characters() -> None:
    """Radicals come out as characters, and characters of two halves as one."""
    extracted = read(made([text("⼀、⼯作情况") + text("⼈⺠调解员𠮷某", y=600)]))
    assert [piece.text for piece in extracted.pieces] == ["一、工作情况", "人民调解员𠮷某"]


@pytest.mark.parametrize(("matrix", "turn"), [("0 1 -1 0", 90), ("-1 0 0 -1", 180), ("0 -1 1 0", 270)])
def test_page_on_its_side(matrix: str, turn: int) -> None:
    """Text that runs up, down or upside down is read along its lines, whatever the page says of turns."""
    steps = {90: (28, 0), 180: (0, 28), 270: (-28, 0)}[turn]
    corner = {90: (200, 80), 180: (500, 200), 270: (400, 700)}[turn]
    content = "".join(
        turned(line, corner[0] + at * steps[0], corner[1] + at * steps[1], matrix)
        for at, line in enumerate(["一、工作情况", PROSE[:28], PROSE[28:]])
    )
    for extra in ("", f"/Rotate {turn}"):
        shown = [piece.text for piece in read(made([content], extra)).pieces]
        assert shown == ["一、工作情况", PROSE]


def test_text_passed_over() -> None:
    """Upright text of a font that is neither in the file nor known is not read by PDFium, and that is said."""
    extracted = read(made([set_in(PROSE) + text("二、存在问题", 30, 300, matrix="0 1 -1 0")]))
    assert [piece.text for piece in extracted.pieces] == [PROSE]
    assert any("第 1 页" in warning and "没有读到" in warning for warning in extracted.warnings)


def test_watermark() -> None:
    """Slanted text that is on every page is left out."""
    slanted = text("内部资料", 200, 300, 60, "0.7 0.7 -0.7 0.7")
    extracted = read(made([set_in(PROSE) + slanted, set_in(PROSE) + slanted]))
    assert [piece.text for piece in extracted.pieces] == [PROSE, PROSE]


def test_no_table_of_characters() -> None:
    """Text whose font does not tell its characters is refused with the page, and never given as it is."""
    codes = "".join(map(chr, range(1, 29)))
    garbled = made([text(codes) + text(codes, y=600)], coded=False)
    with pytest.raises(ReadingError, match="第 1 页的文字层是乱码") as caught:
        read(garbled)
    assert caught.value.code == "bad_text_layer"


def test_private_characters() -> None:
    """A page mostly of private characters is garbled; a bullet among text is not."""
    assert code(made([set_in(PROSE), text("\ue5e5\ue5e6\ue5e7\ue5e8" * 6)])) == "bad_text_layer"
    assert read(made([set_in("\uf0b7" + PROSE)])).pieces[0].text == "\uf0b7" + PROSE


def test_characters_without_code() -> None:
    """What cannot be read of a page that else can is marked and told."""
    extracted = read(made([set_in(PROSE[:10] + "\x01" + PROSE[10:])]))
    assert extracted.pieces[0].text == PROSE[:10] + "\ufffd" + PROSE[10:]
    assert any("第 1 页" in warning and "\ufffd" in warning for warning in extracted.warnings)


@pytest.mark.parametrize("content", [PICTURE, PICTURE + text("— 1 —", 280, 40), "0 0 100 100 re f\n", ""])
def test_no_text(content: str) -> None:
    """Scans, also with a page number, outlines of letters, and blank pages."""
    assert code(made([content] * 3)) == "no_text"


def test_scans_among_text() -> None:
    """A few scanned pages are told; where they are half of the file, the rest is no answer."""
    extracted = read(made([set_in(PROSE), set_in(PROSE), PICTURE]))
    assert any("第 3 页" in warning and "扫描件" in warning for warning in extracted.warnings)
    assert code(made([set_in(PROSE), PICTURE])) == "no_text"


def test_blank_page() -> None:
    assert any("第 2 页是空白的" in warning for warning in read(made([set_in(PROSE), ""])).warnings)


def test_damage() -> None:
    """A file cut anywhere, or whose text no longer unpacks, is refused."""
    whole = made([set_in(PROSE), set_in(PROSE)])
    for length in (9, 200, len(whole) // 2, len(whole) - 10):
        assert code(whole[:length]) == "damaged"
    at = whole.rfind(b"FlateDecode>>stream\n") + 40
    assert code(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]) == "damaged"
    assert read(whole + b"\r\n\x00\x00").pieces
    assert read(b"junk before" + whole).pieces


def test_loop_of_pages() -> None:
    assert code(made([set_in(PROSE)]).replace(b"/Kids[12 0 R]", b"/Kids[ 2 0 R]")) in {"damaged", "no_text"}


def test_limits() -> None:
    """Pages, characters and unpacked bytes are counted before they cost anything."""
    data = made([set_in(PROSE)] * 3)
    assert read(data, pages=3).pieces
    assert code(data, pages=2) == "limit"
    assert code(data, characters=len(PROSE) * 2) == "limit"
    assert code(made([set_in(PROSE) + " " * 100_000]), part=50_000) == "limit"
    assert code(made([set_in(PROSE) + " " * 20_000] * 5), parts=50_000) == "limit"
    assert read(made([set_in(PROSE) + " " * 40_000]), part=50_000, parts=50_000).pieces


def test_bomb_in_ascii() -> None:
    """A stream may be packed twice, the outer time as ASCII."""
    packed = base64.a85encode(zlib.compress(set_in(PROSE).encode() + b" " * 100_000)) + b"~>"
    data = made([b""]).replace(
        stream(b""),
        f"<</Length {len(packed)}/Filter[/ASCII85Decode/FlateDecode]>>stream\n".encode() + packed + b"\nendstream",
    )
    assert code(data, part=50_000) == "limit"


@pytest.mark.parametrize(
    ("number", "expected"), [(4, "password"), (5, "unsupported"), (3, "damaged"), (None, "damaged")]
)
def test_errors_of_pdfium(monkeypatch: pytest.MonkeyPatch, number: int | None, expected: str) -> None:
    def refuse(_: bytes) -> None:
        raise pypdfium2.PdfiumError("Failed to load document", err_code=number)

    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse)
    assert code(made([set_in(PROSE)])) == expected


def test_without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(ReadingError, match=r'pip install "lawlint\[pdf\]"') as caught:
        read(made([set_in(PROSE)]))
    assert caught.value.code == "missing_extra"


def test_mutations() -> None:
    """Whatever becomes of the bytes before PDFium sees them, the answer is text or a refusal."""
    whole = made([set_in(PROSE)])
    for at in range(0, len(whole), 23):
        for changed in (whole[:at] + whole[at + 5 :], whole[:at] + b"\xff<<" + whole[at:]):
            with contextlib.suppress(ReadingError):
                pdf._check_streams(changed, Limits())


INPUTS = SHARED / "inputs"
NASTY = {
    "half_scanned.pdf": "no_text",
    "header_only.pdf": "damaged",
    "no_eof.pdf": "damaged",
    "no_tounicode.pdf": "bad_text_layer",
    "pageloop.pdf": "damaged",
    "password.pdf": "password",
    "scanned.pdf": "no_text",
    "trunc.pdf": "damaged",
}


@pytest.mark.skipif(not INPUTS.exists(), reason="the shared inputs are not there")
@pytest.mark.parametrize("name", NASTY)
def test_shared_nasty(name: str) -> None:
    assert code((INPUTS / "nasty" / name).read_bytes()) == NASTY[name]


@pytest.mark.skipif(not INPUTS.exists(), reason="the shared inputs are not there")
@pytest.mark.parametrize("name", ["plain0", "auto0", "auto1", "kangxi", "perchar", "cid_noembed", "gbk_euc_h"])
def test_shared_paragraphs(name: str) -> None:
    """At least nineteen of twenty paragraphs come out whole; owners' passwords do not hinder."""
    path = INPUTS / "pdf" / f"{name}.pdf"
    truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    labels = {start: label for label, start in truth.get("labels", [])}
    wanted = {
        "".join((labels.get(line[:12], labels.get(line, "")) + line).split()) for line in truth["text"].split("\n")
    }
    shown = {"".join(piece.text.split()) for piece in read(path.read_bytes()).pieces}
    assert len(wanted & shown) >= 0.95 * len(wanted)
