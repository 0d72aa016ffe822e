"""Runs that are compared: trained apart, and judged on the same rows."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from course_lib.audit.events import Event, Log, Rows, overlap
from course_lib.audit.findings.inherited import heirs
from course_lib.audit.lineage import behind

__all__ = ["Group", "Run", "accuracy", "alike", "groups", "same_data"]

_ACCURACIES = (
    "accuracy",
    "acc",
    "sparse_categorical_accuracy",
    "categorical_accuracy",
    "binary_accuracy",
    "score",
)
_BOUNDED = ("f1", "balanced_accuracy", "roc_auc", "precision", "recall")  # as accuracies, 0 to 1
_FEWEST = 20  # rows whose labels in their order say that they are the same


@dataclass(eq=False)
class Run:
    """One training, with what it scores.

    Parameters
    ----------
    fits : list of Event
        The trainings behind it, the last of which gives its settings.
    judged : Event
        Where its score was made: a judgement, or the training that watched.
    rows : Rows
        What it is judged on.
    score : float, optional
        Its accuracy, else another score of 0 to 1.
    metric : str
        What this score is.
    """

    fits: list[Event]
    judged: Event
    rows: Rows
    score: float | None = None
    metric: str = "accuracy"

    @property
    def last(self) -> Event:
        """The training that ended it."""
        return self.fits[-1]

    @property
    def epochs(self) -> int:
        """How many were asked for, in all its trainings."""
        return sum(int(fit.details.get("epochs", 0)) for fit in self.fits)

    @property
    def images(self) -> int:
        """How many rows it has seen, each as often as it was seen."""
        return sum(
            fit.details["seen"]
            if "seen" in fit.details
            else len(fit.rows) * len(fit.details.get("history", {}).get("loss", ()))
            for fit in self.fits
            if fit.rows is not None
        )

    def settings(self) -> dict[str, object]:
        """Return what may differ from run to run, by its name."""
        names = ("optimizer", "loss", "batch", "layers")
        told = {name: self.last.details.get(name) for name in names}
        params = self.last.details.get("params") or {}
        return {**told, "epochs": self.epochs, **params}


@dataclass(eq=False)
class Group:
    """Runs that are judged on the same rows.

    Parameters
    ----------
    runs : list of Run
        In their order.
    chooses : bool
        Whether fewer of them are judged on other rows afterwards.
    """

    runs: list[Run]
    chooses: bool = False

    @functools.cached_property
    def arms(self) -> list[list[Run]]:
        """The runs by their settings and data, the first arm first."""
        arms: list[list[Run]] = []
        for run in self.runs:
            same = (arm for arm in arms if alike(arm[0], run))
            arm = next(same, None)
            if arm is None:
                arms.append([run])
            else:
                arm.append(run)
        return arms


def groups(log: Log) -> list[Group]:
    """Return the runs that are compared.

    A training that a later one goes on from is no run of its own, unless what compile set or the
    data were changed in between and it was judged (see `weights_inherited`); nor is one whose
    model a later one calibrates.

    Parameters
    ----------
    log : Log
        Of all events.

    Returns
    -------
    list of Group
        Of at least two runs each.
    """
    heads = {earlier.number for earlier, *_ in heirs(log)}
    passed = {
        before.number
        for fit in log.of("fit")
        if "weights" in fit.details
        for before in behind(log, fit)
    } - heads
    passed |= {one.number for fit in log.of("fit") for one in _calibrated(log, fit)}
    found: list[Group] = []
    for run in _runs(log, heads):
        if run.last.number in passed:
            continue
        group = next((one for one in found if _together(one.runs[0].rows, run.rows)), None)
        if group is None:
            found.append(Group([run]))
        elif not any(one.last is run.last for one in group.runs):
            group.runs.append(run)
    for group in found:
        group.chooses = any(_tests(other, group) for other in found)
    return [group for group in found if len(group.runs) > 1]


def accuracy(scores: Mapping[str, float]) -> float | None:
    """Return the accuracy among some scores, whatever it is called there.

    Examples
    --------
    >>> accuracy({"loss": 0.3, "acc": 0.9})
    0.9
    """
    return next((scores[name] for name in _ACCURACIES if name in scores), None)


def same_data(one: Rows | None, other: Rows | None) -> bool:
    """Whether two trainings had the same rows, or others drawn in the same way."""
    if one is None or other is None:
        return one is other
    if one.shape[1:] != other.shape[1:] or abs(len(one) - len(other)) > 0.02 * len(one):
        return False
    if np.array_equal(np.unique(one.ids), np.unique(other.ids)) and one.spread == other.spread:
        return True
    return bool(abs(one.spread - other.spread) <= 0.02 * abs(one.spread))


def _tests(later: Group, group: Group) -> bool:
    """Whether fewer models are judged on other rows than those of a group, after all of it."""
    after = later.runs[0].judged.number > group.runs[-1].judged.number
    fewer = len(later.arms) < len(group.arms)
    return after and fewer and overlap(later.runs[0].rows.ids, group.runs[0].rows.ids) == 0


def _runs(log: Log, heads: set[int]) -> list[Run]:
    found = []
    for event in log.of("judge", "fit", implied=True):
        rows = event.rows if event.kind == "judge" else event.watched
        if rows is None:
            continue
        fits = behind(log, event) + ([event] if event.kind == "fit" else [])
        fits = _own(fits, heads)
        if not fits or fits[-1].within:
            continue
        trained = [fit.rows.ids for fit in fits if fit.rows is not None]
        if trained and np.isin(rows.ids, np.concatenate(trained)).mean() > 0.5:
            continue
        found.append(Run(fits, event, rows, *_score(event)))
    return found


def _calibrated(log: Log, fit: Event) -> list[Event]:
    """Return the training of the one fitted model that another is wrapped around."""
    members: list[str] = fit.details.get("members") or []
    if len(members) != 1:
        return []
    own = [e for e in log.of("fit") if e.subject == members[0] and e.number < fit.number]
    return own[-1:]


def _own(fits: list[Event], heads: set[int]) -> list[Event]:
    """Return the trainings since the last one that was an arm of its own."""
    own: list[Event] = []
    for fit in reversed(fits):
        if own and fit.number in heads:
            break
        own.insert(0, fit)
    return own


def _score(event: Event) -> tuple[float | None, str]:
    scores = event.details.get("scores") or {
        name.removeprefix("val_"): values[-1]
        for name, values in event.details.get("history", {}).items()
        if name.startswith("val_") and values
    }
    if (found := accuracy(scores)) is not None:
        return found, "accuracy"
    name = next((one for one in _BOUNDED if one in scores), "accuracy")
    return scores.get(name), name


def alike(one: Run, other: Run) -> bool:
    """Whether two runs differ by their seed at most: settings and data are the same."""
    return one.settings() == other.settings() and same_data(one.last.rows, other.last.rows)


def _together(one: Rows, other: Rows) -> bool:
    """Whether two sets are mostly the same rows, or the same ones under noise drawn anew."""
    if overlap(one.ids, other.ids) > 0.5:
        return True
    if one.labels is None or other.labels is None or len(one) < _FEWEST:
        return False
    return np.array_equal(one.labels, other.labels) and same_data(one, other)
