"""Where trials run: in this process, or wherever an executor puts them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

from course_lib import arguments

__all__ = ["Here", "as_executor", "places", "portable"]


class Here(Executor):
    """Run each call at once, in this thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return a future that is done; an interrupt is raised here and now."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def as_executor(value: Any) -> Executor:
    """Return the executor, the one of this thread for None."""
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
    """Return how many trials may be under way at a time."""
    if parallel is not None:
        return arguments.integer(parallel, "parallel", low=1)
    if isinstance(executor, Here):
        return 1
    return getattr(executor, "_max_workers", None) or os.cpu_count() or 1


def portable(build: Callable[[Any], Any], executor: Executor) -> Callable[[Any], Any]:
    """Return `build` as other processes can take it, even when a notebook defined it."""
    if isinstance(executor, Here | ThreadPoolExecutor):
        return build
    import pickle

    import joblib

    wrapped = joblib.wrap_non_picklable_objects(build)
    try:
        pickle.dumps(wrapped)
    except Exception as error:  # pickling fails in as many ways as there are objects
        raise TypeError(
            f"build must be picklable to run in another process, but: {error}"
        ) from None
    return wrapped
