"""Executors for grading: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType

__all__ = ["Executors", "Pool", "executor"]

Executors = Callable[[], AbstractContextManager[Executor]]


class Pool:
    """An executor that is made when it is first asked for, and anew when its processes died.

    Parameters
    ----------
    executors : callable
        Makes a context that yields an executor.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with Pool(lambda: ThreadPoolExecutor(1)) as pool:
    ...     pool.executor is pool.executor
    True
    """

    def __init__(self, executors: Executors) -> None:
        self._executors = executors
        self._stack = contextlib.ExitStack()
        self._executor: Executor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    @property
    def executor(self) -> Executor:
        """The executor, whose processes stay warm from one use to the next."""
        if self._executor is None:
            self._executor = self._stack.enter_context(self._executors())
        return self._executor

    def renew(self) -> None:
        """Let the next use have another executor."""
        self._executor = None
        self._stack.close()


@contextlib.contextmanager
def executor(*, workers: int, scheduler: str | None = None) -> Iterator[Executor]:
    """Yield an executor that runs jobs in other processes.

    Parameters
    ----------
    workers : int
        Processes on this machine; not used with a scheduler.
    scheduler : str, optional
        Address of a Dask scheduler, ``tcp://host:8786``; its workers need this package.

    Yields
    ------
    concurrent.futures.Executor
        Ended with everything that it still runs when the context is left.

    Raises
    ------
    OSError
        The scheduler does not answer.
    """
    if scheduler is None:
        yield from _processes(workers)
    else:
        yield from _cluster(scheduler)


def _processes(workers: int) -> Iterator[Executor]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_follow, initargs=(os.getpid(),)
    )
    try:
        yield pool
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown(cancel_futures=True)


def _cluster(scheduler: str) -> Iterator[Executor]:
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
        yield client.get_executor(pure=False, retries=1)


def _follow(coordinator: int) -> None:
    """Leave Ctrl-C to the coordinator, end when it does, however it ends, and write nothing.

    TensorFlow greets on the standard error, below Python; faults travel as exceptions.
    """
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
