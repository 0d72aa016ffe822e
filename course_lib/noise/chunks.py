"""Run a noise over an array chunk by chunk, the same numbers whatever the number of threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from course_lib import arguments
from course_lib.noise.affected import Affected
from course_lib.noise.scale import warn_of_clip

__all__ = ["LARGEST", "Kernel", "perturbed", "sample_array", "span"]

Kernel = Callable[[np.ndarray, np.random.Generator, np.ndarray], None]

LARGEST = 1e30  # amplitudes up to here cannot turn a finite float32 into NaN
CHUNK = 2**18
DTYPES = tuple(map(np.dtype, (np.uint8, np.float16, np.float32, np.float64)))


def sample_array(x: Any) -> np.ndarray:
    """Return `x` as an array of samples that noise can be put on.

    Parameters
    ----------
    x : array_like of uint8, float16, float32 or float64
        Spectra (N, B), grey images (N, H, W) or images (N, H, W, C).

    Returns
    -------
    numpy.ndarray
        `x`, not copied when it is an array.

    Raises
    ------
    TypeError
        Not an array, or of another dtype.
    ValueError
        Another number of axes, no values, NaN or infinity.

    Examples
    --------
    >>> sample_array([[0.5, 1.0]]).dtype
    dtype('float64')
    """
    x = arguments.array(x, "x", ndim=(2, 3, 4))
    if x.dtype not in DTYPES:
        raise TypeError(f"x must be of dtype uint8, float16, float32 or float64, got {x.dtype}")
    if x.dtype.itemsize >= 4 and _surely_finite(x):
        return x
    return arguments.array(x, "x", finite=True)


def span(bounds: Any, name: str) -> tuple[float, float]:
    """Return a pair (low, high) of numbers, low not above high.

    Parameters
    ----------
    bounds : pair of float
        Lower and upper bound.
    name : str
        The argument's name, for the message.

    Returns
    -------
    tuple of float
        The bounds.

    Raises
    ------
    TypeError, ValueError
        Not a pair of numbers, or in the wrong order.

    Examples
    --------
    >>> span((0, 255), "clip")
    (0.0, 255.0)
    """
    if not isinstance(bounds, tuple | list):
        raise TypeError(f"{name} must be a pair (low, high), got {arguments.shown(bounds)}")
    if len(bounds) != 2:
        raise ValueError(f"{name} must be a pair (low, high), got {arguments.shown(bounds)}")
    low, high = (arguments.number(bound, name) for bound in bounds)
    if low > high:
        raise ValueError(f"{name} must be a pair (low, high), low not above high, got {bounds}")
    return low, high


def perturbed(
    x: np.ndarray,
    kernel: Kernel,
    affected: Affected,
    *,
    clip: Any = None,
    out: Any = None,
    seed: Any = None,
    threads: Any = None,
) -> np.ndarray:
    """Return `x` with the noise that `kernel` makes, in `x`'s dtype.

    A chunk is a fixed number of samples and draws from its own stream, so the result depends on
    the seed and the shape only.

    Parameters
    ----------
    x : numpy.ndarray
        What `sample_array` returned.
    kernel : callable
        Called as `kernel(source, rng, result)`; fills `result` (C-contiguous, float32, or float64
        when `x` is) with the noisy `source`, which has the same shape and dtype.
    affected : Affected
        What the noise reaches.
    clip : pair of float, optional
        Bounds of every value of the result.
    out : numpy.ndarray, optional
        Where to put the result; may be `x`.
    seed : int, numpy.random.Generator or None
        Source of the noise.
    threads : int, optional
        Number of threads; as many as the machine has cores when None.

    Returns
    -------
    numpy.ndarray
        `out`, or a new array.

    Raises
    ------
    TypeError, ValueError
        A wrong argument; nothing has been written then.

    Examples
    --------
    >>> def darker(source, rng, result):
    ...     np.subtract(source, 0.5, out=result)
    >>> perturbed(np.ones((1, 2)), darker, Affected())
    array([[0.5, 0.5]])
    """
    affected.fit(x.shape)
    bounds = None if clip is None else span(clip, "clip")
    if bounds is not None:
        warn_of_clip(bounds, x)
    result = np.empty(x.shape, x.dtype) if out is None else _target(out, x)
    threads = _cores() if threads is None else arguments.integer(threads, "threads", low=1)
    rng = arguments.generator(seed)
    entropy = rng.integers(0, 2**64, 2, dtype=np.uint64).tolist()
    rows = affected.rows(len(x), rng)
    noisy = _at_places(kernel, affected, x.shape, rng)
    if result is not x and np.may_share_memory(result, x):
        x = x.copy()
    work = np.dtype(np.float64 if x.dtype == np.float64 else np.float32)
    direct = result.dtype == work and result.flags.c_contiguous
    step = max(1, CHUNK // (x.size // len(x)))

    def chunk(start: int) -> None:
        part = slice(start, start + step)
        stream = np.random.Generator(np.random.SFC64(np.random.SeedSequence([*entropy, start])))
        source = x[part].astype(work, copy=result is x)
        target = result[part] if direct else np.empty(source.shape, work)
        with np.errstate(all="ignore"):
            if rows is None:
                noisy(source, stream, target)
            else:
                _at_rows(noisy, rows[part], source, stream, target)
            if bounds is not None:
                np.clip(target, *bounds, out=target)
            if not direct:
                result[part] = _saturated(target, result.dtype)

    _each(chunk, range(0, len(x), step), threads)
    return result


def _at_places(
    kernel: Kernel, affected: Affected, shape: tuple[int, ...], rng: np.random.Generator
) -> Kernel:
    """Return `kernel` confined to the affected bands and pixels."""
    fixed = affected.places(shape, rng) if affected.same_for_all else None

    def noisy(source: np.ndarray, stream: np.random.Generator, target: np.ndarray) -> None:
        kernel(source, stream, target)
        places = fixed if affected.same_for_all else affected.places(source.shape, stream)
        if places is not None:
            np.copyto(target, source, where=~places)

    return noisy


def _at_rows(
    noisy: Kernel,
    rows: np.ndarray,
    source: np.ndarray,
    stream: np.random.Generator,
    target: np.ndarray,
) -> None:
    target[...] = source
    if rows.any():
        chosen = source[rows]
        changed = np.empty_like(chosen)
        noisy(chosen, stream, changed)
        target[rows] = changed


def _each(function: Callable[[int], None], starts: range, threads: int) -> None:
    if threads == 1 or len(starts) == 1:
        for start in starts:
            function(start)
        return
    with ThreadPoolExecutor(min(threads, len(starts))) as pool:
        for _ in pool.map(function, starts):
            pass


def _surely_finite(x: np.ndarray) -> bool:
    """Tell at little cost that nothing is NaN or infinite; a huge sum of squares tells nothing."""
    flat = x.ravel(order="K")
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(np.vdot(flat, flat)))


def _target(out: Any, x: np.ndarray) -> np.ndarray:
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be an array, got {arguments.shown(out)}")
    if out.shape != x.shape or out.dtype != x.dtype:
        wanted = f"of shape {x.shape} and dtype {x.dtype}, as x is"
        raise ValueError(f"out must be {wanted}, got {arguments.shown(out)}")
    if not out.flags.writeable:
        raise ValueError("out must be writeable, got a read-only array")
    return out


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _saturated(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return `values` in `dtype`, those beyond its range at the ends, integers rounded."""
    if dtype.kind == "f":
        largest = float(np.finfo(dtype).max) if dtype.itemsize < values.itemsize else np.inf
        np.clip(values, -largest, largest, out=values)
    else:
        np.rint(values, out=values)
        np.clip(values, np.iinfo(dtype).min, np.iinfo(dtype).max, out=values)
    return values.astype(dtype)
