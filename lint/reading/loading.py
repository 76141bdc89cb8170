"""From a file to its text: size, format by content, the reader of that format, and the places of its paragraphs.

Plain text is read here and now; everything else by its reader in a process of its own (see `child`).
"""

import hashlib
import os
import re
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple

from ..model import Origin, Source
from .extracted import Limits, ReadingError
from .sniffing import DOC, FORMATS, HTML, TEXT, Format, sniff, told_by_name
from .text import decode

if TYPE_CHECKING:
    from .child import Worker
    from .extracted import Extracted, Piece

_LARGEST = max(known.size for known in FORMATS)


class Manner(NamedTuple):
    """How files are read.

    encoding: of text and web pages, a name that Python knows, or `auto`.
    size: the largest file that is read, in bytes; None for what each format allows.
    limits: what reading may cost.
    soffice: whether LibreOffice may turn old formats into .docx.
    """

    encoding: str = "auto"
    size: int | None = None
    limits: Limits = Limits()
    soffice: bool = False


_USUAL = Manner()


def read(path: str, manner: Manner = _USUAL, worker: "Worker | None" = None) -> Source:
    """Read a file.

    Args:
        path: the file, as it is to be shown.
        manner: how it is read.
        worker: a process that reads what is no plain text; without one, it gets a process of its own.

    Raises:
        ReadingError: what `data_of` and `read_bytes` raise.
    """
    return read_bytes(path, data_of(path, manner), manner, worker)


def data_of(path: str, manner: Manner = _USUAL) -> bytes:
    """Return the content of a file that is not larger than any that is read.

    Raises:
        ReadingError: not there, not a file, not to be opened, or too large.
    """
    most = manner.size or _LARGEST
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise ReadingError("is_directory", "这是文件夹，不是文件。请给出里面的报告，或者检查整个文件夹。")
        # Opening a pipe or a device could wait for ever.
        if not stat.S_ISREG(status.st_mode):
            raise ReadingError("not_a_file", "这是管道或设备，不是普通文件，不读。请给出报告文件本身。")
        if status.st_size > most:
            raise _too_large(most)
        with open(path, "rb") as file:
            return file.read(most + 1)
    except FileNotFoundError as error:
        raise ReadingError("not_found", "找不到这个文件。请检查文件名和所在文件夹。") from error
    except PermissionError as error:
        raise ReadingError("permission", "没有读取权限。请检查文件的权限，或者先关闭占用它的程序。") from error
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error


def read_stdin(manner: Manner = _USUAL, name: str = "<stdin>", worker: "Worker | None" = None) -> Source:
    """Read standard input to its end, but no more than may be read, under the name that is to be shown.

    Raises:
        ReadingError: closed, broken, too large, or what `read_bytes` raises.
    """
    try:
        data = sys.stdin.buffer.read((manner.size or _LARGEST) + 1)
    except (OSError, ValueError, AttributeError) as error:
        raise _unreadable(error) from error
    return read_bytes(name, data, manner, worker)


def read_bytes(path: str, data: bytes, manner: Manner = _USUAL, worker: "Worker | None" = None) -> Source:
    """Read the content of a file.

    Args:
        path: what it is called; bytes of a name that are no text are shown as U+FFFD.
        data: the whole content.
        manner: how it is read.
        worker: as for `read`.

    Raises:
        ReadingError: empty, too large, of a format that is not read, or what the reader of its format raises.
    """
    if not data:
        raise ReadingError("empty", "文件是空的。请检查是否保存成功，或者选错了文件。")
    if manner.size is not None and len(data) > manner.size:
        raise _too_large(manner.size)
    found = sniff(data)
    if len(data) > (manner.size or found.size):
        raise _too_large(manner.size or found.size)
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    digest = hashlib.sha256(data).hexdigest()
    warnings = _of_name(path, found)
    if found is TEXT:
        encoding, text = decode(data, manner.encoding)
        if len(text) > manner.limits.characters:
            raise ReadingError(
                "limit",
                f"文字超过安全限制（{manner.limits.characters} 个字）。确认文件可信后，可以用 --max-characters 放宽。",
            )
        media_type = "text/markdown" if path.lower().endswith(".md") else found.media_type
        return Source(shown, text, encoding, media_type, digest, warnings=warnings)
    extracted = _extracted(data, found, manner, worker)
    origins, text = _joined(extracted.pieces)
    if not text.strip():
        raise ReadingError(
            "no_text",
            "没有读到文字，可能是扫描件，或者文字都在图片里。请找原来的文字稿，或者先做文字识别（OCR），再检查。",
        )
    return Source(
        shown,
        text,
        extracted.encoding,
        found.media_type,
        digest,
        found.title,
        origins,
        (*warnings, *extracted.warnings),
        extracted.metadata,
    )


def _extracted(data: bytes, found: Format, manner: Manner, worker: "Worker | None") -> "Extracted":
    """Return what the reader of a format makes of a file, in a process of its own."""
    from .child import Worker

    limits = manner.limits
    if found.reader == "soffice" and not manner.soffice:
        raise ReadingError(
            "unsupported",
            f"这是{found.title}，读不了。请用 WPS 或 Word 打开，另存为 .docx 再检查；"
            "装了 LibreOffice 的可以加 --soffice。",
        )
    reader = found.reader
    if manner.soffice and (found is DOC or reader == "soffice"):
        from .soffice import SECONDS, convert

        data, reader = convert(data, max(SECONDS, limits.seconds)), "docx"
    if found is HTML and manner.encoding != "auto":
        # A byte order mark outweighs what a page says of itself.
        data = decode(data, manner.encoding)[1].encode("utf-8-sig")
    limits = limits._replace(size=manner.size or found.size)
    try:
        if worker is not None:
            return worker.extract(reader, data, limits)
        with Worker() as own:
            return own.extract(reader, data, limits)
    except ReadingError as error:
        if error.code != "missing_module":
            raise
        extra = f"[{found.extra}]" if found.extra else ""
        raise ReadingError(
            "missing_extra", f'读{found.title}需要额外组件，请运行：pip install "lawlint{extra}"'
        ) from error


def _joined(pieces: "tuple[Piece, ...]") -> tuple[tuple[Origin, ...], str]:
    """Return the text of the pieces, one to a line, and where each of them comes from."""
    origins = []
    lines = []
    start = 0
    for piece in pieces:
        line = piece.label + piece.text
        if re.search("[\ud800-\udfff]", line):
            line = line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        origins.append(Origin(start, piece.where, piece.outline))
        lines.append(line)
        start += len(line) + 1
    return tuple(origins), "\n".join(lines)


def _of_name(path: str, found: Format) -> tuple[str, ...]:
    """Return a warning where the name of a file says that it is something else."""
    suffix = told_by_name(path)
    if suffix is None or suffix in found.suffixes:
        return ()
    return (f"扩展名是 {suffix}，实际是{found.title}，按{found.title}读取。",)


def _unreadable(error: Exception) -> ReadingError:
    reason = getattr(error, "strerror", None) or str(error)
    return ReadingError("io", f"读取失败：{reason}。请检查路径，或者把文件复制到本机硬盘后再试。")


def _too_large(limit: int) -> ReadingError:
    size = f"{limit / 2**20:g} MB" if limit >= 2**20 else f"{limit / 2**10:g} KB"
    return ReadingError(
        "too_large", f"文件超过 {size}，没有读。报告一般只有几十 KB，请核对文件；确实要读的，用 --max-size 放宽。"
    )
