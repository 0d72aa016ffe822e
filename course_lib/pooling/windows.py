"""Where the windows lie: sizes, strides and the three ways to treat an edge."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["Axis", "Padding", "Run", "layout", "pooled_shape"]

Padding = str | int | Sequence[int] | Sequence[Sequence[int]]

_LARGEST = 2**24  # pixels of a padded image: beyond it, size or padding is a slip of the pen


@dataclass(frozen=True)
class Run:
    """Windows along one axis that have one length and one distance.

    Parameters
    ----------
    first : int
        Index of the run's first output value.
    start : int
        Where its first window starts in the (padded) image.
    length : int
        Values in each window.
    count : int
        Number of windows.
    """

    first: int
    start: int
    length: int
    count: int

    @property
    def out(self) -> slice:
        """The run's place along the output axis."""
        return slice(self.first, self.first + self.count)

    def member(self, offset: int, stride: int) -> slice:
        """Return where the value number `offset` of every window lies along the input axis."""
        start = self.start + offset
        return slice(start, start + (self.count - 1) * stride + 1, stride)


@dataclass(frozen=True)
class Axis:
    """The windows along one axis.

    Parameters
    ----------
    length : int
        Length of the (padded) axis.
    size, stride : int
        Length of a window and distance between windows.
    count : int
        Number of windows.
    pad : tuple of int
        Values to add before and after.
    before : int
        How far the first window starts ahead of the axis; what lies outside is cut off.
    """

    length: int
    size: int
    stride: int
    count: int
    pad: tuple[int, int] = (0, 0)
    before: int = 0

    @functools.cached_property
    def runs(self) -> tuple[Run, ...]:
        """All windows in order; more than one run only where an edge cuts windows short."""
        runs: list[Run] = []
        for i in range(self.count):
            start = i * self.stride - self.before
            inside = max(start, 0)
            covered = min(start + self.size, self.length) - inside
            if covered == self.size and runs and runs[-1].length == self.size:
                runs[-1] = dataclasses.replace(runs[-1], count=runs[-1].count + 1)
            else:
                runs.append(Run(i, inside, covered, 1))
        return tuple(runs)

    @property
    def lengths(self) -> np.ndarray:
        """Number of values in each window."""
        return np.repeat([run.length for run in self.runs], [run.count for run in self.runs])


def layout(
    shape: tuple[int, int],
    size: int | Sequence[int],
    stride: int | Sequence[int] | None,
    padding: Padding,
) -> tuple[Axis, Axis]:
    """Return the windows along the rows and the columns of an image.

    Parameters
    ----------
    shape : tuple of int
        Height and width in pixels.
    size : int or pair of int
        Height and width of a window.
    stride : int or pair of int, optional
        Distance between windows; `size` when None.
    padding : {"valid", "same", "block"}, int or sequence
        As in `pool`.

    Returns
    -------
    tuple of Axis
        Rows, columns.

    Raises
    ------
    TypeError, ValueError
        As `pool`.

    Examples
    --------
    >>> rows, columns = layout((5, 4), 2, None, "same")
    >>> [run.length for run in rows.runs], rows.count, columns.count
    ([2, 1], 3, 2)
    """
    sizes = _pair(size, "size", low=1)
    strides = sizes if stride is None else _pair(stride, "stride", low=1)
    if isinstance(padding, str):
        arguments.choice(padding, "padding", ["valid", "same", "block"])
        if padding == "same":
            rows, columns = map(_same, shape, sizes, strides)
            return rows, columns
        if padding == "block" and strides != sizes:
            raise ValueError(f"stride must equal size {sizes} for padding 'block', got {strides}")
        pads = [(0, -n % k if padding == "block" else 0) for n, k in zip(shape, sizes, strict=True)]
    else:
        pads = _pads(padding, sizes)
    padded = [n + sum(pad) for n, pad in zip(shape, pads, strict=True)]
    if any(n < k for n, k in zip(padded, sizes, strict=True)):
        raise ValueError(f"size must fit into the image of shape {shape}, got {sizes}")
    if padded[0] * padded[1] > max(_LARGEST, 4 * shape[0] * shape[1]):
        raise ValueError(f"size {sizes} would pad the image from {shape} to {tuple(padded)} pixels")
    rows, columns = (
        Axis(n, k, s, (n - k) // s + 1, pad)
        for n, k, s, pad in zip(padded, sizes, strides, pads, strict=True)
    )
    return rows, columns


def pooled_shape(
    shape: Sequence[int],
    size: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: Padding = "valid",
) -> tuple[int, ...]:
    """Return the shape that `pool` gives, without pooling anything.

    Parameters
    ----------
    shape : sequence of int
        (H, W), (H, W, C) or (N, H, W, C).
    size : int or pair of int
        Height and width of a window in pixels.
    stride : int or pair of int, optional
        Distance between windows in pixels; `size` when None.
    padding : {"valid", "same", "block"}, int or sequence
        As in `pool`.

    Returns
    -------
    tuple of int
        The shape, with as many axes as `shape`.

    Raises
    ------
    TypeError
        `shape`, `size`, `stride` or `padding` is of the wrong kind.
    ValueError
        Wrong number of axes, numbers below 1, or windows that do not fit.

    References
    ----------
    Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning.

    Examples
    --------
    >>> pooled_shape((224, 224, 3), 3)
    (74, 74, 3)
    >>> pooled_shape((224, 224, 3), 3, padding="block")
    (75, 75, 3)
    """
    if not isinstance(shape, Sequence | np.ndarray) or isinstance(shape, str | bytes):
        raise TypeError(f"shape must be a sequence of integers, got {arguments.shown(shape)}")
    lengths = tuple(arguments.integer(n, "shape", low=1) for n in shape)
    first = first_spatial(len(lengths), "shape", lengths)
    rows, columns = layout(lengths[first : first + 2], size, stride, padding)  # type: ignore[arg-type]
    return (*lengths[:first], rows.count, columns.count, *lengths[first + 2 :])


def first_spatial(ndim: int, name: str, got: tuple[int, ...]) -> int:
    """Return the number of the axis that holds the rows: 0, or 1 in a batch."""
    if ndim not in (2, 3, 4):
        raise ValueError(f"{name} must be (H, W), (H, W, C) or (N, H, W, C), got {got}")
    return 1 if ndim == 4 else 0


def _same(length: int, size: int, stride: int) -> Axis:
    count = -(-length // stride)
    before = max((count - 1) * stride + size - length, 0) // 2
    return Axis(length, size, stride, count, before=before)


def _pads(padding: Any, sizes: tuple[int, int]) -> list[tuple[int, int]]:
    pads = []
    for side, size in zip(_two(padding, "padding"), sizes, strict=True):
        before, after = _pair(side, "padding", low=0)
        if max(before, after) >= size:
            raise ValueError(f"padding must be smaller than size {sizes}, got {padding!r}")
        pads.append((before, after))
    return pads


def _pair(value: Any, name: str, *, low: int) -> tuple[int, int]:
    first, second = (arguments.integer(item, name, low=low) for item in _two(value, name))
    return first, second


def _two(value: Any, name: str) -> tuple[Any, Any]:
    if not isinstance(value, Sequence | np.ndarray) or isinstance(value, str | bytes):
        return value, value
    if len(value) != 2:
        raise ValueError(f"{name} must be one value or a pair, got {arguments.shown(value)}")
    return value[0], value[1]
