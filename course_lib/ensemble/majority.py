"""Condorcet's arithmetic: how often a majority is right."""

from __future__ import annotations

from course_lib import arguments

__all__ = ["majority_accuracy"]


def majority_accuracy(members: int, accuracy: float, *, correlation: float = 0.0) -> float:
    r"""Return how often the majority of equally good members is right.

    Each question has a share of members that get it right, drawn from the beta distribution whose
    mean is the accuracy :math:`p`; of two members, being right then has the correlation
    :math:`\rho`. With :math:`\rho = 0` every question is as hard as every other, and the members
    are independent: Condorcet's case. With :math:`\rho = 1` all members say the same.

    Parameters
    ----------
    members : int
        How many; of an even number, a tie is right half of the time.
    accuracy : float
        Of each member, 0 to 1.
    correlation : float
        Between two members' being right, 0 to 1.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    TypeError, ValueError
        No numbers, or numbers out of range.

    References
    ----------
    Condorcet, Essai sur l'application de l'analyse à la probabilité des décisions, 1785; for
    members that are correlated, Ladha, The Condorcet jury theorem, free speech, and correlated
    votes, American Journal of Political Science 36, 1992.

    Examples
    --------
    >>> round(majority_accuracy(3, 0.7), 3), majority_accuracy(3, 0.7, correlation=1)
    (0.784, 0.7)
    """
    from scipy import stats

    n = arguments.integer(members, "members", low=1)
    p = arguments.number(accuracy, "accuracy", low=0, high=1)
    rho = arguments.number(correlation, "correlation", low=0, high=1)
    if rho == 1 or p in (0, 1):
        return float(p)
    if rho == 0:
        right = stats.binom(n, p)
    else:
        spread = (1 - rho) / rho
        right = stats.betabinom(n, p * spread, (1 - p) * spread)
    tie = right.pmf(n // 2) / 2 if n % 2 == 0 else 0.0
    return float(right.sf(n // 2) + tie)
