"""How many seeds a difference needs, and how small a one so many images can tell."""

from __future__ import annotations

import math
from typing import Any

from course_lib import arguments
from course_lib.experiments.statistics import as_confidence, standard_error

__all__ = ["seeds_needed", "smallest_difference"]

_MOST = 1_000_000


def seeds_needed(
    difference: float,
    deviation: float,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
    test_share: float | None = None,
) -> int:
    """Return how many pairs of runs show a difference with the power that is asked for.

    Of trials with so many seeds, a share `power` finds a true difference of this size by the paired
    t-test. Take the deviation from a pilot with other seeds, and rather too large than too small: a
    pilot of five seeds can miss it by half. For a table of several rows, with Bonferroni's
    intervals, `confidence` is ``1 - 0.05 / rows``.

    Parameters
    ----------
    difference : float
        That matters, in the unit of the metric; not 0.
    deviation : float
        Of the differences between pairs, above 0: ``Comparison.differences`` gives it.
    power : float
        Share of trials that are to find it, above 0 and below 1.
    confidence : float
        Of the interval that must leave out zero.
    test_share : float, optional
        Scored samples over training samples, where each seed draws its own split: then more seeds
        help up to a point only.

    Returns
    -------
    int
        At least 2.

    Raises
    ------
    TypeError, ValueError
        No numbers, numbers out of range, or a power that no number of seeds reaches.

    Examples
    --------
    >>> seeds_needed(0.01, 0.01), seeds_needed(0.005, 0.01), seeds_needed(0.01, 0.01, power=0.9)
    (10, 34, 13)

    References
    ----------
    Colas, Sigaud and Oudeyer, How many random seeds? Statistical power analysis in deep
    reinforcement learning experiments, arXiv:1806.08295, 2018.
    Cohen, Statistical power analysis for the behavioral sciences, 2nd edition, 1988.
    """
    effect = abs(arguments.number(difference, "difference"))
    if effect == 0:
        raise ValueError("difference must not be 0: no number of seeds shows that")
    effect /= arguments.number(deviation, "deviation", above=0)
    wanted = _share(power)
    alpha = 1 - as_confidence(confidence)
    if test_share is not None:
        test_share = arguments.number(test_share, "test_share", above=0)

    def reached(n: int) -> bool:
        return _power(effect / standard_error(1.0, n, test_share), n, alpha) >= wanted

    low, high = 1, 2
    while not reached(high):
        low, high = high, 2 * high
        if low > _MOST:
            raise ValueError(f"no number of seeds up to {_MOST:,} has a power of {wanted:g}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def smallest_difference(n_images: int, disagreement: float, *, confidence: float = 0.95) -> float:
    r"""Return the smallest difference in accuracy that the images alone can tell.

    Two trained networks are scored on the same images, and one of the two is right on a share
    :math:`d` of them. McNemar's test looks at those alone: were the networks equally good, each of
    the :math:`nd` would fall to either by a fair coin. In its normal form it finds the counts
    :math:`b` and :math:`c` of the two different where
    :math:`|b - c| / \sqrt{b + c} \ge z`, and so a difference of :math:`z \sqrt{d / n}`. It says
    something of these two networks, with these weights: nothing of other seeds.

    Parameters
    ----------
    n_images : int
        How many images both were scored on.
    disagreement : float
        Share of them that one network and not the other has right, above 0, at most 1.
    confidence : float
        Above 0 and below 1.

    Returns
    -------
    float
        Share of the images, as accuracy is.

    Raises
    ------
    TypeError, ValueError
        No numbers, numbers out of range, or so few images that not even those would do where the
        same network is right on all that they disagree on.

    Examples
    --------
    >>> round(smallest_difference(10_000, 0.15), 4), round(smallest_difference(2_500, 0.15), 4)
    (0.0076, 0.0152)

    References
    ----------
    McNemar, Note on the sampling error of the difference between correlated proportions or
    percentages, Psychometrika 12, 1947.
    Dietterich, Approximate statistical tests for comparing supervised classification learning
    algorithms, Neural Computation 10, 1998.
    """
    from scipy.special import ndtri

    n = arguments.integer(n_images, "n_images", low=1)
    share = arguments.number(disagreement, "disagreement", above=0, high=1)
    smallest = float(ndtri((1 + as_confidence(confidence)) / 2)) * math.sqrt(share / n)
    if smallest > share:
        raise ValueError(
            f"{n:,} images are too few: networks that disagree on {share:g} of them differ by at "
            f"most that, and could be told apart from {smallest:.2g} on"
        )
    return smallest


def _power(noncentrality: float, n: int, alpha: float) -> float:
    import numpy as np
    from scipy.special import chdtri, ndtr, stdtrit
    from statsmodels.stats.power import ttest_power

    power = float(ttest_power(noncentrality, 1, alpha, df=n - 1))
    if not math.isnan(power):
        return power
    # SciPy does not know the noncentral t everywhere: its mean over the deviation, then.
    squares = chdtri(n - 1, (np.arange(10_000) + 0.5) / 10_000)
    edge = stdtrit(n - 1, 1 - alpha / 2)
    return float(ndtr(noncentrality - edge * np.sqrt(squares / (n - 1))).mean())


def _share(value: Any) -> float:
    share = arguments.number(value, "power", above=0, high=1)
    if share == 1:
        raise ValueError("power must be below 1, got 1: nothing is that sure")
    return share
