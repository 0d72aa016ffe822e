"""Figures of a hyperparameter search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from matplotlib.ticker import MaxNLocator

from course_lib.arguments import choice
from course_lib.plots import style
from course_lib.plots.frames import column, numeric, table
from course_lib.plots.page import finish, page
from course_lib.plots.style import Figure

__all__ = ["parallel_coordinates", "search_convergence"]


def search_convergence(
    trials: pd.DataFrame, *, score: str = "score", goal: str = "max", by: str | None = None
) -> Figure:
    """Draw each trial's score and the best so far, in the order of the trials.

    Parameters
    ----------
    trials : pandas.DataFrame
        One row a trial, in the order in which they ended; a failed trial has NaN as its score.
    score : str
        Column of the validation metric.
    goal : {"max", "min"}
        Which score is better.
    by : str, optional
        Column that tells several searches apart.

    Returns
    -------
    Figure
        The figure, with ``alt_text``; failed trials are crosses at the lower edge.

    Raises
    ------
    TypeError
        `trials` is not a table, or the scores are not numbers.
    ValueError
        A column is missing, or every trial failed.

    Examples
    --------
    >>> search_convergence(pd.DataFrame({"score": [0.8, 0.95, 0.9]})).alt_text
    'Best score so far over 3 trials: 0.95, reached at trial 2.'
    """
    goal = choice(goal, "goal", ("max", "min"))
    keys = [column(score, "score")] + ([column(by, "by")] if by is not None else [])
    table(trials, "trials", keys)
    scores = numeric(trials, "trials", score)
    if not np.isfinite(scores).any():
        raise ValueError(f"trials must hold one trial that did not fail, got no finite {score!r}")
    names = trials[by].astype(str).to_numpy() if by is not None else np.full(len(trials), "")
    figure, (ax,) = style.panels(height=3.2)
    handles: dict[str, Any] = {}
    words = []
    for position, name in enumerate(dict.fromkeys(map(str, names))):
        own = scores[names == name]
        order = np.arange(1, len(own) + 1)
        fine = np.isfinite(own)
        color, mark = style.color(position), style.marker(position)
        ax.plot(order[fine], own[fine], mark, color=color, mfc="none", ms=7)
        ax.plot(
            order[~fine],
            np.zeros((~fine).sum()),
            "x",
            color=color,
            ms=8,
            mew=2,
            transform=ax.get_xaxis_transform(),
            clip_on=False,
        )
        if not fine.any():
            words.append(f"{name} failed in all {len(own)}".strip())
            continue
        best = (np.fmax if goal == "max" else np.fmin).accumulate(own)
        handles[name] = ax.step(order, best, where="post", color=color, lw=2.2, marker=mark, ms=3)[
            0
        ]
        top = best[-1]
        reached = int(np.flatnonzero(own == top)[0]) + 1
        words.append(f"{name} {style.plain(top)}, reached at trial {reached}".strip())
    ax.set_xlabel("trial")
    ax.set_ylabel(score)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    named = handles if len(handles) > 1 else {}
    kinds = {
        "a trial": style.key(style.MIDDLE, marker="o", mfc="none", ms=7, ls="none"),
        "best so far": style.key(style.MIDDLE, lw=2.2),
    }
    if not np.isfinite(scores).all():
        kinds["a trial that failed"] = style.key(style.MIDDLE, marker="x", ms=8, mew=2, ls="none")
    style.legend(figure, [*named.values(), *kinds.values()], [*named, *kinds])
    figure.alt_text = f"Best {score} so far over {len(trials)} trials: {'; '.join(words)}."
    return figure


def parallel_coordinates(
    trials: pd.DataFrame, parameters: Sequence[str], *, score: str = "score", goal: str = "max"
) -> go.Figure:
    """Draw each trial as a line through its settings to its score; a slider keeps the best ones.

    Parameters
    ----------
    trials : pandas.DataFrame
        One row a trial; trials without a finite score are left out.
    parameters : sequence of str
        Columns of the settings, from the left; numbers, strings or booleans.
    score : str
        Column of the validation metric, the last axis.
    goal : {"max", "min"}
        Which score is better.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; its alt text is ``figure.layout.meta["alt_text"]``.

    Raises
    ------
    TypeError
        `trials` is not a table, `parameters` are not names, or the scores are not numbers.
    ValueError
        A column is missing, no parameter is named, or every trial failed.

    Examples
    --------
    >>> rows = {"rate": [0.2, 0.4], "units": [64, 128], "score": [0.95, 0.9]}
    >>> figure = parallel_coordinates(pd.DataFrame(rows), ["rate", "units"])
    >>> figure.layout.meta["alt_text"]
    '2 trials by rate, units and score. The best has rate 0.2, units 64, score 0.95.'
    """
    goal = choice(goal, "goal", ("max", "min"))
    parameters = style.texts(parameters, "parameters")
    if not parameters:
        raise ValueError("parameters must name at least one column, got none")
    table(trials, "trials", [*parameters, column(score, "score")])
    trials = trials[np.isfinite(numeric(trials, "trials", score))]
    if trials.empty:
        raise ValueError(f"trials must hold one trial that did not fail, got no finite {score!r}")
    trials = trials.sort_values(score, ascending=goal == "min", kind="stable")
    keys = [*parameters, score]
    axes = [_axis(trials[key]) for key in keys]
    heights = np.array([height for height, _ in axes]).T
    figure = page(height=440).update_layout(margin_t=56)
    settings = trials[keys].to_numpy(object)
    for rank in reversed(range(len(trials))):  # the best is drawn last, on top
        row, values = heights[rank], settings[rank]
        figure.add_scatter(
            x=list(range(len(keys))),
            y=row,
            mode="lines+markers",
            line={"color": style.color(1 if rank == 0 else 0), "width": 4 if rank == 0 else 1.5},
            opacity=1.0 if rank == 0 else 0.5,
            name="best" if rank == 0 else f"rank {rank + 1}",
            text=["<br>".join(f"{k}: {_short(v)}" for k, v in zip(keys, values, strict=True))]
            * len(keys),
            hovertemplate="%{text}<extra>%{fullData.name}</extra>",
            showlegend=False,
        )
    _scales(figure, axes)
    _headings(figure, keys)
    figure.update_xaxes(
        tickvals=list(range(len(keys))),
        showticklabels=False,
        range=[-0.15, len(keys) - 0.4],
        gridcolor=style.MIDDLE,
    )
    figure.update_yaxes(visible=False, range=[-0.06, 1.12])
    _best_only(figure, len(trials))
    best = ", ".join(f"{key} {_short(trials[key].iloc[0])}" for key in keys)
    return finish(
        figure,
        f"{len(trials)} trials by {', '.join(parameters)} and {score}. The best has {best}.",
    )


def _axis(values: pd.Series) -> tuple[np.ndarray, list[tuple[float, str]]]:
    """Return each trial's height from 0 to 1 and the axis' labels at theirs."""
    distinct = sorted(
        set(values), key=lambda v: (isinstance(v, str), str(v) if isinstance(v, str) else v)
    )
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        place = {value: i / max(len(distinct) - 1, 1) for i, value in enumerate(distinct)}
        return np.array([place[v] for v in values]), [(place[v], str(v)) for v in distinct]
    low, high = float(min(distinct)), float(max(distinct))
    scale = (high - low) or 1.0
    heights = (values.to_numpy(np.float64) - low) / scale
    shown_values = distinct if len(distinct) <= 6 else np.linspace(low, high, 5)
    return heights, [((float(v) - low) / scale, _short(v)) for v in shown_values]


def _scales(figure: go.Figure, axes: list[tuple[np.ndarray, list[tuple[float, str]]]]) -> None:
    for position, (_, labels) in enumerate(axes):
        for height, text in labels:
            figure.add_annotation(
                x=position,
                y=height,
                text=text,
                showarrow=False,
                xanchor="left",
                xshift=4,
                yshift=11,
            )


def _headings(figure: go.Figure, keys: list[str]) -> None:
    crowded = max(map(len, keys)) > 36 / len(keys)
    for position, key in enumerate(keys):
        figure.add_annotation(
            x=position,
            y=1.08 if crowded and position % 2 else 1.0,
            yref="paper",
            yanchor="bottom",
            xanchor="left",
            text=f"<b>{key}</b>",
            showarrow=False,
        )


def _best_only(figure: go.Figure, count: int) -> None:
    kept = sorted({1, *(max(1, round(count * share)) for share in (0.1, 0.25, 0.5)), count})
    steps = [
        {
            "label": str(k),
            "method": "restyle",
            "args": [{"visible": [rank < k for rank in reversed(range(count))]}],
        }
        for k in kept
    ]
    figure.update_layout(
        sliders=[{"active": len(kept) - 1, "steps": steps, "currentvalue": {"prefix": "best "}}]
    )


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)
