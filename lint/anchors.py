"""From stretches of extracted text to the runs of a Word document, and the marks of comments around them."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .model import Source, Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML = "{http://www.w3.org/XML/1998/namespace}space"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Automatic numbers stand before the text of a paragraph and nowhere in the file.
_LABEL_LONGEST = 16


class Spot(NamedTuple):
    """Where a comment goes: a paragraph, and the first and last character, None where it is all of the paragraph."""

    paragraph: "_Element"
    first: "tuple[_Element, int] | None" = None
    last: "tuple[_Element, int] | None" = None


class _Segment(NamedTuple):
    """A line of the document as it stands in the file: the paragraph, and for each character where it is.

    text: without white space; at: for each of its characters the element that holds it, and the place in there.
    """

    paragraph: "_Element"
    text: str
    at: "tuple[tuple[_Element, int], ...]"

    def spot(self, begin: int, end: int) -> Spot:
        """Return where a comment on some of its characters goes; in a box it goes on what holds the box."""
        begin, end = max(begin, 0), min(end, len(self.at))
        return Spot(self.paragraph, self.at[begin], self.at[end - 1]) if begin < end else Spot(self.paragraph)


class Finder:
    """Where the lines of the extracted text stand in the document.

    The text was extracted elsewhere, with numbers before paragraphs and notes between them; so its lines are found
    again by what they say, the n-th of several equal ones in the n-th place.
    """

    def __init__(self, root: "_Element", space: str, source: Source) -> None:
        self._text = source.text
        self._segments = list(_segments(root, space))
        by_text: dict[str, list[int]] = {}
        for number, segment in enumerate(self._segments):
            if segment.text:
                by_text.setdefault(segment.text, []).append(number)
        self._lines: list[tuple[int, str, int | None, int]] = []
        used: dict[str, int] = {}
        start = 0
        for line in source.text.split("\n"):
            squeezed = _squeezed(line)
            self._lines.append((start, line, *_found(squeezed, by_text, used)))
            start += len(line) + 1

    def spot(self, span: Span) -> Spot | None:
        """Return where a comment on a stretch goes; on a paragraph before it, where its own is in no paragraph."""
        at = max((number for number, line in enumerate(self._lines) if line[0] <= span.start), default=0)
        start, line, number, label = self._lines[at]
        if number is not None:
            begin = len(_squeezed(line[: span.start - start])) - label
            end = len(_squeezed(line[: span.end - start])) - label
            return self._segments[number].spot(begin, end)
        quote = _squeezed(self._text[span.start : span.end])
        for other in self._segments:
            if quote and (begin := other.text.find(quote)) >= 0:
                return other.spot(begin, begin + len(quote))
        for before in reversed(self._lines[:at]):
            if before[2] is not None:
                return Spot(self._segments[before[2]].paragraph)
        return next((Spot(segment.paragraph) for segment in self._segments), None)


def _found(line: str, by_text: Mapping[str, Sequence[int]], used: dict[str, int]) -> tuple[int | None, int]:
    """Return the segment that a line stands in, and how many characters of the line are an automatic number."""
    for label in range(min(_LABEL_LONGEST, len(line))):
        text = line[label:]
        places = by_text.get(text)
        if places and (count := used.get(text, 0)) < len(places):
            used[text] = count + 1
            return places[count], label
    return None, 0


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _segments(root: "_Element", space: str) -> Iterator[_Segment]:
    """Yield the lines of the body in the order of the file; those of a box belong to the paragraph that holds it."""
    for paragraph in root.iter(f"{{{space}}}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        outer = paragraph
        boxed = next(paragraph.iterancestors(f"{{{space}}}txbxContent"), None) is not None
        if boxed:
            # Word takes no comments inside of boxes.
            outer = list(paragraph.iterancestors(f"{{{space}}}p"))[-1]
        characters: list[tuple[str, _Element, int]] = []
        for part in _inside(paragraph, space):
            if part.tag == f"{{{space}}}t":
                characters += [(each, part, at) for at, each in enumerate(part.text or "") if not each.isspace()]
            else:
                yield _segment(outer, characters, boxed)
                characters = []
        yield _segment(outer, characters, boxed)


def _segment(paragraph: "_Element", characters: "Sequence[tuple[str, _Element, int]]", boxed: bool) -> _Segment:
    at = () if boxed else tuple((element, place) for _, element, place in characters)
    return _Segment(paragraph, "".join(each for each, _, _ in characters), at)


def _inside(element: "_Element", space: str) -> "Iterator[_Element]":
    """Yield the text and the line breaks of a paragraph, without what was deleted and what stands in boxes."""
    for part in element:
        if part.tag in (f"{{{space}}}t", f"{{{space}}}br", f"{{{space}}}cr"):
            yield part
        elif isinstance(part.tag, str) and part.tag not in (
            f"{{{space}}}del",
            f"{{{space}}}moveFrom",
            f"{{{space}}}txbxContent",
            f"{{{space}}}rt",
            f"{{{space}}}pPr",
            _FALLBACK,
        ):
            yield from _inside(part, space)


# --- The marks -------------------------------------------------------------------------------------------------------


class Cuts:
    """Stretches of text cut in two wherever a comment begins or ends inside one; all cuts are made at once.

    What stands left of a cut stays in its element, so that no place before it changes.
    """

    def __init__(self, spots: Sequence[Spot], space: str) -> None:
        self._space = space
        # An element is told by itself, and lxml keeps it as long as somebody holds it.
        self._pieces: dict[_Element, list[tuple[int, _Element]]] = {}
        wanted: dict[_Element, set[int]] = {}
        for spot in spots:
            if spot.first is not None and spot.last is not None:
                wanted.setdefault(spot.first[0], set()).add(spot.first[1])
                wanted.setdefault(spot.last[0], set()).add(spot.last[1] + 1)
        for spot in spots:
            for element, _ in (each for each in (spot.first, spot.last) if each is not None):
                if not self._is_plain(element, spot.paragraph):
                    wanted[element] = set()
        for element, places in wanted.items():
            pieces: list[tuple[int, _Element]] = []
            for place in sorted(places, reverse=True):
                if 0 < place < len(element.text or ""):
                    pieces.append((place, self._cut(element, place)))
                elif place == 0:
                    self._part(element)
                elif (after := element.getnext()) is not None:
                    self._part(after)
            self._pieces[element] = [(0, element), *reversed(pieces)]

    def first(self, element: "_Element", place: int) -> "_Element":
        """Return the piece that holds a character, which begins with it if it was cut there."""
        return [piece for start, piece in self._pieces[element] if start <= place][-1]

    def _is_plain(self, element: "_Element", paragraph: "_Element") -> bool:
        """Tell whether a comment can begin inside a text: it stands in a run of the paragraph itself.

        White space at its ends that does not count would come to count, as soon as it were cut.
        """
        run = element.getparent()
        text = element.text or ""
        return (
            run is not None
            and run.tag == f"{{{self._space}}}r"
            and run.getparent() is paragraph
            and (text == text.strip() or element.get(_XML) == "preserve")
        )

    def _cut(self, element: "_Element", place: int) -> "_Element":
        """Cut a text in two, and its run between them; return the second text."""
        text = element.text or ""
        piece = copy.deepcopy(element)
        # The tail of the first would go to the second together with what follows it.
        piece.tail, element.tail = element.tail, None
        element.text, piece.text = text[:place], text[place:]
        for each in (element, piece):
            if (each.text or "") != (each.text or "").strip():
                each.set(_XML, "preserve")
        element.addnext(piece)
        self._part(piece)
        return piece

    def _part(self, element: "_Element") -> None:
        """Let a run end before one of its elements, which begins another of the same look with all that follows it."""
        run = element.getparent()
        before = element.getprevious()
        properties = f"{{{self._space}}}rPr"
        if run is None or before is None or before.tag == properties:
            return
        # Copied so that no name of a namespace changes, then emptied.
        rest = copy.deepcopy(run)
        rest.tail = None
        for each in list(rest):
            if each.tag != properties:
                rest.remove(each)
        for each in [element, *element.itersiblings()]:
            rest.append(each)
        run.addnext(rest)


def mark(spot: Spot, cuts: Cuts, number: int, space: str) -> None:
    """Put the beginning and the end of a comment into its paragraph, and the sign of it after the end."""
    from lxml import etree

    paragraph = spot.paragraph
    start = etree.Element(f"{{{space}}}commentRangeStart")
    end = etree.Element(f"{{{space}}}commentRangeEnd")
    run = etree.Element(f"{{{space}}}r")
    reference = etree.SubElement(run, f"{{{space}}}commentReference")
    for element in (start, end, reference):
        element.set(f"{{{space}}}id", str(number))
    if spot.first is None or spot.last is None:
        properties = paragraph.find(f"{{{space}}}pPr")
        paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, start)
        paragraph.extend((end, run))
        return
    _child_of(paragraph, cuts.first(*spot.first)).addprevious(start)
    _child_of(paragraph, cuts.first(*spot.last)).addnext(end)
    end.addnext(run)


def _child_of(paragraph: "_Element", element: "_Element") -> "_Element":
    """Return what holds an element directly below a paragraph."""
    while (parent := element.getparent()) is not None and parent is not paragraph:
        element = parent
    return element
