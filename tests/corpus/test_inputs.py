"""What is read: columns and their values, and going on from any place."""

import json
import os
import pathlib
import string
from typing import Any

import pytest
from corpusfiles import documents, write_lines, write_parquet
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from lawlint.console import UsageError
from lawlint.corpus.inputs import Ruler, Table, changed_table, find, rows
from lawlint.corpus.rows import Columns, Position, Row, filled, resolved, row_of
from lawlint.model import Failure
from lawlint.reading import Manner

HERE = Position(0, 1)


def read(paths: list[str], columns: Columns = Columns(), start: Position = Position()) -> list[Row]:  # noqa: B008
    return list(rows(find(paths, ()), columns, start))


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with every form of input; the same documents stand in each."""
    held = documents(30)
    (tmp_path / "shards").mkdir()
    write_parquet(tmp_path / "shards" / "0.parquet", held[:13], group=5)
    write_parquet(tmp_path / "shards" / "1.parquet", held[13:], group=100)
    write_lines(tmp_path / "lines.jsonl", held)
    write_lines(tmp_path / "lines.ndjson.gz", held)
    (tmp_path / "reports").mkdir()
    for number, row in enumerate(held):
        (tmp_path / "reports" / f"{number:02}.txt").write_text(row["text"] or "", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("names", [["shards"], ["lines.jsonl"], ["lines.ndjson.gz"], ["lines.jsonl", "shards"]])
def test_every_form_gives_the_same_documents(folder: pathlib.Path, names: list[str]) -> None:
    """A document is the same whatever it is read from; only where it stands differs."""
    found = read([str(folder / name) for name in names])
    told = [(row.path, row.unit) for row in found]
    assert told == [(row["path"], row["unit"]) for row in documents(30)] * len(names)
    for row, given_row in zip(found, documents(30) * len(names), strict=True):
        if given_row["text"]:
            assert row.content == given_row["text"].encode()
            assert row.encoding == "utf-8"
        else:
            assert isinstance(row.content, Failure)
            assert row.content.code == "empty"


def test_reports_of_a_folder(folder: pathlib.Path) -> None:
    """Files are read by whoever answers, an empty one too; one that has gone says so then."""
    found = read([str(folder / "reports")])
    (folder / "reports" / "29.txt").unlink()
    assert {row.content for row in found} == {None}
    assert [row.size for row in found] == [len((row["text"] or "").encode()) for row in documents(30)]
    full = [filled(row, Manner()) for row in found]
    assert [row.content for row in full[:-1]] == [(row["text"] or "").encode() for row in documents(29)]
    assert {row.encoding for row in full} == {""}
    assert isinstance(full[-1].content, Failure)
    assert full[-1].content.code == "not_found"


@pytest.mark.parametrize("name", ["shards", "lines.jsonl", "lines.ndjson.gz", "reports", "shards/*.parquet"])
def test_reading_goes_on_from_everywhere(folder: pathlib.Path, name: str) -> None:
    """From the place after any document follow exactly the documents after it."""
    paths = [str(folder / name), str(folder / "lines.jsonl")]
    whole = read(paths)
    assert len(whole) == 60
    for number, row in enumerate(whole, 1):
        assert read(paths, start=row.after) == whole[number:]


def test_how_far_along(folder: pathlib.Path) -> None:
    """The share grows from 0 to 1 and never falls."""
    inputs = find([str(folder / "shards"), str(folder / "lines.jsonl"), str(folder / "reports")], ())
    ruler = Ruler(inputs)
    shares = [ruler.share(Position())]
    shares += [ruler.share(row.after) for row in rows(inputs, Columns(), Position())]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_made_up_names(folder: pathlib.Path) -> None:
    """Without a column of names, a document is called by its file and row, or line."""
    lines = [json.dumps({"text": "甲"}), "", json.dumps({"text": "乙"}), json.dumps({"text": "丙", "path": ""})]
    path = folder / "x.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [row.path for row in read([str(path)])] == [f"{path}#1", f"{path}#3", f"{path}#4"]
    table = write_parquet(folder / "x.parquet", [{"text": "甲"}, {"text": "乙"}])
    assert [row.path for row in read([table])] == [f"{table}#1", f"{table}#2"]


def test_lines_that_cannot_be_read_are_documents(tmp_path: pathlib.Path) -> None:
    """A broken line is neither passed over nor the end of the run."""
    path = tmp_path / "x.jsonl"
    deep = b"[" * 100_000
    lines = [b'\xef\xbb\xbf{"text": "a"}', b'{"text": ', b"\xff\xfe", b"[1]", deep, b'{"text": 5}', b'{"other": 1}']
    path.write_bytes(b"\n".join([*lines, b'{"text": "z"}']))
    found = read([str(path)])
    codes = [row.content.code if isinstance(row.content, Failure) else row.content for row in found]
    assert codes == [b"a", "bad_row", "bad_row", "bad_row", "bad_row", "bad_row", "empty", b"z"]


def test_a_line_that_is_too_long(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not held; what follows it is read."""
    monkeypatch.setattr("lawlint.corpus.jsonlines._LINE_LONGEST", 100)
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in ("a", "b" * 1000, "c")), encoding="utf-8")
    found = read([str(path)])
    assert [isinstance(row.content, Failure) for row in found] == [False, True, False]
    assert read([str(path)], start=found[1].after) == found[2:]


# --- Columns ---------------------------------------------------------------------------------------------------------


def test_a_missing_column_is_refused_with_those_there_are(tmp_path: pathlib.Path) -> None:
    """The message names the file, the option, the nearest and all columns."""
    for path in (
        write_parquet(tmp_path / "x.parquet", [{"txt": "甲", "id": 1}]),
        write_lines(tmp_path / "x.jsonl", [{"txt": "甲", "id": 1}]),
    ):
        with pytest.raises(UsageError, match=r"没有“text”这一列（--text-column）.*有的列：txt、id") as raised:
            read([path])
        assert path in str(raised.value)
        with pytest.raises(UsageError, match="没有“年”这一列（--year-column）"):
            read([path], Columns("txt", year="年"))


def test_a_column_that_the_first_line_leaves_out(tmp_path: pathlib.Path) -> None:
    """Lines may leave out what they do not have."""
    path = write_lines(tmp_path / "x.jsonl", [{"text": "甲"}, {"text": "乙", "y": 2024}])
    assert [row.year for row in read([path], Columns(year="y"))] == [None, 2024]


def test_a_column_that_is_no_text(tmp_path: pathlib.Path) -> None:
    """Numbers are not taken for texts; the message tells the type."""
    path = write_parquet(tmp_path / "x.parquet", [{"text": 5}])
    with pytest.raises(UsageError, match="不是文字，是 int64"):
        read([path])


@pytest.mark.parametrize("kind", ["string", "large_string", "dictionary"])
def test_types_of_text(tmp_path: pathlib.Path, kind: str) -> None:
    """However a writer stores strings, they are texts."""
    import pyarrow.parquet

    text = pyarrow.array(["甲", None, "甲"])
    made = text.dictionary_encode() if kind == "dictionary" else text.cast(kind)
    path = str(tmp_path / "x.parquet")
    pyarrow.parquet.write_table(pyarrow.table({"text": made}), path)
    assert [row.content if isinstance(row.content, bytes) else None for row in read([path])] == [
        "甲".encode(),
        None,
        "甲".encode(),
    ]


@pytest.mark.parametrize(
    ("value", "year"),
    [(2024, 2024), (2024.0, 2024), ("2024", 2024), (None, None), ("", None), (float("nan"), None)],
)
def test_years(value: object, year: int | None) -> None:
    """Whole numbers of any type are years; gaps are none."""
    row = row_of(Columns(year="y"), {"text": "甲", "y": value}, "x#1", HERE)
    assert row.year == year
    assert row.content == "甲".encode()


@pytest.mark.parametrize("value", ["二〇二四", "24", 2024.5, 1024, True, [2024], float("inf"), "9" * 5000, {}])
def test_what_is_no_year(value: object) -> None:
    """A year that is told and not understood is never passed over."""
    row = row_of(Columns(year="y"), {"text": "甲", "y": value}, "x#1", HERE)
    assert isinstance(row.content, Failure)
    assert row.content.code == "bad_year"
    assert len(row.content.message) < 200


def test_levels() -> None:
    """A level counts if it is one, and is refused otherwise."""
    assert row_of(Columns(level="l"), {"text": "甲", "l": "county"}, "x#1", HERE).level == "county"
    assert row_of(Columns(level="l"), {"text": "甲", "l": ""}, "x#1", HERE).level is None
    for value in ("县级", ["county"], 5):
        content = row_of(Columns(level="l"), {"text": "甲", "l": value}, "x#1", HERE).content
        assert isinstance(content, Failure)
        assert content.code == "bad_level"


def test_year_and_level_are_not_guessed() -> None:
    """A column that is called so and was not named decides nothing; path and unit are only carried."""
    names = ["text", "path", "unit", "year", "level"]
    assert resolved(Columns(), names, "x") == Columns("text", "path", "unit", None, None)


VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_letters), inner, max_size=3),
    max_leaves=5,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("text", "path", "unit", "year", "level"), VALUES)))
def test_any_row_is_a_document(values: dict[str, Any]) -> None:
    """Whatever stands in a row, it gives a document that can be written."""
    row = row_of(Columns("text", "path", "unit", "year", "level"), values, "x#1", HERE)
    assert row.path.encode()
    assert row.unit is None or row.unit.encode()
    if isinstance(row.content, Failure):
        assert row.content.path == row.path
        assert row.content.message.encode()
    else:
        assert row.content is not None
        assert row.content.decode()


# --- Folders and files -----------------------------------------------------------------------------------------------


def test_a_folder_of_both_is_refused(folder: pathlib.Path) -> None:
    """Neither reports nor tables are passed over in silence."""
    (folder / "shards" / "说明.docx").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"既有数据文件.*又有报告文件"):
        find([str(folder / "shards")], ())
    assert len(find([str(folder / "shards" / "*.parquet")], ())) == 2


def test_hidden_tables_are_left_out(folder: pathlib.Path) -> None:
    """As every reader of folders of tables does."""
    for name in ("_metadata.parquet", ".part.parquet"):
        (folder / "shards" / name).write_bytes(b"x")
    (folder / "shards" / "_temporary").mkdir()
    (folder / "shards" / "_temporary" / "0.parquet").write_bytes(b"x")
    names = [each.path for each in find([str(folder / "shards")], ()) if isinstance(each, Table)]
    assert [os.path.basename(name) for name in names] == ["0.parquet", "1.parquet"]


@pytest.mark.parametrize("name", ["missing", "missing.parquet", "x*.parquet", "empty", "-"])
def test_paths_that_lead_nowhere(tmp_path: pathlib.Path, name: str) -> None:
    """An input that is not there is never an empty one."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        find([name if name == "-" else str(tmp_path / name)], ())


@pytest.mark.parametrize("name", ["0.parquet", "lines.ndjson.gz"])
@pytest.mark.parametrize("cut", [0.5, 0.99])
def test_damaged_files(folder: pathlib.Path, name: str, cut: float) -> None:
    """A file that breaks off is refused by name."""
    path = next(folder.rglob(name))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(UsageError, match=f"{name}：读不了"):
        read([str(path)])


def test_what_was_changed_is_noticed(folder: pathlib.Path) -> None:
    """A table that is no longer what was found."""
    inputs = find([str(folder / "shards"), str(folder / "reports")], ())
    assert changed_table(inputs) is None
    write_parquet(folder / "shards" / "1.parquet", documents(3))
    assert changed_table(inputs) == f"{folder.as_posix()}/shards/1.parquet"


def test_an_empty_file_among_others(tmp_path: pathlib.Path) -> None:
    """A shard without rows is none the worse."""
    (tmp_path / "a.jsonl").write_bytes(b"")
    write_lines(tmp_path / "b.jsonl", [{"text": "甲"}])
    assert len(read([str(tmp_path)])) == 1


def test_nothing_heavy_for_other_commands() -> None:
    """No module of the plain call leads here, and the command line itself does not import Arrow or Dask."""
    import subprocess
    import sys

    code = (
        "import sys, lawlint.cli; print([m for m in sys.modules if 'corpus.' in m or m in ('pyarrow', 'distributed')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
