"""Readers of strangers' formats, run in a process of their own, which may hang, swell or die without harm to ours.

A worker is started when it is first asked for and serves any number of files, one after the other; after an accident
the next file gets a new one. What comes back is JSON and not a pickle: the process has read hostile bytes.

Memory is limited where the platform knows RLIMIT_AS, which is Linux and most of Unix; macOS and Windows hold to the
time and to the limits on sizes and counts alone.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from typing import IO, Any

from .extracted import Extracted, Limits, Piece, ReadingError

_START = (
    "import sys; memory = int(sys.argv[1]); sys.path[:] = sys.argv[2:]; "
    "from lawlint.reading.child import serve; serve(memory)"
)
_SIZE_BYTES = 8
_AGAIN = "请用原来的软件打开看看，能打开的话另存一份再检查。"
# Signals by which the platform ends a process that has used up its processor time, and its memory.
_TIME_SIGNALS = ("SIGXCPU",)
_MEMORY_SIGNALS = ("SIGABRT", "SIGKILL", "SIGTRAP", "SIGILL")


class Worker:
    """A process that reads files, one at a time; it is closed at the end of a `with` block."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract(self, reader: str, data: bytes, limits: Limits) -> Extracted:
        """Read a file by the module `reader` of this package.

        Raises:
            ReadingError: what the reader raises; `timeout`, `memory`, `damaged` where its process came to grief;
                `missing_module` with its name as message where a library is not installed.
        """
        process = self._process or self._started(limits)
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        # The processor time is limited too; a second more lets that limit, or the reader itself, speak first.
        timer = threading.Timer(limits.seconds + 1, stop)
        timer.daemon = True
        timer.start()
        try:
            # What a reader must write to disk stands in a folder of ours, which goes even if the process is killed.
            with tempfile.TemporaryDirectory(prefix="lawlint-", ignore_cleanup_errors=True) as scratch:
                answer = _ask(process, {"reader": reader, "limits": limits._asdict(), "scratch": scratch}, data)
        finally:
            timer.cancel()
        if answer is None:
            process.kill()
            status = process.wait()
            self.close()
            raise _accident(status, late.is_set(), limits)
        if "code" in answer:
            if answer["code"] == "memory":
                # What is left of the failure would be held against the next file.
                self.close()
            raise ReadingError(answer["code"], answer["message"])
        return Extracted(
            tuple(Piece(*piece) for piece in answer["pieces"]),
            answer["encoding"],
            tuple((name, value) for name, value in answer["metadata"]),
            tuple(answer["warnings"]),
        )

    def close(self) -> None:
        """End the process, if there is one; whoever waits for its answer is told that it died."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    # What is left to write to a dead process is of no use to anybody.
                    try:
                        stream.close()
                    except OSError:
                        continue

    def _started(self, limits: Limits) -> "subprocess.Popen[bytes]":
        """Start a process that finds the modules where this one does, but not those that lie in the current folder."""
        paths = [path for path in sys.path if path]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, str(limits.memory), *paths],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise ReadingError("io", f"读取文件的进程启动不了：{error.strerror}。请关闭一些程序后再试。") from error
        return self._process


def _ask(process: "subprocess.Popen[bytes]", request: dict[str, Any], data: bytes) -> dict[str, Any] | None:
    """Send a request with its data and return the answer, None where the process died over it."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        _send(process.stdin, json.dumps(request).encode())
        _send(process.stdin, data)
        answer = _receive(process.stdout)
        return None if answer is None else json.loads(answer)
    except (OSError, ValueError):
        return None


def _accident(status: int, late: bool, limits: Limits) -> ReadingError:
    """Return the error for a process that ended with `status` instead of an answer."""
    ended = signal.Signals(-status).name if status < 0 and -status in signal.valid_signals() else ""
    if late or ended in _TIME_SIGNALS:
        return timed_out(limits.seconds)
    if ended in _MEMORY_SIGNALS:
        return out_of_memory(limits.memory)
    return ReadingError("damaged", f"读取时程序意外中止，文件多半已经损坏。{_AGAIN}")


def timed_out(seconds: float) -> ReadingError:
    """Return the error for a file that takes longer than `seconds`."""
    return ReadingError(
        "timeout", f"{seconds:g} 秒内没有读完，已停止。请核对文件；确认文件可信后，可以用 --timeout 放宽。"
    )


def out_of_memory(memory: int) -> ReadingError:
    """Return the error for a file that needs more than `memory` bytes."""
    return ReadingError(
        "memory",
        f"读取占用内存超过 {memory / 2**20:g} MB，已停止。请核对文件；确认文件可信后，可以用 --max-memory 放宽。",
    )


# --- In the child ----------------------------------------------------------------------------------------------------


def serve(memory: int) -> None:
    """Answer requests on standard input until it ends; nothing that a library prints gets among the answers.

    Args:
        memory: the address space that this process may use, in bytes.
    """
    # The parent ends us; an interrupt is meant for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = sys.stdin.buffer
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, sys.stdout.fileno())
        _limit_memory(memory)
        while (request := _receive(requests)) is not None:
            data = _receive(requests)
            if data is None:
                return
            told = json.loads(request)
            answer = _answer(told["reader"], data, Limits(**told["limits"]), told["scratch"])
            _send(answers, json.dumps(answer).encode())


def _answer(reader: str, data: bytes, limits: Limits, scratch: str) -> dict[str, Any]:
    """Return what a reader says of a file, as JSON data."""
    tempfile.tempdir = scratch
    try:
        _limit_time(limits.seconds)
        extracted: Extracted = importlib.import_module(f".{reader}", __package__).extract(data, limits)
    except ReadingError as error:
        return {"code": error.code, "message": error.message}
    except MemoryError:
        swollen = out_of_memory(limits.memory)
        return {"code": swollen.code, "message": swollen.message}
    except ModuleNotFoundError as error:
        return {"code": "missing_module", "message": error.name or ""}
    except Exception as error:  # a slip of a reader over a strange file must not cost the other files of a run
        return {"code": "damaged", "message": f"文件损坏或不完整（{type(error).__name__}）。{_AGAIN}"}
    return {
        "pieces": extracted.pieces,
        "encoding": extracted.encoding,
        "metadata": extracted.metadata,
        "warnings": extracted.warnings,
    }


def _limit_memory(most: int) -> None:
    """Let the system refuse this process more than `most` bytes of address space, where it knows how."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (limit, limit))
        except (OSError, ValueError):
            continue


def _limit_time(seconds: float) -> None:
    """Let the system end this process after that much more processor time, where it knows how."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    except (OSError, ValueError):
        return


# --- Between the two -------------------------------------------------------------------------------------------------


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(_SIZE_BYTES, "little"))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """Return the next message, None where the stream ends before it is whole."""
    head = stream.read(_SIZE_BYTES)
    if len(head) < _SIZE_BYTES:
        return None
    size = int.from_bytes(head, "little")
    data = stream.read(size)
    return data if len(data) == size else None
