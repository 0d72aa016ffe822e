"""Reduce windows to values with whole-array operations: no loop over pixels, no copy of windows."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib import arguments
from course_lib.pooling.windows import Axis, Run

__all__ = ["OPERATIONS", "Scratch", "apply", "result_dtype"]

_SMALL_CHANNELS = 8  # below it, NumPy's inner loop over channels is too short to be fast
_EXACT_DEPTH = 32  # longer sums of float32 are accumulated in float64
_NETWORK_VALUES = 64  # larger windows are sorted by numpy.median


class Scratch:
    """Memory of one thread, used again: fresh pages cost more than the arithmetic on them."""

    def __init__(self) -> None:
        self._blocks: dict[str, np.ndarray] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """Return an array of any content, which lasts until `name` is asked for again."""
        need = math.prod(shape) * dtype.itemsize
        if name not in self._blocks or self._blocks[name].size < need:
            self._blocks[name] = np.empty(need, np.uint8)
        return self._blocks[name][:need].view(dtype).reshape(shape)


def result_dtype(operation: str, dtype: np.dtype) -> np.dtype:
    """Return the dtype of a pooled array: floats keep theirs, integers only as extrema."""
    if operation in ("max", "min") or dtype.kind == "f":
        return dtype
    return np.dtype(np.float64)


def apply(
    operation: Callable[..., Any], images: np.ndarray, rows: Axis, columns: Axis
) -> np.ndarray:
    """Reduce by a callable that takes windows and `axis`, as scikit-image's block_reduce does.

    Parameters
    ----------
    operation : callable
        Called as ``operation(windows, axis=(-2, -1))``.
    images : numpy.ndarray, shape (N, H, W, C)
        Already padded.
    rows, columns : Axis
        Where the windows lie.

    Returns
    -------
    numpy.ndarray, shape (N, rows.count, columns.count, C)
        Of the dtype that `operation` returns.
    """
    out: np.ndarray | None = None
    for row in rows.runs:
        for column in columns.runs:
            view = _windows(images, row, rows.stride, column, columns.stride)
            try:
                result = operation(view, axis=(-2, -1))
            except TypeError as error:
                raise TypeError(f"operation(windows, axis=(-2, -1)) failed: {error}") from error
            part = arguments.array(result, "the result of operation")
            if part.shape != view.shape[:4]:
                raise ValueError(
                    f"operation must reduce windows to shape {view.shape[:4]}, got {part.shape}"
                )
            if out is None:
                shape = (len(images), rows.count, columns.count, images.shape[3])
                out = np.empty(shape, part.dtype)
            out[:, row.out, column.out] = part
    assert out is not None
    return out


def _extreme(
    images: np.ndarray,
    rows: Axis,
    columns: Axis,
    out: np.ndarray,
    scratch: Scratch,
    *,
    ufunc: np.ufunc,
) -> None:
    _fold(images, rows, columns, ufunc, out, scratch)


def _mean(images: np.ndarray, rows: Axis, columns: Axis, out: np.ndarray, scratch: Scratch) -> None:
    work = _sum_dtype(images.dtype, rows, columns)
    if images.dtype != work:
        images, given = scratch.array("images", images.shape, work), images
        np.copyto(images, given)
    if len(rows.runs) == len(columns.runs) == 1:
        counts: Any = rows.runs[0].length * columns.runs[0].length
    else:
        counts = np.multiply.outer(rows.lengths, columns.lengths)[:, :, None].astype(work)
    total = out if out.dtype == work else scratch.array("total", out.shape, work)
    _fold(images, rows, columns, np.add, total, scratch)
    np.divide(total, counts, out=out, casting="same_kind")


def _l2(images: np.ndarray, rows: Axis, columns: Axis, out: np.ndarray, scratch: Scratch) -> None:
    work = _sum_dtype(images.dtype, rows, columns)
    squares = scratch.array("images", images.shape, work)
    np.square(images, out=squares, dtype=work)
    total = out if out.dtype == work else scratch.array("total", out.shape, work)
    _fold(squares, rows, columns, np.add, total, scratch)
    np.sqrt(total, out=out, casting="same_kind")


def _median(
    images: np.ndarray, rows: Axis, columns: Axis, out: np.ndarray, scratch: Scratch
) -> None:
    work = _sum_dtype(images.dtype)
    for row in rows.runs:
        for column in columns.runs:
            where = (row, rows.stride, column, columns.stride)
            values = row.length * column.length
            if values > _NETWORK_VALUES:
                result = np.median(_windows(images, *where), axis=(-2, -1))
            else:
                shape = (values, len(images), row.count, column.count, images.shape[3])
                planes = scratch.array("planes", shape, work)
                _gather(images, *where, planes)
                result = _middle(planes, scratch)
            out[:, row.out, column.out] = result


OPERATIONS: dict[str, Callable[..., None]] = {
    "max": functools.partial(_extreme, ufunc=np.maximum),
    "mean": _mean,
    "min": functools.partial(_extreme, ufunc=np.minimum),
    "median": _median,
    "l2": _l2,
}


def _sum_dtype(dtype: np.dtype, *axes: Axis) -> np.dtype:
    if dtype.kind != "f" or sum(axis.runs[0].length for axis in axes) > _EXACT_DEPTH:
        return np.result_type(dtype, np.float64)
    return np.result_type(dtype, np.float32)


def _fold(
    images: np.ndarray,
    rows: Axis,
    columns: Axis,
    ufunc: np.ufunc,
    out: np.ndarray,
    scratch: Scratch,
) -> None:
    """Reduce rows first, whole lines at a time, then columns on what is left."""
    lines = scratch.array("lines", (len(images), rows.count, *images.shape[2:]), out.dtype)
    _fold_axis(images, 1, rows, ufunc, lines)
    if images.shape[3] >= _SMALL_CHANNELS:
        _fold_axis(lines, 2, columns, ufunc, out)
    else:
        for channel in range(images.shape[3]):
            _fold_axis(lines[..., channel], 2, columns, ufunc, out[..., channel])


def _fold_axis(x: np.ndarray, axis: int, windows: Axis, ufunc: np.ufunc, out: np.ndarray) -> None:
    before = (slice(None),) * axis
    for run in windows.runs:
        target = out[(*before, run.out)]
        if run.count == 1:
            section = x[(*before, slice(run.start, run.start + run.length))]
            ufunc.reduce(section, axis=axis, out=target, keepdims=True)
            continue
        parts = [x[(*before, run.member(i, windows.stride))] for i in range(run.length)]
        if run.length == 1:
            target[...] = parts[0]
            continue
        ufunc(parts[0], parts[1], out=target)
        for part in parts[2:]:
            ufunc(target, part, out=target)


def _windows(
    images: np.ndarray, row: Run, row_stride: int, column: Run, column_stride: int
) -> np.ndarray:
    """Return a view of the windows, (N, rows, columns, C, height, width)."""
    every = np.lib.stride_tricks.sliding_window_view(
        images, (row.length, column.length), axis=(1, 2)
    )
    return every[:, row.member(0, row_stride), column.member(0, column_stride)]


def _gather(
    images: np.ndarray, row: Run, row_stride: int, column: Run, column_stride: int, out: np.ndarray
) -> None:
    """Write the windows' values to `out`, (values of a window, N, rows, columns, C)."""
    channels = images.shape[3]
    groups = (
        [slice(c, c + 1) for c in range(channels)] if channels < _SMALL_CHANNELS else [slice(None)]
    )
    for i in range(row.length):
        for j in range(column.length):
            part = images[:, row.member(i, row_stride), column.member(j, column_stride)]
            for group in groups:
                out[i * column.length + j, ..., group] = part[..., group]


def _middle(planes: np.ndarray, scratch: Scratch) -> np.ndarray:
    """Return the median over the first axis; NaN wherever a NaN is among the values."""
    n = len(planes)
    values: list[np.ndarray] = list(planes)
    spare = scratch.array("spare", planes.shape[1:], planes.dtype)
    for low, high, keep_low, keep_high in _median_network(n):
        a, b = values[low], values[high]
        if keep_low and keep_high:
            np.minimum(a, b, out=spare)
            np.maximum(a, b, out=b)
            values[low], spare = spare, a
        elif keep_low:
            np.minimum(a, b, out=a)
        else:
            np.maximum(a, b, out=b)
    if n % 2:
        return values[n // 2]
    pair = np.add(values[n // 2 - 1], values[n // 2], out=spare)
    pair *= 0.5
    return pair


@functools.cache
def _median_network(n: int) -> tuple[tuple[int, int, bool, bool], ...]:
    """Return the exchanges of a sorting network that the middle values depend on, in order."""
    wanted = {(n - 1) // 2, n // 2}
    kept = []
    for low, high in reversed(list(_merge_exchange(n))):
        if low in wanted or high in wanted:
            kept.append((low, high, low in wanted, high in wanted))
            wanted |= {low, high}
    return tuple(reversed(kept))


def _merge_exchange(n: int) -> Iterator[tuple[int, int]]:
    """Yield Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2 M)."""
    top = 1 << max(math.ceil(math.log2(n)) - 1, 0)
    p = top if n > 1 else 0
    while p:
        q, r, d = top, 0, p
        while True:
            yield from ((i, i + d) for i in range(n - d) if i & p == r)
            if q == p:
                break
            d, q, r = q - p, q // 2, p
        p //= 2
