"""A Gaussian process from its formulas, and the improvement that it lets one expect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, special

from course_lib import arguments

__all__ = ["GaussianProcess", "expected_improvement"]


class GaussianProcess:
    """A belief about a function, which trials sharpen.

    Before any trial the function is normal at each place, with the same mean and deviation, and at
    two places the closer it is the more alike: the covariance is
    ``deviation**2 * exp(-distance**2 / (2 * length**2))``.

    Parameters
    ----------
    length : float
        How far apart two places are that know little of each other, above 0.
    deviation : float
        How far the function may lie from its mean, above 0.
    noise : float
        The deviation of one score around the function, at least 0.
    mean : float
        Of the function before any trial.

    Raises
    ------
    TypeError, ValueError
        A parameter is not a number, or out of its range.

    Examples
    --------
    >>> process = GaussianProcess(length=0.2).fit([[0.0], [1.0]], [1.0, 3.0])
    >>> mean, deviation = process.predict([[0.0], [0.5]])
    >>> mean.round(2).tolist(), deviation.round(2).tolist()
    ([1.0, 0.18], [0.0, 1.0])

    References
    ----------
    Rasmussen and Williams, Gaussian processes for machine learning, 2006, algorithm 2.1. S4,
    exercise 2.2.
    """

    def __init__(
        self,
        *,
        length: float = 1.0,
        deviation: float = 1.0,
        noise: float = 0.0,
        mean: float = 0.0,
    ) -> None:
        self.length = arguments.number(length, "length", above=0)
        self.deviation = arguments.number(deviation, "deviation", above=0)
        self.noise = arguments.number(noise, "noise", low=0)
        self.mean = arguments.number(mean, "mean")

    def fit(self, x: ArrayLike, y: ArrayLike) -> Self:
        """Take in trials.

        Parameters
        ----------
        x : array_like of shape (n, d)
            Their places.
        y : array_like of shape (n,)
            Their scores.

        Returns
        -------
        GaussianProcess
            Itself.

        Raises
        ------
        ValueError
            Wrong shapes; without noise, two trials of one place.
        """
        self._x = arguments.array(x, "x", ndim=2, finite=True).astype(float)
        y = arguments.array(y, "y", ndim=1, finite=True)
        if len(y) != len(self._x):
            raise ValueError(f"x and y must be of one length, got {len(self._x)} and {len(y)}")
        covariance = self._covariance(self._x, self._x)
        covariance[np.diag_indices_from(covariance)] += self.noise**2 or 1e-12 * self.deviation**2
        try:
            self._root = linalg.cholesky(covariance, lower=True)
        except linalg.LinAlgError:
            raise ValueError("x must not hold a place twice, or nearly so, without noise") from None
        away = y - self.mean
        self._weights = linalg.cho_solve((self._root, True), away)
        self.log_likelihood = float(
            -0.5 * away @ self._weights
            - np.log(np.diag(self._root)).sum()
            - 0.5 * len(y) * np.log(2 * np.pi)
        )
        return self

    def predict(self, x: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Return what the function is believed to be.

        Parameters
        ----------
        x : array_like of shape (n, d)
            Places.

        Returns
        -------
        mean, deviation : numpy.ndarray of shape (n,)
            Of the function, not of a score: that has the noise as well.

        Raises
        ------
        ValueError
            Wrong shape.
        """
        x = arguments.array(x, "x", ndim=2, finite=True)
        across = self._covariance(x, self._x)
        explained = linalg.solve_triangular(self._root, across.T, lower=True)
        variance = self.deviation**2 - (explained**2).sum(axis=0)
        return self.mean + across @ self._weights, np.sqrt(np.maximum(variance, 0))

    @classmethod
    def likeliest(
        cls, x: ArrayLike, y: ArrayLike, *, lengths: Sequence[float], noises: Sequence[float]
    ) -> Self:
        """Return the process under which the scores were likeliest.

        Parameters
        ----------
        x : array_like of shape (n, d)
            Places.
        y : array_like of shape (n,)
            Scores; their mean and deviation become the process's.
        lengths, noises : sequence of float
            To choose from, all combinations; noises above 0, as shares of the deviation.

        Returns
        -------
        GaussianProcess
            Fitted.

        Raises
        ------
        ValueError
            Wrong shapes or parameters.

        Examples
        --------
        >>> x = np.linspace(0, 1, 9)[:, None]
        >>> y = np.sin(6 * x[:, 0])
        >>> GaussianProcess.likeliest(x, y, lengths=[0.01, 0.2], noises=[0.01]).length
        0.2
        """
        x = arguments.array(x, "x", ndim=2, finite=True).astype(float)
        scores = arguments.array(y, "y", ndim=1, finite=True).astype(float)
        mean, deviation = float(scores.mean()), float(scores.std()) or 1.0
        away = (scores - mean) / deviation
        alike = np.exp(-0.5 * _squares(x, x) / np.square(lengths)[:, None, None])
        noisy = np.square(noises)[:, None, None] * np.eye(len(x))
        roots = np.linalg.cholesky(alike[:, None] + noisy)  # of all combinations at once
        solved = np.linalg.solve(roots, away[:, None])[..., 0]
        spread = np.log(np.diagonal(roots, axis1=-2, axis2=-1)).sum(axis=-1)
        likelihood = -0.5 * (solved**2).sum(axis=-1) - spread
        row, column = np.unravel_index(likelihood.argmax(), likelihood.shape)
        noise = deviation * noises[column]
        best = cls(length=lengths[row], deviation=deviation, noise=noise, mean=mean)
        return best.fit(x, scores)

    def _covariance(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self.deviation**2 * np.exp(-0.5 * _squares(a, b) / self.length**2)


def _squares(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the squared distance of each row of `a` from each of `b`."""
    return ((a[:, None] - b[None]) ** 2).sum(axis=-1)


def expected_improvement(mean: ArrayLike, deviation: ArrayLike, best: float) -> np.ndarray:
    """Return by how much a place may be expected to be above `best`.

    Parameters
    ----------
    mean, deviation : array_like of one shape
        What is believed of each place; deviations at least 0.
    best : float
        The best score so far; higher is better.

    Returns
    -------
    numpy.ndarray
        The mean of ``max(f - best, 0)`` over what ``f`` may be, in the units of the scores.

    Raises
    ------
    ValueError
        A deviation below 0.

    Examples
    --------
    >>> expected_improvement([0.5, 0.7, 0.7], [0.2, 0.0, 0.2], best=0.6).round(3).tolist()
    [0.04, 0.1, 0.14]

    References
    ----------
    Jones, Schonlau and Welch, Efficient global optimization of expensive black-box functions, 1998.
    """
    mean, deviation = np.asarray(mean, float), np.asarray(deviation, float)
    if (deviation < 0).any():
        raise ValueError(f"deviation must be at least 0, got {deviation.min()}")
    gain = mean - best
    z = np.divide(gain, deviation, out=np.zeros_like(gain), where=deviation > 0)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    hoped = gain * special.ndtr(z) + deviation * density
    return np.where(deviation > 0, hoped, np.maximum(gain, 0))
