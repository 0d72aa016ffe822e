"""One look for every figure: size, fonts, colours, markers, legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.figure
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from course_lib.arguments import shown

__all__ = [
    "DASHES",
    "MARKERS",
    "MIDDLE",
    "PALETTE",
    "Figure",
    "color",
    "panels",
    "plain",
    "text",
    "texts",
]

WIDTH = 5.0
"""Inches: as wide as a column of text, and still legible when a phone shrinks it to 350 pixels."""

FONT = 12.0
"""Points."""

ROWS = 3
"""Of a legend, for which every figure has room."""

MIDDLE = "#7c7c7c"
"""The grey whose contrast on white and on the book's dark page (#14181e) is the same, 4.2."""

PALETTE = ("#1f7fc4", "#d55e00", "#118a6a", "#a663c4", "#a67c00", "#7c7c7c")
"""Neighbours are apart for colour-blind readers too; contrast at least 3.8 on white and #14181e."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X")

DASHES = ("solid", "dash", "dot", "dashdot")
"""For curves without markers. Colours that some readers see alike differ in marker and in dash."""


class Figure(matplotlib.figure.Figure):
    """A matplotlib figure that says in words what it shows.

    Attributes
    ----------
    alt_text : str
        A sentence or two with the figure's content, for readers who do not see it.

    Examples
    --------
    >>> Figure().alt_text
    ''
    """

    alt_text: str = ""


def panels(
    count: int = 1,
    *,
    height: float = 3.0,
    share: bool = False,
    ratios: Sequence[float] | None = None,
) -> tuple[Figure, list[Axes]]:
    """Return a transparent figure with `count` panels, one below the other.

    Parameters
    ----------
    count : int
        Panels.
    height : float
        Height of one panel, in inches.
    share : bool
        Whether the panels have one x axis.
    ratios : sequence of float, optional
        The panels' heights relative to each other; equal when None. `height` is their mean.

    Returns
    -------
    figure : Figure
        The figure, 5 inches wide.
    axes : list of matplotlib.axes.Axes
        Its panels, from the top.

    Examples
    --------
    >>> figure, axes = panels(2)
    >>> [float(x) for x in figure.get_size_inches()], len(axes)
    ([5.0, 6.0], 2)
    """
    figure = Figure(figsize=(WIDTH, height * count), layout="constrained", facecolor="none")
    axes = list(figure.subplots(count, 1, sharex=share, squeeze=False, height_ratios=ratios)[:, 0])
    for ax in axes:
        ax.set_facecolor("none")
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(True, color=MIDDLE, alpha=0.35, linewidth=0.6)
        ax.set_axisbelow(True)
        ax.tick_params(labelsize=FONT)
        ax.xaxis.label.set_size(FONT)
        ax.yaxis.label.set_size(FONT)
        ax.title.set_size(FONT)
    return figure, axes


def legend(
    figure: Figure, handles: Sequence[Any], labels: Sequence[str], *, above: bool = False
) -> None:
    """Put a legend below or above the panels, in as many columns as its longest label allows.

    A figure grows by what a long legend would take from its panels.

    Examples
    --------
    >>> figure, _ = panels(1, height=3.0)
    >>> legend(figure, [key("C0")] * 6, ["a label that leaves no room for another"] * 6)
    >>> bool(figure.get_size_inches()[1] > 3.5)
    True
    """
    longest = max(map(len, labels))
    columns = max(1, min(len(labels), int(52 / (longest + 7))))
    further = max(0, -(-len(labels) // columns) - ROWS)
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height + further * 1.5 * FONT / 72)
    figure.legend(
        handles,
        labels,
        loc="outside upper center" if above else "outside lower center",
        ncols=columns,
        frameon=False,
        fontsize=FONT,
        handlelength=2.2,
    )


def key(color: str, **settings: Any) -> Line2D:
    """Return a line for the legend."""
    return Line2D([], [], color=color, **settings)


def color(position: int) -> str:
    """Return the colour of the variant at `position`; they repeat, the markers do so later.

    Examples
    --------
    >>> color(0) == color(len(PALETTE))
    True
    """
    return PALETTE[position % len(PALETTE)]


def marker(position: int) -> str:
    """Return the marker of the variant at `position`."""
    return MARKERS[position % len(MARKERS)]


def plain(value: float) -> str:
    """Return a number as alt text has it: four significant digits.

    Examples
    --------
    >>> plain(0.98765), plain(float("nan"))
    ('0.9877', 'not finite')
    """
    return f"{value:.4g}" if np.isfinite(value) else "not finite"


def text(value: Any, name: str) -> str:
    """Return `value` if it is a string.

    Examples
    --------
    >>> text("epoch", "label")
    'epoch'
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, got {shown(value)}")
    return value


def texts(value: Any, name: str, length: int | None = None) -> list[str]:
    """Return a sequence of labels as strings.

    Examples
    --------
    >>> texts([3, "cat"], "class_names")
    ['3', 'cat']
    """
    if isinstance(value, str | bytes):
        raise TypeError(f"{name} must be a sequence of names, got {shown(value)}")
    try:
        result = [str(item) for item in value]
    except Exception:
        raise TypeError(f"{name} must be a sequence of names, got {shown(value)}") from None
    if length is not None and len(result) != length:
        raise ValueError(f"{name} must have {length} entries, got {len(result)}")
    return result
