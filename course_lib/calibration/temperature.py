"""One number that makes a classifier more or less sure."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from course_lib.calibration.probabilities import as_labels, as_probabilities

__all__ = ["TemperatureScaling"]

_LEAST = 1e-7  # for the logarithm: a forest says 0 of what no tree has seen
_ENDS = np.log([0.01, 100.0])


class TemperatureScaling(BaseEstimator):
    r"""Divide what a softmax takes by a temperature :math:`T`.

    With probabilities :math:`p_k` it returns :math:`p_k^{1/T} / \sum_j p_j^{1/T}`, which for a
    network is the softmax of its logits divided by :math:`T`. Above 1 it takes confidence away,
    below it adds some; which class is the most probable never changes. `fit` looks for the
    temperature with the least log loss on samples that the classifier was not trained on.
    ``CalibratedClassifierCV(method="temperature")`` of scikit-learn does so around a classifier.

    Attributes
    ----------
    temperature_ : float
        From 0.01 to 100.

    References
    ----------
    Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017.

    Examples
    --------
    Three in four are right of those that it is 95 % sure of:

    >>> said = np.tile([0.95, 0.05], (4, 1))
    >>> scaling = TemperatureScaling().fit(said, [0, 0, 0, 1])
    >>> round(scaling.temperature_, 2), scaling.predict_proba(said)[0].round(2).tolist()
    (2.68, [0.75, 0.25])
    """

    def fit(self, probabilities: Any, y: Any) -> TemperatureScaling:
        """Find the temperature.

        Parameters
        ----------
        probabilities : array_like, shape (N, classes)
            What the classifier says of samples that it was not trained on; rows add up to 1.
        y : array_like of int, shape (N,)
            Which class came true, from 0.

        Returns
        -------
        TemperatureScaling
            The estimator itself.

        Raises
        ------
        TypeError
            No arrays of numbers.
        ValueError
            Rows that do not add up to 1, labels without a column, or different lengths.
        """
        from scipy.optimize import minimize_scalar
        from scipy.special import log_softmax

        logits = _logits(as_probabilities(probabilities))
        y = as_labels(y, logits.shape)
        rows = np.arange(len(y))

        def loss(log_temperature: float) -> float:
            scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
            return -float(scaled[rows, y].mean())

        found = minimize_scalar(loss, bounds=_ENDS, method="bounded", options={"xatol": 1e-5})
        self.temperature_ = float(np.exp(found.x))
        self.n_features_in_ = logits.shape[1]
        return self

    def predict_proba(self, probabilities: Any) -> np.ndarray:
        """Return the probabilities at the temperature.

        Parameters
        ----------
        probabilities : array_like, shape (N, classes)
            What the classifier says; rows add up to 1.

        Returns
        -------
        numpy.ndarray, shape (N, classes), float64
            Rows add up to 1.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            Before `fit`.
        TypeError, ValueError
            As `fit`, or another number of classes than it saw.
        """
        from scipy.special import softmax

        check_is_fitted(self)
        logits = _logits(as_probabilities(probabilities))
        if logits.shape[1] != self.n_features_in_:
            raise ValueError(
                f"probabilities must have {self.n_features_in_} columns, as in fit, "
                f"got {logits.shape[1]}"
            )
        return np.asarray(softmax(logits / self.temperature_, axis=1))


def _logits(probabilities: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(probabilities, _LEAST))
