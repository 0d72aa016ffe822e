"""What the best of some trials owes to chance."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import ArrayLike

from course_lib import arguments

__all__ = ["best_of"]


def best_of(promised: ArrayLike, judged: ArrayLike, n: int) -> tuple[float, float]:
    """Return what the best of `n` trials promises and what it scores, over all draws of `n`.

    Of all trials `n` are drawn, none twice, and the one with the highest `promised` is chosen. The
    means over all such draws are computed, not simulated; among equals each is as likely.

    Parameters
    ----------
    promised : array_like
        For each trial the score that it is chosen by, shape (trials,); higher is better.
    judged : array_like
        For each trial its score on images that did not choose, shape (trials,).
    n : int
        How many are drawn, 1 to the number of trials.

    Returns
    -------
    promised, judged : float
        Means of the chosen trial's two scores.

    Raises
    ------
    TypeError, ValueError
        Not two arrays of numbers of one length, or an `n` out of range.

    Examples
    --------
    >>> promised, judged = best_of([0.9, 0.8, 0.7], [0.8, 0.8, 0.8], 2)
    >>> round(promised, 3), round(judged, 3)
    (0.867, 0.8)

    References
    ----------
    Dodge et al., Show your work: improved reporting of experimental results, 2019.
    """
    scores = arguments.array(promised, "promised", ndim=1, finite=True).astype(float)
    others = arguments.array(judged, "judged", ndim=1, finite=True).astype(float)
    if len(scores) != len(others):
        raise ValueError(
            f"promised and judged must be of one length, got {len(scores)} and {len(others)}"
        )
    total = len(scores)
    n = arguments.integer(n, "n", low=1, high=total)
    values, group = np.unique(scores, return_inverse=True)
    means = np.bincount(group, others) / np.bincount(group)
    # The chance that the trial of rank r, from the lowest, is the highest of the n drawn.
    chances = np.array([comb(rank, n - 1) / comb(total, n) for rank in range(total)])
    order = np.sort(group)
    return float(chances @ values[order]), float(chances @ means[order])
