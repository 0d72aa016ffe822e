"""A search that goes by a score on training rows."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding

__all__ = ["training_objective"]

_METRICS = {"loss", "accuracy", "acc", "auc", "mae", "mse", "precision", "recall", "f1_score"}
_METRICS |= {"sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy"}


def training_objective(log: Log) -> Iterator[Finding]:
    """Yield a finding for each search told to optimise a training metric.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``training-objective``.
    """
    for event in log.of("tune"):
        for name in event.details.get("objectives", ()):
            if not name.startswith("val_") and (name in _METRICS or _trained_by(log, event, name)):
                yield _finding(event, name)


def _trained_by(log: Log, search: Event, name: str) -> bool:
    """Whether the trainings within a search report it, beside a validation score."""
    fits = (event for event in log.events[search.number :] if event.within == "tune")
    return any(
        {name, f"val_{name}"} <= set(event.details.get("history", {}))
        for event in fits
        if event.kind == "fit"
    )


def _finding(event: Event, name: str) -> Finding:
    return Finding(
        "training-objective",
        "wrong",
        event.details.get("made") or event.place,
        f"The search goes by {name}, a score on the rows that each trial trains on: it prefers "
        "what remembers best.",
        f'objective="val_{name}", with validation_data or validation_split in search(...).',
        "08-bayesian-search",
        {"objective": name},
    )
