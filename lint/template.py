"""The outline of a report that is still to be written: headings, and for each element what is to be filled in.

Nothing in it is content: every line is a prompt, or holds a blank, or stands under a prompt, so that a check of the
untouched outline finds nothing shown. What to write comes from the elements; here stands only how it is put together.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .engine import requirement_of
from .folding import fold_phrase
from .model import (
    Composite,
    Content,
    Element,
    Part,
    Requirement,
    Role,
    Signature,
    Steps,
    TitleLine,
    Vocabulary,
)
from .output.words import ROLES, family_word
from .reading.numerals import numeral

USAGE = (
    "在下划线处填写名称、数字、日期；写完一条，删去它前面方括号里的提示。没有的事项，写明没有，例如“未发生”“0件”。"
    "标明“选填”的不作硬性要求，有这方面工作的建议写上。例句只是一种写法，可以改写。"
    "没有填的空和方括号里的文字，检查时都不算内容。"
)
REQUIRED, OPTIONAL = "【请填写", "【选填"
"""How the prompts begin."""
_OPENING = (
    ("主送机关，例如本级党委和上一级人民政府", "："),
    ("开头一段：依据什么要求报告，全年工作的总体情况，最后写“现将有关情况报告如下”", ""),
)
_NUMBER = re.compile(r"^[一二三四五六七八九十]+、")
_YEAR = re.compile(r"_{2,}(?=年度|年[^_]|年$)")
_ISSUER = re.compile(r"_{2,}（[^（）]*）")
_OPEN_END = re.compile(r"…+$")
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]*")
_BRACKETS = str.maketrans("【】[]［］﹝﹞()", "（）（）（）（）（）")
_WIDE = str.maketrans("()", "（）")
_SHORT_BRACKETS = re.compile(r"〔([^〔〕]*)〕|[〔〕]")
# A longer heading could say something by itself.
_GROUP_LONGEST = 10


class Line(NamedTuple):
    """A paragraph to be filled in: the prompt before it, empty where it has none, and text with blanks.

    `element` is what it is asked for by; notes on it come from there.
    """

    prompt: str
    text: str
    element: Element | None = None


class Group(NamedTuple):
    """Lines under a heading of the second rank; it is empty where they stand right under that of the chapter."""

    heading: str
    lines: tuple[Line, ...]


class Chapter(NamedTuple):
    """A part of the report with its heading; `element` is what demands the part."""

    heading: str
    element: Element | None
    groups: tuple[Group, ...]


class Draft(NamedTuple):
    """A whole outline, in the order in which it is written."""

    title: Line
    opening: tuple[Line, ...]
    chapters: tuple[Chapter, ...]
    signature: tuple[Line, ...]

    def elements(self) -> Iterator[Element]:
        """Yield the elements in the order in which they are asked for, each once."""
        lines = [self.title, *self.opening]
        for chapter in self.chapters:
            lines.append(Line("", chapter.heading, chapter.element))
            lines += [line for group in chapter.groups for line in group.lines]
        seen: dict[str, Element] = {}
        for line in (*lines, *self.signature):
            if line.element is not None:
                seen.setdefault(line.element.id, line.element)
        yield from seen.values()


class _Asked(NamedTuple):
    """What the outline is made for."""

    level: str
    year: int
    issuer: str
    vocabulary: Vocabulary


def outline(elements: Sequence[Element], vocabulary: Vocabulary, level: str, year: int, issuer: str = "") -> Draft:
    """Return the outline of a report.

    Args:
        elements: all there are, in report order.
        vocabulary: tells what a blank is, and how the issuers of other levels speak of themselves.
        level: of the issuer.
        year: that is reported on.
        issuer: its name; a blank where it is empty.
    """
    asked = _Asked(level, year, issuer, vocabulary)
    wanted = [(element, requirement_of(element, level, year)) for element in elements]
    wanted = [pair for pair in wanted if pair[1] is not Requirement.NOT_APPLICABLE]
    title = next(
        (_title(element, asked) for element, _ in wanted if isinstance(element.looks, TitleLine)), Line("", "")
    )
    signature = [
        line for element, _ in wanted if isinstance(element.looks, Signature) for line in _signed(element, asked)
    ]
    return Draft(
        title,
        tuple(Line(_prompt(Requirement.REQUIRED, asked_for), text) for asked_for, text in _OPENING),
        tuple(_chapters(wanted, asked)),
        tuple(signature),
    )


def _title(element: Element, asked: _Asked) -> Line:
    return Line("", _dated(_signed_by(_first(element), asked.issuer), asked.year), element)


def _signed(element: Element, asked: _Asked) -> Iterator[Line]:
    for line in element.model_sentence.splitlines():
        yield Line("", _signed_by(line, asked.issuer), element)


def _signed_by(text: str, issuer: str) -> str:
    return _ISSUER.sub(lambda _: issuer, text) if issuer else text


def _dated(text: str, year: int) -> str:
    return _YEAR.sub(str(year), text, count=1)


def _first(element: Element) -> str:
    return (element.model_sentence or element.title).splitlines()[0]


# --- Chapters --------------------------------------------------------------------------------------------------------


def _chapters(wanted: Sequence[tuple[Element, Requirement]], asked: _Asked) -> Iterator[Chapter]:
    """Yield a chapter for each part that is demanded, and one more for every role that lines have without one."""
    parts = {element.looks.role: element for element, _ in wanted if isinstance(element.looks, Part)}
    told: dict[Role, list[tuple[Element, Requirement]]] = {role: [] for role in parts}
    for element, requirement in wanted:
        if (role := _told_in(element)) is not None:
            told.setdefault(role, []).append((element, requirement))
    for number, (role, inside) in enumerate(told.items(), 1):
        part = parts.get(role)
        title = ROLES["zh"][role]
        groups = []
        if part is not None:
            year = asked.year + (role is Role.PLAN)
            title = _dated(_NUMBER.sub("", _first(part)), year)
            # What a model leaves open at its end is to be filled in too, and ends a sentence.
            text = "".join(part.model_sentence.splitlines()[1:])
            if text := _OPEN_END.sub("____。", _dated(text, year)):
                groups.append(Group("", (Line(_prompt(Requirement.REQUIRED, part.title), text, part),)))
        groups += _grouped(inside, role, asked)
        yield Chapter(f"{numeral(number, 'chineseCounting')}、{title}", part, tuple(groups))


def _told_in(element: Element) -> Role | None:
    """Return the part of the report in which an element is told, None where it is no matter of contents."""
    match element.looks:
        case Content() as content:
            pass
        case Composite(content=content) | Steps(content=content):
            pass
        case _:
            return None
    return Role.ACCOUNT if Role.ACCOUNT in content.shown_in or not content.shown_in else content.shown_in[0]


def _grouped(inside: Sequence[tuple[Element, Requirement]], role: Role, asked: _Asked) -> Iterator[Group]:
    """Yield the lines of a chapter; in the account by family, each under a heading of its own."""
    families: dict[str, list[Line]] = {}
    for element, requirement in inside:
        heading = family_word(element.family, "zh") if role is Role.ACCOUNT else ""
        families.setdefault(_inside(heading) if len(heading) <= _GROUP_LONGEST else "其他", []).append(
            _line(element, requirement, asked)
        )
    for number, (heading, lines) in enumerate(families.items(), 1):
        yield Group(f"（{numeral(number, 'chineseCounting')}）{heading}" if heading else "", tuple(lines))


# --- Lines -----------------------------------------------------------------------------------------------------------


def _line(element: Element, requirement: Requirement, asked: _Asked) -> Line:
    """Return what is to be filled in for an element: its model sentence, else its advice within the prompt."""
    title = _inside(element.title)
    if not element.model_sentence:
        return Line(_prompt(requirement, f"{title}。{_inside(element.advice)}"), "", element)
    text = _of_level(" ".join(element.model_sentence.split()), asked)
    return Line(_prompt(requirement, title), _to_confirm(text.translate(_WIDE), asked.vocabulary), element)


def _prompt(requirement: Requirement, text: str) -> str:
    return f"{REQUIRED if requirement is Requirement.REQUIRED else OPTIONAL}：{text}】"


def _to_confirm(text: str, vocabulary: Vocabulary) -> str:
    """Return a model sentence in which whatever would say something without being filled in is a prompt."""
    blank = re.compile("|".join(vocabulary.blanks) or "(?!)")
    return "".join(
        sentence if blank.search(fold_phrase(sentence)) else f"【请核实，属实的保留：{_inside(sentence)}】"
        for sentence in _SENTENCE.findall(text)
    )


def _of_level(text: str, asked: _Asked) -> str:
    """Return a model sentence without the words in which issuers of other levels speak of themselves (全镇)."""
    others = {word for level, words in asked.vocabulary.self_names if level != asked.level for word in words}
    return re.sub("|".join(sorted(map(re.escape, others), key=len, reverse=True)) or "(?!)", "本地", text)


def _inside(text: str) -> str:
    """Return text that can stand in a prompt and does not end it; brackets of document numbers stay."""
    plain = " ".join(text.translate(_BRACKETS).split())
    return _SHORT_BRACKETS.sub(lambda found: found[0] if found[1] is not None else "", plain)
