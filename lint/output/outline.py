"""What was read of one document: its format, what it says of itself, its headings with their roles, and warnings."""

from collections.abc import Iterator

from ..folding import line_starts, place
from ..model import Document, Section
from .words import ROLES, flat

_METADATA = {
    "title": "标题",
    "creator": "作者",
    "publisher": "发布机构",
    "date": "发布日期",
    "written": "成文日期",
    "site": "网站",
    "index": "索引号",
    "number": "文号",
}


def render(document: Document) -> str:
    """Return the outline of a document, in Chinese."""
    return "".join(f"{line}\n" for line in _lines(document))


def _lines(document: Document) -> Iterator[str]:
    source = document.source
    yield flat(source.path)
    encoding = f"，编码：{source.encoding}" if source.encoding else ""
    yield f"  格式：{source.format or '纯文本'}{encoding}"
    lines = len(source.origins) or len(line_starts(source.text))
    yield f"  读出：{len(source.text)} 字，{lines} {'段' if source.origins else '行'}"
    for name, value in source.metadata:
        yield f"  文件信息·{_METADATA.get(name, flat(name))}：{flat(value)}"
    for word, value in (
        ("标题", document.title),
        ("单位", document.issuer),
        ("年度", str(document.year or "")),
        ("日期", document.date),
    ):
        yield f"  {word}：{flat(value) or '没有认出'}"
    if not document.is_report:
        kind = f"，看上去是「{document.kind}」" if document.kind else ""
        yield f"  不像法治政府建设年度报告{kind}"
    for warning in source.warnings:
        yield f"  提示：{flat(warning)}"
    yield ""
    starts = line_starts(source.text)
    for section in document.sections:
        yield _section(section, document, starts)
    if not document.sections:
        yield "  （没有认出标题）"


def _section(section: Section, document: Document, starts: list[int]) -> str:
    """Return a heading, indented by its depth, with its roles and its place."""
    at = section.heading.start
    where = document.source.where(at) or f"第 {place(starts, at)[0]} 行"
    roles = "、".join(ROLES["zh"][role] for role in section.roles)
    name = f"{section.number} {section.title}".strip()
    return f"{'  ' * section.depth}{flat(name)}（{roles}，{flat(where)}）"
