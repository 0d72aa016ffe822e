"""Metrics of scikit-learn: predictions judged outside of a model."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from typing import Any

import numpy as np

from course_lib.audit.events import Event
from course_lib.audit.labels import one_a_row

__all__ = ["watch"]

_METRICS: tuple[str, ...] = (
    "accuracy_score",
    "balanced_accuracy_score",
    "brier_score_loss",
    "cohen_kappa_score",
    "f1_score",
    "log_loss",
    "matthews_corrcoef",
    "mean_absolute_error",
)
_CURVES = ("precision_recall_curve", "roc_curve")
_METRICS += ("mean_squared_error", "precision_score", "r2_score", "recall_score", "roc_auc_score")


def watch(session: Any) -> None:
    """Watch functions that compare labels and predictions.

    Parameters
    ----------
    session : Session
        Gets the events: a judgement of the model whose predictions are compared.
    """
    judged: dict[int, Event] = {}

    def score(original: Any, *args: Any, **kwargs: Any) -> Any:
        if session.inside is not None:
            return original(*args, **kwargs)
        name = original.__name__
        with session.continuing(Event(name, -1, session.places.here())):  # its own transformers
            result = original(*args, **kwargs)

        def noted() -> None:
            bound = inspect.signature(original).bind(*args, **kwargs).arguments
            y_true, y_pred, *_ = bound.values()  # whatever the second is called
            note(name, y_true, y_pred, result)

        session.attempt(name, noted)
        return result

    def note(name: str, y_true: Any, y_pred: Any, result: Any) -> None:
        number = session.predictions.answered(y_pred)
        if number is None:
            if name not in _CURVES:  # which say nothing by themselves
                session.lost(f"whose predictions {name} judges")
            return
        if name in _CURVES:
            asked = session.log.events[number]
            asked.details["curve"] = session.places.here(), len(result[2])
            return
        scores = {name.removesuffix("_score"): float(result)} if np.ndim(result) == 0 else {}
        parted = np.asarray(y_pred).tobytes() if len(np.unique(y_pred)) == 2 else b""
        if number in judged:  # several metrics of one prediction
            judged[number].details["scores"].update(scores)
            judged[number].details["parted"].add(parted)
            return
        asked = session.log.events[number]
        with session.recording("judge") as event:
            event.subject = asked.subject
            event.rows = dataclasses.replace(asked.rows, labels=_labels(y_true, len(asked.rows)))
            told = {k: v for k, v in asked.details.items() if k in ("weights", "answers")}
            event.details.update(told)
            event.details["scores"] = scores
            event.details["parted"] = {parted}
        judged[number] = event

    held = vars(sys.modules["sklearn.metrics"])
    watched = (*_METRICS, *_CURVES)
    session.patches.functions([held.get(name) for name in watched], score)


def _labels(y: Any, n: int) -> Any:
    labels = one_a_row(y)
    return labels.copy() if labels is not None and len(labels) == n else None
