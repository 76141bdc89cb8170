"""A web page as the blocks of text that its reader sees: paragraphs, lines, cells and list items, with their places."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .extracted import Limits
from .gathering import Gathering
from .pagelists import ListLevel, list_level

if TYPE_CHECKING:
    from lxml.etree import _Element

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p"),
        *("plaintext", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp"),
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# What browsers show no text of, or text that belongs to forms, pictures, or the reading of a character.
_SILENT = frozenset(
    (
        *("audio", "base", "button", "canvas", "datalist", "head", "iframe", "input", "link", "meta", "noembed"),
        *("noframes", "noscript", "option", "rp", "rt", "script", "select", "style", "svg", "template", "textarea"),
        *("title", "video"),
    )
)
# Those of them that hold no text of the page at all, or, for a text field, only what its reader typed.
_NEVER_SHOWN = frozenset(("head", "script", "style", "textarea", "title"))
_AS_TYPED = frozenset(("listing", "plaintext", "pre", "xmp"))
_CELLS = frozenset(("td", "th"))
_LISTS = frozenset(("ol", "ul", "menu", "dir"))
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_FLOATS = re.compile(r"float\s*:\s*(?:left|right)", re.IGNORECASE)
_SHOWN_AS_TYPED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_ATTRIBUTE_LONGEST = 200
_WHITE = re.compile(r"[ \t\r\n\f]+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_WRAPPED = re.compile(rf"(?<={_WIDE})\n|\n(?={_WIDE})")


class Cell(NamedTuple):
    """A cell of a table: which table of the page, and row and column of it, counted from 1."""

    table: int
    row: int
    column: int


class Block(NamedTuple):
    """A paragraph or line of a page.

    text, label, outline: as in `Piece`.
    han: Chinese characters of the text, and `linked` those of them in links to other pages.
    cell: the innermost cell that holds it.
    home: numbers of the element that holds it, and of that element's parent.
    within: the numbers of the marked elements that hold it.
    """

    text: str
    label: str
    outline: int | None
    han: int
    linked: int
    cell: Cell | None
    home: tuple[int, int]
    within: frozenset[int]


class Walked(NamedTuple):
    """What was found on a page.

    blocks: those that are not blank, in order.
    revised: whether words of tracked deletions were left out.
    hidden: Chinese characters, links aside, that were swallowed by elements or attributes which show no text.
    """

    blocks: tuple[Block, ...]
    revised: bool
    hidden: int


class _Open(NamedTuple):
    """An element that is being read, with what holds for all that is inside of it."""

    block: bool
    typed: bool
    linked: bool
    within: frozenset[int]
    outline: int | None
    cell: Cell | None
    level: ListLevel | None
    home: tuple[int, int]


def count_han(text: str) -> int:
    """Return how many Chinese characters there are."""
    return len(_HAN.findall(text))


def walk_page(root: "_Element", mark: Callable[["_Element"], int | None], unlisted: bool, limits: Limits) -> Walked:
    """Return what a reader sees of a page.

    Args:
        root: its tree.
        mark: gives the number by which blocks tell that they are inside an element, None for most elements.
        unlisted: whether the page itself says that its lists show no numbers.
        limits: of paragraphs and characters, counted over the whole page.

    Raises:
        ReadingError: over a limit.
    """
    from lxml import etree

    walk = _Walk(mark, unlisted, limits)
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start":
            if walk.begin(element):
                walk.take(element.text)
            else:
                events.skip_subtree()
        else:
            if event == "end":
                walk.end(element)
            if element is not root:
                walk.take(element.tail)
    walk.flush()
    return Walked(tuple(walk.blocks), walk.revised, walk.hidden)


class _Walk:
    """The way through a page: what is open, and the text since the last block ended."""

    def __init__(self, mark: Callable[["_Element"], int | None], unlisted: bool, limits: Limits) -> None:
        self.blocks: list[Block] = []
        self.revised = False
        self.hidden = 0
        self._mark = mark
        self._unlisted = unlisted
        self._counts = Gathering(limits)
        self._open = [_Open(False, False, False, frozenset(), None, None, None, (0, 0))]
        self._elements = 0
        self._tables = 0
        # Row and column that were reached in each open table, after its number.
        self._reached: list[list[int]] = []
        self._text: list[str] = []
        self._linked = 0
        self._label = ""

    def begin(self, element: "_Element") -> bool:
        """Enter an element; return whether its content is read."""
        outer = self._open[-1]
        tag = element.tag.lower()
        style = element.get("style") or ""
        if self._silent(element, tag, style):
            if tag not in _NEVER_SHOWN:
                self.hidden += _unlinked_han(element)
            self._open.append(outer._replace(block=False))
            return False
        self._elements += 1
        # A quotation mark that is not closed takes what follows, tags and all, into an attribute.
        for value in map(str, element.attrib.values()):
            if len(value) > _ATTRIBUTE_LONGEST and "<" in value:
                self.hidden += count_han(value)
        block = tag in _BLOCKS or (bool(style) and _stacked(style))
        if block or tag == "br":
            self.flush()
        within = outer.within
        if (element.get("id") or element.get("class")) and (number := self._mark(element)) is not None:
            within |= {number}
        self._open.append(
            _Open(
                block,
                outer.typed or tag in _AS_TYPED or (bool(style) and _SHOWN_AS_TYPED.search(style) is not None),
                outer.linked or (tag == "a" and _leaves(element)),
                within,
                _HEADINGS.get(tag, outer.outline),
                self._cell(tag, outer.cell),
                self._level(element, tag, outer.level),
                (self._elements, outer.home[0]) if block else outer.home,
            )
        )
        return True

    def end(self, element: "_Element") -> None:
        """Leave an element."""
        tag = element.tag.lower()
        if self._open[-1].block:
            self.flush()
            if tag == "li":
                self._label = ""
            elif tag == "table":
                self._reached.pop()
        self._open.pop()

    def take(self, text: str | None) -> None:
        """Take a stretch of text."""
        if not text:
            return
        self._counts.characters(len(text))
        lines = text.split("\n") if self._open[-1].typed else (text,)
        for index, line in enumerate(lines):
            if index:
                self.flush()
            self._text.append(line)
            if self._open[-1].linked:
                self._linked += count_han(line)

    def flush(self) -> None:
        """End a block."""
        if not self._text:
            return
        text = _unwrapped("".join(self._text))
        linked = self._linked
        self._text = []
        self._linked = 0
        if text.isspace() or not text:
            return
        self._counts.paragraph()
        inner = self._open[-1]
        self.blocks.append(
            Block(text, self._label, inner.outline, count_han(text), linked, inner.cell, inner.home, inner.within)
        )
        self._label = ""

    def _silent(self, element: "_Element", tag: str, style: str) -> bool:
        """Tell whether an element does not show its content."""
        if tag in _SILENT or element.get("hidden") is not None or (style and _HIDDEN.search(style)):
            return True
        if tag == "dialog":
            return element.get("open") is None
        # A word that was struck out is shown struck out, but a tracked deletion is only waiting to be accepted.
        if tag == "del" and (element.get("datetime") or element.get("cite")):
            self.revised = True
            return True
        return False

    def _cell(self, tag: str, outer: Cell | None) -> Cell | None:
        if tag == "table":
            self._tables += 1
            self._reached.append([self._tables, 0, 0])
        elif self._reached:
            reached = self._reached[-1]
            if tag == "tr":
                reached[1:] = reached[1] + 1, 0
            elif tag in _CELLS:
                reached[1:] = max(reached[1], 1), reached[2] + 1
                return Cell(*reached)
        return outer

    def _level(self, element: "_Element", tag: str, outer: ListLevel | None) -> ListLevel | None:
        if tag in _LISTS:
            return list_level(element, tag, self._unlisted)
        if tag == "li" and outer is not None:
            self._label += outer.label(element)
        return outer


def _unlinked_han(element: "_Element") -> int:
    """Return how many Chinese characters an element holds outside of links and of what is never shown."""
    han = 0
    waiting = [element]
    while waiting:
        outer = waiting.pop()
        han += count_han(outer.text or "")
        for inner in outer:
            han += count_han(inner.tail or "")
            if isinstance(inner.tag, str) and inner.tag != "a" and inner.tag not in _NEVER_SHOWN:
                waiting.append(inner)
    return han


def _stacked(style: str) -> bool:
    """Tell whether a style makes a line of its own of what is none; what floats stands beside the text."""
    return _SHOWN_AS_BLOCK.search(style) is not None and _FLOATS.search(style) is None


def _leaves(element: "_Element") -> bool:
    """Tell whether a link goes to another page."""
    address = (element.get("href") or "").strip()
    return bool(address) and not address.startswith("#")


def _unwrapped(text: str) -> str:
    """Return text with its white space as browsers show it, but for lines broken inside Chinese, which are joined."""
    text = _WHITE.sub(lambda found: "\n" if "\n" in found[0] or "\r" in found[0] else " ", text)
    return _WRAPPED.sub("", text.strip(" \n")).replace("\n", " ").rstrip()
