"""Old Word files (.doc, and .wps of the same kind), turned into .docx by msdoc2docx and read as such."""

import pathlib
import tempfile

from .docx import extract as extract_docx
from .extracted import Extracted, Limits, ReadingError

# What the converter says where text or numbers may be missing; the rest is of fonts, pictures, bookmarks and headers.
_LOSSES = {
    "OFFICEART_MALFORMED": "文本框",
    "MAIN_TEXTBOX_TABLE_MALFORMED": "文本框",
    "GROUPED_MAIN_TEXTBOXES_DEFERRED": "文本框",
    "NUMBERING_TABLE_MALFORMED": "自动编号",
    "STYLE_TABLE_MALFORMED": "样式",
    "NOTE_REFERENCE_DEFERRED": "脚注",
    "MALFORMED_TABLE_FLATTENED": "表格",
    "TABLE_DEPTH_LIMITED": "表格",
    "INVALID_UTF16": "个别文字",
    "OLE_OBJECT_OMITTED": "嵌入的对象",
}
_SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 再检查"


def extract(data: bytes, limits: Limits) -> Extracted:
    """Read an old Word file.

    Raises:
        ReadingError: with a password, damaged, of a version that is not read, or what the reader of .docx raises.
    """
    docx, losses = _converted(data, limits)
    extracted = extract_docx(docx, limits)
    if not losses:
        return extracted
    told = f"旧版 Word 文件里的{'、'.join(losses)}可能没有读全；{_SAVE_AS}，结果更可靠。"
    return extracted._replace(warnings=(*extracted.warnings, told))


def _converted(data: bytes, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    """Return a file as .docx, with the kinds of content that may have been lost."""
    from doc2docx import convert
    from doc2docx.cfb import CompoundFileLimits
    from doc2docx.errors import Doc2DocxError, EncryptedDocumentError, InvalidWordDocument, StreamNotFound

    sizes = CompoundFileLimits(
        max_input_bytes=max(len(data), 1), max_stream_bytes=max(len(data), 1), max_directory_entries=limits.entries
    )
    # The converter reads and writes files by name.
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "in.doc"), pathlib.Path(folder, "out.docx")
        source.write_bytes(data)
        try:
            report = convert(source, target, limits=sizes).report
            docx = target.read_bytes()
        except EncryptedDocumentError as error:
            raise ReadingError(
                "password", "文件有打开密码，读不了。请先用 Word 或 WPS 打开，去掉密码后另存，再检查。"
            ) from error
        except StreamNotFound as error:
            raise ReadingError("damaged", f"文件损坏或不完整（缺少正文）。{_SAVE_AS}。") from error
        except InvalidWordDocument as error:
            raise ReadingError(
                "damaged",
                f"这个旧版 Word 文件读不出来，可能已经损坏，或者是 Word 95 及更早的版本。{_SAVE_AS}；"
                "装了 LibreOffice 的可以加 --soffice。",
            ) from error
        except Doc2DocxError as error:
            raise ReadingError("damaged", f"文件损坏或不完整。{_SAVE_AS}。") from error
        except MemoryError:
            raise
        except Exception as error:  # a strange file leads the converter into errors of its own
            raise ReadingError("damaged", f"文件损坏或不完整（{type(error).__name__}）。{_SAVE_AS}。") from error
    return docx, tuple(dict.fromkeys(_LOSSES[item.code] for item in report.warnings if item.code in _LOSSES))
