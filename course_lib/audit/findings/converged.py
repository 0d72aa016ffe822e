"""Trainings that diverged, or ended before they were done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding
from course_lib.audit.findings.runs import Group

__all__ = ["cut_off", "diverged", "unconverged", "worse_than_the_mean"]

FEWEST = 5  # epochs, before which nobody can tell
_SQUARED = ("mse", "meansquarederror")
_NO_BETTER = 1.1  # times the error of the mean: a penalty may be part of the loss
_STILL, _RESTS = 0.15, 0.1  # of the whole fall of the loss, in the last fifth of the epochs


def diverged(log: Log) -> Iterator[Finding]:
    """Yield a finding for each training whose loss has grown, or is no number.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``diverged``.
    """
    for event in log.of("fit"):
        loss = np.asarray(event.details.get("history", {}).get("loss", ()), float)
        growth, fewest = 1.5, 3
        if not len(loss):
            loss = np.asarray(event.details.get("batch losses", ()), float)
            growth, fewest = 10, FEWEST  # batches differ
        if not len(loss):
            continue
        lost = not np.isfinite(loss).all()
        if lost or (len(loss) >= fewest and loss[0] > 0 and loss[-1] > growth * loss[0]):
            yield Finding(
                "diverged",
                "doubtful",
                event.place,
                "The training loss is no longer a number."
                if lost
                else f"The training loss has grown from {loss[0]:.3g} to {loss[-1]:.3g}.",
                "A lower learning rate, scaled inputs, clipnorm=1.0; an arm that diverged says\n"
                "nothing about its idea.",
                "06-ablation",
                {"first": float(loss[0]), "last": float(loss[-1])},
            )


def unconverged(compared: Sequence[Group]) -> Iterator[Finding]:
    """Yield a finding for compared networks whose loss still falls, and for estimators cut off.

    Parameters
    ----------
    compared : sequence of Group
        Of all runs, as `groups` gives them.

    Yields
    ------
    Finding
        Of name ``unconverged``, one an arm of whose runs more than half are not done, at the first
        of these.
    """
    told: set[int] = set()
    for group in compared:
        parts = {run.last.number: _still_falls(run.last) for run in group.runs}
        rests = {number for number, part in parts.items() if part is not None and part <= _RESTS}
        for arm in group.arms:
            numbers = list(dict.fromkeys(run.last.number for run in arm))
            fell = [part for n in numbers if (part := parts[n]) is not None and part > _STILL]
            done = rests.difference(numbers)
            if not done or 2 * len(fell) <= len(numbers) or not told.isdisjoint(numbers):
                continue
            told.update(numbers)
            yield _finding(
                next(run.last for run in arm if (parts[run.last.number] or 0) > _STILL),
                f"{np.median(fell):.0%} of the fall of its training loss came in the last fifth of "
                "its epochs"
                + (f" (in {len(fell)} of {len(numbers)} runs)" if len(numbers) > 1 else "")
                + ", while another arm had come to rest: they are compared at different points of "
                "their training.",
                {"last fifth": round(float(np.median(fell)), 3), "runs": len(fell)},
            )


def cut_off(log: Log) -> Iterator[Finding]:
    """Yield a finding for each training of scikit-learn's that ended at its last iteration.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``unconverged``, at the training.
    """
    for event in log.of("fit", "tune", "cross-validate"):
        if event.details.get("cut off"):
            yield _finding(
                event,
                f"{event.subject} stopped at max_iter={event.details['cut off']}, before it had "
                "converged.",
                {"iterations": event.details["cut off"]},
            )


def worse_than_the_mean(log: Log) -> Iterator[Finding]:
    """Yield a finding for each network whose squared error is above the variance of its targets.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``unconverged``, at the training.
    """
    for event in log.of("fit"):
        history = event.details.get("history", {})
        loss = list(history.get("loss", ()))
        labels = event.rows.labels if event.rows is not None else None
        named = str(event.details.get("loss", "")).replace("_", "").lower()
        if named not in _SQUARED or len(loss) < FEWEST or labels is None:
            continue
        if labels.dtype.kind not in "fiu" or not np.isfinite(loss[-1]):
            continue
        variance = float(np.var(labels))
        if variance > 0 and min(loss) > _NO_BETTER * variance:
            yield _finding(
                event,
                f"After {len(loss)} epochs the training loss is {loss[-1]:.3g}, and the variance "
                f"of the targets {variance:.3g}: to answer their mean for every row would be "
                "better.",
                {"loss": float(loss[-1]), "variance": variance},
            )


def _still_falls(fit: Event) -> float | None:
    """Return which part of the fall of the loss came in the last fifth of the epochs."""
    loss = np.asarray(fit.details.get("history", {}).get("loss", ()), float)
    if len(loss) < FEWEST or not np.isfinite(loss).all() or loss[0] <= loss[-1]:
        return None
    at = len(loss) - 1 - max(1, len(loss) // 5)
    return float((loss[at] - loss[-1]) / (loss[0] - loss[-1]))


def _finding(event: Event, says: str, evidence: dict[str, object]) -> Finding:
    return Finding(
        "unconverged",
        "doubtful",
        event.place,
        says,
        "Train every arm until its validation loss rests (more epochs, its own best learning\n"
        "rate), or compare whole curves.",
        "02-pooling",
        evidence,
    )
