"""The report as one page that opens anywhere: summary, checklist, and the text of each report with its evidence marked.

It needs no network and no script. With scripts there are filters, keys, and a way between an element and its evidence;
without them the same links lead there and back. Nothing is in the page that is not in the report.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..folding import line_starts
from ..model import (
    DocumentReport,
    Evidence,
    Failure,
    Finding,
    Part,
    Report,
    Result,
    Role,
    Signature,
    Source,
    Status,
    TitleLine,
)
from ..placing import placer
from .markup import Markup, joined, packaged, page, tag
from .passages import Claim, Line, Passage, lines
from .pieces import whole_of
from .view import View
from .words import FAMILIES, LEVELS, MARKS, ROLES, STATUS, cited, family_word, flat, said, totals


class _Terms(NamedTuple):
    """The words around a report in one language; `{0}` and the like are filled in."""

    heading: str
    colon: str
    stop: str
    bracket: str
    documents: str
    document: str
    issuer: str
    level: str
    year: str
    date: str
    path: str
    score: str
    read_as: str
    told: str
    inferred: str
    unknown: str
    no_title: str
    checklist: str
    original: str
    outline: str
    headings: dict[str, str]
    waived: str
    baselined: str
    accepted: str
    until: str
    more: str
    not_seen: str
    place: str
    basis: str
    advice: str
    sentence: str
    home: str
    sides: dict[str, str]
    belongs: str
    details: str
    warning: str
    notices: str
    errors: str
    all_families: str
    family: str
    search: str
    clear: str
    help: str
    back_to_list: str
    colours: str
    underlines: str
    close: str
    keys: tuple[tuple[str, str], ...]
    clicks: str
    shown: str
    here: str
    nth: str
    previous: str
    following: str
    nothing: str
    footer: str


_TERMS = {
    "zh": _Terms(
        heading="法治政府建设年度报告检查结果",
        colon="：",
        stop="；",
        bracket="（{0}）",
        documents="全部报告",
        document="报告",
        issuer="单位",
        level="级别",
        year="年度",
        date="日期",
        path="文件",
        score="得分",
        read_as="格式",
        told="指定",
        inferred="推断",
        unknown="没有认出",
        no_title="（没有标题）",
        checklist="清单",
        original="报告原文",
        outline="目录",
        headings={
            "fail": "不符合：必须写，没有找到",
            "warn": "待补：必须写，只是提到",
            "waived": "已豁免",
            "baselined": "基线里已有：以前就有，已经接受",
            "note": "建议：可以写，没有写清",
            "pass": "符合",
            "not_applicable": "不适用",
        },
        waived="已豁免",
        baselined="基线里已有",
        accepted="已接受",
        until="到 {0} 为止",
        more="另有 {0} 处",
        not_seen="原文里没有找到",
        place="第 {0} 行第 {1} 列",
        basis="依据",
        advice="怎么补",
        sentence="可以这样写",
        home="写在哪里",
        sides={"before": "「{0}」之前", "inside": "「{0}」里", "after": "「{0}」之后"},
        belongs="，可以写在这里",
        details="依据",
        warning="提示",
        notices="提示",
        errors="没能检查的",
        all_families="全部类别",
        family="类别",
        search="在清单里查找",
        clear="清除筛选",
        help="说明（?）",
        back_to_list="返回清单",
        colours="颜色",
        underlines="所在部分",
        close="关闭（Esc）",
        keys=(
            ("j　k", "下一项、上一项"),
            ("Enter", "从要素到原文，从原文回要素"),
            ("n　p", "这一项的下一处、上一处原文"),
            ("/", "查找"),
            ("x", "清除筛选"),
            ("[　]", "上一份、下一份报告"),
            ("Esc", "从原文回到要素；关闭说明"),
            ("?", "说明"),
        ),
        clicks="点要素的名称，右边（手机上在“原文”页）显示它的原文；点原文里的标记，回到用到它的要素。"
        "点上面的数字只看这一类，可以同时点几个，再点一次取消。打印出来的就是眼前看到的内容。",
        shown="显示 {0} 项，共 {1} 项",
        here="此处还用于",
        nth="第 {0} 处，共 {1} 处",
        previous="上一处",
        following="下一处",
        nothing="没有符合筛选条件的要素。",
        footer="由 lawlint {0} 自动检查，供人工核对。",
    ),
    "en": _Terms(
        heading="Check of annual reports on law-based government",
        colon=": ",
        stop="; ",
        bracket=" ({0})",
        documents="All reports",
        document="Report",
        issuer="issuer",
        level="level",
        year="year",
        date="date",
        path="file",
        score="score",
        read_as="format",
        told="told",
        inferred="inferred",
        unknown="not recognised",
        no_title="(no title)",
        checklist="Checklist",
        original="The report",
        outline="Contents",
        headings={
            "fail": "Missing: required, not found",
            "warn": "Weak: required, only touched",
            "waived": "Waived",
            "baselined": "In the baseline: accepted before",
            "note": "Suggested: not required, not reported",
            "pass": "Passed",
            "not_applicable": "Not applicable",
        },
        waived="waived",
        baselined="in the baseline",
        accepted="accepted",
        until="until {0}",
        more="{0} more",
        not_seen="not found in the report",
        place="line {0} column {1}",
        basis="basis",
        advice="to add",
        sentence="for example",
        home="where",
        sides={"before": "before “{0}”", "inside": "in “{0}”", "after": "after “{0}”"},
        belongs="; it belongs here",
        details="basis",
        warning="note",
        notices="Notices",
        errors="Not checked",
        all_families="All families",
        family="family",
        search="Search the checklist",
        clear="Clear filters",
        help="Help (?)",
        back_to_list="Back to the list",
        colours="colour",
        underlines="part",
        close="Close (Esc)",
        keys=(
            ("j　k", "next, previous element"),
            ("Enter", "from an element to the text, and back"),
            ("n　p", "next, previous place in the text"),
            ("/", "search"),
            ("x", "clear filters"),
            ("[　]", "previous, next report"),
            ("Esc", "from the text back to the element; close the help"),
            ("?", "help"),
        ),
        clicks="Click the name of an element to see its evidence in the text; click a mark in the text to come back to "
        "the element that stands on it. Click a number above to see only that status; several can be chosen. "
        "What you see is what is printed.",
        shown="{0} of {1} shown",
        here="also evidence of",
        nth="{0} of {1}",
        previous="previous",
        following="next",
        nothing="Nothing matches the filters.",
        footer="Checked by lawlint {0}; for people to verify.",
    ),
}
# From the worst.
_GROUPS = ("fail", "warn", "waived", "baselined", "note", "pass", "not_applicable")
_QUIET_GROUPS = ("fail", "warn")
_QUOTE_LONGEST = 60
_EVIDENCE_MOST = 3


def render(report: Report, view: View) -> str:
    """Return the page: with several reports a list of them first, then each, then what could not be checked.

    Quiet leaves what is missing or weak.
    """
    terms = _TERMS[view.lang]
    several = len(report.documents) + len(report.errors) > 1
    title = terms.heading
    if not several and report.documents:
        title = f"{_title(report.documents[0], terms)} - {title}"
    body = [_top(report, several, view)]
    body += [_document(document, number, view) for number, document in enumerate(report.documents, 1)]
    body.append(tag("footer", terms.footer.format(view.version).replace("  ", " "), class_="foot"))
    body.append(_help(terms))
    script = packaged("page.js") if report.documents else ""
    return page(flat(title), body, lang=view.lang, version=view.version, script=script)


# --- Above the reports -----------------------------------------------------------------------------------------------


def _top(report: Report, several: bool, view: View) -> Markup:
    """Return the heading of the page, what could not be checked, notices, and the list of reports."""
    terms = _TERMS[view.lang]
    parts: list[str] = [tag("h1", terms.heading)]
    if several:
        parts.append(tag("p", totals(whole_of(report), view.lang), class_="totals"))
    if report.errors:
        items = [_failure(item, terms) for item in report.errors]
        parts.append(tag("section", tag("h2", terms.errors), tag("ul", *items), class_="errors"))
    if report.notices and not view.quiet:
        notices = [tag("li", flat(item)) for item in report.notices]
        parts.append(tag("section", tag("h2", terms.notices), tag("ul", *notices), class_="notices"))
    if several and report.documents:
        parts.append(_listing(report.documents, view))
    return tag("header", *parts, class_="top several" if several and report.documents else "top", id="top")


def _failure(item: Failure, terms: _Terms) -> Markup:
    return tag("li", tag("bdi", flat(item.path), class_="path"), terms.colon, flat(item.message), data_code=item.code)


def _listing(documents: Sequence[DocumentReport], view: View) -> Markup:
    terms = _TERMS[view.lang]
    words = STATUS[view.lang]
    shown = (Status.FAIL, Status.WARN, Status.NOTE, Status.PASS)
    head = tag(
        "tr",
        tag("th", terms.document, scope="col"),
        *(tag("th", name, scope="col", class_="extra") for name in (terms.issuer, terms.level, terms.year)),
        *(tag("th", name, scope="col") for name in (*(words[status] for status in shown), terms.accepted, terms.score)),
    )
    rows = []
    for number, document in enumerate(documents, 1):
        group = _numbers(document)
        path = flat(document.document.source.path)
        title = flat(document.document.title)
        name = [tag("a", tag("bdi", title or path), href=f"#d{number}")]
        if title:
            name.append(tag("small", tag("bdi", path)))
        level = LEVELS[view.lang].get(document.level, document.level)
        extra = (flat(document.document.issuer), level, str(document.year or ""))
        cells = [
            tag("td", *name),
            *(tag("td", tag("bdi", word), class_="extra") for word in extra),
            *(_count(group[status], status) for status in shown),
            _count(group["waived"] + group["baselined"], "waived"),
            tag("td", f"{document.score:g}", class_="number"),
        ]
        rows.append(tag("tr", *cells))
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    return tag("nav", tag("h2", terms.documents), tag("div", table, class_="wide"), class_="listing", id="list")


def _count(number: int, group: str) -> Markup:
    return tag("td", str(number), class_=f"number {group}" if number else "number none")


def _numbers(document: DocumentReport) -> dict[str, int]:
    """Return how many results each group has."""
    number = Counter(map(_group, document.results))
    return {group: number[group] for group in _GROUPS}


def _title(document: DocumentReport, terms: _Terms) -> str:
    return flat(document.document.title) or terms.no_title


# --- One report ------------------------------------------------------------------------------------------------------


def _document(document: DocumentReport, number: int, view: View) -> Markup:
    """Return a report: its head, the checklist, and beside it the text."""
    terms = _TERMS[view.lang]
    groups = _QUIET_GROUPS if view.quiet else _GROUPS
    name = f"d{number}"
    results = [
        (place, result) for group in groups for place, result in enumerate(document.results) if _group(result) == group
    ]
    read = lines(document.document, _claims(results))
    anchors = [passage.start for line in read for passage in line.passages if passage.numbers]
    listed = _Listed(name, document.document.source, anchors, _homes(document, read, name), view)
    cards = [_cards(group, [pair for pair in results if _group(pair[1]) == group], listed) for group in groups]
    checklist = tag(
        "section",
        tag("h3", terms.checklist, class_="aside"),
        _filters(document, results, groups, name, view),
        *cards,
        tag("p", terms.nothing, class_="nothing", hidden=""),
        class_="list",
        aria_label=terms.checklist,
    )
    text = _text(document, read, name, view)
    return tag(
        "article",
        _head(document, view),
        tag("div", checklist, text, class_="panes"),
        _tabs(terms),
        class_="doc",
        id=name,
        data_path=flat(document.document.source.path),
    )


def _group(result: Result) -> str:
    """Return the group in which a result stands: what somebody answers for stands apart and keeps its status."""
    if result.waiver is not None:
        return "waived"
    return "baselined" if result.accepted else str(result.status)


def _claims(results: Sequence[tuple[int, Result]]) -> list[Claim]:
    """Return all evidence, what should colour a place first: the weak before the good, whole parts after the rest."""
    order = {"warn": 0, "fail": 1, "note": 2, "waived": 3, "baselined": 4, "pass": 5, "not_applicable": 6}
    ordered = sorted(
        results,
        key=lambda pair: (_is_whole(pair[1]), order[_group(pair[1])]),
    )
    return [
        Claim(item.start.offset, item.end.offset, place, item.role)
        for place, result in ordered
        for item in result.evidence
    ]


def _is_whole(result: Result) -> bool:
    """Tell whether the evidence is a whole part of the report; coloured, it would drown everything inside it."""
    return isinstance(result.element.looks, Part | TitleLine | Signature)


def _head(document: DocumentReport, view: View) -> Markup:
    """Return title, what was read and inferred, what the reader should know of it, and the numbers as a bar."""
    terms = _TERMS[view.lang]
    source = document.document.source
    level = LEVELS[view.lang].get(document.level, document.level)
    facts = [
        (terms.path, flat(source.path)),
        (terms.issuer, flat(document.document.issuer) or terms.unknown),
        (terms.level, _known(level, document.level_told, terms)),
        (terms.year, _known(str(document.year or ""), document.year_told, terms)),
        (terms.date, flat(document.document.date) or terms.unknown),
        (terms.read_as, " ".join(filter(None, (source.format or source.media_type, source.encoding)))),
        (terms.score, f"{document.score:g}"),
    ]
    listed = [tag("div", tag("dt", word), tag("dd", tag("bdi", value))) for word, value in facts]
    parts = [tag("h2", tag("bdi", _title(document, terms))), tag("dl", *listed, class_="facts")]
    if source.warnings and not view.quiet:
        parts.append(tag("ul", *(tag("li", flat(item)) for item in source.warnings), class_="warnings"))
    parts.append(_bar(document, view))
    return tag("header", *parts, class_="head")


def _known(word: str, told: bool, terms: _Terms) -> str:
    """Return a value with where it comes from."""
    return f"{word}{terms.bracket.format(terms.told if told else terms.inferred)}" if word else terms.unknown


def _bar(document: DocumentReport, view: View) -> Markup:
    """Return the numbers as one bar; who cannot see it finds them beside the filters."""
    parts, at = [], 0
    for group, number in _numbers(document).items():
        if number:
            parts.append(tag("rect", x=at, width=number, height=1, class_=group))
            at += number
    label = "，".join(f"{_word(group, view)} {number}" for group, number in _numbers(document).items() if number)
    drawing = {"viewBox": f"0 0 {max(at, 1)} 1", "preserveAspectRatio": "none", "role": "img", "aria-label": label}
    return tag("svg", *parts, class_="bar", **drawing)


def _word(group: str, view: View) -> str:
    terms = _TERMS[view.lang]
    return {"waived": terms.waived, "baselined": terms.baselined}.get(group) or STATUS[view.lang][Status(group)]


def _filters(
    document: DocumentReport, results: Sequence[tuple[int, Result]], groups: Sequence[str], name: str, view: View
) -> Markup:
    """Return the numbers of each group, which are buttons, a choice of families and a field for words."""
    terms = _TERMS[view.lang]
    number = _numbers(document)
    buttons = [
        tag(
            "button",
            tag("b", str(number[group])),
            tag("span", _word(group, view)),
            type="button",
            class_=f"chip {group}",
            data_group=group,
            aria_pressed="false",
        )
        for group in groups
        if number[group] or group in _QUIET_GROUPS
    ]
    families = list(dict.fromkeys(result.element.family for result in document.results))
    known = [*filter(families.__contains__, FAMILIES), *(item for item in families if item not in FAMILIES)]
    held = [result.element.family for _, result in results]
    options = [
        tag("option", f"{flat(family_word(family, view.lang))}{terms.bracket.format(held.count(family))}", value=family)
        for family in known
        if family in held
    ]
    return tag(
        "div",
        tag("div", *buttons, class_="chips"),
        tag(
            "div",
            tag("select", tag("option", terms.all_families, value=""), *options, aria_label=terms.family),
            tag("input", type="search", placeholder=terms.search, aria_label=terms.search, id=f"{name}-search"),
            tag("button", terms.clear, type="button", class_="clear", hidden=""),
            tag("button", terms.help, type="button", class_="helper"),
            class_="fields",
        ),
        tag("p", role="status", aria_live="polite", class_="said", data_shown=terms.shown),
        class_="filters",
        role="search",
    )


class _Home(NamedTuple):
    """Where a missing element belongs: a link to the line, its words, and how the element stands to it."""

    link: str
    words: str
    side: str


def _homes(document: DocumentReport, read: Sequence[Line], name: str) -> dict[str, _Home]:
    """Return where each missing element that is asked for belongs, as far as the text has a place for it."""
    place = placer(document)
    text = document.document.source.text
    homes = {}
    for result in document.results:
        if result.evidence or result.status in (Status.PASS, Status.NOT_APPLICABLE):
            continue
        placing = place(result.element)
        words = text[placing.span.start : placing.span.end]
        start = placing.span.start + len(words) - len(words.lstrip())
        line = next((line for line in read if line.start <= start < line.end), None)
        if line is not None:
            inside = placing.section is not None and not isinstance(result.element.looks, Part | Signature)
            side = "before" if placing.before else "inside" if inside else "after"
            # A heading that runs into its paragraph is a place of its own.
            heading = next((item for item in line.passages if item.heading and item.start <= start < item.end), None)
            target = f"h{heading.start}" if heading and not line.depth else f"l{line.number}"
            homes[result.element.id] = _Home(f"#{name}{target}", _cut(flat(words.strip())), side)
    return homes


class _Listed(NamedTuple):
    """What the cards of one report share.

    name: of the report in the page.
    source: what was read.
    anchors: where passages with evidence start.
    homes: of each element that is missing, by its id, the line where it belongs and the words of that place.
    """

    name: str
    source: Source
    anchors: Sequence[int]
    homes: Mapping[str, _Home]
    view: View

    def link(self, item: Evidence) -> str | None:
        """Return the link to the first passage of some evidence."""
        at = bisect_left(self.anchors, item.start.offset)
        return f"#{self.name}t{self.anchors[at]}" if at < len(self.anchors) else None


def _cards(group: str, results: Sequence[tuple[int, Result]], listed: _Listed) -> Markup:
    """Return the results of one group under the names of their families; nothing where there are none."""
    if not results:
        return Markup("")
    terms = _TERMS[listed.view.lang]
    parts: list[str] = []
    for family in dict.fromkeys(result.element.family for _, result in results):
        cards = [_card(place, result, listed) for place, result in results if result.element.family == family]
        heading = tag("h5", flat(family_word(family, listed.view.lang)))
        parts.append(tag("section", heading, *cards, class_="family"))
    heading = tag("h4", terms.headings[group], tag("span", str(len(results)), class_="count"))
    return tag("section", heading, *parts, class_=f"group {group}")


def _card(place: int, result: Result, listed: _Listed) -> Markup:
    """Return one element: its mark, what the text says of it with the evidence, and what to do about it."""
    view = listed.view
    terms = _TERMS[view.lang]
    element = result.element
    group = _group(result)
    name = f"{listed.name}-{element.id}"
    home = listed.homes.get(element.id)
    link = next(filter(None, map(listed.link, result.evidence)), home.link if home else f"#{name}")
    parts: list[str] = [
        tag(
            "h6",
            tag("span", f"{MARKS[result.status]} {STATUS[view.lang][result.status]}", class_=f"badge {result.status}"),
            tag("a", tag("bdi", flat(element.title)), class_="go", href=link),
            tag("code", element.id),
        )
    ]
    if result.waiver is not None:
        until = f"{terms.stop}{terms.until.format(result.waiver.until)}" if result.waiver.until else ""
        source = terms.bracket.format(flat(result.waiver.source)) if result.waiver.source else ""
        words = f"{terms.waived}{terms.colon}{flat(result.waiver.reason)}{until}{source}"
        parts.append(tag("p", words, class_="waiver"))
    elif group in {"warn", "note"} or (group == "baselined" and result.finding is Finding.TOUCHED):
        parts.append(tag("p", said(result, view.lang), class_="why"))
    parts += _quotes(result, listed)
    basis = [f"{cited(item.instrument)}{item.article}".strip() for item in element.basis if item.verified]
    based = flat(terms.stop.join(basis))
    if group in {"pass", "not_applicable"}:
        if basis:
            parts.append(tag("details", tag("summary", terms.details), tag("p", based, class_="basis")))
    else:
        place_of = home and tag("a", terms.sides[home.side].format(home.words), href=home.link, class_="home")
        rows = [
            tag("div", tag("dt", word), tag("dd", said_of), class_=kind)
            for word, said_of, kind in (
                (terms.basis, based, "basis"),
                (terms.advice, flat(element.advice), "advice"),
                (terms.sentence, flat(element.model_sentence), "model"),
                (terms.home, place_of, "place"),
            )
            if said_of
        ]
        parts.append(tag("dl", *rows, class_="mending"))
    return tag(
        "article",
        *parts,
        class_=f"card {group}",
        id=name,
        data_n=place,
        data_id=element.id,
        data_status=result.status,
        data_finding=result.finding,
        data_requirement=result.requirement,
        data_group=group,
        data_family=element.family,
        data_whole="" if _is_whole(result) else None,
    )


def _quotes(result: Result, listed: _Listed) -> Iterator[Markup]:
    """Yield the evidence as links to the text, all but the first few folded away."""
    terms = _TERMS[listed.view.lang]
    most = _EVIDENCE_MOST if result.status is not Status.PASS else 1
    items = [_quote(item, listed) for item in result.evidence]
    if items:
        yield tag("ul", *items[:most], class_="quotes")
    if items[most:]:
        summary = tag("summary", terms.more.format(len(items) - most))
        yield tag("details", summary, tag("ul", *items[most:], class_="quotes"), class_="more")


def _quote(item: Evidence, listed: _Listed) -> Markup:
    terms = _TERMS[listed.view.lang]
    where = flat(listed.source.where(item.start.offset)) or terms.place.format(item.start.line, item.start.column)
    place: list[str] = [where]
    if item.role is not Role.ACCOUNT:
        place += [" ", tag("span", ROLES[listed.view.lang][item.role], class_=f"role {item.role}")]
    link = listed.link(item)
    quote = tag("q", _cut(flat(item.quote)))
    span = f"{item.start.offset}-{item.end.offset}"
    return tag("li", tag("a", quote, href=link, data_span=span) if link else quote, tag("small", *place))


def _cut(text: str) -> str:
    """Return a long quotation without its middle."""
    half = _QUOTE_LONGEST // 2
    return text if len(text) <= _QUOTE_LONGEST else f"{text[:half]}…{text[-half:]}"


# --- The text --------------------------------------------------------------------------------------------------------


def _text(document: DocumentReport, read: Sequence[Line], name: str, view: View) -> Markup:
    """Return the text of a report, a paragraph to a line, with its outline before it."""
    terms = _TERMS[view.lang]
    titles = {span.start for span in document.document.title_spans}
    signatures = {span.start for span in document.document.signature_spans}
    written = []
    last: Role | None = None
    for line in read:
        kind = "title" if _begins(line, titles) else "signed" if _begins(line, signatures) else ""
        written.append(_line(line, document, kind, last, name, view))
        last = line.section.role if line.section else None
    legend = tag("p", *_legend(document, view), class_="legend")
    return tag(
        "section",
        tag("h3", terms.original, class_="aside"),
        legend,
        _outline(document, view, name),
        tag("div", *written, class_="text placed" if document.document.source.origins else "text", lang="zh-CN"),
        tag(
            "div",
            class_="strip",
            hidden="",
            data_here=terms.here,
            data_nth=terms.nth,
            data_previous=terms.previous,
            data_following=terms.following,
            data_back=terms.back_to_list,
            data_none=terms.not_seen,
            data_belongs=terms.belongs,
        ),
        class_="original",
        aria_label=terms.original,
        tabindex="-1",
    )


def _legend(document: DocumentReport, view: View) -> Iterator[Markup]:
    """Yield what the colours and the lines under the marks mean, as far as the report has them."""
    terms = _TERMS[view.lang]
    groups = {_group(result) for result in document.results if result.evidence}
    roles = {item.role for result in document.results for item in result.evidence}
    yield tag("b", terms.colours)
    for group in ("warn", "note", "waived", "baselined", "pass"):
        if group in groups:
            yield tag("span", _word(group, view), class_="mark", data_s=group)
    yield tag("b", terms.underlines)
    for role in (Role.ACCOUNT, Role.FIRST_RESPONSIBLE, Role.SHORTCOMINGS, Role.PLAN):
        if role in roles:
            yield tag("span", ROLES[view.lang][role], class_=f"mark {role}")


def _begins(line: Line, starts: set[int]) -> bool:
    return any(start in starts for start in range(line.start, min(line.end, line.start + 40)))


def _outline(document: DocumentReport, view: View, name: str) -> Markup:
    """Return the headings of a report as links; nothing where it has none."""
    terms = _TERMS[view.lang]
    sections = document.document.sections
    if not sections:
        return Markup("")
    starts = line_starts(document.document.source.text)
    items = []
    for section in sections:
        words = f"{flat(section.number)} {flat(section.title)}".strip()
        number = bisect_left(starts, section.heading.start + 1)
        roles = [tag("span", ROLES[view.lang][role], class_=f"role {role}") for role in section.roles]
        items.append(
            tag("li", tag("a", _cut(words), href=f"#{name}l{number}"), *roles, class_=f"depth{min(section.depth, 4)}")
        )
    return tag("details", tag("summary", terms.outline), tag("ul", *items), class_="outline")


def _line(line: Line, document: DocumentReport, kind: str, last: Role | None, name: str, view: View) -> Markup:
    source = document.document.source
    role = line.section.role if line.section else None
    parts = [_passage(passage, document.results, source.text, name) for passage in line.passages]
    if line.depth and role is not None and role is not last:
        parts.append(tag("span", ROLES[view.lang][role], class_=f"role {role}"))
    classes = ["line", *([str(role)] if role else []), *([kind] if kind else []), *(["heading"] if line.depth else [])]
    heading: dict[str, str | int] = {"role": "heading", "aria_level": min(line.depth + 3, 6)} if line.depth else {}
    return tag(
        "p",
        *parts,
        class_=" ".join(classes),
        id=f"{name}l{line.number}",
        data_at=flat(source.where(line.start)) or str(line.number),
        **heading,
    )


def _passage(passage: Passage, results: Sequence[Result], text: str, name: str) -> Markup:
    """Return a stretch of text, marked with the results that it is evidence of."""
    words = text[passage.start : passage.end].replace("\r", "")
    plain = tag("b", words, id=f"{name}h{passage.start}") if passage.heading else joined([words])
    if not passage.numbers:
        return plain
    first = results[passage.numbers[0]]
    return tag(
        "a",
        plain,
        class_=f"mark {passage.role}" if passage.role is not Role.ACCOUNT else "mark",
        id=f"{name}t{passage.start}",
        href=f"#{name}-{first.element.id}",
        data_s="whole" if _is_whole(first) else _group(first),
        data_e=" ".join(map(str, passage.numbers)),
    )


# --- For those with scripts ------------------------------------------------------------------------------------------


def _tabs(terms: _Terms) -> Markup:
    """Return the two buttons by which a narrow screen shows one pane at a time."""
    return tag(
        "div",
        tag("button", terms.checklist, type="button", data_pane="list", aria_pressed="true"),
        tag("button", terms.original, type="button", data_pane="original", aria_pressed="false"),
        class_="tabs",
    )


def _help(terms: _Terms) -> Markup:
    keys = [tag("div", tag("dt", tag("kbd", key)), tag("dd", words)) for key, words in terms.keys]
    return tag(
        "div",
        tag(
            "div",
            tag("p", terms.clicks),
            tag("dl", *keys),
            tag("button", terms.close, type="button"),
            class_="box",
        ),
        class_="help",
        id="help",
        role="dialog",
        aria_modal="true",
        aria_label=terms.help,
        hidden="",
    )
