"""Grids of images, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.arguments import array, integer, number, shown
from course_lib.plots import style
from course_lib.plots.style import FONT, Figure

__all__ = ["image_grid", "limits_of", "stacked", "to_uint8"]

_GAP = 0.06
_LETTER = 0.105
"""Inches: the width of a letter of the labels."""


def image_grid(
    images: Mapping[str, ArrayLike],
    *,
    columns: int = 8,
    labels: Sequence[Any] | None = None,
    limits: tuple[float, float] | None = None,
) -> Figure:
    """Draw rows of images, each image below its own version of the group before.

    Parameters
    ----------
    images : mapping of str to array_like
        Groups of equally many images, grey of shape (n, height, width) or (n, height, width, 1) or
        colour of shape (n, height, width, 3); of any real dtype.
    columns : int
        Most images in a row; fewer when the labels need room.
    labels : sequence, optional
        A label for each of the n images.
    limits : tuple of float, optional
        Values drawn as black and as white; values beyond are cut. When None: 0 and 255 for uint8,
        else by the first group's values 0 and 1, 0 and 255, or its minimum and maximum.

    Returns
    -------
    Figure
        The figure, with ``alt_text``.

    Raises
    ------
    TypeError
        `images` is not a mapping of arrays of numbers.
    ValueError
        Wrong or different shapes, empty, not finite, or limits in the wrong order.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.zeros((3, 8, 8))
    >>> image_grid({"clean": x, "noisy": x + 0.1}, labels=[7, 2, 1]).alt_text
    'Rows of 3 images of 8 by 8 pixels, from the top: clean, noisy. Labels: 7, 2, 1.'
    """
    groups = _groups(images)
    columns = integer(columns, "columns", low=1, high=100)
    first = next(iter(groups.values()))
    names = None if labels is None else style.texts(labels, "labels", len(first))
    low, high = limits_of(first, limits)
    longest = max(map(len, names)) if names else 0
    columns = max(1, min(columns, len(first), int(style.WIDTH / (_LETTER * longest + 0.05))))
    rows = [(s, g) for s in range(0, len(first), columns) for g in groups]
    cell = style.WIDTH / columns * first.shape[1] / first.shape[2]
    height = cell + 0.28 + (0.22 if names else 0)
    figure, axes = style.panels(len(rows), height=min(height, 6.0))
    for ax, (start, group) in zip(axes, rows, strict=True):
        shown_images = to_uint8(groups[group][start : start + columns], low, high)
        tags = names[start : start + columns] if names else []
        _row(ax, shown_images, columns, group, tags)
    figure.alt_text = (
        f"Rows of {len(first)} images of {first.shape[1]} by {first.shape[2]} pixels, "
        f"from the top: {', '.join(groups)}."
    )
    if names:
        figure.alt_text += f" Labels: {', '.join(names)}."
    return figure


def stacked(value: ArrayLike, name: str) -> np.ndarray:
    """Return images as an array of shape (n, height, width) or (n, height, width, 3).

    Raises
    ------
    TypeError
        Not numbers.
    ValueError
        Another shape, empty, or not finite.

    Examples
    --------
    >>> stacked(np.zeros((2, 4, 5, 1)), "images").shape
    (2, 4, 5)
    """
    result = array(value, name, ndim=(3, 4), finite=True)
    if result.ndim == 4 and result.shape[3] not in (1, 3):
        raise ValueError(f"{name} must have 1 or 3 channels in the last axis, got {result.shape}")
    return result[..., 0] if result.ndim == 4 and result.shape[3] == 1 else result


def limits_of(images: np.ndarray, limits: Any = None) -> tuple[float, float]:
    """Return the values that are drawn as black and as white.

    Examples
    --------
    >>> limits_of(np.array([0.0, 0.5])), limits_of(np.array([3], dtype=np.uint8))
    ((0.0, 1.0), (0.0, 255.0))
    """
    if limits is not None:
        if not isinstance(limits, tuple | list) or len(limits) != 2:
            raise TypeError(f"limits must be a pair of numbers, got {shown(limits)}")
        low, high = number(limits[0], "limits[0]"), number(limits[1], "limits[1]")
        if low >= high:
            raise ValueError(f"limits must be the smaller and the larger value, got {limits}")
        return low, high
    low, high = float(images.min()), float(images.max())
    if images.dtype == np.uint8:
        return 0.0, 255.0
    for top in (1.0, 255.0):
        if low >= 0 and high <= top:
            return 0.0, top
    return low, high if high > low else low + 1.0


def to_uint8(images: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return images as uint8, `low` as 0 and `high` as 255.

    Examples
    --------
    >>> to_uint8(np.array([-1.0, 0.5, 1.0]), 0.0, 1.0).tolist()
    [0, 128, 255]
    """
    scaled = (images.astype(np.float64) - low) * (255.0 / (high - low))
    return np.clip(np.rint(scaled), 0, 255).astype(np.uint8)


def _groups(images: Any) -> dict[str, np.ndarray]:
    if not isinstance(images, Mapping):
        raise TypeError(f"images must be a mapping of names to images, got {shown(images)}")
    if not images:
        raise ValueError("images must hold at least one group, got none")
    groups = {str(k): stacked(v, f"images[{str(k)!r}]") for k, v in images.items()}
    shapes = {name: (len(x), *x.shape[1:3]) for name, x in groups.items()}
    if len(set(shapes.values())) > 1:
        raise ValueError(f"images must have one shape in all groups, got {shown(shapes, 120)}")
    return groups


def _row(ax: Axes, images: np.ndarray, columns: int, title: str, labels: Sequence[str]) -> None:
    height, width = images.shape[1:3]
    step = width * (1 + _GAP)
    for position, image in enumerate(images):
        left = position * step
        ax.imshow(
            image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2),
            interpolation="none",
            extent=(left, left + width, height, 0),
        )
    for position, label in enumerate(labels):
        ax.text(
            position * step + width / 2, height * 1.03, label, ha="center", va="top", fontsize=FONT
        )
    ax.set_xlim(0, columns * step - width * _GAP)
    ax.set_ylim(height * (1.0 if not labels else 1 + 0.22 * columns / style.WIDTH), 0)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_title(title, loc="left", fontsize=FONT)
