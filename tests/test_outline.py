"""`lawlint outline` shows what was read, and other formats show places that their owners can find."""

import json
import pathlib

import pytest
from wordfiles import p, word

from lawlint import cli
from lawlint.model import Document, Source
from lawlint.output.outline import render

BODY = (
    p("清溪镇2024年法治政府建设年度报告")
    + p("一、工作开展情况")
    + p()
    + p("聘请2名律师担任镇法律顾问，出具法律意见书9份。")
    + p("二、下一步打算")
    + p("明年开展案卷评查。")
    + p("清溪镇人民政府")
    + p("2025年1月10日")
)


@pytest.fixture(autouse=True)
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The current folder with a report in Word, once under a wrong name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    (tmp_path / "报告.docx").write_bytes(word(BODY, title="年度报告", author="张三"))
    (tmp_path / "报告.doc").write_bytes(word(BODY))
    return tmp_path


def outline(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(["outline", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_outline_of_a_word_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Format, what the file says of itself, what was recognised, and headings with role and place."""
    status, out, err = outline(capsys, "报告.docx")
    assert (status, err) == (0, "")
    assert out.startswith("报告.docx\n  格式：Word 文件（.docx）\n")
    for words in ("7 段", "标题：年度报告", "张三", "年度：2024", "日期：2025年1月10日", "单位：清溪镇人民政府"):
        assert words in out
    assert "  一 工作开展情况（举措和成效，第2段）\n" in out
    assert "  二 下一步打算（下一步安排，第4段）\n" in out
    assert "不像" not in out


def test_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong ending is told."""
    assert "  提示：扩展名是 .doc，实际是Word 文件（.docx）" in outline(capsys, "报告.doc")[1]


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    """The text is what is checked, alone on standard output; warnings go elsewhere."""
    status, out, err = outline(capsys, "--text", "报告.doc")
    assert status == 0
    assert out.splitlines()[:3] == [
        "清溪镇2024年法治政府建设年度报告",
        "一、工作开展情况",
        "聘请2名律师担任镇法律顾问，出具法律意见书9份。",
    ]
    assert "扩展名" in err


def test_text_file(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text file has an encoding, and lines as places."""
    (folder / "a.txt").write_bytes(
        "清溪镇2024年法治政府建设年度报告\n\n一、工作开展情况\n聘请律师。\n".encode("gb18030")
    )
    out = outline(capsys, "a.txt")[1]
    assert "格式：纯文本，编码：gb18030" in out
    assert "一 工作开展情况（举措和成效，第 3 行）" in out


def test_other_documents(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no such report, or has no headings, is shown as well."""
    (folder / "a.txt").write_text("今天天气很好，适合出去走走。\n", encoding="utf-8")
    out = outline(capsys, "a.txt")[1]
    assert "不像法治政府建设年度报告" in out
    assert "标题：没有认出" in out


@pytest.mark.parametrize(
    ("arguments", "word_told"),
    [
        (("missing.docx",), "找不到"),
        ((), "哪个文件"),
        (("--max-size", "10", "报告.docx"), "--max-size"),
        (("--max-pages", "x", "报告.docx"), "--max-pages"),
        (("--timeout", "0", "报告.docx"), "--timeout"),
        (("--max-memory", "x", "报告.docx"), "--max-memory"),
        (("--max-paragraphs", "3", "报告.docx"), "--max-paragraphs"),
        (("--max-part", "100", "报告.docx"), "--max-part"),
        (("--encoding", "klingon", "报告.docx"), "--encoding"),
    ],
)
def test_refusals(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], word_told: str) -> None:
    """What cannot be read, and options that cannot be understood, end with 2 and a word on it."""
    status, out, err = outline(capsys, *arguments)
    assert (status, out) == (2, "")
    assert word_told in err


def test_metadata_of_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that has no Chinese word is shown as it is, and no text of a file breaks a line."""
    source = Source("a", "文", "", "x/y", "", "某格式", metadata=(("colour", "red\nblue"),))
    document = Document(source, "", (), False, "", "", "", None, "", (), (), (), is_report=False, kind="政府工作报告")
    shown = render(document)
    assert "文件信息·colour：red blue\n" in shown
    assert "看上去是「政府工作报告」" in shown
    assert "没有认出标题" in shown
    assert capsys.readouterr().out == ""


# --- Places in the answers -------------------------------------------------------------------------------------------


def test_places_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """In place of line and column stands the paragraph; warnings stand under the document."""
    assert cli.run(["--select", "legal-counsel", "报告.doc"]) == 0
    out = capsys.readouterr().out
    assert "（第3段）" in out
    assert "  提示：扩展名是 .doc" in out
    assert cli.run(["--select", "legal-counsel", "-f", "concise", "报告.doc"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("报告.doc:第3段: 符合 legal-counsel")
    assert lines[1].startswith("报告.doc:1:1: 提示 — 扩展名")
    assert cli.run(["--select", "legal-counsel", "-q", "-f", "concise", "报告.doc"]) == 0
    assert capsys.readouterr().out == ""
    assert cli.run(["--lang", "en", "--select", "legal-counsel", "报告.doc"]) == 0
    assert "  note: 扩展名是" in capsys.readouterr().out


def test_places_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has offsets in the extracted text and the place in the file; warnings are told on standard error too."""
    assert cli.run(["--select", "legal-counsel", "-f", "json", "报告.doc"]) == 0
    captured = capsys.readouterr()
    document = json.loads(captured.out)["documents"][0]
    evidence = document["results"][0]["evidence"][0]
    assert evidence["where"] == "第3段"
    assert (evidence["start"]["line"], evidence["start"]["column"]) == (3, 1)
    assert document["encoding"] == ""
    assert document["sections"][0]["where"] == "第2段"
    assert document["warnings"] == ["扩展名是 .doc，实际是Word 文件（.docx），按Word 文件（.docx）读取。"]
    assert "扩展名是 .doc" in captured.err
    assert cli.run(["-f", "json", "报告.docx"]) in (0, 1)
    metadata = json.loads(capsys.readouterr().out)["documents"][0]["metadata"]
    assert {"name": "title", "value": "年度报告"} in metadata
