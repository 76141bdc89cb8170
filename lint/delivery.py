"""Where a report goes while it comes: printed, or into files that appear whole or not at all.

A format that is put together from pieces takes each as it is ready, and keeps nothing in memory; where it begins with
what is known only at the end, its pieces wait in a temporary file. The others take the whole report at the end.
"""

from __future__ import annotations

import codecs
import os
import sys
from typing import IO, TYPE_CHECKING, NamedTuple

from .console import File, Printer, append, colored, tell, tell_of
from .output import FORMATS, View, Whole, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .finishing import Total
    from .model import Failure, Report
    from .options import Target
    from .output import Pieces

PEOPLE_FORMATS = ("text", "concise")
"""Formats that are read on the console, in its own encoding."""

_IN_MEMORY_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 16


class Stream:
    """A format that is put together from pieces, on its way to where it goes."""

    def __init__(self, pieces: Pieces, view: View, sink: Printer | File) -> None:
        self._pieces = pieces
        self._view = view
        self._sink = sink
        self._waiting: IO[bytes] | None = None
        self._any = False

    @property
    def prints(self) -> bool:
        """Whether it goes to standard output."""
        return isinstance(self._sink, Printer)

    @property
    def shows(self) -> bool:
        """Whether its pieces are printed as they come."""
        return self.prints and not self._pieces.waits

    def take(self, piece: str) -> None:
        """Take what the format says of the next document."""
        text = self._pieces.between + piece if self._any else piece
        self._any = True
        if not self._pieces.waits:
            self._sink.write(text)
        elif self._sink.open:
            if self._waiting is None:
                import tempfile

                self._waiting = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES, prefix="lawlint-")  # noqa: SIM115
            # Halves of surrogate pairs are for the sink to replace.
            self._waiting.write(text.encode("utf-8", "surrogatepass"))

    def finish(self, whole: Whole) -> None:
        """Write what is still to be written, and what stands around the pieces."""
        before, after = self._pieces.frame(whole, self._view)
        self._sink.write(before)
        for text in self._waited():
            self._sink.write(text)
        self._sink.write(after)

    def _waited(self) -> Iterable[str]:
        if self._waiting is None:
            return
        decode = codecs.getincrementaldecoder("utf-8")("surrogatepass").decode
        with self._waiting as file:
            file.seek(0)
            while block := file.read(_BLOCK_BYTES):
                yield decode(block)


class _Gathered(NamedTuple):
    """A format that needs the whole report, and where it goes."""

    name: str
    view: View
    sink: Printer | File


class Delivery:
    """All formats of a run, on their way to where they go.

    views: the formats that take a piece for each document, and how each is shown.
    gathers: whether some format needs the documents themselves.
    """

    def __init__(self, targets: Sequence[Target], view: View, color: str) -> None:
        self._view = view
        self._streams: list[Stream] = []
        self._gathered: list[_Gathered] = []
        self._sinks: list[Printer | File] = []
        self._summarized = any(target.format == "github" for target in targets)
        self._printed = next((target.format for target in targets if target.path is None), None)
        views = []
        for target in targets:
            shown = view._replace(color=colored(color, target.path is not None))
            for_people = target.format in PEOPLE_FORMATS
            sink = (
                File(target.path) if target.path is not None else Printer(None if for_people else "utf-8", for_people)
            )
            self._sinks.append(sink)
            pieces = pieces_of(target.format)
            if pieces is None:
                self._gathered.append(_Gathered(target.format, shown, sink))
            else:
                self._streams.append(Stream(pieces, shown, sink))
                views.append((target.format, shown))
        self.views = tuple(views)
        self.gathers = bool(self._gathered)

    @property
    def open(self) -> bool:
        """Whether anybody still takes what is written."""
        return any(sink.open for sink in self._sinks)

    @property
    def shows(self) -> bool:
        """Whether documents appear on a terminal as they come."""
        return sys.stdout.isatty() and any(stream.shows for stream in self._streams)

    @property
    def is_read(self) -> bool:
        """Whether the report is read on standard output."""
        return self._printed in PEOPLE_FORMATS

    def take(self, pieces: Sequence[str]) -> None:
        """Take what each of the formats in `views` says of the next document."""
        for stream, piece in zip(self._streams, pieces, strict=True):
            stream.take(piece)

    def tell(self, failures: Sequence[Failure]) -> None:
        """Tell on standard error what went wrong, unless it will be read in the report."""
        if not self.is_read or not sys.stdout.isatty():
            tell_of(failures, ())

    def finish(self, report: Report, total: Total) -> None:
        """Save and print what is left; warnings and notices are told on standard error, unless they are read.

        Args:
            report: with errors and notices, and with the documents where some format needs them.
            total: of all documents.

        Raises:
            UsageError: a file cannot be written, or nothing printed; everything else is written all the same.
        """
        whole = Whole(total.tally, report.errors, report.notices)
        self._write(report, whole, printed=False)
        if self._summarized and (path := os.environ.get("GITHUB_STEP_SUMMARY")):
            from .output.markdown import summary

            append(summary(report, self._view), path)
        if not self.is_read and not self._view.quiet:
            for warning in total.warnings:
                tell(f"lawlint: {warning}")
            tell_of((), report.notices)
        self._write(report, whole, printed=True)
        problems = [sink.problem for sink in self._sinks if sink.problem is not None]
        if problems:
            raise problems[0]

    def close(self) -> None:
        """Leave every file as it was that is not finished."""
        for sink in self._sinks:
            sink.discard()

    def _write(self, report: Report, whole: Whole, printed: bool) -> None:
        for stream in self._streams:
            if stream.prints is printed:
                stream.finish(whole)
        for name, view, sink in self._gathered:
            if isinstance(sink, Printer) is printed:
                sink.write(FORMATS[name](report, view))
        for sink in self._sinks:
            if isinstance(sink, Printer) is printed:
                sink.close()
