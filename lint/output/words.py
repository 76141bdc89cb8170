"""The words for people, in Chinese and English. All of them can be written in GBK."""

import re
from collections import Counter
from collections.abc import Sequence

from ..model import (
    Composite,
    Content,
    DocumentReport,
    Finding,
    Looks,
    Part,
    Result,
    Role,
    Signature,
    Status,
    Steps,
    TitleLine,
)
from .tally import Tally, Whole, tally_of_one

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
FAMILIES_EN = {
    "structure": "Structure of the report",
    "leadership": "Leadership",
    "functions": "Functions and services",
    "rules": "Normative documents and legislation",
    "decisions": "Decisions",
    "enforcement": "Enforcement",
    "disputes": "Disputes",
    "oversight": "Oversight",
    "capacity": "Study and publicity of law",
    "digital": "Digital government",
}
ROLES = {
    "zh": {
        Role.PREAMBLE: "开头",
        Role.ACCOUNT: "举措和成效",
        Role.FIRST_RESPONSIBLE: "第一责任人",
        Role.SHORTCOMINGS: "不足",
        Role.PLAN: "下一步安排",
        Role.CLOSING: "落款",
        Role.FURNITURE: "网页文字",
    },
    "en": {
        Role.PREAMBLE: "opening",
        Role.ACCOUNT: "account",
        Role.FIRST_RESPONSIBLE: "first responsible persons",
        Role.SHORTCOMINGS: "shortcomings",
        Role.PLAN: "plan",
        Role.CLOSING: "closing",
        Role.FURNITURE: "web page",
    },
}
BASELINED = {"zh": "基线里已有", "en": "in the baseline"}
_SAID = {
    "zh": {
        "shown": "已写到",
        "absent": "没有找到",
        "title": "有，但缺年度或者单位",
        "signature": "不全，缺单位或者完整的日期",
        "part": "提到了，但没有单独的标题和内容",
        "announced": "提到了，但没有写清楚",
        "elsewhere": "只写在“{0}”里，没有写已经做了什么",
        "partly": "只写到一部分，或者没有写清做了什么",
        "touched": "只提到，没有写清做了什么",
    },
    "en": {
        "shown": "reported",
        "absent": "not found",
        "title": "lacks the year or the issuer",
        "signature": "lacks the issuer or the full date",
        "part": "told, but not under a heading of its own",
        "announced": "announced, but not told",
        "elsewhere": "only in the part “{0}”, nothing reported as done",
        "partly": "only a part of it, or nothing reported as done",
        "touched": "only touched, nothing reported as done",
    },
}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def flat(text: str) -> str:
    """Keep a line a line: control characters and line separators become one space."""
    return _CONTROLS.sub(" ", text)


def cited(instrument: str) -> str:
    """Return the name of an instrument as it is cited: titles in 《》, numbers of documents and standards without."""
    return f"{instrument} " if instrument.endswith("号") or "/" in instrument else f"《{instrument}》"


def family_word(family: str, lang: str) -> str:
    """Return the heading of a family; one that a pack has added stands for itself."""
    return (FAMILIES if lang == "zh" else FAMILIES_EN).get(family, family)


def message(result: Result, lang: str) -> str:
    """Return one sentence: what the text says of the element, by its title."""
    title = result.element.title
    return f"{title}: {said(result, lang)}" if lang == "en" else f"「{title}」{said(result, lang)}"


def said(result: Result, lang: str) -> str:
    """Return what the text says of an element, without its title."""
    match result.finding:
        case Finding.SHOWN:
            return _SAID[lang]["shown"]
        case Finding.ABSENT:
            return _SAID[lang]["absent"]
        case Finding.TOUCHED:
            return _why_touched(result.element.looks, {item.role for item in result.evidence}, lang)


def _why_touched(looks: Looks, roles: set[Role], lang: str) -> str:
    """Say why a mention is not enough, from the kind of the element and the roles in which it was found."""
    words = _SAID[lang]
    match looks:
        case TitleLine():
            return words["title"]
        case Signature():
            return words["signature"]
        case Part():
            return words["part"]
        case Content() | Steps() | Composite():
            content = looks if isinstance(looks, Content) else looks.content
    if Role.ACCOUNT not in content.shown_in:
        return words["announced"]
    if len(roles) == 1 and not roles & {Role.ACCOUNT, *content.shown_in}:
        return words["elsewhere"].format(ROLES[lang][next(iter(roles))])
    return words["touched" if isinstance(looks, Content) else "partly"]


def counts(results: Sequence[Result]) -> Counter[Status]:
    """Return how many results have each status."""
    return Counter(result.status for result in results)


def summary(document: DocumentReport, lang: str) -> str:
    """Return one line: how many of what, waived and accepted ones apart, and the score."""
    tally = tally_of_one(document.results)
    parts = [
        (tally.open(status), STATUS[lang][status]) for status in (Status.FAIL, Status.WARN, Status.NOTE, Status.PASS)
    ]
    parts[2:2] = _accepted(tally, lang)
    if lang == "en":
        return ", ".join([*(f"{count} {word}" for count, word in parts), f"score {document.score:g}"])
    return "，".join([*(f"{word} {count}" for count, word in parts), f"得分 {document.score:g}"])


def _accepted(tally: Tally, lang: str) -> list[tuple[int, str]]:
    """Return how many results are waived, and how many a baseline accepts, where there are any."""
    words = ("已豁免" if lang == "zh" else "waived", BASELINED[lang])
    return [(count, word) for count, word in zip((tally.waived, tally.baselined), words, strict=True) if count]


def totals(whole: Whole, lang: str) -> str:
    """Return one line over all documents of a run, without what is waived or accepted by a baseline."""
    tally = whole.tally
    missing, weak = tally.open(Status.FAIL), tally.open(Status.WARN)
    accepted = _accepted(tally, lang)
    if lang == "en":
        return (
            f"{tally.documents} checked, {len(whole.errors)} could not be checked; {missing} missing, {weak} weak"
            + "".join(f", {count} {word}" for count, word in accepted)
        )
    return (
        f"共检查 {tally.documents} 份，没能检查 {len(whole.errors)} 份；不符合 {missing} 项，待补 {weak} 项"
        + "".join(f"，{word} {count} 项" for count, word in accepted)
    )
