"""The baseline: what it accepts, what it does not, what outlasts edits, and the subcommand."""

import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import Outcome, Run, caller

from lawlint.baseline import Entry, against, empty, entries_of, load, name_of, written
from lawlint.model import BaselineState, DocumentReport, Status
from lawlint.tables import SettingsError

ONLY = ("--select", "legal-counsel,petition")
SHOWN = "聘请2名律师担任镇法律顾问，出具法律意见书9份。"
TOUCHED = "充分发挥法律顾问作用。"
ABSENT = "全年调解矛盾纠纷120件。"


def report(*sentences: str) -> str:
    told = "\n".join(sentences)
    return (
        f"清溪镇2024年法治政府建设年度报告\n\n一、工作开展情况\n{told}\n"
        "二、存在的不足和原因\n执法力量偏弱，主要是因为人员流动大。\n三、下一年度工作安排\n加强培训。\n"
        "清溪镇人民政府\n2025年1月10日\n"
    )


@pytest.fixture
def run(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in a folder with two reports, away from every settings file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    (tmp_path / "报告").mkdir()
    for sentence, name in ((TOUCHED, "touched.txt"), (ABSENT, "absent.txt")):
        (tmp_path / "报告" / name).write_text(report(sentence), encoding="utf-8")

    return caller(capsys)


def states(outcome: Outcome, path: str) -> dict[str, tuple[str, str | None]]:
    """Return status and state of each element of a document in JSON."""
    (document,) = [item for item in json.loads(outcome.out)["documents"] if item["path"] == path]
    return {item["id"]: (item["status"], item["baseline_state"]) for item in document["results"]}


def stored(path: pathlib.Path) -> dict[str, list[str]]:
    """Return the elements that a baseline accepts, by document."""
    return {name: list(found) for name, found in json.loads(path.read_text(encoding="utf-8"))["documents"].items()}


# --- What is accepted ------------------------------------------------------------------------------------------------


def test_only_new_failures_fail(run: Run, tmp_path: pathlib.Path) -> None:
    """What was there before passes, in every format; the same gap in another document does not."""
    assert run(*ONLY, "报告").status == 1
    wrote = run("baseline", "write", *ONLY, "报告")
    assert wrote.status == 0
    assert "--baseline .lawlint-baseline.json" in wrote.out
    with_it = (*ONLY, "--baseline", ".lawlint-baseline.json", "--fail-on", "warn")
    for name in ("text", "concise", "json", "jsonl", "sarif", "sarif-github", "github", "gitlab", "junit", "rdjson"):
        assert run(*with_it, "-f", name, "报告").status == 0
    (tmp_path / "报告" / "third.txt").write_text(report(ABSENT), encoding="utf-8")
    outcome = run(*with_it, "-f", "json", "报告")
    assert outcome.status == 1
    assert states(outcome, "报告/absent.txt") == {
        "legal-counsel": ("fail", "unchanged"), "petition": ("fail", "unchanged"),
    }  # fmt: skip
    assert states(outcome, "报告/third.txt")["legal-counsel"] == ("fail", "new")
    summary = json.loads(outcome.out)["summary"]
    assert (summary["fail"], summary["baselined"]) == (5, 4)
    assert "基线里已有 2" in run(*with_it, "报告/absent.txt").out


def test_what_passes_or_is_not_asked_for_has_no_state(run: Run, tmp_path: pathlib.Path) -> None:
    """Only failures have a state, and only beside a baseline."""
    (tmp_path / "报告" / "touched.txt").write_text(report(SHOWN), encoding="utf-8")
    run("baseline", "write", "报告")
    outcome = run("--baseline", ".lawlint-baseline.json", "-f", "json", "报告")
    found = states(outcome, "报告/touched.txt")
    assert found["legal-counsel"] == ("pass", None)
    assert {state for status, state in found.values() if status in ("fail", "warn")} == {"unchanged"}
    assert {state for status, state in found.values() if status not in ("fail", "warn")} == {None}
    assert {state for _, state in states(run("-f", "json", "报告"), "报告/touched.txt").values()} == {None}


def test_worse_is_new_and_better_is_not(run: Run, tmp_path: pathlib.Path) -> None:
    """What was weak and is now missing fails; what was missing and is now weak does not, even with --fail-on warn."""
    run("baseline", "write", *ONLY, "报告")
    touched, absent = (tmp_path / "报告" / name for name in ("touched.txt", "absent.txt"))
    touched.write_text(report(ABSENT), encoding="utf-8")
    absent.write_text(report(TOUCHED), encoding="utf-8")
    outcome = run(*ONLY, "--baseline", ".lawlint-baseline.json", "-f", "json", "报告")
    assert outcome.status == 1
    assert states(outcome, "报告/touched.txt")["legal-counsel"] == ("fail", "new")
    assert states(outcome, "报告/absent.txt")["legal-counsel"] == ("warn", "updated")
    assert run(*ONLY, "--baseline", ".lawlint-baseline.json", "--fail-on", "warn", str(absent)).status == 0


def test_other_words_are_new(run: Run, tmp_path: pathlib.Path) -> None:
    """A weak sentence that was written anew is looked at anew; with better words beside it the old ones still hold."""
    run("baseline", "write", *ONLY, "报告")
    path = tmp_path / "报告" / "touched.txt"
    path.write_text(report("重视法律顾问工作。"), encoding="utf-8")
    outcome = run(*ONLY, "--baseline", ".lawlint-baseline.json", "-f", "json", "报告/touched.txt")
    assert states(outcome, "报告/touched.txt")["legal-counsel"] == ("warn", "new")
    path.write_text(report("坚持法律顾问制度。", TOUCHED, "重视法律顾问工作。"), encoding="utf-8")
    outcome = run(*ONLY, "--baseline", ".lawlint-baseline.json", "-f", "json", "报告/touched.txt")
    assert states(outcome, "报告/touched.txt")["legal-counsel"] == ("warn", "unchanged")


@pytest.mark.parametrize(
    "edited",
    [
        lambda text: text.replace("一、工作开展情况", "现将有关情况报告如下。\n\n一、工作开展情况").encode(),
        lambda text: text.replace("\n", "\r\n").encode("gb18030"),
        lambda text: ("\ufeff" + text.replace("作用。", "作 用。")).encode(),
        lambda text: text.replace("，", ",").encode("utf-16"),
    ],
    ids=["lines above", "gb18030 and CRLF", "mark and spaces", "width and utf-16"],
)
def test_edits_elsewhere_change_nothing(run: Run, tmp_path: pathlib.Path, edited: Callable[[str], bytes]) -> None:
    """Lines above, another encoding, other line ends and another width leave what is accepted accepted."""
    run("baseline", "write", "报告")
    for path in (tmp_path / "报告").iterdir():
        path.write_bytes(edited(path.read_text(encoding="utf-8")))
    outcome = run("--baseline", ".lawlint-baseline.json", "--fail-on", "warn", "-f", "json", "报告")
    assert outcome.status == 0
    assert "已经不再出现" not in outcome.err


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["修了三公里路。", "植树40亩。", "", "　"])), max_size=6))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_anywhere_change_nothing(examine: Callable[[str], DocumentReport], lines: list[tuple[int, str]]) -> None:
    """Sentences about other things, put anywhere, make no failure new."""
    text = report(TOUCHED, "开展宪法宣传。", ABSENT)
    before = examine(text)
    baseline = empty("x.json")
    baseline = baseline._replace(entries=entries_of([before], baseline.folder))
    rows = text.split("\n")
    for number, line in lines:
        rows.insert(min(number, len(rows) - 4) if number > 3 else 3, line)
    outcome = against([examine("\n".join(rows))], baseline)
    new = [
        result.element.id
        for result in outcome.documents[0].results
        if result.baseline is BaselineState.NEW and result.status is Status.FAIL
    ]
    assert new == []


def test_the_current_folder_does_not_matter(run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are told from the folder of the file: a run elsewhere, or by other names of the paths, finds them."""
    run("baseline", "write", *ONLY, "./报告")
    assert set(stored(tmp_path / ".lawlint-baseline.json")) == {"报告/absent.txt", "报告/touched.txt"}
    monkeypatch.chdir(tmp_path / "报告")
    assert run(*ONLY, "--baseline", "../.lawlint-baseline.json", "absent.txt").status == 0
    assert run(*ONLY, "--baseline", "../.lawlint-baseline.json", str(tmp_path / "报告")).status == 0
    assert name_of("absent.txt", str(tmp_path)) == "报告/absent.txt"


def test_settings_name_it(run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key `baseline` is told from the settings file; write and prune go by it, --isolated goes without."""
    (tmp_path / ".lawlint.toml").write_text('baseline = "基线/known.json"\n', encoding="utf-8")
    outcome = run(*ONLY, "报告")
    assert outcome.status == 2
    assert "基线/known.json：没有这个文件" in outcome.out
    (tmp_path / "基线").mkdir()
    wrote = run("baseline", "write", *ONLY, "报告")
    assert "--baseline" not in wrote.out
    assert set(stored(tmp_path / "基线" / "known.json")) == {"../报告/absent.txt", "../报告/touched.txt"}
    monkeypatch.chdir(tmp_path / "报告")
    assert run(*ONLY, "absent.txt").status == 0
    assert run(*ONLY, "--isolated", "absent.txt").status == 1
    assert run("baseline", "prune", *ONLY).status == 0


def test_a_waiver_comes_first(run: Run, tmp_path: pathlib.Path) -> None:
    """What is waived is not written; what is in both is shown as waived and keeps its entry."""
    run("baseline", "write", *ONLY, "报告")
    waiver = '[[waivers]]\nelement = "petition"\nfiles = ["absent.txt"]\nreason = "由区里办理"\n'
    (tmp_path / ".lawlint.toml").write_text(waiver, encoding="utf-8")
    outcome = run(*ONLY, "--baseline", ".lawlint-baseline.json", "报告/absent.txt")
    assert outcome.status == 0
    assert "已豁免 1，基线里已有 1" in outcome.out
    assert "留下 2 份报告 4 项" in run("baseline", "prune", *ONLY).out
    os.remove(".lawlint-baseline.json")
    run("baseline", "write", *ONLY, "报告")
    assert stored(tmp_path / ".lawlint-baseline.json")["报告/absent.txt"] == ["legal-counsel"]


# --- Stale entries ---------------------------------------------------------------------------------------------------


def test_stale_entries_are_told_and_pruned(run: Run, tmp_path: pathlib.Path) -> None:
    """What no longer occurs is told by every check that can know, and dropped by prune, which adds nothing."""
    run("baseline", "write", *ONLY, "报告")
    (tmp_path / "报告" / "touched.txt").write_text(report(SHOWN), encoding="utf-8")
    checked = run(*ONLY, "--baseline", ".lawlint-baseline.json", "报告")
    assert checked.status == 0
    assert "有 1 项已经不再出现（报告/touched.txt 的 legal-counsel）" in checked.out
    assert "prune" in checked.out
    assert "已经不再出现" not in run(*ONLY, "--baseline", ".lawlint-baseline.json", "报告/absent.txt").out
    assert "已经不再出现" not in run("--select", "petition", "--baseline", ".lawlint-baseline.json", "报告").out
    (tmp_path / "报告" / "third.txt").write_text(report(ABSENT), encoding="utf-8")
    pruned = run("baseline", "prune", *ONLY, "报告")
    assert "删去 报告/touched.txt：待补 legal-counsel" in pruned.out
    assert stored(tmp_path / ".lawlint-baseline.json") == {
        "报告/absent.txt": ["legal-counsel", "petition"], "报告/touched.txt": ["petition"],
    }  # fmt: skip
    before = (tmp_path / ".lawlint-baseline.json").read_bytes()
    assert run("baseline", "prune", *ONLY).status == 0
    assert (tmp_path / ".lawlint-baseline.json").read_bytes() == before


def test_documents_that_are_gone(run: Run, tmp_path: pathlib.Path) -> None:
    """The entries of a document that is no longer there are stale."""
    run("baseline", "write", *ONLY, "报告")
    (tmp_path / "报告" / "touched.txt").unlink()
    assert "有 2 项已经不再出现" in run(*ONLY, "--baseline", ".lawlint-baseline.json", "报告").out
    run("baseline", "prune", *ONLY)
    assert set(stored(tmp_path / ".lawlint-baseline.json")) == {"报告/absent.txt"}
    (tmp_path / "报告" / "absent.txt").unlink()
    assert run("baseline", "prune", *ONLY).status == 0
    assert stored(tmp_path / ".lawlint-baseline.json") == {}


def test_write_leaves_what_it_did_not_check(run: Run, tmp_path: pathlib.Path) -> None:
    """Entries of other documents and other elements stay; those of what was checked are as they are now."""
    run("baseline", "write", *ONLY, "报告")
    run("baseline", "write", "--select", "audit-finance", "报告/absent.txt")
    assert stored(tmp_path / ".lawlint-baseline.json")["报告/touched.txt"] == ["legal-counsel", "petition"]
    (tmp_path / "报告" / "absent.txt").write_text(report(SHOWN), encoding="utf-8")
    wrote = run("baseline", "write", *ONLY, "报告/absent.txt")
    assert "增加 0 项，减少 1 项" in wrote.out
    assert "legal-counsel" not in stored(tmp_path / ".lawlint-baseline.json")["报告/absent.txt"]


def test_what_could_not_be_checked_keeps_its_entries(run: Run, tmp_path: pathlib.Path) -> None:
    """A broken file is told with status 2, by write and prune too; it loses nothing."""
    run("baseline", "write", *ONLY, "报告")
    (tmp_path / "报告" / "touched.txt").write_bytes(b"")
    for action in ("write", "prune"):
        outcome = run("baseline", action, *ONLY, "报告")
        assert outcome.status == 2
        assert "touched.txt" in outcome.err
        assert stored(tmp_path / ".lawlint-baseline.json")["报告/touched.txt"] == ["legal-counsel", "petition"]
    assert run("baseline", "write", "--baseline", "new.json", "报告/touched.txt").status == 2
    assert not (tmp_path / "new.json").exists()


# --- The subcommand and its file -------------------------------------------------------------------------------------


def test_show(run: Run) -> None:
    """What is accepted is listed by document, all or some."""
    run("baseline", "write", *ONLY, "报告")
    shown = run("baseline", "show")
    assert "  待补 政府法律顾问 (legal-counsel)\n" in shown.out
    assert "2 份报告 4 项（不符合 3，待补 1）" in shown.out
    assert "touched.txt" not in run("baseline", "show", "报告/absent.txt").out
    assert run("baseline", "show", "报告").out == shown.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["write、prune、show"]),
        (("wirte",), ["wirte", "write"]),
        (("show",), [".lawlint-baseline.json", "没有这个文件"]),
        (("prune", "--baseline", "x.json"), ["x.json", "没有这个文件"]),
        (("write", "nowhere.txt"), ["nowhere.txt", "找不到"]),
    ],
)
def test_wrong_calls(run: Run, arguments: tuple[str, ...], words: list[str]) -> None:
    """A wrong call is told in Chinese, with status 2."""
    outcome = run("baseline", *arguments)
    assert outcome.status == 2
    for word in words:
        assert word in outcome.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["不是 JSON"]),
        ("[" * 100_000, ["不是 JSON"]),
        ("[]", ["不是 lawlint 的基线"]),
        ('{"version": 2, "documents": {}}', ["第 2 版"]),
        ('{"version": 1, "documents": {"a.txt": 3}}', ["a.txt"]),
        ('{"version": 1, "documents": {"a.txt": {"petition": {"status": "pass", "fingerprint": ""}}}}', ["petition"]),
        ('{"version": 1, "documents": {}, "more": 1}', ["不是 lawlint 的基线"]),
        ("<<<<<<< HEAD\n", ["不是 JSON", "重新生成"]),
    ],
)
def test_wrong_files(run: Run, tmp_path: pathlib.Path, text: str, words: list[str]) -> None:
    """A file that cannot be understood accepts nothing: status 2 with the remedy, and write does not replace it."""
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    checked = run("--baseline", "x.json", "-f", "json", "报告")
    assert checked.status == 2
    (error,) = json.loads(checked.out)["errors"]
    assert (error["path"], error["code"]) == ("x.json", "settings")
    wrote = run("baseline", "write", "--baseline", "x.json", "报告")
    assert wrote.status == 2
    for word in words:
        assert word in error["message"]
        assert word in wrote.err
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == text


def test_the_file(run: Run, tmp_path: pathlib.Path) -> None:
    """An entry on each line, sorted, with nothing that changes by itself; the order of the paths does not matter."""
    run("baseline", "write", *ONLY, "报告")
    first = (tmp_path / ".lawlint-baseline.json").read_bytes()
    os.remove(".lawlint-baseline.json")
    run("baseline", "write", *ONLY, "报告/touched.txt", "报告/absent.txt")
    assert (tmp_path / ".lawlint-baseline.json").read_bytes() == first
    rows = first.decode().split("\n")
    assert rows[:4] == ["{", '  "version": 1,', '  "documents": {', '    "报告/absent.txt": {']
    assert rows[4].startswith('      "legal-counsel": {"status": "fail", "fingerprint": "')
    assert rows[-1] == ""


@given(
    st.lists(
        st.builds(
            Entry,
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
            st.sampled_from([Status.FAIL, Status.WARN]),
            st.text("0123456789abcdef", max_size=4),
        ),
        max_size=6,
        unique_by=lambda entry: entry[:2],
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_comes_back(tmp_path: pathlib.Path, entries: list[Entry]) -> None:
    """Whatever stands in names and ids comes back as it was."""
    path = tmp_path / "x.json"
    path.write_text(written(entries), encoding="utf-8")
    assert set(load(str(path)).entries) == set(entries)


def test_a_folder_is_no_baseline(tmp_path: pathlib.Path) -> None:
    """A path that is no file is told."""
    with pytest.raises(SettingsError):
        load(str(tmp_path))


def test_a_plain_run_does_not_know_of_it(tmp_path: pathlib.Path) -> None:
    """Nothing of the baseline, and of the formats for builds, is imported where nobody asks for them."""
    (tmp_path / "a.txt").write_text(report(SHOWN), encoding="utf-8")
    code = (
        "import sys; from lawlint.__main__ import main\nsys.argv = ['lawlint', 'a.txt']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "names = ('baseline', 'baselining', *(f'output.{name}' for name in "
        "('safe', 'spots', 'sarif', 'github', 'gitlab', 'junit', 'rdjson', 'markdown')))\n"
        "print([name for name in names if f'lawlint.{name}' in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, timeout=120)
    assert done.stderr.decode().splitlines()[-1] == "[]"
