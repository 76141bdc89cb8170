"""One way in for all formats: what is read, where it stands, what is told of it, and what it may cost."""

import importlib
import io
import pathlib
import subprocess
import sys
import zipfile

import pytest
from wordfiles import listed, p, r, word

from lawlint.model import Origin
from lawlint.reading import Limits, Manner, ReadingError, child, read, read_bytes, read_stdin
from lawlint.reading.child import Worker
from lawlint.reading.extracted import Extracted, Piece

REPORT = word(p("清溪镇2024年法治政府建设年度报告") + p() + p("聘请2名律师。", properties='<w:outlineLvl w:val="1"/>'))
RTF = rb"{\rtf1\ansi\ansicpg936 \'b7\'a8\'d6\'ce\par one}"
PAGE = "<html><head><title>题</title></head><body><p>清溪镇法治政府建设年度报告，聘请律师。</p></body></html>"


def refusal(data: bytes, manner: Manner | None = None, name: str = "报告") -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        read_bytes(name, data, manner or Manner())
    return caught.value


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes, Limits]]:
    """What readers are asked for; they answer with two pieces at once."""
    asked: list[tuple[str, bytes, Limits]] = []

    def extract(_: Worker, reader: str, data: bytes, limits: Limits) -> Extracted:
        asked.append((reader, data, limits))
        pieces = (Piece("总则", "一、", 1, "第1段"), Piece("", "", None, "第2段"), Piece("\ud840x", "", None, "表1"))
        return Extracted(pieces, "gb18030", (("title", "题"),), ("留意。",))

    monkeypatch.setattr(child.Worker, "extract", extract)
    return asked


@pytest.mark.usefixtures("reads")
def test_places_of_extracted_text() -> None:
    """A piece is a line, its number before it; every offset leads back to the piece that it stands in."""
    source = read_bytes("报告.docx", REPORT)
    assert source.text == "一、总则\n\n\ufffdx"
    assert source.origins == (Origin(0, "第1段", 1), Origin(5, "第2段"), Origin(6, "表1"))
    assert [source.where(offset) for offset in range(len(source.text) + 1)] == ["第1段"] * 5 + ["第2段"] + ["表1"] * 3
    assert (source.format, source.encoding, source.media_type[-8:]) == ("Word 文件（.docx）", "gb18030", "document")
    assert (source.metadata, source.warnings) == ((("title", "题"),), ("留意。",))


@pytest.mark.parametrize(
    ("data", "reader", "size"),
    [
        (REPORT, "docx", 50),
        (RTF, "rtf", 50),
        (PAGE.encode(), "html", 10),
        (b"%PDF-1.7\n1 0 obj", "pdf", 100),
        (b'<?xml version="1.0"?><office:document xmlns:office="x">', "odt", 50),
    ],
)
def test_readers(reads: list[tuple[str, bytes, Limits]], data: bytes, reader: str, size: int) -> None:
    """Each format has its reader, and the size that is allowed for it unless another is told."""
    read_bytes("报告", data)
    read_bytes("报告", data, Manner(size=5000, limits=Limits()._replace(pages=3)))
    assert [asked[0] for asked in reads] == [reader, reader]
    assert [(asked[2].size, asked[2].pages) for asked in reads] == [(size * 2**20, 1000), (5000, 3)]
    assert refusal(data, Manner(size=10)).code == "too_large"


def test_encoding_of_pages(reads: list[tuple[str, bytes, Limits]]) -> None:
    """An encoding that is told holds against what the page says of itself; other formats know their own."""
    page = PAGE.replace("<head>", '<head><meta charset="big5">')
    read_bytes("a.html", page.encode("gb18030"), Manner("gb18030"))
    assert reads[0][1].decode("utf-8-sig") == page
    read_bytes("a.docx", REPORT, Manner("gb18030"))
    assert reads[1][1] == REPORT


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("报告.docx", REPORT, ""),
        ("报告.wps", REPORT, ""),
        ("报告", REPORT, ""),
        ("报告.bak", REPORT, ""),
        ("报告.doc", REPORT, "扩展名是 .doc，实际是Word 文件"),
        ("报告.txt", RTF, "扩展名是 .txt，实际是RTF 文件"),
        ("报告.DOCX", "法治政府".encode(), "扩展名是 .docx，实际是纯文本"),
        ("报告.md", "法治政府".encode(), ""),
    ],
)
def test_names_that_say_something_else(name: str, data: bytes, told: str) -> None:
    """A file is read as what it is, and a name that says something else is told."""
    source = read_bytes(name, data)
    assert len(source.warnings) == bool(told)
    assert told in "".join(source.warnings)


def test_word_file(tmp_path: pathlib.Path) -> None:
    """A Word file is read for real, from a file and from standard input."""
    path = tmp_path / "报告.docx"
    path.write_bytes(REPORT)
    source = read(str(path))
    assert source.text == "清溪镇2024年法治政府建设年度报告\n聘请2名律师。"
    assert [origin.outline for origin in source.origins] == [None, 2]
    assert source.where(source.text.index("聘请")) == "第2段"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input may be of any format."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RTF)))
    assert read_stdin(name="报告.rtf").text == "法治\none"


def test_one_process_for_several_files() -> None:
    """A worker that is given serves, and is left running."""
    with Worker() as worker:
        read_bytes("a.rtf", RTF, worker=worker)
        process = worker._process
        assert process is not None
        read_bytes("b.docx", REPORT, worker=worker)
        assert worker._process is process


def test_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document without a word is refused, whatever its reader thinks of it."""
    monkeypatch.setattr(child.Worker, "extract", lambda *_: Extracted((Piece(" "),)))
    assert refusal(REPORT).code == "no_text"
    assert refusal(b"").code == "empty"


@pytest.mark.parametrize(
    ("data", "extra"), [(b"%PDF-1.7\n1 0 obj", "[pdf]"), (PAGE.encode(), "[html]"), (REPORT, 'lawlint"')]
)
def test_missing_extra(monkeypatch: pytest.MonkeyPatch, data: bytes, extra: str) -> None:
    """A library that is not installed is named with the command that installs it."""

    def extract(*_: object) -> Extracted:
        raise ReadingError("missing_module", "somelibrary")

    monkeypatch.setattr(child.Worker, "extract", extract)
    error = refusal(data)
    assert error.code == "missing_extra"
    assert 'pip install "lawlint' in error.message
    assert extra in error.message


def test_limits_reach_the_reader() -> None:
    """A limit that is told holds in the process that reads, and the message names the option."""
    many = word("".join(p(f"第{number}条") for number in range(20)))
    assert "--max-paragraphs" in refusal(many, Manner(limits=Limits()._replace(paragraphs=10))).message
    assert read_bytes("a.docx", many, Manner(limits=Limits()._replace(paragraphs=50))).text.count("\n") == 19
    assert "--max-part" in refusal(many, Manner(limits=Limits()._replace(part=500))).message


def test_text_is_limited_too() -> None:
    """A text of more characters than are allowed is refused by name."""
    manner = Manner(limits=Limits()._replace(characters=10))
    assert read_bytes("a.txt", b"a" * 10, manner).text == "a" * 10
    assert "--max-characters" in refusal(b"a" * 11, manner).message


def test_bombs() -> None:
    """A few bytes that unpack to very many are refused at once."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (40 * 2**20))
    assert refusal(held.getvalue()).code in ("limit", "damaged")
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(6000):
            archive.writestr(f"word/{number}.xml", "")
    assert "--max-entries" in refusal(many.getvalue()).message


def test_plain_text_starts_no_process(tmp_path: pathlib.Path) -> None:
    """Plain text is read without a process, and without the modules that other formats need."""
    (tmp_path / "a.txt").write_text("法治政府", encoding="utf-8")
    code = (
        "import sys; from lawlint.reading import read; read('a.txt'); "
        "print([name for name in ('subprocess', 'json', 'zipfile', 'lxml', 'tempfile') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stdout.decode().strip() == "[]"


@pytest.mark.parametrize("reader", ["docx", "odt", "html", "mhtml", "pdf", "ofd", "rtf", "doc"])
def test_readers_need_no_extra_to_be_imported(reader: str) -> None:
    """The library of a format is imported when a file is read, so that its lack is told for that file."""
    code = (
        f"import sys; import lawlint.reading.{reader}; "
        "print([name for name in ('pypdfium2', 'ofdkit', 'trafilatura', 'doc2docx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stdout.decode().strip() == "[]"
    assert importlib.import_module(f"lawlint.reading.{reader}").extract


def test_numbers_and_runs_of_word() -> None:
    """What the reader of Word makes of runs and lists arrives whole."""
    assert read_bytes("a.docx", word(p(r("法治"), r("政府")) + listed("总则"))).text.startswith("法治政府\n")
