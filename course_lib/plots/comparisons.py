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
        Not a mapping, or a value that is no number.
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
    it is written beside each interval.

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
    figure, (ax,) = style.panels(height=0.9 + 0.45 * len(labels))
    ax.axvline(0, color=style.MIDDLE, linewidth=1.5, linestyle="--")
    clear = (left > 0) | (right < 0)
    for place, sure in enumerate(clear):
        color = style.color(1 if sure else 0)
        ax.plot([left[place], right[place]], [place, place], color=color, linewidth=2.5)
        ax.plot(middle[place], place, "o", color=color, mfc=color if sure else "none", ms=8, mew=2)
    words = list(differences["verdict"].astype(str)) if "verdict" in differences else []
    for place, word in enumerate(words):
        ax.annotate(
            word,
            (1, place),
            xycoords=ax.get_yaxis_transform(),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=FONT,
        )
    _names(ax, labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    _below(figure, label)
    content = "; ".join(
        f"{text} {style.plain(m)} {_interval(a, b, word)}"
        for text, m, a, b, word in zip(
            labels, middle, left, right, words or [""] * len(labels), strict=True
        )
    )
    figure.alt_text = f"{label} with confidence interval: {content}."
    return figure


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
