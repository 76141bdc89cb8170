"""Rows gathered into what is answered at a time: enough for the way to be worth it, and never across parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DOCUMENTS_MOST = 100
BYTES_MOST = 2**19
"""A chunk ends with the document that brings it to so many bytes: one large file is a chunk by itself."""


class Chunk(NamedTuple):
    """Documents that are answered together.

    number: of the first of them, from 0 over all inputs.
    ends_part: whether the part ends here.
    """

    number: int
    rows: tuple[Row, ...]
    ends_part: bool


def chunks(rows: Iterable[Row], part_size: int, first: int) -> Iterator[Chunk]:
    """Yield the rows in chunks.

    Args:
        rows: in their order.
        part_size: how many documents stand in a part.
        first: the number of the first row; a multiple of `part_size`.
    """
    number = first
    held: list[Row] = []
    size = 0
    for row in rows:
        held.append(row)
        size += row.size
        ends_part = (number + len(held)) % part_size == 0
        if ends_part or len(held) >= DOCUMENTS_MOST or size >= BYTES_MOST:
            yield Chunk(number, tuple(held), ends_part)
            number += len(held)
            held, size = [], 0
    if held:
        yield Chunk(number, tuple(held), False)
