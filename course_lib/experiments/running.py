"""Hands runs to an executor, and puts what comes back in the order of the tasks."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from typing import Any

from course_lib.executors import Here, portable
from course_lib.experiments.arms import naming
from course_lib.experiments.freshness import Freshness
from course_lib.experiments.numerics import Numerics
from course_lib.experiments.run import Run
from course_lib.experiments.store import Store
from course_lib.experiments.task import Finished, Task, finished_run, train_run

__all__ = ["Runner"]


class Runner:
    """Computes tasks, `places` at a time.

    Parameters
    ----------
    executor : concurrent.futures.Executor
        Where.
    places : int
        How many may be under way.
    store : Store
        What is finished already, and where the rest is kept.
    bar : tqdm.tqdm
        Moves on with each run that ends.
    """

    def __init__(self, executor: Executor, places: int, store: Store, bar: Any) -> None:
        self._executor, self._places = executor, places
        self._store, self._bar = store, bar

    def run(
        self, tasks: Sequence[Task], watch: Freshness, check: Callable[[Run], Any]
    ) -> list[Run]:
        """Return the run of each task.

        Parameters
        ----------
        tasks : sequence of Task
            In the order of the result.
        watch : Freshness
            Sees where every run starts, and in this process every model.
        check : callable
            Called with each run that ends; may raise.

        Returns
        -------
        list of Run
            The same whatever computed them, and in whatever order.
        """
        runs: dict[int, Run] = {}
        running: dict[Future[Finished], int] = {}
        waiting = deque(range(len(tasks)))

        def end(place: int, done: Finished) -> None:
            with naming(tasks[place].name):
                watch.remember(done.start, _started(tasks[place]), tasks[place].seed)
                runs[place] = finished_run(tasks[place], done)
                check(runs[place])
            self._bar.set_description(tasks[place].name, refresh=False)
            self._bar.update()

        try:
            while waiting or running:
                while waiting and len(running) < self._places:
                    place = waiting.popleft()
                    found = self._store.found(tasks[place])
                    if found is None:
                        running[self._submit(tasks[place], watch)] = place
                    else:
                        end(place, found)
                ended, _ = wait(running, return_when=FIRST_COMPLETED) if running else ((), ())
                for future in sorted(ended, key=running.__getitem__):
                    place = running.pop(future)
                    done = _result(future, tasks[place])
                    self._store.keep(tasks[place], done)
                    end(place, done)
        finally:
            for future in running:
                future.cancel()
        return [runs[place] for place in range(len(tasks))]

    def _submit(self, task: Task, watch: Freshness) -> Future[Finished]:
        if isinstance(self._executor, Here):
            with naming(task.name):
                return self._executor.submit(train_run, dataclasses.replace(task, watch=watch))
        numerics = Numerics.here()
        if isinstance(self._executor, ThreadPoolExecutor):
            sent = dataclasses.replace(task, watch=watch, numerics=numerics)
        else:
            variant = portable(task.variant, self._executor, f"variant {task.name!r}")
            sent = dataclasses.replace(task, variant=variant, numerics=numerics)
        return self._executor.submit(train_run, sent)


def _result(future: Future[Finished], task: Task) -> Finished:
    try:
        with naming(task.name):
            return future.result()
    except (BrokenExecutor, CancelledError) as error:
        raise RuntimeError(
            f"the executor broke down in variant {task.name!r}, seed {task.seed}: {error}; runs "
            "that ended are in the folder, if one was given, and the same call goes on from there"
        ) from error


def _started(task: Task) -> str:
    """Return the name that starting weights go by: a choice may be of another network."""
    return task.name if task.choice is None else f"{task.name} with choice {task.choice}"
