"""KerasTuner's oracles, kept in memory, fit for many trials at a time and for small spaces."""

from __future__ import annotations

import math
import sys
import warnings
from typing import Any

import keras_tuner
from keras_tuner import oracles
from threadpoolctl import threadpool_limits

__all__ = ["start_oracle"]


class _InMemory(keras_tuner.Oracle):
    """An oracle that writes and prints nothing: the search keeps its own record and bar."""

    ranks_failures = False

    def save(self) -> None:
        """Write nothing."""

    def _save_trial(self, trial: Any) -> None:
        """Write nothing."""

    def planned(self) -> int | None:
        """Return how many trials there will be at most, None when nobody knows."""
        return self.max_trials

    def finish(self, trial: Any, score: float | None, reason: str, config: dict[str, Any]) -> None:
        """End `trial` with its score, or as failed, and learn the hyperparameters that it met."""
        trial.hyperparameters = keras_tuner.HyperParameters.from_config(config)
        trial.message = reason
        if score is None and self.ranks_failures:
            score = -math.inf if self.objective.direction == "max" else math.inf
        if score is None:
            trial.status = "FAILED"
        else:
            self.update_trial(trial.trial_id, {self.objective.name: score})
            trial.status = "COMPLETED"
        self.end_trial(trial)
        self._complete_values()

    def _complete_values(self) -> None:
        # An oracle looks up every known hyperparameter in every trial, but a trial that was made
        # before a hyperparameter was met has no value for it.
        for trial in self.trials.values():
            trial.hyperparameters.merge(self.get_space(), overwrite=False)
            self._record_values(trial)


class RandomOracle(_InMemory, oracles.RandomSearchOracle):
    """Settings drawn at random, none twice."""


class GridOracle(_InMemory, oracles.GridSearchOracle):
    """Every combination; the next is ready before the last has ended."""

    def populate_space(self, trial_id: str) -> dict[str, Any]:
        """Return the next combination; KerasTuner's own waits for the trial before it to end."""
        answer = super().populate_space(trial_id)
        if answer["status"] == "RUNNING":
            self._populate_next.append(trial_id)
        return answer

    def planned(self) -> int | None:
        """Return the number of combinations, unless some depend on a condition."""
        space = self.get_space().space
        if any(parameter.conditions for parameter in space):
            return self.max_trials
        sizes = (len({parameter.default, *parameter.values}) for parameter in space)
        return min(math.prod(sizes), self.max_trials or sys.maxsize)


class BayesianOracle(_InMemory, oracles.BayesianOptimizationOracle):
    """A Gaussian process proposes; what was tried before gives way to a random draw."""

    gpr: Any

    def populate_space(self, trial_id: str) -> dict[str, Any]:
        """Return the setting of the best bound that was not tried yet."""
        if getattr(self.gpr, "n_features_in_", None) != len(self._nonfixed_space()):
            self.gpr = self._make_gpr()
        with threadpool_limits(1), warnings.catch_warnings():  # its matrices are tiny
            warnings.simplefilter("ignore")  # of the kernel's length at its bounds: it stays usable
            answer = super().populate_space(trial_id)
        if answer["values"] and self._duplicate(answer["values"]):
            return self._random_populate_space()
        return answer


class HyperbandOracle(_InMemory, oracles.HyperbandOracle):
    """Successive halving that goes on when a small space has no new setting left to draw."""

    ranks_failures = True  # a bracket waits for ever for the score of a trial that has none

    def __init__(self, *args: Any, **options: Any) -> None:
        self._drawn: dict[int, int] = {}
        super().__init__(*args, **options)

    def planned(self) -> int | None:
        """Return the number of trials in all brackets of all rounds."""
        brackets = range(self._get_num_brackets())
        sizes = (
            super(HyperbandOracle, self)._get_size(b, r) for b in brackets for r in range(b + 1)
        )
        return self.hyperband_iterations * sum(sizes)

    def _random_trial(self, trial_id: str, bracket: dict[str, Any]) -> dict[str, Any]:
        answer = super()._random_trial(trial_id, bracket)
        if answer["status"] == "RUNNING":
            return answer
        self._drawn[bracket["bracket_num"]] = len(bracket["rounds"][0])
        return self.populate_space(trial_id)

    def _get_size(self, bracket_num: int, round_num: int) -> int:
        size = super()._get_size(bracket_num, round_num)
        if bracket_num not in self._drawn:
            return size
        return min(size, math.ceil(self._drawn[bracket_num] / self.factor**round_num))


_ORACLES: dict[str, type[_InMemory]] = {
    "grid": GridOracle,
    "random": RandomOracle,
    "bayesian": BayesianOracle,
    "hyperband": HyperbandOracle,
}


def start_oracle(name: str, objective: Any, space: Any, seed: int, **options: Any) -> Any:
    """Return the oracle called `name` that knows `space` and never gives up by itself."""
    oracle = _ORACLES[name](
        objective=objective,
        hyperparameters=space,
        seed=seed + 1,  # KerasTuner takes 0 for "no seed"
        max_consecutive_failed_trials=sys.maxsize,
        **options,
    )
    oracle.verbose = 0
    oracle._max_collisions = 1000
    return oracle
