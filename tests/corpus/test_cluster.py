"""A Dask cluster: the same output as without, also when a worker is killed in the middle."""

import os
import pathlib
import signal
import sys

import pytest
from corpusfiles import Start, content, counted, documents, wait_for_parts, write_parquet
from support import Run

distributed = pytest.importorskip("distributed")

COUNT = 40
PARTS = ("--part-size", "8")
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def cluster():  # type: ignore[no-untyped-def]
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.mark.skipif(os.name == "nt", reason="there are no signals")
def test_a_worker_is_killed_in_the_middle(cluster, start: Start, run: Run, tmp_path: pathlib.Path) -> None:  # type: ignore[no-untyped-def]
    """Nothing is lost and nothing doubled: the output is that of one process, to the byte."""
    source = write_parquet(tmp_path / "in.parquet", documents(COUNT))
    process = start(source, "-o", "cluster", *PARTS, "--scheduler", cluster.scheduler_address)
    wait_for_parts(tmp_path / "cluster", 1)
    os.kill(cluster.workers[0].process.process.pid, signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    assert run("corpus", source, "-o", "whole", *PARTS, "-j", "1").status == 0
    assert content(tmp_path / "cluster") == content(tmp_path / "whole")
    counted(tmp_path / "cluster", COUNT)


def test_no_scheduler_there(run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in a sentence with the address."""
    monkeypatch.setattr("lawlint.corpus.cluster._SECONDS", 1)
    source = write_parquet(tmp_path / "in.parquet", documents(3))
    outcome = run("corpus", source, "-o", "out", "--scheduler", "tcp://127.0.0.1:9")
    assert outcome.status == 2
    assert "连不上 Dask 调度器 tcp://127.0.0.1:9" in outcome.err


def test_without_the_extra(run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names what to install."""
    source = write_parquet(tmp_path / "in.parquet", documents(3))
    monkeypatch.setitem(sys.modules, "distributed", None)
    outcome = run("corpus", source, "-o", "out", "--scheduler", "tcp://127.0.0.1:9")
    assert outcome.status == 2
    assert 'pip install "lawlint[dask]"' in outcome.err
