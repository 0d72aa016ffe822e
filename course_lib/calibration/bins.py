"""Confidence against accuracy, bin by bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib import arguments
from course_lib.calibration.probabilities import as_labels, as_probabilities

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["calibration_error", "reliability"]


def reliability(
    probabilities: Any, y: Any, *, bins: int = 10, strategy: str = "uniform"
) -> pd.DataFrame:
    """Return how often a classifier is right where it says that it is so sure.

    The confidence of a sample is its largest probability. Samples of similar confidence form a
    bin; where confidence can be taken at its word, it equals the share that is right.

    Parameters
    ----------
    probabilities : array_like, shape (N, classes)
        Each row adds up to 1.
    y : array_like of int, shape (N,)
        Which class came true, from 0.
    bins : int
        How many bins.
    strategy : {"uniform", "quantile"}
        Bins of equal width between 0 and 1, their upper ends included, or of equally many samples.

    Returns
    -------
    pandas.DataFrame
        One row for each bin that holds samples, in order: ``low`` and ``high``, ``count``, mean
        ``confidence`` and ``accuracy``.

    Raises
    ------
    TypeError
        No arrays of numbers.
    ValueError
        Rows that do not add up to 1, labels without a column, different lengths, or no such
        strategy.

    Examples
    --------
    >>> said = [[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.55, 0.45]]
    >>> table = reliability(said, [0, 1, 0, 1], bins=2)
    >>> table[["count", "confidence", "accuracy"]].round(4).values.tolist()
    [[4.0, 0.7125, 0.5]]

    References
    ----------
    Murphy and Winkler, Reliability of subjective probability forecasts of precipitation and
    temperature, Applied Statistics 26, 1977.
    """
    import pandas as pd

    found = as_probabilities(probabilities)
    y = as_labels(y, found.shape)
    bins = arguments.integer(bins, "bins", low=1)
    arguments.choice(strategy, "strategy", ("uniform", "quantile"))
    confidence, right = found.max(axis=1), found.argmax(axis=1) == y
    if strategy == "uniform":
        edges = np.linspace(0, 1, bins + 1)
        place = np.clip(np.ceil(np.round(confidence * bins, 9)).astype(int) - 1, 0, bins - 1)
    else:
        order = np.argsort(confidence, kind="stable")
        place = np.empty(len(order), int)
        place[order] = np.arange(len(order)) * bins // len(order)
        edges = np.quantile(confidence, np.linspace(0, 1, bins + 1))
    count = np.bincount(place, minlength=bins)
    held = count > 0
    sums = (np.bincount(place, weights=part, minlength=bins) for part in (confidence, right))
    means = [total[held] / count[held] for total in sums]
    return pd.DataFrame(
        {
            "low": edges[:-1][held],
            "high": edges[1:][held],
            "count": count[held],
            "confidence": means[0],
            "accuracy": means[1],
        }
    )


def calibration_error(
    probabilities: Any, y: Any, *, bins: int = 10, strategy: str = "uniform"
) -> float:
    r"""Return the expected calibration error, :math:`\sum_b n_b |a_b - c_b| / N`.

    In each bin :math:`b` of `reliability`, :math:`a_b` is the share that is right and :math:`c_b`
    the mean confidence. It is biased: chance alone moves :math:`a_b`, and its size counts whatever
    its sign, so that a perfectly calibrated classifier has an error above 0, the more bins and the
    fewer samples the larger.

    Parameters
    ----------
    probabilities, y, bins, strategy
        As `reliability` takes them.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    TypeError, ValueError
        As `reliability`.

    Examples
    --------
    >>> said = [[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.55, 0.45]]
    >>> round(calibration_error(said, [0, 1, 0, 1], bins=2), 4)
    0.2125

    References
    ----------
    Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning,
    AAAI 2015; Guo et al., On calibration of modern neural networks, ICML 2017.
    """
    table = reliability(probabilities, y, bins=bins, strategy=strategy)
    gaps = (table["accuracy"] - table["confidence"]).abs()
    return float((table["count"] * gaps).sum() / table["count"].sum())
