"""Mean, spread and paired differences of repeated runs."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from course_lib import arguments

__all__ = [
    "Difference",
    "Summary",
    "as_confidence",
    "lower_is_better",
    "paired_difference",
    "standard_error",
    "summary",
]

_LOWER_IS_BETTER = ("loss", "error", "entropy", "divergence", "hinge", "poisson", "cosh")
_ABBREVIATED = {"mse", "rmse", "mae", "mape", "msle"}


class Summary(NamedTuple):
    """Mean, sample standard deviation and number of runs."""

    mean: float
    deviation: float
    n: int


class Difference(NamedTuple):
    """Mean difference of pairs, its deviation, the number of pairs and a confidence interval."""

    difference: float
    deviation: float
    n: int
    low: float
    high: float


def summary(scores: Any) -> Summary:
    r"""Return mean, standard deviation and number of repeated scores.

    The deviation is that of a sample, :math:`s = \sqrt{\sum (x_i - \bar x)^2 / (n - 1)}`. One run
    has none: without a second one nobody knows how much chance moves the score, so a single run
    can be compared with nothing, and the deviation is NaN.

    Parameters
    ----------
    scores : array_like
        Shape (n,), one score a run. A NaN, from a run that diverged, makes the mean NaN.

    Returns
    -------
    Summary
        ``mean``, ``deviation`` and ``n``.

    Raises
    ------
    TypeError
        No array of numbers.
    ValueError
        Not one axis, or no scores.

    Examples
    --------
    >>> summary([0.75, 1.0, 0.5])
    Summary(mean=0.75, deviation=0.25, n=3)
    >>> summary([0.75]).deviation
    nan

    References
    ----------
    Bouthillier et al., Accounting for variance in machine learning benchmarks, 2021.
    """
    values = arguments.array(scores, "scores", ndim=1).astype(float)
    deviation = float(values.std(ddof=1)) if len(values) > 1 else math.nan
    return Summary(float(values.mean()), deviation, len(values))


def paired_difference(scores: Any, baseline: Any, *, confidence: float = 0.95) -> Difference:
    r"""Return the mean difference of paired scores with Student's confidence interval.

    Runs of one seed form a pair: they saw the data in the same order, so what chance does to both
    cancels. With differences :math:`d_i = x_i - b_i`, their mean :math:`\bar d` and deviation
    :math:`s_d`, the interval is :math:`\bar d \pm t_{(1+c)/2,\,n-1}\, s_d / \sqrt n`. Where it
    contains zero the runs do not show a difference. It assumes differences that are roughly
    normal, and it is for one comparison: of twenty variants without effect, one 95 % interval
    misses zero by chance (`verdicts` is for several).

    Parameters
    ----------
    scores, baseline : array_like
        Shape (n,), in the same order of seeds.
    confidence : float
        Confidence :math:`c`, above 0 and below 1.

    Returns
    -------
    Difference
        ``difference``, ``deviation``, ``n``, ``low`` and ``high``; all but the first and the count
        are NaN for a single pair.

    Raises
    ------
    TypeError
        No arrays of numbers.
    ValueError
        Not one axis, no scores, different lengths, or a confidence out of range.

    Examples
    --------
    >>> result = paired_difference([0.9, 0.8, 0.9], [0.7, 0.7, 0.6])
    >>> print(f"{result.difference:.2f} [{result.low:.2f}, {result.high:.2f}]")
    0.20 [-0.05, 0.45]

    References
    ----------
    Student, The probable error of a mean, Biometrika 6, 1908.
    """
    values = arguments.array(scores, "scores", ndim=1).astype(float)
    base = arguments.array(baseline, "baseline", ndim=1).astype(float)
    confidence = as_confidence(confidence)
    if len(values) != len(base):
        raise ValueError(
            f"scores and baseline must have one length, got {len(values)} and {len(base)}"
        )
    mean, deviation, n = summary(values - base)
    half = _quantile(confidence, n) * deviation / math.sqrt(n) if n > 1 else math.nan
    return Difference(mean, deviation, n, mean - half, mean + half)


def standard_error(deviation: Any, n: int, test_share: float | None = None) -> Any:
    r"""Return :math:`s \sqrt{1/n + \rho}`, the standard error of a mean of `n` differences.

    Parameters
    ----------
    deviation : float or numpy.ndarray
        Sample deviation :math:`s` of the differences.
    n : int
        How many there are.
    test_share : float, optional
        :math:`\rho`, number of scored samples over number of training samples where each seed
        drew its own split; 0 for one split.

    Returns
    -------
    float or numpy.ndarray
        As `deviation`.

    Examples
    --------
    >>> standard_error(0.5, 4), standard_error(0.5, 4, test_share=0.75)
    (0.25, 0.5)

    References
    ----------
    Nadeau and Bengio, Inference for the generalization error, Machine Learning 52, 2003.
    """
    return deviation * math.sqrt(1 / n + (test_share or 0.0))


def as_confidence(value: Any) -> float:
    """Return a confidence above 0 and below 1, or raise."""
    confidence = arguments.number(value, "confidence", above=0, high=1)
    if confidence == 1:
        raise ValueError("confidence must be below 1, got 1: that interval has no end")
    return confidence


def lower_is_better(metric: str) -> bool:
    """Return whether a metric of this name is better when low.

    Parameters
    ----------
    metric : str
        A name as Keras gives it.

    Returns
    -------
    bool
        True for losses, errors, entropies and divergences.

    Examples
    --------
    >>> lower_is_better("val_loss"), lower_is_better("mae"), lower_is_better("accuracy")
    (True, True, False)
    """
    return any(word in metric for word in _LOWER_IS_BETTER) or bool(
        _ABBREVIATED & set(metric.split("_"))
    )


def _quantile(confidence: float, n: int) -> float:
    from scipy.stats import t

    return float(np.asarray(t.ppf((1 + confidence) / 2, n - 1)))
