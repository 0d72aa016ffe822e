"""Bars, and differences with their confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from course_lib.arguments import number, shown
from course_lib.plots import style
from course_lib.plots.frames import column, numeric, table
from course_lib.plots.style import FONT, Figure

__all__ = ["bars", "intervals"]

_KINDS = {
    "clear": "interval clear of zero",
    "inside": "zero inside the interval",
    "none": "no interval",
}
_READABLE = 30.0
"""A row so many times smaller than another cannot be read on the same axis."""


def bars(
    values: Mapping[str, float] | pd.Series,
    *,
    errors: Mapping[str, float] | pd.Series | None = None,
    label: str = "",
) -> Figure:
    """Draw one horizontal bar for each named number, with the number at its end.

    Parameters
    ----------
    values : mapping of str to float, or pandas.Series
        Name and length of each bar, from the top.
    errors : mapping of str to float, or pandas.Series, optional
        Half the length of each bar's error bar, at least 0; names as in `values`.
    label : str
        What the numbers are, with their unit.

    Returns
    -------
    Figure
        The figure, with ``alt_text``.

    Raises
    ------
    TypeError
        Not a mapping, or a value that is not a number.
    ValueError
        Empty, a value that is not finite, or an error for a bar that is not there.

    Examples
    --------
    >>> bars({"pooled": 1.5, "strided": 12}, label="milliseconds").alt_text
    'milliseconds: pooled 1.5, strided 12.'
    """
    label = style.text(label, "label")
    lengths = _numbers(values, "values")
    widths = {} if errors is None else _numbers(errors, "errors", low=0.0)
    unknown = [name for name in widths if name not in lengths]
    if unknown:
        raise ValueError(f"errors must name bars of values, got {unknown[0]!r}")
    figure, (ax,) = style.panels(height=0.7 + 0.42 * len(lengths))
    places = np.arange(len(lengths))
    ax.barh(
        places,
        list(lengths.values()),
        height=0.62,
        xerr=[widths.get(name, 0.0) for name in lengths] if widths else None,
        color=style.color(0),
        ecolor=style.MIDDLE,
        capsize=3,
    )
    for place, (name, length) in zip(places, lengths.items(), strict=True):
        end = length + widths.get(name, 0.0) * np.sign(length or 1)
        ax.annotate(
            style.plain(length),
            (end, place),
            xytext=(4 if length >= 0 else -4, 0),
            textcoords="offset points",
            ha="left" if length >= 0 else "right",
            va="center",
            fontsize=FONT,
        )
    _names(ax, list(lengths))
    ax.margins(x=0.16)
    _below(figure, label)
    content = ", ".join(f"{name} {style.plain(value)}" for name, value in lengths.items())
    figure.alt_text = f"{label}: {content}." if label else f"{content}."
    return figure


def intervals(
    differences: pd.DataFrame,
    *,
    difference: str = "difference",
    low: str = "low",
    high: str = "high",
    name: str | None = None,
    label: str = "difference",
) -> Figure:
    """Draw paired differences with their confidence intervals beside the line of no difference.

    A filled marker means that the interval leaves out zero, an open one that it does not. Ends that
    are NaN, as those of a single seed, leave the marker alone. Where there is a column ``verdict``,
    it is written beside each interval. Rows of very different size stand in panels of their own,
    each with its own scale, so that small ones can be read beside large ones.

    Parameters
    ----------
    differences : pandas.DataFrame
        One row a variant, as ``Comparison.differences`` returns it.
    difference, low, high : str
        Columns of the mean difference and of the interval's ends.
    name : str, optional
        Column of the variants' names; the index when None.
    label : str
        What the difference is of, with its unit.

    Returns
    -------
    Figure
        The figure, with ``alt_text``.

    Raises
    ------
    TypeError
        Not a table, or a column that holds no numbers.
    ValueError
        A column is missing, a value is not finite, or an interval's ends are swapped.

    Examples
    --------
    >>> rows = {"difference": [0.02], "low": [0.01], "high": [0.03]}
    >>> intervals(pd.DataFrame(rows, index=["dropout"])).alt_text
    'difference with confidence interval: dropout 0.02 (0.01 to 0.03), clear of zero.'
    """
    keys = [column(difference, "difference"), column(low, "low"), column(high, "high")]
    names = [] if name is None else [column(name, "name")]
    table(differences, "differences", keys + names)
    middle, left, right = (numeric(differences, "differences", key) for key in keys)
    if not np.isfinite(middle).all() or np.isinf([left, right]).any():
        raise ValueError("differences must be finite, got NaN or infinity among its values")
    if (left > right).any():
        raise ValueError(f"differences must have {low!r} at most {high!r}, got a row with more")
    labels = [str(v) for v in (differences.index if name is None else differences[name])]
    label = style.text(label, "label")
    groups = _of_one_size(np.fmax(np.abs(middle), np.fmax(np.abs(left), np.abs(right))))
    kinds = np.where(np.isnan(left + right), "none", "inside").astype(object)
    kinds[(left > 0) | (right < 0)] = "clear"
    words = list(differences["verdict"].astype(str)) if "verdict" in differences else []
    words = words or [""] * len(labels)
    there = [kind for kind in _KINDS if kind in kinds]
    height = 0.7 * len(groups) + 0.45 * len(labels) + 0.26 * len(there)
    ratios = [len(rows) + 0.2 for rows in groups]
    figure, axes = style.panels(len(groups), height=height / len(groups), ratios=ratios)
    for ax, rows in zip(axes, groups, strict=True):
        ax.axvline(0, color=style.MIDDLE, linewidth=1.5, linestyle="--")
        for place, row in enumerate(rows):
            dot = _dot(kinds[row])
            ax.plot([left[row], right[row]], [place, place], color=dot["color"], linewidth=2.5)
            ax.plot(middle[row], place, **dot)
            if words[row]:
                _beside(ax, place, words[row])
        _names(ax, [labels[row] for row in rows])
        ax.set_ylim(len(rows) - 0.4, -0.6)
    own = "each panel has its own scale" if len(groups) > 1 else ""
    _below(figure, f"{label}\n({own})" if own else label)
    handles = [style.key(**_dot(kind)) for kind in there]
    style.legend(figure, handles, [_KINDS[kind] for kind in there], above=True)
    content = "; ".join(
        f"{text} {style.plain(m)} {_interval(a, b, word)}"
        for text, m, a, b, word in zip(labels, middle, left, right, words, strict=True)
    )
    figure.alt_text = f"{label} with confidence interval: {content}."
    if own:
        figure.alt_text += f" {own.capitalize()}."
    return figure


def _of_one_size(sizes: np.ndarray) -> list[list[int]]:
    """Return the rows in groups whose sizes differ less than `_READABLE` times, in their order.

    A group that is too wide is cut where the next larger size is most times as large.
    """
    positive = sizes[sizes > 0]
    floor = np.maximum(sizes, positive.min() if positive.size else 1.0)
    groups, todo = [], [np.arange(len(sizes))]
    while todo:
        rows = todo.pop()
        order = np.sort(floor[rows])
        if order[-1] < _READABLE * order[0]:
            groups.append(rows.tolist())
            continue
        cut = order[np.argmax(order[1:] / order[:-1])]
        todo += [rows[floor[rows] <= cut], rows[floor[rows] > cut]]
    return sorted(groups)


def _dot(kind: str) -> dict[str, Any]:
    color = {"clear": style.color(1), "inside": style.color(0), "none": style.MIDDLE}[kind]
    filled = color if kind == "clear" else "none"
    return {"color": color, "marker": "o", "ls": "none", "mfc": filled, "ms": 8, "mew": 2}


def _beside(ax: Axes, place: int, word: str) -> None:
    ax.annotate(
        word,
        (1, place),
        xycoords=ax.get_yaxis_transform(),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=FONT,
    )


def _interval(low: float, high: float, word: str) -> str:
    if np.isnan(low) or np.isnan(high):
        return "(no interval)" + (f", {word}" if word else "")
    verdict = word or ("clear of zero" if low > 0 or high < 0 else "zero inside")
    return f"({style.plain(low)} to {style.plain(high)}), {verdict}"


def _numbers(values: Any, name: str, low: float | None = None) -> dict[str, float]:
    if not isinstance(values, Mapping | pd.Series):
        raise TypeError(f"{name} must be a mapping of names to numbers, got {shown(values)}")
    if len(values) == 0:
        raise ValueError(f"{name} must not be empty, got none")
    return {
        str(key): number(value, f"{name}[{str(key)!r}]", low=low) for key, value in values.items()
    }


def _below(figure: Figure, label: str) -> None:
    """Write the axis' label below the whole figure: beside long names it would not fit."""
    if label:
        figure.supxlabel(label, fontsize=style.FONT)


def _names(ax: Axes, names: list[str]) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    ax.invert_yaxis()
