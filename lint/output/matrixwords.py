"""The words of the outputs about a folder, in Chinese and English."""

from collections.abc import Iterator
from typing import NamedTuple

from ..matrix import Row
from ..units import From
from .words import LEVELS


class Terms(NamedTuple):
    """Heads, hints and signs in one language; `{0}` and `{1}` are filled in. `sheets` are those of the workbook."""

    title: str
    sheets: tuple[str, str, str, str, str, str]
    comma: str
    stop: str
    unit: str
    level: str
    year: str
    score: str
    missing: str
    weak: str
    remark: str
    family: str
    element: str
    requirement: str
    required: str
    recommended: str
    status: str
    finding: str
    matter: str
    quote: str
    place: str
    role: str
    basis: str
    advice: str
    example: str
    waived: str
    waived_sign: str
    file: str
    id: str
    whole: str
    also: str
    asked: str
    passed: str
    share: str
    rank: str
    reason: str
    code: str
    notices: str
    reports: str
    absent: str
    unread: str
    hint: str
    findings_hint: str
    statistics_hint: str
    twins: str
    unread_hint: str
    all_read: str
    all_there: str
    tried: str
    nothing: str
    twin: str
    by_file: str
    by_page: str
    stranger: str
    unsure: str
    before: str
    after: str
    change: str
    better: str
    worse: str
    otherwise: str
    only_now: str
    only_then: str
    moved: str
    unchanged: str
    compared_hint: str
    error: str
    not_reported: str


TERMS = {
    "zh": Terms(
        title="法治政府建设年度报告核对汇总",
        sheets=("汇总", "依据原文", "统计", "没能读取", "未报送", "与上年比较"),
        comma="、",
        stop="；",
        unit="单位",
        level="级别",
        year="年度",
        score="得分",
        missing="不符合",
        weak="待补",
        remark="说明",
        family="类别",
        element="要素",
        requirement="要求",
        required="必写",
        recommended="建议",
        status="结论",
        finding="写明程度",
        matter="问题",
        quote="原文",
        place="位置",
        role="所在部分",
        basis="依据",
        advice="怎么补",
        example="例：",
        waived="豁免",
        waived_sign="免",
        file="文件",
        id="编号",
        whole="全文",
        also="（还有{0}）",
        asked="必写份数",
        passed="写明",
        share="写明比例",
        rank="序号",
        reason="原因和办法",
        code="代码",
        notices="提示",
        reports="共核对 {0} 份报告，计入统计 {1} 份",
        absent="名单 {1} 个单位中 {0} 个没有报送",
        unread="没能读取 {0} 份",
        hint="点格子看原文",
        findings_hint="每行一个要素；不适用的不列。原文过长的略去中间。",
        statistics_hint="写明比例 = 写明的份数 ÷ 必写的份数，写得最少的排在最前；豁免的不算写明。",
        twins="同一单位同一年度重复报来的 {0} 份不计。",
        unread_hint="这些文件没有核对，不等于没有问题。",
        all_read="全部文件都已读取。",
        all_there="名单上的单位都已报送。",
        tried="有文件，但没能读取：{0}，{1}",
        nothing="没有找到报告",
        twin="重复：同一单位已有 {0}，不计入统计",
        by_file="{0}取自文件名",
        by_page="单位取自网页信息",
        stranger="不在名单里",
        unsure="正文没有认出级别或年度，未按其取舍",
        before="上年",
        after="本年",
        change="变化",
        better="改进",
        worse="退步",
        otherwise="要求不同",
        only_now="上年没有报告",
        only_then="本年没有报告",
        moved="改进 {0}，退步 {1}",
        unchanged="没有变化",
        compared_hint="只列两年结论不同的要素；原文和位置是本年的。",
        error="出错",
        not_reported="未报送",
    ),
    "en": Terms(
        title="Annual reports: what each states",
        sheets=("Matrix", "Findings", "Statistics", "Unread", "Not reported", "Year before"),
        comma=", ",
        stop="; ",
        unit="unit",
        level="level",
        year="year",
        score="score",
        missing="missing",
        weak="weak",
        remark="remarks",
        family="family",
        element="element",
        requirement="requirement",
        required="required",
        recommended="recommended",
        status="status",
        finding="finding",
        matter="matter",
        quote="quote",
        place="place",
        role="part",
        basis="basis",
        advice="to add",
        example="e.g. ",
        waived="waived",
        waived_sign="W",
        file="file",
        id="id",
        whole="whole text",
        also=" (also {0})",
        asked="required of",
        passed="passed",
        share="share",
        rank="no.",
        reason="reason and remedy",
        code="code",
        notices="Notices",
        reports="{0} reports checked, {1} counted",
        absent="{0} of {1} listed units did not report",
        unread="{0} files could not be read",
        hint="click a cell for the text it rests on",
        findings_hint="One line for each element that applies. Long quotations are shown without their middle.",
        statistics_hint="Share = passed / required, lowest first; what is waived does not pass.",
        twins=" {0} further reports of the same unit and year are not counted.",
        unread_hint="These files were not checked, which does not mean that they are in order.",
        all_read="All files were read.",
        all_there="All listed units reported.",
        tried="there is a file that could not be read: {0}, {1}",
        nothing="no report found",
        twin="twin of {0}, not counted",
        by_file="{0} from the file name",
        by_page="unit from the web page",
        stranger="not in the list",
        unsure="level or year not recognised in the text and not used",
        before="year before",
        after="this year",
        change="change",
        better="better",
        worse="worse",
        otherwise="asked differently",
        only_now="no report the year before",
        only_then="no report this year",
        moved="better {0}, worse {1}",
        unchanged="unchanged",
        compared_hint="Only elements whose status differs; quotation and place are this year's.",
        error="error",
        not_reported="not_reported",
    ),
}


def level_of(row: Row, lang: str) -> str:
    """Return the level of a row in words, empty where it is not known."""
    return LEVELS[lang].get(row.identity.level, row.identity.level)


def year_of(row: Row) -> int | str:
    """Return the year of a row, empty where it is not known."""
    return row.identity.year if row.identity.year is not None else ""


def remarks(row: Row, lang: str) -> Iterator[str]:
    """Yield what is to be known of a row beside its marks."""
    terms = TERMS[lang]
    identity = row.identity
    by_file = [
        word
        for word, told in (
            (terms.unit, identity.unit_from),
            (terms.level, identity.level_from),
            (terms.year, identity.year_from),
        )
        if told is From.FILE
    ]
    if row.twin:
        yield terms.twin.format(row.twin)
    if row.stranger:
        yield terms.stranger
    if by_file:
        yield terms.by_file.format(terms.comma.join(by_file))
    if identity.unit_from is From.PAGE:
        yield terms.by_page
    if not row.report.level or row.report.year is None:
        yield terms.unsure
