"""The subcommand: what it refuses, what it tells, and what the page shows."""

import pathlib
import re
import sys

import pytest
from corpusfiles import documents, write_parquet
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT, Run

from lawlint.corpusing import progress_line


@pytest.fixture
def source(tmp_path: pathlib.Path) -> str:
    return write_parquet(tmp_path / "in.parquet", documents(12))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-o", "out"), "没有给出输入"),
        (("in.parquet",), "请用 -o"),
        (("in.parquet", "-o", "out", "-f", "csv"), "--output-format 没有“csv”"),
        (("in.parquet", "-o", "out", "--part-size", "0"), "--part-size 要写正整数"),
        (("in.parquet", "-o", "out", "--text-column", "正文"), "没有“正文”这一列（--text-column）。有的列：path、unit"),
        (("in.parquet", "-o", "out", "--year", "24"), "--year"),
        (("missing.parquet", "-o", "out"), "missing.parquet"),
        ((".", "-o", "out"), "在要检查的文件夹 . 里面"),
        (("in.parquet", "-o", "in.parquet"), "不是文件夹"),
        (("in.parquet", "-o", "."), "里有别的文件"),
    ],
)
@pytest.mark.usefixtures("source")
def test_what_is_refused(run: Run, arguments: tuple[str, ...], told: str) -> None:
    """Exit status 2 and a message that says what to do; nothing on standard output."""
    outcome = run("corpus", *arguments)
    assert outcome.status == 2
    assert told in outcome.err
    assert outcome.out == ""


def test_without_the_extra(run: Run, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    outcome = run("corpus", source, "-o", "out")
    assert outcome.status == 2
    assert 'pip install "lawlint[corpus]"' in outcome.err


def test_waivers_are_said_to_be_left_out(run: Run, source: str, tmp_path: pathlib.Path) -> None:
    """A setting that does not count is never silent."""
    waiver = '[[waivers]]\nelement = "legal-counsel"\nfiles = ["*.txt"]\nreason = "x"\n'
    (tmp_path / "lawlint.toml").write_text(waiver, encoding="utf-8")
    assert "豁免在这里不起作用" in run("corpus", source, "-o", "out").err


def test_quiet(run: Run, source: str) -> None:
    """Nothing is said of what went well."""
    outcome = run("corpus", source, "-o", "out", "-q")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


def test_the_queries_of_the_page_run(run: Run, source: str) -> None:
    """Each of them, in DuckDB, on both formats; they find something."""
    duckdb = pytest.importorskip("duckdb")
    page = (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    assert len(queries) >= 4
    assert run("corpus", source, "-o", "结果").status == 0
    assert run("corpus", source, "-o", "行", "-f", "jsonl").status == 0
    for query in queries:
        found = duckdb.sql(query).fetchall()
        assert found
        assert duckdb.sql(query.replace("结果/", "行/").replace(".parquet", ".jsonl")).fetchall() == found


def test_types_that_others_see(run: Run, source: str) -> None:
    """DuckDB reads numbers as numbers and lists as lists."""
    duckdb = pytest.importorskip("duckdb")
    assert run("corpus", source, "-o", "out").status == 0
    found = dict(row[:2] for row in duckdb.sql("DESCRIBE FROM 'out/findings/*.parquet'").fetchall())
    assert (found["document"], found["score"], found["matched"]) == ("BIGINT", "DOUBLE", "VARCHAR[]")
    found = dict(row[:2] for row in duckdb.sql("DESCRIBE FROM 'out/documents/*.parquet'").fetchall())
    assert (found["year"], found["pass"], found["error_code"]) == ("INTEGER", "INTEGER", "VARCHAR")


@given(st.integers(0, 10**7), st.floats(0, 1), st.floats(0.001, 10**6))
def test_the_line_of_progress(done: int, share: float, seconds: float) -> None:
    """Whatever the figures, a line without a break that fits a terminal."""
    line = progress_line(done, done, share, share, seconds)
    assert line.startswith(f"已检查 {done} 份（")
    assert "\n" not in line


def test_remaining_time_counts_this_run_alone() -> None:
    """What was done before is not taken for speed."""
    assert progress_line(900, 100, 0.9, 0.1, 60) == "已检查 900 份（90%），每秒 2 份，还要大约 1 分 0 秒"
    assert progress_line(10, 10, 0.001, 0.001, 10) == "已检查 10 份（0%），每秒 1 份，还要大约 2 小时 46 分"
