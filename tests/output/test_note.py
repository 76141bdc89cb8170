"""The return note in Word, read back with python-docx and lxml, and opened by LibreOffice."""

import io
import pathlib
import zipfile
from typing import Any

import docx
import pytest
from lxml import etree
from officefiles import converted

from lawlint import cli
from lawlint.model import Failure, Report, Status
from lawlint.output import FORMATS, View

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "=cmd()<script>]]>&amp;::error::%0A\x00\x1b[31m\u202e\ud800\u2028" + "长" * 100_000


def note(report: Report, **view: Any) -> bytes:
    data = FORMATS["docx"](report, View(**view))
    assert isinstance(data, bytes)
    return data


def read(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def text_of(document: Any) -> str:
    return "\n".join(
        [
            *(paragraph.text for paragraph in document.paragraphs),
            *(cell.text for table in document.tables for row in table.rows for cell in row.cells),
        ]
    )


def test_table(report: Report) -> None:
    """What is required and missing or weak stands in the table, the missing first, with place, basis and advice."""
    document = read(note(report))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["序号", "应当写明的内容", "问题和所在位置", "依据", "需要补充"]
    assert [row[0] for row in rows[1:]] == ["没有找到（1 项）", "1", "写得不够（1 项）", "2"]
    assert rows[2][1:4] == ["signed的名称", "全文没有找到。", "《油漆条例》第一条"]
    assert "「明年刷蓝漆」（第5行，下一步安排）" in rows[4][2]
    assert rows[4][4] == "写明blue刷了几桶。\n例：刷____漆____桶。"
    assert "没有核对的规定" not in text_of(document)


def test_letter(report: Report) -> None:
    """Heading, addressee, what is waived, what is only recommended, the closing line, and who signs."""
    lines = [paragraph.text for paragraph in read(note(report)).paragraphs]
    assert lines[0] == "关于《红镇2024年报告》的退改意见"
    assert lines[1] == "红镇人民政府："
    assert "应当写明的 4 项内容逐项核对，需要补充 2 项：没有找到的 1 项，写得不够的 1 项" in lines[2]
    assert any("已经同意豁免" in line and "green的名称（本镇没有绿漆，到 2030-12-31 为止）" in line for line in lines)
    assert any("不作硬性要求" in line and "grey的名称、titled的名称" in line for line in lines)
    assert any(line.startswith("请于") for line in lines)
    assert "（审核单位）" in lines
    quiet = [paragraph.text for paragraph in read(note(report, quiet=True)).paragraphs]
    assert not any("不作硬性要求" in line for line in quiet)


def test_units_one_after_the_other(report: Report) -> None:
    """Each unit begins a page with the number 1; a report that needs nothing and a file not read stand at the end."""
    first = report.documents[0]
    fine = first._replace(results=tuple(each for each in first.results if each.status is Status.PASS))
    data = note(Report((first, fine, first), report.errors))
    document = read(data)
    assert [line.text for line in document.paragraphs if line.style.name == "Note Title"] == [
        "关于《红镇2024年报告》的退改意见",
        "关于《红镇2024年报告》的退改意见",
        "没有退改意见的报告和没能读取的文件",
    ]
    assert "红镇人民政府（红镇.txt）" in text_of(document)
    assert "坏.txt：文件是空的。" in text_of(document)
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    assert [each.get(f"{W}start") for each in body.iter(f"{W}pgNumType")] == ["1"] * 3


def test_nothing_to_write() -> None:
    """An empty run gives a document that says so."""
    assert "没有可以核对的报告。" in text_of(read(note(Report())))


def test_paper(report: Report) -> None:
    """A4, the margins of official papers, Chinese fonts that say what to take where they are missing."""
    data = note(report)
    section = read(data).sections[0]
    assert [round(each.mm) for each in (section.page_width, section.page_height, section.left_margin)] == [210, 297, 28]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        fonts = etree.fromstring(package.read("word/fontTable.xml"))
        styles = package.read("word/styles.xml").decode()
    others = {font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val") for font in fonts}
    assert others["仿宋"] == "仿宋_GB2312"
    assert "方正小标宋简体" in others
    assert 'w:eastAsia="仿宋"' in styles


def test_same_bytes(report: Report) -> None:
    """No time and no random number gets into the file."""
    data = note(report)
    assert data == note(report)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2020-01-01T00:00:00Z" in package.read("docProps/core.xml")


def test_hostile_text(report: Report) -> None:
    """Whatever a report or a file is called, the document stays well-formed and short."""
    first = report.documents[0]
    source = first.document.source._replace(path=f"a/{HOSTILE}.txt")
    results = tuple(
        each._replace(
            element=each.element._replace(title=HOSTILE[:50], advice=HOSTILE[:50]),
            evidence=tuple(item._replace(quote=HOSTILE) for item in each.evidence),
        )
        for each in first.results
    )
    document = first.document._replace(source=source, title=HOSTILE, issuer=HOSTILE)
    errors = (Failure(HOSTILE, "io", HOSTILE[:60]),)
    data = note(Report((first._replace(document=document, results=results),), errors))
    text = text_of(read(data))
    assert "=cmd()<script>]]>" in text
    assert not any(mark in text for mark in "\x00\x1b\u202e\ud800\u2028")
    assert len(text) < 5_000


def test_libreoffice_opens_it(report: Report, tmp_path: pathlib.Path) -> None:
    """Another program reads the same words."""
    text = converted(note(report), "note.docx", "txt", tmp_path).decode("utf-8-sig")
    assert "关于《红镇2024年报告》的退改意见" in text
    assert "写明blue刷了几桶。" in text


def test_needs_a_file(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A Word file is not printed."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert cli.run(["-f", "docx", str(tmp_path / "a.txt")]) == 2
    assert "-o" in capsys.readouterr().err
