"""Folders: which unit a report is of, the list of units, counting, and the subcommand."""

import csv
import io
import json
import pathlib
import re
import shutil
from typing import Any

import openpyxl
import pytest
from lxml import html
from support import ROOT

from lawlint import cli
from lawlint.checks import VOCABULARY
from lawlint.engine import Checklist, check
from lawlint.matrix import matrix_of
from lawlint.model import DocumentReport, Failure, Report, Source, Status, Waiver
from lawlint.roster import Listed, read_roster
from lawlint.tables import SettingsError
from lawlint.units import From, chosen, identify, is_same, key_of, name_in, naming_of

NAMING = naming_of(VOCABULARY)


def report(
    checklist: Checklist, issuer: str, path: str, year: str = "2024年", told: str = "全年调解纠纷12件。"
) -> DocumentReport:
    signature = f"{issuer}\n2025年1月10日\n" if issuer else ""
    text = (
        f"{issuer}{year}法治政府建设年度报告\n\n一、工作开展情况\n{told}\n"
        f"二、存在的不足和原因\n力量偏弱，主要是因为人员流动大。\n三、下一年度工作安排\n加强培训。\n{signature}"
    )
    return check(Source(path, text, "utf-8", "text/plain", ""), checklist)


# --- Units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("青琅县云岫乡2024年法治政府建设年度报告", "青琅县云岫乡"),
        ("03-云岫乡关于法治政府建设的报告", "云岫乡"),
        ("（3）云岫乡（定稿）", "云岫乡"),
        ("云岫乡 二〇二四年总结", "云岫乡"),
        ("云岫乡", "云岫乡"),
        ("2024年报告", ""),
        ("12", ""),
    ],
)
def test_name_in_a_file_name(stem: str, name: str) -> None:
    """The unit stands before the year and the subject, behind a number."""
    assert name_in(stem) == name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("云岫乡", "云岫乡人民政府", True),
        ("青琅县云岫乡人民政府", "云岫乡", True),
        ("汐门区苇塘街道办事处", "苇塘街道", True),
        ("安东镇", "东镇", False),
        ("新城区", "新城区司法局", False),
        ("司法局", "新城区司法局", True),
        ("云岫乡", "云岫镇", False),
    ],
)
def test_names_of_one_unit(one: str, other: str, same: bool) -> None:
    """Endings and the bodies above it do not matter; a name within another name does."""
    assert is_same(key_of(one, NAMING), key_of(other, NAMING), NAMING) is same


def test_choosing_from_a_list() -> None:
    """Equal names first, then those with bodies above; what could be several is none."""
    names = [["云岫乡", "云岫"], ["甲县城关镇"], ["乙县城关镇"], ["新城区"], ["新城区司法局"]]
    assert chosen("青琅县云岫乡人民政府", names, NAMING) == 0
    assert chosen("城关镇", names, NAMING) is None
    assert chosen("乙县城关镇人民政府", names, NAMING) == 2
    assert chosen("新城区司法局", names, NAMING) == 4
    assert chosen("3新城区司法局报告终稿", names, NAMING, True) == 4
    assert chosen("云岫报告", names, NAMING, True) == 0
    assert chosen("甲县城关镇和云岫乡", names, NAMING, True) is None
    assert chosen("无名镇", names, NAMING) is None


def test_what_the_document_leaves_open(checklist: Checklist) -> None:
    """Unit and year come from the document, else from its file name, and it is told from which."""
    told = identify(report(checklist, "清溪镇人民政府", "x/2019.txt"), NAMING)
    assert (told.unit, told.unit_from, told.year, told.year_from) == (
        "清溪镇人民政府",
        From.DOCUMENT,
        2024,
        From.DOCUMENT,
    )
    silent = check(Source("x/云岫乡2023年报告.txt", "一、工作开展情况\n调解纠纷12件。\n", "", "", ""), checklist)
    told = identify(silent, NAMING)
    assert (told.unit, told.unit_from) == ("云岫乡", From.FILE)
    assert (told.level, told.level_from, told.year, told.year_from) == ("township", From.FILE, 2023, From.FILE)
    web = silent.document.source._replace(metadata=(("publisher", "云岫乡政府办"),))
    told = identify(silent._replace(document=silent.document._replace(source=web)), NAMING)
    assert (told.unit, told.unit_from) == ("云岫乡政府办", From.PAGE)


# --- The list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("云岫乡\n清溪镇\n", ["云岫乡", "清溪镇"]),
        ("单位\r\n云岫乡\r\n\r\n清溪镇\r\n", ["云岫乡", "清溪镇"]),
        ("序号,单位名称,联系人\n1,云岫乡,张\n2,清溪镇,李\n", ["云岫乡", "清溪镇"]),
        ("1,云岫乡\n2,清溪镇\n", ["云岫乡", "清溪镇"]),
        ("序号\t单位\n1\t云岫乡\n2\t清溪镇\n", ["云岫乡", "清溪镇"]),
        ('sep=;\n单位;备注\n"云岫乡";"a;b"\n清溪镇;\n', ["云岫乡", "清溪镇"]),
        ("云岫乡\n云岫乡\n清 溪镇\n", ["云岫乡", "清 溪镇"]),
        ('"云岫乡\n', ["云岫乡"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_roster(tmp_path: pathlib.Path, text: str, units: list[str], encoding: str) -> None:
    """Lists as people keep them, in the encodings that Excel writes."""
    (tmp_path / "units.csv").write_bytes(text.encode(encoding))
    assert [unit.name for unit in read_roster(str(tmp_path / "units.csv"))] == units


def test_other_names(tmp_path: pathlib.Path) -> None:
    """A column of short names."""
    (tmp_path / "units.csv").write_text("单位,简称\n云岫乡,云岫、岫乡\n", encoding="utf-8")
    assert read_roster(str(tmp_path / "units.csv")) == (Listed("云岫乡", ("云岫", "岫乡")),)


@pytest.mark.parametrize("data", [b"", b"\n \n", b"PK\x03\x04xx", "单位\n".encode(), b"\xff\x00\xd8"])
def test_no_list(tmp_path: pathlib.Path, data: bytes) -> None:
    """An empty list, a workbook, or no text: refused, since nobody would be missing from it."""
    (tmp_path / "units.csv").write_bytes(data)
    with pytest.raises(SettingsError):
        read_roster(str(tmp_path / "units.csv"))


# --- Counting --------------------------------------------------------------------------------------------------------


def test_rows_and_columns(checklist: Checklist) -> None:
    """Units in the order of the list; of two files of one unit and year one counts; other years count too."""
    documents = (
        report(checklist, "清溪镇人民政府", "1.txt"),
        report(checklist, "甲县云岫乡人民政府", "2.txt"),
        report(checklist, "清溪镇", "3.txt"),
        report(checklist, "清溪镇", "4.txt", "2023年"),
        report(checklist, "石桥镇", "5.txt"),
    )
    matrix = matrix_of(Report(documents), NAMING, (Listed("云岫乡"), Listed("清溪镇"), Listed("远山乡")))
    assert [(row.path, row.twin, row.stranger) for row in matrix.rows] == [
        ("2.txt", "", False),
        ("1.txt", "", False),
        ("3.txt", "1.txt", False),
        ("4.txt", "", False),
        ("5.txt", "", True),
    ]
    assert [each.unit.name for each in matrix.missing or ()] == ["远山乡"]
    for column in matrix.columns:
        assert column.passed + column.touched + column.missed + column.waived == column.required <= 4
    assert any("不是同一个年度" in notice for notice in matrix.notices)


def test_waived_counts_for_itself(checklist: Checklist) -> None:
    """What is waived neither passes nor is missing."""
    document = report(checklist, "清溪镇", "1.txt")
    waiver = Waiver("没有", "", "lawlint.toml")
    results = tuple(each._replace(waiver=waiver) if each.status is Status.FAIL else each for each in document.results)
    matrix = matrix_of(Report((document._replace(results=results),)), NAMING)
    failed = [column for column in matrix.columns if column.waived]
    assert failed
    assert all((column.missed, column.share) == (0, 0.0) for column in failed)


def test_files_that_name_no_unit(checklist: Checklist) -> None:
    """报告(1) and 报告(2) are not one unit; 云岫乡2024.docx and 云岫乡2024.pdf are."""
    texts = ("报告(1).txt", "报告(2).txt", "云岫乡2024.docx", "云岫乡2024.pdf")
    documents = tuple(
        check(Source(path, "一、工作开展情况\n调解纠纷12件。\n", "", "", ""), checklist) for path in texts
    )
    assert [row.twin for row in matrix_of(Report(documents), NAMING).rows] == ["", "", "", "云岫乡2024.docx"]


def test_unread_files_of_a_unit() -> None:
    """A unit whose file could not be read is missing, with the file beside it."""
    errors = (Failure("x/清溪镇报告.doc", "damaged", "坏"), Failure("x/其他.doc", "damaged", "坏"))
    matrix = matrix_of(Report((), errors), NAMING, (Listed("清溪镇"), Listed("云岫乡")))
    assert [(each.unit.name, [error.path for error in each.unread]) for each in matrix.missing or ()] == [
        ("清溪镇", ["x/清溪镇报告.doc"]),
        ("云岫乡", []),
    ]


def test_the_year_before(checklist: Checklist) -> None:
    """Units are found again, changes told by element, better and worse."""
    before = Report((report(checklist, "云岫乡", "a.txt", "2023年"), report(checklist, "旧乡", "b.txt", "2023年")))
    now = Report(
        (
            report(checklist, "甲县云岫乡人民政府", "c.txt", told="聘请2名律师担任法律顾问，审查合同9份。"),
            report(checklist, "新乡", "d.txt"),
        )
    )
    compared = matrix_of(now, NAMING, None, before).compared or ()
    assert [(each.unit, each.before is None, each.after is None) for each in compared] == [
        ("甲县云岫乡人民政府", False, False),
        ("新乡", True, False),
        ("旧乡", False, True),
    ]
    changes = {change.element.id: change.better for change in compared[0].changes}
    assert changes["legal-counsel"] is True
    assert compared[0].better >= 1


# --- The subcommand --------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """All examples and labelled documents, with one that cannot be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    (tmp_path / "reports").mkdir()
    for path in (*(ROOT / "examples").glob("*.txt"), *(ROOT / "tests" / "documents").glob("*.txt")):
        shutil.copy(path, tmp_path / "reports" / path.name)
    (tmp_path / "reports" / "空.txt").write_bytes(b"")
    return tmp_path


def from_json(capsys: pytest.CaptureFixture[str]) -> dict[str, list[tuple[str, str]]]:
    cli.run(["-f", "json", "reports"])
    data: Any = json.loads(capsys.readouterr().out)
    return {
        document["path"]: [(result["id"], result["status"]) for result in document["results"]]
        for document in data["documents"]
    }


def thin_out(folder: pathlib.Path) -> None:
    """Leave three reports."""
    for path in (folder / "reports").iterdir():
        if path.name not in ("空.txt", "township-strong.txt", "county.txt"):
            path.unlink()


def test_every_format_says_the_same(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Statuses in JSON, workbook, table and page are equal, cell by cell."""
    expected = from_json(capsys)
    assert len(expected) >= 15
    for ending in ("xlsx", "csv", "html"):
        assert cli.run(["matrix", "reports", "-o", f"out.{ending}"]) == 2
        assert "没能读取 1 份" in capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO((folder / "out.csv").read_text(encoding="utf-8-sig"))))
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row["编号"]:
            found.setdefault(row["文件"], []).append((row["编号"], row["status"]))
    assert found == expected
    order = list(found)
    signs = {"√": "pass", "▲": "warn", "×": "fail", "○": "note", "–": "not_applicable"}
    sheet = openpyxl.load_workbook(folder / "out.xlsx")["汇总"]
    at = next(row[0].row for row in sheet.iter_rows() if row[0].value == "单位")
    for number, path in enumerate(order, at + 1):
        cells = [cell.value for cell in sheet[number]][7:]
        assert [signs[cell] for cell in cells] == [status for _, status in expected[path]]
    tree = html.fromstring((folder / "out.html").read_text(encoding="utf-8"))
    for row, path in zip(tree.xpath("//div[@class='map']//tbody/tr"), order, strict=True):
        classes = [cell.get("class").split()[1] for cell in row.xpath("td[contains(@class, 'cell')]")]
        assert classes == [status for _, status in expected[path]]
        assert path in row.xpath("th/@title")[0]


def test_roster_and_year_before(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both lists at once, in the encoding of Excel on Chinese Windows."""
    thin_out(folder)
    (folder / "units.csv").write_bytes("单位\r\n云岫乡\r\n远山乡\r\n".encode("gb18030"))
    shutil.copytree(folder / "reports", folder / "before")
    status = cli.run(["matrix", "reports", "-o", "o.xlsx", "--roster", "units.csv", "--previous", "before"])
    captured = capsys.readouterr()
    assert status == 2
    assert "没有报送 1 个" in captured.out
    assert "上年：" in captured.err
    book = openpyxl.load_workbook(folder / "o.xlsx")
    assert book.sheetnames[-2:] == ["未报送", "与上年比较"]
    assert book["未报送"].cell(4, 2).value == "远山乡"


def test_status_and_fail_on(folder: pathlib.Path) -> None:
    """The exit status is that of a check."""
    thin_out(folder)
    (folder / "reports" / "空.txt").unlink()
    assert cli.run(["matrix", "reports", "-o", "o.csv"]) == 1
    assert cli.run(["matrix", "reports", "-o", "o.csv", "--fail-on", "never"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "没有给出文件夹"),
        (("reports",), "-o"),
        (("reports", "-o", "x.docx"), ".xlsx"),
        (("reports", "-o", "reports/county.txt.csv", "--roster", "missing.csv"), "没有这个文件"),
        (("u.csv", "-o", "u.csv"), "盖掉"),
        (("reports", "-o", "no/such/folder/x.csv"), "写不进去"),
        (("reports", "-o", "x.csv", "--fail-on", "sometimes"), "--fail-on"),
    ],
)
def test_wrong_commands(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    """Each is refused with what to do; nothing is written over."""
    (folder / "u.csv").write_text("单位\n云岫乡\n", encoding="utf-8")
    assert cli.run(["matrix", *words]) == 2
    assert told in capsys.readouterr().err
    assert (folder / "u.csv").read_text(encoding="utf-8") == "单位\n云岫乡\n"


def test_missing_extra(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without openpyxl it is told how to get it; the table needs nothing."""
    thin_out(folder)
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "openpyxl" else find(name, *more)
    )
    assert cli.run(["matrix", "reports", "-o", "o.xlsx"]) == 2
    assert re.search(r'pip install "lawlint\[office\]"', capsys.readouterr().err)
    assert cli.run(["matrix", "reports", "-o", "o.csv"]) == 2
    assert (folder / "o.csv").exists()
