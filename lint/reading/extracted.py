"""What every reader of a format gives back, what it is held to, and how it refuses."""

from typing import NamedTuple


class ReadingError(Exception):
    """A file that cannot be answered: `code` is stable, `message` says in Chinese what is the matter and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Limits(NamedTuple):
    """What a file may cost; sizes in bytes, time in seconds. What is over is refused by name, never cut."""

    size: int = 50 * 2**20
    entries: int = 5_000
    part: int = 32 * 2**20
    parts: int = 64 * 2**20
    paragraphs: int = 100_000
    characters: int = 2_000_000
    pages: int = 1_000
    seconds: float = 30.0
    memory: int = 2**30


class Piece(NamedTuple):
    """One paragraph or line as its reader sees it, in reading order; it holds no line break.

    text: without the automatic number, which is `label` (一、) and is shown before the text.
    outline: the level of a heading from 1, by its style or outline level; None where the file says nothing.
    where: the place in the source in words that its owner understands: 第12段, 表2第3行第1列, 脚注3, 第2页第5行.
    """

    text: str
    label: str = ""
    outline: int | None = None
    where: str = ""


class Extracted(NamedTuple):
    """The text of a file, with what it says of itself.

    encoding: of the text, or of the page; empty where a format settles it itself.
    metadata: pairs such as ("title", ...), ("publisher", ...), ("date", ...), ("index", ...), as the file has them.
    warnings: what the user should know of how it was read, in Chinese, without the name of the file.
    """

    pieces: tuple[Piece, ...]
    encoding: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
