"""The part of their docstrings that all noises share, written once, as SciPy's docfiller does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["documented"]

Function = TypeVar("Function", bound=Callable[..., Any])

SHARED = {
    "%(x)s": """\
    x : array_like of uint8, float16, float32 or float64
        Spectra (N, B), grey images (N, H, W) or images (N, H, W, C).
""",
    "%(affected)s": """\
    samples, bands, pixels : float
        Shares of affected samples, bands (last axis; not of grey images) and pixels (not of
        spectra), each from 0 to 1 and met to the nearest whole number.
""",
    "%(options)s": """\
    same_for_all : bool
        Whether all samples get the same bands and pixels; otherwise drawn anew for each.
    clip : pair of float, optional
        Bounds (low, high) of every value of the result.
    out : numpy.ndarray, optional
        Where to put the result, of `x`'s shape and dtype; may be `x` itself.
    seed : int, numpy.random.Generator or None
        Source of the noise: the same integer, the same noise; None draws afresh. The result does
        not depend on the number of threads.
    threads : int, optional
        As many as the machine has cores when None.
""",
    "%(result)s": """\
    Returns
    -------
    numpy.ndarray
        Noisy `x`, same shape and dtype; uint8 is rounded and kept within 0 and 255.

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        An argument out of range, or NaN, infinity or nothing in `x`.

    Warns
    -----
    UserWarning
        The noise, or its black and white, is in another unit than `x` by all appearance.
""",
}


def documented(function: Function) -> Function:
    """Put the shared sections into a noise's docstring; the function itself stays as it is.

    Parameters
    ----------
    function : callable
        Its docstring names the sections, each on a line of its own: ``%(x)s``, ``%(affected)s``,
        ``%(options)s`` and ``%(result)s``.

    Returns
    -------
    callable
        `function`.

    Examples
    --------
    >>> @documented
    ... def darker(x):
    ...     '''Darken.
    ...
    ...     Parameters
    ...     ----------
    ...     %(x)s
    ...     '''
    >>> "Spectra (N, B)" in darker.__doc__, "%" in darker.__doc__
    (True, False)
    """
    if function.__doc__:  # python -OO leaves none
        indent = " " * (len(function.__doc__) - len(function.__doc__.rstrip(" ")))
        for name, text in SHARED.items():
            lines = (line.removeprefix("    ") for line in text.splitlines())
            section = "\n".join(indent + line if line else "" for line in lines)
            function.__doc__ = function.__doc__.replace(indent + name, section)
    return function
