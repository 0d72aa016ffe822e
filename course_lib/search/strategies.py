"""The four ways to choose the next setting, as plain descriptions."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from course_lib import arguments

__all__ = ["Bayesian", "Grid", "Hyperband", "Random", "Strategy", "as_strategy"]

_KINDS = "Grid, Random, Bayesian or Hyperband"


@dataclass(frozen=True)
class Strategy:
    """What the four strategies share; use `Grid`, `Random`, `Bayesian` or `Hyperband`.

    Examples
    --------
    >>> from course_lib import search
    >>> isinstance(search.Grid(), search.Strategy)
    True
    """

    name: ClassVar[str] = ""

    def identity(self) -> dict[str, Any]:
        """Return what makes two searches the same; more trials of one search are not another.

        Returns
        -------
        dict
            The name and the options, without the number of trials.

        Examples
        --------
        >>> from course_lib import search
        >>> search.Hyperband().identity()
        {'name': 'hyperband', 'factor': 3, 'rounds': 1}
        """
        options = {k: v for k, v in dataclasses.asdict(self).items() if k != "trials"}
        return {"name": self.name, **options}

    def oracle(self, objective: Any, space: Any, *, epochs: int, seed: int) -> Any:
        """Return the KerasTuner oracle that carries the strategy out.

        Parameters
        ----------
        objective : str or keras_tuner.Objective
            A validation metric.
        space : keras_tuner.HyperParameters
            What there is to choose.
        epochs : int
            Of the longest trials.
        seed : int
            Decides every draw.

        Returns
        -------
        keras_tuner.Oracle
            Fresh, with its trials kept in memory.

        Raises
        ------
        TypeError
            An argument of the wrong kind; a bare `Strategy`.
        ValueError
            An argument out of range; an objective that is not a validation metric.

        Examples
        --------
        >>> import keras_tuner
        >>> from course_lib import search
        >>> hp = keras_tuner.HyperParameters()
        >>> default = hp.Choice("units", [16, 32])
        >>> oracle = search.Grid().oracle("val_accuracy", hp, epochs=1, seed=0)
        >>> oracle.create_trial("0").hyperparameters.values
        {'units': 16}
        """
        from course_lib.search.oracles import start_oracle
        from course_lib.search.space import as_objective, as_space

        arguments.integer(epochs, "epochs", low=1)
        arguments.integer(seed, "seed", low=0, high=2**31 - 2)
        objective, space = as_objective(objective), as_space(space)
        return start_oracle(self.name, objective, space, seed, **self._options(epochs))

    def _options(self, epochs: int) -> dict[str, Any]:
        raise TypeError(f"strategy must be a {_KINDS}, got a bare Strategy")


@dataclass(frozen=True)
class Grid(Strategy):
    """Try every combination, the defaults first.

    A range without a step counts as its default and ten even values.

    Parameters
    ----------
    trials : int, optional
        Stop after so many; None for the whole grid.

    Raises
    ------
    TypeError, ValueError
        `trials` is not an integer of at least 1.

    Examples
    --------
    >>> from course_lib import search
    >>> search.Grid()
    Grid(trials=None)

    References
    ----------
    S4, exercise 2.
    """

    trials: int | None = None
    name: ClassVar[str] = "grid"

    def __post_init__(self) -> None:
        """Check the parameters."""
        if self.trials is not None:
            arguments.integer(self.trials, "trials", low=1)

    def _options(self, epochs: int) -> dict[str, Any]:
        return {"max_trials": self.trials}


@dataclass(frozen=True)
class Random(Strategy):
    """Try settings drawn at random, none twice.

    Parameters
    ----------
    trials : int
        How many; fewer when the space holds fewer.

    Raises
    ------
    TypeError, ValueError
        `trials` is not an integer of at least 1.

    Examples
    --------
    >>> from course_lib import search
    >>> search.Random(trials=20)
    Random(trials=20)

    References
    ----------
    Bergstra and Bengio, Random search for hyper-parameter optimization, 2012. S4, exercise 2.
    """

    trials: int = 10
    name: ClassVar[str] = "random"

    def __post_init__(self) -> None:
        """Check the parameters."""
        arguments.integer(self.trials, "trials", low=1)

    def _options(self, epochs: int) -> dict[str, Any]:
        return {"max_trials": self.trials}


@dataclass(frozen=True)
class Bayesian(Strategy):
    """Fit a Gaussian process to the scores so far and try where it hopes for most.

    Parameters
    ----------
    trials : int
        How many in all; fewer when the space holds fewer.
    initial : int, optional
        How many successful random trials come first; None for three a hyperparameter.
    beta : float
        How much a setting's uncertainty counts as hope, at least 0.
    alpha : float
        Variance of the noise in the scores, above 0.

    Raises
    ------
    TypeError, ValueError
        A parameter is not a number, or out of its range.

    Examples
    --------
    >>> from course_lib import search
    >>> search.Bayesian(trials=20, initial=5)
    Bayesian(trials=20, initial=5, beta=2.6, alpha=0.0001)

    References
    ----------
    Snoek, Larochelle and Adams, Practical Bayesian optimization of machine learning algorithms,
    2012. S4, exercise 2.
    """

    trials: int = 10
    initial: int | None = None
    beta: float = 2.6
    alpha: float = 1e-4
    name: ClassVar[str] = "bayesian"

    def __post_init__(self) -> None:
        """Check the parameters."""
        arguments.integer(self.trials, "trials", low=1)
        if self.initial is not None:
            arguments.integer(self.initial, "initial", low=1)
        arguments.number(self.beta, "beta", low=0)
        arguments.number(self.alpha, "alpha", above=0)

    def _options(self, epochs: int) -> dict[str, Any]:
        return {
            "max_trials": self.trials,
            "num_initial_points": self.initial,
            "beta": self.beta,
            "alpha": self.alpha,
        }


@dataclass(frozen=True)
class Hyperband(Strategy):
    """Train many settings for few epochs, and the best of them again for more.

    A promoted setting is trained afresh, so that its score is that of any other search at so many
    epochs, and no optimiser's state is lost on the way. That costs at most
    `factor` / (`factor` - 1) times the epochs of going on from saved weights.

    Parameters
    ----------
    factor : int
        One setting in `factor` is promoted, to `factor` times the epochs; at least 2.
    rounds : int
        How often all brackets are run.

    Raises
    ------
    TypeError, ValueError
        A parameter is not an integer, or too small.

    Examples
    --------
    >>> from course_lib import search
    >>> search.Hyperband()
    Hyperband(factor=3, rounds=1)

    References
    ----------
    Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, Hyperband, 2018.
    """

    factor: int = 3
    rounds: int = 1
    name: ClassVar[str] = "hyperband"

    def __post_init__(self) -> None:
        """Check the parameters."""
        arguments.integer(self.factor, "factor", low=2)
        arguments.integer(self.rounds, "rounds", low=1)

    def _options(self, epochs: int) -> dict[str, Any]:
        return {
            "max_epochs": epochs,
            "factor": self.factor,
            "hyperband_iterations": self.rounds,
        }


def as_strategy(value: Any) -> Strategy:
    """Return the strategy that `value` names or is."""
    if isinstance(value, Strategy) and type(value) is not Strategy:
        return value
    kinds = {kind.name: kind for kind in (Grid, Random, Bayesian, Hyperband)}
    if not isinstance(value, str):
        raise TypeError(
            f"strategy must be a {_KINDS} or one of their names, got {arguments.shown(value)}"
        )
    return kinds[arguments.choice(value, "strategy", kinds)]()
