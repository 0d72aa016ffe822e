"""Layer and batch normalisation from their formulas, equal to Keras' layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from course_lib import arguments

__all__ = ["BatchNormalized", "batch_normalization", "layer_normalization"]


class BatchNormalized(NamedTuple):
    """What `batch_normalization` returns.

    Parameters
    ----------
    output : numpy.ndarray, shape of the input
        The normalised values.
    moving_mean, moving_variance : numpy.ndarray, shape (C,)
        The statistics to pass on: updated after training, unchanged after inference.

    Examples
    --------
    >>> batch_normalization([[0.0], [2.0]], training=True).moving_mean
    array([0.01])
    """

    output: np.ndarray
    moving_mean: np.ndarray
    moving_variance: np.ndarray


def layer_normalization(
    x: Any,
    gamma: Any = None,
    beta: Any = None,
    *,
    axis: int | Sequence[int] = -1,
    epsilon: float = 1e-3,
) -> np.ndarray:
    r"""Normalise each sample by its own mean and variance.

    .. math:: y = \gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta

    with mean :math:`\mu` and population variance :math:`\sigma^2` over `axis`, separately at every
    other index. The same in training and in inference, as no other sample takes part.

    Parameters
    ----------
    x : array_like, shape (N, F) or any other with at least one axis
        Activations. NaN and infinities spread as in arithmetic.
    gamma, beta : array_like, shape of `x` along `axis`, optional
        Learned factor and offset; 1 and 0 when None.
    axis : int or sequence of int
        The axes to normalise over; the default, the last, is Keras'.
    epsilon : float
        Positive number added to the variance; the default is Keras'.

    Returns
    -------
    numpy.ndarray, shape of `x`
        Floats keep their dtype, integers and booleans become float64. Values that are all equal
        become `beta`.

    Raises
    ------
    TypeError
        An argument is of the wrong kind.
    ValueError
        `x` is empty, an axis does not exist, a shape does not fit, or `epsilon` is not positive.

    References
    ----------
    Ba, Kiros and Hinton (2016), Layer normalization. Exercise 1 of document S4.

    Examples
    --------
    >>> layer_normalization([[1.0, 3.0], [5.0, 5.0]], epsilon=1e-12).round(6)
    array([[-1.,  1.],
           [ 0.,  0.]])
    """
    x = _activations(x)
    axes = _axes(axis, x.ndim)
    epsilon = arguments.number(epsilon, "epsilon", above=0)
    shape = tuple(n if i in axes else 1 for i, n in enumerate(x.shape))
    factor = _parameter(gamma, "gamma", 1.0, shape, axes)
    offset = _parameter(beta, "beta", 0.0, shape, axes)
    with np.errstate(all="ignore"):
        mean, variance = _moments(x, axes)
        return _normalized(x, mean, variance, factor, offset, epsilon)


def batch_normalization(
    x: Any,
    gamma: Any = None,
    beta: Any = None,
    *,
    moving_mean: Any = None,
    moving_variance: Any = None,
    training: bool = False,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    axis: int = -1,
) -> BatchNormalized:
    r"""Normalise each channel by the batch's statistics (training) or by the moving ones.

    .. math:: y = \gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta

    In training :math:`\mu` and :math:`\sigma^2` are the mean and population variance over all axes
    but `axis`, and each moving statistic m becomes ``m * momentum + batch's * (1 - momentum)``. In
    inference they are the moving ones, so that a sample's result depends on no other sample.

    Parameters
    ----------
    x : array_like, shape (N, C), (N, H, W, C) or any other with at least two axes
        Activations. NaN and infinities spread as in arithmetic.
    gamma, beta : array_like, shape (C,), optional
        Learned factor and offset; 1 and 0 when None.
    moving_mean, moving_variance : array_like, shape (C,), optional
        Statistics of earlier batches; 0 and 1 when None, as a new layer has them.
    training : bool
        Which statistics to use.
    momentum : float
        Share of the old moving statistics that stays, from 0 to 1; the default is Keras'.
    epsilon : float
        Positive number added to the variance; the default is Keras'.
    axis : int
        The axis of the channels.

    Returns
    -------
    BatchNormalized
        ``output`` of the shape and dtype of `x` (integers and booleans become float64), and
        ``moving_mean`` and ``moving_variance`` as new float64 arrays of shape (C,).

    Raises
    ------
    TypeError
        An argument is of the wrong kind.
    ValueError
        `x` is empty or has fewer than two axes, the axis does not exist, a shape does not fit, a
        variance is negative, or `momentum` or `epsilon` is out of range.

    References
    ----------
    Ioffe and Szegedy (2015), Batch normalization. Exercise 1 of document S4.

    Examples
    --------
    >>> x = [[0.0, 5.0], [2.0, 5.0]]
    >>> output, mean, variance = batch_normalization(x, training=True, momentum=0.5)
    >>> output.round(2), mean, variance
    (array([[-1.,  0.],
           [ 1.,  0.]]), array([0.5, 2.5]), array([1. , 0.5]))
    >>> batch_normalization(x, moving_mean=mean, moving_variance=variance).output.round(2)
    array([[-0.5 ,  3.53],
           [ 1.5 ,  3.53]])
    """
    x = _activations(x)
    if x.ndim < 2:
        raise ValueError(f"x must have at least two axes, got shape {x.shape}")
    training = arguments.boolean(training, "training")
    momentum = arguments.number(momentum, "momentum", low=0, high=1)
    epsilon = arguments.number(epsilon, "epsilon", above=0)
    channel = _axes(arguments.integer(axis, "axis"), x.ndim)
    shape = tuple(n if i in channel else 1 for i, n in enumerate(x.shape))
    factor = _parameter(gamma, "gamma", 1.0, shape, channel)
    offset = _parameter(beta, "beta", 0.0, shape, channel)
    mean = _parameter(moving_mean, "moving_mean", 0.0, shape, channel)
    variance = _parameter(moving_variance, "moving_variance", 1.0, shape, channel)
    if (variance < 0).any():
        raise ValueError("moving_variance must not be negative")
    old_mean, old_variance = mean, variance
    with np.errstate(all="ignore"):
        if training:
            mean, variance = _moments(x, tuple(i for i in range(x.ndim) if i not in channel))
            old_mean = old_mean * momentum + mean * (1 - momentum)
            old_variance = old_variance * momentum + variance * (1 - momentum)
        output = _normalized(x, mean, variance, factor, offset, epsilon)
    return BatchNormalized(output, old_mean.reshape(-1), old_variance.reshape(-1))


def _activations(x: Any) -> np.ndarray:
    x = arguments.array(x, "x")
    if x.ndim == 0:
        raise ValueError("x must have at least one axis, got a single number")
    return x


def _axes(axis: Any, ndim: int) -> tuple[int, ...]:
    several = isinstance(axis, Sequence) and not isinstance(axis, str | bytes)
    given = [
        arguments.integer(item, "axis", low=-ndim, high=ndim - 1)
        for item in (axis if several else [axis])
    ]
    axes = {item % ndim for item in given}
    if not axes or len(axes) < len(given):
        raise ValueError(f"axis must name different axes, got {arguments.shown(axis)}")
    return tuple(sorted(axes))


def _parameter(
    value: Any, name: str, default: float, shape: tuple[int, ...], axes: tuple[int, ...]
) -> np.ndarray:
    if value is None:
        return np.full(shape, default)
    given = arguments.array(value, name, finite=True)
    wanted = tuple(shape[i] for i in axes)
    if given.shape != wanted:
        raise ValueError(f"{name} must have shape {wanted}, got {given.shape}")
    return given.astype(np.float64).reshape(shape)


def _moments(x: np.ndarray, axes: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    values = x.astype(np.float64)
    return values.mean(axes, keepdims=True), values.var(axes, keepdims=True)


def _normalized(
    x: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    factor: np.ndarray,
    offset: np.ndarray,
    epsilon: float,
) -> np.ndarray:
    result = factor * (x - mean) / np.sqrt(variance + epsilon) + offset
    return result.astype(x.dtype if x.dtype.kind == "f" else np.float64, copy=False)
