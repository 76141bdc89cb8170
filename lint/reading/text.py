"""Plain text, as it comes: encodings, and refusals that say what to do.

Bytes are decoded by their byte order mark, else as strict UTF-8, else as strict GB18030; never by guessing, since
guessers take GB18030 for other encodings. GB18030 accepts almost any bytes, so what it gives must look like Chinese.
"""

import codecs
import re

from .extracted import ReadingError

_SAVE_AS = "请在 Word 或 WPS 里打开原件，另存为 .docx 或“纯文本（*.txt）”，编码选 UTF-8，再检查。"
# The marks of UTF-32 begin like those of UTF-16 and so come first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
# Control characters that writing does not hold; lines, pages, tabs, and the end of file of old systems are left out.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_HIGH = re.compile(r"[^\x00-\x7f]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff]")
# Some of the commonest characters of Chinese and of official writing, in both scripts; compiled where they are needed.
_COMMON = (
    "[的一是在不了有人和这中大为上个国我以要时来用们到作地于出就分对成会可主发年动同工也能行方学法所民得经"
    "进等部家高理加制实全业新区建技展设创政务产度科力强推市乡镇县村街府社公关治管开安及项月日"
    "為這個國時來們對會發動學經進實業區設創務產強鄉鎮縣關開項]"
)
# Of the characters above ASCII, common ones are a quarter or more in whole reports, and at most one in fifteen in
# Big5, Korean, Japanese or damaged UTF-8 taken for GB18030.
_COMMON_LEAST = 0.1
_SAMPLE = 20_000


def decode(data: bytes, encoding: str = "auto") -> tuple[str, str]:
    """Decode the bytes of a text; return the name of the encoding, and the text without its byte order mark.

    Args:
        data: the whole content.
        encoding: a name that Python knows, by which the bytes are decoded strictly, or `auto`.

    Raises:
        ReadingError: blank, binary, or not to be decoded.
    """
    name, text = _decoded(data) if encoding == "auto" else _named(data, encoding)
    if _BLANK.fullmatch(text):
        raise ReadingError("blank", "文件里只有空白，没有文字。请检查是否保存成功，或者选错了文件。")
    return name, text


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the name of the encoding and the text, without its byte order mark."""
    mark, marked = byte_order_mark(data)
    if marked:
        try:
            marked_text = data[len(mark) :].decode("utf-8") if marked == "utf-8" else data.decode(marked)
        except UnicodeDecodeError as error:
            raise ReadingError(
                "undecodable", f"文件开头标明是 {marked.upper()}，内容却不是，可能已经损坏。{_SAVE_AS}"
            ) from error
        if not is_writing(marked_text):
            raise ReadingError("binary", f"文件开头标明是 {marked.upper()}，内容却不像文字。{_SAVE_AS}")
        return marked, marked_text
    if b"\x00" in data:
        raise ReadingError(
            "binary",
            f"文件里有空字节，不是纯文本。{_SAVE_AS}确实是 UTF-16 文本的，加 --encoding utf-16-le 或 utf-16-be。",
        )
    text = _strictly(data, "utf-8")
    if text is not None:
        if not is_writing(text):
            raise ReadingError("binary", f"文件里有许多控制字符，不像文字。{_SAVE_AS}")
        return "utf-8", text
    text = _strictly(data, "gb18030")
    if text is not None and is_writing(text) and is_chinese(text):
        return "gb18030", text
    raise ReadingError(
        "undecodable",
        "认不出文字编码：不是 UTF-8，也不是 GB18030（GBK）的中文。"
        f"{_SAVE_AS}知道编码的，可以用 --encoding 指定，例如 --encoding big5。",
    )


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _named(data: bytes, encoding: str) -> tuple[str, str]:
    """Return the proper name of the encoding and the text, decoded strictly, without its byte order mark."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise _no_encoding(encoding) from error
    _, marked = byte_order_mark(data)
    if marked and not name.startswith(marked):
        raise ReadingError(
            "undecodable", f"文件开头标明是 {marked.upper()}，与 --encoding {encoding} 不合。请去掉 --encoding 再试。"
        )
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise _no_encoding(encoding) from error
    except ValueError as error:
        raise _not_in(encoding) from error
    if not is_writing(text):
        raise _not_in(encoding)
    return name, text.removeprefix("\ufeff")


def byte_order_mark(data: bytes) -> tuple[bytes, str]:
    """Return the byte order mark and the encoding that it tells, both empty where there is none."""
    return next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))


def is_writing(text: str) -> bool:
    """Tell whether decoded text is writing: next to no control characters, no null, no half of a surrogate pair."""
    if "\x00" in text or _SURROGATES.search(text):
        return False
    sample = text[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) * 50 <= len(sample) and len(_PRIVATE.findall(sample)) * 20 <= len(sample)


def is_chinese(text: str) -> bool:
    """Tell whether what GB18030 made of bytes is Chinese, and not another encoding or junk that happened to decode."""
    sample = text[:_SAMPLE]
    return len(re.findall(_COMMON, sample)) >= _COMMON_LEAST * len(_HIGH.findall(sample))


def _no_encoding(encoding: str) -> ReadingError:
    return ReadingError("encoding", f"没有 {encoding!r} 这种编码。常用的有 utf-8、gb18030、utf-16。")


def _not_in(encoding: str) -> ReadingError:
    return ReadingError(
        "undecodable", f"不能按 {encoding} 解码。请去掉 --encoding 让程序识别，或者换一种编码。{_SAVE_AS}"
    )
