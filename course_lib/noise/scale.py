"""Whether a noise is in the unit of what it is put on: 0 to 1, or 0 to 255."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

__all__ = ["warn_of_clip", "warn_of_level", "warn_of_size"]

FAINT = 1000  # a noise of less than this part of the data's range is taken for a slip of units
FAR = 100  # a white of more than this many times the data's largest value, too
LOOKED_AT = 64  # samples


def warn_of_size(
    size: float, name: str, x: np.ndarray, *, mode: str = "add", stacklevel: int = 3
) -> None:
    """Warn of a noise that is too small to change `x`, though not 0.

    Parameters
    ----------
    size : float
        Typical size of what is added, or of what the factor differs from 1.
    name : str
        The argument that decides it.
    x : numpy.ndarray
        What `sample_array` returned; all of it is looked at only where some samples are suspect.
    mode : {"add", "multiply"}
        What the noise does.
    stacklevel : int
        Of the warning; 3 is the caller of the noise.

    Examples
    --------
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn_of_size(0.1, "std", np.full((2, 3), 200, np.uint8))
    >>> print(caught[0].message)
    std is 0.1 where x is uint8, 0 to 255: hardly any value will change, give std in x's unit
    """

    def faint(low: float, high: float) -> bool:
        change = size * max(-low, high) if mode == "multiply" else size
        return 0 < change < (1 if x.dtype == np.uint8 else (high - low) / FAINT)

    found = _range_if(faint, x)
    if found:
        where = "x is uint8, 0 to 255" if x.dtype == np.uint8 else f"x reaches from {found}"
        warnings.warn(
            f"{name} is {size:g} where {where}: hardly any value will change, "
            f"give {name} in x's unit",
            stacklevel=stacklevel,
        )


def warn_of_level(level: float, name: str, x: np.ndarray, *, stacklevel: int = 3) -> None:
    """Warn of a white or full brightness that is not that of `x`.

    Parameters
    ----------
    level : float
        The brightness.
    name : str
        The argument that decides it.
    x : numpy.ndarray
        What `sample_array` returned; all of it is looked at only where some samples are suspect.
    stacklevel : int
        Of the warning; 3 is the caller of the noise.

    Examples
    --------
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn_of_level(1, "high", np.array([[0.0, 128.0, 255.0]]))
    >>> print(caught[0].message)
    high, the brightest, is 1 where x reaches from 0 to 255: give high in x's unit
    """

    def far(low: float, high: float) -> bool:
        return level < low + (high - low) / 10 or level > FAR * max(-low, high) > 0

    found = _range_if(far, x)
    if found:
        warnings.warn(
            f"{name}, the brightest, is {level:g} where x reaches from {found}: "
            f"give {name} in x's unit",
            stacklevel=stacklevel,
        )


def warn_of_clip(bounds: tuple[float, float], x: np.ndarray, *, stacklevel: int = 4) -> None:
    """Warn of bounds that leave nearly nothing of the range of `x`.

    Parameters
    ----------
    bounds : tuple of float
        Of the result.
    x : numpy.ndarray
        What `sample_array` returned; all of it is looked at only where some samples are suspect.
    stacklevel : int
        Of the warning; 4 is the caller of the noise, through `perturbed`.

    Examples
    --------
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn_of_clip((0, 1), np.array([[0.0, 128.0, 255.0]]))
    >>> print(caught[0].message)
    clip is (0, 1) where x reaches from 0 to 255: give clip in x's unit
    """

    def narrow(low: float, high: float) -> bool:
        return min(bounds[1], high) - max(bounds[0], low) < (high - low) / FAR

    found = _range_if(narrow, x)
    if found:
        warnings.warn(
            f"clip is ({bounds[0]:g}, {bounds[1]:g}) where x reaches from {found}: "
            "give clip in x's unit",
            stacklevel=stacklevel,
        )


def _range_if(wrong: Callable[[float, float], bool], x: np.ndarray) -> str | None:
    """Return the range of `x` where it is `wrong`; that it is not, some samples say cheaply."""
    for part in (x[:: -(-len(x) // LOOKED_AT)], x):
        low, high = float(part.min()), float(part.max())
        if not wrong(low, high):
            return None
    return f"{low:g} to {high:g}"
