"""Shapes without the batch axis: read, checked, written."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import arguments

__all__ = ["Pair", "Shape", "as_pair", "as_shape", "image", "slide", "times", "to_pair"]

Shape = tuple[int, ...]
Pair = tuple[int, int]


def as_shape(value: Any, name: str) -> Shape:
    """Return a whole number or a sequence of whole numbers as a shape."""
    sizes = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(sizes, list | tuple):
        return (arguments.integer(sizes, name, low=1),)
    if not sizes:
        raise ValueError(f"{name} must not be empty, got {arguments.shown(value)}")
    return tuple(arguments.integer(size, f"each size in {name}", low=1) for size in sizes)


def to_pair(value: Any, name: str) -> Pair:
    """Return one whole number, or a pair of them, as height and width."""
    shape = as_shape(value, name)
    if isinstance(value, list | tuple | np.ndarray) and len(shape) != 2:
        shown = arguments.shown(value)
        raise ValueError(f"{name} must be one whole number or a pair of them, got {shown}")
    return (shape[0], shape[-1])


def as_pair(value: int | Pair) -> Pair:
    """Return height and width of what a layer has already checked."""
    return (value, value) if isinstance(value, int) else value


def times(shape: Shape) -> str:
    """Return a shape as people write it, such as 28 × 28 × 1."""
    return " × ".join(map(str, shape))


def image(shape: Shape) -> None:
    """Refuse what is not an image."""
    if len(shape) != 3:
        raise ValueError(f"needs images of height × width × channels, got {times(shape)}")


def slide(shape: Shape, window: Pair, step: Pair, padding: str) -> Pair:
    """Return how many windows fit down and across an image of `shape`."""
    image(shape)
    if padding == "same":
        return (-(-shape[0] // step[0]), -(-shape[1] // step[1]))
    if window[0] > shape[0] or window[1] > shape[1]:
        raise ValueError(f"window of {times(window)} does not fit images of {times(shape[:2])}")
    return ((shape[0] - window[0]) // step[0] + 1, (shape[1] - window[1]) // step[1] + 1)
