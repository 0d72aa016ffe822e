"""Confidence against accuracy, with the number of samples that stand behind each point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from course_lib.arguments import shown
from course_lib.plots import style
from course_lib.plots.frames import numeric, table
from course_lib.plots.style import Figure

__all__ = ["reliability"]

_COLUMNS = ["confidence", "accuracy", "count"]


def reliability(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the share that is right over confidence, and below it the samples of each bin.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        For each classifier what ``calibration.reliability`` returns: columns ``confidence``,
        ``accuracy`` and ``count``, a row for each bin.

    Returns
    -------
    Figure
        With ``alt_text``. Points above the diagonal are too modest, below it too sure; bars of 95 %
        are Wilson's and say how far chance alone may move a point.

    Raises
    ------
    TypeError
        No mapping of tables, or a column that holds no numbers.
    ValueError
        No table, or a column that is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"confidence": [0.6, 0.9], "accuracy": [0.5, 0.8], "count": [10, 40]})
    >>> reliability({"network": table}).alt_text
    'Accuracy at confidence (samples): network 0.5 at 0.6 (10), 0.8 at 0.9 (40).'

    References
    ----------
    Guo et al., On calibration of modern neural networks, ICML 2017; Wilson, Probable inference,
    the law of succession, and statistical inference, JASA 22, 1927.
    """
    wanted = "tables must be a mapping of names to tables"
    if not isinstance(tables, Mapping):
        raise TypeError(f"{wanted}, got {shown(tables)}")
    if not tables:
        raise ValueError(f"{wanted}, got none")
    frames = {str(name): _checked(frame) for name, frame in tables.items()}
    figure, (ax, below) = style.panels(2, height=2.6, share=True, ratios=(2.2, 1))
    ax.plot([0, 1], [0, 1], color=style.MIDDLE, linewidth=1, linestyle="--")
    handles = [_curve(ax, below, frame, position) for position, frame in enumerate(frames.values())]
    ax.set_ylabel("share that is right")
    below.set_ylabel("samples")
    below.set_yscale("log")
    below.set_xlabel("confidence")
    if len(frames) > 1:
        style.legend(figure, handles, list(frames))
    words = "; ".join(f"{name} {_words(frame)}" for name, frame in frames.items())
    figure.alt_text = f"Accuracy at confidence (samples): {words}."
    return figure


def _checked(frame: Any) -> pd.DataFrame:
    table(frame, "a table", _COLUMNS)
    return pd.DataFrame({name: numeric(frame, "a table", name) for name in _COLUMNS})


def _curve(ax: Axes, below: Axes, frame: pd.DataFrame, position: int) -> Any:
    n, share = frame["count"].to_numpy(), frame["accuracy"].to_numpy()
    z = 1.96
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    ends = np.clip([share - (middle - half), middle + half - share], 0, None)
    look: dict[str, Any] = {
        "color": style.color(position),
        "marker": style.marker(position),
        "markersize": 6,
    }
    below.plot(frame["confidence"], n, linestyle="none", **look)
    return ax.errorbar(
        frame["confidence"], share, yerr=ends, linewidth=1.6, elinewidth=1, capsize=3, **look
    )


def _words(frame: pd.DataFrame) -> str:
    return ", ".join(
        f"{style.plain(accuracy)} at {style.plain(confidence)} ({count:.0f})"
        for confidence, accuracy, count in frame.to_numpy()
    )
