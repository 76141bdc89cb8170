"""Plain text, as it comes: encodings, limits, and refusals that say what to do.

Bytes are decoded by their byte order mark, else as strict UTF-8, else as strict GB18030; never by guessing, since
guessers take GB18030 for other encodings. GB18030 accepts almost any bytes, so what it gives must look like Chinese.
"""

import codecs
import hashlib
import os
import stat
import sys

from ..model import Source

LIMIT = 20 * 2**20
"""The largest file that is read unless told otherwise, in bytes."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "Word、WPS 或压缩文件"),
    (b"PK\x05\x06", "空的压缩文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word 或 WPS 文件（.doc、.wps）"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG\r\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"Rar!", "RAR 压缩文件"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩文件"),
    (b"\x1f\x8b", "gzip 压缩文件"),
)
_SAVE_AS = "请在 Word 或 WPS 里打开原件，另存为“纯文本（*.txt）”，编码选 UTF-8，再检查。"
# Characters that plain writing does not hold: control characters but for line and page breaks and tabs.
_CONTROLS = frozenset(chr(code) for code in [*range(9), *range(14, 27), *range(28, 32), *range(0x80, 0xA0)])
# The twenty or so commonest characters of any Chinese text; in official writing they are about one in eight.
_COMMON = frozenset("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严")


class ReadingError(Exception):
    """A file that cannot be answered: `code` is stable, `message` says in Chinese what is the matter and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def read(path: str, encoding: str = "auto", limit: int = LIMIT) -> Source:
    """Read a file.

    Args:
        path: the file, as it is to be shown.
        encoding: a name that Python knows, or `auto`.
        limit: the largest size in bytes.

    Raises:
        ReadingError: not there, not a file, not to be opened, too large, or what `read_bytes` raises.
    """
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise ReadingError("is_directory", "这是文件夹，不是文件。")
        if not stat.S_ISREG(status.st_mode):
            raise ReadingError("not_a_file", "这不是普通文件，不读。请给出报告文件本身。")
        if status.st_size > limit:
            raise _too_large(limit)
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise ReadingError("not_found", "找不到这个文件。请检查文件名和所在文件夹。") from error
    except PermissionError as error:
        raise ReadingError("permission", "没有读取权限。请检查文件的权限，或者先关闭占用它的程序。") from error
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise ReadingError("io", f"读取失败：{reason}。请把文件复制到本机硬盘后再试。") from error
    if len(data) > limit:
        raise _too_large(limit)
    return read_bytes(path, data, encoding)


def read_stdin(limit: int = LIMIT, encoding: str = "auto", name: str = "<stdin>") -> Source:
    """Read standard input whole, under the name that is to be shown.

    Raises:
        ReadingError: too large, or what `read_bytes` raises.
    """
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise _too_large(limit)
    return read_bytes(name, data, encoding)


def read_bytes(path: str, data: bytes, encoding: str = "auto") -> Source:
    """Decode bytes; the text is without its byte order mark, and every offset refers to that text.

    Raises:
        ReadingError: empty, blank, of another format, binary, or not to be decoded.
    """
    if not data:
        raise ReadingError("empty", "文件是空的。请检查是否保存成功，或者选错了文件。")
    name, text = _decoded(data, encoding)
    if not text.strip("\ufeff\u200b\u200c\u200d\u2060" + _SPACES):
        raise ReadingError("blank", "文件里只有空白，没有文字。请检查是否保存成功，或者选错了文件。")
    media_type = "text/markdown" if path.lower().endswith((".md", ".markdown")) else "text/plain"
    return Source(path, text, name, media_type, hashlib.sha256(data).hexdigest())


_SPACES = " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    """Return the name of the encoding and the text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return name.replace("-sig", ""), data.decode(name)
            except UnicodeDecodeError as error:
                raise ReadingError(
                    "undecodable", f"文件开头标明是 {name}，内容却不是，可能已经损坏。{_SAVE_AS}"
                ) from error
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and not (signature == b"BM" and _is_utf8(data)):
            raise ReadingError("wrong_format", f"这是{kind}，不是纯文本。{_SAVE_AS}")
    if encoding != "auto":
        return _named(data, encoding)
    if b"\x00" in data[: 2**16] or b"\x00" in data:
        raise ReadingError("binary", f"文件里有空字节，不是纯文本。{_SAVE_AS}")
    for name in ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not _is_writing(text, strict=name != "utf-8"):
            break
        return name, text
    raise ReadingError(
        "undecodable",
        f"认不出文字编码：不是 UTF-8，也不是 GB18030（GBK）的中文。{_SAVE_AS}知道编码的，可以用 --encoding 指定。",
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= min(len(data), 4096) - 4
    return True


def _named(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise ReadingError("encoding", f"没有 {encoding} 这种编码。常用的有 utf-8、gb18030、utf-16。") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise ReadingError(
            "undecodable", f"不能按 {encoding} 解码。请去掉 --encoding 让程序识别，或者换一种编码。{_SAVE_AS}"
        ) from error
    if "\x00" in text:
        raise ReadingError("binary", f"按 {encoding} 解码后有空字符，不是纯文本。{_SAVE_AS}")
    return encoding.lower(), text.removeprefix("\ufeff")


def _is_writing(text: str, *, strict: bool) -> bool:
    """Tell whether decoded text is writing and not binary data that happened to decode.

    `strict` is for GB18030: random bytes that decode give rare characters, of which hardly any is a common one.
    """
    sample = text[:20_000]
    if sum(char in _CONTROLS for char in sample) * 50 > len(sample):
        return False
    if not strict:
        return True
    high = [char for char in sample if char > "\x7f"]
    private = sum("\ue000" <= char <= "\uf8ff" or char > "\U000e0000" for char in high)
    return not high or (private * 20 <= len(high) and sum(char in _COMMON for char in high) * 8 >= len(high))


def _too_large(limit: int) -> ReadingError:
    size = f"{limit / 2**20:g} MB" if limit >= 2**20 else f"{limit / 2**10:g} KB"
    return ReadingError("too_large", f"文件超过 {size}，没有读。报告一般只有几十 KB，请核对文件；确实要读的，用 --max-size 放宽。")
