"""What a process or the disk hands over: pickles of the plain values of lawlint, and of nothing else.

Elements are known on both sides and much larger than what is said of them, so only their ids are written. Nothing but
the values named here is made when a pickle is read, whatever stands in it.
"""

from __future__ import annotations

import io
import pickle
import zlib
from typing import TYPE_CHECKING, Any, overload

from . import baseline, config, model
from .finishing import Documents, Outcome
from .output import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CLASSES: tuple[type, ...] = (
    *(model.Clause, model.Document, model.DocumentReport, model.Evidence, model.Failure, model.Origin, model.Place),
    *(model.Result, model.Section, model.Sentence, model.Source, model.Span, model.Waiver),
    *(model.BaselineState, model.Finding, model.Requirement, model.Role, model.Status),
    *(baseline.Entry, config.Use, Outcome, Tally),
)
_KNOWN = {(known.__module__, known.__qualname__): known for known in _CLASSES}


class _Packer(pickle.Pickler):
    def persistent_id(self, value: object) -> str | None:
        return value.id if isinstance(value, model.Element) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, data: io.BytesIO, elements: Mapping[str, model.Element]) -> None:
        super().__init__(data)
        self._elements = elements

    def persistent_load(self, name: str) -> model.Element:
        return self._elements[name]

    def find_class(self, module: str, name: str) -> type:
        known = _KNOWN.get((module, name))
        if known is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no value of lawlint")
        return known


class Pile(Documents):
    """Documents that wait for the end of a run, packed in a tenth of their room; each is made anew when asked for."""

    def __init__(self, elements: Mapping[str, model.Element]) -> None:
        self._elements = elements
        self._held: list[bytes] = []

    def append(self, document: model.DocumentReport) -> None:
        """Add a document at the end."""
        self._held.append(zlib.compress(packed(document), 1))

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, at: int) -> model.DocumentReport: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[model.DocumentReport]: ...

    def __getitem__(self, at: int | slice) -> model.DocumentReport | Sequence[model.DocumentReport]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        document: model.DocumentReport = unpacked(zlib.decompress(self._held[at]), self._elements)
        return document


def packed(value: object) -> bytes:
    """Return a value as bytes."""
    data = io.BytesIO()
    _Packer(data, pickle.HIGHEST_PROTOCOL).dump(value)
    return data.getvalue()


def unpacked(data: bytes, elements: Mapping[str, model.Element]) -> Any:
    """Return the value of some bytes.

    Args:
        data: what `packed` made.
        elements: those that it may speak of, by id.

    Raises:
        Exception: the bytes are something else; pickle does not tell which errors.
    """
    return _Unpacker(io.BytesIO(data), elements).load()
