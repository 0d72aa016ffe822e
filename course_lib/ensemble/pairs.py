"""How far members differ: without it no vote can gain anything."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from course_lib import arguments
from course_lib.ensemble.labels import matching_labels

__all__ = ["Diversity", "diversity"]


class Diversity(NamedTuple):
    """Means over the pairs of members.

    Parameters
    ----------
    disagreement : float
        Share of samples that two members label differently.
    q : float
        Yule's Q of being right: 1 where two members are right and wrong together, 0 where they are
        so independently of each other, below 0 where one tends to be right when the other is
        wrong. NaN where no pair has one.
    both_wrong : float
        Share of samples that both have wrong.

    Examples
    --------
    >>> Diversity(0.1, 0.9, 0.05).q
    0.9
    """

    disagreement: float
    q: float
    both_wrong: float


def diversity(predictions: Any, y: Any) -> Diversity:
    r"""Return how far members differ, from the labels that they give.

    Of a pair, let :math:`a` be the number of samples that both have right, :math:`d` that both have
    wrong, :math:`b` and :math:`c` those that one alone has right. Then
    :math:`Q = (ad - bc) / (ad + bc)`.

    Parameters
    ----------
    predictions : array_like, shape (members, N)
        Labels, as `member_predictions` returns them; two members or more.
    y : array_like, shape (N,)
        True labels.

    Returns
    -------
    Diversity
        Means over the pairs. A pair whose Q has no value (0 / 0) counts in the other two alone.

    Raises
    ------
    TypeError, ValueError
        No labels, one member, or labels and members of different lengths.

    References
    ----------
    Kuncheva and Whitaker, Measures of diversity in classifier ensembles and their relationship with
    the ensemble accuracy, Machine Learning 51, 2003.

    Examples
    --------
    >>> diversity([[0, 1, 1, 0], [0, 1, 0, 1]], [0, 1, 1, 1])
    Diversity(disagreement=0.5, q=-1.0, both_wrong=0.0)
    """
    labels = np.asarray(predictions)
    if labels.dtype.kind not in "biufUS" or labels.ndim != 2:
        raise TypeError(f"predictions must be a row a member, got {arguments.shown(predictions)}")
    if len(labels) < 2:
        raise ValueError("predictions must be those of two members at least: one has no pair")
    right = labels == matching_labels(y, labels.shape[1], np.unique(labels), known=False)
    pairs = list(combinations(range(len(labels)), 2))
    differ = [np.mean(labels[i] != labels[j]) for i, j in pairs]
    fault = [np.mean(~right[i] & ~right[j]) for i, j in pairs]
    known = [q for i, j in pairs if not math.isnan(q := _yule(right[i], right[j]))]
    q = float(np.mean(known)) if known else math.nan
    return Diversity(float(np.mean(differ)), q, float(np.mean(fault)))


def _yule(one: np.ndarray, other: np.ndarray) -> float:
    together = np.sum(one & other) * np.sum(~one & ~other)
    apart = np.sum(one & ~other) * np.sum(~one & other)
    total = float(together + apart)
    return float(together - apart) / total if total else math.nan
