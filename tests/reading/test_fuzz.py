"""Files of every format, changed at random: each ends as a text or as a refusal, and the next one is read as ever.

LAWLINT_CASES=10000 makes more than 100,000 of them; then the same seed does not come twice.
"""

import io
import os
import pathlib
import random
import time
import zipfile
from collections.abc import Iterator

import pytest
from support import SHARED
from wordfiles import listed, open_text, p, word

from lawlint.reading import Limits, Manner, ReadingError, read_bytes
from lawlint.reading.child import Worker

CASES = int(os.environ.get("LAWLINT_CASES", "20"))
INPUTS = SHARED / "inputs"
TEXT = "清溪镇2024年法治政府建设年度报告。"
MANNER = Manner(limits=Limits(seconds=20))
PAGE = f"<html><head><title>题</title></head><body><div id='zoom'><p>{TEXT * 3}</p></div></body></html>"
MADE = {
    "made.docx": word(p(TEXT) + listed("总则") + f"<w:tbl><w:tr><w:tc>{p('格')}</w:tc></w:tr></w:tbl>"),
    "made.odt": open_text(f"<text:h text:outline-level='1'>总则</text:h><text:p>{TEXT}</text:p>"),
    "made.rtf": rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 x;}}\f0\'b7\'a8{\listtext 1.\tab}\u27861?\par}",
    "made.html": PAGE.encode("gbk"),
    "made.mhtml": f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}".encode(),
    "made.txt": TEXT.encode("gb18030"),
}
FOLDERS = ("docx", "doc", "wps", "odt", "fodt", "rtf", "html", "pdf", "ofd")
JUNK = (b"", b"\0", b"\xff\xff\xff\xff", b"\x00\x00\x00\x7f", b"<", b">", b"{", b"}", b"\\", b"/", b"999999999", b"-1")


def small(folder: str) -> list[tuple[str, bytes]]:
    """Return two small files of a folder of the shared ones."""
    found = [path for path in (INPUTS / folder).glob("*") if path.suffix != ".json"]
    return [(path.name, path.read_bytes()) for path in sorted(found, key=lambda path: path.stat().st_size)[:2]]


def seeds() -> Iterator[tuple[str, bytes]]:
    yield from MADE.items()
    if INPUTS.is_dir():
        for folder in FOLDERS:
            yield from small(folder)


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some of them changed; of a zip file, more often those within one of its parts."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(parts))
        parts[name] = spoilt(parts[name], chance)
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in parts.items():
                archive.writestr(entry, content)
        return held.getvalue()
    return spoilt(data, chance)


def spoilt(data: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(spoiled) + 1)
        match chance.randrange(5):
            case 0 if at < len(spoiled):
                spoiled[at] ^= 1 << chance.randrange(8)
            case 1:
                spoiled[at : at + chance.randint(0, 8)] = chance.choice(JUNK)
            case 2:
                spoiled[at:at] = spoiled[at : at + chance.randint(1, 200)]
            case 3:
                del spoiled[at : at + chance.randint(1, 200)]
            case _:
                spoiled[at : at + 4] = chance.randbytes(4)
    return bytes(spoiled)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.mark.parametrize(("name", "data"), list(seeds()), ids=lambda value: value if isinstance(value, str) else "")
def test_changed_files(name: str, data: bytes, worker: Worker, tmp_path: pathlib.Path) -> None:
    """Nothing but a text or a refusal that says something, soon, and no file left behind."""
    chance = random.Random(name if CASES < 1000 else None)
    for number in range(CASES):
        content = changed(data, chance)
        begin = time.monotonic()
        try:
            assert read_bytes(name, content, MANNER, worker).text.strip()
        except ReadingError:
            pass
        except BaseException:
            (tmp_path / f"{number}-{name}").write_bytes(content)
            raise
        assert time.monotonic() - begin < 25
    assert read_bytes("made.docx", MADE["made.docx"], MANNER, worker).text
