"""How far a run has come is told on a terminal, and only there."""

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
