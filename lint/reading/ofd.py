"""Read the text of OFD files (GB/T 33190) with ofdkit, page by page; see `reflow` for how it becomes paragraphs.

A page that cannot be read is refused, never left out: an answer about the rest would be wrong.
"""

from contextlib import closing
from typing import TYPE_CHECKING

from .containers import damaged, open_container, over_limit
from .extracted import Extracted, Limits, ReadingError
from .paged import REFLOWED, no_text, pictures_warning
from .pagelines import Page, Run
from .reflow import reflow

if TYPE_CHECKING:
    from ofdkit import Page as OFDPage

# Pictures, fonts and seals: large, and no text.
_MEDIA = (
    ".jpg",
    ".jpeg",
    ".png",
    ".bmp",
    ".gif",
    ".tif",
    ".tiff",
    ".jb2",
    ".gbig2",
    ".ttf",
    ".otf",
    ".ttc",
    ".esl",
    ".dat",
)
_EDGE = 2.0
"""How far outside a page, in mm, text may begin and still be seen."""


def extract(data: bytes, limits: Limits) -> Extracted:
    """Read an OFD file.

    Raises:
        ReadingError: missing_extra, password, unsafe, damaged, limit, no_text.
    """
    try:
        import ofdkit
    except ImportError as error:
        raise ReadingError("missing_extra", '读 .ofd 需要额外组件，请运行：pip install "lawlint[ofd]"') from error
    _check_parts(data, limits)
    try:
        with closing(ofdkit.open(data)) as document:
            pages, hidden = _pages(document.pages, limits)
            title = (document.info.title or "").strip()
            left_out = len(document.warnings)
    except (ReadingError, MemoryError):
        raise
    except ofdkit.OFDLimitError as error:
        raise ReadingError("unsafe", "文件里有外部实体或 DTD，出于安全不读取。请用原来的 Word 文件检查。") from error
    except ofdkit.OFDError as error:
        raise damaged("OFD 的结构打不开") from error
    warnings = [REFLOWED, *pictures_warning(len(pages), *_by_text(pages))]
    if left_out:
        warnings.append(f"有 {left_out} 处模板或资源没有读到，文字可能不全。")
    if hidden:
        warnings.append(f"有 {hidden} 处文字在页面之外，看不见，没有检查。")
    pieces = reflow(pages, limits)
    if not pieces:
        raise no_text(len(pages))
    return Extracted(pieces, metadata=(("title", title),) if title else (), warnings=tuple(warnings))


def _check_parts(data: bytes, limits: Limits) -> None:
    """Read all that may hold text once, so that what is encrypted, damaged or too large is refused; nothing is kept."""
    container = open_container(data, limits)
    for name in container.names:
        if not name.lower().endswith(_MEDIA):
            container.read(name)


def _pages(pages: "list[OFDPage]", limits: Limits) -> tuple[list[Page], int]:
    """Return the pages as they are placed, and how many runs stand outside them.

    Raises:
        ReadingError: `limit` for more pages or characters than are allowed, `damaged` where a page is not there.
    """
    if len(pages) > limits.pages:
        raise over_limit("页数", f"{limits.pages} 页", "pages")
    placed = []
    total = hidden = 0
    for number, page in enumerate(pages, 1):
        if page.location is None:
            raise damaged(f"缺第 {number} 页")
        left, top, width, height = page.box
        everything = page.runs
        runs = [
            Run(run.text, run.x - left, run.x - left + run.width, run.y - top, run.size)
            for run in everything
            if -_EDGE <= run.x - left <= width + _EDGE and -_EDGE <= run.y - top <= height + _EDGE
        ]
        hidden += len(everything) - len(runs)
        total += sum(len(run.text) for run in runs)
        if total > limits.characters:
            raise over_limit("文字", f"{limits.characters} 字", "characters")
        placed.append(Page(width, height, runs))
    return placed, hidden


def _by_text(pages: list[Page]) -> tuple[int, list[int]]:
    """Return how many pages have text, and the numbers of those that have none."""
    without = [number for number, page in enumerate(pages, 1) if not any(run.text.strip() for run in page.runs)]
    return len(pages) - len(without), without
