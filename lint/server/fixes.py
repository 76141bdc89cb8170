"""What can be put into a text for an element that is missing or weak: its model sentence, or a heading for its part."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..model import Document, Finding, Part, Section, Signature, Span, TitleLine
from .answers import Answer, Mark

_HAN = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
_NUMBER = re.compile(rf"(#*\s*)(?:({'|'.join(sorted(_HAN, key=len, reverse=True))})([、,，.．]\s*))?")
_INDENT = re.compile(r"[ \t\u3000\u00a0]*")
_BREAK = re.compile(r"\r\n|\r|\n")


class Insertion(NamedTuple):
    """Text that is put in at an offset."""

    at: int
    text: str


def insertion(mark: Mark, answer: Answer) -> Insertion | None:
    """Return what would be put in for a mark, and where; None where only its author can mend it."""
    report = answer.document
    element = mark.result.element
    if report is None or not element.model_sentence:
        return None
    wrapped = any("\n" in item.quote or "\r" in item.quote for result in report.results for item in result.evidence)
    layout = _layout(report.document.source.text, answer.page.language, wrapped)
    touched = mark.result.finding is Finding.TOUCHED and bool(mark.result.evidence)
    match element.looks:
        case TitleLine():
            return None if touched else _paragraphs(mark, [element.model_sentence], layout, bare=True)
        case Signature():
            return _signature(mark, report.document, layout)
        case Part():
            lines = _numbered(mark, mark.placing.section, layout)
            # Where the part is told already, it lacks no more than its heading.
            return _paragraphs(mark, lines[:1] if mark.placing.before else lines, layout, bare=False)
        case _:
            return _paragraphs(mark, [element.model_sentence], layout, bare=False)


def together(marks: Sequence[Mark], answer: Answer) -> list[Insertion]:
    """Return what would be put in for several marks, in the order of the text; at one place, one after the other."""
    found = [item for mark in marks if (item := insertion(mark, answer)) is not None]
    return sorted(found, key=lambda item: item.at)


class _Layout(NamedTuple):
    """How a text is laid out.

    gap: what stands between two paragraphs: one line end, or two where blank lines part them.
    indent: what paragraphs begin with.
    width: of lines that were broken off, 0 where lines are paragraphs.
    exact: whether every such line has just as many characters; otherwise the width is one on paper.
    """

    text: str
    newline: str
    gap: str
    indent: str
    width: int
    exact: bool

    def filled(self, paragraph: str) -> str:
        """Return a paragraph, broken into lines as those of the text are; a long line would be read as if none was."""
        if not self.width:
            return paragraph
        lines = [""]
        for character in paragraph:
            if _measure(lines[-1] + character, self.exact) > self.width:
                lines.append("")
            lines[-1] += character
        return self.newline.join(lines)


def _measure(line: str, exact: bool) -> int:
    return len(line) if exact else len(line.encode("gbk", "replace"))


def _layout(text: str, language: str, wrapped: bool) -> _Layout:
    """Return how a text is laid out; `wrapped` tells that its sentences run over line ends."""
    found = _BREAK.search(text)
    newline = found[0] if found else "\n"
    lines = _BREAK.split(text.strip())
    written = [line for line in lines if line.strip()]
    spaced = sum(not line.strip() for line in lines) * 2 >= len(written) if len(written) > 1 else language == "markdown"
    indents = [_INDENT.match(line)[0] for line in written]  # type: ignore[index]
    commonest = max(sorted(set(indents)), key=indents.count, default="")
    lengths = [len(line) for line in written]
    exact = lengths.count(max(lengths, default=0)) >= max(4, 0.3 * len(lengths))
    width = max((_measure(line, exact) for line in written), default=0) if wrapped else 0
    return _Layout(text, newline, newline * 2 if spaced else newline, commonest, width, exact)


def _paragraphs(mark: Mark, lines: Sequence[str], layout: _Layout, bare: bool) -> Insertion:
    """Return paragraphs of their own at the place of a mark, or words within the line where it does not end there."""
    at, before = mark.placing.at, mark.placing.before
    paragraphs = [layout.filled(("" if bare else layout.indent) + line) for line in lines]
    if before:
        start = at - len(_indent_before(layout.text, at))
        text = "".join(line + layout.gap for line in paragraphs)
        if start == 0 or layout.text[start - 1] in "\r\n":
            # What it goes before keeps its own indent.
            return Insertion(start, text)
        return Insertion(at, layout.gap + text + layout.indent)
    rest = layout.text[at : at + 1]
    if rest.strip():
        return Insertion(at, "".join(lines))
    return Insertion(at, "".join(layout.gap + line for line in paragraphs))


def _indent_before(text: str, at: int) -> str:
    found = re.search(r"[ \t\u3000\u00a0]*\Z", text[:at])
    return found[0] if found else ""


def _numbered(mark: Mark, behind: Section | None, layout: _Layout) -> list[str]:
    """Return the lines of a model heading, numbered to follow the section before it in the style of that."""
    lines = mark.result.element.model_sentence.splitlines()
    if behind is None:
        return lines
    model = _NUMBER.match(lines[0])
    own = _NUMBER.match(layout.text, behind.heading.start)
    if model is None or own is None:
        return lines
    number = ""
    if own[2] and own[2] != _HAN[-1]:
        number = _HAN[_HAN.index(own[2]) + 1] + own[3]
    return [own[1] + number + lines[0][model.end() :], *lines[1:]]


def _signature(mark: Mark, document: Document, layout: _Layout) -> Insertion:
    """Return the lines that a signature lacks: the issuer before the date, the date behind the issuer, or both."""
    unit, *date = mark.result.element.model_sentence.splitlines()
    if document.signature_spans and document.date:
        start = document.signature_spans[0].start
        begin = start - len(_indent_before(layout.text, start))
        return Insertion(begin, unit + layout.newline)
    if document.signature_spans:
        return Insertion(document.signature_spans[-1].end, "".join(layout.newline + line for line in date))
    return Insertion(mark.placing.at, layout.gap + "".join(layout.newline + line for line in (unit, *date)))


def covers(span: Span, start: int, end: int) -> bool:
    """Tell whether two stretches have a place in common; an empty one is a place."""
    return span.start <= end and start <= span.end
