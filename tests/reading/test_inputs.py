"""The shared files in all formats, read as users would have them read: the text, the numbers, and the same answer."""

import json
import pathlib
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from measures import measure
from support import SHARED, findings

from lawlint.engine import Checklist, check
from lawlint.model import Source
from lawlint.reading import Manner, ReadingError, read
from lawlint.reading.child import Worker
from lawlint.reading.extracted import Extracted, Piece

INPUTS = SHARED / "inputs"
pytestmark = pytest.mark.skipif(not INPUTS.is_dir(), reason="the shared files are not here")


class Bar(NamedTuple):
    """What a folder of files must reach: means over its files, and the share of findings that stay the same."""

    recall: float
    kept: float
    labels: float
    same: float
    wrong: frozenset[str] = frozenset()  # probes that may come out wrong


# What LibreOffice left out when it wrote the file, or wrote as text, nobody can read otherwise.
LOST = frozenset(("omml",))
BOXES = frozenset(("textbox_dml", "textbox_vml"))
PRINTED = frozenset(("track_ins", "track_del", "track_move_once"))
BARS = {
    "docx": Bar(0.999, 0.99, 1.0, 0.99),
    "lodocx": Bar(0.998, 0.98, 0.98, 0.99, LOST),
    "doc": Bar(0.995, 0.97, 0.95, 0.99, LOST | BOXES | {"ruby_base"}),
    "wps": Bar(0.995, 0.97, 0.95, 0.99, LOST | BOXES | {"ruby_base"}),
    "odt": Bar(0.998, 0.97, 0.9, 0.99, LOST),
    "fodt": Bar(0.998, 0.97, 0.9, 0.99, LOST),
    "rtf": Bar(0.998, 0.97, 0.99, 0.99, LOST | {"textbox_vml", "ruby_base"}),
    "html": Bar(0.999, 0.99, 1.0, 0.99, frozenset(("title",))),  # it stands on two lines of the page
    "lohtml": Bar(0.995, 0.59, 0.5, 0.99, LOST | PRINTED | BOXES | {"comment_leak", "hidden_leak"}),
    "pdf": Bar(0.998, 0.95, 0.98, 0.98, LOST | PRINTED | {"tab", "table_nested", "textbox_dml"}),
    "ofd": Bar(0.998, 0.98, 1.0, 0.98),
}  # fmt: skip
# With what they are refused; all others are read.
REFUSED = {
    "bad_xml.docx": "damaged",
    "binary.txt": "binary",
    "bomb1g.docx": "limit",
    "bomb1g.odt": "limit",
    "bomb1g.ofd": "limit",
    "deep.docx": "limit",
    "deep.html": "limit",
    "empty.doc": "empty",
    "empty.docx": "empty",
    "empty.html": "empty",
    "empty.ofd": "empty",
    "empty.pdf": "empty",
    "empty.txt": "empty",
    "entity_inline.docx": "unsafe",
    "exe_as.txt": "wrong_format",
    "formbomb.pdf": "memory",
    "frameset.html": "no_text",
    "fuzz00.doc": "binary",
    **{f"fuzz{number:02}.doc": "damaged" for number in range(1, 20) if number != 15},
    "half_scanned.pdf": "no_text",
    "header_only.pdf": "damaged",
    "html_as.pdf": "no_text",
    "image_only.docx": "no_text",
    "jsonly.html": "no_text",
    "latin1.txt": "undecodable",
    "laughs.docx": "unsafe",
    "laughs.ofd": "unsafe",
    "lie_size.docx": "damaged",
    "nested_tables.docx": "limit",
    "no_document.docx": "damaged",
    "no_eof.pdf": "damaged",
    "no_tounicode.pdf": "bad_text_layer",
    "not_a_zip.docx": "wrong_format",
    "ole_junk.doc": "damaged",
    "onlybom.txt": "blank",
    "onlyscript.html": "no_text",
    "onlyws.txt": "blank",
    "pageloop.pdf": "damaged",
    "password.docx": "password",
    "password.odt": "password",
    "password.pdf": "password",
    "plainzip_as.docx": "wrong_format",
    "png_as.txt": "wrong_format",
    "quadratic.docx": "unsafe",
    "scanned.ofd": "no_text",
    "scanned.pdf": "no_text",
    "shiftjis.txt": "undecodable",
    "tinyparas60m.docx": "limit",
    "trunc.doc": "damaged",
    "trunc.docx": "damaged",
    "trunc.odt": "damaged",
    "trunc.ofd": "damaged",
    "trunc.pdf": "damaged",
    "trunc.rtf": "damaged",
    "trunc_hdr.doc": "damaged",
    "trunc_tail.docx": "damaged",
    "unclosed.html": "limit",
    "word2003xml_as.doc": "unsupported",
    "xlsx_as.docx": "wrong_format",
    "xxe.odt": "unsafe",
    "xxe.ofd": "unsafe",
    "xxe_file.docx": "unsafe",
    "xxe_http.docx": "unsafe",
    "zip_encrypted_flag.docx": "password",
}


def files(folder: str) -> list[pathlib.Path]:
    return [path for path in sorted((INPUTS / folder).iterdir()) if path.suffix != ".json"]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One process for all files."""
    with Worker() as started:
        yield started


def lines(source: Source) -> Extracted:
    """Return what was read as pieces, with what belongs to each line by its origin."""
    return Extracted(tuple(Piece(line) for line in source.text.split("\n")))


@pytest.mark.parametrize("folder", BARS)
def test_text_and_answer(folder: str, worker: Worker, checklist: Checklist) -> None:
    """The files of a folder come back whole, and are answered as their plain text is."""
    bar = BARS[folder]
    measured = []
    cells = different = 0
    for path in files(folder):
        source = read(str(path), Manner(), worker)
        truth: dict[str, Any] = json.loads(pathlib.Path(f"{path}.truth.json").read_text(encoding="utf-8"))
        found = measure(lines(source), path)
        assert set(found.wrong) <= bar.wrong, path.name
        assert [words for words in truth.get("boiler", ()) if words in source.text] == []
        measured.append(found)
        plain = findings(check(Source(path.name, truth["text"], "", "", ""), checklist))
        answered = findings(check(source, checklist))
        cells += len(plain)
        different += sum(plain[element] != answered[element] for element in plain)
    labels = sum(found.labels for found in measured)
    assert sum(found.recall for found in measured) / len(measured) >= bar.recall
    assert sum(found.kept for found in measured) / len(measured) >= bar.kept
    assert sum(found.labels - len(found.missing) for found in measured) >= bar.labels * labels
    assert 1 - different / cells >= bar.same


@pytest.mark.parametrize("path", files("nasty") if INPUTS.is_dir() else (), ids=lambda path: path.name)
def test_nasty(path: pathlib.Path, worker: Worker) -> None:
    """Each is refused for what is the matter with it, or read; none takes long, and no secret is let out."""
    begin = time.monotonic()
    if path.name in REFUSED:
        with pytest.raises(ReadingError) as caught:
            read(str(path), Manner(), worker)
        assert caught.value.code == REFUSED[path.name]
        assert caught.value.message.endswith("。")
    else:
        text = read(str(path), Manner(), worker).text
        assert text.strip()
        assert path.name == "secret.txt" or "XXE_SECRET" not in text
    assert time.monotonic() - begin < 30


def test_plain_texts(worker: Worker) -> None:
    """Texts in the encodings that are told by themselves come back as they were written."""
    for path in files("txt"):
        truth: dict[str, Any] = json.loads(pathlib.Path(f"{path}.truth.json").read_text(encoding="utf-8"))
        if truth["enc"] in (
            "utf8",
            "utf8bom",
            "gbk",
            "gb18030",
            "tradgbk",
            "utf16le_bom",
            "utf16be_bom",
            "utf32le_bom",
        ):
            assert read(str(path), Manner(), worker).text == truth["text"]
