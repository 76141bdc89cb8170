"""Title, issuer, level, year, kind, headings and roles, in the forms in which reports come."""

from collections.abc import Sequence

import pytest

from lawlint.checks import VOCABULARY
from lawlint.folding import fold
from lawlint.model import Document, Origin, Role, Source
from lawlint.structure import compile_patterns, parse

PATTERNS = compile_patterns(VOCABULARY)
TITLE = "清溪镇人民政府关于2023年度法治政府建设情况的报告"
OPENING = "2023年，清溪镇深入学习贯彻习近平法治思想，扎实推进法治政府建设。现将有关情况报告如下："
DONE = "召开专题会议3次，聘请律师2名担任法律顾问，审查合同17份，全年没有发生被复议纠正的案件。"
LACK = "法治审核力量偏少，执法文书不够规范，个别干部学法不主动。"
NEXT = "下一步，将补充审核人员，开展案卷评查，组织干部旁听庭审。"


def document(*lines: str) -> Document:
    text = "\n".join(lines)
    return parse(Source("a.txt", text, "utf-8", "text/plain", ""), fold(text), PATTERNS)


def told(found: Document) -> list[tuple[str, str, int, str]]:
    """Return number, title, depth and role of every section."""
    return [(item.number, item.title, item.depth, str(item.role)) for item in found.sections]


def role_of(found: Document, words: str) -> str:
    """Return the role of the sentence that holds some words."""
    text = fold(found.source.text)
    at = text.text.index(fold(words).text)
    return str(next(item.role for item in found.sentences if item.start <= at < item.end))


# --- Headings --------------------------------------------------------------------------------------------------------

STYLES: Sequence[tuple[str, Sequence[str]]] = (
    ("chinese", ("一、工作情况", "二、存在的问题", "三、下一步打算")),
    ("chinese-ascii", ("一,工作情况", "二.存在的问题", "三:下一步打算")),
    ("parts", ("第一部分 工作情况", "第二部分 存在的问题", "第三部分 下一步打算")),
    ("arabic", ("1.工作情况", "2.存在的问题", "3.下一步打算")),
    ("arabic-list-mark", ("1、工作情况", "2、存在的问题", "3、下一步打算")),
    ("brackets", ("（一）工作情况", "（二）存在的问题", "（三）下一步打算")),
    ("arabic-brackets", ("（1）工作情况", "（2）存在的问题", "（3）下一步打算")),
    ("unnumbered", ("工作情况", "存在的问题", "下一步打算")),
    ("unnumbered-colon", ("工作情况：", "存在的问题：", "下一步打算：")),
)


@pytest.mark.parametrize("headings", [style[1] for style in STYLES], ids=[style[0] for style in STYLES])
def test_headings_on_lines(headings: Sequence[str]) -> None:
    """Headings of every style part the report into account, shortcomings and plan."""
    found = document(TITLE, OPENING, headings[0], DONE, headings[1], LACK, headings[2], NEXT)
    assert [str(section.role) for section in found.sections] == ["account", "shortcomings", "plan"]
    assert {section.depth for section in found.sections} == {1}
    assert (role_of(found, DONE[:8]), role_of(found, LACK[:8]), role_of(found, NEXT[4:10])) == (
        "account",
        "shortcomings",
        "plan",
    )


@pytest.mark.parametrize(
    "leads", [("一、{}。", "二、{}。", "三、{}。"), ("1.{}。", "2.{}。", "3.{}。"), ("{}。", "{}。", "{}。")]
)
def test_headings_run_in(leads: Sequence[str]) -> None:
    """Headings that end with a full stop and run into their paragraph are headings, numbered or not."""
    words = ("规范决策，守住程序底线", "存在的不足", "下一步工作安排")
    lines = [lead.format(word) + body for lead, word, body in zip(leads, words, (DONE, LACK, NEXT), strict=True)]
    more = leads[0].format("强化执法，提升办案质量") + DONE
    if leads[0].startswith("{"):
        # Lines of one length would be taken for hard-wrapped ones.
        lines[1:1] = [more, more.replace("强化执法", "优化服务") + NEXT[4:], more.replace("强化执法", "化解") + DONE]
    found = document(TITLE, OPENING, *lines)
    assert [section.title for section in found.sections if section.role is not Role.ACCOUNT] == list(words[1:])
    assert role_of(found, LACK[:8]) == "shortcomings"


def test_a_short_sentence_is_no_heading() -> None:
    """A paragraph that begins with a short statement is not taken to begin with a heading."""
    found = document(TITLE, OPENING, "一、工作情况", "调整了领导小组。" + DONE, DONE)
    assert [section.title for section in found.sections] == ["工作情况"]


def test_depths() -> None:
    """一、 holds (一), which holds 1."""
    found = document(TITLE, OPENING, "一、工作情况", "（一）规范决策", "1.听证。" + DONE, "二、存在的问题", LACK)
    assert told(found) == [
        ("一", "工作情况", 1, "account"),
        ("(一)", "规范决策", 2, "account"),
        ("1", "听证", 3, "account"),
        ("二", "存在的问题", 1, "shortcomings"),
    ]


def test_automatic_numbers_that_became_arabic() -> None:
    """1、2、3、 before 四、 are headings of the same depth."""
    found = document(
        TITLE,
        OPENING,
        "1、强化领导",
        DONE,
        "2、规范决策",
        DONE,
        "3、严格执法",
        DONE,
        "四、存在的问题",
        LACK,
        "五、下一步打算",
        NEXT,
    )
    assert [section.depth for section in found.sections] == [1] * 5
    assert [str(section.role) for section in found.sections][-2:] == ["shortcomings", "plan"]


def test_headings_inside_one_paragraph() -> None:
    """Where lines were joined, headings are found inside the paragraph by their sequence."""
    found = document(
        f"{TITLE}{OPENING}一、工作情况（一）规范决策。{DONE}（二）严格执法。{DONE}二、存在的问题。{LACK}三、下一步打算。{NEXT}"
    )
    assert [(section.title, section.depth) for section in found.sections] == [
        ("工作情况", 1),
        ("规范决策", 2),
        ("严格执法", 2),
        ("存在的问题", 1),
        ("下一步打算", 1),
    ]
    assert role_of(found, LACK[:8]) == "shortcomings"


def test_headings_by_their_style() -> None:
    """A line that the file itself has as a heading is one, however long; a whole paragraph in that style is not."""
    long = "围绕群众反映强烈的突出问题持续规范行政权力运行并不断提升基层依法办事水平"
    lines = [TITLE, OPENING, "一、工作情况", long, DONE, "强化监督。", DONE + DONE]
    starts = [len("\n".join(lines[:i])) + (i > 0) for i in range(len(lines))]
    levels = [1, None, 1, 2, None, 2, 2]
    origins = tuple(
        Origin(start, f"第{i}段", level) for i, (start, level) in enumerate(zip(starts, levels, strict=True))
    )
    text = "\n".join(lines)
    source = Source("a.docx", text, "", "", "", origins=origins)
    found = parse(source, fold(text), PATTERNS)
    assert [(section.title, section.depth) for section in found.sections] == [
        ("工作情况", 1),
        (long, 2),
        ("强化监督", 2),
    ]
    assert len(document(*lines).sections) == 1


# --- Roles -----------------------------------------------------------------------------------------------------------


def test_shortcomings_and_plan_under_one_heading() -> None:
    """A heading that announces both begins with shortcomings and turns to the plan at its cue."""
    found = document(TITLE, OPENING, "一、工作情况", DONE, "二、存在的问题和下一步打算", LACK, NEXT)
    assert found.sections[1].roles == (Role.SHORTCOMINGS, Role.PLAN)
    assert (role_of(found, LACK[:8]), role_of(found, NEXT[4:10])) == ("shortcomings", "plan")


def test_told_in_a_last_paragraph_without_heading() -> None:
    """Cues inside a paragraph of the account open shortcomings, and then the plan."""
    last = (
        "一年来工作取得了一定成绩，但也存在一些不足，审核力量偏少。2024年，我镇将继续推进依法行政，计划开展案卷评查。"
    )
    found = document(TITLE, OPENING, "一、工作情况", DONE, last)
    assert role_of(found, "审核力量偏少") == "shortcomings"
    assert role_of(found, "计划开展案卷评查") == "plan"


def test_a_measure_against_shortcomings_is_account() -> None:
    """破解…问题 and 问题整改 name what was done about problems."""
    found = document(TITLE, OPENING, "一、聚焦突出问题，破解执法难题", DONE, "二、需要正视的几个问题", LACK)
    assert [str(section.role) for section in found.sections] == ["account", "shortcomings"]


def test_first_responsible() -> None:
    """The part on the persons first responsible has a role of its own, 安全生产第一责任人 has not."""
    found = document(
        TITLE, OPENING, "一、党政主要负责人履行推进法治建设第一责任人职责情况", DONE, "二、压实安全生产责任", DONE
    )
    assert [str(section.role) for section in found.sections] == ["first_responsible", "account"]


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("我局将法治建设纳入年度考核，与业务工作同部署。", "account"),
        ("镇党委将习近平法治思想列为中心组学习内容，学习6次。", "account"),
        ("我局将继续完善考核办法，组织培训2期。", "plan"),
        ("我局将把法治建设纳入考核。", "plan"),
        ("2024年，将开展案卷评查2次。", "plan"),
        ("2024年1月，县里通报表扬了我镇。", "account"),
        ("现将2023年工作情况、存在问题及下一步打算报告如下：", "account"),
    ],
)
def test_what_makes_a_plan(sentence: str, role: str) -> None:
    """The 将 of an intention makes a plan, the 将 of 将…纳入 does not, nor does what announces the parts."""
    assert role_of(document(TITLE, OPENING, "一、工作情况", DONE, sentence), sentence[:12]) == role


# --- What the document is --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "issuer", "level", "year"),
    [
        (TITLE, "清溪镇人民政府", "township", 2023),
        ("关于2022年度法治政府建设工作情况的报告\n（云溪街道办事处）", "", "", 2022),
        ("云溪街道办事处2022年法治政府建设年度报告", "云溪街道办事处", "township", 2022),
        ("平阳湖县2021年法治政府建设工作报告", "平阳湖县", "county", 2021),
        ("平阳湖县教育局2021年推进依法行政工作总结", "平阳湖县教育局", "department", 2021),
        ("南桥市人民政府关于二〇二四年法治政府建设情况的报告", "南桥市人民政府", "city", 2024),
        ("北岭自治区人民政府2020年法治政府建设情况报告", "北岭自治区人民政府", "city", 2020),
        ("清溪镇2023年法治政府建设工作总结及2024年工作思路", "清溪镇", "township", 2023),
        ("关于清溪镇2023年法治政府建设工作情况的\n报 告", "清溪镇", "township", 2023),
        ("清溪镇人民政府\n2023年法治政府建设情况报告", "清溪镇人民政府", "township", 2023),
    ],
)
def test_title(title: str, issuer: str, level: str, year: int) -> None:
    """Issuer, level and year come from the title."""
    found = document(*title.split("\n"), "", "一、工作情况", DONE)
    assert found.year == year
    if issuer:
        assert (found.issuer, found.level) == (issuer, level)


@pytest.mark.parametrize(
    ("opening", "level", "issuer"),
    [
        ("2023年，县教育局坚持以习近平法治思想为指导，推进依法治教。", "department", "县教育局"),
        ("2023年以来，区财政局在区委、区政府的坚强领导下，推进依法理财。", "department", "区财政局"),
        ("2023年，云溪街道办事处深入贯彻上级部署，推进依法行政。", "township", "云溪街道办事处"),
        ("2023年南桥市水务局深入贯彻上级部署，推进依法行政。", "department", "南桥市水务局"),
        ("根据有关要求，现将省政府2023年度法治政府建设情况报告如下。", "city", ""),
        ("2023年，全县坚持以习近平法治思想为指导。我县制定方案，我县政府研究工作。", "county", ""),
        ("一年来，我局认真落实要求，我局制定方案。", "department", ""),
        ("一年来，认真落实各项要求。", "", ""),
    ],
)
def test_level_without_title(opening: str, level: str, issuer: str) -> None:
    """Without a title the speaker of the opening tells level and name, then how the text calls itself; or nothing."""
    found = document(opening, "一、工作情况", "制定方案3个，组织培训2期。")
    assert (found.level, found.issuer) == (level, issuer)


def test_year_by_date() -> None:
    """Without year in title and opening, a report signed early in a year tells of the year before."""
    lines = ("法治政府建设工作情况报告", "一、工作情况", "制定方案3个，组织培训2期。", "清溪镇人民政府")
    assert document(*lines, "2024年1月12日").year == 2023
    assert document(*lines, "2023年12月28日").year == 2023


def test_signature() -> None:
    """Issuer and date at the end are the signature, also behind the furniture of a page."""
    found = document(TITLE, OPENING, "一、工作情况", DONE, "清溪镇人民政府", "2024年1月12日", "扫一扫在手机打开当前页")
    assert (found.signer, found.date, len(found.signature_spans)) == ("清溪镇人民政府", "2024年1月12日", 2)


def test_page_around_a_report() -> None:
    """The title is the report's, not that of the page's table; the page's headline gives way to the one with issuer."""
    found = document(
        "首页 > 政务公开 > 法治政府建设",
        "2023年法治政府建设情况报告",
        "- 标 题：清溪镇2023年法治政府建设情况报告",
        "| 发布日期：2024-01-15 | |",
        "清溪镇人民政府",
        "2023年法治政府建设情况报告",
        OPENING,
        "一、工作情况",
        DONE,
    )
    assert (found.title, found.issuer) == ("2023年法治政府建设情况报告", "清溪镇人民政府")
    assert found.title_complete


OTHERS = (
    ("清溪镇2023年政府信息公开工作年度报告", OPENING),
    ("【政策解读】《清溪镇2023年法治政府建设情况报告》解读", "现解读如下：" + DONE),
    ("清溪县五年法治政府建设工作情况报告", "五年来，" + DONE),
    ("清溪县2024年法治政府建设工作要点", DONE),
    ("关于履行推进法治建设第一责任人职责情况的报告", "现将本人述法情况报告如下：" + DONE),
    ("县政府常务会议听取2023年度法治政府建设工作情况汇报", "4月2日，县政府召开常务会议。" + DONE),
    ("", "10月20日，清溪镇召开法治政府建设推进会。" + DONE * 3),
    ("", "现将全县行政执法工作情况报告如下：" + DONE * 3),
)


@pytest.mark.parametrize(("title", "body"), OTHERS, ids=range(len(OTHERS)))
def test_other_kinds(title: str, body: str) -> None:
    """Texts of other kinds that speak of the same things are no reports."""
    assert not document(title, body, "一、依法行政", DONE).is_report


@pytest.mark.parametrize(
    "title", [TITLE, "", "关于清溪镇法治政府建设和党政主要负责人履行推进法治建设第一责任人职责情况的报告"]
)
def test_reports(title: str) -> None:
    """A report is one also when its title was lost, and when the title names the persons first responsible too."""
    assert document(title, OPENING, "一、依法行政", DONE).is_report


@pytest.mark.parametrize(
    "account",
    [
        "1月12日，镇政府召开法治政府建设推进会，部署全年任务。" + DONE,
        "镇党委会议强调，要把法治摆在重要位置，会议要求各办所逐项落实。" + DONE,
    ],
)
@pytest.mark.parametrize("heading", ["一、2023年法治政府建设工作情况", "第一部分 2023年工作情况"])
def test_a_report_that_begins_with_a_heading_is_no_news(heading: str, account: str) -> None:
    """News begins with the day of a meeting; the account of a report may, right under its heading."""
    assert document(TITLE, heading, account, "二、存在的不足", LACK).is_report
