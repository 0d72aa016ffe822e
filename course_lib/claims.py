"""Verdicts bound to their numbers: a sentence of the prose and the condition that it stands for."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["claim"]

_WIDTH = 78  # characters of a line on the page


def claim(sentence: str, condition: bool) -> None:
    """Print whether a sentence of the text holds for the numbers that were just computed.

    The line is stored with the chapter and compared word by word when it runs again, so a claim
    that has turned false is noticed however wide the tolerance of the numbers beside it.

    Parameters
    ----------
    sentence : str
        What the text says, as it says it.
    condition : bool
        What must be true for it: a sign, an order, a verdict, an interval that holds zero or not.

    Raises
    ------
    TypeError
        A sentence that is not text, or a condition that is neither true nor false.
    ValueError
        An empty sentence.

    Examples
    --------
    >>> low, high = 0.9, 2.1
    >>> claim("The interval does not hold zero.", low > 0 or high < 0)
    holds: The interval does not hold zero.
    >>> claim("The difference is negative.", high < 0)
    does not hold: The difference is negative.
    """
    true = arguments.boolean(_scalar(condition), "condition")
    if not isinstance(sentence, str):
        raise TypeError(f"sentence must be a text, got {arguments.shown(sentence)}")
    words = " ".join(sentence.split())
    if not words:
        raise ValueError("sentence must say something, got an empty text")
    line = f"{'holds' if true else 'does not hold'}: {words}"
    print(textwrap.fill(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False))


def _scalar(condition: Any) -> Any:
    """Return what NumPy's and pandas' reductions give as the one boolean that it is."""
    is_scalar = isinstance(condition, np.ndarray) and condition.shape == ()
    return condition[()] if is_scalar else condition
