"""Executors for grading: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.grading.parents import Loaded

__all__ = ["OpenPool", "RestartingPool", "WorkerPool", "worker_pool"]


@dataclass(frozen=True)
class WorkerPool:
    """Processes that do jobs.

    Parameters
    ----------
    executor : concurrent.futures.Executor
        Takes the jobs.
    size : callable
        Tells how many jobs are done at one time; a cluster grows and shrinks.
    """

    executor: Executor
    size: Callable[[], int]


OpenPool = Callable[[], AbstractContextManager[WorkerPool]]


class RestartingPool:
    """A pool that is made when it is first asked for, and anew when its processes died.

    Parameters
    ----------
    open_pool : callable
        Makes a context that yields a pool.

    Examples
    --------
    >>> from functools import partial
    >>> with RestartingPool(partial(worker_pool, workers=2)) as workers:
    ...     workers.pool is workers.pool, workers.pool.size()
    (True, 2)
    """

    def __init__(self, open_pool: OpenPool) -> None:
        self._open_pool = open_pool
        self._stack = contextlib.ExitStack()
        self._pool: WorkerPool | None = None

    def __enter__(self) -> RestartingPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    @property
    def pool(self) -> WorkerPool:
        """The pool, whose processes stay warm from one use to the next."""
        if self._pool is None:
            self._pool = self._stack.enter_context(self._open_pool())
        return self._pool

    def start(self) -> None:
        """Make the pool now, so that its processes are ready when they are needed."""
        _ = self.pool

    def renew(self) -> None:
        """Let the next use have another pool."""
        self._pool = None
        self._stack.close()


@contextlib.contextmanager
def worker_pool(
    *,
    workers: int,
    scheduler: str | None = None,
    loaded: Loaded | None = None,
    confined: bool = True,
) -> Iterator[WorkerPool]:
    """Yield a pool of other processes, here or of a cluster.

    Parameters
    ----------
    workers : int
        Processes on this machine; not used with a scheduler.
    scheduler : str, optional
        Address of a Dask scheduler, ``tcp://host:8786``; its workers need this package.
    loaded : Loaded, optional
        What kernels need: one parent with that is started at once, for all processes of this
        machine. Else each starts its own.
    confined : bool
        Whether that parent lives in a sandbox.

    Yields
    ------
    WorkerPool
        Ended with everything that it still runs when the context is left.

    Raises
    ------
    OSError
        The scheduler does not answer, or no parent can be started.
    """
    if scheduler is None:
        yield from _processes(workers, loaded, confined)
    else:
        yield from _cluster(scheduler)


def _processes(workers: int, loaded: Loaded | None, confined: bool) -> Iterator[WorkerPool]:
    context = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as stack:
        # A process that is killed cannot remove what it wrote: a checks.py with its hidden checks.
        kept = tempfile.TemporaryDirectory(prefix="course-grade-", ignore_cleanup_errors=True)
        scratch = stack.enter_context(kept)
        shared: tuple[Any, ...] = ()
        if loaded is not None:
            from course_lib.kernels.warm import WarmParent

            parent = stack.enter_context(
                WarmParent(confined=confined, modules=loaded.modules, barred=loaded.barred)
            )
            parent.share(f"{scratch}/parent")
            shared = (f"{scratch}/parent", loaded.modules, loaded.barred, confined)
        pool = ProcessPoolExecutor(
            workers, context, initializer=_begin, initargs=(os.getpid(), scratch, *shared)
        )
        try:
            pool.submit(os.getpid)  # they all start, and import while we go on
            yield WorkerPool(pool, lambda: workers)
        except BaseException:
            for process in list((pool._processes or {}).values()):
                process.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _cluster(scheduler: str) -> Iterator[WorkerPool]:
    from distributed import Client
    from distributed.comm.addressing import resolve_address

    try:
        resolve_address(scheduler)  # a client of no address complains again at its end
        client = Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise OSError(f"the scheduler {scheduler} cannot be reached: {reason}") from error
    with client:
        # A submission that has ended a worker is tried on one more, then reported.
        executor = client.get_executor(pure=False, retries=1)
        yield WorkerPool(executor, lambda: sum(client.nthreads().values()))


def _begin(coordinator: int, scratch: str, *shared: Any) -> None:
    """Follow the coordinator, and import what grading needs before there is something to grade."""
    _follow(coordinator, scratch)  # before imports, during which the coordinator may end
    import course_lib.grading.jobs  # noqa: F401

    if shared:
        from course_lib.grading.parents import Loaded, Shared, use_shared

        path, modules, barred, confined = shared
        use_shared(Shared(path, Loaded(modules, barred), confined))


def _follow(coordinator: int, scratch: str) -> None:
    """Leave Ctrl-C to the coordinator, end when it does, however it ends, and say nothing.

    TensorFlow greets on the standard error, below Python; faults travel as exceptions.
    """
    tempfile.tempdir = scratch
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if "COURSE_KERNEL_LOG" not in os.environ:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    if sys.platform.startswith("linux"):
        from course_lib.kernels.confinement import die_with_parent

        die_with_parent()
        if os.getppid() != coordinator:
            os._exit(1)
