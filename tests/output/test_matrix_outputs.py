"""Workbook, table and heat map of a folder, read back with openpyxl, csv and lxml, and opened by LibreOffice."""

import csv
import io
import pathlib
import warnings
import zipfile
from typing import Any

import openpyxl
import pytest
from lxml import html
from officefiles import converted

from lawlint.checks import VOCABULARY
from lawlint.matrix import Matrix, matrix_of
from lawlint.model import DocumentReport, Failure, Finding, Report, Status
from lawlint.output import View
from lawlint.output.matrixcsv import render as table
from lawlint.output.matrixhtml import render as page
from lawlint.output.workbook import render as workbook
from lawlint.roster import Listed
from lawlint.units import naming_of

NAMING = naming_of(VOCABULARY)
SIGNS = {
    "√": "pass",
    "▲": "warn",
    "×": "fail",
    "○": "note",
    "–": "not_applicable",
    "免": "waived",
}
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "＝1+1", "\t=1", "|x", "%0A")


def named(document: DocumentReport, issuer: str, path: str, year: int | None = 2024) -> DocumentReport:
    source = document.document.source._replace(path=path)
    return document._replace(document=document.document._replace(source=source, issuer=issuer), year=year)


@pytest.fixture
def folder(report: Report) -> Report:
    """Two units, one of which reported twice, a file that could not be read, and a notice."""
    first = report.documents[0]
    better = tuple(
        each._replace(status=Status.PASS, finding=Finding.SHOWN) if each.status is Status.WARN else each
        for each in first.results
    )
    return Report(
        (
            named(first, "甲县红镇人民政府", "a/红镇.docx"),
            named(first._replace(results=better, score=75.0), "绿乡人民政府", "a/绿乡.txt"),
            named(first, "红镇", "a/红镇(改).pdf"),
        ),
        (Failure("a/白镇.doc", "damaged", "文件损坏。"),),
        report.notices,
    )


@pytest.fixture
def matrix(folder: Report) -> Matrix:
    """With a list of four units, and the year before with one of them."""
    before = Report(
        (named(folder.documents[0], "绿乡", "b/绿乡.txt", 2023), named(folder.documents[0], "旧镇", "b/o", 2023))
    )
    roster = (Listed("绿乡"), Listed("红镇人民政府"), Listed("白镇"), Listed("黑镇"))
    return matrix_of(folder, NAMING, roster, before)


def opened(matrix: Matrix, lang: str = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(matrix, View(lang=lang))))


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def header(sheet: Any, word: str) -> int:
    """Return the row of the heads of a table, counted from 1."""
    return next(number for number, row in enumerate(cells(sheet), 1) if word in row)


def marks(matrix: Matrix) -> list[list[str]]:
    """Return what every cell of the matrix must say."""
    return [["waived" if each.waiver else str(each.status) for each in row.report.results] for row in matrix.rows]


# --- Workbook --------------------------------------------------------------------------------------------------------


def test_whole(matrix: Matrix) -> None:
    """Units × elements in the order of the list, with the signs of the statuses, frozen heads, a filter and colours."""
    book = opened(matrix)
    assert book.sheetnames == ["汇总", "依据原文", "统计", "没能读取", "未报送", "与上年比较"]
    sheet = book["汇总"]
    at = header(sheet, "单位")
    assert [sheet.cell(at + 1 + number, 1).value for number in range(3)] == ["绿乡", "红镇人民政府", "红镇人民政府"]
    begin = 8
    found = [
        [SIGNS[sheet.cell(at + 1 + row, begin + column).value] for column in range(len(matrix.elements))]
        for row in range(3)
    ]
    assert found == marks(matrix)
    assert [sheet.cell(at, begin + n).value for n in range(7)] == [each.title for each in matrix.elements]
    assert sheet.freeze_panes == f"B{at + 1}"
    assert sheet.auto_filter.ref == f"A{at}:N{at + 3}"
    fills = {sheet.cell(at + 2, begin + n).value: sheet.cell(at + 2, begin + n).fill.start_color.rgb for n in range(7)}
    assert len(set(fills.values())) == len(fills) == 6
    assert sheet.cell(at - 1, begin).value == "报告结构"
    assert "重复" in sheet.cell(at + 3, 7).value


def test_links_lead_to_the_findings(matrix: Matrix) -> None:
    """A cell leads to the line with the words it rests on."""
    book = opened(matrix)
    sheet, findings = book["汇总"], book["依据原文"]
    at, line = header(sheet, "单位"), header(findings, "单位")
    heads = [cell.value for cell in findings[line]]
    for row in range(3):
        for column, element in enumerate(matrix.elements):
            cell = sheet.cell(at + 1 + row, 8 + column)
            if cell.value == "–":
                assert cell.hyperlink is None
                continue
            target = int(cell.hyperlink.location.rpartition("A")[2])
            assert cell.hyperlink.target is None
            assert findings.cell(target, 1).value == sheet.cell(at + 1 + row, 1).value
            assert findings.cell(target, heads.index("编号") + 1).value == element.id


def test_findings(matrix: Matrix) -> None:
    """Each result that applies with its words, their place and what to add; what nobody verified is no basis."""
    sheet = opened(matrix)["依据原文"]
    rows = cells(sheet)
    at = header(sheet, "单位")
    lines = [dict(zip(rows[at - 1], row, strict=True)) for row in rows[at:]]
    assert len(lines) == 3 * 6
    blue = next(each for each in lines if each["编号"] == "blue" and each["文件"] == "a/红镇.docx")
    assert (blue["结论"], blue["原文"], blue["位置"], blue["所在部分"]) == ("待补", "明年刷蓝漆", "第5行", "下一步安排")
    assert blue["怎么补"] == "写明blue刷了几桶。 例：刷____漆____桶。"
    assert blue["依据"] == "《油漆条例》第一条"
    green = next(each for each in lines if each["编号"] == "green")
    assert (green["结论"], green["豁免"]) == ("不符合", "本镇没有绿漆 (2030-12-31)")
    red = next(each for each in lines if each["编号"] == "red")
    assert not red["怎么补"]


def test_statistics(matrix: Matrix) -> None:
    """The elements that are missed most come first; the second report of a unit does not count; units by score."""
    sheet = opened(matrix)["统计"]
    rows = cells(sheet)
    at = header(sheet, "写明比例")
    assert [row[:8] for row in rows[at : at + 4]] == [
        ["signed的名称", "报告结构", 2, 0, 0, 2, 0, 0],
        ["green的名称", "规范性文件与立法", 2, 0, 0, 0, 2, 0],
        ["blue的名称", "报告结构", 2, 1, 1, 0, 0, 0.5],
        ["red的名称", "报告结构", 2, 2, 0, 0, 0, 1],
    ]
    assert [row[9:13] for row in rows[at : at + 2]] == [[1, "绿乡", 2024, 75], [2, "红镇人民政府", 2024, 37.5]]
    assert "重复报来的 1 份不计" in rows[1][0]
    assert sheet.cell(at + 1, 8).number_format == "0%"


def test_what_is_not_there(matrix: Matrix) -> None:
    """What could not be read is told with its remedy; a unit with such a file did not simply fail to report."""
    book = opened(matrix)
    assert ["a/白镇.doc", "文件损坏。", "damaged"] in [row[:3] for row in cells(book["没能读取"])]
    told = [cell for row in cells(book["没能读取"]) for cell in row if cell]
    assert "有一条提示。" in told
    assert any("是同一单位同一年度" in each for each in told)
    rows = [row[:3] for row in cells(book["未报送"])][-2:]
    assert rows == [[1, "白镇", "有文件，但没能读取：a/白镇.doc，文件损坏。"], [2, "黑镇", "没有找到报告"]]


def test_the_year_before(matrix: Matrix) -> None:
    """What became better or worse, by unit; units with a report of one year only."""
    rows = [row[:6] for row in cells(opened(matrix)["与上年比较"])][3:]
    assert rows[0][:5] == ["绿乡", "得分", 37.5, 75, "改进 1，退步 0"]
    assert rows[1] == ["绿乡", "blue的名称", "待补", "符合", "改进", "明年刷蓝漆"]
    assert [(row[0], row[4]) for row in rows[2:]] == [("红镇人民政府", "上年没有报告"), ("旧镇", "本年没有报告")]


def test_sheets_that_nobody_asked_for(folder: Report) -> None:
    """Without a list and a year before there are no empty sheets for them."""
    assert opened(matrix_of(folder, NAMING)).sheetnames == ["汇总", "依据原文", "统计", "没能读取"]


def test_english(matrix: Matrix) -> None:
    """The words around are English, names of elements are what they are."""
    book = opened(matrix, "en")
    assert book.sheetnames[0] == "Matrix"
    assert header(book["Statistics"], "share")


def test_nothing_read() -> None:
    """A folder of which nothing could be read still gives all outputs."""
    matrix = matrix_of(Report((), (Failure("x", "io", "坏"),)), NAMING, (Listed("红镇"),))
    assert opened(matrix)["没能读取"].cell(4, 1).value == "x"
    assert [row[9] for row in csv.reader(io.StringIO(table(matrix, View()).decode("utf-8-sig")))] == [
        "status",
        "error",
        "not_reported",
    ]
    assert html.fromstring(page(matrix, View())) is not None


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula(folder: Report, text: str) -> None:
    """Text from a report, a file name or a list is text in a spreadsheet, whatever it begins with."""
    document = folder.documents[0]
    results = tuple(
        each._replace(evidence=tuple(item._replace(quote=text) for item in each.evidence)) for each in document.results
    )
    document = named(document._replace(results=results), text, text)
    matrix = matrix_of(Report((document,), (Failure(text, "io", text),)), NAMING, (Listed(text + "x"),))
    data = workbook(matrix, View())
    seen = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@＝|%")):
                    assert cell.quotePrefix
                    seen += 1
    assert seen >= 3
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not any(b"<f>" in package.read(name) for name in package.namelist())
    for line in csv.reader(io.StringIO(table(matrix, View()).decode("utf-8-sig"))):
        assert not any(cell.lstrip().startswith(tuple("=+-@＝|%")) for cell in line)


def test_hostile_text(folder: Report) -> None:
    """Markup, control characters, marks that turn the text round and endless paragraphs break nothing."""
    text = "<script>alert(1)</script>]]>&\x00\x1b\u202e\ud800\ufffe\"'::error::_x000D_" + "长" * 100_000
    document = folder.documents[0]
    results = tuple(
        each._replace(
            element=each.element._replace(title=text[:60], family=text[:30]),
            evidence=tuple(item._replace(quote=text) for item in each.evidence),
        )
        for each in document.results
    )
    document = named(document._replace(results=results), text[:200], f"a/{text[:200]}")
    matrix = matrix_of(Report((document,), (Failure(text, "io", text),), (text,)), NAMING, (Listed(text[:50]),))
    book = opened(matrix)
    longest = max(len(str(cell)) for sheet in book for row in cells(sheet) for cell in row)
    assert 400 <= longest <= 2_000
    rows = list(csv.reader(io.StringIO(table(matrix, View()).decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    written = page(matrix, View())
    assert "<script" not in written
    assert not any(mark in written for mark in "\x00\x1b\u202e\ud800")
    tree = html.fromstring(written)
    assert not tree.xpath("//script | //img | //link | //a")
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]


def test_same_bytes(matrix: Matrix) -> None:
    """No time of writing is in the files."""
    data = workbook(matrix, View())
    assert data == workbook(matrix, View())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"2020-01-01T00:00:00Z") == 2
    assert table(matrix, View()) == table(matrix, View())


def test_libreoffice_opens_the_workbook(matrix: Matrix, tmp_path: pathlib.Path) -> None:
    """Another program reads every sheet as it was written."""
    data = workbook(matrix, View())
    with warnings.catch_warnings():
        # LibreOffice stores its own form of the bars, which openpyxl does not know.
        warnings.simplefilter("ignore")
        again = openpyxl.load_workbook(io.BytesIO(converted(data, "book.xlsx", "xlsx", tmp_path)))
    mine = openpyxl.load_workbook(io.BytesIO(data))
    assert again.sheetnames == mine.sheetnames
    for sheet in mine:
        expected = {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")
        }
        found = {name: again[sheet.title][name].value for name in expected}
        assert found == expected


# --- Table -----------------------------------------------------------------------------------------------------------


def test_table(matrix: Matrix) -> None:
    """One row for each unit and element with the codes of the JSON, and one for what was not checked."""
    data = table(matrix, View())
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 3 * 7 + 1 + 2
    found = [
        [("waived" if row["豁免"] else row["status"]) for row in rows if row["文件"] == each.path]
        for each in matrix.rows
    ]
    assert found == marks(matrix)
    assert [row["status"] for row in rows[-3:]] == ["error", "not_reported", "not_reported"]
    assert (rows[-2]["单位"], rows[-1]["单位"]) == ("白镇", "黑镇")
    assert rows[1]["原文"] == "明年刷蓝漆"


# --- Page ------------------------------------------------------------------------------------------------------------


def test_page(matrix: Matrix) -> None:
    """The heat map says the same, by sign and by class; it asks nothing of the network."""
    tree = html.fromstring(page(matrix, View()))
    found = [
        [cell.get("class").split()[1] for cell in row.xpath("td[contains(@class, 'cell')]")]
        for row in tree.xpath("//div[@class='map']//tbody/tr")
    ]
    assert found == marks(matrix)
    signs = [
        [SIGNS[cell.text] for cell in row.xpath("td[contains(@class, 'cell')]")]
        for row in tree.xpath("//div[@class='map']//tbody/tr")
    ]
    assert signs == found
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']")
    told = tree.xpath("//td[@class='cell warn']/@title")[0]
    assert "「明年刷蓝漆」" in told
    words = tree.text_content()
    assert "黑镇" in words
    assert "文件损坏。" in words
    assert "上年没有报告" in words
