"""Scale data to a range, to zero mean and unit deviation, or to unit norm.

What shares one statistic is said by `over`, for an array whose first axis counts samples and whose
last axis counts channels:

========== ========================= ============ =====================================
over       statistics over the axes  (N, F)       (N, H, W, C)
========== ========================= ============ =====================================
"feature"  0                         F statistics H W C: every pixel and channel its own
"channel"  all but the last          F statistics C
"sample"   all but the first         N statistics N
"all"      all                       1 statistic  1
========== ========================= ============ =====================================

One image (H, W, C) has no axis of samples: "channel" and "all" mean what they say, for the other
two pass ``image[np.newaxis]``. In an array of one axis, N values of one feature, the first two and
"all" are the same and "sample" is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["METHODS", "NORMS", "OVER", "limits", "minmax", "statistics", "unit_norm", "zscore"]

METHODS = ("minmax", "zscore", "norm")
NORMS = ("l1", "l2", "max")
OVER = ("feature", "channel", "sample", "all")


def minmax(
    x: Any, *, over: str = "feature", range: tuple[float, float] | Sequence[float] = (0.0, 1.0)
) -> np.ndarray:
    """Map the smallest value to the start of a range and the largest to its end.

    Parameters
    ----------
    x : array_like, shape (N, ...), (H, W, C) or (N,)
        Numbers of any unit. NaN is left out of the statistics and stays NaN.
    over : {"feature", "channel", "sample", "all"}
        What shares one minimum and maximum: each feature (over axis 0), each channel (over all
        axes but the last), each sample (over all axes but the first), or everything.
    range : pair of float
        Start and end of the range.

    Returns
    -------
    numpy.ndarray, shape of `x`
        Floats keep their dtype, integers and booleans become float64. Where all values are equal
        they become the start of the range.

    Raises
    ------
    TypeError
        An argument is of the wrong kind.
    ValueError
        `x` is empty or holds an infinity or a spread beyond float64; an unknown `over`; a range
        that does not rise.

    References
    ----------
    Han, Kamber and Pei (2012), Data Mining, 3.5.2. Documents S0, S1, S3 and S4 scale so.

    Examples
    --------
    >>> minmax([[1, 20], [2, 20], [3, 20]])
    array([[0. , 0. ],
           [0.5, 0. ],
           [1. , 0. ]])
    >>> minmax([0, 51, 255], range=(-1, 1))
    array([-1. , -0.6,  1. ])
    """
    low, high = limits(range)
    x = _finite(x)
    shift, scale = statistics(x, "minmax", over)
    unit = (x - shift) / scale
    return _as_given(np.clip(low + unit * (high - low), low, high), x.dtype)


def zscore(x: Any, *, over: str = "feature") -> np.ndarray:
    """Subtract the mean and divide by the standard deviation.

    Parameters
    ----------
    x : array_like, shape (N, ...), (H, W, C) or (N,)
        Numbers of any unit. NaN is left out of the statistics and stays NaN.
    over : {"feature", "channel", "sample", "all"}
        What shares one mean and deviation; as in `minmax`.

    Returns
    -------
    numpy.ndarray, shape of `x`
        Floats keep their dtype, integers and booleans become float64. Where all values are equal
        they become 0. The deviation is the population's (divided by N, not N - 1).

    Raises
    ------
    TypeError
        An argument is of the wrong kind.
    ValueError
        `x` is empty or holds an infinity or a spread beyond float64; an unknown `over`.

    References
    ----------
    LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, 4.3.

    Examples
    --------
    >>> zscore([[1.0, 7.0], [3.0, 7.0]])
    array([[-1.,  0.],
           [ 1.,  0.]])
    """
    x = _finite(x)
    shift, scale = statistics(x, "zscore", over)
    return _as_given((x - shift) / scale, x.dtype)


def unit_norm(x: Any, *, norm: str = "l2", over: str = "sample") -> np.ndarray:
    """Divide by the L1, the L2 or the maximum norm.

    Parameters
    ----------
    x : array_like, shape (N, ...), (H, W, C) or (N,)
        Numbers of any unit. NaN is left out of the norm and stays NaN.
    norm : {"l1", "l2", "max"}
        Sum of absolute values, root of the sum of squares, or largest absolute value.
    over : {"feature", "channel", "sample", "all"}
        What shares one norm; as in `minmax`. For a single vector pass ``over="all"``.

    Returns
    -------
    numpy.ndarray, shape of `x`
        Floats keep their dtype, integers and booleans become float64. Where all values are 0 they
        stay 0.

    Raises
    ------
    TypeError
        An argument is of the wrong kind.
    ValueError
        `x` is empty or holds an infinity or a norm beyond float64; an unknown `norm` or `over`.

    References
    ----------
    Golub and Van Loan (2013), Matrix Computations, 2.2.

    Examples
    --------
    >>> unit_norm([[3.0, 4.0], [0.0, 0.0]])
    array([[0.6, 0.8],
           [0. , 0. ]])
    >>> unit_norm([1, -4, 2], norm="max", over="all")
    array([ 0.25, -1.  ,  0.5 ])
    """
    arguments.choice(norm, "norm", NORMS)
    x = _finite(x)
    shift, scale = statistics(x, "norm", over, norm)
    return _as_given((x - shift) / scale, x.dtype)


def limits(range: Any) -> tuple[float, float]:
    """Return the two ends of a range, checked."""
    if not isinstance(range, Sequence | np.ndarray) or isinstance(range, str | bytes):
        raise TypeError(f"range must be a pair of numbers, got {arguments.shown(range)}")
    if len(range) != 2:
        raise ValueError(f"range must be a pair of numbers, got {arguments.shown(range)}")
    low, high = (arguments.number(end, "range") for end in range)
    if not (low < high and np.isfinite(high - low)):
        raise ValueError(f"range must rise from a smaller to a larger number, got {range!r}")
    return low, high


def statistics(
    x: np.ndarray, method: str, over: str, norm: str = "l2"
) -> tuple[np.ndarray, np.ndarray]:
    """Return the shift and the scale by which ``(x - shift) / scale`` normalises `x`.

    Parameters
    ----------
    x : numpy.ndarray
        Numbers without infinities.
    method : {"minmax", "zscore", "norm"}
        Minimum and spread, mean and deviation, or 0 and norm.
    over : {"feature", "channel", "sample", "all"}
        What shares one statistic.
    norm : {"l1", "l2", "max"}
        Which norm.

    Returns
    -------
    shift, scale : numpy.ndarray
        float64, of as many axes as `x`, of length 1 along those that are reduced. `scale` is 1
        where all values are equal or none is a number, or, for a norm, all are 0.

    Raises
    ------
    ValueError
        An unknown `over`, "sample" for one axis, or statistics beyond float64.
    """
    axes = _axes(x.ndim, over)
    with np.errstate(all="ignore"):
        if method == "norm":
            scale = _norm(np.abs(_float64(x)), norm, axes)
            shift = np.zeros_like(scale)
        else:
            low = _float64(np.fmin.reduce(x, axes, keepdims=True))
            spread = _float64(np.fmax.reduce(x, axes, keepdims=True)) - low
            shift, scale = np.nan_to_num(low), np.nan_to_num(spread, posinf=np.inf)
            if method == "zscore":
                unit = (x - shift) / np.where(scale > 0, scale, 1)  # no square leaves the range
                count = np.maximum((~np.isnan(x)).sum(axes, keepdims=True), 1)
                mean = np.nansum(unit, axes, keepdims=True) / count
                variance = np.nansum(np.square(unit - mean), axes, keepdims=True) / count
                shift, scale = shift + scale * mean, scale * np.sqrt(variance)
    if not (np.isfinite(shift).all() and np.isfinite(scale).all()):
        raise ValueError("x must have a spread that float64 can hold, got values too large")
    return shift, np.where(scale > 0, scale, 1)


def _axes(ndim: int, over: str) -> tuple[int, ...]:
    arguments.choice(over, "over", OVER)
    every = tuple(np.arange(ndim).tolist())
    if over == "all" or (ndim == 1 and over != "sample"):
        return every
    if ndim == 1:
        raise ValueError("over must not be 'sample' for an array of one axis: use 'all'")
    return {"feature": every[:1], "channel": every[:-1], "sample": every[1:]}[over]


def _norm(magnitudes: np.ndarray, norm: str, axes: tuple[int, ...]) -> np.ndarray:
    largest = np.nan_to_num(np.fmax.reduce(magnitudes, axes, keepdims=True))
    if norm == "max":
        return largest
    ratios = magnitudes / np.where(largest > 0, largest, 1)  # no square leaves the range
    if norm == "l1":
        return largest * np.nansum(ratios, axes, keepdims=True)
    return largest * np.sqrt(np.nansum(np.square(ratios), axes, keepdims=True))


def _finite(x: Any) -> np.ndarray:
    x = arguments.array(x, "x")
    if x.ndim == 0:
        raise ValueError("x must have at least one axis, got a single number")
    if x.dtype.kind == "f" and np.isinf(x).any():
        raise ValueError("x must hold no infinity; NaN may mark what is missing")
    return x


def _float64(x: np.ndarray) -> np.ndarray:
    return x.astype(np.result_type(x.dtype, np.float64), copy=False)


def _as_given(result: np.ndarray, dtype: np.dtype) -> np.ndarray:
    return result.astype(dtype if dtype.kind == "f" else np.float64, copy=False)
