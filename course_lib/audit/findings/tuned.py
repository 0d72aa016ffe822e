"""A search that goes by a score on training rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from course_lib.audit.events import Event, Log
from course_lib.audit.findings.finding import Finding

__all__ = ["search_score_only", "training_objective"]

MOST = 0.95  # judged rows of a fold that are trained on
_READ = re.compile(r"best_score_|cv_results_|results_summary|get_best_trials|\.oracle")
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
        if _on_training(event):
            yield _finding(
                event,
                "score",
                "The folds of the search judge the rows that they train on",
                "cv=5, or folds whose parts share no row.",
            )
        if name := event.details.get("returned"):
            mend = f'return history.history["val_{name}"][-1], with validation_data in fit(...).'
            yield _finding(event, name, mend=mend)
        for name in event.details.get("objectives", ()):
            if not name.startswith("val_") and (name in _METRICS or _trained_by(log, event, name)):
                yield _finding(event, name)


def _on_training(search: Event) -> bool:
    """Whether the folds of a search judge the rows that they train on."""
    folds = search.details.get("folds") or []
    return bool(folds) and all(np.isin(test, train).mean() > MOST for train, test in folds)


def search_score_only(log: Log) -> Iterator[Finding]:
    """Yield a finding for each search whose best score is read, and whose winner is never judged.

    Parameters
    ----------
    log : Log
        Of all events.

    Yields
    ------
    Finding
        Of name ``search-score-only``.
    """
    read = any(_READ.search(text) for text in log.sources.values())
    scores = any(".scores_" in text for text in log.sources.values())
    for event in log.of("tune"):
        own = read or (scores and event.subject.startswith("LogisticRegressionCV"))
        if own and event.rows is not None and not _judged(log, event):
            yield Finding(
                "search-score-only",
                "doubtful",
                event.place,
                f"The best score of {event.subject} is the best of many on the same rows, and so "
                "too high; its winner is judged on no other rows.",
                "Keep test rows out of the search, and judge the winner on them once; or put the\n"
                "search into cross_val_score.",
                "08-bayesian-search",
                {"best": event.details["best"]} if "best" in event.details else {},
            )


def _judged(log: Log, search: Event) -> bool:
    """Whether the winner of a search, or one like it, is asked for other rows afterwards."""
    assert search.rows is not None
    seen = search.rows.ids
    if search.watched is not None:
        seen = np.concatenate([seen, search.watched.ids])
    kind = search.details.get("estimator")
    for event in log.events[search.number + 1 :]:
        if event.kind not in ("judge", "predict") or event.within or event.rows is None:
            continue
        own = event.subject in (search.subject, search.details.get("winner"))
        alike = event.subject.split()[0] == kind if kind else event.subject.startswith("model ")
        if (own or alike) and np.isin(event.rows.ids, seen).mean() < 0.5:
            return True
    return False


def _trained_by(log: Log, search: Event, name: str) -> bool:
    """Whether the trainings within a search report it, beside a validation score."""
    fits = (event for event in log.events[search.number :] if event.within == "tune")
    return any(
        {name, f"val_{name}"} <= set(event.details.get("history", {}))
        for event in fits
        if event.kind == "fit"
    )


def _finding(event: Event, name: str, says: str = "", mend: str = "") -> Finding:
    says = says or f"The search goes by {name}, a score on the rows that each trial trains on"
    return Finding(
        "training-objective",
        "wrong",
        event.details.get("made") or event.place,
        f"{says}: it prefers what remembers best.",
        mend or f'objective="val_{name}", with validation_data or validation_split in search(...).',
        "08-bayesian-search",
        {"objective": name},
    )
