"""Word documents as their reader sees them: .docx, .docm, the strict variant, and .wps files that are zips.

Automatic numbers are counted, tracked changes are taken as accepted, hidden text and field codes are left out;
tables, text boxes and notes are read where they stand. A paragraph is one piece, or one for each line where
its author broke lines by hand, as is usual in text from web pages.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from .containers import Container, damaged, open_container, parse_xml
from .extracted import Extracted, Limits, ReadingError
from .gathering import REVISED, Gathering, Place
from .numbering import Counters, place_in_list, read_numbering, spaced
from .wordml import (
    Style,
    Styles,
    attribute,
    child,
    integer,
    name_of,
    read_styles,
    switch,
    tag,
    transitional,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_EMBEDDED = "文档里嵌入了另一份文件，嵌入的内容没有检查。请在 Word 里打开，另存为新的 .docx 后再检查。"

_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_REVISIONS = tuple(map(tag, ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")))
# Elements that hold no text of the document, or text that was taken out of it.
_SILENT = frozenset(
    (
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "smartTagPr",
        "customXmlPr",
        "tblPr",
        "tblPrEx",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "rt",
        "rubyPr",
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "proofErr",
        "lastRenderedPageBreak",
        "annotationRef",
        "m:rPr",
        "m:ctrlPr",
    )
)
_SIGNS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "br": "\n", "cr": "\n"}
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_TEXTS = (tag("t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
# What is below a story and not part of it: what was deleted, and boxes.
_ELSEWHERE = (tag("del"), tag("moveFrom"), tag("txbxContent"))
_DRAWN_PARAGRAPH = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DIAGRAM_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CODE = re.compile(r"[0-9A-Fa-f]{1,4}")
_BODY_LEVEL = 9
# The few characters of symbol fonts that stand in the text of reports.
_SYMBOLS = {0xF0FC: "✓", 0xF0FE: "☑", 0xF0FD: "☒", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF052: "☑"}


class _Parts(NamedTuple):
    """The parts of a document that are read, and the rest of what is needed to read it.

    diagrams: gives the content of a diagram by the id of the reference to it.
    """

    body: "_Element"
    footnotes: "Mapping[str, _Element]"
    endnotes: "Mapping[str, _Element]"
    styles: Styles
    numbering: "_Element | None"
    revised: bool
    metadata: tuple[tuple[str, str], ...]
    diagrams: "Callable[[str], _Element | None]"


class _Carried(NamedTuple):
    """The beginning of a paragraph whose end was deleted or hidden, so that the next one goes on with it."""

    text: str = ""
    label: str = ""
    outline: int | None = None


def extract(data: bytes, limits: Limits) -> Extracted:
    """Return the text of a Word document.

    Raises:
        ReadingError: not a Word document, encrypted, damaged, over a limit, with a DTD, or without text.
    """
    parts = _parts(open_container(data, limits))
    walk = _Walk(parts, limits)
    walk.read(parts.body)
    warnings = ((REVISED,) if parts.revised else ()) + ((_EMBEDDED,) if walk.embedded else ())
    return Extracted(walk.gathering.pieces(), metadata=parts.metadata, warnings=warnings)


def _parts(container: Container) -> _Parts:
    package = _links(container, "")
    main = package.get("officeDocument") or container.find("word/document.xml")
    if main is None:
        if container.find("[Content_Types].xml") is not None:
            raise damaged("缺少正文")
        raise ReadingError(
            "unsupported", "这是压缩文件，里面没有 Word 文档的正文。请选择报告本身；压缩包请先解压，再检查里面的报告。"
        )
    root = _xml(container, main)
    body = child(root, "body")
    if name_of(root) != "document":
        raise ReadingError(
            "unsupported", "这是 Excel、PPT 等其他软件的文件，不是 Word 文档。请把报告另存为 .docx，再检查。"
        )
    if body is None:
        raise damaged("文档没有正文")
    links = _links(container, main)
    read = {
        kind: _xml(container, links[kind]) for kind in ("styles", "numbering", "footnotes", "endnotes") if kind in links
    }
    revised = any(
        next(each.iter(*_REVISIONS), None) is not None
        for each in (root, read.get("footnotes"), read.get("endnotes"))
        if each is not None
    )
    return _Parts(
        body,
        _notes(read.get("footnotes"), "footnote"),
        _notes(read.get("endnotes"), "endnote"),
        read_styles(read.get("styles")),
        read.get("numbering"),
        revised,
        _metadata(container, package.get("core-properties")),
        partial(_diagram, container, main),
    )


def _links(container: Container, part: str) -> dict[str, str]:
    """Return the parts that a part refers to, by the last word of the kind of reference; the first one counts."""
    links: dict[str, str] = {}
    for _, kind, present in _references(container, part):
        links.setdefault(kind, present)
    return links


def _references(container: Container, part: str) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the last word of the kind, and the part of each reference to a part that is there."""
    folder, name = posixpath.split(part)
    found = container.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    for link in [] if found is None else _xml(container, found).iterfind(_LINKS):
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target") or "")).lstrip("/")
        if link.get("TargetMode") != "External" and (present := container.find(target)) is not None:
            yield link.get("Id") or "", posixpath.basename(link.get("Type") or ""), present


def _diagram(container: Container, main: str, identity: str) -> "_Element | None":
    """Return the content of a diagram (SmartArt) by the id of the reference to it."""
    for key, kind, present in _references(container, main):
        if key == identity and kind == "diagramData":
            return _xml(container, present)
    return None


def _xml(container: Container, name: str) -> "_Element":
    return parse_xml(transitional(container.read(name)))


def _notes(root: "_Element | None", kind: str) -> "dict[str, _Element]":
    return {} if root is None else {attribute(note, "id") or "": note for note in root.iterfind(tag(kind))}


def _metadata(container: Container, name: str | None) -> tuple[tuple[str, str], ...]:
    """Return title and author as the properties have them; a document without is as good as one with."""
    if name is None:
        return ()
    root = parse_xml(container.read(name))
    found = ((key, (root.findtext(_DUBLIN + key) or "").strip()) for key in ("title", "creator"))
    return tuple((key, value) for key, value in found if value)


class _Walk:
    """One passage through a document in reading order.

    gathering: what was found; embedded: whether another file stands in the document, which is not read.
    """

    def __init__(self, parts: _Parts, limits: Limits) -> None:
        self.gathering = Gathering(limits)
        self.embedded = False
        self._parts = parts
        self._lists = read_numbering(parts.numbering, parts.styles)
        self._counters = Counters(self._lists)
        self._boxes = 0
        self._diagrams = 0
        # For each field that is open, whether its code is being read rather than its result.
        self._fields: list[bool] = []
        self._unended: set[_Element] = set()
        self._waiting: list[tuple[str, _Element]] = []
        self._noted: dict[str, int] = {"脚注": 0, "尾注": 0}
        self._used: set[tuple[str, str]] = set()

    def _all(self, element: "_Element", place: Place) -> None:
        """Read all of the body, a cell, a box or a note."""
        mark = self.gathering.mark()
        carried = self._blocks(element, place, _Carried())
        if carried.text:
            self.gathering.add(carried.text, carried.label, carried.outline, place)
        if place.name:
            self.gathering.leave(place, mark)

    def read(self, element: "_Element", name: str = "") -> None:
        """Read the body, a box or a note, whose fields are its own."""
        fields, self._fields = self._fields, []
        unended, self._unended = self._unended, _unended(element)
        self._all(element, Place(name))
        self._fields, self._unended = fields, unended

    def _blocks(self, element: "_Element", place: Place, carried: _Carried) -> _Carried:
        """Read the paragraphs and tables in an element; take and return what the next paragraph begins with."""
        for block in _opened(element):
            carried = self._block(block, place, carried)
        return carried

    def _block(self, block: "_Element", place: Place, carried: _Carried) -> _Carried:
        match name_of(block):
            case "p":
                return self._paragraph(block, place, carried)
            case "tbl":
                self._table(block, place)
            case "altChunk":
                self.embedded = True
            case _:
                return self._blocks(block, place, carried)
        return carried

    def _paragraph(self, element: "_Element", place: Place, carried: _Carried) -> _Carried:
        self.gathering.paragraph()
        properties = child(element, "pPr")
        style = attribute(child(properties, "pStyle")) or self._parts.styles.default
        line = [each for _, each in self._parts.styles.line(style)]
        hidden = next((each.hidden for each in line if each.hidden is not None), False)
        texts: list[str] = []
        self._inline(element, texts, hidden)
        text = "".join(texts)
        mark = child(properties, "rPr")
        whole = carried.text + text
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            return carried._replace(text=whole)
        unseen = switch(mark, "vanish")
        # Word neither shows nor counts a paragraph that is hidden, nor the end of a section in a line of its own.
        if not text.strip() and (unseen or child(properties, "sectPr") is not None):
            self._notes()
            return carried
        label = ""
        if (where := place_in_list(properties, style, self._parts.styles, self._lists)) is not None:
            level = self._counters.count(*where)
            if level is not None:
                label = spaced(self._counters.label(*where), text, joined=level.joined)
        label = carried.label or label
        outline = carried.outline or _outline(properties, line)
        if unseen:
            return _Carried(whole, label, outline)
        self.gathering.add(whole, label, outline, place)
        self._notes()
        return _Carried()

    def _notes(self) -> None:
        """Read the notes that the paragraph refers to, after it."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for name, note in waiting:
                self.read(note, name)

    def _table(self, element: "_Element", place: Place) -> None:
        table = place.table()
        row = 0
        for line in _opened(element):
            properties = child(line, "trPr")
            if child(properties, "del") is not None:
                continue
            row += 1
            column = 1 + (integer(attribute(child(properties, "gridBefore"))) or 0)
            for cell in _opened(line) if name_of(line) == "tr" else [line]:
                about = child(cell, "tcPr")
                if child(about, "cellDel") is not None:
                    continue
                # The cells below and beside the first one of a merged cell are not seen.
                if not any(_goes_on(child(about, merge)) for merge in ("vMerge", "hMerge")):
                    self._all(cell, Place(f"{table}第{row}行第{column}列"))
                column += max(1, integer(attribute(child(about, "gridSpan"))) or 1)

    def _inline(self, element: "_Element", texts: list[str], hidden: bool) -> None:
        """Add the text of what is in a paragraph, with a line break where its author broke the line."""
        for part in element:
            name = name_of(part)
            match name:
                case "t" | "m:t":
                    self._say(_written(part), texts, hidden)
                case _ if name in _SIGNS:
                    self._say(_SIGNS[name], texts, hidden)
                case "sym":
                    self._say(_symbol(part), texts, hidden)
                case "r" | "m:r":
                    self._inline(part, texts, self._is_hidden(part, hidden))
                case "fldChar":
                    self._field(part)
                case "footnoteReference":
                    self._refer("脚注", self._parts.footnotes, part, hidden)
                case "endnoteReference":
                    self._refer("尾注", self._parts.endnotes, part, hidden)
                case "mc:AlternateContent":
                    self._inline(_chosen(part), texts, hidden)
                case "drawing" | "pict" | "object":
                    self._drawing(part, hidden)
                case _ if name not in _SILENT:
                    self._inline(part, texts, hidden)

    def _say(self, text: str, texts: list[str], hidden: bool) -> None:
        if not hidden and not any(self._fields):
            self.gathering.characters(len(text))
            texts.append(text)

    def _is_hidden(self, run: "_Element", otherwise: bool) -> bool:
        properties = child(run, "rPr")
        own = switch(properties, "vanish")
        if own is not None:
            return own
        style = attribute(child(properties, "rStyle"))
        if style is None:
            return otherwise
        return next((each.hidden for _, each in self._parts.styles.line(style) if each.hidden is not None), otherwise)

    def _field(self, element: "_Element") -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.append(element not in self._unended)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _refer(self, name: str, notes: "Mapping[str, _Element]", element: "_Element", hidden: bool) -> None:
        """Keep a note for the end of the paragraph; a note is read once, even where notes refer to each other."""
        number = attribute(element, "id") or ""
        if hidden or any(self._fields) or number not in notes or (name, number) in self._used:
            return
        self._used.add((name, number))
        self._noted[name] += 1
        self._waiting.append((f"{name}{self._noted[name]}", notes[number]))

    def _drawing(self, element: "_Element", hidden: bool) -> None:
        if hidden or any(self._fields):
            return
        for box in _boxes(element):
            self._boxes += 1
            self.read(box, f"文本框{self._boxes}")
        for diagram in element.iter(_DIAGRAM):
            self._diagram(self._parts.diagrams(str(diagram.get(_DIAGRAM_DATA) or "")))

    def _diagram(self, content: "_Element | None") -> None:
        if content is None:
            return
        self._diagrams += 1
        place = Place(f"图示{self._diagrams}")
        mark = self.gathering.mark()
        for paragraph in content.iter(_DRAWN_PARAGRAPH):
            self.gathering.paragraph()
            text = "".join(run.text or "" for run in paragraph.iter(_DRAWN_TEXT))
            self.gathering.characters(len(text))
            self.gathering.add(text.replace("\r", " "), "", None, place)
        self.gathering.leave(place, mark)


def _opened(element: "_Element") -> "Iterator[_Element]":
    """Yield the blocks, rows or cells in an element, out of the wrappers that mark or control them."""
    for part in element:
        name = name_of(part)
        if name in _WRAPPERS:
            yield from _opened(part)
        elif name == "mc:AlternateContent":
            yield from _opened(_chosen(part))
        elif name not in _SILENT:
            yield part


def _chosen(element: "_Element") -> "_Element":
    """Return the first of several forms of the same that holds text: newer and older programs show the same text."""
    for form in element:
        if next(form.iter(*_TEXTS), None) is not None:
            return form
    return element


def _boxes(element: "_Element") -> "Iterator[_Element]":
    """Yield the text boxes in a drawing, each once; those inside a box are found when it is read."""
    for part in element:
        name = name_of(part)
        if name == "txbxContent":
            yield part
        elif name == "mc:AlternateContent":
            yield from _boxes(_chosen(part))
        else:
            yield from _boxes(part)


def _unended(story: "_Element") -> "set[_Element]":
    """Return the beginnings of fields whose code never ends: a damaged field must not swallow the text after it."""
    from lxml import etree

    opened: list[_Element] = []
    coded: set[_Element] = set()
    marks = etree.iterwalk(story, events=("start",), tag=(tag("fldChar"), *_ELSEWHERE))
    for _, mark in marks:
        if mark.tag in _ELSEWHERE:
            if mark is not story:
                marks.skip_subtree()
            continue
        match attribute(mark, "fldCharType"):
            case "begin":
                opened.append(mark)
                coded.add(mark)
            case "separate" if opened:
                coded.discard(opened[-1])
            case "end" if opened:
                coded.discard(opened.pop())
            case _:
                pass
    return coded


def _outline(properties: "_Element | None", line: Sequence[Style]) -> int | None:
    level = integer(attribute(child(properties, "outlineLvl")))
    if level is None:
        level = next((each.outline for each in line if each.outline is not None), None)
    return level + 1 if level is not None and 0 <= level < _BODY_LEVEL else None


def _goes_on(merge: "_Element | None") -> bool:
    """Tell whether a cell goes on with the one above or before it."""
    return merge is not None and attribute(merge) != "restart"


def _written(element: "_Element") -> str:
    """Return the text of a stretch; white space at its ends counts only where it is said to, and lines do not."""
    text = element.text or ""
    if element.get(_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    return text.replace("\r", "\n").replace("\n", " ")


def _symbol(element: "_Element") -> str:
    """Return a character that was put in with its font: as it is, or what symbol fonts draw in its place."""
    code = attribute(element, "char") or ""
    number = int(code, 16) if _CODE.fullmatch(code) else 0
    if 0xF000 <= number <= 0xF0FF:
        return _SYMBOLS.get(number, "")
    return chr(number) if number >= 0x20 and not 0xD800 <= number <= 0xDFFF else ""
