"""Matrices with their numbers written in the cells: small images, confusions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.arguments import array, boolean, integer
from course_lib.plots import style
from course_lib.plots.style import FONT, Figure

__all__ = ["confusion_matrix", "matrix"]

_MOST = 16
"""Columns: with more, numbers of 11 points no longer fit into cells of a 5 inch figure."""


def matrix(
    values: ArrayLike, *, annotate: bool = True, title: str = "", decimals: int | None = None
) -> Figure:
    """Draw a matrix as coloured cells with its numbers.

    Parameters
    ----------
    values : array_like of shape (rows, columns)
        Finite numbers.
    annotate : bool
        Whether the numbers are written; at most 16 columns then.
    title : str
        Text above the cells.
    decimals : int, optional
        Decimals of the numbers; as many as are needed, at most 2, when None.

    Returns
    -------
    Figure
        The figure, with ``alt_text`` that holds the numbers of a small matrix.

    Raises
    ------
    TypeError
        `values` holds no real numbers.
    ValueError
        Not a matrix, empty, not finite, or too wide to be annotated.

    Examples
    --------
    >>> matrix([[1, 2], [3, 4.5]]).alt_text
    'Matrix of 2 rows and 2 columns: 1.0 2.0; 3.0 4.5.'
    """
    values = array(values, "values", ndim=2, finite=True)
    annotate, title = boolean(annotate, "annotate"), style.text(title, "title")
    if decimals is not None:
        decimals = integer(decimals, "decimals", low=0, high=12)
    written = _written(values, decimals)
    if annotate and values.shape[1] > _MOST:
        raise ValueError(
            f"values must have at most {_MOST} columns to be annotated, got {values.shape[1]}"
        )
    rows, columns = values.shape
    figure, (ax,) = style.panels(height=min(0.45 + 5.0 * rows / columns, 7.0))
    _cells(ax, values.astype(np.float64), written if annotate else None)
    ax.set_axis_off()
    if title:
        ax.set_title(title)
    figure.alt_text = f"{title or 'Matrix'} of {rows} rows and {columns} columns"
    if values.size <= 64:
        figure.alt_text += ": " + "; ".join(" ".join(row) for row in written)
    figure.alt_text += "."
    return figure


def confusion_matrix(
    y_true: ArrayLike, y_pred: ArrayLike, *, class_names: Sequence[str] | None = None
) -> Figure:
    """Draw how often each true class was given each label.

    Parameters
    ----------
    y_true, y_pred : array_like of int, shape (n,)
        True and predicted classes, from 0.
    class_names : sequence of str, optional
        A name for each class; the numbers when None.

    Returns
    -------
    Figure
        Counts in the cells, colours relative to each true class; ``alt_text`` names accuracy
        and the most frequent confusion.

    Raises
    ------
    TypeError
        Labels that are not integers.
    ValueError
        Lengths that differ, no labels, negative ones, or too few names.

    Examples
    --------
    >>> confusion_matrix([0, 1, 1], [0, 1, 0], class_names=["cat", "dog"]).alt_text
    'Confusion matrix of 2 classes, accuracy 0.6667; most often dog was taken for cat (1 of 2).'
    """
    truth, guess = _labels(y_true, "y_true"), _labels(y_pred, "y_pred")
    if len(truth) != len(guess):
        raise ValueError(f"y_pred must have {len(truth)} labels as y_true has, got {len(guess)}")
    largest = int(max(truth.max(), guess.max()))
    if class_names is None and largest >= 1000:
        raise ValueError(f"y_true and y_pred must be below 1000, got {largest}")
    names = style.texts(range(largest + 1) if class_names is None else class_names, "class_names")
    if len(names) <= largest:
        raise ValueError(f"class_names must have {largest + 1} entries or more, got {len(names)}")
    count = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(count, (truth, guess), 1)
    figure, (ax,) = style.panels(height=5.0)
    share = count / np.maximum(count.sum(axis=1, keepdims=True), 1)
    _cells(ax, share, count.astype(str).tolist() if len(names) <= 12 else None, (0.0, 1.0))
    ax.grid(False)
    every = range(0, len(names), max(1, len(names) // 24))
    shown_names = [names[i] for i in every]
    long = max(map(len, shown_names)) > 2
    ax.set_xticks(list(every), shown_names, rotation=90 if long else 0)
    ax.set_yticks(list(every), shown_names)
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    figure.alt_text = _alt(count, names)
    return figure


def _labels(value: Any, name: str) -> np.ndarray:
    labels = array(value, name, ndim=1)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integers, got dtype {labels.dtype}")
    if labels.min() < 0:
        raise ValueError(f"{name} must be at least 0, got {labels.min()}")
    return labels.astype(np.int64)


def _written(values: np.ndarray, decimals: int | None) -> list[list[str]]:
    if decimals is None:
        needed = [0, 1, 2] if values.dtype.kind == "f" else [0]
        fits = [d for d in needed if np.allclose(values, np.round(values, d), rtol=0, atol=1e-9)]
        decimals = fits[0] if fits else needed[-1]
    return [[f"{value:.{decimals}f}" for value in row] for row in values.astype(np.float64)]


def _cells(
    ax: Axes,
    values: np.ndarray,
    written: list[list[str]] | None,
    limits: tuple[float, float] | None = None,
) -> None:
    low, high = limits or (float(values.min()), float(values.max()))
    shade = np.clip((values - low) / ((high - low) or 1.0), 0, 1)
    colors = matplotlib.colormaps["cividis"](shade)
    ax.imshow(colors, interpolation="none", aspect="equal")
    ax.spines[:].set_visible(False)
    if written is None:
        return
    size = FONT if values.shape[1] <= 10 else 11.0
    for row, column in np.ndindex(shade.shape):
        text = written[row][column]
        ax.text(
            column,
            row,
            text,
            ha="center",
            va="center",
            color=_ink(colors[row, column]),
            fontsize=size,
        )


def _ink(cell: np.ndarray) -> str:
    """Return the darker or the lighter ink, whichever stands out more."""
    linear = np.where(cell[:3] <= 0.04045, cell[:3] / 12.92, ((cell[:3] + 0.055) / 1.055) ** 2.4)
    return "#ffffff" if linear @ (0.2126, 0.7152, 0.0722) < 0.2 else "#14181e"


def _alt(count: np.ndarray, names: list[str]) -> str:
    accuracy = np.trace(count) / count.sum()
    words = f"Confusion matrix of {len(names)} classes, accuracy {style.plain(accuracy)}"
    wrong = count - np.diag(np.diag(count))
    if not wrong.any():
        return f"{words}; no confusion."
    true, guess = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return (
        f"{words}; most often {names[true]} was taken for {names[guess]} "
        f"({wrong[true, guess]} of {count[true].sum()})."
    )
