"""A copy of a Word document with comments, from the bytes of the original.

Nothing but comments differs: every other part keeps its very bytes, compressed as they were, and in the text only the
marks of comments are added, for which stretches of text are cut where a comment begins or ends inside one.
"""

import copy
import io
import posixpath
import struct
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .anchors import Cuts, Finder, mark
from .comments import Comment
from .model import Source
from .output.office import clean
from .reading.containers import damaged

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR = "lawlint"
_STRICT = "http://purl.oclc.org/ooxml/"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_MAIN = f"{_STRICT}wordprocessingml/main"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_KIND = f"{_STRICT}officeDocument/relationships"
_NO_LINKS = f'<Relationships xmlns="{_LINKS}"/>'.encode()
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_XML = "{http://www.w3.org/XML/1998/namespace}space"
_DAY = (1980, 1, 1, 0, 0, 0)
_LINE_LONGEST = 1_000


def annotate(data: bytes, source: Source, comments: Sequence[Comment]) -> bytes:
    """Return a Word document with comments.

    Args:
        data: the document, as it was read.
        source: what was read of it.
        comments: on stretches of the text of `source`.

    Raises:
        ReadingError: the container lacks what every Word document has.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return _Copy(package, data).written(source, comments)


class _Copy:
    """A copy in the making: the parts that change; all others are taken over as they are."""

    def __init__(self, package: zipfile.ZipFile, data: bytes) -> None:
        self._package = package
        self._data = data
        self._names = {_plain(name).casefold(): name for name in package.namelist()}
        self._changed: dict[str, bytes] = {}

    def written(self, source: Source, comments: Sequence[Comment]) -> bytes:
        main = self._target("", "officeDocument") or "word/document.xml"
        root = _parsed(self._read(main))
        space = _space_of(root)
        part = self._target(main, "comments")
        kept = _parsed(self._read(part)) if part is not None else None
        number = _free_number(kept, root, space)
        spots = Finder(root, space, source)
        placed = [(comment, spot) for comment in comments if (spot := spots.spot(comment.span)) is not None]
        cuts = Cuts([spot for _, spot in placed], space)
        for each, (comment, spot) in enumerate(placed, number):
            mark(spot, cuts, each, space)
            kept = _added(kept, comment, each, space)
        self._changed[self._names[main.casefold()]] = _serialized(root)
        if kept is not None:
            if part is None:
                part = self._new_part(main)
                self._link(main, part, space)
                self._declare(part)
            self._changed[self._names.get(part.casefold(), part)] = _serialized(kept)
        return self._packed()

    # - Parts of the container -

    def _read(self, name: str) -> bytes:
        entry = self._names.get(name.casefold())
        if entry is None:
            raise damaged(f"缺少 {name}")
        return self._package.read(entry)

    def _rels(self, part: str) -> str:
        folder, name = posixpath.split(part)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def _target(self, part: str, kind: str) -> str | None:
        """Return the part that another one refers to by the last word of the kind of reference, if it is there."""
        rels = self._rels(part)
        if rels.casefold() not in self._names:
            return None
        for link in _parsed(self._read(rels)).iterfind(f"{{{_LINKS}}}Relationship"):
            told = posixpath.basename(link.get("Type") or "") == kind and link.get("TargetMode") != "External"
            name = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), link.get("Target") or ""))
            if told and name.lstrip("/").casefold() in self._names:
                return name.lstrip("/")
        return None

    def _new_part(self, main: str) -> str:
        folder = posixpath.dirname(main)
        names = (f"comments{number or ''}.xml" for number in range(len(self._names) + 1))
        return next(name for each in names if (name := posixpath.join(folder, each)).casefold() not in self._names)

    def _link(self, main: str, part: str, space: str) -> None:
        from lxml import etree

        rels = self._rels(main)
        there = rels.casefold() in self._names
        root = _parsed(self._read(rels) if there else _NO_LINKS)
        used = {link.get("Id") for link in root}
        free = next(name for number in range(len(used) + 1) if (name := f"rIdLawlint{number or ''}") not in used)
        link = etree.SubElement(root, f"{{{_LINKS}}}Relationship")
        link.set("Id", free)
        link.set("Type", f"{_STRICT_KIND if space == _STRICT_MAIN else _KIND}/comments")
        link.set("Target", posixpath.basename(part))
        self._changed[self._names.get(rels.casefold(), rels)] = _serialized(root)

    def _declare(self, part: str) -> None:
        from lxml import etree

        types = "[Content_Types].xml"
        root = _parsed(self._read(types))
        override = etree.SubElement(root, f"{{{_TYPES}}}Override")
        override.set("PartName", f"/{part}")
        override.set("ContentType", _TYPE)
        self._changed[self._names[types.casefold()]] = _serialized(root)

    def _packed(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in self._package.infolist():
                content = self._changed.pop(entry.filename, None)
                if content is None:
                    _carry(entry, self._data, new)
                else:
                    again = zipfile.ZipInfo(entry.filename, entry.date_time)
                    again.compress_type, again.external_attr = zipfile.ZIP_DEFLATED, entry.external_attr
                    new.writestr(again, content)
            for name, content in self._changed.items():
                again = zipfile.ZipInfo(name, _DAY)
                again.compress_type, again.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                new.writestr(again, content)
        return packed.getvalue()


def _carry(entry: zipfile.ZipInfo, data: bytes, new: zipfile.ZipFile) -> None:
    """Take over an entry with its compressed bytes as they are: nothing is unpacked, whatever it would unpack to."""
    names, more = struct.unpack_from("<HH", data, entry.header_offset + 26)
    begin = entry.header_offset + 30 + names + more
    carried = copy.copy(entry)
    # Sizes stand in the header now, and nothing after the bytes.
    carried.flag_bits &= ~0x08
    carried.extra = b""
    file = new.fp
    assert file is not None
    carried.header_offset = file.tell()
    file.write(carried.FileHeader(zip64=False))
    file.write(data[begin : begin + entry.compress_size])
    new.filelist.append(carried)
    new.NameToInfo[carried.filename] = carried
    new.start_dir = file.tell()


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _parsed(data: bytes) -> "_Element":
    """Return the root of a part with everything in it; its reader has refused what is unsafe already."""
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _serialized(root: "_Element") -> bytes:
    from lxml import etree

    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def _space_of(root: "_Element") -> str:
    return _STRICT_MAIN if str(root.tag).startswith(f"{{{_STRICT_MAIN}}}") else _MAIN


# --- The comments ---


def _free_number(comments: "_Element | None", root: "_Element", space: str) -> int:
    """Return a number from which on no comment is there."""
    signs = [*root.iter(f"{{{space}}}commentReference"), *([] if comments is None else comments)]
    numbers = [int(told) for sign in signs if (told := sign.get(f"{{{space}}}id") or "").isdecimal() and len(told) < 9]
    return max(numbers, default=-1) + 1


def _added(comments: "_Element | None", comment: Comment, number: int, space: str) -> "_Element":
    """Return the part of the comments with one more; without a date, so that the same input gives the same bytes."""
    from lxml import etree

    if comments is None:
        comments = etree.Element(f"{{{space}}}comments", nsmap={"w": space})
    element = etree.SubElement(comments, f"{{{space}}}comment")
    for name, value in (("id", str(number)), ("author", AUTHOR), ("initials", AUTHOR[:2])):
        element.set(f"{{{space}}}{name}", value)
    for at, line in enumerate(comment.lines):
        paragraph = etree.SubElement(element, f"{{{space}}}p")
        run = etree.SubElement(paragraph, f"{{{space}}}r")
        look = etree.SubElement(run, f"{{{space}}}rPr")
        if at == 0:
            etree.SubElement(look, f"{{{space}}}b")
        # Without a size of its own it would have that of the body, which is far too large beside the page.
        for name in ("sz", "szCs"):
            etree.SubElement(look, f"{{{space}}}{name}").set(f"{{{space}}}val", "18")
        text = etree.SubElement(run, f"{{{space}}}t")
        text.text = clean(line, _LINE_LONGEST)
        text.set(_XML, "preserve")
    return comments
