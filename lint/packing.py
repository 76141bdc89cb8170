"""What a process or the disk hands over: pickles of the plain values of lawlint, and of nothing else.

Elements are known on both sides and much larger than what is said of them, so only their ids are written. Nothing but
the values named here is made when a pickle is read, whatever stands in it.
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

from . import baseline, config, model
from .finishing import Outcome
from .output import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

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
