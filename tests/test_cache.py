"""Answers that are kept between runs: they save the work, and are never those to another question."""

import os
import pathlib
import pickle
import sqlite3
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence

import pytest
from support import Outcome, Run, caller
from wordfiles import p, word

from lawlint import cache, packing, running
from lawlint.model import DocumentReport, Failure, Finding, Role, Span

REPORT = (
    "清溪镇2024年法治政府建设年度报告\n一、工作开展情况\n聘请{0}名律师担任镇法律顾问，出具法律意见书9份。\n"
    "清溪镇人民政府\n2025年1月10日\n"
)
PACK = """\
[[elements]]
id = "market-day"
title = "赶集日普法"
family = "capacity"
means = "赶集日有没有普法。"
advice = "{0}"
required = ["township"]
basis = [{{ instrument = "清溪镇普法安排" }}]
names = ["赶集日普法"]
[elements.examples]
shown = ["赶集日普法开展12次。"]
touched = ["下一步推进赶集日普法。"]
absent = ["赶集日很热闹。"]
"""


def document(number: int = 1) -> bytes:
    return word("".join(p(line) for line in REPORT.format(number).splitlines()))


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The current folder with a Word file and a text, and an empty place for answers."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("LAWLINT_CACHE_DIR", str(tmp_path / "kept"))
    (work / "a.docx").write_bytes(document())
    (work / "b.txt").write_text(REPORT.format(2), encoding="utf-8")
    (work / "lawlint.toml").write_bytes(b"")
    return work


@pytest.fixture
def run(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> Run:
    assert folder.is_dir()
    return caller(capsys)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read and checked, and not taken from what was kept."""
    asked: list[str] = []
    real = running._answer

    def answer(path: str, *rest: object) -> running.Answer:
        asked.append(path)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "_answer", answer)
    return asked


def database(folder: pathlib.Path) -> sqlite3.Connection:
    return sqlite3.connect(folder.parent / "kept" / "answers.sqlite3", isolation_level=None)


def count(folder: pathlib.Path) -> int:
    with sqlite3.connect(folder.parent / "kept" / "answers.sqlite3") as kept:
        (found,) = kept.execute("SELECT count(*) FROM answers").fetchone()
    kept.close()
    return int(found)


@pytest.mark.parametrize("output_format", ["text", "concise", "json", "jsonl", "html", "sarif", "github", "junit"])
def test_the_same_is_said_again(run: Run, answered: list[str], output_format: str) -> None:
    """The second run gives the same bytes without reading anything, whatever the format."""
    first, second = (run("-f", output_format, "a.docx") for _ in range(2))
    assert answered == ["a.docx"]
    assert first == second == run("-f", output_format, "--no-cache", "a.docx")


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ((), ["a.docx", "b.txt", "b.txt"]),
        (("--cache",), ["a.docx", "b.txt"]),
        (("--no-cache",), ["a.docx", "b.txt"] * 2),
    ],
)
def test_what_is_kept(run: Run, answered: list[str], options: Sequence[str], asked: list[str]) -> None:
    """Unless told otherwise, answers to text are not: it is read in no time."""
    for _ in range(2):
        run(*options, ".")
    assert answered == asked


def write(name: str, text: str) -> Callable[[pathlib.Path], None]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8") and None


WAIVER = '[[waivers]]\nelement = "legal-counsel"\nfiles = ["*"]\nreason = "{0}"\n'
SETTINGS = {
    "level": 'level = "county"',
    "waivers": WAIVER.format("一"),
    "packs": 'packs = ["pack.toml"]',
    "baseline": 'baseline = "base.json"',
    "strict": "strict = true",
    "encoding": 'encoding = "gb18030"',
    "select": 'select = ["structure"]',
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_ask_another_question(run: Run, folder: pathlib.Path, answered: list[str], name: str) -> None:
    """What changes the answer, in the settings or beside them, is never passed over."""
    write("pack.toml", PACK.format("请写赶集日普法。"))(folder)
    run("baseline", "write", "--baseline", "base.json", "b.txt")
    answered.clear()
    run("a.docx")
    write("lawlint.toml", SETTINGS[name])(folder)
    changed = run("a.docx")
    assert answered == ["a.docx"] * 2
    assert changed == run("--no-cache", "a.docx")
    answered.clear()
    run("a.docx")
    assert answered == []


def test_what_settings_name_asks_another_question(run: Run, folder: pathlib.Path, answered: list[str]) -> None:
    """A pack, a baseline and a waiver that change are noticed, and so is a waiver that has run out."""
    write("pack.toml", PACK.format("请写。"))(folder)
    write(
        "lawlint.toml", 'packs = ["pack.toml"]\nbaseline = "base.json"\n' + WAIVER.format("一") + 'until = "2026-06-30"'
    )(folder)
    run("baseline", "write", "--no-cache", "a.docx")
    ask = ("-f", "json", "--today", "2026-06-01", "a.docx")
    answered.clear()
    run(*ask)
    told = {run(*ask).out}
    assert len(answered) == 1
    write("pack.toml", PACK.format("请补上。"))(folder)
    told.add(run(*ask).out)
    assert len(answered) == 2
    told.add(run("-f", "json", "--today", "2026-07-01", "a.docx").out)
    assert len(answered) == 3
    (folder / "base.json").write_text('{"version": 1, "documents": {}}', encoding="utf-8")
    told.add(run(*ask).out)
    assert len(answered) == 4
    assert len(told) == 4


OPTIONS = (
    *(("--level", "county"), ("--year", "2023"), ("--strict",), ("--force",), ("--select", "legal-counsel")),
    *(("--ignore", "legal-counsel"), ("--family", "structure"), ("--encoding", "gb18030"), ("--lang", "en")),
    *(("--quiet",), ("--verbose",), ("--color", "always"), ("--fail-on", "warn"), ("-f", "jsonl"), ("-f", "sarif")),
    *(("--max-size", "5M"), ("--timeout", "7"), ("--max-memory", "900M"), ("--max-characters", "77777")),
    *(("--max-part", "1M"), ("--max-parts", "2M"), ("--max-entries", "50"), ("--max-paragraphs", "500")),
)


@pytest.mark.parametrize("option", OPTIONS, ids=" ".join)
def test_options_ask_another_question(run: Run, answered: list[str], option: Sequence[str]) -> None:
    """An answer under one set of options is none under another."""
    run("a.docx")
    changed = run(*option, "a.docx")
    assert answered == ["a.docx"] * 2
    assert changed == run(*option, "--no-cache", "a.docx")


def test_another_program_asks_another_question(
    run: Run, answered: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Version, modules and libraries: an answer is that of the program that gave it."""
    run("a.docx")
    monkeypatch.setattr(cache, "__version__", "9.9")
    run("a.docx")
    assert len(answered) == 2
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"of {name}")
    run("a.docx")
    assert len(answered) == 3
    package = tmp_path / "package"
    package.mkdir()
    module = package / "cache.py"
    module.write_text("# one", encoding="utf-8")
    monkeypatch.setattr(cache, "__file__", str(module))
    run("a.docx")
    assert len(answered) == 4
    module.write_text("# another", encoding="utf-8")
    run("a.docx")
    assert len(answered) == 5
    module.unlink()
    run("a.docx")
    run("a.docx")
    assert len(answered) == 7  # where nobody can tell which program it is, nothing is kept


def test_another_file_asks_another_question(run: Run, folder: pathlib.Path, answered: list[str]) -> None:
    """Content and name both count; the time of the file does not."""
    before = (folder / "a.docx").read_bytes()  # made anew, it would hold another time
    first = run("-f", "json", "a.docx")
    (folder / "a.docx").write_bytes(document(5))
    assert run("-f", "json", "a.docx") != first
    assert len(answered) == 2
    (folder / "a.docx").write_bytes(before)
    os.utime(folder / "a.docx", (1, 1))
    assert run("-f", "json", "a.docx") == first
    assert len(answered) == 2
    (folder / "c.docx").write_bytes(before)
    assert '"path": "c.docx"' in run("-f", "json", "c.docx").out
    assert len(answered) == 3


def test_from_another_folder_it_is_another_question(
    run: Run, folder: pathlib.Path, answered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waivers and baselines are told from the current folder."""
    (folder / "deep").mkdir()
    (folder / "deep/a.docx").write_bytes((folder / "a.docx").read_bytes())
    run("a.docx")
    monkeypatch.chdir(folder / "deep")
    run("a.docx")
    assert len(answered) == 2


# --- Accidents -------------------------------------------------------------------------------------------------------


class Trap:
    """What must not happen when something is read from disk."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, ("trapped",)


@pytest.mark.parametrize(
    "value",
    [
        *(b"", b"nonsense", zlib.compress(b"nonsense"), zlib.compress(pickle.dumps(Trap()))),
        *(zlib.compress(packing.packed(Span(1, 2))), zlib.compress(pickle.dumps(7)), "text", None),
    ],
)
def test_a_damaged_answer_is_replaced(run: Run, folder: pathlib.Path, answered: list[str], value: object) -> None:
    """What cannot be relied on is no answer, runs nothing, and is made anew."""
    first = run("a.docx")
    kept = database(folder)
    kept.execute("UPDATE answers SET value = ?", (value,))
    kept.close()
    assert run("a.docx") == first
    assert run("a.docx") == first
    assert len(answered) == 2
    assert not (folder / "trapped").exists()


@pytest.mark.parametrize("content", [b"", b"no database at all" * 300])
def test_a_damaged_database_is_made_anew(run: Run, folder: pathlib.Path, answered: list[str], content: bytes) -> None:
    """It costs what was kept, and nothing else."""
    first = run("a.docx")
    (folder.parent / "kept/answers.sqlite3").write_bytes(content)
    assert [run("a.docx") for _ in range(3)] == [first] * 3
    assert 2 <= len(answered) <= 3


def test_a_run_that_is_killed_while_it_writes(run: Run, folder: pathlib.Path, answered: list[str]) -> None:
    """Half of what it wrote does not count, and the database is as good as before."""
    first = run("a.docx")
    code = (
        "import os, signal, sqlite3, sys; kept = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "kept.execute('PRAGMA cache_size = 1'); kept.execute('BEGIN IMMEDIATE')\n"
        "kept.execute('UPDATE answers SET value = zeroblob(5000000)')\n"
        "os.kill(os.getpid(), signal.SIGTERM)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder.parent / "kept/answers.sqlite3")], check=False, timeout=60)
    assert run("a.docx") == first
    assert len(answered) == 1


def test_several_runs_at_once(folder: pathlib.Path) -> None:
    """Runs that begin together all say the same, and leave a database that can be used."""
    for number in range(12):
        (folder / f"{number}.docx").write_bytes(document(number + 1))
    command = [sys.executable, "-m", "lawlint", "-f", "jsonl", "-j", "2", "."]
    runs = [subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    told = {each.communicate(timeout=240) for each in runs}
    assert len(told) == 1
    assert count(folder) == 13


def test_the_limit(run: Run, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is of no use any more goes first, and no more than so much is kept."""
    for number in range(8):
        (folder / f"{number}.docx").write_bytes(document(number + 1))
    run("-f", "jsonl", "0.docx")
    kept = database(folder)
    (size,) = kept.execute("SELECT size FROM answers").fetchone()
    for number in range(1, 8):
        run("-f", "jsonl", f"{number}.docx")
        kept.execute("UPDATE answers SET day = day - 1")
    run("-f", "jsonl", "0.docx")  # used again today
    before = {key for (key,) in kept.execute("SELECT key FROM answers ORDER BY day DESC LIMIT 3")}
    monkeypatch.setattr(cache, "LIMIT_BYTES", int(size * 5.5))
    run("-f", "jsonl", "a.docx")
    (total,) = kept.execute("SELECT sum(size) FROM answers").fetchone()
    assert total <= size * 5.5
    assert before <= {key for (key,) in kept.execute("SELECT key FROM answers")}
    kept.close()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_nobody_else_reads_or_writes_it(run: Run, folder: pathlib.Path, answered: list[str]) -> None:
    """The folder and the database are for the user alone; one that others may write to is not relied on."""
    kept = folder.parent / "kept"
    run("a.docx")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE((kept / "answers.sqlite3").stat().st_mode) == 0o600
    (kept / "answers.sqlite3").chmod(0o666)
    run("a.docx")
    assert len(answered) == 2


@pytest.mark.parametrize("place", ["", "taken"])
def test_without_a_place(run: Run, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Where nothing can or shall be kept, everything is checked."""
    (folder / "taken").write_bytes(b"a file")
    first = run("--no-cache", "a.docx")
    monkeypatch.setenv("LAWLINT_CACHE_DIR", place and str(folder / place))
    assert [run("a.docx") for _ in range(2)] == [first] * 2


def test_what_may_pass_is_not_kept(run: Run, folder: pathlib.Path, answered: list[str]) -> None:
    """A file that could not be read is tried again; what is no report stays none."""
    (folder / "broken.docx").write_bytes(b"PK\x03\x04")
    (folder / "other.docx").write_bytes(word(p("今天天气很好。")))
    for _ in range(2):
        assert run("broken.docx", "other.docx").status == 2
    assert answered == ["broken.docx", "other.docx", "broken.docx"]


def test_a_plain_run_does_not_know_of_it(folder: pathlib.Path) -> None:
    """Where only text is checked, nothing of it is imported, and no database appears."""
    code = (
        "import sys; from lawlint.__main__ import main\nsys.argv = ['lawlint', 'b.txt']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "names = ('sqlite3', 'multiprocessing', 'tempfile', 'lawlint.cache', 'lawlint.packing', 'lawlint.crew')\n"
        "print([name for name in names if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True, timeout=120)
    assert done.stderr.decode().splitlines()[-1] == "[]"
    assert not (folder.parent / "kept/answers.sqlite3").exists()


# --- What is written -------------------------------------------------------------------------------------------------


def test_only_values_of_lawlint_are_made() -> None:
    """Everything that an answer is made of comes back; nothing else does."""
    value = (Span(1, 2), Failure("路径", "x", "y"), Finding.SHOWN, Role.PLAN, None, 1.5, "字", (True, ()))
    assert packing.unpacked(packing.packed(value), {}) == value
    for other in (Trap(), os.getcwd, Outcome, pathlib.PurePosixPath("a")):
        with pytest.raises(pickle.UnpicklingError, match="no value of lawlint"):
            packing.unpacked(pickle.dumps(other), {})


def test_a_pile_holds_what_was_put_on_it(examine: Callable[[str], DocumentReport]) -> None:
    """Documents come back as they were, as often as they are asked for, by number, slice and turn."""
    documents = [examine(REPORT.format(number)) for number in range(3)]
    pile = packing.Pile({result.element.id: result.element for result in documents[0].results})
    assert not pile
    for one in documents:
        pile.append(one)
    assert (len(pile), pile[0], pile[-1], pile[1:]) == (3, documents[0], documents[2], documents[1:])
    assert list(pile) == list(pile) == documents
    assert list(reversed(pile)) == documents[::-1]
    with pytest.raises(IndexError):
        pile[3]


@pytest.mark.parametrize("output_format", ["html", "markdown", "sarif", "github", "junit", "gitlab", "rdjson"])
def test_formats_do_not_tell_whether_documents_are_packed(
    run: Run, monkeypatch: pytest.MonkeyPatch, output_format: str
) -> None:
    """However many there are, the bytes are the same."""
    plain = run("-f", output_format, "--no-cache", ".", "missing.txt")
    monkeypatch.setattr("lawlint.checking._FEW", 0)
    assert run("-f", output_format, "--no-cache", ".", "missing.txt") == plain
