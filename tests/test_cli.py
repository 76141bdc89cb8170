"""The command line: the default command, every option, the exit status, and what goes to which stream."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys

import pytest
from support import Outcome, Run, caller

from lawlint import __main__ as entry
from lawlint import checking, cli
from lawlint.checks import CHECKS
from lawlint.console import COMMANDS
from lawlint.output import FORMATS
from lawlint.version import __version__

IDS = [element.id for element in CHECKS]
SHOWN = "聘请2名律师担任镇法律顾问，出具法律意见书9份。"
TOUCHED = "充分发挥法律顾问作用。"
ABSENT = "全年调解矛盾纠纷120件。"
ONLY = ("--select", "legal-counsel")


def report(sentence: str, issuer: str = "清溪镇") -> str:
    return (
        f"{issuer}2024年法治政府建设年度报告\n\n"
        f"一、工作开展情况\n{sentence}\n"
        "二、存在的不足和原因\n执法力量偏弱，主要是因为人员流动大。\n"
        "三、下一年度工作安排\n加强培训。\n"
        f"{issuer}人民政府\n2025年1月10日\n"
    )


@pytest.fixture
def run(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in an empty folder, away from every settings file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    for sentence, name in ((SHOWN, "shown.txt"), (TOUCHED, "touched.txt"), (ABSENT, "absent.txt")):
        (tmp_path / name).write_text(report(sentence), encoding="utf-8")

    return caller(capsys)


def statuses(outcome: Outcome) -> dict[str, dict[str, str]]:
    """Return the statuses of JSON output, by path and id."""
    return {
        document["path"]: {result["id"]: result["status"] for result in document["results"]}
        for document in json.loads(outcome.out)["documents"]
    }


# --- Default command -------------------------------------------------------------------------------------------------


def test_check_is_the_default(run: Run) -> None:
    """`lawlint a.txt` and `lawlint check a.txt` say the same."""
    assert run("shown.txt") == run("check", "shown.txt")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-f", "json", "shown.txt"),
        ("shown.txt", "-f", "json"),
        ("--output-format=json", "--", "shown.txt"),
        ("check", "-fjson", "./shown.txt"),
    ],
)
def test_options_stand_anywhere(run: Run, arguments: tuple[str, ...]) -> None:
    """Options stand before or after the paths, with and without the word check."""
    assert next(iter(statuses(run(*arguments)).values())).keys() == set(IDS)


def test_a_file_named_like_a_command(run: Run, tmp_path: pathlib.Path) -> None:
    """A file that bears the name of a subcommand is reached with ./ or after --."""
    (tmp_path / "explain").write_text(report(SHOWN), encoding="utf-8")
    assert run(*ONLY, "./explain").status == 0
    assert run(*ONLY, "--", "explain").status == 0


def test_no_paths(run: Run) -> None:
    """No paths at all is an error, since a shell's glob may have come out empty."""
    outcome = run()
    assert outcome.status == 2
    assert "没有给出要检查的文件" in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize("slip", ["chek", "explian", "element", "shcema"])
def test_mistyped_subcommand(run: Run, slip: str) -> None:
    """A word near to a subcommand that is no file is taken for a slip, and told so."""
    outcome = run(slip, "shown.txt")
    assert outcome.status == 2
    assert "是不是 lawlint " in outcome.out
    assert slip in outcome.out


def test_help_and_version(run: Run) -> None:
    """Help is Chinese and names the subcommands; the version is the literal one, by option and subcommand."""
    outcome = run("--help")
    assert outcome.status == 0
    for name in ("check", "explain", "elements", "schema", "init", "version"):
        assert re.search(rf"^  {name} ", outcome.out, re.MULTILINE)
    assert "--fail-on" in run("check", "--help").out
    assert "检查法治政府建设年度报告" in run("--help").out
    assert run("--version").out == run("version").out == f"lawlint {__version__}\n"


# --- Exit status -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("output_format", checking.FORMAT_NAMES)
@pytest.mark.parametrize(
    ("paths", "fail_on", "status"),
    [
        (("shown.txt",), "fail", 0),
        (("shown.txt",), "warn", 0),
        (("touched.txt",), "fail", 0),
        (("touched.txt",), "warn", 1),
        (("touched.txt",), "never", 0),
        (("absent.txt",), "fail", 1),
        (("absent.txt",), "warn", 1),
        (("absent.txt",), "never", 0),
        (("shown.txt", "absent.txt"), "fail", 1),
        (("missing.txt",), "fail", 2),
        (("missing.txt",), "never", 2),
        (("absent.txt", "missing.txt"), "fail", 2),
        (("missing.txt", "shown.txt"), "never", 2),
    ],
)
def test_exit_status(run: Run, output_format: str, paths: tuple[str, ...], fail_on: str, status: int) -> None:
    """0 nothing at or above --fail-on, 1 something, 2 not done and above all; the same in every format."""
    to_file = ("-o", "out.bin") if output_format in checking.OFFICE_FORMATS else ()
    assert run(*ONLY, "--fail-on", fail_on, "-f", output_format, *to_file, *paths).status == status


def test_output_file_keeps_the_status(run: Run, tmp_path: pathlib.Path) -> None:
    """Writing to a file changes neither the status nor the text, and prints nothing."""
    printed = run("-f", "json", "absent.txt")
    saved = run("-f", "json", "-o", "out.json", "absent.txt")
    assert (saved.status, saved.out) == (printed.status, "")
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == printed.out


def test_strict(run: Run) -> None:
    """With --strict what is recommended is required, so that its absence counts."""
    recommended = next(element.id for element in CHECKS if "township" in element.recommended and not element.since)
    assert run("--select", recommended, "absent.txt").status == 0
    assert run("--select", recommended, "--strict", "absent.txt").status == 1


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("broken", ["lawlint.running.check", "lawlint.finishing.waive_one"])
def test_accidents_are_2_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    """An error that nobody foresaw is exit status 2 and a Chinese message; a traceback only when it is asked for."""

    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(broken, break_down)
    monkeypatch.setattr(sys, "argv", ["lawlint", "shown.txt"])
    monkeypatch.delenv("LAWLINT_DEBUG", raising=False)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "内部错误" in told
    assert "Traceback" not in told
    monkeypatch.setenv("LAWLINT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        entry.main()


# --- Options of check ------------------------------------------------------------------------------------------------


def test_format_names_are_the_formats() -> None:
    """The names that are completed and allowed are those that exist."""
    assert set(checking.FORMAT_NAMES) == set(FORMATS)


def test_all_elements_are_reported(run: Run) -> None:
    """Without a choice every element is in the results, in the order of the catalogue."""
    assert list(statuses(run("-f", "json", "shown.txt"))["shown.txt"]) == IDS


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--select", "legal-counsel,petition"), ["legal-counsel", "petition"]),
        (("--select", "petition", "--select", "legal-counsel"), ["legal-counsel", "petition"]),
        (("--select", "petition，legal-counsel"), ["legal-counsel", "petition"]),
        (("--family", "digital"), [element.id for element in CHECKS if element.family == "digital"]),
        (("--select", "structure", "--ignore", "signature-date"), [i for i in IDS[:7] if i != "signature-date"]),
        (("--ignore", "structure"), [element.id for element in CHECKS if element.family != "structure"]),
        (("--select", "three-systems"), ["three-systems"]),
    ],
)
def test_choice_of_elements(run: Run, arguments: tuple[str, ...], expected: list[str]) -> None:
    """--select, --ignore and --family take ids and families, repeated or with commas of either width."""
    assert list(statuses(run("-f", "json", *arguments, "shown.txt"))["shown.txt"]) == expected


def test_parts_are_searched_unselected(run: Run, tmp_path: pathlib.Path) -> None:
    """An element that stands on others is judged by them, though they are not selected."""
    text = report("公示执法信息120条，执法全过程记录设备配备12台，重大执法决定法制审核8件。")
    (tmp_path / "three.txt").write_text(text, encoding="utf-8")
    alone = statuses(run("-f", "json", "--select", "three-systems", "three.txt"))["three.txt"]["three-systems"]
    assert alone == statuses(run("-f", "json", "three.txt"))["three.txt"]["three-systems"] == "pass"


def test_level_and_year(run: Run) -> None:
    """Level and year told are used and shown as told; `auto` leaves them to the document."""
    told = json.loads(run("-f", "json", "--level", "city", "--year", "2019", "shown.txt").out)["documents"][0]
    assert (told["level"], told["level_source"], told["year"]) == ("city", "told", 2019)
    inferred = json.loads(run("-f", "json", "--level", "auto", "--year", "auto", "shown.txt").out)["documents"][0]
    assert (inferred["level"], inferred["level_source"], inferred["year"]) == ("township", "inferred", 2024)


def test_unrecognised_level_and_year_are_noted(run: Run, tmp_path: pathlib.Path) -> None:
    """Where neither level nor year can be told from the text, a notice names the options."""
    (tmp_path / "vague.txt").write_text("法治政府建设年度报告\n一、工作情况\n" + SHOWN, encoding="utf-8")
    outcome = run("-f", "json", "vague.txt")
    assert "--level" in outcome.err
    assert "--year" in outcome.err
    assert "--level" not in run("-f", "json", "--level", "county", "vague.txt").err


def test_not_such_a_report(run: Run, tmp_path: pathlib.Path) -> None:
    """A text of another kind is told apart, its kind is named, and --force checks it all the same."""
    text = (
        "清溪镇2024年政府工作报告\n各位代表：\n现在，我代表镇人民政府，向大会报告工作。\n一年来，全镇经济平稳增长。\n"
    )
    (tmp_path / "other.txt").write_text(text, encoding="utf-8")
    outcome = run("-f", "json", "other.txt")
    error = json.loads(outcome.out)["errors"][0]
    assert outcome.status == 2
    assert (error["path"], error["code"]) == ("other.txt", "not_a_report")
    assert "政府工作报告" in error["message"]
    assert "--force" in error["message"]
    assert statuses(run("-f", "json", "--force", "other.txt")).keys() == {"other.txt"}


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads standard input under the name that --stdin-filename gives it."""
    import io

    for name, arguments in (("<stdin>", ()), ("草稿.txt", ("--stdin-filename", "草稿.txt"))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(SHOWN).encode())))
        assert statuses(run("-f", "json", *arguments, "-"))[name]["legal-counsel"] == "pass"


def test_encoding(run: Run, tmp_path: pathlib.Path) -> None:
    """A named encoding is used strictly; auto recognises GB18030."""
    (tmp_path / "gb.txt").write_bytes(report(SHOWN).encode("gb18030"))
    assert run(*ONLY, "gb.txt").status == 0
    assert run(*ONLY, "--encoding", "gb18030", "gb.txt").status == 0
    assert run(*ONLY, "--encoding", "utf-8", "gb.txt").status == 2


def test_max_size(run: Run) -> None:
    """A file above --max-size is refused with the option named; a larger limit lets it through."""
    outcome = run(*ONLY, "--max-size", "1", "shown.txt")
    assert outcome.status == 2
    assert "--max-size" in outcome.out
    assert run(*ONLY, "--max-size", "4K", "shown.txt").status == 0


def test_quiet_and_verbose(run: Run) -> None:
    """--quiet says less and --verbose more than neither."""
    lengths = [len(run(*flags, "absent.txt").out) for flags in (("-q",), (), ("-v",))]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) == 3


@pytest.mark.parametrize(
    ("arguments", "variables", "colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_color(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], variables: dict[str, str], colored: bool
) -> None:
    """Colour is off where nobody sees it, and follows --color, NO_COLOR and FORCE_COLOR in that order."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in run(*arguments, "absent.txt").out) is colored


def test_english(run: Run) -> None:
    """--lang en changes our words; titles of elements stay."""
    assert run("--lang", "en", "absent.txt").out != run("absent.txt").out
    assert "政府法律顾问" in run("--lang", "en", "absent.txt").out


def test_the_report_alone_on_standard_output(run: Run) -> None:
    """Machine formats leave standard output to the report; what went wrong is on standard error too."""
    outcome = run("-f", "json", "missing.txt", "shown.txt")
    assert json.loads(outcome.out)["errors"][0]["path"] == "missing.txt"
    assert "missing.txt" in outcome.err


def test_output_file_that_is_the_report(run: Run, tmp_path: pathlib.Path) -> None:
    """An output file that would overwrite a report is refused, and the report stays as it is."""
    before = (tmp_path / "shown.txt").read_bytes()
    outcome = run("-o", "./shown.txt", "shown.txt")
    assert outcome.status == 2
    assert "盖掉" in outcome.err
    assert (tmp_path / "shown.txt").read_bytes() == before


def test_same_answer_in_any_order(run: Run) -> None:
    """The order of the files orders the documents and changes nothing else."""
    forward = json.loads(run("-f", "json", "shown.txt", "absent.txt").out)["documents"]
    backward = json.loads(run("-f", "json", "absent.txt", "shown.txt").out)["documents"]
    assert forward == backward[::-1]


# --- Settings on the command line ------------------------------------------------------------------------------------


def test_flag_over_file_over_default(run: Run, tmp_path: pathlib.Path) -> None:
    """A flag outranks the settings file, which outranks the default."""
    (tmp_path / "lawlint.toml").write_text('fail-on = "warn"\nselect = ["legal-counsel"]\nlevel = "city"\n')
    assert run("touched.txt").status == 1
    assert run("--fail-on", "fail", "touched.txt").status == 0
    assert run("--isolated", *ONLY, "touched.txt").status == 0
    document = json.loads(run("-f", "json", "--level", "auto", "touched.txt").out)["documents"][0]
    assert document["level"] == "township"
    assert [result["id"] for result in document["results"]] == ["legal-counsel"]


def test_config_option(run: Run, tmp_path: pathlib.Path) -> None:
    """--config names a file instead of the search, and cannot stand beside --isolated."""
    (tmp_path / "other.toml").write_text('select = ["petition"]\n')
    assert list(statuses(run("-f", "json", "--config", "other.toml", "shown.txt"))["shown.txt"]) == ["petition"]
    assert run("--config", "other.toml", "--isolated", "shown.txt").status == 2
    assert run("--config", "missing.toml", "shown.txt").status == 2


def test_bad_settings_reach_json(run: Run, tmp_path: pathlib.Path) -> None:
    """Settings that cannot be used are an entry under errors, so that a program finds them where it looks."""
    (tmp_path / "lawlint.toml").write_text("strict = 1\n")
    outcome = run("-f", "json", "shown.txt")
    assert outcome.status == 2
    answer = json.loads(outcome.out)
    assert answer["documents"] == []
    assert answer["errors"][0]["path"] == "lawlint.toml"
    assert "strict" in answer["errors"][0]["message"]


WAIVER = (
    '[[waivers]]\nelement = "legal-counsel"\nfiles = ["absent.txt"]\nreason = "由县里统一聘请"\nuntil = "2025-06-30"\n'
)


@pytest.mark.parametrize(("today", "status"), [("2025-06-29", 0), ("2025-06-30", 0), ("2025-07-01", 1)])
def test_waiver_lasts_through_its_last_day(run: Run, tmp_path: pathlib.Path, today: str, status: int) -> None:
    """A waived failure keeps its status and does not count, up to and with the last day; then it does, and is noted."""
    (tmp_path / "lawlint.toml").write_text(WAIVER, encoding="utf-8")
    outcome = run("-f", "json", *ONLY, "--today", today, "absent.txt")
    result = json.loads(outcome.out)["documents"][0]["results"][0]
    assert outcome.status == status
    assert result["status"] == "fail"
    if status:
        assert result["waiver"] is None
        assert "过期" in outcome.err
    else:
        assert result["waiver"] == {"reason": "由县里统一聘请", "until": "2025-06-30", "source": "lawlint.toml"}


def test_unused_waiver_is_noted(run: Run, tmp_path: pathlib.Path) -> None:
    """A waiver for which nothing fails any more is told."""
    (tmp_path / "lawlint.toml").write_text(WAIVER.replace("absent.txt", "*.txt"), encoding="utf-8")
    assert "没有用上" in run("-f", "json", *ONLY, "--today", "2025-01-01", "shown.txt").err
    assert "没有用上" not in run("-f", "json", *ONLY, "--today", "2025-01-01", "absent.txt").err


# --- The other subcommands -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", IDS)
def test_explain_every_element(run: Run, name: str) -> None:
    """Every element is explained with meaning, asker, examples, advice and the way to waive it."""
    element = next(element for element in CHECKS if element.id == name)
    outcome = run("explain", name)
    assert outcome.status == 0
    for words in (element.title, element.means, element.examples.shown[0].splitlines()[0], f'element = "{name}"'):
        assert words in outcome.out
    data = json.loads(run("explain", name, "--output-format", "json").out)
    assert (data["id"], data["advice"]) == (element.id, element.advice)
    assert data["looks"]["kind"]


def test_explain_does_not_cite_what_is_unverified(run: Run) -> None:
    """An instrument that nobody has checked is not shown as law."""
    element = next(e for e in CHECKS if e.id == "legal-counsel")
    cited = run("explain", element.id).out.partition("怎样算写到")[0]
    assert {basis.instrument: basis.instrument in cited for basis in element.basis} == {
        basis.instrument: basis.verified for basis in element.basis
    }
    assert not all(basis.verified for basis in element.basis)


def test_explain_by_title_and_unknown(run: Run) -> None:
    """A title does as well as an id; an unknown one gets a suggestion and status 2."""
    assert run("explain", "政府法律顾问") == run("explain", "legal-counsel")
    outcome = run("explain", "legal-counsl")
    assert outcome.status == 2
    assert "legal-counsel" in outcome.err
    assert run("explain").status == 2


def test_elements(run: Run) -> None:
    """All elements are listed, one a line; with level and year only those that apply."""
    lines = run("elements").out.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == IDS
    data = json.loads(run("elements", "-f", "json").out)
    assert [item["id"] for item in data] == IDS
    some = json.loads(run("elements", "-f", "json", "--level", "township", "--year", "2021").out)
    expected = [
        element.id
        for element in CHECKS
        if "township" in (*element.required, *element.recommended)
        and (element.since or 0) <= 2021 <= (element.until or 9999)
    ]
    assert [item["id"] for item in some] == expected
    assert [item["id"] for item in json.loads(run("elements", "-f", "json", "--family", "digital").out)] == [
        element.id for element in CHECKS if element.family == "digital"
    ]


def test_schema_is_json(run: Run) -> None:
    """The schema is JSON Schema."""
    assert "$schema" in json.loads(run("schema").out)


def test_init(run: Run, tmp_path: pathlib.Path) -> None:
    """init writes a file that works as it is, and never writes over one."""
    outcome = run("init")
    assert outcome.status == 0
    written = (tmp_path / "lawlint.toml").read_bytes()
    assert run(*ONLY, "shown.txt").status == 0
    again = run("init")
    assert again.status == 2
    assert "没有改动" in again.err
    assert (tmp_path / "lawlint.toml").read_bytes() == written


# --- As a program ----------------------------------------------------------------------------------------------------


def program(*arguments: str, cwd: pathlib.Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "lawlint", *arguments],
        cwd=cwd,
        env={**environment, **variables},
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with a report whose name and text hold characters that GBK lacks."""
    (tmp_path / "报告𬱖.txt").write_text(report(ABSENT, "清溪镇").replace("调解", "𬱖调解"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("output_format", ["text", "concise"])
def test_gbk_console(folder: pathlib.Path, output_format: str) -> None:
    """A console that knows only GBK gets the whole report, with question marks for what it cannot show."""
    done = program("--isolated", "-f", output_format, "报告𬱖.txt", cwd=folder, PYTHONIOENCODING="gbk")
    assert done.returncode == 1
    assert "政府法律顾问" in done.stdout.decode("gbk")
    assert b"Traceback" not in done.stderr


def test_json_is_utf8_on_any_console(folder: pathlib.Path) -> None:
    """Machine formats are UTF-8 whatever the console is."""
    done = program("--isolated", "-f", "json", "报告𬱖.txt", cwd=folder, PYTHONIOENCODING="gbk")
    assert json.loads(done.stdout.decode("utf-8"))["documents"][0]["path"] == "报告𬱖.txt"


def test_same_bytes_twice(folder: pathlib.Path) -> None:
    """Two runs print the same bytes, whatever the seed of hashes."""
    runs = [
        program("--isolated", "-f", "json", "报告𬱖.txt", cwd=folder, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


HEAVY = (
    "asyncio", "email", "importlib.metadata", "importlib.resources", "json", "multiprocessing", "pydantic",
    "rich", "tomli", "xml", "zipfile",
)  # fmt: skip


def test_nothing_heavy_is_imported(folder: pathlib.Path) -> None:
    """A plain check imports nothing that costs more than the check itself; what typer needs is typer's affair."""
    code = (
        "import sys; from lawlint.cli import run; run(['--isolated', '-o', 'out.txt', '报告𬱖.txt']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True, timeout=120)
    assert done.stdout.decode().strip() == "[]"
    assert (folder / "out.txt").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("报告𬱖.txt",),
        ("报告𬱖.txt", "missing.txt"),
        (".",),
        ("*.txt",),
        ("chek",),
        ("-",),
        ("empty",),
    ],
    ids=["file", "files", "folder", "pattern", "slip", "stdin", "empty"],
)
@pytest.mark.parametrize("settings", ["", "level = 'county'\n", "levl = 'county'\n"], ids=["none", "some", "wrong"])
def test_the_short_way_answers_the_same(folder: pathlib.Path, words: tuple[str, ...], settings: str) -> None:
    """Without options the parser is left out: bytes and status are those that it would have led to."""
    (folder / "empty").mkdir()
    if settings:
        (folder / "lawlint.toml").write_text(settings, encoding="utf-8")
    assert entry.is_plain(list(words))
    plain, parsed = program(*words, cwd=folder), program("check", *words, cwd=folder)
    assert (plain.returncode, plain.stdout, plain.stderr) == (parsed.returncode, parsed.stdout, parsed.stderr)


@pytest.mark.parametrize("words", [(), ("",), ("-q", "a.txt"), ("a.txt", "--quiet"), ("elements",), ("--version",)])
def test_the_long_way(words: tuple[str, ...]) -> None:
    """Options, subcommands and an empty command line are for the parser."""
    assert not entry.is_plain(list(words))


def test_every_subcommand_is_known() -> None:
    """The names by which the short way tells subcommands from paths are those that there are."""
    assert {command.name for command in cli.app.registered_commands} == set(COMMANDS)


def test_nothing_but_the_check_is_imported(folder: pathlib.Path) -> None:
    """The short way leaves the parser of options out, and all that only other formats need."""
    code = (
        "import sys; from lawlint.__main__ import main\nsys.argv = ['lawlint', '报告𬱖.txt']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = ('typer', 'lxml', 'subprocess', 'tomli', 'tomllib', 'json', 'zipfile', 'dataclasses', 'inspect',"
        " 'threading', 'signal', 'tempfile', 'glob', 'pathlib', 'logging', 'multiprocessing', 'concurrent', 'sqlite3',"
        " 'pyarrow', 'importlib.metadata', 'lawlint.cli', 'lawlint.cache', 'lawlint.crew', 'lawlint.packing')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True, timeout=120)
    assert done.stderr.decode().splitlines()[-1] == "[]"


def test_version_imports_no_check(folder: pathlib.Path) -> None:
    """The version is told without reading a single check."""
    code = "import sys; from lawlint.cli import run; run(['--version']); print('lawlint.engine' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True, timeout=120)
    assert done.stdout.decode().split() == ["lawlint", __version__, "False"]


def complete(words: str, cwd: pathlib.Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from lawlint.__main__ import main; main()"],
        cwd=cwd,
        env={
            **os.environ,
            "_LAWLINT_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.stdout.decode().split()


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("lawlint ", {"check", "explain", "elements", "schema", "init", "version"}),
        ("lawlint ex", {"explain"}),
        ("lawlint --out", {"--output-format", "--output-file"}),
        ("lawlint --output-format ", set(checking.FORMAT_NAMES)),
        ("lawlint check --output-format js", {"json", "jsonl"}),
        ("lawlint a.txt --level c", {"county", "city"}),
        ("lawlint explain legal-c", {"legal-counsel"}),
        ("lawlint --fail-on ", {"fail", "warn", "never"}),
    ],
)
def test_completion(tmp_path: pathlib.Path, words: str, some: set[str]) -> None:
    """The shell completes subcommands, the options of the default command, and the values of options."""
    assert some <= set(complete(words, tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interrupt(tmp_path: pathlib.Path) -> None:
    """Ctrl-C ends with 130 and without a traceback."""
    code = (
        "import io, signal, sys; from lawlint.__main__ import main; read = sys.stdin.buffer.read\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in jobs of a script
        "class Waiting(io.BytesIO):\n    def read(self, size=-1):\n        print('ready', flush=True)\n"
        "        return read(size)\n"
        "sys.stdin = io.TextIOWrapper(Waiting()); sys.argv = ['lawlint', '-']; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize(("sentence", "status"), [(SHOWN, 0), (ABSENT, 1)])
@pytest.mark.parametrize("output_format", ["text", "json"])
def test_closed_pipe(tmp_path: pathlib.Path, sentence: str, status: int, output_format: str) -> None:
    """A reader that goes away before the report comes is taken quietly; the verdict stands."""
    (tmp_path / "a.txt").write_text(report(sentence), encoding="utf-8")
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lawlint", "--isolated", *ONLY, "-f", output_format, "a.txt"],
            cwd=tmp_path,
            stdout=write_end,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    finally:
        os.close(write_end)
    assert done.returncode == status
    assert done.stderr == b""
