"""What the figures of a comparison do not allow to say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from course_lib.experiments.run import Run
from course_lib.experiments.significance import decide
from course_lib.experiments.statistics import lower_is_better
from course_lib.experiments.trial import Trial

__all__ = ["cautions", "rises", "sampling_errors"]

_POINTS = 3  # the fewest that make a slope and a spread around it
_SURE = 1.96


def cautions(runs: Mapping[str, Sequence[Run]], metric: str, trial: Trial | None) -> list[str]:
    """Return the warnings of a comparison, sentences without their full stop.

    Parameters
    ----------
    runs : mapping of str to sequence of Run
        For each arm its runs, all in one order of seeds.
    metric : str
        What counts.
    trial : Trial or None
        The plan; without it less can be said.

    Returns
    -------
    list of str
        Empty where nothing is wrong.

    Examples
    --------
    >>> def run(score):
    ...     return Run("a", 0, {"val_accuracy": [score]}, 0, 0.1, 10, lambda x, split: x)
    >>> cautions({"a": [run(0.5)]}, "accuracy", None)
    ['one seed shows nothing of what chance does']

    References
    ----------
    Godbole et al., Deep learning tuning playbook, 2023.
    Bouthillier et al., Accounting for variance in machine learning benchmarks, 2021.
    """
    scores = {name: [run.at_kept(f"val_{metric}") for run in of] for name, of in runs.items()}
    first = next(iter(runs.values()))
    few = ["one seed shows nothing of what chance does"] if len(first) == 1 else []
    return [
        *few,
        *_diverged(runs, scores),
        *_rising(runs, metric, trial),
        *_ends(trial),
        *_small(scores, metric, trial),
        *_used(trial),
    ]


def rises(curves: Sequence[Sequence[float]], *, lower: bool = False) -> bool:
    r"""Return whether a metric still improves when training ends.

    The last third of each curve, three points at least, gets a straight line by least squares. The
    metric still improves where the mean of the slopes over the seeds is on the better side of zero
    by a one-sided t-test at 5 %, against the noise around the lines, and where going on like this
    for as many epochs again would move the mean by more than its standard error over the seeds
    (for one seed, by more than that noise).

    Parameters
    ----------
    curves : sequence of sequence of float
        One a seed, one value an epoch.
    lower : bool
        Whether low is better.

    Returns
    -------
    bool
        False for curves of less than three epochs, and where a value is not finite.

    Examples
    --------
    >>> rises([[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.1, 0.2, 0.3, 0.4, 0.5, 0.7]])
    True
    >>> rises([[0.1, 0.5, 0.6, 0.6, 0.61, 0.6], [0.2, 0.5, 0.6, 0.61, 0.6, 0.61]])
    False
    """
    from scipy.special import stdtr

    ends = [np.array(curve[-max(_POINTS, math.ceil(len(curve) / 3)) :], float) for curve in curves]
    if any(len(end) < _POINTS or not np.isfinite(end).all() for end in ends):
        return False
    sign = -1 if lower else 1
    slopes, spread, freedom, squares = [], 0.0, 0, 0.0
    for end in ends:
        places = np.arange(len(end)) - (len(end) - 1) / 2
        weight = float(places @ places)
        slopes.append(sign * float(places @ end) / weight)
        residual = end - end.mean() - sign * slopes[-1] * places
        squares += float(residual @ residual)
        freedom += len(end) - 2
        spread += 1 / weight
    noise = math.sqrt(squares / freedom)
    slope, error = np.mean(slopes), noise * math.sqrt(spread) / len(ends)
    last = [end[-1] for end in ends]
    matters = np.std(last, ddof=1) / math.sqrt(len(ends)) if len(ends) > 1 else noise
    if slope <= 0 or slope * np.mean([len(end) for end in ends]) <= matters:
        return False
    return bool(error == 0 or stdtr(freedom, -slope / error) < 0.05)


def sampling_errors(first: float, second: float, n: int) -> tuple[float, float]:
    r"""Return the standard error of a difference of two accuracies, at least and without pairing.

    Both arms were scored on the same :math:`n` samples. If they err independently of each other,
    it is :math:`\sqrt{(p(1-p) + q(1-q)) / n}`; if the errors of one contain those of the other,
    :math:`\sqrt{(d - d^2) / n}` with :math:`d = |p - q|`. Networks that learn the same task mostly
    err alike, so the truth lies between.

    Parameters
    ----------
    first, second : float
        Accuracies :math:`p` and :math:`q`, 0 to 1.
    n : int
        Number of scored samples.

    Returns
    -------
    least, independent : float
        In the unit of the accuracies.

    Examples
    --------
    >>> print("{:.3f} {:.3f}".format(*sampling_errors(0.95, 0.94, 400)))
    0.005 0.016

    References
    ----------
    Bouthillier et al., Accounting for variance in machine learning benchmarks, 2021.
    """
    gap = abs(first - second)
    independent = (first * (1 - first) + second * (1 - second)) / n
    return math.sqrt(max(gap - gap * gap, 0) / n), math.sqrt(max(independent, 0))


def _diverged(
    runs: Mapping[str, Sequence[Run]], scores: Mapping[str, Sequence[float]]
) -> list[str]:
    said = []
    for name, of in runs.items():
        bad = [
            run.seed
            for run, score in zip(of, scores[name], strict=True)
            if not (math.isfinite(score) and math.isfinite(run.history.get("loss", [0.0])[-1]))
        ]
        if bad:
            seeds = ", ".join(map(str, bad))
            said.append(f"{name!r}: {len(bad)} of {len(of)} runs diverged (seeds {seeds})")
    return said


def _rising(runs: Mapping[str, Sequence[Run]], metric: str, trial: Trial | None) -> list[str]:
    lower = lower_is_better(metric)
    said = []
    for name, of in runs.items():
        curves = [run.history[f"val_{metric}"] for run in of]
        arm = None if trial is None else trial.arms.get(name)
        if trial is not None and arm is not None and arm.patience is not None:
            # A run that patience stopped has stopped to improve.
            limit = arm.epochs or trial.epochs
            curves = [curve for curve in curves if len(curve) == limit]
            if 2 * len(curves) <= len(of):
                continue
        if curves and rises(curves, lower=lower):
            epochs = max(map(len, curves))
            said.append(
                f"{name!r} still improves after {epochs} epochs: what it shows holds for "
                f"{epochs} epochs"
            )
    return said


def _ends(trial: Trial | None) -> list[str]:
    tuning = None if trial is None else trial.tuning
    if tuning is None:
        return []
    return [
        f"{name!r}: its best {parameter}, {tuning.chosen(name)[parameter]}, is at an end of the "
        "grid, so a better one may lie beyond"
        for name in tuning.runs
        for parameter in tuning.at_an_end(name)
    ]


def _small(scores: Mapping[str, Sequence[float]], metric: str, trial: Trial | None) -> list[str]:
    """Name decided differences that other samples could have undone."""
    if trial is None or trial.resample or "accuracy" not in metric or len(scores) < 2:
        return []
    base, *others = scores
    values = np.array([scores[name] for name in others]), np.array(scores[base])
    found = decide(values[0] - values[1], np.ones(len(others)), 0.05)
    said = []
    for name, gap, verdict in zip(others, found["difference"], found["verdict"], strict=True):
        if verdict == "cannot tell":
            continue
        means = float(np.mean(scores[name])), float(np.mean(scores[base]))
        least, independent = (_SURE * e for e in sampling_errors(*means, trial.validation))
        if abs(gap) < independent:
            said.append(
                f"{name!r} is {abs(gap):.2g} from {base!r}, less than other {trial.validation:,} "
                f"images could change, {independent:.2g} if the two err independently (at least "
                f"{least:.2g}): it holds for these images"
            )
    return said


def _used(trial: Trial | None) -> list[str]:
    if trial is None or not trial.used:
        return []
    return ["the data hold samples that were tested on before, so they have chosen already"]
