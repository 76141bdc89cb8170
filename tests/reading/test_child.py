"""A reader may hang, swell, print or die: the file is refused with what happened, and the next one is read."""

import pathlib
import sys
import tempfile
import time
from collections.abc import Iterator

import pytest

from lawlint.reading import Limits, ReadingError, child
from lawlint.reading.child import Worker
from lawlint.reading.extracted import Extracted, Piece

STUB = """
import importlib, os, signal, sys, tempfile, time, types
from lawlint.reading.extracted import Extracted, Piece, ReadingError

def extract(data, limits):
    what = data.decode()
    if what == "hang":
        time.sleep(60)
    if what == "spin":
        while True:
            pass
    if what == "swell":
        held = []
        while True:
            held.append(bytearray(2**24))
    if what == "abort":
        os.abort()
    if what == "exit":
        os._exit(3)
    if what == "slip":
        raise KeyError("x")
    if what == "refuse":
        raise ReadingError("password", "文件有打开密码。")
    if what == "missing":
        importlib.import_module("no_such_library_here")
    if what == "print":
        print("noise")
        os.write(1, b"noise")
        sys.stderr.write("noise")
    if what.startswith("write"):
        folder = tempfile.mkdtemp()
        open(os.path.join(folder, "x"), "w").close()
        if what == "write and die":
            os._exit(1)
        what = folder
    return Extracted((Piece(what, "一、", 2, "第1段"), Piece("\\ud800", where=str(limits.pages))), "utf-8",
                     (("title", "题"),), ("留意。",))

stub = types.ModuleType("lawlint.reading.stub")
stub.extract = extract
sys.modules["lawlint.reading.stub"] = stub
"""
LIMITS = Limits(seconds=10, memory=2**29)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker whose process knows a reader that does as the data say."""
    begin, sep, end = child._START.partition("from lawlint.reading.child")
    monkeypatch.setattr(child, "_START", f"{begin}exec({STUB!r}); {sep}{end}")
    with Worker() as started:
        yield started


def refusal(worker: Worker, what: str, limits: Limits = LIMITS) -> ReadingError:
    """Return the error with which a file is refused, after which the next one is read as ever."""
    with pytest.raises(ReadingError) as caught:
        worker.extract("stub", what.encode(), limits)
    assert worker.extract("stub", b"fine", limits).pieces[0].text == "fine"
    return caught.value


def test_what_is_read_comes_back_whole(worker: Worker) -> None:
    """All that a reader says arrives as it was, and one process serves several files."""
    first = worker.extract("stub", "法治".encode(), LIMITS._replace(pages=7))
    assert first == Extracted(
        (Piece("法治", "一、", 2, "第1段"), Piece("\ud800", where="7")), "utf-8", (("title", "题"),), ("留意。",)
    )
    process = worker._process
    assert worker.extract("stub", b"", LIMITS).pieces[0].text == ""
    assert worker._process is process is not None


@pytest.mark.parametrize("what", ["hang", "spin"])
def test_a_reader_that_does_not_end(worker: Worker, what: str) -> None:
    """Both waiting and working without end are stopped, and the message names the option."""
    begin = time.monotonic()
    error = refusal(worker, what, LIMITS._replace(seconds=0.3))
    assert time.monotonic() - begin < 8
    assert error.code == "timeout"
    assert "0.3 秒" in error.message
    assert "--timeout" in error.message


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is not kept elsewhere")
def test_a_reader_that_swells(worker: Worker) -> None:
    """Memory is limited, and the message names the option."""
    error = refusal(worker, "swell")
    assert error.code == "memory"
    assert "512 MB" in error.message
    assert "--max-memory" in error.message


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_reader_that_aborts(worker: Worker) -> None:
    """A library that finds no memory ends its process by this signal."""
    assert refusal(worker, "abort").code == "memory"


@pytest.mark.parametrize(("what", "code", "word"), [("exit", "damaged", "中止"), ("slip", "damaged", "KeyError")])
def test_a_reader_that_slips(worker: Worker, what: str, code: str, word: str) -> None:
    """An accident of a reader is a refusal of the file."""
    error = refusal(worker, what)
    assert error.code == code
    assert word in error.message


def test_refusals_pass_through(worker: Worker) -> None:
    """What a reader refuses is refused in its words; a library that is not there is named."""
    assert (refusal(worker, "refuse").code, refusal(worker, "refuse").message) == ("password", "文件有打开密码。")
    assert (refusal(worker, "missing").code, refusal(worker, "missing").message) == (
        "missing_module",
        "no_such_library_here",
    )


def test_noise_is_kept_out(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    """What libraries print neither garbles the answer nor reaches the user."""
    assert worker.extract("stub", b"print", LIMITS).pieces[0].text == "print"
    assert capfd.readouterr() == ("", "")


def test_nothing_is_left_on_disk(worker: Worker, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader writes goes with its answer, and also with its death."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written = pathlib.Path(worker.extract("stub", b"write", LIMITS).pieces[0].text)
    assert tmp_path in written.parents
    refusal(worker, "write and die")
    assert list(tmp_path.iterdir()) == []


def test_modules_of_the_current_folder_are_not_run(
    worker: Worker, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file beside a report that is called like a module of Python stays unread."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    (tmp_path / "lawlint.py").write_text("raise SystemExit(7)")
    assert worker.extract("stub", b"fine", LIMITS).pieces[0].text == "fine"


def test_a_worker_that_was_never_asked() -> None:
    """Nothing is started before it is needed, and closing twice does no harm."""
    worker = Worker()
    assert worker._process is None
    worker.close()
    worker.close()


def test_no_process_can_be_started(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that starts no more processes is told as such."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ReadingError) as caught:
        worker.extract("stub", b"fine", LIMITS)
    assert caught.value.code == "io"


def test_the_processor_time_of_a_worker_counts_for_each_file(worker: Worker) -> None:
    """Many files that together take longer than one may take are read by one process all the same."""
    limits = LIMITS._replace(seconds=0.2)
    worker.extract("stub", b"fine", limits)
    process = worker._process
    for _ in range(300):
        worker.extract("stub", b"x" * 10_000, limits)
    assert worker._process is process
