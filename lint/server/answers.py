"""From a text to what an editor shows of it: the report that the command line would give, and its marks."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from ..baseline import against
from ..config import waive
from ..model import DocumentReport, Failure, Report, Result, Source, Span, Status
from ..placing import Placing, placer, title_of
from ..reading.extracted import ReadingError
from ..reading.text import decode, is_writing
from ..running import checked
from ..tables import SettingsError, shown_path

if TYPE_CHECKING:
    from .rules import RuleBook

_SHOWN = (Status.FAIL, Status.WARN, Status.NOTE)
_HALVES = re.compile("[\ud800-\udfff]")


class Page(NamedTuple):
    """A text that is open in an editor; `path` is absolute, empty where it is in no file yet.

    name: what it is called where it has no path.
    """

    uri: str
    path: str
    name: str
    version: int
    language: str
    text: str


class Mark(NamedTuple):
    """A result that is shown: on its best evidence, or where it belongs; `placing` says where text for it would go."""

    result: Result
    span: Span
    placing: Placing


class Answer(NamedTuple):
    """What there is to say of a page.

    report: of one document, or of why it could not be checked.
    marks: what is not met, in the order of the elements.
    first: the words on which is shown what concerns the whole text.
    lang: zh or en.
    """

    page: Page
    report: Report
    marks: tuple[Mark, ...]
    first: Span
    lang: str

    @property
    def document(self) -> DocumentReport | None:
        """The report of the document, None where there is none."""
        return self.report.documents[0] if self.report.documents else None


def folder_of(page: Page) -> str:
    """Return the folder from which the settings of a page are looked for."""
    return os.path.dirname(page.path) if page.path else os.getcwd()


def answer_of(page: Page, book: RuleBook) -> Answer:
    """Return what the command line would find in a file with the text of a page."""
    path = shown_path(page.path) if page.path else page.name
    # Halves of surrogate pairs stand in no file; each counts as a character, here as in the editor.
    text = _HALVES.sub("\ufffd", page.text)
    first = _first(text)
    try:
        rules = book.of(folder_of(page))
    except SettingsError as error:
        return Answer(page, Report(errors=(Failure(error.path, "settings", str(error)),)), (), first, "zh")
    data = text.encode()
    lang = rules.settings.lang
    try:
        _legible(text, data, rules.job.manner.limits.characters)
    except ReadingError as error:
        return Answer(page, Report(errors=(Failure(path, error.code, error.message),)), (), first, lang)
    markdown = page.language == "markdown" or path.lower().endswith(".md")
    media_type = "text/markdown" if markdown else "text/plain"
    source = Source(path, text, "utf-8", media_type, hashlib.sha256(data).hexdigest())
    found = checked(source, rules.job)
    if isinstance(found, Failure):
        return Answer(page, Report(errors=(found,)), (), first, lang)
    documents, _ = waive((found,), rules.settings, book.today())
    if rules.baseline is not None:
        documents = against(documents, rules.baseline).documents
    report = documents[0]
    return Answer(page, Report(documents), _marks(report), title_of(report.document), lang)


def _legible(text: str, data: bytes, most: int) -> None:
    """Refuse a text that the command line would not read.

    Raises:
        ReadingError: it is empty, blank, no writing, or too long.
    """
    if not text:
        raise ReadingError("empty", "还没有文字。")
    if not is_writing(text):
        raise ReadingError("binary", "有空字节或者许多控制字符，不像文字，没有检查。")
    decode(data, "utf-8")
    if len(text) > most:
        raise ReadingError("limit", f"文字超过安全限制（{most} 个字），没有检查。")


def _marks(report: DocumentReport) -> tuple[Mark, ...]:
    place = placer(report)
    return tuple(
        Mark(result, Span(best.start.offset, best.end.offset) if best else placing.span, placing)
        for result in report.results
        if result.status in _SHOWN
        for best in (result.evidence[0] if result.evidence else None,)
        for placing in (place(result.element),)
    )


def _first(text: str) -> Span:
    """Return the first line that is not blank, no further than one would look."""
    found = re.search(r"\S[^\r\n]{0,59}", text)
    return Span(found.start(), found.end()) if found else Span(0, 0)
