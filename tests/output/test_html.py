"""The page: what is in it, read back with parsers that are not ours, and that no text becomes markup."""

import base64
import hashlib
import html.parser
import json
import pathlib
import re
import time
from collections.abc import Callable

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import ROOT, example_reports

from lawlint.model import (
    Basis,
    DocumentReport,
    Element,
    Evidence,
    Failure,
    Origin,
    Part,
    Place,
    Report,
    Result,
    Role,
    Section,
    Span,
    Waiver,
)
from lawlint.output import FORMATS, View
from lawlint.output.markup import Markup, packaged, styles, tag
from lawlint.output.passages import Claim, lines

VIEW = View(version="0")
QUIET = View(quiet=True)
ENGLISH = View(lang="en")
VOID = {"meta", "link", "input", "br", "hr"}
HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style></script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)",
    "]]><!--",
    "&lt;b&gt;&amp;&#x3c;",
    "a\x00\x07\x1b[31m\x7f\x85b",
    "\u202e\u2066gpj.exe\u200f",
    "\ud800\ufffe",
    "{0}{heading}%s\\",
    "javascript:alert(1)",
    "::error::x\n::x",
    "=cmd()",
)


def page(report: Report, view: View = VIEW) -> str:
    text = FORMATS["html"](report, view)
    assert isinstance(text, str)
    return text


def tree(report: Report, view: View = VIEW) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page(report, view))


def cards(root: lxml.html.HtmlElement) -> dict[str, lxml.html.HtmlElement]:
    """Return the cards of the first report by the id of their element."""
    return {
        card.get("data-id"): card for card in root.xpath("(//article[contains(@class,'doc')])[1]//article[@data-n]")
    }


def words(part: lxml.html.HtmlElement) -> str:
    return " ".join(part.text_content().split())


class Strict(html.parser.HTMLParser):
    """Complains of anything that is not closed, closed twice, or said twice; and gathers what is there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(name)
        assert len({key for key, _ in attributes}) == len(attributes), (name, attributes)
        for key, value in attributes:
            self.attributes.add(key)
            if key == "id":
                self.ids.append(value or "")
            if key in {"href", "src", "action"}:
                self.links.append(value or "")
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name

    def handle_data(self, text: str) -> None:
        self.texts.append(text)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def strict(text: str) -> Strict:
    parser = Strict()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)
    return parser


# --- What is in it ---------------------------------------------------------------------------------------------------


def test_well_formed_and_every_link_leads_somewhere(report: Report) -> None:
    """Tags are closed, ids are unique, and links lead to a place of the same page or are the icon."""
    several = Report((*report.documents, *report.documents), report.errors, report.notices)
    for view in (VIEW, QUIET, ENGLISH):
        for found in (report, several, Report(), Report((), report.errors)):
            parser = strict(page(found, view))
            for link in parser.links:
                assert link.startswith("data:") or link.removeprefix("#") in parser.ids, link


def test_cards(report: Report) -> None:
    """Each element has a card with its status; groups come worst first, families under their names."""
    root = tree(report)
    assert list(cards(root)) == ["signed", "blue", "green", "grey", "titled", "red", "white"]
    heads = [words(head) for head in root.xpath("//h4")]
    assert heads == [
        "不符合：必须写，没有找到1",
        "待补：必须写，只是提到1",
        "已豁免1",
        "建议：可以写，没有写清2",
        "符合1",
        "不适用1",
    ]
    assert [words(head) for head in root.xpath("//h5")] == [
        "报告结构",
        "报告结构",
        "规范性文件与立法",
        "规范性文件与立法",
        "paints",
        "报告结构",
        "paints",
    ]


def test_what_a_card_says(report: Report) -> None:
    """A weak element says why, quotes with place and part, cites what is verified, and tells what to add."""
    assert words(cards(tree(report))["blue"]) == (
        "▲ 待补blue的名称blue只写在“下一步安排”里，没有写已经做了什么明年刷蓝漆第 5 行第 1 列 下一步安排"
        "依据《油漆条例》第一条怎么补写明blue刷了几桶。可以这样写刷____漆____桶。"
    )
    assert "没有核对" not in page(report)


def test_where_a_missing_element_belongs(report: Report) -> None:
    """What is missing names the place where it belongs, and its title leads there; what is there does not."""
    found = cards(tree(report))
    assert words(found["signed"]).endswith("写在哪里「明年刷蓝漆。」之后")
    assert words(found["titled"]).endswith("写在哪里「红镇2024年报告」之前")
    assert words(found["green"]).endswith("写在哪里「一、做法」里")
    assert found["green"].xpath(".//*[@class='go']/@href") == ["#d1l2"]
    assert [name for name in found if found[name].xpath(".//*[@class='home']")] == ["signed", "green", "titled"]


def test_passed_and_waived(report: Report) -> None:
    """What is passed is not told what to add; what is waived keeps its status and says who answers for it."""
    found = cards(tree(report))
    assert "怎么补" not in words(found["red"])
    assert "《油漆条例》第一条" in words(found["red"])
    green = found["green"]
    assert green.get("data-status") == "fail"
    assert green.get("data-group") == "waived"
    assert "已豁免：本镇没有绿漆；到 2030-12-31 为止（lawlint.toml）" in words(green)


def test_head_errors_and_notices(report: Report) -> None:
    """The head tells what was read and inferred; errors and notices are seen; the numbers add up."""
    root = tree(report)
    facts = {words(item[0]): words(item[1]) for item in root.xpath("//dl[@class='facts']/div")}
    assert facts["单位"] == "红镇人民政府"
    assert facts["级别"] == "乡镇、街道（推断）"
    assert facts["年度"] == "2024（指定）"
    assert facts["得分"] == "37.5"
    assert facts["日期"] == "没有认出"
    assert [words(item) for item in root.xpath("//*[@class='errors']//li")] == ["坏.txt：文件是空的。"]
    assert [words(item) for item in root.xpath("//*[@class='notices']//li")] == ["有一条提示。"]
    numbers = [int(words(item)) for item in root.xpath("//button[contains(@class,'chip')]/b")]
    assert sum(numbers) == len(report.documents[0].results)
    assert sum(int(bar.get("width")) for bar in root.xpath("//rect")) == len(report.documents[0].results)


def test_several_reports_have_a_list(report: Report) -> None:
    """With several files a list of them comes first, each row a link with the numbers."""
    (document,) = report.documents
    source = document.document.source._replace(path="报告/无题.txt", warnings=("有修订。",))
    nameless = document._replace(document=document.document._replace(title="", source=source))
    root = tree(Report((document, nameless), report.errors))
    rows = [[words(cell) for cell in row] for row in root.xpath("//table//tbody/tr")]
    assert rows == [
        ["红镇2024年报告报告/红镇.txt", "红镇人民政府", "乡镇、街道", "2024", "1", "1", "2", "1", "1", "37.5"],
        ["报告/无题.txt", "红镇人民政府", "乡镇、街道", "2024", "1", "1", "2", "1", "1", "37.5"],
    ]
    assert root.xpath("//table//a/@href") == ["#d1", "#d2"]
    assert [words(item) for item in root.xpath("//*[@class='warnings']/li")] == ["有修订。"]
    assert "共检查 2 份，没能检查 1 份" in words(root.xpath("//p[@class='totals']")[0])


def test_quiet(report: Report) -> None:
    """Quiet leaves what is missing or weak, in the list and in the text."""
    root = tree(report, QUIET)
    assert list(cards(root)) == ["signed", "blue"]
    assert root.xpath("//a[starts-with(@class,'mark')]/@data-e") == ["1"]
    assert "提示" not in words(root.xpath("//header[@id='top']")[0])


def test_english(report: Report) -> None:
    """All our own words have an English form; those of the report and of the elements stay."""
    own = re.compile(r"[\u4e00-\u9fff]")
    root = tree(report, ENGLISH)
    assert root.get("lang") == "en"
    for part in root.xpath("//*[@lang='zh-CN'] | //bdi | //q | //script | //style | //dl[@class='mending']//dd"):
        part.text = None
        for child in list(part):
            part.remove(child)
    for part in root.xpath(
        "//*[@class='waiver' or @class='basis' or @class='outline'] | //header[@id='top']//section//li"
    ):
        part.drop_tree()
    left = [
        text
        for text in root.xpath("//body//text() | //body//@*[name()!='data-at' and name()!='data-path']")
        if own.search(text)
    ]
    assert left == []


def test_same_bytes(report: Report) -> None:
    """The same report gives the same page."""
    assert page(report) == page(report)


# --- The text and its marks ------------------------------------------------------------------------------------------


def marked(root: lxml.html.HtmlElement, number: str, start: int, end: int) -> str:
    """Return the text of all passages between two offsets that are marked with a result."""
    found = []
    for mark in root.xpath("(//article[contains(@class,'doc')])[1]//a[starts-with(@class,'mark')]"):
        at = int(mark.get("id").rpartition("t")[2])
        if start <= at < end and number in mark.get("data-e").split():
            found.append(mark.text_content())
    return "".join(found)


@pytest.mark.parametrize("path", example_reports(), ids=lambda path: path.stem)
def test_the_page_says_what_json_says(path: pathlib.Path, examine: Callable[[str], DocumentReport]) -> None:
    """Status, finding and requirement of each element are those of the JSON, every evidence is marked, exactly."""
    checked = examine(path.read_text(encoding="utf-8"))
    report = Report((checked,))
    root = tree(report)
    found = cards(root)
    (document,) = json.loads(FORMATS["json"](report, VIEW))["documents"]
    assert len(found) == len(document["results"])
    text = checked.document.source.text
    for result in document["results"]:
        card = found[result["id"]]
        for name in ("status", "finding", "requirement", "family"):
            assert card.get(f"data-{name}") == result[name]
        assert len(card.xpath(".//q")) == len(result["evidence"])
        for evidence in result["evidence"]:
            start, end = evidence["start"]["offset"], evidence["end"]["offset"]
            got = marked(root, card.get("data-n"), start, end)
            assert "".join(got.split()) == "".join(text[start:end].split())


def test_the_whole_text_is_there(examine: Callable[[str], DocumentReport]) -> None:
    """Every character of the report is shown once, in its order, apart from the ends of lines."""
    text = "某镇2024年度法治政府建设情况报告\r\n\r\n一、工作情况。审查合同12份。\r第二行\n"
    text += "  缩进  的行\n\n某镇人民政府\n2025年1月2日"
    root = tree(Report((examine(text),)))
    for label in root.xpath("//*[@class='text']//span"):
        label.drop_tree()
    lines_shown = [line.text_content() for line in root.xpath("//*[@class='text']/p")]
    assert lines_shown == [line for line in re.split("\r\n|\r|\n", text) if line.strip()]
    assert [line.get("data-at") for line in root.xpath("//*[@class='text']/p")] == ["1", "3", "4", "5", "7", "8"]


def test_places_of_files_without_lines(report: Report) -> None:
    """Where a file has paragraphs and tables, these are the places, in the list and beside the text."""
    (document,) = report.documents
    starts = [0, 10, 15, 23, 28]
    origins = tuple(Origin(start, f"第{number}段") for number, start in enumerate(starts, 1))
    source = document.document.source._replace(origins=origins, format="Word 文档")
    root = tree(Report((document._replace(document=document.document._replace(source=source)),)))
    assert "明年刷蓝漆第5段 下一步安排" in words(cards(root)["blue"])
    assert root.xpath("//*[@class='text placed']/p/@data-at") == ["第1段", "第2段", "第3段", "第4段", "第5段"]


def test_roles_and_colours_of_marks(report: Report) -> None:
    """A place is coloured by the weakest of its elements, and lined by the part that it stands in."""
    marks = tree(report).xpath("//*[@class='text']//a")
    assert [(mark.text_content(), mark.get("class"), mark.get("data-s"), mark.get("data-e")) for mark in marks] == [
        ("刷了红漆三桶", "mark", "pass", "0"),
        ("明年刷蓝漆", "mark plan", "warn", "1 4 0 6"),
    ]


def test_whole_parts_do_not_colour_what_is_inside(report: Report) -> None:
    """The evidence of a part is the whole of it: it comes last in its places, and alone it has no colour."""
    (document,) = report.documents
    results = [
        result._replace(element=result.element._replace(looks=Part(Role.PLAN))) if place == 1 else result
        for place, result in enumerate(document.results)
    ]
    both = tree(Report((document._replace(results=tuple(results)),))).xpath("//*[@class='text']//a")[1]
    assert (both.get("data-s"), both.get("data-e")) == ("note", "4 0 1 6")
    alone = tree(Report((document._replace(results=tuple(results[1:2])),))).xpath("//*[@class='text']//a")[0]
    assert alone.get("data-s") == "whole"


def test_title_and_signature_stand_apart(report: Report) -> None:
    """Title, headings and signature are set as such, with the part that begins at a heading."""
    (document,) = report.documents
    inner = document.document._replace(signature_spans=(Span(28, 34),))
    found = tree(Report((document._replace(document=inner),))).xpath("//*[@class='text']/p")
    assert [line.get("class") for line in found] == [
        "line title",
        "line account heading",
        "line account",
        "line plan heading",
        "line plan signed",
    ]
    assert [words(label) for label in found[1].xpath("./span") + found[3].xpath("./span")] == [
        "举措和成效",
        "下一步安排",
    ]


def test_passages_of_overlapping_claims(report: Report) -> None:
    """Claims that cross, hold each other or are the same cut the text where they begin and end, and nothing is lost."""
    document = report.documents[0].document
    text = document.source.text
    claims = [Claim(15, 21, 0, Role.ACCOUNT), Claim(17, 30, 1, Role.PLAN), Claim(17, 21, 2, Role.ACCOUNT)]
    cut = lines(document, [*claims, Claim(17, 21, 2, Role.ACCOUNT)])
    passages = [passage for line in cut for passage in line.passages]
    assert [text[passage.start : passage.end] for passage in passages] == [
        "红镇2024年报告",
        "一、做法",
        "刷了",
        "红漆三桶",
        "。",
        "二、打算",
        "明年",
        "刷蓝漆。",
    ]
    assert [passage.numbers for passage in passages] == [(), (), (0,), (0, 1, 2), (1,), (1,), (1,), ()]
    assert [line.depth for line in cut] == [0, 1, 0, 1, 0]
    assert [line.section.title if line.section else "" for line in cut] == ["", "做法", "做法", "打算", "打算"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_passages_cover_every_claim(report: Report, data: st.DataObject) -> None:
    """Whatever is claimed of whatever text: passages are in order, and each character tells exactly what claims it."""
    text = data.draw(st.text(alphabet="甲乙 \t\r\n。", max_size=40))
    ends = st.integers(0, len(text))
    claims = []
    for number in range(data.draw(st.integers(0, 6))):
        start, end = sorted((data.draw(ends), data.draw(ends)))
        claims.append(Claim(start, end, number, Role.ACCOUNT))
    spans = [sorted((data.draw(ends), data.draw(ends))) for _ in range(data.draw(st.integers(0, 3)))]
    sections = tuple(
        Section("", "", 1, (Role.ACCOUNT,), Span(start, (start + end) // 2), Span(start, end)) for start, end in spans
    )
    document = report.documents[0].document
    document = document._replace(source=document.source._replace(text=text), sections=sections)
    seen: dict[int, tuple[int, ...]] = {}
    for line in lines(document, claims):
        assert [passage.start for passage in line.passages][:1] == [line.start]
        for passage in line.passages:
            assert passage.start < passage.end <= line.end
            for at in range(passage.start, passage.end):
                assert at not in seen
                seen[at] = passage.numbers
    for at, character in enumerate(text):
        if not character.isspace():
            assert set(seen[at]) == {claim.number for claim in claims if claim.start <= at < claim.end}


# --- Alone, and closed to everything ---------------------------------------------------------------------------------


def test_policy_lets_only_our_own_style_and_script_run(report: Report) -> None:
    """The hashes of the policy are those of what stands in the page, and nothing else is allowed."""
    root = tree(report)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for name in ("style", "script"):
        codes = [code.text.encode() for code in root.xpath(f"//{name}")]
        digests = [base64.b64encode(hashlib.sha256(code).digest()).decode() for code in codes]
        assert rules[f"{name}-src"].split() == [f"'sha256-{digest}'" for digest in digests]
    parser = strict(page(report))
    assert not {name for name in parser.attributes if name.startswith("on") or name == "style"}
    assert not {"iframe", "img", "object", "embed", "form", "base", "video"} & set(parser.tags)
    assert "url(" not in styles()
    assert "@import" not in styles()
    for word in ("fetch", "XMLHttpRequest", "innerHTML", "eval(", "document.write", "localStorage", "http"):
        assert word not in packaged("page.js")


def dressed(report: Report, hostile: str) -> Report:
    """Return the report with a hostile text wherever text of others can stand."""
    (document,) = report.documents
    text = f"{hostile}\n一、做法{hostile}\n{hostile}刷了\n"
    spans = [(0, 4), (2, len(text) - 2)]

    def evidence(start: int, end: int) -> Evidence:
        return Evidence(text[start:end], Role.ACCOUNT, (hostile,), Place(1, 1, start), Place(1, 1, end), 1.0)

    def element(old: Element) -> Element:
        return old._replace(
            title=old.title + hostile,
            family=old.family + hostile,
            advice=hostile,
            model_sentence=hostile,
            basis=(Basis(hostile, hostile), Basis("没有核对", hostile, verified=False)),
        )

    def result(old: Result) -> Result:
        return old._replace(
            element=element(old.element),
            evidence=tuple(evidence(*span) for span in spans),
            waiver=old.waiver and Waiver(hostile, hostile, hostile),
        )

    source = document.document.source._replace(
        path=hostile, text=text, encoding=hostile, format=hostile, warnings=(hostile,), origins=(Origin(0, hostile),)
    )
    start = text.index("一")
    inner = document.document._replace(
        source=source,
        title=hostile,
        issuer=hostile,
        date=hostile,
        title_spans=(Span(0, 3),),
        sections=(Section(hostile, hostile, 1, (Role.PLAN,), Span(start, start + 4), Span(start, len(text))),),
    )
    changed = document._replace(document=inner, level=hostile, results=tuple(map(result, document.results)))
    return Report((changed, changed), (Failure(hostile, hostile, hostile),), (hostile,))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_only_text(report: Report, hostile: str) -> None:
    """Wherever it stands, a text changes no tag and no attribute, and is read back as far as it can be seen."""
    calm, wild = strict(page(dressed(report, "平常" * 20))), strict(page(dressed(report, hostile)))
    assert sorted(set(wild.tags)) == sorted(set(calm.tags))
    assert wild.attributes == calm.attributes
    for name in ("script", "style", "title", "meta", "img", "article"):
        assert wild.tags.count(name) == calm.tags.count(name)
    text = page(dressed(report, hostile))
    text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe]", text)
    if hostile.isprintable():
        assert sum(hostile in item for item in wild.texts) > 20


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile=st.text(st.characters(codec=None), max_size=30) | st.sampled_from(HOSTILE))
def test_any_text_is_only_text(report: Report, hostile: str) -> None:
    """The same for any text at all."""
    parser = strict(page(dressed(report, hostile or "x")))
    assert parser.tags.count("script") == 2
    assert not {name for name in parser.attributes if name.startswith("on")}
    page(dressed(report, hostile or "x")).encode("utf-8")


def test_tags() -> None:
    """Contents and attributes are escaped unless they are markup; None leaves an attribute out."""
    assert tag("p", "<b>", tag("i", '"'), class_='"<', data_n=3, hidden=None) == (
        '<p class="&quot;&lt;" data-n="3">&lt;b&gt;<i>&quot;</i></p>'
    )
    assert tag("br") == "<br>"
    assert isinstance(tag("p"), Markup)
    assert tag("p", "\x00\t\n\u202e\ud800") == "<p>\u2400\t\n\ufffd\ufffd</p>"


# --- Size ------------------------------------------------------------------------------------------------------------


def test_size_of_a_report_of_20_kb(examine: Callable[[str], DocumentReport]) -> None:
    """A report of 20 KB, as dense with evidence as reports get, makes a page below 400 KB."""
    text = (ROOT / "examples" / "township-strong.txt").read_text(encoding="utf-8")
    longer = text
    while len(longer.encode()) < 20_000:
        longer += text
    made = page(Report((examine(longer[: 20_000 // 3]),)))
    assert len(made.encode()) < 400_000


def test_a_paragraph_of_100000_characters(examine: Callable[[str], DocumentReport]) -> None:
    """A long paragraph is one line of the page, made in no more than a few seconds."""
    text = "某镇2024年度法治政府建设情况报告\n一、工作情况\n" + "审查合同12份，聘请法律顾问2名。" * 6000
    checked = examine(text)
    begin = time.perf_counter()
    root = tree(Report((checked,)))
    assert time.perf_counter() - begin < 5
    assert len(root.xpath("//*[@class='text']/p")) == 3
