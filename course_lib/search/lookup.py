"""Searches whose trials were all made beforehand, so that one takes milliseconds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from course_lib import arguments
from course_lib.search.process import GaussianProcess, expected_improvement
from course_lib.search.strategies import Bayesian, Grid, Hyperband, Strategy, as_strategy

__all__ = ["brackets", "look_up"]

LENGTHS = (0.1, 0.2, 0.4, 0.8, 1.6)
NOISES = (0.05, 0.2, 0.6)


def look_up(
    strategy: Strategy | str,
    settings: pd.DataFrame,
    curves: ArrayLike,
    *,
    seed: int | np.random.Generator | None = 0,
    workers: int = 1,
) -> pd.DataFrame:
    """Search a table in which every setting's score after every epoch is known.

    Grid goes through the rows as they stand, random takes them as they fall, none twice. Bayesian
    fits a `GaussianProcess` to the trials that have ended, whose length and noise are the
    likeliest of a few, and takes the row of the largest expected improvement; each hyperparameter
    is laid out by the ranks of its values, from 0 to 1. Hyperband trains the promoted ones afresh,
    as `tune` does.

    Parameters
    ----------
    strategy : Strategy or str
        As for `tune`; without a number of trials, a grid goes to the end.
    settings : pandas.DataFrame
        A row a setting, a column a hyperparameter.
    curves : array_like of shape (n_settings, n_epochs)
        The objective, higher is better; NaN for a trial that failed, which ends without a score.
    seed : int, numpy.random.Generator or None
        Decides every draw.
    workers : int
        How many trials are under way at a time, all equally long: Bayesian learns of a trial when
        so many others have been started since. Where several are under way, it believes of them
        what it expects.

    Returns
    -------
    pandas.DataFrame
        A row a trial, in order: ``setting`` (its row), ``epochs``, ``score``, ``spent`` (epochs
        until now, of all trials), ``best`` (which trial has the highest score until now, the first
        among equals; -1 while all have failed).

    Raises
    ------
    TypeError
        An argument of the wrong kind.
    ValueError
        Shapes that do not belong together, or an argument out of range.

    Examples
    --------
    >>> settings = pd.DataFrame({"units": [8, 16, 32, 64]})
    >>> curves = [[0.3, 0.6], [0.4, 0.7], [0.5, 0.9], [0.4, 0.8]]
    >>> found = look_up("grid", settings, curves)
    >>> found["score"].tolist(), found["best"].tolist()
    ([0.6, 0.7, 0.9, 0.8], [0, 1, 2, 2])

    References
    ----------
    Klein and Hutter, Tabular benchmarks for joint architecture and hyperparameter optimization,
    2019.
    """
    plan = as_strategy(strategy)
    curves = arguments.array(curves, "curves", ndim=2).astype(float)
    if len(settings) != len(curves):
        raise ValueError(
            f"settings and curves must be of one length, got {len(settings)} and {len(curves)}"
        )
    workers = arguments.integer(workers, "workers", low=1)
    rng = arguments.generator(seed)
    if isinstance(plan, Hyperband):
        steps = list(_halved(plan, curves, rng))
    else:
        last = curves[:, -1]
        if isinstance(plan, Bayesian):
            order = _believed(plan, _places(settings), last, rng, workers)
        elif isinstance(plan, Grid):
            order = list(range(len(last)))[: plan.trials]
        else:
            order = rng.permutation(len(last))[: plan.trials].tolist()  # type: ignore[attr-defined]
        steps = [_Step(row, curves.shape[1], last[row]) for row in order]
    table = pd.DataFrame(steps, columns=["setting", "epochs", "score"])
    table["spent"] = table["epochs"].cumsum()
    table["best"] = _leaders(table["score"].to_numpy())
    return table


def brackets(epochs: int, *, factor: int = 3) -> pd.DataFrame:
    """Return what Hyperband plans: how many settings it trains for how long.

    Parameters
    ----------
    epochs : int
        Of the longest trials.
    factor : int
        One setting in `factor` is promoted, to `factor` times the epochs; at least 2.

    Returns
    -------
    pandas.DataFrame
        A row a rung of a bracket: ``bracket``, ``settings``, ``epochs`` of each, ``afresh`` (what
        the rung costs where each is trained from the beginning), ``continued`` (where the promoted
        go on from where they were).

    Raises
    ------
    TypeError, ValueError
        An argument is not an integer, or too small.

    Examples
    --------
    >>> brackets(9)[["bracket", "settings", "epochs"]].values.tolist()
    [[2, 9, 1], [2, 3, 3], [2, 1, 9], [1, 5, 3], [1, 1, 9], [0, 3, 9]]

    References
    ----------
    Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, Hyperband, 2018, algorithm 1.
    """
    epochs = arguments.integer(epochs, "epochs", low=1)
    factor = arguments.integer(factor, "factor", low=2)
    most = 0
    while factor ** (most + 1) <= epochs:
        most += 1
    rows: list[dict[str, Any]] = []
    for bracket in range(most, -1, -1):
        settings, before = math.ceil((most + 1) * factor**bracket / (bracket + 1)), 0
        for rung in range(bracket + 1):
            alive = settings // factor**rung
            length = epochs // factor ** (bracket - rung)
            rows.append(
                {
                    "bracket": bracket,
                    "settings": alive,
                    "epochs": length,
                    "afresh": alive * length,
                    "continued": alive * (length - before),
                }
            )
            before = length
    return pd.DataFrame(rows)


def _leaders(scores: np.ndarray) -> list[int]:
    """Return after each trial the place of the best so far."""
    leaders: list[int] = []
    for place, score in enumerate(scores):
        before = leaders[-1] if leaders else -1
        ahead = np.isfinite(score) and (before < 0 or score > scores[before])
        leaders.append(place if ahead else before)
    return leaders


@dataclass(frozen=True)
class _Step:
    setting: int
    epochs: int
    score: float


def _halved(plan: Hyperband, curves: np.ndarray, rng: np.random.Generator) -> Iterator[_Step]:
    rungs = brackets(curves.shape[1], factor=plan.factor)
    for _ in range(plan.rounds):
        for _, bracket in rungs.groupby("bracket", sort=False):
            alive = rng.permutation(len(curves))
            for settings, epochs in zip(bracket["settings"], bracket["epochs"], strict=True):
                alive = alive[:settings]
                scores = curves[alive, epochs - 1]
                yield from map(_Step, alive.tolist(), [epochs] * len(alive), scores.tolist())
                alive = alive[np.argsort(-np.nan_to_num(scores, nan=-np.inf), kind="stable")]


def _places(settings: pd.DataFrame) -> np.ndarray:
    """Return each hyperparameter's values as ranks from 0 to 1."""
    codes = [pd.factorize(settings[name], sort=True)[0] for name in settings]
    return np.stack([code / max(code.max(), 1) for code in codes], axis=1)


def _believed(
    plan: Bayesian, places: np.ndarray, scores: np.ndarray, rng: np.random.Generator, workers: int
) -> list[int]:
    initial = 3 * places.shape[1] if plan.initial is None else plan.initial
    waiting = rng.permutation(len(scores)).tolist()
    order: list[int] = []
    while len(order) < min(plan.trials, len(scores)):
        ended = order[: max(0, len(order) - workers + 1)]
        known = [row for row in ended if np.isfinite(scores[row])]
        if len(known) < initial:
            chosen = waiting[0]
        else:
            running = order[len(ended) :]
            chosen = _most_hoped(places, scores, known, running, waiting)
        waiting.remove(chosen)
        order.append(chosen)
    return order


def _most_hoped(
    places: np.ndarray,
    scores: np.ndarray,
    known: list[int],
    running: list[int],
    waiting: list[int],
) -> int:
    y = scores[known]
    process = GaussianProcess.likeliest(places[known], y, lengths=LENGTHS, noises=NOISES)
    if running:
        y = np.concatenate([y, process.predict(places[running])[0]])
        process.fit(places[known + running], y)
    best = process.predict(places[known])[0].max()
    hoped = expected_improvement(*process.predict(places[waiting]), best)
    share = np.round(hoped / (hoped.max() or 1.0), 6)  # the first among equals, on any machine
    return waiting[int(share.argmax())]
