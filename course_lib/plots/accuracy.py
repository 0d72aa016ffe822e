"""How a score changes with a setting: accuracy over the scale of the noise, say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from course_lib.arguments import choice, number, shown
from course_lib.plots import style
from course_lib.plots.frames import column, numeric, table
from course_lib.plots.style import Figure

__all__ = ["accuracy_over"]


def accuracy_over(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str = "accuracy",
    by: str | None = None,
    published: Mapping[str, Mapping[float, float]] | None = None,
    source: str = "published",
    spacing: str = "linear",
) -> Figure:
    """Draw the mean of a score over a setting, its spread over seeds, and published points.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a run, several runs (seeds) for each setting.
    x : str
        Column of the setting; numbers.
    y : str
        Column of the score.
    by : str, optional
        Column whose values get a curve each.
    published : mapping of str to mapping of float to float, optional
        For each curve its published scores by setting, drawn as open markers. A name that is also
        a value of `by` takes that curve's colour.
    source : str
        Where the published points come from, for the legend.
    spacing : {"linear", "even"}
        Whether the settings stand where their values are, or all equally far apart.

    Returns
    -------
    Figure
        The figure, with ``alt_text``; the bars show one standard deviation over seeds.

    Raises
    ------
    TypeError
        An argument is of another kind, or a column holds no numbers.
    ValueError
        A column is missing, or a published value is not finite.

    Examples
    --------
    >>> frame = pd.DataFrame({"scale": [0, 0, 1, 1], "accuracy": [0.98, 0.99, 0.8, 0.9]})
    >>> accuracy_over(frame, x="scale", published={"": {1: 0.85}}, source="S3").alt_text
    'accuracy over scale: 0.985 at 0, 0.85 at 1. Published (S3): 0.85 at 1.'
    """
    x, y, source = column(x, "x"), column(y, "y"), style.text(source, "source")
    spacing = choice(spacing, "spacing", ("linear", "even"))
    table(frame, "frame", [x, y] + ([column(by, "by")] if by is not None else []))
    frame = pd.DataFrame(
        {
            "group": frame[by].astype(str) if by is not None else "",
            "x": numeric(frame, "frame", x),
            "y": numeric(frame, "frame", y),
        }
    )
    points = _points(published)
    groups = list(dict.fromkeys([*frame["group"], *points]))
    settings = np.unique(np.concatenate([frame["x"], *(list(p) for p in points.values())]))
    place = (lambda v: np.searchsorted(settings, v)) if spacing == "even" else np.asarray
    figure, (ax,) = style.panels(height=3.4)
    handles: dict[str, Any] = {}
    for position, group in enumerate(groups):
        chosen = frame[frame["group"] == group]
        if len(chosen):
            handles[group or y] = _curve(ax, chosen, position, place, len(groups))
        if group in points:
            handles[f"{group} ({source})".strip()] = _open(ax, points[group], position, place)
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    if spacing == "even":
        ax.set_xticks(range(len(settings)), [f"{v:g}" for v in settings])
    if len(handles) > 1:
        style.legend(figure, list(handles.values()), list(handles))
    figure.alt_text = _alt(frame, x, y, points, source)
    return figure


def _points(published: Any) -> dict[str, dict[float, float]]:
    if published is None:
        return {}
    wanted = "published must be a mapping of names to mappings of setting to score"
    if not isinstance(published, Mapping):
        raise TypeError(f"{wanted}, got {shown(published)}")
    result: dict[str, dict[float, float]] = {}
    for name, scores in published.items():
        if not isinstance(scores, Mapping):
            raise TypeError(f"{wanted}, got {shown(published)}")
        if not scores:
            raise ValueError(f"{wanted}, got no score for {shown(name)}")
        result[str(name)] = {
            number(setting, "a setting in published"): number(score, "a score in published")
            for setting, score in scores.items()
        }
    return result


def _curve(ax: Axes, runs: pd.DataFrame, position: int, place: Any, count: int) -> Any:
    scores = runs.groupby("x")["y"]
    mean, deviation = scores.mean(), scores.std().fillna(0.0)
    return ax.errorbar(
        place(mean.index.to_numpy()),
        mean,
        yerr=deviation,
        color=style.color(position),
        marker=style.marker(position),
        linestyle=("-", "--", "-.", ":")[position % 4],
        linewidth=2,
        markersize=6,
        capsize=4,
    )


def _open(ax: Axes, points: dict[float, float], position: int, place: Any) -> Any:
    return ax.plot(
        place(np.array(list(points))),
        list(points.values()),
        linestyle="none",
        marker=style.marker(position),
        markersize=10,
        markerfacecolor="none",
        markeredgecolor=style.color(position),
        markeredgewidth=1.6,
    )[0]


def _alt(
    frame: pd.DataFrame, x: str, y: str, points: dict[str, dict[float, float]], source: str
) -> str:
    def line(scores: Mapping[Any, float]) -> str:
        return ", ".join(f"{style.plain(v)} at {k:g}" for k, v in scores.items())

    words = f"{y} over {x}: "
    means = frame.groupby(["group", "x"], sort=False)["y"].mean()
    words += "; ".join(
        f"{group} {line(scores.droplevel(0).sort_index().to_dict())}".strip()
        for group, scores in means.groupby(level=0, sort=False)
    )
    if points:
        words += f". Published ({source}): "
        words += "; ".join(f"{name} {line(scores)}".strip() for name, scores in points.items())
    return words + "."
