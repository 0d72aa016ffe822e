"""One figure of ours: a mean over runs with its interval, or that nothing was measured yet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from course_lib import arguments
from course_lib.records.stored import load, names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measured", "by_seed", "measured"]


class Measured(NamedTuple):
    """A mean over runs of different seeds, the ends of its 95 % interval, and how many runs.

    It is formatted as one number is: the format is that of each number in it.

    Examples
    --------
    >>> print(f"{Measured.of([0.75, 0.80, 0.85]):.1%}")
    80.0 % [67.6, 92.4], 3 seeds
    >>> print(f"{Measured.of([0.75]):.2f}")
    0.75, one seed
    """

    mean: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, scores: Any, test_share: float | None = None) -> Measured:
        """Return the mean of some scores with Student's interval.

        Parameters
        ----------
        scores : array_like
            Shape (n,), one score a seed.
        test_share : float, optional
            Scored over trained on, where each seed drew the split anew; it widens the interval.

        Returns
        -------
        Measured
            Its ends are NaN for a single run, and where all runs are the same number.

        Raises
        ------
        TypeError, ValueError
            No scores, or none that are numbers.

        References
        ----------
        Nadeau and Bengio, Inference for the generalization error, Machine Learning 52, 2003.
        """
        from course_lib.experiments.significance import decide

        values = arguments.array(scores, "scores", ndim=1).astype(float)
        scale = abs(values).max(keepdims=True)
        found = decide(values[None], scale, 0.05, test_share=test_share)
        mean, low, high = (float(found[name][0]) for name in ("difference", "low", "high"))
        return cls(mean, low, high, len(values))

    def __format__(self, form: str) -> str:
        """Write all numbers in one format, with a minus that is one."""
        unit = " %" if form.endswith("%") else ""
        mean, low, high = (format(x, form).removesuffix("%") for x in self[:3])
        seeds = "one seed" if self.n == 1 else f"{self.n} seeds"
        if math.isnan(self.low):
            seeds = seeds if self.n == 1 else f"each of {seeds}"
            return f"{mean}{unit}, {seeds}".replace("-", "−")
        return f"{mean}{unit} [{low}, {high}], {seeds}".replace("-", "−")


def by_seed(name: str, metric: str | None = None, **where: Any) -> pd.Series | None:
    """Return one score a seed out of a record, or None where it holds none of that yet.

    Parameters
    ----------
    name : str
        A record; one that is not stored holds nothing.
    metric : str, optional
        A column of its table; the record's own metric by default.
    **where : float or str
        By column, what the rows have that are meant, such as ``arm="Adam"`` or ``scale=4``.

    Returns
    -------
    pandas.Series or None
        Index ``seed``.

    Raises
    ------
    ValueError
        Several rows of one seed are left: more has to be said of which one is meant.

    Examples
    --------
    >>> print(by_seed("a trial to come"))
    None
    """
    if name not in names():
        return None
    record = load(name)
    table = record.table
    metric = metric or record.metric
    if not {metric, *where} <= set(table.columns):
        return None
    for column, value in where.items():
        table = table[table[column] == value]
    if table["seed"].duplicated().any():
        raise ValueError(f"{name!r} has several rows a seed for {where}: say which one is meant")
    return table.set_index("seed")[metric] if len(table) else None


def measured(name: str, metric: str | None = None, **where: Any) -> Measured | None:
    """Return what a record holds of one metric, or None where it holds nothing of it yet.

    Parameters
    ----------
    name, metric, **where
        As `by_seed` takes them.

    Returns
    -------
    Measured or None
        Over the seeds; its interval is for this figure alone.

    Raises
    ------
    ValueError
        Several rows of one seed are left: more has to be said of which one is meant.

    Examples
    --------
    >>> print(measured("a trial to come"))
    None
    """
    scores = by_seed(name, metric, **where)
    return None if scores is None else Measured.of(scores, load(name).test_share)
