"""Chunks answered by a Dask cluster, in their order.

Documents go to the workers and rows come back, so that workers need neither the input nor the folder of the output,
only lawlint itself, in the same version. What is checked goes to each worker process once, those that join or are
started again included. Dask gives the chunk of a worker that dies to another one.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from distributed import Client, KilledWorker, WorkerPlugin

from ..console import UsageError
from ..version import __version__
from .answering import Answered, Bench, Work
from .local import AGAIN, killed
from .rows import filled

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from distributed import Future

    from .chunks import Chunk
    from .local import Pair

_SECONDS = 30
"""How long a scheduler, and its first worker, are waited for."""
_AHEAD = 2
"""How many chunks for each thread of the workers are under way."""


def by_cluster(chunks: Iterable[Chunk], work: Work, address: str) -> Generator[Pair, None, None]:
    """Yield each chunk with its answer by the workers of a cluster.

    Args:
        chunks: in their order; no more than a few for each worker are read ahead.
        work: what they are answered by.
        address: of the scheduler, such as tcp://10.0.0.1:8786.

    Raises:
        UsageError: there is no such scheduler, no worker, another version of lawlint, or a chunk that no worker
            survives.
    """
    client = _client(address)
    try:
        yield from _answers(chunks, work, client, address)
    finally:
        client.close()


def _answers(chunks: Iterable[Chunk], work: Work, client: Client, address: str) -> Generator[Pair, None, None]:
    from collections import deque

    name = _shared(work, client)
    waiting: deque[tuple[Chunk, Future[Answered]]] = deque()
    ahead = _ahead(client)
    try:
        for chunk in chunks:
            # Workers need not see our files.
            whole = chunk._replace(rows=tuple([filled(row, work.job.manner) for row in chunk.rows]))
            waiting.append((chunk, client.submit(_answer, name, whole, pure=False)))
            if len(waiting) > ahead:
                yield waiting[0][0], _result(waiting[0][1], client, address)
                waiting.popleft()
            if chunk.ends_part:
                # Workers come and go.
                ahead = _ahead(client)
        while waiting:
            yield waiting[0][0], _result(waiting[0][1], client, address)
            waiting.popleft()
        client.unregister_worker_plugin(name)
    except KilledWorker as error:
        # Which document was to blame nobody knows: all that a worker has in hand share its fate.
        raise UsageError(killed([chunk for chunk, _ in waiting], 1)) from error
    except _VersionError as error:
        raise _other_version(address, f"是 {error} 版") from error
    except (OSError, CancelledError) as error:
        raise UsageError(f"和调度器 {address} 的连接断了：{error}。{AGAIN}") from error


def _result(future: Future[Answered], client: Client, address: str) -> Answered:
    """Wait for an answer, as long as there is anybody to give it."""
    while True:
        try:
            answered: Answered = future.result(timeout=_SECONDS)
        except TimeoutError:
            if not client.nthreads():
                raise UsageError(
                    f"调度器 {address} 那里的工作进程都没有了。请运行 dask worker {address}。{AGAIN}"
                ) from None
        else:
            return answered


def _client(address: str) -> Client:
    # What goes wrong is told in our words, not by traces on standard error.
    for name in ("asyncio", "distributed.batched", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(
            f"连不上 Dask 调度器 {address}。请检查地址（例如 tcp://10.0.0.1:8786），以及 dask scheduler 是否在运行。"
        ) from error
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
    except TimeoutError as error:
        client.close()
        raise UsageError(
            f"调度器 {address} 那里没有工作进程。请在各台机器上运行：dask worker {address}，再试一次。"
        ) from error
    return client


def _shared(work: Work, client: Client) -> str:
    """Give the work to every worker, those to come included, and return the name under which they have it."""
    packed = pickle.dumps(work)
    name = f"{_prefix()}{hashlib.sha256(packed).hexdigest()[:16]}"
    for worker, version in client.run(_version, on_error="return").items():
        if version != __version__:
            raise _other_version(worker, f"是 {version} 版" if isinstance(version, str) else f"用不了（{version!r}）")
    client.register_plugin(_Benches(name, packed), name=name)
    return name


def _other_version(where: str, found: str) -> UsageError:
    return UsageError(
        f"工作进程 {where} 上的 lawlint {found}，这里是 {__version__} 版。"
        f'请在各台机器上运行：pip install "lawlint[dask]=={__version__}"，再重新启动工作进程。'
    )


def _ahead(client: Client) -> int:
    threads: dict[str, int] = client.nthreads()
    return max(4, _AHEAD * sum(threads.values()))


# --- On a worker -----------------------------------------------------------------------------------------------------

_benches: dict[str, Bench] = {}
"""Of the works that were shared with this process, by name."""


class _VersionError(Exception):
    """The worker has another version of lawlint, which might answer otherwise."""


class _Benches(WorkerPlugin):
    """Prepares a worker process for some work; it goes to each of them once."""

    def __init__(self, name: str, packed: bytes) -> None:
        self.key = name
        self.packed = packed

    def setup(self, worker: Any) -> None:  # noqa: ARG002
        _benches[self.key] = Bench(pickle.loads(self.packed))

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        bench = _benches.pop(self.key, None)
        if bench is not None:
            bench.close()


def _version() -> str:
    """Return the version of lawlint, which can write tables here."""
    import pyarrow  # noqa: F401

    return __version__


def _answer(name: str, chunk: Chunk) -> Answered:
    if not name.startswith(_prefix()):
        # It has joined since the others were asked.
        raise _VersionError(__version__)
    return _benches[name].answer(chunk)


def _prefix() -> str:
    return f"lawlint-{__version__}-"
