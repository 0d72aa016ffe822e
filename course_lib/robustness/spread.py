"""How much of a spread is the networks', and how much the noise's."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from course_lib import arguments

__all__ = ["Spread", "crossed_spread"]


class Spread(NamedTuple):
    """Deviations by their source, and the ratio of two of their variances.

    Attributes
    ----------
    network : float
        Of networks in the mean over draws without end.
    draw : float
        Of draws in the mean over networks: what a draw does to all of them alike.
    rest : float
        Of what a draw does to one network alone.
    ratio, low, high : float
        Variance of the networks over that of the rest, and its interval.
    """

    network: float
    draw: float
    rest: float
    ratio: float
    low: float
    high: float


def crossed_spread(scores: Any, *, confidence: float = 0.95) -> Spread:
    r"""Take the spread of networks times draws apart.

    A score is :math:`y_{sd} = m + a_s + b_d + e_{sd}`, and the mean squares of the two-way table
    estimate the variances: :math:`\sigma_e^2 = M_e`, :math:`\sigma_a^2 = (M_a - M_e) / D`,
    :math:`\sigma_b^2 = (M_b - M_e) / S`. An estimate below zero counts as zero.

    Parameters
    ----------
    scores : array_like, shape (networks, draws)
        A row a network, a column a draw; at least two of each.
    confidence : float
        Of the ratio's interval, which takes the effects for normal.

    Returns
    -------
    Spread
        Deviations and ratio.

    Raises
    ------
    TypeError, ValueError
        Not such a table of finite numbers.

    References
    ----------
    S. R. Searle, G. Casella and C. E. McCulloch, Variance components, 1992, chapter 4.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> scores = 3 * rng.normal(size=(200, 1)) + rng.normal(size=(200, 100))
    >>> print(f"{crossed_spread(scores).rest:.2f}")
    1.00
    """
    from scipy import stats

    table = arguments.array(scores, "scores", ndim=2, finite=True).astype(np.float64)
    networks, draws = table.shape
    if networks < 2 or draws < 2:
        raise ValueError(f"scores must hold two networks and two draws, got shape {table.shape}")
    level = arguments.number(confidence, "confidence", above=0, high=1)
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    rest = table - rows[:, None] - columns + table.mean()
    freedom = networks - 1, (networks - 1) * (draws - 1)
    by_network = draws * rows.var(ddof=1)
    by_draw = networks * columns.var(ddof=1)
    by_rest = float((rest**2).sum()) / freedom[1]
    found = by_network / by_rest if by_rest else math.inf
    ends = (found / stats.f.ppf(q, *freedom) for q in ((1 + level) / 2, (1 - level) / 2))
    low, high = (max(end - 1, 0.0) / draws for end in ends)
    return Spread(
        network=math.sqrt(max(by_network - by_rest, 0.0) / draws),
        draw=math.sqrt(max(by_draw - by_rest, 0.0) / networks),
        rest=math.sqrt(by_rest),
        ratio=max(found - 1, 0.0) / draws,
        low=float(low),
        high=float(high),
    )
