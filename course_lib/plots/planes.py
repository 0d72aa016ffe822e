"""Where the trials of searches lie in the plane of two hyperparameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course_lib.arguments import boolean
from course_lib.plots import style
from course_lib.plots.frames import column, numeric, table
from course_lib.plots.style import Figure

__all__ = ["search_plane"]


def search_plane(
    trials: pd.DataFrame, x: str, y: str, *, by: str, score: str = "score", log: bool = False
) -> Figure:
    """Draw the trials of searches side by side: their scores over `x`, and below their places.

    Where `y` hardly matters, what counts is how many values of `x` a search has tried: the upper
    panels show them.

    Parameters
    ----------
    trials : pandas.DataFrame
        One row a trial.
    x, y : str
        Columns of two hyperparameters, numbers.
    by : str
        Column that tells the searches apart, three at most.
    score : str
        Column of the score; a failed trial has NaN and stands at its place alone.
    log : bool
        Whether `x` is drawn by its logarithm.

    Returns
    -------
    Figure
        The figure, with ``alt_text``.

    Raises
    ------
    TypeError
        `trials` is not a table, or a column does not hold numbers.
    ValueError
        A column is missing, more than three searches, or a logarithm of what is not positive.

    Examples
    --------
    >>> trials = pd.DataFrame({"rate": [0.1, 0.1, 0.2, 0.4], "bias": [0, 1, 0, 1],
    ...                        "score": [0.8, 0.8, 0.9, 0.7], "search": list("ggrr")})
    >>> search_plane(trials, "rate", "bias", by="search").alt_text
    'score over rate. g: 2 trials, 1 value of rate, best 0.8; r: 2 trials, 2 values, best 0.9.'

    References
    ----------
    Bergstra and Bengio, Random search for hyper-parameter optimization, 2012, figure 1.
    """
    boolean(log, "log")
    table(trials, "trials", [*map(column, (x, y, by, score), ("x", "y", "by", "score"))])
    places = [numeric(trials, "trials", name) for name in (x, y)]
    scores = numeric(trials, "trials", score)
    names = list(dict.fromkeys(trials[by].astype(str)))
    if not 1 <= len(names) <= 3:
        raise ValueError(f"trials must hold one to three searches, got {len(names)}")
    if log and not (places[0] > 0).all():
        raise ValueError(f"column {x!r} must be positive where it is drawn by its logarithm")
    figure = Figure(figsize=(style.WIDTH, 4.6), layout="constrained", facecolor="none")
    grid: Any = figure.subplots(2, len(names), sharex=True, sharey="row", squeeze=False)
    words = []
    for position, name in enumerate(names):
        own = (trials[by].astype(str) == name).to_numpy()
        above, below = grid[:, position]
        settings = {"color": style.color(position), "ms": 8, "ls": "none"}
        mark = style.marker(position)
        above.plot(places[0][own], scores[own], mark, **settings)
        below.plot(places[0][own], places[1][own], mark, **settings)
        above.set_title(name, fontsize=style.FONT)
        below.set_xlabel(x)
        count, best = len(np.unique(places[0][own])), style.plain(np.nanmax(scores[own]))
        values = f"value{'s' * (count > 1)}" + f" of {x}" * (position == 0)
        words.append(f"{name}: {own.sum()} trials, {count} {values}, best {best}")
        for ax in (above, below):
            _plain(ax)
            if log:
                ax.set_xscale("log")
    grid[0, 0].set_ylabel(score)
    grid[1, 0].set_ylabel(y)
    figure.alt_text = f"{score} over {x}. {'; '.join(words)}."
    return figure


def _plain(ax: Any) -> None:
    ax.set_facecolor("none")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(True, color=style.MIDDLE, alpha=0.35, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=style.FONT)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_size(style.FONT)
