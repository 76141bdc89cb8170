"""OpenDocument texts as their reader sees them: .odt, and .fodt, which is the same in one XML file.

List numbers are counted as LibreOffice counts them; what was deleted stands apart in the file and is not read.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from .containers import Container, open_container, over_limit, parse_xml
from .extracted import Extracted, Limits, ReadingError
from .gathering import REVISED, Gathering, Place
from .numbering import spaced
from .odtlists import Counts, Label, ListLevel, read_lists
from .odtnames import attribute, name_of, natural, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMULA = "application/vnd.oasis.opendocument.formula"
_PICTURE = re.compile(rb"<office:binary-data>[^<]*</office:binary-data>")
_SIGNS = ("math:mi", "math:mn", "math:mo", "math:mtext")
_OUTLINE = "Outline"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
# Longer lines of styles come from no word processor, and would cost time for each paragraph.
_LINE_MOST = 32
_WHITE = re.compile(r"[ \t\r\n]+")
_BLOCKS = frozenset({"text:p", "text:h", "text:list", "text:numbered-paragraph", "table:table"})
# Elements that hold no text of the document, text that stands elsewhere, or what a mouse or a screen reader shows.
_SILENT = frozenset(
    (
        "office:annotation",
        "office:annotation-end",
        "office:forms",
        "office:event-listeners",
        "office:binary-data",
        "svg:title",
        "svg:desc",
        "text:tracked-changes",
        "text:ruby-text",
        "text:note-citation",
        "text:number",
        "text:script",
        "text:hidden-text",
        "text:table-of-content-source",
        "text:illustration-index-source",
        "text:table-index-source",
        "text:object-index-source",
        "text:user-index-source",
        "text:alphabetical-index-source",
        "text:bibliography-source",
    )
)


class _Style(NamedTuple):
    """A style; None is what it says nothing of. `listed` is the name of its list style, empty for none."""

    parent: str
    listed: str | None
    hidden: bool | None


class _Parts(NamedTuple):
    """What is needed to read a text. formulas: the folders of formulas in the container, without `/` at the end."""

    body: "_Element"
    styles: Mapping[tuple[str, str], _Style]
    lists: Mapping[str, Mapping[int, ListLevel]]
    metadata: tuple[tuple[str, str], ...]
    container: Container | None
    formulas: frozenset[str]


class _List(NamedTuple):
    """The list that is being read: the name of its style, the depth, and what it has reached."""

    style: str
    depth: int
    counts: Counts


def extract(data: bytes, limits: Limits) -> Extracted:
    """Return the text of an OpenDocument text.

    Raises:
        ReadingError: not such a text, encrypted, damaged, over a limit, with a DTD, or without text.
    """
    parts = _packed(data, limits) if data.startswith(b"PK") else _flat(data, limits)
    walk = _Walk(parts, limits)
    walk.read(parts.body)
    changed = next(parts.body.iter(tag("text:insertion"), tag("text:deletion")), None) is not None
    return Extracted(walk.gathering.pieces(), metadata=parts.metadata, warnings=(REVISED,) if changed else ())


def _packed(data: bytes, limits: Limits) -> _Parts:
    container = open_container(data, limits)
    formulas: set[str] = set()
    if container.find("META-INF/manifest.xml") is not None:
        manifest = parse_xml(container.read("META-INF/manifest.xml"))
        if next(manifest.iter(tag("manifest:encryption-data")), None) is not None:
            raise ReadingError("password", "文件有打开密码，读不了。请先用密码打开，去掉密码另存一份，再检查。")
        for entry in manifest.iter(tag("manifest:file-entry")):
            if attribute(entry, "manifest:media-type") == _FORMULA:
                formulas.add((attribute(entry, "manifest:full-path") or "").rstrip("/"))
    if container.find("content.xml") is None:
        raise ReadingError(
            "unsupported", "这是压缩文件，里面没有 ODT 文档的正文。请选择报告本身；压缩包请先解压，再检查里面的报告。"
        )
    content = parse_xml(container.read("content.xml"))
    roots = [content]
    for name in ("styles.xml", "meta.xml"):
        if container.find(name) is not None:
            roots.append(parse_xml(container.read(name)))
    return _gathered(content, roots, container, frozenset(formulas - {""}))


def _flat(data: bytes, limits: Limits) -> _Parts:
    # Pictures are nine tenths of such a file, and one alone is longer than the parser takes.
    bare = _PICTURE.sub(b"", data)
    if len(bare) > limits.part:
        raise over_limit("去掉图片后的文件", f"{limits.part / 2**20:g} MB", "part")
    root = parse_xml(bare)
    return _gathered(root, [root], None, frozenset())


def _gathered(
    content: "_Element", roots: "list[_Element]", container: Container | None, formulas: frozenset[str]
) -> _Parts:
    """Return the parts of a text, whose styles and properties are in one of several files."""
    body = content.find(f"{tag('office:body')}/{tag('office:text')}")
    if body is None:
        raise ReadingError(
            "unsupported", "这是表格、演示等其他类型的 OpenDocument 文件，不是文字文档。请选择报告本身。"
        )
    styles: dict[tuple[str, str], _Style] = {}
    lists: dict[str, Mapping[int, ListLevel]] = {}
    # Automatic styles of the styles file belong to headers and footers; those of the text come last and win.
    for holder in [root.find(tag("office:styles")) for root in roots] + [content.find(tag("office:automatic-styles"))]:
        lists |= read_lists(holder)
        for style in [] if holder is None else holder.iterfind(tag("style:style")):
            key = (attribute(style, "style:family") or "", attribute(style, "style:name") or "")
            display = attribute(style.find(tag("style:text-properties")), "text:display")
            styles[key] = _Style(
                attribute(style, "style:parent-style-name") or "",
                attribute(style, "style:list-style-name"),
                None if display is None else display == "none",
            )
    return _Parts(body, styles, lists, _metadata(roots), container, formulas)


def _metadata(roots: "list[_Element]") -> tuple[tuple[str, str], ...]:
    """Return title and author as the properties have them."""
    found: list[tuple[str, str]] = []
    for root in roots:
        meta = root.find(tag("office:meta"))
        if meta is not None:
            author = meta.findtext(tag("meta:initial-creator")) or meta.findtext(tag("dc:creator")) or ""
            found += [("title", (meta.findtext(tag("dc:title")) or "").strip()), ("creator", author.strip())]
    return tuple((key, value) for key, value in found if value)


class _Carried(NamedTuple):
    """The beginning of a paragraph whose end was deleted, so that the next one goes on with it."""

    text: str
    label: Label
    outline: int | None


class _Line:
    """The text of a paragraph while it is read; white space in the file counts as one space, and none at the ends."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._after_white = True

    def flow(self, text: str | None) -> int:
        """Add text as it stands in the file, and return how much was added."""
        shown = _WHITE.sub(" ", text or "")
        if self._after_white:
            shown = shown.removeprefix(" ")
        if shown:
            self._after_white = shown.endswith(" ")
            self.texts.append(shown)
        return len(shown)

    def put(self, text: str) -> None:
        """Add what the file has an element for: a tab, a line break, spaces."""
        self.texts.append(text)
        self._after_white = False

    def text(self) -> str:
        """Return the whole."""
        whole = "".join(self.texts)
        return whole.removesuffix(" ") if self._after_white else whole


class _Walk:
    """One passage through a text in reading order; `gathering` is what was found."""

    def __init__(self, parts: _Parts, limits: Limits) -> None:
        self.gathering = Gathering(limits)
        self._parts = parts
        self._headings = Counts()
        self._by_style: dict[str, Counts] = {}
        self._by_id: dict[str, Counts] = {}
        self._boxes = 0
        self._noted = {"脚注": 0, "尾注": 0}
        self._waiting: list[tuple[str, _Element]] = []
        self._formulas: dict[str, str] = {}
        self._deletions = _deletions(parts.body)
        # Deletions that were begun and have not ended, and what they left of a paragraph.
        self._deleting: set[str] = set()
        self._carried: _Carried | None = None

    def read(self, element: "_Element", name: str = "") -> None:
        """Read the body, a cell, a box or a note."""
        place = Place(name)
        mark = self.gathering.mark()
        before, self._carried = self._carried, None
        for block in element:
            self._block(block, place)
        if self._carried:
            self._add(self._carried, place)
        self._carried = before
        if name:
            self.gathering.leave(place, mark)

    def _block(self, block: "_Element", place: Place) -> None:
        name = name_of(block)
        match name:
            case "text:p" | "text:h":
                self._paragraph(block, place, partial(self._heading, block) if name == "text:h" else Label)
            case "text:list":
                self._list(block, place, None)
            case "text:numbered-paragraph":
                self._numbered(block, place)
            case "table:table":
                self._table(block, place)
            case "text:change-start" | "text:change-end":
                self._change(block)
            case "text:section" if _is_off(block):
                pass
            case _ if name.startswith("draw:"):
                if not self._deleting:
                    self._drawing(block)
            case _ if name not in _SILENT:
                for inner in block:
                    self._block(inner, place)

    def _paragraph(self, element: "_Element", place: Place, number: Callable[[], Label]) -> None:
        """Read a paragraph or heading; `number` counts it where it is to be counted."""
        self.gathering.paragraph()
        line = _Line()
        if not _is_off(element):
            self._inline(element, line, self._is_hidden("paragraph", attribute(element, "text:style-name"), False))
        text = line.text()
        before, self._carried = self._carried, None
        if before is None and not text and self._deleting:
            return
        outline = natural(attribute(element, "text:outline-level")) if name_of(element) == "text:h" else None
        whole = before._replace(text=before.text + text) if before else _Carried(text, number(), outline or None)
        if self._deleting:
            self._carried = whole
        else:
            self._add(whole, place)
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for name, note in waiting:
                self.read(note, name)

    def _add(self, paragraph: _Carried, place: Place) -> None:
        text, label, outline = paragraph
        self.gathering.add(text, spaced(label.text, text, joined=label.joined), outline, place)

    def _inline(self, element: "_Element", line: _Line, hidden: bool) -> None:
        """Add the text in a paragraph or a part of it."""
        self._flow(element.text, line, hidden)
        for part in element:
            name = name_of(part)
            match name:
                case "text:span":
                    self._inline(part, line, self._is_hidden("text", attribute(part, "text:style-name"), hidden))
                case "text:s":
                    self._put(" ", natural(attribute(part, "text:c")) or 1, line, hidden)
                case "text:tab":
                    self._put("\t", 1, line, hidden)
                case "text:line-break":
                    self._put("\n", 1, line, hidden)
                case "text:change-start" | "text:change-end":
                    self._change(part)
                case "text:note":
                    self._refer(part, hidden)
                case _ if name.startswith("draw:"):
                    self._put(self._formula(part), 1, line, hidden)
                    if not hidden and not self._deleting:
                        self._drawing(part)
                case _ if name not in _SILENT and not _is_off(part):
                    self._inline(part, line, hidden)
            self._flow(part.tail, line, hidden)

    def _flow(self, text: str | None, line: _Line, hidden: bool) -> None:
        if not hidden and not self._deleting:
            self.gathering.characters(line.flow(text))

    def _put(self, text: str, times: int, line: _Line, hidden: bool) -> None:
        if text and not hidden and not self._deleting:
            # Counted first: the number of spaces is whatever the file says.
            self.gathering.characters(len(text) * times)
            line.put(text * times)

    def _change(self, element: "_Element") -> None:
        """Begin or end a deletion: where changes are shown, the text that was deleted is left where it stood."""
        change = attribute(element, "text:change-id") or ""
        if name_of(element) == "text:change-end":
            self._deleting.discard(change)
        elif change in self._deletions:
            self._deleting.add(change)

    def _is_hidden(self, family: str, style: str | None, otherwise: bool) -> bool:
        for each in self._line(family, style):
            if each.hidden is not None:
                return each.hidden
        return otherwise

    def _line(self, family: str, name: str | None) -> Iterator[_Style]:
        """Yield a style and those above it, nearest first."""
        for _ in range(_LINE_MOST):
            style = self._parts.styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = style.parent

    def _heading(self, element: "_Element") -> Label:
        """Count a heading outside lists, unless its style belongs to another list or to none."""
        style = attribute(element, "text:style-name")
        listed = next((each.listed for each in self._line("paragraph", style) if each.listed is not None), _OUTLINE)
        if attribute(element, "text:is-list-header") == "true" or listed == "":
            return Label()
        depth = natural(attribute(element, "text:outline-level")) or 1
        start = natural(attribute(element, "text:start-value"))
        levels = self._parts.lists.get(listed, {})
        return (self._headings if listed == _OUTLINE else self._counts(listed)).count(depth, levels, start)

    def _counts(self, style: str) -> Counts:
        return self._by_style.setdefault(style, Counts())

    def _list(self, element: "_Element", place: Place, above: _List | None) -> None:
        style = attribute(element, "text:style-name") or (above.style if above else "")
        here = _List(style, above.depth + 1, above.counts) if above else _List(style, 1, self._resumed(element, style))
        for item in element:
            numbered = name_of(item) == "text:list-item"
            own = here._replace(style=attribute(item, "text:style-override") or style)
            for block in item:
                name = name_of(block)
                if name == "text:list":
                    self._list(block, place, own)
                elif name in {"text:p", "text:h"}:
                    start = natural(attribute(item, "text:start-value"))
                    levels = self._parts.lists.get(own.style, {})
                    self._paragraph(
                        block, place, partial(own.counts.count, own.depth, levels, start) if numbered else Label
                    )
                    numbered = False
                else:
                    self._block(block, place)

    def _resumed(self, element: "_Element", style: str) -> Counts:
        """Return what a list counts with: that of a list before it, where it goes on with it, else its own."""
        if style == _OUTLINE:
            return self._headings
        before = self._by_id.get(attribute(element, "text:continue-list") or "")
        if before is None and attribute(element, "text:continue-numbering") == "true":
            before = self._by_style.get(style)
        counts = Counts() if before is None else before
        self._by_style[style] = counts
        if identity := element.get(_ID):
            self._by_id[str(identity)] = counts
        return counts

    def _numbered(self, element: "_Element", place: Place) -> None:
        """Read a numbered paragraph, a list of one item that says to which list it belongs."""
        style = attribute(element, "text:style-name") or ""
        counts = self._by_id.setdefault(attribute(element, "text:list-id") or style, Counts())
        depth = natural(attribute(element, "text:level")) or 1
        start = natural(attribute(element, "text:start-value"))
        levels = self._parts.lists.get(style, {})
        for block in element:
            if name_of(block) in {"text:p", "text:h"}:
                self._paragraph(block, place, partial(counts.count, depth, levels, start))

    def _table(self, element: "_Element", place: Place) -> None:
        table = place.table()
        row = 1
        for line in _rows(element):
            column = 1
            for cell in line:
                if name_of(cell) == "table:table-cell":
                    self.read(cell, f"{table}第{row}行第{column}列")
                column += natural(attribute(cell, "table:number-columns-repeated")) or 1
            row += natural(attribute(line, "table:number-rows-repeated")) or 1

    def _refer(self, element: "_Element", hidden: bool) -> None:
        """Keep a note for the end of the paragraph."""
        body = element.find(tag("text:note-body"))
        if hidden or self._deleting or body is None:
            return
        name = "尾注" if attribute(element, "text:note-class") == "endnote" else "脚注"
        self._noted[name] += 1
        self._waiting.append((f"{name}{self._noted[name]}", body))

    def _drawing(self, element: "_Element") -> None:
        for box in _boxes(element):
            self._boxes += 1
            self.read(box, f"文本框{self._boxes}")

    def _formula(self, element: "_Element") -> str:
        """Return the text of the formulas in a drawing, which stand in the line."""
        return "".join(self._math(each) for each in element.iter(tag("draw:object")))

    def _math(self, element: "_Element") -> str:
        inner = element.find(tag("math:math"))
        if inner is not None:
            return _symbols(inner)
        folder = posixpath.normpath(attribute(element, "xlink:href") or "")
        if self._parts.container is None or folder not in self._parts.formulas:
            return ""
        if folder not in self._formulas:
            part = f"{folder}/content.xml"
            found = self._parts.container.find(part)
            self._formulas[folder] = "" if found is None else _symbols(parse_xml(self._parts.container.read(part)))
        return self._formulas[folder]


def _deletions(body: "_Element") -> frozenset[str]:
    """Return the deletions whose text stands in the body, from a mark to a mark; others are kept apart."""
    deleted = set()
    for region in body.iter(tag("text:changed-region")):
        if region.find(tag("text:deletion")) is not None:
            deleted.add(attribute(region, "text:id") or str(region.get(_ID)))
    begun: set[str] = set()
    ended = set()
    for mark in body.iter(tag("text:change-start"), tag("text:change-end")):
        change = attribute(mark, "text:change-id") or ""
        if name_of(mark) == "text:change-start":
            begun.add(change)
        elif change in begun:
            begun.discard(change)
            ended.add(change)
    # A mark without its end, in a damaged file, must not swallow the text after it.
    return frozenset(deleted & ended - begun)


def _is_off(element: "_Element") -> bool:
    """Tell whether an element is hidden, always or by a condition that is met."""
    return attribute(element, "text:display") == "none" or attribute(element, "text:is-hidden") == "true"


def _rows(element: "_Element") -> "Iterator[_Element]":
    """Yield the rows of a table, out of the groups that they stand in."""
    for part in element:
        name = name_of(part)
        if name == "table:table-row":
            yield part
        elif name in {"table:table-header-rows", "table:table-rows", "table:table-row-group"}:
            yield from _rows(part)


def _boxes(element: "_Element") -> "Iterator[_Element]":
    """Yield the boxes and shapes with text in a drawing, each once; those inside one are found when it is read."""
    if any(name_of(part) in _BLOCKS for part in element):
        yield element
        return
    for part in element:
        if name_of(part) not in _SILENT:
            yield from _boxes(part)


def _symbols(element: "_Element") -> str:
    """Return the signs of a formula in the order of the file, without the notes of the program that made it."""
    return "".join((each.text or "").strip() for each in element.iter(*map(tag, _SIGNS)))
