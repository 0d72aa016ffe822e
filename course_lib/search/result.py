"""What a search found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib import arguments

if TYPE_CHECKING:
    import keras
    import numpy as np
    import pandas as pd

    from course_lib.search.trial import Outcome

__all__ = ["Result"]


@dataclass(frozen=True, repr=False)
class Result:
    """The trials of a search, made by `tune`.

    ``plots.search_convergence(result.trials, goal=result.direction)`` draws it, and so does
    ``plots.parallel_coordinates(result.trials, result.hyperparameters, goal=result.direction)``.

    Parameters
    ----------
    outcomes : dict of int to Outcome
        What came of each trial that ended, by its number.
    objective, direction : str
        The metric, and whether its ``"max"`` or ``"min"`` is wanted.
    build : callable
        What made the models.
    seed : int
        The seed of each trial's weights and order of samples.
    labels : numpy.ndarray
        A few labels, whose shape decides the loss of a model that `build` did not compile.
    interrupted : bool
        Whether the search was stopped before its end.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib import search
    >>> from course_lib.search.trial import Outcome
    >>> outcomes = {
    ...     n: Outcome({"space": [], "values": {"units": 8 << n}}, score, None, 5, 2.0, "")
    ...     for n, score in enumerate([0.8, 0.9, 0.85])
    ... }
    >>> result = search.Result(outcomes, "val_accuracy", "max", print, 0, np.zeros(1))
    >>> result
    Result(val_accuracy 0.9 with {'units': 16}, trial 1 of 3)
    >>> result.convergence()["best"].tolist()
    [0.8, 0.9, 0.9]
    """

    outcomes: dict[int, Outcome]
    objective: str
    direction: str
    build: Callable[[Any], Any]
    seed: int
    labels: np.ndarray
    interrupted: bool = False

    def __post_init__(self) -> None:
        """Check that there is a best trial."""
        arguments.choice(self.direction, "direction", ["min", "max"])
        outcomes: Any = self.outcomes.values() if isinstance(self.outcomes, dict) else ()
        if all(getattr(outcome, "score", None) is None for outcome in outcomes):
            raise ValueError(
                f"outcomes must hold a trial with a score, got {arguments.shown(self.outcomes)}"
            )

    def __repr__(self) -> str:
        number = self.best_number
        return (
            f"Result({self.objective} {self.outcomes[number].score:.4g} with {self.best}, "
            f"trial {number} of {len(self.outcomes)})"
        )

    @property
    def best_number(self) -> int:
        """The number of the best trial, the first among equals."""
        sign = 1 if self.direction == "max" else -1
        scores = {n: sign * o.score for n, o in self.outcomes.items() if o.score is not None}
        return max(scores, key=lambda number: (scores[number], -number))

    @property
    def best(self) -> dict[str, Any]:
        """The settings of the best trial."""
        return _settings(self.outcomes[self.best_number])

    @property
    def best_score(self) -> float:
        """The objective of the best trial, the mean over its folds.

        As the best of many it flatters the setting: report the test set's score of the one model
        that you train with it.
        """
        score = self.outcomes[self.best_number].score
        assert score is not None
        return score

    @property
    def hyperparameters(self) -> list[str]:
        """The names of the hyperparameters, columns of `trials`."""
        return list(dict.fromkeys(name for o in self.outcomes.values() for name in _settings(o)))

    @property
    def trials(self) -> pd.DataFrame:
        """One row a trial, in the order of their numbers.

        Columns: ``number``, each hyperparameter (NaN where it played no part), ``score``,
        ``deviation`` (over the folds), ``epochs`` (until the score, the mean over the folds),
        ``seconds``, ``status`` (``"finished"`` or ``"failed"``), ``reason`` (of the failure).
        """
        import pandas as pd

        names = self.hyperparameters
        rows = [
            {"number": number, **_settings(outcome), **_row(outcome)}
            for number, outcome in sorted(self.outcomes.items())
        ]
        columns = ["number", *names, *_row(next(iter(self.outcomes.values())))]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"score": float, "deviation": float, "epochs": "Int64"})

    def convergence(self) -> pd.DataFrame:
        """Return the best score so far after each trial that did not fail.

        Returns
        -------
        pandas.DataFrame
            Columns ``number``, ``score``, ``best``, and ``seconds`` of all trials until then.
        """
        trials = self.trials
        frame = trials[["number", "score"]].copy()
        frame["best"] = (
            frame["score"].cummax() if self.direction == "max" else frame["score"].cummin()
        )
        frame["seconds"] = trials["seconds"].cumsum()
        return frame[frame["score"].notna()].reset_index(drop=True)

    def build_best(self) -> keras.Model:
        """Return a fresh, compiled, untrained model of the best settings, to train as you like.

        Returns
        -------
        keras.Model
            With the very weights that the best trial started from.
        """
        from course_lib.search.space import parameters_of
        from course_lib.search.trial import fresh_model

        hp = parameters_of(self.outcomes[self.best_number].hyperparameters)
        return fresh_model(self.build, hp, seed=self.seed, y=self.labels)


def _settings(outcome: Outcome) -> dict[str, Any]:
    from course_lib.search.space import settings_of

    return settings_of(outcome.hyperparameters)


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "score": outcome.score,
        "deviation": outcome.deviation,
        "epochs": outcome.epochs,
        "seconds": outcome.seconds,
        "status": "failed" if outcome.score is None else "finished",
        "reason": outcome.reason,
    }
