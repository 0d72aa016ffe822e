"""Regressors, averaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin

from course_lib.ensemble.members import Given, Members

__all__ = ["MeanEnsemble"]


class MeanEnsemble(RegressorMixin, BaseEstimator):
    r"""Fitted Keras and scikit-learn regressors whose predictions are averaged.

    The mean is never worse than the members are on average, in squared error: what it gains for a
    sample is the variance of the members' predictions there,
    :math:`(\bar f - y)^2 = \overline{(f - y)^2} - \overline{(f - \bar f)^2}`.

    Parameters
    ----------
    members : sequence or mapping
        Trained Keras models with one output and fitted scikit-learn regressors, in any mixture. Of
        a mapping, such as `Comparison.models` returns, the values count.
    inputs : callable or sequence of callable or None, optional
        What turns samples into those that a member sees: one function for all, or one a member.
    batch_size : int, optional
        Samples a batch; by default what suits the widest layer.

    References
    ----------
    Krogh and Vedelsby, Neural network ensembles, cross validation, and active learning, 1995.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> members = [DummyRegressor(strategy="constant", constant=c).fit([[0]], [0]) for c in (1, 4)]
    >>> MeanEnsemble(members).predict([[0.0], [1.0]]).tolist()
    [2.5, 2.5]
    """

    def __init__(
        self,
        members: Sequence[Any] | Mapping[Any, Any],
        *,
        inputs: Callable[..., Any] | Sequence[Callable[..., Any] | None] | None = None,
        batch_size: int | None = None,
    ) -> None:
        self.members = members
        self.inputs = inputs
        self.batch_size = batch_size

    def fit(self, X: Any = None, y: Any = None) -> Self:
        """Check the members; nothing is learned.

        Parameters
        ----------
        X, y : array_like, optional
            Not used.

        Returns
        -------
        Self
            The ensemble itself.

        Raises
        ------
        TypeError, ValueError
            The members or their inputs are of the wrong kind or number.
        """
        self._members = Members(self.members, self.inputs)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the mean of the members' predictions.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members, or their inputs, take them.

        Returns
        -------
        numpy.ndarray, shape (N,) or (N, outputs)
            Of float64.

        Raises
        ------
        TypeError, ValueError
            `X` does not fit the members, or they give predictions of different shapes.
        """
        return np.asarray(self.member_predictions(X).mean(axis=0))

    def member_predictions(self, X: Any) -> np.ndarray:
        """Return the predictions of each member.

        Parameters
        ----------
        X : array_like, shape (N, ...)
            Samples as the members, or their inputs, take them.

        Returns
        -------
        numpy.ndarray, shape (members, N) or (members, N, outputs)
            Of float64.

        Raises
        ------
        TypeError, ValueError
            `X` does not fit the members, or they give predictions of different shapes.

        Examples
        --------
        >>> from sklearn.dummy import DummyRegressor
        >>> member = DummyRegressor().fit([[0]], [3])
        >>> MeanEnsemble([member, member]).member_predictions([[0.0]]).tolist()
        [[3.0], [3.0]]
        """
        if not hasattr(self, "_members"):
            self.fit()
        found = [_predicted(given) for given in self._members.run(X, self.batch_size)]
        shapes = {one.shape for one in found}
        if len(shapes) > 1:
            raise ValueError(f"members must give predictions of one shape, got {sorted(shapes)}")
        return np.stack(found)


def _predicted(given: Given) -> np.ndarray:
    """Return (N,) for one output, whoever gives it, and (N, outputs) for several."""
    found = given.output
    if found is None:
        found = given.member.predict(given.seen.reshape(len(given.seen), -1))
    found = np.asarray(found, dtype=np.float64)
    return found[:, 0] if found.ndim == 2 and found.shape[1] == 1 else found
