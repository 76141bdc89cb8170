"""Zip containers and XML parts from strangers, opened with care: what they cost is counted while they are read.

No name inside a container is used as a path; parts are read into memory one by one, and nothing is unpacked.
"""

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from .extracted import Limits, ReadingError

if TYPE_CHECKING:
    from lxml.etree import _Element

# Empty elements are short in the file and a hundred bytes and more in memory; real parts come nowhere near.
_TAGS_MOST = 3_000_000
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1 | 0x40
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


class Container:
    """A zip file held in memory.

    names: of its entries, with `/` between folders and none at the beginning, in the order of its directory.
    """

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._left = limits.parts
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._folded: dict[str, str] = {}
        for entry in archive.infolist():
            name = _name(entry.filename)
            if name in self._entries:
                raise damaged("压缩包里有同名的部件")
            self._entries[name] = entry
            self._folded.setdefault(name.casefold(), name)
        self.names = tuple(self._entries)

    def find(self, name: str) -> str | None:
        """Return the name of an entry as the container has it, whatever its case, None where there is none."""
        plain = _name(name)
        return plain if plain in self._entries else self._folded.get(plain.casefold())

    def read(self, name: str) -> bytes:
        """Return the content of an entry.

        Raises:
            ReadingError: not there, encrypted, damaged, or more than a part or all parts together may hold.
        """
        found = self.find(name)
        if found is None:
            raise damaged(f"缺少 {name[:80]}")
        entry = self._entries[found]
        if entry.flag_bits & _ENCRYPTED:
            raise ReadingError("password", "文件加了密，读不了。请先在原来的软件里去掉密码，再检查。")
        if entry.compress_type not in _METHODS:
            raise ReadingError("unsupported", f"文件用了少见的压缩方法，读不了。{_AGAIN}")
        allowed = min(self._limits.part, self._left)
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(allowed + 1)
        except _BROKEN as error:
            raise damaged(f"{found[:80]} 解不开") from error
        if len(data) > allowed:
            if allowed == self._limits.part:
                raise over_limit("文件里的一个部件", _size(self._limits.part), "part")
            raise over_limit("文件解压后", _size(self._limits.parts), "parts")
        self._left -= len(data)
        return data


def open_container(data: bytes, limits: Limits) -> Container:
    """Open a zip file.

    Raises:
        ReadingError: damaged, or with more entries than allowed.
    """
    # An object is made for each entry of the directory, so they are counted first. A mark that only looks like
    # one, inside a file that is stored as it is, makes the count too high by a few at most.
    if data.count(_ENTRY) > limits.entries:
        raise over_limit("压缩包里的部件", f"{limits.entries} 个", "entries")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise damaged("压缩包打不开") from error
    return Container(archive, limits)


def parse_xml(data: bytes) -> "_Element":
    """Return the root of an XML part, without comments and processing instructions.

    No entity is resolved, nothing is loaded, and elements stand no more than 256 deep.

    Raises:
        ReadingError: a DTD, too many elements, too deep, too long a run of text, or not well-formed.
    """
    from lxml import etree

    if data.count(b"<") > _TAGS_MOST:
        raise ReadingError("limit", f"文件内部的标记超过 {_TAGS_MOST // 10_000} 万个，不像是报告。{_AGAIN}")
    # Zeros stand between the letters in UTF-16, whatever their order.
    if _DECLARATIONS.search(data.replace(b"\x00", b"") if b"\x00" in data[:4] else data):
        raise _unsafe()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "XML_PARSE_HUGE" in str(error) or "Excessive depth" in str(error):
            raise ReadingError("limit", f"文件内部嵌套太深或者太大，不像是报告。{_AGAIN}") from error
        raise damaged("内部的 XML 有错") from error
    # Encodings in which the test above sees no letters.
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise _unsafe()
    return root


def damaged(detail: str) -> ReadingError:
    """Return the error for a file that is broken; `detail` says where, in Chinese."""
    return ReadingError("damaged", f"文件损坏或不完整（{detail}）。{_AGAIN}")


def over_limit(what: str, limit: str, option: str) -> ReadingError:
    """Return the error for a file that costs too much.

    Args:
        what: the thing that is too much, in Chinese.
        limit: how much of it is allowed, with its unit.
        option: the field of `Limits`, which is the end of the option that raises it.
    """
    return ReadingError("limit", f"{what}超过安全限制（{limit}）。确认文件可信后，可以用 --max-{option} 放宽。")


_AGAIN = "请用原来的软件打开看看，能打开的话另存一份再检查。"
# What zipfile and zlib raise on files that are not as they should be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    IndexError,
    KeyError,
)


def _unsafe() -> ReadingError:
    return ReadingError("unsafe", f"文件里有外部实体或 DTD，出于安全不读取。{_AGAIN}")


def _name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _size(count: int) -> str:
    return f"{count / 2**20:g} MB" if count >= 2**20 else f"{count} 字节"
