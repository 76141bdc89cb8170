"""Bad input: each kind is told by name with the remedy, ends with 2, and never hides the answer of the other files."""

import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import SHARED, example_reports

from lawlint import checking, cli
from lawlint.engine import Checklist, check
from lawlint.model import Failure, Finding, Source
from lawlint.reading import ReadingError, read_bytes

CASES = int(os.environ.get("LAWLINT_CASES", "150"))
"""Cases of each fuzz test; 10000 before a release."""

GOOD = (
    "清溪镇2024年法治政府建设年度报告\n\n一、工作开展情况\n聘请2名律师担任镇法律顾问，出具法律意见书9份。\n"
    "二、存在的不足和原因\n执法力量偏弱，主要是因为人员流动大。\n清溪镇人民政府\n2025年1月10日\n"
)


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 4)) + chunk(b"IEND", b"")
    )


BAD_FILES = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (" \n\t\u3000\r\n".encode(), "blank"),
    "junk.txt": (random.Random(7).randbytes(4000), "binary"),
    "image.txt": (png(), "wrong_format"),
    "jpeg.txt": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100), "wrong_format"),
    "pdf.txt": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "damaged"),
    "zip.txt": (b"PK\x03\x04" + bytes(60), "wrong_format"),
    "oldword.txt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
    "undecodable.txt": (GOOD.encode() + b"\xff\xff\xfe" + GOOD.encode("gb18030"), "undecodable"),
    "nul.txt": (GOOD.encode()[:60] + b"\0" + GOOD.encode()[60:], "binary"),
}


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The current folder, with one good report and no settings file above it that counts."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def answer(
    capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, list[str], dict[str, dict[str, str]], str]:
    """Return the status, the paths that were answered, the errors by path, and standard error, of a run with JSON."""
    status = cli.run(["--select", "legal-counsel", "-f", "json", *arguments])
    captured = capsys.readouterr()
    data = json.loads(captured.out)
    answered = [document["path"] for document in data["documents"]]
    return status, answered, {error["path"]: error for error in data["errors"]}, captured.err


# --- Files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file(folder: pathlib.Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """The error names the file and its kind, and the good report beside it is answered."""
    content, code = BAD_FILES[name]
    (folder / name).write_bytes(content)
    status, answered, errors, told = answer(capsys, name, "good.txt")
    assert status == 2
    assert answered == ["good.txt"]
    assert errors[name]["code"] == code
    assert len(errors[name]["message"]) >= 8
    assert name in told
    assert "Traceback" not in told


@pytest.mark.parametrize("output_format", sorted({*checking.FORMAT_NAMES} - {*checking.OFFICE_FORMATS}))
def test_bad_file_in_every_format(folder: pathlib.Path, capsys: pytest.CaptureFixture[str], output_format: str) -> None:
    """No format loses the error or the answer."""
    (folder / "empty.txt").write_bytes(b"")
    assert cli.run(["-f", output_format, "empty.txt", "good.txt"]) == 2
    printed = capsys.readouterr().out
    assert "empty.txt" in printed
    assert "good.txt" in printed


@pytest.mark.parametrize(
    ("arguments", "name", "code"),
    [
        (("missing.txt",), "missing.txt", "not_found"),
        (("void",), "void", "empty_folder"),
        (("*.nothing",), "*.nothing", "no_match"),
    ],
)
def test_nothing_to_read(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], name: str, code: str
) -> None:
    """A path, a folder or a pattern that leads to no file is an error, not a clean report."""
    (folder / "void").mkdir()
    status, answered, errors, _ = answer(capsys, *arguments, "good.txt")
    assert status == 2
    assert answered == ["good.txt"]
    assert errors[name]["code"] == code


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that may not be read is told as such."""
    (folder / "secret.txt").write_text(GOOD, encoding="utf-8")
    (folder / "secret.txt").chmod(0)
    status, _, errors, _ = answer(capsys, "secret.txt")
    assert status == 2
    assert errors["secret.txt"]["code"] == "permission"


def test_no_permission_is_told(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for whoever runs the tests as root: a reader that is refused."""
    assert (folder / "good.txt").exists()

    def refuse(path: str, *_: object) -> bytes:
        raise ReadingError("permission", f"没有读取权限：{path}")

    monkeypatch.setattr("lawlint.running.data_of", refuse)
    status, answered, errors, _ = answer(capsys, "good.txt")
    assert (status, answered) == (2, [])
    assert errors["good.txt"]["code"] == "permission"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_folder_loop(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that holds a link to itself is searched once, and each report in it answered once."""
    (folder / "reports" / "deep").mkdir(parents=True)
    (folder / "reports" / "a.txt").write_text(GOOD, encoding="utf-8")
    (folder / "reports" / "deep" / "up").symlink_to(folder / "reports", target_is_directory=True)
    (folder / "loop.txt").symlink_to("loop.txt")
    status, answered, errors, _ = answer(capsys, "reports")
    assert (status, answered, errors) == (0, ["reports/a.txt"], {})
    assert answer(capsys, "loop.txt")[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
def test_named_pipe(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that nobody writes to is refused instead of waited for."""
    os.mkfifo(folder / "pipe.txt")
    status, _, errors, _ = answer(capsys, "pipe.txt")
    assert status == 2
    assert "pipe.txt" in errors


def test_one_line_of_100_megabytes(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file above the limit is refused with the limit and the option that raises it."""
    with open(folder / "huge.txt", "wb") as file:
        file.write("法".encode() * 2000)
        file.truncate(100 * 2**20)
    status, answered, errors, _ = answer(capsys, "huge.txt", "good.txt")
    assert (status, answered) == (2, ["good.txt"])
    assert errors["huge.txt"]["code"] == "too_large"
    assert "--max-size" in errors["huge.txt"]["message"]
    assert "20" in errors["huge.txt"]["message"]


def test_one_long_line_within_the_limit(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report in one single long line is answered."""
    (folder / "line.txt").write_text(GOOD + "全年调解矛盾纠纷120件，" * 20000, encoding="utf-8")
    assert answer(capsys, "line.txt")[0] == 0


def test_halves_of_a_report(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Half a report is answered or refused, and never an accident."""
    (folder / "first.txt").write_text(GOOD[: len(GOOD) // 2], encoding="utf-8")
    (folder / "second.txt").write_text(GOOD[len(GOOD) // 2 :], encoding="utf-8")
    status, answered, errors, _ = answer(capsys, "first.txt", "second.txt")
    assert status in (0, 1, 2)
    assert {*answered, *errors} == {"first.txt", "second.txt"}
    assert {error["code"] for error in errors.values()} <= {"not_a_report"}


# --- Options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--output-format", "xml"), ["--output-format", "xml", "json"]),
        (("--output-format", "jsn"), ["是不是 json"]),
        (("--level", "town"), ["--level", "township"]),
        (("--year", "24"), ["--year", "24"]),
        (("--year", "二〇二四"), ["--year"]),
        (("--year", "0001"), ["--year"]),
        (("--select", "legal-counsl"), ["legal-counsl", "是不是 legal-counsel"]),
        (("--ignore", "petition,xyz"), ["xyz", "lawlint elements"]),
        (("--family", "rule"), ["是不是 rules"]),
        (("--select", ","), ["--select"]),
        (("--ignore", ""), ["--ignore"]),
        (("--select", "petition", "--ignore", "petition"), ["没有选出"]),
        (("--fail-on", "note"), ["--fail-on", "never"]),
        (("--encoding", "utf-9"), ["--encoding", "utf-9"]),
        (("--lang", "fr"), ["--lang", "zh"]),
        (("--color", "yes"), ["--color", "always"]),
        (("--jobs", "-1"), ["--jobs"]),
        (("--jobs", "many"), ["--jobs"]),
        (("--max-size", "0"), ["--max-size"]),
        (("--max-size", "big"), ["--max-size", "20M"]),
        (("--max-pages", "0"), ["--max-pages"]),
        (("--max-entries", "x"), ["--max-entries"]),
        (("--max-memory", "0"), ["--max-memory", "1G"]),
        (("--timeout", "soon"), ["--timeout"]),
        (("--today", "2025-13-01"), ["--today"]),
        (("--today", "yesterday"), ["--today"]),
        (("--quiet", "--verbose"), ["--quiet", "--verbose"]),
        (("--nonsense",), ["没有 --nonsense 这个选项"]),
        (("--strct",), ["没有 --strct 这个选项", "是不是 ", "--strict"]),
        (("--config", "missing.toml"), ["missing.toml", "没有这个文件"]),
        (("--output-file", "no/such/folder/x.txt"), ["no/such/folder/x.txt"]),
        (("--year",), ["--year"]),
    ],
)
def test_bad_options(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: list[str]
) -> None:
    """A value that an option does not know is named with those that it does, and nothing is answered as if clean."""
    assert (folder / "good.txt").exists()
    status = cli.run(["good.txt", *arguments])
    captured = capsys.readouterr()
    assert status == 2
    for word in words:
        assert word in captured.err
    assert "Traceback" not in captured.err
    assert "政府法律顾问" not in captured.out


@pytest.mark.parametrize(
    "arguments", [("explain", "a", "b"), ("version", "x"), ("elements", "--level", "x"), ("schema", "-f", "json")]
)
def test_bad_calls_of_other_subcommands(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    """The other subcommands refuse what they do not know in the same way."""
    assert cli.run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("lawlint: ")
    assert captured.out == ""


# --- Settings and packs, as far as they meet the built-in elements ---------------------------------------------------

PACK = """
[[elements]]
id = "red-list"
title = "红名单"
family = "functions"
means = "公布红名单。"
advice = "写明公布了多少家。"
required = ["township"]
basis = [{ instrument = "关于红名单的通知" }]
names = ["红名单"]
[elements.examples]
shown = ["公布红名单12家。"]
touched = ["加强红名单建设。"]
absent = ["修路三公里。"]
"""


@pytest.mark.parametrize(
    ("settings_text", "pack", "words"),
    [
        ("x = = 1", "", ["lawlint.toml", "第1行"]),
        ('levels = "city"', "", ["lawlint.toml", "levels", "是不是 level"]),
        ('select = ["legal-counsl"]', "", ["lawlint.toml", "select", "是不是 legal-counsel"]),
        ('ignore = ["legal-counsl"]', "", ["lawlint.toml", "ignore", "是不是 legal-counsel"]),
        ('[[waivers]]\nelement = "petition"\nfiles = ["*"]', "", ["lawlint.toml", "waivers[1].reason", "理由"]),
        (
            '[[waivers]]\nelement = "petitoin"\nfiles = ["*"]\nreason = "x"',
            "",
            ["waivers[1].element", "是不是 petition"],
        ),
        ('packs = ["pack.toml"]', PACK.replace('"red-list"', '"petition"'), ["pack.toml", "petition", "内置要素"]),
        ('packs = ["pack.toml"]', PACK + PACK, ["pack.toml", "red-list"]),
        ('packs = ["pack.toml"]', PACK.replace('["红名单"]', '["红名单", ""]'), ["pack.toml", "names", "第2项"]),
        ('packs = ["pack.toml"]', PACK.replace("[elements.examples]", "[elements.example]"), ["pack.toml", "example"]),
        ('packs = ["pack.toml"]', '[changes."petitoin"]\nadvice = "x"', ["pack.toml", "是不是 petition"]),
        ('packs = ["pack.toml"]', "[[elements]]\nid = \n", ["pack.toml", "第2行"]),
        ('packs = ["none.toml"]', "", ["none.toml", "没有这个文件"]),
    ],
)
@pytest.mark.parametrize("command", ["check", "elements", "explain"])
def test_bad_settings(
    folder: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    settings_text: str,
    pack: str,
    words: list[str],
    command: str,
) -> None:
    """Settings that cannot be used stop every command with the file, the key and the remedy."""
    (folder / "lawlint.toml").write_text(settings_text, encoding="utf-8")
    (folder / "pack.toml").write_text(pack, encoding="utf-8")
    arguments = {"check": ["good.txt"], "elements": ["elements"], "explain": ["explain", "petition"]}[command]
    assert cli.run(arguments) == 2
    captured = capsys.readouterr()
    for word in words:
        assert word in captured.out + captured.err
    assert "Traceback" not in captured.err


def test_pack_whose_examples_do_not_hold(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`lawlint elements` holds the elements of packs to their own examples, and names the one that does not hold."""
    (folder / "lawlint.toml").write_text('packs = ["pack.toml"]')
    (folder / "pack.toml").write_text(PACK, encoding="utf-8")
    assert cli.run(["elements"]) == 0
    assert "red-list" in capsys.readouterr().out
    assert cli.run(["-f", "concise", "--select", "red-list", "good.txt"]) == 1
    assert "red-list" in capsys.readouterr().out
    (folder / "pack.toml").write_text(
        PACK.replace('absent = ["修路', 'absent = ["公布红名单12家，修路'), encoding="utf-8"
    )
    assert cli.run(["elements"]) == 2
    told = capsys.readouterr().err
    for word in ("pack.toml", "(red-list).examples.absent", "公布红名单12家", "shown"):
        assert word in told


# --- Texts that nobody wrote -----------------------------------------------------------------------------------------


def sources() -> list[str]:
    """Return the texts to cut and splice: the examples, and the corpus where it is present."""
    corpus = sorted((SHARED / "corpus").glob("*/*.txt")) if (SHARED / "corpus").exists() else []
    return [path.read_text(encoding="utf-8") for path in [*example_reports(), *corpus]] or [GOOD]


TEXTS = sources()
NOISE = st.text(
    st.characters(categories=("L", "N", "P", "Z", "C", "S"), codec="utf-8")
    | st.sampled_from("一二三、（(1).。，：；《》“”【】—…\u3000\u200b\ufeff\n\r\t\u2028𬱖"),
    max_size=12,
)
Examine = Callable[[str], object]


@st.composite
def spliced(draw: st.DrawFn) -> str:
    """Pieces of the texts, in any order, with noise between them."""
    pieces = []
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from(TEXTS))
        start = draw(st.integers(0, len(text)))
        pieces += [text[start : start + draw(st.integers(0, 900))], draw(NOISE)]
    return "".join(pieces)


FUZZ = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=CASES <= 1000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@FUZZ
@given(text=spliced())
def test_spliced_texts(checklist: Checklist, text: str) -> None:
    """Any text is answered for every element, and each quote stands where it is said to stand."""
    answered = check(Source("a.txt", text, "utf-8", "text/plain", ""), checklist)
    assert len(answered.results) == len(checklist.reported)
    for result in answered.results:
        assert result.finding in Finding
        for evidence in result.evidence:
            assert text[evidence.start.offset : evidence.end.offset] == evidence.quote


@FUZZ
@given(
    text=spliced(),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), max_size=4),
)
def test_mutated_bytes(text: str, encoding: str, cuts: list[tuple[float, bytes]]) -> None:
    """Any bytes are read or refused by name; what was written is read as it was."""
    data = text.encode(encoding)
    whole = data
    for at, junk in cuts:
        place = int(at * len(data))
        data = data[:place] + junk + data[place + len(junk) :]
    answer: str | ReadingError
    try:
        answer = read_bytes("a.txt", data).text
    except ReadingError as error:
        answer = error
    if isinstance(answer, ReadingError):
        assert answer.code
        assert answer.message
    elif data == whole and encoding.startswith("utf-8"):
        assert answer == text.removeprefix("\ufeff")


# --- The end of a run ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="a device of Linux")
def test_full_disk(folder: pathlib.Path) -> None:
    """An answer that cannot be written is not a clean answer."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lawlint", "good.txt"],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    assert done.returncode == 2
    assert "写不出去" in done.stderr.decode()


def test_failures_are_values() -> None:
    """What could not be answered is a value with path, code and message, so that every format can tell it."""
    assert Failure("a", "b", "c") == Failure(path="a", code="b", message="c")
