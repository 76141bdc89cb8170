"""Pieces of a document as a reader gathers them, counted against the limits one by one, with words for their places."""

from .containers import over_limit
from .extracted import Limits, Piece, ReadingError

REVISED = "有未接受的修订，按“接受全部修订”后的文字检查。"


class Place:
    """Where in a document reading goes on: its body, a cell, a text box, a note.

    name: of the place, empty for the body; paragraphs: how many were found in it; tables: how many it has so far.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.paragraphs = 0
        self.tables = 0

    def table(self) -> str:
        """Return the name of the next table."""
        self.tables += 1
        return f"{self.name}内表{self.tables}" if self.name else f"表{self.tables}"


class Gathering:
    """The pieces so far; what is over a limit is refused while they come in."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pieces: list[Piece] = []
        self._paragraphs = 0
        self._characters = 0

    def paragraph(self) -> None:
        """Count a paragraph of the source, whether or not it has text."""
        self._paragraphs += 1
        if self._paragraphs > self._limits.paragraphs:
            raise over_limit("段落", f"{self._limits.paragraphs} 个", "paragraphs")

    def characters(self, count: int) -> None:
        """Count characters that were read."""
        self._characters += count
        if self._characters > self._limits.characters:
            raise over_limit("文字", f"{self._limits.characters} 个字", "characters")

    def add(self, text: str, label: str, outline: int | None, place: Place) -> None:
        """Take a paragraph, as a piece for each of its lines that is not blank; the label goes before the first.

        In the body each paragraph has its number. In a cell, a box or a note it has one only where there are several.
        """
        self.characters(len(label))
        lines = [line for line in text.split("\n") if line.strip()] or ([""] if label else [])
        if not lines:
            return
        place.paragraphs += 1
        for index, line in enumerate(lines):
            where = f"{place.name}第{place.paragraphs}段"
            self._pieces.append(Piece(line, "" if index else label, None if index else outline, where))

    def mark(self) -> int:
        """Return how many pieces there are."""
        return len(self._pieces)

    def leave(self, place: Place, mark: int) -> None:
        """End a cell, box or note which began at a mark: a single paragraph is named by the place alone."""
        if place.paragraphs == 1:
            lone = f"{place.name}第1段"
            for index in range(mark, len(self._pieces)):
                if self._pieces[index].where == lone:
                    self._pieces[index] = self._pieces[index]._replace(where=place.name)

    def pieces(self) -> tuple[Piece, ...]:
        """Return the pieces.

        Raises:
            ReadingError: there are none.
        """
        if not any(piece.text for piece in self._pieces):
            raise ReadingError(
                "no_text",
                "没有读到文字，可能只有图片，或者是空白文档。图片和扫描件请先做文字识别（OCR），或者找原来的文字稿，再检查。",
            )
        return tuple(self._pieces)
