"""Normalisation as a scikit-learn transformer: what the training data taught, applied elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from course_lib import arguments
from course_lib.normalize.scaling import METHODS, NORMS, OVER, limits, statistics

__all__ = ["Normalizer"]


class Normalizer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Normalise with statistics learned from the training data alone.

    Other data is mapped by the same numbers, so its values may leave the range, and nothing about
    it leaks into training. NaN is left out of what is learned and stays NaN.

    Parameters
    ----------
    method : {"minmax", "zscore", "norm"}
        To a range, to mean 0 and deviation 1, or to a norm of 1.
    over : {"feature", "channel", "sample", "all"}
        What shares one statistic, as in `normalize.minmax`. With "sample" nothing is learned: each
        sample is normalised by itself, and there is no way back.
    range : pair of float
        Start and end of the range of "minmax".
    norm : {"l1", "l2", "max"}
        The norm of "norm".

    Attributes
    ----------
    shift_, scale_ : numpy.ndarray
        What is subtracted and divided by, float64, of shape (F,) or (H, W, C) for "feature", (C,)
        for "channel", () for "all"; None for "sample". Where all training values were equal,
        `scale_` is 1, so that they become the start of the range or 0.
    n_features_in_ : int
        Length of the second axis of the training data.
    feature_names_in_ : numpy.ndarray of str
        Column names, when fitted on a DataFrame.
    sample_shape_ : tuple of int
        Shape of one sample.

    Raises
    ------
    TypeError
        A parameter or `X` is of the wrong kind, or sparse; found by `fit`.
    ValueError
        An unknown name, a range that does not rise, or an `X` with fewer than two axes, without
        samples, with an infinity, or of another shape than that fitted.

    See Also
    --------
    course_lib.normalize.minmax : The same for one array.

    References
    ----------
    Documents S0 (scaled with training statistics) and S4.

    Examples
    --------
    >>> import numpy as np
    >>> train, test = np.array([[0.0], [10.0]]), np.array([[5.0], [20.0]])
    >>> scaler = Normalizer().fit(train)
    >>> scaler.transform(test)
    array([[0.5],
           [2. ]])
    >>> scaler.inverse_transform(scaler.transform(test))
    array([[ 5.],
           [20.]])
    >>> Normalizer("zscore", over="channel").fit(np.zeros((5, 32, 32, 3))).shift_.shape
    (3,)
    """

    def __init__(
        self,
        method: str = "minmax",
        *,
        over: str = "feature",
        range: tuple[float, float] | Sequence[float] = (0.0, 1.0),
        norm: str = "l2",
    ) -> None:
        self.method = method
        self.over = over
        self.range = range
        self.norm = norm

    def fit(self, X: Any, y: Any = None) -> Normalizer:
        """Learn the statistics of `X`.

        Parameters
        ----------
        X : array_like, shape (N, F) or (N, ..., C)
            Training data.
        y : None
            Ignored.

        Returns
        -------
        Normalizer
            The estimator itself.
        """
        arguments.choice(self.method, "method", METHODS)
        arguments.choice(self.over, "over", OVER)
        arguments.choice(self.norm, "norm", NORMS)
        limits(self.range)
        X = self._checked(X, reset=True)
        self.sample_shape_ = X.shape[1:]
        self.shift_, self.scale_ = None, None
        if self.over != "sample":
            learned = statistics(X, self.method, self.over, self.norm)
            kept = {"feature": X.shape[1:], "channel": X.shape[-1:], "all": ()}[self.over]
            self.shift_, self.scale_ = (part.reshape(kept) for part in learned)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Normalise `X` with what was learned.

        Parameters
        ----------
        X : array_like, shape (N, F) or (N, ..., C)
            Samples of the shape fitted.

        Returns
        -------
        numpy.ndarray, shape of `X`
            Floats keep their dtype, integers and booleans become float64.
        """
        check_is_fitted(self)
        X = self._checked(X, reset=False)
        shift, scale = self.shift_, self.scale_
        if shift is None:
            shift, scale = statistics(X, self.method, "sample", self.norm)
        low, high = limits(self.range) if self.method == "minmax" else (0.0, 1.0)
        return (low + (X - shift) / scale * (high - low)).astype(X.dtype, copy=False)

    def inverse_transform(self, X: Any) -> np.ndarray:
        """Undo `transform`.

        Parameters
        ----------
        X : array_like, shape (N, F) or (N, ..., C)
            Normalised samples.

        Returns
        -------
        numpy.ndarray, shape of `X`
            In the unit of the training data; dtype as in `transform`.
        """
        check_is_fitted(self)
        X = self._checked(X, reset=False)
        if self.shift_ is None:
            raise ValueError("over must not be 'sample' for inverse_transform: nothing was learned")
        low, high = limits(self.range) if self.method == "minmax" else (0.0, 1.0)
        unit = (X - low) / (high - low)
        return (unit * self.scale_ + self.shift_).astype(X.dtype, copy=False)

    def _checked(self, X: Any, *, reset: bool) -> np.ndarray:
        arguments.complete(X, "X")
        X = validate_data(
            self,
            X,
            reset=reset,
            allow_nd=True,
            dtype=[np.float64, np.float32, np.float16],
            ensure_all_finite="allow-nan",
        )
        if not reset and X.shape[1:] != self.sample_shape_:
            raise ValueError(f"X must hold samples like {self.sample_shape_}, got {X.shape[1:]}")
        return X

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32", "float16"]
        return tags
