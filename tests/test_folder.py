"""A folder: results come as they are ready, and what stops a run leaves whole lines and valid documents."""

import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest
from support import Run, caller

REPORT = (
    "清溪镇2024年法治政府建设年度报告\n一、工作开展情况\n聘请{0}名律师担任镇法律顾问，出具法律意见书9份。\n"
    "清溪镇人民政府\n2025年1月10日\n"
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")
COUNT = 60


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The current folder, with reports and one file that is none."""
    monkeypatch.chdir(tmp_path)
    for number in range(COUNT):
        (tmp_path / f"{number:03}.txt").write_text(REPORT.format(number + 1), encoding="utf-8")
    (tmp_path / "001.txt").write_text("今天天气很好。", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command line in this process, in the folder."""
    assert folder.is_dir()
    return caller(capsys)


def started(folder: pathlib.Path, *arguments: str, stdout: int = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    """Start lawlint in a session of its own; it waits for its standard input where that is among the paths."""
    code = (
        "import signal, sys; from lawlint.__main__ import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in jobs of a script
        "if __name__ == '__main__': sys.argv[:1] = ['lawlint']; main()"
    )
    script = folder / "start.py"
    script.write_text(code, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), "--isolated", *arguments],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def is_over(group: int) -> bool:
    """Tell whether all processes of a session end within some time."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return True
        time.sleep(0.1)
    return False


def lines_of(process: "subprocess.Popen[bytes]", count: int) -> bytes:
    assert process.stdout is not None
    return b"".join(process.stdout.readline() for _ in range(count))


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_results_come_as_they_are_ready(folder: pathlib.Path, jobs: str) -> None:
    """What is known is printed while other files are still waited for."""
    process = started(folder, "-f", "jsonl", "-j", jobs, "000.txt", "002.txt", "-", "003.txt")
    first = lines_of(process, 2)
    assert process.poll() is None
    rest, _ = process.communicate(REPORT.format(7).encode(), timeout=120)
    paths = [json.loads(line)["documents"][0]["path"] for line in (first + rest).splitlines()]
    assert paths == ["000.txt", "002.txt", "<stdin>", "003.txt"]


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("output_format", ["jsonl", "json", "text", "sarif"])
def test_interrupt(folder: pathlib.Path, jobs: str, output_format: str) -> None:
    """Ctrl-C ends with 130, a valid document of what was done, a word that it is not all, and no process left."""
    saved = folder / "out"
    arguments = [
        "-f",
        "jsonl",
        "-f",
        f"{output_format}={saved}",
        "-j",
        jobs,
        "000.txt",
        "001.txt",
        "002.txt",
        "-",
        "3.txt",
    ]
    process = started(folder, *arguments)
    printed = lines_of(process, 2)
    os.killpg(process.pid, signal.SIGINT)
    rest, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"Traceback" not in told
    assert told.decode().count("检查被中断：共 4 份，只检查了前 3 份") == 1
    parts = [json.loads(line) for line in (printed + rest).splitlines()]
    assert [part["documents"][0]["path"] for part in parts if part["documents"]] == ["000.txt", "002.txt"]
    assert [part["errors"][0]["path"] for part in parts if part["errors"]] == ["3.txt", "001.txt"]
    assert "检查被中断" in parts[-1]["notices"][0]
    content = saved.read_text(encoding="utf-8")
    if output_format == "json":
        assert [document["path"] for document in json.loads(content)["documents"]] == ["000.txt", "002.txt"]
    assert "002.txt" in content
    assert "检查被中断" in content or output_format == "sarif"
    assert is_over(process.pid)


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_goes_away(folder: pathlib.Path, jobs: str) -> None:
    """What is for nobody is not checked: quiet, prompt, and no clean status for files that nobody looked at."""
    with started(folder, "-f", "jsonl", "-j", jobs, ".", "-") as process:
        lines_of(process, 1)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read().decode()
        assert process.wait(timeout=120) == 2
        assert "Traceback" not in told
        assert is_over(process.pid)


@POSIX
def test_a_run_whose_parent_is_killed_leaves_nothing_behind(folder: pathlib.Path) -> None:
    """The processes of a run end with the one that started them, however that ends."""
    process = started(folder, "-f", "jsonl", "-j", "2", ".", "-")
    lines_of(process, 1)
    process.kill()
    process.communicate(timeout=120)
    assert is_over(process.pid)


# --- Files that appear whole or not at all ---------------------------------------------------------------------------


def names(folder: pathlib.Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".txt"}


@pytest.mark.parametrize("output_format", ["text", "json", "jsonl", "html", "sarif"])
def test_a_file_is_what_would_be_printed(run: Run, folder: pathlib.Path, output_format: str) -> None:
    """The same bytes, in place of what was there, which keeps its mode; nothing else is left beside it."""
    saved = folder / "out"
    saved.write_bytes(b"before")
    saved.chmod(0o640)
    printed = run("--isolated", "-f", output_format, "000.txt", "001.txt", "missing.txt", "003.txt")
    done = run("--isolated", "-f", output_format, "-o", "out", "000.txt", "001.txt", "missing.txt", "003.txt")
    assert (done.status, done.out) == (printed.status, "")
    assert saved.read_bytes().decode() == printed.out
    if sys.platform != "win32":
        assert saved.stat().st_mode & 0o777 == 0o640
    assert names(folder) == {"out"}


def test_what_goes_wrong_leaves_the_file_as_it_was(
    run: Run, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half a report nor an empty file stands where a whole one was."""
    (folder / "out").write_bytes(b"before")

    def slip(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lawlint.finishing.waive_one", slip)
    with pytest.raises(ZeroDivisionError):
        run("--isolated", "-f", "jsonl", "-o", "out", "000.txt")
    assert (folder / "out").read_bytes() == b"before"
    assert names(folder) == {"out"}


@POSIX
def test_a_link_stays_a_link(run: Run, folder: pathlib.Path) -> None:
    """What a link leads to is replaced, and not the link."""
    (folder / "real").write_bytes(b"before")
    (folder / "out").symlink_to("real")
    assert run("--isolated", "-f", "jsonl", "-o", "out", "000.txt").status in (0, 1)
    assert (folder / "out").is_symlink()
    assert (folder / "real").read_bytes().startswith(b"{")


@POSIX
def test_a_device_is_written_to(run: Run, folder: pathlib.Path) -> None:
    """What is no file is not replaced by one."""
    fifo = folder / "out"
    os.mkfifo(fifo)
    reader = subprocess.Popen(
        [sys.executable, "-c", "print(open('out', encoding='utf-8').read())"], cwd=folder, stdout=-1
    )
    assert run("--isolated", "-f", "jsonl", "-o", "out", "000.txt").status in (0, 1)
    assert reader.communicate(timeout=60)[0].startswith(b"{")
    assert fifo.is_fifo()


@pytest.mark.parametrize("paths", [("000.txt",), ("000.txt", "missing.txt", "001.txt")])
def test_a_file_that_cannot_be_written(run: Run, folder: pathlib.Path, paths: Sequence[str]) -> None:
    """The other formats are written all the same, and the status tells."""
    done = run("--isolated", "-f", "json=nowhere/out", "-f", "jsonl=out", "-f", "concise", *paths)
    assert done.status == 2
    assert "nowhere/out 写不进去" in done.err
    assert "000.txt:" in done.out
    assert (folder / "out").read_bytes().startswith(b"{")


# --- A list of files -------------------------------------------------------------------------------------------------

LISTED = ("005.txt", "子文件夹/报告 一.txt", "000.txt")


@pytest.fixture
def listing(folder: pathlib.Path) -> pathlib.Path:
    """The folder, with a file whose name is Chinese and has a space."""
    (folder / "子文件夹").mkdir()
    (folder / "子文件夹/报告 一.txt").write_text(REPORT.format(9), encoding="utf-8")
    return folder


def checked(out: str) -> list[str]:
    """Return the paths of the documents in JSON."""
    return [document["path"] for document in json.loads(out)["documents"]]


@pytest.mark.parametrize(
    "data",
    [
        "\n".join(LISTED).encode(),
        ("\ufeff" + "\r\n".join(LISTED) + "\r\n\r\n").encode(),
        ("\n\n".join(LISTED) + "\n").encode("gb18030"),
        "\r\n".join(LISTED).encode("utf-16"),
        "\0".join(LISTED).encode(),
        ("\0".join(LISTED) + "\0").encode(),
    ],
)
@pytest.mark.parametrize("from_stdin", [False, True])
def test_a_list(
    run: Run, listing: pathlib.Path, monkeypatch: pytest.MonkeyPatch, data: bytes, from_stdin: bool
) -> None:
    """Whatever program wrote it: the files are checked in its order, after those that are named."""
    if from_stdin:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    else:
        (listing / "list").write_bytes(data)
    done = run("--isolated", "-f", "json", "--files-from", "-" if from_stdin else "list", "003.txt")
    assert checked(done.out) == ["003.txt", *LISTED]


@POSIX
def test_a_list_of_names_that_are_no_text(run: Run, listing: pathlib.Path) -> None:
    """Between null bytes stands whatever the system has."""
    name = os.fsencode(listing) + b"/\xff.txt"
    try:
        with open(name, "wb") as file:
            file.write(REPORT.format(3).encode())
    except OSError:
        pytest.skip("the file system wants text")
    (listing / "list").write_bytes(b"\xff.txt\0")
    assert checked(run("--isolated", "-f", "json", "--files-from", "list").out) == ["\ufffd.txt"]


def test_what_a_list_names_and_is_not_there(run: Run, listing: pathlib.Path) -> None:
    """It is told as if it had been typed."""
    (listing / "list").write_text("000.txt\nmissing.txt\n", encoding="utf-8")
    done = run("--isolated", "-f", "json", "--files-from", "list")
    assert done.status == 2
    assert [error["path"] for error in json.loads(done.out)["errors"]] == ["missing.txt"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\0\0", b"\xff\x80\xff\x81.txt", None])
def test_a_list_that_is_of_no_use(run: Run, listing: pathlib.Path, data: bytes | None) -> None:
    """Nothing to check is no clean answer."""
    if data is not None:
        (listing / "list").write_bytes(data)
    done = run("--isolated", "--files-from", "list")
    assert (done.status, done.out) == (2, "")
    assert "--files-from list" in done.err


def test_standard_input_is_one(run: Run) -> None:
    """It cannot be both the list and a report."""
    done = run("--isolated", "--files-from", "-", "-")
    assert done.status == 2
    assert "标准输入" in done.err


def test_a_listed_report_is_not_written_over(run: Run, listing: pathlib.Path) -> None:
    """What the list names is spared like what is named."""
    (listing / "list").write_text("000.txt\n", encoding="utf-8")
    before = (listing / "000.txt").read_bytes()
    assert run("--isolated", "--files-from", "list", "-o", "000.txt").status == 2
    assert (listing / "000.txt").read_bytes() == before
