"""Chunks answered by a Dask cluster, in their order.

Documents go to the workers and rows come back, so that workers need neither the input nor the folder of the output,
only lawlint itself, in the same version. What is checked goes to each worker process once, those that join or are
started again included. Dask gives the chunk of a worker that dies to another one.
"""

from __future__ import annotations

import hashlib
import pickle
from typing import TYPE_CHECKING, Any

from distributed import Client, KilledWorker, WorkerPlugin

from ..console import UsageError
from ..version import __version__
from .answering import Answered, Bench, Work
from .local import AGAIN, killed

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
            waiting.append((chunk, client.submit(_answer, name, chunk, pure=False)))
            if len(waiting) > ahead:
                yield waiting[0][0], waiting[0][1].result()
                waiting.popleft()
            if chunk.ends_part:
                # Workers come and go.
                ahead = _ahead(client)
        while waiting:
            yield waiting[0][0], waiting[0][1].result()
            waiting.popleft()
        client.unregister_worker_plugin(name)
    except KilledWorker as error:
        raise UsageError(killed([chunk for chunk, _ in waiting][:1], 1)) from error
    except (OSError, TimeoutError) as error:
        raise UsageError(f"和调度器 {address} 的连接断了：{error}。{AGAIN}") from error


def _client(address: str) -> Client:
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
    name = f"lawlint-{__version__}-{hashlib.sha256(packed).hexdigest()[:16]}"
    versions = client.run(_version)
    if any(version != __version__ for version in versions.values()):
        found = "、".join(sorted(set(map(str, versions.values()))))
        raise UsageError(f"工作进程上的 lawlint 是 {found}，这里是 {__version__}，结果会不一样。请装成同一个版本。")
    client.register_plugin(_Benches(name, packed), name=name)
    return name


def _ahead(client: Client) -> int:
    threads: dict[str, int] = client.nthreads()
    return max(4, _AHEAD * sum(threads.values()))


# --- On a worker -----------------------------------------------------------------------------------------------------

_benches: dict[str, Bench] = {}
"""Of the works that were shared with this process, by name."""


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
    return __version__


def _answer(name: str, chunk: Chunk) -> Answered:
    return _benches[name].answer(chunk)
