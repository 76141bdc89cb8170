"""LibreOffice is used where it is asked for and nowhere else; it stands in as a script here."""

import os
import pathlib
import sys
import time

import pytest
from wordfiles import p, word

from lawlint.reading import Limits, Manner, ReadingError, read_bytes
from lawlint.reading.soffice import convert

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script is one of POSIX")

WORD_XML = b'<?xml version="1.0"?><w:wordDocument xmlns:w="x">'


@pytest.fixture
def install(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A folder in which programs are looked for before all others."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "made.docx").write_bytes(word(p("法治政府")))
    return folder


def script(folder: pathlib.Path, line: str) -> None:
    """Make a LibreOffice of one line; $7 is the folder for what it makes."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{line}\n")
    program.chmod(0o755)


def test_conversion(install: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What LibreOffice makes is given back, nothing of it stays, and it fetches nothing and runs no macro."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "bin"))
    kept = tmp_path / "kept"
    script(
        install,
        f'cat "$7/profile/user/registrymodifications.xcu" "$7/in.doc" > {kept}; cp {tmp_path}/made.docx "$7/in.docx"',
    )
    assert convert(b"old", 20) == (tmp_path / "made.docx").read_bytes()
    assert [path.name for path in install.iterdir()] == ["soffice"]
    told = kept.read_bytes()
    assert told.endswith(b"old")
    assert b"BlockUntrustedRefererLinks" in told
    assert b"DisableMacrosExecution" in told


def test_asked_for(install: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Formats that it alone reads are refused with the option that asks for it, and read with that option."""
    script(install, f'cp {tmp_path}/made.docx "$7/in.docx"')
    with pytest.raises(ReadingError) as caught:
        read_bytes("报告.xml", WORD_XML)
    assert caught.value.code == "unsupported"
    assert "--soffice" in caught.value.message
    source = read_bytes("报告.xml", WORD_XML, Manner(soffice=True))
    assert (source.text, source.format) == ("法治政府", "Word 2003 的 XML 文件")


def test_a_document_that_it_does_not_open(install: pathlib.Path) -> None:
    """It says nothing and makes nothing, which is told."""
    script(install, "exit 0")
    with pytest.raises(ReadingError) as caught:
        convert(b"old", 20)
    assert caught.value.code == "damaged"


def test_time_limit(install: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """It is ended when its time is up, and so is what it has started."""
    script(install, f"sleep 2 && touch {tmp_path}/late & wait")
    begin = time.monotonic()
    with pytest.raises(ReadingError) as caught:
        convert(b"old", 0.3)
    assert time.monotonic() - begin < 1.9
    assert caught.value.code == "timeout"
    time.sleep(2.2)
    assert not (tmp_path / "late").exists()


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not installed, that is told."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("lawlint.reading.soffice._PLACES", ())
    with pytest.raises(ReadingError) as caught:
        read_bytes("报告.xml", WORD_XML, Manner(soffice=True, limits=Limits()))
    assert caught.value.code == "missing_soffice"
