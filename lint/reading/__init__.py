"""From bytes to text with a map back; each format has a module of its own."""

from .extracted import ReadingError
from .text import LIMIT, read, read_bytes, read_stdin

__all__ = ["LIMIT", "ReadingError", "read", "read_bytes", "read_stdin"]
