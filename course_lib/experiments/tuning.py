"""Nuisance parameters: each arm gets its own best value before arms are compared."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from course_lib import arguments
from course_lib.experiments.arms import naming
from course_lib.experiments.run import Run
from course_lib.experiments.statistics import lower_is_better, summary
from course_lib.experiments.variant import Variant

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Grid", "Tuning"]


class Grid:
    """Values of nuisance parameters to choose from, all combinations of several.

    Parameters
    ----------
    nuisance : mapping of str to sequence
        By field of `Variant`.

    Raises
    ------
    TypeError, ValueError
        No mapping, no field of a variant, or no values or one twice.

    Examples
    --------
    >>> Grid({"learning_rate": [0.1, 0.01], "batch_size": [32]}).choices[0]
    {'learning_rate': 0.1, 'batch_size': 32}
    """

    def __init__(self, nuisance: Any) -> None:
        if not isinstance(nuisance, Mapping):
            raise TypeError(f"nuisance must be a mapping, got {arguments.shown(nuisance)}")
        if not nuisance:
            raise ValueError("nuisance must not be empty: None tunes nothing")
        known = [field.name for field in fields(Variant)]
        self.values = {
            arguments.choice(name, "each of nuisance", known): _values(name, values)
            for name, values in nuisance.items()
        }
        combinations = itertools.product(*self.values.values())
        self.choices = [dict(zip(self.values, values, strict=True)) for values in combinations]

    def of(self, name: str, variant: Variant) -> list[Variant]:
        """Return the variant with each choice."""
        with naming(name):
            return [replace(variant, **choice) for choice in self.choices]


@dataclass(frozen=True)
class Tuning:
    """What the tuning seeds gave for each arm and choice.

    Parameters
    ----------
    grid : Grid
        The choices.
    runs : mapping of str to list of list of Run
        For each arm and choice the runs of the tuning seeds.
    metric : str
        What chooses, by its validation mean.

    Examples
    --------
    >>> def ran(score):
    ...     return [Run("a", 5, {"val_accuracy": [score]}, 0, 0.1, 10, lambda x, split: x)]
    >>> grid = Grid({"learning_rate": [0.01, 0.1, 1.0]})
    >>> tuning = Tuning(grid, {"a": [ran(0.5), ran(0.9), ran(0.6)]}, "accuracy")
    >>> tuning.chosen("a"), tuning.at_an_end("a")
    ({'learning_rate': 0.1}, [])
    """

    grid: Grid
    runs: Mapping[str, list[list[Run]]]
    metric: str

    @property
    def seeds(self) -> tuple[int, ...]:
        """The tuning seeds."""
        first = next(iter(self.runs.values()))
        return tuple(run.seed for run in first[0])

    def scores(self, name: str, place: int) -> list[float]:
        """Return the validation scores of one arm and choice, by tuning seed."""
        return [run.at_kept(f"val_{self.metric}") for run in self.runs[name][place]]

    def best(self, name: str) -> int:
        """Return the place of the arm's best choice; of equal ones the first."""
        sign = -1 if lower_is_better(self.metric) else 1

        def worth(place: int) -> float:
            mean = summary(self.scores(name, place)).mean
            return sign * mean if math.isfinite(mean) else -math.inf

        return max(range(len(self.grid.choices)), key=worth)

    def chosen(self, name: str) -> dict[str, Any]:
        """Return the arm's best choice."""
        return self.grid.choices[self.best(name)]

    def at_an_end(self, name: str) -> list[str]:
        """Return the parameters whose best value is the smallest or largest that was tried."""
        chosen = self.chosen(name)
        return [
            parameter
            for parameter, values in self.grid.values.items()
            if len(values) > 1
            and all(isinstance(value, int | float) for value in values)
            and chosen[parameter] in (min(values), max(values))
        ]

    def table(self) -> pd.DataFrame:
        """Return one row an arm and choice: its values, mean, deviation, n and whether chosen."""
        import pandas as pd

        rows = [
            {"variant": name}
            | {key: _plain(value) for key, value in choice.items()}
            | summary(self.scores(name, place))._asdict()
            | {"chosen": place == self.best(name)}
            for name in self.runs
            for place, choice in enumerate(self.grid.choices)
        ]
        return pd.DataFrame(rows)


def _values(name: str, values: Any) -> list[Any]:
    if isinstance(values, str) or not isinstance(values, Sequence | range):
        raise TypeError(f"nuisance[{name!r}] must be a sequence, got {arguments.shown(values)}")
    given = list(values)
    if not given:
        raise ValueError(f"nuisance[{name!r}] must not be empty")
    if any(value == other for value, other in itertools.combinations(given, 2)):
        raise ValueError(f"nuisance[{name!r}] must differ, got {arguments.shown(given)}")
    return given


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)
