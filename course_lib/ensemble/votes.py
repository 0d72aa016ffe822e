"""Votes: from the probabilities or labels of members to one answer, and how far they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["Agreement", "agreement", "hard_shares", "hard_winners", "soft_shares"]


class Agreement(NamedTuple):
    """How often members give the same label.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (members, members)
        Share of samples on which two members agree, 0 to 1; ones on the diagonal.
    mean : float
        Mean over the pairs of different members; 1 for a single member.

    Examples
    --------
    >>> import numpy as np
    >>> Agreement(np.eye(2), 0.0).mean
    0.0
    """

    matrix: np.ndarray
    mean: float


def hard_shares(labels: np.ndarray, n_classes: int) -> np.ndarray:
    """Return each class's share of the votes: (N, classes) from label positions (members, N)."""
    votes = labels[:, :, None] == np.arange(n_classes)
    return votes.mean(axis=0)


def hard_winners(labels: np.ndarray, probabilities: Sequence[np.ndarray]) -> np.ndarray:
    """Return the class with most votes: (N,) positions.

    A tie goes to the class of the larger summed probability among those tied, then to the first.
    """
    total = np.sum(probabilities, axis=0)
    votes = (labels[:, :, None] == np.arange(total.shape[1])).sum(axis=0)
    tied = votes == votes.max(axis=1, keepdims=True)
    return np.where(tied, total, -np.inf).argmax(axis=1)


def soft_shares(probabilities: Sequence[np.ndarray]) -> np.ndarray:
    """Return the mean probability of each class: (N, classes)."""
    return np.mean(probabilities, axis=0)


def agreement(labels: np.ndarray) -> Agreement:
    """Return on how many samples members agree, from label positions (members, N)."""
    matrix = (labels[:, None, :] == labels[None, :, :]).mean(axis=2)
    pairs = matrix[np.triu_indices(len(matrix), k=1)]
    return Agreement(matrix, float(pairs.mean()) if len(pairs) else 1.0)
