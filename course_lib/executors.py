"""Where work runs: in this process, or wherever an executor puts it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

from course_lib import arguments

__all__ = ["Here", "as_executor", "places", "portable"]


class Here(Executor):
    """Run each call at once, in this thread.

    Examples
    --------
    >>> Here().submit(max, 1, 2).result()
    2
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return a future that is done; an error or an interrupt is raised here and now."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def as_executor(value: Any) -> Executor:
    """Return the executor, the one of this thread for None.

    Examples
    --------
    >>> type(as_executor(None)).__name__
    'Here'
    """
    if value is None:
        return Here()
    if not isinstance(value, Executor):
        raise TypeError(
            f"executor must be a concurrent.futures.Executor or None, got {arguments.shown(value)}"
        )
    context = getattr(value, "_mp_context", None)
    if isinstance(value, ProcessPoolExecutor) and context and context.get_start_method() == "fork":
        raise ValueError(
            "executor must not fork, TensorFlow hangs in a forked process: "
            "ProcessPoolExecutor(mp_context=multiprocessing.get_context('spawn'))"
        )
    return value


def places(executor: Executor, parallel: Any) -> int:
    """Return how many pieces of work may be under way at a time.

    Examples
    --------
    >>> places(Here(), None), places(ThreadPoolExecutor(3), None), places(Here(), 2)
    (1, 3, 2)
    """
    if parallel is not None:
        return arguments.integer(parallel, "parallel", low=1)
    if isinstance(executor, Here):
        return 1
    return getattr(executor, "_max_workers", None) or os.cpu_count() or 1


def portable(value: Any, executor: Executor, name: str) -> Any:
    """Return `value` as other processes can take it, even functions that a notebook defined.

    Parameters
    ----------
    value : object
        A function, or what holds functions.
    executor : concurrent.futures.Executor
        Where it goes.
    name : str
        Its name in messages.

    Returns
    -------
    object
        Acts as `value` does; the same object where nothing travels.

    Raises
    ------
    TypeError
        It cannot be pickled.

    Examples
    --------
    >>> portable(max, Here(), "build") is max
    True
    """
    if isinstance(executor, Here | ThreadPoolExecutor):
        return value
    import pickle

    import joblib

    wrapped = joblib.wrap_non_picklable_objects(value)
    try:
        pickle.dumps(wrapped)
    except Exception as error:  # pickling fails in as many ways as there are objects
        raise TypeError(
            f"{name} must be picklable to run in another process, but: {error}"
        ) from None
    return wrapped
