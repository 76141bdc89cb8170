"""Chunks and parts: nothing lost, nothing doubled, and bytes that depend on the documents alone."""

import io
import json
import os
import pathlib
import signal
import subprocess
import sys
from itertools import pairwise

import pytest
from corpusfiles import content, parquet, pyarrow
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from lawlint.console import UsageError
from lawlint.corpus import folder as folders
from lawlint.corpus.chunks import BYTES_MOST, DOCUMENTS_MOST, chunks
from lawlint.corpus.folder import NOTHING, begin, locked, progress_of, record, refuse_strange, write_part
from lawlint.corpus.records import DOCUMENTS, FINDINGS, Column, packed, write
from lawlint.corpus.rows import Position, Row
from lawlint.model import Failure

FACTS = {"lawlint": "1", "inputs": [["a.parquet", 1, 2]]}


def row(number: int, size: int) -> Row:
    body = Failure("x", "empty", "") if size < 0 else None
    return Row(f"x#{number}", body, max(0, size), "utf-8", None, None, None, Position(0, number + 1))


SIZES = st.lists(st.sampled_from([-1, 10, 2_000, BYTES_MOST // 3, BYTES_MOST * 2]), max_size=60)


@given(SIZES, st.integers(1, 40), st.integers(0, 3))
def test_chunks_hold_every_row_once(sizes: list[int], part_size: int, parts: int) -> None:
    """In order, never across parts, and no larger than need be."""
    given_rows = [row(number, size) for number, size in enumerate(sizes)]
    first = parts * part_size
    made = list(chunks(given_rows, part_size, first))
    assert [each for chunk in made for each in chunk.rows] == given_rows
    number = first
    for chunk in made:
        assert chunk.number == number
        number += len(chunk.rows)
        assert chunk.number // part_size == (number - 1) // part_size
        assert chunk.ends_part == (number % part_size == 0)
        assert len(chunk.rows) <= DOCUMENTS_MOST
        assert sum(each.size for each in chunk.rows[:-1]) < BYTES_MOST


def test_many_small_rows_make_several_chunks() -> None:
    """A chunk does not grow with the part."""
    assert [len(chunk.rows) for chunk in chunks([row(number, 1) for number in range(250)], 1000, 0)] == [100, 100, 50]


COLUMNS = (Column("number", "int64"), Column("word", "string", True), Column("words", "list<string>", True))
TEXTS = st.text(max_size=5)
ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.none() | TEXTS, st.none() | st.lists(TEXTS, max_size=3)), min_size=1, max_size=30
)


@pytest.mark.parametrize("output_format", ["parquet", "jsonl"])
@given(rows=ROWS, data=st.data())
def test_a_part_does_not_depend_on_its_pieces(
    rows: list[tuple[int, str | None, list[str] | None]], data: st.DataObject, output_format: str
) -> None:
    """However rows come in, the bytes that are written are the same, and give the rows again."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=4)))
    written = []
    for ends in ([0, len(rows)], [0, *cuts, len(rows)]):
        pieces = [packed(output_format, COLUMNS, rows[a:b]) for a, b in pairwise(ends)]
        file = io.BytesIO()
        write(output_format, COLUMNS, pieces, file)
        written.append(file.getvalue())
    assert written[0] == written[1]
    names = [column.name for column in COLUMNS]
    expected = [dict(zip(names, values, strict=True)) for values in rows]
    if output_format == "parquet":
        assert parquet.read_table(io.BytesIO(written[0])).to_pylist() == expected
    else:
        assert [json.loads(line) for line in written[0].decode().split("\n")[:-1]] == expected


@pytest.mark.parametrize(("name", "columns"), [("documents", DOCUMENTS), ("findings", FINDINGS)])
def test_the_columns_are_those_of_the_page(name: str, columns: tuple[Column, ...]) -> None:
    """docs/corpus.md lists them in their order with their types; a part has exactly these."""
    page = (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8")
    lines = page.partition(f"\n### {name}\n")[2].partition("\n#")[0].split("\n")
    cells = [[cell.strip().strip("`") for cell in line.split("|")[1:3]] for line in lines if line.startswith("| `")]
    assert cells == [[column.name, column.kind] for column in columns]
    file = io.BytesIO()
    write("parquet", columns, [packed("parquet", columns, [])], file)
    schema = parquet.read_schema(file)
    kinds = {"string": pyarrow.string(), "list<string>": pyarrow.list_(pyarrow.string()), "double": pyarrow.float64()}
    for field, column in zip(schema, columns, strict=True):
        assert field.type == kinds.get(column.kind, column.kind)
        assert field.nullable == column.gaps


# --- The folder ------------------------------------------------------------------------------------------------------


def pieces() -> dict[str, list[bytes]]:
    return {"documents": [b'{"document":0}\n'], "findings": [b'{"document":0}\n']}


def test_what_is_recorded_is_found_again(tmp_path: pathlib.Path) -> None:
    """Progress goes on where it was, for the same facts."""
    with locked(str(tmp_path)):
        assert progress_of(str(tmp_path), FACTS, "jsonl") == NOTHING
        begin(str(tmp_path), FACTS)
        write_part(str(tmp_path), 0, "jsonl", pieces())
        come = NOTHING._replace(parts=1, documents=1, statuses={"pass": 3}, position=Position(0, 1, 17))
        record(str(tmp_path), FACTS, come)
        assert progress_of(str(tmp_path), FACTS, "jsonl") == come
    assert sorted(content(tmp_path)) == ["documents/part-000000.jsonl", "findings/part-000000.jsonl", "run.json"]


def test_other_facts_are_refused_by_name(tmp_path: pathlib.Path) -> None:
    """What has changed is said, and how to go on."""
    with locked(str(tmp_path)):
        begin(str(tmp_path), FACTS)
        with pytest.raises(UsageError, match=r"变了的有：lawlint 的版本。.*--restart"):
            progress_of(str(tmp_path), {**FACTS, "lawlint": "2"}, "jsonl")
        with pytest.raises(UsageError, match=r"输入的文件（名称、大小或修改时间）。"):
            progress_of(str(tmp_path), {**FACTS, "inputs": [["a.parquet", 1, 3]]}, "jsonl")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"facts": 1, "progress": {}}', '{"facts": {}, "progress": 5}'])
def test_a_damaged_record(tmp_path: pathlib.Path, text: str) -> None:
    """It is refused with a remedy, and never taken for the beginning."""
    with locked(str(tmp_path)):
        (tmp_path / "run.json").write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=r"run\.json 读不懂"):
            progress_of(str(tmp_path), FACTS, "jsonl")


def test_a_part_that_was_taken_away(tmp_path: pathlib.Path) -> None:
    """It is missed, not counted as done."""
    with locked(str(tmp_path)):
        begin(str(tmp_path), FACTS)
        write_part(str(tmp_path), 0, "jsonl", pieces())
        record(str(tmp_path), FACTS, NOTHING._replace(parts=1, documents=1))
        (tmp_path / "findings" / "part-000000.jsonl").unlink()
        with pytest.raises(UsageError, match=r"少了 findings/part-000000\.jsonl"):
            progress_of(str(tmp_path), FACTS, "jsonl")


def test_to_begin_anew_deletes_our_own_files_only(tmp_path: pathlib.Path) -> None:
    """Parts and what was left of them go; a stranger's file stays."""
    with locked(str(tmp_path)):
        begin(str(tmp_path), FACTS)
        write_part(str(tmp_path), 0, "jsonl", pieces())
        record(str(tmp_path), FACTS, NOTHING._replace(parts=1, documents=1))
        (tmp_path / "findings" / ".part-000001.jsonl.tmp").write_bytes(b"x")
        (tmp_path / "findings" / "笔记.txt").write_bytes(b"x")
        begin(str(tmp_path), FACTS)
        assert progress_of(str(tmp_path), FACTS, "jsonl") == NOTHING
    assert sorted(content(tmp_path)) == ["findings/笔记.txt", "run.json"]


def test_strange_folders_are_refused(tmp_path: pathlib.Path) -> None:
    """Neither a folder with something in it nor a file is written to, nor are a stranger's parts taken for ours."""
    refuse_strange(str(tmp_path / "new"))
    with locked(str(tmp_path)):
        refuse_strange(str(tmp_path))
    (tmp_path / "documents" / "part-000000.parquet").write_bytes(b"x")
    with pytest.raises(UsageError, match="里有别的文件"):
        refuse_strange(str(tmp_path))
    (tmp_path / "documents" / "part-000000.parquet").unlink()
    refuse_strange(str(tmp_path))
    (tmp_path / "报告.docx").write_bytes(b"x")
    with pytest.raises(UsageError, match="里有别的文件"):
        refuse_strange(str(tmp_path))
    with pytest.raises(UsageError, match="不是文件夹"):
        refuse_strange(str(tmp_path / "报告.docx"))
    (tmp_path / "run.json").write_bytes(b"x")
    refuse_strange(str(tmp_path))


def test_a_disk_that_is_full(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what and where; what was there before is still there."""
    with locked(str(tmp_path)):
        begin(str(tmp_path), FACTS)
        before = content(tmp_path)

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(folders.os, "fsync", full)
        with pytest.raises(UsageError, match="写不进去：No space left"):
            write_part(str(tmp_path), 0, "jsonl", pieces())
        assert {name: value for name, value in content(tmp_path).items() if not name.endswith(".tmp")} == before


def test_the_lock_dies_with_its_process(tmp_path: pathlib.Path) -> None:
    """While another process holds a folder it is refused; killed, it holds nothing."""
    code = (
        "import sys, time\nfrom lawlint.corpus.folder import locked\n"
        "with locked(sys.argv[1]):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(UsageError, match="另一个 lawlint corpus 正在写"), locked(str(tmp_path)):
            pass
    finally:
        other.kill() if os.name == "nt" else other.send_signal(signal.SIGKILL)
        other.communicate()
    with locked(str(tmp_path)):
        pass
