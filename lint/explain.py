"""What an element asks for, in words and as data: for `lawlint explain`, `lawlint elements` and pages about checks."""

from collections.abc import Sequence
from typing import Any, assert_never

from .model import Composite, Content, Element, Looks, Part, Role, Signature, Steps, TitleLine

LEVEL_WORDS = {"township": "乡镇、街道", "county": "县级政府", "city": "市级以上政府", "department": "政府部门"}
ROLE_WORDS = {
    Role.PREAMBLE: "开头",
    Role.ACCOUNT: "举措和成效",
    Role.FIRST_RESPONSIBLE: "第一责任人履职",
    Role.SHORTCOMINGS: "不足和原因",
    Role.PLAN: "下一年度安排",
    Role.CLOSING: "结尾",
    Role.FURNITURE: "页面附带内容",
}
_KINDS: tuple[tuple[type[Looks], str], ...] = (
    (Content, "content"),
    (Composite, "composite"),
    (Steps, "steps"),
    (TitleLine, "title-line"),
    (Part, "part"),
    (Signature, "signature"),
)
_MOST_PHRASES = 24


def as_data(element: Element) -> dict[str, Any]:
    """Return an element with all its fields as plain values, ready for JSON; `looks` also tells its kind."""
    data = _plain(element)
    data["looks"] = {"kind": next(name for kind, name in _KINDS if isinstance(element.looks, kind)), **data["looks"]}
    return dict(data)


def _plain(value: Any) -> Any:
    """Return named tuples as dictionaries, all the way down."""
    if hasattr(value, "_fields"):
        return {name: _plain(item) for name, item in zip(value._fields, value, strict=True)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def as_text(element: Element) -> str:
    """Return what an element means, who has to write it, what counts, examples, and how to waive it, in Chinese."""
    basis = [f"{item.instrument} {item.article}".strip() for item in element.basis if item.verified]
    model = [f"例句：{line}" if not i else line for i, line in enumerate(element.model_sentence.splitlines())]
    blocks = (
        ("含义", [element.means]),
        ("谁要写", [asked_of(element)]),
        ("依据", basis or ["依据尚待核对，这里不列。"]),
        ("怎样算写到", what_counts(element.looks)),
        ("算写明的例子", [f"· {text}" for text in element.examples.shown]),
        ("只算提到的例子", [f"· {text}" for text in element.examples.touched]),
        ("算没有写的例子", [f"· {text}" for text in element.examples.absent]),
        ("怎么补", [element.advice, *model]),
        (
            "怎样豁免",
            [
                "确有理由不写的，在 lawlint.toml 里写明，检查时照样列出，但不影响结论：",
                "  [[waivers]]",
                f'  element = "{element.id}"',
                '  files = ["报告.txt"]',
                '  reason = "写明理由"',
                '  until = "2026-12-31"   # 最后一天，可以不写',
            ],
        ),
    )
    lines = [f"{element.title}（{element.id}，类别 {element.family}）"]
    for title, body in blocks:
        lines += ["", title, *(f"  {line}" for text in body for line in text.splitlines())]
    return "\n".join(lines) + "\n"


def asked_of(element: Element) -> str:
    """Return by whom and for which years an element is asked for."""
    parts = [
        f"{word}：{'；'.join(LEVEL_WORDS.get(level, level) for level in levels)}"
        for word, levels in (("必写", element.required), ("建议写", element.recommended))
        if levels
    ]
    if element.since is not None and element.until is not None:
        parts.append(f"限{element.since}至{element.until}年度的报告")
    elif element.since is not None:
        parts.append(f"自{element.since}年度的报告起")
    elif element.until is not None:
        parts.append(f"到{element.until}年度的报告为止")
    return "。".join(parts) + "。"


def what_counts(looks: Looks) -> list[str]:
    """Return in words what shows an element, what only touches it, and what does not count."""
    match looks:
        case Content():
            return _content(looks)
        case Composite():
            return [
                f"组成部分 {'、'.join(looks.parts)} 都写明了，就算写明；只写了一部分的，算只提到。",
                *_content(looks.content),
            ]
        case Steps():
            lines = [f"以下 {len(looks.steps)} 个环节写明 {looks.enough} 个，就算写明；写了一部分的，算只提到。"]
            for step in looks.steps:
                lines += [f"环节「{step.title}」", *(f"  {line}" for line in _content(step.content))]
            return lines + _content(looks.content)
        case TitleLine():
            return ["有标题，写明发文单位、年度和报告种类，算写明；缺单位或年度的，算只提到。"]
        case Part():
            line = f"有单列的标题，标题下有内容，算写明（{ROLE_WORDS[looks.role]}）；写了但没有单列标题的，算只提到。"
            return [line, *_listed("提到这些词也算只提到", looks.names), *_listed("这些词不算", looks.hides)]
        case Signature():
            return ["正文后有发文单位和完整日期，算写明；只有其中一样的，算只提到。"]
        case _:
            assert_never(looks)


def _content(content: Content) -> list[str]:
    lines = []
    if content.names:
        lines += [
            "写到名称，同一分句里又写了做了什么、数字、日期或文件、机构的，算写明；只有名称、口号、打算或不足的，算只提到。",
            *_listed("名称", content.names),
        ]
    lines += _listed("单独出现就算写明", content.done)
    for item in content.together:
        lines.append(f"一句话里凑齐算写明：{_groups(item.groups)}")
    lines += _listed("只算提到", content.touches)
    for item in content.touches_together:
        lines.append(f"一句话里凑齐也只算提到：{_groups(item.groups)}")
    lines += _listed("另外认可的做法", content.acts)
    lines += _listed("包含在这些词里的不算", content.hides)
    lines += _listed("同一分句里有这些词的不算", content.unless)
    if content.talk_counts:
        lines.append("学习、培训、开会研究这一项，也算做了")
    if content.vows_count:
        lines.append("一般性的表态也算写明")
    if lines and content.shown_in:
        lines.append(f"写在这些部分才算写明：{'、'.join(ROLE_WORDS[role] for role in content.shown_in)}")
    return lines


def _listed(title: str, phrases: Sequence[str]) -> list[str]:
    return [f"{title}：{_some(phrases, '、')}"] if phrases else []


def _groups(groups: Sequence[Sequence[str]]) -> str:
    return " ＋ ".join(f"〔{_some(group, '/')}〕" for group in groups)


def _some(phrases: Sequence[str], separator: str) -> str:
    """Return the phrases, the first of them where they are too many to read."""
    shown = separator.join(phrases[:_MOST_PHRASES])
    return shown if len(phrases) <= _MOST_PHRASES else f"{shown} 等 {len(phrases)} 个"
