"""RTF gives the text that its readers see, in whatever way the program that wrote it put Chinese into bytes."""

import random

import pytest

from lawlint.reading import Limits, ReadingError
from lawlint.reading.extracted import Extracted, Piece
from lawlint.reading.rtf import extract

FONTS = (
    r"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset134 \'cb\'ce\'cc\'e5;}"
    r"{\f2\fnil\fcharset136 PMingLiU;}}"
)
STYLES = r"{\stylesheet{\ql Normal;}{\s1\outlinelevel0 heading 1;}{\s2\b\outlinelevel1 heading 2;}}"


def rtf(body: str | bytes, head: str = r"\ansi\ansicpg936\deff0") -> bytes:
    content = body.encode("latin-1") if isinstance(body, str) else body
    return b"{\\rtf1" + f"{head}{FONTS}{STYLES}".encode() + b"\\pard " + content + b"}"


def pairs(text: str, encoding: str = "gb18030") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def unicodes(text: str, stand_in: str = "?") -> str:
    units = text.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{number}{stand_in}" for number in numbers)


def texts(data: bytes) -> list[str]:
    return [piece.label + piece.text for piece in extract(data, Limits()).pieces]


@pytest.mark.parametrize(
    "body",
    [
        pairs("法治政府镕𠮷。"),
        r"{\f1 " + pairs("法治政府镕𠮷。") + "}",
        unicodes("法治政府镕𠮷。"),
        r"\uc0 " + unicodes("法治政府镕𠮷。", " "),
        r"\uc2 " + unicodes("法治政府镕𠮷。", r"\'b7\'a8"),
        r"{\uc1" + unicodes("法治政府", r"\'3f") + "}" + pairs("镕𠮷。"),
        "法治政府镕𠮷。".encode("gb18030").decode("latin-1"),
        pairs("法治政府")[:8] + "\r\n" + pairs("法治政府")[8:] + pairs("镕𠮷。"),
        r"{\f1\'b7\'a8\'d6\'ce\'d5\'fe\'b8\'ae\'e9F}" + unicodes("𠮷。"),
        r"{\f2 " + pairs("法治政府", "cp950") + "}" + unicodes("镕𠮷。"),
    ],
)
def test_ways_of_writing_chinese(body: str) -> None:
    """Code pages, Unicode with and without what stands in for it, and raw bytes give one and the same text."""
    assert texts(rtf(body)) == ["法治政府镕𠮷。"]


@pytest.mark.parametrize("text", ["法昞治", "法晎治", "法晑治"])
def test_raw_bytes_that_rtf_takes_for_its_own(text: str) -> None:
    """The second byte of a character may be a backslash or a brace."""
    assert any(byte in b"\\{}" for byte in text.encode("gb18030"))
    assert texts(rtf(b"\\f1 " + text.encode("gb18030"))) == [text]


def test_western_letters_in_a_chinese_document() -> None:
    """A single high byte in a western font is a letter of the West."""
    assert texts(rtf(r"caf\'e9, \'93Rule of law\'94")) == ["café, “Rule of law”"]


def test_code_pages() -> None:
    """The code page of the document holds for fonts that name none; one that nobody knows is western."""
    assert texts(rtf(pairs("法治", "utf-8"), r"\ansi\ansicpg65001\deff0")) == ["法治"]
    assert texts(rtf(r"\'e9", r"\ansi\ansicpg99999\deff0")) == ["é"]
    assert texts(rtf(r"\'e9", r"\ansi\deff0")) == ["é"]


def test_paragraphs_and_places() -> None:
    """Each paragraph and each line of one is a piece; blank ones are passed over; cells tell row and column."""
    body = (
        r"one\par\par two\line three\tab x\par {\trowd\cellx1\pard\intbl a\cell b1\par b2\cell\row"
        r"\pard\intbl c\cell d\cell\row}\pard four\par{\trowd\pard\intbl e\cell\row}\pard f\sect g"
    )
    assert [(piece.text, piece.where) for piece in extract(rtf(body), Limits()).pieces] == [
        ("one", "第1段"),
        ("two", "第2段"),
        ("three\tx", "第2段"),
        ("a", "表1第1行第1列"),
        ("b1", "表1第1行第2列"),
        ("b2", "表1第1行第2列"),
        ("c", "表1第2行第1列"),
        ("d", "表1第2行第2列"),
        ("four", "第3段"),
        ("e", "表2第1行第1列"),
        ("f", "第4段"),
        ("g", "第5段"),
    ]


def test_numbers_and_levels() -> None:
    """An automatic number is the label of its paragraph, and a style or a level of its own makes a heading."""
    body = (
        r"\s1{\listtext\pard\plain " + pairs("一、") + r"\tab}\ls1 " + pairs("总则") + r"\par "
        r"\pard\s2{\pntext 1.\tab}" + pairs("分则") + r"\par \pard\outlinelevel3 " + pairs("细则") + r"\par \pard x\par"
    )
    assert extract(rtf(body), Limits()).pieces == (
        Piece("总则", "一、", 1, "第1段"),
        Piece("分则", "1.", 2, "第2段"),
        Piece("细则", "", 4, "第3段"),
        Piece("x", "", None, "第4段"),
    )


@pytest.mark.parametrize(
    "unseen",
    [
        r"{\v hidden}",
        r"\v hidden\v0 ",
        r"{\v hidden\plain }",
        r"{\*\bkmkstart _GoBack}{\*\bkmkend _GoBack}",
        r"{\*\unknown secret {deep}}",
        r"{\field{\*\fldinst HYPERLINK http://x}{\fldrslt }}",
        r"{\field{\fldinst{ PAGE }}{\fldrslt}}",
        r"{\header head\par}{\footerf foot\par}",
        r"{\*\annotation remark}",
        r"{\pict\pngblip 89504e47}",
        r"{\*\shppict{\pict 00}}{\nonshppict{\pict 00}}",
        r"{\object{\*\objdata 00ff}{\result}}",
        r"{\xe index}{\tc contents}",
        r"{\info{\title t}{\author a}}",
        r"{\bin5 }{}{\}",
        r"\-",
        "\r\n",
        r"\u13?",
        r"\u99999?",
    ],
)
def test_what_is_not_seen(unseen: str) -> None:
    """Hidden text, codes, pictures, marks and remarks are no part of the text."""
    assert texts(rtf(f"a{unseen}b")) == ["a?b" if "99999" in unseen else "ab"]


def test_what_is_seen() -> None:
    """Results of fields, objects and links are, and so are the characters that RTF has words for."""
    body = r"{\field{\*\fldinst PAGE}{\fldrslt 7}} {\object{\*\objdata 00}{\result{\pard x}}} "
    body += r"\ldblquote a\rdblquote\~\{\\\}\_"
    assert texts(rtf(body)) == ["7 x “a”\u00a0{\\}-"]


def test_tracked_changes() -> None:
    """Changes count as accepted, and the user is told; without any, nothing is told."""
    changed = extract(rtf(r"a{\revised new}{\deleted old}b\deleted old\deleted0 c"), Limits())
    assert [piece.text for piece in changed.pieces] == ["anewbc"]
    assert "修订" in changed.warnings[0]
    assert extract(rtf("a"), Limits()).warnings == ()


def test_boxes_and_notes() -> None:
    """A text box comes before the paragraph that holds it, once; notes come after theirs."""
    box = r"{\shp{\*\shpinst\shpleft1{\sp{\sn name}{\sv value}}{\shptxt \pard box\par more\par}}{\shprslt{\*\do box}}}"
    body = (
        r"before\par on" + box + r"e{\super\chftn{\footnote\pard {\super\chftn} {foot} note\par}}"
        r"{\footnote\ftnalt\pard end}{\footnote second} side\par after"
    )
    assert [(piece.text, piece.where) for piece in extract(rtf(body), Limits()).pieces] == [
        ("before", "第1段"),
        ("box", "文本框1"),
        ("more", "文本框1"),
        ("one side", "第2段"),
        ("foot note", "脚注1"),
        ("second", "脚注2"),
        ("end", "尾注1"),
        ("after", "第3段"),
    ]


def test_bytes_that_are_no_text() -> None:
    """What cannot be decoded is shown as such, and the user is told how often."""
    read = extract(rtf(r"\f1 a\'ff\'ff"), Limits())
    assert "\ufffd" in read.pieces[0].text
    assert "无法解码" in read.warnings[0]


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_file_that_is_cut_off(cut: int) -> None:
    """A file without its end is refused, since nobody knows what stood there."""
    with pytest.raises(ReadingError) as caught:
        extract(rtf(r"{\b " + "x" * 50 + "}")[:-cut], Limits())
    assert caught.value.code == "damaged"


def test_what_follows_the_document_is_no_part_of_it() -> None:
    """Reading ends with the brace that closes the first one."""
    assert texts(rtf("a") + b"{junk}\x00\\par b") == ["a"]


def test_deep_nesting() -> None:
    """Groups in groups cost nothing but their braces."""
    assert texts(rtf("{" * 100_000 + "x" + "}" * 100_000)) == ["x"]


def test_a_large_picture_is_passed_over() -> None:
    """Megabytes of picture, as hexadecimals or as bytes, are no work."""
    assert texts(rtf(b"a{\\pict " + b"0f" * 2_000_000 + b"}{\\*\\blob\\bin3000000 " + b"{\\" * 1_500_000 + b"}b")) == [
        "ab"
    ]


@pytest.mark.parametrize(
    ("limits", "option"),
    [
        (Limits()._replace(paragraphs=2), "--max-paragraphs"),
        (Limits()._replace(characters=3), "--max-characters"),
    ],
)
def test_limits(limits: Limits, option: str) -> None:
    """What is too much is refused with the option that allows it."""
    with pytest.raises(ReadingError) as caught:
        extract(rtf(r"aa\par b\par c"), limits)
    assert caught.value.code == "limit"
    assert option in caught.value.message


def test_too_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of words without end is refused."""
    monkeypatch.setattr("lawlint.reading.rtf._TOKENS_MOST", 1000)
    with pytest.raises(ReadingError) as caught:
        extract(rtf(r"{\b x}" * 300), Limits())
    assert caught.value.code == "limit"


def test_mutations() -> None:
    """Any change of a few bytes gives a text or a refusal, and no line break within a piece."""
    chance = random.Random(3)
    whole = rtf(
        r"\s1{\listtext 1.\tab}" + pairs("法治") + r"{\footnote n}{\shp{\*\shpinst{\shptxt b\par}}}\par"
        r"{\trowd\intbl a\cell\row}\uc2" + unicodes("政府", r"\'b7\'a8") + r"{\field{\*\fldinst X}{\fldrslt y}}"
    )
    for _ in range(2000):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.choice(
                [b"", b"{", b"}", b"\\", b"\\'8", b"\\u-1 ", b"9", b"\xff"]
            )
        try:
            read = extract(bytes(data), Limits())
        except ReadingError:
            continue
        assert isinstance(read, Extracted)
        assert not any(set("\r\n\0") & set(piece.text + piece.label) for piece in read.pieces)
