"""Documents of several kinds in every form of input, and what came out of them, for the tests of `lawlint corpus`."""

import gzip
import hashlib
import json
import pathlib
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from lawlint.checks import CHECKS

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

Rows = list[dict[str, Any]]
Start = Callable[..., "subprocess.Popen[bytes]"]


def report(number: int) -> str:
    """Return a short report; no two are alike."""
    return (
        f"清溪镇202{number % 4}年法治政府建设年度报告\n一、工作开展情况\n聘请{number + 1}名律师担任镇法律顾问，"
        f"出具法律意见书9份。调解矛盾纠纷{number}件。\n二、存在的不足\n力量不足。\n清溪镇人民政府\n2025年1月10日\n"
    )


def documents(count: int) -> Rows:
    """Return rows of documents, some of which cannot be checked, and texts that are hard to carry."""
    rows: Rows = [
        {"path": f"a/{number}.txt", "unit": f"单位{number}", "year": 2020 + number % 4, "text": report(number)}
        for number in range(count)
    ]
    for number, text in ((3, ""), (7, None), (11, "今天天气很好。"), (13, report(13).replace("律师", "𬱖律师\u2028"))):
        if number < count:
            rows[number]["text"] = text
    return rows


def write_parquet(path: pathlib.Path, rows: Rows, group: int = 8) -> str:
    parquet.write_table(pyarrow.Table.from_pylist(rows), path, row_group_size=group)
    return str(path)


def write_lines(path: pathlib.Path, rows: Rows) -> str:
    """Write JSON Lines, compressed where the name says so, with blank lines and both ends of lines."""
    lines = [json.dumps(row, ensure_ascii=number % 2 == 0) for number, row in enumerate(rows)]
    data = "".join(f"{line}\r\n" if number % 3 else f"{line}\n\n" for number, line in enumerate(lines)).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return str(path)


def table(output: pathlib.Path, name: str) -> Rows:
    """Return all rows of a table that was written, in the order of its parts."""
    rows: Rows = []
    for part in sorted((output / name).iterdir()):
        if part.suffix == ".parquet":
            rows += parquet.read_table(part).to_pylist()
        else:
            rows += [json.loads(line) for line in part.read_bytes().decode().split("\n")[:-1]]
    return rows


def content(output: pathlib.Path) -> dict[str, str]:
    """Return the hash of every file of an output by its name; the lock, which is empty, is left out."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def counted(output: pathlib.Path, count: int) -> None:
    """Hold an output to the documents and rows that it must have: each once, in order."""
    found = table(output, "documents")
    assert [row["document"] for row in found] == list(range(count))
    checked = [row["document"] for row in found if row["error_code"] is None]
    findings = table(output, "findings")
    assert [row["document"] for row in findings] == [number for number in checked for _ in CHECKS]
    assert [row["element"] for row in findings] == [element.id for element in CHECKS] * len(checked)


def wait_for_parts(output: pathlib.Path, parts: int) -> int:
    """Wait until a run has recorded so many parts, and return how many it has."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            recorded = json.loads((output / "run.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            recorded = None
        if recorded and recorded["progress"]["parts"] >= parts:
            return int(recorded["progress"]["parts"])
        time.sleep(0.01)
    raise AssertionError("no part was written")
