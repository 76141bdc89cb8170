"""How far a run has come is told on a terminal, and only there."""

import os
import pathlib
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import pytest

from lawlint import progress
from lawlint.progress import Progress


def clocked(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let every look at the clock find it that much later."""
    clock = iter(range(10**6))
    monkeypatch.setattr(progress.time, "monotonic", lambda: seconds * next(clock))


def test_count_rate_and_remaining_time(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """After a second it tells how many of how many, how fast, and how long it will take; in the end it is gone."""
    clocked(monkeypatch, 0.5)
    line = Progress(200, True)
    for _ in range(20):
        line.step()
    lines = capsys.readouterr().err.split("\r")
    assert "已检查 2/200" in lines[1]
    assert lines[-1] == "已检查 20/200，每秒 2.0 份，还要约 1 分 30 秒"
    line.clear()
    wiped = capsys.readouterr().err
    assert not wiped.strip(" \r")
    assert wiped.count(" ") >= len(lines[-1])
    line.clear()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("step", "shown"), [(0.5, False), (0.001, True)])
def test_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: float, shown: bool
) -> None:
    """Neither where nobody looks nor where it is over at once."""
    clocked(monkeypatch, step)
    line = Progress(100, shown)
    for _ in range(100):
        line.step()
    line.clear()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("each", "told"),
    [
        (1.001, "还要约 1 分 37 秒"),
        (3.0, "每份 3.0 秒，还要约 4 分 51 秒"),
        (60.0, "每份 60.0 秒，还要约 1 小时 37 分"),
    ],
)
def test_units(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], each: float, told: str) -> None:
    """What is slow is told in seconds for each, and long times in minutes and hours."""
    clocked(monkeypatch, each)
    line = Progress(100, True)
    for _ in range(3):
        line.step()
    assert told in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
@pytest.mark.parametrize(("options", "shown"), [((), True), (("--quiet",), False)])
def test_on_a_terminal(tmp_path: pathlib.Path, options: Sequence[str], shown: bool) -> None:
    """A run of more than a second tells on the terminal how far it has come, and takes that back."""
    text = "清溪镇2024年法治政府建设年度报告\n一、工作开展情况\n聘请1名律师担任镇法律顾问。\n"
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "lawlint", "--isolated", "-f", "jsonl", *options, "a.txt", "-", "b.txt"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    assert process.stdout is not None
    assert process.stdout.readline()
    time.sleep(1.1)  # from now on it has taken more than a second
    process.communicate(text.encode(), timeout=120)
    told = b""
    with suppress(OSError):  # how a terminal ends whose other side is closed
        while block := os.read(ours, 4096):
            told += block
    os.close(ours)
    lines = told.decode().split("\r")
    assert any("已检查 2/3，每" in line for line in lines) is shown
    assert not lines[-1].strip()
