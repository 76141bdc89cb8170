"""Outlines to be filled in: nothing in them is content, and what a drafter fills in counts, that and no more."""

import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

import pytest

from lawlint import cli
from lawlint.checks import CHECKS, VOCABULARY
from lawlint.engine import Checklist, check, prepare
from lawlint.model import (
    Basis,
    Composite,
    Content,
    DocumentReport,
    Element,
    Examples,
    Finding,
    Looks,
    Part,
    Role,
    Source,
)
from lawlint.output.draft import render_markdown, render_text
from lawlint.output.draftword import render as render_word
from lawlint.reading import read_bytes
from lawlint.template import Draft, Line, outline

LEVELS = ("township", "county", "city", "department")
YEARS = range(2020, 2027)
ENDINGS = (".docx", ".md", ".txt")
PATROL = Content(names=("渡口巡查",))


def element(looks: Looks, **fields: object) -> Element:
    made = Element("ferry", "渡口巡查", "x", "渡口巡查", (), "写明", looks, Examples((), (), ()), ("township",))
    return made._replace(**fields)  # type: ignore[arg-type]


def finding(text: str, looks: Looks = PATROL) -> str:
    source = Source("a.txt", text, "utf-8", "text/plain", "")
    return str(check(source, alone(looks)).results[0].finding)


@cache
def alone(looks: Looks) -> Checklist:
    return prepare([element(looks)], VOCABULARY)


def told(sentence: str) -> str:
    return finding(f"一、工作开展情况\n{sentence}\n二、下一步安排\n加强培训。")


# --- Blanks and prompts in any report --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("组建渡口巡查队3支，全年渡口巡查42次。", "shown"),
        # a blank anywhere in the sentence: it is still being written
        ("组建渡口巡查队____支。", "touched"),
        ("组建渡口巡查队3支，全年渡口巡查____次。", "touched"),
        ("组建渡口巡查队＿＿支。", "touched"),
        (r"组建渡口巡查队\_\_\_\_支。", "touched"),
        ("全年渡口巡查××次。", "touched"),
        ("全年渡口巡查X次。", "touched"),
        ("组建渡口巡查队_支，渡口巡查42次。", "shown"),
        # only that sentence, and no names that are kept secret
        ("组建渡口巡查队3支。检查船只____艘。", "shown"),
        ("渡口巡查查处张××违法载客案，罚款1万元。", "shown"),
        # a prompt is nothing at all, wherever the sentence would end
        ("【请填写：渡口巡查次数】", "absent"),
        ("【请填写：全年渡口巡查42次。】", "absent"),
        ("[请填写：全年渡口巡查42次]", "absent"),
        ("【选填：依据国办发〔2018〕118号，全年渡口巡查42次】", "absent"),
        ("1.【请填写：全年渡口巡查42次】", "absent"),
        ("<!-- 全年渡口巡查42次。 -->", "absent"),
        # nor is what stands beside it until it is filled in
        ("【请填写：次数】组建渡口巡查队____支。", "absent"),
        ("【请填写：次数】组建渡口巡查队3支。", "shown"),
        ("【请填写：次数】组建渡口巡查队3支；渡口巡查____次。", "shown"),
        ("【请填写：次数】组建巡查队3支；渡口巡查____次。", "absent"),
        ("组建渡口巡查队【请填写：几】支。", "absent"),
        ("全年渡口巡查42次【请核实】。", "absent"),
        # what only looks like one
        ("渡口巡查42次，【请示】报告3份。", "shown"),
        ("渡口巡查办法〔2023〕3号印发。", "shown"),
        ("【请填写：没有写完，全年渡口巡查42次。", "shown"),
    ],
)
def test_a_blank_is_no_content_and_a_prompt_is_nothing(sentence: str, wanted: str) -> None:
    assert told(sentence) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("渡口巡查42次。", "shown"),
        ("渡口巡查____次。", "touched"),
        ("【请填写：渡口巡查】渡口巡查____次。", "absent"),
        ("（一）【请填写：本年度最突出的一项工作，写成小标题】", "absent"),
        ("（一）组织巡查、查处违章、开展宣传____场", "absent"),
    ],
)
def test_a_part_is_not_filled_by_blanks(body: str, wanted: str) -> None:
    text = f"一、工作情况\n{body}\n二、下一步安排\n加强培训。"
    assert finding(text, Part(role=Role.ACCOUNT)) == wanted


def test_a_heading_with_a_prompt_beside_it_stays_a_heading() -> None:
    """Else what is told under it would count as told in the part before it."""
    text = "一、工作情况\n检查船只86艘。\n二、存在的不足【必填】\n渡口巡查队有3支，不够用。"
    assert finding(text) == "touched"


@pytest.mark.parametrize("title", ["____镇2024年法治政府建设年度报告", "【请填写：单位】2024年法治政府建设年度报告"])
def test_a_title_with_a_blank_is_not_complete(title: str, checklist: Checklist) -> None:
    source = Source("a.txt", f"{title}\n\n一、工作情况\n办案12件。\n", "utf-8", "text/plain", "")
    results = {result.element.id: result.finding for result in check(source, checklist).results}
    assert results["report-title"] is Finding.TOUCHED


@pytest.mark.parametrize(
    ("signature", "wanted"),
    [
        ("清溪镇人民政府\n2025年1月10日", "shown"),
        ("清溪镇人民政府\n____年____月____日", "touched"),
        ("清溪镇人民政府\n2025年1月____日", "touched"),
        ("____（单位全称）\n2025年1月10日", "touched"),
        ("____（单位全称）\n____年____月____日", "absent"),
    ],
)
def test_a_signature_counts_as_far_as_it_is_filled(signature: str, wanted: str, checklist: Checklist) -> None:
    text = f"一、工作情况\n办案12件。\n二、下一年度安排\n{signature}\n"
    report = check(Source("a.txt", text, "utf-8", "text/plain", ""), checklist)
    results = {result.element.id: str(result.finding) for result in report.results}
    assert results["signature-date"] == wanted
    # The name of the issuer is no plan.
    assert results["section-next-plan"] != "shown"


@pytest.mark.parametrize(
    "piece", ["【请", "【请填写：", "<!--", "____", "【请填写：】", "×", "[[[", "<!-- -->", "【请〔"]
)
def test_many_unfinished_prompts_cost_no_more_than_their_length(piece: str) -> None:
    assert told(piece * (100_000 // len(piece)) + "。全年渡口巡查42次。") in {"shown", "absent"}


# --- The untouched outline -------------------------------------------------------------------------------------------


def written(draft: Draft, ending: str) -> bytes:
    if ending == ".docx":
        return render_word(draft)
    return (render_text if ending == ".txt" else render_markdown)(draft).encode()


def findings(report: DocumentReport) -> dict[str, str]:
    return {result.element.id: str(result.finding) for result in report.results}


@pytest.mark.parametrize("ending", [".md", ".txt"])
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_in_an_untouched_outline_is_shown(level: str, ending: str, checklist: Checklist) -> None:
    for year in (2020, 2023, 2026):
        source = read_bytes("a" + ending, written(outline(CHECKS, VOCABULARY, level, year), ending))
        for known in (True, False):
            report = check(source, checklist, level if known else None, year if known else None)
            assert report.document.is_report
            assert report.document.year == year
            assert report.score < 10
            assert "shown" not in findings(report).values()
            assert findings(report)["section-measures"] == "absent"


def test_an_issuer_that_was_told_is_all_that_counts(checklist: Checklist) -> None:
    draft = outline(CHECKS, VOCABULARY, "township", 2024, "清溪镇人民政府")
    source = read_bytes("a.txt", written(draft, ".txt"))
    report = check(source, checklist)
    assert (report.document.issuer, report.level) == ("清溪镇人民政府", "township")
    assert [id_ for id_, found in findings(report).items() if found == "shown"] == ["report-title"]
    assert findings(report)["signature-date"] == "touched"


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    return tmp_path


def test_a_check_of_every_untouched_outline_fails(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every level, year and format, as the command line answers them."""
    for level in LEVELS:
        for year in YEARS:
            for ending in ENDINGS:
                data = written(outline(CHECKS, VOCABULARY, level, year), ending)
                (folder / f"{level}-{year}{ending}").write_bytes(data)
        for ending in ENDINGS:
            names = f"{level}-2026{ending}", f"again{ending}"
            assert cli.run(["template", "--level", level, "--year", "2026", "-o", names[1]]) == 0
            assert (folder / names[0]).read_bytes() == (folder / names[1]).read_bytes()
            (folder / names[1]).unlink()
    capsys.readouterr()
    assert cli.run(["-f", "json", "--jobs", "1", "."]) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["errors"]
    assert len(said["documents"]) == len(LEVELS) * len(YEARS) * len(ENDINGS)
    for document in said["documents"]:
        assert "shown" not in {result["finding"] for result in document["results"]}
        # One failure of a document makes the exit status 1.
        assert "fail" in {result["status"] for result in document["results"]}


def test_every_format_says_the_same(checklist: Checklist) -> None:
    draft = outline(CHECKS, VOCABULARY, "county", 2023)
    reports = [check(read_bytes("a" + ending, written(draft, ending)), checklist) for ending in ENDINGS]
    assert findings(reports[0]) == findings(reports[1]) == findings(reports[2])
    titles = [[(section.title, section.role) for section in report.document.sections] for report in reports]
    assert titles[0] == titles[1] == titles[2]


# --- What is asked for -----------------------------------------------------------------------------------------------


def lines_of(draft: Draft) -> list[Line]:
    return [line for chapter in draft.chapters for group in chapter.groups for line in group.lines]


@pytest.mark.parametrize("level", LEVELS)
def test_all_that_is_asked_for_has_a_prompt_and_nothing_else(level: str) -> None:
    for year in (2020, 2026):
        draft = outline(CHECKS, VOCABULARY, level, year)
        due = [item for item in CHECKS if (item.since or 0) <= year <= (item.until or year)]
        asked = {item.id for item in due if level in (*item.required, *item.recommended)}
        assert {item.id for item in draft.elements()} == asked
        for line in lines_of(draft):
            assert line.element is not None
            required = level in line.element.required
            assert line.prompt.startswith("【请填写：" if required else "【选填："), line


def test_the_parts_that_are_demanded_have_headings_with_their_years() -> None:
    draft = outline(CHECKS, VOCABULARY, "township", 2026)
    assert [chapter.heading for chapter in draft.chapters] == [
        "一、2026年度推进法治政府建设的主要举措和成效",
        "二、存在的不足和原因",
        "三、党政主要负责人履行推进法治建设第一责任人职责情况",
        "四、2027年度主要安排",
    ]
    account = [group.heading for group in draft.chapters[0].groups]
    assert account[:2] == ["（一）组织领导", "（二）职能与服务"]
    assert [line.element.id for line in draft.chapters[1].groups[1].lines if line.element] == ["shortcoming-causes"]


@pytest.mark.parametrize("level", LEVELS)
def test_words_of_another_level_are_left_out(level: str) -> None:
    others = {word for known, words in VOCABULARY.self_names if known != level for word in words}
    text = "".join(line.text for line in lines_of(outline(CHECKS, VOCABULARY, level, 2026)))
    assert not [word for word in others if word in text]


@pytest.mark.parametrize("ending", ENDINGS)
def test_bases_are_shown_if_they_are_verified(ending: str) -> None:
    verified, unverified = "渡口管理办法", "渡口巡查通知"
    made = element(
        PATROL, basis=(Basis(verified, "第三条"), Basis(unverified, "", False)), model_sentence="巡查____次。"
    )
    data = written(outline((*CHECKS, made), VOCABULARY, "township", 2024), ending)
    if ending == ".docx":
        import docx

        document = docx.Document(io.BytesIO(data))
        notes = "".join(comment.text for comment in document.comments)
        assert "第三条" not in "".join(paragraph.text for paragraph in document.paragraphs)
    else:
        notes = data.decode()
    assert f"《{verified}》第三条" in notes
    assert unverified not in notes


# --- Filling in ------------------------------------------------------------------------------------------------------


def filled(text: str) -> str:
    """Return a line as a drafter fills it in, who confirms what there is to confirm."""
    return re.sub("【请核实，属实的保留：(.*?)】", r"\1", text.replace("____", "3"))


def answers(lines: Sequence[str], checklist: Checklist, level: str, year: int) -> dict[str, str]:
    return findings(check(Source("a.txt", "\n".join(lines), "utf-8", "text/plain", ""), checklist, level, year))


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_filled_in_counts_and_no_more(level: str, checklist: Checklist) -> None:
    """It counts as it does in a report in which it stands alone, with its prompt or without."""
    draft = outline(CHECKS, VOCABULARY, level, 2024)
    lines = render_text(draft).splitlines()
    # All lines at one level, some at the others.
    for line in lines_of(draft)[:: 1 if level == "county" else 7]:
        at = next(i for i, text in enumerate(lines) if text.strip() == line.prompt + line.text)
        assert line.element is not None
        kept = [*lines[:at], line.prompt + filled(line.text), *lines[at + 1 :]]
        given = answers(kept, checklist, level, 2024)
        assert given[line.element.id] == "shown", line
        clean = [*lines[:at], filled(line.text), *lines[at + 1 :]]
        rest = [text for i, text in enumerate(clean) if i == at or not text.strip().startswith("【")]
        assert given == answers(rest, checklist, level, 2024)
        if level != "county":
            assert given == answers(clean, checklist, level, 2024)


def test_a_sentence_half_filled_counts_for_nothing_yet(checklist: Checklist) -> None:
    lines = render_text(outline(CHECKS, VOCABULARY, "township", 2024)).splitlines()
    nothing = answers(lines, checklist, "township", 2024)
    for name in ("政府法律顾问", "述法", "宪法宣誓"):
        half = [text.replace("____", "3", 1) if f"【请填写：{name}】" in text else text for text in lines]
        assert half != lines
        assert answers(half, checklist, "township", 2024) == nothing


def test_an_outline_filled_in_everywhere_passes(checklist: Checklist) -> None:
    for ending in (".md", ".txt"):
        draft = outline(CHECKS, VOCABULARY, "township", 2024, "清溪镇人民政府")
        text = written(draft, ending).decode().replace("＿", "_").replace("____年____月____日", "2025年1月10日")
        source = read_bytes("a" + ending, filled(text).encode())
        report = check(source, checklist)
        assert report.score == 100
        assert not [result.element.id for result in report.results if result.status in ("fail", "warn")]


def test_a_word_outline_filled_in_word_counts(checklist: Checklist) -> None:
    import docx

    document = docx.Document(io.BytesIO(render_word(outline(CHECKS, VOCABULARY, "county", 2024))))
    for paragraph in document.paragraphs:
        if "政府法律顾问" in paragraph.text:
            for run in paragraph.runs:
                run.text = run.text.replace("____", "3")
    data = io.BytesIO()
    document.save(data)
    found = findings(check(read_bytes("a.docx", data.getvalue()), checklist))
    assert found["legal-counsel"] == "shown"
    assert found["government-lawyers"] == "absent"


# --- Files -----------------------------------------------------------------------------------------------------------


def test_word_has_the_layout_of_an_official_paper() -> None:
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    draft = outline(CHECKS, VOCABULARY, "township", 2026)
    document = docx.Document(io.BytesIO(render_word(draft)))
    page = document.sections[0]
    assert [round(size.mm) for size in (page.page_width, page.page_height, page.top_margin)] == [210, 297, 37]
    fonts = {
        name: (document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")), document.styles[name].font.size)
        for name in ("Paper Title", "Paper Text", "Heading 1", "Heading 2")
    }
    assert fonts == {
        "Paper Title": ("方正小标宋简体", Pt(22)),
        "Paper Text": ("仿宋", Pt(16)),
        "Heading 1": ("黑体", Pt(16)),
        "Heading 2": ("楷体", Pt(16)),
    }
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings == [chapter.heading for chapter in draft.chapters]
    assert len(list(document.comments)) == 1 + sum(1 for _ in draft.elements())


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_input_gives_the_same_bytes(ending: str) -> None:
    draft = outline(CHECKS, VOCABULARY, "city", 2025, "清溪市人民政府")
    assert written(draft, ending) == written(draft, ending)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_program_opens_it(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(render_word(outline(CHECKS, VOCABULARY, "township", 2026)))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "a.txt").read_text(encoding="utf-8-sig")
    assert "【请填写：政府法律顾问】聘请____律师事务所" in text


HOSTILE = "<script>alert(1)</script> ]]> --> ::error:: =cmd() \x07\u202e【】〔 ____ `*_# @a" + "渡" * 100_000


@pytest.mark.parametrize("ending", ENDINGS)
def test_hostile_text_stays_text(ending: str) -> None:
    made = element(
        PATROL,
        title=f"巡查】渡口巡查3次。{HOSTILE}",
        family="f】渡口巡查3次" + HOSTILE,
        advice=f"巡查--> 渡口巡查3次。{HOSTILE}",
        model_sentence=f"渡口巡查3次。{HOSTILE}。\n渡口】巡查3次。",
        basis=(Basis(HOSTILE, HOSTILE),),
    )
    issuer = HOSTILE[:100].replace("【】", "")
    draft = outline((*CHECKS, made), VOCABULARY, "township", 2024, issuer)
    data = written(draft, ending)
    if ending == ".md":
        assert not re.search("<(?!!-- )", data.decode())
        assert data.decode().count("-->") == data.decode().count("<!--")
    if ending != ".docx":
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", data.decode())
    report = check(read_bytes("a" + ending, data), prepare((*CHECKS, made), VOCABULARY))
    found = findings(report)
    assert found.pop("ferry") != "shown"
    found.pop("report-title")
    assert "shown" not in found.values()


def test_an_element_without_a_model_sentence_has_its_advice_as_a_prompt() -> None:
    other = element(Composite((), PATROL), id="other", model_sentence="组建渡口巡查队3支。渡口巡查____次。")
    draft = outline((element(PATROL), other), VOCABULARY, "township", 2024)
    assert [line[:2] for line in lines_of(draft)] == [
        ("【请填写：渡口巡查。写明】", ""),
        ("【请填写：渡口巡查】", "【请核实，属实的保留：组建渡口巡查队3支。】渡口巡查____次。"),
    ]
    # No part is demanded, and so the part of the report itself is the heading.
    assert [chapter.heading for chapter in draft.chapters] == ["一、举措和成效"]


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--level", "township"), "--year 2026"),
        (("--year", "2026"), "township（乡镇、街道）"),
        (("--level", "village", "--year", "2026"), "village"),
        (("--level", "township", "--year", "2026", "-o", "a.doc"), ".docx、.md、.txt"),
        (("--level", "township", "--year", "2026", "-o", "old.txt"), "没有改动它"),
        (("--level", "township", "--year", "2026", "-o", "none/a.txt"), "写不进去"),
    ],
)
def test_a_wrong_command_is_refused(
    arguments: Sequence[str], said: str, folder: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "old.txt").write_text("初稿", encoding="utf-8")
    assert cli.run(["template", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert (folder / "old.txt").read_text(encoding="utf-8") == "初稿"


@pytest.mark.usefixtures("folder")
def test_without_a_file_it_is_printed_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["template", "--level", "township", "--year", "2026", "--issuer", " 清溪镇人民政府 "]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# 清溪镇人民政府2026年度法治政府建设年度报告\n")
    assert printed == render_markdown(outline(CHECKS, VOCABULARY, "township", 2026, "清溪镇人民政府"))


def test_level_and_year_come_from_the_settings(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".lawlint.toml").write_text('level = "county"\nyear = 2023\n', encoding="utf-8")
    assert cli.run(["template"]) == 0
    assert capsys.readouterr().out == render_markdown(outline(CHECKS, VOCABULARY, "county", 2023))


def test_a_plain_check_imports_nothing_of_it(folder: pathlib.Path) -> None:
    (folder / "a.txt").write_text("清溪镇2024年法治政府建设年度报告\n一、工作情况\n办案12件。\n", encoding="utf-8")
    code = (
        "import sys; from lawlint.__main__ import main\nsys.argv = ['lawlint', 'a.txt']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('docx', 'lawlint.template', 'lawlint.templating') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"
