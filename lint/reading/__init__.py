"""From files to text with a map back; each format has a module of its own."""

from .extracted import Limits, ReadingError
from .loading import Manner, data_of, read, read_bytes, read_stdin

__all__ = ["Limits", "Manner", "ReadingError", "data_of", "read", "read_bytes", "read_stdin"]
