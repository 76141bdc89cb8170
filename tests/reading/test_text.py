"""Bytes become text without guessing, and what is not plain text is refused with what to do about it."""

import codecs
import hashlib
import io
import os
import pathlib
import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import SHARED

from lawlint.reading import Manner, ReadingError, read, read_bytes, read_stdin

TEXT = "清溪镇2024年法治政府建设年度报告\r\n\u3000\u3000聘请2名律师担任法律顾问，出具法律意见书9份。\n"
TRADITIONAL = "青溪鎮關於法治政府建設情況的報告\n本年度在縣政府的領導下，全面推進依法行政，各項工作取得進展。\n"
KOREAN = "정부는 법에 따라 행정을 추진하고 국민의 권리를 보호하기 위하여 노력하였다. " * 5
JAPANESE = "本年度は法律に基づく行政を推進し、市民の権利を守るために努力した。" * 5
RUSSIAN = "В этом году администрация района продолжала работу по защите прав граждан. " * 5
FRENCH = "Le gouvernement a poursuivi ses efforts pour développer l'état de droit à l'échelle régionale. " * 5


def refusal(data: bytes, encoding: str = "auto") -> ReadingError:
    """Return the error with which bytes are refused."""
    with pytest.raises(ReadingError) as caught:
        read_bytes("报告.txt", data, Manner(encoding))
    return caught.value


# --- What is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    """The text is the same in every encoding, unchanged, and without its byte order mark."""
    source = read_bytes("a/报告.txt", data)
    assert source[:5] == ("a/报告.txt", TEXT, encoding, "text/plain", hashlib.sha256(data).hexdigest())
    assert (source.warnings, source.origins) == ((), ())


@pytest.mark.parametrize("name", ["𬱖", "㐂", "镕", "\ue5e5"])
def test_rare_characters_of_gb18030(name: str) -> None:
    """Names that GBK cannot hold, and a few characters for private use, are read."""
    assert read_bytes("a.txt", (TEXT + name).encode("gb18030")).text == TEXT + name


def test_traditional_characters_in_gb18030() -> None:
    """A report in traditional characters is Chinese too."""
    assert read_bytes("a.txt", TRADITIONAL.encode("gb18030")).text == TRADITIONAL


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="\ufeff")))
def test_utf8_is_taken_as_it_is(text: str) -> None:
    """Whatever is valid UTF-8 and no control character comes back exactly."""
    assert read_bytes("a.txt", (TEXT + text).encode()).text == TEXT + text


def test_media_type() -> None:
    """Markdown is told by its name."""
    assert read_bytes("A.MD", TEXT.encode()).media_type == "text/markdown"


def test_name_that_is_no_text() -> None:
    """Bytes of a file name that are no UTF-8 are shown as such, so that the name can be printed and hashed."""
    shown = read_bytes(os.fsdecode(b"\xb1\xa8\xb8\xe6.txt"), TEXT.encode()).path
    assert shown.endswith(".txt")
    assert shown.encode().decode() == shown


# --- Named encodings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "named", "proper"),
    [
        (TEXT.encode(), "UTF8", "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", "utf-8"),
        (TEXT.encode("gbk"), "GBK", "gbk"),
        (TEXT.encode("utf-16-le"), "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16", "utf-16"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", "utf-16-le"),
    ],
)
def test_named_encoding(data: bytes, named: str, proper: str) -> None:
    """A named encoding is used and reported by its proper name; a mark that agrees with it is no part of the text."""
    source = read_bytes("a.txt", data, Manner(named))
    assert (source.text, source.encoding) == (TEXT, proper)


def test_big5_by_name_only() -> None:
    """Big5 is not guessed, but read when it is named."""
    data = TRADITIONAL.encode("big5")
    assert refusal(data).code == "undecodable"
    assert "--encoding" in refusal(data).message
    assert read_bytes("a.txt", data, Manner("big5")).text == TRADITIONAL


@pytest.mark.parametrize(
    ("data", "named", "code"),
    [
        (TEXT.encode(), "klingon", "encoding"),
        (TEXT.encode(), "a\0b", "encoding"),
        (TEXT.encode(), "hex", "encoding"),
        (TEXT.encode("gb18030"), "utf-8", "undecodable"),
        (TEXT.encode(), "latin-1", "undecodable"),
        (TEXT.encode(), "utf-16-le", "undecodable"),
        (codecs.BOM_UTF8 + TEXT.encode(), "gb18030", "undecodable"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-8", "undecodable"),
        (b"+2AA-" + TEXT.encode("utf-7"), "utf-7", "undecodable"),
        (TEXT.encode() + b"\0", "utf-8", "undecodable"),
    ],
)
def test_named_encoding_that_is_wrong(data: bytes, named: str, code: str) -> None:
    """A named encoding is strict: one that does not fit, or gives no writing, is told by name."""
    error = refusal(data, named)
    assert error.code == code
    assert named in error.message or repr(named) in error.message


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "空"),
        (" \t\r\n\u3000\u00a0\u200b\x0b\x0c\x85".encode(), "blank", "空白"),
        (codecs.BOM_UTF8, "blank", "空白"),
        (codecs.BOM_UTF16_LE, "blank", "空白"),
        (TEXT.encode() + b"\0", "binary", "空字节"),
        (TEXT.encode("utf-16-le"), "binary", "--encoding utf-16-le"),
        (codecs.BOM_UTF16_LE + f"{TEXT}\0".encode("utf-16-le"), "binary", "UTF-16"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "undecodable", "UTF-16"),
        (bytes([*range(1, 9), *range(14, 26)]) * 40, "binary", "控制字符"),
        (TEXT.encode()[:-2] + b"\xff" + TEXT.encode(), "undecodable", "编码"),
        (TEXT.encode() + TEXT.encode("gb18030"), "undecodable", "编码"),
    ],
)
def test_refused(data: bytes, code: str, words: str) -> None:
    """Each kind of file that is no plain text has its code and names the remedy."""
    error = refusal(data)
    assert error.code == code
    assert words in error.message
    assert "请" in error.message
    assert str(error) == error.message


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "euc_kr"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (FRENCH, "latin-1"),
        (TRADITIONAL, "big5"),
    ],
)
def test_other_encodings_are_not_taken_for_gb18030(text: str, encoding: str) -> None:
    """Text in an encoding that we do not look for is refused instead of read as rubbish, also when cut in two."""
    data = text.encode(encoding)
    assert {refusal(data).code, refusal(data[1:]).code} == {"undecodable"}


def test_a_report_that_begins_with_bm() -> None:
    """Two letters do not make a bitmap."""
    assert read_bytes("a.txt", ("BM项目：" + TEXT).encode("gb18030")).encoding == "gb18030"


def test_random_bytes_are_refused() -> None:
    """Random bytes, and random pairs above ASCII, are never taken for text."""
    chance = random.Random(20)
    for _ in range(3000):
        refusal(chance.randbytes(chance.randint(64, 3000)))
        refusal(bytes(chance.choices(range(0x81, 0xFF), k=chance.randint(64, 400))))


def test_damaged_utf8_is_refused() -> None:
    """One wrong byte in UTF-8 is an error, and never a page of rare characters."""
    whole = (TEXT * 3).encode()
    high = [at for at, byte in enumerate(whole) if byte > 0x7F]
    for at in high:
        damaged = bytearray(whole)
        damaged[at] = 0x41
        assert refusal(bytes(damaged)).code == "undecodable"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpus is not here")
def test_no_text_of_the_corpus_is_refused() -> None:
    """Every text of the corpus is read alike from UTF-8 and GB18030, whole and by the page."""
    found = sorted((SHARED / "corpus").glob("*/*.txt"))
    assert found
    for path in found:
        text = path.read_bytes().decode()
        assert read(str(path)).text == text
        for start in range(0, len(text) - 300, 300):
            page = text[start : start + 300]
            assert read_bytes(path.name, page.encode("gb18030")).text == page


# --- Files -----------------------------------------------------------------------------------------------------------


def refused_file(path: pathlib.Path, limit: int | None = None) -> ReadingError:
    """Return the error with which a file is refused."""
    with pytest.raises(ReadingError) as caught:
        read(str(path), Manner(size=limit))
    return caught.value


def test_file(tmp_path: pathlib.Path) -> None:
    """A file is read whole, with its line ends."""
    path = tmp_path / "报告.txt"
    path.write_bytes(TEXT.encode())
    assert read(str(path)) == read_bytes(str(path), TEXT.encode())


def test_missing_file_and_folder(tmp_path: pathlib.Path) -> None:
    """What is not there, or is a folder, is told."""
    assert refused_file(tmp_path / "a.txt").code == "not_found"
    assert refused_file(tmp_path).code == "is_directory"
    assert refused_file(tmp_path / "a\0b").code == "io"
    assert refused_file(tmp_path / ("a" * 5000)).code == "io"


def test_size_limit(tmp_path: pathlib.Path) -> None:
    """A file of the limit is read, one byte more is refused with the limit and the option that raises it."""
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())
    size = len(TEXT.encode())
    assert read(str(path), Manner(size=size)).text == TEXT
    error = refused_file(path, size - 1)
    assert error.code == "too_large"
    assert "--max-size" in error.message


def test_large_file_is_not_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file above the limit of every format not even the start is read."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(101 * 2**20)

    def never(*_: object) -> None:
        pytest.fail("the file was opened")

    monkeypatch.setattr("builtins.open", never)
    assert "100 MB" in refused_file(path).message
    assert "30 MB" in refused_file(path, 30 * 2**20).message


def test_size_limit_of_text(tmp_path: pathlib.Path) -> None:
    """Text is held to less than formats that say little in many bytes."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (20 * 2**20 + 1))
    assert "20 MB" in refused_file(path).message


def test_file_that_grows_while_it_is_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit holds for what is read, whatever the size was said to be."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 100)
    small = tmp_path / "small.txt"
    small.write_bytes(b"a")
    status = os.stat(small)
    monkeypatch.setattr("os.stat", lambda _: status)
    assert refused_file(path, 50).code == "too_large"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_devices(tmp_path: pathlib.Path) -> None:
    """What is no regular file is refused before it is opened, since it could be waited for without end."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert refused_file(tmp_path / "pipe.txt").code == "not_a_file"
    assert refused_file(pathlib.Path("/dev/zero")).code == "not_a_file"


@pytest.mark.parametrize(
    ("error", "code"), [(PermissionError(13, "denied"), "permission"), (OSError(5, "bad disk"), "io")]
)
def test_file_that_cannot_be_opened(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    """No permission and a broken disk are told apart."""
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("builtins.open", refuse)
    assert refused_file(path).code == code


# --- Standard input --------------------------------------------------------------------------------------------------


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Make `data` the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is bytes of any encoding, under the name it is given."""
    give(monkeypatch, TEXT.encode("gb18030"))
    source = read_stdin()
    assert (source.path, source.text, source.encoding) == ("<stdin>", TEXT, "gb18030")
    give(monkeypatch, TEXT.encode())
    assert read_stdin(name="报告.md").media_type == "text/markdown"


def test_standard_input_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit holds for standard input, too."""
    give(monkeypatch, TEXT.encode())
    with pytest.raises(ReadingError) as caught:
        read_stdin(Manner(size=10))
    assert caught.value.code == "too_large"


def test_no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed or absent standard input is an error like any other."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ReadingError) as absent:
        read_stdin()
    give(monkeypatch, b"")
    sys.stdin.close()
    with pytest.raises(ReadingError) as closed:
        read_stdin()
    assert (absent.value.code, closed.value.code) == ("io", "io")
