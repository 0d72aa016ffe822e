"""The coordinator: asks the oracle, hands trials to the executor, writes down what comes back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from typing import Any

from course_lib.journal import Journal
from course_lib.search.trial import Outcome, Task, described, run_trial

__all__ = ["Coordinator"]


class Coordinator:
    """One search under way; the only place that touches the oracle and the journal.

    Parameters
    ----------
    oracle : keras_tuner.Oracle
        Fresh; the journal's entries bring it to where the search was.
    journal : Journal
        Open; every start and every end of a trial is appended.
    task : Task
        What all trials share.
    bar : tqdm.tqdm
        Moves on with each trial that ends.
    """

    def __init__(self, oracle: Any, journal: Journal, task: Task, bar: Any) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._oracle, self._journal, self._task, self._bar = oracle, journal, task, bar
        self._open: dict[int, Any] = {}
        self._replay(journal.entries)

    def run(self, executor: Executor, places: int) -> None:
        """Run trials, `places` at a time, until the oracle has no more."""
        waiting = sorted(self._open)
        running: dict[Future[Outcome], int] = {}
        try:
            while True:
                while len(running) < places:
                    number = waiting.pop(0) if waiting else self._start()
                    if number is None:
                        break
                    running[executor.submit(run_trial, self._task_of(number))] = number
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=running.__getitem__):
                    self._end(running[future], self._outcome(future, running[future]))
                    del running[future]
        finally:
            for future in running:
                future.cancel()

    def _start(self) -> int | None:
        trial = self._oracle.create_trial(str(len(self._oracle.trials)))
        if trial.status != "RUNNING":
            return None
        number = int(trial.trial_id)
        self._open[number] = trial
        self._journal.append({"trial": number, "started": trial.hyperparameters.values})
        return number

    def _task_of(self, number: int) -> Task:
        config = self._open[number].hyperparameters.get_config()
        return dataclasses.replace(self._task, hyperparameters=config)

    def _outcome(self, future: Future[Outcome], number: int) -> Outcome:
        try:
            return future.result()
        except (BrokenExecutor, CancelledError) as error:
            raise RuntimeError(
                f"the executor broke down in trial {number}: {described(error)}; trials that ended "
                "are in the folder, if one was given, and the same call goes on from there"
            ) from error
        except Exception as error:  # a worker that died, or a result that could not travel
            config = self._task_of(number).hyperparameters
            return Outcome(config, None, None, None, 0.0, described(error))

    def _end(self, number: int, outcome: Outcome) -> None:
        if outcome.objective_missing and not self.outcomes:
            raise ValueError(outcome.reason)
        self._journal.append({"trial": number, "ended": dataclasses.asdict(outcome)})
        self._learn(number, outcome)

    def _learn(self, number: int, outcome: Outcome) -> None:
        trial = self._open.pop(number)
        self._oracle.finish(trial, outcome.score, outcome.reason, outcome.hyperparameters)
        self.outcomes[number] = outcome
        self._show()

    def _show(self) -> None:
        scores = [o.score for o in self.outcomes.values() if o.score is not None]
        if scores:
            best = max(scores) if self._task.direction == "max" else min(scores)
            self._bar.set_postfix({"best": f"{best:.4g}"}, refresh=False)
        self._bar.update()

    def _replay(self, steps: Iterable[Mapping[str, Any]]) -> None:
        steps = list(steps)
        if self._oracle.max_trials:
            started = sum("started" in step for step in steps)
            self._oracle.max_trials = max(self._oracle.max_trials, started)
        for position, step in enumerate(steps):
            try:
                if "started" in step:
                    self._restart(step["trial"], step["started"])
                else:
                    self._learn(step["trial"], Outcome(**step["ended"]))
            except (KeyError, TypeError) as error:
                raise ValueError(
                    f"folder: line {position + 2} of its record is damaged, {described(error)}"
                ) from None

    def _restart(self, number: int, values: dict[str, Any]) -> None:
        trial = self._oracle.create_trial(str(len(self._oracle.trials)))
        if trial.status != "RUNNING" or int(trial.trial_id) != number:
            raise ValueError(
                f"folder: trial {number} of its record cannot follow those before it, written by "
                "another version of KerasTuner perhaps: take another folder"
            )
        trial.hyperparameters.values = dict(values)
        self._open[number] = trial
