"""Old Word files are turned into .docx; what the converter refuses or loses is told."""

import pathlib
import random
import types
from collections.abc import Callable

import pytest
from support import SHARED
from wordfiles import word

from lawlint.reading import Limits, ReadingError
from lawlint.reading.doc import extract

doc2docx = pytest.importorskip("doc2docx")
errors = pytest.importorskip("doc2docx.errors")

Convert = Callable[..., object]
needs_files = pytest.mark.skipif(not (SHARED / "inputs").is_dir(), reason="the shared files are not here")


def converter(*codes: str) -> Convert:
    """Return a converter that gives one and the same document, with warnings."""

    def convert(_source: pathlib.Path, target: pathlib.Path, **_: object) -> object:
        target.write_bytes(word("<w:p><w:r><w:t>法治政府</w:t></w:r></w:p>"))
        warnings = [types.SimpleNamespace(code=code) for code in codes]
        return types.SimpleNamespace(report=types.SimpleNamespace(warnings=warnings))

    return convert


def failing(error: Exception) -> Convert:
    def convert(*_: object, **__: object) -> object:
        raise error

    return convert


def test_what_is_lost_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Losses of text and numbers are told once each; those of fonts and pictures are not."""
    monkeypatch.setattr(
        doc2docx,
        "convert",
        converter("OFFICEART_MALFORMED", "MAIN_TEXTBOX_TABLE_MALFORMED", "NUMBERING_TABLE_MALFORMED"),
    )
    read = extract(b"x", Limits())
    assert [piece.text for piece in read.pieces] == ["法治政府"]
    assert len(read.warnings) == 1
    assert "文本框、自动编号" in read.warnings[0]
    monkeypatch.setattr(doc2docx, "convert", converter("PICTURES_DEFERRED", "UNNAMED_FONT_SLOT_REPAIRED"))
    assert extract(b"x", Limits()).warnings == ()


@pytest.mark.parametrize(
    ("error", "code", "word_told"),
    [
        (errors.EncryptedDocumentError("x"), "password", "密码"),
        (errors.StreamNotFound("x"), "damaged", "正文"),
        (errors.InvalidWordDocument("x"), "damaged", "--soffice"),
        (errors.InvalidCompoundFile("x"), "damaged", "损坏"),
        (errors.PackageWriteError("x"), "damaged", "损坏"),
        (IndexError("x"), "damaged", "IndexError"),
        (RecursionError("x"), "damaged", "RecursionError"),
    ],
)
def test_refusals(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, word_told: str) -> None:
    """Whatever goes wrong in the converter is a refusal with what to do."""
    monkeypatch.setattr(doc2docx, "convert", failing(error))
    with pytest.raises(ReadingError) as caught:
        extract(b"x", Limits())
    assert caught.value.code == code
    assert word_told in caught.value.message
    assert "另存" in caught.value.message


def test_memory_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lack of memory is left to who counts it."""
    monkeypatch.setattr(doc2docx, "convert", failing(MemoryError()))
    with pytest.raises(MemoryError):
        extract(b"x", Limits())


@pytest.mark.parametrize("data", [b"", b"x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
def test_what_is_no_word_file(data: bytes) -> None:
    """Bytes that are no old Word file are refused by the converter itself."""
    with pytest.raises(ReadingError) as caught:
        extract(data, Limits())
    assert caught.value.code == "damaged"


@needs_files
def test_mutations_of_real_files() -> None:
    """Any change of a few bytes gives a text or a refusal."""
    chance = random.Random(5)
    whole = (SHARED / "inputs" / "doc" / "auto1.doc").read_bytes()
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert extract(bytes(data), Limits()).pieces
        except ReadingError:
            continue
