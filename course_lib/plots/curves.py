"""Learning curves: what a network's loss and accuracy did, epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_lib.arguments import choice, complete, shown
from course_lib.plots import style
from course_lib.plots.frames import numeric, table
from course_lib.plots.style import Figure

__all__ = ["learning_curves"]

SPREADS = ("deviation", "range", "none")


def learning_curves(
    histories: pd.DataFrame | Mapping[str, Any],
    *,
    metrics: Sequence[str] = ("loss", "accuracy"),
    spread: str = "deviation",
) -> Figure:
    """Draw each variant's mean curve over its seeds, training dashed and validation solid.

    Parameters
    ----------
    histories : pandas.DataFrame or mapping of str to history
        A table with one row an epoch: columns variant, seed, epoch, the metrics and, where there
        was validation data, ``val_`` before the metric. Or for each variant a Keras History, its
        dict of lists, or a list of these, one a seed.
    metrics : sequence of str
        Names of metrics; each gets a panel, one below the other.
    spread : {"deviation", "range", "none"}
        The band over seeds: mean ± standard deviation, smallest to largest, or none.

    Returns
    -------
    Figure
        The figure, with ``alt_text``.

    Raises
    ------
    TypeError
        `histories` or `metrics` is of another kind.
    ValueError
        A column is missing, or nothing is there to draw.

    Examples
    --------
    >>> history = {"loss": [1.0, 0.5], "val_loss": [1.1, 0.7]}
    >>> learning_curves({"adam": history}, metrics=["loss"]).alt_text
    'Learning curves over 2 epochs of adam. Final validation loss: adam 0.7.'
    """
    metrics = style.texts(metrics, "metrics")
    if not metrics:
        raise ValueError("metrics must name at least one metric, got none")
    spread = choice(spread, "spread", SPREADS)
    frame = _tidy(histories)
    table(frame, "histories", ["variant", "seed", "epoch", *metrics])
    variants = [str(v) for v in dict.fromkeys(frame["variant"])]
    figure, axes = style.panels(len(metrics), height=2.6, share=True)
    for ax, metric in zip(axes, metrics, strict=True):
        for position, (_, runs) in enumerate(frame.groupby("variant", sort=False)):
            _draw(ax, runs, metric, position, spread)
        ax.set_ylabel(metric)
    axes[-1].set_xlabel("epoch")
    axes[-1].xaxis.set_major_locator(MaxNLocator(integer=True))
    validated = [m for m in metrics if f"val_{m}" in frame.columns]
    _legend(figure, variants, bool(validated))
    figure.alt_text = _alt(frame, variants, metrics)
    return figure


def _tidy(histories: Any) -> pd.DataFrame:
    if isinstance(histories, pd.DataFrame):
        return histories.reset_index(drop=True)  # tables put together repeat their index
    if not isinstance(histories, Mapping):
        raise TypeError(
            "histories must be a pandas.DataFrame or a mapping of histories, "
            f"got {shown(histories)}"
        )
    if not histories:
        raise ValueError("histories must hold at least one variant, got none")
    runs = [
        _run(name, seed, history)
        for name, several in histories.items()
        for seed, history in enumerate(several if isinstance(several, list | tuple) else [several])
    ]
    if not runs:
        raise ValueError("histories must hold at least one history, got none")
    return pd.concat(runs, ignore_index=True)


def _run(name: Any, seed: int, history: Any) -> pd.DataFrame:
    values = getattr(history, "history", history)
    try:
        frame = pd.DataFrame({str(k): np.asarray(v, dtype=np.float64) for k, v in values.items()})
    except Exception:
        raise TypeError(
            f"histories[{str(name)!r}] must be a Keras History or a dict of lists of numbers, "
            f"got {shown(history)}"
        ) from None
    for key, curve in values.items():
        complete(curve, f"{key} of histories[{str(name)!r}]")
    return frame.assign(variant=str(name), seed=seed, epoch=np.arange(1, len(frame) + 1))


def _draw(ax: Axes, runs: pd.DataFrame, metric: str, position: int, spread: str) -> None:
    lines = [(metric, "--", 1.2), (f"val_{metric}", "-", 2.0)]
    present = [line for line in lines if line[0] in runs.columns]
    if len(present) == 1:
        present = [(metric, "-", 2.0)]
    numeric(runs, "histories", "epoch")
    for key, dashes, width in present:
        values = runs.assign(value=numeric(runs, "histories", key)).groupby("epoch")["value"]
        mean = values.mean()
        ax.plot(
            mean.index,
            mean,
            dashes,
            color=style.color(position),
            linewidth=width,
            marker=style.marker(position),
            markersize=5,
            markevery=_marks(len(mean), position),
        )
        low, high = _band(values, spread)
        if (high > low).any():
            ax.fill_between(
                mean.index, low, high, color=style.color(position), alpha=0.2, linewidth=0
            )


def _band(values: Any, spread: str) -> tuple[pd.Series, pd.Series]:
    if spread == "range":
        return values.min(), values.max()
    width = values.std().fillna(0.0) * (spread == "deviation")
    return values.mean() - width, values.mean() + width


def _marks(epochs: int, position: int) -> tuple[int, int]:
    step = max(1, epochs // 6)
    return (position * step // 4) % step, step


def _legend(figure: Figure, variants: list[str], validated: bool) -> None:
    handles = [
        style.key(style.color(i), marker=style.marker(i), linewidth=2) for i in range(len(variants))
    ]
    labels = list(variants)
    if validated:
        handles += [style.key(style.MIDDLE, linestyle="--"), style.key(style.MIDDLE, linewidth=2)]
        labels += ["training", "validation"]
    style.legend(figure, handles, labels)


def _alt(frame: pd.DataFrame, variants: list[str], metrics: Sequence[str]) -> str:
    epochs = frame["epoch"].nunique()
    seeds = frame["seed"].nunique()
    words = f"Learning curves over {epochs} epochs of {', '.join(variants)}"
    words += f", mean of {seeds} seeds." if seeds > 1 else "."
    for metric in metrics:
        key = f"val_{metric}" if f"val_{metric}" in frame.columns else metric
        last = frame.loc[frame.groupby(["variant", "seed"], sort=False)["epoch"].idxmax()]
        finals = last.groupby("variant", sort=False)[key].mean()
        values = ", ".join(f"{name} {style.plain(value)}" for name, value in finals.items())
        kind = "validation" if key != metric else "training"
        words += f" Final {kind} {metric}: {values}."
    return words
