"""Pages that a browser saved as one file: .mhtml and .mht; frames are put back where the page has them.

Only the parts that are pages are decoded. An address inside the file only says which part stands in which frame.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from .containers import damaged, over_limit
from .extracted import Extracted, Limits, ReadingError
from .html import read_page, read_source
from .pagetree import parse_page

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES = ("text/html", "application/xhtml+xml")
_HEADERS_LONGEST = 64 * 1024
_DEEPEST = 8
_HEADERS_END = re.compile(rb"\r?\n\r?\n|\r\r")
_FOLD = re.compile(r"\r?\n[ \t]+")
_PARAMETER = re.compile(r""";\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))""")
_BLANK = re.compile(rb"[ \t\r\n]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_CUT = "网页文件不完整，没有结尾的标记，后面的内容可能没有保存下来。请核对最后几段是否齐全。"


class _Part(NamedTuple):
    """A part of a saved page.

    kind: its media type, in lower case; parameters: of that type; content: still in its transfer encoding.
    """

    headers: Mapping[str, str]
    kind: str
    parameters: Mapping[str, str]
    content: bytes


def extract(data: bytes, limits: Limits) -> Extracted:
    """Return the text of a saved page.

    Raises:
        ReadingError: damaged, in no encoding, over a limit, without a page or its text, or the page of an error.
    """
    whole = _part(data)
    parts, closed = _leaves(whole, limits)
    pages = [part for part in parts if part.kind in _PAGES]
    if not pages:
        raise damaged("里面没有网页")
    start = _plain(whole.parameters.get("start", ""))
    first = next((page for page in pages if start and _identity(page) == start), pages[0])
    frames: dict[str, _Part] = {}
    for page in pages:
        if page is not first:
            for name in (page.headers.get("content-location", ""), "cid:" + _identity(page)):
                frames.setdefault(name, page)
    warnings = [] if closed else [_CUT]
    root, encoding = _parsed(first, limits, warnings)
    _fill_frames(root, first.headers.get("content-location", ""), frames, limits, warnings)
    return read_page(root, encoding, tuple(dict.fromkeys(warnings)), limits)


def _parsed(page: _Part, limits: Limits, warnings: list[str]) -> tuple["_Element", str]:
    """Return the tree of a page and its encoding; what the user should know is added to the warnings."""
    text, encoding, of_source = read_source(_content(page), page.parameters.get("charset", ""))
    root, of_tree = parse_page(text, limits)
    warnings.extend((*of_source, *of_tree))
    return root, encoding


def _fill_frames(root: "_Element", address: str, frames: dict[str, _Part], limits: Limits, warnings: list[str]) -> None:
    """Put pages into the frames that show them, each of them once, whichever way they refer to each other."""
    waiting = [(root, address)]
    shown: set[int] = set()
    while waiting:
        tree, base = waiting.pop()
        for frame in list(tree.iter("iframe", "frame")):
            source = (frame.get("src") or "").strip()
            page = frames.get(source) or frames.get(_joined(base, source))
            if not source or page is None or id(page) in shown:
                continue
            shown.add(id(page))
            try:
                inner, _ = _parsed(page, limits, warnings)
            except ReadingError as error:
                warnings.append(f"网页里有个框架没有读：{error.message}")
                continue
            waiting.append((inner, page.headers.get("content-location", "")))
            frame.tag = "div"
            frame.text = None
            frame.append(inner)


def _joined(base: str, source: str) -> str:
    try:
        return urljoin(base, source)
    except ValueError:
        return source


def _part(data: bytes) -> _Part:
    """Return a part of its headers and its content; where there are no headers, all is content."""
    end = _HEADERS_END.search(data, 0, _HEADERS_LONGEST)
    head = data[: end.start()] if end else data[:_HEADERS_LONGEST]
    headers: dict[str, str] = {}
    for line in re.split(r"\r?\n|\r", _FOLD.sub(" ", head.decode("latin-1"))):
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    kind, _, rest = headers.get("content-type", "").partition(";")
    parameters = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(";" + rest)}
    return _Part(headers, kind.strip().lower(), parameters, data[end.end() :] if end else b"")


def _leaves(whole: _Part, limits: Limits) -> tuple[list[_Part], bool]:
    """Return the parts that hold no others, in order, and whether everything that was opened was closed.

    Raises:
        ReadingError: too many parts, or parts in parts in parts.
    """
    leaves: list[_Part] = []
    closed = True
    waiting = [(whole, 0)]
    while waiting:
        part, depth = waiting.pop()
        boundary = part.parameters.get("boundary", "")
        if not part.kind.startswith("multipart/") or not boundary:
            leaves.append(part)
            if len(leaves) > limits.entries:
                raise over_limit("网页里的文件", f"{limits.entries} 个", "entries")
            continue
        if depth == _DEEPEST:
            raise damaged("一层套一层，太多了")
        inner: list[tuple[_Part, int]] = []
        ends = False
        for piece in _split(part.content, boundary):
            if piece is None:
                ends = True
            elif len(inner) < limits.entries:
                inner.append((_part(piece), depth + 1))
            else:
                raise over_limit("网页里的文件", f"{limits.entries} 个", "entries")
        closed = closed and ends
        waiting.extend(reversed(inner))
    return leaves, closed


def _split(content: bytes, boundary: str) -> Iterator[bytes | None]:
    """Give the parts between the boundaries; None after the last, if the last boundary is there."""
    line = re.compile(rb"(?:\A|\r?\n|\r)--" + re.escape(boundary.encode("latin-1")) + rb"(--)?[ \t]*(?=\r|\n|\Z)")
    start = None
    for found in line.finditer(content):
        if start is not None:
            yield content[start : found.start()]
        start = found.end()
        if found[1]:
            yield None
            return
    if start is not None:
        yield content[start:]


def _content(part: _Part) -> bytes:
    """Return the content of a part without its transfer encoding.

    Raises:
        ReadingError: it is not in the encoding that is told.
    """
    way = part.headers.get("content-transfer-encoding", "").strip().lower()
    if way == "quoted-printable":
        return binascii.a2b_qp(part.content)
    if way != "base64":
        return part.content
    letters = _BLANK.sub(b"", part.content)
    if not _BASE64.fullmatch(letters):
        raise damaged("网页的编码内容有错")
    # A file that was cut off may end inside a group of four letters.
    return binascii.a2b_base64(letters[: len(letters) // 4 * 4])


def _identity(part: _Part) -> str:
    return _plain(part.headers.get("content-id", ""))


def _plain(identity: str) -> str:
    return identity.strip().removeprefix("<").removesuffix(">")
