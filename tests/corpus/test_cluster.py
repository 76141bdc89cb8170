"""A Dask cluster: the same output as without, also when a worker is killed in the middle."""

import os
import pathlib
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from corpusfiles import Start, content, counted, documents, table, wait_for_parts, write_parquet
from support import Run

from lawlint.corpus.answering import Answered
from lawlint.corpus.chunks import Chunk

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
cluster_module = pytest.importorskip("lawlint.corpus.cluster")

COUNT = 200
PARTS = ("--part-size", "8")
pytestmark = [
    # The cluster is not ours, nor are the warnings of its end.
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(os.name == "nt", reason="there are no signals"),
]


@pytest.fixture
def cluster(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A cluster of as many worker processes as the test asks for, with two threads each."""
    allowed = dask.config.set({"distributed.scheduler.allowed-failures": 1})
    with (
        allowed,
        distributed.LocalCluster(
            n_workers=request.param, threads_per_worker=2, processes=True, dashboard_address=None, silence_logs=50
        ) as made,
    ):
        yield made


@pytest.fixture
def source(tmp_path: pathlib.Path) -> str:
    return write_parquet(tmp_path / "in.parquet", documents(COUNT))


def kill_one(cluster: Any) -> None:
    os.kill(cluster.workers[0].process.process.pid, signal.SIGKILL)


@pytest.mark.parametrize("cluster", [3], indirect=True)
def test_a_worker_is_killed_in_the_middle(
    cluster: Any, start: Start, run: Run, source: str, tmp_path: pathlib.Path
) -> None:
    """Nothing is lost and nothing doubled: the output is that of one process, to the byte."""
    process = start(source, "-o", "cluster", *PARTS, "--scheduler", cluster.scheduler_address)
    wait_for_parts(tmp_path / "cluster", 1)
    kill_one(cluster)
    assert wait_for_parts(tmp_path / "cluster", 1) < COUNT // 8
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    assert run("corpus", source, "-o", "whole", *PARTS, "-j", "1").status == 0
    assert content(tmp_path / "cluster") == content(tmp_path / "whole")
    counted(tmp_path / "cluster", COUNT)


@pytest.mark.parametrize("cluster", [2], indirect=True)
def test_documents_that_no_worker_survives(
    cluster: Any, run: Run, source: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are given to others until it is plain that they are to blame; the error names them, and one can go on."""

    def deadly(name: str, chunk: Chunk) -> Answered:
        # Found by the worker, which has no patch: what is sent from here would come without its benches.
        from lawlint.corpus.cluster import _answer

        return os._exit(137) if chunk.number == 16 else _answer(name, chunk)

    with monkeypatch.context() as patched:
        patched.setattr(cluster_module, "_answer", deadly)
        outcome = run("corpus", source, "-o", "out", *PARTS, "--scheduler", cluster.scheduler_address)
    assert outcome.status == 2
    assert "检查的进程被系统中止" in outcome.err
    assert "当时在检查 a/" in outcome.err
    assert len(table(tmp_path / "out", "documents")) <= 16
    assert run("corpus", source, "-o", "out", *PARTS, "-j", "1").status == 0
    counted(tmp_path / "out", COUNT)


@pytest.mark.parametrize("cluster", [1], indirect=True)
def test_workers_of_another_version(cluster: Any, run: Run, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They might answer otherwise, and are refused."""
    monkeypatch.setattr("lawlint.corpus.cluster.__version__", "0.0.9")
    outcome = run("corpus", source, "-o", "out", "--scheduler", cluster.scheduler_address)
    assert outcome.status == 2
    assert "这里是 0.0.9 版" in outcome.err


@pytest.mark.parametrize("cluster", [0], indirect=True)
def test_no_worker(cluster: Any, run: Run, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for who does not come."""
    monkeypatch.setattr("lawlint.corpus.cluster._SECONDS", 1)
    outcome = run("corpus", source, "-o", "out", "--scheduler", cluster.scheduler_address)
    assert outcome.status == 2
    assert "没有工作进程" in outcome.err


def test_no_scheduler(run: Run, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in a sentence with the address."""
    monkeypatch.setattr("lawlint.corpus.cluster._SECONDS", 1)
    outcome = run("corpus", source, "-o", "out", "--scheduler", "tcp://127.0.0.1:9")
    assert outcome.status == 2
    assert "连不上 Dask 调度器 tcp://127.0.0.1:9" in outcome.err


def test_without_the_extra(run: Run, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    outcome = run("corpus", source, "-o", "out", "--scheduler", "tcp://127.0.0.1:9")
    assert outcome.status == 2
    assert 'pip install "lawlint[dask]"' in outcome.err
