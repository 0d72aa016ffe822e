"""Pool images: reduce every window of an image to one value."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from numbers import Real
from typing import Any

import numpy as np

from course_lib import arguments
from course_lib.pooling.reduce import OPERATIONS, Scratch, apply, result_dtype
from course_lib.pooling.windows import Axis, Padding, first_spatial, layout

__all__ = ["global_pool", "pool"]

_CHUNK_BYTES = 5 * 2**18  # fits a core's cache together with what is made from it
_THREADED_BYTES = 2**22  # below it, starting threads costs more than they save


def pool(
    x: Any,
    size: int | Sequence[int],
    *,
    operation: str | Callable[..., Any] = "max",
    stride: int | Sequence[int] | None = None,
    padding: Padding = "valid",
    cval: float = 0.0,
) -> np.ndarray:
    """Reduce every window of an image, or of each image of a batch, to one value a channel.

    Parameters
    ----------
    x : array_like, shape (H, W), (H, W, C) or (N, H, W, C)
        One image or a batch, channels last; three axes always mean (H, W, C). Booleans, integers
        or floats of any unit.
    size : int or pair of int
        Height and width of a window in pixels; one number is a square.
    operation : {"max", "mean", "min", "median", "l2"} or callable
        What becomes of a window; "l2" is the square root of the sum of squares. A callable is
        called as ``operation(windows, axis=(-2, -1))``, as ``numpy.max`` and its kin can be, with
        ``windows`` of shape (N, rows, columns, C, height, width).
    stride : int or pair of int, optional
        Distance between windows in pixels; `size` when None, so that windows tile the image.
    padding : {"valid", "same", "block"}, int, pair of int or pair of pairs
        What happens at the edges. "valid" (Keras) drops windows that leave the image. "same"
        (Keras) starts a window every `stride` pixels, centred so that the excess is split over
        both edges; windows are cut at the image, so nothing invented enters a maximum or a
        mean. "block" (scikit-image's ``block_reduce``) fills the bottom and right edges with
        `cval` up to whole windows, and counts `cval` as data. Numbers, smaller than `size`, add
        that many pixels of `cval`: on all edges, on (top and bottom, left and right), or on
        ((top, bottom), (left, right)).
    cval : float
        What "block" and numbers fill with: a value that the dtype of `x` can hold; NaN and
        infinity for floats only.

    Returns
    -------
    numpy.ndarray, shape of `x` with H and W replaced
        "max" and "min" keep the dtype. "mean", "median" and "l2" keep a floating-point dtype and
        turn integers and booleans into float64. A callable decides itself.

    Raises
    ------
    TypeError
        An argument is of the wrong kind.
    ValueError
        Wrong number of axes, no pixels, windows that do not fit, padding not below `size`, a
        `cval` that the dtype cannot hold, or a callable that returns another shape.

    Notes
    -----
    A NaN makes every window that holds it NaN, as in ``numpy.max``, ``mean`` and ``median``; pass
    ``numpy.nanmax`` and the like to leave it out. Batches of several megabytes are shared out to
    threads, image by image, which changes no value; a callable is never called from a thread.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, 9.3; Batcher (1968), Sorting networks
    and their applications (the median); the 3 x 3 blocks of exercise 3 of document S4.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(-15, 1).reshape(4, 4)
    >>> pool(x, 2)
    array([[-10,  -8],
           [ -2,   0]])
    >>> pool(x, 3, operation="mean", padding="same")[0]
    array([-12.5, -10.5])
    >>> pool(x, 3, padding="block")
    array([[-5,  0],
           [ 0,  0]])
    """
    x = arguments.array(x, "x")
    first = first_spatial(x.ndim, "x", x.shape)
    rows, columns = layout(x.shape[first : first + 2], size, stride, padding)
    fill = _fill(cval, x.dtype)
    images = x if x.ndim == 4 else x[None] if x.ndim == 3 else x[None, :, :, None]
    if callable(operation):
        result = apply(operation, _padded(images, rows, columns, fill), rows, columns)
    else:
        result = _pooled(images, rows, columns, _known(operation), fill)
    return result.reshape(*x.shape[:first], rows.count, columns.count, *x.shape[first + 2 :])


def global_pool(
    x: Any, *, operation: str | Callable[..., Any] = "mean", keepdims: bool = False
) -> np.ndarray:
    """Reduce each image to one value a channel.

    Parameters
    ----------
    x : array_like, shape (H, W), (H, W, C) or (N, H, W, C)
        One image or a batch, channels last.
    operation : {"max", "mean", "min", "median", "l2"} or callable
        As in `pool`.
    keepdims : bool
        Whether height and width stay as axes of length 1.

    Returns
    -------
    numpy.ndarray, shape (), (C,) or (N, C)
        With `keepdims`, shape (1, 1), (1, 1, C) or (N, 1, 1, C). Dtype as in `pool`.

    Raises
    ------
    TypeError
        An argument is of the wrong kind.
    ValueError
        Wrong number of axes or no pixels.

    References
    ----------
    Lin, Chen and Yan (2014), Network in network.

    Examples
    --------
    >>> import numpy as np
    >>> global_pool(np.arange(12.0).reshape(2, 2, 3))
    array([4.5, 5.5, 6.5])
    """
    x = arguments.array(x, "x")
    keepdims = arguments.boolean(keepdims, "keepdims")
    first = first_spatial(x.ndim, "x", x.shape)
    result = pool(x, x.shape[first : first + 2], operation=operation)
    return result if keepdims else result.reshape(x.shape[:first] + x.shape[first + 2 :])


def _known(operation: Any) -> str:
    if not isinstance(operation, str):
        raise TypeError(f"operation must be a name or a callable, got {arguments.shown(operation)}")
    return arguments.choice(operation, "operation", OPERATIONS)


def _fill(cval: Any, dtype: np.dtype) -> Any:
    if not isinstance(cval, Real | np.number) or isinstance(cval, bool | np.bool_):
        raise TypeError(f"cval must be a number, got {arguments.shown(cval)}")
    try:
        with np.errstate(all="ignore"):
            value = np.array(cval).astype(dtype)
        fits = np.isinf(value) == math.isinf(cval) if dtype.kind == "f" else value == cval
    except (OverflowError, TypeError, ValueError):
        fits = False
    if not fits:
        raise ValueError(f"cval must be a value of dtype {dtype}, got {arguments.shown(cval)}")
    return value


def _padded(images: np.ndarray, rows: Axis, columns: Axis, fill: Any) -> np.ndarray:
    if rows.pad == columns.pad == (0, 0):
        return images
    return np.pad(images, [(0, 0), rows.pad, columns.pad, (0, 0)], constant_values=fill)


def _pooled(images: np.ndarray, rows: Axis, columns: Axis, operation: str, fill: Any) -> np.ndarray:
    count, channels = len(images), images.shape[3]
    dtype = result_dtype(operation, images.dtype)
    out = np.empty((count, rows.count, columns.count, channels), dtype)
    step = max(1, _CHUNK_BYTES * count // images.nbytes)
    starts = range(0, count, step)
    workers = min(len(starts), os.cpu_count() or 1) if images.nbytes > _THREADED_BYTES else 1

    def work(worker: int) -> None:
        scratch = Scratch()
        for start in starts[worker::workers]:
            part = slice(start, start + step)
            chunk = _padded(images[part], rows, columns, fill)
            OPERATIONS[operation](chunk, rows, columns, out[part], scratch)

    if workers == 1:
        work(0)
    else:
        with ThreadPoolExecutor(workers) as executor:
            list(executor.map(work, range(workers)))
    return out
