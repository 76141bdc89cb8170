"""What is kept between runs: taken again as it was, and not at all where it cannot be relied on."""

import gc
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lawlint import builtin, shelf
from lawlint.checks import CHECKS, VOCABULARY
from lawlint.engine import Checklist, check, narrow, prepare
from lawlint.model import Examples, Report, Source
from lawlint.output import FORMATS, View

EXAMPLES = Path(__file__).parent.parent / "examples"
KEY = b"one"
VALUE = Examples(("一",), ("二", "三"), ())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own, not there yet."""
    folder = tmp_path / "缓存" / "lawlint"
    monkeypatch.setenv("LAWLINT_CACHE_DIR", str(folder))
    return folder


def only(place: Path) -> Path:
    (file,) = place.iterdir()
    return file


def test_takes_what_was_kept_and_nothing_under_another_key(place: Path) -> None:
    assert shelf.take("value", KEY) is None
    shelf.keep("value", KEY, VALUE)
    assert shelf.take("value", KEY) == VALUE
    assert shelf.take("value", b"two") is None
    assert shelf.take("other", KEY) is None
    if os.name == "posix":
        assert only(place).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("at", [0, 12, 15, 40, -1])
def test_takes_nothing_of_which_a_byte_has_changed(place: Path, at: int) -> None:
    shelf.keep("value", KEY, VALUE)
    data = bytearray(only(place).read_bytes())
    data[at] ^= 1
    only(place).write_bytes(data)
    assert shelf.take("value", KEY) is None
    shelf.keep("value", KEY, VALUE)
    assert shelf.take("value", KEY) == VALUE


def test_takes_nothing_that_was_cut_off(place: Path) -> None:
    shelf.keep("value", KEY, VALUE)
    data = only(place).read_bytes()
    for length in range(0, len(data), 7):
        only(place).write_bytes(data[:length])
        assert shelf.take("value", KEY) is None


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_takes_nothing_that_others_can_write(place: Path) -> None:
    shelf.keep("value", KEY, VALUE)
    only(place).chmod(0o622)
    assert shelf.take("value", KEY) is None


@pytest.mark.usefixtures("place")
def test_makes_nothing_but_values_of_its_own() -> None:
    shelf.keep("value", KEY, Path("a"))
    assert shelf.take("value", KEY) is None
    shelf.keep("value", KEY, shelf.folder)
    assert shelf.take("value", KEY) is None


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("这里是一个文件", encoding="utf-8")
    monkeypatch.setenv("LAWLINT_CACHE_DIR", str(file / "folder"))
    shelf.keep("value", KEY, VALUE)
    assert shelf.take("value", KEY) is None
    monkeypatch.setenv("LAWLINT_CACHE_DIR", "")
    shelf.keep("value", KEY, VALUE)
    assert shelf.take("value", KEY) is None


def test_lets_go_of_the_oldest(place: Path) -> None:
    for number in range(6):
        shelf.keep("value", b"%d" % number, VALUE)
        os.utime(place / shelf._path("value", b"%d" % number), (number, number))
    shelf.keep("value", b"6", VALUE)
    assert [shelf.take("value", b"%d" % number) is not None for number in range(7)] == 3 * [False] + 4 * [True]


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(?P<year>\d{4})年(?:(\d{1,2})月)?", 0),
        (r"[a-z一-龥]+(?=。)|(?<!不)得", re.IGNORECASE),
        (r"^\s*第.{1,3}条", re.MULTILINE | re.DOTALL),
        ("(?!)", 0),
    ],
)
def test_patterns_come_back_and_find_the_same(
    pattern: str, flags: int, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not private:
        monkeypatch.setattr(shelf, "_compiled", lambda found: found.no_such_thing)
    made = re.compile(pattern, flags)
    shelf.keep("value", KEY, made)
    taken = shelf.take("value", KEY)
    text = "2023年5月，不得ABC。\n 第三条 得。2024年"
    assert [found.groups() for found in taken.finditer(text)] == [found.groups() for found in made.finditer(text)]
    assert [found.span() for found in taken.finditer(text)] == [found.span() for found in made.finditer(text)]
    assert (taken.pattern, taken.flags, taken.groupindex) == (made.pattern, made.flags, made.groupindex)


def test_the_kept_checklist_is_the_one_that_would_be_made(place: Path) -> None:
    first, second = builtin.builtin(), builtin.builtin()
    assert only(place).name.startswith("checklist-")
    made = prepare(CHECKS, VOCABULARY)
    for found in (first, second):
        assert isinstance(found, Checklist)
        assert found.compiled == made.compiled
        assert found.order == made.order
        assert found.lexicon.lengths == made.lexicon.lengths
        for path in EXAMPLES.glob("*.txt"):
            source = Source("a", path.read_bytes().decode("utf-8", "replace"), "utf-8", "text/plain", "")
            view = View(verbose=True)
            ours, theirs = (FORMATS["json"](Report((check(source, each),)), view) for each in (found, made))
            assert ours == theirs


@pytest.mark.usefixtures("place")
def test_a_changed_module_makes_the_checklist_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    key = builtin._key()
    assert key == builtin._key()
    monkeypatch.setattr(builtin, "__version__", "0")
    assert builtin._key() != key
    shelf.keep("checklist", builtin._key(), VALUE)
    assert isinstance(builtin.builtin(), Checklist)


@pytest.mark.usefixtures("place")
def test_a_run_takes_it_and_imports_no_check() -> None:
    answers = []
    for _ in range(2):
        run = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "lawlint", str(EXAMPLES / "township-weak.txt")],
            capture_output=True,
            check=False,
        )
        answers.append(run.stdout)
        imported = run.stderr.decode()
    assert answers[0] == answers[1] != b""
    assert "lawlint.engine" in imported
    assert "lawlint.checks" not in imported


@pytest.mark.usefixtures("place")
def test_a_checklist_that_nobody_holds_is_gone_at_once() -> None:
    """What is frozen while a circle holds it would stay for as long as the process does."""
    builtin.builtin()
    gc.collect()
    gc.disable()
    try:
        checklist = narrow(builtin.builtin(), CHECKS[:3])
        assert len(checklist.reported) == 3
        del checklist
        assert gc.collect() < 100
    finally:
        gc.enable()
