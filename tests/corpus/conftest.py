"""The command line in an empty folder, and a process of its own that can be killed."""

import pathlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support import Run, caller

if TYPE_CHECKING:
    from corpusfiles import Start


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call `lawlint` in an empty folder without settings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    return caller(capsys)


@pytest.fixture
def start(tmp_path: pathlib.Path) -> "Start":
    """Start `lawlint corpus` as a process of its own, the head of a group."""

    def begin(*arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "lawlint", "corpus", "--isolated", *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    return begin
