"""The words for people, in Chinese and English. All of them can be written in GBK."""

from collections import Counter
from collections.abc import Sequence

from ..model import DocumentReport, Finding, Report, Result, Status

MARKS = {
    Status.PASS: "√",
    Status.WARN: "▲",
    Status.FAIL: "×",
    Status.NOTE: "○",
    Status.NOT_APPLICABLE: "–",
}
STATUS = {
    "zh": {
        Status.PASS: "符合",
        Status.WARN: "待补",
        Status.FAIL: "不符合",
        Status.NOTE: "建议",
        Status.NOT_APPLICABLE: "不适用",
    },
    "en": {
        Status.PASS: "pass",
        Status.WARN: "weak",
        Status.FAIL: "missing",
        Status.NOTE: "suggested",
        Status.NOT_APPLICABLE: "not applicable",
    },
}
LEVELS = {
    "zh": {"township": "乡镇、街道", "county": "县级政府", "city": "市级以上政府", "department": "政府部门"},
    "en": {"township": "township", "county": "county", "city": "city", "department": "department"},
}
FAMILIES = {
    "structure": "报告结构",
    "leadership": "组织领导",
    "functions": "职能与服务",
    "rules": "规范性文件与立法",
    "decisions": "行政决策",
    "enforcement": "行政执法",
    "disputes": "矛盾纠纷与争议",
    "oversight": "权力监督",
    "capacity": "学法与普法",
    "digital": "数字政府",
}
ROLES = {
    "zh": {
        "preamble": "开头",
        "account": "举措和成效",
        "first_responsible": "第一责任人",
        "shortcomings": "不足",
        "plan": "下一步安排",
        "closing": "落款",
        "furniture": "网页文字",
    },
    "en": {},
}


def cited(instrument: str) -> str:
    """Return the name of an instrument as it is cited: titles in 《》, numbers of documents and standards without."""
    return f"{instrument} " if instrument.endswith("号") or "/" in instrument else f"《{instrument}》"


def status_word(status: Status, lang: str) -> str:
    """Return the word for a status."""
    return STATUS[lang][status]


def message(result: Result, lang: str) -> str:
    """Return one sentence: what the text says of the element."""
    title = result.element.title
    only = _only(result, lang)
    if lang == "en":
        said = {
            Finding.SHOWN: f"{title}: reported",
            Finding.TOUCHED: f"{title}: only touched{only}",
            Finding.ABSENT: f"{title}: not found",
        }
    else:
        said = {
            Finding.SHOWN: f"「{title}」已写到",
            Finding.TOUCHED: f"「{title}」只提到，没有写清做了什么{only}",
            Finding.ABSENT: f"「{title}」没有找到",
        }
    return said[result.finding]


def _only(result: Result, lang: str) -> str:
    """Say where an element that is only touched stands, when that is the reason."""
    if result.finding is not Finding.TOUCHED or not result.evidence or result.element.family == "structure":
        return ""
    roles = {str(item.role) for item in result.evidence}
    if "account" in roles or "first_responsible" in roles or len(roles) > 1:
        return ""
    (role,) = roles
    if lang == "en":
        return f" (only under {role.replace('_', ' ')})"
    return f"（只在“{ROLES['zh'][role]}”里）"


def counts(results: Sequence[Result]) -> Counter[Status]:
    """Return how many results have each status; waived failures are counted as what they are."""
    return Counter(result.status for result in results)


def summary(document: DocumentReport, lang: str) -> str:
    """Return one line: how many of what, and the score."""
    number = counts(document.results)
    waived = sum(result.waiver is not None for result in document.results)
    if lang == "en":
        parts = [f"{number[status]} {STATUS['en'][status]}" for status in (Status.FAIL, Status.WARN, Status.NOTE, Status.PASS)]
        return ", ".join([*parts, *([f"{waived} waived"] if waived else []), f"score {document.score:g}"])
    parts = [f"{STATUS['zh'][status]} {number[status]}" for status in (Status.FAIL, Status.WARN, Status.NOTE, Status.PASS)]
    return "，".join([*parts, *([f"其中已豁免 {waived}"] if waived else []), f"得分 {document.score:g}"])


def totals(report: Report, lang: str) -> str:
    """Return one line over all documents of a run."""
    results = [result for document in report.documents for result in document.results]
    number = counts(results)
    if lang == "en":
        return (
            f"{len(report.documents)} checked, {len(report.errors)} failed to be checked; "
            f"{number[Status.FAIL]} missing, {number[Status.WARN]} weak"
        )
    return (
        f"共检查 {len(report.documents)} 份，没能检查 {len(report.errors)} 份；"
        f"不符合 {number[Status.FAIL]} 项，待补 {number[Status.WARN]} 项"
    )
