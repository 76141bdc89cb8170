"""What PDF and OFD files are refused for, and warned of, alike."""

from collections.abc import Sequence

from .extracted import ReadingError

REFLOWED = "PDF/OFD 的段落是推测的，位置以“页、行”为准。"
"""The warning that goes with every such file."""
AGAIN = "请重新下载或复制，或者用原来的 Word 文件检查。"
_OCR = "请找原来的文字稿，或者先做文字识别（OCR）再检查。"


def no_text(pages: int) -> ReadingError:
    """Return the refusal of a file without text."""
    return ReadingError("no_text", f"没有读到文字（共 {pages} 页，可能是扫描件或图片）。{_OCR}")


def pictures_warning(pages: int, with_text: int, pictures: Sequence[int]) -> tuple[str, ...]:
    """Return the warning that some pages are pictures of text, if any are.

    Args:
        pages: how many there are.
        with_text: how many of them have text.
        pictures: the numbers of those that have none, and are not blank.

    Raises:
        ReadingError: `no_text` where they are half of the file: the answer would be about the other half.
    """
    if not with_text:
        raise no_text(pages)
    if len(pictures) >= with_text:
        raise ReadingError("no_text", f"共 {pages} 页，其中 {len(pictures)} 页没有读到文字，可能是扫描件或图片。{_OCR}")
    if not pictures:
        return ()
    return (f"第 {listed(pictures)} 页没有读到文字，可能是扫描件或图片，这些页没有检查。",)


def listed(numbers: Sequence[int]) -> str:
    """Return numbers of pages in words; of many, the first ten."""
    return "、".join(map(str, numbers[:10])) + (" 等" if len(numbers) > 10 else "")
