"""Random numbers for noise, made in bulk from a generator's raw bits."""

from __future__ import annotations

import numpy as np

__all__ = ["coins", "normals", "uniforms"]

# Half of this many bits, angles and radii at a time stay in a core's cache.
PIECE = 2**17


def normals(rng: np.random.Generator, out: np.ndarray, std: float = 1.0) -> np.ndarray:
    """Fill `out` with normal numbers of mean 0.

    float32 goes through the Box-Muller transform: an odd 32-bit integer gives the radius, so the
    logarithm never meets zero and values reach 6.6 deviations; 16 more bits give the angle.
    float64 takes NumPy's ziggurat.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source; it moves on.
    out : numpy.ndarray of float32 or float64
        C-contiguous array of any shape.
    std : float
        Standard deviation.

    Returns
    -------
    numpy.ndarray
        `out`.

    References
    ----------
    G. E. P. Box and M. E. Muller, A note on the generation of random normal deviates, 1958.

    Examples
    --------
    >>> z = normals(np.random.default_rng(0), np.empty(100_000, np.float32))
    >>> bool(abs(z.mean()) < 0.02), bool(abs(z.std() - 1) < 0.02)
    (True, True)
    """
    if out.dtype == np.float64:
        rng.standard_normal(out=out)
        out *= std
        return out
    flat = out.reshape(-1)
    for start in range(0, flat.size, PIECE):
        _box_muller(rng, flat[start : start + PIECE], std)
    return out


def uniforms(rng: np.random.Generator, out: np.ndarray) -> np.ndarray:
    """Fill `out` with numbers uniform between 0 and 1.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source; it moves on.
    out : numpy.ndarray of float32 or float64
        C-contiguous array of any shape.

    Returns
    -------
    numpy.ndarray
        `out`.

    Examples
    --------
    >>> u = uniforms(np.random.default_rng(0), np.empty(100_000, np.float32))
    >>> bool(0 <= u.min() and u.max() <= 1 and abs(u.mean() - 0.5) < 0.01)
    True
    """
    if out.dtype == np.float64:
        rng.random(out=out)
        return out
    flat = out.reshape(-1)
    for start in range(0, flat.size, PIECE):
        piece = flat[start : start + PIECE]
        piece[...] = _bits(rng, piece.size)
        piece *= np.float32(2.0**-32)
    return out


def coins(rng: np.random.Generator, n: int, probability: float) -> np.ndarray:
    """Toss `n` coins.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source; it moves on.
    n : int
        Number of coins.
    probability : float
        Of True; from 0 to 1, taken to the nearest multiple of 2**-32.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        What they showed.

    Examples
    --------
    >>> coins(np.random.default_rng(0), 3, 1.0)
    array([ True,  True,  True])
    """
    threshold = round(probability * 2**32)
    if threshold == 2**32:
        return np.ones(n, bool)
    return _bits(rng, n) < np.uint32(threshold)


def _bits(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return `n` random uint32: half the calls of NumPy's own, which draws them one by one."""
    return rng.integers(0, 2**64, (n + 1) // 2, dtype=np.uint64).view(np.uint32)[:n]


def _box_muller(rng: np.random.Generator, out: np.ndarray, std: float) -> None:
    half = (out.size + 1) // 2
    bits = _bits(rng, half + (half + 1) // 2)
    odd, turn = bits[:half], bits[half:].view(np.int16)[:half]
    np.bitwise_or(odd, 1, out=odd)
    radius, second = out[:half], out[half:]
    radius[...] = odd
    radius *= np.float32(2.0**-32)
    np.log(radius, out=radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    radius *= np.float32(std)
    angle = turn.astype(np.float32)
    angle *= np.float32(np.pi * 2.0**-15)
    np.sin(angle[: second.size], out=second)
    second *= radius[: second.size]
    np.cos(angle, out=angle)
    radius *= angle
