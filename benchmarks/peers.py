"""lawlint beside its peers, on the same reports in one run.

    python benchmarks/peers.py WORK [--minutes N] [-o FILE]

WORK is a folder for environments, reports and settings, kept from one run to the next: lawlint is installed into it as
users install it, with the peers of the dependency group `bench`; textlint comes from npm, where there is npm. A peer
that is not there is skipped, and named. All cases are run in turn, round after round while the minutes last, so that
what else the machine does falls on all of them; ratios are taken within a round. A case that would take too long runs
on fewer reports, and the table says on how many. `page.py` puts what was measured into docs/speed.md.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEASURED = ROOT / "docs" / "pictures" / "speed-peers.json"
COUNTS = (1, 100, 2_000)
_FEWER = (2_000, 1_000, 500, 200, 100, 50, 20, 10, 1)
_MOST_ROUNDS = {1: 21, 100: 7, 2_000: 3}
_SHARES = {1: 0.2, 100: 0.3, 2_000: 0.5}
"""How much of the time each number of reports takes."""
_END = 600.0
"""Seconds after which a run is ended, whatever was expected of it."""
_OURS = "lawlint --jobs 1"
"""What the others are held against; what is ours runs on all reports, however long that takes."""
_TEXTLINT = "textlint@15"
_SETS = ("1000", "all")

Row = dict[str, Any]


class Case(NamedTuple):
    """A program as it is called on some reports.

    phrases: which list it looks for; empty where it looks for none.
    statuses: the exit statuses that are no failure.
    counts: the numbers of reports that it is run on.
    by_line: whether each line that it prints is something found.
    said: how many lines it prints beside them.
    """

    name: str
    phrases: str
    command: tuple[str, ...]
    statuses: tuple[int, ...] = (0, 1)
    counts: tuple[int, ...] = COUNTS
    by_line: bool = True
    said: int = 0


class Usage(NamedTuple):
    """What one run took: seconds on the clock and of the processors, children included, and the peak in bytes."""

    wall: float
    cpu: float
    peak: int


def told(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


# --- What is measured ------------------------------------------------------------------------------------------------


def set_up(work: pathlib.Path) -> None:
    """Install lawlint as it is now and the peers, and write the reports."""
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(work / "venv")], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
    subprocess.run([*pip, "--group", f"{ROOT / 'pyproject.toml'}:bench"], check=True)
    with tempfile.TemporaryDirectory() as copy:
        # Beside what an earlier build left behind, a build takes that along.
        for name in ("lint", "checks"):
            shutil.copytree(ROOT / name, pathlib.Path(copy) / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        subprocess.run([*pip, "--force-reinstall", "--no-deps", copy], check=True)
        subprocess.run([*pip, copy], check=True)
    subprocess.run([str(python), str(ROOT / "benchmarks" / "material.py"), str(work)], check=True)
    if shutil.which("npm") and not (work / "node_modules" / ".bin" / "textlint").exists():
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(work), _TEXTLINT], check=True
        )


def cases() -> list[Case]:
    """Return all cases; programs are named from within the work folder."""
    scripts = "venv/bin"
    python = f"{scripts}/python"
    found = [
        # A few of the synthetic reports read like another kind of document: they are refused, with status 2.
        Case("lawlint", "", (f"{scripts}/lawlint",), (0, 1, 2), by_line=False),
        Case(_OURS, "", (f"{scripts}/lawlint", "--jobs", "1"), (0, 1, 2), by_line=False),
        Case("python -c pass", "", (python, "-c", "pass"), counts=(1,), by_line=False),
        Case("python -c 'import typer'", "", (python, "-c", "import typer"), counts=(1,), by_line=False),
    ]
    for name in _SETS:
        listed = f"phrases-{name}.txt"
        textlint = ("node_modules/.bin/textlint", "--no-color", "--format", "unix")
        found += [
            Case("pyahocorasick", name, (python, str(ROOT / "benchmarks" / "bare.py"), listed)),
            Case("grep -F -o -n", name, ("grep", "-F", "-o", "-n", "-H", "-f", listed)),
            Case(
                "typos",
                name,
                (f"{scripts}/typos", "--isolated", "--config", f"typos-{name}.toml", "--format", "brief"),
                (0, 2),
            ),
            Case(
                "codespell",
                name,
                (f"{scripts}/codespell", "--dictionary", f"codespell-{name}.txt"),
                (0, 65),
            ),
            Case(
                "codespell --regex",
                name,
                (
                    f"{scripts}/codespell",
                    "--dictionary",
                    f"codespell-{name}.txt",
                    "--config",
                    f"codespell-{name}.cfg",
                ),
                (0, 65),
            ),
            Case(
                "proselint",
                name,
                (
                    python,
                    f"proselint-{name}.py",
                    "check",
                    "--config",
                    "proselint.json",
                    "--output-format",
                    "compact",
                ),
            ),
        ]
        for kind in ("index", "regexp"):
            rules = f"textlint-{kind}-{name}"
            title = {"index": "textlint, indexOf", "regexp": "textlint, RegExp"}[kind]
            command = (*textlint, "--config", f"{rules}/rc.json", "--rulesdir", f"{rules}/rules")
            found.append(Case(title, name, command, said=2))
    return found


def missing(cases: Sequence[Case], work: pathlib.Path) -> list[str]:
    """Return the programs that are not there."""
    programs = dict.fromkeys(case.command[0] for case in cases)
    return [name for name in programs if not (work / name).exists() and not shutil.which(name)]


# --- Measuring -------------------------------------------------------------------------------------------------------


def run(command: Sequence[str], output: pathlib.Path, limit: float) -> tuple[Usage, int]:
    """Run a program, its output into a file; return what it took and its status.

    What is written to a file is written: grep, for one, stops at the first match where nobody will see the others.

    Raises:
        TimeoutError: it took longer than the limit in seconds, and was ended.
    """

    def late(*_: object) -> None:
        raise TimeoutError

    to_file = [
        (os.POSIX_SPAWN_OPEN, 1, str(output), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    signal.signal(signal.SIGALRM, late)
    begin = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=to_file, setpgroup=0)
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        _, status, usage = os.wait4(pid, 0)
    except BaseException:
        os.killpg(pid, signal.SIGKILL)
        os.wait4(pid, 0)
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    wall = time.perf_counter() - begin
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024), os.waitstatus_to_exitcode(status)


def counted(output: pathlib.Path) -> tuple[int, int]:
    """Return the bytes and the lines of a file, read piece by piece: a child begins with the peak of its parent."""
    size = lines = 0
    with output.open("rb") as file:
        while piece := file.read(1 << 16):
            size += len(piece)
            lines += piece.count(b"\n")
    return size, lines


class Running(NamedTuple):
    """A case on so many reports, with what each round took; `failed` says why there are no rounds."""

    case: Case
    reports: int
    rounds: list[Usage]
    output: list[int]
    failed: list[str]


def one_round(running: Running, paths: Sequence[str], output: pathlib.Path) -> None:
    """Run a case once more, and note it."""
    case = running.case
    try:
        usage, status = run([*case.command, *paths[: running.reports]], output, _END)
    except TimeoutError:
        running.failed.append(f"{_END:.0f} 秒没有做完")
        return
    size, lines = counted(output)
    found = lines - case.said
    if status not in case.statuses or (case.by_line and found < 1):
        running.failed.append(f"退出码 {status}，找到 {found}")
        return
    running.output[:] = [found if case.by_line else 0, size]
    running.rounds.append(usage)


def affordable(count: int, known: Running | None, limit: float) -> int:
    """Return on how many reports to run a peer, by what it took on fewer."""
    if known is None or known.case.name.startswith("lawlint"):
        return count
    if not known.rounds:
        return 0
    each = median(usage.wall for usage in known.rounds) / known.reports
    return next((fewer for fewer in _FEWER if fewer <= count and fewer * each <= limit), 0)


def measure(
    cases: Sequence[Case], paths: Sequence[str], minutes: float, limit: float, output: pathlib.Path
) -> list[Row]:
    """Run all cases on one report, on a hundred and on all, in rounds; return a row for each."""
    rows: list[Row] = []
    known: dict[tuple[str, str], Running] = {}
    for count in COUNTS:
        turn = []
        for case in cases:
            if count in case.counts:
                # What one report took was mostly the start.
                generous = limit if count == COUNTS[-1] else 2 * limit
                reports = affordable(count, known.get(case[:2]), generous)
                if reports:
                    turn.append(Running(case, reports, [], [], []))
        end = time.monotonic() + 60 * minutes * _SHARES[count]
        for number in range(_MOST_ROUNDS[count] + 1):
            begin = time.monotonic()
            for running in turn:
                if not running.failed:
                    one_round(running, paths, output)
            if number == 0 and count == 1:
                # The first round finds nothing in the caches of the system.
                for running in turn:
                    running.rounds.clear()
            elif time.monotonic() + (time.monotonic() - begin) > end:
                break
        known.update({running.case[:2]: running for running in turn})
        rows += rows_of(count, turn)
        for row in rows[-len(turn) :]:
            told(
                f"  {row['reports']:>5}  {row['name']:24} {row['phrases']:5} "
                + (row["failed"] or f"{row['cpu']:9.3f} 秒  {row['ratio']:7.2f}  {row['peak'] / 1e6:6.0f} MB")
            )
    return rows


def rows_of(count: int, turn: Sequence[Running]) -> list[Row]:
    """Return a row for each case: medians, and the CPU time per report as a ratio to lawlint's within the round."""
    base = next(running for running in turn if running.case.name == _OURS)
    if not base.rounds:
        raise SystemExit(f"{_OURS}：{count} 份报告，{'；'.join(base.failed)}。没有它就没有可比的，请先查明。")
    rows = []
    for running in turn:
        row: Row = {
            "name": running.case.name,
            "phrases": running.case.phrases,
            "count": count,
            "reports": running.reports,
            "rounds": len(running.rounds),
            "failed": "；".join(running.failed),
        }
        if running.rounds:
            pairs = zip(running.rounds, base.rounds, strict=False)
            row |= {
                "wall": median(usage.wall for usage in running.rounds),
                "cpu": median(usage.cpu for usage in running.rounds),
                "peak": max(usage.peak for usage in running.rounds),
                "ratio": median((own.cpu / running.reports) / (its.cpu / base.reports) for own, its in pairs),
                "found": running.output[0],
                "output": running.output[1],
            }
        rows.append(row)
    return rows


def versions(work: pathlib.Path) -> Row:
    """Return the versions of what was measured."""
    script = (
        "import json, platform; from importlib.metadata import version; "
        "names = ('lawlint', 'pyahocorasick', 'typer', 'codespell', 'proselint', 'typos'); "
        "print(json.dumps({'python': platform.python_version(), **{name: version(name) for name in names}}))"
    )
    told_by = subprocess.run([str(work / "venv/bin/python"), "-c", script], check=True, capture_output=True, text=True)
    found: Row = json.loads(told_by.stdout)
    textlint = work / "node_modules" / "textlint" / "package.json"
    if textlint.exists():
        found["textlint"] = json.loads(textlint.read_text(encoding="utf-8"))["version"]
    for program in ("node", "grep"):
        if shutil.which(program):
            said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
            found[program] = said.split("\n")[0].split()[-1].lstrip("v")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=pathlib.Path, help="a folder for environments, reports and settings")
    parser.add_argument("--minutes", type=float, default=8.0, help="how long to measure (8); one round is always run")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds that one run of a peer should take (30)")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=MEASURED)
    given = parser.parse_args()
    target = given.output.resolve()
    given.work.mkdir(parents=True, exist_ok=True)
    os.chdir(given.work)
    work = pathlib.Path()
    told("准备……")
    set_up(work.resolve())
    os.environ.update(LAWLINT_CACHE_DIR=str(work.resolve() / "cache"), LC_ALL="C.UTF-8")
    every = cases()
    absent = missing(every, work)
    for name in absent:
        told(f"没有安装，跳过：{name}")
    paths = sorted(f"reports/{path.name}" for path in (work / "reports").iterdir())
    rows = measure(
        [case for case in every if case.command[0] not in absent], paths, given.minutes, given.limit, work / "output"
    )
    measured = {
        "versions": versions(work.resolve()),
        "processors": os.cpu_count(),
        "day": time.strftime("%Y-%m-%d"),
        "runner": run([sys.executable, "-c", "pass"], work / "output", given.limit)[0].peak,
        "missing": absent,
        "rows": rows,
    }
    target.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    told(f"写入 {target}")


if __name__ == "__main__":
    main()
